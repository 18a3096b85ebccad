//! The manifest that describes a project as it is, or proposes the plugin to one that has none.

use std::collections::BTreeSet;

use crate::model::catalogue::Catalogue;
use crate::model::fault::{Fault, Faults, ProjectFault};
use crate::model::language::Language;
use crate::model::lock;
use crate::model::manifest::{
    self, App, CheckSettings, Manifest, Open, Package, Page, PageKind, Plugin, ScriptLanguage,
    is_appid,
};
use crate::model::plugin::PluginVersion;
use crate::plan::editor::{ConfigEditor, Located, of_state};
use crate::plan::template::{self, Templates};
use crate::plan::{Change, Note, Plan, patch, validate};
use crate::project::config_file::ConfigFile;
use crate::project::declaration::{Declaration, Owner, State};
use crate::project::detect::{self, detect};
use crate::project::framework::{Framework, row_of};
use crate::project::inventory::DetectedProject;
use crate::project::native::{PROJECT_CONFIG, ProjectConfig};
use crate::project::snapshot::{CodePlace, Snapshot};
use crate::project::turned_off;
use crate::syntax::blocks::{Block, blocks};
use crate::syntax::jsonc;
use crate::text::edit::Place;
use crate::text::lines::with_end;
use crate::text::path::RelPath;

/// What npm knows of a project.
const NPM_PACKAGE: &str = "package.json";

/// With what programs start.
const APP_SCRIPTS: [&str; 7] =
    ["app.ts", "app.tsx", "app.js", "App.vue", "App.uvue", "main.ts", "main.uts"];

/// What says that a project is written in TypeScript.
const TS_CONFIG: &str = "tsconfig.json";

/// A manifest that is not written yet has no places.
const START: Place = Place { line: 1, column: 1 };

/// The sources of a project that use the plugin, from its root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveSources {
    /// Those that open a room.
    pub rooms: BTreeSet<RelPath>,
    /// Those that use it in another way only.
    pub others: BTreeSet<RelPath>,
    /// Where one of them, or of the project's other code, writes the declaration.
    pub elsewhere: Option<CodePlace>,
}

impl LiveSources {
    fn is_empty(&self) -> bool {
        self.rooms.is_empty() && self.others.is_empty() && self.elsewhere.is_none()
    }
}

/// Which files are read, asked again until nothing is new.
///
/// # Errors
/// Faults in what decides where the others are.
pub fn wanted(
    project: &Snapshot,
    templates: &Templates,
    sources: &LiveSources,
) -> Result<Vec<RelPath>, Faults> {
    let own = [manifest::FILE, PROJECT_CONFIG, lock::FILE, NPM_PACKAGE, TS_CONFIG];
    let mut paths = own.map(RelPath::constant).to_vec();
    if paths.iter().any(|path| !project.knows(path)) {
        return Ok(paths);
    }
    let config = project.project_config()?;
    paths.extend(detect::wanted(project, config));
    if paths.iter().any(|path| !project.knows(path)) {
        return Ok(paths);
    }
    let Ok(detected) = detect(project, config) else { return Ok(paths) };
    paths.extend(app_scripts(&detected));
    let own = own_pages(&detected, sources);
    paths.extend(own.flat_map(|(_, file)| validate::page_files(detected.framework, &file)));
    if detected.framework == Framework::Native && sources.is_empty() {
        let pages = candidates().concat();
        paths.extend(pages.iter().flat_map(|page| files(templates, config, page)));
    }
    Ok(paths)
}

/// Plans the manifest, with comments in a language that later runs keep to.
///
/// # Errors
/// There is one already, or the project cannot be read as a mini-program.
pub fn plan(
    project: &Snapshot,
    templates: &Templates,
    sources: &LiveSources,
    lang: Language,
) -> Result<Plan, Faults> {
    let path = RelPath::constant(manifest::FILE);
    if project.text(&path).is_some() {
        return Err(Fault::of(manifest::FILE, ProjectFault::ManifestExists).into());
    }
    let config = project.project_config()?;
    let detected = detect(project, config)?;
    let app = App { lang, ..describe_app(project, config, &detected) };
    let mut pages = existing_pages(project, &detected, sources);
    let framework = detected.framework;
    let editor = ConfigEditor::new(patch::counting(detected))?;
    let mut plan = Plan::default();
    let (plugin, health) = describe_plugin(&editor, taken_out(project)?.as_ref());
    match &sources.elsewhere {
        Some(place) if health == Health::Undeclared => plan.notes.push(Note::of_code(place)),
        Some(_) | None => plan.notes.extend(health.note()),
    }
    let version = plugin.version.to_string();
    plan.notes.extend(Note::of_version(manifest::FILE, &version, Catalogue::built_in()));
    if framework == Framework::Native {
        let app = patch::app_json(project, config)?;
        plan.notes.extend(patch::strictness_notes(app));
        if health == Health::Undeclared && sources.is_empty() {
            pages.extend(proposed_pages(project, templates, config, app));
        }
    }
    let manifest = Manifest { plugin, pages, app, check: CheckSettings::default() };
    let text = templates.manifest(&template::manifest_value(&manifest))?;
    let text = with_end(&text, project.line_end());
    Manifest::parse(&text)?;
    plan.changes.insert(path, Change::Create { after: text });
    Ok(plan)
}

/// How far a manifest can describe the declarations that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Health {
    Declared,
    Undeclared,
    TurnedOff,
    CommentedOut { file: String, line: usize },
    Computed { file: String, line: usize },
    Unhealthy { file: String, line: usize },
}

impl Health {
    fn note(&self) -> Option<Note> {
        match self.clone() {
            Self::Declared => None,
            Self::Undeclared => Some(Note::Proposed),
            Self::TurnedOff => Some(Note::StaysDisabled),
            Self::CommentedOut { file, line } => Some(Note::CommentedOut { file, line }),
            Self::Computed { file, line } => Some(Note::StaysUndecided { file, line }),
            Self::Unhealthy { file, line } => Some(Note::UnhealthyDeclaration { file, line }),
        }
    }
}

/// The declaration that was taken out last, which comes back first.
fn taken_out(project: &Snapshot) -> Result<Option<Declaration>, Faults> {
    let text = project.text(&RelPath::constant(lock::FILE));
    let found = text.map(turned_off::read).transpose()?.unwrap_or_default();
    Ok(found.into_iter().next_back().map(|found| found.declaration))
}

/// The plugin as it is declared, or would be: what counts comes before what is turned off, depends, stands wrong or is
/// commented out.
fn describe_plugin(editor: &ConfigEditor, taken_out: Option<&Declaration>) -> (Plugin, Health) {
    let found = editor.declarations();
    let of =
        |state| of_state(&found, state).into_iter().map(|found| (&found.declaration, Some(found)));
    let [active, off, conditional, unreadable, misplaced, commented] = [
        State::Active,
        State::TurnedOff,
        State::Conditional,
        State::Unreadable,
        State::Misplaced,
        State::CommentedOut,
    ]
    .map(of);
    let recorded = taken_out.map(|declaration| (declaration, None));
    let rest = conditional.chain(unreadable).chain(misplaced).chain(commented);
    let live = active.chain(recorded).chain(off).chain(rest).next();
    let version = live.and_then(|(live, _)| PluginVersion::parse(live.version.as_deref()?));
    let counting: Vec<_> =
        found.iter().filter(|found| found.declaration.state == State::Active).collect();
    let at =
        |found: &Located| (editor.file_of(found).path.to_string(), found.declaration.place.line);
    let unhealthy = |found: &Located| {
        let (file, line) = at(found);
        Health::Unhealthy { file, line }
    };
    let health = match (&counting[..], live) {
        ([_, .., last], _) => unhealthy(last),
        ([one], _) if version.is_none() || one.declaration.owner == Owner::Other => unhealthy(one),
        ([_], _) => Health::Declared,
        ([], None) => Health::Undeclared,
        ([], Some((_, None))) => Health::TurnedOff,
        ([], Some((live, Some(found)))) => match live.state {
            State::CommentedOut => {
                let (file, line) = at(found);
                Health::CommentedOut { file, line }
            }
            State::Unreadable => {
                let (file, line) = at(found);
                Health::Computed { file, line }
            }
            State::Misplaced => unhealthy(found),
            State::TurnedOff => Health::TurnedOff,
            State::Active | State::Conditional => Health::Declared,
        },
    };
    let package = live.map_or(Package::Main, |(live, _)| live.package.clone());
    let version = version.unwrap_or_else(|| Catalogue::built_in().newest_version());
    (Plugin { version, require: None, package, place: START }, health)
}

/// The pages that open a room, as far as they are there.
fn existing_pages(
    project: &Snapshot,
    detected: &DetectedProject,
    sources: &LiveSources,
) -> Vec<Page> {
    let is_there = |file: &RelPath| {
        let mut files = validate::page_files(detected.framework, file);
        files.any(|file| project.text(&file).is_some())
    };
    let pages = own_pages(detected, sources).filter(|(_, file)| is_there(file));
    pages.map(|(path, _)| page(path, PageKind::Existing)).collect()
}

/// The listed pages one of whose sources opens a room, each with its path from the project's root.
fn own_pages<'a>(
    detected: &'a DetectedProject,
    sources: &LiveSources,
) -> impl Iterator<Item = (RelPath, RelPath)> + use<'a> {
    // mpvue names a page by the script beside its component
    let is_by_folder = detected.framework == Framework::Mpvue;
    let key = move |path: &RelPath| {
        let folder = path.parent().filter(|_| is_by_folder);
        folder.map_or_else(|| stem(path.as_str()).to_owned(), |folder| folder.to_string())
    };
    let opening: BTreeSet<String> = sources.rooms.iter().map(key).collect();
    let mut seen = BTreeSet::new();
    let pages = detected.files.iter().flat_map(ConfigFile::program_pages);
    pages.filter(move |(page, file)| opening.contains(&key(file)) && seen.insert(page.clone()))
}

/// A path without the suffixes of its name.
fn stem(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    path[name..].find('.').map_or(path, |dot| &path[..name + dot])
}

/// One page of each kind that a shop begins with, at the first path where nothing is in the way.
fn proposed_pages(
    project: &Snapshot,
    templates: &Templates,
    config: &ProjectConfig,
    app: &ConfigFile,
) -> Vec<Page> {
    let kinds = [PageKind::RoomList { open: Open::Navigator }, PageKind::GoodsDetail];
    let free = |path: &RelPath| {
        let spelled = path.as_str().to_lowercase();
        app.package_of(path, &Package::Main) == Package::Main
            && app.all_pages().iter().all(|page| page.as_str().to_lowercase() != spelled)
            && files(templates, config, path).iter().all(|file| project.text(file).is_none())
    };
    let proposed = candidates().into_iter().zip(kinds);
    proposed.filter_map(|(paths, kind)| Some(page(paths.into_iter().find(free)?, kind))).collect()
}

/// Where proposed pages may go, the best path of each first.
fn candidates() -> [Vec<RelPath>; 2] {
    let paths = |paths: [&'static str; 3]| paths.map(RelPath::constant).to_vec();
    [
        paths(["pages/live/list", "pages/live-rooms/list", "pages/kaibo-live/list"]),
        paths(["pages/goods/detail", "pages/live-goods/detail", "pages/kaibo-goods/detail"]),
    ]
}

fn page(path: RelPath, kind: PageKind) -> Page {
    Page { path, kind, place: START }
}

/// A page's files from the project's root, with all that any of our templates would write beside it.
fn files(templates: &Templates, config: &ProjectConfig, page: &RelPath) -> Vec<RelPath> {
    let suffixes = templates.suffixes().iter();
    suffixes
        .filter_map(|suffix| page.with_suffix(suffix).ok())
        .map(|file| config.in_project(&file))
        .collect()
}

/// The program as its framework's own files describe it: uni-app's manifest.json before the developers' tool's
/// configuration, and that before npm's.
fn describe_app(project: &Snapshot, config: &ProjectConfig, detected: &DetectedProject) -> App {
    // what makes manifest.json says the same
    let mut files = detected.files.iter();
    let uni_app = files.find(|it| it.row.main == row_of(Framework::UniApp).main);
    let uni_app = |path: &[&str]| {
        let node = path.iter().try_fold(uni_app?.root()?, |node, key| node.get(key))?;
        node.text().map(str::to_owned)
    };
    let npm = || {
        let tree = jsonc::parse(project.text(&RelPath::constant(NPM_PACKAGE))?).ok()?;
        tree.root.get("name")?.text().map(str::to_owned)
    };
    let appids = [uni_app(&["mp-weixin", "appid"]), config.appid.clone()];
    let names = [uni_app(&["name"]), config.name.clone(), npm()];
    let standard = App::default();
    App {
        appid: appids.into_iter().flatten().find(|it| is_appid(it)).unwrap_or(standard.appid),
        name: names.into_iter().flatten().find(|it| !it.trim().is_empty()).unwrap_or(standard.name),
        language: language(project, detected),
        lang: standard.lang,
    }
}

/// TypeScript, where a configuration or a script of the program is written in it, or it is set up; a native program
/// that starts from app.js is not, whatever is set up for its editor.
fn language(project: &Snapshot, detected: &DetectedProject) -> ScriptLanguage {
    let scripts = app_scripts(detected);
    let own = scripts.iter().chain(detected.files.iter().map(|file| &file.path));
    let mut there = own.filter_map(|path| Some((path.name(), project.text(path)?)));
    let is_plain = |(name, _): (&str, &str)| name == "app.js";
    let is_native = detected.framework == Framework::Native;
    let is_set_up = project.text(&RelPath::constant(TS_CONFIG)).is_some()
        && !(is_native && there.clone().any(is_plain));
    let is_typed = there.any(|(name, text)| is_typescript(name, text));
    if is_typed || is_set_up { ScriptLanguage::Ts } else { ScriptLanguage::Js }
}

/// Whether a script, or the script in a component, is TypeScript.
fn is_typescript(name: &str, text: &str) -> bool {
    let is_typed = |block: &Block| {
        let language = block.attribute("lang").unwrap_or_default();
        block.tag == "script" && ["ts", "tsx", "typescript"].contains(&language)
    };
    match name.rsplit_once('.') {
        Some((_, "ts" | "tsx" | "uts" | "uvue")) => true,
        Some((_, "vue" | "wpy" | "mpx")) => blocks(text).iter().any(is_typed),
        Some(_) | None => false,
    }
}

/// Where the scripts with which programs start may stand.
fn app_scripts(detected: &DetectedProject) -> Vec<RelPath> {
    let folders: BTreeSet<_> = detected.files.iter().map(|file| file.path.parent()).collect();
    let below = |folder: &Option<RelPath>| {
        APP_SCRIPTS.map(|name| RelPath::constant(name).below(folder.as_ref()))
    };
    folders.iter().flat_map(below).collect()
}
