//! The folders below some paths in parts that share no project, so that a fleet of any size is looked at piece by piece.

use std::fs;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use ignore::WalkBuilder;

use crate::disk::fleet::{is_output, shown, unreadable};
use crate::model::fault::Fault;
use crate::model::framework::ROWS;
use crate::model::manifest;
use crate::model::native::PROJECT_CONFIG;

/// Folders to be looked at in one walk, because one may lie in another.
pub(super) type Part = Vec<PathBuf>;

/// How many levels of shelves are opened below a path: those of teams, and of the groups in a team.
const LEVELS: usize = 3;

/// The parts, by path.
pub(super) fn parts(paths: &[PathBuf]) -> impl Iterator<Item = Result<Part, Fault>> + use<> {
    apart(paths).into_iter().flat_map(|part| -> Box<dyn Iterator<Item = _>> {
        match part.as_slice() {
            [top] if is_shelf(top) => Box::new(opened(top)),
            _ => Box::new(iter::once(Ok(part))),
        }
    })
}

/// A walk as every look takes it.
pub(super) fn walk(top: &Path) -> WalkBuilder {
    let mut builder = WalkBuilder::new(top);
    builder.require_git(false).git_global(false).git_exclude(false);
    builder
}

/// The paths in order, those that lie in another one together with it.
fn apart(paths: &[PathBuf]) -> Vec<Part> {
    let mut named: Vec<(PathBuf, &PathBuf)> =
        paths.iter().map(|path| (shown(path).into(), path)).collect();
    named.sort();
    let mut parts: Vec<(PathBuf, Part)> = Vec::new();
    for (name, path) in named {
        match parts.last_mut() {
            Some((outer, part)) if name.starts_with(&*outer) => part.push(path.clone()),
            Some(_) | None => parts.push((name, vec![path.clone()])),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

/// What stands on a shelf, and on the shelves that stand on it.
fn opened(top: &Path) -> impl Iterator<Item = Result<Part, Fault>> + use<> {
    let (put, found) = mpsc::channel();
    let mut walk = walk(top)
        .sort_by_file_name(Ord::cmp)
        .max_depth(Some(LEVELS))
        .filter_entry(move |entry| {
            if !entry.file_type().is_some_and(|kind| kind.is_dir()) || is_output(entry) {
                return false;
            }
            if entry.depth() < LEVELS && is_shelf(entry.path()) {
                return true;
            }
            // nobody listens only where the run has ended
            let _ = put.send(vec![entry.path().to_owned()]);
            false
        })
        .build();
    iter::from_fn(move || {
        loop {
            if let Ok(part) = found.try_recv() {
                return Some(Ok(part));
            }
            match walk.next() {
                Some(Ok(_)) => {}
                Some(Err(error)) => return Some(Err(unreadable(&error))),
                None => return found.try_recv().ok().map(Ok),
            }
        }
    })
}

/// Whether a folder holds folders at most, of which none can be a part of the same project as another.
fn is_shelf(folder: &Path) -> bool {
    // a folder that cannot be listed is told by the look at it
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().all(|entry| entry.file_name().to_str().is_none_or(|name| !is_sign(name)))
}

/// Names by which a project is known; sources of many frameworks lie in `src`.
fn is_sign(name: &str) -> bool {
    [PROJECT_CONFIG, manifest::FILE, "src"].contains(&name)
        || ROWS.iter().any(|row| row.file == name)
}
