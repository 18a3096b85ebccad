//! A folder as something held open: one type, made for Unix by handles and elsewhere by paths.

mod kind;
#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

pub(super) use kind::FileKind;
pub use kind::Hold;
#[cfg(not(unix))]
pub(super) use other::{Dir, Stat, open_named, open_plain, wait_for};
#[cfg(unix)]
pub(super) use unix::{Dir, Stat, open_named, open_plain, wait_for};
