//! The laws that hold for every input, over all fixtures and the corpus.

use crate::support::{Scratch, assert_same_tree, native_projects, ran, without};

use std::path::Path;
use std::process::Command;

/// Applies a patch with git, its own line-end conversion off.
fn git_apply(dir: &Path, patch: &str) {
    let file = dir.join("../patch.diff");
    std::fs::write(&file, patch).unwrap();
    let mut git = Command::new("git");
    git.current_dir(dir).args([
        "-c",
        "core.autocrlf=false",
        "apply",
        "--allow-empty",
        "--whitespace=nowarn",
    ]);
    let ran = ran(git.arg(&file));
    assert_eq!(ran.code, 0, "git apply: {}\n{patch}", ran.stderr);
}

/// A project inside a folder of its own, so that nothing above it is another repository.
fn project_of(path: &Path) -> (Scratch, Scratch) {
    (Scratch::copy(path), Scratch::copy(path))
}

#[test]
fn after_init_and_patch_nothing_is_left_to_do() {
    for path in native_projects() {
        let project = Scratch::copy(&path);
        let name = path.display();
        project.exits(0, &["init"]);
        let first = project.run(&["patch"]);
        if first.code == 1 {
            assert!(first.stderr.contains("another provider"), "{name}: {}", first.stderr);
            continue;
        }
        assert_eq!(first.code, 0, "{name}: {}", first.stderr);
        let tree = project.tree();
        assert_eq!(project.exits(0, &["diff"]).stdout, "", "{name}");
        project.exits(0, &["patch", "--check"]);
        project.exits(0, &["patch"]);
        assert_same_tree(&project.tree(), &tree, &format!("{name}: patch twice is patch once"));
    }
}

#[test]
fn a_diff_applied_by_git_is_the_tree_that_patch_makes() {
    for path in native_projects() {
        let (patched, applied) = project_of(&path);
        let name = path.display();
        patched.exits(0, &["init"]);
        applied.exits(0, &["init"]);
        let diff = applied.run(&["diff"]);
        if patched.run(&["patch"]).code == 1 {
            assert_eq!(
                (diff.code, diff.stdout.as_str()),
                (1, ""),
                "{name}: a conflict shows no patch"
            );
            continue;
        }
        let _ = std::fs::remove_file(applied.path().join("kaibo.lock"));
        git_apply(applied.path(), &diff.stdout);
        assert_eq!(applied.tree(), without(patched.tree(), "kaibo.lock"), "{name}");
    }
}
