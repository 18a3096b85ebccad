//! A change of one file as the patch that `git apply` reads.

use std::fmt::Write as _;

use similar::{DiffOp, TextDiff};

use crate::text::lines;

const CONTEXT: usize = 3;

/// The patch that turns `before` into `after`; `None` means that the file is not there on that side.
///
/// `path` has no control characters; it is bytes, because the folders above a project may have any name.
pub fn git_patch(path: &[u8], before: Option<&str>, after: Option<&str>) -> String {
    let mut patch = format!("diff --git {} {}\n", quoted("a/", path), quoted("b/", path));
    match (before, after) {
        (None, _) => patch.push_str("new file mode 100644\n"),
        (_, None) => patch.push_str("deleted file mode 100644\n"),
        (Some(_), Some(_)) => {}
    }
    let (old, new) = (lines::split(before.unwrap_or("")), lines::split(after.unwrap_or("")));
    let diff = TextDiff::from_slices(&old, &new);
    let hunks = diff.grouped_ops(CONTEXT);
    if !hunks.is_empty() {
        let side = |prefix, text: Option<&str>| match text {
            Some(_) => name_line(prefix, path),
            None => "/dev/null".to_owned(),
        };
        let _ = writeln!(patch, "--- {}\n+++ {}", side("a/", before), side("b/", after));
    }
    for hunk in &hunks {
        push_hunk(&mut patch, hunk, &old, &new);
    }
    patch
}

/// A change of one file whose texts are not shown: git takes it for that of a binary file, and refuses it.
pub fn closed_patch(path: &[u8]) -> String {
    let (old, new) = (quoted("a/", path), quoted("b/", path));
    format!("diff --git {old} {new}\nindex 0000000..0000000\nBinary files {old} and {new} differ\n")
}

/// Git quotes a name as C does a string (git, `quote.c`); what is UTF-8 may stay as it is.
fn quoted(prefix: &str, path: &[u8]) -> String {
    let Ok(text) = std::str::from_utf8(path) else {
        let byte = |byte: &u8| match byte {
            b'"' | b'\\' => format!("\\{}", char::from(*byte)),
            0x20..=0x7e => char::from(*byte).to_string(),
            _ => format!("\\{byte:03o}"),
        };
        return format!("\"{prefix}{}\"", path.iter().map(byte).collect::<String>());
    };
    if is_quoted(path) {
        format!("\"{prefix}{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("{prefix}{text}")
    }
}

fn is_quoted(path: &[u8]) -> bool {
    path.iter().any(|byte| matches!(byte, b'"' | b'\\')) || std::str::from_utf8(path).is_err()
}

/// Git ends a name with blanks by a tab, so that old patch programs do not cut it.
fn name_line(prefix: &str, path: &[u8]) -> String {
    let name = quoted(prefix, path);
    if path.contains(&b' ') && !is_quoted(path) { format!("{name}\t") } else { name }
}

fn push_hunk(patch: &mut String, ops: &[DiffOp], old: &[&str], new: &[&str]) {
    let (Some(first), Some(last)) = (ops.first(), ops.last()) else {
        return;
    };
    let old_range = first.old_range().start..last.old_range().end;
    let new_range = first.new_range().start..last.new_range().end;
    let _ = writeln!(patch, "@@ -{} +{} @@", span(&old_range), span(&new_range));
    for op in ops {
        match op {
            DiffOp::Equal { .. } => push_lines(patch, ' ', &old[op.old_range()]),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                push_lines(patch, '-', &old[op.old_range()]);
                push_lines(patch, '+', &new[op.new_range()]);
            }
        }
    }
}

/// Start and length as unified diffs count them: an empty side starts at the line before it.
fn span(range: &std::ops::Range<usize>) -> String {
    let start = if range.is_empty() { range.start } else { range.start + 1 };
    format!("{start},{}", range.len())
}

fn push_lines(patch: &mut String, sign: char, lines: &[&str]) {
    for line in lines {
        patch.push(sign);
        patch.push_str(line);
        if !line.ends_with('\n') {
            patch.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_is_not_shown_is_one_of_a_binary_file() {
        assert_eq!(
            closed_patch(b"a\"b"),
            "diff --git \"a/a\\\"b\" \"b/a\\\"b\"\nindex 0000000..0000000\nBinary files \"a/a\\\"b\" and \"b/a\\\"b\" differ\n"
        );
        assert_eq!(quoted("a/", b"x \xff~"), "\"a/x \\377~\"");
    }

    #[test]
    fn a_missing_final_newline_is_said() {
        assert_eq!(
            git_patch(b"a.json", Some("{\r\n}"), Some("{\r\n}\n")),
            "diff --git a/a.json b/a.json\n--- a/a.json\n+++ b/a.json\n@@ -1,2 +1,2 @@\n {\r\n-}\n\\ No newline at end of file\n+}\n"
        );
    }

    #[test]
    fn names_are_quoted_as_git_does() {
        for (path, quoted_path) in [
            (&b"a b"[..], "a/a b"),
            (b"a\"b", r#""a/a\"b""#),
            (b"a\\b", r#""a/a\\b""#),
            ("中".as_bytes(), "a/中"),
            (b"\xff\"", r#""a/\377\"""#),
        ] {
            assert_eq!(quoted("a/", path), quoted_path);
        }
        assert_eq!(name_line("b/", b"trail "), "b/trail \t");
    }

    #[test]
    fn new_and_deleted_files_have_a_mode_line() {
        assert_eq!(
            git_patch(b"x", None, Some("1\n")),
            "diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,1 @@\n+1\n"
        );
        assert_eq!(
            git_patch(b"x", Some(""), None),
            "diff --git a/x b/x\ndeleted file mode 100644\n"
        );
    }
}
