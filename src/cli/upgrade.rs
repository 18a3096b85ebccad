//! `kaibo upgrade`: the pins of any number of projects, one project after the other.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::args::{self, Format};
use crate::cli::list::{catalogue, look_below};
use crate::cli::{ExitStatus, Mode, Run, human, json as document, print, recover, words};
use crate::disk::{Recovered, Root};
use crate::model::catalogue::Catalogue;
use crate::model::fault::{Fault, Faults};
use crate::model::framework::Row;
use crate::model::inventory::{Listed, join};
use crate::plan::Accept;
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
    let (listed, faults) = look_below(&args.paths);
    let outcomes = upgrade_all(&run, &listed, &target);
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

/// Projects share nothing, so each core takes its part of them; what came of them keeps their order.
fn upgrade_all(run: &Run, listed: &[Listed], target: &Target) -> Vec<Outcome> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let part = listed.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let parts = listed.chunks(part).map(|part| {
            scope.spawn(move || {
                part.iter().map(|listed| upgrade_one(run, listed, target)).collect::<Vec<_>>()
            })
        });
        let running: Vec<_> = parts.collect();
        running
            .into_iter()
            .flat_map(|part| part.join().expect("a part of the fleet does not panic"))
            .collect()
    })
}

fn upgrade_one(run: &Run, listed: &Listed, target: &Target) -> Outcome {
    let dir = if listed.root.is_empty() { PathBuf::from(".") } else { PathBuf::from(&listed.root) };
    let run = Run::new("upgrade", dir, run.mode, run.format);
    let result = attempt(&run, listed, target);
    Outcome { run, result }
}

fn attempt(run: &Run, listed: &Listed, target: &Target) -> Result<(Upgrade, Recovered), Faults> {
    let files = files(listed);
    let root = Root::open(&run.dir, run.mode.hold())?;
    let recovered = recover(&root, run.mode, &Accept::Nothing)?;
    if let Recovered::Conflicts(conflicts) = &recovered {
        let mut upgrade = Upgrade::default();
        upgrade.plan.conflicts.clone_from(conflicts);
        return Ok((upgrade, recovered));
    }
    let project = root.load(|project| upgrade::wanted(project, &files))?;
    let upgrade = upgrade::plan(&project, &files, target)?;
    if run.mode == Mode::Write && upgrade.plan.conflicts.is_empty() {
        root.apply(&upgrade.plan)?;
    }
    Ok((upgrade, recovered))
}

/// The project's configuration files from its root.
fn files(listed: &Listed) -> Vec<(RelPath, &'static Row)> {
    let inside = |file: &str| match listed.root.as_str() {
        "" => RelPath::parse(file).ok(),
        root => RelPath::parse(Path::new(file).strip_prefix(root).ok()?.to_str()?).ok(),
    };
    listed.files.iter().filter_map(|(file, row)| Some((inside(file)?, *row))).collect()
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
