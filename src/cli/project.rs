//! One project through the pipeline: hold, recover, load, plan, and write if that is the mode.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::{Mode, Run};
use crate::disk::{Hold, Recovered, Remains, Root, SwapMethod};
use crate::model::fault::{Fault, FaultKind, Faults, StateFault};
use crate::plan::journal::Direction;
use crate::plan::{Accept, Plan, Reason};
use crate::project::snapshot::Project;
use crate::text::path::RelPath;

/// How often a run that waits for another looks again.
const PAUSE: Duration = Duration::from_millis(50);

/// What is reported beside a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    /// What an interrupted run had prepared is gone.
    Discarded,
    /// An interrupted run is finished.
    Finished,
    /// A run was interrupted, and some files are new and others are not.
    Interrupted,
    /// A stage that is not the user's own lies there, and nothing of it counts.
    ForeignStage,
    /// The file system cannot exchange files.
    Compared,
}

/// A plan, with what is reported beside it.
pub(super) type Done<P> = (P, Vec<Aside>);

/// Takes a project through the pipeline: the way of every verb on an existing one. What is planned from is read while the
/// project is held, so that no other run of ours changes it in between.
pub(super) fn on_project<P: AsRef<Plan> + From<Plan>>(
    run: &Run,
    accept: &Accept,
    wanted: impl Fn(&Project) -> Result<Vec<RelPath>, Faults>,
    plan: impl FnOnce(&Project, &Accept) -> Result<P, Faults>,
) -> Result<Done<P>, Faults> {
    let root = open(run)?;
    let (mut asides, accept) = match recover(&root, run.mode, accept)? {
        (Recovered::Conflicts(conflicts), asides) => {
            return Ok((refused(conflicts).into(), asides));
        }
        // what was accepted settled that run, and what conflicts now was never shown
        (Recovered::Finished, asides) => (asides, &Accept::Nothing),
        (Recovered::Nothing | Recovered::Discarded, asides) => (asides, accept),
    };
    let planned = plan(&root.load(wanted)?, accept)?;
    if run.mode == Mode::Write && planned.as_ref().conflicts.is_empty() {
        asides.extend(compared(root.apply(planned.as_ref())?));
    }
    Ok((planned, asides))
}

/// Settles the stage of an interrupted run as the user says, or shows what that would write.
pub(super) fn settle(
    run: &Run,
    direction: Direction,
    accept: &Accept,
) -> Result<Done<Plan>, Faults> {
    let root = open(run)?;
    let plan = root.settlement(direction, accept)?;
    let asides = match run.mode {
        Mode::Diff | Mode::Check => Vec::new(),
        Mode::Write => match root.settle(direction, accept)? {
            Recovered::Conflicts(conflicts) => return Ok((refused(conflicts), Vec::new())),
            recovered @ (Recovered::Nothing | Recovered::Discarded | Recovered::Finished) => {
                aside(&recovered).into_iter().collect()
            }
        },
    };
    Ok((plan, asides))
}

/// Holds the project of a run; where another run holds it, waits for as long as the user says.
fn open(run: &Run) -> Result<Root, Fault> {
    let until = Instant::now() + run.wait;
    loop {
        match Root::open(&run.dir, run.mode.hold()) {
            Err(Fault { kind: FaultKind::State(StateFault::Busy), .. })
                if Instant::now() < until =>
            {
                thread::sleep(PAUSE);
            }
            opened => return opened,
        }
    }
}

/// A run that writes finishes an interrupted one first; one that only reads would show half of it.
fn recover(root: &Root, mode: Mode, accept: &Accept) -> Result<(Recovered, Vec<Aside>), Faults> {
    if mode.hold() == Hold::Exclusive {
        let recovered = root.recover(accept)?;
        let aside = aside(&recovered);
        return Ok((recovered, aside.into_iter().collect()));
    }
    match root.remains()? {
        Remains::Interrupted => Err(Fault::of(".", StateFault::Interrupted).into()),
        remains @ (Remains::Nothing | Remains::Foreign) => {
            Ok((Recovered::Nothing, aside_of(remains).into_iter().collect()))
        }
    }
}

fn refused(conflicts: BTreeMap<RelPath, Reason>) -> Plan {
    Plan { conflicts, ..Plan::default() }
}

/// What is reported of a recovery; a conflict is reported as such.
pub(super) fn aside(recovered: &Recovered) -> Option<Aside> {
    match recovered {
        Recovered::Nothing | Recovered::Conflicts(_) => None,
        Recovered::Discarded => Some(Aside::Discarded),
        Recovered::Finished => Some(Aside::Finished),
    }
}

/// What is reported of remains where nothing is planned.
pub(super) fn aside_of(remains: Remains) -> Option<Aside> {
    match remains {
        Remains::Nothing => None,
        Remains::Interrupted => Some(Aside::Interrupted),
        Remains::Foreign => Some(Aside::ForeignStage),
    }
}

/// What is reported of how texts were put in place.
pub(super) fn compared(swapped: SwapMethod) -> Option<Aside> {
    match swapped {
        SwapMethod::Exchange => None,
        SwapMethod::Compare => Some(Aside::Compared),
    }
}
