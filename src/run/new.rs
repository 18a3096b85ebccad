//! A new project, planned and written into a folder that holds nothing else.

use std::path::Path;

use crate::disk::{self, Hold, Recovered, Root};
use crate::model::fault::{Fault, Faults, ProjectFault};
use crate::plan::template::Templates;
use crate::plan::{Accept, Plan, create};
use crate::project::snapshot::Snapshot;
use crate::run::files::load;
use crate::run::project::{Aside, Done, Opening, aside, compared};

/// Refuses a folder with something in it, unless it came with the repository or an interrupted run put it there.
///
/// # Errors
/// The folder is not empty, or cannot be listed.
pub fn refuse_full(dir: &Path) -> Result<(), Faults> {
    if !disk::exists(dir) {
        return Ok(());
    }
    let root = Root::open(dir, Hold::Shared)?;
    let may_go_on = root.is_free()? || root.has_stage()?;
    if may_go_on { Ok(()) } else { Err(Fault::of(".", ProjectFault::NotEmpty).into()) }
}

/// Plans a new project, and writes it where its folder is to be held for that.
///
/// # Errors
/// A manifest that cannot be read, or a folder that cannot be made or is not empty.
pub fn create(
    opening: &Opening,
    manifest: &str,
    templates: &Templates,
) -> Result<Done<Plan>, Faults> {
    let plan = create::plan(manifest, templates)?;
    if opening.hold == Hold::Shared || !plan.conflicts.is_empty() {
        return Ok((plan, Vec::new()));
    }
    let root = Root::create(&opening.dir)?;
    match write(&root, &plan) {
        Ok(asides) => Ok((plan, asides)),
        Err(faults) => {
            root.remove_if_empty();
            Err(faults)
        }
    }
}

fn write(root: &Root, plan: &Plan) -> Result<Vec<Aside>, Faults> {
    let recovered = root.recover(&Accept::Nothing)?;
    let mut asides: Vec<Aside> = aside(&recovered).into_iter().collect();
    if root.is_free()? {
        asides.extend(compared(root.apply(plan)?));
        return Ok(asides);
    }
    let project = load(root, &Snapshot::default(), |_| Ok(create::wanted(plan)))?;
    if recovered == Recovered::Finished && create::is_done(plan, &project) {
        return Ok(asides);
    }
    Err(Fault::of(".", ProjectFault::NotEmpty).into())
}
