//! The verbs `check` and `explain` as people and CI call them: flags and exit codes.

use std::fs;

use serde_json::{Value, json};

use crate::support::Scratch;

/// A program with one error, which uses nothing.
fn faulty() -> Scratch {
    let project = Scratch::fixture("native-wrong-provider");
    project.write("pages/index/index.js", "Page({})\n");
    project
}

/// The document of a check.
pub fn document(scratch: &Scratch, args: &[&str]) -> Value {
    let ran = scratch.run(&[&["check", "--format", "json"], args].concat());
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}:\n{}", ran.stdout))
}

/// The rules that are broken in it, in order.
pub fn rules(document: &Value) -> Vec<&str> {
    let found = document["diagnostics"].as_array().unwrap();
    found.iter().map(|found| found["rule"].as_str().unwrap()).collect()
}

#[test]
fn errors_fail_a_run_and_warnings_where_they_are_denied() {
    let project = faulty();
    project.exits(1, &["check"]);
    project.exits(0, &["check", "--severity", "wrong-provider=warning"]);
    project.exits(1, &["check", "--severity", "wrong-provider=warning", "--deny-warnings"]);
    project.exits(0, &["check", "--severity", "wrong-provider=info", "--deny-warnings"]);
    project.exits(0, &["check", "--severity", "wrong-provider=off"]);
    Scratch::fixture("native-healthy-main").exits(0, &["check", "--deny-warnings"]);
}

#[test]
fn the_last_severity_of_a_rule_counts_and_off_is_silent() {
    let project = faulty();
    let both = ["--severity", "wrong-provider=off", "--severity", "wrong-provider=info"];
    let found = document(&project, &both);
    assert_eq!(found["diagnostics"][0]["severity"], "info");
    assert!(rules(&document(&project, &both[..2])).is_empty());
}

#[test]
fn a_flag_wins_over_the_manifest() {
    let project = Scratch::fixture("native-old-pin");
    let manifest = r#"{ "manifestVersion": 1, "plugin": { "version": "1.2.0", "require": ">=1.2.0" },
        "pages": [{ "path": "pages/broadcast/broadcast", "kind": "existing" }],
        "check": { "rules": { "version-outdated": "error" } } }"#;
    project.write("kaibo.jsonc", manifest);
    assert_eq!(rules(&document(&project, &["--select", "declaration"])), ["version-outdated"]);
    project.exits(1, &["check"]);
    project.exits(0, &["check", "--severity", "version-outdated=info"]);
    let required = document(&project, &["--require", ">=1.3.0"]);
    assert!(rules(&required).contains(&"version-not-allowed"), "{required}");
}

#[test]
fn ignored_paths_are_left_out() {
    let scratch = Scratch::empty();
    for name in ["old", "new"] {
        fs::rename(faulty().path(), scratch.path().join(name)).unwrap();
    }
    scratch.exits(0, &["check", "--ignore", "old", "--ignore", "new/**"]);
    let left = document(&scratch, &["--ignore", "old/"]);
    assert_eq!(left["diagnostics"][0]["path"], "new/app.json");
    assert_eq!(left["projects"].as_array().unwrap().len(), 2);
}

#[test]
fn the_document_has_the_projects_as_list_shows_them() {
    let project = faulty();
    for select in ["declaration", "all"] {
        let listed = project.exits(0, &["list", "--format", "json", "--select", select]);
        let listed: Value = serde_json::from_str(&listed.stdout).unwrap();
        let checked = document(&project, &["--select", select]);
        assert_eq!(checked["projects"], listed["projects"]);
    }
}

#[test]
fn without_sources_nothing_is_said_of_uses() {
    let project = Scratch::fixture("native-wrong-provider");
    let both = ["undeclared-plugin", "wrong-provider"];
    let mut all = document(&project, &["--select", "all"]);
    all["diagnostics"].as_array_mut().unwrap().sort_by_key(|found| found["rule"].to_string());
    assert_eq!(rules(&all), both);
    assert_eq!(rules(&document(&project, &["--select", "declaration"])), both[1..]);
    let healthy = Scratch::fixture("native-healthy-main");
    healthy.write("pages/live/live.js", "Page({})\n").write("pages/live/live.wxml", "<view/>\n");
    assert!(rules(&document(&healthy, &["--select", "declaration"])).is_empty());
}

#[test]
fn a_manifest_that_cannot_be_read_is_told_and_the_rest_is_judged() {
    let project = faulty();
    project.write("kaibo.jsonc", "{ \"manifestVersion\": 1, \"plugin\": { \"version\": \"1\" } }");
    let found = document(&project, &[]);
    assert_eq!(rules(&found), ["wrong-provider"]);
    assert_eq!(found["errors"][0]["path"], "kaibo.jsonc");
    project.exits(1, &["check", "--severity", "wrong-provider=off"]);
}

#[test]
fn what_patch_would_write_differs_from_the_manifest() {
    let shop = Scratch::empty();
    shop.exits(0, &["new", "shop", "--yes"]);
    assert!(rules(&document(&shop, &[])).is_empty());
    shop.replace("shop/kaibo.jsonc", "1.3.5", "1.3.4");
    let found = document(&shop, &[]);
    assert!(rules(&found).contains(&"differs-from-manifest"), "{found}");
}

#[test]
fn pins_are_compared_within_a_repository_and_not_across() {
    let scratch = Scratch::empty();
    for (name, fixture) in [("old", "native-old-pin"), ("new", "native-healthy-main")] {
        fs::rename(Scratch::fixture(fixture).path(), scratch.path().join(name)).unwrap();
    }
    let differ = || rules(&document(&scratch, &[])).contains(&"pins-differ");
    fs::create_dir(scratch.path().join(".git")).unwrap();
    assert!(differ());
    fs::create_dir(scratch.path().join("old/.git")).unwrap();
    assert!(!differ());
}

#[test]
fn the_summary_counts_for_people_only() {
    let project = faulty();
    assert_eq!(project.exits(1, &["check"]).stderr, "1 error in 1 project\n");
    assert_eq!(project.exits(1, &["check", "--format", "concise"]).stderr, "");
    let healthy = Scratch::fixture("native-healthy-main");
    assert_eq!(healthy.exits(0, &["check"]).stderr, "no findings in 1 project\n");
}

#[test]
fn messages_are_in_the_language_that_is_asked_for_and_no_other() {
    let project = faulty();
    let in_language = |language: &str| {
        let found = document(&project, &["--lang", language]);
        found["diagnostics"][0]["message"].as_str().unwrap().to_owned()
    };
    assert!(in_language("en").is_ascii());
    assert!(!in_language("zh").is_ascii());
}

#[test]
fn a_page_is_printed_for_people() {
    let scratch = Scratch::empty();
    let page = scratch.exits(0, &["explain", "wrong-provider"]).stdout;
    assert!(page.starts_with("wrong-provider\nseverity: error\njudge: kaibo\n"), "{page}");
    for part in ["\nWhat it means\n", "\nWhy\n", "\nExample\n", "\nCure\n", "\nSource\n"] {
        assert!(page.contains(part), "{page}");
    }
    assert!(!page.contains("```") && !page.contains("## ") && !page.contains("{0}"), "{page}");
    let chinese = scratch.exits(0, &["explain", "wrong-provider", "--lang", "zh"]).stdout;
    assert_ne!(chinese, page);
}

#[test]
fn all_rules_are_listed_with_a_line_each() {
    let list = Scratch::empty().exits(0, &["explain"]).stdout;
    for line in list.lines() {
        let mut cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
        let id = cells.next().unwrap();
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{line}");
        assert!(["error", "warning", "info"].contains(&cells.next().unwrap()), "{line}");
        assert!(["compiler", "kaibo"].contains(&cells.next().unwrap()), "{line}");
        assert!(cells.next().is_some_and(|summary| summary.len() > 8), "{line}");
    }
    assert!(list.lines().count() > 20);
}

#[test]
fn a_misspelt_rule_is_answered_with_the_nearest() {
    let ran = Scratch::empty().exits(2, &["explain", "wrong-provder"]);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("`wrong-provder`") && ran.stderr.contains("`wrong-provider`"));
}

#[test]
fn an_app_json_that_is_no_json_breaks_a_rule_and_hides_no_other_project() {
    let dir = Scratch::empty();
    dir.write("broken/app.json", "{\n  \"pages\": [\"a\"\n}\n")
        .write("app/app.json", "{ \"pages\": [] }");
    dir.write("marked/app.json", "{\n<<<<<<< ours\n\"pages\": []\n");
    let ran = dir.exits(1, &["check", "broken"]);
    assert!(ran.stdout.contains("error[strict-json]: this is not JSON: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("--> broken/app.json:3:1"), "{}", ran.stdout);
    let all = document(&dir, &[]);
    let of_rule = |found: &&Value| found["rule"] == "strict-json";
    assert_eq!(all["diagnostics"].as_array().unwrap().iter().filter(of_rule).count(), 1);
    let error = json!([all["errors"][0]["path"], all["errors"][0]["line"]]);
    assert_eq!(error, json!(["marked/app.json", 2]), "conflict markers have words of their own");
    dir.exits(0, &["check", "broken", "--severity", "strict-json=off"]);
    dir.exits(0, &["check", "broken", "--ignore", "broken"]);
}

#[test]
fn what_a_build_or_the_platform_says_is_read_from_files() {
    let dir = Scratch::empty();
    let app =
        r#"{"pages":["a"],"plugins":{"l":{"version":"1.3.5","provider":"wx2b03c6e691cd7370"}}}"#;
    dir.write("shop/app.json", app).write("shop/a.wxml", "").write("shop/a.js", "");
    dir.write("shop/project.config.json", r#"{"appid":"wx0000000000000001"}"#);
    dir.write("dist/app.json", r#"{"pages":["a"]}"#);
    let ran = dir.exits(1, &["check", "shop", "--format", "concise", "--built", "dist"]);
    assert!(
        ran.stdout.contains("shop/app.json:1:27: error[plugin-not-in-build]"),
        "{}",
        ran.stdout
    );
    let line = |appid: &str, status: u8| {
        format!(
            r#"{{"appid":"{appid}","plugin_list":[{{"appid":"wx2b03c6e691cd7370","status":{status}}}]}}"#
        )
    };
    let known = [line("wx0000000000000001", 2), line("wx0000000000000002", 1)].join("\n");
    dir.write("known.jsonl", &known);
    dir.exits(0, &["check", "shop", "--authorised", "known.jsonl"]);
    dir.write("known.jsonl", known.replace("\"status\":2", "\"status\":3"));
    let ran = dir.exits(1, &["check", "shop", "--authorised", "known.jsonl"]);
    assert!(ran.stdout.contains("refused the live plugin to wx0000000000000001"), "{}", ran.stdout);
    for asked in
        [["--built", "nowhere"], ["--authorised", "dist/app.json"], ["--authorised", "nowhere"]]
    {
        dir.exits(2, &["check", "shop", asked[0], asked[1]]);
    }
}
