//! Line ends: decisions are made on texts with LF, and a file keeps the line ends it has.

use std::ops::Range;

use similar::{DiffOp, TextDiff};

/// How the lines of a text end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// `\n`.
    Lf,
    /// `\r\n`.
    CrLf,
}

impl LineEnd {
    /// The characters themselves.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }

    /// What most lines of `texts` together end in; `None` where no line ends at all.
    pub fn most_used<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        let (mut all, mut crlf) = (0, 0);
        for text in texts {
            all += text.matches('\n').count();
            crlf += text.matches("\r\n").count();
        }
        match all {
            0 => None,
            _ if crlf * 2 > all => Some(Self::CrLf),
            _ => Some(Self::Lf),
        }
    }
}

/// The text with every CRLF made LF.
pub fn to_lf(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// A text with LF line ends, with `end` instead.
pub fn with_end(text: &str, end: LineEnd) -> String {
    match end {
        LineEnd::Lf => text.to_owned(),
        LineEnd::CrLf => text.replace('\n', "\r\n"),
    }
}

/// The part of a range that is on its first line, so that an object is shown by its beginning.
pub fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let line = text[range.clone()].lines().next().unwrap_or_default();
    range.start..range.start + line.len()
}

/// Lines with their ends; splitting at LF only, as git does.
pub fn split(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Writes `after` (LF) over `before` so that every line that stays keeps the bytes it has, line end included.
pub fn rewrite(before: &str, after: &str, end: LineEnd) -> String {
    let old = split(before);
    let old_lf: Vec<String> = old.iter().map(|line| to_lf(line)).collect();
    let old_lf: Vec<&str> = old_lf.iter().map(String::as_str).collect();
    let new = split(after);
    let diff = TextDiff::from_slices(&old_lf, &new);
    let mut text = String::with_capacity(after.len());
    for op in diff.ops() {
        match op {
            DiffOp::Equal { old_index, len, .. } => {
                text.extend(old[*old_index..old_index + len].iter().copied());
            }
            DiffOp::Delete { .. } => {}
            DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                text.extend(new[op.new_range()].iter().map(|line| with_end(line, end)));
            }
        }
    }
    text
}

/// Whether a text has nothing but blanks, line ends and a byte order mark.
pub fn is_blank(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_stay_keep_their_own_ends() {
        assert_eq!(rewrite("a\r\nb\nc\r\n", "a\nb\nx\nc\n", LineEnd::CrLf), "a\r\nb\nx\r\nc\r\n");
        assert_eq!(rewrite("a\r\nb", "a\nb\n", LineEnd::CrLf), "a\r\nb\r\n");
    }

    #[test]
    fn the_majority_decides() {
        assert_eq!(LineEnd::most_used(["a\r\nb\r\n", "c\n"]), Some(LineEnd::CrLf));
        assert_eq!(LineEnd::most_used(["abc"]), None);
    }
}
