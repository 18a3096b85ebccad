//! Sources that nobody reads, because they are too large.

use crate::model::fault::{Fault, FaultKind, TextFault};

/// A source that is too large to be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LargeSource {
    /// Its path from where the user is.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// How many bytes are read at most.
    pub limit: u64,
}

impl LargeSource {
    /// The source of a fault, where that is its size.
    pub fn of(fault: &Fault) -> Option<Self> {
        let FaultKind::Text(TextFault::TooLarge { size, limit }) = fault.kind else { return None };
        Some(Self { path: fault.path()?.to_owned(), size, limit })
    }
}
