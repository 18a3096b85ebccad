//! The only path type below the disk: relative, `/`-separated, and the same file on every system.

use std::fmt;

/// A path below some root: no `..`, not absolute, no name that means something else on another system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelPath(String);

/// Why a text is not a [`RelPath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFault {
    /// Nothing is there.
    Empty,
    /// It starts with `/`, or with a drive letter.
    Absolute,
    /// It holds a `..` segment.
    Leaves,
    /// It holds a `.` segment or two slashes in a row.
    Redundant,
    /// A character that is a separator elsewhere, or a control character.
    Character(char),
    /// A segment ends in a dot or a blank, which Windows drops.
    TrailingDotOrBlank,
    /// A segment is the name of a device on Windows.
    Device,
}

const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

impl RelPath {
    /// Reads a path as somebody wrote it.
    ///
    /// # Errors
    /// The first [`PathFault`] from the left.
    pub fn parse(text: &str) -> Result<Self, PathFault> {
        if text.is_empty() {
            return Err(PathFault::Empty);
        }
        if text.starts_with('/') {
            return Err(PathFault::Absolute);
        }
        if let Some(bad) = text.chars().find(|c| c.is_control() || matches!(c, '\\' | ':')) {
            return Err(PathFault::Character(bad));
        }
        text.split('/').try_for_each(check_segment)?;
        Ok(Self(text.to_owned()))
    }

    /// A path that is written in this program.
    ///
    /// # Panics
    /// It is none, which is a fault of this program.
    pub fn constant(text: &'static str) -> Self {
        Self::parse(text).expect("a path that is written in the program")
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The folder that holds it; `None` for a path of one segment.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(folder, _)| Self(folder.to_owned()))
    }

    /// The folders on the way to it, the outermost first.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').map(|(end, _)| &self.0[..end])
    }

    /// This path below `folder`, or as it is where there is none.
    #[must_use]
    pub fn below(&self, folder: Option<&Self>) -> Self {
        match folder {
            Some(folder) => Self(format!("{folder}/{self}")),
            None => self.clone(),
        }
    }

    /// The same path with `suffix` written at its end (`pages/live/list` and `.wxml`).
    ///
    /// # Errors
    /// The fault of the path that would come out.
    pub fn with_suffix(&self, suffix: &str) -> Result<Self, PathFault> {
        Self::parse(&format!("{self}{suffix}"))
    }

    /// What is left of the path below `folder`, if it lies there.
    pub fn strip(&self, folder: &Self) -> Option<&str> {
        self.0.strip_prefix(folder.as_str())?.strip_prefix('/')
    }

    /// Whether the path is `folder` or lies below it.
    pub fn is_within(&self, folder: &Self) -> bool {
        self == folder || self.strip(folder).is_some()
    }
}

fn check_segment(segment: &str) -> Result<(), PathFault> {
    match segment {
        ".." => return Err(PathFault::Leaves),
        "" | "." => return Err(PathFault::Redundant),
        _ => {}
    }
    if segment.ends_with(['.', ' ']) {
        return Err(PathFault::TrailingDotOrBlank);
    }
    if is_device(segment) {
        return Err(PathFault::Device);
    }
    Ok(())
}

/// Windows opens a device for these names whatever suffix follows.
fn is_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or(segment).trim_end().to_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()))
    };
    DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_are_kept() {
        for text in ["app.json", "pages/live/list", "包/页 面/a-b_c.wxml", "..a/b", "console"] {
            assert_eq!(RelPath::parse(text).expect(text).as_str(), text);
        }
    }

    #[test]
    fn what_leaves_or_differs_by_system_is_refused() {
        use PathFault::{
            Absolute, Character, Device, Empty, Leaves, Redundant, TrailingDotOrBlank,
        };
        for (text, fault) in [
            ("", Empty),
            ("/etc/passwd", Absolute),
            ("a/../../b", Leaves),
            ("..", Leaves),
            ("./a", Redundant),
            ("a//b", Redundant),
            ("a/", Redundant),
            ("C:/x", Character(':')),
            ("a\\b", Character('\\')),
            ("a\nb", Character('\n')),
            ("a./b", TrailingDotOrBlank),
            ("a /b", TrailingDotOrBlank),
            ("a/NUL.txt", Device),
            ("com1", Device),
        ] {
            assert_eq!(RelPath::parse(text), Err(fault), "{text:?}");
        }
    }

    #[test]
    fn a_folder_holds_what_lies_below_it_and_not_its_namesakes() {
        let path = |text| RelPath::parse(text).expect("a path");
        assert_eq!(path("live/list/a").strip(&path("live")), Some("list/a"));
        assert_eq!(path("live2/a").strip(&path("live")), None);
        assert!(path("live").is_within(&path("live")));
    }
}
