//! Settling an interrupted run: on to what was to be, or back to what was there before; done, or only shown.

use std::collections::BTreeMap;

use crate::disk::dir::FileKind;
use crate::disk::recover::{Found, Recovered};
use crate::disk::refusal::decoded;
use crate::disk::refusal::system;
use crate::disk::root::{Root, read};
use crate::disk::stage::{Stage, Swap};
use crate::model::fault::{Fault, Faults, Operation, StateFault, none_of};
use crate::plan::journal::{
    self, Digest, Direction, FOLDER, JournalStep, Phase, StageOrigin, Staged,
};
use crate::plan::{Accept, Change, Plan, Reason};
use crate::text::path::RelPath;

const CHANGED: Reason = Reason::ChangedSinceInterruption;

/// A file of an interrupted run on its way.
struct StagedFile {
    index: usize,
    staged: Staged,
    step: JournalStep,
    /// What is there now.
    now: Option<Digest>,
}

impl Root {
    /// Settles a stage as the user says, whoever made it.
    ///
    /// # Errors
    /// A stage that cannot be settled that way, or a system that refuses.
    pub fn settle(&self, direction: Direction, accept: &Accept) -> Result<Recovered, Faults> {
        self.settle_found(&self.found()?, direction, accept)
    }

    /// What settling would write.
    ///
    /// # Errors
    /// As [`Root::settle`].
    pub fn settlement(&self, direction: Direction, accept: &Accept) -> Result<Plan, Faults> {
        let mut plan = Plan::default();
        let Some(journal) = journal_of(&self.found()?, direction)?.map(<[_]>::to_vec) else {
            return Ok(plan);
        };
        let stage = Stage::open(self)?;
        for file in self.staged_files(&stage, &journal, direction, accept)? {
            match file.step {
                JournalStep::Nothing => {}
                JournalStep::Ask => drop(plan.conflicts.insert(file.staged.path, CHANGED)),
                JournalStep::Missing => return Err(missing(&file.staged.path).into()),
                JournalStep::Swap => {
                    let before = self.read_text(&file.staged.path)?;
                    let after = file.staged.after.map(|_| stage.text(file.index)).transpose()?;
                    let change = Change::between(before.as_deref(), after.as_deref());
                    plan.changes.extend(change.map(|change| (file.staged.path, change)));
                }
            }
        }
        Ok(plan)
    }

    pub(super) fn settle_found(
        &self,
        found: &Found,
        direction: Direction,
        accept: &Accept,
    ) -> Result<Recovered, Faults> {
        if matches!(found, Found::Nothing) {
            return Ok(Recovered::Nothing);
        }
        let Some(journal) = journal_of(found, direction)? else {
            self.remove_stage(found)?;
            return Ok(Recovered::Discarded);
        };
        let stage = Stage::open(self)?;
        self.put_back(&stage, journal)?;
        let files = self.staged_files(&stage, journal, direction, accept)?;
        let asked = conflicts(&files)?;
        if !asked.is_empty() {
            return Ok(Recovered::Conflicts(asked));
        }
        let files: Vec<StagedFile> =
            files.into_iter().filter(|file| file.step == JournalStep::Swap).collect();
        if let Found::Journal(_, _, StageOrigin::Foreign) = found {
            files.iter().try_for_each(|file| stage.renew(file))?;
        }
        self.make_folders(files.iter().map(|file| &file.staged), &mut Vec::new())?;
        stage.swap_all(&files.iter().map(StagedFile::swap).collect::<Vec<_>>())?;
        self.remove_empty_folders(files.iter().map(|file| &file.staged));
        self.remove_stage(found)?;
        Ok(Recovered::Finished)
    }

    /// Every file of a journal in a direction.
    fn staged_files(
        &self,
        stage: &Stage<'_>,
        journal: &[Staged],
        direction: Direction,
        accept: &Accept,
    ) -> Result<Vec<StagedFile>, Fault> {
        let file = |(index, staged): (usize, &Staged)| {
            let (now, kept) = self.now(stage, index, staged)?;
            let is_unseen = journal::is_unseen(staged, now.as_ref(), kept.as_ref());
            let staged = staged.clone().towards(direction);
            let side = accept.side(&staged.path);
            let step = match journal::step(&staged, now.as_ref(), kept.as_ref(), side) {
                _ if is_unseen => JournalStep::Ask,
                step @ (JournalStep::Nothing
                | JournalStep::Swap
                | JournalStep::Missing
                | JournalStep::Ask) => step,
            };
            Ok(StagedFile { index, staged, step, now })
        };
        journal.iter().enumerate().map(file).collect()
    }

    /// Puts back what came off files at the last moment, and was not looked at before the run was killed.
    fn put_back(&self, stage: &Stage<'_>, journal: &[Staged]) -> Result<(), Faults> {
        for (index, staged) in journal.iter().enumerate() {
            let (now, kept) = self.now(stage, index, staged)?;
            if journal::is_unseen(staged, now.as_ref(), kept.as_ref()) {
                let (takes, gives) = (now.as_ref(), kept.as_ref());
                stage.swap_all(&[Swap { takes, gives, ..Swap::of((index, staged)) }])?;
            }
        }
        Ok(())
    }

    /// Digests of what is there now, and of what lies in the stage for it.
    fn now(
        &self,
        stage: &Stage<'_>,
        index: usize,
        staged: &Staged,
    ) -> Result<(Option<Digest>, Option<Digest>), Fault> {
        Ok((self.read(&staged.path)?.as_deref().map(Digest::of), stage.kept(index)?))
    }
}

/// The journal that is still to be gone through; `None` where the stage needs only be removed.
fn journal_of(found: &Found, direction: Direction) -> Result<Option<&[Staged]>, Fault> {
    match (found, direction) {
        (Found::Nothing | Found::Empty | Found::Journal(Phase::Done, ..), _)
        | (Found::Other | Found::Journal(Phase::Draft, ..), Direction::Discard) => Ok(None),
        (Found::Other, Direction::Finish) => Err(Fault::of(FOLDER, StateFault::BrokenStage)),
        (Found::Journal(Phase::Whole | Phase::Draft, journal, _), _) => Ok(Some(journal)),
    }
}

/// What only the user can decide.
///
/// # Errors
/// Texts that would have to be there and are not.
fn conflicts(files: &[StagedFile]) -> Result<BTreeMap<RelPath, Reason>, Faults> {
    let of_step = |step| files.iter().filter(move |file| file.step == step);
    let faults = of_step(JournalStep::Missing).map(|file| missing(&file.staged.path)).collect();
    let asked = of_step(JournalStep::Ask).map(|file| (file.staged.path.clone(), CHANGED)).collect();
    none_of(asked, faults)
}

impl StagedFile {
    fn swap(&self) -> Swap<'_> {
        Swap { takes: self.now.as_ref(), ..Swap::of((self.index, &self.staged)) }
    }
}

impl Stage<'_> {
    fn text(&self, index: usize) -> Result<String, Fault> {
        let name = Staged::file(index);
        let path = format!("{FOLDER}/{name}");
        let bytes = read(&self.dir, &name, &path)?.unwrap_or_default();
        decoded(&path, &bytes).map(str::to_owned)
    }

    /// Writes a staged text anew, so that nothing but its bytes comes from whoever staged it.
    fn renew(&self, file: &StagedFile) -> Result<(), Fault> {
        let StagedFile { index, staged: Staged { path, after, .. }, .. } = file;
        let Some(gives) = after else { return Ok(()) };
        let bytes = read(&self.dir, &Staged::file(*index), path.as_str())?.unwrap_or_default();
        if Digest::of(&bytes) != *gives {
            return Err(missing(path));
        }
        let failed = |error| system(path.as_str(), Operation::Stage, &error);
        let target = match self.root.parent(path)? {
            Some(folder) => folder.look(path.name()).map_err(failed)?,
            None => None,
        };
        let target = target.filter(|stat| stat.kind() == FileKind::File);
        let renewed = self.write_copy(*index, &bytes, target.as_ref());
        renewed.and_then(|()| self.take_copy(*index)).map_err(failed)
    }
}

fn missing(path: &RelPath) -> Fault {
    Fault::of(path.to_string(), StateFault::BrokenStage)
}
