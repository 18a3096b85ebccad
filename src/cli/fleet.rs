//! What the verbs over PATHs share: the projects below some paths, each taken through the pipeline on its own, in parallel.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::cli::{Run, on_project, progress, words};
use crate::disk::Recovered;
use crate::disk::fleet::{Select, Survey, Texts};
use crate::model::fault::{Fault, Faults, What};
use crate::model::inventory::{Files, Inventory, Listed};
use crate::model::project::Project;
use crate::plan::{Accept, Plan};
use crate::text::path::RelPath;

/// The projects below some paths, and what could not be read there; paths with neither are a fault.
pub(super) fn look_below(paths: &[PathBuf], select: Select, texts: Texts) -> Inventory {
    let survey = Survey::new(select, texts);
    let below = progress::watched(|| words::looked_at(survey.looked_at()), || survey.below(paths));
    let mut inventory =
        below.unwrap_or_else(|fault| Inventory { projects: Vec::new(), faults: vec![fault] });
    if inventory.projects.is_empty() && inventory.faults.is_empty() {
        inventory.faults.push(Fault::of(".", What::NoProject));
    }
    inventory
}

/// Does something to each project; what comes of it keeps their order. Projects share nothing, so each core takes the
/// next one as soon as it is free.
pub(super) fn each<T: Send>(projects: Vec<Listed>, deal: impl Fn(Listed) -> T + Sync) -> Vec<T> {
    let all = projects.len();
    let done = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(all.max(1));
    let waiting = Mutex::new(projects.into_iter().enumerate());
    let work = || {
        let mut dealt = Vec::new();
        loop {
            // a statement of its own, so that the lock is not held while the project is dealt with
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((index, listed)) = next else { return dealt };
            dealt.push((index, deal(listed)));
            done.fetch_add(1, Ordering::Relaxed);
        }
    };
    let tell = || words::dealt_with(done.load(Ordering::Relaxed), all);
    let mut dealt: Vec<(usize, T)> = progress::watched(tell, || {
        thread::scope(|scope| {
            let running: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
            running
                .into_iter()
                .flat_map(|part| part.join().expect("a part of the fleet does not panic"))
                .collect()
        })
    });
    dealt.sort_by_key(|(index, _)| *index);
    dealt.into_iter().map(|(_, dealt)| dealt).collect()
}

/// The run of a verb on one of many projects.
pub(super) fn run_on(run: &Run, listed: &Listed) -> Run {
    let dir = if listed.root.is_empty() { "." } else { &listed.root };
    Run::new(run.verb, dir.into(), run.mode, run.format)
}

/// Takes a project through the pipeline, with the texts that were read when it was found.
pub(super) fn attempt<P: AsRef<Plan> + From<Plan>>(
    run: &Run,
    listed: Listed,
    wanted: impl Fn(&Project, &Files) -> Result<Vec<RelPath>, Faults>,
    plan: impl FnOnce(&Project, &Files) -> Result<P, Faults>,
) -> Result<(P, Recovered), Faults> {
    let (files, given) = listed.into_project()?;
    let wanted = |project: &Project| wanted(project, &files);
    on_project(run, &Accept::Nothing, given, wanted, |project, _| plan(project, &files))
}
