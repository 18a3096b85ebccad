//! `enable` and `disable`: the declaration on and off, to the byte.

use serde_json::Value;

use crate::support::{Scratch, assert_same_tree, every_project, without};

const NATIVE: &str = r#"{
  "pages": ["pages/index/index"],
  "plugins": {
    "first": { "version": "1.0.0", "provider": "wx0000000000000001" },
    "live-player-plugin": {
      "version": "1.3.0",
      "provider": "wx2b03c6e691cd7370"
    },
    "last": { "version": "1.0.0", "provider": "wx0000000000000002" }
  }
}
"#;

fn native() -> Scratch {
    let shop = Scratch::empty();
    shop.write("app.json", NATIVE);
    shop
}

/// Plugins in a file that knows comments.
fn taro(plugins: &str) -> Scratch {
    let shop = Scratch::empty();
    let config = format!(
        "export default {{\n  pages: ['pages/index/index'],\n  plugins: {{\n{plugins}  }}\n}}\n"
    );
    shop.write("src/app.config.js", config);
    shop
}

const LIVE: &str =
    "    'live-player-plugin': { version: '1.3.0', provider: 'wx2b03c6e691cd7370' }\n";

/// How many declarations count below a folder.
fn active(shop: &Scratch) -> usize {
    let listed: Value =
        serde_json::from_str(&shop.run(&["list", "--format", "json"]).stdout).unwrap();
    let projects = listed["projects"].as_array().unwrap().iter();
    let declarations = projects.flat_map(|project| project["declarations"].as_array().unwrap());
    declarations.filter(|found| found["state"] == "active").count()
}

#[test]
fn off_and_on_again_is_what_was_there_in_every_project() {
    let mut turned = 0;
    for path in every_project() {
        let shop = Scratch::copy(&path);
        let name = path.display();
        let before = shop.tree();
        let off = shop.run(&["disable"]);
        if off.code == 1 {
            assert!(off.stderr.contains("condition"), "{name}: {}", off.stderr);
            assert_same_tree(&shop.tree(), &before, &format!("{name}: a conflict writes nothing"));
            continue;
        }
        assert_eq!(off.code, 0, "{name}: {}", off.stderr);
        let disabled = shop.tree();
        shop.exits(0, &["disable"]);
        assert_same_tree(&shop.tree(), &disabled, &format!("{name}: off twice is off once"));
        if disabled == before {
            continue; // there was nothing of ours to turn off
        }
        assert_eq!(active(&shop), 0, "{name}");
        shop.exits(0, &["enable"]);
        assert_same_tree(&shop.tree(), &before, &format!("{name}: and on again"));
        turned += 1;
    }
    assert!(turned >= 9, "only {turned} projects were turned off");
}

#[test]
fn on_and_off_again_is_what_was_there_where_comments_are_forbidden() {
    let mut turned = 0;
    for path in every_project() {
        let shop = Scratch::copy(&path);
        if !shop.has("app.json") || shop.read("app.json").contains("\"plugins\"") {
            continue;
        }
        let before = shop.read("app.json");
        shop.exits(0, &["enable"]);
        if !shop.read("app.json").contains("live-player-plugin") {
            continue; // declared elsewhere already
        }
        shop.exits(0, &["enable", "--check"]);
        shop.exits(0, &["disable"]);
        assert_eq!(shop.read("app.json"), before, "{}", path.display());
        turned += 1;
    }
    assert!(turned >= 5, "only {turned} projects were turned on");
}

#[test]
fn whole_lines_are_commented_out_where_the_format_has_comments() {
    let shop = taro(LIVE);
    shop.exits(0, &["disable"]);
    let expected = format!("plugins: {{\n    /* disabled by kaibo\n{LIVE}    */\n  }}");
    let text = shop.read("src/app.config.js");
    assert!(text.contains(&expected), "{text}");
    assert!(!shop.has("kaibo.lock"), "the comment says all there is to know");
}

#[test]
fn what_cannot_be_commented_out_is_taken_out_and_remembered() {
    let one_line = "    a: { version: '1.0.0', provider: 'wx1' }, 'live-player-plugin': { version: '1.3.0', provider: 'wx2b03c6e691cd7370' }\n";
    let ends_early = "    'live-player-plugin': { /* old */ version: '1.3.0', provider: 'wx2b03c6e691cd7370' }\n";
    for (plugins, neighbour) in [(one_line, "a".into()), (ends_early, Value::Null)] {
        let shop = taro(plugins);
        let before = shop.tree();
        shop.exits(0, &["disable"]);
        assert!(!shop.read("src/app.config.js").contains("live-player-plugin"));
        let lock: Value = serde_json::from_str(&shop.read("kaibo.lock")).unwrap();
        let disabled = &lock["disabled"][0];
        assert_eq!(disabled["keys"], serde_json::json!(["plugins", "live-player-plugin"]));
        assert_eq!(disabled["before"], neighbour);
        shop.exits(0, &["enable"]);
        assert_same_tree(&shop.tree(), &before, "and the lock is gone with it");
    }
}

#[test]
fn in_a_file_that_was_touched_the_text_returns_beside_its_neighbours() {
    let shop = native();
    shop.exits(0, &["disable"]);
    assert!(!shop.read("app.json").contains("live-player-plugin"));
    shop.replace("app.json", "\"last\"", "\"later\": {},\n    \"last\"");
    shop.replace("app.json", "pages/index/index\"", "pages/index/index\", \"pages/new/new\"");
    shop.exits(0, &["enable"]);
    let text = shop.read("app.json");
    let back = "\"provider\": \"wx0000000000000001\" },\n    \"live-player-plugin\": {\n      \"version\": \"1.3.0\",\n      \"provider\": \"wx2b03c6e691cd7370\"\n    },\n    \"later\"";
    assert!(text.contains(back), "{text}");
    assert!(!shop.has("kaibo.lock"));
}

#[test]
fn one_neighbour_is_enough_and_none_is_a_conflict() {
    for (gone, code) in
        [(&["\"first\""][..], 0), (&["\"last\""], 0), (&["\"first\"", "\"last\""], 1)]
    {
        let shop = native();
        shop.exits(0, &["disable"]);
        for key in gone {
            shop.replace("app.json", key, &key.replacen('"', "\"other-", 1));
        }
        let before = shop.tree();
        let ran = shop.exits(code, &["enable"]);
        if code == 1 {
            assert!(ran.stderr.contains("what stood beside"), "{}", ran.stderr);
            assert_same_tree(&shop.tree(), &before, "nothing is written");
        } else {
            assert_eq!(active(&shop), 1);
        }
    }
}

#[test]
fn a_block_that_somebody_commented_out_comes_back() {
    let shop = Scratch::fixture("uni-app-hbuilder");
    shop.exits(0, &["enable"]);
    let text = shop.read("manifest.json");
    assert_eq!(active(&shop), 1, "{text}");
    let back = "\"usingComponents\" : true\n        , \"plugins\" : {\n            \"live-player-plugin\" : {\n                \"version\" : \"1.2.0\",";
    assert!(text.contains(back), "{text}");
}

#[test]
fn of_several_commented_blocks_a_human_chooses() {
    let shop = taro(
        "    // 'live-player-plugin': { version: '1.3.0', provider: 'wx2b03c6e691cd7370' },\n    a: {},\n    // live: { version: '1.3.5', provider: 'wx2b03c6e691cd7370' },\n",
    );
    let ran = shop.exits(1, &["enable"]);
    assert!(ran.stderr.contains("app.config.js:6: more than one declaration"), "{}", ran.stderr);
}

/// A uni-app program with this in its list of subpackages.
fn uni_app(subpackages: &str) -> Scratch {
    let shop = Scratch::empty();
    shop.write("manifest.json", "{ \"name\": \"x\", \"mp-weixin\": {} }");
    let pages = "{\n  \"pages\": [{ \"path\": \"pages/index/index\" }],\n";
    shop.write("pages.json", format!("{pages}  \"subPackages\": [\n{subpackages}  ]\n}}\n"));
    shop
}

/// A subpackage with the declaration, line by line, each below an indent and a sign.
fn subpackage(lines: &str) -> String {
    let text = "{\n  \"root\": \"live\",\n  \"plugins\": {\n    \"live-player-plugin\": { \"version\": \"1.2.7\", \"provider\": \"wx2b03c6e691cd7370\" }\n  },\n  \"pages\": [{ \"path\": \"list\" }]\n}\n";
    text.lines().flat_map(|line| [lines, line, "\n"]).collect()
}

#[test]
fn what_is_commented_out_under_a_condition_comes_back_in_its_lines() {
    let first = "    { \"root\": \"a\", \"pages\": [{ \"path\": \"b\" }] }";
    let plain = subpackage("    ");
    let entry = plain.lines().nth(3).unwrap().trim_start();
    for condition in ["ifdef MP-WEIXIN", "ifndef H5", "ifdef LIVE"] {
        let branch =
            |inside: &str| format!("{first},\n    // #{condition}\n{inside}    // #endif\n");
        for commented in [
            subpackage("    // "),
            format!("    /*\n{plain}    */\n"),
            plain.replace(entry, &format!("// {entry}")),
        ] {
            let shop = uni_app(&branch(&commented));
            let listed = shop.exits(0, &["list"]).stdout;
            let words: Vec<&str> = listed.lines().nth(1).unwrap().split_whitespace().collect();
            assert_eq!(words[2..5], ["live", "1.2.7", "commented-out"], "{listed}");
            shop.exits(0, &["enable"]);
            let expected = uni_app(&branch(&plain)).read("pages.json");
            assert_eq!(shop.read("pages.json"), expected, "{condition}: {commented}");
            assert_eq!(shop.read("manifest.json"), "{ \"name\": \"x\", \"mp-weixin\": {} }");
            if condition != "ifdef LIVE" {
                let on = shop.tree();
                shop.exits(0, &["disable"]);
                assert_eq!(active(&shop), 0, "{condition}");
                shop.exits(0, &["enable"]);
                assert_same_tree(&shop.tree(), &on, "off and on again");
            }
        }
        let off = uni_app(&branch(&subpackage("    // ")).replace(condition, "ifdef H5"));
        assert!(!off.exits(0, &["list"]).stdout.contains("commented-out"), "another build's");
    }
}

#[test]
fn a_list_of_subpackages_that_is_commented_out_comes_back_whole() {
    let shop = Scratch::empty();
    shop.write("manifest.json", "{ \"mp-weixin\": {} }");
    let text = |open, close| {
        format!(
            "{{\n  \"pages\": [{{ \"path\": \"a\" }}],\n  {open}\"subPackages\": [\n{}  ],{close}\n  \"globalStyle\": {{}}\n}}\n",
            subpackage("    ")
        )
    };
    shop.write("pages.json", text("/* ", " */"));
    shop.exits(0, &["enable"]);
    assert_eq!(shop.read("pages.json"), text("", ""));
}

#[test]
fn what_cannot_come_back_alone_is_a_conflict_at_its_line_and_no_second_entry_is_written() {
    let first = "    { \"root\": \"a\", \"pages\": [{ \"path\": \"b\" }] }\n";
    for (subpackages, line) in [
        // the comma that this branch needs is one too many for other builds
        (format!("{first}    // #ifdef MP-WEIXIN\n{}    // #endif\n", subpackage("    // ")), 9),
        (format!("{first}    // see the wiki: {}", subpackage("    // ").trim_start()), 8),
    ] {
        let shop = uni_app(&subpackages);
        let before = shop.tree();
        let ran = shop.exits(1, &["enable", "."]);
        let told = format!("pages.json:{line}: the declaration is commented out");
        assert!(ran.stderr.contains(&told), "{}", ran.stderr);
        assert_same_tree(&shop.tree(), &before, "nothing is written");
    }
    let twice = subpackage("    // ").replace("// }\n", "// },\n");
    let shop = uni_app(&format!("    {{ \"root\": \"live\", \"pages\": [] }},\n{twice}{first}"));
    assert!(shop.exits(1, &["enable", "."]).stderr.contains("pages.json:8: "), "a second root");
    let shop = Scratch::empty();
    let plugins = |inside: &str| format!("  \"plugins\": {{ {inside} }}");
    let others =
        plugins("\"map\": { \"version\": \"1.0.0\", \"provider\": \"wx0000000000000001\" }");
    let live = plugins(LIVE.trim())
        .replace('\'', "\"")
        .replace("version:", "\"version\":")
        .replace("provider:", "\"provider\":");
    shop.write("manifest.json", format!("{{ \"mp-weixin\": {{\n{others}\n//{live}\n}} }}"));
    shop.write("pages.json", "{ \"pages\": [{ \"path\": \"a\" }] }");
    assert!(
        shop.exits(1, &["enable", "."]).stderr.contains("manifest.json:3: "),
        "it hides the map"
    );
    let entry = LIVE.trim_end().to_owned() + ",\n";
    let other = taro(&(entry.replace("wx2b", "wx2c") + &entry.replacen("    ", "    // ", 1)));
    let ran = other.exits(1, &["enable", "."]);
    assert!(ran.stderr.contains("app.config.js:4: the alias"), "{}", ran.stderr);
}

#[test]
fn what_is_computed_is_told_with_its_line_and_never_replaced() {
    let version = taro(&LIVE.replace("'1.3.0'", "process.env.V"));
    let plugins = Scratch::empty();
    plugins
        .write("src/app.config.js", "export default {\n  pages: ['a'],\n  plugins: live(),\n}\n");
    for (shop, line, enabled) in [(version, 4, 0), (plugins, 3, 1)] {
        let place = format!("src/app.config.js:{line}: ");
        let before = shop.read("src/app.config.js");
        let told = shop.exits(enabled, &["enable", "."]).stderr;
        assert!(told.contains(&place), "{told}");
        let told = shop.exits(1, &["disable"]).stderr;
        assert!(
            told.contains(&format!("conflict: {place}what is declared here is computed")),
            "{told}"
        );
        shop.exits(0, &["init"]);
        let json: Value =
            serde_json::from_str(&shop.exits(1, &["patch", "--format", "json"]).stdout).unwrap();
        assert_eq!(json["conflicts"][0]["reason"], "computed");
        assert_eq!(json["conflicts"][0]["line"], line);
        shop.exits(0, &["patch", "--accept", "ours"]);
        assert_eq!(shop.exits(0, &["diff"]).stdout, "");
        assert_eq!(shop.read("src/app.config.js"), before);
    }
}

#[test]
fn where_there_is_none_an_entry_is_written() {
    let shop = Scratch::fixture("wepy-2");
    shop.exits(0, &["enable"]);
    let text = shop.read("src/app.wpy");
    let entry = "  window: {\n    navigationBarTitleText: 'shop'\n  },\n  plugins: {\n    'live-player-plugin': {\n      version: '1.3.5',\n      provider: 'wx2b03c6e691cd7370'\n    }\n  }\n}\n</config>";
    assert!(text.contains(entry), "{text}");
}

#[test]
fn what_a_manifest_asks_for_stays_off_until_it_is_turned_on() {
    for shop in [Scratch::fixture("native-healthy-main"), Scratch::fixture("taro-2")] {
        shop.exits(0, &["init"]);
        shop.exits(0, &["patch"]);
        shop.exits(0, &["disable"]);
        let off = shop.tree();
        let ran = shop.exits(0, &["patch"]);
        assert!(ran.stderr.contains("turned off by `kaibo disable`"), "{}", ran.stderr);
        assert_same_tree(&shop.tree(), &off, "patch leaves it off");
        assert_eq!(shop.exits(0, &["diff"]).stdout, "");
        shop.exits(0, &["enable"]);
        assert_eq!(active(&shop), 1);
        shop.exits(0, &["patch", "--check"]);
    }
}

#[test]
fn a_condition_is_told_and_never_edited_past() {
    for name in ["taro-computed", "uni-app-conditional"] {
        let shop = Scratch::fixture(name);
        if name == "uni-app-conditional" {
            shop.replace("src/pages.json", "#ifdef MP-WEIXIN", "#ifdef LIVE");
        }
        let before = shop.tree();
        let ran = shop.exits(1, &["disable", "--format", "json"]);
        let document: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(document["conflicts"][0]["reason"], "conditional", "{name}");
        assert_same_tree(&shop.tree(), &before, name);
    }
}

#[test]
fn what_a_condition_certainly_has_in_a_build_for_wechat_counts_and_is_turned_off_in_its_branch() {
    for condition in ["ifdef MP-WEIXIN", "ifndef H5"] {
        let shop = Scratch::fixture("uni-app-conditional");
        shop.replace(
            "src/pages.json",
            "ifdef MP-WEIXIN\n  \"sub",
            &format!("{condition}\n  \"sub"),
        );
        let before = shop.tree();
        assert_eq!(active(&shop), 1, "{condition}");
        shop.exits(0, &["disable"]);
        assert_eq!(active(&shop), 0, "{condition}");
        let ends = shop.read("src/pages.json").matches("#endif").count();
        assert_eq!(ends, 3, "the branches stay");
        shop.exits(0, &["enable"]);
        assert_same_tree(&shop.tree(), &before, condition);
    }
}

#[test]
fn it_can_be_shown_and_tested_first() {
    let shop = native();
    let before = shop.tree();
    let diff = shop.exits(0, &["disable", "--diff"]).stdout;
    assert!(diff.contains("-    \"live-player-plugin\": {"), "{diff}");
    shop.exits(1, &["disable", "--check"]);
    assert_same_tree(&shop.tree(), &before, "nothing is written");
    shop.exits(0, &["disable"]);
    shop.exits(0, &["disable", "--check"]);
    shop.exits(1, &["enable", "--check"]);
    shop.exits(2, &["enable", "nowhere"]);
}

#[test]
fn a_fleet_is_turned_at_once_and_one_refusal_does_not_stop_the_others() {
    let fleet = Scratch::empty();
    fleet.write("a/app.json", NATIVE).write("b/app.json", "{ \"pages\": [,] }");
    let config = format!("export default {{ pages: [], plugins: {{\n{LIVE}}} }}\n");
    fleet.write("c/src/app.config.js", config);
    let ran = fleet.exits(1, &["disable"]);
    assert!(ran.stderr.contains("b/app.json:1:"), "{}", ran.stderr);
    assert_eq!(active(&fleet), 0);
    assert_eq!(without(fleet.tree(), "a/kaibo.lock").len(), 3);
}

/// An app.json whose object of plugins is empty in one way or another.
fn hollow(plugins: &str) -> Scratch {
    let shop = Scratch::empty();
    let app = format!("{{\n  \"pages\": [\"pages/index/index\"],\n  \"plugins\": {plugins}\n}}\n");
    shop.write("app.json", app);
    shop
}

#[test]
fn an_object_that_was_empty_is_empty_again_when_the_plugin_is_turned_off() {
    for plugins in ["{}", "{ }", "{\n  }", "{\r\n\r\n  }", "{\n    // none yet\n  }"] {
        let shop = hollow(plugins);
        let before = shop.read("app.json");
        shop.exits(0, &["enable"]);
        assert_eq!(active(&shop), 1, "{plugins:?}");
        let on = shop.tree();
        shop.exits(0, &["disable"]);
        assert_eq!(shop.read("app.json"), before, "{plugins:?}");
        assert_eq!(active(&shop), 0, "{plugins:?}");
        shop.exits(0, &["disable", "--check"]);
        shop.exits(0, &["enable"]);
        assert_same_tree(&shop.tree(), &on, plugins);
    }
}

#[test]
fn an_empty_object_of_a_subpackage_comes_back_too() {
    let app = "{\n  \"pages\": [\"pages/index/index\"],\n  \"subPackages\": [\n    { \"root\": \"live\", \"pages\": [\"room\"], \"plugins\": {} }\n  ]\n}\n";
    let shop = Scratch::empty();
    shop.write("app.json", app).write(
        "kaibo.jsonc",
        r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5", "package": "live" } }"#,
    );
    shop.exits(0, &["enable"]);
    let on = shop.tree();
    assert_eq!(active(&shop), 1);
    shop.exits(0, &["disable"]);
    assert_eq!(shop.read("app.json"), app);
    shop.exits(0, &["enable"]);
    assert_same_tree(&shop.tree(), &on, "and on again");
}

#[test]
fn an_empty_object_in_a_script_comes_back_on_one_line_and_is_commented_in_on_many() {
    let one_line = "export default { pages: ['pages/index/index'], plugins: {} }\n";
    let many = "export default {\n  pages: ['pages/index/index'],\n  plugins: {}\n}\n";
    for (config, is_back) in [(one_line, true), (many, false)] {
        let shop = Scratch::empty();
        shop.write("src/app.config.js", config);
        shop.exits(0, &["enable"]);
        let on = shop.tree();
        shop.exits(0, &["disable"]);
        let text = shop.read("src/app.config.js");
        assert_eq!(text == config, is_back, "{text}");
        assert_eq!(text.contains("/* disabled by kaibo"), !is_back, "{text}");
        shop.exits(0, &["enable"]);
        assert_same_tree(&shop.tree(), &on, "and on again");
    }
}

#[test]
fn what_patch_put_into_an_empty_object_goes_off_and_on_and_leaves_it_empty() {
    let app = "{\n  \"pages\": [\"pages/index/index\"],\n  \"plugins\": {\n  },\n  \"subPackages\": [{ \"root\": \"live\", \"pages\": [\"i\"] }]\n}\n";
    let manifest =
        |plugin: &str| format!("{{ \"manifestVersion\": 1, \"plugin\": {{ {plugin} }} }}");
    let shop = Scratch::empty();
    shop.write("app.json", app).write("kaibo.jsonc", manifest("\"version\": \"1.3.5\""));
    shop.exits(0, &["patch"]);
    let patched = shop.tree();
    shop.exits(0, &["disable"]);
    assert_eq!(shop.read("app.json"), app);
    shop.exits(0, &["patch"]);
    assert_eq!(shop.read("app.json"), app, "patch leaves it off");
    shop.exits(0, &["enable"]);
    assert_same_tree(&shop.tree(), &patched, "off and on");
    shop.write("kaibo.jsonc", manifest("\"version\": \"1.3.5\", \"package\": \"live\""));
    shop.exits(0, &["patch"]);
    let moved = shop.read("app.json");
    assert!(moved.contains("\"plugins\": {\n  },\n") && moved.contains("live-player"), "{moved}");
}

#[test]
fn an_empty_object_that_was_touched_meanwhile_is_filled_and_emptied_as_it_is_now() {
    let shop = hollow("{}");
    shop.exits(0, &["enable"]);
    shop.exits(0, &["disable"]);
    shop.replace("app.json", "{}", "{ }");
    let touched = shop.read("app.json");
    shop.exits(0, &["enable"]);
    assert_eq!(active(&shop), 1);
    shop.exits(0, &["disable"]);
    assert_eq!(shop.read("app.json"), touched);
}
