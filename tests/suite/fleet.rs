//! Any number of projects at once: `list`, `upgrade` and `versions`.

use std::os::unix::fs::symlink;

use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::support::{Ran, Scratch, assert_same_tree, ran, root, without};

pub const PROVIDER: &str = "wx2b03c6e691cd7370";

pub fn entry(version: &str) -> String {
    format!(r#""live-player-plugin": {{ "version": "{version}", "provider": "{PROVIDER}" }}"#)
}

pub fn app(version: &str) -> String {
    format!(r#"{{ "pages": ["pages/index/index"], "plugins": {{ {} }} }}"#, entry(version))
}

/// A native shop, a uni-app shop with everything that can go wrong, and folders that are none of our business.
pub fn fleet() -> Scratch {
    let fleet = Scratch::empty();
    fleet.write("shops/native/app.json", app("1.3.0"));
    let uni = format!(
        "{{\n  \"appid\": \"\",\n  {},\n  \"mp-weixin\": {{\n    \"plugins\": {{\n      // #ifdef MP-WEIXIN\n      {}\n      // #endif\n    }}\n  }}\n}}",
        entry("1.0.1"),
        entry("1.2.0"),
    );
    fleet.write("shops/uni/src/manifest.json", uni);
    let sub = format!(
        "{{\n  \"pages\": [],\n  \"subPackages\": [\n    {{\n      \"root\": \"live\",\n      // \"plugins\": {{ {} }},\n      \"pages\": []\n    }}\n  ]\n}}",
        entry("1.1.0")
    );
    fleet.write("shops/uni/src/pages.json", sub);
    fleet.write("shops/native/dist/app.json", app("1.0.0"));
    fleet.write("shops/native/node_modules/x/app.json", app("1.0.0"));
    fleet.write("expo/app.json", r#"{ "expo": { "name": "x" } }"#);
    fleet.write("extension/manifest.json", r#"{ "manifest_version": 3 }"#);
    fleet
}

pub fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stdout))
}

/// Path, line, package, version and state of every declaration.
pub fn listed(document: &Value) -> Vec<Value> {
    let projects = document["projects"].as_array().unwrap().iter();
    let declarations = projects.flat_map(|project| project["declarations"].as_array().unwrap());
    declarations
        .map(|d| json!([d["path"], d["line"], d["package"], d["version"], d["state"]]))
        .collect()
}

#[test]
fn list_tells_each_project_and_the_state_of_each_declaration() {
    let document = document(&fleet().exits(0, &["list", "--format", "json"]));
    let projects: Vec<Value> = document["projects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| json!([p["root"], p["framework"]]))
        .collect();
    assert_eq!(projects, [json!(["shops/native", "native"]), json!(["shops/uni", "uni-app"])]);
    assert_eq!(
        listed(&document),
        [
            json!(["shops/native/app.json", 1, "main", "1.3.0", "active"]),
            json!(["shops/uni/src/manifest.json", 3, "main", "1.0.1", "misplaced"]),
            json!(["shops/uni/src/manifest.json", 7, "main", "1.2.0", "conditional"]),
            json!(["shops/uni/src/pages.json", 6, "live", "1.1.0", "commented-out"]),
        ]
    );
}

#[test]
fn list_prints_a_table_for_people() {
    let table = fleet().exits(0, &["list"]).stdout;
    assert!(table.starts_with("where "), "{table}");
    assert!(
        table.contains(
            "shops/uni/src/pages.json:6     uni-app    live     1.1.0    commented-out  -\n"
        ),
        "{table}"
    );
}

#[test]
fn output_is_read_where_it_is_named_and_configuration_even_where_git_ignores_it() {
    let fleet = fleet();
    let named = document(&fleet.exits(0, &["list", "shops/native/dist", "--format", "json"]));
    assert_eq!(
        listed(&named),
        [json!(["shops/native/dist/app.json", 1, "main", "1.0.0", "active"])]
    );
    fleet.write(".gitignore", "app.json\nshops/uni\n");
    let everywhere = document(&fleet.exits(0, &["list", "--format", "json"]));
    assert_eq!(listed(&everywhere).len(), 4, "outside of a repository the file says nothing");
    fleet.write(".git/HEAD", "ref: refs/heads/main\n");
    let ignored = document(&fleet.exits(0, &["list", "--format", "json"]));
    assert_eq!(listed(&ignored), [json!(["shops/native/app.json", 1, "main", "1.3.0", "active"])]);
}

#[test]
fn what_cannot_be_read_is_told_and_does_not_stop_the_others() {
    let fleet = fleet();
    fleet.write("broken/app.json", "{\n  \"pages\": [,]\n}");
    fleet.write("template/manifest.json", "{{#if}}{ \"name\": 1 {{/if}}");
    fleet.write("binary/app.json", b"\xff\x00\x01");
    symlink("..", fleet.path().join("shops/loop")).unwrap();
    symlink("nowhere", fleet.path().join("shops/app.json")).unwrap();
    let ran = fleet.exits(1, &["list", "--format", "json"]);
    let document = document(&ran);
    assert_eq!(listed(&document).len(), 4);
    let errors: Vec<Value> = document["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| json!([e["path"], e["line"]]))
        .collect();
    let places = [("binary/app.json", json!(1)), ("broken/app.json", json!(2))];
    let link = ("shops/app.json", Value::Null);
    assert_eq!(
        errors,
        places.into_iter().chain([link]).map(|place| json!(place)).collect::<Vec<_>>()
    );
}

#[test]
fn a_mistyped_path_does_not_pass() {
    let dir = Scratch::empty();
    let ran = dir.exits(2, &["list", "--format", "json"]);
    assert_eq!(document(&ran)["projects"], json!([]));
    dir.exits(2, &["list", "nowhere"]);
    dir.exits(2, &["upgrade", "nowhere"]);
    let ran = dir.exits(2, &["upgrade", "--format", "json"]);
    assert_eq!(document(&ran)["pins"], json!([]));
}

#[test]
fn upgrade_moves_what_counts_and_leaves_the_rest_to_a_human() {
    let fleet = fleet();
    let before = fleet.tree();
    // one pin is left below the target
    let ran = fleet.exits(1, &["upgrade"]);
    assert_eq!(ran.stdout, "pin shops/native/app.json:1 1.3.0 -> 1.3.5\n");
    assert!(
        ran.stderr.contains("shops/uni/src/manifest.json:7: 1.2.0 depends on a condition"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("1.3.1") && !ran.stderr.contains("1.2.10"),
        "what lies between: {}",
        ran.stderr
    );
    assert_eq!(fleet.read("shops/native/app.json"), app("1.3.5"));
    let app_json = "shops/native/app.json";
    assert_same_tree(&without(fleet.tree(), app_json), &without(before, app_json), "the others");
    let all = fleet.exits(0, &["upgrade", "--all"]);
    assert_eq!(
        all.stdout,
        "pin shops/uni/src/manifest.json:7 1.2.0 -> 1.3.5\npin shops/uni/src/pages.json:6 1.1.0 -> 1.3.5\n"
    );
}

#[test]
fn upgrade_never_lowers_unless_a_version_is_named_and_words_stay() {
    let fleet = Scratch::empty();
    for (name, version) in
        [("a", "1.4.0"), ("b", "latest"), ("c", "dev-abc"), ("d", "1.3"), ("e", "01.3.5")]
    {
        fleet.write(&format!("{name}/app.json"), app(version));
    }
    let ran = fleet.exits(1, &["upgrade"]);
    assert_eq!(ran.stdout, "", "only a version moves");
    assert!(ran.stderr.contains("d/app.json:1: `1.3` is"), "{}", ran.stderr);
    fleet.write("d/app.json", app("1.3.0"));
    assert_eq!(fleet.exits(0, &["upgrade"]).stdout, "pin d/app.json:1 1.3.0 -> 1.3.5\n");
    let lowered = fleet.exits(0, &["upgrade", "--to", "1.3.2"]).stdout;
    assert_eq!(
        lowered,
        "pin a/app.json:1 1.4.0 -> 1.3.2\npin d/app.json:1 1.3.5 -> 1.3.2\npin e/app.json:1 01.3.5 -> 1.3.2\n"
    );
    let ran = fleet.exits(2, &["upgrade", "--to", "1.3"]);
    assert!(ran.stderr.contains("`1.3`: this is not a version"), "{}", ran.stderr);
}

#[test]
fn what_a_build_puts_in_never_moves_and_is_left() {
    let fleet = Scratch::empty();
    for version in ["<%= v %>", "{{v}}", "${V}", "__V__", "%V%", "[v]", "latest ", "v1.3.0", ""] {
        fleet.write("app.json", app(version));
        let ran = fleet.exits(1, &["upgrade", "--all", "--format", "json"]);
        let left = json!([{ "path": "app.json", "line": 1, "from": version }]);
        assert_eq!(document(&ran)["unreadable"], left, "{version}");
        assert_eq!(fleet.read("app.json"), app(version));
    }
}

#[test]
fn upgrade_shows_and_checks_without_writing() {
    let fleet = fleet();
    let before = fleet.tree();
    fleet.exits(1, &["upgrade", "--check"]);
    let diff = fleet.exits(1, &["upgrade", "--diff"]).stdout;
    assert!(
        diff.starts_with("diff --git a/shops/native/app.json b/shops/native/app.json\n"),
        "{diff}"
    );
    let json = document(&fleet.exits(1, &["upgrade", "--check", "--format", "json"]));
    let pin =
        json!([{ "path": "shops/native/app.json", "line": 1, "from": "1.3.0", "to": "1.3.5" }]);
    assert_eq!((&json["pins"], &json["written"]), (&pin, &json!(false)));
    assert_same_tree(&fleet.tree(), &before, "shown only");
}

#[test]
fn a_manifest_moves_with_its_pin() {
    let dir = Scratch::empty();
    dir.exits(0, &["new", "shop", "--plugin-version", "1.3.0"]);
    let before = dir.tree();
    dir.exits(0, &["upgrade"]);
    assert!(dir.read("shop/kaibo.jsonc").contains("\"version\": \"1.3.5\""));
    assert!(dir.read("shop/app.json").contains("\"version\": \"1.3.5\""));
    dir.exits(0, &["diff", "shop"]);
    dir.exits(0, &["upgrade", "--to", "1.3.0"]);
    assert_same_tree(&dir.tree(), &before, "and back");
}

#[test]
fn a_manifest_that_refuses_the_version_is_told_and_the_others_move() {
    let fleet = fleet();
    let manifest =
        r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.0", "require": "<1.3.2" } }"#;
    fleet.write("pinned/app.json", app("1.3.0")).write("pinned/kaibo.jsonc", manifest);
    let ran = fleet.exits(1, &["upgrade"]);
    assert!(ran.stderr.contains("error: pinned/kaibo.jsonc:1:"), "{}", ran.stderr);
    assert_eq!(fleet.read("pinned/app.json"), app("1.3.0"));
    assert_eq!(fleet.read("shops/native/app.json"), app("1.3.5"));
}

#[test]
fn another_vendors_plugin_is_listed_and_not_moved() {
    let dir = Scratch::empty();
    dir.write("app.json", app("1.0.0").replace(PROVIDER, "wx00d1e2843c3b3f77"));
    assert_eq!(listed(&document(&dir.exits(0, &["list", "--format", "json"]))).len(), 1);
    assert_eq!(dir.exits(0, &["upgrade"]).stdout, "");
}

#[test]
fn up_and_back_gives_the_same_bytes() {
    let mut moved = 0;
    for folder in ["fixtures", "../shared/corpus"] {
        for project in WalkDir::new(root().join(folder))
            .min_depth(1)
            .max_depth(1)
            .into_iter()
            .filter_map(Result::ok)
        {
            if !project.file_type().is_dir() {
                continue;
            }
            let copy = Scratch::copy(project.path());
            let up = copy.run(&[
                "upgrade",
                "--to",
                "9.8.7",
                "--allow-unknown-version",
                "--format",
                "json",
            ]);
            let pins = document(&up)["pins"].as_array().unwrap().clone();
            let [pin] = &pins[..] else { continue };
            assert!(copy.read(pin["path"].as_str().unwrap()).contains("9.8.7"));
            copy.exits(0, &["upgrade", "--to", pin["from"].as_str().unwrap()]);
            assert_same_tree(
                &copy.tree(),
                &crate::support::tree(project.path()),
                &project.path().display().to_string(),
            );
            moved += 1;
        }
    }
    assert!(moved >= 3, "only {moved} projects have one pin");
}

#[test]
fn versions_prints_the_catalogue_and_reads_another() {
    let dir = Scratch::empty();
    let human = dir.exits(0, &["versions"]).stdout;
    assert!(
        human.contains("1.3.5 (medium confidence") && human.contains("1.2.0 on 2021-02-06"),
        "{human}"
    );
    let catalogue = document(&dir.exits(0, &["versions", "--format", "json"]))["catalogue"].clone();
    let mut newer = catalogue.clone();
    newer["versions"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "version": "2.0.0", "official": true, "confidence": "high" }));
    dir.write("catalogue.json", newer.to_string());
    dir.write("app.json", app("1.3.5"));
    let ran = dir.exits(0, &["upgrade", "--catalogue", "catalogue.json"]);
    assert_eq!(ran.stdout, "pin app.json:1 1.3.5 -> 2.0.0\n");
    dir.write("catalogue.json", "{}");
    let ran = dir.exits(2, &["versions", "--catalogue", "catalogue.json"]);
    assert!(ran.stderr.contains("error: catalogue.json:1:"), "{}", ran.stderr);
}

#[test]
fn the_same_fleet_gives_the_same_words() {
    let fleet = fleet();
    let once = fleet.exits(0, &["list", "--format", "json"]).stdout;
    for _ in 0..5 {
        assert_eq!(fleet.exits(0, &["list", "--format", "json"]).stdout, once);
    }
    let mut shell = std::process::Command::new("sh");
    let twice = format!("{} list shops shops/native . --format json", env!("CARGO_BIN_EXE_kaibo"));
    let named_twice = ran(shell.current_dir(fleet.path()).args(["-c", &twice]));
    assert_eq!(named_twice.stdout, once, "a project that is named twice is one project");
}

#[test]
fn a_large_fleet_is_told_as_its_projects_are_one_by_one() {
    let fleet = Scratch::empty();
    let mut roots = Vec::new();
    for number in 0..1100 {
        let team = ["", "b/", "b/in/", "b-2/"][number % 4];
        let root = format!("{team}shop{number:04}");
        fleet.write(&format!("{root}/src/manifest.json"), "{ \"appid\": \"\", \"mp-weixin\": {} }");
        fleet.write(&format!("{root}/src/live.js"), "wx.navigateTo({ url: 'plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=1' })\n");
        roots.push(root);
    }
    fleet
        .write("b/README.md", "")
        .write(".git/HEAD", "ref: refs/heads/main\n")
        .write(".gitignore", "old/\n")
        .write("old/app.json", app("1.0.0"));
    roots.sort_by(|a, b| a.split('/').cmp(b.split('/')));
    let told = document(&fleet.exits(0, &["list", "--format", "json"]));
    let told = told["projects"].as_array().unwrap();
    let names: Vec<&str> = told.iter().map(|told| told["root"].as_str().unwrap()).collect();
    assert_eq!(names, roots);
    for (number, told) in told.iter().enumerate().step_by(83) {
        let one = document(&fleet.exits(0, &["list", &roots[number], "--format", "json"]));
        assert_eq!(one["projects"], json!([told]));
    }
    let table = fleet.exits(0, &["list"]).stdout;
    let rows: Vec<&str> = table.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(rows[0], "where");
    assert_eq!(rows[1..], roots);
    let checked = document(&fleet.run(&["check", "--format", "json"]));
    assert_eq!(checked["projects"], json!(told));
    let found = checked["diagnostics"].as_array().unwrap();
    let paths: Vec<&str> = found.iter().map(|found| found["path"].as_str().unwrap()).collect();
    assert!(paths.len() >= 1100 && paths.is_sorted(), "{} findings", paths.len());
}

#[test]
fn two_frameworks_in_one_folder_do_not_stand_in_each_others_way() {
    let fleet = Scratch::empty();
    for number in 0..200 {
        let sources = format!("p{number}/src/app.config.js");
        fleet.write(&format!("p{number}/app.json"), app("1.3.0"));
        fleet.write(
            &sources,
            format!("export default {{ pages: [], plugins: {{ {SCRIPT_ENTRY} }} }}"),
        );
    }
    let moved = document(&fleet.exits(0, &["upgrade", "--format", "json"]));
    assert_eq!((moved["pins"].as_array().unwrap().len(), &moved["errors"]), (400, &json!([])));
}

/// Path, line, package, version, state of what is declared in one file.
fn in_file(file: &str, text: &str) -> (Value, Vec<Value>) {
    let dir = Scratch::empty();
    dir.write(file, text);
    let ran = dir.run(&["list", "--format", "json"]);
    let document = document(&ran);
    let framework = document["projects"][0]["framework"].clone();
    let rows =
        listed(&document).into_iter().map(|row| json!([row[1], row[2], row[3], row[4]])).collect();
    (framework, rows)
}

const SCRIPT_ENTRY: &str =
    "'live-player-plugin': { version: '1.3.0', provider: 'wx2b03c6e691cd7370' }";

#[test]
fn scripts_and_components_of_every_framework_are_read() {
    let taro = |head: &str, tail: &str| {
        format!(
            "{head}{{\n  pages: ['pages/index/index'],\n  subPackages: [\n    {{ root: 'live', pages: ['a'], plugins: {{\n      {SCRIPT_ENTRY} }} }},\n  ],\n}}{tail}\n"
        )
    };
    let sub = json!([5, "live", "1.3.0", "active"]);
    for (file, text, framework) in [
        ("src/app.config.js", taro("export default ", ""), "taro"),
        ("src/app.config.ts", taro("export default defineAppConfig(", ")"), "taro"),
        (
            "src/app.config.ts",
            taro("const config = ", " satisfies X\nexport default config"),
            "taro",
        ),
        ("src/app.config.js", taro("module.exports = ", ""), "taro"),
        (
            "src/app.jsx",
            taro("class App extends Component { config = ", "; render() { return <A/> } }"),
            "taro",
        ),
        ("src/app.tsx", taro("class App extends Component { config: Config = ", " }"), "taro"),
        ("src/main.js", taro("export default { config: ", " }"), "mpvue"),
        (
            "src/app.wpy",
            taro("<script>\nexport default class extends wepy.app { config = ", " }\n</script>")
                .replacen("<script>\n", "<script>", 1),
            "wepy",
        ),
        ("src/app.wpy", taro("<style></style><config>", "</config>"), "wepy"),
        ("src/app.mpx", taro("<script type=\"application/json\">", "</script>"), "mpx"),
    ] {
        assert_eq!(in_file(file, &text), (json!(framework), vec![sub.clone()]), "{file}: {text}");
    }
}

#[test]
fn what_a_script_decides_at_run_time_is_conditional_and_what_is_commented_out_is_told() {
    let cases = [
        (
            format!("export default {{\n pages: [],\n plugins: {{\n {SCRIPT_ENTRY}\n }} }}"),
            4,
            "active",
        ),
        (
            format!(
                "export default {{\n pages: [],\n plugins: {{\n ...(live && {{ {SCRIPT_ENTRY} }}) }} }}"
            ),
            4,
            "conditional",
        ),
        (
            format!(
                "export default {{\n pages: [],\n plugins: live ? {{\n {SCRIPT_ENTRY} }} : {{}} }}"
            ),
            4,
            "conditional",
        ),
        (
            format!(
                "const config = {{ pages: [] }}\nif (live) {{\n config.plugins = {{\n {SCRIPT_ENTRY} }} }}\nexport default config"
            ),
            4,
            "conditional",
        ),
        (
            format!(
                "const config = {{ pages: [] }}\n\nObject.assign(config, {{ plugins: {{\n {SCRIPT_ENTRY} }} }})\nexport default config"
            ),
            4,
            "conditional",
        ),
        (
            format!(
                "export default {{\n pages: [],\n // plugins: {{\n //   {SCRIPT_ENTRY}\n // }},\n}}"
            ),
            4,
            "commented-out",
        ),
        (
            format!("export default {{\n pages: [],\n plugin: {{\n {SCRIPT_ENTRY}\n }} }}"),
            4,
            "misplaced",
        ),
    ];
    for (text, line, state) in cases {
        let (_, rows) = in_file("src/app.config.js", &text);
        assert_eq!(rows, [json!([line, "main", "1.3.0", state])], "{text}");
    }
}

#[test]
fn a_pin_in_a_script_moves_with_its_quotes() {
    let dir = Scratch::empty();
    let text = format!(
        "export default defineAppConfig({{\r\n\tpages: [],\r\n\tplugins: {{ {SCRIPT_ENTRY} }}, // live\r\n}})\r\n"
    );
    dir.write("src/app.config.ts", &text);
    dir.exits(0, &["upgrade"]);
    assert_eq!(dir.read("src/app.config.ts"), text.replace("1.3.0", "1.3.5"));
    let component = format!(
        "<script>\nexport default class extends wepy.app {{ config = {{ pages: [], plugins: {{ {SCRIPT_ENTRY} }} }} }}\n</script>\n<style>中</style>\n"
    );
    dir.write("other/src/app.wpy", &component);
    dir.exits(0, &["upgrade"]);
    assert_eq!(dir.read("other/src/app.wpy"), component.replace("1.3.0", "1.3.5"));
}

#[test]
fn namesakes_of_other_purposes_are_none_of_our_business() {
    for (file, text) in [
        ("app.js", "App({ onLaunch() { this.pages = [] } })"),
        ("src/main.js", "import Vue from 'vue'\nnew Vue({ pages: 1 })"),
        ("app.config.ts", "export default defineAppConfig({ ui: { pages: 1 } })"),
        ("src/app.tsx", "this is no script, but has pages ((("),
    ] {
        let dir = Scratch::empty();
        dir.write(file, text);
        let ran = dir.exits(2, &["list"]);
        assert!(ran.stderr.contains("no mini-program below"), "{file}: {}", ran.stderr);
    }
}
