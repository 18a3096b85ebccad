//! The paths that a user names: each is read once, and has one name from then on.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use crate::disk::windows::System;
use crate::model::fault::{Fault, Operation, ProjectFault, SystemFault};
use crate::project::inventory::Inventory;
use crate::text::path::{folder_of, join, slashed};

/// The working directory, from which everything is named.
#[derive(Debug, Clone)]
pub struct Here {
    folder: PathBuf,
    naming: Naming,
}

/// How files are named that lie below the working directory and are met from a folder around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// As the user would: from the working directory.
    Shortest,
    /// From the folder around it, so that a project around the working directory finds all of its files below its root.
    FromTop,
}

/// A path as it is named from the working directory: without links and detours, so that two spellings are one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// As the user wrote it.
    pub given: PathBuf,
    /// As the system knows it.
    pub absolute: PathBuf,
    /// From the working directory, `/`-separated, empty for that itself; only its first steps may be `..`.
    pub name: String,
}

impl Here {
    /// The working directory.
    ///
    /// # Errors
    /// It is gone, or may not be looked at.
    pub fn find() -> Result<Self, Fault> {
        fs::canonicalize(".").map(|folder| Self { folder, naming: Naming::Shortest }).map_err(
            |error| {
                let is_gone = error.kind() == ErrorKind::NotFound;
                Fault::of(".", if is_gone { SystemFault::NoWorkingFolder } else { unread(&error) })
            },
        )
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The same with another naming.
    #[must_use]
    pub fn naming(self, naming: Naming) -> Self {
        Self { naming, ..self }
    }

    /// Whether a file below a folder of this name is named anew.
    pub(super) fn names_anew(&self, above: &str) -> bool {
        self.naming == Naming::Shortest && steps_up(above).is_some_and(|steps| steps > 0)
    }

    /// Reads a path that is there.
    ///
    /// # Errors
    /// Nothing is there, or its name is no text; told of the path as it was given.
    pub fn named(&self, given: &Path) -> Result<Named, Fault> {
        self.name_of(given, fs::canonicalize(given))
    }

    /// Reads a path at which something may be made.
    ///
    /// # Errors
    /// As [`Here::named`], of what is there of it.
    pub fn named_to_be(&self, given: &Path) -> Result<Named, Fault> {
        self.name_of(given, canonical_to_be(given))
    }

    fn name_of(&self, given: &Path, absolute: io::Result<PathBuf>) -> Result<Named, Fault> {
        let fault = |what| Fault::of(given.to_string_lossy(), what);
        let absolute = absolute.map_err(|error| {
            let is_missing = matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
            fault(if is_missing { SystemFault::NoSuchFolder } else { unread(&error) })
        })?;
        let name = self.name(&absolute).ok_or_else(|| fault(SystemFault::NameNotUtf8))?;
        Ok(Named { given: given.to_owned(), absolute, name })
    }

    /// The name of an absolute path; `None` where it is no text.
    pub fn name(&self, absolute: &Path) -> Option<String> {
        relative(absolute, &self.folder)
            .to_str()
            .map(|path| slashed(path, System::HERE.separator()))
    }

    /// The path that a name stands for.
    pub fn absolute(&self, name: &str) -> PathBuf {
        let mut absolute = self.folder.clone();
        for step in Path::new(name).components() {
            if step == Component::ParentDir {
                absolute.pop();
            } else {
                absolute.push(step);
            }
        }
        absolute
    }
}

impl Named {
    /// The path for those who open it: `.` for the working directory.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(if self.name.is_empty() { "." } else { &self.name })
    }
}

/// How many steps a name leads up, if it leads nowhere else: 0 is the working directory.
pub(super) fn steps_up(name: &str) -> Option<usize> {
    if name.is_empty() {
        return Some(0);
    }
    name.split('/').all(|step| step == "..").then(|| name.split('/').count())
}

/// Whether a name leads up at its start, and by how many steps.
pub(super) fn leading_steps_up(name: &str) -> usize {
    name.split('/').take_while(|step| *step == "..").count()
}

/// The paths below which no mini-program was found yet.
#[derive(Debug, Default)]
pub(super) struct Idle {
    below: BTreeMap<String, Named>,
    /// Those that only lead up, by the number of steps.
    around: BTreeMap<usize, Named>,
}

impl Idle {
    pub(super) fn of(named: Vec<Named>) -> Self {
        let mut idle = Self::default();
        for named in named {
            match steps_up(&named.name) {
                Some(steps) => drop(idle.around.insert(steps, named)),
                None => drop(idle.below.insert(named.name.clone(), named)),
            }
        }
        idle
    }

    /// Forgets the paths below which something was found.
    pub(super) fn heed(&mut self, inventory: &Inventory) {
        let files = inventory.projects.iter().flat_map(|project| {
            project.files.iter().map(|file| join(&project.root, file.path.as_str()))
        });
        let faults = inventory.faults.iter().filter_map(|fault| Some(fault.path()?.to_owned()));
        for name in files.chain(faults) {
            let name = if name == "." { "" } else { name.as_str() };
            let steps = leading_steps_up(name);
            self.around.retain(|around, _| *around < steps);
            let mut folder = name;
            while !self.below.is_empty() && !folder.is_empty() {
                self.below.remove(folder);
                folder = folder_of(folder);
            }
        }
    }

    /// What is told of the others.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let idle = self.around.values().chain(self.below.values());
        idle.map(|named| Fault::of(named.given.to_string_lossy(), ProjectFault::NoProject))
            .collect()
    }
}

fn unread(error: &io::Error) -> SystemFault {
    SystemFault::Refused { operation: Operation::Read, reason: error.to_string() }
}

/// An absolute path as seen from a folder; as it is where it lies on another drive.
fn relative(path: &Path, here: &Path) -> PathBuf {
    let common = path.components().zip(here.components()).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return path.to_owned();
    }
    let up = here.components().skip(common).map(|_| Component::ParentDir);
    up.chain(path.components().skip(common)).collect()
}

/// What is there of a path without links, and the rest of it as it is written.
fn canonical_to_be(path: &Path) -> io::Result<PathBuf> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let missing = match fs::canonicalize(path) {
        Err(error) if error.kind() == ErrorKind::NotFound && path.symlink_metadata().is_err() => {
            error
        }
        found => return found,
    };
    let mut steps = path.components();
    let last = steps.next_back();
    let mut above = canonical_to_be(steps.as_path())?;
    match last {
        // behind `new/..` there may be a link again
        Some(Component::Normal(name)) => {
            above.push(name);
            if above.symlink_metadata().is_ok() {
                return fs::canonicalize(above);
            }
        }
        Some(Component::ParentDir) => drop(above.pop()),
        Some(Component::CurDir | Component::RootDir | Component::Prefix(_)) | None => {
            return Err(missing);
        }
    }
    Ok(above)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_here() {
        let here = Here { folder: "/a/b".into(), naming: Naming::Shortest };
        let seen = |path: &str| here.name(Path::new(path)).expect(path);
        for (path, name, up) in [
            ("/a/b/c/d", "c/d", None),
            ("/a/b", "", Some(0)),
            ("/a", "..", Some(1)),
            ("/", "../..", Some(2)),
            ("/a/x/y", "../x/y", None),
        ] {
            assert_eq!((seen(path).as_str(), steps_up(name)), (name, up));
            assert_eq!(here.absolute(name), Path::new(path));
        }
        assert_eq!(leading_steps_up("../../x/.."), 2);
    }

    #[test]
    fn every_spelling_of_a_folder_has_one_name() {
        let top = tempfile::tempdir().expect("a folder");
        let at = |path: &str| top.path().join(path);
        fs::create_dir_all(at("a/shop")).expect("folders");
        std::os::unix::fs::symlink("a", at("b")).expect("a link");
        std::os::unix::fs::symlink("nowhere", at("dangling")).expect("a link");
        let here =
            Here { folder: fs::canonicalize(at("a")).expect("a folder"), naming: Naming::Shortest };
        let name = |path: &str| here.named(&at(path)).map(|named| named.name);
        for spelling in ["a/shop", "a//shop", "a/./shop/", "b/../a/shop", "b/shop"] {
            assert_eq!(name(spelling).as_deref(), Ok("shop"), "{spelling}");
        }
        let to_be = |path: &str| here.named_to_be(&at(path)).map(|named| named.name);
        assert_eq!(to_be("b/new/x").as_deref(), Ok("new/x"));
        assert_eq!(to_be("new/../b/y/.").as_deref(), Ok("y"));
        for missing in ["a/none", "dangling"] {
            let what = name(missing).expect_err(missing).kind;
            assert_eq!(what, SystemFault::NoSuchFolder.into(), "{missing}");
        }
        assert!(to_be("dangling").is_err() && to_be("dangling/x").is_err());
    }
}
