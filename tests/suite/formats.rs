//! What a check prints in each format, of projects whose every name and text is hostile too.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::acceptance::install;
use crate::support::{Scratch, kaibo, ran, root};

const FORMATS: [&str; 6] = ["human", "concise", "json", "sarif", "github", "gitlab"];

/// A folder that means something to a terminal, a shell, an address, or one of the formats.
const HOSTILE: &str = "a%b c:d,e::f\r\n::error::g\u{1b}[31m\u{202e}\u{9b}\"'<h>[i](j)&?#\\ 中😀";

/// The same in the plugin's version, as JSON.
const HOSTILE_VERSION: &str = r#"1.3%\r\n::error::\u001b[31m\u202e\u009b,:[i](j){0}<h>\"\\中😀"#;

/// A program in such a folder, with such a version.
fn hostile() -> Scratch {
    let scratch = Scratch::empty();
    let app = format!(
        r#"{{ "pages": ["pages/a/a"], "plugins": {{ "live-player-plugin": {{ "version": "{HOSTILE_VERSION}", "provider": "wx2b03c6e691cd7370" }} }} }}"#
    );
    scratch.write(&format!("{HOSTILE}/app.json"), app);
    scratch
}

/// Whether a control character is in a text, line ends aside, or one that turns its direction.
fn hides(text: &str) -> bool {
    let is_hidden =
        |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    text.chars().any(is_hidden)
}

fn check(scratch: &Scratch, format: &str) -> (i32, String) {
    let ran = scratch.run(&["check", "--format", format]);
    (ran.code, ran.stdout)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

#[test]
fn every_format_names_rule_and_place() {
    let project = Scratch::fixture("native-wrong-provider");
    for format in FORMATS {
        let (code, text) = check(&project, format);
        assert_eq!(code, 1, "{format}");
        assert!(text.contains("wrong-provider") && text.contains("app.json"), "{format}: {text}");
        assert!(text.contains("11"), "{format}: {text}");
    }
}

#[test]
fn nothing_hostile_is_obeyed() {
    let project = hostile();
    for format in FORMATS {
        let ran = project.exits(1, &["check", "--format", format]);
        assert!(!hides(&ran.stdout), "{format}: {:?}", ran.stdout);
        assert!(!hides(&ran.stderr), "{format}: {:?}", ran.stderr);
        assert!(ran.stdout.contains("invalid-version"), "{format}: {}", ran.stdout);
    }
    let found = json(&check(&project, "json").1)["diagnostics"].as_array().unwrap().len();
    let github = check(&project, "github").1;
    assert_eq!(github.lines().count(), found);
    for line in github.lines() {
        let (head, _) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (_, properties) = head.split_once(' ').unwrap();
        let names = properties.split(',').map(|pair| pair.split_once('=').unwrap().0);
        let known = ["file", "line", "endLine", "col", "endColumn", "title"];
        assert!(names.into_iter().all(|name| known.contains(&name)), "{line}");
    }
    assert_eq!(check(&project, "concise").1.lines().count(), found);
}

#[test]
fn machines_are_given_the_very_path() {
    let project = hostile();
    let path = format!("{HOSTILE}/app.json");
    let document = json(&check(&project, "json").1);
    assert_eq!(document["diagnostics"][0]["path"], path.as_str());
    let issues = json(&check(&project, "gitlab").1);
    assert_eq!(issues[0]["location"]["path"], path.as_str());
    let log = json(&check(&project, "sarif").1);
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.is_ascii(), "{uri}");
    let mut bytes = Vec::new();
    let mut rest = uri;
    while let Some(c) = rest.chars().next() {
        let (byte, length) = match c {
            '%' => (u8::from_str_radix(&rest[1..3], 16).unwrap(), 3),
            c => (u8::try_from(c).unwrap(), 1),
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    assert_eq!(String::from_utf8(bytes).unwrap(), path);
}

#[test]
fn every_finding_of_gitlab_has_a_fingerprint_of_its_own() {
    let project = Scratch::fixture("native-comments");
    let (_, text) = check(&project, "gitlab");
    let issues = json(&text);
    let prints: BTreeSet<&str> = issues
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!(prints.len(), issues.as_array().unwrap().len());
    assert!(prints.len() > 3);
}

#[test]
fn a_result_depends_neither_on_the_machine_nor_on_how_the_path_is_named() {
    let is_for_people = |format| ["human", "concise"].contains(&format);
    let scratch = Scratch::empty();
    let project = Scratch::fixture("native-wrong-provider");
    fs::rename(project.path(), scratch.path().join("shop")).unwrap();
    let absolute = scratch.path().canonicalize().unwrap().join("shop");
    for format in FORMATS {
        let run = |path: &str, locale: &str| {
            let args = ["check", path, "--format", format];
            let mut command = kaibo(scratch.path());
            ran(command.args(args).env("LANG", locale).env("LC_ALL", locale)).stdout
        };
        let here = run("shop", "C");
        assert!(here.contains("shop/app.json"), "{format}: {here}");
        for (path, locale) in [("./shop/", "zh_CN.UTF-8"), (absolute.to_str().unwrap(), "C")] {
            let is_in_their_language = is_for_people(format) && locale != "C";
            let found = run(path, locale);
            assert_eq!(found == here, !is_in_their_language, "{format} {path} {locale}: {found}");
        }
    }
}

#[test]
fn what_could_not_be_read_is_in_every_format() {
    let project = Scratch::fixture("native-healthy-main");
    project.write("old/app.json", "{ \"pages\": [], \"plugins\": { \"live-player-plugin\": \n");
    for format in FORMATS {
        let ran = project.exits(1, &["check", "--format", format]);
        let all = ran.stdout + &ran.stderr;
        assert!(all.contains("old/app.json") && all.contains("JSON"), "{format}: {all}");
    }
}

#[test]
fn a_run_that_cannot_be_made_prints_its_document_too() {
    let empty = Scratch::empty();
    for (args, said) in [
        (vec!["check"], "no mini-program"),
        (vec!["check", "nowhere"], "no such folder"),
        (vec!["check", "--require", "new"], "range"),
        (vec!["check", "--severity", "pin-differs=off"], "`pins-differ`"),
        (vec!["check", "--severity", "pins-differ=no"], "`off`"),
        (vec!["check", "--ignore", "{a"], "pattern"),
    ] {
        for format in FORMATS {
            let ran = empty.exits(2, &[&args[..], &["--format", format]].concat());
            let all = if format == "human" { ran.stderr } else { ran.stdout };
            assert!(all.contains(said), "{format}: {all}");
            if ["json", "sarif", "gitlab"].contains(&format) {
                json(&all);
            }
        }
    }
}

#[test]
fn logs_are_sarif_by_the_official_schema() {
    let rig = root().join("tests/acceptance");
    if !install(&rig).unwrap_or_else(|reason| panic!("{reason}")) {
        return;
    }
    let logs = Scratch::empty();
    let marked = Scratch::empty();
    marked.write("app.json", "\u{feff}{ \"pages\": [] }");
    let projects = [
        Scratch::fixture("native-comments"),
        Scratch::fixture("native-healthy-main"),
        Scratch::fixture("native-wrong-provider"),
        hostile(),
        Scratch::empty(),
        marked,
    ];
    let mut fixes = 0;
    let mut files = Vec::new();
    for (number, project) in projects.iter().enumerate() {
        let (_, log) = check(project, "sarif");
        fixes += log.matches("\"deletedRegion\"").count();
        logs.write(&format!("{number}.sarif"), log);
        files.push(logs.path().join(format!("{number}.sarif")));
    }
    assert!(fixes > 0, "a log with a cure is among them");
    assert!(logs.read("5.sarif").contains("\"byteOffset\": 0"), "and one by bytes");
    let judge = |files: &[std::path::PathBuf]| {
        let mut node = Command::new("node");
        ran(node.arg(rig.join("sarif.mjs")).args(files))
    };
    let judged = judge(&files);
    assert_eq!(judged.code, 0, "{}{}", judged.stdout, judged.stderr);

    let log = fs::read_to_string(&files[2]).unwrap();
    logs.write("bad.sarif", log.replace("\"startLine\": 11", "\"startLine\": 0"));
    let judged = judge(&[logs.path().join("bad.sarif")]);
    assert!(judged.stdout.contains("startLine"), "{}{}", judged.stdout, judged.stderr);
}
