//! Floor 6: one project, a fleet or a new project taken through the pipeline; values come out, and no words.

pub mod check;
pub mod files;
pub mod fleet;
pub mod new;
pub mod project;
#[cfg(test)]
mod tests;
