//! What can be wrong with what we are given, as values: the words for them are chosen in one place of the terminal's floor.

mod manifest;
mod project;
mod state;
mod system;
mod text;

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use crate::syntax::jsonc::{Cause, SyntaxFault};
use crate::syntax::script;
use crate::text::edit::Place;
use crate::text::lines::is_blank;
use crate::text::merge;

pub use manifest::ManifestFault;
pub use project::{ProjectFault, Sign};
pub use state::StateFault;
pub use system::{Operation, SystemFault};
pub use text::TextFault;

/// A reason not to run: what it is about, where in it, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it is about.
    pub about: About,
    /// Where in the file.
    pub place: Option<Place>,
    /// The offending text as it is written; whoever shows it masks secrets and shortens it.
    pub text: Option<Box<str>>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What a fault is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A flag or another argument of the command line, as its help names it.
    Argument(&'static str),
    /// A file or folder, as the user would name it.
    Path(String),
}

/// The kinds of faults, in five families. Each variant of each has one code, one message and one cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Of a text.
    Text(TextFault),
    /// Of a value in the manifest or in a flag.
    Manifest(ManifestFault),
    /// Of a project.
    Project(ProjectFault),
    /// Of the lock, of a stage, or of another run.
    State(StateFault),
    /// Of the file system or the system.
    System(SystemFault),
}

impl FaultKind {
    /// The stable name, as the READMEs list it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Text(fault) => fault.code(),
            Self::Manifest(fault) => fault.code(),
            Self::Project(fault) => fault.code(),
            Self::State(fault) => fault.code(),
            Self::System(fault) => fault.code(),
        }
    }
}

impl From<TextFault> for FaultKind {
    fn from(fault: TextFault) -> Self {
        Self::Text(fault)
    }
}

impl From<ManifestFault> for FaultKind {
    fn from(fault: ManifestFault) -> Self {
        Self::Manifest(fault)
    }
}

impl From<ProjectFault> for FaultKind {
    fn from(fault: ProjectFault) -> Self {
        Self::Project(fault)
    }
}

impl From<StateFault> for FaultKind {
    fn from(fault: StateFault) -> Self {
        Self::State(fault)
    }
}

impl From<SystemFault> for FaultKind {
    fn from(fault: SystemFault) -> Self {
        Self::System(fault)
    }
}

/// All the faults of one attempt, never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

/// An error type must print; the terminal's floor prints faults in full.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} faults", self.0.len())
    }
}

impl std::error::Error for Faults {}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl Fault {
    /// A fault of a whole file or folder.
    pub fn of(path: impl Into<String>, kind: impl Into<FaultKind>) -> Self {
        Self { about: About::Path(path.into()), place: None, text: None, kind: kind.into() }
    }

    /// A fault of what an argument of the command line says.
    pub fn of_argument(name: &'static str, text: &str, kind: impl Into<FaultKind>) -> Self {
        let text = Some(text.into());
        Self { about: About::Argument(name), place: None, text, kind: kind.into() }
    }

    /// A fault at a byte range of a file's text.
    pub fn at(
        path: impl Into<String>,
        source: &str,
        range: Range<usize>,
        kind: impl Into<FaultKind>,
    ) -> Self {
        let place = Some(Place::of(source, range.start));
        let text = source.get(range).filter(|text| !text.is_empty()).map(Into::into);
        Self { place, text, ..Self::of(path, kind) }
    }

    /// A file that cannot be read as what it is: because of git's conflict markers in it, of its syntax, its size, or of the system.
    pub fn unreadable(path: impl Into<String>, source: &str, fault: SyntaxFault) -> Self {
        let SyntaxFault { at, reason, cause } = fault;
        let kind = match (cause, merge::first_marker(source)) {
            (Cause::NoThread, _) => return Self::of(path, SystemFault::NoThread),
            (Cause::NotJson | Cause::NotScript | Cause::TooLong, Some(marker)) => {
                return Self::at(path, source, marker..marker, TextFault::Markers);
            }
            (Cause::NotJson, None) if is_blank(source) => {
                return Self::at(path, source, 0..0, TextFault::EmptyFile);
            }
            (Cause::NotJson, None) => TextFault::NotJson { reason },
            (Cause::NotScript, None) => TextFault::NotScript { reason },
            (Cause::TooLong, None) => {
                let (size, limit) = (source.len() as u64, script::SIZE_LIMIT as u64);
                return Self::of(path, TextFault::TooLarge { size, limit });
            }
        };
        Self::at(path, source, at..at, kind)
    }

    /// The file or folder that it is about, if it is about one.
    pub fn path(&self) -> Option<&str> {
        match &self.about {
            About::Path(path) => Some(path),
            About::Argument(_) => None,
        }
    }

    /// The same fault of another path.
    #[must_use]
    pub fn renamed(self, path: impl Into<String>) -> Self {
        Self { about: About::Path(path.into()), ..self }
    }

    /// The order of every output.
    pub fn by_place(a: &Self, b: &Self) -> Ordering {
        (&a.about, a.place).cmp(&(&b.about, b.place))
    }
}

/// Collects faults, so that all are told together.
///
/// # Errors
/// All of `faults`, if there are any.
pub fn none_of<T>(value: T, faults: Vec<Fault>) -> Result<T, Faults> {
    if faults.is_empty() { Ok(value) } else { Err(Faults(faults)) }
}
