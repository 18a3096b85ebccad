//! What can be wrong with what we are given, as values: the words for them are chosen in one place of the terminal's floor.

use std::cmp::Ordering;
use std::fmt;

use crate::syntax::jsonc::{Cause, SyntaxFault};
use crate::text::edit::Place;
use crate::text::merge;
use crate::text::path::PathFault;

/// A reason not to run: which file, where in it, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, as the user would name it.
    pub file: String,
    /// Where in the file.
    pub place: Option<Place>,
    /// The offending text as it is written; whoever shows it masks secrets and shortens it.
    pub text: Option<String>,
    /// What is wrong.
    pub what: What,
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
    /// A fault of a whole file.
    pub fn of(file: impl Into<String>, what: What) -> Self {
        Self { file: file.into(), place: None, text: None, what }
    }

    /// The order of every output.
    pub fn by_place(a: &Self, b: &Self) -> Ordering {
        (&a.file, a.place).cmp(&(&b.file, b.place))
    }

    /// A fault at a byte range of a file's text.
    pub fn at(
        file: impl Into<String>,
        source: &str,
        range: std::ops::Range<usize>,
        what: What,
    ) -> Self {
        let place = Some(Place::of(source, range.start));
        let text = source.get(range).filter(|text| !text.is_empty()).map(str::to_owned);
        Self { file: file.into(), place, text, what }
    }
}

impl Fault {
    /// A file that cannot be read as what it is: because of git's conflict markers in it, of its syntax, or of the system.
    pub fn unreadable(file: impl Into<String>, source: &str, fault: SyntaxFault) -> Self {
        match (fault.cause, merge::first_marker(source)) {
            (Cause::NoThread, _) => Self::of(file, What::NoThread),
            (Cause::Text, Some(at)) => Self::at(file, source, at..at, What::Markers),
            (Cause::Text, None) => {
                let what = What::Syntax { reason: fault.reason };
                Self::at(file, source, fault.at..fault.at, what)
            }
        }
    }
}

/// Collects faults, so that all are told together.
///
/// # Errors
/// All of `faults`, if there are any.
pub fn none_of<T>(value: T, faults: Vec<Fault>) -> Result<T, Faults> {
    if faults.is_empty() { Ok(value) } else { Err(Faults(faults)) }
}

/// What was being done when the system refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Reading a file.
    Read,
    /// Writing a new text beside the old one.
    Stage,
    /// Putting a new text in its place.
    Replace,
    /// Removing a file.
    Remove,
    /// Putting an old text back, because something else failed.
    PutBack,
    /// Making a folder.
    MakeFolder,
    /// Holding the project so that no other run writes to it.
    Hold,
}

/// What folders have that lie below one that does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A manifest.
    Manifest,
    /// A mini-program, but no manifest.
    ProgramWithoutManifest,
    /// A mini-program.
    Program,
}

/// The kinds of faults. Each variant has one message and one cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Not JSON, even with comments and trailing commas forgiven.
    Syntax {
        /// The parser's reason.
        reason: String,
    },
    /// Git's conflict markers are in the text.
    Markers,
    /// A key that nobody reads.
    UnknownKey {
        /// The nearest key that is read.
        nearest: Option<String>,
        /// All that are read there.
        known: Vec<&'static str>,
    },
    /// A name that no rule has.
    UnknownRule {
        /// The nearest name that one has.
        nearest: String,
    },
    /// A key that must be there.
    MissingKey {
        /// Its name.
        key: &'static str,
    },
    /// A key occurs twice in one object.
    DuplicateKey {
        /// Its name.
        key: String,
    },
    /// A value of another type.
    WrongType {
        /// Key path of the value.
        key: String,
        /// What it must be.
        expected: &'static str,
    },
    /// A word that is not one of those.
    NotOneOf {
        /// The key.
        key: String,
        /// The words.
        allowed: &'static [&'static str],
    },
    /// The manifest is of a later format.
    NewerManifest,
    /// Not a version that app.json may name.
    Version,
    /// Not a range of versions.
    Range {
        /// The library's reason.
        reason: String,
    },
    /// Not a pattern of paths.
    Glob {
        /// The library's reason.
        reason: String,
    },
    /// Not a rule with how grave it is.
    Level {
        /// The rule that was meant, or some rule.
        nearest: String,
    },
    /// The manifest's own requirement refuses its version.
    VersionRefused {
        /// The requirement.
        require: String,
    },
    /// A path that is none of ours.
    Path(PathFault),
    /// A character that a page path cannot hold, because paths stand in URLs.
    PathCharacter(char),
    /// A page path with a file suffix.
    PathSuffix,
    /// Two pages with one path.
    SamePage,
    /// Two paths that are one file where case does not count.
    CaseOnly {
        /// The other path.
        other: String,
    },
    /// Two pages that would be written into one file.
    SameFile {
        /// The file.
        file: String,
    },
    /// Not a positive integer that JavaScript can hold.
    RoomId,
    /// The key goes with other kinds of page.
    KeyNotOfKind {
        /// The key.
        key: &'static str,
        /// The kind of this page.
        kind: &'static str,
    },
    /// `custom_params` would be cut by the platform.
    ParamsTooLong {
        /// Characters once encoded.
        length: usize,
    },
    /// JavaScript would round the number.
    InexactNumber,
    /// Not an appid.
    Appid,
    /// Empty text.
    EmptyText {
        /// The key.
        key: String,
    },
    /// The plugin's subpackage would have no page.
    NoPageInPackage {
        /// Its root.
        root: String,
    },
    /// A page to be written lies in a subpackage that is not the plugin's.
    InOtherPackage {
        /// That subpackage's root.
        root: String,
    },
    /// A page of the main package lies below the root of the plugin's subpackage.
    MainPageInRoot {
        /// The page.
        page: String,
    },
    /// One subpackage root lies in another.
    NestedRoot {
        /// The other root.
        other: String,
    },
    /// An existing page whose files are not there.
    NoPageFile {
        /// The file that was looked for.
        file: String,
    },
    /// A file that `packages` of an mpx program names is not there.
    NoPackageFile,
    /// The manifest names a page in a project of a framework for which kaibo writes none.
    PageOfFramework {
        /// The framework.
        framework: &'static str,
    },
    /// Both `subPackages` and `subpackages` are there.
    BothSpellings,
    /// There is no app.json where one must be.
    NotAMiniProgram {
        /// Why it was looked for there.
        miniprogram_root: Option<String>,
    },
    /// No project was found.
    NoProject,
    /// What is wanted is not in the folder itself, but below it.
    OnlyBelow {
        /// What is there.
        sign: Sign,
        /// Some of the folders, from where the user is.
        folders: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// There is no manifest.
    NoManifest,
    /// There is a manifest already.
    ManifestExists,
    /// The folder for a new project holds something.
    NotEmpty,
    /// The lock was written by a newer tool.
    NewerLock {
        /// That tool's version.
        theirs: String,
        /// This tool's version.
        ours: &'static str,
    },
    /// The lock is of a later format.
    NewerLockVersion {
        /// Its format.
        theirs: u64,
        /// The version of the tool that wrote it.
        tool: String,
        /// The newest format that this tool reads.
        ours: u64,
    },
    /// A version of the plugin that is newer than all that are known.
    UnknownVersion {
        /// The newest that is known.
        newest: String,
    },
    /// A template that cannot be rendered.
    Template {
        /// The library's reason; `None` where there is no template.
        reason: Option<String>,
    },
    /// Not a catalogue of versions.
    BrokenCatalogue {
        /// The library's reason, or ours.
        reason: String,
    },
    /// Not a lock of ours.
    BrokenLock,
    /// A stage that is not the user's own.
    ForeignStage,
    /// A stage that does not hold what its journal says.
    BrokenStage,
    /// Not UTF-8.
    NotUtf8,
    /// Larger than any file of its kind.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A symbolic link, which may lead out of the project.
    Link,
    /// A folder or a device where a file must be.
    NotAFile,
    /// There is no such folder.
    NoSuchFolder,
    /// The working directory is gone.
    NoWorkingFolder,
    /// A name that is no UTF-8, and so cannot be told, written or compared as text.
    NameNotUtf8,
    /// A patch cannot name a file outside of the repository that holds the working directory.
    OutsideRepository,
    /// A patch whose files are named from the working directory cannot name one outside of it.
    OutsideFolder,
    /// A patch cannot name a file with a control character in its path.
    ControlInPatch,
    /// A file where a folder must be.
    NotAFolder,
    /// No write permission on a file.
    ReadOnlyFile,
    /// No write permission on a folder.
    ReadOnlyFolder,
    /// Another run holds the project.
    Busy,
    /// An earlier run was interrupted, and this verb does not write.
    Interrupted,
    /// A file was changed between loading and writing.
    ChangedMeanwhile,
    /// A file system of its own lies between the project and this file.
    OtherFileSystem,
    /// No thread can be started, and a script needs one with a stack of known size.
    NoThread,
    /// A defect of this program.
    Panic {
        /// What it says, and where.
        message: String,
    },
    /// The system refused.
    System {
        /// What was being done.
        act: Act,
        /// The system's reason.
        reason: String,
    },
    /// `--accept` names a path that has no conflict.
    NoSuchConflict,
}
