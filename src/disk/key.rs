//! The user's key, with which stages are sealed. It lies in the user's state folder, where no repository can bring one.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::sync::OnceLock;

use etcetera::BaseStrategy as _;
use tempfile::NamedTempFile;

use crate::disk::dir::{Dir, Kind, Stat};
use crate::plan::seal::{KEY_LENGTH, Key};

/// Name of the file, which holds nothing but the key's bytes.
const FILE: &str = "stage.key";

/// The key, made when it is first needed; `None` where the user has no state folder that only they can read.
pub(super) fn key() -> Option<&'static Key> {
    static KEY: OnceLock<Option<Key>> = OnceLock::new();
    KEY.get_or_init(|| read_or_make().ok()).as_ref()
}

/// kaibo's folder among the user's: `$XDG_STATE_HOME/kaibo`, else `~/.local/state/kaibo`; on Windows below `%LOCALAPPDATA%`.
fn state_folder() -> io::Result<PathBuf> {
    let user = etcetera::choose_base_strategy().map_err(io::Error::other)?;
    Ok(user.state_dir().unwrap_or_else(|| user.cache_dir()).join("kaibo"))
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
    if stat.kind() != Kind::File || !stat.is_private() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut bytes = Vec::new();
    file.take(KEY_LENGTH as u64 + 1).read_to_end(&mut bytes)?;
    bytes.try_into().map(Key::new).map_err(|_| io::ErrorKind::InvalidData.into())
}

/// The file that stands for a folder which cannot be locked itself, by the digest of the folder's final path; `None`
/// where there is no state folder.
#[cfg(not(unix))]
pub(super) fn stand_in(folder: &std::path::Path) -> io::Result<Option<fs::File>> {
    let Ok(state) = state_folder() else { return Ok(None) };
    let held = state.join("held");
    if fs::create_dir_all(&held).is_err() {
        return Ok(None);
    }
    let digest = crate::plan::journal::Digest::of(folder.as_os_str().as_encoded_bytes());
    let path = held.join(digest.into_text());
    fs::OpenOptions::new().create(true).write(true).truncate(false).open(path).map(Some)
}
