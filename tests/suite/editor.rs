//! The manifest's schema in an editor, judged by VS Code's own JSON service: what it completes, and which faults it tells.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::acceptance::install;
use crate::support::{Scratch, root};

/// A manifest in which one thing is wrong, by what replaces what in [`HEALTHY`], and whether a schema can say so.
struct Fault {
    from: &'static str,
    to: &'static str,
    is_sayable: bool,
}

const HEALTHY: &str = r#"{
  // comments and a trailing comma are an author's right
  "manifestVersion": 1,
  "plugin": { "version": "1.3.5", "require": ">=1.3.0", "package": "main" },
  "pages": [
    { "path": "pages/live/list", "kind": "room-list", "open": "navigator" },
    { "path": "pages/live/room", "kind": "room-entry", "roomId": 12, "customParams": { "pid": 1 } },
    { "path": "pages/goods/商品", "kind": "goods-detail" },
  ],
  "app": { "appid": "touristappid", "name": "a", "language": "ts", "lang": "zh" },
  "check": { "rules": { "unused-plugin": "off" }, "ignore": [{ "path": "old/" }] },
}"#;

const fn said(from: &'static str, to: &'static str) -> Fault {
    Fault { from, to, is_sayable: true }
}

const fn unsaid(from: &'static str, to: &'static str) -> Fault {
    Fault { from, to, is_sayable: false }
}

const FAULTS: [Fault; 33] = [
    said("\"manifestVersion\": 1", "\"manifestVersion\": 2"),
    said("\"manifestVersion\": 1,", ""),
    said("\"plugin\":", "\"plugins\":"),
    said("\"version\": \"1.3.5\", ", ""),
    said("\"1.3.5\"", "\"1.3\""),
    said("\"1.3.5\"", "\"v1.3.5\""),
    said("\"1.3.5\"", "135"),
    said("\">=1.3.0\"", "\"\""),
    said("\"main\"", "\"/live\""),
    said("\"main\"", "\"../live\""),
    said("\"main\"", "\"a b\""),
    said("pages/live/list", "/pages/live/list"),
    said("pages/live/list", "pages/../list"),
    said("pages/live/list", "pages/live/list.js"),
    said("pages/live/list", "pages//list"),
    said("\"room-list\"", "\"list\""),
    said("\"kind\": \"goods-detail\"", "\"kind\": \"goods-detail\", \"open\": \"navigator\""),
    said("\"kind\": \"room-list\"", "\"kind\": \"room-list\", \"roomId\": 1"),
    said("\"navigator\"", "\"redirectTo\""),
    said("\"roomId\": 12, ", ""),
    said("12", "0"),
    said("12", "1.5"),
    said("{ \"pid\": 1 }", "1"),
    said("touristappid", "wx1"),
    said("\"name\": \"a\"", "\"name\": \" \""),
    said("\"ts\"", "\"coffee\""),
    said("\"lang\": \"zh\"", "\"lang\": \"fr\""),
    said("unused-plugin", "unused-plugins"),
    said("\"off\"", "\"none\""),
    said("\"old/\"", "\"\""),
    // whether a range is one, and whether two values fit each other, no schema says
    unsaid(">=1.3.0", "later"),
    unsaid(">=1.3.0", ">=2.0.0"),
    unsaid("pages/live/room", "pages/live/list"),
];

/// What the service answers to each text: messages, or completions where `|` stands.
fn asked(schema: &Value, texts: &[String]) -> Option<Vec<Vec<Value>>> {
    let rig = root().join("tests/editor");
    if !install(&rig).unwrap_or_else(|reason| panic!("{reason}")) {
        return None;
    }
    let mut lines = format!("{schema}\n");
    for text in texts {
        writeln!(lines, "{}", json!(text)).unwrap();
    }
    let mut node = Command::new("node");
    node.arg(rig.join("ask.mjs")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut service = node.spawn().unwrap();
    service.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let answers = service.wait_with_output().unwrap();
    let answers = String::from_utf8(answers.stdout).unwrap();
    let answers: Vec<Vec<Value>> =
        answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), texts.len());
    Some(answers)
}

fn schema(args: &[&str]) -> Value {
    serde_json::from_str(&Scratch::empty().exits(0, args).stdout).unwrap()
}

#[test]
fn an_editor_tells_every_fault_that_a_schema_can_say() {
    let texts = FAULTS.iter().map(|fault| {
        assert!(HEALTHY.contains(fault.from), "{}", fault.from);
        HEALTHY.replacen(fault.from, fault.to, 1)
    });
    let texts: Vec<String> = [HEALTHY.to_owned()].into_iter().chain(texts).collect();
    for (text, is_healthy) in texts.iter().zip([true].into_iter().chain([false; 33])) {
        let scratch = Scratch::empty();
        scratch.write("kaibo.jsonc", text);
        let code = scratch.run(&["new", "shop", "--manifest", "kaibo.jsonc", "--check"]).code;
        assert_eq!(code == 2, !is_healthy, "{text}: {code}");
    }
    let Some(answers) = asked(&schema(&["schema"]), &texts) else { return };
    assert_eq!(answers[0], Vec::<Value>::new(), "{HEALTHY}");
    for (fault, answer) in FAULTS.iter().zip(&answers[1..]) {
        let Fault { from, to, is_sayable } = fault;
        assert_eq!(!answer.is_empty(), *is_sayable, "{from} -> {to}: {answer:?}");
    }
}

#[test]
fn an_editor_completes_what_a_manifest_may_hold() {
    let plugin = r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5""#;
    let places: [(String, &[&str]); 6] = [
        (r#"{ "manifestVersion": | }"#.into(), &["1"]),
        (r#"{ "plugin": { "version": | } }"#.into(), &["\"1.3.5\"", "\"1.3.0\"", "\"latest\""]),
        (format!(r#"{plugin}, "package": | }} }}"#), &["\"main\"", "\"packageLive\""]),
        (
            format!(r#"{plugin} }}, "pages": [{{ "kind": | }}] }}"#),
            &["\"room-list\"", "\"room-entry\"", "\"goods-detail\"", "\"existing\""],
        ),
        (format!(r#"{plugin} }}, "app": {{ "lang": | }} }}"#), &["\"zh\"", "\"en\""]),
        (format!(r#"{plugin} }}, "check": {{ "rules": {{ "|" }} }} }}"#), &["unused-plugin"]),
    ];
    let texts: Vec<String> = places.iter().map(|(text, _)| text.clone()).collect();
    let Some(answers) = asked(&schema(&["schema", "--lang", "zh"]), &texts) else { return };
    for ((text, expected), answer) in places.iter().zip(answers) {
        let labels: Vec<&str> = answer.iter().filter_map(|item| item[0].as_str()).collect();
        for label in *expected {
            assert!(labels.contains(label), "{text}: {label} is not among {labels:?}");
        }
    }
}

#[test]
fn the_schema_is_in_the_language_that_is_asked_for() {
    let descriptions = |schema: &Value| schema.to_string().matches("清单").count();
    assert_eq!(descriptions(&schema(&["schema"])), 0);
    assert!(descriptions(&schema(&["schema", "--lang", "zh"])) > 1);
}
