//! Which project each file belongs to: the rules of the frameworks about roots, and the files that others are put together
//! from.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::project::config_file::ConfigFile;
use crate::project::framework::{Framework, Row, parent_of_source};
use crate::project::mpx::Role;
use crate::project::mpx::files::{PackageFile, named_files};
use crate::text::path::{Folder, folder_of, join};

/// A project's identity: two frameworks may share a folder.
pub(super) type ProjectRoot = (Folder, Framework);

/// A configuration file before its project is known: its own path counts from the folder that holds it.
#[derive(Debug, Clone)]
pub struct FoundFile {
    /// That folder.
    pub folder: Folder,
    /// The file.
    pub config: ConfigFile,
}

impl FoundFile {
    /// Its path from where the user is.
    pub fn shown(&self) -> String {
        join(&self.folder, self.config.path.as_str())
    }

    /// The further files that it names, where it is one of mpx.
    pub fn packages(&self) -> Vec<PackageFile> {
        let is_mpx = self.config.row.framework == Framework::Mpx;
        if is_mpx { named_files(&self.config) } else { Vec::new() }
    }
}

/// What a project.config.json says.
#[derive(Debug, Clone)]
pub struct MiniprogramRoot {
    /// The folder that holds it.
    pub folder: Folder,
    /// Its `miniprogramRoot`, normalised; empty for the folder itself.
    pub miniprogram_root: Folder,
}

/// Which project each file and each folder belongs to.
#[derive(Default)]
pub(super) struct ProjectRoots {
    /// The project of each file, in the order of the files.
    pub(super) of_files: Vec<ProjectRoot>,
    of_folders: HashMap<Folder, ProjectRoot>,
}

impl ProjectRoots {
    /// Finds the project of each file, and gives each file of mpx the role that its program gives it.
    pub(super) fn find(files: &mut [FoundFile], pointers: &[MiniprogramRoot]) -> Self {
        let pointers = Pointers::of(pointers, files);
        let mut roots = Self {
            of_files: files.iter().map(|file| pointers.root_of(file)).collect(),
            of_folders: HashMap::new(),
        };
        let members = members(files);
        roots.settle_folders(files, &members);
        for (index, member) in members {
            roots.of_files[index] = roots.of_files[member.host].clone();
            let config = files[index].config.clone().with_row(member.row);
            files[index].config = config.with_role(member.role);
        }
        roots
    }

    fn settle_folders(&mut self, files: &[FoundFile], members: &HashMap<usize, PackageMember>) {
        let is_host = |index: &usize| {
            let is_own = members.get(index).is_none_or(|member| member.host == *index);
            files[*index].config.row.framework != Framework::Ext && is_own
        };
        let hosts: Vec<usize> = (0..files.len()).filter(is_host).collect();
        for index in &hosts {
            let root = self.of_files[*index].clone();
            self.of_folders.entry(files[*index].folder.clone()).or_insert(root);
        }
        for index in hosts {
            let root = self.of_files[index].clone();
            self.of_folders.entry(root.0.clone()).or_insert(root);
        }
        // an ext.json belongs to the program beside it, if there is one
        for (index, file) in files.iter().enumerate() {
            if file.config.row.framework == Framework::Ext {
                let root = self.of_files[index].clone();
                let root = self.of_folders.entry(file.folder.clone()).or_insert(root);
                self.of_files[index] = root.clone();
            }
        }
    }

    /// The innermost project around a file.
    pub(super) fn around(&self, path: &str) -> Option<&ProjectRoot> {
        let mut folder = folder_of(path);
        loop {
            match self.of_folders.get(folder) {
                Some(root) => return Some(root),
                None if folder.is_empty() => return None,
                None => folder = folder_of(folder),
            }
        }
    }
}

/// A file that another one is put together from.
struct PackageMember {
    /// Index of that other file.
    host: usize,
    /// How it is read.
    row: &'static Row,
    /// What it becomes.
    role: Role,
}

/// The files that are named by others, by index.
fn members(files: &[FoundFile]) -> HashMap<usize, PackageMember> {
    let mut members = HashMap::new();
    let named: Vec<Vec<PackageFile>> = files.iter().map(FoundFile::packages).collect();
    if named.iter().all(Vec::is_empty) {
        return members;
    }
    let index: HashMap<String, usize> =
        files.iter().enumerate().map(|(index, file)| (file.shown(), index)).collect();
    let find = |file: &FoundFile, package: &PackageFile| {
        let mut paths = package.candidates.iter().map(|path| join(&file.folder, path.as_str()));
        paths.find_map(|path| index.get(path.as_str()).copied())
    };
    let named: Vec<Vec<(usize, &PackageFile)>> = files
        .iter()
        .zip(&named)
        .map(|(file, named)| {
            named.iter().filter_map(|package| Some((find(file, package)?, package))).collect()
        })
        .collect();
    let children: HashSet<usize> = named.iter().flatten().map(|(child, _)| *child).collect();
    for host in (0..files.len()).filter(|at| !children.contains(at)) {
        let mut open = vec![(host, Role::Program)];
        while let Some((at, own)) = open.pop() {
            for (child, package) in &named[at] {
                // what a file leaves to another one is what it would be itself
                let is_source = package.role == Role::Program;
                let role = if is_source { own.clone() } else { package.role.clone() };
                if is_source {
                    let row = files[at].config.row;
                    members.insert(at, PackageMember { host, row, role: Role::Emptied });
                }
                let row = package.row;
                if let Entry::Vacant(vacant) = members.entry(*child) {
                    vacant.insert(PackageMember { host, row, role: role.clone() });
                    open.push((*child, role));
                }
            }
        }
    }
    members
}

/// What the project.config.json files say, by folder.
struct Pointers<'a> {
    /// The folders of those that point to no app.json that was found: a build makes it.
    unbuilt: HashSet<&'a str>,
    /// The folder of each file, by the folder to which it points.
    pointing: HashMap<Folder, &'a str>,
}

impl<'a> Pointers<'a> {
    fn of(all: &'a [MiniprogramRoot], files: &[FoundFile]) -> Self {
        let mut all: Vec<&MiniprogramRoot> = all.iter().collect();
        all.sort_by(|a, b| b.folder.cmp(&a.folder));
        let pointing =
            |it: &&'a MiniprogramRoot| (join(&it.folder, &it.miniprogram_root), it.folder.as_str());
        let pointing: HashMap<Folder, &str> = all.iter().map(pointing).collect();
        let native = files.iter().filter(|file| file.config.row.framework == Framework::Native);
        let built = native.filter_map(|file| pointing.get(&file.folder).copied());
        let built: HashSet<&str> = built.collect();
        let folders = all.iter().map(|it| it.folder.as_str());
        Self { unbuilt: folders.filter(|folder| !built.contains(folder)).collect(), pointing }
    }

    /// The root of a file's project, and the framework that its place gives it.
    fn root_of(&self, file: &FoundFile) -> ProjectRoot {
        let (folder, framework) = (file.folder.as_str(), file.config.row.framework);
        let pointed = self.pointing.get(folder);
        let source = parent_of_source(&file.shown()).map(str::to_owned);
        match (framework, pointed, source) {
            (Framework::Native, Some(config), _) => ((*config).to_owned(), Framework::Native),
            // miniprogramRoot names what gulp and the like make of it
            (Framework::Native, None, Some(root)) if self.unbuilt.contains(root.as_str()) => {
                (root, Framework::Native)
            }
            (Framework::Native | Framework::Ext, None, _) | (Framework::Ext, Some(_), _) => {
                (folder.to_owned(), framework)
            }
            (_, _, source) => (source.unwrap_or_else(|| folder.to_owned()), framework),
        }
    }
}
