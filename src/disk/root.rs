//! A project's folder, held for one run: what stands at the paths below it, and the texts that planners ask for.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, ErrorKind, Read as _};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::check::facts::PathKind;
use crate::disk::dir::{Dir, FileKind, Hold, Stat};
use crate::disk::present::Lookout;
use crate::disk::refusal::{HERE, SIZE_LIMIT, decoded, system};
use crate::model::fault::{Fault, Operation, StateFault, SystemFault, TextFault};
use crate::text::path::RelPath;

/// A project's folder; the system lets go of it however the run ends.
#[derive(Debug)]
pub struct Root {
    pub(super) dir: Dir,
    pub(super) stat: Stat,
    path: PathBuf,
}

/// A folder on the way to a file: the root's own handle, or one that was opened from it.
pub(super) enum FolderStep<'r> {
    Root(&'r Dir),
    Below(Dir),
}

impl Deref for FolderStep<'_> {
    type Target = Dir;

    fn deref(&self) -> &Dir {
        match self {
            Self::Root(dir) => dir,
            Self::Below(dir) => dir,
        }
    }
}

impl Root {
    /// Holds an existing folder, by the one name that it has.
    ///
    /// # Errors
    /// No such folder, or another run holds it.
    pub fn open(path: &Path, hold: Hold) -> Result<Self, Fault> {
        let dir = Dir::open_plain(path).map_err(|error| {
            if error.kind() == ErrorKind::NotFound {
                Fault::of(HERE, SystemFault::NoSuchFolder)
            } else if error.kind() == ErrorKind::NotADirectory {
                Fault::of(HERE, SystemFault::NotAFolder)
            } else {
                system(HERE, Operation::Read, &error)
            }
        })?;
        let refused = |error: io::Error| system(HERE, Operation::Hold, &error);
        if !dir.hold(hold).map_err(refused)? {
            return Err(Fault::of(HERE, StateFault::Busy));
        }
        let stat = dir.stat().map_err(|error| system(HERE, Operation::Read, &error))?;
        Ok(Self { dir, stat, path: path.to_owned() })
    }

    /// Makes the folder where it is missing, and holds it.
    ///
    /// # Errors
    /// As [`Root::open`], or the folder cannot be made.
    pub fn create(path: &Path) -> Result<Self, Fault> {
        std::fs::create_dir_all(path)
            .map_err(|error| system(HERE, Operation::MakeFolder, &error))?;
        Self::open(path, Hold::Exclusive)
    }

    /// Whether nothing is in the way of a new project: a repository may have been made for it, and an interrupted run may
    /// have left empty folders.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn is_free(&self) -> Result<bool, Fault> {
        let is_own =
            |entry: &DirEntry| entry.depth() == 1 && comes_with_a_repository(entry.file_name());
        for entry in WalkDir::new(&self.path).into_iter().filter_entry(|entry| !is_own(entry)) {
            let entry = entry.map_err(|error| system(HERE, Operation::Read, &error.into()))?;
            if !entry.file_type().is_dir() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes the folder away again if nothing is in it.
    pub fn remove_if_empty(self) {
        // best effort: it is the user's next command that counts, and an empty folder harms none
        let _ = std::fs::remove_dir(&self.path);
    }

    /// What stands at some paths; of a link, which is not followed, nothing is known.
    pub fn kinds(&self, paths: &[RelPath]) -> BTreeMap<RelPath, PathKind> {
        Lookout::new(&self.path).kinds(paths)
    }

    /// The text of a file, every byte of it; `None` where nothing stands.
    ///
    /// # Errors
    /// A link, a file that is too large or no text, or what the system refuses.
    pub fn read_text(&self, path: &RelPath) -> Result<Option<String>, Fault> {
        let Some(bytes) = self.read(path)? else {
            return Ok(None);
        };
        decoded(path.as_str(), &bytes).map(|text| Some(text.to_owned()))
    }

    /// A file's bytes; `None` where nothing stands.
    pub(super) fn read(&self, path: &RelPath) -> Result<Option<Vec<u8>>, Fault> {
        match self.parent(path)? {
            Some(folder) => read(&folder, path.name(), path.as_str()),
            None => Ok(None),
        }
    }

    /// The folder that holds a path, opened step by step; `None` where it is not there.
    ///
    /// # Errors
    /// A step that is a link or no folder.
    pub(super) fn parent(&self, path: &RelPath) -> Result<Option<FolderStep<'_>>, Fault> {
        let (step, missing) = self.descend(path)?;
        Ok(missing.is_none().then_some(step))
    }

    /// The innermost folder on the way to a path that is there, and the first that is not.
    pub(super) fn descend<'p>(
        &self,
        path: &'p RelPath,
    ) -> Result<(FolderStep<'_>, Option<&'p str>), Fault> {
        let mut at = FolderStep::Root(&self.dir);
        for folder in path.folders() {
            let name = folder.rsplit('/').next().unwrap_or(folder);
            match at.step(name) {
                Ok(dir) => at = FolderStep::Below(dir),
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return Ok((at, Some(folder)));
                }
                Err(error) => return Err(refused_step(&at, name, folder, &error)),
            }
        }
        Ok((at, None))
    }
}

/// Why a step cannot be taken.
fn refused_step(at: &Dir, name: &str, folder: &str, error: &io::Error) -> Fault {
    match at.look(name).ok().flatten().map(|stat| stat.kind()) {
        Some(FileKind::Link) => Fault::of(folder, SystemFault::Link),
        Some(FileKind::File | FileKind::Special) => Fault::of(folder, SystemFault::NotAFolder),
        Some(FileKind::Folder) | None => system(folder, Operation::Read, error),
    }
}

/// A file's bytes; `None` where nothing stands at the name. `path` is what faults call it.
pub(super) fn read(folder: &Dir, name: &str, path: &str) -> Result<Option<Vec<u8>>, Fault> {
    let failed = |error: io::Error| system(path, Operation::Read, &error);
    let file = match folder.read(name) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(match folder.look(name).ok().flatten().map(|stat| stat.kind()) {
                Some(FileKind::Link) => Fault::of(path, SystemFault::Link),
                Some(FileKind::Special | FileKind::Folder) => {
                    Fault::of(path, SystemFault::NotAFile)
                }
                Some(FileKind::File) | None => failed(error),
            });
        }
    };
    let stat = Stat::of(&file).map_err(failed)?;
    if stat.kind() != FileKind::File {
        return Err(Fault::of(path, SystemFault::NotAFile));
    }
    if stat.len() > SIZE_LIMIT {
        return Err(Fault::of(path, TextFault::TooLarge { size: stat.len(), limit: SIZE_LIMIT }));
    }
    let mut bytes = Vec::new();
    // without the limit the system would be asked for the size again, and the file may grow meanwhile
    file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(bytes))
}
/// What hosts of repositories put into a new one, none of which a new project writes.
fn comes_with_a_repository(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    [".git", ".gitignore", ".gitattributes"].contains(&name.as_str())
        || ["readme", "license", "licence"].contains(&stem)
}
