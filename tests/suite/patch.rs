//! `diff`, `patch` and `init` on existing projects: one case for each behaviour a user would name.

use crate::support::{Scratch, assert_same_tree};

const PLUGIN: &str = "\"plugin\": { \"version\": \"1.3.5\" }";

fn manifest(plugin: &str, pages: &str) -> String {
    format!("{{\n  \"manifestVersion\": 1,\n  {plugin},\n  \"pages\": [{pages}]\n}}\n")
}

/// A project of one page, and a manifest.
fn shop(app_json: &str, plugin: &str, pages: &str) -> Scratch {
    let shop = Scratch::empty();
    shop.write("app.json", app_json).write("kaibo.jsonc", manifest(plugin, pages));
    shop
}

const LIST: &str = r#"{ "path": "pages/live/list", "kind": "room-list" }"#;
const APP: &str = "{\n  \"pages\": [\n    \"pages/index/index\"\n  ]\n}";

/// A shop with a list page, patched once.
fn patched() -> Scratch {
    let shop = shop(APP, PLUGIN, LIST);
    shop.exits(0, &["patch"]);
    shop
}

/// The line of list.js that the tests edit.
const FETCH: &str = "const { fetchRooms } = require('./list-rooms');";

#[test]
fn the_entry_and_the_page_are_inserted_as_their_author_would() {
    let shop = patched();
    assert_eq!(
        shop.read("app.json"),
        "{\n  \"pages\": [\n    \"pages/index/index\",\n    \"pages/live/list\"\n  ],\n  \"plugins\": {\n    \"live-player-plugin\": {\n      \"version\": \"1.3.5\",\n      \"provider\": \"wx2b03c6e691cd7370\"\n    }\n  }\n}"
    );
    assert!(shop.read("pages/live/list.js").contains(FETCH));
}

#[test]
fn version_and_provider_are_corrected_in_place() {
    let app = r#"{"pages":[],"plugins":{"live" : { "provider":" WX2B03C6E691CD7370 ", /* old */ "version": "1.2.0" }}}"#;
    let shop = shop(app, PLUGIN, "");
    shop.exits(0, &["patch"]);
    let expected =
        app.replace("1.2.0", "1.3.5").replace(" WX2B03C6E691CD7370 ", "wx2b03c6e691cd7370");
    assert_eq!(shop.read("app.json"), expected);
}

#[test]
fn an_entry_without_a_version_gets_one() {
    let shop = shop(r#"{"pages":[],"plugins":{"live-player-plugin":{}}}"#, PLUGIN, "");
    shop.exits(0, &["patch"]);
    assert!(
        shop.read("app.json").contains(r#"{"version":"1.3.5","provider":"wx2b03c6e691cd7370"}"#)
    );
}

#[test]
fn an_entry_moves_with_its_alias_and_its_own_keys() {
    let main = "{\n  \"pages\": [\"pages/index/index\"],\n  \"plugins\": {\n    \"live\": {\n      \"version\": \"1.3.0\", // pinned\n      \"provider\": \"wx2b03c6e691cd7370\",\n      \"export\": \"x.js\"\n    }\n  }\n}\n";
    let sub = "\"plugin\": { \"version\": \"1.3.5\", \"package\": \"packageLive\" }";
    let shop = shop(main, sub, r#"{ "path": "packageLive/list", "kind": "room-list" }"#);
    shop.exits(0, &["patch"]);
    let moved = shop.read("app.json");
    assert_eq!(
        moved,
        "{\n  \"pages\": [\"pages/index/index\"],\n  \"subPackages\": [\n    {\n      \"root\": \"packageLive\",\n      \"pages\": [\n        \"list\"\n      ],\n      \"plugins\": {\n        \"live\": {\n          \"version\": \"1.3.5\", // pinned\n          \"provider\": \"wx2b03c6e691cd7370\",\n          \"export\": \"x.js\"\n        }\n      }\n    }\n  ]\n}\n"
    );
    shop.write("kaibo.jsonc", manifest(PLUGIN, ""));
    shop.exits(0, &["patch"]);
    assert_eq!(
        shop.read("app.json"),
        main.replace("1.3.0", "1.3.5"),
        "and back, with the empty subpackage gone"
    );
}

#[test]
fn a_page_of_the_main_package_moves_into_the_subpackage_that_now_holds_it() {
    let page = r#"{ "path": "packageLive/list", "kind": "room-list" }"#;
    let shop = shop(r#"{"pages":["pages/index/index"]}"#, PLUGIN, page);
    shop.exits(0, &["patch"]);
    assert!(shop.read("app.json").contains(r#""pages":["pages/index/index","packageLive/list"]"#));
    shop.write(
        "kaibo.jsonc",
        manifest(r#""plugin": { "version": "1.3.5", "package": "packageLive" }"#, page),
    );
    shop.exits(0, &["patch"]);
    let moved = r#"{"pages":["pages/index/index"],"subPackages":[{"root":"packageLive","pages":["list"],"plugins":{"#;
    assert!(shop.read("app.json").starts_with(moved), "{}", shop.read("app.json"));
}

#[test]
fn the_spelling_of_subpackages_that_is_there_is_kept() {
    for key in ["subPackages", "subpackages"] {
        let app = format!(
            r#"{{"pages":["pages/index/index"],"{key}":[{{"root":"packageLive/","pages":["a"]}}]}}"#
        );
        let plugin = r#""plugin": { "version": "1.3.5", "package": "packageLive" }"#;
        let shop = shop(&app, plugin, r#"{ "path": "packageLive/list", "kind": "room-list" }"#);
        shop.exits(0, &["patch"]);
        let expected = r#"":[{"root":"packageLive/","pages":["a","list"],"plugins":{"live-player-plugin":{"version":"1.3.5","provider":"wx2b03c6e691cd7370"}}}]}"#;
        assert!(
            shop.read("app.json").ends_with(&format!("{key}{expected}")),
            "{}",
            shop.read("app.json")
        );
    }
}

#[test]
fn declared_twice_is_one_declaration_where_the_manifest_says() {
    let app = r#"{"pages":["a"],"subPackages":[{"root":"s","pages":["p"],"plugins":{"live":{"version":"1.0.0","provider":"wx2b03c6e691cd7370"}}}],"plugins":{"live-player-plugin":{"version":"1.3.5","provider":"wx2b03c6e691cd7370"}}}"#;
    let shop = shop(app, PLUGIN, "");
    shop.exits(0, &["patch"]);
    let after = app
        .replace(r#","plugins":{"live":{"version":"1.0.0","provider":"wx2b03c6e691cd7370"}}"#, "");
    assert_eq!(shop.read("app.json"), after);
}

#[test]
fn miniprogram_root_is_followed() {
    let shop = Scratch::fixture("native-miniprogram-root");
    shop.exits(0, &["init"]);
    shop.exits(0, &["patch"]);
    assert!(shop.has("miniprogram/pages/live/list.ts"), "the project is written in TypeScript");
    assert!(shop.read("miniprogram/app.json").contains("live-player-plugin"));
    assert!(!shop.has("pages"));
}

#[test]
fn windows_line_ends_are_no_conflict_and_are_kept() {
    let shop = shop(&APP.replace('\n', "\r\n"), PLUGIN, LIST);
    shop.write("kaibo.jsonc", manifest(PLUGIN, LIST).replace('\n', "\r\n"));
    shop.exits(0, &["patch"]);
    let list = shop.read("pages/live/list.js");
    assert_eq!(
        list.matches('\n').count(),
        list.matches("\r\n").count(),
        "new files follow the project"
    );
    for file in ["app.json", "pages/live/list.js", "kaibo.lock", "kaibo.jsonc"] {
        let unix = shop.read(file).replace("\r\n", "\n");
        shop.write(file, unix);
    }
    assert_eq!(
        shop.exits(0, &["diff"]).stdout,
        "",
        "a checkout with other line ends is the same project"
    );
}

#[test]
fn an_unedited_page_follows_its_template_and_an_edited_one_is_merged() {
    let shop = patched();
    shop.replace("pages/live/list.wxss", "\n", "\n/* mine */\n");
    shop.replace("kaibo.jsonc", "\"room-list\"", "\"room-list\", \"open\": \"navigateTo\"");
    shop.exits(0, &["patch"]);
    assert!(shop.read("pages/live/list.js").contains("openRoom"), "updated");
    assert!(shop.read("pages/live/list.wxml").contains("bind:tap=\"openRoom\""), "updated");
    assert!(shop.read("pages/live/list.wxss").contains("/* mine */"), "kept");
}

#[test]
fn both_sides_changes_merge() {
    let shop = patched();
    shop.replace(
        "pages/live/list.wxml",
        "<view class=\"kaibo-page\">",
        "<view class=\"kaibo-page mine\">",
    );
    shop.replace("kaibo.jsonc", "\"room-list\"", "\"room-list\", \"open\": \"navigateTo\"");
    shop.exits(0, &["patch"]);
    let merged = shop.read("pages/live/list.wxml");
    assert!(merged.contains("page mine") && merged.contains("openRoom"), "{merged}");
    shop.exits(0, &["diff"]);
}

/// A shop in which the user and the template changed the same line.
fn conflicting() -> Scratch {
    let shop = patched();
    let wxml = shop.read("pages/live/list.wxml");
    assert!(wxml.contains("<navigator"));
    shop.write("pages/live/list.wxml", wxml.replace("<navigator", "<navigator id=\"mine\""));
    shop.replace("kaibo.jsonc", "\"room-list\"", "\"room-list\", \"open\": \"navigateTo\"");
    shop
}

#[test]
fn a_project_with_a_conflict_is_not_written_at_all() {
    let shop = conflicting();
    let before = shop.tree();
    let ran = shop.exits(1, &["patch"]);
    assert!(ran.stderr.contains("conflict: pages/live/list.wxml"), "{}", ran.stderr);
    assert_same_tree(&shop.tree(), &before, "the tree");
    let json = shop.exits(1, &["patch", "--format", "json"]).stdout;
    assert!(json.contains(r#""reason": "both-changed""#), "{json}");
}

#[test]
fn accept_ours_keeps_the_file_for_good() {
    let shop = conflicting();
    let mine = shop.read("pages/live/list.wxml");
    shop.exits(0, &["patch", "--accept", "ours", "pages/live/list.wxml"]);
    assert_eq!(shop.read("pages/live/list.wxml"), mine);
    assert!(shop.read("pages/live/list.js").contains("openRoom"), "the rest is written");
    shop.exits(0, &["diff"]);
}

#[test]
fn accept_theirs_takes_the_template() {
    let shop = conflicting();
    shop.exits(0, &["patch", "--accept", "theirs", "pages"]);
    assert!(!shop.read("pages/live/list.wxml").contains("mine"));
    shop.exits(0, &["diff"]);
}

#[test]
fn accept_markers_marks_and_is_settled_by_hand() {
    let shop = conflicting();
    shop.exits(1, &["patch", "--accept", "markers"]);
    let marked = shop.read("pages/live/list.wxml");
    assert!(marked.contains("<<<<<<< ours") && marked.contains(">>>>>>> theirs"), "{marked}");
    let ran = shop.exits(1, &["patch"]);
    assert!(ran.stderr.contains("markers are still in this file"), "{}", ran.stderr);
    shop.exits(1, &["patch", "--accept", "markers"]);
    shop.exits(1, &["patch", "--accept", "ours"]);
    assert_eq!(shop.read("pages/live/list.wxml"), marked, "nothing more can be done for it");
    shop.write("pages/live/list.wxml", "<view>resolved</view>\n");
    shop.exits(0, &["patch"]);
    shop.exits(0, &["diff"]);
    assert_eq!(shop.read("pages/live/list.wxml"), "<view>resolved</view>\n");
}

#[test]
fn accept_of_a_path_without_a_conflict_is_told() {
    let shop = conflicting();
    let ran = shop.exits(2, &["patch", "--accept", "ours", "pages/live/list.js"]);
    assert!(ran.stderr.contains("there is no conflict at this path"), "{}", ran.stderr);
    shop.exits(2, &["patch", ".", "pages/live/list.js"]);
}

#[test]
fn accept_works_from_outside_the_project() {
    let shop = conflicting();
    let dir = shop.path().to_str().unwrap();
    let file = format!("{dir}/pages/live/list.wxml");
    for paths in [&[dir, "pages/live/list.wxml"][..], &[dir, &file], &[&file], &[dir]] {
        let args: Vec<&str> =
            ["patch", "--check", "--accept", "ours"].iter().chain(paths).copied().collect();
        let ran = Scratch::empty().run(&args);
        assert!(
            ran.code == 1 && ran.stdout.contains("update"),
            "{args:?}: {}{}",
            ran.stdout,
            ran.stderr
        );
    }
}

#[test]
fn a_page_in_the_way_is_a_conflict_unless_it_is_called_existing() {
    let shop = shop(APP, PLUGIN, LIST);
    shop.write("pages/live/list.js", "Page({ mine: true });\n")
        .write("pages/live/list.wxml", "<view/>\n");
    let before = shop.tree();
    let ran = shop.exits(1, &["patch"]);
    assert!(
        ran.stderr.contains("pages/live/list.js: a file that kaibo did not write"),
        "{}",
        ran.stderr
    );
    assert_same_tree(&shop.tree(), &before, "the tree");
    shop.replace("kaibo.jsonc", "room-list", "existing");
    shop.exits(0, &["patch"]);
    assert_eq!(shop.read("pages/live/list.js"), "Page({ mine: true });\n");
    assert!(shop.read("app.json").contains("pages/live/list"), "registered");
    assert!(!shop.has("pages/live/list.wxss"), "and never written");
}

#[test]
fn what_the_user_deleted_stays_deleted_and_is_not_registered_again() {
    let shop = patched();
    for suffix in ["js", "json", "wxml", "wxss"] {
        std::fs::remove_file(shop.path().join(format!("pages/live/list.{suffix}"))).unwrap();
    }
    let ran = shop.exits(0, &["patch"]);
    assert!(
        ran.stderr.contains("app.json still lists it, which does not compile"),
        "{}",
        ran.stderr
    );
    shop.write("app.json", shop.read("app.json").replace(",\n    \"pages/live/list\"", ""));
    let ran = shop.exits(0, &["patch"]);
    assert!(
        ran.stderr.contains("deleted by hand, so it is not registered again"),
        "{}",
        ran.stderr
    );
    assert!(!shop.has("pages/live/list.js") && !shop.read("app.json").contains("pages/live/list"));
}

#[test]
fn what_the_manifest_drops_goes_and_an_edited_file_is_asked_about() {
    let shop = patched();
    shop.write("kaibo.jsonc", manifest(PLUGIN, ""));
    let untouched = Scratch::copy(shop.path());
    untouched.exits(0, &["patch"]);
    assert!(!untouched.has("pages"), "the folders go with their files");
    assert!(!untouched.read("app.json").contains("pages/live/list"));

    shop.replace("pages/live/list-rooms.js", "return sample;", "return load();");
    let ran = shop.exits(1, &["patch"]);
    assert!(ran.stderr.contains("list-rooms.js: you edited this file"), "{}", ran.stderr);
    let theirs = Scratch::copy(shop.path());
    theirs.exits(0, &["patch", "--accept", "theirs"]);
    assert!(!theirs.has("pages"));
    shop.exits(0, &["patch", "--accept", "ours"]);
    assert!(
        shop.has("pages/live/list-rooms.js") && shop.has("pages/live/list.js"),
        "the page is the user's now"
    );
    assert!(shop.read("app.json").contains("pages/live/list"));
    shop.exits(0, &["diff"]);
}

#[test]
fn accept_markers_on_what_the_manifest_drops_keeps_every_line() {
    let shop = patched();
    shop.write("kaibo.jsonc", manifest(PLUGIN, ""));
    shop.replace("pages/live/list.wxml", "还没有直播", "今天没有直播");
    let mine = shop.read("pages/live/list.wxml");
    let ran = shop.exits(1, &["patch", "--accept", "markers"]);
    assert!(ran.stderr.contains("conflict: pages/live/list.wxml: resolve"), "{}", ran.stderr);
    let marked = format!("<<<<<<< ours (your file)\n{mine}=======\n>>>>>>> theirs (kaibo)\n");
    assert_eq!(shop.read("pages/live/list.wxml"), marked);
    assert!(!shop.has("pages/live/list.js") && !shop.read("app.json").contains("pages/live/list"));
    shop.exits(0, &["diff"]);
}

#[test]
fn what_is_left_of_a_resolved_conflict_is_still_a_marker() {
    let shop = conflicting();
    shop.exits(1, &["patch", "--accept", "markers"]);
    let marked = shop.read("pages/live/list.wxml");
    for marker in ["<<<<<<< ", ">>>>>>> "] {
        let left =
            |line: &&str| line.starts_with(marker) || !line.starts_with(['<', '=', '>', '|']);
        let text: Vec<&str> = marked.lines().filter(left).collect();
        shop.write("pages/live/list.wxml", text.join("\n"));
        let ran = shop.exits(1, &["patch"]);
        assert!(ran.stderr.contains("markers are still in this file"), "{marker}: {}", ran.stderr);
    }
}

#[test]
fn a_page_that_becomes_the_users_own_is_left_to_them() {
    let shop = patched();
    let page = shop.read("pages/live/list.js");
    shop.replace("kaibo.jsonc", "room-list", "existing");
    shop.exits(0, &["patch"]);
    assert_eq!(shop.read("pages/live/list.js"), page);
    assert!(!shop.read("kaibo.lock").contains("list.js"));
}

#[test]
fn a_page_that_is_a_tab_cannot_go() {
    let shop = patched();
    shop.replace(
        "app.json",
        "  \"plugins\"",
        "  \"tabBar\": { \"list\": [{ \"pagePath\": \"pages/live/list\" }] },\n  \"plugins\"",
    );
    shop.write("kaibo.jsonc", manifest(PLUGIN, ""));
    let ran = shop.exits(1, &["patch"]);
    assert!(ran.stderr.contains("still a tab or the entry page"), "{}", ran.stderr);
}

#[test]
fn another_vendors_plugin_is_a_conflict_with_a_way_out() {
    let app = r#"{"pages":["a"],"plugins":{"live-player-plugin":{"version":"1.0.0","provider":"wx00d1e2843c3b3f77"}}}"#;
    let shop = shop(app, PLUGIN, "");
    let ran = shop.exits(1, &["patch"]);
    assert!(ran.stderr.contains("another provider, `wx00d1e2843c3b3f77`"), "{}", ran.stderr);

    let ours = Scratch::copy(shop.path());
    ours.exits(0, &["patch", "--accept", "ours"]);
    assert_eq!(ours.read("app.json"), app, "the other vendor's entry stays");
    ours.exits(0, &["diff"]);

    let marked = Scratch::copy(shop.path());
    marked.exits(1, &["patch", "--accept", "markers"]);
    assert!(marked.read("app.json").contains("<<<<<<< ours"));
    let ran = marked.exits(1, &["patch"]);
    assert!(ran.stderr.contains("app.json:1:1: git's conflict markers"), "{}", ran.stderr);

    shop.exits(0, &["patch", "--accept", "theirs", "app.json"]);
    assert!(shop.read("app.json").contains(r#""version":"1.3.5","provider":"wx2b03c6e691cd7370""#));
}

#[test]
fn the_platforms_strictness_is_told_and_the_bytes_stay() {
    let shop = Scratch::fixture("native-comments");
    shop.exits(0, &["init"]);
    let ran = shop.exits(0, &["patch"]);
    for what in ["a byte order mark", "comments", "trailing commas"] {
        assert!(ran.stderr.contains(what), "{what}: {}", ran.stderr);
    }
    let before = Scratch::fixture("native-comments").read("app.json");
    let after = shop.read("app.json");
    assert!(after.starts_with('\u{feff}'));
    for line in before.lines().filter(|line| line.contains("//")) {
        assert!(after.contains(line), "{line}");
    }
}

#[test]
fn a_lock_that_git_left_with_markers_is_recorded_anew() {
    let shop = patched();
    let lock = shop.read("kaibo.lock");
    shop.replace("pages/live/list.js", FETCH, &format!("{FETCH} // mine"));
    shop.write(
        "kaibo.lock",
        lock.replacen("  \"files\"", "<<<<<<< HEAD\n=======\n>>>>>>> other\n  \"files\"", 1),
    );
    let ran = shop.exits(1, &["patch"]);
    assert!(ran.stderr.contains("kaibo.lock"), "{}", ran.stderr);
    shop.exits(0, &["patch", "--accept", "ours"]);
    assert!(shop.read("pages/live/list.js").contains("// mine"));
    assert_eq!(shop.read("kaibo.lock"), lock);
}

#[test]
fn init_describes_what_is_there() {
    let shop = Scratch::fixture("native-healthy-sub");
    shop.exits(0, &["init"]);
    let manifest = shop.read("kaibo.jsonc");
    assert!(manifest.contains(r#""package": "packageLive""#), "{manifest}");
    assert!(
        manifest.contains(r#"{ "path": "packageLive/pages/room/room", "kind": "existing" }"#),
        "{manifest}"
    );
    assert_eq!(shop.exits(0, &["diff"]).stdout, "");
    let ran = shop.exits(2, &["init"]);
    assert!(ran.stderr.contains("has a manifest already"), "{}", ran.stderr);
}

#[test]
fn init_proposes_pages_at_free_paths_only() {
    let shop = Scratch::empty();
    shop.write("app.json", r#"{"pages":["pages/index/index","pages/Live/List"],"subPackages":[{"root":"pages/goods","pages":["x"]}]}"#);
    shop.exits(0, &["init"]);
    let manifest = shop.read("kaibo.jsonc");
    assert!(manifest.contains(r#""pages/live-rooms/list""#), "{manifest}");
    assert!(manifest.contains(r#""pages/live-goods/detail""#), "{manifest}");
    shop.exits(0, &["patch"]);
}

#[test]
fn show_and_check_write_nothing() {
    let shop = shop(APP, PLUGIN, LIST);
    let before = shop.tree();
    assert_eq!(shop.exits(0, &["patch", "--diff"]).stdout, shop.exits(1, &["diff"]).stdout);
    shop.exits(1, &["patch", "--check"]);
    assert_same_tree(&shop.tree(), &before, "the tree");
    shop.exits(0, &["patch"]);
    shop.exits(0, &["patch", "--check"]);
}

#[test]
fn machines_read_one_document() {
    let shop = shop(APP, PLUGIN, LIST);
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let diff = read(&shop.exits(1, &["diff", "--format", "json"]).stdout);
    assert_eq!(diff["tool"], "kaibo");
    assert_eq!(diff["changes"][0], serde_json::json!({ "path": "app.json", "kind": "update" }));
    assert_eq!(diff["conflicts"], serde_json::json!([]));
    shop.write("kaibo.jsonc", "{ \"manifestVersion\": 1 }");
    let refused = read(&shop.exits(2, &["patch", "--format", "json"]).stdout);
    assert_eq!(refused["errors"][0]["path"], "kaibo.jsonc");
    assert_eq!(refused["errors"][0]["line"], 1);
}

#[test]
fn an_object_that_was_empty_is_left_as_it_was_when_the_plugin_moves_on() {
    let app = "{\n  \"pages\": [\"pages/index/index\"],\n  \"plugins\": {\n  },\n  \"subPackages\": [{ \"root\": \"live\", \"pages\": [\"i\"] }]\n}\n";
    let shop = shop(app, PLUGIN, "");
    shop.exits(0, &["patch"]);
    assert!(!shop.read("app.json").contains("{\n  },"));
    shop.exits(0, &["patch", "--check"]);
    let sub = r#""plugin": { "version": "1.3.5", "package": "live" }"#;
    shop.write("kaibo.jsonc", manifest(sub, ""));
    shop.exits(0, &["patch"]);
    let moved = shop.read("app.json");
    assert!(moved.contains("\"plugins\": {\n  },\n") && moved.contains("live-player"), "{moved}");
    assert_eq!(shop.exits(0, &["diff"]).stdout, "");
}

#[test]
fn a_placeholder_for_a_version_is_left_to_the_build() {
    for placeholder in ["<%= v %>", "{{v}}", "__V__"] {
        let shop = Scratch::empty();
        let entry = r#""l": { "version": "V", "provider": "wx2b03c6e691cd7370" }"#;
        let app =
            format!("{{ \"pages\": [],\n\"plugins\": {{ {entry} }} }}").replace('V', placeholder);
        shop.write("app.json", &app);
        shop.exits(0, &["init"]);
        let ran = shop.exits(1, &["patch"]);
        assert!(
            ran.stderr.contains("app.json:2: what is declared here is computed"),
            "{}",
            ran.stderr
        );
        assert_eq!(shop.read("app.json"), app);
    }
}
