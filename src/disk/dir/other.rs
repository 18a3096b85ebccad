//! A folder as its path, for systems without handles to open files from. Links are looked for before each step, which
//! leaves a moment in which one could be swapped in.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::disk::dir::kind::{FileKind, Hold};
use crate::disk::state;
use crate::disk::windows::{self, System};

/// How long another program may be in the way of a rename before it counts.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(100);

/// An open folder.
#[derive(Debug)]
pub(crate) struct Dir {
    path: PathBuf,
    held: OnceLock<File>,
}

/// What the system knows of a file.
#[derive(Debug)]
pub(crate) struct Stat(Metadata);

impl Stat {
    /// What an open file is.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        Ok(Self(file.metadata()?))
    }

    pub(crate) fn kind(&self) -> FileKind {
        let kind = self.0.file_type();
        if kind.is_symlink() {
            FileKind::Link
        } else if kind.is_dir() {
            FileKind::Folder
        } else if kind.is_file() {
            FileKind::File
        } else {
            FileKind::Special
        }
    }

    /// Length in bytes.
    pub(crate) fn len(&self) -> u64 {
        self.0.len()
    }

    /// Whether it says that it is not to be written.
    pub(crate) fn is_read_only(&self) -> bool {
        let permissions = self.0.permissions();
        if self.0.is_dir() {
            windows::folder_refuses(System::HERE, &permissions)
        } else {
            permissions.readonly()
        }
    }

    /// Whether both lie on one file system, as far as can be told.
    pub(crate) fn is_beside(&self, _: &Self) -> bool {
        true
    }

    /// Whether nobody else may look into it: the folders of a user's profile see to that.
    pub(crate) fn is_private(&self) -> bool {
        true
    }

    /// Gives a new file the permissions of this one.
    pub(crate) fn dress(&self, file: &File) -> io::Result<()> {
        file.set_permissions(self.0.permissions())
    }
}

impl Dir {
    /// Opens a folder that the user named; links on the way to it are theirs.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Self::of(path.to_owned(), &fs::metadata(path)?)
    }

    /// Opens a folder that has one name.
    pub(crate) fn open_plain(path: &Path) -> io::Result<Self> {
        Self::open(path)
    }

    /// Opens a folder in this one.
    pub(crate) fn step(&self, name: &str) -> io::Result<Self> {
        let path = self.path.join(name);
        let metadata = fs::symlink_metadata(&path)?;
        Self::of(path, &metadata)
    }

    fn of(path: PathBuf, metadata: &Metadata) -> io::Result<Self> {
        if metadata.is_dir() {
            Ok(Self { path, held: OnceLock::new() })
        } else {
            Err(ErrorKind::NotADirectory.into())
        }
    }

    /// Keeps other runs out until the handle is closed, however the run ends; `false` is another run.
    ///
    /// A folder cannot be locked here, so a file in the user's state folder stands for it.
    pub(crate) fn hold(&self, hold: Hold) -> io::Result<bool> {
        let Some(file) = state::stand_in(&fs::canonicalize(&self.path)?)? else { return Ok(true) };
        let locked = match hold {
            Hold::Shared => file.try_lock_shared(),
            Hold::Exclusive => file.try_lock(),
        };
        match locked {
            Ok(()) => Ok(self.held.set(file).is_ok()),
            Err(fs::TryLockError::WouldBlock) => Ok(false),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// What the folder itself is.
    pub(crate) fn stat(&self) -> io::Result<Stat> {
        Ok(Stat(fs::metadata(&self.path)?))
    }

    /// What stands at a name; `None` is nothing.
    pub(crate) fn look(&self, name: &str) -> io::Result<Option<Stat>> {
        match fs::symlink_metadata(self.path.join(name)) {
            Ok(metadata) => Ok(Some(Stat(metadata))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens what stands at a name for reading.
    pub(crate) fn read(&self, name: &str) -> io::Result<File> {
        open_plain(&self.path.join(name))
    }

    /// Makes a file where nothing stands.
    pub(crate) fn create(&self, name: &str) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(self.path.join(name))
    }

    /// Makes a folder where nothing stands.
    pub(crate) fn make_folder(&self, name: &str) -> io::Result<()> {
        fs::create_dir(self.path.join(name))
    }

    /// Makes a folder into which nobody else can look, where the folder around it sees to that.
    pub(crate) fn make_private_folder(&self, name: &str) -> io::Result<()> {
        self.make_folder(name)
    }

    pub(crate) fn remove_file(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    /// Removes an empty folder.
    pub(crate) fn remove_folder(&self, name: &str) -> io::Result<()> {
        fs::remove_dir(self.path.join(name))
    }

    /// Puts a file at a name in another folder, over what stands there.
    pub(crate) fn rename(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        let rename = || fs::rename(self.path.join(name), to.path.join(new));
        windows::with_one_retry(System::HERE, rename, || std::thread::sleep(PAUSE))
    }

    /// Exchanges what stands at two names: no such step is known here.
    pub(crate) fn exchange(&self, _: &str, _: &Self, _: &str) -> io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }

    /// Puts a file where nothing stands, in one step: no such step is known here.
    pub(crate) fn rename_new(&self, _: &str, _: &Self, _: &str) -> io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }

    /// The names in the folder.
    pub(crate) fn names(&self) -> io::Result<Vec<OsString>> {
        fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name())).collect()
    }
}

/// Opens a file for reading that a walk has found, where it is no link.
pub(crate) fn open_plain(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path)?.is_file() {
        File::open(path)
    } else {
        Err(ErrorKind::InvalidInput.into())
    }
}

/// Opens a file that the user named; links on the way to it are theirs.
pub(crate) fn open_named(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Waits until more of a file can be read: reading waits by itself here.
pub(crate) fn wait_for(_: &File) -> io::Result<bool> {
    Ok(false)
}
