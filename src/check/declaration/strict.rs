//! The rule that app.json is strict JSON.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::IgnoredAny;

use crate::check::facts::{Facts, NamedFile};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::syntax::Tree;
use crate::syntax::conditional::blank;
use crate::syntax::jsonc::{self, Leniency};
use crate::text::edit::Edit;
use crate::text::lines::first_line;

/// app.json goes through `JSON.parse`: no comment, no trailing comma, no byte order mark (compiler, executed: code 10006).
pub(in crate::check) const STRICT_JSON: Rule = Rule {
    id: "strict-json",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: strict_json,
};

/// More edits than a person's file needs, each of which costs a look at the whole text.
const MANY: usize = 1000;

fn strict_json(facts: &Facts<'_>) -> Vec<Finding> {
    facts.app_json().map(faults_of).unwrap_or_default()
}

fn faults_of(file: &NamedFile<'_>) -> Vec<Finding> {
    match (file.literals().first(), file.syntax_fault()) {
        (Some(literal), _) => faults_in(file, &literal.tree),
        (None, Some(fault)) => {
            let end = file.text().ceil_char_boundary(fault.at + 1);
            let finding = Finding::at(&file.path, fault.at..end);
            vec![finding.in_case("syntax").naming([fault.reason.as_str()])]
        }
        (None, None) => Vec::new(),
    }
}

/// Each kind of fault once, at its first place.
fn faults_in(file: &NamedFile<'_>, tree: &Tree) -> Vec<Finding> {
    let lenient = leniencies(file.text(), tree);
    let mut strict = Cow::Borrowed(file.text());
    for (range, _) in &lenient {
        strict.to_mut().replace_range(range.clone(), &blank(&file.text()[range.clone()]));
    }
    let kinds = [Leniency::ByteOrderMark, Leniency::Comment, Leniency::TrailingComma].into_iter();
    let found = kinds.filter_map(|kind| {
        let ranges = lenient.iter().filter(|(_, what)| *what == kind);
        finding_of(file, kind, &ranges.map(|(range, _)| range.clone()).collect::<Vec<_>>())
    });
    found.chain(rest(file, &strict)).collect()
}

fn finding_of(file: &NamedFile<'_>, kind: Leniency, ranges: &[Range<usize>]) -> Option<Finding> {
    let [first, others @ ..] = ranges else { return None };
    let case = match (kind, others) {
        (Leniency::ByteOrderMark, _) => "mark",
        (Leniency::Comment, []) => "",
        (Leniency::Comment, _) => "comments",
        (Leniency::TrailingComma, []) => "comma",
        (Leniency::TrailingComma, _) => "commas",
    };
    let finding = Finding::at(&file.path, first_line(file.text(), first));
    let finding = finding.in_case(case).naming([ranges.len().to_string()]);
    let is_fixable = match kind {
        // what a comment holds may be wanted
        Leniency::Comment => false,
        Leniency::ByteOrderMark | Leniency::TrailingComma => ranges.len() <= MANY,
    };
    let edits = || ranges.iter().cloned().map(Edit::delete).collect();
    Some(if is_fixable { finding.with_fix(edits()) } else { finding })
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

/// What strict JSON refuses although our reader takes it, such as a tab inside a string.
fn rest(file: &NamedFile<'_>, strict: &str) -> Option<Finding> {
    let error = serde_json::from_str::<IgnoredAny>(strict).err()?;
    let before: usize =
        strict.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = strict.floor_char_boundary(before + error.column().saturating_sub(1));
    let end = strict.ceil_char_boundary((at + 1).min(strict.len()));
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    let finding = Finding::at(&file.path, at..end);
    Some(finding.in_case("syntax").naming([reason.to_lowercase()]))
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
    fn commas_and_marks_are_removed_and_comments_stay() {
        let text = "\u{feff}{ // a\n  \"pages\": [\"a\",],\n}";
        assert_eq!(native(text).fixed("strict-json"), "{ // a\n  \"pages\": [\"a\"]\n}");
    }

    #[test]
    fn a_format_with_comments_may_have_them() {
        let pages = Sample::new(Framework::UniApp).with("pages.json", "{ // a\n\"pages\": [], }");
        assert!(pages.finds("strict-json").is_empty());
    }
}
