//! Where the mini-program around a file may begin.

use std::path::{Path, PathBuf};

use crate::disk::named::{Here, Named};
use crate::disk::texts::read_into;
use crate::disk::walk::signs;
use crate::project::native::{PROJECT_CONFIG, ProjectConfig};

/// The folders that may be the project of a file, nearest first: those around it in its repository, or else up to the
/// working directory, that hold what a project is known by.
pub fn folders_around(here: &Here, file: &Named) -> Vec<PathBuf> {
    let last = last_around(here, &file.absolute);
    let mut found: Vec<PathBuf> = Vec::new();
    for folder in file.absolute.ancestors().skip(1) {
        let has = |name: &str| folder.join(name).symlink_metadata().is_ok();
        if signs().any(has) {
            // where project.config.json points is no project of its own
            let pointed = miniprogram_root(folder);
            found.retain(|inner| Some(inner) != pointed.as_ref());
            let is_source = folder.file_name().is_some_and(|name| name == "src");
            let root = folder.parent().filter(|_| is_source && folder != last);
            found.push(root.unwrap_or(folder).to_owned());
        }
        if folder == last {
            break;
        }
    }
    found.dedup();
    found
}

/// The outermost folder that is looked at.
fn last_around<'p>(here: &'p Here, file: &'p Path) -> &'p Path {
    let mut around = file.ancestors().skip(1);
    let repository = around.find(|folder| folder.join(".git").exists());
    let working = Some(here.folder()).filter(|folder| file.starts_with(folder));
    repository.or(working).unwrap_or(Path::new("/"))
}

fn miniprogram_root(folder: &Path) -> Option<PathBuf> {
    let mut buffer = Vec::new();
    read_into(&folder.join(PROJECT_CONFIG), PROJECT_CONFIG, &mut buffer).ok()?;
    let config = ProjectConfig::parse(std::str::from_utf8(&buffer).ok()?).ok()?;
    Some(folder.join(config.miniprogram_root?.as_str()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_program_comes_first_and_none_outside_of_the_repository() {
        let top = tempfile::tempdir().expect("a folder");
        let top = std::fs::canonicalize(top.path()).expect("a folder");
        for path in [
            "app.json",
            "repo/.git/HEAD",
            "repo/app.json",
            "repo/uni/src/pages.json",
            "repo/uni/src/a.vue",
            "repo/native/project.config.json",
            "repo/native/mini/app.json",
            "repo/native/mini/pages/a.js",
            "repo/server/a.php",
        ] {
            let path = top.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            let text =
                if path.ends_with(PROJECT_CONFIG) { r#"{"miniprogramRoot":"mini"}"# } else { "" };
            std::fs::write(path, text).expect("a file");
        }
        let here = Here::find().expect("a folder");
        let around = |path: &str| {
            let file = here.named(&top.join(path)).expect(path);
            let found = folders_around(&here, &file).into_iter();
            let found = found.map(|it| it.strip_prefix(&top).expect("below").to_owned());
            found.map(|it| it.to_str().expect("a text").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(around("repo/native/mini/pages/a.js"), ["repo/native", "repo"]);
        assert_eq!(around("repo/uni/src/a.vue"), ["repo/uni", "repo"]);
        assert_eq!(around("repo/server/a.php"), ["repo"]);
        assert_eq!(around("repo/app.json"), ["repo"]);
    }
}
