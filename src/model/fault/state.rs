//! What can be wrong with what earlier runs left, or with another run beside this one.

/// What is wrong with the lock, with a stage, or with another run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateFault {
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
    /// Not a lock of ours.
    BrokenLock,
    /// A stage that is not the user's own.
    ForeignStage,
    /// A stage that does not hold what its journal says.
    BrokenStage,
    /// Another run holds the project.
    Busy,
    /// An earlier run was interrupted, and this verb does not write.
    Interrupted,
    /// A file was changed between loading and writing.
    ChangedMeanwhile,
    /// `--accept` names a path that has no conflict.
    NoSuchConflict,
}

impl StateFault {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NewerLock { .. } | Self::NewerLockVersion { .. } => "newer-lock",
            Self::BrokenLock => "broken-lock",
            Self::ForeignStage => "foreign-stage",
            Self::BrokenStage => "broken-stage",
            Self::Busy => "busy",
            Self::Interrupted => "interrupted",
            Self::ChangedMeanwhile => "changed-meanwhile",
            Self::NoSuchConflict => "no-such-conflict",
        }
    }
}
