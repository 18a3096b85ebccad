//! What is refused of a file: what is too large or no text, and what the system does not give.

use std::io;

use crate::model::fault::{Fault, Operation, SystemFault, TextFault};

/// Largest file that is read, in bytes: a package may have 2 MB in all, so this is no configuration or page.
pub(super) const SIZE_LIMIT: u64 = 8 * 1024 * 1024;

/// The root itself, as faults name it: like all their files, from the root.
pub(super) const HERE: &str = ".";

/// The text that bytes are, or where they cease to be text.
pub(super) fn decoded<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, Fault> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        Fault::at(file, &valid, valid.len()..valid.len(), TextFault::NotUtf8)
    })
}

pub(super) fn system(file: &str, operation: Operation, error: &io::Error) -> Fault {
    Fault::of(file, SystemFault::Refused { operation, reason: error.to_string() })
}
