//! `kaibo check FILE…`, as hooks call it: the whole project around each file is judged, and only the files are told of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::cli::check::asked::Asked;
use crate::cli::check::checked::Checked;
use crate::cli::check::project::outside;
use crate::cli::fleet::Watched;
use crate::cli::human;
use crate::cli::invocation::Run;
use crate::disk::around::folders_around;
use crate::disk::named::{Here, Named};
use crate::disk::repository::Repositories;
use crate::project::framework::Framework;
use crate::project::inventory::{DetectedProject, Inventory};
use crate::run::fleet::shown_root;
use crate::text::path::join;

/// The paths that are files, apart from all others; a file below one of those is looked at with that.
pub(super) fn files_apart(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Named>) {
    let Ok(here) = Here::find() else { return (paths.to_owned(), Vec::new()) };
    let (mut others, mut folders, mut files) = (Vec::new(), BTreeSet::new(), Vec::new());
    for path in paths {
        match here.named(path) {
            Ok(named) if named.absolute.is_file() => files.push(named),
            Ok(named) => {
                folders.insert(named.absolute);
                others.push(path.clone());
            }
            Err(_) => others.push(path.clone()),
        }
    }
    files.retain(|file| !file.absolute.ancestors().any(|folder| folders.contains(folder)));
    (others, files)
}

/// The files by all names that they may have from a folder around the working directory.
fn names_of(files: &[Named], here: &Here) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for file in files {
        names.insert(file.name.clone(), file.name.clone());
        let mut up = String::new();
        for folder in here.folder().ancestors() {
            if let Some(below) = file.absolute.strip_prefix(folder).ok().and_then(Path::to_str) {
                names.insert(join(&up, below), file.name.clone());
            }
            up = join(&up, "..");
        }
    }
    names
}

/// The projects around some files, each judged once.
pub(super) struct FileCheck<'a> {
    run: &'a Run,
    asked: &'a Asked,
    here: Here,
    /// By where they are, so that those below a folder stand together.
    files: BTreeMap<PathBuf, Named>,
    names: BTreeMap<String, String>,
    /// Folders that were looked at.
    seen: BTreeSet<PathBuf>,
    /// Projects that were judged, by where they are.
    judged: BTreeSet<(PathBuf, Framework)>,
    /// Files that cannot be read, which are told of.
    broken: BTreeSet<String>,
}

impl<'a> FileCheck<'a> {
    /// `None` where there is no file, or the working directory is gone, which others tell.
    pub(super) fn new(run: &'a Run, asked: &'a mut Asked, files: Vec<Named>) -> Option<Self> {
        let here = Here::find().ok().filter(|_| !files.is_empty())?;
        let names = names_of(&files, &here);
        asked.options.only = Some(names.keys().cloned().collect());
        let files = files.into_iter().map(|file| (file.absolute.clone(), file)).collect();
        let (seen, judged, broken) = Default::default();
        Some(Self { run, asked, here, files, names, seen, judged, broken })
    }

    pub(super) fn look(mut self, checked: &mut Checked) {
        checked.is_somewhere = true;
        let fleet = Watched::around(self.asked.options.select);
        let mut without = Vec::new();
        for file in self.files.values().cloned().collect::<Vec<_>>() {
            let mut folders = folders_around(&self.here, &file).into_iter();
            let is_judged = folders.any(|folder| {
                if self.seen.insert(folder.clone()) {
                    self.look_below(&fleet, &folder, checked);
                }
                self.broken.contains(&file.name) || self.is_judged(&file)
            });
            if !is_judged {
                without.push(file);
            }
        }
        self.look_outside(&fleet, &without, checked);
        checked.links += &fleet.remains(self.run);
        self.name_shortest(checked);
    }

    fn look_below(&mut self, fleet: &Watched, folder: &Path, checked: &mut Checked) {
        let mut repositories = Repositories::default();
        for Inventory { projects, faults, .. } in fleet.below(&[folder.to_owned()]) {
            let mut told = Vec::new();
            for fault in faults {
                if let Some(name) = fault.path().and_then(|path| self.names.get(path)) {
                    self.broken.insert(name.clone());
                    told.push(fault);
                }
            }
            let broken = checked.add_faults(told, self.asked);
            let mut around = self.innermost(projects, folder);
            around.extend(broken);
            for project in &around {
                self.judged.insert((self.absolute(&project.root), project.framework));
            }
            checked.judge(self.run, self.asked, fleet, around, &mut repositories);
        }
    }

    /// Files that are of no project may pin the plugin themselves.
    fn look_outside(&self, fleet: &Watched, files: &[Named], checked: &mut Checked) {
        let paths: Vec<PathBuf> = files.iter().map(Named::path).collect();
        for piece in fleet.below(&paths) {
            let (found, unread) = outside(piece.elsewhere, self.asked);
            checked.found.extend(found);
            checked.faults.extend(unread);
        }
        let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
        checked.links += &human::files_outside(&names);
    }

    /// The projects that are the nearest around a file in a folder, and were not judged yet.
    fn innermost(&self, projects: Vec<DetectedProject>, folder: &Path) -> Vec<DetectedProject> {
        let roots: BTreeSet<PathBuf> = projects.iter().map(|it| self.absolute(&it.root)).collect();
        let files = self.files.range(folder.to_owned()..);
        let files = files.take_while(|(path, _)| path.starts_with(folder));
        let nearest: BTreeSet<&Path> =
            files.filter_map(|(path, _)| path.ancestors().find(|it| roots.contains(*it))).collect();
        let is_asked_for = |it: &DetectedProject| {
            let root = self.absolute(&it.root);
            nearest.contains(root.as_path()) && !self.judged.contains(&(root, it.framework))
        };
        projects.into_iter().filter(is_asked_for).collect()
    }

    fn is_judged(&self, file: &Named) -> bool {
        file.absolute.ancestors().any(|root| {
            let first = (root.to_owned(), Framework::Native);
            self.judged.range(first..).next().is_some_and(|(judged, _)| judged == root)
        })
    }

    fn absolute(&self, root: &str) -> PathBuf {
        self.here.absolute(shown_root(root))
    }

    /// Names the files as the user would.
    fn name_shortest(&self, checked: &mut Checked) {
        for found in checked.found.iter_mut().chain(&mut checked.fixed) {
            if let Some(name) = self.names.get(&found.path) {
                found.path.clone_from(name);
            }
        }
        for fault in &mut checked.faults {
            if let Some(name) = fault.path().and_then(|path| self.names.get(path)) {
                *fault = fault.clone().renamed(name.clone());
            }
        }
    }
}
