//! Results for machines: one JSON document a run, the same on every machine; documented in the README.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::cli::words::{self, Words};
use crate::cli::{Mode, Outcome, Run};
use crate::model::catalogue::Catalogue;
use crate::model::fault::Fault;
use crate::model::lock;
use crate::plan::{Change, Plan, Reason};

/// The document.
pub(super) fn document(run: &Run, outcome: &Outcome) -> String {
    let mut document = head(run);
    match outcome {
        Outcome::Planned { plan, .. } => {
            document["written"] = json!(run.mode == Mode::Write && plan.conflicts.is_empty());
            for (key, values) in lists(run, plan, &str::to_owned) {
                document[key] = values.into();
            }
        }
        Outcome::Refused(faults) => {
            return refused(run, &faults.0);
        }
    }
    format!("{document:#}\n")
}

/// The document of a run that could not do what was asked.
pub(super) fn refused(run: &Run, faults: &[Fault]) -> String {
    let mut document = head(run);
    document["errors"] = errors(run, faults).into();
    format!("{document:#}\n")
}

/// The document of `list`; its errors are known when its projects are printed.
pub(super) fn list(run: &Run, projects: impl Serialize, errors: impl Serialize) -> impl Serialize {
    #[derive(Serialize)]
    struct Document<P, E> {
        #[serde(flatten)]
        head: Value,
        projects: P,
        errors: E,
    }
    Document { head: head(run), projects, errors }
}

/// The document of `versions`: the catalogue as it is read.
pub(super) fn catalogue(run: &Run, catalogue: &Catalogue) -> String {
    let mut document = head(run);
    document["catalogue"] = json!(catalogue);
    format!("{document:#}\n")
}

/// What every document begins with.
pub(super) fn head(run: &Run) -> Value {
    json!({ "tool": "kaibo", "version": env!("CARGO_PKG_VERSION"), "verb": run.verb })
}

/// A value as it stands in a list of a document: as text, because there may be ten thousand until they are printed.
pub(super) fn item(value: &Value) -> Box<RawValue> {
    RawValue::from_string(format!("{value:#}").replace('\n', "\n    "))
        .expect("a printed value is one")
}

/// What the document lists of a plan; `shown` names a file of the project.
pub(super) fn lists(
    run: &Run,
    plan: &Plan,
    shown: &dyn Fn(&str) -> String,
) -> [(&'static str, Vec<Value>); 3] {
    // the lock is a change like others, but no part of what `diff` shows
    let lock = plan.lock.iter().filter(|_| run.verb != "diff").map(|lock| (lock::FILE, lock));
    let changes = plan.changes.iter().map(|(path, change)| (path.as_str(), change)).chain(lock);
    let change = |(path, of): (&str, &Change)| json!({ "path": shown(path), "kind": of.kind() });
    let refused = plan.conflicts.iter().map(|(path, reason)| {
        let Words { message, help } = words::conflict(reason);
        json!({ "path": shown(path.as_str()), "reason": name(reason), "message": message, "help": help })
    });
    let marked =
        plan.marked.iter().map(|path| json!({ "path": shown(path.as_str()), "reason": "marked" }));
    let warnings = plan.notes.iter().map(|note| words_value(words::note(note)));
    [
        ("changes", changes.map(change).collect()),
        ("conflicts", refused.chain(marked).collect()),
        ("warnings", warnings.collect()),
    ]
}

/// Faults.
pub(super) fn errors(run: &Run, faults: &[Fault]) -> Vec<Value> {
    faults.iter().map(|fault| error(run, fault)).collect()
}

/// The reason's stable name.
fn name(reason: &Reason) -> &'static str {
    match reason {
        Reason::InTheWay => "in-the-way",
        Reason::BothChanged => "both-changed",
        Reason::EditedAndDropped => "edited-and-dropped",
        Reason::MovedAndChanged { .. } => "moved-and-changed",
        Reason::MovedReferences { .. } => "moved-references",
        Reason::MoveUnclear { .. } => "move-unclear",
        Reason::Markers => "markers",
        Reason::LockMarkers => "lock-markers",
        Reason::OtherProvider { .. } => "other-provider",
        Reason::DeclaredTwice => "declared-twice",
        Reason::AliasTaken { .. } => "alias-taken",
        Reason::Conditional => "conditional",
        Reason::ConditionalPlace => "conditional-place",
        Reason::Computed => "computed",
        Reason::SeveralCommentedOut => "several-commented-out",
        Reason::NeighboursChanged => "neighbours-changed",
        Reason::NoPlace { .. } => "no-place",
        Reason::PageInUse { .. } => "page-in-use",
        Reason::ChangedSinceInterruption => "changed-since-interruption",
    }
}

/// A fault.
pub(super) fn error(run: &Run, fault: &Fault) -> Value {
    let mut error = words_value(words::fault(&fault.what));
    error["path"] = json!(run.shown_at_fault(&fault.file));
    if let Some(place) = fault.place {
        error["line"] = json!(place.line);
        error["column"] = json!(place.column);
    }
    if let Some(text) = &fault.text {
        error["text"] = json!(text);
    }
    error
}

fn words_value(Words { message, help }: Words) -> Value {
    json!({ "message": message, "help": help })
}
