//! Files that the user names on the command line, wherever they are: read up to a limit, and never waited for in vain.

use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use crate::disk::dir::{FileKind, Stat, open_named, wait_for};
use crate::disk::refusal::SIZE_LIMIT;
use crate::model::fault::{FaultKind, Operation, SystemFault, TextFault};

/// Reads a file that the user named on the command line, wherever it is; what comes through a pipe is read as well.
///
/// # Errors
/// It cannot be read, is too large, has no end, or is not UTF-8.
pub fn read_named(path: &Path) -> Result<String, FaultKind> {
    let unread = |error: io::Error| {
        FaultKind::from(SystemFault::Refused {
            operation: Operation::Read,
            reason: error.to_string(),
        })
    };
    let file = open_named(path).map_err(unread)?;
    let stat = Stat::of(&file).map_err(unread)?;
    if stat.kind() == FileKind::Folder {
        return Err(SystemFault::NotAFile.into());
    }
    let mut bytes = Vec::new();
    let mut limited = (&file).take(SIZE_LIMIT + 1);
    // what was read before the wait stays in the buffer
    while let Err(error) = limited.read_to_end(&mut bytes) {
        if error.kind() != ErrorKind::WouldBlock || !wait_for(&file).map_err(unread)? {
            return Err(unread(error));
        }
    }
    if bytes.len() as u64 > SIZE_LIMIT {
        let size = stat.len().max(bytes.len() as u64);
        return Err(TextFault::TooLarge { size, limit: SIZE_LIMIT }.into());
    }
    String::from_utf8(bytes).map_err(|_| TextFault::NotUtf8.into())
}
