//! The formats of a check: one renderer each, over a report that is complete and in order.

mod concise;
mod github;
mod gitlab;
mod human;
mod json;
#[cfg(test)]
mod sample;
mod sarif;

use std::collections::HashMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::check::pages::Pages;
use crate::check::{Diagnostic, Finding, Rule, Severity};
use crate::cli::args::{Format, ReportFormat};
use crate::cli::invocation::{Mode, Run};
use crate::cli::json::write as document;
use crate::cli::words::Words;
use crate::cli::words::check::{FIXABLE, FIXED};
use crate::model::fault::Fault;
use crate::plan::journal::Digest;
use crate::text::edit::Place;

/// All that a check has to say.
pub(super) struct Report<'a> {
    /// What it found, by path and place.
    pub(super) found: &'a [Diagnostic],
    /// What it mended, or would.
    pub(super) fixed: &'a [Diagnostic],
    /// The words of the rules.
    pub(super) pages: &'a Pages<'a>,
    /// Whether what is mended is on disk.
    pub(super) written: bool,
    /// What could not be read or asked.
    pub(super) faults: &'a [Fault],
    /// What it looked at, as `list` shows it.
    pub(super) projects: &'a [Box<RawValue>],
}

/// A diagnostic with its words.
struct Told<'a> {
    rule: &'static Rule,
    severity: Severity,
    finding: &'a Finding,
    message: String,
    help: String,
}

impl<'a> Report<'a> {
    /// What it found, each with words made when they are told, because there may be tens of thousands.
    fn told(&self) -> impl Iterator<Item = Told<'a>> + use<'a> {
        self.with_words(self.found)
    }

    /// What it mended.
    fn told_fixed(&self) -> impl Iterator<Item = Told<'a>> + use<'a> {
        self.with_words(self.fixed)
    }

    fn with_words(&self, found: &'a [Diagnostic]) -> impl Iterator<Item = Told<'a>> + use<'a> {
        let pages = self.pages;
        found.iter().map(move |Diagnostic { rule, severity, finding }| {
            let page = pages.of(rule);
            let (message, help) = (page.message(finding), page.help(finding));
            Told { rule, severity: *severity, finding, message, help }
        })
    }

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

/// Writes the whole result.
///
/// # Errors
/// Those of the stream.
pub(super) fn render(
    report: &Report<'_>,
    format: ReportFormat,
    out: &mut impl Write,
) -> io::Result<()> {
    match format {
        ReportFormat::Human => texts(human::render(report), out),
        ReportFormat::Concise => texts(concise::render(report), out),
        ReportFormat::Json => document(&json::render(report), out),
        ReportFormat::Sarif => document(&sarif::render(report), out),
        ReportFormat::Github => texts(github::render(report), out),
        ReportFormat::Gitlab => document(&gitlab::render(report), out),
    }
}

fn texts(mut texts: impl Iterator<Item = String>, out: &mut impl Write) -> io::Result<()> {
    texts.try_for_each(|text| out.write_all(text.as_bytes()))
}

/// A list of a document, each item of which is made when it is printed.
struct List<F>(F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for List<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// A fault with its words; without a place it is told of the file's start.
fn words_of(fault: &Fault) -> (Words, Place) {
    let run = Run::new("check", ".".into(), Mode::Check, Format::Human);
    (run.words_alone(fault), fault.place.unwrap_or(Place { line: 1, column: 1 }))
}

/// Names for texts that stay when lines move; texts that are the same are counted.
#[derive(Default)]
struct Fingerprints(HashMap<String, usize>);

impl Fingerprints {
    fn next(&mut self, key: &str) -> String {
        let count = self.0.entry(Digest::of(key.as_bytes()).into_text()).or_default();
        *count += 1;
        Digest::of(format!("{key}\0{count}").as_bytes()).into_text()
    }
}

impl Told<'_> {
    /// What makes this finding another than its neighbours, its line number aside.
    fn key(&self) -> String {
        [self.rule.id, &self.finding.path, self.finding.line.trim(), &self.message].join("\0")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_stays_when_lines_move_and_is_no_other() {
        let prints = |keys: &[&str]| -> Vec<String> {
            let mut fingerprints = Fingerprints::default();
            keys.iter().map(|key| fingerprints.next(key)).collect()
        };
        let (one, other) = ("rule\0a\0line", "rule\0ab\0");
        let all = prints(&[one, one, other]);
        assert!(all[0] != all[1] && all[0] != all[2] && all[1] != all[2]);
        assert_eq!(prints(&[other, one])[1], all[0]);
    }
}
