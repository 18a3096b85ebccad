//! Which repository a folder belongs to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Finds repositories, and remembers what was asked.
#[derive(Debug, Default)]
pub struct Repositories(BTreeMap<PathBuf, Option<PathBuf>>);

impl Repositories {
    /// The root of the git repository that holds a folder, from where the user is; `None` where there is none.
    pub fn of(&mut self, folder: &str) -> Option<PathBuf> {
        self.above(&std::path::absolute(if folder.is_empty() { "." } else { folder }).ok()?)
    }

    fn above(&mut self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.0.get(folder) {
            return known.clone();
        }
        // a file of that name is that of a worktree or a submodule
        let found = if folder.join(".git").exists() {
            Some(folder.to_owned())
        } else {
            folder.parent().and_then(|above| self.above(above))
        };
        self.0.insert(folder.to_owned(), found.clone());
        found
    }
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
