//! Writing a plan to a project: early refusals, staging, and the swap.

use std::collections::BTreeSet;

use crate::disk::dir::{FileKind, Stat};
use crate::disk::refusal::HERE;
use crate::disk::refusal::system;
use crate::disk::root::Root;
use crate::disk::stage::{Stage, Swap, SwapError, SwapMethod};
use crate::model::fault::{Fault, Faults, Operation, StateFault, SystemFault, none_of};
use crate::model::lock;
use crate::plan::journal::{self, Phase, Staged};
use crate::plan::{Change, Plan};
use crate::text::path::RelPath;

impl Root {
    /// Writes a plan: all of it, or nothing, or the rest of it next time where this run is killed.
    ///
    /// # Errors
    /// Whatever forbids writing, all reported at once and before anything is written; a file that somebody changed since
    /// it was read.
    pub fn apply(&self, plan: &Plan) -> Result<SwapMethod, Faults> {
        let changes = journal::changes(plan, &RelPath::constant(lock::FILE));
        if changes.is_empty() {
            return Ok(SwapMethod::Exchange);
        }
        let mut faults = Vec::new();
        let mut targets = Vec::new();
        for (path, change) in &changes {
            match self.target(path, change) {
                Ok(target) => targets.push(target),
                Err(fault) => faults.push(fault),
            }
        }
        // one folder may refuse many files
        faults.dedup();
        none_of((), faults)?;
        let journal = journal::of(&changes);
        let stage = Stage::make(self)?;
        let mut made = Vec::new();
        if let Err(fault) = stage.fill(&changes, &targets, &journal, &mut made) {
            return Err(self.give_up(stage, &journal, &made, fault));
        }
        let swaps: Vec<Swap<'_>> = journal.iter().enumerate().map(Swap::of).collect();
        match stage.swap_all(&swaps) {
            Ok(swapped) => {
                stage.enter(Phase::Done, Phase::Whole)?;
                self.remove_empty_folders(journal.iter());
                stage.remove(journal.len(), Phase::Done)?;
                Ok(swapped)
            }
            Err(SwapError::AsBefore(fault)) => Err(self.give_up(stage, &journal, &made, fault)),
            Err(stuck @ SwapError::Stuck(_)) => Err(stuck.into()),
        }
    }

    /// Takes back what was made for a write that did not happen.
    fn give_up(
        &self,
        stage: Stage<'_>,
        journal: &[Staged],
        made: &[RelPath],
        fault: Fault,
    ) -> Faults {
        // the fault that led here is the one to report; what cannot be removed is left to the next run
        let _ = stage.remove(journal.len(), Phase::Whole);
        self.remove_folders(made.iter().rev().cloned());
        fault.into()
    }

    /// What stands where a file is to be written. Refuses early, and even for root, what says that it is not to be written.
    fn target(&self, path: &RelPath, change: &Change) -> Result<Option<Stat>, Fault> {
        let fault = |kind: SystemFault| Fault::of(path.to_string(), kind);
        let (folder, missing) = self.descend(path)?;
        let around =
            folder.stat().map_err(|error| system(path.as_str(), Operation::Read, &error))?;
        let stat = match missing {
            Some(_) => None,
            None => folder
                .look(path.name())
                .map_err(|error| system(path.as_str(), Operation::Read, &error))?,
        };
        match stat.as_ref().map(Stat::kind) {
            Some(FileKind::Link) => return Err(fault(SystemFault::Link)),
            Some(FileKind::Folder | FileKind::Special) => return Err(fault(SystemFault::NotAFile)),
            Some(FileKind::File) | None => {}
        }
        if stat.is_some() != change.before().is_some() {
            return Err(Fault::of(path.to_string(), StateFault::ChangedMeanwhile));
        }
        if stat.as_ref().is_some_and(Stat::is_read_only) {
            return Err(fault(SystemFault::ReadOnlyFile));
        }
        if around.is_read_only() {
            return Err(Fault::of(folder_name(path, missing), SystemFault::ReadOnlyFolder));
        }
        if !stat.as_ref().unwrap_or(&around).is_beside(&self.stat) {
            return Err(fault(SystemFault::OtherFileSystem));
        }
        Ok(stat)
    }

    /// Makes the folders of what is to be created, and notes those that were not there.
    pub(super) fn make_folders<'s>(
        &self,
        journal: impl Iterator<Item = &'s Staged>,
        made: &mut Vec<RelPath>,
    ) -> Result<(), Fault> {
        let created = journal.filter(|staged| staged.before.is_none());
        let folders: BTreeSet<RelPath> = created
            .flat_map(|staged| std::iter::successors(staged.path.parent(), RelPath::parent))
            .collect();
        for folder in folders {
            let around = self.parent(&folder)?;
            let done = around.map(|around| around.make_folder(folder.name()));
            match done {
                Some(Ok(())) => made.push(folder),
                Some(Err(error)) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Some(Err(error)) => {
                    return Err(system(folder.as_str(), Operation::MakeFolder, &error));
                }
                None => return Err(Fault::of(folder.to_string(), StateFault::ChangedMeanwhile)),
            }
        }
        Ok(())
    }

    /// As git does: a folder goes with its last file. Not before all files are in place, because one that is empty on the
    /// way may be the one that the next file goes into.
    pub(super) fn remove_empty_folders<'s>(&self, journal: impl Iterator<Item = &'s Staged>) {
        for staged in journal.filter(|staged| staged.after.is_none()) {
            self.remove_folders(std::iter::successors(staged.path.parent(), RelPath::parent));
        }
    }

    /// Removes folders, the innermost first, up to one that cannot be removed because something is in it.
    fn remove_folders(&self, folders: impl IntoIterator<Item = RelPath>) {
        for folder in folders {
            let around = self.parent(&folder).ok().flatten();
            if around.is_none_or(|around| around.remove_folder(folder.name()).is_err()) {
                return;
            }
        }
    }
}

impl Stage<'_> {
    /// Stages all texts; the journal is whole when they all are.
    fn fill(
        &self,
        changes: &[(RelPath, Change)],
        targets: &[Option<Stat>],
        journal: &[Staged],
        made: &mut Vec<RelPath>,
    ) -> Result<(), Fault> {
        self.begin(journal)?;
        for (index, ((path, change), target)) in changes.iter().zip(targets).enumerate() {
            if let Some(after) = change.after() {
                let staged = self.write(&Staged::file(index), after.as_bytes(), target.as_ref());
                staged.map_err(|error| system(path.as_str(), Operation::Stage, &error))?;
            }
        }
        self.root.make_folders(journal.iter(), made)?;
        self.enter(Phase::Whole, Phase::Draft)
    }
}

/// The innermost folder on the way to a path that is there.
fn folder_name(path: &RelPath, missing: Option<&str>) -> String {
    let below = missing.unwrap_or(path.as_str());
    below.rsplit_once('/').map_or(HERE, |(folder, _)| folder).to_owned()
}
