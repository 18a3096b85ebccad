//! Projects put together from the files that were found.

use std::collections::BTreeMap;

use crate::model::fault::{Fault, What};
use crate::model::manifest;
use crate::project::declaration::{self, Declaration};
use crate::project::framework::{Framework, Row};
use crate::project::home::{Configs, Home, Homes, hang_up, members};
use crate::project::mpx::{self, PackageFile, Role};
use crate::project::snapshot::Project;
use crate::project::turned_off::LockFile;
use crate::project::usage::{Aliases, Hints, Usage};
use crate::text::path::RelPath;

/// A folder as the walk names it: relative to where the user is, `/`-separated, empty for the folder itself.
pub type Folder = String;

/// A configuration file of a project, and what it is.
#[derive(Debug, Clone)]
pub struct Located {
    /// Its path from the project's root.
    pub path: RelPath,
    /// How it is read.
    pub row: &'static Row,
    /// What it is to the program.
    pub role: Role,
}

/// All that a walk brings home.
#[derive(Debug, Default)]
pub struct Found {
    /// The configuration files.
    pub seen: Vec<Seen>,
    /// Where projects say that app.json is.
    pub configs: Vec<Config>,
    /// The sources that speak of the plugin.
    pub sources: Vec<Source>,
    /// Sources that could not be read; outside of projects they are none of our business.
    pub unread: Vec<Fault>,
    /// Texts of the manifests, by folder.
    pub manifests: Vec<(Folder, String)>,
    /// Locks in which something is turned off, or which cannot be read; outside of the roots of projects they are none.
    pub locks: Vec<Result<LockFile, Fault>>,
    /// What could not be read; it does not stop the others.
    pub faults: Vec<Fault>,
}

/// A configuration file that was found and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its path from where the user is.
    pub path: String,
    /// How it is read.
    pub row: &'static Row,
    /// What it is to its program, as far as that is known.
    pub role: Role,
    /// The declarations in it, by place.
    pub declarations: Vec<Declaration>,
    /// Files of mpx that it is put together from.
    pub packages: Vec<PackageFile>,
    /// Its text, where a later step wants it.
    pub text: Option<String>,
}

/// A project.config.json that was found.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder that holds it.
    pub folder: Folder,
    /// Its `miniprogramRoot`, normalised; empty for the folder itself.
    pub miniprogram_root: Folder,
}

/// A source that speaks of the plugin.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its path from where the user is.
    pub path: String,
    /// What it uses, by place; until its project is known, of any plugin.
    pub uses: Vec<Usage>,
    /// What rules ask for beside them.
    pub hints: Hints,
    /// Its text, where a later step wants it.
    pub text: Option<String>,
}

/// A project of the inventory.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its root.
    pub root: Folder,
    /// Its framework.
    pub framework: Framework,
    /// Its configuration files, by path.
    pub files: Vec<Seen>,
    /// Its sources that speak of the plugin, by path.
    pub sources: Vec<Source>,
    /// Text of its manifest, where it has one and a later step wants it.
    pub manifest: Option<String>,
    /// Its lock, where something is turned off in it.
    pub lock: Option<LockFile>,
}

impl Listed {
    /// Its declarations with the file of each, by file and place; those that were taken out stand in its lock.
    pub fn declarations(&self) -> impl Iterator<Item = (&str, &Declaration)> {
        let files = self.files.iter();
        let all = files
            .flat_map(|file| file.declarations.iter().map(|found| (file.path.as_str(), found)));
        let lock = self.lock.iter();
        let all = all.chain(lock.flat_map(|lock| {
            lock.turned_off.iter().map(|found| (lock.path.as_str(), &found.declaration))
        }));
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|(path, _)| *path);
        all.into_iter()
    }

    /// Its uses with the file of each, by file and place.
    pub fn uses(&self) -> impl Iterator<Item = (&str, &Usage)> {
        self.sources
            .iter()
            .flat_map(|source| source.uses.iter().map(|found| (source.path.as_str(), found)))
    }

    /// Paths and texts of its configuration, its sources and a lock in which something is turned off.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = (&str, &mut Option<String>)> {
        let files = self.files.iter_mut().map(|file| (file.path.as_str(), &mut file.text));
        let sources = self.sources.iter_mut();
        let lock = self.lock.iter_mut().map(|lock| (lock.path.as_str(), &mut lock.text));
        files.chain(sources.map(|source| (source.path.as_str(), &mut source.text))).chain(lock)
    }

    /// The aliases under which it declares the live plugin.
    pub fn aliases(&self) -> Aliases<'_> {
        Aliases::of(self.declarations().map(|(_, found)| found))
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
        RelPath::parse(below).map_err(|fault| Fault::of(path, What::Path(fault)))
    }

    /// Its configuration files, and what was kept of its texts, from its root.
    ///
    /// # Errors
    /// As [`Listed::inside`].
    pub fn into_project(mut self) -> Result<(Vec<Located>, Project), Fault> {
        let mut project = Project::default();
        let mut files = Vec::new();
        for file in std::mem::take(&mut self.files) {
            let path = self.inside(&file.path)?;
            if file.text.is_some() {
                project.set(path.clone(), file.text);
            }
            files.push(Located { path, row: file.row, role: file.role });
        }
        if self.manifest.is_some() {
            project.set(RelPath::constant(manifest::FILE), self.manifest);
        }
        Ok((files, project))
    }
}

/// The projects, and all that could not be read in them or of them.
#[derive(Debug, Default)]
pub struct Inventory {
    /// The projects, by root: each before those in it, and those before its neighbours.
    pub projects: Vec<Listed>,
    /// The faults, by file and place.
    pub faults: Vec<Fault>,
}

/// Puts files together into projects, by root and framework.
pub fn inventory(found: Found) -> Inventory {
    let Found { mut seen, configs, sources, unread, manifests, locks, mut faults } = found;
    seen.sort_by(|a, b| a.path.cmp(&b.path));
    seen.dedup_by(|a, b| a.path == b.path);
    let configs = Configs::of(&configs);
    let members = members(&seen);
    let mut homes = Homes::default();
    homes.settle(&seen, &configs, &members);
    let mut projects: BTreeMap<Home, Listed> = BTreeMap::new();
    for (index, file) in seen.into_iter().enumerate() {
        let member = members.get(&index);
        let home = homes.of_files[member.map_or(index, |member| member.host)].clone();
        let listed = projects
            .entry(home)
            .or_insert_with_key(|(root, framework)| Listed::new(root.as_str(), *framework));
        listed.files.push(match member {
            Some(member) => file.adopted(member.role.clone()),
            None => file,
        });
    }
    for source in sources {
        if let Some(listed) = homes.around(&source.path).and_then(|home| projects.get_mut(home)) {
            listed.sources.push(source);
        }
    }
    for (folder, text) in manifests {
        let here = projects.range_mut((folder.clone(), Framework::Native)..);
        for (_, listed) in here.take_while(|((root, _), _)| *root == folder) {
            listed.manifest = Some(text.clone());
        }
    }
    for lock in locks {
        match lock {
            Ok(lock) => hang_up(lock, &mut projects),
            Err(fault) => {
                let root = folder_of(&fault.file);
                faults.extend(projects.keys().any(|(home, _)| home == root).then_some(fault));
            }
        }
    }
    faults.extend(unread.into_iter().filter(|fault| homes.around(&fault.file).is_some()));
    faults.sort_by(Fault::by_place);
    faults.dedup();
    let mut projects: Vec<Listed> = projects.into_values().collect();
    projects.sort_by(|a, b| a.root.split('/').cmp(b.root.split('/')));
    projects.iter_mut().for_each(Listed::settle_sources);
    Inventory { projects, faults }
}

impl Listed {
    /// A project of which nothing but its root and framework is known yet.
    pub fn new(root: impl Into<Folder>, framework: Framework) -> Self {
        let root = root.into();
        Self { root, framework, files: Vec::new(), sources: Vec::new(), manifest: None, lock: None }
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
    }
}

impl Seen {
    /// Reads a file on its own; `None` is a namesake of another purpose.
    ///
    /// # Errors
    /// Text that cannot be read.
    pub fn read(row: &'static Row, path: String, text: &str) -> Result<Option<Self>, Fault> {
        let is_mpx = row.framework == Framework::Mpx;
        let packages = if is_mpx { mpx::packages(text) } else { Vec::new() };
        let declarations = declaration::read(row, &path, text)?;
        Ok(declarations.map(|declarations| Self {
            path,
            row,
            role: Role::Program,
            declarations,
            packages,
            text: None,
        }))
    }

    /// The folder that holds it.
    pub fn folder(&self) -> &str {
        folder_of(&self.path)
    }

    fn adopted(self, role: Role) -> Self {
        let declarations = self.declarations.into_iter();
        let declarations = declarations.map(|found| role.adopt(found)).collect();
        Self { role, declarations, ..self }
    }
}

/// The folder of a path; empty for one of a single step.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last step of a path.
pub fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// A path below a folder.
pub fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::framework::ROWS;
    use crate::project::{declaration, usage};

    fn seen(path: &str) -> Seen {
        let name = path.rsplit('/').next().expect(path);
        let row = ROWS.iter().find(|row| row.file == name).expect(path);
        Seen {
            path: path.into(),
            row,
            role: Role::Program,
            declarations: Vec::new(),
            packages: Vec::new(),
            text: None,
        }
    }

    fn source(path: &str) -> Source {
        Source { path: path.into(), uses: Vec::new(), hints: Hints::default(), text: None }
    }

    /// A configuration file with a text, and a source that asks for plugins.
    fn project(path: &str, text: &str) -> (Seen, Source) {
        let mut seen = seen(path);
        seen.declarations = declaration::read(seen.row, path, text).expect(path).expect(path);
        let file = join(seen.folder(), "a.js");
        let uses = usage::read(&file, "requirePlugin('live'); requirePlugin('live-player-plugin')");
        (seen, Source { uses: uses.expect(&file).uses, ..source(&file) })
    }

    /// Root, framework and sources of each project.
    fn put_together(found: Found) -> Vec<(String, &'static str, Vec<String>)> {
        let projects = inventory(found).projects.into_iter();
        let paths = |listed: &Listed| listed.sources.iter().map(|s| s.path.clone()).collect();
        projects.map(|p| (p.root.clone(), p.framework.name(), paths(&p))).collect()
    }

    #[test]
    fn files_belong_to_the_roots_that_their_framework_has() {
        let configs = [("a", "mini"), ("v", "dist")]
            .map(|(folder, root)| Config { folder: folder.into(), miniprogram_root: root.into() });
        let files = [
            "a/mini/app.json",
            "a/mini/ext.json",
            "u/src/manifest.json",
            "u/src/pages.json",
            "v/src/app.json",
            "alone/ext.json",
        ];
        let found =
            Found { seen: files.map(seen).into(), configs: configs.into(), ..Found::default() };
        let found: Vec<_> =
            put_together(found).into_iter().map(|(root, framework, _)| (root, framework)).collect();
        let expected = [("a", "native"), ("alone", "ext"), ("u", "uni-app"), ("v", "mpvue")];
        assert_eq!(found, expected.map(|(root, framework)| (root.to_owned(), framework)));
    }

    #[test]
    fn sources_belong_to_the_innermost_project() {
        let files = ["app.json", "in/src/manifest.json", "in/built/app.json"];
        let sources = ["z.js", "in/src/a.vue", "in/b.js", "in/built/c.js", "ink/d.js"];
        let found = Found {
            seen: files.map(seen).into(),
            sources: sources.map(source).into(),
            unread: vec![Fault::of("in/x.js", What::NotUtf8)],
            ..Found::default()
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
        let (seen, sources) = [
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
        let projects = inventory(Found { seen, sources, ..Found::default() }).projects;
        let count = |listed: &Listed| (listed.root.clone(), listed.uses().count());
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
        let faults = |seen: Vec<Seen>| {
            let unread = vec![Fault::of("server/x.js", What::NotUtf8)];
            inventory(Found { seen, unread, ..Found::default() }).faults.len()
        };
        assert_eq!(faults(vec![seen("server/app.json")]), 1);
        assert_eq!(faults(vec![seen("shop/app.json")]), 0);
    }
}
