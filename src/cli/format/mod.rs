//! The formats of a check: one renderer each, over a report that is complete and in order.

mod concise;
mod github;
mod gitlab;
mod human;
mod json;
#[cfg(test)]
mod sample;
mod sarif;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::check::pages::{Page, Pages};
use crate::check::{Diagnostic, Finding, Rule, Severity};
use crate::cli::args::ReportFormat;
use crate::cli::words::check::{FIXABLE, FIXED};
use crate::cli::words::{self, Words};
use crate::model::fault::Fault;
use crate::plan::journal::Digest;
use crate::text::edit::Place;
use crate::text::escape;

/// All that a check has to say.
pub(super) struct Report<'a> {
    /// What it found, by path and place.
    pub(super) told: Vec<Told<'a>>,
    /// What it mended, or would.
    pub(super) fixed: Vec<Told<'a>>,
    /// Whether that is on disk.
    pub(super) written: bool,
    /// What could not be read or asked.
    pub(super) faults: &'a [Fault],
    /// What it looked at, as `list` shows it.
    pub(super) projects: Vec<Value>,
}

/// A diagnostic with its words.
pub(super) struct Told<'a> {
    rule: &'static Rule,
    severity: Severity,
    finding: &'a Finding,
    page: &'a Page<'a>,
    message: String,
    help: String,
}

impl<'a> Told<'a> {
    /// Finds the words of a diagnostic.
    pub(super) fn new(diagnostic: &'a Diagnostic, pages: &'a Pages<'a>) -> Self {
        let Diagnostic { rule, severity, finding } = diagnostic;
        let page = pages.of(rule);
        let (message, help) = (page.message(finding), page.help(finding));
        Self { rule, severity: *severity, finding, page, message, help }
    }
}

impl Report<'_> {
    /// What is said of what is mended, or could be.
    fn mended(&self) -> &'static str {
        if self.written { FIXED } else { FIXABLE }
    }

    /// How much that is; `None` is nothing.
    pub(super) fn count_of_mended(&self) -> Option<String> {
        let count = self.fixed.len();
        (count > 0).then(|| format!("{count} {}", self.mended()))
    }
}

/// The whole result on stdout.
pub(super) fn render(report: &Report<'_>, format: ReportFormat) -> String {
    match format {
        ReportFormat::Human => human::render(report),
        ReportFormat::Concise => concise::render(report),
        ReportFormat::Json => json::render(report),
        ReportFormat::Sarif => sarif::render(report),
        ReportFormat::Github => github::render(report),
        ReportFormat::Gitlab => gitlab::render(report),
    }
}

/// A fault with its words; without a place it is told of the file's start.
fn words_of(fault: &Fault) -> (Words, Place) {
    (words::fault(&fault.what), fault.place.unwrap_or(Place { line: 1, column: 1 }))
}

/// A JSON document as it is printed.
fn document(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("values of this program print");
    escape::json_document(&format!("{text}\n"))
}

/// A name for each of some texts that stays when lines move; texts that are the same are counted.
fn fingerprints<'k>(keys: impl Iterator<Item = [&'k str; 4]>) -> Vec<Digest> {
    let mut seen: BTreeMap<[&str; 4], usize> = BTreeMap::new();
    let fingerprint = |key: [&'k str; 4]| {
        let count = seen.entry(key).or_default();
        *count += 1;
        Digest::of(format!("{}\0{count}", key.join("\0")).as_bytes())
    };
    keys.map(fingerprint).collect()
}

impl Told<'_> {
    /// What makes this finding another than its neighbours, its line number aside.
    fn key(&self) -> [&str; 4] {
        [self.rule.id, &self.finding.path, self.finding.line.trim(), &self.message]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_stays_when_lines_move_and_is_no_other() {
        let prints = |keys: &[[&'static str; 4]]| fingerprints(keys.iter().copied());
        let (one, other) = (["rule", "a", "line", "message"], ["rule", "ab", "", "message"]);
        let all = prints(&[one, one, other]);
        assert!(all[0] != all[1] && all[0] != all[2] && all[1] != all[2]);
        assert_eq!(prints(&[other, one])[1], all[0]);
    }
}
