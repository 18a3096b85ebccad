//! Floor 4: the only clap, the only stdout and stderr. One short function for each verb.

pub mod args;
mod ask;
mod check;
mod explain;
mod fleet;
mod format;
mod git;
mod human;
mod json;
mod list;
mod new;
mod progress;
mod toggle;
mod upgrade;
mod words;

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use anyhow::Context as _;
use clap::CommandFactory as _;
use serde::Serialize;

use crate::cli::args::{Cli, Format, Verb};
use crate::disk::hold::Hold;
use crate::disk::{self, Recovered, Root};
use crate::model::fault::{Fault, Faults, What, none_of};
use crate::model::manifest::{self, schema};
use crate::model::project::Project;
use crate::plan::{Accept, Plan, Side, init, patch};
use crate::text::escape::visible;
use crate::text::path::RelPath;

/// How many bytes of a result are written at once.
const PIECE: usize = 64 * 1024;

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

/// What becomes of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// It is written.
    Write,
    /// It is shown as a patch.
    Diff,
    /// It is shown as a list, and something in it is a finding.
    Check,
}

impl From<args::Mode> for Mode {
    fn from(mode: args::Mode) -> Self {
        match (mode.diff, mode.check) {
            (true, _) => Self::Diff,
            (false, true) => Self::Check,
            (false, false) => Self::Write,
        }
    }
}

impl Mode {
    fn hold(self) -> Hold {
        match self {
            Self::Write => Hold::Exclusive,
            Self::Diff | Self::Check => Hold::Shared,
        }
    }
}

/// A run of one verb on one project: all that a renderer needs to know of the question.
struct Run {
    verb: &'static str,
    dir: PathBuf,
    /// The manifest that the user named, where it is not the project's own yet.
    manifest: Option<PathBuf>,
    mode: Mode,
    format: Format,
}

impl Run {
    fn new(verb: &'static str, dir: PathBuf, mode: Mode, format: Format) -> Self {
        Self { verb, dir, manifest: None, mode, format }
    }

    /// A file of the project as the user may name it from where they are.
    fn shown(&self, file: &str) -> String {
        let shown = match (self.dir == Path::new("."), file) {
            (_, ".") => self.dir.display().to_string(),
            (true, file) => file.to_owned(),
            (false, file) => self.dir.join(file).display().to_string(),
        };
        visible(&shown)
    }

    /// The file of a fault, which may be the manifest that the user named.
    fn shown_at_fault(&self, file: &str) -> String {
        match &self.manifest {
            Some(named) if file == manifest::FILE => visible(&named.display().to_string()),
            Some(_) | None => self.shown(file),
        }
    }
}

/// What came of it.
enum Outcome {
    /// A plan, written or not.
    Planned { plan: Plan, recovered: Recovered },
    /// The reasons why there is none.
    Refused(Faults),
}

impl From<Result<(Plan, Recovered), Faults>> for Outcome {
    fn from(planned: Result<(Plan, Recovered), Faults>) -> Self {
        match planned {
            Ok((plan, recovered)) => Self::Planned { plan, recovered },
            Err(faults) => Self::Refused(faults),
        }
    }
}

/// Runs the command line.
///
/// # Errors
/// Output that cannot be written.
pub fn run(cli: Cli) -> anyhow::Result<ExitStatus> {
    match cli.verb {
        Verb::New(args) => new::run(&args),
        Verb::Init(args) => {
            let run = Run::new("init", args.dir, args.mode.into(), args.format);
            let plan = |project: &Project, _: &Accept| init::plan(project);
            let planned =
                on_project(&run, &Accept::Nothing, Project::default(), init::wanted, plan);
            report(&run, planned.into())
        }
        Verb::Diff(args) => {
            let run = Run::new("diff", args.dir, Mode::Diff, args.format);
            let given = Project::default();
            let planned = on_project(&run, &Accept::Nothing, given, patch::wanted, patch::plan);
            report(&run, planned.into())
        }
        Verb::Patch(args) => run_patch(args),
        Verb::Upgrade(args) => upgrade::run(&args),
        Verb::Enable(args) => toggle::enable(&args),
        Verb::Disable(args) => toggle::disable(&args),
        Verb::List(args) => list::run(&args),
        Verb::Check(args) => check::run(&args),
        Verb::Explain(args) => explain::run(&args),
        Verb::Versions(args) => list::versions(&args),
        Verb::Schema => print(&schema::print()).map(|()| ExitStatus::Clean),
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "kaibo", &mut script);
            print(&String::from_utf8_lossy(&script)).map(|()| ExitStatus::Clean)
        }
    }
}

fn run_patch(args: args::Patch) -> anyhow::Result<ExitStatus> {
    let (dir, paths) = split_paths(args.paths, args.accept.is_some());
    let run = Run::new("patch", dir, args.mode.into(), args.format);
    let planned = accept(args.accept, &paths).and_then(|accept| {
        on_project(&run, &accept, Project::default(), patch::wanted, plan_accepting)
    });
    report(&run, planned.into())
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
    let inside = paths.iter().map(|path| path.strip_prefix(&dir).unwrap_or(path).to_owned());
    (dir.clone(), inside.collect())
}

fn accept(side: Option<args::Side>, paths: &[PathBuf]) -> Result<Accept, Faults> {
    let Some(side) = side else {
        let more =
            paths.first().map(|path| Fault::of(path.display().to_string(), What::NoSuchConflict));
        return more.map_or(Ok(Accept::Nothing), |fault| Err(fault.into()));
    };
    let side = match side {
        args::Side::Ours => Side::Ours,
        args::Side::Theirs => Side::Theirs,
        args::Side::Markers => Side::Markers,
    };
    let paths = paths.iter().map(|path| {
        let text = path.display().to_string();
        let steps = text.strip_prefix("./").unwrap_or(&text).trim_end_matches('/');
        RelPath::parse(steps)
            .map_err(|fault| Faults::from(Fault::of(text.clone(), What::Path(fault))))
    });
    Ok(Accept::Side { side, paths: paths.collect::<Result<_, _>>()? })
}

/// A path that is accepted and has no conflict is a slip of the pen, and is told.
fn plan_accepting(project: &Project, accept: &Accept) -> Result<Plan, Faults> {
    if let Accept::Side { paths, .. } = accept {
        let conflicts = patch::plan(project, &Accept::Nothing)?.conflicts;
        let idle =
            paths.iter().filter(|path| !conflicts.keys().any(|conflict| conflict.is_within(path)));
        let faults: Vec<Fault> =
            idle.map(|path| Fault::of(path.to_string(), What::NoSuchConflict)).collect();
        none_of((), faults)?;
    }
    patch::plan(project, accept)
}

/// Load, plan, and write if that is the mode: the way of every verb on an existing project. A plan may come with what is
/// said of it; `given` is what was read of the project already.
fn on_project<P: AsRef<Plan> + From<Plan>>(
    run: &Run,
    accept: &Accept,
    given: Project,
    wanted: impl Fn(&Project) -> Result<Vec<RelPath>, Faults>,
    plan: impl FnOnce(&Project, &Accept) -> Result<P, Faults>,
) -> Result<(P, Recovered), Faults> {
    let root = Root::open(&run.dir, run.mode.hold())?;
    let recovered = recover(&root, run.mode, accept)?;
    let (given, accept) = match &recovered {
        Recovered::Conflicts(conflicts) => {
            let plan = Plan { conflicts: conflicts.clone(), ..Plan::default() };
            return Ok((plan.into(), recovered));
        }
        // what was read before is old now; what was accepted settled that run, and what conflicts now was never shown
        Recovered::Finished => (Project::default(), &Accept::Nothing),
        Recovered::Nothing | Recovered::Discarded => (given, accept),
    };
    let planned = plan(&root.load(given, wanted)?, accept)?;
    if run.mode == Mode::Write && planned.as_ref().conflicts.is_empty() {
        root.apply(planned.as_ref())?;
    }
    Ok((planned, recovered))
}

/// A run that writes finishes an interrupted one first; one that only reads would show half of it.
fn recover(root: &Root, mode: Mode, accept: &Accept) -> Result<Recovered, Faults> {
    match mode {
        Mode::Write => root.recover(accept),
        Mode::Diff | Mode::Check if root.is_interrupted()? => {
            Err(Fault::of(".", What::Interrupted).into())
        }
        Mode::Diff | Mode::Check => Ok(Recovered::Nothing),
    }
}

fn report(run: &Run, outcome: Outcome) -> anyhow::Result<ExitStatus> {
    match run.format {
        Format::Human => human::report(run, &outcome)?,
        Format::Json => print(&json::document(run, &outcome))?,
    }
    Ok(match outcome {
        Outcome::Refused(_) => ExitStatus::Failed,
        Outcome::Planned { plan, .. } => status(run, &plan),
    })
}

fn status(run: &Run, plan: &Plan) -> ExitStatus {
    let differs = match (run.verb, run.mode) {
        ("diff", _) => !plan.changes.is_empty(),
        (_, Mode::Check) => !plan.changes.is_empty() || plan.lock.is_some(),
        (_, Mode::Write | Mode::Diff) => false,
    };
    let found = differs || !plan.conflicts.is_empty() || !plan.marked.is_empty();
    if found { ExitStatus::Found } else { ExitStatus::Clean }
}

/// Stdout, without colours where they do not belong; escape sequences arrive whole.
struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut stdout = io::stdout().lock();
        match AutoStream::choice(&stdout) {
            // a stream that strips colours writes piece by piece, and a fleet has thousands of pieces
            ColorChoice::Never => {
                let text = String::from_utf8_lossy(bytes);
                stdout.write_all(strip_str(&text).to_string().as_bytes())?;
            }
            ColorChoice::Auto | ColorChoice::Always | ColorChoice::AlwaysAnsi => {
                AutoStream::auto(stdout).write_all(bytes)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().flush()
    }
}

/// Writes a result to stdout.
fn print(text: &str) -> anyhow::Result<()> {
    print_by(|out| out.write_all(text.as_bytes()))
}

/// Writes a document to stdout while it is made.
fn print_document(document: &impl Serialize) -> anyhow::Result<()> {
    print_by(|out| {
        serde_json::to_writer_pretty(&mut *out, document)?;
        out.write_all(b"\n")
    })
}

/// Writes to stdout, where a reader that has seen enough is no error.
fn print_by(write: impl FnOnce(&mut BufWriter<Stdout>) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(PIECE, Stdout);
    let written = write(&mut out).and_then(|()| out.flush());
    unless_closed(written).context("failed to write the result")
}

fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
