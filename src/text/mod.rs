//! Floor 0: strings in, strings out; knows no mini-program and no disk.

pub mod blocks;
pub mod commented;
pub mod conditional;
pub mod diff;
pub mod edit;
pub mod escape;
pub mod hex;
pub mod lines;
pub mod literal;
pub mod markup;
pub mod merge;
pub mod path;
pub mod term;
