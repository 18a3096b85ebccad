//! A snapshot of what is on disk, as far as it was asked for; immutable once loaded.

use std::collections::BTreeMap;

use crate::text::lines::LineEnd;
use crate::text::path::RelPath;

/// Part of a project: paths are relative to its root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Project {
    files: BTreeMap<RelPath, Option<String>>,
}

impl Project {
    /// Notes the text of a file, or that nothing stands at its path.
    pub fn set(&mut self, path: RelPath, text: Option<String>) {
        self.files.insert(path, text);
    }

    /// Whether the path was looked at.
    pub fn knows(&self, path: &RelPath) -> bool {
        self.files.contains_key(path)
    }

    /// The text of a file, every byte of it; `None` where there is none, or nobody looked.
    pub fn text(&self, path: &RelPath) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// What most lines of the project's files end in.
    pub fn line_end(&self) -> LineEnd {
        LineEnd::most_used(self.files.values().flatten().map(String::as_str)).unwrap_or(LineEnd::Lf)
    }
}
