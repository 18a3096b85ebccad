//! The journal of a write: what was to become of each file, so that an interrupted run is finished and never repeated.
//!
//! Merging twice is not merging once, so the next run may not plan anew: it takes the staged texts.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::plan::seal::Key;
use crate::plan::{Change, Plan, Side};
use crate::text::hex::hex;
use crate::text::path::RelPath;

/// Folder of staged texts at the project's root.
pub const FOLDER: &str = ".kaibo-stage";

/// How far a write is: the journal has another name at each point, so that one rename moves it on. The platform neither
/// compiles nor packs the suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Texts are being staged; no file of the project was touched yet.
    Draft,
    /// All texts are staged, and files are being swapped for them.
    Whole,
    /// All files are what they are to be; what is left in the stage is old.
    Done,
}

impl Phase {
    /// All phases, the last one first.
    pub const ALL: [Self; 3] = [Self::Done, Self::Whole, Self::Draft];

    /// Name of the journal in this phase.
    pub fn file(self) -> &'static str {
        match self {
            Self::Draft => "draft.stage",
            Self::Whole => "journal.stage",
            Self::Done => "done.stage",
        }
    }
}

/// Hash of a file's bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest(String);

impl Digest {
    /// SHA-256 in hexadecimal digits.
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex(&Sha256::digest(bytes)))
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

    /// Name of what is about to take that name.
    pub fn copy(index: usize) -> String {
        format!("{index}.copy.stage")
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

/// Which way an interrupted write is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// On to what was to be.
    Finish,
    /// Back to what was there before.
    Discard,
}

impl Staged {
    /// The same file on its way in a direction: back is on with the sides exchanged.
    #[must_use]
    pub fn towards(self, direction: Direction) -> Self {
        match direction {
            Direction::Finish => self,
            Direction::Discard => Self { before: self.after, after: self.before, ..self },
        }
    }
}

/// What is still to be done to a file of an interrupted write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalStep {
    /// It is as it is to be.
    Nothing,
    /// It is exchanged for what is staged, created from it, or removed.
    Swap,
    /// Somebody changed it since: the user decides.
    Ask,
    /// What would have to be put there is not in the stage.
    Missing,
}

/// Decides by what is there now, and by what lies in the stage for this file; `side` is what the user accepted for it.
pub fn step(
    staged: &Staged,
    now: Option<&Digest>,
    kept: Option<&Digest>,
    side: Option<Side>,
) -> JournalStep {
    let (before, after) = (staged.before.as_ref(), staged.after.as_ref());
    let swap =
        if after.is_none() || kept == after { JournalStep::Swap } else { JournalStep::Missing };
    match (now, side) {
        _ if now == after => JournalStep::Nothing,
        _ if now == before => swap,
        (_, Some(Side::Ours)) => JournalStep::Nothing,
        (_, Some(Side::Theirs)) => swap,
        (_, Some(Side::Markers) | None) => JournalStep::Ask,
    }
}

/// Whether a text came off a file that nobody had looked at yet when the run was killed: it is neither the old one nor the
/// new one, so somebody wrote it at the last moment, and it goes back before anything else is decided.
pub fn is_unseen(staged: &Staged, now: Option<&Digest>, kept: Option<&Digest>) -> bool {
    let (before, after) = (staged.before.as_ref(), staged.after.as_ref());
    now == after && kept.is_some() && kept != before && kept != after
}

/// Whose a journal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageOrigin {
    /// It is sealed with the user's key.
    Own,
    /// Someone else's, such as one that came with a repository.
    Foreign,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JournalDocument {
    seal: Option<String>,
    files: Vec<JournalLine>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JournalLine {
    path: String,
    before: Option<Digest>,
    after: Option<Digest>,
}

/// The journal as text, sealed where there is a key.
pub fn print(journal: &[Staged], key: Option<&Key>) -> String {
    let line = |staged: &Staged| JournalLine {
        path: staged.path.to_string(),
        before: staged.before.clone(),
        after: staged.after.clone(),
    };
    let files: Vec<JournalLine> = journal.iter().map(line).collect();
    let seal = key.map(|key| key.seal(&sealed(&files)));
    serde_json::to_string_pretty(&JournalDocument { seal, files }).expect("texts always print")
}

/// What the seal is made of. Neither path nor device of the project is in it, so that a project that was moved or mounted
/// elsewhere is still finished.
fn sealed(files: &[JournalLine]) -> String {
    serde_json::to_string(files).expect("texts always print")
}

/// Reads a journal; `None` is none at all.
pub fn parse(text: &str, key: Option<&Key>) -> Option<(Vec<Staged>, StageOrigin)> {
    let JournalDocument { seal, files } = serde_json::from_str(text).ok()?;
    let fits = key.zip(seal).is_some_and(|(key, seal)| key.fits(&seal, &sealed(&files)));
    let staged = |line: JournalLine| {
        Some(Staged {
            path: RelPath::parse(&line.path).ok()?,
            before: line.before,
            after: line.after,
        })
    };
    let journal = files.into_iter().map(staged).collect::<Option<_>>()?;
    Some((journal, if fits { StageOrigin::Own } else { StageOrigin::Foreign }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(text: &str) -> Digest {
        Digest::of(text.as_bytes())
    }

    fn path(path: &str) -> RelPath {
        RelPath::parse(path).expect("a path")
    }

    fn update() -> Staged {
        Staged { path: path("a"), before: Some(digest("old")), after: Some(digest("new")) }
    }

    #[test]
    fn a_file_is_swapped_left_or_asked_about() {
        let [old, new, mine] = ["old", "new", "mine"].map(digest);
        let update = update();
        let create = Staged { before: None, ..update.clone() };
        let delete = Staged { after: None, ..update.clone() };
        let (old, new, mine) = (Some(&old), Some(&new), Some(&mine));
        for (staged, now, kept, side, expected) in [
            (&update, old, new, None, JournalStep::Swap),
            (&update, old, None, None, JournalStep::Missing),
            (&update, old, mine, None, JournalStep::Missing),
            (&update, new, old, None, JournalStep::Nothing),
            (&update, new, None, None, JournalStep::Nothing),
            (&update, new, mine, None, JournalStep::Nothing),
            (&update, mine, new, None, JournalStep::Ask),
            (&update, mine, old, None, JournalStep::Ask),
            (&update, None, new, None, JournalStep::Ask),
            (&update, mine, new, Some(Side::Ours), JournalStep::Nothing),
            (&update, mine, new, Some(Side::Theirs), JournalStep::Swap),
            (&update, mine, old, Some(Side::Theirs), JournalStep::Missing),
            (&update, mine, new, Some(Side::Markers), JournalStep::Ask),
            (&create, None, new, None, JournalStep::Swap),
            (&create, None, None, None, JournalStep::Missing),
            (&create, new, None, None, JournalStep::Nothing),
            (&create, mine, new, None, JournalStep::Ask),
            (&delete, old, None, None, JournalStep::Swap),
            (&delete, None, old, None, JournalStep::Nothing),
            (&delete, mine, None, None, JournalStep::Ask),
        ] {
            let found = step(staged, now, kept, side);
            assert_eq!(found, expected, "{staged:?} {now:?} {kept:?} {side:?}");
        }
    }

    #[test]
    fn what_came_off_at_the_last_moment_is_told_from_what_was_staged() {
        let [old, new, mine] = ["old", "new", "mine"].map(digest);
        let update = update();
        let delete = Staged { after: None, ..update.clone() };
        for (staged, now, kept, expected) in [
            (&update, Some(&new), Some(&mine), true),
            (&update, Some(&new), Some(&old), false),
            (&update, Some(&new), None, false),
            (&update, Some(&old), Some(&mine), false),
            (&update, Some(&mine), Some(&mine), false),
            (&delete, None, Some(&mine), true),
            (&delete, None, Some(&old), false),
            (&delete, None, None, false),
        ] {
            assert_eq!(is_unseen(staged, now, kept), expected, "{staged:?} {now:?} {kept:?}");
        }
    }

    #[test]
    fn back_is_on_with_the_sides_exchanged() {
        let back = update().towards(Direction::Discard);
        let [old, new] = ["old", "new"].map(digest);
        assert_eq!((back.before.as_ref(), back.after.as_ref()), (Some(&new), Some(&old)));
        assert_eq!(step(&back, Some(&new), Some(&old), None), JournalStep::Swap);
        assert_eq!(step(&back, Some(&old), Some(&new), None), JournalStep::Nothing);
        assert_eq!(update().towards(Direction::Finish), update());
    }

    #[test]
    fn the_lock_is_written_last_and_each_side_has_its_own_digest() {
        let update = |before: &str, after: &str| Change::Update {
            before: before.to_owned(),
            after: after.to_owned(),
        };
        let plan = Plan {
            changes: [(path("z"), update("1", "2")), (path("a"), update("3", "4"))].into(),
            lock: Some(update("5", "6")),
            ..Plan::default()
        };
        let journal = of(&changes(&plan, &path("kaibo.lock")));
        let shown: Vec<_> = journal
            .iter()
            .map(|staged| (staged.path.as_str(), staged.before.clone(), staged.after.clone()))
            .collect();
        let row = |path, before, after| (path, Some(digest(before)), Some(digest(after)));
        assert_eq!(shown, [row("a", "3", "4"), row("z", "1", "2"), row("kaibo.lock", "5", "6")]);
    }

    #[test]
    fn a_journal_is_read_again_and_is_its_owners() {
        let (key, other) = (Key::new([1; 32]), Key::new([2; 32]));
        let journal = vec![update(), Staged { before: None, path: path("b"), ..update() }];
        let text = print(&journal, Some(&key));
        assert_eq!(parse(&text, Some(&key)), Some((journal.clone(), StageOrigin::Own)));
        let foreign = Some((journal.clone(), StageOrigin::Foreign));
        assert_eq!(parse(&text, Some(&other)), foreign);
        assert_eq!(parse(&text, None), foreign);
        assert_eq!(parse(&print(&journal, None), Some(&key)), foreign);
    }

    #[test]
    fn every_file_of_a_stage_has_a_name_that_the_platform_does_not_pack() {
        let phases = Phase::ALL.map(Phase::file);
        assert_eq!(phases, ["done.stage", "journal.stage", "draft.stage"]);
        assert_eq!((Staged::file(7), Staged::copy(7)), ("7.stage".into(), "7.copy.stage".into()));
    }

    #[test]
    fn a_changed_or_broken_journal_is_not_own() {
        let key = Key::new([1; 32]);
        let text = print(&[update()], Some(&key));
        let moved = text.replace("\"a\"", "\"b\"");
        assert_eq!(parse(&moved, Some(&key)).map(|(_, origin)| origin), Some(StageOrigin::Foreign));
        let removed = text.replace(&digest("new").into_text(), &digest("evil").into_text());
        assert_eq!(
            parse(&removed, Some(&key)).map(|(_, origin)| origin),
            Some(StageOrigin::Foreign)
        );
        for broken in ["", "[", "[]", "{}", "null"] {
            assert_eq!(parse(broken, Some(&key)), None, "{broken}");
        }
        for outside in ["../x", "/x", "a/../../x", ""] {
            assert_eq!(parse(&text.replace("\"a\"", &format!("\"{outside}\"")), Some(&key)), None);
        }
    }
}
