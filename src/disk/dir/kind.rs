//! What may stand at a name, and how a folder is held.

/// What stands at a name; a link is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    File,
    Folder,
    Link,
    /// A device, a pipe or a socket.
    Special,
}

/// How a run holds a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It only reads; other readers may run beside it.
    Shared,
    /// It writes; nobody else may.
    Exclusive,
}
