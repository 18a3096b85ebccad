//! Projects put together from the files that a walk collected.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::model::fault::{Fault, ManifestFault};
use crate::project::broken::{self, BrokenConfig};
use crate::project::config_file::ConfigFile;
use crate::project::declaration::{Declaration, State};
use crate::project::elsewhere::{PinningText, Stands};
use crate::project::framework::Framework;
use crate::project::large::LargeSource;
use crate::project::modules::normal;
use crate::project::roots::{FoundFile, MiniprogramRoot, ProjectRoot, ProjectRoots};
use crate::project::snapshot::CodePlace;
use crate::project::turned_off::{LockFile, TurnedOff};
use crate::project::unsupported::{self, UnsupportedProgram};
use crate::project::usage::{Aliases, Hints, Usage};
use crate::text::path::{Folder, RelPath, folder_of, join};

/// Everything the directory walk collected.
#[derive(Debug, Default)]
pub struct WalkedFiles {
    /// The configuration files.
    pub configs: Vec<FoundFile>,
    /// Files with the names of configuration that say nothing of a mini-program.
    pub broken: Vec<BrokenConfig>,
    /// Programs of frameworks that are not read.
    pub unsupported: Vec<UnsupportedProgram>,
    /// Where project.config.json files say that app.json is.
    pub roots: Vec<MiniprogramRoot>,
    /// The sources that name the plugin.
    pub sources: Vec<SourceFile>,
    /// Texts that name the plugin's provider beside a version.
    pub pinning: Vec<PinningText>,
    /// Sources that could not be read; outside of projects they do not concern us.
    pub unread: Vec<Fault>,
    /// Texts of the manifests, by folder.
    pub manifests: Vec<(Folder, String)>,
    /// Locks in which something is turned off, or which cannot be read; they count at the roots of projects only.
    pub locks: Vec<Result<LockFile, Fault>>,
    /// What could not be read; it does not stop the others.
    pub faults: Vec<Fault>,
}

/// A source that names the plugin.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceFile {
    /// Its path from where the user is.
    pub path: String,
    /// What it uses, by place; until its project is known, of any plugin.
    pub uses: Vec<Usage>,
    /// What rules ask for beside them.
    pub hints: Hints,
    /// Its text, where a later step wants it.
    pub text: Option<Arc<str>>,
}

/// A declaration in an ext.json that stands on its own below a project, which is then a template for merchants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MerchantDeclaration {
    /// The file, from where the user is.
    pub path: String,
    /// Its line, from 1.
    pub line: usize,
}

/// A project, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct DetectedProject {
    /// Its root.
    pub root: Folder,
    /// Its framework.
    pub framework: Framework,
    /// Its configuration files, by path.
    pub files: Vec<ConfigFile>,
    /// Its sources that name the plugin, by path.
    pub sources: Vec<SourceFile>,
    /// Its sources that are too large to be read and may name the plugin, by path.
    pub too_large: Vec<LargeSource>,
    /// Where the ext.json files of merchants below it declare the plugin, by path.
    pub merchants: Vec<MerchantDeclaration>,
    /// Its texts that pin the plugin outside of its declarations, by path.
    pub elsewhere: Vec<PinningText>,
    /// Text of its manifest, where it has one and a later step wants it.
    pub manifest: Option<String>,
    /// Its lock, where something is turned off in it.
    pub lock: Option<LockFile>,
}

impl DetectedProject {
    /// A project of which only root and framework are known.
    pub fn new(root: impl Into<Folder>, framework: Framework) -> Self {
        let root = root.into();
        let (files, sources, too_large, merchants, elsewhere) = Default::default();
        let (manifest, lock) = (None, None);
        Self { root, framework, files, sources, too_large, merchants, elsewhere, manifest, lock }
    }

    /// Its declarations with the file of each, by file and place; those that were taken out stand in its lock.
    pub fn declarations(&self) -> impl Iterator<Item = (&RelPath, &Declaration)> {
        let files = self.files.iter();
        let in_files =
            files.flat_map(|file| file.declarations().iter().map(move |found| (&file.path, found)));
        let lock = self.lock.iter();
        let in_lock =
            lock.flat_map(|lock| lock.turned_off.iter().map(|off| (&lock.path, &off.declaration)));
        let mut all: Vec<_> = in_files.chain(in_lock).collect();
        all.sort_by_key(|(path, _)| *path);
        all.into_iter()
    }

    /// Its uses with the file of each, by file and place.
    pub fn uses(&self) -> impl Iterator<Item = (&str, &Usage)> {
        self.sources
            .iter()
            .flat_map(|source| source.uses.iter().map(|found| (source.path.as_str(), found)))
    }

    /// The aliases under which it declares the live plugin.
    pub fn aliases(&self) -> Aliases<'_> {
        Aliases::of(self.declarations().map(|(_, found)| found))
    }

    /// The first place in its code that pins the plugin.
    pub fn in_code(&self) -> Option<CodePlace> {
        let mut pins = self.elsewhere.iter().flat_map(|text| {
            let in_code = text.pins.iter().filter(|pin| pin.stands == Stands::InCode);
            in_code.map(|pin| (text.path.as_str(), pin.place.line))
        });
        pins.find_map(|(path, line)| Some(CodePlace { file: self.inside(path).ok()?, line }))
    }

    /// A path from where the user is, from the project's root.
    ///
    /// # Errors
    /// A path that does not mean the same on every system.
    pub fn inside(&self, path: &str) -> Result<RelPath, Fault> {
        let below = match self.root.as_str() {
            "" => path,
            root => path.strip_prefix(root).map_or(path, |rest| rest.trim_start_matches('/')),
        };
        RelPath::parse(below).map_err(|fault| Fault::of(path, ManifestFault::BadPath(fault)))
    }

    /// Puts its sources in order, each without the uses that turn out to be another plugin's.
    fn settle_sources(&mut self) {
        let mut sources = std::mem::take(&mut self.sources);
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        sources.dedup_by(|a, b| a.path == b.path);
        let aliases = self.aliases();
        for source in &mut sources {
            source.uses = aliases.live(std::mem::take(&mut source.uses));
        }
        self.sources = sources;
        self.too_large.sort();
    }

    /// Keeps a configuration file, which gets its path from the root.
    fn add(&mut self, file: FoundFile) -> Result<(), Fault> {
        let path = self.inside(&file.shown())?;
        self.files.push(file.config.at(path));
        Ok(())
    }
}

/// The projects, and everything that could not be read in them or of them.
#[derive(Debug, Default)]
pub struct Inventory {
    /// The projects, by root: each before those in it, and those before its neighbours.
    pub projects: Vec<DetectedProject>,
    /// Texts outside of them that pin the plugin, by path.
    pub elsewhere: Vec<PinningText>,
    /// Programs of frameworks that are not read, and do not name the plugin, by file.
    pub unsupported: Vec<UnsupportedProgram>,
    /// The faults, by file and place.
    pub faults: Vec<Fault>,
}

/// Puts files together into projects, by root and framework.
pub fn inventory(walked: WalkedFiles) -> Inventory {
    let WalkedFiles { mut configs, broken, mut unsupported, roots, sources, pinning, .. } = walked;
    let WalkedFiles { unread, manifests, locks, mut faults, .. } = walked;
    configs.sort_by_cached_key(FoundFile::shown);
    configs.dedup_by_key(|file| file.shown());
    faults.extend(broken::faults(broken, &configs, &roots));
    let roots = ProjectRoots::find(&mut configs, &roots);
    let pinning = beside_configuration(pinning, &configs, &faults);
    unsupported.retain(|program| roots.around(&program.path).is_none());
    let texts = pinning.iter().map(|text| text.path.as_str());
    let naming = sources.iter().map(|source| source.path.as_str()).chain(texts);
    let outside = naming.filter(|path| roots.around(path).is_none());
    faults.extend(unsupported::live(&mut unsupported, outside));
    let mut projects: BTreeMap<ProjectRoot, DetectedProject> = BTreeMap::new();
    for (file, root) in configs.into_iter().zip(&roots.of_files) {
        let new = |(root, framework): &ProjectRoot| DetectedProject::new(root.as_str(), *framework);
        let project = projects.entry(root.clone()).or_insert_with_key(new);
        faults.extend(project.add(file).err());
    }
    for source in sources {
        let project = roots.around(&source.path).and_then(|root| projects.get_mut(root));
        if let Some(project) = project {
            project.sources.push(source);
        }
    }
    note_merchants(&mut projects, &roots);
    let mut elsewhere = Vec::new();
    for text in pinning {
        match roots.around(&text.path).and_then(|root| projects.get_mut(root)) {
            Some(project) => project.elsewhere.push(text),
            None => elsewhere.push(text),
        }
    }
    for (folder, text) in manifests {
        for project in sharing(&mut projects, &folder) {
            project.manifest = Some(text.clone());
        }
    }
    for lock in locks {
        match lock {
            Ok(lock) => {
                let folder = lock.folder.clone();
                distribute(lock, sharing(&mut projects, &folder).collect());
            }
            Err(fault) => {
                let root = folder_of(fault.path().unwrap_or_default());
                let is_root = projects.keys().any(|(known, _)| known == root);
                faults.extend(is_root.then_some(fault));
            }
        }
    }
    for fault in unread {
        let Some(root) = fault.path().and_then(|path| roots.around(path)) else { continue };
        match (LargeSource::of(&fault), projects.get_mut(root)) {
            (Some(large), Some(project)) => project.too_large.push(large),
            (None, _) | (Some(_), None) => faults.push(fault),
        }
    }
    faults.sort_by(Fault::by_place);
    faults.dedup();
    let mut projects: Vec<DetectedProject> = projects.into_values().collect();
    projects.sort_by(|a, b| a.root.split('/').cmp(b.root.split('/')));
    projects.iter_mut().for_each(DetectedProject::settle_sources);
    Inventory { projects, elsewhere, unsupported, faults }
}

/// The texts by path, without what belongs to declarations or to configuration that cannot be read.
fn beside_configuration(
    mut pinning: Vec<PinningText>,
    configs: &[FoundFile],
    faults: &[Fault],
) -> Vec<PinningText> {
    if pinning.is_empty() {
        return pinning;
    }
    pinning.sort_by(|a, b| a.path.cmp(&b.path));
    pinning.dedup_by(|a, b| a.path == b.path);
    let unreadable: HashSet<&str> = faults.iter().filter_map(Fault::path).collect();
    let mut imported: HashMap<String, BTreeSet<usize>> = HashMap::new();
    for file in configs {
        for pin in file.config.declarations().iter().filter_map(|it| it.imported_pin.as_ref()) {
            let path = normal(&join(&file.folder, &pin.path));
            imported.entry(path).or_default().insert(pin.range.start);
        }
    }
    let configs: HashMap<String, &ConfigFile> =
        configs.iter().map(|file| (file.shown(), &file.config)).collect();
    pinning.retain(|text| !unreadable.contains(text.path.as_str()));
    let left = pinning.into_iter().filter_map(|text| match configs.get(&text.path) {
        Some(config) => text.beside(config),
        None => match imported.get(&text.path) {
            Some(pins) => text.beside_pins(pins),
            None => Some(text),
        },
    });
    left.collect()
}

/// Tells each template of the merchants whose ext.json declares the plugin.
fn note_merchants(projects: &mut BTreeMap<ProjectRoot, DetectedProject>, roots: &ProjectRoots) {
    let mut found = Vec::new();
    for project in projects.values().filter(|project| project.framework == Framework::Ext) {
        let Some(template) = roots.around(&project.root) else { continue };
        let declared = project.declarations();
        let declared = declared.filter(|(_, found)| found.is_live(State::Active));
        found.extend(declared.map(|(path, found)| {
            let (path, line) = (join(&project.root, path.as_str()), found.place.line);
            (template.clone(), MerchantDeclaration { path, line })
        }));
    }
    for (template, declaration) in found {
        let template = projects.get_mut(&template);
        let template = template.filter(|project| project.framework != Framework::Ext);
        if let Some(template) = template {
            template.merchants.push(declaration);
        }
    }
}

/// The projects at a root: two frameworks may share one.
fn sharing<'p>(
    projects: &'p mut BTreeMap<ProjectRoot, DetectedProject>,
    root: &str,
) -> impl Iterator<Item = &'p mut DetectedProject> {
    let from = (root.to_owned(), Framework::Native);
    let here = projects.range_mut(from.clone()..);
    here.take_while(move |((folder, _), _)| *folder == from.0).map(|(_, project)| project)
}

/// Gives a lock to the projects at its root: to each what its files had, and to the first what no file had.
fn distribute(lock: LockFile, mut projects: Vec<&mut DetectedProject>) {
    let LockFile { folder, path, turned_off, text } = lock;
    for found in turned_off {
        let holder = projects.iter().enumerate().find_map(|(index, project)| {
            let file = project.files.iter().find(|file| file.path == found.from)?;
            Some((index, file.role.adopt(found.declaration.clone())))
        });
        let (index, declaration) = holder.unwrap_or((0, found.declaration));
        let Some(project) = projects.get_mut(index) else { return };
        let own = project.lock.get_or_insert_with(|| LockFile {
            folder: folder.clone(),
            path: path.clone(),
            turned_off: Vec::new(),
            text: text.clone(),
        });
        own.turned_off.push(TurnedOff { declaration, from: found.from });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fault::TextFault;
    use crate::project::framework::ROWS;
    use crate::project::usage;
    use crate::text::path::join;

    fn config(path: &str) -> FoundFile {
        with_text(path, "{}")
    }

    fn with_text(path: &str, text: &str) -> FoundFile {
        let name = path.rsplit('/').next().expect(path);
        let row = ROWS.iter().find(|row| row.file == name).expect(path);
        let config = ConfigFile::new(row, RelPath::constant(row.file), text);
        FoundFile { folder: folder_of(path).to_owned(), config }
    }

    fn source(path: &str) -> SourceFile {
        SourceFile { path: path.into(), uses: Vec::new(), hints: Hints::default(), text: None }
    }

    /// A configuration file with a text, and a source that asks for plugins.
    fn project(path: &str, text: &str) -> (FoundFile, SourceFile) {
        let file = join(folder_of(path), "a.js");
        let uses = usage::read(&file, "requirePlugin('live'); requirePlugin('live-player-plugin')");
        (with_text(path, text), SourceFile { uses: uses.expect(&file).uses, ..source(&file) })
    }

    /// Root, framework and sources of each project.
    fn put_together(walked: WalkedFiles) -> Vec<(String, &'static str, Vec<String>)> {
        let projects = inventory(walked).projects.into_iter();
        let paths =
            |listed: &DetectedProject| listed.sources.iter().map(|s| s.path.clone()).collect();
        projects.map(|p| (p.root.clone(), p.framework.name(), paths(&p))).collect()
    }

    #[test]
    fn files_belong_to_the_roots_that_their_framework_has() {
        let roots = [("a", "mini"), ("v", "dist")].map(|(folder, root)| MiniprogramRoot {
            folder: folder.into(),
            miniprogram_root: root.into(),
        });
        let files = [
            "a/mini/app.json",
            "a/mini/ext.json",
            "u/src/manifest.json",
            "u/src/pages.json",
            "v/src/app.json",
            "alone/ext.json",
        ];
        let found = WalkedFiles {
            configs: files.map(config).into(),
            roots: roots.into(),
            ..WalkedFiles::default()
        };
        let found: Vec<_> =
            put_together(found).into_iter().map(|(root, framework, _)| (root, framework)).collect();
        let expected = [("a", "native"), ("alone", "ext"), ("u", "uni-app"), ("v", "native")];
        assert_eq!(found, expected.map(|(root, framework)| (root.to_owned(), framework)));
    }

    #[test]
    fn sources_belong_to_the_innermost_project() {
        let files = ["app.json", "in/src/manifest.json", "in/built/app.json"];
        let sources = ["z.js", "in/src/a.vue", "in/b.js", "in/built/c.js", "ink/d.js"];
        let found = WalkedFiles {
            configs: files.map(config).into(),
            sources: sources.map(source).into(),
            unread: vec![Fault::of("in/x.js", TextFault::NotUtf8)],
            ..WalkedFiles::default()
        };
        let expected = [
            ("", "native", vec!["ink/d.js", "z.js"]),
            ("in", "uni-app", vec!["in/b.js", "in/src/a.vue"]),
            ("in/built", "native", vec!["in/built/c.js"]),
        ];
        let shown = put_together(found);
        let shown: Vec<_> = shown
            .iter()
            .map(|(root, framework, paths)| {
                (root.as_str(), *framework, paths.iter().map(String::as_str).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn uses_are_those_of_the_aliases_that_their_project_declares() {
        let ours = r#""live": { "version": "1.3.5", "provider": "wx2b03c6e691cd7370" }"#;
        let other = ours.replace("wx2b", "wx2c");
        let (configs, sources) = [
            ("app.json", "{ \"pages\": [] }".to_owned()),
            ("active/app.json", format!("{{ \"pages\": [], \"plugins\": {{ {ours} }} }}")),
            ("active/in/app.json", "{ \"pages\": [] }".to_owned()),
            ("commented/app.json", format!("{{ \"pages\": [] // , \"plugins\": {{ {ours} }}\n}}")),
            (
                "conditional/app.config.js",
                format!("export default {{ pages: [], plugins: on ? {{ {ours} }} : {{}} }}"),
            ),
            ("misplaced/app.json", format!("{{ \"pages\": [], \"plugin\": {{ {ours} }} }}")),
            ("other/app.json", format!("{{ \"pages\": [], \"plugins\": {{ {other} }} }}")),
        ]
        .map(|(path, text)| project(path, &text))
        .into_iter()
        .unzip();
        let projects =
            inventory(WalkedFiles { configs, sources, ..WalkedFiles::default() }).projects;
        let count = |listed: &DetectedProject| (listed.root.clone(), listed.uses().count());
        let found: Vec<_> = projects.iter().map(count).collect();
        let expected = [
            ("", 1),
            ("active", 2),
            ("active/in", 1),
            ("commented", 2),
            ("conditional", 2),
            ("misplaced", 2),
            ("other", 1),
        ];
        assert_eq!(found, expected.map(|(root, count)| (root.to_owned(), count)));
    }

    #[test]
    fn what_cannot_be_read_counts_only_in_projects() {
        let faults = |configs: Vec<FoundFile>| {
            let unread = vec![Fault::of("server/x.js", TextFault::NotUtf8)];
            inventory(WalkedFiles { configs, unread, ..WalkedFiles::default() }).faults.len()
        };
        assert_eq!(faults(vec![config("server/app.json")]), 1);
        assert_eq!(faults(vec![config("shop/app.json")]), 0);
    }
}
