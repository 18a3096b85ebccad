//! Bad input: a clear error with its place and cure, exit code 2, and not a byte written.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::support::{Scratch, assert_same_tree};

const APP: &str = r#"{"pages":["pages/index/index"]}"#;
const MANIFEST: &str = r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5" },
  "pages": [{ "path": "pages/live/list", "kind": "room-list" }] }"#;

fn project(app_json: impl AsRef<[u8]>, manifest: impl AsRef<[u8]>) -> Scratch {
    let project = Scratch::empty();
    project.write("app.json", app_json).write("kaibo.jsonc", manifest);
    project
}

/// Runs `diff` and `patch` and expects the error of both to hold these texts, and nothing to be written.
#[track_caller]
fn refused(project: &Scratch, texts: &[&str]) {
    refused_with(2, project, texts);
}

/// The same where the manifest is right and something in the project is not.
#[track_caller]
fn project_refused(project: &Scratch, texts: &[&str]) {
    refused_with(1, project, texts);
}

#[track_caller]
fn refused_with(code: i32, project: &Scratch, texts: &[&str]) {
    let before = project.tree();
    for verb in ["diff", "patch"] {
        let ran = project.exits(code, &[verb]);
        for text in texts {
            assert!(ran.stderr.contains(text), "{text:?} is not in\n{}", ran.stderr);
        }
        assert!(ran.stderr.contains("help: "), "no cure: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "an error is no result");
    }
    assert_same_tree(&project.tree(), &before, "after a refusal");
}

#[track_caller]
fn manifest_refused(manifest: &str, texts: &[&str]) {
    refused(&project(APP, manifest), texts);
}

fn with_page(path: &str) -> String {
    MANIFEST.replace("pages/live/list", path)
}

fn with_package(package: &str) -> String {
    MANIFEST.replace("\"1.3.5\"", &format!("\"1.3.5\", \"package\": \"{package}\""))
}

fn room(rest: &str) -> String {
    MANIFEST.replace("\"room-list\"", &format!("\"room-entry\", {rest}"))
}

#[test]
fn what_is_no_mini_program() {
    let empty = Scratch::empty();
    empty.write("kaibo.jsonc", MANIFEST);
    refused(&empty, &["error: app.json: there is no app.json here"]);
    empty.write("project.config.json", r#"{"miniprogramRoot": "dist/"}"#);
    refused(
        &empty,
        &["error: dist/app.json:", "miniprogramRoot of project.config.json points: `dist`"],
    );
    let nothing = Scratch::empty();
    refused(&nothing, &["there is no manifest in this folder"]);
    let ran = nothing.exits(2, &["init"]);
    assert!(ran.stderr.contains("no native mini-program"), "{}", ran.stderr);
    let ran = nothing.exits(2, &["diff", "nowhere"]);
    assert!(ran.stderr.contains("error: nowhere: there is no such folder"), "{}", ran.stderr);
}

#[test]
fn app_json_that_is_not_json() {
    project_refused(
        &project("{\n  \"pages\": [\n    \"a\"\n    \"b\"\n  ]\n}", MANIFEST),
        &["app.json:3:8:", "expected comma"],
    );
    project_refused(&project("[]", MANIFEST), &["app.json:1:1:", "must be an object"]);
    project_refused(&project("", MANIFEST), &["app.json:1:1:", "the file is empty"]);
}

#[test]
fn keys_that_stand_twice_where_the_edit_goes() {
    for (app, texts) in [
        ("{\n\"pages\":[],\n\"pages\":[]}", ["app.json:3:1: `\"pages\"`", "stands twice"]),
        (
            "{\"pages\":[],\"plugins\":{},\n\"plugins\":{}}",
            ["app.json:2:1: `\"plugins\"`", "stands twice"],
        ),
        (
            "{\"pages\":[],\"plugins\":{\"live-player-plugin\":{},\n \"live-player-plugin\":{}}}",
            ["app.json:2:2:", "stands twice"],
        ),
    ] {
        project_refused(&project(app, MANIFEST), &texts);
    }
}

#[test]
fn keys_that_stand_twice_elsewhere_are_none_of_our_business() {
    let app = r#"{"pages":[],"window":{},"window":{},"subPackages":[],"subpackages":[]}"#;
    project(app, MANIFEST).exits(0, &["patch"]);
}

#[test]
fn both_spellings_of_subpackages() {
    let app = "{\"pages\":[],\n\"subPackages\":[],\n\"subpackages\":[]}";
    let manifest = with_package("packageLive").replace("pages/live/list", "packageLive/list");
    project_refused(
        &project(app, manifest),
        &["app.json:2:1: `\"subPackages\"`", "drops the second silently"],
    );
}

#[test]
fn values_of_another_type() {
    project_refused(
        &project(r#"{"pages":[],"plugins":[]}"#, MANIFEST),
        &["app.json:1:23:", "`plugins` must be an object"],
    );
    project_refused(&project(r#"{"pages":{}}"#, MANIFEST), &["`pages` must be an array"]);
    let entry = r#"{"pages":[],"plugins":{"live-player-plugin":"1.3.5"}}"#;
    project_refused(&project(entry, MANIFEST), &["`live-player-plugin` must be an object"]);
}

#[test]
fn paths_that_leave_the_project_or_mean_two_things() {
    for (path, text) in [
        ("../outside", "the path leaves the project"),
        ("pages/../../outside", "the path leaves the project"),
        ("/pages/list", "the path starts with `/`"),
        ("C:/list", "the path holds `:`"),
        ("pages\\\\list", "the path holds `\\`"),
        ("pages/./list", "an empty step"),
        ("pages/nul", "device's name"),
        ("pages/list.", "ends in a dot"),
        ("pages/list.wxml", "no file suffix"),
        ("pages/a?b", "cannot hold `?`"),
        ("pages/a\\u0007b", "the path holds `\\u{7}`"),
    ] {
        manifest_refused(&with_page(path), &["kaibo.jsonc:2:23: `", text]);
    }
    manifest_refused(&with_package("../x"), &["the path leaves the project"]);
    manifest_refused(&with_package("/x"), &["the path starts with `/`"]);
}

#[test]
fn paths_that_differ_only_in_case() {
    let two = MANIFEST
        .replace("}]", "}, { \"path\": \"pages/Live/other\", \"kind\": \"goods-detail\" }]");
    manifest_refused(&two, &["`\"pages/Live/other\"`", "differs from `pages/live` only in case"]);
    let one_file = MANIFEST
        .replace("}]", "}, { \"path\": \"pages/live/list-rooms\", \"kind\": \"goods-detail\" }]");
    manifest_refused(&one_file, &["is written into `pages/live/list-rooms.js` too"]);
    let app = r#"{"pages":["Pages/Live/List"]}"#;
    refused(&project(app, MANIFEST), &["differs from `Pages/Live/List` only in case"]);
}

#[test]
fn a_page_in_another_subpackage() {
    let app = r#"{"pages":[],"subPackages":[{"root":"pages/live","pages":["x"]}]}"#;
    refused(
        &project(app, MANIFEST),
        &["kaibo.jsonc:2:23: `\"pages/live/list\"`", "lies in the subpackage `pages/live`"],
    );
}

#[test]
fn a_package_that_does_not_fit() {
    manifest_refused(
        &with_package("packageLive"),
        &["would declare the plugin without having a page"],
    );
    manifest_refused(
        &with_package("pages"),
        &["the main package has the page `pages/index/index` below this root"],
    );
    let app = r#"{"pages":[],"subPackages":[{"root":"pages/live/deep","pages":["x"]}]}"#;
    refused(
        &project(app, with_package("pages/live")),
        &["the subpackage root `pages/live/deep` lie in each other"],
    );
}

#[test]
fn an_existing_page_that_does_not_exist() {
    manifest_refused(
        &MANIFEST.replace("room-list", "existing"),
        &["`pages/live/list.wxml` is not"],
    );
}

#[test]
fn values_of_the_manifest() {
    for (manifest, text) in [
        (room("\"roomId\": 0"), "a roomId is an integer from 1"),
        (room("\"roomId\": \"12\""), "`pages[0].roomId` must be a number"),
        (room("\"open\": \"redirect\", \"roomId\": 1"), "write one of `navigator`, `navigateTo`"),
        (
            room(&format!("\"roomId\": 1, \"customParams\": {{ \"k\": \"{}\" }}", "中".repeat(70))),
            "take 652 characters",
        ),
        (MANIFEST.replace("1.3.5", "1.3"), "`\"1.3\"`: this is not a version"),
        (
            MANIFEST.replace("\"1.3.5\"", "\"1.2.0\", \"require\": \">=1.3.0\""),
            "refuses this version: >=1.3.0",
        ),
        (
            MANIFEST.replace("\"1.3.5\"", "\"latest\", \"require\": \">=1.3.0\""),
            "refuses this version",
        ),
        (
            MANIFEST.replace("\"1.3.5\"", "\"1.3.5\", \"require\": \"newest\""),
            "this is not a range of versions",
        ),
        (MANIFEST.replace(": 1,", ": 2,"), "this manifestVersion is not known"),
        (MANIFEST.replace("\"pages\":", "\"page\":"), "did you mean `pages`?"),
        (MANIFEST.replace("{ \"version\": \"1.3.5\" }", "{}"), "the key `version` is missing"),
    ] {
        manifest_refused(&manifest, &["kaibo.jsonc:", text]);
    }
}

#[test]
fn several_faults_are_told_together() {
    let manifest = MANIFEST
        .replace("1.3.5", "x")
        .replace("pages/live/list", "/a")
        .replace("room-list", "list");
    let project = project("{", manifest);
    let ran = project.exits(2, &["patch"]);
    assert_eq!(ran.stderr.matches("error: ").count(), 3, "{}", ran.stderr);
}

#[test]
fn read_only_files_and_folders_even_for_root() {
    for (path, mode, text) in [
        ("app.json", 0o444, "app.json: the file has no write permission"),
        ("pages", 0o555, "pages: the folder has no write permission"),
        ("", 0o555, "error: .: the folder has no write permission"),
    ] {
        let project = project(APP, MANIFEST);
        project.write("pages/index/index.wxml", "<view/>");
        let path = project.path().join(path);
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let before = project.tree();
        let ran = project.exits(1, &["patch"]);
        assert!(ran.stderr.contains(text), "{}", ran.stderr);
        assert_same_tree(&project.tree(), &before, text);
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn symbolic_links_are_not_followed() {
    let outside = Scratch::empty();
    outside.write("app.json", APP);
    let before = outside.tree();

    let linked_file = Scratch::empty();
    linked_file.write("kaibo.jsonc", MANIFEST);
    symlink(outside.path().join("app.json"), linked_file.path().join("app.json")).unwrap();
    project_refused(&linked_file, &["error: app.json: this is a symbolic link"]);

    let linked_folder = project(APP, MANIFEST);
    symlink(outside.path(), linked_folder.path().join("pages")).unwrap();
    project_refused(&linked_folder, &["error: pages: this is a symbolic link"]);

    let linked_stage = project(APP, MANIFEST);
    symlink(outside.path(), linked_stage.path().join(".kaibo-stage")).unwrap();
    let ran = linked_stage.exits(1, &["patch"]);
    assert!(ran.stderr.contains("error: .kaibo-stage: this stage"), "{}", ran.stderr);
    assert!(!linked_stage.has("pages/live/list.wxml"), "nothing is written");
    assert_same_tree(&outside.tree(), &before, "outside");
}

#[test]
fn a_lock_that_is_not_ours_to_read() {
    let newer = r#"{ "lockVersion": 1, "tool": "99.1.0", "files": {} }"#;
    let project = project(APP, MANIFEST);
    project.write("kaibo.lock", newer);
    refused(&project, &["written by kaibo 99.1.0, and this is kaibo 0."]);
    project.write("kaibo.lock", "{}");
    refused(&project, &["this is not a lock of kaibo's"]);
    project.write(
        "kaibo.lock",
        newer.replace("99.1.0", "0.1.0").replace("{}", r#"{"../x":{"template":"a/b","base":[]}}"#),
    );
    refused(&project, &["error: kaibo.lock: `../x`: the path leaves the project"]);
}

#[test]
fn bytes_that_are_not_text() {
    project_refused(
        &project(b"{\"pages\":\n[\"\xff\"]}", MANIFEST),
        &["app.json:2:3: the text is not UTF-8 from here on"],
    );
}

#[test]
fn a_hundred_megabytes_and_ten_thousand_levels() {
    let huge = project(APP, MANIFEST);
    fs::File::create(huge.path().join("app.json")).unwrap().set_len(100 << 20).unwrap();
    let ran = huge.exits(1, &["patch"]);
    assert!(ran.stderr.contains("the file has 104857600 bytes"), "{}", ran.stderr);
    let deep = format!("{{\"pages\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    project_refused(&project(&deep, MANIFEST), &["app.json:1:"]);
    refused(&project(APP, &deep), &["kaibo.jsonc:1:"]);
}

#[test]
fn what_is_printed_cannot_drive_a_terminal() {
    let ran = project(APP, "{ \"\\u001b[2J\u{202e}x\": 1 }").exits(2, &["diff"]);
    assert!(ran.stderr.contains("\\u{202e}x"), "{}", ran.stderr);
    assert!(!ran.stderr.contains('\u{1b}') && !ran.stderr.contains('\u{202e}'));
}

#[test]
fn new_refuses_a_full_folder_and_bad_flags() {
    let full = Scratch::empty();
    full.write("shop/notes.txt", "mine");
    let before = full.tree();
    for (args, text) in [
        (&["new", "shop"][..], "error: shop: the folder is not empty"),
        (&["new", "shop/notes.txt"], "this must be a folder, and is not"),
        (&["new", "x", "--appid", "wx1"], "16 hexadecimal digits"),
        (&["new", "x", "--plugin-version", "1.3"], "three numbers"),
        (&["new", "x", "--package", "../y"], "a folder of the program"),
        (&["new", "x", "--language", "c"], "possible values: js, ts"),
        (&["new", "x", "--manifest", "none.jsonc"], "error: none.jsonc: failed to read it"),
        (
            &["new", "x", "--manifest", "shop/notes.txt"],
            "error: shop/notes.txt:1:1: this is not JSON",
        ),
    ] {
        let ran = full.exits(2, args);
        assert!(ran.stderr.contains(text), "{args:?}: {}", ran.stderr);
    }
    assert_same_tree(&full.tree(), &before, "after refusals");
    assert!(!full.has("x"));
}
