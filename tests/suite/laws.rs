//! The laws that hold for every input, over all fixtures and the corpus.

use kaibo::text::literal::jsonc;

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

/// A manifest with a list of rooms in the plugin's package.
fn manifest(package: &str, list: &str) -> String {
    format!(
        r#"{{ "manifestVersion": 1, "plugin": {{ "version": "1.3.4", "package": "{package}" }},
        "pages": [{{ "path": "{list}", "kind": "room-list" }}] }}"#
    )
}

#[test]
fn moving_the_plugin_away_and_back_gives_the_bytes_from_before() {
    let mut moved = 0;
    for path in native_projects() {
        let project = Scratch::copy(&path);
        let name = path.display();
        project.write("kaibo.jsonc", manifest("main", "pages/kaibo/list"));
        let app_json = project.app_json();
        let text = project.read(&app_json);
        let app = jsonc::parse(&text).unwrap().root;
        let mut containers =
            ["plugins", "subPackages", "subpackages"].iter().filter_map(|key| app.get(key));
        if text.contains("live-player-plugin") || containers.any(|node| node.items().is_empty()) {
            continue; // what is there already stands elsewhere, or goes with the last thing in it
        }
        project.exits(0, &["patch"]);
        let at_home = project.tree();
        project.write("kaibo.jsonc", manifest("kaiboLive", "kaiboLive/list"));
        project.exits(0, &["patch"]);
        assert!(
            project.read(&app_json).contains("\"kaiboLive\""),
            "{name}: moved to a new subpackage"
        );
        project.exits(0, &["diff"]);
        project.write("kaibo.jsonc", manifest("main", "pages/kaibo/list"));
        project.exits(0, &["patch"]);
        assert_same_tree(&project.tree(), &at_home, &format!("{name}: and back"));
        moved += 1;
    }
    assert!(moved >= 8, "only {moved} projects were moved");
}

#[test]
fn a_file_keeps_its_mode_and_a_new_one_gets_the_umasks() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Scratch::fixture("native-plain");
    let mode = |file: &str| {
        std::fs::metadata(project.path().join(file)).unwrap().permissions().mode() & 0o777
    };
    std::fs::set_permissions(
        project.path().join("app.json"),
        std::fs::Permissions::from_mode(0o750),
    )
    .unwrap();
    project.exits(0, &["init"]);
    let mut patch = Command::new("sh");
    let command = format!("umask 027 && {} patch", env!("CARGO_BIN_EXE_kaibo"));
    assert_eq!(ran(patch.current_dir(project.path()).args(["-c", &command])).code, 0);
    assert_eq!((mode("app.json"), mode("pages/live/list.js")), (0o750, 0o640));
}
