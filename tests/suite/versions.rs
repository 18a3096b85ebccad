//! One answer to the question which version, and what is said of those that are too old or that nobody knows.

use crate::fleet::{document, entry};
use crate::support::Scratch;

/// A program whose declaration somebody commented out.
fn commented(version: &str) -> Scratch {
    let shop = Scratch::empty();
    let config = format!(
        "export default {{\n  pages: ['pages/index/index'],\n  plugins: {{\n    // {}\n  }}\n}}\n",
        entry(version)
    );
    shop.write("src/app.config.js", config);
    shop
}

fn native(version: &str) -> Scratch {
    let shop = Scratch::empty();
    shop.write(
        "app.json",
        format!(
            "{{ \"pages\": [\"pages/index/index\"], \"plugins\": {{ {} }} }}\n",
            entry(version)
        ),
    );
    shop.write("pages/index/index.wxml", "").write("pages/index/index.js", "");
    shop
}

/// A list of versions that has one more.
fn catalogue(shop: &Scratch, version: &str) {
    let mut known = document(&shop.exits(0, &["versions", "--format", "json"]))["catalogue"].take();
    known["versions"]
        .as_array_mut()
        .unwrap()
        .push(serde_json::json!({ "version": version, "official": true, "confidence": "high" }));
    shop.write("known.json", known.to_string());
}

/// The version that counts.
fn active(shop: &Scratch) -> String {
    let found = document(&shop.exits(0, &["list", "--format", "json"]));
    let declarations = found["projects"][0]["declarations"].as_array().unwrap();
    let active: Vec<_> = declarations.iter().filter(|found| found["state"] == "active").collect();
    assert_eq!(active.len(), 1, "{found}");
    active[0]["version"].as_str().unwrap().to_owned()
}

#[test]
fn init_patch_and_enable_give_a_commented_declaration_the_same_version() {
    for (version, said) in
        [("1.1.0", "below 1.2.0, the lowest"), ("1.3.0", ""), ("9.9.9", "newer than all")]
    {
        let shop = commented(version);
        let ran = shop.exits(0, &["init"]);
        assert!(ran.stderr.contains(said), "init: {}", ran.stderr);
        assert!(shop.read("kaibo.jsonc").contains(&format!("\"version\": \"{version}\"")));
        let ran = shop.exits(0, &["patch"]);
        assert!(ran.stderr.contains(said), "patch: {}", ran.stderr);
        assert_eq!(active(&shop), version);
        for is_managed in [false, true] {
            let shop = commented(version);
            if is_managed {
                shop.exits(0, &["init"]);
            }
            let ran = shop.exits(0, &["enable"]);
            assert!(ran.stderr.contains(said), "enable: {}", ran.stderr);
            assert_eq!(active(&shop), version);
        }
    }
}

#[test]
fn a_version_that_nobody_knows_is_refused_where_it_is_asked_for() {
    let dir = native("1.3.0");
    catalogue(&dir, "1.4.0");
    dir.write("managed/app.json", "{ \"pages\": [\"pages/index/index\"] }");
    dir.write(
        "managed/kaibo.jsonc",
        r#"{ "manifestVersion": 1, "plugin": { "version": "1.4.0" } }"#,
    );
    let asked: [(&[&str], i32); 3] = [
        (&["new", "shop", "--yes", "--plugin-version", "1.4.0"], 2),
        (&["upgrade", "app.json", "--to", "1.4.0"], 2),
        (&["enable", "managed"], 1),
    ];
    for (args, code) in asked {
        let before = dir.tree();
        let ran = dir.run(args);
        assert!(ran.code == code || ran.code == 2, "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("`1.4.0`: no such version is known"), "{}", ran.stderr);
        assert!(ran.stderr.contains("--allow-unknown-version"), "{}", ran.stderr);
        assert_eq!(dir.tree(), before, "{args:?}");
        for more in [&["--allow-unknown-version"][..], &["--catalogue", "known.json"]] {
            dir.exits(0, &[args, more].concat());
            let _ = std::fs::remove_dir_all(dir.path().join("shop"));
            dir.write("managed/app.json", "{ \"pages\": [\"pages/index/index\"] }");
            dir.exits(0, &["upgrade", "app.json", "--to", "1.3.0"]);
        }
    }
    for known in ["1.3.5", "1.2.99", "latest", "1.0.1"] {
        dir.exits(0, &["new", "shop", "--yes", "--plugin-version", known, "--diff"]);
    }
}

#[test]
fn a_new_declaration_gets_the_newest_version_of_the_catalogue_that_is_named() {
    let dir = Scratch::empty();
    catalogue(&dir, "1.4.0");
    dir.write("a/app.json", "{ \"pages\": [] }");
    dir.exits(0, &["enable", "a", "--catalogue", "known.json"]);
    assert!(dir.read("a/app.json").contains("1.4.0"));
    let ran = dir.exits(0, &["new", "shop", "--yes", "--catalogue", "known.json"]);
    assert!(dir.read("shop/app.json").contains("1.4.0"));
    assert!(!ran.stderr.contains("newer than all"), "{}", ran.stderr);
    dir.exits(2, &["enable", "a", "--catalogue", "nowhere.json"]);
}

#[test]
fn what_stands_in_the_project_or_its_manifest_is_kept_and_told() {
    let shop = native("1.4.0");
    assert!(shop.exits(0, &["init"]).stderr.contains("newer than all"));
    assert_eq!(shop.exits(0, &["diff"]).stdout, "");
    shop.replace("app.json", "1.4.0", "1.3.0");
    let ran = shop.exits(0, &["patch"]);
    assert!(ran.stderr.contains("kaibo.jsonc: version 1.4.0 is newer than all"), "{}", ran.stderr);
    assert_eq!(active(&shop), "1.4.0");
    shop.exits(0, &["disable"]);
    shop.exits(0, &["enable"]);
    assert_eq!(active(&shop), "1.4.0", "what was there comes back");
}

#[test]
fn a_check_warns_of_a_version_that_nobody_knows() {
    let found = |shop: &Scratch, more: &[&str]| {
        let args = [&["check", "--format", "concise"], more].concat();
        shop.run(&args).stdout.contains("warning[version-unknown]")
    };
    let shop = native("1.4.0");
    catalogue(&shop, "1.4.0");
    assert!(found(&shop, &[]));
    assert!(!found(&shop, &["--catalogue", "known.json"]), "the catalogue knows it");
    shop.exits(0, &["init"]);
    assert!(!found(&shop, &[]), "the manifest pins exactly it");
    shop.replace("kaibo.jsonc", "1.4.0", "1.4.1");
    assert!(found(&shop, &[]), "another");
    assert!(!found(&native("1.3.5"), &[]) && !found(&native("1.2.99"), &[]));
    let ran = shop.exits(2, &["check", "--catalogue", "nowhere.json"]);
    assert!(ran.stderr.contains("nowhere.json"), "{}", ran.stderr);
}
