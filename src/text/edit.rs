//! A change inside a text as a value, and places in a text as people count them.

use std::ops::Range;

use memchr::memchr_iter;

/// Replace the bytes of `range` by `text`; an empty range inserts, an empty text deletes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Byte range in the text before; on character boundaries.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Puts `text` in front of byte `at`.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self { range: at..at, text: text.into() }
    }

    /// Takes the bytes of `range` out.
    pub fn delete(range: Range<usize>) -> Self {
        Self { range, text: String::new() }
    }

    /// Puts `text` where the bytes of `range` are.
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }
}

/// The text after all `edits`, whose ranges do not overlap; insertions at one place keep their order.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.range.start);
    let mut after = String::with_capacity(text.len() + 64);
    let mut kept = 0;
    for edit in sorted {
        after.push_str(&text[kept..edit.range.start]);
        after.push_str(&edit.text);
        kept = edit.range.end;
    }
    after.push_str(&text[kept..]);
    after
}

/// Where a byte stands: line and column start at 1, columns count characters, a byte order mark is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line number, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The place of byte `offset` in `text`; past its end means the end.
    pub fn of(text: &str, offset: usize) -> Self {
        let bytes = &text.as_bytes()[..offset.min(text.len())];
        let line_start = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let line = String::from_utf8_lossy(&bytes[line_start..]);
        Self {
            line: memchr_iter(b'\n', bytes).count() + 1,
            column: line.chars().filter(|c| *c != '\u{feff}').count() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_in_order_of_place() {
        let edits = [
            Edit::replace(4..5, "E"),
            Edit::insert(1, "-"),
            Edit::insert(1, "+"),
            Edit::delete(2..3),
        ];
        assert_eq!(apply("abcde", &edits), "a-+bdE");
    }

    #[test]
    fn columns_count_characters() {
        let text = "\u{feff}一\n二三x";
        assert_eq!(Place::of(text, 3), Place { line: 1, column: 1 });
        assert_eq!(Place::of(text, text.len() - 1), Place { line: 2, column: 3 });
    }
}
