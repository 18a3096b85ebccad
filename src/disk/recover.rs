//! What an interrupted run left: how far it was, whose it is, and whether it is settled by itself.

use std::collections::BTreeMap;

use crate::disk::dir::FileKind;
use crate::disk::key::key;
use crate::disk::refusal::system;
use crate::disk::root::{Root, read};
use crate::disk::stage::{Stage, not_removed};
use crate::model::fault::{Fault, Faults, Operation, StateFault};
use crate::plan::journal::{self, Direction, FOLDER, Phase, StageOrigin, Staged};
use crate::plan::{Accept, Reason};
use crate::text::path::RelPath;

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
pub enum Remains {
    /// The project is whole: there is no stage, or no file was touched, or all are done.
    Nothing,
    /// Some files are new and others are not.
    Interrupted,
    /// A stage that is not kaibo's own; nothing of it counts.
    Foreign,
}

/// What lies in the place of a stage.
pub(super) enum Found {
    Nothing,
    /// A stage that was made a moment before its run was killed: nothing is in it.
    Empty,
    /// A journal of these files.
    Journal(Phase, Vec<Staged>, StageOrigin),
    /// Something that is no stage.
    Other,
}

impl Root {
    /// What an interrupted run means for one that only reads.
    ///
    /// # Errors
    /// The stage cannot be looked at.
    pub fn remains(&self) -> Result<Remains, Fault> {
        Ok(match self.found()? {
            Found::Journal(Phase::Whole, _, StageOrigin::Own) => Remains::Interrupted,
            Found::Journal(_, _, StageOrigin::Foreign) | Found::Other => Remains::Foreign,
            Found::Nothing | Found::Empty | Found::Journal(Phase::Draft | Phase::Done, ..) => {
                Remains::Nothing
            }
        })
    }

    /// Whether an interrupted run left anything at all.
    ///
    /// # Errors
    /// It cannot be looked at.
    pub fn has_stage(&self) -> Result<bool, Fault> {
        let stat = self.dir.look(FOLDER);
        Ok(stat.map_err(|error| system(FOLDER, Operation::Read, &error))?.is_some())
    }

    /// Finishes or discards what an interrupted run of the user's own left.
    ///
    /// # Errors
    /// A stage that is not the user's own, or a system that refuses.
    pub fn recover(&self, accept: &Accept) -> Result<Recovered, Faults> {
        match self.found()? {
            Found::Nothing => Ok(Recovered::Nothing),
            Found::Other | Found::Journal(_, _, StageOrigin::Foreign) => {
                Err(Fault::of(FOLDER, StateFault::ForeignStage).into())
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

    pub(super) fn found(&self) -> Result<Found, Fault> {
        let refused = |error| system(FOLDER, Operation::Read, &error);
        match self.dir.look(FOLDER).map_err(refused)?.map(|stat| stat.kind()) {
            None => return Ok(Found::Nothing),
            Some(FileKind::Folder) => {}
            Some(FileKind::File | FileKind::Link | FileKind::Special) => return Ok(Found::Other),
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
                && stat.is_some_and(|stat| stat.kind() == FileKind::File && stat.len() == 0)
        };
        Ok(if names.iter().all(is_begun) { Found::Empty } else { Found::Other })
    }

    /// Removes what lies in the place of a stage.
    pub(super) fn remove_stage(&self, found: &Found) -> Result<(), Fault> {
        match found {
            Found::Nothing => Ok(()),
            Found::Journal(phase, journal, _) => {
                let stage = Stage::open(self)?;
                match phase {
                    Phase::Whole => stage.enter(Phase::Done, Phase::Whole)?,
                    Phase::Done => self.remove_empty_folders(journal.iter()),
                    Phase::Draft => {}
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
