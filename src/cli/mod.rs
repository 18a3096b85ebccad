//! Floor 7: the only clap, the only stdout and stderr. One short function for each verb.

mod args;
mod ask;
mod below;
mod check;
mod completions;
mod explain;
mod fleet;
mod format;
mod git;
mod human;
mod init;
mod invocation;
mod json;
mod language;
mod list;
mod new;
mod output;
mod planned;
mod progress;
mod report;
mod status;
mod style;
mod toggle;
mod upgrade;
mod usage;
mod words;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use clap::Parser as _;

use crate::cli::args::{Cli, Verb};
use crate::cli::invocation::{Mode, Outcome, PatchBase, Run};
pub use crate::cli::output::Stream;
use crate::cli::output::{eprint, print};
use crate::cli::report::report;
pub use crate::cli::status::ExitStatus;
use crate::disk;
use crate::disk::named::Here;
use crate::disk::windows::System;
use crate::model::defect;
use crate::model::fault::{Fault, Faults, ManifestFault, StateFault, none_of};
use crate::model::manifest::schema;
use crate::plan::template::Templates;
use crate::plan::{Accept, Plan, Side, patch};
use crate::project::snapshot::Snapshot;
use crate::run::project::Done;
use crate::text::path::{RelPath, slashed};

/// Stack of the thread that works, in bytes: what the system gives the first thread of a process by default.
const STACK: usize = 8 << 20;

/// Runs the command line to its end: neither a panic nor a stream that cannot be written leaves this function.
pub fn main(args: &[OsString], stdout: Stream) -> ExitStatus {
    defect::keep_quiet();
    output::begin(stdout);
    language::choose(language::asked(args, |name| env::var_os(name)));
    let ended = on_known_stack(|| {
        defect::caught(|| match Cli::try_parse_from(args) {
            Ok(cli) => run(cli),
            Err(error) => usage::print(args, &error),
        })
    });
    let ended = ended.unwrap_or_else(|what| {
        let words::Words { message, help } = words::fault(&what.into());
        Err(anyhow::anyhow!("{message}; {help}"))
    });
    ended.unwrap_or_else(|error| {
        // where even this cannot be written, the exit code has to do
        let _ = eprint(&format!("{}: {error:#}\n", words::ERROR));
        ExitStatus::Failed
    })
}

/// Does all the work in a thread with a stack of known size, because the process's own may be small and a parser recurses;
/// where no thread starts, in the one there is.
fn on_known_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let work = Mutex::new(Some(work));
    let once = || work.lock().unwrap_or_else(PoisonError::into_inner).take().map(|work| work());
    let there = thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, once).ok()?;
        thread.join().ok().flatten()
    });
    there.or_else(once).expect("the work is done once, here or there")
}

fn run(cli: Cli) -> anyhow::Result<ExitStatus> {
    match cli.verb {
        Verb::New(args) => new::run(&args),
        Verb::Init(args) => init::run(args),
        Verb::Diff(args) => {
            let patch_base = PatchBase::asked(args.relative);
            let run = Run { patch_base, ..Run::new("diff", args.dir, Mode::Diff, args.format) };
            in_folder(run, |run| {
                run.plan(&Accept::Nothing, wanted, |project, accept| plan(run, project, accept))
            })
        }
        Verb::Patch(args) => run_patch(args),
        Verb::Upgrade(args) => upgrade::run(&args),
        Verb::Enable(args) => toggle::enable(&args),
        Verb::Disable(args) => toggle::disable(&args),
        Verb::List(args) => list::run(&args),
        Verb::Check(args) => check::run(&args),
        Verb::Explain(args) => explain::run(&args),
        Verb::Versions(args) => list::versions(&args),
        Verb::Schema => print(&schema::print(language::of_flag(cli.lang.as_deref())))
            .map(|()| ExitStatus::Clean),
        Verb::Completions { shell } => completions::run(shell),
    }
}

fn run_patch(args: args::PatchArgs) -> anyhow::Result<ExitStatus> {
    let (dir, paths) = split_paths(args.paths, args.accept.is_some());
    let stage = args.stage;
    in_folder(Run::writing("patch", dir, args.mode, args.format), |run| {
        let accept = accept(run, args.accept, &paths)?;
        match stage {
            Some(direction) => run.opening().settle(direction.into(), &accept),
            None => {
                run.plan(&accept, wanted, |project, accept| plan_accepting(run, project, accept))
            }
        }
    })
}

/// Runs a verb in a folder that the user named, which has one name from then on.
fn in_folder(
    run: Run,
    plan: impl FnOnce(&Run) -> Result<Done<Plan>, Faults>,
) -> anyhow::Result<ExitStatus> {
    match Here::find().and_then(|here| here.named(&run.dir)) {
        Ok(named) => {
            let run = Run { dir: named.path(), ..run };
            let planned = defect::caught(|| plan(&run))
                .unwrap_or_else(|what| Err(Fault::of(".", what).into()))
                .map_err(|faults| below::named(&run, faults));
            report(&run, planned.into())
        }
        Err(fault) => report(&run, Outcome::Refused(fault.renamed(".").into())),
    }
}

/// The project, and the files in it: what is to be accepted may be named from the project or from where the user is.
fn split_paths(mut paths: Vec<PathBuf>, accepting: bool) -> (PathBuf, Vec<PathBuf>) {
    let dir = match paths.first() {
        Some(first) if !accepting || disk::has_manifest(first) => paths.remove(0),
        Some(first) if !disk::has_manifest(Path::new(".")) => {
            let above = first.ancestors().find(|folder| disk::has_manifest(folder));
            above.unwrap_or(Path::new(".")).to_owned()
        }
        Some(_) | None => PathBuf::from("."),
    };
    (dir, paths)
}

fn accept(run: &Run, side: Option<args::SideArg>, paths: &[PathBuf]) -> Result<Accept, Faults> {
    let Some(side) = side else {
        let more = paths
            .first()
            .map(|path| Fault::of(path.display().to_string(), StateFault::NoSuchConflict));
        return more.map_or(Ok(Accept::Nothing), |fault| Err(fault.into()));
    };
    let side = match side {
        args::SideArg::Ours => Side::Ours,
        args::SideArg::Theirs => Side::Theirs,
        args::SideArg::Markers => Side::Markers,
    };
    let here = Here::find()?;
    let paths = paths.iter().map(|path| inside(run, &here, path));
    Ok(Accept::Side { side, paths: paths.collect::<Result<_, _>>()? })
}

/// A path that is accepted, from the project: it may be named from there or from where the user is.
fn inside(run: &Run, here: &Here, path: &Path) -> Result<RelPath, Faults> {
    let text = slashed(&path.display().to_string(), System::HERE.separator());
    let from_here = here.named_to_be(path).ok().map(|named| named.absolute);
    let below = from_here.and_then(|path| {
        let folder = here.absolute(run.dir.to_str()?);
        let below = path.strip_prefix(folder).ok()?.to_str()?;
        Some(slashed(below, System::HERE.separator()))
    });
    let written = text.strip_prefix("./").unwrap_or(&text).trim_end_matches('/').to_owned();
    let below = below.filter(|below| !below.is_empty()).unwrap_or(written);
    RelPath::parse(&below).map_err(|fault| Fault::of(text, ManifestFault::BadPath(fault)).into())
}

/// A path that is accepted and has no conflict is a slip of the pen, and is told.
fn plan_accepting(run: &Run, project: &Snapshot, accept: &Accept) -> Result<Plan, Faults> {
    if let Accept::Side { paths, .. } = accept
        && !paths.is_empty()
    {
        let conflicts = plan(run, project, &Accept::Nothing)?.conflicts;
        let idle =
            paths.iter().filter(|path| !conflicts.keys().any(|conflict| conflict.is_within(path)));
        let faults: Vec<Fault> =
            idle.map(|path| Fault::of(path.to_string(), StateFault::NoSuchConflict)).collect();
        none_of((), faults)?;
    }
    plan(run, project, accept)
}

fn wanted(project: &Snapshot) -> Result<Vec<RelPath>, Faults> {
    patch::wanted(project, Templates::built_in())
}

/// What code may declare is looked for only where nothing else does.
fn plan(run: &Run, project: &Snapshot, accept: &Accept) -> Result<Plan, Faults> {
    let templates = Templates::built_in();
    if patch::declares_first(project) {
        let project = project.clone().with_elsewhere(below::in_code(run));
        return patch::plan(&project, templates, accept);
    }
    patch::plan(project, templates, accept)
}
