//! Who may write a generated file: one table over base (last written), ours (on disk) and theirs (to be written).

use crate::plan::Reason;
use crate::syntax::members;
use crate::text::merge::{self, Merged};

/// What a second run may do with a generated file; all texts have LF line ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Nothing is to be done, and nothing to be noted.
    Nothing,
    /// The file is right already: note its text as the base.
    Record,
    /// Only the user moved, or only deleted: the file stays as it is.
    Keep,
    /// Write the file.
    Write,
    /// Write both sides' changes.
    Merge(String),
    /// Delete the file.
    Delete,
    /// The file is gone on both sides: strike it from the lock.
    Forget,
    /// Ask.
    Conflict {
        /// Why.
        reason: Reason,
        /// Both sides with conflict markers.
        markers: String,
    },
}

/// The table.
pub fn decide(base: Option<&str>, ours: Option<&str>, theirs: Option<&str>) -> Decision {
    match (base, ours, theirs) {
        (None, _, None) => Decision::Nothing,
        (None, None, Some(_)) => Decision::Write,
        (None, Some(ours), Some(theirs)) if ours == theirs => Decision::Record,
        (None, Some(ours), Some(theirs)) => {
            conflict(Reason::InTheWay, merge::two_way(ours, theirs))
        }
        (Some(_), None, Some(_)) => Decision::Keep,
        (Some(_), None, None) => Decision::Forget,
        (Some(base), Some(ours), None) if base == ours => Decision::Delete,
        (Some(_), Some(ours), None) => conflict(Reason::EditedAndDropped, merge::two_way(ours, "")),
        (Some(base), Some(ours), Some(theirs)) => decide_all(base, ours, theirs),
    }
}

fn decide_all(base: &str, ours: &str, theirs: &str) -> Decision {
    if ours == theirs {
        return if base == theirs { Decision::Nothing } else { Decision::Record };
    }
    if merge::first_marker(ours).is_some() {
        return conflict(Reason::Markers, ours.to_owned());
    }
    if base == theirs {
        return Decision::Keep;
    }
    if base == ours {
        return Decision::Write;
    }
    let markers = match merge::three_way(base, ours, theirs) {
        Merged::Clean(text) => return merged(text, ours),
        Merged::Conflict(markers) => markers,
    };
    match members::three_way(base, ours, theirs) {
        Some(text) => merged(text, ours),
        None => conflict(Reason::BothChanged { lines: merge::stretches(&markers) }, markers),
    }
}

fn merged(text: String, ours: &str) -> Decision {
    if text == ours { Decision::Record } else { Decision::Merge(text) }
}

fn conflict(reason: Reason, markers: String) -> Decision {
    Decision::Conflict { reason, markers }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "a\nb\nc\n";
    const USER: &str = "A\nb\nc\n";
    const NEWER: &str = "a\nb\nC\n";
    const OTHER: &str = "X\nb\nc\n";
    const BOTH: &str = "<<<<<<< ours (your file)\nA\n=======\nX\n>>>>>>> theirs (kaibo)\n";
    const MARKED: &str = "<<<<<<< ours\nA\n=======\nX\n>>>>>>> theirs\nb\nc\n";

    fn reason(decision: &Decision) -> Option<&Reason> {
        match decision {
            Decision::Conflict { reason, .. } => Some(reason),
            Decision::Nothing
            | Decision::Record
            | Decision::Keep
            | Decision::Write
            | Decision::Merge(_)
            | Decision::Delete
            | Decision::Forget => None,
        }
    }

    #[test]
    fn the_table_row_by_row() {
        use Decision::{Delete, Forget, Keep, Nothing, Record, Write};
        for (base, ours, theirs, decision) in [
            (None, None, None, Nothing),
            (None, Some(USER), None, Nothing),
            (None, None, Some(BASE), Write),
            (None, Some(BASE), Some(BASE), Record),
            (Some(BASE), None, Some(BASE), Keep),
            (Some(BASE), None, Some(NEWER), Keep),
            (Some(BASE), None, None, Forget),
            (Some(BASE), Some(BASE), None, Delete),
            (Some(BASE), Some(BASE), Some(BASE), Nothing),
            (Some(BASE), Some(NEWER), Some(NEWER), Record),
            (Some(BASE), Some(USER), Some(BASE), Keep),
            (Some(BASE), Some(BASE), Some(NEWER), Write),
            (Some(BASE), Some(USER), Some(NEWER), Decision::Merge("A\nb\nC\n".into())),
            (Some(BASE), Some("A\nb\nC\n"), Some(NEWER), Record),
        ] {
            assert_eq!(decide(base, ours, theirs), decision, "{base:?} {ours:?} {theirs:?}");
        }
    }

    #[test]
    fn members_of_an_object_merge_also_in_neighbouring_lines() {
        let (base, ours) = ("{\n  \"t\": \"a\"\n}\n", "{\n  \"t\": \"b\"\n}\n");
        let theirs = "{\n  \"r\": \"w\",\n  \"t\": \"a\"\n}\n";
        let merged = "{\n  \"r\": \"w\",\n  \"t\": \"b\"\n}\n";
        assert_eq!(decide(Some(base), Some(ours), Some(theirs)), Decision::Merge(merged.into()));
        let both = decide(Some(base), Some(ours), Some("{\n  \"t\": \"c\"\n}\n"));
        assert!(matches!(reason(&both), Some(Reason::BothChanged { .. })));
    }

    #[test]
    fn what_only_the_user_can_know_is_asked() {
        for (base, ours, theirs, expected) in [
            (None, USER, Some(BASE), Reason::InTheWay),
            (Some(BASE), USER, None, Reason::EditedAndDropped),
            (Some(BASE), USER, Some(OTHER), Reason::BothChanged { lines: BOTH.to_owned() }),
            (Some(BASE), MARKED, Some(BASE), Reason::Markers),
        ] {
            assert_eq!(reason(&decide(base, Some(ours), theirs)), Some(&expected));
        }
    }
}
