//! A snapshot of what is on disk, as far as it was asked for; immutable once loaded.

use std::collections::BTreeMap;

use crate::text::lines::LineEnd;
use crate::text::path::RelPath;

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Nothing.
    Missing,
    /// A folder.
    Folder,
    /// A file with this text, every byte of it.
    File(String),
}

/// Part of a project: paths are relative to its root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Project {
    entries: BTreeMap<RelPath, Entry>,
}

impl Project {
    /// Notes what stands at a path.
    pub fn set(&mut self, path: RelPath, entry: Entry) {
        self.entries.insert(path, entry);
    }

    /// Whether the path was looked at.
    pub fn knows(&self, path: &RelPath) -> bool {
        self.entries.contains_key(path)
    }

    /// The text of a file; `None` where there is none, or nobody looked.
    pub fn text(&self, path: &RelPath) -> Option<&str> {
        match self.entries.get(path) {
            Some(Entry::File(text)) => Some(text),
            Some(Entry::Missing | Entry::Folder) | None => None,
        }
    }

    /// Whether nothing stands at a path that was looked at.
    pub fn is_free(&self, path: &RelPath) -> bool {
        self.entries.get(path) == Some(&Entry::Missing)
    }

    /// What most lines of the project's files end in.
    pub fn line_end(&self) -> LineEnd {
        let texts = self.entries.values().filter_map(|entry| match entry {
            Entry::File(text) => Some(text.as_str()),
            Entry::Missing | Entry::Folder => None,
        });
        LineEnd::most_used(texts).unwrap_or(LineEnd::Lf)
    }
}
