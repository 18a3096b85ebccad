//! Reads a source once: its usages at once, its hints on demand.

use std::ops::Range;
use std::sync::OnceLock;

use super::kind::{Hint, HintKind, Usage};
use super::read::source;
use super::secret::{self, Secret};
use super::signs::{OF_USES, TOOL, is_source, may_use, speaks};
use crate::model::fault::Fault;
use crate::syntax::Node;

/// What a source holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceUsage {
    /// The uses in order of place, with those of every plugin by an alias: [`super::Aliases::live`] says which of them are
    /// the live plugin's.
    pub uses: Vec<Usage>,
    /// What rules ask for beside the uses.
    pub hints: Hints,
}

/// What rules ask for beside the usages. Without a sign of the plugin, a source is parsed on first access only.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints(OnceLock<Vec<Hint>>);

impl Hints {
    /// The hints of a source, of which this is the text; none of a text that cannot be read.
    pub fn of(&self, file: &str, text: &str) -> &[Hint] {
        let read = || source(file, text, None).map(|found| found.hints).unwrap_or_default();
        self.0.get_or_init(read)
    }

    /// The keys to WeChat's server interfaces that a file of the client shows, with their bytes; quick where it has none.
    pub fn secrets(&self, file: &str, text: &str) -> Vec<(Range<usize>, Secret)> {
        let name = file.rsplit_once('/').map_or(file, |(_, name)| name);
        let is_client = is_source(name) && secret::runs_in_client(file);
        let is_read = self.0.get().is_some();
        if !is_client || !(is_read || may_use(text) && secret::may_show_key(text)) {
            return Vec::new();
        }
        let found = self.of(file, text).iter().filter_map(|hint| {
            let HintKind::Secret(secret) = hint.kind else { return None };
            Some((hint.range.clone(), secret))
        });
        found.collect()
    }
}

/// Reads a source.
///
/// # Errors
/// Text that cannot be read although it speaks of the plugin.
pub fn read(file: &str, text: &str) -> Result<SourceUsage, Fault> {
    read_parsed(file, text, || None)
}

/// Reads a source that may be parsed as JSON already.
///
/// # Errors
/// As [`read`].
pub fn read_parsed<'t>(
    file: &str,
    text: &str,
    json: impl FnOnce() -> Option<&'t Node>,
) -> Result<SourceUsage, Fault> {
    // the rooms that are named in it are what the developers' tool opens
    let is_tool = TOOL.iter().any(|name| file.ends_with(name));
    if is_tool || !OF_USES.is_match(text) {
        return Ok(SourceUsage::default());
    }
    match source(file, text, json()) {
        Ok(found) => Ok(SourceUsage { uses: found.uses, hints: Hints(found.hints.into()) }),
        // scripts of others are many, and what does not speak of the plugin is none of our business
        Err(_) if !speaks(text) => Ok(SourceUsage::default()),
        Err(fault) => Err(Fault::unreadable(file, text, fault)),
    }
}
