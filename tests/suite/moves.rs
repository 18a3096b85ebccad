//! A page whose path changed in the manifest while it was edited: it moves, or it is a conflict, and it is never there twice.

use crate::support::{Scratch, assert_same_tree, git_apply, root, without};

const APP: &str = "{\n  \"pages\": [\n    \"pages/live/list\",\n    \"pages/index/index\"\n  ]\n}";

fn manifest(package: &str, pages: &[&str]) -> String {
    let pages: Vec<String> = pages.iter().map(|page| format!("{{ {page} }}")).collect();
    format!(
        "{{ \"manifestVersion\": 1, \"plugin\": {{ \"version\": \"1.3.5\", \"package\": \"{package}\" }}, \"pages\": [{}] }}\n",
        pages.join(", ")
    )
}

fn list(path: &str) -> String {
    format!(r#""path": "{path}", "kind": "room-list""#)
}

/// A shop with a list of rooms as its first page.
fn patched() -> Scratch {
    let shop = Scratch::empty();
    shop.write("app.json", APP).write("kaibo.jsonc", manifest("main", &[&list("pages/live/list")]));
    shop.write("pages/index/index.js", "Page({});\n").write("pages/index/index.wxml", "<view/>\n");
    shop.exits(0, &["patch"]);
    shop
}

/// The same, edited in two files.
fn edited() -> Scratch {
    let shop = patched();
    shop.replace("pages/live/list.wxml", "还没有直播", "今天没有直播");
    shop.replace("pages/live/list-rooms.js", "return sample;", "return load(sample);");
    shop
}

fn rename_to(shop: &Scratch, path: &str) {
    shop.write("kaibo.jsonc", manifest("main", &[&list(path)]));
}

/// How often app.json lists a page.
fn listed(shop: &Scratch, page: &str) -> usize {
    shop.read("app.json").matches(&format!("\"{page}\"")).count()
}

/// The page lies at the new path only, is registered once, and nothing is left to do.
#[track_caller]
fn is_at(shop: &Scratch, new: &str) {
    let old_files: Vec<String> =
        shop.tree().into_keys().filter(|path| path.starts_with("pages/live/list")).collect();
    assert_eq!(old_files, [""; 0]);
    assert_eq!((listed(shop, "pages/live/list"), listed(shop, new)), (0, 1));
    assert!(!shop.read("kaibo.lock").contains("pages/live/list"));
    assert_eq!(shop.exits(0, &["diff"]).stdout, "");
    let tree = shop.tree();
    assert_eq!(shop.exits(0, &["patch"]).stdout, "nothing to change\n");
    assert_same_tree(&shop.tree(), &tree, "patch twice is patch once");
    shop.exits(0, &["check", "--deny-warnings"]);
}

#[test]
fn an_edited_page_moves_with_its_edits() {
    let shop = edited();
    rename_to(&shop, "pages/live/rooms");
    let patch = shop.exits(1, &["diff"]).stdout;
    let applied = Scratch::copy(shop.path());
    assert_eq!(git_apply(applied.path(), &patch).code, 0);
    let ran = shop.exits(0, &["patch"]);
    assert!(
        ran.stderr.contains("`pages/live/list` goes to `pages/live/rooms` with your edits"),
        "{}",
        ran.stderr
    );
    let (there, here) = (applied.tree(), shop.tree());
    assert_same_tree(&without(there, "kaibo.lock"), &without(here, "kaibo.lock"), "git apply");
    is_at(&shop, "pages/live/rooms");
    assert!(shop.read("pages/live/rooms.wxml").contains("今天没有直播"));
    let rooms = shop.read("pages/live/rooms-rooms.js");
    assert!(
        rooms.contains("return load(sample);") && rooms.contains("'./rooms-sample'"),
        "{rooms}"
    );
    assert!(shop.read("pages/live/rooms.js").contains("require('./rooms-rooms')"));
    let app = shop.read("app.json");
    let first = "{\n  \"pages\": [\n    \"pages/live/rooms\",\n    \"pages/index/index\"\n  ],";
    assert!(app.starts_with(first), "the first page stays the first: {app}");
}

#[test]
fn a_page_that_nobody_edited_is_written_anew() {
    let shop = patched();
    rename_to(&shop, "pages/rooms");
    let ran = shop.exits(0, &["patch"]);
    assert!(!ran.stderr.contains("goes to"), "{}", ran.stderr);
    is_at(&shop, "pages/rooms");
}

#[test]
fn an_edit_beside_a_name_and_a_change_of_the_template_move_along() {
    let shop = edited();
    shop.replace(
        "pages/live/list.js",
        "require('./list-rooms');",
        "require('./list-rooms'); // mine",
    );
    shop.replace("pages/live/list.js", "// getliveinfo", "// my note\n// getliveinfo");
    let open = format!("{}, \"open\": \"navigateTo\"", list("pages/live/rooms"));
    shop.write("kaibo.jsonc", manifest("main", &[&open]));
    shop.exits(0, &["patch"]);
    is_at(&shop, "pages/live/rooms");
    let script = shop.read("pages/live/rooms.js");
    for part in ["require('./rooms-rooms'); // mine\n", "// my note\n", "openRoom(event)"] {
        assert!(script.contains(part), "{part}: {script}");
    }
}

#[test]
fn line_ends_and_what_the_user_deleted_move_along() {
    let shop = edited();
    let script = shop.read("pages/live/list-rooms.js").replace('\n', "\r\n");
    shop.write("pages/live/list-rooms.js", &script);
    std::fs::remove_file(shop.path().join("pages/live/list.wxss")).unwrap();
    rename_to(&shop, "pages/live/rooms");
    shop.exits(0, &["patch"]);
    is_at(&shop, "pages/live/rooms");
    let moved = script.replace("./list-sample", "./rooms-sample");
    assert_eq!(shop.read("pages/live/rooms-rooms.js"), moved);
    assert!(!shop.has("pages/live/rooms.wxss"), "it stays deleted");
}

#[test]
fn a_page_moves_into_a_subpackage_with_the_plugin() {
    let shop = edited();
    shop.replace("pages/live/list.js", "Page({", "const u = require('../../utils/u');\n\nPage({");
    shop.write("utils/u.js", "module.exports = {};\n");
    shop.write("kaibo.jsonc", manifest("packageLive", &[&list("packageLive/live/list")]));
    shop.exits(0, &["patch"]);
    let app = shop.read("app.json");
    assert!(app.contains("\"root\": \"packageLive\"") && app.contains("\"live/list\""), "{app}");
    assert_eq!(listed(&shop, "pages/live/list"), 0, "{app}");
    assert!(!shop.has("pages/live/list.js"));
    let script = shop.read("packageLive/live/list.js");
    assert!(script.contains("require('../../utils/u')"), "it leads to the same file: {script}");
    assert_eq!(shop.exits(0, &["diff"]).stdout, "");
}

/// Runs `patch` on a conflict, and each way to settle it on a copy.
fn settled(shop: &Scratch, reason: &str, both: [&str; 2]) -> [Scratch; 3] {
    let before = shop.tree();
    let ran = shop.exits(1, &["patch"]);
    let conflict = ran.stderr.lines().find(|line| line.starts_with("conflict: ")).unwrap();
    assert!(both.iter().all(|path| conflict.contains(path)), "it names both paths: {conflict}");
    assert!(ran.stderr.contains("`kaibo patch --accept ours`"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("with your edits"), "nothing moved: {}", ran.stderr);
    let json = shop.exits(1, &["diff", "--format", "json"]).stdout;
    assert!(json.contains(&format!("\"reason\": \"{reason}\"")), "{json}");
    assert_same_tree(&shop.tree(), &before, "a project with a conflict is not written");
    ["ours", "theirs", "markers"].map(|side| {
        let copy = Scratch::copy(shop.path());
        copy.exits(i32::from(side == "markers"), &["patch", "--accept", side]);
        copy
    })
}

#[test]
fn lines_that_the_template_changes_too_are_a_conflict_with_both_paths() {
    let shop = edited();
    shop.replace("pages/live/list.wxml", "<navigator", "<navigator id=\"mine\"");
    let open = format!("{}, \"open\": \"navigateTo\"", list("pages/live/rooms"));
    shop.write("kaibo.jsonc", manifest("main", &[&open]));
    let paths = ["pages/live/list.wxml", "`pages/live/rooms`"];
    let [ours, theirs, markers] = settled(&shop, "moved-and-changed", paths);
    let mine = shop.read("pages/live/list.wxml");
    assert_eq!(ours.read("pages/live/rooms.wxml"), mine);
    is_at(&ours, "pages/live/rooms");
    assert!(!theirs.read("pages/live/rooms.wxml").contains("mine"));
    is_at(&theirs, "pages/live/rooms");
    let marked = markers.read("pages/live/rooms.wxml");
    assert!(marked.contains("id=\"mine\"") && marked.contains("openRoom"), "{marked}");
    assert!(marked.contains("<<<<<<< ours") && marked.contains(">>>>>>> theirs"), "{marked}");
    markers.write("pages/live/rooms.wxml", mine);
    is_at(&markers, "pages/live/rooms");
}

#[test]
fn a_relative_path_of_the_users_that_would_lead_elsewhere_is_a_conflict() {
    let shop = edited();
    shop.replace("pages/live/list-rooms.js", "return load", "return require('../../utils/u').load");
    rename_to(&shop, "pages/rooms");
    let paths = ["pages/live/list-rooms.js", "`pages/rooms`"];
    let [ours, theirs, _] = settled(&shop, "moved-references", paths);
    assert!(ours.read("pages/rooms-rooms.js").contains("require('../../utils/u').load"));
    is_at(&ours, "pages/rooms");
    assert!(ours.read("pages/rooms.wxml").contains("今天没有直播"));
    assert!(!theirs.read("pages/rooms-rooms.js").contains("load"));
    is_at(&theirs, "pages/rooms");
    let rooted = shop.read("pages/live/list-rooms.js").replace("'../../utils/u'", "'/utils/u'");
    shop.write("pages/live/list-rooms.js", rooted);
    shop.exits(0, &["patch"]);
    is_at(&shop, "pages/rooms");
}

#[test]
fn a_page_that_could_be_one_of_several_is_a_conflict() {
    let shop = edited();
    let pages = [list("pages/live/a"), list("pages/live/b")];
    shop.write("kaibo.jsonc", manifest("main", &pages.each_ref().map(String::as_str)));
    let paths = ["`pages/live/list`", "`pages/live/a` or `pages/live/b`"];
    let [ours, theirs, _] = settled(&shop, "move-unclear", paths);
    assert!(ours.has("pages/live/list.js") && ours.has("pages/live/list-sample.js"));
    assert!(!ours.read("kaibo.lock").contains("pages/live/list"), "the page is the user's now");
    assert!(!theirs.has("pages/live/list.js") && theirs.has("pages/live/a.js"));
    for shop in [&ours, &theirs] {
        let counts = ["pages/live/a", "pages/live/b"].map(|page| listed(shop, page));
        assert_eq!(counts, [1, 1]);
        assert_eq!(shop.exits(0, &["diff"]).stdout, "");
    }
    assert_eq!((listed(&ours, "pages/live/list"), listed(&theirs, "pages/live/list")), (1, 0));
    rename_to(&shop, "pages/live/b");
    shop.exits(0, &["patch"]);
    is_at(&shop, "pages/live/b");
}

#[test]
fn rooms_are_told_apart_by_their_numbers() {
    let room =
        |path: &str, id: u64| format!(r#""path": "{path}", "kind": "room-entry", "roomId": {id}"#);
    let shop = Scratch::empty();
    let pages = [room("pages/a", 1), room("pages/b", 2)];
    shop.write("app.json", r#"{"pages":["pages/index/index"]}"#);
    shop.write("kaibo.jsonc", manifest("main", &pages.each_ref().map(String::as_str)));
    shop.exits(0, &["patch"]);
    shop.replace("pages/a.wxml", "好物直播间", "一号");
    shop.replace("pages/b.wxml", "好物直播间", "二号");
    let pages = [room("pages/c", 2), room("pages/d", 1)];
    shop.write("kaibo.jsonc", manifest("main", &pages.each_ref().map(String::as_str)));
    shop.exits(0, &["patch"]);
    assert!(
        shop.read("pages/c.wxml").contains("二号") && shop.read("pages/d.wxml").contains("一号")
    );
    assert!(
        shop.read("app.json").starts_with(r#"{"pages":["pages/index/index","pages/d","pages/c"]"#)
    );
}

#[test]
fn a_tab_that_moves_is_asked_about() {
    let shop = edited();
    let tab = "\"tabBar\": { \"list\": [{ \"pagePath\": \"pages/live/list\" }] },\n  \"plugins\"";
    shop.replace("app.json", "\"plugins\"", tab);
    rename_to(&shop, "pages/live/rooms");
    let ran = shop.exits(1, &["patch"]);
    assert!(ran.stderr.contains("still a tab or the entry page"), "{}", ran.stderr);
}

#[test]
fn in_every_native_fixture_an_edited_page_is_there_once() {
    let mut moved = 0;
    for entry in std::fs::read_dir(root().join("fixtures")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let shop = Scratch::fixture(&name);
        if !name.starts_with("native-") || shop.run(&["init"]).code != 0 {
            continue;
        }
        if !shop.read("kaibo.jsonc").contains("pages/live/list") || shop.run(&["patch"]).code != 0 {
            continue;
        }
        let app = shop.app_json();
        let folder = app.strip_suffix("app.json").unwrap();
        let old = format!("{folder}pages/live/list.wxml");
        let mine = shop.read(&old).replace("直播", "开播");
        shop.write(&old, &mine);
        shop.replace("kaibo.jsonc", "pages/live/list", "pages/rooms/all");
        shop.exits(0, &["patch"]);
        assert_eq!(shop.read(&format!("{folder}pages/rooms/all.wxml")), mine, "{name}");
        assert!(!shop.has(&old), "{name}");
        let app = shop.read(&app);
        assert_eq!(
            (app.matches("pages/rooms/all").count(), app.matches("pages/live/list").count()),
            (1, 0)
        );
        assert_eq!(shop.exits(0, &["diff"]).stdout, "", "{name}");
        moved += 1;
    }
    assert!(moved >= 6, "{moved}");
}
