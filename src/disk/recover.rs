//! What an interrupted run left: whose it is, and how it is finished, discarded, or shown.

use std::collections::BTreeMap;

use crate::disk::decoded;
use crate::disk::dir::Kind;
use crate::disk::key::key;
use crate::disk::root::{Root, read};
use crate::disk::stage::{Stage, Swap, not_removed};
use crate::disk::system;
use crate::model::fault::{Act, Fault, Faults, What, none_of};
use crate::plan::journal::{self, Digest, Direction, FOLDER, Origin, Phase, Staged, Step};
use crate::plan::{Accept, Change, Plan, Reason};
use crate::text::path::RelPath;

const CHANGED: Reason = Reason::ChangedSinceInterruption;

/// What was done about an interrupted run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovered {
    /// There was none.
    Nothing,
    /// Its stage is gone; nothing of it was in place, or all of it.
    Discarded,
    /// It is settled now.
    Finished,
    /// Files were changed since; nothing was written.
    Conflicts(BTreeMap<RelPath, Reason>),
}

/// What a stage means for a run that only reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The project is whole: there is no stage, or no file was touched, or all are done.
    Whole,
    /// Some files are new and others are not.
    Interrupted,
    /// A stage that is not kaibo's own; nothing of it counts.
    Foreign,
}

/// What lies in the place of a stage.
enum Found {
    Nothing,
    /// A stage that was made a moment before its run was killed: nothing is in it.
    Empty,
    Journal(Phase, Vec<Staged>, Origin),
    /// Something that is no stage.
    Other,
}

/// A file of an interrupted run, as it is now, and what lies in the stage for it.
struct Now {
    digest: Option<Digest>,
    kept: Option<Digest>,
}

impl Now {
    fn step(&self, staged: &Staged, accept: &Accept) -> Step {
        let side = accept.side(&staged.path);
        journal::step(staged, self.digest.as_ref(), self.kept.as_ref(), side)
    }

    fn is_unseen(&self, staged: &Staged) -> bool {
        journal::is_unseen(staged, self.digest.as_ref(), self.kept.as_ref())
    }
}

impl Root {
    /// What an interrupted run means for one that only reads.
    ///
    /// # Errors
    /// The stage cannot be looked at.
    pub fn standing(&self) -> Result<Standing, Fault> {
        Ok(match self.found()? {
            Found::Journal(Phase::Whole, _, Origin::Own) => Standing::Interrupted,
            Found::Journal(_, _, Origin::Foreign) | Found::Other => Standing::Foreign,
            Found::Nothing | Found::Empty | Found::Journal(Phase::Draft | Phase::Done, ..) => {
                Standing::Whole
            }
        })
    }

    /// Whether an interrupted run left anything at all.
    ///
    /// # Errors
    /// It cannot be looked at.
    pub fn has_stage(&self) -> Result<bool, Fault> {
        let stat = self.dir.look(FOLDER);
        Ok(stat.map_err(|error| system(FOLDER, Act::Read, &error))?.is_some())
    }

    /// Finishes or discards what an interrupted run of the user's own left.
    ///
    /// # Errors
    /// A stage that is not the user's own, or a system that refuses.
    pub fn recover(&self, accept: &Accept) -> Result<Recovered, Faults> {
        match self.found()? {
            Found::Nothing => Ok(Recovered::Nothing),
            Found::Other | Found::Journal(_, _, Origin::Foreign) => {
                Err(Fault::of(FOLDER, What::ForeignStage).into())
            }
            found @ (Found::Empty | Found::Journal(Phase::Draft, ..)) => {
                self.remove_stage(&found)?;
                Ok(Recovered::Discarded)
            }
            found @ Found::Journal(Phase::Whole | Phase::Done, ..) => {
                self.settle_found(&found, Direction::Finish, accept)
            }
        }
    }

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
        let Some((journal, stage)) = self.unsettled(&self.found()?, direction)? else {
            return Ok(plan);
        };
        for (index, staged) in journal.into_iter().enumerate() {
            let now = self.now(&stage, index, &staged)?;
            let is_unseen = now.is_unseen(&staged);
            let staged = staged.towards(direction);
            match now.step(&staged, accept) {
                Step::Ask => drop(plan.conflicts.insert(staged.path, CHANGED)),
                Step::Nothing | Step::Swap if is_unseen => {
                    plan.conflicts.insert(staged.path, CHANGED);
                }
                Step::Nothing => {}
                Step::Swap => {
                    let before = self.read_text(&staged.path)?;
                    let after = staged.after.as_ref().map(|_| stage.text(index)).transpose()?;
                    let change = Change::between(before.as_deref(), after.as_deref());
                    plan.changes.extend(change.map(|change| (staged.path, change)));
                }
                Step::Missing => return Err(missing(&staged.path).into()),
            }
        }
        Ok(plan)
    }

    fn found(&self) -> Result<Found, Fault> {
        let refused = |error| system(FOLDER, Act::Read, &error);
        match self.dir.look(FOLDER).map_err(refused)?.map(|stat| stat.kind()) {
            None => return Ok(Found::Nothing),
            Some(Kind::Folder) => {}
            Some(Kind::File | Kind::Link | Kind::Special) => return Ok(Found::Other),
        }
        let stage = Stage::open(self)?;
        for phase in Phase::ALL {
            // what cannot be read as a journal is none of ours
            let text = read(&stage.dir, phase.file(), phase.file()).ok().flatten();
            let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
            let journal = std::str::from_utf8(&text).ok().and_then(|it| journal::parse(it, key()));
            return Ok(match journal {
                Some((journal, origin)) => Found::Journal(phase, journal, origin),
                None => Found::Other,
            });
        }
        let names = stage.dir.names().map_err(refused)?;
        let is_begun = |name: &std::ffi::OsString| {
            let stat = name.to_str().and_then(|name| stage.dir.look(name).ok().flatten());
            name == Phase::Draft.file()
                && stat.is_some_and(|stat| stat.kind() == Kind::File && stat.len() == 0)
        };
        Ok(if names.iter().all(is_begun) { Found::Empty } else { Found::Other })
    }

    /// The journal that is still to be gone through, and the stage; `None` where the stage needs only be removed.
    fn unsettled(
        &self,
        found: &Found,
        direction: Direction,
    ) -> Result<Option<(Vec<Staged>, Stage<'_>)>, Fault> {
        match (found, direction) {
            (Found::Nothing | Found::Empty | Found::Journal(Phase::Done, ..), _)
            | (Found::Other | Found::Journal(Phase::Draft, ..), Direction::Discard) => Ok(None),
            (Found::Other, Direction::Finish) => Err(Fault::of(FOLDER, What::BrokenStage)),
            (Found::Journal(Phase::Whole | Phase::Draft, journal, _), _) => {
                Ok(Some((journal.clone(), Stage::open(self)?)))
            }
        }
    }

    fn settle_found(
        &self,
        found: &Found,
        direction: Direction,
        accept: &Accept,
    ) -> Result<Recovered, Faults> {
        if matches!(found, Found::Nothing) {
            return Ok(Recovered::Nothing);
        }
        let Some((journal, stage)) = self.unsettled(found, direction)? else {
            self.remove_stage(found)?;
            return Ok(Recovered::Discarded);
        };
        self.put_back(&stage, &journal)?;
        let journal: Vec<Staged> =
            journal.into_iter().map(|staged| staged.towards(direction)).collect();
        let mut states = Vec::new();
        let mut asked = BTreeMap::new();
        let mut faults = Vec::new();
        for (index, staged) in journal.iter().enumerate() {
            let now = self.now(&stage, index, staged)?;
            match now.step(staged, accept) {
                Step::Ask => drop(asked.insert(staged.path.clone(), CHANGED)),
                Step::Missing => faults.push(missing(&staged.path)),
                Step::Swap => states.push((index, staged, now)),
                Step::Nothing => {}
            }
        }
        none_of((), faults)?;
        if !asked.is_empty() {
            return Ok(Recovered::Conflicts(asked));
        }
        self.make_folders(&journal, &mut Vec::new())?;
        let mut swaps = Vec::new();
        for (index, staged, now) in &states {
            swaps.push(Swap { takes: now.digest.as_ref(), ..Swap::of((*index, staged)) });
        }
        if let Found::Journal(_, _, Origin::Foreign) = found {
            swaps.iter().try_for_each(|swap| stage.renew(swap))?;
        }
        stage.swap_all(&swaps)?;
        self.remove_empty_folders(&journal);
        self.remove_stage(found)?;
        Ok(Recovered::Finished)
    }

    /// Puts back what came off files at the last moment, and was not looked at before the run was killed.
    fn put_back(&self, stage: &Stage<'_>, journal: &[Staged]) -> Result<(), Fault> {
        for (index, staged) in journal.iter().enumerate() {
            let now = self.now(stage, index, staged)?;
            if now.is_unseen(staged) {
                let (takes, gives) = (now.digest.as_ref(), now.kept.as_ref());
                stage.swap_all(&[Swap { takes, gives, ..Swap::of((index, staged)) }])?;
            }
        }
        Ok(())
    }

    fn now(&self, stage: &Stage<'_>, index: usize, staged: &Staged) -> Result<Now, Fault> {
        let digest = self.read(&staged.path)?.as_deref().map(Digest::of);
        Ok(Now { digest, kept: stage.kept(index)? })
    }

    /// Removes what lies in the place of a stage.
    fn remove_stage(&self, found: &Found) -> Result<(), Fault> {
        match found {
            Found::Nothing => Ok(()),
            Found::Journal(phase, journal, _) => {
                let stage = Stage::open(self)?;
                match phase {
                    Phase::Whole => stage.enter(Phase::Done, Phase::Whole)?,
                    Phase::Draft | Phase::Done => {}
                }
                let phase = if *phase == Phase::Draft { Phase::Draft } else { Phase::Done };
                stage.remove(journal.len(), phase)
            }
            Found::Empty | Found::Other => match Stage::open(self) {
                Ok(stage) => stage.empty().map_err(|error| not_removed(&error)),
                Err(_) => self.dir.remove_file(FOLDER).map_err(|error| not_removed(&error)),
            },
        }
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
    fn renew(&self, swap: &Swap<'_>) -> Result<(), Fault> {
        let Some(gives) = swap.gives else { return Ok(()) };
        let name = Staged::file(swap.index);
        let bytes = read(&self.dir, &name, swap.path.as_str())?.unwrap_or_default();
        if Digest::of(&bytes) != *gives {
            return Err(missing(swap.path));
        }
        let failed = |error| system(swap.path.as_str(), Act::Stage, &error);
        let target = match self.root.parent(swap.path)? {
            Some(folder) => folder.look(swap.path.name()).map_err(failed)?,
            None => None,
        };
        let target = target.filter(|stat| stat.kind() == Kind::File);
        let renewed = self.write_copy(swap.index, &bytes, target.as_ref());
        renewed.and_then(|()| self.take_copy(swap.index)).map_err(failed)
    }
}

fn missing(path: &RelPath) -> Fault {
    Fault::of(path.to_string(), What::BrokenStage)
}
