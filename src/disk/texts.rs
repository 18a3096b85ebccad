//! The texts of a fleet's files: read into a buffer that is used again, and read once more where they were not kept.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use crate::disk::dir::open_plain;
use crate::disk::refusal::{SIZE_LIMIT, decoded, system};
use crate::model::fault::{Fault, Operation, TextFault};
use crate::project::inventory::DetectedProject;
use crate::text::path::join;

/// Reads a whole file into a buffer.
pub(super) fn read_into(path: &Path, shown: &str, buffer: &mut Vec<u8>) -> Result<(), Fault> {
    buffer.clear();
    let failed = |error| system(shown, Operation::Read, &error);
    let file = open_plain(path).map_err(failed)?;
    (&file).take(SIZE_LIMIT + 1).read_to_end(buffer).map_err(failed)?;
    if buffer.len() as u64 > SIZE_LIMIT {
        let size = file.metadata().map_err(failed)?.len();
        return Err(Fault::of(shown, TextFault::TooLarge { size, limit: SIZE_LIMIT }));
    }
    Ok(())
}

/// Reads the texts of a project's sources and lock that were not kept, so that all are there.
///
/// # Errors
/// A file that cannot be read any more.
pub fn complete(project: &mut DetectedProject) -> Result<(), Fault> {
    let mut buffer = Vec::new();
    let mut read = |path: &str, text: &mut Option<Arc<str>>| {
        if text.is_none() {
            read_into(Path::new(path), path, &mut buffer)?;
            *text = Some(decoded(path, &buffer)?.into());
        }
        Ok(())
    };
    for source in &mut project.sources {
        read(&source.path, &mut source.text)?;
    }
    project.lock.iter_mut().try_for_each(|lock| {
        let path = join(&lock.folder, lock.path.as_str());
        read(&path, &mut lock.text)
    })
}
