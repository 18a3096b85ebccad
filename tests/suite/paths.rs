//! A path has one name however it is spelled, nothing is skipped without a word, and no path is one of others.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Ran, Scratch, assert_same_tree, kaibo, ran, root};

const PINNED: &str = r#"{"pages":["a"],"plugins":{"live-player-plugin":{"version":"1.2.0","provider":"wx2b03c6e691cd7370"}}}"#;

/// The verbs over PATHs, as they look without writing.
const OVER_PATHS: [&[&str]; 5] = [
    &["list"],
    &["check"],
    &["upgrade", "--check"],
    &["enable", "--check"],
    &["disable", "--check"],
];

/// The verbs on one project.
const ON_ONE: [&[&str]; 4] = [&["init"], &["diff"], &["patch"], &["new", "--yes"]];

fn shops(roots: &[&str]) -> Scratch {
    let fleet = Scratch::empty();
    for root in roots {
        fleet.write(&format!("{root}/app.json"), PINNED);
        fleet.write(&format!("{root}/a.wxml"), "").write(&format!("{root}/a.js"), "");
        fleet.write(&format!("{root}/a.json"), "{}");
    }
    fleet
}

fn run_with(fleet: &Scratch, verb: &[&str], paths: &[&str]) -> Ran {
    fleet.run(&[verb, paths].concat())
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stdout))
}

fn roots(ran: &Ran) -> Vec<String> {
    let document = document(ran);
    let projects = document["projects"].as_array().unwrap().iter();
    projects.map(|project| project["root"].as_str().unwrap().to_owned()).collect()
}

fn git(dir: &std::path::Path, args: &[&str]) {
    let done = ran(Command::new("git").current_dir(dir).args(args));
    assert_eq!(done.code, 0, "git {args:?}: {}", done.stderr);
}

#[test]
fn every_spelling_of_a_project_is_that_project() {
    let fleet = shops(&["a/shop"]);
    fs::create_dir(fleet.path().join("b")).unwrap();
    symlink("a/shop", fleet.path().join("link")).unwrap();
    let absolute = fleet.path().join("a/shop").to_str().unwrap().to_owned();
    let spellings =
        ["a/shop", "a//shop", "a/./shop/", "b/../a/shop", "./a/shop", "link", "link/", &absolute];
    for verb in OVER_PATHS {
        let plain = run_with(&fleet, verb, &["a/shop"]);
        for spelling in spellings {
            let told = run_with(&fleet, verb, &[spelling]);
            assert_eq!(
                (told.code, told.stdout, told.stderr),
                (plain.code, plain.stdout.clone(), plain.stderr.clone()),
                "{verb:?} {spelling}"
            );
        }
        let told = run_with(&fleet, verb, &spellings);
        assert_eq!(
            (told.code, told.stdout, told.stderr),
            (plain.code, plain.stdout, plain.stderr),
            "{verb:?}"
        );
    }
    let findings = fleet.run(&["check", "a//shop", "--format", "concise"]).stdout;
    assert!(!findings.contains("missing-page-file"), "{findings}");
    for verb in [&["init", "--diff"][..], &["diff"], &["patch", "--diff"]] {
        let plain = run_with(&fleet, verb, &["a/shop"]);
        for spelling in spellings {
            let told = run_with(&fleet, verb, &[spelling]);
            assert_eq!(
                (told.stdout, told.stderr),
                (plain.stdout.clone(), plain.stderr.clone()),
                "{verb:?} {spelling}"
            );
        }
    }
}

#[test]
fn what_lies_above_is_named_from_here_too() {
    let fleet = shops(&["top/a", "top/b/in", "beside"]);
    let list = |folder: &str, paths: &[&str]| {
        let args = ["list", "--format", "json"].iter().chain(paths);
        roots(&ran(kaibo(&fleet.path().join(folder)).args(args)))
    };
    assert_eq!(list("top/b", &[".", ".."]), ["../a", "in"]);
    assert_eq!(
        list("top/b", &["../../beside", "../..", "../b/in"]),
        ["../../beside", "../a", "in"]
    );
    assert_eq!(
        list("top/b/in", &["../.."]),
        ["", "../../a"].map(|root| if root.is_empty() { "." } else { root })
    );
}

#[test]
fn a_path_without_a_mini_program_is_named_as_it_was_given_and_hides_no_other() {
    let fleet = shops(&["shop"]);
    fs::create_dir_all(fleet.path().join("empty/in")).unwrap();
    for (path, words) in [
        ("./empty//in", "error: ./empty//in: there is no mini-program below this path\n"),
        ("nowhere/./x", "error: nowhere/./x: there is no such folder\n"),
    ] {
        for verb in OVER_PATHS {
            let alone = run_with(&fleet, verb, &[path]);
            assert_eq!(alone.code, 2, "{verb:?}: {}", alone.stderr);
            assert!(alone.stderr.contains(words), "{verb:?}: {}", alone.stderr);
            let json = run_with(&fleet, verb, &[path, "--format", "json"]);
            assert_eq!(document(&json)["errors"][0]["path"], path);
            let among = run_with(&fleet, verb, &[path, "shop"]);
            assert_eq!(among.code, 1, "{verb:?}");
            assert!(among.stderr.contains(words), "{verb:?}: {}", among.stderr);
            let shop = run_with(&fleet, verb, &["shop"]);
            assert_eq!(among.stdout, shop.stdout, "{verb:?}");
        }
    }
}

#[test]
fn a_project_that_cannot_be_read_was_looked_at() {
    let fleet = Scratch::empty();
    fleet.write("broken/app.json", "{").write("broken/b/app.json", b"\xff");
    for verb in OVER_PATHS {
        assert_eq!(run_with(&fleet, verb, &["broken"]).code, 1, "{verb:?}");
    }
}

#[test]
fn a_working_directory_that_is_gone_is_told() {
    for verb in OVER_PATHS.iter().chain(&ON_ONE) {
        let name = if verb[0] == "new" { "x" } else { "." };
        let args = format!("{} {name}", verb.join(" "));
        let script =
            format!("mkdir gone; cd gone; rmdir ../gone; {} {args}", env!("CARGO_BIN_EXE_kaibo"));
        let told =
            ran(Command::new("sh").current_dir(Scratch::empty().path()).args(["-c", &script]));
        assert_eq!(told.code, 2, "{args}");
        assert!(
            told.stderr.contains("the working directory was deleted"),
            "{args}: {}",
            told.stderr
        );
    }
}

#[test]
fn a_name_that_is_no_text_is_told_by_every_verb_and_stops_no_other() {
    let name = OsStr::from_bytes(b"b\xff");
    let fleet = shops(&["ok", "moved"]);
    fleet.write(
        "moved/kaibo.jsonc",
        r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5" } }"#,
    );
    fs::rename(fleet.path().join("moved"), fleet.path().join(name)).unwrap();
    let before = fs::read_dir(fleet.path().join(name)).unwrap().count();
    for verb in OVER_PATHS {
        let ok = run_with(&fleet, verb, &["ok"]);
        for (paths, code) in [(&["."][..], 1), (&[], 1)] {
            let told = run_with(&fleet, verb, paths);
            assert_eq!((told.code, told.stdout), (code, ok.stdout.clone()), "{verb:?}");
            assert!(
                told.stderr.contains("error: b\u{fffd}: this name is not UTF-8"),
                "{verb:?}: {}",
                told.stderr
            );
        }
        let named = ran(kaibo(fleet.path()).args(verb).arg(name).arg("ok"));
        assert_eq!((named.code, named.stdout), (1, ok.stdout), "{verb:?}");
        assert!(named.stderr.contains("error: b\u{fffd}: this name is not UTF-8"), "{verb:?}");
        let within = ran(kaibo(&fleet.path().join(name)).args(verb));
        assert!(!within.stderr.contains("UTF-8"), "{verb:?}: {}", within.stderr);
    }
    for verb in ON_ONE {
        let told = ran(kaibo(fleet.path()).args(verb).arg(name));
        assert_eq!(told.code, 2, "{verb:?}");
        assert!(
            told.stderr.contains("error: b\u{fffd}: this name is not UTF-8"),
            "{verb:?}: {}",
            told.stderr
        );
    }
    assert_eq!(fs::read_dir(fleet.path().join(name)).unwrap().count(), before);
    let uses = fleet.path().join("ok").join(OsStr::from_bytes(b"\xe9.js"));
    fs::write(uses, "requirePlugin('live-player-plugin')").unwrap();
    let told = fleet.exits(1, &["list", "ok"]);
    assert!(
        told.stderr.contains("error: ok/\u{fffd}.js: this name is not UTF-8"),
        "{}",
        told.stderr
    );
}

#[test]
fn ignore_files_count_in_the_repository_that_has_them() {
    let fleet = shops(&["w/shop", "w/other", "loose"]);
    fleet.write(".ignore", "*").write("loose/.gitignore", "*");
    let list = |paths: &[&str]| roots(&fleet.run(&[&["list", "--format", "json"], paths].concat()));
    fleet.write(".gitignore", "*");
    assert_eq!(
        list(&[]),
        ["loose", "w/other", "w/shop"],
        "outside of a repository it says nothing"
    );
    git(&fleet.path().join("w/shop"), &["init", "-q"]);
    assert_eq!(list(&["w"]), ["w/other", "w/shop"]);
    fleet.write(".gitignore", "other\n/loose/\n");
    fleet.write(".git/info/exclude", "shop\n");
    git(fleet.path(), &["init", "-q"]);
    assert_eq!(list(&[]), ["w/shop"], "no exclude file counts");
    assert_eq!(list(&["w/other", "loose"]), ["loose", "w/other"], "what is named is read");
    fleet.write("w/.gitignore", "!other\n");
    assert_eq!(list(&[]), ["w/other", "w/shop"], "the nearest file counts");
    fleet.write("w/other/.gitignore", "app.json\n*.js\n");
    fleet.write("w/other/a.js", "requirePlugin('live-player-plugin')");
    let told = fleet.exits(0, &["list", "w/other"]).stdout;
    assert!(
        told.contains("1 require-plugin"),
        "files are read even where they are ignored: {told}"
    );
}

#[test]
fn a_named_folder_that_is_ignored_is_read_whole() {
    let fleet = shops(&["w/shop"]);
    fleet.write("w/shop/pages/a.js", "requirePlugin('live-player-plugin')");
    fleet.write(".gitignore", "*\n");
    git(fleet.path(), &["init", "-q"]);
    let told = fleet.exits(0, &["list", "w/shop"]).stdout;
    assert!(told.contains("1 require-plugin"), "{told}");
}

#[test]
fn an_ignore_file_that_is_no_file_is_told_and_does_not_hang() {
    let fleet = shops(&["shop"]);
    git(fleet.path(), &["init", "-q"]);
    let fifo = |path: &str| {
        let made = ran(Command::new("mkfifo").current_dir(fleet.path()).arg(path));
        assert_eq!(made.code, 0, "{}", made.stderr);
    };
    fifo("shop/.gitignore");
    fifo("shop/.ignore");
    let told = fleet.exits(1, &["list"]);
    assert!(told.stdout.contains("shop/app.json:1"), "{}", told.stdout);
    assert!(
        told.stderr.contains("shop/.gitignore: this is a folder or a device"),
        "{}",
        told.stderr
    );
    fs::remove_dir_all(fleet.path().join(".git")).unwrap();
    fleet.exits(0, &["list"]);
}

#[test]
fn hidden_folders_are_looked_into_and_those_of_others_are_not() {
    let closed = [".git", ".hg", ".SVN", ".kaibo-stage", "node_modules", "dist"];
    let closed = closed.map(|folder| format!("x/{folder}/shop"));
    let all: Vec<&str> = closed.iter().map(String::as_str).chain([".shop", "x/.team/.b"]).collect();
    let fleet = shops(&all);
    assert_eq!(roots(&fleet.exits(0, &["list", "--format", "json"])), [".shop", "x/.team/.b"]);
}

#[test]
fn links_to_folders_are_told_in_one_line_and_not_followed() {
    let fleet = shops(&["real", "elsewhere"]);
    for name in ["l1", "l2", "l3", "l4", "real/in"] {
        symlink(fleet.path().join("elsewhere"), fleet.path().join(name)).unwrap();
    }
    for folder in ["real/node_modules", "real/dist"] {
        fs::create_dir(fleet.path().join(folder)).unwrap();
        symlink("../..", fleet.path().join(folder).join("linked")).unwrap();
    }
    symlink("nothing", fleet.path().join("real/dangling")).unwrap();
    symlink("a.js", fleet.path().join("real/b.js")).unwrap();
    let line = "note: 5 links to folders not followed: `l1`, `l2`, `l3` and 2 more; to look there, name it as a PATH\n";
    for verb in OVER_PATHS {
        let told = run_with(&fleet, verb, &["."]);
        assert_eq!(told.stderr.matches(line).count(), 1, "{verb:?}: {}", told.stderr);
        let json = run_with(&fleet, verb, &[".", "--format", "json"]);
        assert!(
            !json.stderr.contains("links") && document(&json)["errors"] == json!([]),
            "{verb:?}"
        );
    }
    let one = fleet.exits(0, &["list", "real"]);
    assert!(
        one.stderr.contains("note: 1 link to folders not followed: `real/in`;"),
        "{}",
        one.stderr
    );
    assert_eq!(roots(&fleet.exits(0, &["list", "l1", "--format", "json"])), ["elsewhere"]);
}

#[test]
fn links_and_devices_in_place_of_kaibos_own_files_are_told() {
    let fleet = shops(&["shop"]);
    fleet.write("shared.jsonc", r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5" } }"#);
    symlink("../shared.jsonc", fleet.path().join("shop/kaibo.jsonc")).unwrap();
    let told = fleet.exits(1, &["check"]);
    assert!(
        told.stderr.contains("error: shop/kaibo.jsonc: this is a symbolic link"),
        "{}",
        told.stderr
    );
    symlink("nowhere", fleet.path().join("shop/project.config.json")).unwrap();
    let told = fleet.exits(1, &["list"]);
    assert!(
        told.stderr.contains("error: shop/project.config.json: this is a symbolic link"),
        "{}",
        told.stderr
    );
}

#[test]
fn no_path_leads_into_the_folders_of_others() {
    let odd = [".git", ".GIT", ".g\u{200c}it", "GIT~1", ".hg", "SVN~2", ".kaibo-stage", "kaibo-~1"];
    for folder in odd {
        let shop = Scratch::fixture("native-old-pin");
        shop.exits(0, &["init"]);
        let manifest = shop.read("kaibo.jsonc");
        let words = if folder.contains("ai") { "`.kaibo-stage`" } else { "version control" };
        let page =
            format!("\"pages\": [{{ \"path\": \"{folder}/hooks/x\", \"kind\": \"room-list\" }},");
        shop.write("kaibo.jsonc", manifest.replacen("\"pages\": [", &page, 1));
        refused(&shop, words);
        let package = format!("\"package\": \"a/{folder}\"");
        shop.write("kaibo.jsonc", manifest.replacen("\"package\": \"main\"", &package, 1));
        refused(&shop, words);
        shop.write("kaibo.jsonc", &manifest);
        let lock = json!({ "lockVersion": 1, "tool": "0.1.0",
            "files": { format!("{folder}/HEAD"): { "template": "room-list/page.wxml", "base": ["ref", ""] } } });
        shop.write("kaibo.lock", lock.to_string());
        if words == "version control" {
            shop.write(&format!("{folder}/HEAD"), "ref\n");
        }
        refused(&shop, words);
        fs::remove_file(shop.path().join("kaibo.lock")).unwrap();
        let config = json!({ "miniprogramRoot": format!("{folder}/"), "appid": "touristappid" });
        shop.write("project.config.json", config.to_string());
        refused_with(1, &shop, words);
        let before = shop.tree();
        shop.exits(2, &["new", "made", "--package", folder]);
        assert_same_tree(&shop.tree(), &before, folder);
    }
}

#[track_caller]
fn refused(shop: &Scratch, words: &str) {
    refused_with(2, shop, words);
}

#[track_caller]
fn refused_with(code: i32, shop: &Scratch, words: &str) {
    let before = shop.tree();
    for verb in [&["diff"][..], &["patch"]] {
        let told = shop.exits(code, verb);
        assert!(told.stderr.contains(words) && told.stdout.is_empty(), "{verb:?}: {}", told.stderr);
    }
    assert_same_tree(&shop.tree(), &before, "after a refusal");
}

#[test]
fn odd_paths_of_the_users_own_are_read_and_left_alone() {
    let shop = Scratch::empty();
    let app = r#"{"pages":["pages/a",".git/x","what?","con/$","a\"b"],"subPackages":[{"root":".svn","pages":["x"]}]}"#;
    shop.write("app.json", app);
    for verb in [&["list"][..], &["init"], &["diff"], &["patch"]] {
        let told = shop.run(verb);
        assert!(told.code < 2, "{verb:?}: {}", told.stderr);
    }
    assert!(!shop.has(".git") && !shop.has(".svn"));
    let mpx = Scratch::fixture("mpx-packages");
    let entry = "packages: [";
    let file = mpx.tree().into_keys().find(|path| path.ends_with("app.mpx")).unwrap();
    if mpx.read(&file).contains(entry) {
        mpx.replace(&file, entry, "packages: ['./.git/a.mpx', './what?root=<',");
    }
    assert!(mpx.run(&["list"]).stdout.contains("mpx"));
}

#[test]
fn hints_name_the_folder_as_a_shell_reads_it() {
    let fleet = Scratch::empty();
    let shop = crate::support::busy_shop();
    let copy = fleet.path().join("a b");
    fs::create_dir(&copy).unwrap();
    for (file, bytes) in shop.tree() {
        fleet.write(&format!("a b/{file}"), bytes);
    }
    fleet.write("a b/pages/room.js", "mine");
    let told = fleet.exits(1, &["patch", "a b"]);
    assert!(told.stderr.contains("`kaibo patch 'a b' --accept ours`"), "{}", told.stderr);
    let json = fleet.exits(1, &["patch", "a b", "--format", "json"]);
    assert!(
        document(&json)["conflicts"][0]["help"]
            .as_str()
            .unwrap()
            .contains("`kaibo patch 'a b' --accept")
    );
    let within = shop_conflict(&copy);
    assert!(within.contains("`kaibo patch --accept ours`"), "{within}");
    let told = fleet.exits(2, &["init", "a b"]);
    assert!(told.stderr.contains("`kaibo diff 'a b'`"), "{}", told.stderr);
    let told = fleet.exits(0, &["patch", "a b", "--accept", "ours", "a b/pages/room.js"]);
    assert!(told.stderr.is_empty(), "{}", told.stderr);
}

fn shop_conflict(dir: &std::path::Path) -> String {
    ran(kaibo(dir).arg("patch")).stderr
}

#[test]
fn a_conflict_is_accepted_by_any_spelling_of_its_file() {
    for (index, spelling) in
        ["shop/x.js", "x.js", "./shop//x.js", "ABSOLUTE", "b/../shop/x.js"].into_iter().enumerate()
    {
        let fleet = Scratch::empty();
        fs::create_dir(fleet.path().join("b")).unwrap();
        fleet.write("shop/app.json", r#"{"pages":["a"]}"#).write("shop/x.js", "mine");
        fleet.write("shop/kaibo.jsonc", r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5" }, "pages": [{ "path": "x", "kind": "room-list" }] }"#);
        let absolute = fleet.path().join("shop/x.js").to_str().unwrap().to_owned();
        let spelling = if spelling == "ABSOLUTE" { &absolute } else { spelling };
        let folder = if index % 2 == 0 { "shop" } else { "./b/../shop" };
        fleet.exits(0, &["patch", folder, "--accept", "ours", spelling]);
        assert_eq!(fleet.read("shop/x.js"), "mine");
    }
}

#[test]
fn the_top_of_a_monorepo_names_what_lies_below() {
    let names: Vec<String> = (10..22).map(|number| format!("apps/shop{number}")).collect();
    let fleet = shops(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let ten: Vec<String> = names[..10].iter().map(|name| format!("`{name}`")).collect();
    let ten = format!("{} and 2 more", ten.join(", "));
    for verb in ["init", "diff", "patch"] {
        let told = fleet.exits(2, &[verb]);
        assert!(told.stderr.contains(&ten), "{verb}: {}", told.stderr);
        assert!(told.stderr.contains("`kaibo init DIR`"), "{verb}: {}", told.stderr);
    }
    fleet.write("project.config.json", r#"{ "miniprogramRoot": "dist" }"#);
    assert!(
        fleet.exits(2, &["init"]).stderr.contains(&ten),
        "whatever a file at the top points to"
    );
    fs::remove_file(fleet.path().join("project.config.json")).unwrap();
    fleet.exits(0, &["init", "apps/shop12"]);
    for verb in ["diff", "patch"] {
        let told = fleet.exits(2, &[verb, "apps"]);
        assert!(
            told.stderr.contains("error: apps: there is no manifest in this folder itself"),
            "{}",
            told.stderr
        );
        assert!(told.stderr.contains("that have one: `apps/shop12`\n"), "{}", told.stderr);
    }
    let told = Scratch::empty().exits(2, &["patch"]);
    assert!(told.stderr.contains("there is no manifest in this folder\n"), "{}", told.stderr);
}

#[test]
fn a_secret_in_place_of_an_appid_is_masked_in_every_fault() {
    const KEY: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    let shop = Scratch::fixture("native-plain");
    let manifest = format!(
        r#"{{ "manifestVersion": 1, "plugin": {{ "version": "1.3.5" }}, "app": {{ "appid": "{KEY}" }} }}"#
    );
    shop.write("kaibo.jsonc", &manifest);
    shop.write(
        "broken/project.config.json",
        format!(r#"{{ "miniprogramRoot": ["{KEY}"], "appid": "{KEY}" }}"#),
    );
    for args in [
        &["diff"][..],
        &["patch", "--format", "json"],
        &["check"],
        &["new", "made", "--manifest", "kaibo.jsonc"],
        &["new", "made", "--appid", KEY],
        &["new", "made", "--appid", KEY, "--format", "json"],
        &["init", "broken"],
        &["init", "broken", "--format", "json"],
    ] {
        let told = shop.run(args);
        let all = told.stdout + &told.stderr;
        assert!(
            told.code > 0 && all.contains(&"*".repeat(32)) && !all.contains(KEY),
            "{args:?}: {all}"
        );
    }
}

#[test]
fn json_of_every_verb_escapes_what_controls_a_terminal() {
    let hostile = "a\u{9b}31m\u{202e}b";
    let fleet = shops(&[hostile]);
    fleet.write(&format!("{hostile}/kaibo.jsonc"), "{");
    for verb in OVER_PATHS.iter().chain(&ON_ONE) {
        for path in [hostile, "."] {
            let told = run_with(&fleet, verb, &[path, "--format", "json"]);
            let bad =
                told.stdout.chars().find(|c| *c != '\n' && (c.is_control() || *c == '\u{202e}'));
            assert_eq!(bad, None, "{verb:?}: {}", told.stdout);
            serde_json::from_str::<Value>(&told.stdout).unwrap();
        }
    }
    assert_eq!(roots(&fleet.run(&["list", "--format", "json"])), [hostile]);
    assert!(root().join("fixtures").exists());
}
