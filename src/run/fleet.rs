//! Any number of projects, each dealt with on its own and in parallel.

use std::iter;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::disk::fleet::{Select, Survey, Texts};
use crate::disk::named::Naming;
use crate::model::defect::caught;
use crate::model::fault::{Fault, Faults};
use crate::plan::{Accept, Plan};
use crate::project::config_file::ConfigFile;
use crate::project::inventory::{DetectedProject, Inventory};
use crate::project::snapshot::Snapshot;
use crate::project::unsupported::NotRead;
use crate::run::project::{Aside, Done, Opening, aside_of};
use crate::text::path::RelPath;

/// A look at any number of projects, which another thread may watch.
#[derive(Debug)]
pub struct Fleet {
    survey: Arc<Survey>,
    done: AtomicUsize,
}

impl Fleet {
    /// A look that has not begun.
    pub fn new(select: Select, texts: Texts) -> Self {
        Self::of(Survey::new(select, texts))
    }

    /// One of the projects around some files, all of which are named from the projects' roots.
    pub fn around(select: Select, texts: Texts) -> Self {
        Self::of(Survey::new(select, texts).naming(Naming::FromTop))
    }

    fn of(survey: Survey) -> Self {
        Self { survey: Arc::new(survey), done: AtomicUsize::new(0) }
    }

    /// How many files it has looked at so far.
    pub fn looked_at(&self) -> usize {
        self.survey.looked_at()
    }

    /// How many projects are dealt with so far.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// The projects below some paths, a hundred at a time or so, and what could not be read there; a path with neither is
    /// a fault. While some are dealt with, the next ones are looked for.
    pub fn below<'f>(&'f self, paths: &[PathBuf]) -> Box<dyn Iterator<Item = Inventory> + 'f> {
        match Ahead::start(self.survey.clone(), paths.to_owned()) {
            Some(ahead) => Box::new(ahead),
            // without a thread they are looked for in between
            None => pieces(&self.survey, paths),
        }
    }

    /// Links to folders that were not followed, in order.
    pub fn links(&self) -> Vec<String> {
        self.survey.links()
    }

    /// Configuration that is not read, by path.
    pub fn not_read(&self) -> Vec<(String, NotRead)> {
        self.survey.not_read()
    }

    /// What is reported of the folders in which a run was interrupted, in order.
    pub fn remains(&self) -> Vec<(String, Aside)> {
        let remains = self.survey.remains().into_iter();
        remains.filter_map(|(folder, remains)| Some((folder, aside_of(remains)?))).collect()
    }

    /// Does something to each project; what comes of it keeps their order. Projects share nothing but a root at most, so
    /// each core takes the projects of the next root as soon as it is free. A panic costs only its own project.
    pub fn each<T: Send>(
        &self,
        projects: Vec<DetectedProject>,
        deal: impl Fn(DetectedProject) -> T + Sync,
        failed: impl Fn(Fault) -> T + Sync,
    ) -> Vec<T> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let others = cores.min(projects.len()).saturating_sub(1);
        let waiting = Mutex::new(by_root(projects).into_iter().enumerate());
        let deal_with = |listed: DetectedProject| {
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
        let mut dealt: Vec<(usize, T)> = thread::scope(|scope| {
            // a thread that cannot be started leaves its share to the others, and this one is always there
            let start = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
            let running: Vec<_> = (0..others).filter_map(start).collect();
            let here = work();
            let there = running.into_iter().filter_map(|thread| thread.join().ok()).flatten();
            here.into_iter().chain(there).collect()
        });
        dealt.sort_by_key(|(index, _)| *index);
        dealt.into_iter().map(|(_, dealt)| dealt).collect()
    }
}

/// What is found below some paths, piece by piece.
fn pieces<'s>(survey: &'s Survey, paths: &[PathBuf]) -> Box<dyn Iterator<Item = Inventory> + 's> {
    let of = |fault| Inventory { faults: vec![fault], ..Inventory::default() };
    match survey.below(paths) {
        Ok(pieces) => Box::new(pieces),
        Err(fault) => Box::new(iter::once(of(fault))),
    }
}

/// A thread that looks for the next piece while one is dealt with, and goes no further.
struct Ahead {
    found: Receiver<Inventory>,
    thread: Option<JoinHandle<()>>,
}

impl Ahead {
    /// `None` where the system grants no thread.
    fn start(survey: Arc<Survey>, paths: Vec<PathBuf>) -> Option<Self> {
        let (send, found) = mpsc::sync_channel(0);
        let look = move || {
            // nobody may want the rest
            let _ = pieces(&survey, &paths).try_for_each(|piece| send.send(piece));
        };
        let thread = thread::Builder::new().spawn(look).ok();
        thread.map(|thread| Self { found, thread: Some(thread) })
    }
}

impl Iterator for Ahead {
    type Item = Inventory;

    fn next(&mut self) -> Option<Inventory> {
        let piece = self.found.recv().ok();
        if piece.is_none() {
            // a panic there is one here
            let ended = self.thread.take().map_or(Ok(()), JoinHandle::join);
            ended.unwrap_or_else(|panic| resume_unwind(panic));
        }
        piece
    }
}

/// The projects of each root together.
fn by_root(projects: Vec<DetectedProject>) -> Vec<Vec<DetectedProject>> {
    let mut groups: Vec<Vec<DetectedProject>> = Vec::new();
    for listed in projects {
        match groups.last_mut() {
            Some(group) if group[0].root == listed.root => group.push(listed),
            Some(_) | None => groups.push(vec![listed]),
        }
    }
    groups
}

/// A root as a path.
pub fn shown_root(root: &str) -> &str {
    if root.is_empty() { "." } else { root }
}

/// Takes a project that was detected through the pipeline; its configuration is read again while it is held.
///
/// # Errors
/// As [`Opening::plan`].
pub fn plan_detected<P: AsRef<Plan> + From<Plan>>(
    opening: &Opening,
    project: &DetectedProject,
    wanted: impl Fn(&Snapshot, &[ConfigFile]) -> Result<Vec<RelPath>, Faults>,
    plan: impl FnOnce(&Snapshot, &[ConfigFile]) -> Result<P, Faults>,
) -> Result<Done<P>, Faults> {
    let known = Snapshot::of_files(&project.files).with_elsewhere(project.in_code());
    let wanted = |snapshot: &Snapshot| wanted(snapshot, &project.files);
    opening.plan(&known, &Accept::Nothing, wanted, |snapshot, _| {
        let now = |file: &ConfigFile| {
            let now = snapshot.config(&file.path, file.row)?.clone();
            Some(now.with_role(file.role.clone()).importing_like(file))
        };
        plan(snapshot, &project.files.iter().filter_map(now).collect::<Vec<_>>())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fault::{About, FaultKind, SystemFault};
    use crate::project::framework::Framework;

    #[test]
    fn a_look_ahead_finds_the_same_in_the_same_order() {
        let roots = |found: &mut dyn Iterator<Item = Inventory>| -> Vec<String> {
            found.flat_map(|piece| piece.projects).map(|project| project.root).collect()
        };
        let paths = [PathBuf::from("fixtures"), PathBuf::from("nowhere")];
        let fleet = Fleet::new(Select::All, Texts::Kept);
        let ahead = roots(&mut fleet.below(&paths));
        assert!(ahead.len() > 10, "{ahead:?}");
        let survey = Survey::new(Select::All, Texts::Kept);
        assert_eq!(ahead, roots(&mut pieces(&survey, &paths)));
        assert!(fleet.below(&paths).next().is_some(), "nobody waits for the rest");
    }

    #[test]
    fn a_panic_costs_its_own_project_and_is_told_in_its_place() {
        let fleet = Fleet::new(Select::Declarations, Texts::Dropped);
        let projects = (0..40).map(|n| DetectedProject::new(format!("p{n}"), Framework::Native));
        let deal = |listed: DetectedProject| {
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
