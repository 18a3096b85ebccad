//! Slips of the hand in JSON that have one cure: full-width punctuation outside of strings, and a comma that is missing.

use std::ops::Range;

use crate::syntax::jsonc::{self, SyntaxFault};
use crate::text::edit::{Edit, apply};

/// Full-width punctuation, and what JSON has in its place.
const WIDE: [(char, &str); 13] = [
    ('，', ","),
    ('、', ","),
    ('：', ":"),
    ('“', "\""),
    ('”', "\""),
    ('＂', "\""),
    ('｛', "{"),
    ('｝', "}"),
    ('［', "["),
    ('］', "]"),
    ('【', "["),
    ('】', "]"),
    ('\u{3000}', " "),
];

/// So many commas are not forgotten by hand; each costs a look at the whole text.
const MANY: usize = 16;

/// What a text is not JSON for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slip {
    /// A punctuation mark of full width, and its plain form.
    Wide(char, &'static str),
    /// Nothing between two entries.
    MissingComma,
}

/// The slip at which reading a text stopped, if it is one, and its bytes.
pub fn slip(text: &str, fault: &SyntaxFault) -> Option<(Range<usize>, Slip)> {
    let at = text.floor_char_boundary(fault.at);
    let first = text[at..].chars().next()?;
    // where the parser expected something, the mark stands at the place or right before it
    let before = text[..at].char_indices().next_back();
    let near = [Some((at, first)), before].into_iter().flatten();
    let mut wide = near.filter_map(|(at, mark)| {
        let (_, plain) = WIDE.iter().find(|(wide, _)| *wide == mark)?;
        Some((at..at + mark.len_utf8(), Slip::Wide(mark, plain)))
    });
    wide.next().or_else(|| {
        let end = end_of_value_before(text, at)?;
        let next = text[behind_comments(text, at)..].chars().next()?;
        let begins = matches!(next, '"' | '{' | '[' | '-') || next.is_ascii_alphanumeric();
        begins.then_some((end..at, Slip::MissingComma))
    })
}

/// The first byte from a place on that is neither a blank nor of a comment.
fn behind_comments(text: &str, mut at: usize) -> usize {
    loop {
        at = text.len() - text[at..].trim_start().len();
        let rest = &text[at..];
        let end = match rest.get(..2) {
            Some("//") => rest.find('\n'),
            Some("/*") => rest.find("*/").map(|end| end + 2),
            Some(_) | None => return at,
        };
        at = end.map_or(text.len(), |end| at + end);
    }
}

/// The edits that make a text JSON, with what comments and commas at the end are forgiven; `None` where no such edits do.
pub fn repair(text: &str) -> Option<Vec<Edit>> {
    let mut edits = wide_marks(text);
    for _ in 0..MANY {
        let repaired = apply(text, &edits);
        let Err(fault) = jsonc::parse(&repaired) else {
            return (!edits.is_empty()).then_some(edits);
        };
        let (range, Slip::MissingComma) = slip(&repaired, &fault)? else { return None };
        let at = original(&edits, range.start);
        let index = edits.partition_point(|edit| edit.range.start < at);
        edits.insert(index, Edit { range: at..at, text: ",".to_owned() });
    }
    None
}

/// The byte of the text before some edits that is this one after them.
fn original(edits: &[Edit], after: usize) -> usize {
    let (mut removed, mut added) = (0, 0);
    for edit in edits {
        if edit.range.start + added >= after + removed {
            break;
        }
        removed += edit.range.len();
        added += edit.text.len();
    }
    after + removed - added
}

/// The full-width marks outside of strings, each with its plain form in its place.
fn wide_marks(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((at, mark)) = rest.next() {
        let plain = WIDE.iter().find(|(wide, _)| *wide == mark).map(|(_, plain)| *plain);
        if let Some(plain) = plain {
            edits.push(Edit { range: at..at + mark.len_utf8(), text: plain.to_owned() });
        }
        let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '＂');
        match (mark, rest.peek().map(|(_, next)| *next)) {
            ('/', Some('/')) => while rest.next_if(|(_, c)| *c != '\n').is_some() {},
            ('/', Some('*')) => {
                let end = text[at + 2..].find("*/").map_or(text.len(), |end| at + 2 + end);
                while rest.next_if(|(inner, _)| *inner < end).is_some() {}
            }
            // a string ends where it began: with a plain quote, or with any full-width one
            (open, _) if is_quote(open) => {
                let is_end = |c: char| if open == '"' { c == '"' } else { is_quote(c) };
                while let Some((_, c)) = rest.next_if(|(_, c)| !is_end(*c) && *c != '\n') {
                    if c == '\\' {
                        rest.next();
                    }
                }
                if let Some((at, close)) = rest.next_if(|(_, c)| is_end(*c)) {
                    let end = at + close.len_utf8();
                    let is_wide = close != '"';
                    edits.extend(is_wide.then(|| Edit { range: at..end, text: "\"".to_owned() }));
                }
            }
            _ => {}
        }
    }
    edits
}

/// The end of the value or key that stands before a byte, with nothing but blanks and comments between.
fn end_of_value_before(text: &str, at: usize) -> Option<usize> {
    let mut end = text[..at].trim_end().len();
    while let Some(start) = comment_before(text, end) {
        end = text[..start].trim_end().len();
    }
    let last = text[..end].chars().next_back()?;
    (matches!(last, '"' | '}' | ']') || last.is_ascii_alphanumeric()).then_some(end)
}

/// The start of the comment that ends at a byte, if one does.
fn comment_before(text: &str, end: usize) -> Option<usize> {
    let before = &text[..end];
    if before.ends_with("*/") {
        return before.rfind("/*");
    }
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    let mut quoted = false;
    let bytes = before.as_bytes();
    for at in line..end {
        match bytes[at] {
            b'"' if at == 0 || bytes[at - 1] != b'\\' => quoted = !quoted,
            b'/' if !quoted && bytes.get(at + 1) == Some(&b'/') => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> Option<String> {
        repair(text).map(|edits| apply(text, &edits))
    }

    #[test]
    fn full_width_marks_outside_of_strings_become_plain() {
        let cases = [
            ("{\"a\"：1，\"b\"：“中，：”}", "{\"a\":1,\"b\":\"中，：\"}"),
            ("｛\"a\":［1、2］｝", "{\"a\":[1,2]}"),
            ("{\u{3000}\"a\": \"，\"，// ，\n\"b\": 1}", "{ \"a\": \"，\",// ，\n\"b\": 1}"),
            ("{\"a\\\"：\"：1}", "{\"a\\\"：\":1}"),
        ];
        for (text, expected) in cases {
            assert_eq!(repaired(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_comma_goes_behind_the_first_of_two_entries() {
        let cases = [
            ("{\"a\": [1]\n  \"b\": {}\n}", "{\"a\": [1],\n  \"b\": {}\n}"),
            (
                "{\"a\": 1 // x\n\"b\": 2 /* , */ \"c\": 3}",
                "{\"a\": 1, // x\n\"b\": 2, /* , */ \"c\": 3}",
            ),
            ("[\"http://a\" true {}]", "[\"http://a\", true, {}]"),
            ("{\"a\"：1 \"b\"：2 \"c\"：3}", "{\"a\":1, \"b\":2, \"c\":3}"),
        ];
        for (text, expected) in cases {
            assert_eq!(repaired(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_has_more_than_one_cure_is_left() {
        for text in
            ["{\"a\" [1]}", "{\"a\" \"b\": 1}", "{\"a\": 1", "{} {}", "{'a': 1}", "", "{\"a\": 1}"]
        {
            assert_eq!(repaired(text), None, "{text}");
        }
    }

    #[test]
    fn the_slip_has_a_name() {
        let slip =
            |text: &str| slip(text, &jsonc::parse(text).expect_err(text)).map(|(_, slip)| slip);
        assert_eq!(slip("{\"a\"：1}"), Some(Slip::Wide('：', ":")));
        assert_eq!(slip("{\"a\":1，\"b\":2}"), Some(Slip::Wide('，', ",")));
        assert_eq!(slip("{“a”:1}"), Some(Slip::Wide('“', "\"")));
        assert_eq!(slip("{\"a\":1 \"b\":2}"), Some(Slip::MissingComma));
        assert_eq!(slip("{\"a\":1;}"), None);
    }
}
