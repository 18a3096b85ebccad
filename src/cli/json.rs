//! Results for machines: one JSON document a run, the same on every machine; documented in the README.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::cli::invocation::{Mode, Outcome, Run};
use crate::cli::words::{self, Words};
use crate::model::catalogue::Catalogue;
use crate::model::fault::Fault;
use crate::model::lock;
use crate::plan::{Change, Plan, Reason};
use crate::project::elsewhere::LoosePin;
use crate::project::usage::mask_words;
use crate::text::escape;

/// The document.
pub(super) fn document(run: &Run, outcome: &Outcome) -> Value {
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
    document
}

/// The document of a run that could not do what was asked.
fn refused(run: &Run, faults: &[Fault]) -> Value {
    let mut document = head(run);
    document["errors"] = errors(run, faults).into();
    document
}

/// The document of `list`; its errors are known when its projects are printed.
pub(super) fn list(
    run: &Run,
    projects: impl Serialize,
    elsewhere: Option<impl Serialize>,
    errors: impl Serialize,
) -> impl Serialize {
    #[derive(Serialize)]
    struct ListDocument<P, L, E> {
        #[serde(flatten)]
        head: Value,
        projects: P,
        #[serde(skip_serializing_if = "Option::is_none")]
        elsewhere: Option<L>,
        errors: E,
    }
    ListDocument { head: head(run), projects, elsewhere, errors }
}

/// The document of `versions`: the catalogue as it is read.
pub(super) fn catalogue(run: &Run, catalogue: &Catalogue) -> Value {
    let mut document = head(run);
    document["catalogue"] = json!(catalogue);
    document
}

/// Writes a document; nothing in it controls a terminal.
pub(super) fn write(value: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(Escaped(&mut *out), value)?;
    out.write_all(b"\n")
}

/// A stream of JSON whose strings come in whole characters.
struct Escaped<W>(W);

impl<W: Write> Write for Escaped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        self.0.write_all(escape::json_document(text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
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

/// A pin that stands in no configuration.
pub(super) fn loose_pin(path: &str, pin: &LoosePin) -> Value {
    let mut value = json!({ "path": path, "line": pin.place.line });
    if let Some(version) = pin.version.text() {
        value["version"] = json!(version);
    }
    value
}

/// What the document lists of a plan; `shown` names a file of the project.
pub(super) fn lists(
    run: &Run,
    plan: &Plan,
    shown: &dyn Fn(&str) -> String,
) -> [(&'static str, Vec<Value>); 3] {
    // the lock is a change like others, but `diff` shows only what a patch has of it
    let shown_lock = if run.verb == "diff" { plan.lock_in_patch() } else { plan.lock.clone() };
    let lock = shown_lock.iter().map(|lock| (lock::FILE, lock));
    let changes = plan.changes.iter().map(|(path, change)| (path.as_str(), change)).chain(lock);
    let change = |(path, of): (&str, &Change)| json!({ "path": shown(path), "kind": of.kind() });
    let refused = plan.conflicts.iter().map(|(path, reason)| {
        let Words { message, help } = words::conflict(reason).for_folder(&run.shown("."));
        let mut value = json!({ "path": shown(path.as_str()), "reason": name(reason), "message": message, "help": help });
        if let Some(line) = reason.line() {
            value["line"] = json!(line);
        }
        value
    });
    let marked =
        plan.marked.iter().map(|path| json!({ "path": shown(path.as_str()), "reason": "marked" }));
    let words = |note| words::note(note, shown).for_folder(&run.shown("."));
    let warnings = plan.notes.iter().map(|note| words_value(words(note)));
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
        Reason::BothChanged { .. } => "both-changed",
        Reason::EditedAndDropped => "edited-and-dropped",
        Reason::MovedAndChanged { .. } => "moved-and-changed",
        Reason::MovedReferences { .. } => "moved-references",
        Reason::MoveUnclear { .. } => "move-unclear",
        Reason::Markers => "markers",
        Reason::LockMarkers => "lock-markers",
        Reason::OtherProvider { .. } => "other-provider",
        Reason::DeclaredTwice { .. } => "declared-twice",
        Reason::AliasTaken { .. } => "alias-taken",
        Reason::Conditional { .. } => "conditional",
        Reason::ConditionalPlace => "conditional-place",
        Reason::Computed { .. } => "computed",
        Reason::CommentedOut { .. } => "commented-out",
        Reason::SeveralCommentedOut { .. } => "several-commented-out",
        Reason::NeighboursChanged => "neighbours-changed",
        Reason::NoPlace { .. } => "no-place",
        Reason::PageInUse { .. } => "page-in-use",
        Reason::ChangedSinceInterruption => "changed-since-interruption",
    }
}

/// A fault.
pub(super) fn error(run: &Run, fault: &Fault) -> Value {
    let mut error = words_value(run.words_alone(fault));
    error["code"] = json!(fault.kind.code());
    if let Some(path) = fault.path() {
        error["path"] = json!(run.shown_at_fault(path));
    }
    if let Some(place) = fault.place {
        error["line"] = json!(place.line);
        error["column"] = json!(place.column);
    }
    if let Some(text) = &fault.text {
        error["text"] = json!(mask_words(text));
    }
    error
}

fn words_value(Words { message, help }: Words) -> Value {
    json!({ "message": message, "help": help })
}
