//! A folder as an open handle: every step is opened from the one before, and none may be a link, so that nobody can swap
//! one in on the way.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;
use rustix::fs::{self, AtFlags, CWD, FileType, FlockOperation, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

use crate::disk::dir::kind::{FileKind, Hold};

/// Enough to open what is in a folder, even where its names may not be listed.
#[cfg(target_os = "linux")]
const SEARCH: OFlags = OFlags::PATH;
#[cfg(not(target_os = "linux"))]
const SEARCH: OFlags = OFlags::RDONLY;

/// A pipe without a writer or a slow device must not hold the run up.
const READ: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

/// An open folder.
#[derive(Debug)]
pub(crate) struct Dir(OwnedFd);

/// What the system knows of a file.
#[derive(Debug)]
pub(crate) struct Stat(fs::Stat);

impl Stat {
    /// What an open file is.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        Ok(Self(fs::fstat(file)?))
    }

    pub(crate) fn kind(&self) -> FileKind {
        let kind = FileType::from_raw_mode(self.0.st_mode);
        if kind.is_file() {
            FileKind::File
        } else if kind.is_dir() {
            FileKind::Folder
        } else if kind.is_symlink() {
            FileKind::Link
        } else {
            FileKind::Special
        }
    }

    /// Length in bytes.
    pub(crate) fn len(&self) -> u64 {
        u64::try_from(self.0.st_size).unwrap_or_default()
    }

    /// Whether nobody at all may write to it, which even root is to respect.
    pub(crate) fn is_read_only(&self) -> bool {
        !Mode::from_raw_mode(self.0.st_mode).intersects(Mode::WUSR | Mode::WGRP | Mode::WOTH)
    }

    /// Whether both lie on one file system, so that one can be renamed to the other.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        self.0.st_dev == other.0.st_dev
    }

    /// Whether it belongs to the user, or to someone that root may trust, and nobody else may look into it.
    pub(crate) fn is_private(&self) -> bool {
        let user = rustix::process::geteuid();
        let is_ours = user.is_root() || self.0.st_uid == user.as_raw();
        let open = Mode::RWXG | Mode::RWXO;
        is_ours && !Mode::from_raw_mode(self.0.st_mode).intersects(open)
    }

    /// Gives a new file the owner, group and permissions of this one. Those who may not give files away keep what they can.
    pub(crate) fn dress(&self, file: &File) -> io::Result<()> {
        let owner = fs::Uid::from_raw(self.0.st_uid);
        let group = fs::Gid::from_raw(self.0.st_gid);
        let given = fs::fchown(file, Some(owner), Some(group));
        let given = given.or_else(|error| {
            if is_forbidden(error) { fs::fchown(file, None, Some(group)) } else { Err(error) }
        });
        match given {
            Err(error) if !is_forbidden(error) => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
        let mode = self.permissions();
        match fs::fchmod(file, mode) {
            // a file system that knows no permissions has given it some already
            Err(error) if is_forbidden(error) && Self::of(file)?.permissions() == mode => Ok(()),
            done => Ok(done?),
        }
    }

    /// Its permissions; set-user-ID and its like go, as they do when a file is written in place.
    fn permissions(&self) -> Mode {
        let permissions = Mode::RWXU | Mode::RWXG | Mode::RWXO;
        Mode::from_raw_mode(self.0.st_mode).intersection(permissions)
    }
}

/// Whether this user, or this file system, may not do such a thing: file systems without owners, and owners that are
/// unknown in a container.
fn is_forbidden(error: Errno) -> bool {
    [Errno::PERM, Errno::INVAL, Errno::NOSYS, Errno::NOTSUP].contains(&error)
}

impl Dir {
    /// Opens a folder of the user's; links on the way to it are theirs.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self(fs::open(path, flags, Mode::empty())?))
    }

    /// Opens a folder that has one name, no step of which is a link.
    pub(crate) fn open_plain(path: &Path) -> io::Result<Self> {
        Ok(Self(open_without_links(path, OFlags::RDONLY | OFlags::DIRECTORY)?))
    }

    /// Opens a folder in this one.
    pub(crate) fn step(&self, name: &str) -> io::Result<Self> {
        let flags = SEARCH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(Self(fs::openat(&self.0, name, flags, Mode::empty())?))
    }

    /// Keeps other runs out until the handle is closed, however the run ends; `false` is another run.
    pub(crate) fn hold(&self, hold: Hold) -> io::Result<bool> {
        let operation = match hold {
            Hold::Shared => FlockOperation::NonBlockingLockShared,
            Hold::Exclusive => FlockOperation::NonBlockingLockExclusive,
        };
        match fs::flock(&self.0, operation) {
            Ok(()) => Ok(true),
            Err(Errno::WOULDBLOCK) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// What the folder itself is.
    pub(crate) fn stat(&self) -> io::Result<Stat> {
        Ok(Stat(fs::fstat(&self.0)?))
    }

    /// What stands at a name; `None` is nothing.
    pub(crate) fn look(&self, name: &str) -> io::Result<Option<Stat>> {
        match fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(Stat(stat))),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens what stands at a name for reading.
    pub(crate) fn read(&self, name: &str) -> io::Result<File> {
        let flags = READ | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(fs::openat(&self.0, name, flags, Mode::empty())?.into())
    }

    /// Makes a file where nothing stands.
    pub(crate) fn create(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let everybody = Mode::from_raw_mode(0o666);
        Ok(fs::openat(&self.0, name, flags, everybody)?.into())
    }

    /// Makes a folder where nothing stands.
    pub(crate) fn make_folder(&self, name: &str) -> io::Result<()> {
        Ok(fs::mkdirat(&self.0, name, Mode::from_raw_mode(0o777))?)
    }

    /// Makes a folder into which nobody else can look.
    pub(crate) fn make_private_folder(&self, name: &str) -> io::Result<()> {
        Ok(fs::mkdirat(&self.0, name, Mode::RWXU)?)
    }

    pub(crate) fn remove_file(&self, name: &str) -> io::Result<()> {
        Ok(fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Removes an empty folder.
    pub(crate) fn remove_folder(&self, name: &str) -> io::Result<()> {
        Ok(fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// Puts a file at a name in another folder, over what stands there.
    pub(crate) fn rename(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        Ok(fs::renameat(&self.0, name, &to.0, new)?)
    }

    /// Exchanges what stands at two names, in one step. `Unsupported` where the file system has no such step.
    pub(crate) fn exchange(&self, name: &str, with: &Self, other: &str) -> io::Result<()> {
        self.rename_by(name, with, other, RenameFlags::EXCHANGE)
    }

    /// Puts a file where nothing stands, in one step. `Unsupported` where the file system has no such step.
    pub(crate) fn rename_new(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        self.rename_by(name, to, new, RenameFlags::NOREPLACE)
    }

    fn rename_by(&self, name: &str, to: &Self, new: &str, flags: RenameFlags) -> io::Result<()> {
        fs::renameat_with(&self.0, name, &to.0, new, flags).map_err(|error| match error {
            Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => ErrorKind::Unsupported.into(),
            error => error.into(),
        })
    }

    /// The names in the folder.
    pub(crate) fn names(&self) -> io::Result<Vec<OsString>> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let listed = fs::Dir::new(fs::openat(&self.0, ".", flags, Mode::empty())?)?;
        let names = listed.map(|entry| Ok(entry?.file_name().to_bytes().to_vec()));
        let names: Vec<Vec<u8>> = names.collect::<io::Result<_>>()?;
        let is_own = |name: &Vec<u8>| !matches!(name.as_slice(), b"." | b"..");
        Ok(names.into_iter().filter(is_own).map(OsString::from_vec).collect())
    }
}

/// Opens a file for reading that a walk has found, where no step of its path is a link.
pub(crate) fn open_plain(path: &Path) -> io::Result<File> {
    Ok(open_without_links(path, READ)?.into())
}

/// Linux opens a path without links in one call since 5.6; where it cannot, or a sandbox forbids the call, each step is
/// opened by itself.
fn open_without_links(path: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    #[cfg(target_os = "linux")]
    {
        let flags = flags | OFlags::CLOEXEC;
        match fs::openat2(CWD, path, flags, Mode::empty(), fs::ResolveFlags::NO_SYMLINKS) {
            Err(Errno::NOSYS | Errno::PERM) => {}
            opened => return Ok(opened?),
        }
    }
    open_by_steps(path, flags)
}

fn open_by_steps(path: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    let step = SEARCH | OFlags::DIRECTORY;
    let mut at: Option<OwnedFd> = None;
    let mut names = path.components().peekable();
    while let Some(name) = names.next() {
        let flags = if names.peek().is_some() { step } else { flags };
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let name = name.as_os_str().as_bytes();
        at = Some(match &at {
            Some(at) => fs::openat(at, name, flags, Mode::empty())?,
            None => fs::openat(CWD, name, flags, Mode::empty())?,
        });
    }
    at.ok_or_else(|| ErrorKind::NotFound.into())
}

/// Opens a file that the user named; links on the way to it are theirs.
pub(crate) fn open_named(path: &Path) -> io::Result<File> {
    Ok(fs::open(path, READ | OFlags::CLOEXEC, Mode::empty())?.into())
}

/// How long nothing may come through a pipe before it counts as one without an end.
const PATIENCE: Timespec = Timespec { tv_sec: 10, tv_nsec: 0 };

/// Waits until more of a file can be read; `false` where nothing came.
pub(crate) fn wait_for(file: &File) -> io::Result<bool> {
    let ready = poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&PATIENCE))?;
    Ok(ready > 0)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn no_step_may_be_a_link() {
        let top = tempfile::tempdir().expect("a folder");
        let top = top.path().canonicalize().expect("a real path");
        std::fs::create_dir_all(top.join("in/deep")).expect("folders");
        std::fs::write(top.join("in/deep/file"), "text").expect("a file");
        symlink("in", top.join("linked")).expect("a link");
        symlink("file", top.join("in/deep/linked")).expect("a link");
        for open in [open_without_links, open_by_steps] {
            let read = |path: &str| {
                let mut text = String::new();
                let mut file = File::from(open(&top.join(path), READ)?);
                file.read_to_string(&mut text).map(|_| text)
            };
            assert_eq!(read("in/./deep/file").expect("a plain file"), "text");
            for path in ["linked/deep/file", "in/deep/linked", "in/deep/none"] {
                assert!(read(path).is_err(), "{path}");
            }
        }
        let dir = Dir::open(&top).expect("a folder");
        assert!(Dir::open_plain(&top.join("in")).is_ok());
        assert!(Dir::open_plain(&top.join("linked")).is_err());
        assert!(dir.step("linked").is_err());
        assert_eq!(dir.look("linked").expect("a look").map(|it| it.kind()), Some(FileKind::Link));
        let deep = dir.step("in").and_then(|dir| dir.step("deep")).expect("plain steps");
        assert!(deep.read("linked").is_err());
    }

    #[test]
    fn a_file_is_exchanged_or_put_where_nothing_stands() {
        let top = tempfile::tempdir().expect("a folder");
        let at = |name: &str| top.path().join(name);
        std::fs::write(at("a"), "1").expect("a file");
        std::fs::write(at("b"), "2").expect("a file");
        let dir = Dir::open(top.path()).expect("a folder");
        dir.exchange("a", &dir, "b").expect("an exchange");
        assert_eq!(std::fs::read_to_string(at("a")).expect("a file"), "2");
        let taken = dir.rename_new("a", &dir, "b").expect_err("a file stands there");
        assert_eq!(taken.kind(), ErrorKind::AlreadyExists);
        dir.rename_new("a", &dir, "c").expect("a free name");
        let mut names = dir.names().expect("names");
        names.sort();
        assert_eq!(names, ["b", "c"]);
    }

    #[test]
    fn a_new_file_keeps_permissions_but_not_set_user_id() {
        let top = tempfile::tempdir().expect("a folder");
        let dir = Dir::open(top.path()).expect("a folder");
        let (old, new) = (dir.create("old").expect("a file"), dir.create("new").expect("a file"));
        old.set_permissions(std::fs::Permissions::from_mode(0o4750)).expect("permissions");
        Stat::of(&old).and_then(|stat| stat.dress(&new)).expect("the same");
        let mode = new.metadata().expect("metadata").permissions().mode();
        assert_eq!(mode & 0o7777, 0o750);
    }
}
