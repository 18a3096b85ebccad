//! What the verbs over PATHs share: the projects below some paths, each taken through the pipeline on its own, in parallel.

use std::iter;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::cli::args::Format;
use crate::cli::git::{Effect, Patch};
use crate::cli::progress::Progress;
use crate::cli::project::{Done, aside_of, on_project};
use crate::cli::{
    ExitStatus, Mode, Run, human, json, print, print_document, print_patch, status, words,
};
use crate::disk::Remains;
use crate::disk::fleet::{Select, Survey, Texts};
use crate::model::defect::caught;
use crate::model::fault::{Fault, FaultKind, Faults, ProjectFault, SystemFault};
use crate::model::lock;
use crate::plan::{Accept, Plan};
use crate::project::inventory::{Folder, Inventory, Listed, Located, join, name_of};
use crate::project::snapshot::Project;
use crate::text::path::RelPath;

/// A look at any number of projects, which is told to whoever waits for it.
pub(super) struct Fleet {
    survey: Survey,
    done: AtomicUsize,
    progress: Progress,
}

impl Fleet {
    /// A look that has not begun.
    pub(super) fn new(select: Select, texts: Texts) -> Self {
        let (survey, progress) = (Survey::new(select, texts), Progress::new());
        Self { survey, done: AtomicUsize::new(0), progress }
    }

    /// The projects below some paths, a thousand at a time or so, and what could not be read there; a path with neither is
    /// a fault.
    pub(super) fn below<'f>(
        &'f self,
        paths: &[PathBuf],
    ) -> impl Iterator<Item = Inventory> + use<'f> {
        let of = |fault| Inventory { projects: Vec::new(), faults: vec![fault] };
        let mut pieces: Box<dyn Iterator<Item = Inventory> + 'f> = match self.survey.below(paths) {
            Ok(pieces) => Box::new(pieces),
            Err(fault) => Box::new(iter::once(of(fault))),
        };
        iter::from_fn(move || self.watched(|| pieces.next()))
    }

    /// What is told of links to folders, which are not followed; empty where there are none.
    pub(super) fn links(&self) -> String {
        human::links(&self.survey.links())
    }

    /// What is told of interrupted runs, where a run goes on beside them.
    pub(super) fn remains(&self, run: &Run) -> String {
        let note = |(folder, remains): (String, Remains)| {
            let run = Run::new(run.verb, folder.into(), run.mode, run.format);
            human::notes_beside(&run, aside_of(remains).as_slice())
        };
        self.survey.remains().into_iter().map(note).collect()
    }

    /// Does something to each project; what comes of it keeps their order. Projects share nothing but a root at most, so
    /// each core takes the projects of the next root as soon as it is free. A panic costs only its own project.
    pub(super) fn each<T: Send>(
        &self,
        projects: Vec<Listed>,
        deal: impl Fn(Listed) -> T + Sync,
        failed: impl Fn(Fault) -> T + Sync,
    ) -> Vec<T> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let others = cores.min(projects.len()).saturating_sub(1);
        let waiting = Mutex::new(by_root(projects).into_iter().enumerate());
        let deal_with = |listed: Listed| {
            let root = shown_root(&listed.root).to_owned();
            caught(|| deal(listed)).unwrap_or_else(|what| failed(Fault::of(root, what)))
        };
        let work = || {
            let mut dealt = Vec::new();
            loop {
                // a statement of its own, so that the lock is not held while the projects are dealt with
                let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((index, together)) = next else { return dealt };
                for listed in together {
                    dealt.push((index, deal_with(listed)));
                    self.done.fetch_add(1, Ordering::Relaxed);
                }
            }
        };
        let mut dealt: Vec<(usize, T)> = self.watched(|| {
            thread::scope(|scope| {
                // a thread that cannot be started leaves its share to the others, and this one is always there
                let start = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
                let running: Vec<_> = (0..others).filter_map(start).collect();
                let here = work();
                let there = running.into_iter().filter_map(|thread| thread.join().ok()).flatten();
                here.into_iter().chain(there).collect()
            })
        });
        dealt.sort_by_key(|(index, _)| *index);
        dealt.into_iter().map(|(_, dealt)| dealt).collect()
    }

    fn watched<T>(&self, work: impl FnOnce() -> T) -> T {
        let done = || self.done.load(Ordering::Relaxed);
        self.progress.watched(|| words::progress(self.survey.looked_at(), done()), work)
    }
}

/// The projects of each root together.
fn by_root(projects: Vec<Listed>) -> Vec<Vec<Listed>> {
    let mut groups: Vec<Vec<Listed>> = Vec::new();
    for listed in projects {
        match groups.last_mut() {
            Some(group) if group[0].root == listed.root => group.push(listed),
            Some(_) | None => groups.push(vec![listed]),
        }
    }
    groups
}

/// What a verb makes of one project: a plan, and what it says beside the plan's changes.
pub(super) trait Planned: AsRef<Plan> + From<Plan> {
    /// What the end of the run needs to know of it.
    type Memory: Send;

    /// Names of its lists in the document.
    const KEYS: &'static [&'static str];

    /// Keeps that, and lets go of the texts.
    fn remember(self) -> Self::Memory;

    /// Lines for people, told in place of the changes of their files.
    fn lines(&self, run: &Run) -> Vec<(RelPath, String)>;

    /// Warnings for people.
    fn warnings(&self, run: &Run) -> String;

    /// Lists for machines, as many as [`Planned::KEYS`].
    fn lists(&self, run: &Run) -> Vec<Vec<Value>>;
}

/// How a run over many projects ended.
pub(super) struct Ended<M> {
    pub(super) status: ExitStatus,
    /// What is known of the projects that have a plan.
    pub(super) memories: Vec<M>,
}

/// The way of every verb that writes to many projects: each is loaded, planned, and written or shown; one that refuses
/// does not stop the others.
///
/// `about` says what the planner is to know of a project beside its texts: it is given the project as it was found, and
/// the roots of those that were found with it, which are all that lie below it.
pub(super) fn run<P: Planned, A>(
    run: &Run,
    paths: &[PathBuf],
    about: impl Fn(&Listed, &[Folder]) -> A + Sync,
    wanted: impl Fn(&Project, &[Located]) -> Result<Vec<RelPath>, Faults> + Sync,
    plan: impl Fn(&Project, &[Located], &A) -> Result<P, Faults> + Sync,
) -> anyhow::Result<Ended<P::Memory>> {
    let fleet = Fleet::new(Select::Declarations, Texts::Dropped);
    let mut lists = Lists::of::<P>();
    let (mut memories, mut found, mut is_nowhere) = (Vec::new(), false, true);
    let mut effect = Effect::Applied;
    for Inventory { projects, mut faults } in fleet.below(paths) {
        is_nowhere &= projects.is_empty() && faults.iter().all(is_about_nothing);
        let roots: Vec<Folder> = projects.iter().map(|listed| listed.root.clone()).collect();
        // the project's own run reads its lock, and tells what is wrong with it
        faults.retain(|fault| fault.path().map(name_of) != Some(lock::FILE));
        let unread = (!faults.is_empty()).then(|| tell(run, Err(Faults(faults))));
        let deal = |listed: Listed| {
            let run = run_on(run, &listed);
            let about = about(&listed, &roots);
            let plan = |project: &Project, files: &[Located]| plan(project, files, &about);
            let result = attempt(&run, listed, &wanted, plan);
            tell(&run, result)
        };
        let dealt = fleet.each(projects, deal, |fault| tell(run, Err(fault.into())));
        let told: Vec<Told<P>> = unread.into_iter().chain(dealt).collect();
        show(run, &told)?;
        for told in told {
            found |= told.is_finding;
            effect = effect.max(told.effect);
            memories.extend(told.memory);
            lists.extend(told.lists);
        }
    }
    match run.format {
        Format::Human => human::eprint(&(human::effect(effect) + &fleet.links()))?,
        Format::Json => print_document(&document(run, lists))?,
    }
    let status = match (is_nowhere, found) {
        (true, _) => ExitStatus::Failed,
        (false, true) => ExitStatus::Found,
        (false, false) => ExitStatus::Clean,
    };
    Ok(Ended { status, memories })
}

/// A root as a path.
fn shown_root(root: &str) -> &str {
    if root.is_empty() { "." } else { root }
}

/// Whether there was nothing to look at.
pub(super) fn is_about_nothing(fault: &Fault) -> bool {
    matches!(
        fault.kind,
        FaultKind::Project(ProjectFault::NoProject)
            | FaultKind::System(SystemFault::NoSuchFolder | SystemFault::NoWorkingFolder)
    )
}

/// The run of a verb on one of many projects.
pub(super) fn run_on(run: &Run, listed: &Listed) -> Run {
    let dir = shown_root(&listed.root);
    let of_verb = Run::new(run.verb, dir.into(), run.mode, run.format);
    Run { patch_base: run.patch_base, wait: run.wait, ..of_verb }
}

/// Takes a project through the pipeline.
fn attempt<P: Planned>(
    run: &Run,
    listed: Listed,
    wanted: impl Fn(&Project, &[Located]) -> Result<Vec<RelPath>, Faults>,
    plan: impl Fn(&Project, &[Located]) -> Result<P, Faults>,
) -> Result<Done<P>, Faults> {
    let (files, _) = listed.into_project()?;
    let wanted = |project: &Project| wanted(project, &files);
    on_project(run, &Accept::Nothing, wanted, |project, _| plan(project, &files))
}

/// What is left of a project when it is dealt with.
struct Told<P: Planned> {
    out: String,
    err: String,
    lists: Vec<(&'static str, Vec<Box<RawValue>>)>,
    effect: Effect,
    is_finding: bool,
    /// `None` where there is no plan.
    memory: Option<P::Memory>,
}

fn tell<P: Planned>(run: &Run, result: Result<Done<P>, Faults>) -> Told<P> {
    let mut told = Told {
        out: String::new(),
        err: String::new(),
        lists: Vec::new(),
        effect: Effect::Applied,
        is_finding: true,
        memory: None,
    };
    let patched = result.and_then(|(planned, asides)| {
        let patch = match run.format {
            Format::Human => Patch::shown_by(run, planned.as_ref())?,
            Format::Json => Patch::default(),
        };
        Ok((planned, asides, patch))
    });
    match (patched, run.format) {
        (Ok((planned, asides, patch)), format) => {
            let plan = planned.as_ref();
            told.is_finding = status(run, plan) == ExitStatus::Found;
            told.effect = patch.effect;
            match format {
                Format::Human => {
                    (told.out, told.err) = human::one_of_many(run, &planned, &asides, patch);
                }
                Format::Json => {
                    let own = P::KEYS.iter().copied().zip(planned.lists(run));
                    let lists = own.chain(json::lists(run, plan, &|path| from_here(run, path)));
                    told.lists = lists.map(|(key, values)| (key, items(&values))).collect();
                }
            }
            told.memory = Some(planned.remember());
        }
        (Err(faults), Format::Human) => told.err = human::fault_text(run, &faults.0),
        (Err(faults), Format::Json) => {
            told.lists = vec![("errors", items(&json::errors(run, &faults.0)))];
        }
    }
    told
}

fn items(values: &[Value]) -> Vec<Box<RawValue>> {
    values.iter().map(json::item).collect()
}

/// A file of a project, from where the user is.
pub(super) fn from_here(run: &Run, path: &str) -> String {
    join(run.dir.to_str().filter(|dir| *dir != ".").unwrap_or_default(), path)
}

/// Results and messages keep their order on a terminal, and few writes are made.
fn show<P: Planned>(run: &Run, told: &[Told<P>]) -> anyhow::Result<()> {
    let print = match run.mode {
        Mode::Diff => print_patch,
        Mode::Write | Mode::Check => print,
    };
    let mut out = String::new();
    for told in told {
        if !told.err.is_empty() {
            print(&std::mem::take(&mut out))?;
            human::eprint(&told.err)?;
        }
        out += &told.out;
    }
    print(&out)
}

/// The lists of a document by name, as far as they are known.
struct Lists(Vec<(&'static str, Vec<Box<RawValue>>)>);

impl Lists {
    fn of<P: Planned>() -> Self {
        let keys = P::KEYS.iter().chain(&["changes", "conflicts", "warnings", "errors"]);
        Self(keys.map(|key| (*key, Vec::new())).collect())
    }

    fn extend(&mut self, lists: Vec<(&'static str, Vec<Box<RawValue>>)>) {
        for (key, items) in lists {
            let list = self.0.iter_mut().find(|(known, _)| *known == key);
            list.expect("every list has a name that is known").1.extend(items);
        }
    }
}

impl Serialize for Lists {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, items)| (key, items)))
    }
}

/// One document for all projects; paths are named from where the user is.
fn document(run: &Run, lists: Lists) -> impl Serialize {
    #[derive(Serialize)]
    struct Document {
        #[serde(flatten)]
        head: Value,
        written: bool,
        #[serde(flatten)]
        lists: Lists,
    }
    Document { head: json::head(run), written: run.mode == Mode::Write, lists }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fault::About;
    use crate::project::framework::Framework;

    #[test]
    fn a_panic_costs_its_own_project_and_is_told_in_its_place() {
        let fleet = Fleet::new(Select::Declarations, Texts::Dropped);
        let projects = (0..40).map(|n| Listed::new(format!("p{n}"), Framework::Native));
        let deal = |listed: Listed| {
            assert!(!listed.root.ends_with('3'), "three is unlucky");
            Ok(listed.root)
        };
        let dealt = fleet.each(projects.collect(), deal, Err);
        assert_eq!(dealt.len(), 40);
        for (number, dealt) in dealt.into_iter().enumerate() {
            match dealt {
                Ok(root) => assert_eq!(root, format!("p{number}")),
                Err(Fault {
                    about: About::Path(path),
                    kind: FaultKind::System(SystemFault::Panic { message }),
                    ..
                }) => {
                    assert_eq!((path, number % 10), (format!("p{number}"), 3));
                    assert!(message.starts_with("three is unlucky"), "{message}");
                }
                Err(other) => panic!("{other:?}"),
            }
        }
    }
}
