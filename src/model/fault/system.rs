//! What can be wrong with files and folders, and with the system below.

/// What was being done when the system refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
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

/// What the file system or the system does not let us do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SystemFault {
    /// A symbolic link, which may lead out of the project.
    Link,
    /// A folder or a device where a file must be.
    NotAFile,
    /// A file where a folder must be.
    NotAFolder,
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
    /// No write permission on a file.
    ReadOnlyFile,
    /// No write permission on a folder.
    ReadOnlyFolder,
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
    Refused {
        /// What was being done.
        operation: Operation,
        /// The system's reason.
        reason: String,
    },
}

impl SystemFault {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::NotAFile => "not-a-file",
            Self::NotAFolder => "not-a-folder",
            Self::NoSuchFolder => "no-such-folder",
            Self::NoWorkingFolder => "no-working-folder",
            Self::NameNotUtf8 => "name-not-utf8",
            Self::OutsideRepository => "outside-repository",
            Self::OutsideFolder => "outside-folder",
            Self::ControlInPatch => "control-in-patch",
            Self::ReadOnlyFile => "read-only-file",
            Self::ReadOnlyFolder => "read-only-folder",
            Self::OtherFileSystem => "other-file-system",
            Self::NoThread => "no-thread",
            Self::Panic { .. } => "panic",
            Self::Refused { .. } => "system-error",
        }
    }
}
