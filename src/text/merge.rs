//! Three texts into one, in git's words: base, ours, theirs; all with LF line ends.

use std::fmt::Write as _;

use similar::{ConflictStyle, DiffOp, TextDiff, TextMerge};

use crate::text::lines;

const OURS: &str = "ours (your file)";
const THEIRS: &str = "theirs (kaibo)";

/// Outcome of a three-way merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// Both sides' changes fit together.
    Clean(String),
    /// They do not; the text holds git's conflict markers with the base between them.
    Conflict(String),
}

/// Merges what changed from `base` to `ours` with what changed from `base` to `theirs`.
pub fn three_way(base: &str, ours: &str, theirs: &str) -> Merged {
    let mut merge = TextMerge::from_lines(base, ours, theirs);
    merge.labels("base (last written by kaibo)", OURS, THEIRS);
    merge.conflict_style(ConflictStyle::Diff3);
    let text = merge.to_string();
    if merge.is_conflicted() { Merged::Conflict(text) } else { Merged::Clean(text) }
}

/// Both texts in one, every stretch in which they differ between conflict markers: for texts without a base.
pub fn two_way(ours: &str, theirs: &str) -> String {
    let (old, new) = (lines::split(ours), lines::split(theirs));
    let diff = TextDiff::from_slices(&old, &new);
    let mut text = String::new();
    for op in diff.ops() {
        match op {
            DiffOp::Equal { .. } => text.extend(old[op.old_range()].iter().copied()),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                let _ = writeln!(text, "<<<<<<< {OURS}");
                push_lines(&mut text, &old[op.old_range()]);
                text.push_str("=======\n");
                push_lines(&mut text, &new[op.new_range()]);
                let _ = writeln!(text, ">>>>>>> {THEIRS}");
            }
        }
    }
    text
}

/// A marker starts a line, so the last line before it needs its end.
fn push_lines(text: &mut String, lines: &[&str]) {
    text.extend(lines.iter().copied());
    if lines.last().is_some_and(|line| !line.ends_with('\n')) {
        text.push('\n');
    }
}

/// What a text with git's conflict markers has between them: both sides, without the base.
pub fn stretches(marked: &str) -> String {
    let mut text = String::new();
    let (mut is_inside, mut is_base) = (false, false);
    for line in lines::split(marked) {
        is_inside |= line.starts_with("<<<<<<< ");
        is_base |= line.starts_with("||||||| ");
        is_base &= !line.starts_with("=======");
        if is_inside && !is_base {
            text.push_str(line);
        }
        is_inside &= !line.starts_with(">>>>>>> ");
    }
    text
}

/// Byte offset of the first line that is a git conflict marker, if any.
pub fn first_marker(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in lines::split(text) {
        if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
            return Some(at);
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_apart_from_each_other_merge() {
        let merged = three_way("a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n");
        assert_eq!(merged, Merged::Clean("A\nb\nc\nd\nE\n".into()));
    }

    #[test]
    fn changes_in_one_line_conflict_and_are_marked() {
        let Merged::Conflict(text) = three_way("a\n", "b\n", "c\n") else { panic!("no conflict") };
        assert_eq!(first_marker(&text), Some(0));
        assert!(text.contains("||||||| base"), "{text}");
    }

    #[test]
    fn the_stretches_of_a_conflict_are_both_sides_without_the_base() {
        let Merged::Conflict(text) = three_way("x\na\ny\n", "x\nb\ny\n", "x\nc\ny\n") else {
            panic!("no conflict")
        };
        assert_eq!(stretches(&text), format!("<<<<<<< {OURS}\nb\n=======\nc\n>>>>>>> {THEIRS}\n"));
        assert_eq!(stretches("a\n=======\nb\n"), "");
    }

    #[test]
    fn either_end_of_a_conflict_is_a_marker() {
        assert_eq!(first_marker("a\n中\n>>>>>>> theirs\nb\n"), Some("a\n中\n".len()));
        assert_eq!(first_marker("a\n<<<<<<< ours"), Some(2));
        for text in ["", "=======\n", "||||||| base\n", " >>>>>>> x\n", "<<<<<<<\n", ">>>>>>>x\n"] {
            assert_eq!(first_marker(text), None, "{text:?}");
        }
    }

    #[test]
    fn each_differing_stretch_has_its_own_markers() {
        let text = two_way("a\nmine\nb\nonly mine\n", "a\ntheirs\nb\n");
        let (ours, theirs) = (format!("<<<<<<< {OURS}\n"), format!(">>>>>>> {THEIRS}\n"));
        assert_eq!(
            text,
            format!(
                "a\n{ours}mine\n=======\ntheirs\n{theirs}b\n{ours}only mine\n=======\n{theirs}"
            )
        );
        assert_eq!(two_way("a\nb\n", ""), format!("{ours}a\nb\n=======\n{theirs}"));
        assert_eq!(two_way("same\n", "same\n"), "same\n");
    }

    #[test]
    fn without_a_base_only_the_differing_stretch_is_marked() {
        let text = two_way("same\nmine", "same\ntheirs\n");
        assert_eq!(
            text,
            format!("same\n<<<<<<< {OURS}\nmine\n=======\ntheirs\n>>>>>>> {THEIRS}\n")
        );
    }
}
