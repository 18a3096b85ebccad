//! What is turned off is not lost: it is listed, its pin moves, a patch holds it, and `enable` brings it back.

use serde_json::{Value, json};

use crate::fleet::{document, entry, listed};
use crate::support::{Scratch, assert_same_tree, busy_shop, every_project, git_apply, without};

fn app(version: &str) -> String {
    format!(
        "{{\n  \"pages\": [\"pages/index/index\"],\n  \"plugins\": {{\n    {}\n  }}\n}}\n",
        entry(version)
    )
}

/// A native shop whose declaration is turned off.
fn off(version: &str) -> Scratch {
    let shop = Scratch::empty();
    shop.write("app.json", app(version));
    shop.exits(0, &["disable"]);
    assert!(!shop.read("app.json").contains("live-player-plugin"));
    shop
}

/// A copy of every project in which `disable` turns something off.
fn every_turned_off() -> Vec<(String, Scratch, Scratch)> {
    let projects = every_project().into_iter().filter_map(|path| {
        let (before, shop) = (Scratch::copy(&path), Scratch::copy(&path));
        let is_off = shop.run(&["disable"]).code == 0 && shop.tree() != before.tree();
        is_off.then(|| (path.display().to_string(), before, shop))
    });
    let projects: Vec<_> = projects.collect();
    assert!(projects.len() >= 9);
    projects
}

/// Version and state of every declaration, without its place.
fn states(shop: &Scratch) -> Vec<[Value; 2]> {
    let found = listed(&document(&shop.exits(0, &["list", "--format", "json"])));
    found.into_iter().map(|found| [found[3].clone(), found[4].clone()]).collect()
}

#[test]
fn what_is_turned_off_is_listed_where_its_pin_stands() {
    let shop = off("1.3.0");
    for select in ["all", "declaration"] {
        let ran = shop.exits(0, &["list", "--select", select, "--format", "json"]);
        let document = document(&ran);
        let found = &document["projects"][0]["declarations"];
        assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
        let (path, state) = (&found[0]["path"], &found[0]["state"]);
        assert_eq!((path, state), (&json!("kaibo.lock"), &json!("turned-off")));
        assert_eq!(found[0]["version"], "1.3.0");
        assert_eq!(found[0]["provider"], "wx2b03c6e691cd7370");
        assert_eq!(found[0]["package"], "main");
        let (line, column) = (&found[0]["line"], &found[0]["column"]);
        let text = shop.read("kaibo.lock");
        let index = |place: &Value| usize::try_from(place.as_u64().unwrap()).unwrap() - 1;
        let line = text.lines().nth(index(line)).unwrap();
        let behind: String = line.chars().skip(index(column)).collect();
        assert!(behind.starts_with("\\\"live-player-plugin\\\""), "{behind}");
    }
    let table = shop.exits(0, &["list"]).stdout;
    assert!(table.contains("1.3.0    turned-off"), "{table}");
}

#[test]
fn every_declaration_is_turned_off_and_none_is_lost_to_the_inventory() {
    for (name, before, shop) in every_turned_off() {
        let were = states(&before).into_iter().map(|[version, state]| match state.as_str() {
            Some("active") => [version, "turned-off".into()],
            _ => [version, state],
        });
        let (mut were, mut are) = (were.collect::<Vec<_>>(), states(&shop));
        let key = |found: &[Value; 2]| found.each_ref().map(ToString::to_string);
        were.sort_by_key(key);
        are.sort_by_key(key);
        assert_eq!(are, were, "{name}");
    }
}

#[test]
fn a_pin_moves_while_it_is_turned_off_and_comes_back_moved() {
    for (name, _, shop) in every_turned_off() {
        if states(&shop).iter().any(|[_, state]| state != "turned-off") {
            continue;
        }
        let before = shop.tree();
        let back = Scratch::copy(shop.path());
        let ran = shop.exits(0, &["upgrade", "--to", "1.3.4", "--format", "json"]);
        let pins = document(&ran)["pins"].as_array().unwrap().clone();
        let found = document(&shop.exits(0, &["list", "--format", "json"]));
        for pin in &pins {
            let there = found["projects"].as_array().unwrap().iter();
            let mut there = there.flat_map(|project| project["declarations"].as_array().unwrap());
            assert!(
                there.any(|it| it["path"] == pin["path"] && it["line"] == pin["line"]),
                "{name}: {pin}"
            );
        }
        let [pin] = &pins[..] else { continue };
        shop.exits(0, &["upgrade", "--to", pin["from"].as_str().unwrap()]);
        assert_same_tree(&shop.tree(), &before, &format!("{name}: moved and back"));
        shop.exits(0, &["upgrade", "--to", "1.3.4"]);
        shop.exits(0, &["enable"]);
        back.exits(0, &["enable"]);
        back.exits(0, &["upgrade", "--to", "1.3.4"]);
        assert_same_tree(&shop.tree(), &back.tree(), &format!("{name}: in either order"));
    }
}

#[test]
fn a_patch_holds_what_it_turns_off_and_what_it_moves() {
    for (name, before, shop) in every_turned_off() {
        let applied = Scratch::copy(before.path());
        let patch = applied.exits(0, &["disable", "--diff"]).stdout;
        git_apply(applied.path(), &patch);
        assert_same_tree(&applied.tree(), &shop.tree(), &format!("{name}: off"));
        for args in [&["upgrade", "--to", "1.2.9"][..], &["enable"]] {
            let patch = applied.exits(0, &[args, &["--diff"]].concat()).stdout;
            git_apply(applied.path(), &patch);
            shop.exits(0, args);
            assert_same_tree(&applied.tree(), &shop.tree(), &format!("{name}: {args:?}"));
        }
        assert!(!applied.has("kaibo.lock") || before.has("kaibo.lock"), "{name}");
    }
}

#[test]
fn a_patch_shows_no_base_texts() {
    let shop = Scratch::empty();
    shop.exits(0, &["new", "shop", "--yes"]);
    let bases = document_of(&shop, "shop/kaibo.lock")["files"].clone();
    let patch = shop.exits(0, &["disable", "--diff", "shop"]).stdout;
    assert!(patch.contains("+  \"disabled\": ["), "{patch}");
    assert!(
        !patch.contains("\n-      \"base\"") && !patch.contains("\n+      \"base\""),
        "{patch}"
    );
    git_apply(shop.path(), &patch);
    let lock = document_of(&shop, "shop/kaibo.lock");
    assert_eq!(lock["files"], bases);
    assert_eq!(lock["disabled"].as_array().unwrap().len(), 1);
    let patch = busy_shop().exits(0, &["patch", "--diff"]).stdout;
    assert!(patch.contains("pages/live/list.wxml") && !patch.contains("kaibo.lock"), "{patch}");
}

fn document_of(shop: &Scratch, file: &str) -> Value {
    serde_json::from_str(&shop.read(file)).unwrap()
}

#[test]
fn the_lock_is_version_2_and_version_1_is_read_for_good() {
    let shop = off("1.3.0");
    assert_eq!(document_of(&shop, "kaibo.lock")["lockVersion"], 2);
    let version_1 = shop.read("kaibo.lock").replace("\"lockVersion\": 2", "\"lockVersion\": 1");
    shop.write("kaibo.lock", &version_1);
    assert!(shop.exits(0, &["list"]).stdout.contains("1.3.0    turned-off"));
    shop.exits(0, &["enable"]);
    assert_eq!(shop.read("app.json"), app("1.3.0"));
    let empty = Scratch::empty();
    let config = "{ \"pages\": [\"pages/index/index\"], \"plugins\": { } }\n";
    empty.write("app.json", config);
    empty.exits(0, &["enable"]);
    let lock = empty.read("kaibo.lock");
    assert!(lock.contains("\"wasEmpty\""), "{lock}");
    let version_1 = lock.replace("wasEmpty", "hollow").replace("Version\": 2", "Version\": 1");
    empty.write("kaibo.lock", version_1);
    empty.exits(0, &["disable"]);
    assert_eq!(empty.read("app.json"), config);
}

#[test]
fn a_lock_that_cannot_be_read_is_told_with_its_place_and_stops_nobody_else() {
    let newer = "{ \"lockVersion\": 3, \"tool\": \"0.9.0\", \"files\": {} }";
    let markers = "{\n<<<<<<< ours\n=======\n>>>>>>> theirs\n}\n";
    for (text, place, said) in [
        ("{\n  \"lockVersion\": 2,\n", ":3:", "not a lock"),
        (markers, ":2:1", "conflict markers"),
        (newer, "", "lockVersion 3 and was written by kaibo 0.9.0; this is kaibo 0.1.0"),
    ] {
        let fleet = Scratch::empty();
        fleet.write("a/app.json", app("1.3.0")).write("b/app.json", app("1.3.0"));
        fleet.write("a/kaibo.lock", text).write("not/a/program/kaibo.lock", "{");
        for args in [&["list"][..], &["check"], &["upgrade"], &["disable"], &["enable", "--check"]]
        {
            let ran = fleet.run(args);
            let shown = format!("{args:?}: {}{}", ran.stdout, ran.stderr);
            assert!(ran.code == 1 || args[0] == "check", "{shown}");
            assert!(shown.contains(&format!("a/kaibo.lock{place}")), "{shown}");
            assert!(shown.contains(said), "{shown}");
            assert_eq!(shown.matches(said).count(), 1, "it is told once: {shown}");
        }
        assert_eq!(fleet.read("a/app.json"), app("1.3.0"), "nothing is written there");
        assert!(!fleet.read("b/app.json").contains("live-player"), "the other is turned off");
    }
}

#[test]
fn a_check_tells_what_is_turned_off_in_two_languages() {
    let shop = off("1.1.0");
    shop.write("pages/index/index.js", "wx.navigateTo({ url: 'plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=1' })\n");
    let ran = shop.run(&["check", "--format", "concise"]);
    assert!(ran.stdout.contains("info[turned-off-declaration]"), "{}", ran.stdout);
    assert!(ran.stdout.contains("its declaration is turned off (kaibo.lock:"), "{}", ran.stdout);
    let chinese = shop.run(&["check", "--lang", "zh"]).stdout;
    assert!(chinese.contains("已停用"), "{chinese}");
    assert!(shop.run(&["check"]).stdout.contains("`kaibo enable` brings it back"));
    let required = shop.exits(1, &["check", "--require", ">=1.3.0", "--format", "concise"]).stdout;
    assert!(required.contains("kaibo.lock:") && required.contains("version-not-allowed"));
}

#[test]
fn enable_says_so_where_it_brings_back_a_version_below_the_minimum() {
    for (version, is_said) in [("1.1.0", true), ("1.2.0", false)] {
        let ran = off(version).exits(0, &["enable"]);
        assert_eq!(ran.stderr.contains("below 1.2.0, the lowest"), is_said, "{}", ran.stderr);
    }
}

#[test]
fn init_describes_what_is_turned_off_and_patch_leaves_it_off() {
    let shop = off("1.3.0");
    let ran = shop.exits(0, &["init"]);
    assert!(ran.stderr.contains("turned off by `kaibo disable`"), "{}", ran.stderr);
    assert!(shop.read("kaibo.jsonc").contains("\"version\": \"1.3.0\""));
    assert_eq!(shop.exits(0, &["diff"]).stdout, "");
    shop.exits(0, &["enable"]);
    assert_eq!(shop.read("app.json"), app("1.3.0"));
    assert!(!shop.has("kaibo.lock"), "and no empty lock is left");
    assert_eq!(without(shop.tree(), "kaibo.jsonc").len(), 1);
}

#[test]
fn a_declaration_that_came_in_its_place_wins_and_that_is_said() {
    let shop = Scratch::fixture("native-old-pin");
    let before = shop.read("app.json");
    shop.exits(0, &["disable"]);
    shop.write("app.json", before.replace("1.2.0", "1.3.4"));
    let ran = shop.exits(0, &["enable"]);
    assert!(ran.stderr.contains("app.json: the declaration that was turned off here is forgotten"));
    assert!(!shop.has("kaibo.lock"));
    assert!(shop.read("app.json").contains("1.3.4"));
}
