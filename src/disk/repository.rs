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

/// The root of the repository in which git would work, were it called in a folder (git, `setup.c`, `is_git_directory`).
pub fn git_root(folder: &Path) -> Option<PathBuf> {
    let is_git_root = |folder: &&Path| {
        let git = folder.join(".git");
        git.is_file() || ["HEAD", "objects", "refs"].iter().all(|name| git.join(name).exists())
    };
    folder.ancestors().find(is_git_root).map(Path::to_owned)
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

    #[test]
    fn git_passes_over_what_is_no_repository_of_its_own() {
        let outer = tempfile::tempdir().expect("a folder");
        let at = |path: &str| outer.path().join(path);
        for folder in ["sub/no/.git", ".git/objects", ".git/refs", "tree/in"] {
            std::fs::create_dir_all(at(folder)).expect("folders");
        }
        assert_eq!(git_root(&at("sub/no")), None);
        std::fs::write(at(".git/HEAD"), "ref: refs/heads/main\n").expect("a file");
        assert_eq!(git_root(&at("sub/no")).as_deref(), Some(outer.path()));
        std::fs::write(at("tree/.git"), "gitdir: elsewhere\n").expect("a file");
        assert_eq!(git_root(&at("tree/in")), Some(at("tree")));
    }
}
