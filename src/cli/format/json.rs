//! kaibo's own document; documented in the README.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::cli::args;
use crate::cli::format::report::{LazyList, RenderedFinding, Report};
use crate::cli::invocation::{Mode, Run};
use crate::cli::json as documents;

/// The document.
pub(super) fn render(report: &Report<'_>) -> impl Serialize {
    #[derive(Serialize)]
    struct CheckDocument<'a, D, F> {
        #[serde(flatten)]
        head: Value,
        written: bool,
        diagnostics: D,
        fixed: F,
        projects: &'a [Box<RawValue>],
        errors: Vec<Value>,
    }
    let run = Run::new("check", ".".into(), Mode::Check, args::Format::Json);
    CheckDocument {
        head: documents::head(&run),
        written: report.written,
        diagnostics: LazyList(|| report.found().map(|found| diagnostic(&found))),
        fixed: LazyList(|| report.fixed().map(|fixed| diagnostic(&fixed))),
        projects: report.projects,
        errors: documents::errors(&run, report.faults),
    }
}

fn diagnostic(rendered: &RenderedFinding<'_>) -> Value {
    let RenderedFinding { finding, message, help } = rendered;
    json!({
        "rule": finding.rule.id,
        "severity": finding.severity.name(),
        "path": finding.path,
        "line": finding.start.line,
        "column": finding.start.column,
        "endLine": finding.end.line,
        "endColumn": finding.end.column,
        "message": message,
        "help": help,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::cli::args::ReportFormat::Json;
    use crate::cli::format::sample::{HOSTILE, hostile, plain, printed, unreadable};

    #[test]
    fn the_document_is_that_of_the_contract() {
        let text = printed(Json, &[plain()], &[]);
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            document,
            json!({
                "tool": "kaibo",
                "version": env!("CARGO_PKG_VERSION"),
                "verb": "check",
                "written": false,
                "diagnostics": [{
                    "rule": "wrong-pin", "severity": "error", "path": "shop/app.json",
                    "line": 2, "column": 22, "endLine": 2, "endColumn": 25,
                    "message": "`1.3` is no version", "help": "write `1.3.5`",
                }],
                "fixed": [],
                "projects": [],
                "errors": [],
            })
        );
    }

    #[test]
    fn hostile_text_arrives_as_it_is_and_shows_no_control_character() {
        let text = printed(Json, &[hostile()], &[unreadable(HOSTILE)]);
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["diagnostics"][0]["path"], HOSTILE);
        assert_eq!(document["errors"][0]["line"], 2);
        assert!(!text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')));
    }
}
