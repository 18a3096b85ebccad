//! SARIF 2.1.0, which code scanning reads.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};

use crate::check::pages::{RulePage, Section};
use crate::check::{Rule, Severity};
use crate::cli::format::located::{LocatedEdit, LocatedFinding};
use crate::cli::format::report::{Fingerprints, LazyList, RenderedFinding, Report, words_of};
use crate::model::fault::Fault;
use crate::text::edit::Place;

/// The log of one run; of the rules it has those that are broken.
pub(super) fn render(report: &Report<'_>) -> impl Serialize {
    #[derive(Serialize)]
    struct Log<R> {
        #[serde(rename = "$schema")]
        schema: &'static str,
        version: &'static str,
        runs: [SarifRun<R>; 1],
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct SarifRun<R> {
        tool: Value,
        column_kind: &'static str,
        invocations: Value,
        results: R,
    }
    let broken = broken(report);
    let notifications: Value = report.faults.iter().map(notification).collect();
    let run = SarifRun {
        tool: json!({ "driver": {
            "name": "kaibo",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": broken.iter().map(|rule| descriptor(rule, report.pages.of(rule))).collect::<Value>(),
        } }),
        column_kind: "unicodeCodePoints",
        invocations: json!([{
            "executionSuccessful": report.faults.is_empty(),
            "toolExecutionNotifications": notifications,
        }]),
        results: LazyList(move || {
            let (broken, mut fingerprints) = (broken.clone(), Fingerprints::default());
            report.found().map(move |found| {
                let rule = broken.iter().position(|rule| rule.id == found.finding.rule.id);
                result(&found, rule, &fingerprints.next(&found.key()))
            })
        }),
    };
    let schema = "https://json.schemastore.org/sarif-2.1.0.json";
    Log { schema, version: "2.1.0", runs: [run] }
}

/// The rules that are broken, each once.
fn broken(report: &Report<'_>) -> Vec<&'static Rule> {
    let mut broken: Vec<&Rule> = Vec::new();
    for found in report.found {
        if !broken.iter().any(|rule| rule.id == found.rule.id) {
            broken.push(found.rule);
        }
    }
    broken
}

fn descriptor(rule: &Rule, page: &RulePage<'_>) -> Value {
    let part = |section: &Section<'_>| format!("## {}\n\n{}", section.title, section.text);
    let text = page.sections.iter().map(part).collect::<Vec<_>>().join("\n\n");
    json!({
        "id": rule.id,
        "shortDescription": { "text": page.summary() },
        "help": { "text": text, "markdown": text },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "judge": rule.judge.name() },
    })
}

fn result(rendered: &RenderedFinding<'_>, rule: Option<usize>, fingerprint: &str) -> Value {
    let RenderedFinding { finding, message, help } = rendered;
    let mut result = json!({
        "ruleId": finding.rule.id,
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": { "text": format!("{}\n{}", literal(message), literal(help)) },
        "locations": [location(&finding.path, &region(finding.start, finding.end))],
        "partialFingerprints": { "kaibo/v1": fingerprint },
    });
    let replacements = replacements(finding);
    if !replacements.is_empty() {
        let location = json!({ "uri": uri(&finding.path) });
        result["fixes"] = json!([{
            "description": { "text": literal(help) },
            "artifactChanges": [{ "artifactLocation": location, "replacements": replacements }],
        }]);
    }
    result
}

/// The fix by places; a byte order mark has none among lines and columns, so its bytes are named. A fix that
/// writes a secret is left out, because it would write the mask.
fn replacements(finding: &LocatedFinding) -> Vec<Value> {
    if finding.fix_is_secret {
        return Vec::new();
    }
    let replacement = |LocatedEdit { edit, start, end }: &LocatedEdit| {
        let deleted = if start == end && !edit.range.is_empty() {
            json!({ "byteOffset": edit.range.start, "byteLength": edit.range.len() })
        } else {
            region(*start, *end)
        };
        json!({ "deletedRegion": deleted, "insertedContent": { "text": edit.text } })
    };
    finding.fix.iter().map(replacement).collect()
}

fn notification(fault: &Fault) -> Value {
    let (words, place) = words_of(fault);
    let locations: Vec<Value> =
        fault.path().map(|path| location(path, &region(place, place))).into_iter().collect();
    json!({
        "level": "error",
        "message": { "text": format!("{}\n{}", literal(&words.message), literal(&words.help)) },
        "locations": locations,
    })
}

fn location(path: &str, region: &Value) -> Value {
    json!({ "physicalLocation": { "artifactLocation": { "uri": uri(path) }, "region": region } })
}

fn region(start: Place, end: Place) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A relative reference: what is not unreserved is percent-encoded, a colon too, which would end a scheme.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

/// Text of a message, in which brackets would be a link.
fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::cli::args::ReportFormat::Sarif;
    use crate::cli::format::sample::{HOSTILE, empty, hostile, plain, printed, unreadable};

    fn run(found: &[LocatedFinding], faults: &[Fault]) -> Value {
        let mut log: Value = serde_json::from_str(&printed(Sarif, found, faults)).unwrap();
        log["runs"][0].take()
    }

    #[test]
    fn a_result_names_its_rule_its_place_and_its_fix() {
        let run = run(&[plain(), plain()], &[]);
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0]["defaultConfiguration"]["level"], "warning");
        assert_eq!(rules[0]["shortDescription"]["text"], "A pin is wrong.");
        let result = &run["results"][1];
        assert_eq!(result["level"], "error");
        assert_eq!(result["ruleIndex"], 0);
        let region = json!({ "startLine": 2, "startColumn": 22, "endLine": 2, "endColumn": 25 });
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["region"], region);
        let change = &result["fixes"][0]["artifactChanges"][0];
        assert_eq!(change["artifactLocation"]["uri"], "shop/app.json");
        assert_eq!(
            change["replacements"],
            json!([{ "deletedRegion": region, "insertedContent": { "text": "1.3.5" } }])
        );
    }

    #[test]
    fn a_fix_that_no_place_can_name_names_bytes() {
        let run = run(&[empty()], &[]);
        let change = &run["results"][0]["fixes"][0]["artifactChanges"][0];
        let bytes = json!({ "byteOffset": 0, "byteLength": 3 });
        assert_eq!(change["replacements"][0]["deletedRegion"], bytes);
    }

    #[test]
    fn hostile_text_is_neither_a_link_nor_another_address() {
        let run = run(&[hostile()], &[unreadable(HOSTILE)]);
        let uri = "a%25b%3Ac%2Cd%3A%3Ae%0D%0A%3A%3Aerror%3A%3Af%1B%5B31m%E2%80%AE%C2%9B%22%27%3Cg%3E%5Bh%5D%28i%29%7B0%7D%5C%20%E4%B8%AD%F0%9F%98%80";
        let result = &run["results"][0];
        let places = [&run["invocations"][0]["toolExecutionNotifications"][0], result];
        for place in places {
            let location = &place["locations"][0]["physicalLocation"]["artifactLocation"];
            assert_eq!(location["uri"], uri);
            assert!(place["message"]["text"].as_str().unwrap().contains("\\[h\\](i)"));
        }
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        let printed = printed(Sarif, &[hostile()], &[]);
        assert!(!printed.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')));
    }
}
