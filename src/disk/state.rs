//! kaibo's folder among the user's own, where no repository can bring anything.

use std::io;
use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// kaibo's folder among the user's: `$XDG_STATE_HOME/kaibo`, else `~/.local/state/kaibo`; on Windows below `%LOCALAPPDATA%`.
pub(super) fn state_folder() -> io::Result<PathBuf> {
    let user = etcetera::choose_base_strategy().map_err(io::Error::other)?;
    Ok(user.state_dir().unwrap_or_else(|| user.cache_dir()).join("kaibo"))
}

/// The file that stands for a folder which cannot be locked itself, by the digest of the folder's final path; `None`
/// where there is no state folder.
#[cfg(not(unix))]
pub(super) fn stand_in(folder: &std::path::Path) -> io::Result<Option<std::fs::File>> {
    let Ok(state) = state_folder() else { return Ok(None) };
    let held = state.join("held");
    if std::fs::create_dir_all(&held).is_err() {
        return Ok(None);
    }
    let digest = crate::plan::journal::Digest::of(folder.as_os_str().as_encoded_bytes());
    let path = held.join(digest.into_text());
    std::fs::OpenOptions::new().create(true).write(true).truncate(false).open(path).map(Some)
}
