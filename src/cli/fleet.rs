//! What the verbs over PATHs share: the projects below some paths, each taken through the pipeline on its own, in parallel.

use std::iter;
use std::path::PathBuf;

use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::cli::args::Format;
use crate::cli::git::{Effect, Patch};
use crate::cli::invocation::{Mode, Run};
use crate::cli::output::{eprint, print, print_document, print_patch};
use crate::cli::planned::Planned;
use crate::cli::progress::Progress;
use crate::cli::status::{ExitStatus, status};
use crate::cli::{human, json, words};
use crate::disk::fleet::{Select, Texts};
use crate::model::fault::{Fault, FaultKind, Faults, ProjectFault, SystemFault};
use crate::model::lock;
use crate::project::config_file::ConfigFile;
use crate::project::elsewhere::{LoosePin, PinningText};
use crate::project::inventory::{DetectedProject, Inventory};
use crate::project::snapshot::Snapshot;
use crate::run::fleet::{Fleet, plan_detected, shown_root};
use crate::run::project::{Aside, Done};
use crate::text::path::{Folder, RelPath, name_of};

/// A fleet on which whoever waits is kept informed.
pub(super) struct Watched {
    fleet: Fleet,
    progress: Progress,
}

impl Watched {
    /// A look that has not begun.
    pub(super) fn new(select: Select, texts: Texts) -> Self {
        Self { fleet: Fleet::new(select, texts), progress: Progress::new() }
    }

    /// A look at the projects around some files.
    pub(super) fn around(select: Select) -> Self {
        Self { fleet: Fleet::around(select, Texts::Kept), progress: Progress::new() }
    }

    /// As [`Fleet::below`].
    pub(super) fn below<'f>(
        &'f self,
        paths: &[PathBuf],
    ) -> impl Iterator<Item = Inventory> + use<'f> {
        let mut pieces = self.fleet.below(paths);
        iter::from_fn(move || self.watched(|| pieces.next()))
    }

    /// As [`Fleet::each`].
    pub(super) fn each<T: Send>(
        &self,
        projects: Vec<DetectedProject>,
        deal: impl Fn(DetectedProject) -> T + Sync,
        failed: impl Fn(Fault) -> T + Sync,
    ) -> Vec<T> {
        self.watched(|| self.fleet.each(projects, deal, failed))
    }

    /// What is told of links to folders, which are not followed, and of configuration that is not read; empty where there are
    /// none.
    pub(super) fn not_read(&self) -> String {
        human::not_read(&self.fleet.links(), &self.fleet.not_read())
    }

    /// What is told of interrupted runs, where a run goes on beside them.
    pub(super) fn remains(&self, run: &Run) -> String {
        let note = |(folder, aside): (String, Aside)| {
            let run = Run::new(run.verb, folder.into(), run.mode, run.format);
            human::notes_beside(&run, &[aside])
        };
        self.fleet.remains().into_iter().map(note).collect()
    }

    fn watched<T>(&self, work: impl FnOnce() -> T) -> T {
        let so_far = || words::progress(self.fleet.looked_at(), self.fleet.done());
        self.progress.watched(so_far, work)
    }
}

/// How a run over many projects ended.
pub(super) struct Ended<M> {
    pub(super) status: ExitStatus,
    /// What is known of the projects that have a plan.
    pub(super) memories: Vec<M>,
}

/// What a verb that writes looks at beside configuration.
pub(super) enum Beside<'a> {
    /// Nothing: only configuration is read.
    Nothing,
    /// Texts that pin the plugin elsewhere; what is said of a place that needs a hand.
    Pins(&'a (dyn Fn(&LoosePin) -> Option<String> + Sync)),
}

/// The way of every verb that writes to many projects: each is loaded, planned, and written or shown; one that refuses
/// does not stop the others.
///
/// `about` says what the planner is to know of a project beside its texts: it is given the project as it was found, and
/// the roots of those that were found with it, which are all that lie below it.
pub(super) fn run<P: Planned, A>(
    run: &Run,
    paths: &[PathBuf],
    beside: &Beside<'_>,
    about: impl Fn(&DetectedProject, &[Folder]) -> A + Sync,
    wanted: impl Fn(&Snapshot, &[ConfigFile]) -> Result<Vec<RelPath>, Faults> + Sync,
    plan: impl Fn(&Snapshot, &[ConfigFile], &A) -> Result<P, Faults> + Sync,
) -> anyhow::Result<Ended<P::Memory>> {
    let select = match beside {
        Beside::Nothing => Select::Declarations,
        Beside::Pins(_) => Select::Pins,
    };
    let fleet = Watched::new(select, Texts::Dropped);
    let mut lists = Lists::of::<P>();
    let (mut memories, mut found, mut is_nowhere) = (Vec::new(), false, true);
    let mut effect = Effect::Applied;
    for Inventory { projects, elsewhere, mut faults, .. } in fleet.below(paths) {
        is_nowhere &= projects.is_empty() && faults.iter().all(is_about_nothing);
        let roots: Vec<Folder> = projects.iter().map(|listed| listed.root.clone()).collect();
        // the project's own run reads its lock, and tells what is wrong with it
        faults.retain(|fault| fault.path().map(name_of) != Some(lock::FILE));
        let unread = (!faults.is_empty()).then(|| tell(run, Err(Faults(faults))));
        let deal = |listed: DetectedProject| {
            let run = run_on(run, &listed);
            let about = about(&listed, &roots);
            let plan = |project: &Snapshot, files: &[ConfigFile]| plan(project, files, &about);
            let result = plan_detected(&run.opening(), &listed, &wanted, plan);
            tell(&run, result)
        };
        let texts = projects.iter().flat_map(|listed| &listed.elsewhere).chain(&elsewhere);
        let left = match beside {
            Beside::Nothing => None,
            Beside::Pins(say) => left_elsewhere(run, texts, say),
        };
        let dealt = fleet.each(projects, deal, |fault| tell(run, Err(fault.into())));
        let told: Vec<Told<P>> = unread.into_iter().chain(dealt).chain(left).collect();
        show(run, &told)?;
        for told in told {
            found |= told.is_finding;
            effect = effect.max(told.effect);
            memories.extend(told.memory);
            lists.extend(told.lists);
        }
    }
    match run.format {
        Format::Human => eprint(&(human::effect(effect) + &fleet.not_read()))?,
        Format::Json => print_document(&document(run, lists))?,
    }
    let status = match (is_nowhere, found) {
        (true, _) => ExitStatus::Failed,
        (false, true) => ExitStatus::Found,
        (false, false) => ExitStatus::Clean,
    };
    Ok(Ended { status, memories })
}

/// Whether there was nothing to look at.
pub(super) fn is_about_nothing(fault: &Fault) -> bool {
    matches!(
        fault.kind,
        FaultKind::Project(ProjectFault::NoProject)
            | FaultKind::System(SystemFault::NoSuchFolder | SystemFault::NoWorkingFolder)
    )
}

/// The run of a verb on one of many projects.
pub(super) fn run_on(run: &Run, listed: &DetectedProject) -> Run {
    let dir = shown_root(&listed.root);
    let of_verb = Run::new(run.verb, dir.into(), run.mode, run.format);
    Run { patch_base: run.patch_base, wait: run.wait, ..of_verb }
}

/// What is left of a project when it is dealt with.
struct Told<P: Planned> {
    out: String,
    err: String,
    lists: Vec<(&'static str, Vec<Box<RawValue>>)>,
    effect: Effect,
    is_finding: bool,
    /// `None` where there is no plan.
    memory: Option<P::Memory>,
}

impl<P: Planned> Told<P> {
    /// A finding of which nothing is said yet.
    fn finding() -> Self {
        let (out, err, lists) = Default::default();
        Self { out, err, lists, effect: Effect::Applied, is_finding: true, memory: None }
    }
}

fn tell<P: Planned>(run: &Run, result: Result<Done<P>, Faults>) -> Told<P> {
    let mut told = Told::finding();
    let patched = result.and_then(|(planned, asides)| {
        let patch = match run.format {
            Format::Human => Patch::shown_by(run, planned.as_ref())?,
            Format::Json => Patch::default(),
        };
        Ok((planned, asides, patch))
    });
    match (patched, run.format) {
        (Ok((planned, asides, patch)), format) => {
            let plan = planned.as_ref();
            told.is_finding = status(run, plan) == ExitStatus::Found || planned.leaves_something();
            told.effect = patch.effect;
            match format {
                Format::Human => {
                    (told.out, told.err) = human::one_of_many(run, &planned, &asides, patch);
                }
                Format::Json => {
                    let own = P::KEYS.iter().copied().zip(planned.lists(run));
                    let lists = own.chain(json::lists(run, plan, &|path| run.user_path(path)));
                    told.lists = lists.map(|(key, values)| (key, items(&values))).collect();
                }
            }
            told.memory = Some(planned.remember());
        }
        (Err(faults), Format::Human) => told.err = human::fault_text(run, &faults.0),
        (Err(faults), Format::Json) => {
            told.lists = vec![("errors", items(&json::errors(run, &faults.0)))];
        }
    }
    told
}

/// What is left to do by hand in texts that pin the plugin elsewhere; `None` where nothing is.
fn left_elsewhere<'t, P: Planned>(
    run: &Run,
    texts: impl Iterator<Item = &'t PinningText>,
    say: &dyn Fn(&LoosePin) -> Option<String>,
) -> Option<Told<P>> {
    let (mut err, mut values) = (String::new(), Vec::new());
    for text in texts {
        let said = text.pins.iter().filter_map(|pin| Some((pin, say(pin)?)));
        for (pin, said) in said {
            err += &human::pin_elsewhere(&text.path, pin, &said);
            values.push(json::loose_pin(&text.path, pin));
        }
    }
    let (lists, err) = match run.format {
        Format::Human => (Vec::new(), err),
        Format::Json => (vec![("elsewhere", items(&values))], String::new()),
    };
    (!values.is_empty()).then(|| Told { err, lists, ..Told::finding() })
}

fn items(values: &[Value]) -> Vec<Box<RawValue>> {
    values.iter().map(json::item).collect()
}

/// Results and messages keep their order on a terminal, and few writes are made.
fn show<P: Planned>(run: &Run, told: &[Told<P>]) -> anyhow::Result<()> {
    let print = match run.mode {
        Mode::Diff => print_patch,
        Mode::Write | Mode::Check => print,
    };
    let mut out = String::new();
    for told in told {
        if !told.err.is_empty() {
            print(&std::mem::take(&mut out))?;
            eprint(&told.err)?;
        }
        out += &told.out;
    }
    print(&out)
}

/// The lists of a document by name, as far as they are known.
struct Lists(Vec<(&'static str, Vec<Box<RawValue>>)>);

impl Lists {
    fn of<P: Planned>() -> Self {
        let keys = P::KEYS.iter().chain(&["changes", "conflicts", "warnings", "errors"]);
        Self(keys.map(|key| (*key, Vec::new())).collect())
    }

    fn extend(&mut self, lists: Vec<(&'static str, Vec<Box<RawValue>>)>) {
        for (key, items) in lists {
            let list = self.0.iter_mut().find(|(known, _)| *known == key);
            list.expect("every list has a name that is known").1.extend(items);
        }
    }
}

impl Serialize for Lists {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, items)| (key, items)))
    }
}

/// One document for all projects; paths are named from where the user is.
fn document(run: &Run, lists: Lists) -> impl Serialize {
    #[derive(Serialize)]
    struct PlansDocument {
        #[serde(flatten)]
        head: Value,
        written: bool,
        #[serde(flatten)]
        lists: Lists,
    }
    PlansDocument { head: json::head(run), written: run.mode == Mode::Write, lists }
}
