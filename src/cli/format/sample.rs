//! Findings made by hand, for the tests of the formats.

use std::collections::BTreeMap;

use crate::check::pages::RulePages;
use crate::check::{Diagnostic, Finding, Judge, Rule, Severity};
use crate::cli::args::ReportFormat;
use crate::cli::format::located::{LocatedFinding, Locator};
use crate::cli::format::render;
use crate::cli::format::report::Report;
use crate::model::fault::{Fault, TextFault};
use crate::text::edit::Edit;

static WRONG_PIN: Rule = Rule {
    id: "wrong-pin",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: |_| Vec::new(),
};

const PAGE: &str = "# wrong-pin\n\nmessage: `{0}` is no version\nhelp: write `{1}`\n\n## FaultKind it means\n\nA pin is wrong. So.\n\n## Why\nb\n";

const TEXT: &str = "{\n\t\"插件\": { \"version\": \"1.3\" }\n}\n";

/// All that means something to a terminal or in one of the formats.
pub(super) const HOSTILE: &str =
    "a%b:c,d::e\r\n::error::f\u{1b}[31m\u{202e}\u{9b}\"'<g>[h](i){0}\\ 中😀";

/// A finding in a line with a tab and wide characters.
pub(super) fn plain() -> LocatedFinding {
    let range = TEXT.find("1.3").map(|at| at..at + 3).unwrap();
    let finding = Finding::at("shop/app.json", range.clone())
        .naming(["1.3", "1.3.5"])
        .with_fix(vec![Edit::replace(range, "1.3.5")]);
    located(TEXT, Severity::Error, finding)
}

/// A finding on a line without characters, with a fix that no place can name.
pub(super) fn empty() -> LocatedFinding {
    let finding = Finding::at("a.js", 0..0).naming(["1", "2"]);
    located("\u{feff}", Severity::Info, finding.with_fix(vec![Edit::delete(0..3)]))
}

/// A finding whose every text is hostile, over more than one line.
pub(super) fn hostile() -> LocatedFinding {
    let text = format!("{HOSTILE}\n\n");
    let finding = Finding::at(HOSTILE, 0..text.len() - 1)
        .naming([HOSTILE, HOSTILE])
        .with_fix(vec![Edit::insert(1, HOSTILE)]);
    located(&text, Severity::Warning, finding)
}

/// A finding in a text.
pub(super) fn located(text: &str, severity: Severity, finding: Finding) -> LocatedFinding {
    let texts = BTreeMap::from([(finding.path.clone(), text.into())]);
    Locator::new(&texts).locate(Diagnostic { rule: &WRONG_PIN, severity, finding })
}

/// The same finding elsewhere.
pub(super) fn moved(mut finding: LocatedFinding, lines: usize) -> LocatedFinding {
    finding.start.line += lines;
    finding.end.line += lines;
    finding
}

/// Prints findings, and what could not be read.
pub(super) fn printed(format: ReportFormat, found: &[LocatedFinding], faults: &[Fault]) -> String {
    let pages = RulePages::parse([("wrong-pin", PAGE)]);
    let report = Report { found, fixed: &[], pages: &pages, written: false, faults, projects: &[] };
    let mut out = Vec::new();
    render(&report, format, &mut out).expect("nothing fails in memory");
    String::from_utf8(out).expect("results are text")
}

/// A file that could not be read.
pub(super) fn unreadable(file: &str) -> Fault {
    Fault::at(file, "[\n}", 2..3, TextFault::NotJson { reason: HOSTILE.to_owned() })
}
