//! The rule that app.json is strict JSON.

use std::ops::Range;

use serde::de::IgnoredAny;

use crate::check::facts::{ConfigFile, Facts};
use crate::check::{Finding, Judge, Rule, Severity};
use crate::text::conditional::blank;
use crate::text::edit::Edit;
use crate::text::literal::Tree;
use crate::text::literal::jsonc::{self, Leniency};

/// app.json goes through `JSON.parse`: no comment, no trailing comma, no byte order mark (compiler, executed: code 10006).
pub(in crate::check) const STRICT_JSON: Rule = Rule {
    id: "strict-json",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: strict_json,
};

fn strict_json(facts: &Facts<'_>) -> Vec<Finding> {
    facts.app_json().map(faults_of).unwrap_or_default()
}

fn faults_of(file: &ConfigFile<'_>) -> Vec<Finding> {
    let at = |range| Finding::at(&file.path, file.text, range);
    let tree = match (file.sources, jsonc::parse(file.text)) {
        ([source, ..], _) => source.tree.clone(),
        ([], Ok(tree)) => tree,
        ([], Err(fault)) => {
            let end = file.text.ceil_char_boundary(fault.at + 1);
            return vec![at(fault.at..end).in_case("syntax").naming([fault.reason])];
        }
    };
    let lenient = leniencies(file.text, &tree);
    let mut strict = file.text.to_owned();
    for (range, _) in &lenient {
        strict.replace_range(range.clone(), &blank(&file.text[range.clone()]));
    }
    let comments: Vec<Range<usize>> = lenient
        .iter()
        .filter(|(_, what)| *what == Leniency::Comment)
        .map(|(range, _)| range.clone())
        .collect();
    let comment = comments.first().map(|first| {
        let finding = at(first_line(file.text, first)).naming([comments.len().to_string()]);
        if comments.len() > 1 { finding.in_case("comments") } else { finding }
    });
    let others = lenient.into_iter().filter_map(|(range, what)| {
        let case = match what {
            Leniency::ByteOrderMark => "mark",
            Leniency::TrailingComma => "comma",
            Leniency::Comment => return None,
        };
        Some(at(range.clone()).in_case(case).cured_by(file.text, vec![Edit::delete(range)]))
    });
    let found = comment.into_iter().chain(others);
    found.chain(rest(file, &strict)).collect()
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

fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let line = text[range.clone()].lines().next().unwrap_or_default();
    range.start..range.start + line.len()
}

/// What strict JSON refuses although our reader takes it, such as a tab inside a string.
fn rest(file: &ConfigFile<'_>, strict: &str) -> Option<Finding> {
    let error = serde_json::from_str::<IgnoredAny>(strict).err()?;
    let before: usize =
        strict.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = strict.floor_char_boundary(before + error.column().saturating_sub(1));
    let end = strict.ceil_char_boundary((at + 1).min(strict.len()));
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    let finding = Finding::at(&file.path, file.text, at..end);
    Some(finding.in_case("syntax").naming([reason.to_lowercase()]))
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{Sample, native};
    use crate::model::framework::Framework;

    #[test]
    fn what_json_parse_refuses_is_told_where_it_stands() {
        let finds = |text: &str| native(text).finds("strict-json");
        assert_eq!(finds("{ // a\n\"pages\": [] }"), ["// a"]);
        assert_eq!(finds("{ // a\n\"pages\": [] /* b\nc */ }"), ["comments: // a"]);
        assert_eq!(finds("{ \"pages\": [\"a\",], }"), ["comma: ,", "comma: ,"]);
        assert_eq!(finds("\u{feff}{ \"pages\": [] }"), ["mark: \u{feff}"]);
        assert_eq!(finds("{ \"pages\": [\"a\tb\"] }").len(), 1);
        assert_eq!(finds("{ \"pages\": [] \"x\": 1 }").len(), 1);
        assert!(finds("{ \"pages\": [\"// a\", \"http://b\"] }\r\n").is_empty());
    }

    #[test]
    fn commas_and_marks_are_removed_and_comments_stay() {
        let text = "\u{feff}{ // a\n  \"pages\": [\"a\",],\n}";
        assert_eq!(native(text).cured("strict-json"), "{ // a\n  \"pages\": [\"a\"]\n}");
    }

    #[test]
    fn a_format_with_comments_may_have_them() {
        let pages = Sample::new(Framework::UniApp).with("pages.json", "{ // a\n\"pages\": [], }");
        assert!(pages.finds("strict-json").is_empty());
    }
}
