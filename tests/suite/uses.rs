//! What `list` tells of sources, and of programs that are put together from many files.

use std::os::unix::fs::symlink;

use serde_json::{Value, json};

use crate::fleet::{PROVIDER, app, document, entry, fleet, listed};
use crate::support::{Scratch, assert_same_tree};

/// Path, line and kind of every use, by root.
fn uses(document: &Value) -> Vec<Value> {
    let projects = document["projects"].as_array().unwrap().iter();
    projects.map(|project| json!([project["root"], project["uses"]])).collect()
}

#[test]
fn uses_are_those_of_the_innermost_project_and_a_project_without_declaration_is_told() {
    let fleet = Scratch::empty();
    let link = format!(
        "<navigator url=\"plugin-private://{PROVIDER}/pages/live-player-plugin?room_id=1\"/>\n"
    );
    let bare = r#"{ "pages": ["pages/index/index"] }"#;
    fleet.write("shop/app.json", app("1.3.0")).write("shop/pages/index/index.wxml", &link);
    fleet.write("shop/inner/app.json", bare).write("shop/inner/a.wxml", format!("\n{link}"));
    fleet.write("loose.wxml", &link);
    let document = document(&fleet.exits(0, &["list", "--format", "json"]));
    let one = |path: &str, line: u32| json!([{ "path": path, "line": line, "kind": "room-url" }]);
    assert_eq!(
        uses(&document),
        [
            json!(["shop", one("shop/pages/index/index.wxml", 1)]),
            json!(["shop/inner", one("shop/inner/a.wxml", 2)]),
        ]
    );
    let table = fleet.exits(0, &["list"]).stdout;
    let line = |start: &str| table.lines().find(|line| line.starts_with(start)).unwrap().to_owned();
    assert!(line("shop/app.json:1").ends_with("active      1 room-url"), "{table}");
    assert!(line("shop/inner ").ends_with("undeclared  1 room-url"), "{table}");
}

#[test]
fn a_use_by_an_alias_belongs_to_the_project_that_declares_it() {
    let fleet = Scratch::empty();
    let page = "const live = requirePlugin('live')\nconst chat = requirePlugin('chat')\n";
    let component = r#"{ "usingComponents": { "subscribe": "plugin://live/subscribe" } }"#;
    let own = app("1.3.0").replace("live-player-plugin", "live");
    for shop in ["own", "usual"] {
        fleet.write(&format!("{shop}/pages/a.js"), page);
        fleet.write(&format!("{shop}/pages/a.json"), component);
    }
    fleet.write("own/app.json", own).write("usual/app.json", app("1.3.0"));
    let found = uses(&document(&fleet.exits(0, &["list", "--format", "json"])));
    let used = json!([
        { "path": "own/pages/a.js", "line": 1, "kind": "require-plugin" },
        { "path": "own/pages/a.json", "line": 1, "kind": "subscribe" },
    ]);
    assert_eq!(found, [json!(["own", used]), json!(["usual", []])]);
}

#[test]
fn a_use_by_an_alias_is_judged_and_still_one_after_its_file_is_mended() {
    let shop = Scratch::empty();
    let own = app("1.3.5").replace("live-player-plugin", "live");
    shop.write("app.json", own);
    shop.write(
        "a.js",
        "const live = requirePlugin('live')\nconst usual = requirePlugin('live-player-plugin')\nconst chat = requirePlugin('chat')\n",
    );
    let broken = |args: &[&str]| -> Vec<Value> {
        let args = [&["check", "--format", "json"], args].concat();
        let document = document(&shop.run(&args));
        let found = document["diagnostics"].as_array().unwrap().iter();
        let of_script = found.filter(|found| found["path"] == "a.js");
        of_script.map(|found| json!([found["rule"], found["line"]])).collect()
    };
    assert_eq!(broken(&[]), [json!(["alias-mismatch", 2])]);
    assert_eq!(broken(&["--fix"]), [] as [Value; 0]);
    let mended = shop.read("a.js");
    assert!(mended.contains("usual = requirePlugin('live')\nconst chat = requirePlugin('chat')"));
    assert_eq!(broken(&[]), [] as [Value; 0]);
}

#[test]
fn selecting_declarations_reads_no_sources() {
    let fleet = fleet();
    fleet.write("shops/native/broken.js", format!("requirePlugin('{PROVIDER}' (((("));
    let all = fleet.exits(1, &["list", "--format", "json"]);
    assert_eq!(document(&all)["errors"][0]["path"], "shops/native/broken.js");
    let selected =
        document(&fleet.exits(0, &["list", "--select", "declaration", "--format", "json"]));
    assert_eq!(selected["projects"][0].get("uses"), None);
    assert_eq!(listed(&selected), listed(&document(&all)));
}

/// The JSON of an mpx file.
pub fn mpx(json: &str) -> String {
    format!("<template><view/></template>\n<script type=\"application/json\">\n{json}\n</script>\n")
}

#[test]
fn what_an_mpx_program_is_put_together_from_belongs_to_it() {
    let fleet = Scratch::empty();
    let plugins = |version| format!("pages: ['./index'], plugins: {{ {} }}", entry(version));
    let packages = "pages: [], packages: ['./a/app.mpx?root=pa', './b/index?root=/pb/', './c']";
    fleet.write("shop/src/app.mpx", mpx(&format!("{{ {packages} }}")));
    fleet.write("shop/src/a/app.mpx", mpx(&format!("{{ {} }}", plugins("1.3.0"))));
    let nested = format!("{{ {}, packages: ['./deep.mpx?root=pd'] }}", plugins("1.3.1"));
    fleet.write("shop/src/b/index.mpx", mpx(&nested));
    fleet.write("shop/src/b/deep.mpx", mpx(&format!("{{ {} }}", plugins("1.3.2"))));
    fleet.write("shop/src/c.mpx", mpx(&format!("{{ {} }}", plugins("1.3.3"))));
    fleet.write("shop/src/index.mpx", mpx(&format!("{{ {} }}", plugins("1.0.0"))));
    let found = document(&fleet.exits(0, &["list", "--format", "json"]));
    assert_eq!(found["projects"].as_array().unwrap().len(), 1);
    assert_eq!(
        listed(&found),
        [
            json!(["shop/src/a/app.mpx", 3, "pa", "1.3.0", "active"]),
            json!(["shop/src/b/deep.mpx", 3, "pd", "1.3.2", "active"]),
            json!(["shop/src/b/index.mpx", 3, "pb", "1.3.1", "active"]),
            json!(["shop/src/c.mpx", 3, "main", "1.3.3", "misplaced"]),
        ]
    );
    let ran = fleet.exits(1, &["upgrade", "--to", "9.9.9", "--allow-unknown-version"]);
    let other = "warning: shop/src/index.mpx:3: 1.0.0 stands in code and is not moved";
    assert!(ran.stderr.contains(other), "{}", ran.stderr);
    assert!(fleet.read("shop/src/b/deep.mpx").contains("9.9.9"));
}

#[test]
fn a_package_that_is_not_there_or_behind_a_link_is_told() {
    let fleet = Scratch::empty();
    fleet.write("shop/app.mpx", mpx("{ packages: ['./gone', './linked/index'] }"));
    let plugins = format!("{{ pages: [], plugins: {{ {} }} }}", entry("1.3.0"));
    fleet.write("outside/index.mpx", mpx(&plugins));
    symlink("../outside", fleet.path().join("shop/linked")).unwrap();
    let told = document(&fleet.exits(1, &["list", "shop", "--format", "json"]));
    let errors: Vec<&Value> =
        told["errors"].as_array().unwrap().iter().map(|error| &error["path"]).collect();
    assert_eq!(errors, ["shop/gone.mpx", "shop/linked/index.mpx"]);
    assert_eq!(listed(&told), [] as [Value; 0]);
}

#[test]
fn a_template_for_merchants_is_told_where_their_ext_json_declares_the_plugin() {
    let template = Scratch::empty();
    let link = "wx.navigateTo({ url: 'plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=1' })";
    template.write("app.json", r#"{ "pages": ["a"] }"#).write("a.js", link).write("a.wxml", "");
    let ext =
        |plugins: &str| format!("{{ \"extEnable\": true, \"extAppid\": \"wx0\",\n{plugins} }}");
    let live =
        "\"plugins\": { \"l\": { \"version\": \"1.3.5\", \"provider\": \"wx2b03c6e691cd7370\" } }";
    let found = || {
        let ran = template.run(&["check", "--format", "json"]);
        let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let found = document["diagnostics"].as_array().unwrap().clone().into_iter();
        let shown = found.map(|one| {
            ["rule", "severity", "path"].map(|key| one[key].as_str().unwrap().to_owned()).join(" ")
        });
        (shown.collect::<Vec<_>>(), ran.stdout)
    };
    template.write("ext/c/ext.json", ext("\"plugins\": {}"));
    assert_eq!(found().0, ["undeclared-plugin warning a.js"]);
    template.write("ext/a/ext.json", ext(live)).write("ext/b/ext.json", ext(live));
    let (shown, told) = found();
    assert_eq!(shown, ["undeclared-plugin info a.js"], "and none of them is unused");
    assert!(told.contains("ext/a/ext.json:2 (files that do: 2)"), "{told}");
    let before = template.tree();
    template.exits(0, &["enable"]);
    assert_same_tree(&template.tree(), &before, "the merchants decide");
    template.write("ext.json", ext(live));
    assert_eq!(found().0, Vec::<String>::new(), "the template has it itself");
}
