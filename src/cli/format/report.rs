//! What a check reports, and what the formats share: words, fingerprints, lists that are made while they are printed.

use std::collections::HashMap;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::check::pages::RulePages;
use crate::cli::args::Format;
use crate::cli::format::located::LocatedFinding;
use crate::cli::invocation::{Mode, Run};
use crate::cli::language::{Both, say};
use crate::cli::words::Words;
use crate::cli::words::check::{FIXABLE, FIXED};
use crate::model::fault::Fault;
use crate::plan::journal::Digest;
use crate::text::edit::Place;

/// All that a check has to say.
pub(in crate::cli) struct Report<'a> {
    /// What it found, by path and place.
    pub(in crate::cli) found: &'a [LocatedFinding],
    /// What it fixed, or would.
    pub(in crate::cli) fixed: &'a [LocatedFinding],
    /// The words of the rules.
    pub(in crate::cli) pages: &'a RulePages<'a>,
    /// Whether what is fixed is on disk.
    pub(in crate::cli) written: bool,
    /// What could not be read or asked.
    pub(in crate::cli) faults: &'a [Fault],
    /// What it looked at, as `list` shows it.
    pub(in crate::cli) projects: &'a [Box<RawValue>],
}

/// A finding with its words.
pub(super) struct RenderedFinding<'a> {
    pub(super) finding: &'a LocatedFinding,
    pub(super) message: String,
    pub(super) help: String,
}

impl<'a> Report<'a> {
    /// What it found, each with words made when it is shown, because there may be tens of thousands.
    pub(super) fn found(&self) -> impl Iterator<Item = RenderedFinding<'a>> + use<'a> {
        self.with_words(self.found)
    }

    /// What it fixed.
    pub(super) fn fixed(&self) -> impl Iterator<Item = RenderedFinding<'a>> + use<'a> {
        self.with_words(self.fixed)
    }

    fn with_words(
        &self,
        found: &'a [LocatedFinding],
    ) -> impl Iterator<Item = RenderedFinding<'a>> + use<'a> {
        let pages = self.pages;
        found.iter().map(move |finding| {
            let page = pages.of(finding.rule);
            let (case, details) = (finding.case, &finding.details);
            RenderedFinding {
                finding,
                message: page.message(case, details),
                help: page.help(case, details),
            }
        })
    }

    /// The word for what is fixed, or could be.
    pub(super) fn fixed_word(&self) -> Both {
        if self.written { FIXED } else { FIXABLE }
    }

    /// How much that is; `None` is nothing.
    pub(in crate::cli) fn count_of_fixed(&self) -> Option<String> {
        let count = self.fixed.len();
        (count > 0).then(|| {
            let word = self.fixed_word();
            say!("{count} {word}", "{word} {count} 处").0
        })
    }
}

impl RenderedFinding<'_> {
    /// What makes this finding another than its neighbours, its line number aside.
    pub(super) fn key(&self) -> String {
        let LocatedFinding { rule, path, line, .. } = self.finding;
        [rule.id, path, line.key(), &self.message].join("\0")
    }
}

/// A list of a document, each item of which is made when it is printed.
pub(super) struct LazyList<F>(pub(super) F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for LazyList<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// A fault with its words; without a place it is shown at the file's start.
pub(super) fn words_of(fault: &Fault) -> (Words, Place) {
    let run = Run::new("check", ".".into(), Mode::Check, Format::Human);
    (run.words_alone(fault), fault.place.unwrap_or(Place { line: 1, column: 1 }))
}

/// Names for texts that stay when lines move; texts that are the same are counted.
#[derive(Default)]
pub(super) struct Fingerprints(HashMap<String, usize>);

impl Fingerprints {
    pub(super) fn next(&mut self, key: &str) -> String {
        let count = self.0.entry(Digest::of(key.as_bytes()).into_text()).or_default();
        *count += 1;
        Digest::of(format!("{key}\0{count}").as_bytes()).into_text()
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
