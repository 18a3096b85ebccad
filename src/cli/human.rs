//! Results for people: changes and patches on stdout, everything else on stderr.

use crate::cli::git::{Effect, Patch};
use crate::cli::invocation::{Mode, Outcome, Run};
use crate::cli::output::{eprint, print, print_patch};
use crate::cli::planned::Planned;
use crate::cli::style::{AIDE, BAD, CARE, GONE, GOOD, warning};
use crate::cli::words::{self, CONFLICT, ERROR, HELP, NOTE, PIN, WARNING, Words};
use crate::model::fault::{About, Fault};
use crate::model::lock;
use crate::plan::upgrade::{Pin, UnreadablePin};
use crate::plan::{Change, Plan, Reason};
use crate::project::elsewhere::LoosePin;
use crate::project::inventory::DetectedProject;
use crate::project::unsupported::NotRead;
use crate::project::usage::mask_words;
use crate::run::project::Aside;
use crate::text::escape::visible;
use crate::text::path::RelPath;

/// How much of an offending text is shown, in characters.
const SHOWN: usize = 60;

/// How many lines of a conflict are shown.
const LINES_SHOWN: usize = 12;

/// Prints what came of a run.
pub(super) fn report(run: &Run, outcome: &Outcome, patch: &Patch) -> anyhow::Result<()> {
    match outcome {
        Outcome::Refused(refused) => faults(run, &refused.0),
        Outcome::Planned { plan, asides } => {
            eprint(&(notes_beside(run, asides) + &notes(run, plan) + &conflicts(run, plan)))?;
            let refused = !plan.conflicts.is_empty();
            match run.mode {
                Mode::Diff if refused => Ok(()),
                Mode::Diff => {
                    eprint(&patch.warnings)?;
                    print_patch(&patch.text)?;
                    eprint(&effect(patch.effect))
                }
                Mode::Write if refused => eprint(&format!("{}\n", words::NOTHING_WRITTEN)),
                Mode::Write | Mode::Check => print(&changes(run, plan)),
            }
        }
    }
}

/// What is reported beside a plan.
pub(super) fn notes_beside(run: &Run, asides: &[Aside]) -> String {
    let line = |aside: &Aside| {
        let text = words::in_folder(words::aside(*aside).text().to_owned(), &run.shown("."));
        format!("{GOOD}{NOTE}{GOOD:#}: {}: {text}\n", run.shown("."))
    };
    asides.iter().map(line).collect()
}

/// What git would pass over, which it does not tell itself.
pub(super) fn effect(effect: Effect) -> String {
    match effect {
        Effect::Applied => String::new(),
        Effect::PassedOver => warning(&words::passed_over()),
    }
}

/// Links to folders that were not followed, in one line for all of them, and configuration that is not read.
pub(super) fn not_read(links: &[String], not_read: &[(String, NotRead)]) -> String {
    let others = not_read.iter().map(|(path, why)| words::not_read(path, why));
    let note = |text: String| format!("{GOOD}{NOTE}{GOOD:#}: {text}\n");
    words::links(links).into_iter().chain(others).map(note).collect()
}

/// Files that were named and belong to no mini-program, in one line for all of them.
pub(super) fn files_outside(files: &[String]) -> String {
    let text = words::files_outside(files);
    text.map(|text| format!("{GOOD}{NOTE}{GOOD:#}: {text}\n")).unwrap_or_default()
}

/// Sources that are too large to be read, one line each.
pub(super) fn too_large(projects: &[DetectedProject]) -> String {
    let note = |source| format!("{GOOD}{NOTE}{GOOD:#}: {}\n", words::too_large(source));
    projects.iter().flat_map(|listed| &listed.too_large).map(note).collect()
}

/// Prints faults to stderr.
pub(super) fn faults(run: &Run, faults: &[Fault]) -> anyhow::Result<()> {
    eprint(&fault_text(run, faults))
}

/// Faults with their cures.
pub(super) fn fault_text(run: &Run, faults: &[Fault]) -> String {
    faults.iter().map(|fault| fault_lines(run, fault)).collect()
}

/// What became of one project of many: for stdout, and for stderr.
pub(super) fn one_of_many<P: Planned>(
    run: &Run,
    planned: &P,
    asides: &[Aside],
    patch: Patch,
) -> (String, String) {
    let plan = planned.as_ref();
    let mut err = notes_beside(run, asides)
        + &notes(run, plan)
        + &conflicts(run, plan)
        + &planned.warnings(run);
    if !plan.conflicts.is_empty() {
        return (String::new(), err);
    }
    let out = match run.mode {
        Mode::Diff => {
            err += &patch.warnings;
            patch.text
        }
        Mode::Write | Mode::Check => {
            let lines = planned.lines(run);
            let is_told = |path: &RelPath| lines.iter().any(|(told, _)| told == path);
            let others = plan.changes.iter().filter(|(path, _)| !is_told(path));
            let lock = plan.lock.iter().filter(|_| !is_told(&RelPath::constant(lock::FILE)));
            let lock = lock.map(|change| (lock::FILE, change));
            let others = others.map(|(path, change)| (path.as_str(), change)).chain(lock);
            let others = others.map(|(path, change)| change_line(run, path, change));
            lines.iter().map(|(_, line)| line.clone()).chain(others).collect()
        }
    };
    (out, err)
}

/// A pin that moves.
pub(super) fn pin(run: &Run, pin: &Pin) -> String {
    let (from, to) = (visible(&pin.from), visible(&pin.to));
    format!("{AIDE}{PIN}{AIDE:#} {} {from} -> {to}\n", pin_place(run, pin))
}

/// A pin that a human must move.
pub(super) fn conditional_pin(run: &Run, pin: &Pin) -> String {
    let (place, from) = (pin_place(run, pin), visible(&pin.from));
    format!("{CARE}{WARNING}{CARE:#}: {place}: {from} {}\n", words::CONDITIONAL)
}

/// A declaration whose version nobody can move.
pub(super) fn unreadable_pin(run: &Run, pin: &UnreadablePin) -> String {
    let place = format!("{}:{}", run.shown(pin.path.as_str()), pin.line);
    format!("{CARE}{WARNING}{CARE:#}: {place}: {}\n", words::unreadable(pin.from.as_deref()))
}

/// A pin that stands in no configuration, with what is said of it.
pub(super) fn pin_elsewhere(path: &str, pin: &LoosePin, said: &str) -> String {
    format!("{CARE}warning{CARE:#}: {}:{}: {said}\n", visible(path), pin.place.line)
}

fn pin_place(run: &Run, pin: &Pin) -> String {
    format!("{}:{}", run.shown(pin.path.as_str()), pin.line)
}

fn fault_lines(run: &Run, fault: &Fault) -> String {
    let place =
        fault.place.map(|place| format!(":{}:{}", place.line, place.column)).unwrap_or_default();
    let text = fault
        .text
        .as_ref()
        .map(|text| format!("`{}`: ", shortened(&mask_words(text))))
        .unwrap_or_default();
    let Words { message, help } = run.words(fault);
    let about = match &fault.about {
        About::Argument(name) => (*name).to_owned(),
        About::Path(path) => run.shown_at_fault(path),
    };
    format!(
        "{BAD}{ERROR}{BAD:#}: {about}{place}: {text}{message}\n  {AIDE}{HELP}{AIDE:#}: {help}\n"
    )
}

fn shortened(text: &str) -> String {
    let text = visible(text);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn notes(run: &Run, plan: &Plan) -> String {
    let shown = |file: &str| run.shown(file);
    let words = |note| words::note(note, &shown).for_folder(&run.shown("."));
    plan.notes.iter().map(|note| warning(&words(note))).collect()
}

fn conflicts(run: &Run, plan: &Plan) -> String {
    let refused = plan.conflicts.iter().map(|(path, reason)| {
        let Words { message, help } = words::conflict(reason).for_folder(&run.shown("."));
        let line = reason.line().map(|line| format!(":{line}")).unwrap_or_default();
        let path = run.shown(path.as_str()) + &line;
        let lines = conflict_lines(reason);
        format!(
            "{BAD}{CONFLICT}{BAD:#}: {path}: {message}\n{lines}  {AIDE}{HELP}{AIDE:#}: {help}\n"
        )
    });
    let marked = plan.marked.iter().map(|path| {
        let path = run.shown(path.as_str());
        format!("{CARE}{CONFLICT}{CARE:#}: {path}: {}\n", words::RESOLVE_MARKERS)
    });
    refused.chain(marked).collect()
}

/// The lines that both sides changed, as far as they fit a screen.
fn conflict_lines(reason: &Reason) -> String {
    let Reason::BothChanged { lines } = reason else { return String::new() };
    let shown = mask_words(lines);
    let mut text = String::new();
    for (number, line) in shown.lines().enumerate().take(LINES_SHOWN + 1) {
        text += "  | ";
        text += &if number < LINES_SHOWN { visible(line) } else { "…".to_owned() };
        text.push('\n');
    }
    text
}

fn changes(run: &Run, plan: &Plan) -> String {
    if plan.changes.is_empty() && plan.lock.is_none() {
        return format!("{}\n", words::NOTHING_TO_CHANGE);
    }
    let lock = plan.lock.iter().map(|change| (lock::FILE, change));
    let files = plan.changes.iter().map(|(path, change)| (path.as_str(), change)).chain(lock);
    files.map(|(path, change)| change_line(run, path, change)).collect()
}

fn change_line(run: &Run, path: &str, change: &Change) -> String {
    let style = match change {
        Change::Create { .. } => GOOD,
        Change::Update { .. } => AIDE,
        Change::Delete { .. } => GONE,
    };
    format!("{style}{}{style:#} {}\n", words::change(change), run.shown(path))
}
