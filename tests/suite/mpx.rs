//! mpx programs that are put together from many files: the declaration counts in the file that is its package.

use std::os::unix::fs::symlink;

use serde_json::{Value, json};

use crate::fleet::{PROVIDER, document, entry, listed};
use crate::support::{Scratch, assert_same_tree, without};
use crate::uses::mpx;

const APP: &str = "src/app.mpx";
const LIVE: &str = "src/live/index.mpx";

/// A program with a subpackage `live`, whose file has this between its braces.
fn shop(live: &str) -> Scratch {
    let shop = Scratch::empty();
    shop.write(APP, mpx("{\n  pages: ['./index'],\n  packages: ['./live/index?root=live']\n}"));
    shop.write(LIVE, mpx(&format!("{{\n  {live}\n}}")));
    shop
}

fn asking(shop: &Scratch, package: &str) {
    let plugin = json!({ "version": "1.3.5", "package": package });
    let manifest = json!({ "manifestVersion": 1, "plugin": plugin });
    shop.write("kaibo.jsonc", manifest.to_string());
}

/// Patches, and expects that nothing is left to do.
#[track_caller]
fn patch(shop: &Scratch, package: &str) {
    asking(shop, package);
    shop.exits(0, &["patch"]);
    assert_eq!(shop.exits(0, &["diff"]).stdout, "");
    let patched = shop.tree();
    shop.exits(0, &["patch"]);
    assert_same_tree(&patched, &shop.tree(), "patched twice");
}

fn declared(shop: &Scratch) -> Vec<Value> {
    listed(&document(&shop.exits(0, &["list", "--format", "json"])))
}

#[test]
fn init_describes_what_a_package_file_declares() {
    let shop = Scratch::fixture("mpx-packages");
    shop.exits(0, &["init"]);
    let manifest = shop.read("kaibo.jsonc");
    assert!(manifest.contains("\"version\": \"1.3.1\""), "{manifest}");
    assert!(manifest.contains("\"package\": \"live\""), "{manifest}");
    assert_eq!(shop.exits(0, &["diff"]).stdout, "");
}

#[test]
fn a_package_file_is_corrected_in_place() {
    let shop = Scratch::fixture("mpx-packages");
    let (app, live) = (shop.read(APP), shop.read("src/packages/live/app.mpx"));
    patch(&shop, "live");
    assert_eq!(shop.read(APP), app);
    assert_eq!(shop.read("src/packages/live/app.mpx"), live.replace("1.3.1", "1.3.5"));
}

#[test]
fn an_entry_moves_into_the_main_package_and_back() {
    let shop = Scratch::fixture("mpx-packages");
    patch(&shop, "live");
    let start = shop.tree();
    patch(&shop, "main");
    assert_eq!(declared(&shop), [json!([APP, 13, "main", "1.3.5", "active"])]);
    patch(&shop, "live");
    let file = "src/packages/live/app.mpx";
    assert_eq!(declared(&shop), [json!([file, 5, "live", "1.3.5", "active"])]);
    assert_eq!(shop.read(APP).as_bytes(), start[APP]);
}

#[test]
fn an_entry_is_written_at_the_top_of_the_file_that_is_the_package() {
    let shop = shop("pages: ['./list']");
    patch(&shop, "live");
    let plugins =
        "pages: ['./list'],\n  plugins: {\n    'live-player-plugin': {\n      version: '1.3.5',";
    assert!(shop.read(LIVE).contains(plugins), "{}", shop.read(LIVE));
    asking(&shop, "nowhere");
    let ran = shop.exits(1, &["patch"]);
    assert!(
        ran.stderr.contains("src/app.mpx: the configuration has no package `nowhere`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_entry_of_the_main_package_is_written_into_the_program() {
    let shop = shop("pages: ['./list']");
    let live = shop.read(LIVE);
    patch(&shop, "main");
    let plugins =
        "?root=live'],\n  plugins: {\n    'live-player-plugin': {\n      version: '1.3.5',";
    assert!(shop.read(APP).contains(plugins), "{}", shop.read(APP));
    assert_eq!(shop.read(LIVE), live);
}

#[test]
fn enable_writes_where_the_manifest_says_and_disable_is_undone_to_the_byte() {
    for live in ["pages: ['./list']", "pages: ['./list'], plugins: { a: { version: '1' } }"] {
        let shop = shop(live);
        asking(&shop, "live");
        shop.exits(0, &["enable"]);
        let on = shop.tree();
        assert_eq!(declared(&shop).len(), 1);
        shop.exits(0, &["disable"]);
        shop.exits(0, &["patch"]);
        assert!(declared(&shop).iter().all(|it| it[4] != "active"), "patch leaves it off");
        shop.exits(0, &["enable"]);
        assert_same_tree(&on, &without(shop.tree(), "kaibo.lock"), live);
    }
}

#[test]
fn what_was_taken_out_of_a_package_file_returns_after_an_edit() {
    let live =
        format!("pages: [\"./list\"], plugins: {{ a: {{}}, {} }}, style: \"v2\"", entry("1.3.5"));
    let shop = shop(&live);
    let on = shop.read(LIVE);
    shop.exits(0, &["disable"]);
    assert!(shop.read("kaibo.lock").contains("\"disabled\""), "{}", shop.read(LIVE));
    shop.replace(LIVE, "v2", "v3").exits(0, &["enable"]);
    assert_eq!(shop.read(LIVE), on.replace("v2", "v3"));
}

#[test]
fn files_that_packages_of_packages_name_belong_to_the_program_and_a_circle_ends() {
    let shop = shop("pages: [], packages: ['./more?root=more', './index?root=again']");
    let more =
        format!("{{ pages: ['./a'], packages: ['./index'], plugins: {{ {} }} }}", entry("1.3.0"));
    shop.write("src/live/more.mpx", mpx(&more));
    shop.exits(0, &["init"]);
    assert!(shop.read("kaibo.jsonc").contains("\"package\": \"more\""));
    assert_eq!(shop.exits(0, &["diff"]).stdout, "");
    patch(&shop, "live");
    assert_eq!(declared(&shop), [json!([LIVE, 5, "live", "1.3.5", "active"])]);
}

#[test]
fn what_nobody_reads_in_a_package_file_moves_to_where_it_counts() {
    let entry = entry("1.3.5");
    let app = "{ pages: ['./index'], packages: ['./a', './live?root=live'] }";
    let nested = format!("{{ pages: [], subPackages: [{{ root: 'b', plugins: {{ {entry} }} }}] }}");
    let plain = format!("{{ pages: [], plugins: {{ {entry} }} }}");
    for (file, text, package) in [
        ("src/a.mpx", &plain, "main"),
        ("src/a.mpx", &nested, "b"),
        ("src/live.mpx", &nested, "live"),
    ] {
        let shop = Scratch::empty();
        shop.write(APP, mpx(app));
        shop.write("src/a.mpx", mpx("{ pages: [] }")).write("src/live.mpx", mpx("{ pages: [] }"));
        shop.write(file, mpx(text));
        assert_eq!(declared(&shop), [json!([file, 3, package, "1.3.5", "misplaced"])]);
        patch(&shop, "main");
        assert_eq!(declared(&shop), [json!([APP, 3, "main", "1.3.5", "active"])]);
        patch(&shop, "live");
        assert_eq!(declared(&shop), [json!(["src/live.mpx", 3, "live", "1.3.5", "active"])]);
    }
}

#[test]
fn a_package_file_that_cannot_be_read_stops_init_and_patch() {
    let app = |named: &str| mpx(&format!("{{ pages: [], packages: ['./{named}?root=live'] }}"));
    for (named, expected) in [
        ("gone", "src/gone.mpx: app.mpx, or a file that it names,"),
        ("broken", "src/broken.mpx:5:1: "),
        ("linked/index", "src/linked: "),
    ] {
        let shop = Scratch::empty();
        shop.write(APP, app(named)).write("src/broken.mpx", mpx("{ pages: [], plugins: {{ }"));
        symlink("..", shop.path().join("src/linked")).unwrap();
        let init = shop.exits(1, &["init"]);
        assert!(init.stderr.contains(expected), "{named}: {}", init.stderr);
        asking(&shop, "main");
        let before = shop.tree();
        let patch = shop.exits(1, &["patch"]);
        assert!(patch.stderr.contains(expected), "{named}: {}", patch.stderr);
        assert_same_tree(&before, &shop.tree(), named);
    }
}

#[test]
fn conflicts_name_the_package_file() {
    let other = entry("1.0.0").replace(PROVIDER, "wx0000000000000000");
    let foreign = shop(&format!("pages: [], plugins: {{ {other} }}"));
    let twice = shop(&format!(
        "pages: [], plugins: {{ {} }}, packages: ['./too?root=live']",
        entry("1.3.5")
    ));
    twice.write(
        "src/live/too.mpx",
        mpx(&format!("{{ pages: [], plugins: {{ {} }} }}", entry("1.3.5"))),
    );
    for (shop, expected) in [(foreign, "src/live/index.mpx:"), (twice, "src/live/too.mpx:")] {
        asking(&shop, "live");
        let before = shop.tree();
        let ran = shop.exits(1, &["patch"]);
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
        assert_same_tree(&before, &shop.tree(), "a conflict");
    }
}

#[test]
fn upgrade_moves_the_manifest_with_the_pin_of_a_package_file() {
    let shop = shop(&format!("pages: [], plugins: {{ {} }}", entry("1.3.0")));
    shop.exits(0, &["init"]);
    let app = shop.read(APP);
    shop.exits(0, &["upgrade", "--to", "1.3.5"]);
    assert_eq!(declared(&shop), [json!([LIVE, 4, "live", "1.3.5", "active"])]);
    assert!(shop.read("kaibo.jsonc").contains("\"version\": \"1.3.5\""));
    assert_eq!(shop.read(APP), app);
    assert_eq!(shop.exits(0, &["diff"]).stdout, "");
}
