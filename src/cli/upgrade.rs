//! `kaibo upgrade`: the pins of any number of projects, one project after the other.

use serde_json::{Value, json};

use crate::cli::args::{self, Format};
use crate::cli::fleet::{self, look_below};
use crate::cli::list::catalogue;
use crate::cli::{ExitStatus, Mode, Run, human, json as document, print, words};
use crate::disk::Recovered;
use crate::disk::fleet::{Select, Texts};
use crate::model::catalogue::Catalogue;
use crate::model::fault::{Fault, Faults};
use crate::model::inventory::{Files, Inventory, Listed, join};
use crate::model::project::Project;
use crate::plan::upgrade::{self, Reach, Target, Upgrade, Way};
use crate::text::path::RelPath;

/// A project with what becomes of it.
struct Outcome {
    run: Run,
    result: Result<(Upgrade, Recovered), Faults>,
}

/// Runs the verb.
pub(super) fn run(args: &args::Upgrade) -> anyhow::Result<ExitStatus> {
    let run = Run::new("upgrade", ".".into(), args.mode.into(), args.format);
    let asked = catalogue(args.catalogue.as_deref());
    let asked = asked.and_then(|catalogue| Ok((target(args, &catalogue)?, catalogue)));
    let (target, catalogue) = match asked {
        Ok(asked) => asked,
        Err(refused) => return super::report(&run, super::Outcome::Refused(refused)),
    };
    let Inventory { projects, faults } = look_below(&args.paths, Select::Declarations, Texts::Kept);
    let outcomes = fleet::each(projects, |listed| upgrade_one(&run, listed, &target));
    report(&run, &outcomes, &faults, &target, &catalogue)
}

fn target(args: &args::Upgrade, catalogue: &Catalogue) -> Result<Target, Faults> {
    let reach = if args.all { Reach::WithComments } else { Reach::Active };
    let (version, way) = match &args.to {
        Some(version) => (version.as_str(), Way::Any),
        None => (catalogue.newest(), Way::Up),
    };
    Ok(Target { version: upgrade::target_version(version)?, way, reach })
}

fn upgrade_one(run: &Run, listed: Listed, target: &Target) -> Outcome {
    let run = fleet::run_on(run, &listed);
    let wanted = |project: &Project, files: &Files| upgrade::wanted(project, files);
    let plan = |project: &Project, files: &Files| upgrade::plan(project, files, target);
    let result = fleet::attempt(&run, listed, wanted, plan);
    Outcome { run, result }
}

fn report(
    run: &Run,
    outcomes: &[Outcome],
    faults: &[Fault],
    target: &Target,
    catalogue: &Catalogue,
) -> anyhow::Result<ExitStatus> {
    let refused: Vec<(&Run, &Fault)> = outcomes
        .iter()
        .filter_map(|outcome| Some((&outcome.run, outcome.result.as_ref().err()?)))
        .flat_map(|(run, faults)| faults.0.iter().map(move |fault| (run, fault)))
        .chain(faults.iter().map(|fault| (run, fault)))
        .collect();
    let planned =
        outcomes.iter().filter_map(|outcome| Some((&outcome.run, outcome.result.as_ref().ok()?)));
    let done: Vec<(&Run, &Upgrade)> =
        planned.clone().map(|(run, (upgrade, _))| (run, upgrade)).collect();
    match run.format {
        Format::Human => {
            for (run, fault) in &refused {
                human::faults(run, std::slice::from_ref(fault))?;
            }
            for (run, (upgrade, recovered)) in planned {
                human::upgraded(run, recovered, upgrade)?;
            }
            human::summary(
                run,
                &done.iter().map(|(_, upgrade)| *upgrade).collect::<Vec<_>>(),
                target,
                catalogue,
            )?;
        }
        Format::Json => print(&format!("{:#}\n", whole_document(run, &done, &refused)))?,
    }
    let conflict = done.iter().any(|(_, upgrade)| !upgrade.plan.conflicts.is_empty());
    let differs = run.mode == Mode::Check
        && done
            .iter()
            .any(|(_, upgrade)| !upgrade.plan.changes.is_empty() || upgrade.plan.lock.is_some());
    Ok(match (done.is_empty(), refused.is_empty()) {
        (true, _) => ExitStatus::Failed,
        (false, false) => ExitStatus::Found,
        (false, true) if conflict || differs => ExitStatus::Found,
        (false, true) => ExitStatus::Clean,
    })
}

/// One document for all projects; paths are named from where the user is.
fn whole_document(run: &Run, done: &[(&Run, &Upgrade)], refused: &[(&Run, &Fault)]) -> Value {
    let mut document = document::head(run);
    let from_here = |run: &Run, path: &str| {
        join(run.dir.to_str().filter(|dir| *dir != ".").unwrap_or_default(), path)
    };
    let each = |values: &dyn Fn(&Run, &Upgrade) -> Vec<Value>| -> Value {
        done.iter().flat_map(|(run, upgrade)| values(run, upgrade)).collect()
    };
    let pin = |run: &Run, pin: &upgrade::Pin| json!({ "path": from_here(run, pin.path.as_str()), "line": pin.line, "from": pin.from, "to": pin.to });
    document["written"] = json!(run.mode == Mode::Write);
    document["pins"] =
        each(&|run, upgrade| upgrade.pins.iter().map(|moved| pin(run, moved)).collect());
    document["conditional"] =
        each(&|run, upgrade| upgrade.conditional.iter().map(|moved| pin(run, moved)).collect());
    document["changes"] = each(&|run, upgrade| {
        let changes = upgrade.plan.changes.iter();
        changes.map(|(path, change)| json!({ "path": from_here(run, path.as_str()), "kind": change.kind() })).collect()
    });
    document["conflicts"] = each(&|run, upgrade| {
        let conflicts = upgrade.plan.conflicts.iter();
        let value = |(path, reason): (&RelPath, &crate::plan::Reason)| json!({ "path": from_here(run, path.as_str()), "reason": document::name(reason), "message": words::conflict(reason).message });
        conflicts.map(value).collect()
    });
    document["errors"] = refused.iter().map(|(run, fault)| document::error(run, fault)).collect();
    document
}
