//! How many texts this thread has parsed, so that a test can tell that none is parsed twice.

use std::cell::Cell;

thread_local! {
    static PARSES: Cell<usize> = const { Cell::new(0) };
}

/// Counts one.
pub(super) fn count() {
    PARSES.set(PARSES.get() + 1);
}

/// How many there were.
pub(crate) fn parses() -> usize {
    PARSES.get()
}
