//! The declaration in every framework: inserted, corrected, moved and taken out as the file's author would.

use std::collections::BTreeSet;

use kaibo::model::manifest::Package;
use kaibo::model::plugin::PluginVersion;
use kaibo::plan::declare::Declared;
use kaibo::plan::editor::{ConfigEditor, of_state};
use kaibo::project::config_file::ConfigFile;
use kaibo::project::declaration::State;
use kaibo::project::framework::{Framework, ROWS, Syntax};
use kaibo::syntax::jsonc;
use kaibo::text::path::RelPath;
use walkdir::WalkDir;

use crate::support::{Scratch, assert_same_tree, every_project, root};

/// A manifest that asks for the newest version in a package.
fn manifest(package: &str) -> String {
    format!(
        r#"{{ "manifestVersion": 1, "plugin": {{ "version": "1.3.5", "package": "{package}" }} }}"#
    )
}

/// A fixture after `patch`.
fn patched(fixture: &str, package: &str) -> Scratch {
    let shop = Scratch::fixture(fixture);
    shop.write("kaibo.jsonc", manifest(package));
    shop.exits(0, &["patch"]);
    assert_eq!(shop.exits(0, &["diff"]).stdout, "", "{fixture}");
    shop
}

#[test]
fn an_entry_is_written_in_the_style_of_the_file() {
    for (fixture, file, expected) in [
        (
            "taro-3-js",
            "src/app.config.js",
            "\"shop\" },\n    plugins: { \"live-player-plugin\": { version: \"1.3.5\", provider: \"wx2b03c6e691cd7370\" } }\n};",
        ),
        (
            "mpvue-json",
            "src/app.json",
            "  },\n  \"plugins\": {\n    \"live-player-plugin\": {\n      \"version\": \"1.3.5\",\n      \"provider\": \"wx2b03c6e691cd7370\"\n    }\n  }\n}",
        ),
        (
            "uni-app-hbuilder",
            "manifest.json",
            "        \"usingComponents\" : true,\n        \"plugins\" : {\n            \"live-player-plugin\" : {\n                \"version\" : \"1.3.5\",\n                \"provider\" : \"wx2b03c6e691cd7370\"\n            }\n        }\n",
        ),
    ] {
        let text = patched(fixture, "main").read(file);
        assert!(text.contains(expected), "{fixture}: {text}");
    }
}

#[test]
fn an_entry_is_corrected_in_place() {
    for (fixture, file, from) in [
        ("taro-2", "src/app.jsx", "\"1.2.4\""),
        ("wepy-1", "src/app.wpy", "\"1.2.6\""),
        ("mpvue-script", "src/main.js", "'1.2.0'"),
    ] {
        let before = Scratch::fixture(fixture).read(file);
        let quote = &from[..1];
        let after = before.replace(from, &format!("{quote}1.3.5{quote}"));
        assert_ne!(after, before);
        assert_eq!(patched(fixture, "main").read(file), after, "{fixture}");
    }
    let ext = Scratch::fixture("ext-json").read("ext.json");
    let alone = Scratch::empty();
    alone.write("ext.json", &ext).write("kaibo.jsonc", manifest("main"));
    alone.exits(0, &["patch"]);
    assert_eq!(alone.read("ext.json"), ext.replace("1.3.0", "1.3.5"));
}

#[test]
fn uni_app_moves_an_entry_between_its_two_files_and_back() {
    let start = Scratch::fixture("uni-app-subpackage");
    let shop = patched("uni-app-subpackage", "main");
    assert!(!shop.read("src/pages.json").contains("live-player-plugin"));
    let moved = "\t\t\"usingComponents\": true,\n\t\t\"plugins\": {\n\t\t\t\"live-player-plugin\": {\n\t\t\t\t\"version\": \"1.3.5\",\n\t\t\t\t\"provider\": \"wx2b03c6e691cd7370\"\n\t\t\t}\n\t\t}\n";
    assert!(shop.read("src/manifest.json").contains(moved), "{}", shop.read("src/manifest.json"));
    shop.write("kaibo.jsonc", manifest("packageLive"));
    shop.exits(0, &["patch"]);
    let pages = start.read("src/pages.json").replace("1.3.2", "1.3.5");
    assert_eq!(shop.read("src/pages.json"), pages);
    assert_eq!(shop.read("src/manifest.json"), start.read("src/manifest.json"));
}

#[test]
fn taro_moves_an_entry_between_packages() {
    let text = patched("taro-4-ts", "main").read("src/app.config.ts");
    let main = "  ],\n  plugins: {\n    'live-player-plugin': {\n      version: '1.3.5',\n      provider: 'wx2b03c6e691cd7370',\n    }\n  },\n})";
    assert!(text.contains(main), "{text}");
    assert!(text.contains("pages: ['list/index'],\n    },"), "{text}");
}

#[test]
fn a_misplaced_entry_moves_to_where_it_counts() {
    let shop = Scratch::fixture("uni-app-subpackage");
    let live =
        "\"live-player-plugin\": { \"version\": \"1.3.0\", \"provider\": \"wx2b03c6e691cd7370\" }";
    shop.write(
        "src/manifest.json",
        format!("{{\n  \"appid\": \"\",\n  \"plugins\": {{\n    {live}\n  }},\n  \"mp-weixin\": {{}}\n}}\n"),
    );
    shop.write("src/pages.json", "{ \"pages\": [{ \"path\": \"pages/index/index\" }] }");
    shop.write("kaibo.jsonc", manifest("main"));
    shop.exits(0, &["patch"]);
    let live = live.replace("1.3.0", "1.3.5");
    assert_eq!(
        shop.read("src/manifest.json"),
        format!(
            "{{\n  \"appid\": \"\",\n  \"mp-weixin\": {{\n    \"plugins\": {{\n      {live}\n    }}\n  }}\n}}\n"
        )
    );
}

#[test]
fn what_depends_on_a_condition_is_a_conflict_unless_it_agrees() {
    for (fixture, package) in [("taro-computed", "main"), ("uni-app-conditional", "live")] {
        let shop = Scratch::fixture(fixture);
        if fixture == "uni-app-conditional" {
            shop.replace("src/pages.json", "#ifdef MP-WEIXIN", "#ifdef LIVE");
        }
        shop.exits(0, &["init"]);
        assert_eq!(shop.exits(0, &["diff"]).stdout, "", "{fixture}: init describes what is there");
        shop.write("kaibo.jsonc", manifest(package).replace("1.3.5", "1.3.4"));
        let ran = shop.exits(1, &["patch"]);
        assert!(ran.stderr.contains("declared under a condition"), "{fixture}: {}", ran.stderr);
    }
}

#[test]
fn a_branch_in_manifest_json_is_built_whatever_its_condition_so_a_human_decides() {
    let shop = Scratch::fixture("uni-app-subpackage");
    let live =
        "\"live-player-plugin\": { \"version\": \"1.3.0\", \"provider\": \"wx2b03c6e691cd7370\" }";
    for condition in ["H5", "MP-WEIXIN"] {
        let text = format!(
            "{{ \"appid\": \"\", \"mp-weixin\": {{ \"plugins\": {{\n// #ifdef {condition}\n{live}\n// #endif\n}} }} }}"
        );
        shop.write("src/manifest.json", text);
        shop.write("src/pages.json", "{ \"pages\": [{ \"path\": \"pages/index/index\" }] }");
        shop.write("kaibo.jsonc", manifest("main"));
        assert!(shop.exits(0, &["list"]).stdout.contains("1.3.0    conditional"), "{condition}");
        for verb in ["patch", "disable"] {
            let ran = shop.exits(1, &[verb]);
            assert!(ran.stderr.contains("declared under a condition"), "{}", ran.stderr);
        }
    }
}

#[test]
fn what_is_computed_or_not_there_is_no_place_for_an_entry() {
    for (config, package, expected) in [
        ("export default { pages: [], ...common }", "main", "is computed"),
        ("export default { pages: [], plugins: shared }", "main", "is computed"),
        ("export default { pages: [], subPackages: [] }", "live", "has no package `live`"),
    ] {
        let shop = Scratch::empty();
        shop.write("src/app.config.js", config).write("kaibo.jsonc", manifest(package));
        let ran = shop.exits(1, &["patch"]);
        assert!(ran.stderr.contains(expected), "{config}: {}", ran.stderr);
        assert_eq!(shop.read("src/app.config.js"), config);
    }
    let uni = Scratch::empty();
    uni.write("pages.json", "{ \"pages\": [] }").write("kaibo.jsonc", manifest("main"));
    let manifest_json =
        "{ \"appid\": \"\", \"mp-weixin\": {\n// #ifdef VUE3\n\"plugins\": {}\n// #endif\n} }";
    uni.write("manifest.json", manifest_json);
    let ran = uni.exits(1, &["patch"]);
    assert!(ran.stderr.contains("depends on a condition"), "{}", ran.stderr);
}

#[test]
fn pages_are_written_for_native_projects_only() {
    let shop = Scratch::fixture("wepy-2");
    shop.write(
        "kaibo.jsonc",
        r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5" }, "pages": [{ "path": "pages/live/list", "kind": "room-list" }] }"#,
    );
    let ran = shop.exits(2, &["patch"]);
    assert!(ran.stderr.contains("kaibo.jsonc:1:") && ran.stderr.contains("wepy"), "{}", ran.stderr);
}

#[test]
fn duplicate_keys_are_a_fault_only_where_the_edit_goes() {
    let app =
        "export default { pages: [], pages: [], subPackages: [], subpackages: [], plugins: {}";
    let shop = Scratch::empty();
    shop.write("src/app.config.js", format!("{app} }}")).write("kaibo.jsonc", manifest("main"));
    shop.exits(0, &["patch"]);
    shop.write("src/app.config.js", format!("{app}, plugins: {{}} }}"));
    let ran = shop.exits(1, &["patch"]);
    assert!(ran.stderr.contains("stands twice"), "{}", ran.stderr);
}

/// Every configuration file at hand, with its row.
fn configurations() -> Vec<ConfigFile> {
    let folders = ["fixtures", "../shared/corpus"].map(|name| root().join(name));
    let files = folders.iter().filter(|folder| folder.exists()).flat_map(WalkDir::new);
    let mut found = Vec::new();
    for entry in files.map(Result::unwrap) {
        let Some(row) = ROWS.iter().find(|row| entry.file_name() == row.file) else { continue };
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let file = ConfigFile::new(row, RelPath::constant(row.file), text);
        found.extend(file.recognised().ok().flatten());
    }
    assert!(found.len() > 20);
    found
}

#[test]
fn inserted_inserted_again_and_taken_out_is_what_was_there() {
    let version = PluginVersion::parse("1.3.5").unwrap();
    let mut tried = BTreeSet::new();
    for file in configurations() {
        for package in packages(&file) {
            let mut editor = ConfigEditor::new(vec![file.clone()]).unwrap();
            if !editor.declarations().is_empty() {
                continue; // what is there already is corrected, not inserted
            }
            let Declared::Done = editor.declare(&package, &version).unwrap() else { continue };
            let inserted = text_of(&editor);
            assert_every_branch_parses(&file, &inserted);
            editor.declare(&package, &version).unwrap();
            assert_eq!(text_of(&editor), inserted, "inserted once");
            let found = editor.declarations();
            let active = of_state(&found, State::Active);
            let Some(active) = active.first() else {
                // where every neighbour depends on WeChat's own branch, so does what stands beside them
                assert_eq!(of_state(&found, State::Conditional).len(), 1);
                continue;
            };
            assert!(editor.take_out(&[active]), "{}", file.path);
            assert_eq!(text_of(&editor), file.text(), "{}", file.path);
            tried.insert((file.row.framework.name(), matches!(package, Package::Sub(_))));
        }
    }
    let every = [Framework::Native, Framework::UniApp, Framework::Taro, Framework::Wepy];
    assert!(every.iter().all(|framework| tried.contains(&(framework.name(), false))), "{tried:?}");
    assert!(tried.iter().any(|(_, is_sub)| *is_sub), "{tried:?}");
}

fn text_of(editor: &ConfigEditor) -> String {
    editor.files()[0].text().to_owned()
}

/// The packages that a file can declare the plugin in.
fn packages(file: &ConfigFile) -> Vec<Package> {
    let roots = file.subpackages().into_iter().map(|(root, _)| Package::Sub(root));
    file.row.main.map(|_| Package::Main).into_iter().chain(roots).collect()
}

/// Under every choice of branches that parsed before, the text parses after.
fn assert_every_branch_parses(before: &ConfigFile, after: &str) {
    if !matches!(before.row.syntax, Syntax::Conditional | Syntax::Annotated) {
        return;
    }
    let conditions: Vec<String> = conditions(before.text()).into_iter().take(8).collect();
    for choice in 0..1_u32 << conditions.len() {
        let chosen = conditions.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1);
        let on: BTreeSet<&str> = chosen.map(|(_, condition)| condition.as_str()).collect();
        if jsonc::parse(&branches(before.text(), &on)).is_ok() {
            let text = branches(after, &on);
            assert!(jsonc::parse(&text).is_ok(), "{on:?}\n{text}");
        }
    }
}

/// `ifdef A` and `ifndef A` are choices of their own: nobody says here that one excludes the other.
fn conditions(text: &str) -> BTreeSet<String> {
    text.lines().filter_map(directive).filter(|line| !line.starts_with("endif")).collect()
}

fn directive(line: &str) -> Option<String> {
    let at = line.find("#ifdef").or(line.find("#ifndef")).or(line.find("#endif"))?;
    Some(line[at + 1..].trim_end_matches("*/").trim().to_owned())
}

/// The text with the branches that are on; directives have lines of their own.
fn branches(text: &str, on: &BTreeSet<&str>) -> String {
    let mut open: Vec<bool> = Vec::new();
    let mut kept = String::new();
    for line in text.lines() {
        match directive(line) {
            Some(end) if end.starts_with("endif") => {
                open.pop();
            }
            Some(condition) => open.push(on.contains(condition.as_str())),
            None if open.iter().all(|on| *on) => {
                kept.push_str(line);
                kept.push('\n');
            }
            None => {}
        }
    }
    kept
}

/// Where the file lies beside which a project's ext.json counts.
fn beside_configuration(project: &Scratch) -> Option<String> {
    let files = ROWS.iter().map(|row| row.file).filter(|file| *file != "ext.json");
    let found = files.flat_map(|name| {
        let paths = project.tree().into_keys();
        paths.filter(move |path| path.rsplit('/').next() == Some(name))
    });
    let file = found.min_by_key(|path| path.matches('/').count())?;
    Some(file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/")))
}

#[test]
fn a_declaration_that_stands_in_ext_json_alone_is_one() {
    let mut described = 0;
    for path in every_project() {
        let project = Scratch::copy(&path);
        let name = path.display();
        let turned = project.run(&["disable"]);
        let _ = std::fs::remove_file(project.path().join("kaibo.lock"));
        let listed = project.run(&["list", "--format", "json"]);
        let listed: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
        let states = listed["projects"][0]["declarations"].as_array();
        let is_plain = states.is_some_and(|found| {
            found
                .iter()
                .all(|it| ["turned-off", "commented-out"].contains(&it["state"].as_str().unwrap()))
        });
        if turned.code != 0 || !is_plain || project.has("kaibo.jsonc") {
            continue; // what else declares the plugin stands in the way
        }
        let Some(folder) = beside_configuration(&project) else { continue };
        let ext = format!("{folder}ext.json");
        let text = "{\n  \"extEnable\": true,\n  \"extAppid\": \"wx0000000000000001\",\n  \"plugins\": {\n    \"live-player-plugin\": { \"version\": \"1.3.0\", \"provider\": \"wx2b03c6e691cd7370\" }\n  }\n}\n";
        project.write(&ext, text);
        if project.run(&["init"]).code != 0 {
            continue; // no healthy project
        }
        let before = project.tree();
        assert!(project.read("kaibo.jsonc").contains("\"1.3.0\""), "{name}");
        assert_eq!(project.exits(0, &["diff"]).stdout, "", "{name}");
        project.exits(0, &["patch"]);
        assert_same_tree(&project.tree(), &before, &format!("{name}: there is nothing to write"));
        project.replace("kaibo.jsonc", "\"1.3.0\"", "\"1.3.4\"");
        project.exits(0, &["patch"]);
        assert_eq!(
            project.read(&ext),
            text.replace("1.3.0", "1.3.4"),
            "{name}: the pin moves there"
        );
        described += 1;
    }
    assert!(described >= 15, "only {described} projects were described");
    let alone = Scratch::empty();
    alone.write("ext.json", "{ \"extEnable\": true, \"extAppid\": \"wx0000000000000001\", \"plugins\": { \"live-player-plugin\": { \"version\": \"1.3.0\", \"provider\": \"wx2b03c6e691cd7370\" } } }");
    alone.exits(0, &["init"]);
    assert_eq!(alone.exits(0, &["diff"]).stdout, "");
}

#[test]
fn an_entry_ends_in_commas_and_is_indented_as_its_neighbours_are() {
    let start = "export default {\n  pages: ['pages/index/index'],\n";
    let entry = |version: &str, indent: &str, comma: &str| {
        let lines = [
            "'live-player-plugin': {",
            &format!("  version: '{version}',"),
            &format!("  provider: 'wx2b03c6e691cd7370'{comma}"),
            &format!("}}{comma}"),
        ];
        lines.map(|line| format!("{indent}{line}\n")).concat()
    };
    let window = "  window: {\n    title: 'x',\n  },\n";
    let subpackage = "  subPackages: [\n    {\n      root: 'live',\n      pages: ['a'],\n";
    let main = |comma| format!("  plugins: {{\n{}  }}{comma}\n", entry("1.3.0", "    ", comma));
    // the first three are what prettier 3 makes of the same object with `trailingComma: all`
    for (package, before, after) in [
        (
            "main",
            format!("{start}{window}}}\n"),
            format!("{start}{window}  plugins: {{\n{}  }},\n}}\n", entry("1.3.5", "    ", ",")),
        ),
        (
            "main",
            format!("{start}  plugins: {{}},\n{window}}}\n"),
            format!("{start}  plugins: {{\n{}  }},\n{window}}}\n", entry("1.3.5", "    ", ",")),
        ),
        (
            "live",
            format!("{start}{subpackage}    }},\n  ],\n{}}}\n", main(",")),
            format!(
                "{start}{subpackage}      plugins: {{\n{}      }},\n    }},\n  ],\n}}\n",
                entry("1.3.5", "        ", ",")
            ),
        ),
        (
            "main",
            format!("{start}  window: {{\n    title: 'x'\n  }}\n}}\n"),
            format!(
                "{start}  window: {{\n    title: 'x'\n  }},\n  plugins: {{\n{}  }}\n}}\n",
                entry("1.3.5", "    ", "")
            ),
        ),
        (
            "live",
            format!(
                "{start}  subPackages: [\n    {{ root: 'live', pages: ['a'] }},\n  ],\n{}}}\n",
                main(",")
            ),
            format!(
                "{start}  subPackages: [\n    {{ root: 'live', pages: ['a'], plugins: {{ {} }} }},\n  ],\n}}\n",
                entry("1.3.5", "    ", ",").trim().trim_end_matches(',')
            ),
        ),
    ] {
        let shop = Scratch::empty();
        let manifest = format!(
            "{{ \"manifestVersion\": 1, \"plugin\": {{ \"version\": \"1.3.5\", \"package\": \"{package}\" }} }}"
        );
        shop.write("src/app.config.js", before).write("kaibo.jsonc", manifest);
        shop.exits(0, &["patch"]);
        assert_eq!(shop.read("src/app.config.js"), after);
    }
}
