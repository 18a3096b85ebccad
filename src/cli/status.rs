//! How a run ends: one table of exit codes for all verbs.

use crate::cli::invocation::{Mode, Run};
use crate::model::fault::{
    Fault, FaultKind, Faults, ManifestFault, Operation, ProjectFault, StateFault, SystemFault,
    TextFault,
};
use crate::model::{lock, manifest};
use crate::plan::Plan;

/// How a run ended; an error is 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Done, or nothing to report.
    Clean,
    /// Something was found: a difference, or a conflict.
    Found,
    /// It could not run.
    Failed,
}

impl ExitStatus {
    /// The process's exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Found => 1,
            Self::Failed => 2,
        }
    }
}

/// How a run on one project ends that could not do what was asked: either there was nothing to look at, or something is
/// wrong with the project.
pub(super) fn refused_status(faults: &Faults) -> ExitStatus {
    let nothing_to_look_at = faults.0.iter().any(|fault| !is_in_the_project(fault));
    if nothing_to_look_at { ExitStatus::Failed } else { ExitStatus::Found }
}

/// Whether a fault is one of the project, and not of the command line or of the manifest and lock that the verb goes by.
fn is_in_the_project(fault: &Fault) -> bool {
    let path = fault.path();
    let is_asked = match &fault.kind {
        FaultKind::Text(fault) => matches!(fault, TextFault::NotCatalogue { .. }),
        FaultKind::Manifest(fault) => matches!(fault, ManifestFault::UnknownRule { .. }),
        FaultKind::Project(fault) => matches!(
            fault,
            ProjectFault::NoProject
                | ProjectFault::OnlyBelow { .. }
                | ProjectFault::NotAMiniProgram { .. }
                | ProjectFault::NotEmpty
        ),
        FaultKind::State(fault) => matches!(fault, StateFault::NoSuchConflict),
        FaultKind::System(SystemFault::NotAFolder) => path == Some("."),
        FaultKind::System(fault) => matches!(
            fault,
            SystemFault::NoSuchFolder | SystemFault::NoWorkingFolder | SystemFault::NameNotUtf8
        ),
    };
    let is_own = path.is_some_and(|path| [manifest::FILE, lock::FILE].contains(&path));
    let is_flag = path.is_none();
    !is_asked && !is_flag && (!is_own || goes_wrong_later(&fault.kind))
}

/// Whether it is one that the best manifest and lock do not prevent.
fn goes_wrong_later(kind: &FaultKind) -> bool {
    match kind {
        FaultKind::State(fault) => {
            matches!(fault, StateFault::ChangedMeanwhile | StateFault::BrokenStage)
        }
        FaultKind::System(SystemFault::Refused { operation, .. }) => *operation != Operation::Read,
        FaultKind::System(fault) => matches!(
            fault,
            SystemFault::ReadOnlyFile
                | SystemFault::ReadOnlyFolder
                | SystemFault::OtherFileSystem
                | SystemFault::NoThread
                | SystemFault::Panic { .. }
        ),
        FaultKind::Text(_) | FaultKind::Manifest(_) | FaultKind::Project(_) => false,
    }
}

/// How a run with a plan ends.
pub(super) fn status(run: &Run, plan: &Plan) -> ExitStatus {
    let differs = match (run.verb, run.mode) {
        ("diff", _) => !plan.changes.is_empty(),
        (_, Mode::Check) => !plan.changes.is_empty() || plan.lock.is_some(),
        (_, Mode::Write | Mode::Diff) => false,
    };
    let found = differs || !plan.conflicts.is_empty() || !plan.marked.is_empty();
    if found { ExitStatus::Found } else { ExitStatus::Clean }
}
