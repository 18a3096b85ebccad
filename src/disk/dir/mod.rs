//! A folder as something held open: one type, made for Unix by handles and elsewhere by paths.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(super) use other::{Dir, Stat, open_named, open_plain, wait_for};
#[cfg(unix)]
pub(super) use unix::{Dir, Stat, open_named, open_plain, wait_for};

/// What stands at a name; a link is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
