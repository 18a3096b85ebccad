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

/// The edits in the order in which they are made: by start, and at one place what is inserted before what is replaced;
/// insertions at one place keep their order.
pub fn in_order(edits: &[Edit]) -> Vec<&Edit> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    sorted
}

/// Whether no two edits want the same byte; edits may touch, and any number of them may insert at one place.
pub fn are_disjoint(edits: &[Edit]) -> bool {
    in_order(edits).windows(2).all(|pair| pair[0].range.end <= pair[1].range.start)
}

/// The text after all `edits`, made [`in_order`]. They should be disjoint; of two that overlap, the second replaces only
/// what the first left.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    // overlapping edits are a bug in whoever made them, but no reason to lose the rest of a run over many projects
    debug_assert!(are_disjoint(edits), "edits overlap: {edits:?}");
    let mut after = String::with_capacity(text.len() + 64);
    let mut kept = 0;
    for edit in in_order(edits) {
        if kept < edit.range.start {
            after.push_str(&text[kept..edit.range.start]);
        }
        after.push_str(&edit.text);
        kept = kept.max(edit.range.end);
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
    fn what_is_inserted_stands_before_what_is_replaced_at_its_place() {
        for edits in [
            [Edit::delete(1..3), Edit::insert(1, "-"), Edit::insert(3, "+")],
            [Edit::insert(3, "+"), Edit::insert(1, "-"), Edit::delete(1..3)],
        ] {
            assert!(are_disjoint(&edits));
            assert_eq!(apply("abcde", &edits), "a-+de");
        }
        let beside = [Edit::replace(3..5, "y"), Edit::replace(1..3, "x")];
        assert_eq!(apply("abcde", &beside), "axy");
    }

    #[test]
    fn edits_that_want_the_same_byte_are_not_disjoint() {
        let nested = [Edit::delete(0..4), Edit::delete(1..2)];
        let overlapping = [Edit::delete(2..4), Edit::delete(1..3)];
        let inside = [Edit::delete(0..4), Edit::insert(2, "x")];
        for edits in [&nested[..], &overlapping, &inside] {
            assert!(!are_disjoint(edits), "{edits:?}");
        }
    }

    #[test]
    #[cfg(not(debug_assertions))]
    fn where_edits_overlap_the_second_replaces_what_is_left() {
        let edits = [Edit::replace(0..3, "x"), Edit::replace(1..4, "y"), Edit::delete(1..2)];
        assert_eq!(apply("abcde", &edits), "xye");
    }

    #[test]
    fn columns_count_characters() {
        let text = "\u{feff}一\n二三x";
        assert_eq!(Place::of(text, 3), Place { line: 1, column: 1 });
        assert_eq!(Place::of(text, text.len() - 1), Place { line: 2, column: 3 });
    }
}
