//! Which repository a folder belongs to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Finds repositories, and remembers what lies above the folders that were asked about: those are many, and each is asked
/// about once.
#[derive(Debug, Default)]
pub struct Repositories(BTreeMap<PathBuf, Option<PathBuf>>);

impl Repositories {
    /// The root of the git repository that holds a folder, from where the user is; `None` where there is none.
    pub fn of(&mut self, folder: &str) -> Option<PathBuf> {
        let folder = std::path::absolute(if folder.is_empty() { "." } else { folder }).ok()?;
        if is_root(&folder) { Some(folder) } else { self.above(folder.parent()?) }
    }

    fn above(&mut self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.0.get(folder) {
            return known.clone();
        }
        let found = if is_root(folder) {
            Some(folder.to_owned())
        } else {
            folder.parent().and_then(|above| self.above(above))
        };
        self.0.insert(folder.to_owned(), found.clone());
        found
    }
}

/// Whether a repository begins here; a file of that name is that of a worktree or a submodule.
fn is_root(folder: &Path) -> bool {
    folder.join(".git").exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_repository_counts() {
        let outer = tempfile::tempdir().expect("a folder");
        let at = |path: &str| outer.path().join(path);
        std::fs::create_dir_all(at("a/inner/.git")).expect("folders");
        std::fs::create_dir_all(at("b/c")).expect("folders");
        std::fs::create_dir(at(".git")).expect("a folder");
        let mut repositories = Repositories::default();
        let mut of = |path: &str| repositories.of(at(path).to_str().expect("a path"));
        assert_eq!(of("a/inner"), Some(at("a/inner")));
        assert_eq!(of("b/c"), Some(outer.path().to_owned()));
        assert_eq!(of("a"), of("b/c"));
    }
}
