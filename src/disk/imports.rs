//! The files that a configuration script imports: plain ones of its repository, never through a link.

use std::path::{PathBuf, absolute};

use crate::check::facts::PathKind;
use crate::disk::present::Lookout;
use crate::disk::refusal::decoded;
use crate::disk::repository::Repositories;
use crate::disk::texts::read_into;
use crate::project::modules::normal;
use crate::text::path::{RelPath, join, name_of};

/// What may be imported from a folder.
pub(super) struct Imports<'f> {
    folder: &'f str,
    bound: Option<PathBuf>,
}

impl<'f> Imports<'f> {
    /// Of a folder, from where the user is. Outside of repositories nothing above the folder of sources is read.
    pub(super) fn of(folder: &'f str) -> Self {
        let above = if name_of(folder) == "src" { join(folder, "..") } else { folder.to_owned() };
        let above = normal(&above);
        let alone = || absolute(if above.is_empty() { "." } else { &above }).ok();
        Self { folder, bound: Repositories::default().of(folder).or_else(alone) }
    }

    /// Gives the text at a path from the folder, where one may be read.
    pub(super) fn reader(&self) -> impl FnMut(&str) -> Option<String> {
        |path| self.text(path)
    }

    fn text(&self, path: &str) -> Option<String> {
        let (bound, shown) = (self.bound.as_ref()?, normal(&join(self.folder, path)));
        let whole = absolute(if self.folder.is_empty() { "." } else { self.folder }).ok()?;
        let whole = PathBuf::from(normal(&join(whole.to_str()?, path)));
        let inside = RelPath::parse(whole.strip_prefix(bound).ok()?.to_str()?).ok()?;
        if !matches!(Lookout::new(bound).kind(&inside), Some(PathKind::File(_))) {
            return None;
        }
        let mut buffer = Vec::new();
        read_into(&whole, &shown, &mut buffer).ok()?;
        decoded(&shown, &buffer).ok().map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_files_of_the_repository_are_read() {
        let outer = tempfile::tempdir().expect("a folder");
        let at = |path: &str| outer.path().join(path);
        std::fs::create_dir_all(at("repo/.git")).expect("folders");
        std::fs::create_dir_all(at("repo/app/src")).expect("folders");
        std::fs::create_dir_all(at("alone/src")).expect("folders");
        for path in ["out.ts", "repo/shared.ts", "repo/app/src/own.ts", "alone/in.ts"] {
            std::fs::write(at(path), path).expect("a file");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(at("out.ts"), at("repo/link.ts")).expect("a link");
        let text =
            |folder: &str, path: &str| Imports::of(at(folder).to_str().expect("a path")).text(path);
        let repo = "repo/app/src";
        assert_eq!(text(repo, "own.ts").as_deref(), Some("repo/app/src/own.ts"));
        assert_eq!(text(repo, "../../shared.ts").as_deref(), Some("repo/shared.ts"));
        assert_eq!(text(repo, "../../../out.ts"), None);
        assert_eq!(text(repo, "../../link.ts"), None);
        assert_eq!(text("alone/src", "../in.ts").as_deref(), Some("alone/in.ts"));
        assert_eq!(text("alone/src", "../../out.ts"), None);
    }
}
