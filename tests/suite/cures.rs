//! A help that names a command names one that does what it says: it is not refused, and the finding is gone after it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Scratch, every_project};

const LIVE: &str =
    r#""live-player-plugin": { "version": "1.1.0", "provider": "wx2b03c6e691cd7370" }"#;

const LINK: &str = "<script>uni.navigateTo({ url: 'plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=1' })</script>";

/// uni-app programs that use the plugin, each with its manifest.json and its pages.json in another state.
fn states() -> Vec<Scratch> {
    let other = LIVE.replace("wx2b", "wx2c");
    let plugins =
        |inside: &str| format!("{{ \"mp-weixin\": {{ \"plugins\": {{\n{inside}\n}} }} }}");
    let pages = |inside: &str| {
        format!(
            "{{ \"pages\": [{{ \"path\": \"pages/index/index\" }}],\n\"subPackages\": [\n{inside}\n] }}"
        )
    };
    let subpackage = |plugins: &str| {
        format!(
            "{{ \"root\": \"live\", \"pages\": [{{ \"path\": \"a\" }}], \"plugins\": {{\n{plugins}\n}} }}"
        )
    };
    let bare = "{ \"mp-weixin\": {} }".to_owned();
    let of = |manifest: String, pages: String| {
        let shop = Scratch::empty();
        shop.write("manifest.json", manifest).write("pages.json", pages);
        shop.write("pages/index/index.vue", LINK);
        shop
    };
    let branch = |condition: &str, inside: &str| format!("// #{condition}\n{inside}\n// #endif");
    vec![
        of(bare.clone(), pages("")),
        of(plugins(LIVE), pages("")),
        of(plugins(&format!("// {LIVE}")), pages("")),
        of(plugins(&format!("// {LIVE}\n// {LIVE}")), pages("")),
        of(plugins(&format!("// see {LIVE}")), pages("")),
        of(plugins(&format!("{other}\n// , {LIVE}")), pages("")),
        of(format!("{{ \"mp-weixin\": {{ {LIVE} }} }}"), pages("")),
        of(format!("{{ \"mp-weixin\": {{ {other} }} }}"), pages("")),
        of(bare.clone(), pages(&branch("ifdef MP-WEIXIN", &subpackage(LIVE)))),
        of(bare.clone(), pages(&branch("ifndef H5", &subpackage(LIVE)))),
        of(bare.clone(), pages(&branch("ifdef LIVE", &subpackage(LIVE)))),
        of(bare.clone(), pages(&branch("ifdef MP-WEIXIN", &subpackage(&format!("// {LIVE}"))))),
        of(plugins(LIVE), pages(&branch("ifdef LIVE", &subpackage(&format!("// {LIVE}"))))),
    ]
}

/// The commands in a text, without the program's name.
fn commands(help: &str) -> Vec<Vec<String>> {
    let quoted = help.split('`').skip(1).step_by(2);
    let commands = quoted.filter_map(|text| text.strip_prefix("kaibo "));
    commands.map(|command| command.split_whitespace().map(str::to_owned).collect()).collect()
}

fn findings(shop: &Scratch) -> Vec<[String; 3]> {
    let ran = shop.run(&["check", "--format", "json"]);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let found = document["diagnostics"].as_array().unwrap().iter();
    found
        .map(|one| ["rule", "path", "help"].map(|key| one[key].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn what_a_help_names_is_not_refused_and_cures() {
    let fixtures = every_project().into_iter().map(|path| Scratch::copy(&path));
    let mut cured = BTreeSet::new();
    for (number, shop) in fixtures.chain(states()).enumerate() {
        for [rule, path, help] in findings(&shop) {
            for command in commands(&help) {
                let copy = Scratch::copy(shop.path());
                let mut args: Vec<&str> = command.iter().map(String::as_str).collect();
                if let Some(dir) = args.iter().position(|word| *word == "DIR") {
                    args[dir] = ".";
                }
                if args[0] == "diff" {
                    continue; // it shows, and another command writes
                }
                args.extend(["--format", "json"]);
                let ran = copy.run(&args);
                let told = format!("{number} {rule} {path}: {args:?}: {}", ran.stdout);
                assert_eq!(ran.code, 0, "{told}");
                let left = findings(&copy).into_iter();
                let left = left.filter(|[other, at, _]| *other == rule && *at == path).count();
                let before = findings(&shop).into_iter();
                let before = before.filter(|[other, at, _]| *other == rule && *at == path).count();
                assert!(left < before, "{told}");
                cured.insert(rule.clone());
            }
        }
    }
    let expected = [
        "commented-out-declaration",
        "undeclared-plugin",
        "unused-plugin",
        "version-below-minimum",
    ];
    assert!(expected.iter().all(|rule| cured.contains(*rule)), "{cured:?}");
}
