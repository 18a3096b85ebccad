//! The rule that app.json, and the JSON beside it, is strict JSON.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::IgnoredAny;

use crate::check::declaration::documents::documents;
use crate::check::facts::{DocumentKind, Facts};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::model::plugin::PROVIDER;
use crate::syntax::Tree;
use crate::syntax::conditional::blank;
use crate::syntax::jsonc::{self, Leniency, SyntaxFault};
use crate::syntax::repair::{Slip, repair, slip};
use crate::text::edit::{Edit, are_disjoint};
use crate::text::lines::first_line;
use crate::text::merge::first_marker;
use crate::text::path::name_of;

/// JSON goes through `JSON.parse`: no comment, no trailing comma, no byte order mark (compiler, executed: code 10006).
pub(in crate::check) const STRICT_JSON: Rule = Rule {
    id: "strict-json",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: strict_json,
};

/// More edits than a person's file needs, each of which costs a look at the whole text.
const MANY: usize = 1000;

/// A file that must be strict JSON.
struct JsonFile<'a> {
    path: &'a str,
    text: &'a str,
}

fn strict_json(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(file) = facts.app_json() {
        let json = JsonFile { path: &file.path, text: file.text() };
        match (file.literals().first(), file.syntax_fault()) {
            (Some(literal), _) => found.extend(json.faults_in(&literal.tree)),
            (None, Some(fault)) => found.push(json.broken(fault)),
            (None, None) => {}
        }
    }
    for (path, document) in documents(facts) {
        let json = JsonFile { path, text: &document.text };
        match &*document.tree {
            Ok(tree) => found.extend(json.faults_in(tree)),
            // who looks for app.json tells of it
            Err(_) if document.kind == DocumentKind::Project => {}
            Err(fault) => found.push(json.broken(fault)),
        }
    }
    found
}

impl JsonFile<'_> {
    /// What cannot be read at all.
    fn broken(&self, fault: &SyntaxFault) -> Finding {
        if let Some(marker) = first_marker(self.text) {
            let line = first_line(self.text, &(marker..self.text.len()));
            return self.at(line).in_case("markers");
        }
        let fix = repair(self.text).unwrap_or_default();
        if self.text.trim().is_empty() {
            return self.at(0..0).in_case("empty").naming([self.name()]);
        }
        let found = match slip(self.text, fault) {
            Some((range, Slip::Wide(mark, plain))) => {
                let mark = mark.to_string();
                self.at(range).in_case("wide").naming([mark.as_str(), plain])
            }
            Some((range, Slip::MissingComma)) => {
                let before = self.text.floor_char_boundary(range.start.saturating_sub(1));
                self.at(before..range.start).in_case("missing-comma")
            }
            None => {
                let end = self.text.ceil_char_boundary(fault.at + 1);
                self.at(fault.at..end).in_case("syntax").naming([fault.reason.as_str()])
            }
        };
        found.with_fix(fix)
    }

    fn at(&self, range: Range<usize>) -> Finding {
        Finding::at(self.path, range)
    }

    /// Its name, as messages have it.
    fn name(&self) -> &str {
        name_of(self.path)
    }

    /// Each kind of fault once, at its first place.
    fn faults_in(&self, tree: &Tree) -> Vec<Finding> {
        let lenient = leniencies(self.text, tree);
        let mut strict = Cow::Borrowed(self.text);
        for (range, _) in &lenient {
            strict.to_mut().replace_range(range.clone(), &blank(&self.text[range.clone()]));
        }
        let kinds =
            [Leniency::ByteOrderMark, Leniency::Comment, Leniency::TrailingComma].into_iter();
        let found = kinds.filter_map(|kind| {
            let ranges = lenient.iter().filter(|(_, what)| *what == kind);
            self.finding_of(kind, &ranges.map(|(range, _)| range.clone()).collect::<Vec<_>>())
        });
        found.chain(self.rest(&strict)).collect()
    }

    fn finding_of(&self, kind: Leniency, ranges: &[Range<usize>]) -> Option<Finding> {
        let [first, others @ ..] = ranges else { return None };
        let case = match (kind, others) {
            (Leniency::ByteOrderMark, _) => "mark",
            (Leniency::Comment, []) => "",
            (Leniency::Comment, _) => "comments",
            (Leniency::TrailingComma, []) => "comma",
            (Leniency::TrailingComma, _) => "commas",
        };
        let finding = self.at(first_line(self.text, first));
        let finding = finding.in_case(case).naming([self.name(), &ranges.len().to_string()]);
        let of_comment = |range: &Range<usize>| comment_with_blanks(self.text, range);
        let edits: Vec<Edit> = match kind {
            Leniency::Comment => ranges.iter().map(of_comment).map(Edit::delete).collect(),
            Leniency::ByteOrderMark | Leniency::TrailingComma => {
                ranges.iter().cloned().map(Edit::delete).collect()
            }
        };
        // a declaration that somebody commented out is kept for when it is wanted again
        let mut texts = ranges.iter().map(|range| &self.text[range.clone()]);
        let is_kept = kind == Leniency::Comment && texts.any(|text| text.contains(PROVIDER));
        let is_fixable = !is_kept && ranges.len() <= MANY && are_disjoint(&edits);
        Some(if is_fixable { finding.with_fix(edits) } else { finding })
    }

    /// What strict JSON refuses although our reader takes it, such as a tab inside a string.
    fn rest(&self, strict: &str) -> Option<Finding> {
        let error = serde_json::from_str::<IgnoredAny>(strict).err()?;
        let before: usize =
            strict.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let at = strict.floor_char_boundary(before + error.column().saturating_sub(1));
        let end = strict.ceil_char_boundary((at + 1).min(strict.len()));
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        Some(self.at(at..end).in_case("syntax").naming([reason.to_lowercase()]))
    }
}

/// A comment with the blanks before it, and with its line where nothing else stands in that.
fn comment_with_blanks(text: &str, comment: &Range<usize>) -> Range<usize> {
    let is_blank = |c: char| c == ' ' || c == '\t';
    let start = text[..comment.start].trim_end_matches(is_blank).len();
    let behind = text[comment.end..].trim_start_matches(is_blank);
    let is_alone = start == 0 || text[..start].ends_with('\n');
    let line_end = ["\r\n", "\n"].into_iter().find(|end| behind.starts_with(end));
    match line_end {
        Some(end) if is_alone => start..text.len() - behind.len() + end.len(),
        // what follows on the line keeps its place
        None if is_alone && !behind.is_empty() => comment.clone(),
        Some(_) | None => start..comment.end,
    }
}

fn leniencies(text: &str, tree: &Tree) -> Vec<(Range<usize>, Leniency)> {
    let found = jsonc::leniencies(text, tree).into_iter();
    let ranges = found.map(|(start, what)| {
        let range = match what {
            Leniency::ByteOrderMark => start..start + '\u{feff}'.len_utf8(),
            Leniency::TrailingComma => start..start + 1,
            Leniency::Comment => {
                let at = tree.comments.partition_point(|comment| comment.start < start);
                tree.comments.get(at).cloned().unwrap_or(start..start)
            }
        };
        (range, what)
    });
    ranges.collect()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{Sample, native};
    use crate::project::framework::Framework;

    #[test]
    fn what_json_parse_refuses_is_reported_where_it_stands() {
        let finds = |text: &str| native(text).finds("strict-json");
        assert_eq!(finds("{ // a\n\"pages\": [] }"), ["// a"]);
        assert_eq!(finds("{ // a\n\"pages\": [] /* b\nc */ }"), ["comments: // a"]);
        assert_eq!(finds("{ \"pages\": [\"a\"], }"), ["comma: ,"]);
        assert_eq!(finds("{ \"pages\": [\"a\",], }"), ["commas: ,"]);
        assert_eq!(finds("\u{feff}{ \"pages\": [] }"), ["mark: \u{feff}"]);
        assert_eq!(finds("{ \"pages\": [\"a\tb\"] }").len(), 1);
        assert_eq!(finds("{ \"pages\": [] \"x\": 1 }").len(), 1);
        assert!(finds("{ \"pages\": [\"// a\", \"http://b\"] }\r\n").is_empty());
    }

    #[test]
    fn what_json_parse_refuses_is_removed() {
        let fixed = |text: &str| native(text).fixed("strict-json");
        let text = "\u{feff}{ // a\n  \"pages\": [\"a\",],\n}";
        assert_eq!(fixed(text), "{\n  \"pages\": [\"a\"]\n}");
        assert_eq!(fixed("// a\r\n{\r\n\t/* b */\r\n\"x\": 1 /* c */\r\n}"), "{\r\n\"x\": 1\r\n}");
        assert_eq!(fixed("{ /* a */ \"x\": /* b */ 1 }// c"), "{ \"x\": 1 }");
        assert_eq!(fixed("{ \"pages\": [\"a\"], // b\n}"), "{ \"pages\": [\"a\"]\n}");
        let kept = "{ \"pages\": [] // , \"plugins\": \"wx2b03c6e691cd7370\"\n}";
        assert_eq!(fixed(kept), kept, "a declaration may be wanted again");
    }

    #[test]
    fn a_slip_is_called_by_its_name_and_mended() {
        let sample = native("{ \"pages\"：[\"a\"] }");
        assert_eq!(sample.finds("strict-json"), ["wide: ："]);
        assert_eq!(sample.names("strict-json"), [["：", ":"]]);
        assert_eq!(sample.fixed("strict-json"), "{ \"pages\":[\"a\"] }");
        let sample = native("{ \"pages\": [\"a\"]\n  \"x\": 1 }");
        assert_eq!(sample.finds("strict-json"), ["missing-comma: ]"]);
        assert_eq!(sample.fixed("strict-json"), "{ \"pages\": [\"a\"],\n  \"x\": 1 }");
        let merged = "{\n<<<<<<< HEAD\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>> x\n}";
        assert_eq!(native(merged).finds("strict-json"), ["markers: <<<<<<< HEAD"]);
        assert_eq!(native(" ").finds("strict-json"), ["empty: "]);
    }

    #[test]
    fn a_format_with_comments_may_have_them() {
        let pages = Sample::new(Framework::UniApp).with("pages.json", "{ // a\n\"pages\": [], }");
        assert!(pages.finds("strict-json").is_empty());
    }
}
