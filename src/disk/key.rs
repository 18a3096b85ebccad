//! The user's key, with which stages are sealed. It lies in the user's state folder, where no repository can bring one.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::sync::OnceLock;

use tempfile::NamedTempFile;

use crate::disk::dir::{Dir, FileKind, Stat};
use crate::disk::state::state_folder;
use crate::plan::seal::{KEY_LENGTH, Key};

/// Name of the file, which holds nothing but the key's bytes.
const FILE: &str = "stage.key";

/// The key, made when it is first needed; `None` where the user has no state folder that only they can read.
pub(super) fn key() -> Option<&'static Key> {
    static KEY: OnceLock<Option<Key>> = OnceLock::new();
    KEY.get_or_init(|| read_or_make().ok()).as_ref()
}

fn read_or_make() -> io::Result<Key> {
    let folder = state_folder()?;
    match Dir::open(&folder).and_then(|dir| read(&dir)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read,
    }
    make_private_folders(&folder)?;
    make(&folder)?;
    read(&Dir::open(&folder)?)
}

#[cfg(unix)]
fn make_private_folders(folder: &PathBuf) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private_folders(folder: &PathBuf) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Of several runs that make a key at once, the first one's stays.
fn make(folder: &PathBuf) -> io::Result<()> {
    let mut bytes = [0; KEY_LENGTH];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(&bytes)?;
    match file.persist_noclobber(folder.join(FILE)) {
        Err(refused) if refused.error.kind() != io::ErrorKind::AlreadyExists => Err(refused.error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// A key that others can read could be anybody's, and is not used.
fn read(dir: &Dir) -> io::Result<Key> {
    let file = dir.read(FILE)?;
    let stat = Stat::of(&file)?;
    if stat.kind() != FileKind::File || !stat.is_private() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut bytes = Vec::new();
    file.take(KEY_LENGTH as u64 + 1).read_to_end(&mut bytes)?;
    bytes.try_into().map(Key::new).map_err(|_| io::ErrorKind::InvalidData.into())
}
