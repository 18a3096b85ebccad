//! How folders are walked: what stays closed, and how a path and a failure are named.

use std::path::Path;

use ignore::{DirEntry, WalkBuilder};

use crate::model::fault::{Act, Fault, What};
use crate::model::framework::ROWS;
use crate::model::native::PROJECT_CONFIG;
use crate::model::{lock, manifest};

/// What others build or install, and the platform's own output; they are read only where they are named.
const OUTPUT: [&str; 5] =
    ["node_modules", "miniprogram_npm", "unpackage", "dist", "bower_components"];

/// Names of files by which a project is known.
pub(super) fn signs() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.file).chain([PROJECT_CONFIG, manifest::FILE, lock::FILE])
}

/// A walk as every look takes it.
pub(super) fn walk(top: &Path) -> WalkBuilder {
    let mut builder = WalkBuilder::new(top);
    builder.require_git(false).git_global(false).git_exclude(false);
    builder
}

/// Whether a folder is such output.
pub(super) fn is_output(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
        && OUTPUT.iter().any(|name| entry.file_name() == *name)
}

/// A path as the user may name it: `/`-separated, without `./` in front.
pub(super) fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The library's error, with the path that it is about.
pub(super) fn unreadable(error: &ignore::Error) -> Fault {
    let (path, reason) = innermost(error, None);
    let path = path.map_or_else(|| ".".to_owned(), shown);
    Fault::of(path, What::System { act: Act::Read, reason })
}

fn innermost<'e>(error: &'e ignore::Error, path: Option<&'e Path>) -> (Option<&'e Path>, String) {
    if let ignore::Error::WithPath { path, err } = error {
        innermost(err, Some(path))
    } else if let ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } =
        error
    {
        innermost(err, path)
    } else {
        (path, error.to_string())
    }
}
