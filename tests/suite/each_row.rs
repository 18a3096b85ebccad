//! Each framework's configuration is read as its build reads it: a fixture, its declarations, and how many uses it has.

use serde_json::{Value, json};

use crate::fleet::{document, entry, listed};
use crate::support::{Scratch, assert_same_tree};

/// Path, line, package, version and state of a declaration.
type Declared = (&'static str, u32, &'static str, &'static str, &'static str);

const READ: &[(&str, &str, &[Declared], usize)] = &[
    ("wepy-typescript", "wepy", &[("src/app.wpy", 20, "live", "1.3.1", "active")], 1),
    ("uni-app-x", "uni-app", &[("manifest.json", 10, "main", "1.3.4", "active")], 1),
    ("native-gulp", "native", &[("src/app.json", 4, "main", "1.3.2", "active")], 1),
    ("mpx-module", "mpx", &[("src/app.mpx", 14, "main", "1.3.3", "active")], 1),
    ("mpx-modes", "mpx", &[("src/app.mpx", 5, "main", "1.3.4", "active")], 1),
    ("goji", "goji", &[("src/app.config.ts", 9, "main", "1.3.4", "conditional")], 0),
    ("mpx-json-src", "mpx", &[("src/live/app.json.js", 4, "live", "1.3.1", "active")], 1),
    ("uni-helper", "uni-app", &[("manifest.config.ts", 11, "main", "1.3.1", "active")], 1),
    ("weapp-vite-json-ts", "weapp-vite", &[("src/app.json.ts", 6, "main", "1.3.2", "active")], 1),
    ("weapp-vite-jsonc", "weapp-vite", &[("src/app.jsonc", 5, "main", "1.3.2", "active")], 1),
    ("wevu", "weapp-vite", &[("src/app.vue", 7, "main", "1.3.2", "active")], 1),
    ("remax", "remax", &[("src/app.config.ts", 6, "main", "1.3.4", "active")], 1),
];

fn list(shop: &Scratch) -> Value {
    document(&shop.exits(0, &["list", "--format", "json"]))
}

#[test]
fn what_each_framework_reads_is_listed() {
    for (fixture, framework, declared, uses) in READ {
        let document = list(&Scratch::fixture(fixture));
        let projects = document["projects"].as_array().unwrap();
        assert_eq!(projects.len(), 1, "{fixture}: {projects:?}");
        assert_eq!(projects[0]["framework"], *framework, "{fixture}");
        let declared: Vec<Value> = declared.iter().map(|it| json!(it)).collect();
        assert_eq!(listed(&document), declared, "{fixture}");
        assert_eq!(projects[0]["uses"].as_array().unwrap().len(), *uses, "{fixture}");
    }
}

#[test]
fn what_each_framework_reads_is_edited_and_nothing_else() {
    for (fixture, _, declared, _) in READ {
        if declared.iter().any(|(.., state)| *state != "active") {
            continue; // it is for a human to decide
        }
        let shop = Scratch::fixture(fixture);
        let before = shop.tree();
        shop.exits(0, &["upgrade", "--to", "1.3.5"]);
        let mut expected = before.clone();
        for (path, _, _, version, _) in *declared {
            let text = String::from_utf8(expected[*path].clone()).unwrap();
            expected.insert((*path).to_owned(), text.replacen(version, "1.3.5", 1).into_bytes());
        }
        assert_same_tree(&shop.tree(), &expected, fixture);
        shop.exits(0, &["disable"]);
        shop.exits(0, &["enable"]);
        let _ = std::fs::remove_file(shop.path().join("kaibo.lock"));
        assert_same_tree(&shop.tree(), &expected, fixture);
    }
}

/// A source in a dialect that no parser here knows is an error only where it names the plugin.
#[test]
fn a_script_of_uni_app_x_that_cannot_be_parsed_is_told_only_where_it_names_the_plugin() {
    for (said, code) in [("", 0), ("const a = 'live-player-plugin'", 1)] {
        let shop = Scratch::fixture("uni-app-x");
        shop.write(
            "common/odd.uts",
            format!("const p = requirePlugin('a')\nconst = = 1\n{said}\n"),
        );
        let ran = shop.exits(code, &["check"]);
        assert_eq!(ran.stderr.contains("common/odd.uts"), code == 1, "{}", ran.stderr);
    }
}

/// What is computed hides nothing but itself: the program is listed.
#[test]
fn a_program_whose_configuration_is_computed_is_listed() {
    let package = |name: &str| format!("{{ \"dependencies\": {{ \"{name}\": \"1\" }} }}");
    let function = "export default ({ target }) => shop(target)\n";
    for (package, file, text, framework) in [
        (package("@tarojs/taro"), "src/app.config.ts", function, "taro"),
        (
            package("@tarojs/taro"),
            "src/app.config.js",
            "module.exports = require('./shop')\n",
            "taro",
        ),
        ("{}".into(), "src/app.config.ts", "export default defineAppConfig(merge(a, b))\n", "taro"),
        ("{}".into(), "src/app.config.ts", "export default defineAppConfig({ ...a })\n", "taro"),
        (package("remax"), "src/app.config.js", function, "remax"),
        (package("@goji/cli"), "src/app.config.ts", function, "goji"),
        (package("weapp-vite"), "src/app.json.ts", "export default shop()\n", "weapp-vite"),
        (
            "{}".into(),
            "manifest.config.ts",
            "export default defineManifestConfig(shop())\n",
            "uni-app",
        ),
        (
            "{}".into(),
            "src/app.vue",
            "<script setup>\ndefineAppJson(shop)\n</script>\n",
            "weapp-vite",
        ),
    ] {
        let shop = Scratch::empty();
        shop.write("package.json", &package).write(file, text);
        let document = list(&shop);
        assert_eq!(document["projects"][0]["framework"], framework, "{package} {text}");
        // and one that is broken is told
        shop.write(file, text.replacen('(', "((", 1));
        let broken = shop.exits(1, &["check"]);
        assert!(broken.stderr.contains(file), "{package} {text}: {}", broken.stderr);
    }
}

/// An app.json that an mpx program names is no native program of its own, and is read as JSON5.
#[test]
fn the_json_that_a_component_of_mpx_names_belongs_to_it() {
    let entry = entry("1.3.0");
    for app_json in [
        format!("{{ \"pages\": [\"./a\"], \"plugins\": {{ {entry} }} }}"),
        format!("{{ pages: ['./a'], /* 直播 */ plugins: {{ {entry} }}, }}"),
    ] {
        let shop = Scratch::empty();
        let component = "<script type=\"application/json\" src=\"./app.json\"></script>";
        shop.write("src/app.mpx", component).write("src/app.json", &app_json);
        let document = list(&shop);
        assert_eq!(document["projects"].as_array().unwrap().len(), 1);
        assert_eq!(document["projects"][0]["framework"], "mpx");
        assert_eq!(listed(&document), [json!(["src/app.json", 1, "main", "1.3.0", "active"])]);
        let checked = shop.exits(0, &["check", "--format", "concise"]).stdout;
        assert!(!checked.contains("page-path"), "{checked}");
        shop.exits(0, &["init"]);
        assert_eq!(shop.exits(0, &["diff"]).stdout, "");
        shop.exits(0, &["upgrade", "--to", "1.3.5"]);
        assert_eq!(shop.read("src/app.json"), app_json.replace("1.3.0", "1.3.5"));
        // the one for WeChat alone comes first
        shop.write("src/app.wx.json", &app_json);
        assert_eq!(listed(&list(&shop))[0][0], "src/app.wx.json");
    }
}

/// The other platforms' blocks are left alone, and so are those that another one hides.
#[test]
fn an_entry_is_written_into_the_block_that_a_build_for_wechat_reads() {
    let block = |attributes: &str| {
        format!(
            "<script type=\"application/json\"{attributes}>\n{{ \"pages\": [\"./a\"] }}\n</script>\n"
        )
    };
    for (blocks, read) in [
        ([" mode=\"ali\"", ""], 1),
        (["", " mode=\"ali\""], 0),
        ([" mode=\"wx\"", ""], 0),
        (["", ""], 1),
    ] {
        let shop = Scratch::empty();
        shop.write("src/app.mpx", blocks.map(block).concat());
        shop.exits(0, &["enable"]);
        let written = shop.read("src/app.mpx");
        let at = written.find("live-player-plugin").expect("it is declared");
        let second = written.rfind("<script").unwrap();
        assert_eq!(usize::from(at > second), read, "{written}");
        shop.exits(0, &["disable"]);
        assert_eq!(listed(&list(&shop))[0][4], "turned-off");
    }
    let shop = Scratch::empty();
    shop.write("src/app.mpx", [" env=\"test\"", " mode=\"ali\""].map(block).concat());
    shop.exits(1, &["enable"]);
}

/// A function and a file of the same name that are somebody else's.
#[test]
fn what_other_tools_call_the_same_is_no_program() {
    for files in [
        [("app.config.ts", "export default defineAppConfig({ ...a })"), ("nuxt.config.ts", "")],
        [("app.config.ts", "export default defineAppConfig({ ui: { pages: 1 } })"), ("a.ts", "")],
        [
            ("manifest.config.ts", "export default defineManifest({ manifest_version: 3 })"),
            ("a.ts", ""),
        ],
        [("src/app.vue", "<script setup>\nconst pages = 1\n</script>"), ("a.ts", "")],
        [("app.jsonc", "{ \"ui\": 1 }"), ("a.ts", "")],
    ] {
        let dir = Scratch::empty();
        for (file, text) in files {
            dir.write(file, text);
        }
        dir.exits(2, &["list"]);
    }
}

/// mpvue keeps its app.json in `src` too, and is known by what else is its own.
#[test]
fn an_app_json_in_src_is_native_unless_it_is_mpvues() {
    let framework = |shop: &Scratch| list(shop)["projects"][0]["framework"].clone();
    let gulp = Scratch::fixture("native-gulp");
    gulp.write("dist/app.json", "{ \"pages\": [] }");
    assert_eq!(framework(&gulp), "native");
    gulp.write(
        "kaibo.jsonc",
        r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5" }, "pages": [{ "path": "pages/rooms/list", "kind": "room-list" }] }"#,
    );
    gulp.exits(0, &["patch"]);
    assert!(gulp.has("src/pages/rooms/list.wxml") && !gulp.has("dist/pages"));
    assert!(gulp.read("src/app.json").contains("pages/rooms/list"));
    gulp.exits(0, &["diff"]);
    let mpvue = Scratch::fixture("mpvue-json");
    assert_eq!(framework(&mpvue), "mpvue");
    std::fs::remove_file(mpvue.path().join("src/App.vue")).unwrap();
    assert_eq!(framework(&mpvue), "mpvue", "its pages are called main");
    let renamed = mpvue.read("src/app.json").replace("/main\"", "/index\"");
    mpvue.write("src/app.json", renamed);
    assert_eq!(framework(&mpvue), "native");
    mpvue.write("package.json", "{ \"dependencies\": { \"mpvue\": \"2\" } }");
    assert_eq!(framework(&mpvue), "mpvue");
}

/// A program of each framework that is not read: its package.json, the file by which it is known, and a text for that.
const UNSUPPORTED: [(&str, &str, &str, &str); 5] = [
    ("kbone", "mp-webpack-plugin", "build/miniprogram.config.js", "module.exports = { LIVE }\n"),
    ("megalo", "megalo", "src/App.vue", "<config>\n{ LIVE }\n</config>\n"),
    ("rax", "rax-app", "src/app.json", "{ \"routes\": [], LIVE }\n"),
    (
        "chameleon",
        "chameleon-runtime",
        "src/app/app.cml",
        "<script cml-type=\"json\">{ LIVE }</script>\n",
    ),
    ("alipay", "vue", "app.json", "{ \"pages\": [\"a\"], LIVE }\n"),
];

fn unsupported(shelf: &Scratch, name: &str, live: &str) {
    let (_, package, file, text) = UNSUPPORTED.into_iter().find(|it| it.0 == name).unwrap();
    let package = format!("{{ \"dependencies\": {{ \"{package}\": \"1\" }} }}");
    let dir = |file: &str| format!("{name}/{file}");
    shelf.write(&dir("package.json"), package).write(&dir(file), text.replace("LIVE", live));
    if name == "alipay" {
        shelf.write(&dir("mini.project.json"), "{}");
    }
}

#[test]
fn a_program_that_is_not_read_is_told_by_every_verb_and_an_error_where_it_names_the_plugin() {
    let verbs: [&[&str]; 5] = [
        &["list"],
        &["check"],
        &["upgrade", "--diff"],
        &["enable", "--diff"],
        &["disable", "--diff"],
    ];
    for (name, _, file, _) in UNSUPPORTED {
        let shelf = Scratch::empty();
        shelf.write("shop/app.json", crate::fleet::app("1.3.5").replace("plugins", "window"));
        unsupported(&shelf, name, "\"other\": 1");
        let known = format!("{name}/{file}");
        for verb in verbs.iter().filter(|verb| verb[0] != "check") {
            let ran = shelf.exits(0, verb);
            assert!(ran.stderr.contains(&format!("{known}: a {name} program")), "{}", ran.stderr);
        }
        unsupported(&shelf, name, &format!("\"plugins\": {{ {} }}", entry("1.0.5")));
        for verb in verbs {
            let ran = shelf.exits(1, verb);
            assert!(ran.stderr.contains(&known), "{verb:?} {}", ran.stderr);
        }
        let json = shelf.exits(1, &["list", "--format", "json"]);
        let error = document(&json)["errors"][0].clone();
        assert_eq!(
            (&error["code"], &error["path"]),
            (&json!("unsupported-framework"), &json!(known))
        );
    }
}

#[test]
fn a_program_that_is_not_read_names_the_plugin_in_any_of_its_sources() {
    let shelf = Scratch::empty();
    shelf.write("shop/app.json", "{ \"pages\": [\"a\"] }");
    unsupported(&shelf, "rax", "\"other\": 1");
    shelf.exits(0, &["list"]);
    shelf.write("rax/src/pages/a.jsx", "wx.navigateTo({ url: 'plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=1' })");
    let ran = shelf.exits(1, &["list"]);
    assert!(ran.stderr.contains("rax/src/app.json: this is a rax program"), "{}", ran.stderr);
}

#[test]
fn what_a_build_makes_is_told_where_it_declares_the_plugin_and_left_alone() {
    let shop = Scratch::fixture("uni-helper");
    let made = shop.read("src/manifest.json");
    let note = "src/manifest.json: neither read nor edited, because the build goes by `manifest.config.ts`";
    let verbs: [&[&str]; 4] = [&["list"], &["check"], &["upgrade"], &["disable"]];
    for verb in verbs {
        let ran = shop.exits(0, verb);
        assert!(ran.stderr.contains(note), "{verb:?} {}", ran.stderr);
    }
    shop.exits(0, &["check", "--require", ">=1.3.1"]);
    assert_eq!(shop.read("src/manifest.json"), made);
    shop.write("src/manifest.json", "{ \"name\": \"shop\" }");
    assert!(!shop.exits(0, &["list"]).stderr.contains("src/manifest.json"));
}
