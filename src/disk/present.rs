//! What stands at the paths that a project names.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use crate::check::facts::PathKind;
use crate::text::path::RelPath;

/// A look at what stands below a project's root; each folder on the way is looked at once.
#[derive(Debug)]
pub struct Lookout<'r> {
    root: &'r Path,
    folders: BTreeMap<String, Option<PathKind>>,
}

impl<'r> Lookout<'r> {
    /// A look that has not begun.
    pub fn new(root: &'r Path) -> Self {
        Self { root, folders: BTreeMap::new() }
    }

    /// What stands at a path; of a link, which is not followed, and of what may not be looked at nothing is known.
    pub fn kind(&mut self, path: &RelPath) -> Option<PathKind> {
        self.kind_at(path.as_str())
    }

    /// The same of many paths.
    pub fn kinds(mut self, paths: &[RelPath]) -> BTreeMap<RelPath, PathKind> {
        paths.iter().filter_map(|path| Some((path.clone(), self.kind(path)?))).collect()
    }

    fn kind_at(&mut self, path: &str) -> Option<PathKind> {
        let above = path.rsplit_once('/').map(|(folder, _)| self.folder(folder));
        match above.unwrap_or(Some(PathKind::Folder)) {
            Some(PathKind::Folder) => look_at(&self.root.join(path)),
            Some(PathKind::File(_) | PathKind::Nothing) => Some(PathKind::Nothing),
            None => None,
        }
    }

    fn folder(&mut self, path: &str) -> Option<PathKind> {
        if let Some(known) = self.folders.get(path) {
            return *known;
        }
        let kind = self.kind_at(path);
        self.folders.insert(path.to_owned(), kind);
        kind
    }
}

fn look_at(path: &Path) -> Option<PathKind> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => Some(PathKind::Folder),
        Ok(metadata) if metadata.is_file() => Some(PathKind::File(metadata.len())),
        Err(error) if error.kind() == ErrorKind::NotFound => Some(PathKind::Nothing),
        Ok(_) | Err(_) => None,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_told_and_a_link_may_be_anything() {
        let root = tempfile::tempdir().expect("a folder");
        let at = |path: &str| root.path().join(path);
        std::fs::create_dir_all(at("pages/a")).expect("folders");
        std::fs::write(at("pages/a/a.js"), "").expect("a file");
        std::os::unix::fs::symlink("../..", at("pages/linked")).expect("a link");
        let asked = ["pages/a/a.js", "pages/a", "pages/a/a.js/x", "pages/linked/x", "no/x"];
        let asked = asked.map(|path| RelPath::parse(path).expect(path));
        let found = Lookout::new(root.path()).kinds(&asked);
        let found: Vec<_> = found.iter().map(|(path, stands)| (path.as_str(), *stands)).collect();
        let expected = [
            ("no/x", PathKind::Nothing),
            ("pages/a", PathKind::Folder),
            ("pages/a/a.js", PathKind::File(0)),
            ("pages/a/a.js/x", PathKind::Nothing),
        ];
        assert_eq!(found, expected);
    }
}
