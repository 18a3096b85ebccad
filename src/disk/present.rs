//! Which of the files that a project names are there.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;

use crate::text::path::RelPath;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Nothing,
    Folder,
    Other,
    /// A link, which is not followed, or what may not be looked at.
    Unknown,
}

/// Those of some paths below a project's root at which something stands, or may stand behind a link.
pub fn present(root: &str, paths: &[RelPath]) -> BTreeSet<RelPath> {
    let root = Path::new(if root.is_empty() { "." } else { root });
    let mut known = BTreeMap::new();
    let is_there = |path: &&RelPath| look(root, path, &mut known) != Standing::Nothing;
    paths.iter().filter(is_there).cloned().collect()
}

fn look(root: &Path, path: &RelPath, known: &mut BTreeMap<RelPath, Standing>) -> Standing {
    if let Some(standing) = known.get(path) {
        return *standing;
    }
    let above = path.parent().map_or(Standing::Folder, |folder| look(root, &folder, known));
    let standing = match above {
        Standing::Folder => look_at(&root.join(path.as_str())),
        Standing::Nothing | Standing::Other => Standing::Nothing,
        Standing::Unknown => Standing::Unknown,
    };
    known.insert(path.clone(), standing);
    standing
}

fn look_at(path: &Path) -> Standing {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => Standing::Folder,
        Ok(metadata) if metadata.is_file() => Standing::Other,
        Err(error) if error.kind() == ErrorKind::NotFound => Standing::Nothing,
        Ok(_) | Err(_) => Standing::Unknown,
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
        let asked = ["pages/a/a.js", "pages/a/a.wxml", "pages/a/a.js/x", "pages/linked/x", "no/x"];
        let asked = asked.map(|path| RelPath::parse(path).expect(path));
        let found = present(root.path().to_str().expect("a path"), &asked);
        let found: Vec<&str> = found.iter().map(RelPath::as_str).collect();
        assert_eq!(found, ["pages/a/a.js", "pages/linked/x"]);
    }
}
