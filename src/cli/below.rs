//! What lies below a folder that does not hold what a verb wants: somebody stands at the top of a monorepo.

use crate::cli::invocation::Run;
use crate::disk::fleet::{Select, Survey, Texts};
use crate::model::fault::{Fault, FaultKind, Faults, ProjectFault, Sign};

/// How many folders are named.
const NAMED: usize = 10;

/// The faults of a run, which name the folders below where what is wanted is only there.
pub(super) fn named(run: &Run, faults: Faults) -> Faults {
    let [fault] = &faults.0[..] else { return faults };
    let FaultKind::Project(kind) = &fault.kind else { return faults };
    let found = if *kind == ProjectFault::NoManifest {
        manifests(run)
    } else if matches!(kind, ProjectFault::NotAMiniProgram { .. }) {
        only_below(Sign::Program, below(run))
    } else {
        None
    };
    found.map_or(faults, |what| Fault::of(".", what).into())
}

fn manifests(run: &Run) -> Option<ProjectFault> {
    let (with, without): (Vec<_>, Vec<_>) =
        below(run).into_iter().partition(|(_, manifest)| manifest.is_some());
    if with.is_empty() {
        only_below(Sign::ProgramWithoutManifest, without)
    } else {
        only_below(Sign::Manifest, with)
    }
}

/// The roots of the programs below a run's folder, each with its manifest.
fn below(run: &Run) -> Vec<(String, Option<String>)> {
    let survey = Survey::new(Select::Declarations, Texts::Kept);
    let here = run.dir.to_str().filter(|dir| *dir != ".").unwrap_or_default();
    let pieces = survey.below(std::slice::from_ref(&run.dir)).into_iter().flatten();
    let projects = pieces.flat_map(|piece| piece.projects);
    let roots = projects.map(|listed| (listed.root, listed.manifest));
    roots.filter(|(root, _)| root != here).collect()
}

fn only_below(sign: Sign, found: Vec<(String, Option<String>)>) -> Option<ProjectFault> {
    let mut folders: Vec<String> = found.into_iter().map(|(root, _)| root).collect();
    folders.dedup();
    let more = folders.len().saturating_sub(NAMED);
    folders.truncate(NAMED);
    (!folders.is_empty()).then_some(ProjectFault::OnlyBelow { sign, folders, more })
}
