//! `enable` brings back what was turned off, and declares the plugin only where somebody asks for it.

use proptest::prelude::*;

use crate::fleet::{document, entry, listed};
use crate::support::{Scratch, assert_same_tree, every_project};

const DEMO: &str = "{ \"pages\": [\"pages/index/index\"] }\n";

fn pages_of_uni_app(fleet: &Scratch, folder: &str) {
    fleet.write(&format!("{folder}/pages.json"), "{ \"pages\": [{ \"path\": \"pages/i\" }] }");
}

fn declares(fleet: &Scratch, file: &str) -> bool {
    fleet.read(file).contains("live-player-plugin")
}

#[test]
fn off_and_on_below_a_path_gives_back_every_byte_and_touches_nobody_else() {
    let fleet = Scratch::empty();
    for (number, path) in every_project().iter().enumerate() {
        let project = Scratch::copy(path);
        let listed = document(&project.run(&["list", "--format", "json"]));
        let projects = listed["projects"].as_array().unwrap();
        let empty = |key: &str| projects.iter().all(|it| it[key].as_array().unwrap().is_empty());
        if projects.len() > 1 || empty("declarations") && !empty("uses") {
            continue; // what it is to become is a matter of its own
        }
        for (file, bytes) in project.tree() {
            fleet.write(&format!("p{number}/{file}"), bytes);
        }
    }
    let before = fleet.tree();
    let off = fleet.run(&["disable"]);
    assert!(fleet.tree() != before, "{}", off.stderr);
    let on = fleet.run(&["enable"]);
    assert_same_tree(&fleet.tree(), &before, "off and on");
    let idle = on.stderr.lines().find(|line| line.contains("had nothing to turn on"));
    assert!(idle.is_some_and(|line| line.starts_with("turned on in ")), "{}", on.stderr);
}

#[test]
fn a_new_declaration_is_written_where_a_manifest_a_use_or_a_flag_asks_for_it() {
    let fleet = Scratch::empty();
    for shop in ["demo", "used", "managed"] {
        fleet.write(&format!("{shop}/app.json"), DEMO);
    }
    fleet.write("used/pages/index/index.js", "requirePlugin('live-player-plugin')\n");
    fleet.write(
        "managed/kaibo.jsonc",
        r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.4" } }"#,
    );
    let ran = fleet.exits(0, &["enable"]);
    let said = "turned on in 2 of 3 projects; 1 had nothing to turn on";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    assert!(declares(&fleet, "used/app.json") && declares(&fleet, "managed/app.json"));
    assert!(fleet.read("managed/app.json").contains("1.3.4"));
    assert_eq!(fleet.read("demo/app.json"), DEMO);
    assert!(!fleet.has("demo/kaibo.lock") && !fleet.has("managed/kaibo.lock"));
    fleet.exits(0, &["enable", "--add"]);
    assert!(declares(&fleet, "demo/app.json"));
}

#[test]
fn a_path_names_a_project_unless_another_lies_below() {
    for (path, is_named) in
        [(".", false), ("shop", true), ("./shop/", true), ("shop/app.json", true), ("outer", false)]
    {
        let fleet = Scratch::empty();
        for file in ["shop/app.json", "outer/app.json", "outer/in/app.json"] {
            fleet.write(file, DEMO);
        }
        fleet.exits(0, &["enable", path]);
        assert_eq!(declares(&fleet, "shop/app.json"), is_named, "{path}");
        assert!(!declares(&fleet, "outer/app.json") && !declares(&fleet, "outer/in/app.json"));
    }
    let alone = Scratch::empty();
    alone.write("app.json", DEMO);
    alone.exits(0, &["enable"]);
    assert!(declares(&alone, "app.json"), "here, where nobody else is");
}

#[test]
fn a_package_of_uni_app_is_no_program() {
    let fleet = Scratch::empty();
    let manifest = "{ \"appid\": \"\", \"mp-weixin\": {} }\n";
    for folder in ["shop", "shop/uni_modules/player", "shop/static/more", "shop/cli/src"] {
        fleet.write(&format!("{folder}/manifest.json"), manifest);
    }
    pages_of_uni_app(&fleet, "shop");
    pages_of_uni_app(&fleet, "shop/cli/src");
    let found = document(&fleet.exits(0, &["list", "--format", "json"]));
    let roots = found["projects"].as_array().unwrap().iter().map(|it| it["root"].as_str());
    assert_eq!(roots.collect::<Vec<_>>(), [Some("shop"), Some("shop/cli")]);
    let before = fleet.tree();
    fleet.exits(2, &["enable", "shop/static/more"]);
    fleet.run(&["enable", "shop/uni_modules/player"]);
    assert_same_tree(&fleet.tree(), &before, "nothing is written into them");
    fleet.exits(0, &["enable", "shop/manifest.json"]);
    assert!(declares(&fleet, "shop/manifest.json"), "a file of it names it");
}

#[test]
fn what_somebody_commented_out_is_told_and_left_until_its_project_is_named() {
    let fleet = Scratch::empty();
    let config =
        format!("export default {{ pages: ['a'], plugins: {{\n  // {}\n}} }}\n", entry("1.3.0"));
    fleet.write("a/src/app.config.js", &config).write("b/app.json", DEMO);
    let ran = fleet.exits(0, &["enable"]);
    let said = "a/src/app.config.js:2: this declaration was commented out by hand";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    assert_eq!(fleet.read("a/src/app.config.js"), config);
    fleet.exits(0, &["enable", "a"]);
    assert_eq!(fleet.read("a/src/app.config.js"), config.replace("// ", ""));
}

#[test]
fn an_empty_lock_is_never_left_behind() {
    let shop = Scratch::empty();
    shop.write("app.json", DEMO.replace(" }", ", \"plugins\": {} }"));
    shop.write("kaibo.jsonc", r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.4" } }"#);
    shop.write("app.json", format!("{{ \"pages\": [], \"plugins\": {{ {} }} }}\n", entry("1.3.4")));
    let before = shop.tree();
    shop.exits(0, &["enable"]);
    assert_same_tree(&shop.tree(), &before, "on already");
    shop.exits(0, &["disable"]);
    assert!(shop.has("kaibo.lock"));
    shop.exits(0, &["enable"]);
    assert_same_tree(&shop.tree(), &before, "off and on");
}

/// Where a comment with the declaration may stand among other plugins.
fn placements() -> Vec<String> {
    let live = entry("1.3.0");
    let (one, two) = ("\"one\": { \"version\": \"1.0.0\", \"provider\": \"wx1\" }", "\"直播\": {}");
    let mut all = Vec::new();
    for comment in [
        format!("/*{live}*/"),
        format!("/* {live}, */"),
        format!("/*, {live} */"),
        format!("/*\n      {live}\n    */"),
        format!("/* 直播插件 */ /*{live}*/ // 关闭\n"),
        format!("\n      // {live}\n"),
        format!("\n      // {live},\n      // 直播\n"),
    ] {
        all.push(comment.clone());
        for (before, behind) in [
            (String::new(), format!(" {one}")),
            (String::new(), format!("{one}, {two}")),
            (format!("{one}, "), two.to_owned()),
            (format!("{one} "), format!(", {two}")),
            (one.to_owned(), String::new()),
            (format!("{one},\n    "), format!("\n    {two}\n  ")),
        ] {
            all.push(format!("{before}{comment}{behind}"));
        }
    }
    all
}

#[test]
fn a_commented_declaration_comes_back_wherever_it_stands_and_a_fleet_lives_on() {
    let fleet = Scratch::empty();
    let mut count = 0;
    for (number, inside) in placements().into_iter().enumerate() {
        for end in ["\n", "\r\n"] {
            let name = format!("{number}{}", if end == "\n" { "" } else { "-windows" });
            let plugins = format!("\"plugins\": {{ {inside} }}").replace('\n', end);
            let uni = format!("{{ \"appid\": \"\", \"mp-weixin\": {{ {plugins} }} }}");
            fleet.write(&format!("uni{name}/manifest.json"), uni);
            pages_of_uni_app(&fleet, &format!("uni{name}"));
            let taro = format!("export default {{ pages: ['a'], {plugins} }}");
            fleet.write(&format!("taro{name}/src/app.config.js"), taro);
            let wepy = format!("<config>\n{{ pages: ['a'], {plugins} }}\n</config>");
            fleet.write(&format!("wepy{name}/src/app.wpy"), wepy);
            count += 3;
        }
    }
    fleet
        .write("z/app.json", format!("{{ \"pages\": [], \"plugins\": {{ {} }} }}", entry("1.3.0")));
    fleet.exits(0, &["disable", "z"]);
    let ran = fleet.exits(0, &["enable", "--add"]);
    assert!(ran.stdout.contains("update z/app.json"), "{}", ran.stdout);
    let found = listed(&document(&fleet.exits(0, &["list", "--format", "json"])));
    let left: Vec<_> = found.iter().filter(|found| found[4] != "active").collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(found.len(), count + 1);
    assert!(found.iter().all(|found| found[3] == "1.3.0"), "each has the version of its comment");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_comment_makes_enable_panic(
        pieces in prop::collection::vec("/\\*|\\*/|//|\n|\r\n|,|\\{|\\}|\"live-player-plugin\": \\{ \"version\": \"1[.]3[.]0\", \"provider\": \"wx2b03c6e691cd7370\" \\}|\"中\": 1|/\\* disabled by kaibo\n", 0..12)
    ) {
        let shop = Scratch::empty();
        let inside = pieces.concat();
        shop.write("manifest.json", format!("{{ \"appid\": \"\", \"mp-weixin\": {{ \"plugins\": {{ {inside} }} }} }}"));
        pages_of_uni_app(&shop, ".");
        let before = shop.tree();
        for verb in ["enable", "disable", "enable"] {
            let ran = shop.run(&[verb]);
            prop_assert!([0, 1].contains(&ran.code), "{}{}", ran.stdout, ran.stderr);
            if ran.code == 1 {
                break;
            }
            prop_assert!(shop.run(&["list"]).code == 0, "{:?} broke {:?}", shop.read("manifest.json"), before);
        }
    }
}
