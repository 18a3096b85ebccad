//! The declaration turned off and on again, so that one code base serves shops with live and without, byte for byte.

use crate::model::catalogue::{Catalogue, Unknown};
use crate::model::fault::{Fault, Faults};
use crate::model::lock::{self, Disabled, Lock};
use crate::model::manifest::{self, Package};
use crate::model::plugin::PluginVersion;
use crate::plan::declare::{Declared, others, undecided};
use crate::plan::editor::{ConfigEditor, Located, files_of, of_state};
use crate::plan::{Change, Note, Plan, Reason, patch};
use crate::project::config_file::ConfigFile;
use crate::project::declaration::State;
use crate::project::snapshot::Snapshot;
use crate::text::path::RelPath;

/// Which way the declaration is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// It is to count.
    On,
    /// It is to count no longer.
    Off,
}

/// What `enable` may do in a project in which nothing was turned off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Declare the plugin: it was named, uses the plugin, or all are to have it.
    Declare,
    /// Nothing, unless it has a manifest: it may be a demo, or another shop.
    Restore,
    /// Nothing, whatever a manifest asks for: code of the project's declares it.
    Leave,
}

/// What a run asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'c> {
    /// Which way.
    pub turn: Switch,
    /// What is known of the plugin's versions; the newest is declared where nothing says another.
    pub catalogue: &'c Catalogue,
    /// Which others may be.
    pub unknown: Unknown,
}

/// What becomes of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Toggled {
    /// What is to be written.
    pub plan: Plan,
    /// Whether there was nothing to turn on.
    pub is_idle: bool,
}

impl AsRef<Plan> for Toggled {
    fn as_ref(&self) -> &Plan {
        &self.plan
    }
}

impl From<Plan> for Toggled {
    fn from(plan: Plan) -> Self {
        Self { plan, is_idle: false }
    }
}

/// What is read besides the configuration files.
///
/// # Errors
/// None; the other planners have some.
pub fn wanted(_: &Snapshot, files: &[ConfigFile]) -> Result<Vec<RelPath>, Faults> {
    let own = [manifest::FILE, lock::FILE].map(RelPath::constant);
    Ok(files.iter().map(|file| file.path.clone()).chain(own).collect())
}

/// Plans one project.
///
/// # Errors
/// A file, manifest or lock that cannot be read, or a version that is not known.
pub fn plan(
    project: &Snapshot,
    files: &[ConfigFile],
    wish: Wish<'_>,
    scope: Scope,
) -> Result<Toggled, Faults> {
    let before = project.lock()?.clone();
    let editor =
        ConfigEditor { was_empty: before.was_empty.clone(), ..ConfigEditor::new(files.to_vec())? };
    let mut run = ToggleRun { editor, lock: before.clone(), toggled: Toggled::default() };
    match wish.turn {
        Switch::Off => run.off(),
        Switch::On => run.on(asked(project)?, wish, scope)?,
    }
    let ToggleRun { editor, mut lock, mut toggled } = run;
    lock.was_empty.clone_from(&editor.was_empty);
    toggled.plan.changes.extend(editor.changes(project));
    if lock != before {
        toggled.plan.lock = lock_change(project, &lock);
    }
    Ok(toggled)
}

/// What the manifest declares, where there is one.
fn asked(project: &Snapshot) -> Result<Option<&manifest::Plugin>, Faults> {
    Ok(project.manifest()?.map(|manifest| &manifest.plugin))
}

/// The lock goes with the last thing in it.
fn lock_change(project: &Snapshot, lock: &Lock) -> Option<Change> {
    patch::rewritten_lock(project, Some(lock).filter(|lock| **lock != Lock::default()))
}

struct ToggleRun {
    editor: ConfigEditor,
    lock: Lock,
    toggled: Toggled,
}

impl ToggleRun {
    fn refuse(&mut self, path: &RelPath, reason: Reason) {
        self.toggled.plan.conflicts.insert(path.clone(), reason);
    }

    /// Every declaration that counts is commented out where that is possible, else taken out and remembered.
    fn off(&mut self) {
        let found = self.editor.declarations();
        for (found, reason) in undecided(&found) {
            let path = self.editor.file_of(found).path.clone();
            self.refuse(&path, reason);
        }
        for file in files_of(&of_state(&found, State::Active)) {
            let Some(disabled) = self.editor.turn_off(file) else {
                let path = self.editor.files()[file].path.clone();
                return self.refuse(&path, Reason::ConditionalPlace);
            };
            self.lock.disabled.extend(disabled);
        }
        let found = self.editor.declarations();
        if let Some(left) = of_state(&found, State::Active).first() {
            let path = self.editor.file_of(left).path.clone();
            self.refuse(&path, Reason::ConditionalPlace);
        }
    }

    fn on(
        &mut self,
        asked: Option<&manifest::Plugin>,
        wish: Wish<'_>,
        scope: Scope,
    ) -> Result<(), Faults> {
        let found = self.editor.declarations();
        let mut computed = of_state(&found, State::Unreadable);
        computed.retain(|found| !found.declaration.alias.is_empty());
        if !of_state(&found, State::Active).is_empty() || !computed.is_empty() {
            self.note_each(&computed, |file, line| Note::StaysUndecided { file, line });
            let superseded = self.lock.disabled.drain(..);
            let note = |off: Disabled| Note::Superseded { file: off.path.to_string() };
            self.toggled.plan.notes.extend(superseded.map(note));
            return Ok(());
        }
        if !self.restore()? {
            match (asked, scope) {
                (_, Scope::Leave) | (None, Scope::Restore) => self.leave(&found),
                (Some(_), Scope::Restore) | (_, Scope::Declare) => {
                    self.declare(&found, asked, wish)?;
                }
            }
        }
        self.note_versions(wish.catalogue);
        Ok(())
    }

    /// Nothing was turned off by us here, and nobody asks for a declaration.
    fn leave(&mut self, found: &[Located]) {
        self.toggled.is_idle = true;
        let commented = of_state(found, State::CommentedOut);
        self.note_each(&commented, |file, line| Note::StaysCommentedOut { file, line });
        let undecided: Vec<&Located> = undecided(found).map(|(found, _)| found).collect();
        self.note_each(&undecided, |file, line| Note::StaysUndecided { file, line });
    }

    fn note_each(&mut self, found: &[&Located], note: impl Fn(String, usize) -> Note) {
        let notes = found
            .iter()
            .map(|found| note(self.editor.file_of(found).path.to_string(), found.line()));
        let notes: Vec<Note> = notes.collect();
        self.toggled.plan.notes.extend(notes);
    }

    /// What is commented out comes back, else an entry is written; never beside one that may be there already.
    fn declare(
        &mut self,
        found: &[Located],
        asked: Option<&manifest::Plugin>,
        wish: Wish<'_>,
    ) -> Result<(), Faults> {
        let commented = of_state(found, State::CommentedOut);
        let is_meant =
            |found: &&Located| asked.is_none_or(|asked| asked.package == found.declaration.package);
        let here: Vec<&Located> = commented.into_iter().filter(is_meant).collect();
        if undecided(found).next().is_none() && others(found).next().is_none() {
            match here[..] {
                [] => {}
                [one] if self.editor.uncomment(one) => return Ok(()),
                [one] => {
                    let path = self.editor.file_of(one).path.clone();
                    self.refuse(&path, Reason::CommentedOut { line: one.line() });
                    return Ok(());
                }
                [_, second, ..] => {
                    let path = self.editor.file_of(second).path.clone();
                    self.refuse(&path, Reason::SeveralCommentedOut { line: second.line() });
                    return Ok(());
                }
            }
        }
        let package = asked.map_or(Package::Main, |asked| asked.package.clone());
        let version = new_version(asked, wish)?;
        match self.editor.declare(&package, &version)? {
            Declared::Done => {}
            Declared::Refused { path, reason, .. } => self.refuse(&path, reason),
        }
        Ok(())
    }

    /// What is worth knowing of the versions that count now.
    fn note_versions(&mut self, catalogue: &Catalogue) {
        let found = self.editor.declarations();
        let note = |found: &Located| {
            let file = &self.editor.file_of(found).path;
            Note::of_version(file.as_str(), found.declaration.version.as_deref()?, catalogue)
        };
        let notes: Vec<Note> =
            of_state(&found, State::Active).into_iter().filter_map(note).collect();
        self.toggled.plan.notes.extend(notes);
    }

    /// Whether anything was turned off by us; the last that went comes back first.
    fn restore(&mut self) -> Result<bool, Faults> {
        let remembered = std::mem::take(&mut self.lock.disabled);
        for of_one_text in
            remembered.chunk_by(|a, b| (&a.path, &a.digest) == (&b.path, &b.digest)).rev()
        {
            let refused = self.editor.put_back(of_one_text)?;
            for (disabled, reason) in refused.into_iter().rev() {
                self.refuse(&disabled.path, reason);
                self.lock.disabled.insert(0, disabled);
            }
        }
        let found = self.editor.declarations();
        let files = files_of(&of_state(&found, State::TurnedOff));
        for file in &files {
            if !self.editor.uncomment_marked(*file) {
                let path = self.editor.files()[*file].path.clone();
                self.refuse(&path, Reason::NeighboursChanged);
            }
        }
        Ok(!remembered.is_empty() || !files.is_empty())
    }
}

/// The version of a declaration that is new to the project.
fn new_version(
    asked: Option<&manifest::Plugin>,
    Wish { catalogue, unknown, .. }: Wish<'_>,
) -> Result<PluginVersion, Faults> {
    let Some(asked) = asked else { return Ok(catalogue.newest_version()) };
    let version = asked.version.to_string();
    match catalogue.refusal(&version, unknown) {
        Some(what) => {
            Err(Fault { text: Some(version.into()), ..Fault::of(manifest::FILE, what) }.into())
        }
        None => Ok(asked.version.clone()),
    }
}
