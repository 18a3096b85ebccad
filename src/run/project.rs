//! One project through the pipeline: hold, recover, load, plan, and write where it is held for that.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use crate::disk::{Hold, Recovered, Remains, Root, SwapMethod};
use crate::model::fault::{Fault, Faults, StateFault};
use crate::plan::journal::Direction;
use crate::plan::{Accept, Plan, Reason};
use crate::project::snapshot::Snapshot;
use crate::run::files::load;
use crate::text::path::RelPath;

/// How often a run that waits for another looks again.
const PAUSE: Duration = Duration::from_millis(50);

/// How a project is opened: one that is held exclusively is written.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Its folder.
    pub dir: PathBuf,
    /// How it is held.
    pub hold: Hold,
    /// How long to wait for another run.
    pub wait: Duration,
}

/// What is reported beside a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
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
pub type Done<P> = (P, Vec<Aside>);

impl Opening {
    /// Takes the project through the pipeline. What is planned from is read while the project is held, so that no other run
    /// of ours changes it in between; texts that `known` has with the same bytes are not parsed again.
    ///
    /// # Errors
    /// The project cannot be held, read or written, or the faults of `wanted` and `plan`.
    pub fn plan<P: AsRef<Plan> + From<Plan>>(
        &self,
        known: &Snapshot,
        accept: &Accept,
        wanted: impl Fn(&Snapshot) -> Result<Vec<RelPath>, Faults>,
        plan: impl FnOnce(&Snapshot, &Accept) -> Result<P, Faults>,
    ) -> Result<Done<P>, Faults> {
        let root = self.open()?;
        let (mut asides, accept) = match recover(&root, self.hold, accept)? {
            (Recovered::Conflicts(conflicts), asides) => {
                return Ok((refused(conflicts).into(), asides));
            }
            // what was accepted settled that run, and what conflicts now was never shown
            (Recovered::Finished, asides) => (asides, &Accept::Nothing),
            (Recovered::Nothing | Recovered::Discarded, asides) => (asides, accept),
        };
        let planned = plan(&load(&root, known, wanted)?, accept)?;
        if self.hold == Hold::Exclusive && planned.as_ref().conflicts.is_empty() {
            asides.extend(compared(root.apply(planned.as_ref())?));
        }
        Ok((planned, asides))
    }

    /// Settles the stage of an interrupted run as the user says, or plans what that would write.
    ///
    /// # Errors
    /// The project cannot be held, or its stage is not what its journal says.
    pub fn settle(&self, direction: Direction, accept: &Accept) -> Result<Done<Plan>, Faults> {
        let root = self.open()?;
        let plan = root.settlement(direction, accept)?;
        if self.hold == Hold::Shared {
            return Ok((plan, Vec::new()));
        }
        match root.settle(direction, accept)? {
            Recovered::Conflicts(conflicts) => Ok((refused(conflicts), Vec::new())),
            recovered @ (Recovered::Nothing | Recovered::Discarded | Recovered::Finished) => {
                Ok((plan, aside(&recovered).into_iter().collect()))
            }
        }
    }

    /// Holds the project; where another run holds it, waits for as long as the user says.
    fn open(&self) -> Result<Root, Fault> {
        let until = Instant::now() + self.wait;
        loop {
            match Root::open(&self.dir, self.hold) {
                Err(fault) if fault.kind == StateFault::Busy.into() && Instant::now() < until => {
                    thread::sleep(PAUSE);
                }
                opened => return opened,
            }
        }
    }
}

/// A run that writes finishes an interrupted one first; one that only reads would show half of it.
fn recover(root: &Root, hold: Hold, accept: &Accept) -> Result<(Recovered, Vec<Aside>), Faults> {
    if hold == Hold::Exclusive {
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
pub fn aside_of(remains: Remains) -> Option<Aside> {
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
