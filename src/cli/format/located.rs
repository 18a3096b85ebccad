//! Findings with what a reader needs of their files: lines, columns, and the line itself or a window of it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::check::{Diagnostic, Rule, Severity};
use crate::plan::fix::Texts;
use crate::project::usage::Keys;
use crate::text::edit::{Edit, Place};
use crate::text::index::LineIndex;

/// The characters of the longest line that is shown whole: two and a half times what a terminal shows of it.
const LONGEST: usize = 200;
/// The characters that a window shows of a longer line, and how many of them stand before what is meant.
const WINDOW: usize = 100;
const BEFORE: usize = 40;
/// The bytes of the longest line that a fingerprint is made of; of a longer one its window says which it is.
const LONGEST_IN_KEY: usize = 1024;

/// A diagnostic that needs its file no more; no secret is left in it but in its fix.
#[derive(Debug, Clone)]
pub(in crate::cli) struct LocatedFinding {
    /// The rule that is broken.
    pub(in crate::cli) rule: &'static Rule,
    /// Its severity here.
    pub(in crate::cli) severity: Severity,
    /// The file, from where the user is.
    pub(in crate::cli) path: String,
    /// Which of the rule's messages says it.
    pub(in crate::cli) case: &'static str,
    /// What the message names.
    pub(in crate::cli) details: Vec<String>,
    /// Where it starts.
    pub(in crate::cli) start: Place,
    /// Where it ends: the place behind its last character.
    pub(in crate::cli) end: Place,
    /// The line on which it starts.
    pub(in crate::cli) line: ShownLine,
    /// Edits that fix it safely.
    pub(in crate::cli) fix: Vec<LocatedEdit>,
    /// Whether the fix writes a secret, so that no output may show it.
    pub(in crate::cli) fix_is_secret: bool,
}

/// An edit with its places as people count them.
#[derive(Debug, Clone)]
pub(in crate::cli) struct LocatedEdit {
    /// The edit.
    pub(in crate::cli) edit: Edit,
    /// Where the replaced bytes start.
    pub(super) start: Place,
    /// Where they end.
    pub(super) end: Place,
}

/// A line as it is shown.
#[derive(Debug, Clone)]
pub(in crate::cli) struct ShownLine {
    /// All of it, or a window with `…` where it is cut.
    pub(super) text: String,
    /// The column at which the shown text starts; a `…` at its start takes one.
    pub(super) column: usize,
    /// The whole line, where only a window is shown and a fingerprint is made of the line.
    whole: Option<String>,
}

/// The files of one project, each looked through once.
pub(in crate::cli) struct Locator<'t> {
    texts: &'t Texts,
    files: BTreeMap<String, FileText<'t>>,
}

struct FileText<'t> {
    text: &'t str,
    index: LineIndex<'t>,
    keys: Keys,
    /// Where the keys stand, in order.
    secrets: Vec<Range<usize>>,
}

impl<'t> Locator<'t> {
    /// For findings in some texts, by their paths; a file without a text has no lines.
    pub(in crate::cli) fn new(texts: &'t Texts) -> Self {
        Self { texts, files: BTreeMap::new() }
    }

    /// All of a project's findings.
    pub(in crate::cli) fn locate_all(&mut self, found: Vec<Diagnostic>) -> Vec<LocatedFinding> {
        found.into_iter().map(|diagnostic| self.locate(diagnostic)).collect()
    }

    /// One finding.
    pub(in crate::cli) fn locate(&mut self, diagnostic: Diagnostic) -> LocatedFinding {
        let Diagnostic { rule, severity, finding } = diagnostic;
        if !self.files.contains_key(&finding.path) {
            let text = self.texts.get(&finding.path).map_or("", |text| &**text);
            self.files.insert(finding.path.clone(), FileText::new(&finding.path, text));
        }
        let file = &self.files[&finding.path];
        LocatedFinding {
            rule,
            severity,
            case: finding.case,
            details: finding.details.iter().map(|text| file.keys.masked(text).into()).collect(),
            start: file.index.place(finding.range.start),
            end: file.index.place(finding.range.end),
            line: file.line(finding.range.start),
            fix_is_secret: finding.fix.iter().any(|edit| file.keys.are_in(&edit.text)),
            fix: finding.fix.into_iter().map(|edit| file.edit(edit)).collect(),
            path: finding.path,
        }
    }
}

impl<'t> FileText<'t> {
    fn new(path: &str, text: &'t str) -> Self {
        let keys = Keys::of(path, [text]);
        Self { text, index: LineIndex::new(text), secrets: keys.places_in(text), keys }
    }

    fn edit(&self, edit: Edit) -> LocatedEdit {
        let place = |offset| self.index.place(offset);
        LocatedEdit { start: place(edit.range.start), end: place(edit.range.end), edit }
    }

    /// The line around a byte, as it is shown.
    fn line(&self, at: usize) -> ShownLine {
        let range = self.index.line(at);
        let whole = (range.len() <= LONGEST_IN_KEY).then(|| {
            let line = self.masked(range.clone());
            line.trim_start_matches('\u{feff}').split('\r').next().unwrap_or_default().to_owned()
        });
        let is_short = |line: &String| line.chars().nth(LONGEST).is_none();
        match whole {
            Some(text) if is_short(&text) => ShownLine { text, column: 1, whole: None },
            whole => ShownLine { whole, ..self.window(range, at) },
        }
    }

    /// A part of a line with what starts at a byte.
    fn window(&self, line: Range<usize>, at: usize) -> ShownLine {
        let before = self.text[line.start..at].char_indices().rev().take(BEFORE).last();
        let start = before.map_or(at, |(offset, _)| line.start + offset);
        let after = self.text[start..line.end].char_indices().nth(WINDOW);
        let end = after.map_or(line.end, |(offset, _)| start + offset);
        let mut text = self.masked(start..end);
        let mut column = self.index.place(start).column;
        if start > line.start {
            text.insert(0, '…');
            column -= 1;
        }
        if end < line.end {
            text.push('…');
        }
        ShownLine { text, column, whole: None }
    }

    /// A part of the text with a star in place of each character of a secret.
    fn masked(&self, range: Range<usize>) -> String {
        let mut masked = String::with_capacity(range.len());
        let mut at = range.start;
        let first = self.secrets.partition_point(|secret| secret.end <= range.start);
        for secret in self.secrets[first..].iter().take_while(|secret| secret.start < range.end) {
            let (start, end) = (secret.start.max(range.start), secret.end.min(range.end));
            masked.push_str(&self.text[at..start]);
            masked.extend(self.text[start..end].chars().map(|_| '*'));
            at = end;
        }
        masked + &self.text[at..range.end]
    }
}

impl LocatedFinding {
    /// The order of every output.
    pub(in crate::cli) fn order(&self) -> (&str, Place, &str) {
        (&self.path, self.start, self.rule.id)
    }
}

impl ShownLine {
    /// What a fingerprint knows it by.
    pub(super) fn key(&self) -> &str {
        self.whole.as_ref().unwrap_or(&self.text).trim()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Finding;
    use crate::cli::format::sample::located;

    fn at(text: &str, range: Range<usize>) -> LocatedFinding {
        located(text, Severity::Error, Finding::at("a.js", range).naming([text]))
    }

    #[test]
    fn a_short_line_is_shown_whole_and_a_long_one_around_what_is_meant() {
        let short = "中".repeat(LONGEST);
        assert_eq!(at(&format!("a\n{short}\r\n"), 5..8).line.text, short);
        let long = format!("a\n{}x{}\n", "中".repeat(300), "-".repeat(200));
        let ShownLine { text, column, .. } = at(&long, 902..903).line;
        assert_eq!(text, format!("…{}x{}…", "中".repeat(BEFORE), "-".repeat(WINDOW - BEFORE - 1)));
        assert_eq!(column, 301 - BEFORE - 1);
        let start = at(&long, 2..5).line;
        assert_eq!((start.text, start.column), (format!("{}…", "中".repeat(WINDOW)), 1));
        let end = at(&long, long.len() - 2..long.len() - 1).line.text;
        assert_eq!(end, format!("…{}", "-".repeat(BEFORE + 1)));
    }

    #[test]
    fn a_fingerprint_knows_a_line_up_to_a_kib_whole() {
        let line = format!(" {}", "x".repeat(LONGEST_IN_KEY - 1));
        assert_eq!(at(&line, 500..501).line.key(), line.trim());
        let longer = line + "x";
        assert_eq!(at(&longer, 500..501).line.key(), format!("…{}…", "x".repeat(WINDOW)));
    }

    #[test]
    fn no_secret_is_shown_whole_or_in_part() {
        let key = "0123456789abcdef0123456789abcdef";
        for length in [0, 70, 90, 300, 2000] {
            let text = format!("const wxSecret = '{key}'; '{}'; go('x {key}')", "-".repeat(length));
            for start in [text.find("wx").unwrap(), text.find("go").unwrap()] {
                let shown = format!("{:?}", at(&text, start..text.len()));
                assert!(!shown.contains("0123") && !shown.contains("cdef"), "{shown}");
                assert!(shown.contains("****"), "{shown}");
            }
        }
    }
}
