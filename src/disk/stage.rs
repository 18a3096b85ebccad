//! The stage: texts beside the project that are swapped for its files, one step each, and swapped back where one fails.

use std::fs::File;
use std::io::{self, ErrorKind, Write as _};

use crate::disk::dir::{Dir, Stat};
use crate::disk::key::key;
use crate::disk::refusal::system;
use crate::disk::root::{Root, read};
use crate::model::fault::{Fault, FaultKind, Faults, Operation, StateFault, SystemFault};
use crate::plan::journal::{self, Digest, FOLDER, Phase, Staged};
use crate::text::path::RelPath;

/// An open stage of a project.
pub(super) struct Stage<'r> {
    pub(super) root: &'r Root,
    pub(super) dir: Dir,
}

/// What one file of a write gives and takes.
#[derive(Clone, Copy)]
pub(super) struct Swap<'s> {
    /// Number of the file, which names its text in the stage.
    pub(super) index: usize,
    /// Where it is.
    pub(super) path: &'s RelPath,
    /// What comes off the project; `None` is nothing.
    pub(super) takes: Option<&'s Digest>,
    /// What goes there; `None` is nothing.
    pub(super) gives: Option<&'s Digest>,
}

/// How texts were put in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SwapMethod {
    /// In one step each, in which nothing that somebody else writes can get lost.
    Exchange,
    /// The file system has no such step: each file was compared and then replaced.
    Compare,
}

/// Why swaps were not made.
pub(super) enum SwapError {
    /// This failed, and all is as it was before.
    AsBefore(Fault),
    /// The first failed, and then a step back: the stage stays, and the next run settles it.
    Stuck(Box<[Fault; 2]>),
}

impl SwapError {
    fn stuck(first: Fault, mut second: Fault) -> Self {
        if let FaultKind::System(SystemFault::Refused { operation, .. }) = &mut second.kind {
            *operation = Operation::PutBack;
        }
        Self::Stuck(Box::new([first, second]))
    }
}

impl From<Fault> for SwapError {
    fn from(fault: Fault) -> Self {
        Self::AsBefore(fault)
    }
}

impl From<SwapError> for Faults {
    fn from(unswapped: SwapError) -> Self {
        match unswapped {
            SwapError::AsBefore(fault) => fault.into(),
            SwapError::Stuck(faults) => Self(faults.to_vec()),
        }
    }
}

impl<'s> Swap<'s> {
    /// What a write does to its file number `index`.
    pub(super) fn of((index, staged): (usize, &'s Staged)) -> Self {
        let Staged { path, before, after } = staged;
        Self { index, path, takes: before.as_ref(), gives: after.as_ref() }
    }

    fn back(self) -> Self {
        Self { takes: self.gives, gives: self.takes, ..self }
    }

    fn failed(&self, error: &io::Error) -> Fault {
        let act = if self.gives.is_some() { Operation::Replace } else { Operation::Remove };
        system(self.path.as_str(), act, error)
    }

    fn changed(&self) -> Fault {
        Fault::of(self.path.to_string(), StateFault::ChangedMeanwhile)
    }
}

impl<'r> Stage<'r> {
    /// Makes the stage of a root that has none. A text may be one that only its owner can read.
    pub(super) fn make(root: &'r Root) -> Result<Self, Fault> {
        let failed = |error: io::Error| system(FOLDER, Operation::MakeFolder, &error);
        root.dir.make_private_folder(FOLDER).map_err(failed)?;
        Self::open(root)
    }

    /// Opens the stage of a root.
    pub(super) fn open(root: &'r Root) -> Result<Self, Fault> {
        let dir = root.dir.step(FOLDER).map_err(|error| system(FOLDER, Operation::Read, &error))?;
        Ok(Self { root, dir })
    }

    /// Writes the journal of what is about to be staged.
    pub(super) fn begin(&self, journal: &[Staged]) -> Result<(), Fault> {
        let name = Phase::Draft.file();
        let text = journal::print(journal, key());
        let written = self.dir.create(name).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| system(FOLDER, Operation::Stage, &error))
    }

    /// Writes a text, as the owner's and with the permissions of the file that it is to replace.
    pub(super) fn write(&self, name: &str, text: &[u8], like: Option<&Stat>) -> io::Result<File> {
        let mut file = self.dir.create(name)?;
        file.write_all(text)?;
        if let Some(stat) = like {
            stat.dress(&file)?;
        }
        Ok(file)
    }

    /// Writes a copy that is about to take the place of a staged text; a killed run may have left one.
    pub(super) fn write_copy(
        &self,
        index: usize,
        text: &[u8],
        like: Option<&Stat>,
    ) -> io::Result<()> {
        let name = Staged::copy(index);
        match self.dir.remove_file(&name) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        self.write(&name, text, like).map(drop)
    }

    /// Puts a copy in that place.
    pub(super) fn take_copy(&self, index: usize) -> io::Result<()> {
        self.dir.rename(&Staged::copy(index), &self.dir, &Staged::file(index))
    }

    /// Moves the journal on, in one step.
    pub(super) fn enter(&self, phase: Phase, from: Phase) -> Result<(), Fault> {
        let moved = self.dir.rename(from.file(), &self.dir, phase.file());
        moved.map_err(|error| system(FOLDER, Operation::Stage, &error))
    }

    /// Digest of what lies in the stage for a file.
    pub(super) fn kept(&self, index: usize) -> Result<Option<Digest>, Fault> {
        let name = Staged::file(index);
        let path = format!("{FOLDER}/{name}");
        Ok(read(&self.dir, &name, &path)?.map(|bytes| Digest::of(&bytes)))
    }

    /// Makes every swap, or none: where one fails, those before it are taken back.
    pub(super) fn swap_all(&self, swaps: &[Swap<'_>]) -> Result<SwapMethod, SwapError> {
        let mut way = SwapMethod::Exchange;
        for (done, swap) in swaps.iter().enumerate() {
            match self.swap(*swap) {
                Ok(swapped) => way = way.max(swapped),
                Err(SwapError::AsBefore(fault)) => {
                    return Err(self.take_back(&swaps[..done], fault));
                }
                Err(stuck @ SwapError::Stuck(_)) => return Err(stuck),
            }
        }
        Ok(way)
    }

    fn take_back(&self, swaps: &[Swap<'_>], fault: Fault) -> SwapError {
        let mut back = swaps.iter().rev().map(|swap| self.swap(swap.back()));
        match back.find_map(Result::err) {
            None => SwapError::AsBefore(fault),
            Some(SwapError::AsBefore(second)) => SwapError::stuck(fault, second),
            Some(stuck @ SwapError::Stuck(_)) => stuck,
        }
    }

    /// Swaps one file. What comes off is looked at afterwards: where it is not what was expected, somebody wrote it in the
    /// meantime, and it goes back.
    fn swap(&self, swap: Swap<'_>) -> Result<SwapMethod, SwapError> {
        let folder = self.root.parent(swap.path)?.ok_or_else(|| swap.changed())?;
        match self.put(swap, &folder) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::Unsupported => {
                return Ok(self.compare_and_replace(swap, &folder)?);
            }
            Err(error)
                if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound) =>
            {
                return Err(swap.changed().into());
            }
            Err(error) => return Err(swap.failed(&error).into()),
        }
        if swap.takes.is_none() || self.kept(swap.index).ok().flatten().as_ref() == swap.takes {
            return Ok(SwapMethod::Exchange);
        }
        match self.put(swap.back(), &folder) {
            Ok(()) => Err(swap.changed().into()),
            Err(error) => Err(SwapError::stuck(swap.changed(), swap.failed(&error))),
        }
    }

    /// The one step of the system that does it.
    fn put(&self, swap: Swap<'_>, folder: &Dir) -> io::Result<()> {
        let (staged, name) = (Staged::file(swap.index), swap.path.name());
        match (swap.takes, swap.gives) {
            (None, None) => Ok(()),
            (Some(_), Some(_)) => self.dir.exchange(&staged, folder, name),
            (None, Some(_)) => self.dir.rename_new(&staged, folder, name),
            (Some(_), None) => folder.rename_new(name, &self.dir, &staged),
        }
    }

    /// Where a file system cannot exchange files: compares, keeps a copy of what goes, and then replaces it.
    fn compare_and_replace(&self, swap: Swap<'_>, folder: &Dir) -> Result<SwapMethod, Fault> {
        let (staged, name) = (Staged::file(swap.index), swap.path.name());
        let old = read(folder, name, swap.path.as_str())?;
        if old.as_deref().map(Digest::of).as_ref() != swap.takes {
            return Err(swap.changed());
        }
        let kept = match (&old, swap.gives) {
            (Some(old), Some(_)) => self.write_copy(swap.index, old, None),
            (Some(_) | None, _) => Ok(()),
        };
        let moved = kept.and_then(|()| match swap.gives {
            Some(_) => self.dir.rename(&staged, folder, name),
            None => folder.rename(name, &self.dir, &staged),
        });
        let moved = moved.and_then(|()| match (swap.takes, swap.gives) {
            (Some(_), Some(_)) => self.take_copy(swap.index),
            (None, _) | (_, None) => Ok(()),
        });
        moved.map_err(|error| swap.failed(&error))?;
        Ok(SwapMethod::Compare)
    }

    /// Removes the stage of a write of so many files: the texts first, the journal that says what they were last.
    pub(super) fn remove(self, files: usize, phase: Phase) -> Result<(), Fault> {
        for index in 0..files {
            // what is not there any more is in its place, and what cannot be removed is found below
            let _ = self.dir.remove_file(&Staged::file(index));
        }
        let _ = self.dir.remove_file(phase.file());
        self.root
            .dir
            .remove_folder(FOLDER)
            .or_else(|_| self.empty())
            .map_err(|error| not_removed(&error))
    }

    /// Removes a stage of which nothing is known: the files in it, and folders that are empty.
    pub(super) fn empty(&self) -> io::Result<()> {
        for name in self.dir.names()?.iter().filter_map(|name| name.to_str()) {
            let removed = self.dir.remove_file(name);
            removed.or_else(|error| self.dir.remove_folder(name).map_err(|_| error))?;
        }
        self.root.dir.remove_folder(FOLDER)
    }
}

/// A stage that stays.
pub(super) fn not_removed(error: &io::Error) -> Fault {
    system(FOLDER, Operation::Remove, error)
}
