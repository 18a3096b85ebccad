//! Floor 0: strings in, strings out; knows no language, no mini-program and no disk.

pub mod diff;
pub mod edit;
pub mod escape;
pub mod hex;
pub mod index;
pub mod lines;
pub mod merge;
pub mod path;
pub mod ranges;
