//! What stands at the paths that a project names.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use crate::check::facts::Standing;
use crate::text::path::RelPath;

/// What stands at some paths below a project's root; of a link, which is not followed, and of what may not be looked at
/// nothing is known.
pub fn standing(root: &Path, paths: &[RelPath]) -> BTreeMap<RelPath, Standing> {
    let mut known = BTreeMap::new();
    let stands = |path: &RelPath| Some((path.clone(), look(root, path, &mut known)?));
    paths.iter().filter_map(stands).collect()
}

fn look(
    root: &Path,
    path: &RelPath,
    known: &mut BTreeMap<RelPath, Option<Standing>>,
) -> Option<Standing> {
    if let Some(standing) = known.get(path) {
        return *standing;
    }
    let above = path.parent().map_or(Some(Standing::Folder), |folder| look(root, &folder, known));
    let standing = match above {
        Some(Standing::Folder) => look_at(&root.join(path.as_str())),
        Some(Standing::File | Standing::Nothing) => Some(Standing::Nothing),
        None => None,
    };
    known.insert(path.clone(), standing);
    standing
}

fn look_at(path: &Path) -> Option<Standing> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => Some(Standing::Folder),
        Ok(metadata) if metadata.is_file() => Some(Standing::File),
        Err(error) if error.kind() == ErrorKind::NotFound => Some(Standing::Nothing),
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
            ("no/x", Standing::Nothing),
            ("pages/a", Standing::Folder),
            ("pages/a/a.js", Standing::File),
            ("pages/a/a.js/x", Standing::Nothing),
        ];
        assert_eq!(found, expected);
    }
}
