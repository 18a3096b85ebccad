//! What came of one project, rendered for whoever asked, and how the run ends.

use crate::cli::args::Format;
use crate::cli::git::Patch;
use crate::cli::invocation::{Outcome, Run};
use crate::cli::output::print_document;
use crate::cli::status::{ExitStatus, refused_status, status};
use crate::cli::{human, json};
use crate::model::fault::Faults;

/// Reports it.
pub(super) fn report(run: &Run, outcome: Outcome) -> anyhow::Result<ExitStatus> {
    let (outcome, patch) = match (outcome, run.format) {
        (Outcome::Planned { plan, asides }, Format::Human) => match Patch::shown_by(run, &plan) {
            Ok(patch) => (Outcome::Planned { plan, asides }, patch),
            Err(faults) => (Outcome::Refused(faults), Patch::default()),
        },
        (outcome, Format::Human | Format::Json) => (outcome, Patch::default()),
    };
    match run.format {
        Format::Human => human::report(run, &outcome, &patch)?,
        Format::Json => print_document(&json::document(run, &outcome))?,
    }
    Ok(match outcome {
        Outcome::Refused(faults) => refused_status(&faults),
        Outcome::Planned { plan, .. } => status(run, &plan),
    })
}

/// Reports what is wrong with the command line, or with a file that it names.
pub(super) fn refuse(run: &Run, faults: Faults) -> anyhow::Result<ExitStatus> {
    report(run, Outcome::Refused(faults)).map(|_| ExitStatus::Failed)
}
