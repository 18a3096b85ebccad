//! The laws that hold for every input, over all fixtures and the corpus.

use kaibo::syntax::jsonc;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{
    self, Scratch, assert_same_tree, busy_shop, every_project, native_projects, ran, without,
};

use std::path::Path;
use std::process::Command;

/// Applies a patch with git.
#[track_caller]
fn git_apply(dir: &Path, patch: &str) {
    let ran = support::git_apply(dir, patch);
    assert_eq!(ran.code, 0, "git apply: {}\n{patch}", ran.stderr);
}

#[test]
fn after_init_and_patch_nothing_is_left_to_do() {
    for path in every_project() {
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
    for path in every_project() {
        let (patched, applied) = (Scratch::copy(&path), Scratch::copy(&path));
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
        let lock = "kaibo.lock";
        let (ours, gits) = (without(patched.tree(), lock), without(applied.tree(), lock));
        assert_same_tree(&gits, &ours, &name.to_string());
        assert_eq!(without_bases(&applied), without_bases(&patched), "{name}");
    }
}

/// What a lock says besides base texts; where it says nothing there may be none.
fn without_bases(project: &Scratch) -> [Value; 2] {
    let text = if project.has("kaibo.lock") { project.read("kaibo.lock") } else { "{}".into() };
    let lock: Value = serde_json::from_str(&text).unwrap();
    ["disabled", "wasEmpty"].map(|key| lock[key].clone())
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

#[test]
fn a_diff_of_every_kind_of_change_is_what_patch_does() {
    for line_end in ["\n", "\r\n"] {
        let start = busy_shop();
        start.replace("kaibo.jsonc", "pages/room", "直播/房间1号");
        for (path, text) in start.tree() {
            let text = String::from_utf8(text).unwrap().replace('\n', line_end);
            start.write(&path, text);
        }
        let (patched, applied) = (Scratch::copy(start.path()), Scratch::copy(start.path()));
        let diff = applied.exits(1, &["diff"]).stdout;
        for kind in ["new file mode", "deleted file mode", "\n--- a/app.json", "直播"] {
            assert!(diff.contains(kind), "{kind}");
        }
        git_apply(applied.path(), &diff);
        patched.exits(0, &["patch"]);
        let lock = "kaibo.lock";
        assert_same_tree(
            &without(applied.tree(), lock),
            &without(patched.tree(), lock),
            "applied and patched",
        );
        applied.exits(0, &["patch"]);
        assert_same_tree(&applied.tree(), &patched.tree(), "and patch records what it finds equal");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Lines of the user's, put anywhere into generated files, are kept or are a conflict, whatever the template does.
    #[test]
    fn what_the_user_wrote_is_never_lost(places in prop::collection::vec((0..3usize, 0.0..1.0f64), 1..6)) {
        let shop = Scratch::empty();
        shop.write("app.json", r#"{"pages":["pages/index/index"]}"#);
        shop.write("kaibo.jsonc", manifest("main", "pages/list"));
        shop.exits(0, &["patch"]);
        let files = ["pages/list.js", "pages/list.wxml", "pages/list.wxss"];
        for (n, (file, at)) in places.iter().enumerate() {
            let text = shop.read(files[*file]);
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let index = (at * lines.len() as f64) as usize;
            lines.insert(index, format!("mine {n}"));
            shop.write(files[*file], lines.join("\n") + "\n");
        }
        shop.replace("kaibo.jsonc", "\"room-list\"", "\"room-list\", \"open\": \"navigateTo\"");
        let before = shop.tree();
        let ran = shop.run(&["patch"]);
        if ran.code == 1 {
            assert_same_tree(&shop.tree(), &before, "a conflict writes nothing");
        } else {
            prop_assert_eq!(ran.code, 0);
            for (n, (file, _)) in places.iter().enumerate() {
                let line = format!("mine {n}\n");
                prop_assert!(shop.read(files[*file]).contains(&line));
            }
            prop_assert!(shop.read("pages/list.wxml").contains("openRoom"));
            shop.exits(0, &["diff"]);
        }
    }
}
