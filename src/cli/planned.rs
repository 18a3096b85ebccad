//! What a verb over many projects makes of one of them.

use serde_json::Value;

use crate::cli::invocation::Run;
use crate::plan::Plan;
use crate::text::path::RelPath;

/// What a verb makes of one project: a plan, and what it says beside the plan's changes.
pub(super) trait Planned: AsRef<Plan> + From<Plan> {
    /// What the end of the run needs to know of it.
    type Memory: Send;

    /// Names of its lists in the document.
    const KEYS: &'static [&'static str];

    /// Keeps that, and lets go of the texts.
    fn remember(self) -> Self::Memory;

    /// Whether something is left that the verb was to change.
    fn leaves_something(&self) -> bool;

    /// Lines for people, told in place of the changes of their files.
    fn lines(&self, run: &Run) -> Vec<(RelPath, String)>;

    /// Warnings for people.
    fn warnings(&self, run: &Run) -> String;

    /// Lists for machines, as many as [`Planned::KEYS`].
    fn lists(&self, run: &Run) -> Vec<Vec<Value>>;
}
