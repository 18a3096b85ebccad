//! Which project each file belongs to: the rules of the frameworks about roots, and the files that others are put together
//! from.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::project::framework::Framework;
use crate::project::inventory::{Config, Folder, Listed, Seen, folder_of, join};
use crate::project::mpx::{PackageFile, Role};
use crate::project::turned_off::{LockFile, TurnedOff};

/// A project's identity: two frameworks may share a folder.
pub(super) type Home = (Folder, Framework);

/// A file that another one is put together from.
pub(super) struct Member {
    /// Index of that other file.
    pub(super) host: usize,
    /// What it becomes.
    pub(super) role: Role,
}

/// The files that are named by others, by index.
pub(super) fn members(seen: &[Seen]) -> HashMap<usize, Member> {
    let mut members = HashMap::new();
    if seen.iter().all(|file| file.packages.is_empty()) {
        return members;
    }
    let index: HashMap<&str, usize> =
        seen.iter().enumerate().map(|(index, file)| (file.path.as_str(), index)).collect();
    let named: Vec<Vec<(usize, &PackageFile)>> = seen
        .iter()
        .map(|file| {
            file.packages.iter().filter_map(|of| Some((find(file, of, &index)?, of))).collect()
        })
        .collect();
    let children: HashSet<usize> = named.iter().flatten().map(|(child, _)| *child).collect();
    for host in (0..seen.len()).filter(|at| !children.contains(at)) {
        let mut open = vec![host];
        while let Some(at) = open.pop() {
            for (child, package) in &named[at] {
                if let Entry::Vacant(vacant) = members.entry(*child) {
                    vacant.insert(Member { host, role: package.role.clone() });
                    open.push(*child);
                }
            }
        }
    }
    members
}

fn find(file: &Seen, package: &PackageFile, index: &HashMap<&str, usize>) -> Option<usize> {
    let mut paths = package.candidates.iter().map(|path| join(file.folder(), path.as_str()));
    paths.find_map(|path| index.get(path.as_str()).copied())
}

/// What the project.config.json files say, by folder.
pub(super) struct Configs<'a> {
    folders: HashSet<&'a str>,
    /// The folder of each file, by the folder to which it points.
    pointing: HashMap<Folder, &'a str>,
}

impl<'a> Configs<'a> {
    pub(super) fn of(configs: &'a [Config]) -> Self {
        let mut configs: Vec<&Config> = configs.iter().collect();
        configs.sort_by(|a, b| b.folder.cmp(&a.folder));
        let pointing = |config: &&'a Config| {
            (join(&config.folder, &config.miniprogram_root), config.folder.as_str())
        };
        Self {
            folders: configs.iter().map(|config| config.folder.as_str()).collect(),
            pointing: configs.iter().map(pointing).collect(),
        }
    }
}

/// Which project each file and each folder belongs to.
#[derive(Default)]
pub(super) struct Homes {
    pub(super) of_files: Vec<Home>,
    of_folders: HashMap<Folder, Home>,
}

impl Homes {
    pub(super) fn settle(
        &mut self,
        seen: &[Seen],
        configs: &Configs<'_>,
        members: &HashMap<usize, Member>,
    ) {
        self.of_files = seen.iter().map(|file| place(file, configs)).collect();
        let is_host = |index: &usize| {
            seen[*index].row.framework != Framework::Ext && !members.contains_key(index)
        };
        let hosts: Vec<usize> = (0..seen.len()).filter(is_host).collect();
        for index in &hosts {
            let home = self.of_files[*index].clone();
            self.of_folders.entry(seen[*index].folder().to_owned()).or_insert(home);
        }
        for index in hosts {
            let home = self.of_files[index].clone();
            self.of_folders.entry(home.0.clone()).or_insert(home);
        }
        // an ext.json belongs to the program beside it, if there is one
        for (index, file) in seen.iter().enumerate() {
            if file.row.framework == Framework::Ext {
                let home = self.of_files[index].clone();
                let home = self.of_folders.entry(file.folder().to_owned()).or_insert(home);
                self.of_files[index] = home.clone();
            }
        }
    }

    /// The innermost project around a file.
    pub(super) fn around(&self, path: &str) -> Option<&Home> {
        let mut folder = folder_of(path);
        loop {
            match self.of_folders.get(folder) {
                Some(home) => return Some(home),
                None if folder.is_empty() => return None,
                None => folder = folder_of(folder),
            }
        }
    }
}

/// The root of a file's project, and the framework that its place gives it.
fn place(seen: &Seen, configs: &Configs<'_>) -> Home {
    let (folder, framework) = (seen.folder(), seen.row.framework);
    let pointed = configs.pointing.get(folder);
    let source = parent_of_source(folder);
    match (framework, pointed, source) {
        (Framework::Native, Some(config), _) => ((*config).to_owned(), Framework::Native),
        // the platform reads app.json only where miniprogramRoot points, so one in src belongs to mpvue
        (Framework::Native, None, Some(root)) if configs.folders.contains(root.as_str()) => {
            (root, Framework::Mpvue)
        }
        (Framework::Native | Framework::Ext, None, _) | (Framework::Ext, Some(_), _) => {
            (folder.to_owned(), framework)
        }
        (_, _, source) => (source.unwrap_or_else(|| folder.to_owned()), framework),
    }
}

fn parent_of_source(folder: &str) -> Option<Folder> {
    match folder.rsplit_once('/') {
        Some((parent, "src")) => Some(parent.to_owned()),
        None if folder == "src" => Some(Folder::new()),
        Some(_) | None => None,
    }
}

/// Gives a lock to the project at whose root it lies: where two share the root, to each what its files had, and what no
/// file had to the first.
pub(super) fn hang_up(lock: LockFile, projects: &mut BTreeMap<Home, Listed>) {
    let root = folder_of(&lock.path).to_owned();
    let here = projects.range_mut((root.clone(), Framework::Native)..);
    let mut here: Vec<&mut Listed> =
        here.take_while(|((home, _), _)| *home == root).map(|(_, listed)| listed).collect();
    let rest = here.iter_mut().fold(lock, |lock, listed| take(listed, lock));
    if let ([first, ..], false) = (&mut here[..], rest.turned_off.is_empty()) {
        let LockFile { path, turned_off, text } = rest;
        let none = || LockFile { path, turned_off: Vec::new(), text };
        let lock = first.lock.get_or_insert_with(none);
        lock.turned_off.extend(turned_off);
        lock.turned_off.sort_by_key(|found| found.declaration.place);
    }
}

/// Takes what its own files had of a lock, as those files have it.
fn take(listed: &mut Listed, lock: LockFile) -> LockFile {
    let (mut own, mut rest) = (Vec::new(), Vec::new());
    let LockFile { path: at, turned_off, text } = lock;
    for found in turned_off {
        let path = join(&listed.root, found.from.as_str());
        match listed.files.iter().find(|file| file.path == path) {
            Some(file) => {
                let declaration = file.role.adopt(found.declaration);
                own.push(TurnedOff { declaration, ..found });
            }
            None => rest.push(found),
        }
    }
    if !own.is_empty() {
        listed.lock = Some(LockFile { path: at.clone(), turned_off: own, text: text.clone() });
    }
    LockFile { path: at, turned_off: rest, text }
}
