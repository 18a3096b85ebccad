//! The texts of a fleet's files: read into a buffer that is used again, and read once more where they were not kept.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use crate::check::facts::PathKind;
use crate::disk::dir::open_plain;
use crate::disk::present::Lookout;
use crate::disk::refusal::{SIZE_LIMIT, decoded, system};
use crate::model::fault::{Fault, Operation, TextFault};
use crate::project::beside;
use crate::project::elsewhere::PinningText;
use crate::project::inventory::{DetectedProject, SourceFile};
use crate::project::usage::Hints;
use crate::text::path::{RelPath, join};

/// Reads a whole file into a buffer.
pub(super) fn read_into(path: &Path, shown: &str, buffer: &mut Vec<u8>) -> Result<(), Fault> {
    read_up_to(SIZE_LIMIT, path, shown, buffer)
}

/// Reads a whole file of a size at most into a buffer.
pub(super) fn read_up_to(
    limit: u64,
    path: &Path,
    shown: &str,
    buffer: &mut Vec<u8>,
) -> Result<(), Fault> {
    buffer.clear();
    let failed = |error| system(shown, Operation::Read, &error);
    let file = open_plain(path).map_err(failed)?;
    (&file).take(limit + 1).read_to_end(buffer).map_err(failed)?;
    if buffer.len() as u64 > limit {
        let size = file.metadata().map_err(failed)?.len();
        return Err(Fault::of(shown, TextFault::TooLarge { size, limit }));
    }
    Ok(())
}

/// The text of a plain file, whose path from where the user is is `shown`; `None` of what is none, or cannot be read.
pub fn text_at(lookout: &mut Lookout<'_>, path: &RelPath, shown: &str) -> Option<Arc<str>> {
    if !matches!(lookout.kind(path), Some(PathKind::File(_))) {
        return None;
    }
    let mut buffer = Vec::new();
    read_into(Path::new(shown), shown, &mut buffer).ok()?;
    decoded(shown, &buffer).ok().map(Into::into)
}

/// Adds to a project's sources those that rules ask for beside them; what is not there, or cannot be read, says nothing.
pub fn add_asked_for(project: &mut DetectedProject) {
    let wanted = beside::asked_for(project);
    if wanted.is_empty() {
        return;
    }
    let root = if project.root.is_empty() { "." } else { &project.root };
    let mut lookout = Lookout::new(Path::new(root));
    let mut found = Vec::new();
    for path in wanted {
        let inside = project.inside(&path).ok();
        if let Some(text) = inside.and_then(|inside| text_at(&mut lookout, &inside, &path)) {
            let (uses, hints, text) = (Vec::new(), Hints::default(), Some(text));
            found.push(SourceFile { path, uses, hints, text });
        }
    }
    drop(lookout);
    project.sources.extend(found);
    project.sources.sort_by(|a, b| a.path.cmp(&b.path));
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
    project.elsewhere.iter_mut().try_for_each(complete_pinning)?;
    project.lock.iter_mut().try_for_each(|lock| {
        let path = join(&lock.folder, lock.path.as_str());
        read(&path, &mut lock.text)
    })
}

/// Reads a text that pins the plugin again, where it was not kept.
///
/// # Errors
/// A file that cannot be read any more.
pub fn complete_pinning(pinning: &mut PinningText) -> Result<(), Fault> {
    if pinning.text.is_none() {
        let mut buffer = Vec::new();
        read_into(Path::new(&pinning.path), &pinning.path, &mut buffer)?;
        pinning.text = Some(String::from_utf8_lossy(&buffer).into());
    }
    Ok(())
}
