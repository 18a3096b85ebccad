//! The declaration turned off and on again, so that one code base serves shops with live and without, byte for byte.

use crate::model::declaration::State;
use crate::model::fault::{Fault, Faults};
use crate::model::inventory::Located;
use crate::model::lock::{self, Disabled, Lock};
use crate::model::manifest::{self, Manifest, Package};
use crate::model::plugin::PluginVersion;
use crate::model::project::Project;
use crate::plan::declare::Declared;
use crate::plan::drafts::{Drafts, of_state};
use crate::plan::switch::Way;
use crate::plan::{Change, Plan, Reason, patch};
use crate::text::path::RelPath;

/// Which way the declaration is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It is to count.
    On,
    /// It is to count no longer.
    Off,
}

/// What is read besides the configuration files.
///
/// # Errors
/// None; the other planners have some.
pub fn wanted(_: &Project, files: &[Located]) -> Result<Vec<RelPath>, Faults> {
    let own = [manifest::FILE, lock::FILE].map(RelPath::constant);
    Ok(files.iter().map(|file| file.path.clone()).chain(own).collect())
}

/// Plans one project. `newest` is the version that is declared where nothing says another.
///
/// # Errors
/// A file, manifest or lock that cannot be read.
pub fn plan(
    project: &Project,
    files: &[Located],
    turn: Turn,
    newest: &PluginVersion,
) -> Result<Plan, Faults> {
    let before = match project.text(&RelPath::constant(lock::FILE)) {
        Some(text) => Lock::parse(text)?,
        None => Lock::default(),
    };
    let drafts = Drafts { hollow: before.hollow.clone(), ..Drafts::of(project, files) };
    let mut run = Run { drafts, lock: before.clone(), plan: Plan::default() };
    match turn {
        Turn::Off => run.off()?,
        Turn::On => run.on(&asked(project, newest)?)?,
    }
    let Run { drafts, mut lock, mut plan } = run;
    lock.hollow.clone_from(&drafts.hollow);
    plan.changes.extend(drafts.changes(project));
    if lock != before {
        plan.lock = lock_change(project, &lock);
    }
    Ok(plan)
}

/// What is declared where nothing was.
struct Asked {
    package: Option<Package>,
    version: PluginVersion,
}

fn asked(project: &Project, newest: &PluginVersion) -> Result<Asked, Faults> {
    let Some(text) = project.text(&RelPath::constant(manifest::FILE)) else {
        return Ok(Asked { package: None, version: newest.clone() });
    };
    let plugin = Manifest::parse(text)?.plugin;
    Ok(Asked { package: Some(plugin.package), version: plugin.version })
}

/// The lock goes with the last thing in it, because a project without a manifest needs none.
fn lock_change(project: &Project, lock: &Lock) -> Option<Change> {
    let managed = project.text(&RelPath::constant(manifest::FILE)).is_some();
    patch::rewritten_lock(project, Some(lock).filter(|lock| managed || **lock != Lock::default()))
}

struct Run {
    drafts: Drafts,
    lock: Lock,
    plan: Plan,
}

impl Run {
    fn refuse(&mut self, path: &RelPath, reason: Reason) {
        self.plan.conflicts.insert(path.clone(), reason);
    }

    /// Every declaration that counts is commented out where that is possible, else taken out and remembered.
    fn off(&mut self) -> Result<(), Fault> {
        for conditional in of_state(&self.drafts.found()?, State::Conditional) {
            let path = self.drafts.file_of(conditional).path.clone();
            self.refuse(&path, Reason::Conditional);
        }
        loop {
            let found = self.drafts.found()?;
            let Some(active) = of_state(&found, State::Active).first().copied() else {
                return Ok(());
            };
            let path = self.drafts.file_of(active).path.clone();
            match self.drafts.turn_off(active)? {
                Some(Way::CommentedOut) => {}
                Some(Way::TakenOut(disabled)) => self.lock.disabled.push(*disabled),
                None => {
                    self.refuse(&path, Reason::ConditionalPlace);
                    return Ok(());
                }
            }
        }
    }

    /// What was turned off comes back; else what is commented out; else an entry is written.
    fn on(&mut self, asked: &Asked) -> Result<(), Faults> {
        let found = self.drafts.found()?;
        if !of_state(&found, State::Active).is_empty() {
            self.lock.disabled.clear();
            return Ok(());
        }
        if self.restore()? {
            return Ok(());
        }
        let commented = of_state(&found, State::CommentedOut);
        let here = commented.iter().filter(|found| {
            asked.package.as_ref().is_none_or(|package| *package == found.declaration.package)
        });
        let here: Vec<_> = here.collect();
        if let [_, second, ..] = here[..] {
            let path = self.drafts.file_of(second).path.clone();
            self.refuse(&path, Reason::SeveralCommentedOut);
            return Ok(());
        }
        if let [one] = here[..]
            && self.drafts.uncomment(one)?
        {
            return Ok(());
        }
        let package = asked.package.clone().unwrap_or(Package::Main);
        match self.drafts.declare(&package, &asked.version)? {
            Declared::Done => {}
            Declared::Refused { path, reason, .. } => self.refuse(&path, reason),
        }
        Ok(())
    }

    /// Whether anything was turned off by us; the last that went comes back first.
    fn restore(&mut self) -> Result<bool, Faults> {
        let mut any = false;
        let remembered: Vec<Disabled> = self.lock.disabled.drain(..).rev().collect();
        for disabled in remembered {
            any = true;
            if let Err(reason) = self.drafts.put_back(&disabled)? {
                self.refuse(&disabled.path, reason);
                self.lock.disabled.insert(0, disabled);
            }
        }
        loop {
            let found = self.drafts.found()?;
            let marked = of_state(&found, State::CommentedOut)
                .into_iter()
                .find(|found| self.drafts.is_marked(found));
            let Some(marked) = marked else { return Ok(any) };
            any = true;
            if !self.drafts.uncomment(marked)? {
                let path = self.drafts.file_of(marked).path.clone();
                self.refuse(&path, Reason::NeighboursChanged);
                return Ok(any);
            }
        }
    }
}
