//! Writing a plan to a project, and finishing what an interrupted run began.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write as _};
use std::path::PathBuf;

use crate::disk::{HERE, Recovered, Root, system};
use crate::model::fault::{Act, Fault, Faults, What, none_of};
use crate::model::lock;
use crate::plan::journal::{self, Digest, Staged, Step};
use crate::plan::{Accept, Change, Plan, Reason};
use crate::text::path::RelPath;

impl Root {
    fn stage(&self, file: &str) -> PathBuf {
        self.path.join(journal::FOLDER).join(file)
    }

    /// Writes a plan: all of it, or nothing if this fails before the journal is there, or the rest of it next time.
    ///
    /// # Errors
    /// Whatever forbids writing, all told at once and before anything is written.
    pub fn apply(&self, plan: &Plan) -> Result<(), Faults> {
        let changes = journal::changes(plan, &RelPath::constant(lock::FILE));
        if changes.is_empty() {
            return Ok(());
        }
        let mut faults = Vec::new();
        let mut modes = Vec::new();
        for (path, change) in &changes {
            match self.mode(path, change) {
                Ok(mode) => modes.push(mode),
                Err(fault) => faults.push(fault),
            }
        }
        none_of((), faults)?;
        if let ([(path, Change::Update { after, .. })], [mode]) = (&changes[..], &modes[..]) {
            return Ok(self.replace(path, after, mode.clone())?);
        }
        let journal = journal::of(&changes);
        fs::create_dir(self.path.join(journal::FOLDER))
            .map_err(|error| system(journal::FOLDER, Act::MakeFolder, &error))?;
        let mut made = Vec::new();
        if let Err(fault) = self.stage_all(&changes, modes, &journal, &mut made) {
            self.discard(&made);
            return Err(fault.into());
        }
        self.finish(
            &journal,
            |staged| {
                if staged.after.is_some() { Step::Replace } else { Step::Remove }
            },
        )?;
        Ok(())
    }

    /// One rename is whole by itself, and a fleet has a thousand of them: here the stage is the new text.
    fn replace(&self, path: &RelPath, text: &str, mode: Option<Permissions>) -> Result<(), Fault> {
        let staged = self.path.join(journal::FOLDER);
        let failed = |act| move |error| system(path.as_str(), act, &error);
        let file = File::create_new(&staged).map_err(failed(Act::Stage))?;
        let replaced = fill(file, text, mode)
            .map_err(failed(Act::Stage))
            .and_then(|()| fs::rename(&staged, self.join(path)).map_err(failed(Act::Replace)));
        if replaced.is_err() {
            self.discard(&[]);
        }
        replaced
    }

    /// The mode of the file that is changed, if it is there; refuses a change whose file or folder says that it is not to
    /// be written, even to root.
    fn mode(&self, path: &RelPath, change: &Change) -> Result<Option<Permissions>, Fault> {
        let (now, file) = self.look(path)?.unzip();
        if now.as_deref() != change.before().map(str::as_bytes) {
            return Err(Fault::of(path.to_string(), What::ChangedMeanwhile));
        }
        let mode = file.map(|metadata| metadata.permissions());
        if mode.as_ref().is_some_and(Permissions::readonly) {
            return Err(Fault::of(path.to_string(), What::ReadOnlyFile));
        }
        let folders = std::iter::successors(path.parent(), RelPath::parent);
        for folder in folders {
            if let Some(metadata) = self.metadata(&folder)? {
                let what = What::ReadOnlyFolder;
                return if metadata.permissions().readonly() {
                    Err(Fault::of(folder.to_string(), what))
                } else {
                    Ok(mode)
                };
            }
        }
        if self.is_read_only { Err(Fault::of(HERE, What::ReadOnlyFolder)) } else { Ok(mode) }
    }

    fn stage_all(
        &self,
        changes: &[(RelPath, Change)],
        modes: Vec<Option<Permissions>>,
        journal: &[Staged],
        made: &mut Vec<PathBuf>,
    ) -> Result<(), Fault> {
        for (index, ((path, change), mode)) in changes.iter().zip(modes).enumerate() {
            let Some(after) = change.after() else {
                continue;
            };
            let staged = self.stage(&Staged::file(index));
            File::create_new(staged)
                .and_then(|file| fill(file, after, mode))
                .map_err(|error| system(path.as_str(), Act::Stage, &error))?;
        }
        self.make_folders(journal, made)?;
        let draft = self.stage("draft.stage");
        fs::write(&draft, journal::print(journal))
            .and_then(|()| fs::rename(&draft, self.stage(journal::FILE)))
            .map_err(|error| system(journal::FILE, Act::Stage, &error))
    }

    /// Makes the folders of what is to be written, and notes those that were not there.
    fn make_folders(&self, journal: &[Staged], made: &mut Vec<PathBuf>) -> Result<(), Fault> {
        let written = journal.iter().filter(|staged| staged.after.is_some());
        let folders: BTreeSet<RelPath> = written
            .flat_map(|staged| std::iter::successors(staged.path.parent(), RelPath::parent))
            .collect();
        for folder in folders {
            let path = self.join(&folder);
            match fs::create_dir(&path) {
                Ok(()) => made.push(path),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(system(folder.as_str(), Act::MakeFolder, &error)),
            }
        }
        Ok(())
    }

    /// Takes back what was staged before the journal was there.
    fn discard(&self, made: &[PathBuf]) {
        // the fault that led here is the one to tell; what is left behind is discarded by the next run
        let stage = self.path.join(journal::FOLDER);
        let _ = fs::remove_file(&stage).or_else(|_| fs::remove_dir_all(&stage));
        for folder in made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }

    /// Puts every staged text in its place, in order, and removes the stage.
    fn finish(&self, journal: &[Staged], step: impl Fn(&Staged) -> Step) -> Result<(), Fault> {
        for (index, staged) in journal.iter().enumerate() {
            let file = self.join(&staged.path);
            match step(staged) {
                Step::Nothing | Step::Ask => {}
                Step::Replace => fs::rename(self.stage(&Staged::file(index)), &file)
                    .map_err(|error| system(staged.path.as_str(), Act::Replace, &error))?,
                Step::Remove => fs::remove_file(&file)
                    .map_err(|error| system(staged.path.as_str(), Act::Remove, &error))?,
            }
        }
        // not before: a folder that is empty on the way may be the one that the next text goes into
        for staged in journal.iter().filter(|staged| staged.after.is_none()) {
            self.remove_empty_folders(&staged.path);
        }
        self.remove_stage().map_err(|error| system(journal::FOLDER, Act::Remove, &error))
    }

    /// Without its journal what is left of the stage counts for nothing, so that goes first.
    fn remove_stage(&self) -> io::Result<()> {
        let stage = self.path.join(journal::FOLDER);
        match fs::remove_file(self.stage(journal::FILE)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        fs::remove_dir(&stage).or_else(|_| fs::remove_dir_all(&stage))
    }

    /// As git does: a folder goes with its last file.
    fn remove_empty_folders(&self, path: &RelPath) {
        for folder in std::iter::successors(path.parent(), RelPath::parent) {
            if fs::remove_dir(self.join(&folder)).is_err() {
                return;
            }
        }
    }

    /// Whether an interrupted run began to write here.
    ///
    /// # Errors
    /// The stage is a link, or cannot be read.
    pub fn is_interrupted(&self) -> Result<bool, Fault> {
        Ok(self.stage_is_folder()? && self.metadata(&RelPath::constant(journal::PATH))?.is_some())
    }

    /// Whether an interrupted run left anything at all.
    ///
    /// # Errors
    /// The stage is a link, or cannot be looked at.
    pub fn has_stage(&self) -> Result<bool, Fault> {
        Ok(self.symlink_metadata(&RelPath::constant(journal::FOLDER))?.is_some())
    }

    /// A stage that is a file was to replace another by one rename, which did not happen.
    fn stage_is_folder(&self) -> Result<bool, Fault> {
        let stage = self.symlink_metadata(&RelPath::constant(journal::FOLDER))?;
        Ok(stage.is_some_and(|metadata| metadata.is_dir()))
    }

    /// Finishes or discards what an interrupted run left.
    ///
    /// # Errors
    /// A stage that is none of ours, or the system refuses.
    pub fn recover(&self, accept: &Accept) -> Result<Recovered, Faults> {
        if !self.has_stage()? {
            return Ok(Recovered::Nothing);
        }
        let file = RelPath::constant(journal::PATH);
        let journal = if self.stage_is_folder()? { self.read_text(&file)? } else { None };
        let Some(text) = journal else {
            self.discard(&[]);
            return Ok(Recovered::Discarded);
        };
        let journal =
            journal::parse(&text).ok_or_else(|| Fault::of(file.to_string(), What::BrokenStage))?;
        let mut steps: BTreeMap<RelPath, Step> = BTreeMap::new();
        for staged in &journal {
            let now = self.read(&staged.path)?.map(|bytes| Digest::of(&bytes));
            let step = journal::step(staged, now.as_ref(), accept.side(&staged.path));
            steps.insert(staged.path.clone(), step);
        }
        let asked = steps.iter().filter(|(_, step)| **step == Step::Ask);
        let asked: BTreeMap<_, _> =
            asked.map(|(path, _)| (path.clone(), Reason::ChangedSinceInterruption)).collect();
        if !asked.is_empty() {
            return Ok(Recovered::Conflicts(asked));
        }
        self.make_folders(&journal, &mut Vec::new())?;
        self.finish(&journal, |staged| steps[&staged.path])?;
        Ok(Recovered::Finished)
    }
}

/// A staged text has the mode of the file that it replaces; a new one has the umask's.
fn fill(mut file: File, text: &str, mode: Option<Permissions>) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    mode.map_or(Ok(()), |mode| file.set_permissions(mode))
}
