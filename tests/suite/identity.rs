//! `enable` after `disable` is byte for byte, with any number of declarations in a file of any syntax, however it is laid
//! out; a version that moves meanwhile moves, and a file that is touched meanwhile loses no comment.

use kaibo::model::catalogue::{Catalogue, Unknown};
use kaibo::model::lock::FILE as LOCK;
use kaibo::model::plugin::PluginVersion;
use kaibo::plan::Plan;
use kaibo::plan::template::Templates;
use kaibo::plan::toggle::{Scope, Switch, Wish, plan as toggle};
use kaibo::plan::upgrade::{UpgradeDirection, UpgradeScope, UpgradeTarget, plan as upgrade};
use kaibo::project::config_file::ConfigFile;
use kaibo::project::declaration::{Owner, State};
use kaibo::project::framework::{ROWS, Row};
use kaibo::project::snapshot::Snapshot;
use kaibo::text::path::RelPath;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

const FILES: [&str; 9] = [
    "app.config.js",
    "app.json",
    "ext.json",
    "pages.json",
    "manifest.json",
    "app.config.ts",
    "app.wpy",
    "app.mpx",
    "app.js",
];

const OPEN: [&str; 8] = [
    "",
    " ",
    "\n    ",
    "\n    // note\n    ",
    " /* note */ ",
    "\n",
    "/* note */",
    " // note\n    ",
];

const COMMAS: [&str; 14] = [
    ", ",
    ",",
    ",\n    ",
    "\n    , ",
    ",\n",
    " /* note */, ",
    ", // note\n    ",
    " // note\n    , ",
    ",\n    /* note */\n    ",
    ",\n    // note\n    ",
    "\n  ,\n  ",
    ", /* note */ ",
    "\n    ,",
    ",\n\n    ",
];

const CONDITIONS: [&str; 7] = [
    ",\n    // #ifdef H5\n    \"KEY\": {},\n    // #endif\n    ",
    ",\n    // #ifdef MP-WEIXIN\n    \"KEY\": {},\n    // #endif\n    ",
    "\n    // #ifndef MP-WEIXIN\n    , \"KEY\": {}\n    // #endif\n    , ",
    ", /* #ifdef APP */ \"KEY\": {}, /* #endif */ ",
    ",\n    // #ifdef MP-WEIXIN\n    \"KEY\": { \"version\": \"1.3.0\", \"provider\": \"wx2b03c6e691cd7370\" },\n    // #endif\n    ",
    "\n    // #ifndef H5\n    , \"KEY\": {\n      \"version\": \"1.3.0\",\n      \"provider\": \"wx2b03c6e691cd7370\"\n    }\n    // #endif\n    , ",
    ", /* #ifdef MP-WEIXIN */ \"KEY\": { \"version\": \"1.3.0\", \"provider\": \"wx2b03c6e691cd7370\" }, /* #endif */ ",
];

const CLOSE: [&str; 10] = [
    "",
    " ",
    "\n  ",
    ",\n  ",
    ", ",
    " // note\n  ",
    " /* note */ ",
    "\n    // note\n  ",
    ", // note\n  ",
    ",",
];

const ENTRIES: [&str; 7] = [
    r#""KEY": { "version": "1.3.0", "provider": "wx2b03c6e691cd7370" }"#,
    "\"KEY\": {\n      \"version\": \"1.3.0\",\n      \"provider\": \"wx2b03c6e691cd7370\"\n    }",
    r#""KEY": { "version": "1.0.0", "provider": "wx0000000000000001" }"#,
    r#""KEY":{"provider":"wx2b03c6e691cd7370","version":"1.3.0"}"#,
    r#""KEY": { /* note */ "version": "1.3.0", "provider": "wx2b03c6e691cd7370" }"#,
    "\"KEY\": {\n      \"version\": \"1.3.0\", // note\n      \"provider\": \"wx2b03c6e691cd7370\" }",
    r#""KEY": {}"#,
];

/// A file made of choices; without any more of them, the first of each list is taken.
struct Choices<'c> {
    left: std::slice::Iter<'c, u8>,
    conditions: bool,
    keys: usize,
}

impl Choices<'_> {
    fn below(&mut self, end: usize) -> usize {
        usize::from(self.left.next().copied().unwrap_or_default()) % end
    }

    fn one_of<'s>(&mut self, all: &[&'s str]) -> &'s str {
        all[self.below(all.len())]
    }

    fn comma(&mut self) -> String {
        if self.conditions && self.below(5) == 4 {
            self.keyed(&CONDITIONS)
        } else {
            self.one_of(&COMMAS).to_owned()
        }
    }

    fn keyed(&mut self, all: &[&str]) -> String {
        self.keys += 1;
        self.one_of(all).replace("KEY", &format!("p{}", self.keys))
    }

    /// Items with brackets around and commas between them; most objects keep one way.
    fn container(&mut self, [open, close]: [&str; 2], items: &[String]) -> String {
        let mut text = format!("{open}{}", self.one_of(&OPEN));
        let habit = (self.below(3) > 0).then(|| self.comma());
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                let comma =
                    habit.clone().filter(|it| !it.contains('#')).unwrap_or_else(|| self.comma());
                text.push_str(&comma);
            }
            text.push_str(item);
        }
        let end = self.one_of(&CLOSE);
        let end = if items.is_empty() { end.trim_start_matches(',') } else { end };
        text + end + close
    }

    fn plugins(&mut self) -> String {
        let items: Vec<String> = (0..self.below(4)).map(|_| self.keyed(&ENTRIES)).collect();
        let object = self.container(["{", "}"], &items);
        format!("\"plugins\": {object}")
    }

    fn subpackages(&mut self) -> String {
        let items: Vec<String> = (0..self.below(4))
            .map(|index| {
                let mut members =
                    vec![format!("\"root\": \"p{index}\""), "\"pages\": [\"i\"]".to_owned()];
                let at = self.below(3);
                let plugins = self.plugins();
                members.insert(at, plugins);
                self.container(["{", "}"], &members)
            })
            .collect();
        let list = self.container(["[", "]"], &items);
        format!("\"subPackages\": {list}")
    }

    fn root(&mut self, file: &str) -> String {
        let mut members = vec!["\"pages\": [\"pages/index/index\"]".to_owned()];
        match file {
            "manifest.json" => {
                let plugins = self.plugins();
                let inside = self.container(["{", "}"], &[plugins]);
                members = vec!["\"appid\": \"\"".to_owned(), format!("\"mp-weixin\": {inside}")];
            }
            "pages.json" => {
                let subpackages = self.subpackages();
                members.insert(self.below(2), subpackages);
            }
            _ => {
                let (subpackages, plugins) = (self.subpackages(), self.plugins());
                members.insert(self.below(2), subpackages);
                members.insert(self.below(3), plugins);
            }
        }
        self.container(["{", "}"], &members)
    }
}

fn row(file: &str) -> &'static Row {
    ROWS.iter().find(|row| row.file == file).expect(file)
}

fn text(file: &str, choices: &[u8]) -> String {
    let conditions = file == "pages.json";
    let mut choices = Choices { left: choices.iter(), conditions, keys: 0 };
    let (ends, mark) = (choices.below(3), choices.below(4));
    let root = choices.root(file);
    let whole = match file {
        "app.wpy" => format!("<config>\n{root}\n</config>\n"),
        "app.mpx" => format!("<script type=\"application/json\">\n{root}\n</script>\n"),
        "app.js" => format!("class App {{\n  config = {root}\n}}\n"),
        file if file.starts_with("app.config") => format!("export default {root}\n"),
        _ => root,
    };
    let whole = if ends == 2 { whole.replace('\n', "\r\n") } else { whole };
    if mark == 3 && file.strip_suffix(".json").is_some() {
        format!("\u{feff}{whole}")
    } else {
        whole
    }
}

/// A configuration file and the lock beside it.
#[derive(Debug, Clone, PartialEq)]
struct Project {
    row: &'static Row,
    text: String,
    lock: Option<String>,
}

impl Project {
    fn file(&self) -> ConfigFile {
        ConfigFile::new(self.row, RelPath::constant(self.row.file), self.text.clone())
    }

    fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot::default();
        snapshot.set(RelPath::constant(self.row.file), Some(self.text.clone()));
        snapshot.set(RelPath::constant(LOCK), self.lock.clone());
        snapshot
    }

    fn after(&self, plan: &Plan) -> Option<Self> {
        let of = |path: &RelPath| plan.changes.get(path).and_then(|change| change.after());
        let text = of(&RelPath::constant(self.row.file)).unwrap_or(&self.text).to_owned();
        let lock = match &plan.lock {
            Some(change) => change.after().map(str::to_owned),
            None => self.lock.clone(),
        };
        plan.conflicts.is_empty().then_some(Self { text, lock, ..*self })
    }

    /// `None` where it is refused.
    fn turned(&self, turn: Switch) -> Option<Self> {
        let wish = Wish { turn, catalogue: Catalogue::built_in(), unknown: Unknown::Refused };
        let plan = toggle(&self.snapshot(), &[self.file()], wish, Scope::Restore);
        self.after(&plan.unwrap_or_else(|faults| panic!("{faults:?}\n{self:#?}")).plan)
    }

    fn upgraded(&self) -> Self {
        let version = PluginVersion::parse("1.10.12").expect("a version");
        let target =
            UpgradeTarget { version, way: UpgradeDirection::Any, reach: UpgradeScope::Active };
        let plan = upgrade(&self.snapshot(), Templates::built_in(), &[self.file()], &target)
            .expect("it can be read");
        self.after(&plan.plan).expect("nothing is in the way")
    }

    fn count(&self, state: State) -> usize {
        let is_live = |it: &&kaibo::project::declaration::Declaration| {
            it.state == state && it.owner == Owner::Live
        };
        self.file().declarations().iter().filter(is_live).count()
    }

    /// How many comments of the user's there are.
    fn notes(&self) -> usize {
        let lock = self.lock.as_deref().unwrap_or_default();
        self.text.matches("note").count() + lock.matches("note").count()
    }
}

/// The project, or `None` where the choices made none that can be read.
fn project(file: &str, choices: &[u8]) -> Option<Project> {
    let project = Project { row: row(file), text: text(file, choices), lock: None };
    project.file().readable().is_ok().then_some(project)
}

fn check(before: &Project) -> usize {
    let active = before.count(State::Active);
    let Some(off) = before.turned(Switch::Off) else { return 0 };
    assert_eq!(off.count(State::Active), 0, "{}\nbecame\n{}", before.text, off.text);
    assert_eq!(off.notes(), before.notes(), "{}\nbecame\n{off:?}", before.text);
    if active == 0 {
        assert_eq!(off, *before);
        return 0;
    }
    let on = off.turned(Switch::On).unwrap_or_else(|| panic!("refused\n{before:#?}\n{off:#?}"));
    assert_eq!(on, *before, "\n{}\nthrough\n{}\nbecame\n{}", before.text, off.text, on.text);
    let moved = off.upgraded().turned(Switch::On);
    assert_eq!(moved, Some(before.upgraded()), "a version moved meanwhile\n{off:?}");
    touched(before, &off);
    active
}

/// In a file that is touched meanwhile, everything is there again, or nothing is done.
fn touched(before: &Project, off: &Project) {
    let text = off.text.replacen("\"pages\"", "\"more\": 1, \"pages\"", 1);
    let touched = Project { text: text.clone(), ..off.clone() };
    let Some(on) = touched.turned(Switch::On) else { return };
    // where all that stays depends on WeChat's own branch, so does what stands beside it
    let count =
        |project: &Project| project.count(State::Active) + project.count(State::Conditional);
    assert_eq!(count(&on), count(before), "{text}\nbecame\n{}", on.text);
    assert_eq!(on.notes(), before.notes(), "{}\nthrough\n{text}\nbecame\n{}", before.text, on.text);
}

#[test]
fn the_files_have_up_to_six_declarations_and_are_mostly_read() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = prop::collection::vec(any::<u8>(), 0..96);
    let (mut read, mut turned, mut most) = (0, 0, 0);
    for index in 0..900 {
        let choices = strategy.new_tree(&mut runner).expect("choices").current();
        if let Some(project) = project(FILES[index % FILES.len()], &choices) {
            let active = check(&project);
            (read, turned, most) = (read + 1, turned + usize::from(active > 0), most.max(active));
        }
    }
    assert!(read > 600 && turned > 300 && most >= 6, "{read} read, {turned} turned, up to {most}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn off_and_on_is_byte_for_byte(choices in prop::collection::vec(any::<u8>(), 0..96), file in 0..FILES.len()) {
        if let Some(project) = project(FILES[file], &choices) {
            check(&project);
        }
    }
}
