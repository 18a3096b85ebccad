//! `check --fix`: what it mends, and that it mends once, wholly, and nothing else.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::check_cli::{document, rules};
use crate::support::{Scratch, assert_same_tree, ran, require_tool, root};

/// A program with what safe cures mend: a byte order mark and two trailing commas.
fn curable() -> Scratch {
    let project = Scratch::fixture("native-healthy-main");
    project.replace("app.json", "\"wx2b03c6e691cd7370\"", "\"wx2b03c6e691cd7370\",");
    project.replace("app.json", "\"sitemap.json\"", "\"sitemap.json\",");
    let text = project.read("app.json");
    project.write("app.json", format!("\u{feff}{text}"));
    project
}

#[test]
fn fix_mends_once_and_then_there_is_nothing_to_mend() {
    let project = curable();
    project.exits(1, &["check"]);
    let ran = project.exits(0, &["check", "--fix"]);
    assert_eq!(ran.stderr, "2 fixed, no findings in 1 project\n");
    assert_eq!(
        ran.stdout.lines().filter(|line| line.starts_with("fixed[strict-json] app.json:")).count(),
        2
    );
    let healthy = Scratch::fixture("native-healthy-main");
    assert_same_tree(&project.tree(), &healthy.tree(), "mended");
    let again = project.exits(0, &["check", "--fix"]);
    assert_eq!((again.stdout.as_str(), again.stderr.as_str()), ("", "no findings in 1 project\n"));
    assert_same_tree(&project.tree(), &healthy.tree(), "mended twice");
}

#[test]
fn the_patch_of_fix_is_what_fix_writes() {
    require_tool("git");
    let (project, mended) = (curable(), curable());
    let before = project.tree();
    let patch = project.exits(0, &["check", "--fix", "--diff"]).stdout;
    let would = project.exits(1, &["check", "--fix", "--check"]);
    assert_eq!(would.stderr, "2 fixable, no findings in 1 project\n");
    assert!(would.stdout.starts_with("fixable[strict-json] app.json:"), "{}", would.stdout);
    assert_same_tree(&project.tree(), &before, "nothing is written");
    mended.exits(0, &["check", "--fix"]);
    mended.exits(0, &["check", "--fix", "--check"]);
    let scratch = Scratch::empty();
    scratch.write("fix.patch", patch);
    let mut git = Command::new("git");
    git.current_dir(project.path()).args(["apply", "--whitespace=nowarn"]);
    let applied = ran(git.arg(scratch.path().join("fix.patch")));
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    assert_same_tree(&project.tree(), &mended.tree(), "git apply");
}

#[test]
fn diff_and_check_want_fix() {
    let project = curable();
    project.exits(2, &["check", "--diff"]);
    project.exits(2, &["check", "--check"]);
    project.exits(2, &["check", "--fix", "--diff", "--check"]);
}

#[test]
fn a_file_that_must_not_be_written_is_told_and_nothing_is_fixed() {
    let project = curable();
    let file = project.path().join("app.json");
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let before = project.tree();
    let found = document(&project, &["--fix"]);
    assert_eq!(found["errors"][0]["path"], "app.json");
    assert_eq!(found["fixed"].as_array().unwrap().len(), 0);
    assert!(!rules(&found).is_empty());
    assert_same_tree(&project.tree(), &before, "nothing is written");
}

#[test]
fn an_interrupted_run_is_neither_hidden_nor_fixed_over() {
    let prepared = curable();
    std::fs::create_dir(prepared.path().join(".kaibo-stage")).unwrap();
    let said = prepared.exits(0, &["check", "--fix"]).stderr;
    assert!(said.contains("an interrupted run had prepared"), "{said}");
    assert!(!prepared.has(".kaibo-stage"));

    let begun = curable();
    begun.write(".kaibo-stage/journal.stage", "no journal");
    let before = begun.tree();
    let found = document(&begun, &["--fix"]);
    assert_eq!(found["errors"][0]["path"], ".kaibo-stage", "{found}");
    assert_eq!(found["errors"][0]["code"], "foreign-stage", "{found}");
    assert_eq!(found["fixed"].as_array().unwrap().len(), 0);
    assert!(!rules(&found).is_empty());
    assert_same_tree(&begun.tree(), &before, "nothing is written");
}

/// JSON with a byte order mark, and with a comma before every bracket that closes something.
fn lenient(json: &str) -> String {
    let mut text = String::from("\u{feff}");
    let mut in_string = false;
    let mut last = ' ';
    for (at, c) in json.char_indices() {
        if c == '"' && last != '\\' {
            in_string = !in_string;
        }
        let closes = !in_string && matches!(c, ']' | '}');
        let filled = json[..at].trim_end().chars().next_back();
        if closes && !matches!(filled, Some('[' | '{')) {
            let end = text.trim_end().len();
            text.insert(end, ',');
        }
        text.push(c);
        last = c;
    }
    text
}

#[test]
fn what_was_strict_json_is_the_same_bytes_again() {
    let folders = fs::read_dir(root().join("fixtures")).unwrap().map(|entry| entry.unwrap().path());
    let mut mended = 0;
    for folder in folders {
        let Ok(text) = fs::read_to_string(folder.join("app.json")) else { continue };
        if serde_json::from_str::<Value>(&text).is_err() {
            continue;
        }
        let project = Scratch::copy(&folder);
        project.write("app.json", lenient(&text));
        let found = document(&project, &["--fix"]);
        assert!(found["fixed"].as_array().unwrap().len() > 1, "{found}");
        assert_eq!(project.read("app.json"), text, "{}", folder.display());
        mended += 1;
    }
    assert!(mended > 6);
}

/// Every kind of cure, some of them in one text.
const SICK: [(&str, &str); 4] = [
    (
        "app.json",
        r#"{
  "pages": ["pages/a/a",],
  "plugins": {
    "live": {
      "version": " V1.3.5",
      "provider": "WX2B03C6E691CD7370 ",
    }
  }
}
"#,
    ),
    (
        "pages/a/a.js",
        "let live
try {
  live = requirePlugin('live-player-plugin')
} catch (error) {}
const params = { path: 'pages/a/a' }
Page({
  open() {
    wx.navigateTo({ url: `plugin-private://wx2b03c6e691cd7370/pages/live-player?roomid=${this.data.id}&custom_params=${JSON.stringify(params)}` })
  },
  again() {
    wx.navigateTo({ url: '/plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=1&custom_param=' + encodeURIComponent(JSON.stringify(params)) })
  }
})
",
    ),
    (
        "pages/a/a.json",
        "{ \"usingComponents\": { \"subscribe\": \"/plugin-private://wx2b03c6e691cd7370/components/subscribe\" } }\n",
    ),
    ("pages/a/a.wxml", "<subscribe room-id=\"{{1}}\" />\n"),
];

/// What is cured in it, by the texts before and after.
const CURES: [(&str, &str); 11] = [
    ("a/a\",]", "a/a\"]"),
    (" V1.3.5", "1.3.5"),
    ("\"WX2B03C6E691CD7370 \",", "\"wx2b03c6e691cd7370\""),
    ("requirePlugin('live-player-plugin')", "requirePlugin('live')"),
    ("pages/live-player?", "pages/live-player-plugin?"),
    ("?roomid=", "?room_id="),
    ("${JSON.stringify(params)}", "${encodeURIComponent(JSON.stringify(params))}"),
    ("'/plugin-private", "'plugin-private"),
    ("&custom_param=", "&custom_params="),
    ("\"/plugin-private", "\"plugin-private"),
    ("components/subscribe\"", "components/subscribe/subscribe\""),
];

#[test]
fn every_kind_of_cure_is_made_and_no_other_byte_is_changed() {
    for end in ["\n", "\r\n"] {
        let (sick, healthy) = (Scratch::empty(), Scratch::empty());
        for (file, text) in SICK {
            let text = text.replace('\n', end);
            sick.write(file, &text);
            healthy.write(file, CURES.iter().fold(text, |text, (from, to)| text.replace(from, to)));
        }
        sick.exits(1, &["check"]);
        let mended = sick.exits(0, &["check", "--fix"]);
        assert_eq!(mended.stderr, "10 fixed, no findings in 1 project\n");
        assert_same_tree(&sick.tree(), &healthy.tree(), "mended");
    }
}

/// Every fixture, and every project of the corpus where it is at hand.
#[test]
fn fix_twice_is_fix_once_and_what_is_said_is_whole() {
    let corpus = root().join("../shared/corpus");
    let folders = [root().join("fixtures"), corpus].into_iter().filter(|folder| folder.exists());
    for folder in folders.flat_map(|folder| fs::read_dir(folder).unwrap()) {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        let project = Scratch::copy(&folder);
        let errors = |found: &Value| found["errors"].as_array().unwrap().len();
        let before = errors(&document(&project, &[]));
        let fixed = document(&project, &["--fix"]);
        let said = fixed["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .chain(fixed["fixed"].as_array().unwrap());
        for words in said.flat_map(|found| [found["message"].as_str(), found["help"].as_str()]) {
            let left_open = (0..9).find(|n| words.unwrap().contains(&format!("{{{n}}}")));
            assert_eq!(left_open, None, "{words:?}");
        }
        assert_eq!(errors(&fixed), before, "{}: {fixed:#}", folder.display());
        let once = project.tree();
        let again = document(&project, &["--fix"]);
        assert_eq!(again["fixed"].as_array().unwrap().len(), 0, "{}", folder.display());
        assert_eq!(again["diagnostics"], fixed["diagnostics"], "{}", folder.display());
        assert_same_tree(&project.tree(), &once, &folder.display().to_string());
    }
}

/// An app.json of which somebody typed a part in another keyboard, or forgot a comma, with what it should be.
const SLIPS: [(&str, &str); 3] = [
    (
        "{\r\n\t\"pages\": [\"a\"]\r\n\t\"plugins\": { // 直播，\r\n\t\t\"l\"：{ \"version\": \"1.3.5\"，\"provider\": “wx2b03c6e691cd7370” }\r\n\t}\r\n}",
        "{\r\n\t\"pages\": [\"a\"],\r\n\t\"plugins\": {\r\n\t\t\"l\":{ \"version\": \"1.3.5\",\"provider\": \"wx2b03c6e691cd7370\" }\r\n\t}\r\n}",
    ),
    ("{ \"pages\": [\"a\"] /* x */ \"plugins\": {} }", "{ \"pages\": [\"a\"], \"plugins\": {} }"),
    (
        "// 首页\n{\n  \"pages\": [\n    \"a\", // 直播\n  ],\n}\n",
        "{\n  \"pages\": [\n    \"a\"\n  ]\n}\n",
    ),
];

#[test]
fn slips_of_the_hand_in_app_json_are_mended() {
    for (slip, expected) in SLIPS {
        let project = Scratch::empty();
        project.write("app.json", slip).write("a.js", "").write("a.wxml", "");
        project.write("project.config.json", "{}");
        project.exits(1, &["check"]);
        let patch = project.exits(0, &["check", "--fix", "--diff"]).stdout;
        assert!(patch.contains("app.json"), "{patch}");
        project.exits(0, &["check", "--fix"]);
        assert_eq!(project.read("app.json"), expected);
        let app: Value = serde_json::from_str(expected).unwrap();
        assert!(app.is_object(), "strict JSON");
        project.exits(0, &["check", "--fix", "--check"]);
    }
}

#[test]
fn what_has_more_than_one_cure_stays_as_it_is() {
    let project = Scratch::empty();
    project.write("project.config.json", "{}").write("app.js", "App({})");
    for text in ["{ \"pages\" [\"a\"] }", "{ \"pages\": [\"a\"]", "{ 'pages': ['a'] }"] {
        project.write("app.json", text);
        project.exits(1, &["check", "--fix"]);
        assert_eq!(project.read("app.json"), text);
    }
}
