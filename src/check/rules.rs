//! The rules, as one table.

use crate::check::Rule;

/// Every rule, in the order of the documentation.
pub const RULES: &[&Rule] = &[];
