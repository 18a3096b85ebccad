//! How a run ends: one table of exit codes for all verbs.

use crate::cli::invocation::{Mode, Run};
use crate::model::fault::{Act, Fault, Faults, What};
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
    let is_asked = matches!(
        fault.what,
        What::NoProject
            | What::NoSuchFolder
            | What::NoWorkingFolder
            | What::NameNotUtf8
            | What::OnlyBelow { .. }
            | What::NotAMiniProgram { .. }
            | What::NotEmpty
            | What::NoSuchConflict
            | What::UnknownRule { .. }
            | What::Template { .. }
            | What::BrokenCatalogue { .. }
    ) || (fault.file == "." && fault.what == What::NotAFolder);
    let goes_wrong_later = matches!(
        fault.what,
        What::ReadOnlyFile
            | What::ReadOnlyFolder
            | What::OtherFileSystem
            | What::ChangedMeanwhile
            | What::BrokenStage
            | What::NoThread
            | What::Panic { .. }
            | What::System {
                act: Act::Stage
                    | Act::Replace
                    | Act::Remove
                    | Act::PutBack
                    | Act::MakeFolder
                    | Act::Hold,
                ..
            }
    );
    let is_own = [manifest::FILE, lock::FILE].contains(&fault.file.as_str());
    let is_flag = fault.file.starts_with("--");
    !is_asked && !is_flag && (!is_own || goes_wrong_later)
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
