//! Floor 3: the only folder that touches the file system. Loads snapshots, applies plans, finishes interrupted writes.
//!
//! Below the root it follows no symbolic link, neither to read nor to write.

#![expect(clippy::disallowed_methods, reason = "this is the one place for them")]

pub mod fleet;
pub mod hold;
pub mod named;
mod parts;
pub mod present;
pub mod repository;
mod walk;
pub mod windows;
mod write;

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::disk::hold::{Hold, lock_folder};
use crate::model::fault::{Act, Fault, Faults, What, none_of};
use crate::model::project::Project;
use crate::plan::Reason;
use crate::text::path::RelPath;

/// Largest file that is read, in bytes: a package may have 2 MB in all, so this is no configuration or page.
const SIZE_LIMIT: u64 = 8 * 1024 * 1024;

/// The root itself, as faults name it: like all their files, from the root.
const HERE: &str = ".";

/// A project's folder, held for one run: the system lets go of it however the run ends.
#[derive(Debug)]
pub struct Root {
    path: PathBuf,
    is_read_only: bool,
    _held: Option<File>,
}

/// What was found of an interrupted run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing.
    Nothing,
    /// It had not begun to write; what it had staged is gone.
    Discarded,
    /// It is finished now.
    Finished,
    /// Files were changed since; nothing was written.
    Conflicts(BTreeMap<RelPath, Reason>),
}

impl Root {
    /// Holds an existing folder.
    ///
    /// # Errors
    /// No such folder, or another run holds it.
    pub fn open(path: &Path, hold: Hold) -> Result<Self, Fault> {
        let metadata = fs::metadata(path).map_err(|error| {
            let missing = error.kind() == ErrorKind::NotFound;
            if missing {
                Fault::of(HERE, What::NoSuchFolder)
            } else {
                system(HERE, Act::Read, &error)
            }
        })?;
        if !metadata.is_dir() {
            return Err(Fault::of(HERE, What::NotAFolder));
        }
        let held = lock_folder(path, hold).map_err(|what| Fault::of(HERE, what))?;
        let is_read_only = metadata.permissions().readonly();
        Ok(Self { path: path.to_owned(), is_read_only, _held: held })
    }

    /// Makes the folder where it is missing, and holds it.
    ///
    /// # Errors
    /// As [`Root::open`], or the folder cannot be made.
    pub fn create(path: &Path) -> Result<Self, Fault> {
        fs::create_dir_all(path).map_err(|error| system(HERE, Act::MakeFolder, &error))?;
        Self::open(path, Hold::Exclusive)
    }

    /// Whether no file is in the folder; git's own folder does not count, and neither do empty ones, which an
    /// interrupted run may have left.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn is_empty(&self) -> Result<bool, Fault> {
        let is_git = |entry: &DirEntry| entry.depth() == 1 && entry.file_name() == ".git";
        for entry in WalkDir::new(&self.path).into_iter().filter_entry(|entry| !is_git(entry)) {
            let entry = entry.map_err(|error| system(HERE, Act::Read, &error.into()))?;
            if !entry.file_type().is_dir() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes the folder away again if nothing is in it.
    pub fn remove_if_empty(self) {
        // best effort: it is the user's next command that counts, and an empty folder harms none
        let _ = fs::remove_dir(&self.path);
    }

    /// Reads what `wanted` names and is not given, again and again until it names nothing new.
    ///
    /// # Errors
    /// Faults of the files, or of `wanted`.
    pub fn load(
        &self,
        given: Project,
        wanted: impl Fn(&Project) -> Result<Vec<RelPath>, Faults>,
    ) -> Result<Project, Faults> {
        let mut project = given;
        loop {
            let mut paths = wanted(&project)?;
            paths.retain(|path| !project.knows(path));
            if paths.is_empty() {
                return Ok(project);
            }
            let mut faults = Vec::new();
            for path in paths {
                match self.read_text(&path) {
                    Ok(text) => project.set(path, text),
                    Err(fault) => faults.push(fault),
                }
            }
            none_of((), faults)?;
        }
    }

    fn read_text(&self, path: &RelPath) -> Result<Option<String>, Fault> {
        let Some(bytes) = self.read(path)? else {
            return Ok(None);
        };
        decoded(path.as_str(), &bytes).map(|text| Some(text.to_owned()))
    }

    fn read(&self, path: &RelPath) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.look(path)?.map(|(bytes, _)| bytes))
    }

    /// A file's bytes, and what the system knows of it.
    fn look(&self, path: &RelPath) -> Result<Option<(Vec<u8>, Metadata)>, Fault> {
        let fault = |what| Fault::of(path.to_string(), what);
        let Some(metadata) = self.metadata(path)? else {
            return Ok(None);
        };
        if !metadata.is_file() {
            return Err(fault(What::NotAFile));
        }
        if metadata.len() > SIZE_LIMIT {
            return Err(fault(What::TooLarge { size: metadata.len(), limit: SIZE_LIMIT }));
        }
        let mut bytes = Vec::new();
        // without the limit the system would be asked for the size again
        let read = File::open(self.join(path))
            .and_then(|file| file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes));
        read.map_err(|error| system(path.as_str(), Act::Read, &error))?;
        Ok(Some((bytes, metadata)))
    }

    /// What stands at a path, every step of which is a real folder; `None` is nothing.
    fn metadata(&self, path: &RelPath) -> Result<Option<Metadata>, Fault> {
        let ancestors = std::iter::successors(path.parent(), RelPath::parent).collect::<Vec<_>>();
        for folder in ancestors.iter().rev() {
            match self.symlink_metadata(folder)? {
                None => return Ok(None),
                Some(metadata) if metadata.is_dir() => {}
                Some(_) => return Err(Fault::of(folder.to_string(), What::NotAFolder)),
            }
        }
        self.symlink_metadata(path)
    }

    fn symlink_metadata(&self, path: &RelPath) -> Result<Option<Metadata>, Fault> {
        match fs::symlink_metadata(self.join(path)) {
            Ok(metadata) if metadata.is_symlink() => Err(Fault::of(path.to_string(), What::Link)),
            Ok(metadata) => Ok(Some(metadata)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(system(path.as_str(), Act::Read, &error)),
        }
    }

    fn join(&self, path: &RelPath) -> PathBuf {
        self.path.join(path.as_str())
    }
}

/// Reads a file that the user named on the command line, wherever it is.
///
/// # Errors
/// It cannot be read, is too large, or is not UTF-8.
pub fn read_named(path: &Path) -> Result<String, What> {
    let unread = |error: io::Error| What::System { act: Act::Read, reason: error.to_string() };
    let size = fs::metadata(path).map_err(unread)?.len();
    if size > SIZE_LIMIT {
        return Err(What::TooLarge { size, limit: SIZE_LIMIT });
    }
    let bytes = fs::read(path).map_err(unread)?;
    String::from_utf8(bytes).map_err(|_| What::NotUtf8)
}

/// Whether anything stands at a path that the user named on the command line.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether a folder holds a project of ours.
pub fn has_manifest(path: &Path) -> bool {
    path.join(crate::model::manifest::FILE).is_file()
}

/// The text that bytes are, or where they cease to be text.
fn decoded<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, Fault> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        Fault::at(file, &valid, valid.len()..valid.len(), What::NotUtf8)
    })
}

fn system(file: &str, act: Act, error: &io::Error) -> Fault {
    Fault::of(file, What::System { act, reason: error.to_string() })
}
