//! Floor 4: checks a project by rules, and is pure; does not import `plan`.

mod declaration;
pub mod facts;
pub mod finding;
pub mod pages;
pub mod pins;
pub mod rules;
mod run;
#[cfg(test)]
mod sample;
mod settings;
mod usage;

pub use crate::check::declaration::documents::gather;
pub use crate::check::declaration::wanted::wanted;
pub use crate::check::finding::{Diagnostic, Finding, Judge, Rule, Severity};
pub use crate::check::run::{check, check_by};
pub use crate::check::settings::Settings;
