//! `kaibo new`: flags, manifest, questions, and what it says at the end.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::support::{Scratch, assert_same_tree};

#[test]
fn without_a_terminal_nothing_is_asked_and_defaults_are_taken() {
    let dir = Scratch::empty();
    let ran = dir.exits(0, &["new", "shop"]);
    let manifest = dir.read("shop/kaibo.jsonc");
    for text in [
        r#""version": "1.3.5""#,
        r#""package": "main""#,
        r#""appid": "touristappid""#,
        r#""name": "shop""#,
    ] {
        assert!(manifest.contains(text), "{manifest}");
    }
    assert_eq!(dir.tree().len(), 21);
    dir.exits(0, &["diff", "shop"]);
    let next = ran.stdout.split("next:\n").nth(1).unwrap();
    assert_eq!(next.lines().count(), 3);
    assert!(
        next.contains("80082")
            && next.contains("new accounts can no longer enable mini-program live"),
        "{next}"
    );
}

#[test]
fn flags_say_what_is_written() {
    let dir = Scratch::empty();
    let flags = [
        "--package",
        "packageLive",
        "--language",
        "ts",
        "--appid",
        "wx0123456789abcdef",
        "--name",
        "花店",
    ];
    let all: Vec<&str> =
        ["new", "shop", "--plugin-version", "1.3.4"].into_iter().chain(flags).collect();
    dir.exits(0, &all);
    assert!(dir.has("shop/packageLive/live/list.ts") && dir.has("shop/tsconfig.json"));
    assert!(dir.read("shop/project.config.json").contains("\"appid\": \"wx0123456789abcdef\""));
    let app = dir.read("shop/app.json");
    let package = app.split("\"subPackages\"").nth(1).unwrap();
    assert!(
        package.contains("\"root\": \"packageLive\"") && package.contains("\"version\": \"1.3.4\""),
        "{app}"
    );
    assert!(app.contains("\"navigationBarTitleText\": \"花店\""));
}

#[test]
fn a_manifest_is_taken_as_it_is_and_flags_win_by_edits() {
    let dir = Scratch::empty();
    let manifest = "{ // mine\n  \"manifestVersion\": 1,\n  \"plugin\": { \"version\": \"1.3.0\" },\n  \"pages\": [],\n}\n";
    dir.write("m.jsonc", manifest);
    dir.exits(0, &["new", "a", "--manifest", "m.jsonc"]);
    assert_eq!(dir.read("a/kaibo.jsonc"), manifest);
    dir.exits(
        0,
        &["new", "b", "--manifest", "m.jsonc", "--plugin-version", "1.3.5", "--name", "x"],
    );
    assert_eq!(
        dir.read("b/kaibo.jsonc"),
        "{ // mine\n  \"manifestVersion\": 1,\n  \"plugin\": { \"version\": \"1.3.5\" },\n  \"pages\": [],\n  \"app\": { \"name\": \"x\" },\n}\n"
    );
    dir.exits(0, &["diff", "b"]);
    let ran = dir.exits(2, &["new", "c", "--manifest", "m.jsonc", "--package", "packageLive"]);
    assert!(
        ran.stderr.contains("error: m.jsonc:3:"),
        "a fault is told in the user's file: {}",
        ran.stderr
    );
}

#[test]
fn show_and_check_make_no_folder() {
    let dir = Scratch::empty();
    let diff = dir.exits(0, &["new", "shop", "--diff"]).stdout;
    assert!(
        diff.starts_with("diff --git a/shop/app.js b/shop/app.js\nnew file mode 100644\n"),
        "{diff}"
    );
    dir.exits(1, &["new", "shop", "--check"]);
    assert!(!dir.has("shop"));
    let json = dir.exits(0, &["new", "shop", "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["changes"].as_array().unwrap().len(), 21);
}

#[test]
fn the_same_words_make_the_same_bytes() {
    let (one, two) = (Scratch::empty(), Scratch::empty());
    one.exits(0, &["new", "shop"]);
    two.exits(0, &["new", "shop"]);
    assert_same_tree(&one.tree(), &two.tree(), "two runs");
}

#[test]
fn a_repository_without_files_is_an_empty_folder() {
    let dir = Scratch::empty();
    Command::new("git").current_dir(dir.path()).args(["init", "--quiet"]).status().unwrap();
    dir.exits(0, &["new", "."]);
    assert!(dir.has("app.json"));
}

#[test]
fn a_page_of_the_skeleton_is_not_overwritten() {
    let dir = Scratch::empty();
    let page = r#"{ "path": "pages/index/index", "kind": "room-list" }"#;
    let manifest = format!(
        r#"{{ "manifestVersion": 1, "plugin": {{ "version": "1.3.5" }}, "pages": [{page}] }}"#
    );
    dir.write("m.jsonc", &manifest);
    let ran = dir.exits(1, &["new", "shop", "--manifest", "m.jsonc"]);
    assert!(ran.stderr.contains("conflict: shop/pages/index/index.js"), "{}", ran.stderr);
    assert!(!dir.has("shop"));
    dir.write("m.jsonc", manifest.replace("room-list", "existing"));
    dir.exits(0, &["new", "shop", "--manifest", "m.jsonc"]);
}

/// Runs kaibo on a terminal of its own and types `keys`, one after the other.
fn type_on_a_terminal(dir: &Scratch, args: &str, keys: &[&str]) -> String {
    let command = format!("{} {args}", env!("CARGO_BIN_EXE_kaibo"));
    let mut script = Command::new("script");
    script.current_dir(dir.path()).args(["-qfec", &command, "/dev/null"]);
    let mut running = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut keyboard = running.stdin.take().unwrap();
    for key in keys {
        keyboard.write_all(key.as_bytes()).unwrap();
        keyboard.flush().unwrap();
        sleep(Duration::from_millis(200));
    }
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn on_a_terminal_it_asks_for_what_is_missing_and_checks_the_answers() {
    let dir = Scratch::empty();
    let erase = "\u{15}";
    let keys =
        ["my \"shop\"\n", "wx1\n", erase, "\n", "1.3.4\n", "a b\n", erase, "packageLive\n", "ts\n"];
    let said = type_on_a_terminal(&dir, "new shop", &keys);
    assert!(said.contains("write `wx` and 16 hexadecimal digits"), "{said}");
    assert!(said.contains("a page path stands in URLs and cannot hold"), "{said}");
    let manifest = dir.read("shop/kaibo.jsonc");
    for text in [
        r#""name": "my \"shop\"""#,
        r#""appid": "touristappid""#,
        r#""version": "1.3.4""#,
        r#""language": "ts""#,
    ] {
        assert!(manifest.contains(text), "{text}: {manifest}");
    }
    assert!(dir.has("shop/packageLive/live/list.ts"));
}

#[test]
fn on_a_terminal_flags_and_yes_leave_nothing_to_ask() {
    let (asked, unasked) = (Scratch::empty(), Scratch::empty());
    type_on_a_terminal(&asked, "new shop --yes", &[]);
    unasked.exits(0, &["new", "shop"]);
    assert_same_tree(&asked.tree(), &unasked.tree(), "--yes");
}

#[test]
fn what_stands_where_a_shop_is_to_be_made_stays_as_it_is() {
    let dir = Scratch::empty();
    dir.write("full/app.json", "mine").write("file", "mine");
    std::fs::create_dir_all(dir.path().join("linked/pages")).unwrap();
    std::os::unix::fs::symlink("/etc", dir.path().join("linked/pages/x")).unwrap();
    std::os::unix::fs::symlink("nowhere", dir.path().join("dangling")).unwrap();
    let before = dir.tree();
    for shop in ["full", "file", "file/below", "linked", "dangling", "dangling/below"] {
        let ran = dir.exits(2, &["new", shop, "--yes"]);
        assert!(ran.stderr.contains("help: "), "{shop}: {}", ran.stderr);
    }
    assert_eq!(dir.tree(), before);
    std::fs::create_dir_all(dir.path().join("repository/.git")).unwrap();
    for file in [".gitignore", "README.md", "LICENSE", "README.zh-CN.md"] {
        dir.write(&format!("repository/{file}"), "mine");
    }
    dir.exits(0, &["new", "repository", "--yes"]);
    assert_eq!(dir.read("repository/README.md"), "mine");
}

#[test]
fn an_emptied_lock_is_told_as_one() {
    let dir = Scratch::empty();
    dir.exits(0, &["new", "shop", "--yes"]);
    dir.write("shop/kaibo.lock", "");
    let ran = dir.exits(2, &["patch", "shop"]);
    assert!(ran.stderr.contains("error: shop/kaibo.lock:1:1: "), "{}", ran.stderr);
}

#[test]
fn a_path_that_is_given_several_times_is_one() {
    let dir = Scratch::empty();
    dir.exits(0, &["new", "shop", "--yes", "--plugin-version", "1.3.0"]);
    let absolute = dir.path().join("shop");
    let ran =
        dir.exits(0, &["upgrade", "shop", "./shop", absolute.to_str().unwrap(), "shop/app.json"]);
    assert_eq!(ran.stdout.matches("pin ").count(), 1, "{}", ran.stdout);
}
