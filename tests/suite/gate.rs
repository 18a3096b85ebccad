//! A gate that never passes what it cannot read: broken configuration is an error in every verb that looks below paths.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::fleet::{PROVIDER, app, document, entry};
use crate::support::{Ran, Scratch, assert_same_tree, kaibo, ran, root};

/// What an app.json may be that is none, with what is told of it and where.
const BROKEN: [(&[u8], &str); 14] = [
    (b"", "app.json:1:1: the file is empty"),
    (b" \n\t\r\n", "app.json:1:1: the file is empty"),
    (b"\xef\xbb\xbf", "app.json:1:1: the file is empty"),
    (b"\0\0\0\0", "app.json:1:1: this is not JSON"),
    (b"\xff\xfe{\0}\0", "app.json:1:1: the text is not UTF-8"),
    (b"{\0\"\0p\0", "app.json:1:2: this is not JSON"),
    (b"{", "app.json:1:1: this is not JSON"),
    (b"{ // pages\n", "app.json:1:1: this is not JSON"),
    (b"<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n", "app.json:1:1: git's conflict markers"),
    (b"{}", "app.json:1:1: the key `pages` is missing"),
    (b"\n{\"window\":{}}", "app.json:2:1: the key `pages` is missing"),
    (b"{\"tabBar\":{\"list\":[{\"pagePath\":\"pages/a\"}]}}", "app.json:1:1: the key `pages` is"),
    (b"[]", "app.json:1:1: `app.json` must be an object"),
    (b"null", "app.json:1:1: `app.json` must be an object"),
];

/// Files of which each makes it certain that an app.json beside it is a mini-program's.
const BESIDE: [(&str, &str); 7] = [
    ("project.config.json", "{}"),
    ("project.config.json", "{ \"miniprogramRoot\": \"./\" }"),
    ("project.config.json", "{ broken"),
    ("app.js", "// shop\nApp({ onLaunch() {} })\n"),
    ("app.ts", "App<IAppOption>({ globalData: {} })"),
    ("app.wxss", ""),
    ("pages/index/index.wxml", "<view/>"),
];

/// The verbs that look below paths, beside `check`, whose errors may be findings.
const VERBS: [&[&str]; 5] =
    [&["list"], &["list", "--select", "declaration"], &["upgrade"], &["enable"], &["disable"]];

#[test]
fn an_app_json_that_is_none_is_an_error_with_its_place_in_every_verb() {
    for (text, told) in BROKEN {
        let alone = Scratch::empty();
        alone.write("shop/app.json", text).write("shop/project.config.json", "{}");
        let among = Scratch::copy(alone.path());
        among.write("other/app.json", r#"{ "pages": ["pages/index/index"] }"#);
        for fleet in [alone, among] {
            let before = fleet.tree();
            for verb in VERBS {
                let ran = fleet.exits(1, verb);
                assert!(ran.stderr.contains(&format!("error: shop/{told}")), "{}", ran.stderr);
            }
            let ran = fleet.exits(1, &["check", "--format", "concise"]);
            let place = told.split(": ").next().unwrap();
            let all = ran.stdout + &ran.stderr;
            assert!(all.contains(&format!("shop/{place}: error")) || all.contains(told), "{all}");
            assert_same_tree(&before, &fleet.tree(), told);
        }
    }
}

#[test]
fn its_neighbours_tell_that_it_is_a_mini_programs() {
    for (name, text) in BESIDE {
        for broken in ["", "{\"window\":{}}"] {
            let shop = Scratch::empty();
            shop.write("app.json", broken).write(name, text);
            let ran = shop.exits(1, &["list"]);
            assert!(ran.stderr.starts_with("error: app.json:1:1: "), "{name}: {}", ran.stderr);
        }
    }
    let pointed = Scratch::empty();
    pointed.write("project.config.json", r#"{ "miniprogramRoot": "mini/" }"#);
    pointed.write("mini/app.json", "");
    let ran = pointed.exits(1, &["list"]);
    assert!(
        ran.stderr.starts_with("error: mini/app.json:1:1: the file is empty"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_app_json_of_another_purpose_is_passed_over() {
    let heroku = r#"{ "name": "shop", "description": "review app", "env": {} }"#;
    for (files, why) in [
        (&[("app.json", heroku), ("package.json", "{}")][..], "a hosting service's"),
        (
            &[("app.json", heroku), ("project.config.json", r#"{ "miniprogramRoot": "dist/" }"#)],
            "React Native's, in a Taro project",
        ),
        (
            &[("app.json", ""), ("App.js", "export default function App() {}"), ("index.js", "")],
            "an app of another kind",
        ),
        (
            &[("app.json", "{}"), ("app.js", "import App from './App'\nrender(App())")],
            "a function of its own",
        ),
        (&[("app.json", "{}"), ("app.js", "const app = createApp(App)")], "Vue's"),
        (&[("app.json", "{}"), ("app.js", "class App {}\nnew App()")], "a class of its own"),
        (&[("app.json", "[]"), ("pages/index.jsx", ""), ("pages/a/b.tsx", "")], "Next's"),
        (&[("locales/zh/app.json", r#"{ "title": "商城" }"#), ("app.js", "App({})")], "a text's"),
        (&[("data/app.json", "[1, 2]"), ("data/item.json", "{}")], "data"),
    ] {
        let other = Scratch::empty();
        for (path, text) in files {
            other.write(path, text);
        }
        other.write("shop/app.json", app("1.3.5"));
        let ran = other.exits(0, &["list"]);
        assert_eq!((ran.stderr.as_str(), ran.stdout.lines().count()), ("", 2), "{why}");
    }
}

#[test]
fn the_configuration_of_other_frameworks_is_told_where_it_is_certain() {
    let manifest = r#"{ "appid": "", "mp-weixin": {} }"#;
    let pages = r#"{ "pages": [{ "path": "pages/a" }] }"#;
    let lists = |files: &[(&str, &str)], code: i32| -> Ran {
        let shop = Scratch::empty();
        for (path, text) in files {
            shop.write(path, text);
        }
        shop.write("other/app.json", app("1.3.5"));
        shop.exits(code, &["list"])
    };
    for (files, told) in [
        (&[("manifest.json", ""), ("pages.json", pages)][..], "manifest.json:1:1: the file is"),
        (&[("manifest.json", "{ \"name"), ("pages.json", pages)], "manifest.json:1:3: this is"),
        (&[("manifest.json", manifest), ("pages.json", "")], "pages.json:1:1: the file is empty"),
        (&[("manifest.json", manifest), ("pages.json", "{}")], "pages.json:1:1: the key `pages`"),
        (&[("manifest.json", manifest), ("pages.json", "[]")], "pages.json:1:1: `pages.json` must"),
        (&[("manifest.json", ""), ("pages.json", ""), ("App.vue", "")], "pages.json:1:1: the file"),
        (&[("app.json", &app("1.3.5")), ("ext.json", "")], "ext.json:1:1: the file is empty"),
        (&[("src/app.wpy", "\n")], "src/app.wpy:1:1: the file is empty"),
        (&[("src/app.mpx", "")], "src/app.mpx:1:1: the file is empty"),
        (&[("app.json", &app("1.3.5")), ("project.config.json", "{")], "project.config.json:1:1:"),
    ] {
        let ran = lists(files, 1);
        assert!(ran.stderr.contains(&format!("error: {told}")), "{files:?}: {}", ran.stderr);
    }
    for files in [
        // what a plugin needs is not there, and nothing is unreadable
        &[("manifest.json", "{}"), ("pages.json", pages)][..],
        &[("manifest.json", "{ \"manifest_version\": 3 }"), ("pages.json", "[\"a\", \"b\"]")],
        &[("public/manifest.json", ""), ("public/robots.txt", "")],
        &[
            ("manifest.json", manifest),
            ("pages.json", "{\n// #ifdef H5\n\"pages\": []\n// #endif\n}"),
        ],
        &[("app.json", &app("1.3.5")), ("ext.json", "{}")],
        &[("ext.json", ""), ("index.html", "")],
        &[("tool/project.config.json", "{ broken")],
    ] {
        assert_eq!(lists(files, 0).stderr, "", "{files:?}");
    }
}

#[test]
fn an_error_of_broken_configuration_has_a_code() {
    let shop = Scratch::empty();
    shop.write("app.json", "").write("app.wxss", "");
    let errors = document(&shop.exits(1, &["list", "--format", "json"]))["errors"].clone();
    let told = ["code", "path", "line", "column"].map(|key| errors[0][key].clone());
    assert_eq!(told.map(|value| value.to_string()), ["\"empty-file\"", "\"app.json\"", "1", "1"]);
}

/// What code writes, in several languages; the last two are none that count.
const WRITERS: [(&str, &str); 9] = [
    ("server/Ext.php", "<?php\n$a = ['version' => '1.1.0', 'provider' => 'PROVIDER'];"),
    ("tools/build.py", "\n\napp = {\"version\": \"1.0.19\", \"provider\": \"PROVIDER\"}"),
    ("tools/set.js", "x = {\n version: process.env.V || '1.3.5',\n provider: 'PROVIDER' }"),
    ("ci/live.yml", "live:\n  version: 1.0.5\n  provider: PROVIDER\n"),
    ("admin/App.vue", "<script>\nexport default { v: { version, provider: 'PROVIDER' } }</script>"),
    ("app.json.ejs", "{ \"version\": \"<%= v %>\", \"provider\": \"PROVIDER\" }"),
    ("tools/new.mjs", "export const live = { version: '1.3.5', provider: 'PROVIDER' }"),
    ("docs/live.js", "x = { version: '1.0.0', provider: 'PROVIDER' }"),
    ("tools/id.js", "module.exports = { live: 'PROVIDER' }"),
];

/// Where the texts of a document name the plugin, with the version.
fn elsewhere(document: &Value) -> Vec<String> {
    let all = document["elsewhere"].as_array().unwrap().iter();
    let shown = |it: &Value| {
        let version = it.get("version").and_then(Value::as_str).unwrap_or("-");
        format!("{}:{} {version}", it["path"].as_str().unwrap(), it["line"])
    };
    all.map(shown).collect()
}

fn write_all(into: &Scratch, folder: &str) {
    for (path, text) in WRITERS {
        into.write(&format!("{folder}{path}"), text.replace("PROVIDER", PROVIDER));
    }
}

#[test]
fn what_code_pins_is_listed_judged_and_named_by_upgrade() {
    let shop = Scratch::empty();
    shop.write("app.json", r#"{ "pages": ["pages/a"] }"#);
    shop.write("pages/a.js", "").write("pages/a.wxml", "");
    write_all(&shop, "");
    let before = shop.tree();
    let listed = document(&shop.exits(0, &["list", "--format", "json"]));
    let expected = [
        "admin/App.vue:2 -",
        "app.json.ejs:1 -",
        "ci/live.yml:3 1.0.5",
        "server/Ext.php:2 1.1.0",
        "tools/build.py:3 1.0.19",
        "tools/new.mjs:1 1.3.5",
        "tools/set.js:3 1.3.5",
    ];
    assert_eq!(elsewhere(&listed), expected);
    let table = shop.exits(0, &["list"]).stdout;
    assert!(table.contains("server/Ext.php:2  -          -        1.1.0    elsewhere"), "{table}");

    shop.exits(0, &["check"]);
    let refused = shop.exits(1, &["check", "--require", ">=1.3.0", "--format", "concise"]).stdout;
    let errors = refused.lines().filter(|line| line.contains("error[declaration-elsewhere]"));
    let errors: Vec<&str> = errors.map(|line| line.split(':').next().unwrap()).collect();
    let all_but_the_new = expected.iter().map(|it| it.split(':').next().unwrap());
    let all_but_the_new = all_but_the_new.filter(|path| *path != "tools/new.mjs");
    assert_eq!(errors, all_but_the_new.collect::<Vec<_>>(), "{refused}");
    let ignored = ["check", "--require", ">=1.3.0", "--severity", "declaration-elsewhere=info"];
    shop.exits(0, &ignored);

    let upgraded = document(&shop.exits(1, &["upgrade", "--format", "json"]));
    assert_eq!(
        elsewhere(&upgraded),
        expected.into_iter().filter(|it| !it.contains("new")).collect::<Vec<_>>()
    );
    let told = shop.exits(1, &["upgrade"]).stderr;
    assert!(told.contains("warning: server/Ext.php:2: 1.1.0 stands in code"), "{told}");
    assert_same_tree(&before, &shop.tree(), "code is left to its authors");

    for select in [
        &["list", "--select", "declaration", "--format", "json"][..],
        &["disable", "--format", "json"],
    ] {
        assert_eq!(document(&shop.exits(0, select)).get("elsewhere"), None);
    }
    let quick = ["check", "--select", "declaration", "--require", ">=1.3.0"];
    shop.exits(0, &quick);
}

#[test]
fn what_lies_outside_of_every_program_is_told_too() {
    let fleet = Scratch::empty();
    write_all(&fleet, "server/");
    fleet.write("shop/app.json", app("1.3.5"));
    fleet.write("shop/pages/index/index.js", "");
    let listed = document(&fleet.exits(0, &["list", "--format", "json"]));
    assert_eq!(elsewhere(&listed).len(), 7);
    fleet.exits(1, &["check", "--require", ">=1.3.0"]);
    fleet.exits(1, &["upgrade"]);
    let alone = Scratch::empty();
    write_all(&alone, "");
    let ran = alone.exits(2, &["list"]);
    assert!(ran.stderr.contains("there is no mini-program"), "{}", ran.stderr);
    assert_eq!(ran.stdout.matches("elsewhere").count(), 7, "{}", ran.stdout);
    let checked = alone.exits(2, &["check", "--format", "concise"]).stdout;
    assert_eq!(checked.matches("declaration-elsewhere").count(), 7, "{checked}");
}

#[test]
fn what_git_ignores_pins_nothing_and_neither_does_a_declaration_that_is_listed() {
    let shop = Scratch::empty();
    shop.write("app.json", app("1.3.5"));
    let taro = format!("export default {{ pages: [], plugins: {{ {} }} }}", entry("1.3.5"));
    shop.write("taro/src/app.config.js", taro);
    shop.write("built.js", format!("x = {{ {} }}", entry("1.0.0")));
    shop.write(".gitignore", "built.js\n");
    let count =
        |shop: &Scratch| elsewhere(&document(&shop.exits(0, &["list", "--format", "json"]))).len();
    assert_eq!(count(&shop), 1, "outside of a repository the file says nothing");
    shop.write(".git/HEAD", "ref: refs/heads/main\n");
    assert_eq!(count(&shop), 0);
    let large = format!("x = {{ {} }}{}", entry("1.0.0"), " ".repeat(2 << 20));
    shop.write("large.mjs", large);
    assert_eq!(count(&shop), 0);
}

#[test]
fn enable_declares_nothing_beside_code_that_declares_it() {
    let shop = Scratch::empty();
    shop.write("app.json", r#"{ "pages": ["pages/a"] }"#);
    shop.write("pages/a.js", format!("wx.navigateTo({{ url: 'plugin-private://{PROVIDER}/pages/live-player-plugin?room_id=1' }})"));
    shop.write("build.js", format!("// a build step\napp.plugins = {{ {} }}", entry("1.2.0")));
    let before = shop.tree();
    for verb in [&["enable"][..], &["enable", "--add"]] {
        let told = shop.exits(0, verb).stderr;
        assert!(told.starts_with("warning: build.js:2: this code writes a declaration"), "{told}");
        assert!(told.ends_with("turned on in 0 of 1 project\n"), "{told}");
        assert_same_tree(&before, &shop.tree(), "nothing is written");
    }
    shop.write("build.js", format!("// app.plugins = {{ {} }}", entry("1.2.0")));
    shop.exits(0, &["enable"]);
    assert!(shop.read("app.json").contains(PROVIDER), "what stands in a comment writes nothing");
}

/// A repository with a program of two sources, one with a program in a folder of it, and files of neither.
fn staged() -> Scratch {
    let repository = Scratch::empty();
    repository.write(".git/HEAD", "ref: refs/heads/main\n");
    let link =
        format!("wx.navigateTo({{ url: 'plugin-private://{PROVIDER}/pages/live-player-plugin' }})");
    repository.write("shop/project.config.json", r#"{ "miniprogramRoot": "mini/" }"#);
    repository.write("shop/mini/app.json", app("1.2.0"));
    for name in ["index", "other"] {
        repository.write(&format!("shop/mini/pages/index/{name}.js"), &link);
        repository.write(&format!("shop/mini/pages/index/{name}.wxml"), "<view/>");
    }
    let manifest = format!(r#"{{ "mp-weixin": {{ "plugins": {{ {} }} }} }}"#, entry("1.3.5"));
    repository.write("uni/src/manifest.json", manifest);
    repository.write("uni/src/pages.json", r#"{ "pages": [{ "path": "pages/a" }] }"#);
    repository.write("uni/src/pages/a.vue", format!("<script>\n{link}\n</script>"));
    repository
        .write("README.md", "live")
        .write("tools/live.php", WRITERS[0].1.replace("PROVIDER", PROVIDER));
    repository
}

/// Rule and path of each finding.
fn judged(ran: &Ran) -> Vec<String> {
    let document = document(ran);
    let found = document["diagnostics"].as_array().unwrap().iter();
    found
        .map(|it| format!("{} {}", it["rule"].as_str().unwrap(), it["path"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_file_stands_for_its_project_and_only_it_is_told_of() {
    let staged = staged();
    let json = ["--format", "json"];
    let check = |code: i32, files: &[&str]| {
        judged(&staged.exits(code, &[&["check"], files, &json[..]].concat()))
    };
    let (app_json, index) = ("shop/mini/app.json", "shop/mini/pages/index/index.js");
    assert_eq!(check(0, &[app_json]), ["version-outdated shop/mini/app.json"]);
    assert_eq!(check(1, &[index]), [format!("missing-room-id {index}")]);
    let vue = "uni/src/pages/a.vue";
    let three = [
        format!("missing-room-id {index}"),
        "declaration-elsewhere tools/live.php".to_owned(),
        format!("missing-room-id {vue}"),
    ];
    assert_eq!(check(1, &[vue, "tools/live.php", index, index]), three);
    let whole = check(1, &["shop", index]);
    assert_eq!(whole, check(1, &["shop"]), "a folder is told of as a whole");
    let found = |it: &&String| it.ends_with(index) || it.ends_with(app_json);
    assert_eq!(
        check(1, &[index, app_json]),
        whole.iter().filter(found).cloned().collect::<Vec<_>>()
    );
    let absolute = staged.path().join(index);
    assert_eq!(check(1, &[absolute.to_str().unwrap()]), [format!("missing-room-id {index}")]);
}

#[test]
fn a_file_is_judged_with_its_whole_project_from_inside_of_it_too() {
    let staged = staged();
    let inside = staged.path().join("shop/mini/pages/index");
    let json = ["check", "index.js", "--format", "json"];
    assert_eq!(judged(&ran(kaibo(&inside).args(json))), ["missing-room-id index.js"]);
    let json = ["check", "../../app.json", "--format", "json"];
    assert_eq!(judged(&ran(kaibo(&inside).args(json))), ["version-outdated ../../app.json"]);
}

#[test]
fn a_file_of_no_program_is_noted_and_a_missing_one_is_an_error() {
    let staged = staged();
    let ran = staged.exits(0, &["check", "README.md"]);
    assert_eq!(ran.stderr, "note: 1 file in no mini-program, so not judged: `README.md`\n");
    let ran = staged.exits(1, &["check", "README.md", "gone.js"]);
    assert!(ran.stderr.contains("error: gone.js: "), "{}", ran.stderr);
    staged.exits(1, &["check", "tools/live.php", "--require", ">=1.3.0"]);
    staged.write("shop/mini/app.json", "");
    staged.exits(1, &["check", "shop/mini/app.json"]);
    staged.exits(0, &["check", "shop/mini/pages/index/other.wxml"]);
    let outside = Scratch::empty();
    outside.write("app.json", app("1.0.0")).write("in/.git/HEAD", "").write("in/a.js", "");
    let ran = outside.exits(0, &["check", "in/a.js"]);
    assert!(ran.stderr.contains("in no mini-program"), "the program is not the repository's");
}

#[test]
fn only_the_named_files_are_fixed() {
    let staged = staged();
    staged.write("shop/mini/app.json", app("v1.2.0"));
    staged.write("shop/mini/pages/index/index.js", "");
    let before = staged.tree();
    staged.exits(0, &["check", "--fix", "shop/mini/pages/index/index.js"]);
    assert_same_tree(&before, &staged.tree(), "another file has the fault");
    staged.exits(0, &["check", "--fix", "shop/mini/app.json"]);
    assert_eq!(staged.read("shop/mini/app.json"), app("1.2.0"));
}

#[test]
fn hidden_folders_are_looked_into_but_for_those_of_editors_and_version_control() {
    let fleet = Scratch::empty();
    let closed = [
        ".git",
        ".hg",
        ".svn",
        ".history",
        ".idea",
        ".vscode",
        ".hbuilderx",
        ".cache",
        ".pnpm-store",
    ];
    for folder in closed.into_iter().chain([".shop", ".github", "open"]) {
        fleet.write(&format!("{folder}/app.json"), app("1.3.5"));
    }
    fleet.write(".ignore", "open/\n").write("open/.ignore", "*\n");
    let listed = document(&fleet.exits(0, &["list", "--format", "json"]));
    let roots =
        listed["projects"].as_array().unwrap().iter().map(|it| it["root"].as_str().unwrap());
    assert_eq!(roots.collect::<Vec<_>>(), [".github", ".shop", "open"]);
    let named = document(&fleet.exits(0, &["list", ".vscode", "--format", "json"]));
    assert_eq!(named["projects"].as_array().unwrap().len(), 1, "what is named is read");
}

#[test]
fn a_manifest_that_is_no_plain_file_is_told_by_every_verb() {
    let shop = Scratch::empty();
    shop.write("shop/app.json", app("1.3.5")).write("manifest.jsonc", "{}");
    symlink("../manifest.jsonc", shop.path().join("shop/kaibo.jsonc")).unwrap();
    shop.write("other/app.json", app("1.3.5")).write("other/kaibo.jsonc/x", "");
    for verb in VERBS.into_iter().chain([&["check"][..]]) {
        let told = shop.exits(1, verb).stderr;
        assert!(
            told.contains("error: shop/kaibo.jsonc: this is a symbolic link"),
            "{verb:?}: {told}"
        );
        assert!(told.contains("error: other/kaibo.jsonc: "), "{verb:?}: {told}");
    }
}

#[test]
fn no_fixture_with_a_broken_pin_passes_a_required_version() {
    let mut broken = 0;
    for entry in fs::read_dir(root().join("fixtures")).unwrap() {
        let fixture = Scratch::copy(&entry.unwrap().path());
        let listed = document(&fixture.run(&["list", "--format", "json"]));
        let projects = listed["projects"].as_array().unwrap().iter();
        let mut declarations = projects.flat_map(|it| it["declarations"].as_array().unwrap());
        let is_active = |it: &&Value| it["state"] == "active" && it["provider"] == PROVIDER;
        let Some(active) = declarations.find(is_active).cloned() else { continue };
        let path = active["path"].as_str().unwrap();
        let version = active["version"].as_str().unwrap();
        let text = fixture.read(path);
        let pin = text
            .rfind(version)
            .map_or(text.len(), |at| at + version.len())
            .max(text.rfind(PROVIDER).unwrap() + PROVIDER.len());
        let cuts =
            (0..4).map(|step| text.floor_char_boundary(pin + (text.len() - 1 - pin) * step / 4));
        let cut = cuts.map(|at| text[..at].to_owned());
        let nul = [text.replacen('{', "{\0", 1), format!("{}\0", text.trim_end())];
        let computed = [text
            .replace(&format!("\"{version}\""), "\"${V}\"")
            .replace(&format!("'{version}'"), "'${V}'")];
        for text in cut.chain(nul).chain(computed) {
            fixture.write(path, &text);
            let ran = fixture.run(&["check", "--require", ">=999.0.0", "--format", "concise"]);
            assert_ne!(ran.code, 0, "{path}\n{text}\n{}{}", ran.stdout, ran.stderr);
            broken += 1;
        }
    }
    assert!(broken > 100, "only {broken} were tried");
}

/// A fleet of which no program has a version that is required: each has it in another way that a build understands.
fn fleet_of_low_pins() -> Scratch {
    let fleet = Scratch::empty();
    let live = |version: &str| {
        format!("'live-player-plugin': {{ version: {version}, provider: '{PROVIDER}' }}")
    };
    let exported = |plugins: &str| {
        format!("export default defineAppConfig({{ pages: ['a/a'], plugins: {plugins} }})\n")
    };
    let taro = r#"{ "dependencies": { "@tarojs/taro": "4.2.1" } }"#;
    let of_taro = [
        ("const", "const V = '1.1.0'\n", format!("{{ {} }}", live("V"))),
        ("computed", "", "plugins()".to_owned()),
        ("variable", "", format!("{{ {} }}", live("process.env.LIVE"))),
        ("condition", "", format!("process.env.LIVE ? {{ {} }} : {{}}", live("'1.2.10'"))),
        ("imported", "import { plugins } from './plugins'\n", "plugins".to_owned()),
    ];
    for (name, before, plugins) in of_taro {
        fleet.write(&format!("{name}/package.json"), taro);
        fleet.write(&format!("{name}/src/app.config.ts"), before.to_owned() + &exported(&plugins));
    }
    let plugins = format!("export const plugins = {{ {} }}\n", live("'1.0.5'"));
    fleet.write("imported/src/plugins.ts", plugins);
    let block = format!("{{ pages: ['./a'], plugins: {{ {} }} }}", live("'1.2.0'"));
    fleet.write(
        "mpx/src/app.mpx",
        format!("<script name=\"json\">\nmodule.exports = {block}\n</script>"),
    );
    fleet.write("uni/manifest.config.ts", format!("import {{ defineManifestConfig }} from '@uni-helper/vite-plugin-uni-manifest'\nexport default defineManifestConfig({{ 'mp-weixin': {{ plugins: {{ {} }} }} }})\n", live("'1.2.0'")));
    fleet.write("uni/src/pages.json", "{ \"pages\": [{ \"path\": \"pages/a\" }] }");
    fleet.write("weapp/package.json", r#"{ "devDependencies": { "weapp-vite": "6.0.0" } }"#);
    fleet.write(
        "weapp/src/app.json.ts",
        format!("export default {{ pages: ['a/a'], plugins: {{ {} }} }}\n", live("'1.2.0'")),
    );
    fleet.write("broken/app.json", "{ \"pages\": [").write("broken/project.config.json", "{}");
    fleet.write("server/app.json", "{ \"pages\": [\"a\"] }");
    fleet.write(
        "server/tools/ext.php",
        format!("<?php $p = ['version' => '1.0.19', 'provider' => '{PROVIDER}'];\n"),
    );
    fleet
}

#[test]
fn a_fleet_fails_a_required_version_and_every_program_that_lacks_it_is_named() {
    let fleet = fleet_of_low_pins();
    let checked = fleet.exits(1, &["check", "--require", ">=1.3.0", "--format", "json"]);
    let document: Value = serde_json::from_str(&checked.stdout).unwrap();
    let errors = document["errors"].as_array().unwrap().iter();
    let findings = document["diagnostics"].as_array().unwrap().iter();
    let findings = findings.filter(|finding| finding["severity"] == "error");
    let paths = findings.chain(errors).filter_map(|told| told["path"].as_str());
    let named: BTreeSet<&str> = paths.filter_map(|path| path.split('/').next()).collect();
    let programs = fs::read_dir(fleet.path()).unwrap();
    let programs: BTreeSet<String> =
        programs.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(named, programs.iter().map(String::as_str).collect(), "{}", checked.stdout);
}
