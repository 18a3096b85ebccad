//! Floor 3: the only folder that touches the file system. Loads snapshots, applies plans, finishes interrupted writes.
//!
//! Below the root it follows no symbolic link, neither to read nor to write.

#![expect(clippy::disallowed_methods, reason = "this is the one place for them")]

pub mod fleet;
pub mod hold;
pub mod present;
pub mod repository;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::disk::hold::{Hold, lock_folder};
use crate::model::fault::{Act, Fault, Faults, What, none_of};
use crate::model::lock;
use crate::model::project::Project;
use crate::plan::journal::{self, Digest, Staged, Step};
use crate::plan::{Accept, Change, Plan, Reason};
use crate::text::path::RelPath;

/// Largest file that is read, in bytes: a package may have 2 MB in all, so this is no configuration or page.
const SIZE_LIMIT: u64 = 8 * 1024 * 1024;

/// The root itself, as faults name it: like all their files, from the root.
const HERE: &str = ".";

/// A project's folder, held for one run: the system lets go of it however the run ends.
#[derive(Debug)]
pub struct Root {
    path: PathBuf,
    _held: Option<File>,
}

/// What was found of an interrupted run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing.
    Nothing,
    /// It had not begun to write; what it had staged is gone.
    Discarded,
    /// It is finished now.
    Finished,
    /// Files were changed since; nothing was written.
    Conflicts(BTreeMap<RelPath, Reason>),
}

impl Root {
    /// Holds an existing folder.
    ///
    /// # Errors
    /// No such folder, or another run holds it.
    pub fn open(path: &Path, hold: Hold) -> Result<Self, Fault> {
        let metadata = fs::metadata(path).map_err(|error| {
            let missing = error.kind() == ErrorKind::NotFound;
            if missing {
                Fault::of(HERE, What::NoSuchFolder)
            } else {
                system(HERE, Act::Read, &error)
            }
        })?;
        if !metadata.is_dir() {
            return Err(Fault::of(HERE, What::NotAFolder));
        }
        let held = lock_folder(path, hold).map_err(|what| Fault::of(HERE, what))?;
        Ok(Self { path: path.to_owned(), _held: held })
    }

    /// Makes the folder where it is missing, and holds it.
    ///
    /// # Errors
    /// As [`Root::open`], or the folder cannot be made.
    pub fn create(path: &Path) -> Result<Self, Fault> {
        fs::create_dir_all(path).map_err(|error| system(HERE, Act::MakeFolder, &error))?;
        Self::open(path, Hold::Exclusive)
    }

    /// Whether no file is in the folder; git's own folder does not count, and neither do empty ones, which an
    /// interrupted run may have left.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn is_empty(&self) -> Result<bool, Fault> {
        let is_git = |entry: &DirEntry| entry.depth() == 1 && entry.file_name() == ".git";
        for entry in WalkDir::new(&self.path).into_iter().filter_entry(|entry| !is_git(entry)) {
            let entry = entry.map_err(|error| system(HERE, Act::Read, &error.into()))?;
            if !entry.file_type().is_dir() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes the folder away again if nothing is in it.
    pub fn remove_if_empty(self) {
        // best effort: it is the user's next command that counts, and an empty folder harms none
        let _ = fs::remove_dir(&self.path);
    }

    /// Reads what `wanted` names and is not given, again and again until it names nothing new.
    ///
    /// # Errors
    /// Faults of the files, or of `wanted`.
    pub fn load(
        &self,
        given: Project,
        wanted: impl Fn(&Project) -> Result<Vec<RelPath>, Faults>,
    ) -> Result<Project, Faults> {
        let mut project = given;
        loop {
            let mut paths = wanted(&project)?;
            paths.retain(|path| !project.knows(path));
            if paths.is_empty() {
                return Ok(project);
            }
            let mut faults = Vec::new();
            for path in paths {
                match self.read_text(&path) {
                    Ok(text) => project.set(path, text),
                    Err(fault) => faults.push(fault),
                }
            }
            none_of((), faults)?;
        }
    }

    fn read_text(&self, path: &RelPath) -> Result<Option<String>, Fault> {
        let Some(bytes) = self.read(path)? else {
            return Ok(None);
        };
        decoded(path.as_str(), &bytes).map(|text| Some(text.to_owned()))
    }

    fn read(&self, path: &RelPath) -> Result<Option<Vec<u8>>, Fault> {
        let fault = |what| Fault::of(path.to_string(), what);
        let Some(metadata) = self.metadata(path)? else {
            return Ok(None);
        };
        if !metadata.is_file() {
            return Err(fault(What::NotAFile));
        }
        if metadata.len() > SIZE_LIMIT {
            return Err(fault(What::TooLarge { size: metadata.len(), limit: SIZE_LIMIT }));
        }
        let mut bytes = Vec::new();
        let read = File::open(self.join(path)).and_then(|mut file| file.read_to_end(&mut bytes));
        read.map_err(|error| system(path.as_str(), Act::Read, &error))?;
        Ok(Some(bytes))
    }

    /// What stands at a path, every step of which is a real folder; `None` is nothing.
    fn metadata(&self, path: &RelPath) -> Result<Option<Metadata>, Fault> {
        let ancestors = std::iter::successors(path.parent(), RelPath::parent).collect::<Vec<_>>();
        for folder in ancestors.iter().rev() {
            match self.symlink_metadata(folder)? {
                None => return Ok(None),
                Some(metadata) if metadata.is_dir() => {}
                Some(_) => return Err(Fault::of(folder.to_string(), What::NotAFolder)),
            }
        }
        self.symlink_metadata(path)
    }

    fn symlink_metadata(&self, path: &RelPath) -> Result<Option<Metadata>, Fault> {
        match fs::symlink_metadata(self.join(path)) {
            Ok(metadata) if metadata.is_symlink() => Err(Fault::of(path.to_string(), What::Link)),
            Ok(metadata) => Ok(Some(metadata)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(system(path.as_str(), Act::Read, &error)),
        }
    }

    fn join(&self, path: &RelPath) -> PathBuf {
        self.path.join(path.as_str())
    }

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
        none_of(
            (),
            changes.iter().filter_map(|(path, change)| self.refusal(path, change).err()).collect(),
        )?;
        let journal = journal::of(&changes);
        fs::create_dir(self.path.join(journal::FOLDER))
            .map_err(|error| system(journal::FOLDER, Act::MakeFolder, &error))?;
        let mut made = Vec::new();
        if let Err(fault) = self.stage_all(&changes, &journal, &mut made) {
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

    /// Refuses a change whose file or folder says that it is not to be written, even to root.
    fn refusal(&self, path: &RelPath, change: &Change) -> Result<(), Fault> {
        let now = self.read(path)?;
        if now.as_deref() != change.before().map(str::as_bytes) {
            return Err(Fault::of(path.to_string(), What::ChangedMeanwhile));
        }
        let file = self.metadata(path)?;
        if file.is_some_and(|metadata| metadata.permissions().readonly()) {
            return Err(Fault::of(path.to_string(), What::ReadOnlyFile));
        }
        let folders = std::iter::successors(path.parent(), RelPath::parent);
        for folder in folders {
            if let Some(metadata) = self.metadata(&folder)? {
                let what = What::ReadOnlyFolder;
                return if metadata.permissions().readonly() {
                    Err(Fault::of(folder.to_string(), what))
                } else {
                    Ok(())
                };
            }
        }
        let root = fs::metadata(&self.path).map_err(|error| system(HERE, Act::Read, &error))?;
        if root.permissions().readonly() {
            Err(Fault::of(HERE, What::ReadOnlyFolder))
        } else {
            Ok(())
        }
    }

    fn stage_all(
        &self,
        changes: &[(RelPath, Change)],
        journal: &[Staged],
        made: &mut Vec<PathBuf>,
    ) -> Result<(), Fault> {
        for (index, (path, change)) in changes.iter().enumerate() {
            let Some(after) = change.after() else {
                continue;
            };
            let staged = self.stage(&Staged::file(index));
            self.write_like(path, &staged, after)
                .map_err(|error| system(path.as_str(), Act::Stage, &error))?;
        }
        self.make_folders(journal, made)?;
        if journal.len() == 1 {
            return Ok(()); // one rename is whole by itself, and a fleet has a thousand of them
        }
        let draft = self.stage("draft.stage");
        fs::write(&draft, journal::print(journal))
            .and_then(|()| fs::rename(&draft, self.stage(journal::FILE)))
            .map_err(|error| system(journal::FILE, Act::Stage, &error))
    }

    /// A staged text has the mode of the file that it replaces; a new one has the umask's.
    fn write_like(&self, path: &RelPath, staged: &Path, text: &str) -> io::Result<()> {
        File::create_new(staged)?.write_all(text.as_bytes())?;
        match fs::metadata(self.join(path)) {
            Ok(metadata) => fs::set_permissions(staged, metadata.permissions()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
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
        let _ = fs::remove_dir_all(self.path.join(journal::FOLDER));
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
                Step::Remove => {
                    fs::remove_file(&file)
                        .map_err(|error| system(staged.path.as_str(), Act::Remove, &error))?;
                    self.remove_empty_folders(&staged.path);
                }
            }
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
        Ok(self.metadata(&RelPath::constant(journal::PATH))?.is_some())
    }

    /// Whether an interrupted run left anything at all.
    ///
    /// # Errors
    /// The stage is a link, or cannot be looked at.
    pub fn has_stage(&self) -> Result<bool, Fault> {
        Ok(self.symlink_metadata(&RelPath::constant(journal::FOLDER))?.is_some())
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
        let Some(text) = self.read_text(&file)? else {
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

/// Reads a file that the user named on the command line, wherever it is.
///
/// # Errors
/// It cannot be read, is too large, or is not UTF-8.
pub fn read_named(path: &Path) -> Result<String, What> {
    let unread = |error: io::Error| What::System { act: Act::Read, reason: error.to_string() };
    let size = fs::metadata(path).map_err(unread)?.len();
    if size > SIZE_LIMIT {
        return Err(What::TooLarge { size, limit: SIZE_LIMIT });
    }
    let bytes = fs::read(path).map_err(unread)?;
    String::from_utf8(bytes).map_err(|_| What::NotUtf8)
}

/// Whether anything stands at a path that the user named on the command line.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether a folder holds a project of ours.
pub fn has_manifest(path: &Path) -> bool {
    path.join(crate::model::manifest::FILE).is_file()
}

/// The text that bytes are, or where they cease to be text.
fn decoded<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, Fault> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        Fault::at(file, &valid, valid.len()..valid.len(), What::NotUtf8)
    })
}

fn system(file: &str, act: Act, error: &io::Error) -> Fault {
    Fault::of(file, What::System { act, reason: error.to_string() })
}
