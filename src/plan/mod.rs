//! Floor 4: decides, and is pure: a plan is a function of a snapshot and of what is asked.

pub mod create;
pub mod declare;
pub mod editor;
pub mod fix;
pub mod init;
pub mod journal;
pub mod moves;
pub mod ownership;
pub mod pages;
pub mod patch;
pub mod register;
pub mod seal;
pub mod switch;
pub mod template;
pub mod toggle;
pub mod upgrade;
pub mod validate;

use std::collections::BTreeMap;

use crate::model::catalogue::{Catalogue, Minimum, VersionStatus};
use crate::model::lock;
use crate::project::snapshot::CodePlace;
use crate::text::path::RelPath;

/// What is to be written to one project, as whole files; nothing is in it that stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The changes, the lock aside.
    pub changes: BTreeMap<RelPath, Change>,
    /// What is refused; a plan with conflicts is not written at all.
    pub conflicts: BTreeMap<RelPath, Reason>,
    /// Files among the changes that get conflict markers, because that was asked for.
    pub marked: Vec<RelPath>,
    /// The change of the lock, which is written last.
    pub lock: Option<Change>,
    /// What is worth saying although it is no obstacle.
    pub notes: Vec<Note>,
}

impl Plan {
    /// The change of the lock that a patch shows: without base texts, which are nobody's to read, and with what is turned
    /// off, which must not be lost.
    pub fn lock_in_patch(&self) -> Option<Change> {
        let change = self.lock.as_ref()?;
        match change.after() {
            Some(after) => {
                let shown = lock::without_new_bases(change.before(), after)?;
                Change::between(change.before(), Some(&shown))
            }
            None => Some(change.clone()),
        }
    }
}

impl AsRef<Plan> for Plan {
    fn as_ref(&self) -> &Plan {
        self
    }
}

/// A change of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The file is not there yet.
    Create {
        /// Its text.
        after: String,
    },
    /// The file gets another text.
    Update {
        /// The text on disk.
        before: String,
        /// The text to be.
        after: String,
    },
    /// The file goes away.
    Delete {
        /// The text on disk.
        before: String,
    },
}

impl Change {
    /// The change from one state of a file to another; `None` where they are the same.
    pub fn between(before: Option<&str>, after: Option<&str>) -> Option<Self> {
        match (before, after) {
            (None, None) => None,
            (None, Some(after)) => Some(Self::Create { after: after.to_owned() }),
            (Some(before), None) => Some(Self::Delete { before: before.to_owned() }),
            (Some(before), Some(after)) => (before != after)
                .then(|| Self::Update { before: before.to_owned(), after: after.to_owned() }),
        }
    }

    /// The text on disk.
    pub fn before(&self) -> Option<&str> {
        match self {
            Self::Create { .. } => None,
            Self::Update { before, .. } | Self::Delete { before } => Some(before),
        }
    }

    /// The text to be.
    pub fn after(&self) -> Option<&str> {
        match self {
            Self::Create { after } | Self::Update { after, .. } => Some(after),
            Self::Delete { .. } => None,
        }
    }

    /// The word of the machine formats.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Update { .. } => "update",
            Self::Delete { .. } => "delete",
        }
    }
}

/// Why a change is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A file is in the way that is not one of ours.
    InTheWay,
    /// Both the user and the template changed the same lines.
    BothChanged {
        /// Those lines, both sides between git's conflict markers.
        lines: String,
    },
    /// Edited by hand, and no longer in the manifest.
    EditedAndDropped,
    /// Edited by hand in a page that moves to another path, where the template changed the same lines.
    MovedAndChanged {
        /// Where the page goes.
        to: String,
    },
    /// Edited by hand in a page that moves to another folder, where relative paths of the user's lead elsewhere.
    MovedReferences {
        /// Where the page goes.
        to: String,
    },
    /// Edited by hand in a page that could be one of several new ones.
    MoveUnclear {
        /// The page as it was.
        from: String,
        /// The pages that it could be now, the first few.
        to: Vec<String>,
        /// How many more there are.
        others: usize,
    },
    /// It still holds conflict markers.
    Markers,
    /// The lock holds git's conflict markers, so nothing is known of what was written.
    LockMarkers,
    /// The usual alias is declared with another provider.
    OtherProvider {
        /// That provider.
        provider: String,
        /// Line of the entry, from 1.
        line: usize,
    },
    /// The package declares the plugin twice.
    DeclaredTwice {
        /// Line of the second entry, from 1.
        line: usize,
    },
    /// The entry's alias is taken in the package that it is to move to.
    AliasTaken {
        /// The alias.
        alias: String,
    },
    /// A condition decides whether the declaration is there.
    Conditional {
        /// Its line, from 1.
        line: usize,
    },
    /// All that stands where the declaration is to go depends on a condition.
    ConditionalPlace,
    /// What declares plugins, or what a declaration says, is computed, so that nothing can be put there.
    Computed {
        /// Line of the declaration, from 1, where there is one.
        line: Option<usize>,
    },
    /// The declaration is commented out in such a way that it would not count without the comment signs, or more would
    /// come back with it.
    CommentedOut {
        /// Its line, from 1.
        line: usize,
    },
    /// More than one declaration is commented out, and nothing says which one is to count.
    SeveralCommentedOut {
        /// Line of the second, from 1.
        line: usize,
    },
    /// What stood beside a declaration that was turned off is not there any more.
    NeighboursChanged,
    /// The configuration has no such package.
    NoPlace {
        /// The package.
        package: String,
    },
    /// A page that is to go is still named elsewhere in app.json.
    PageInUse {
        /// The page.
        page: String,
    },
    /// An interrupted run wrote neither what is there now nor what was there before.
    ChangedSinceInterruption,
}

impl Reason {
    /// The line that is in the way, where one is, from 1.
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::OtherProvider { line, .. }
            | Self::DeclaredTwice { line }
            | Self::Conditional { line }
            | Self::CommentedOut { line }
            | Self::SeveralCommentedOut { line } => Some(*line),
            Self::Computed { line } => *line,
            Self::InTheWay
            | Self::BothChanged { .. }
            | Self::EditedAndDropped
            | Self::MovedAndChanged { .. }
            | Self::MovedReferences { .. }
            | Self::MoveUnclear { .. }
            | Self::Markers
            | Self::LockMarkers
            | Self::AliasTaken { .. }
            | Self::ConditionalPlace
            | Self::NeighboursChanged
            | Self::NoPlace { .. }
            | Self::PageInUse { .. }
            | Self::ChangedSinceInterruption => None,
        }
    }
}

/// What a run says beside its changes; files and pages are named from the project's root and from app.json's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The platform rejects app.json as it is, and it stays so.
    NotStrictJson {
        /// Path from the project's root.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is in it.
        what: crate::syntax::jsonc::Leniency,
    },
    /// The project declares the plugin in a way that the manifest cannot describe.
    UnhealthyDeclaration {
        /// Path from the project's root.
        file: String,
        /// Line, from 1.
        line: usize,
    },
    /// The declaration was turned off, and stays so.
    StaysDisabled,
    /// The project's declaration is commented out, and the manifest would have it count.
    CommentedOut {
        /// Path from the project's root.
        file: String,
        /// Line, from 1.
        line: usize,
    },
    /// Somebody commented the declaration out, and `enable` was not asked to bring it back.
    StaysCommentedOut {
        /// Path from the project's root.
        file: String,
        /// Line, from 1.
        line: usize,
    },
    /// A declaration is left alone of which nobody knows here whether it is there, or what it says.
    StaysUndecided {
        /// Path from the project's root.
        file: String,
        /// Line, from 1.
        line: usize,
    },
    /// Code of the project's writes the declaration, so that none is written beside it.
    DeclaredElsewhere {
        /// Path from the project's root.
        file: String,
        /// Line, from 1.
        line: usize,
    },
    /// What is declared is lower than the lowest version that the platform was seen to accept.
    BelowMinimum {
        /// The file that says so, from the project's root.
        file: String,
        /// The version.
        version: String,
        /// That minimum.
        minimum: Minimum,
    },
    /// What is declared is newer than all versions that are known.
    UnknownVersion {
        /// The file that says so, from the project's root.
        file: String,
        /// The version.
        version: String,
        /// The newest that is known.
        newest: String,
    },
    /// A declaration that was turned off is forgotten, because the plugin is declared again.
    Superseded {
        /// The file that it was taken out of, from the project's root.
        file: String,
    },
    /// The project has no declaration, so the manifest proposes one.
    Proposed,
    /// A page that the user edited goes to the path that the manifest names now.
    PageMoved {
        /// The page as it was.
        from: String,
        /// The page as it will be.
        to: String,
    },
    /// A page that the user deleted stays deleted.
    StaysDeleted {
        /// The page.
        page: String,
    },
    /// A page that the user deleted is still in app.json, which does not compile so.
    DeletedButListed {
        /// The page.
        page: String,
    },
}

impl Note {
    /// That code of the project's writes the declaration.
    pub fn of_code(place: &CodePlace) -> Self {
        Self::DeclaredElsewhere { file: place.file.to_string(), line: place.line }
    }

    /// What is worth saying of a version that a file declares.
    pub fn of_version(file: &str, version: &str, catalogue: &Catalogue) -> Option<Self> {
        let (file, version) = (file.to_owned(), version.to_owned());
        match catalogue.standing(&version) {
            VersionStatus::BelowMinimum => {
                Some(Self::BelowMinimum { file, version, minimum: catalogue.minimum.clone() })
            }
            VersionStatus::Unknown => {
                Some(Self::UnknownVersion { file, version, newest: catalogue.newest().to_owned() })
            }
            VersionStatus::Ordinary => None,
        }
    }
}

/// How conflicts are settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accept {
    /// Not at all.
    Nothing,
    /// By taking one side.
    Side {
        /// Which.
        side: Side,
        /// For which files or folders; empty means all.
        paths: Vec<RelPath>,
    },
}

/// In git's words, with the user's file as ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Keep the file, and record what would have been written as the new base.
    Ours,
    /// Take what would have been written.
    Theirs,
    /// Write both with conflict markers.
    Markers,
}

impl Accept {
    /// The side to take for a file.
    pub fn side(&self, path: &RelPath) -> Option<Side> {
        match self {
            Self::Nothing => None,
            Self::Side { side, paths } => (paths.is_empty()
                || paths.iter().any(|accepted| path.is_within(accepted)))
            .then_some(*side),
        }
    }
}
