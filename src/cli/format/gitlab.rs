//! A Code Quality report as GitLab reads it.

use serde::Serialize;
use serde_json::{Value, json};

use crate::check::Severity;
use crate::cli::format::report::{Fingerprints, LazyList, RenderedFinding, Report, words_of};

/// The report.
pub(super) fn render(report: &Report<'_>) -> impl Serialize {
    LazyList(|| {
        let faults = report.faults.iter().map(|fault| {
            let (words, place) = words_of(fault);
            let (file, line) = (fault.path().unwrap_or("."), place.line);
            let issue = issue("unreadable", "major", &words.message, &words.help, file, line);
            (format!("{file}\0{}", words.message), issue)
        });
        let found = report.found().map(|found| {
            let RenderedFinding { finding, message, help } = &found;
            let (path, line, severity) =
                (&finding.path, finding.start.line, severity(finding.severity));
            (found.key(), issue(finding.rule.id, severity, message, help, path, line))
        });
        let mut fingerprints = Fingerprints::default();
        faults.chain(found).map(move |(key, mut issue)| {
            issue["fingerprint"] = json!(fingerprints.next(&key));
            issue
        })
    })
}

fn issue(rule: &str, severity: &str, message: &str, help: &str, path: &str, line: usize) -> Value {
    json!({
        "description": format!("{message}: {help}"),
        "check_name": rule,
        "fingerprint": null,
        "severity": severity,
        "location": { "path": path, "lines": { "begin": line } },
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::cli::args::ReportFormat::Gitlab;
    use crate::cli::format::located::LocatedFinding;
    use crate::cli::format::sample::{HOSTILE, hostile, moved, plain, printed, unreadable};

    fn issues(text: &str) -> Vec<Value> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_finding_is_an_issue() {
        let mut issues = issues(&printed(Gitlab, &[plain()], &[]));
        let fingerprint = issues[0]["fingerprint"].take();
        assert_eq!(fingerprint.as_str().map(str::len), Some(64));
        assert_eq!(
            issues,
            [json!({
                "description": "`1.3` is no version: write `1.3.5`",
                "check_name": "wrong-pin",
                "fingerprint": null,
                "severity": "major",
                "location": { "path": "shop/app.json", "lines": { "begin": 2 } },
            })]
        );
    }

    #[test]
    fn fingerprints_stay_when_lines_move_and_none_is_there_twice() {
        let prints = |found: &[LocatedFinding]| -> Vec<Value> {
            let issues = issues(&printed(Gitlab, found, &[unreadable("x")]));
            issues.into_iter().map(|mut issue| issue["fingerprint"].take()).collect()
        };
        let here = prints(&[plain(), moved(plain(), 1), hostile()]);
        assert_eq!(here, prints(&[moved(plain(), 7), moved(plain(), 9), hostile()]));
        for (at, one) in here.iter().enumerate() {
            assert!(!here[..at].contains(one));
        }
    }

    #[test]
    fn hostile_text_arrives_as_it_is_and_shows_no_control_character() {
        let text = printed(Gitlab, &[hostile()], &[]);
        assert_eq!(issues(&text)[0]["location"]["path"], HOSTILE);
        assert!(!text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')));
    }
}
