//! Floor 5: the only folder that touches the file system. Loads snapshots, applies plans, finishes interrupted writes.
//!
//! Below a project's root it follows no symbolic link, neither to read nor to write: each step is opened from the one
//! before (`disk/dir`). A write is staged beside the project and then swapped in, file by file, in steps that lose nothing of
//! what somebody else writes at the same time (`disk/stage.rs`); a run that was killed is finished by the next, where the
//! stage bears the user's own seal (`disk/recover.rs`).

#![expect(clippy::disallowed_methods, reason = "this is the one place for them")]

pub mod around;
mod beside;
mod dir;
pub mod fleet;
mod imports;
mod input;
mod key;
pub mod named;
mod parts;
pub mod present;
mod recover;
mod refusal;
pub mod repository;
mod root;
mod settle;
mod stage;
mod state;
pub mod texts;
mod walk;
pub mod windows;
mod write;

use std::path::Path;

pub use crate::disk::dir::Hold;
pub use crate::disk::input::read_named;
pub use crate::disk::recover::{Recovered, Remains};
pub use crate::disk::root::Root;
pub use crate::disk::stage::SwapMethod;

/// Whether anything stands at a path that the user named on the command line.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether a folder holds a project of ours.
pub fn has_manifest(path: &Path) -> bool {
    path.join(crate::model::manifest::FILE).is_file()
}
