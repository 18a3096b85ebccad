//! What stands at the paths that a project names.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use crate::check::facts::PathKind;
use crate::text::path::RelPath;

/// What stands at some paths below a project's root; of a link, which is not followed, and of what may not be looked at
/// nothing is known.
pub fn standing(root: &Path, paths: &[RelPath]) -> BTreeMap<RelPath, PathKind> {
    let mut known = BTreeMap::new();
    let stands = |path: &RelPath| Some((path.clone(), look(root, path, &mut known)?));
    paths.iter().filter_map(stands).collect()
}

fn look(
    root: &Path,
    path: &RelPath,
    known: &mut BTreeMap<RelPath, Option<PathKind>>,
) -> Option<PathKind> {
    if let Some(standing) = known.get(path) {
        return *standing;
    }
    let above = path.parent().map_or(Some(PathKind::Folder), |folder| look(root, &folder, known));
    let standing = match above {
        Some(PathKind::Folder) => look_at(&root.join(path.as_str())),
        Some(PathKind::File | PathKind::Nothing) => Some(PathKind::Nothing),
        None => None,
    };
    known.insert(path.clone(), standing);
    standing
}

fn look_at(path: &Path) -> Option<PathKind> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => Some(PathKind::Folder),
        Ok(metadata) if metadata.is_file() => Some(PathKind::File),
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
        let found = standing(root.path(), &asked);
        let found: Vec<_> = found.iter().map(|(path, stands)| (path.as_str(), *stands)).collect();
        let expected = [
            ("no/x", PathKind::Nothing),
            ("pages/a", PathKind::Folder),
            ("pages/a/a.js", PathKind::File),
            ("pages/a/a.js/x", PathKind::Nothing),
        ];
        assert_eq!(found, expected);
    }
}
