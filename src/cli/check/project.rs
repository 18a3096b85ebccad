//! One project of a check as it is kept until the end, without its texts.

use serde_json::value::RawValue;

use crate::check::Diagnostic;
use crate::check::pins::RepositoryPin;
use crate::cli::args::ReportFormat;
use crate::cli::check::asked::Asked;
use crate::cli::fleet::run_on;
use crate::cli::format::located::{LocatedFinding, Locator};
use crate::cli::git::{Effect, Patch};
use crate::cli::human;
use crate::cli::invocation::Run;
use crate::cli::json::item;
use crate::cli::list::project;
use crate::model::fault::Fault;
use crate::plan::fix::Turn;
use crate::project::elsewhere::PinningText;
use crate::project::inventory::DetectedProject;
use crate::run::check::{CheckResult, check_elsewhere, check_project, check_unreadable};

/// What a project is to the report.
#[derive(Default)]
pub(super) struct CheckedProject {
    /// Its root, from where the user is.
    pub(super) root: String,
    /// What it is, where the format tells that.
    pub(super) shown: Option<Box<RawValue>>,
    /// What breaks the rules, and is not fixed.
    pub(super) found: Vec<LocatedFinding>,
    /// Its pins, to be compared with those of its repository.
    pub(super) pins: Vec<RepositoryPin<LocatedFinding>>,
    /// What was fixed, or would be.
    pub(super) fixed: Vec<LocatedFinding>,
    /// What was done about an interrupted run before, and what the patch masks.
    pub(super) asides: String,
    /// What is written, where that is shown.
    pub(super) patch: String,
    /// What git would make of that.
    pub(super) effect: Effect,
    /// Whether anything is written, or would be.
    pub(super) is_changed: bool,
    /// What could not be read or written, named from where the user is.
    pub(super) faults: Vec<Fault>,
}

impl CheckedProject {
    /// A project with which nothing could be done.
    pub(super) fn failed(fault: Fault) -> Self {
        let root = fault.path().unwrap_or_default().to_owned();
        Self { root, faults: vec![fault], ..Self::default() }
    }
}

/// Checks a project, and fixes it where that is asked.
pub(super) fn check(run: &Run, found: DetectedProject, asked: &Asked) -> CheckedProject {
    let run = run_on(run, &found);
    let result = check_project(found, &asked.options, run.wait);
    let CheckResult { project: of, findings, pins, texts, fixed, plan, asides, mut faults } =
        result;
    let patch = Patch::shown_by(&run, &plan).unwrap_or_else(|refused| {
        faults.extend(refused.0.into_iter().map(|fault| user_path(&run, fault)));
        Patch::default()
    });
    let mut locator = Locator::new(&texts);
    let found = locator.locate_all(findings);
    let shown =
        (asked.format == ReportFormat::Json).then(|| item(&project(&of, asked.options.select)));
    CheckedProject {
        shown,
        found,
        pins: pins.into_iter().map(|pin| pin.map(|found| locator.locate(found))).collect(),
        fixed: fixed.into_iter().flat_map(located).collect(),
        asides: human::notes_beside(&run, &asides) + &patch.warnings,
        patch: patch.text,
        effect: patch.effect,
        is_changed: !plan.changes.is_empty(),
        faults,
        root: of.root.clone(),
    }
}

/// A fault of the project's patch, named from where the user is.
fn user_path(run: &Run, fault: Fault) -> Fault {
    match fault.path().map(|path| run.user_path(path)) {
        Some(path) => fault.renamed(path),
        None => fault,
    }
}

fn located(turn: Turn<Diagnostic>) -> Vec<LocatedFinding> {
    Locator::new(&turn.texts).locate_all(turn.fixed)
}

/// What is wrong with an app.json that is no JSON; `None` for faults of another kind.
pub(super) fn unreadable(fault: &Fault, asked: &Asked) -> Option<Vec<LocatedFinding>> {
    let (found, texts) = check_unreadable(fault, &asked.options)?;
    Some(Locator::new(&texts).locate_all(found))
}

/// What pins the plugin outside of every project, and what of it cannot be read any more.
pub(super) fn outside(
    elsewhere: Vec<PinningText>,
    asked: &Asked,
) -> (Vec<LocatedFinding>, Vec<Fault>) {
    let (found, texts, faults) = check_elsewhere(elsewhere, &asked.options);
    (Locator::new(&texts).locate_all(found), faults)
}
