//! The hold that a run has on a project's folder, so that two runs do not meet.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use crate::model::fault::{Act, What};

/// Whether a run writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Reads only; other readers may run beside it.
    Shared,
    /// Writes; nobody else may.
    Exclusive,
}

/// A folder can be locked like a file, which leaves nothing behind in it.
#[cfg(unix)]
pub(super) fn lock_folder(path: &Path, hold: Hold) -> Result<Option<File>, What> {
    let refused = |error: &io::Error| What::System { act: Act::Hold, reason: error.to_string() };
    let folder = File::open(path).map_err(|error| refused(&error))?;
    let locked = match hold {
        Hold::Shared => folder.try_lock_shared(),
        Hold::Exclusive => folder.try_lock(),
    };
    match locked {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => Err(What::Busy),
        Err(TryLockError::Error(error)) => Err(refused(&error)),
    }
}

/// Other systems cannot lock a folder; there the stage, which is made but once, keeps two writers apart.
#[cfg(not(unix))]
pub(super) fn lock_folder(_: &Path, _: Hold) -> Result<Option<File>, What> {
    Ok(None)
}
