//! What lies below a folder that does not hold what a verb wants: somebody stands at the top of a monorepo.

use crate::cli::invocation::Run;
use crate::disk::fleet::{Select, Survey, Texts};
use crate::model::fault::{Fault, FaultKind, Faults, ProjectFault, Sign};
use crate::project::inventory::DetectedProject;
use crate::project::snapshot::CodePlace;

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
    let found = projects(run, Select::Declarations, Texts::Kept);
    let roots = found.into_iter().map(|listed| (listed.root, listed.manifest));
    roots.filter(|(root, _)| root != here(run)).collect()
}

/// The programs in a run's folder itself, with as much as is selected.
pub(super) fn of_run(run: &Run, select: Select) -> Vec<DetectedProject> {
    let mut found = projects(run, select, Texts::Dropped);
    found.retain(|project| project.root == here(run));
    found
}

/// Where code of a run's project writes the declaration.
pub(super) fn in_code(run: &Run) -> Option<CodePlace> {
    of_run(run, Select::Pins).iter().find_map(DetectedProject::in_code)
}

fn projects(run: &Run, select: Select, texts: Texts) -> Vec<DetectedProject> {
    let survey = Survey::new(select, texts);
    let pieces = survey.below(std::slice::from_ref(&run.dir)).into_iter().flatten();
    pieces.flat_map(|piece| piece.projects).collect()
}

/// A run's folder, as the roots of projects are named.
fn here(run: &Run) -> &str {
    run.dir.to_str().filter(|dir| *dir != ".").unwrap_or_default()
}

fn only_below(sign: Sign, found: Vec<(String, Option<String>)>) -> Option<ProjectFault> {
    let mut folders: Vec<String> = found.into_iter().map(|(root, _)| root).collect();
    folders.dedup();
    let more = folders.len().saturating_sub(NAMED);
    folders.truncate(NAMED);
    (!folders.is_empty()).then_some(ProjectFault::OnlyBelow { sign, folders, more })
}
