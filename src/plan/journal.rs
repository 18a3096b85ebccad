//! The journal of a write: what was to become of each file, so that an interrupted run is finished and never repeated.
//!
//! Merging twice is not merging once, so the next run may not plan anew: it takes the staged texts.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::plan::{Change, Plan, Side};
use crate::text::path::RelPath;

/// Folder of staged texts at the project's root.
pub const FOLDER: &str = ".kaibo-stage";

/// The journal in it; its presence says that all texts are staged. The platform neither compiles nor packs the suffix.
pub const FILE: &str = "journal.stage";

/// Path of the journal from the project's root.
pub const PATH: &str = ".kaibo-stage/journal.stage";

/// Hash of a file's bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest(String);

impl Digest {
    /// SHA-256 in hexadecimal digits.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            let _ = write!(hex, "{byte:02x}");
        }
        Self(hex)
    }

    /// The digits.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// One file of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged {
    /// Where it goes, from the project's root.
    pub path: RelPath,
    /// What was there when it was planned.
    pub before: Option<Digest>,
    /// What is to be there; `None` deletes.
    pub after: Option<Digest>,
}

impl Staged {
    /// Name of the staged text of file number `index`.
    pub fn file(index: usize) -> String {
        format!("{index}.stage")
    }
}

/// The changes of a plan in the order of writing: the lock is last, so that it never knows more than is there.
pub fn changes(plan: &Plan, lock: &RelPath) -> Vec<(RelPath, Change)> {
    let files = plan.changes.iter().map(|(path, change)| (path.clone(), change.clone()));
    files.chain(plan.lock.iter().map(|change| (lock.clone(), change.clone()))).collect()
}

/// The journal of some changes.
pub fn of(changes: &[(RelPath, Change)]) -> Vec<Staged> {
    let digest = |text: Option<&str>| text.map(|text| Digest::of(text.as_bytes()));
    let staged = |(path, change): &(RelPath, Change)| Staged {
        path: path.clone(),
        before: digest(change.before()),
        after: digest(change.after()),
    };
    changes.iter().map(staged).collect()
}

/// What is still to be done to a file of an interrupted write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is as it is to be.
    Nothing,
    /// The staged text goes to its place.
    Replace,
    /// The file goes.
    Remove,
    /// Somebody changed it since: the user decides.
    Ask,
}

/// Decides by what is there now; `side` is what the user accepted for this file.
pub fn step(staged: &Staged, now: Option<&Digest>, side: Option<Side>) -> Step {
    let go = if staged.after.is_some() { Step::Replace } else { Step::Remove };
    if now == staged.after.as_ref() {
        return Step::Nothing;
    }
    if now == staged.before.as_ref() {
        return go;
    }
    match side {
        Some(Side::Ours) => Step::Nothing,
        Some(Side::Theirs) => go,
        Some(Side::Markers) | None => Step::Ask,
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    path: String,
    before: Option<Digest>,
    after: Option<Digest>,
}

/// The journal as text.
pub fn print(journal: &[Staged]) -> String {
    let line = |staged: &Staged| Line {
        path: staged.path.to_string(),
        before: staged.before.clone(),
        after: staged.after.clone(),
    };
    let lines: Vec<Line> = journal.iter().map(line).collect();
    serde_json::to_string_pretty(&lines).expect("texts always print")
}

/// Reads a journal; `None` is no journal of ours.
pub fn parse(text: &str) -> Option<Vec<Staged>> {
    let lines: Vec<Line> = serde_json::from_str(text).ok()?;
    let staged = |line: Line| {
        Some(Staged {
            path: RelPath::parse(&line.path).ok()?,
            before: line.before,
            after: line.after,
        })
    };
    lines.into_iter().map(staged).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_finished_left_or_asked_about() {
        let [old, new, edited] = ["old", "new", "edited"].map(|text| Digest::of(text.as_bytes()));
        let path = RelPath::parse("a").expect("a path");
        let update = Staged { path, before: Some(old.clone()), after: Some(new.clone()) };
        let create = Staged { before: None, ..update.clone() };
        let delete = Staged { after: None, ..update.clone() };
        for (staged, now, side, expected) in [
            (&update, Some(&old), None, Step::Replace),
            (&update, Some(&new), None, Step::Nothing),
            (&update, Some(&edited), None, Step::Ask),
            (&update, None, None, Step::Ask),
            (&update, Some(&edited), Some(Side::Ours), Step::Nothing),
            (&update, Some(&edited), Some(Side::Theirs), Step::Replace),
            (&update, Some(&edited), Some(Side::Markers), Step::Ask),
            (&create, None, None, Step::Replace),
            (&delete, Some(&old), None, Step::Remove),
            (&delete, None, None, Step::Nothing),
        ] {
            assert_eq!(step(staged, now, side), expected, "{staged:?} {now:?} {side:?}");
        }
        let journal = vec![update, create, delete];
        assert_eq!(parse(&print(&journal)), Some(journal));
    }
}
