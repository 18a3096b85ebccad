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
    /// A segment is a folder of version control.
    VersionControl,
    /// A segment is the folder in which kaibo stages what it writes.
    Stage,
}

/// Devices of Windows (Microsoft, "Naming Files, Paths, and Namespaces").
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Folders of version control; the names of Windows for them begin with the last word of each row.
const VERSION_CONTROL: [(&str, &str); 3] = [(".git", "git"), (".hg", "hg"), (".svn", "svn")];

/// The folder in which kaibo stages what it writes, and how Windows shortens that name.
const STAGE: (&str, &str) = (".kaibo-stage", "kaibo-");

impl RelPath {
    /// Reads a path as somebody wrote it.
    ///
    /// # Errors
    /// The first [`PathFault`] from the left.
    pub fn parse(text: &str) -> Result<Self, PathFault> {
        check_form(text)?;
        text.split('/').try_for_each(check_owner)?;
        Ok(Self(text.to_owned()))
    }

    /// A path that is written in this program; it may lie in the program's own stage.
    ///
    /// # Panics
    /// It is none, which is a fault of this program.
    pub fn constant(text: &'static str) -> Self {
        check_form(text).expect("a path that is written in the program");
        Self(text.to_owned())
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

/// A folder as the walk names it: relative to where the user is, `/`-separated, empty for the folder itself.
pub type Folder = String;

/// The folder of a path; empty for one of a single step.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last step of a path.
pub fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// A path below a folder.
pub fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => [folder, "/", name].concat(),
    }
}

/// A path of a system as text that is `/`-separated.
pub fn slashed(path: &str, separator: char) -> String {
    if separator == '/' { path.to_owned() } else { path.replace(separator, "/") }
}

fn check_form(text: &str) -> Result<(), PathFault> {
    if text.is_empty() {
        return Err(PathFault::Empty);
    }
    if text.starts_with('/') {
        return Err(PathFault::Absolute);
    }
    // what separates steps on Windows, or cannot stand in a name there
    let is_bad =
        |c: &char| c.is_control() || matches!(c, '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*');
    if let Some(bad) = text.chars().find(is_bad) {
        return Err(PathFault::Character(bad));
    }
    text.split('/').try_for_each(check_segment)
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

fn check_owner(segment: &str) -> Result<(), PathFault> {
    // what most names are, and none of those folders' names
    if segment.is_ascii() && !segment.starts_with('.') && !segment.contains('~') {
        return Ok(());
    }
    let name = folded(segment);
    let is = |(folder, short): &(&str, &str)| name == *folder || is_short_name(&name, short);
    if VERSION_CONTROL.iter().any(is) {
        return Err(PathFault::VersionControl);
    }
    if is(&STAGE) { Err(PathFault::Stage) } else { Ok(()) }
}

/// Whether a name is one of those folders, which belong to others.
pub fn is_closed_folder(name: &str) -> bool {
    check_owner(name).is_err()
}

/// A name as file systems compare it that know no case; HFS+ drops some characters (git, `utf8.c`, `next_hfs_char`).
fn folded(name: &str) -> String {
    let is_dropped = |c: &char| matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    // up and down again, because the long s and the sign of Kelvin are letters of ours only that way
    name.chars()
        .filter(|c| !is_dropped(c))
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

/// NTFS gives a second, short name to a file (`GIT~1`).
fn is_short_name(name: &str, short: &str) -> bool {
    let number = name.strip_prefix(short).and_then(|rest| rest.strip_prefix('~'));
    number.is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()))
}

/// Windows opens a device for these names whatever suffix follows.
fn is_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or(segment).trim_end();
    // Windows takes a superscript digit for a digit
    let is_digit = |c: char| c.is_ascii_digit() || "¹²³".contains(c);
    let is_numbered = |(port, number): (&str, &str)| {
        ["com", "lpt"].iter().any(|known| port.eq_ignore_ascii_case(known))
            && number.chars().count() == 1
            && number.contains(is_digit)
    };
    DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device))
        || stem.split_at_checked(3).is_some_and(is_numbered)
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
        for text in [
            "app.json",
            "pages/live/list",
            "包/页 面/a-b_c.wxml",
            "..a/b",
            "console",
            ".gitignore",
            "git~x",
            "hg/svn",
            "coma",
            "com12",
        ] {
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
            ("lpt².x", Device),
            ("a/CONIN$", Device),
            ("a<b", Character('<')),
            ("what?", Character('?')),
        ] {
            assert_eq!(RelPath::parse(text), Err(fault), "{text:?}");
        }
    }

    #[test]
    fn folders_of_others_are_refused_under_every_name_that_a_system_knows_for_them() {
        let names = [".git", ".hg", ".svn", ".kaibo-stage"];
        let shorts = ["git~1", "hg~2", "svn~9", "kaibo-~1"];
        for (index, (name, short)) in names.into_iter().zip(shorts).enumerate() {
            let fault = if index == 3 { PathFault::Stage } else { PathFault::VersionControl };
            let hidden: String = name.chars().flat_map(|c| [c, '\u{200c}', '\u{feff}']).collect();
            let long = name.replace('s', "\u{17f}").replace('k', "\u{212a}");
            let spelled =
                [name, &name.to_uppercase(), &hidden, &long, short, &short.to_uppercase()];
            for spelled in spelled.map(str::to_owned) {
                for path in [spelled.clone(), format!("a/{spelled}/b"), format!("{spelled}/x")] {
                    assert_eq!(RelPath::parse(&path), Err(fault), "{path:?}");
                }
            }
        }
        assert_eq!(RelPath::constant(".kaibo-stage/x").name(), "x");
    }

    #[test]
    fn a_path_of_windows_is_read_and_shown_with_slashes() {
        assert_eq!(slashed("a\\b/c", '\\'), "a/b/c");
        assert_eq!(slashed("a\\b", '/'), "a\\b", "elsewhere that is a name");
    }

    #[test]
    fn a_folder_holds_what_lies_below_it_and_not_its_namesakes() {
        let path = |text| RelPath::parse(text).expect("a path");
        assert_eq!(path("live/list/a").strip(&path("live")), Some("list/a"));
        assert_eq!(path("live2/a").strip(&path("live")), None);
        assert!(path("live").is_within(&path("live")));
        assert!(path("live/a").is_within(&path("live")) && !path("live2").is_within(&path("live")));
    }

    #[test]
    fn a_path_knows_the_folders_on_the_way_to_it() {
        let path = RelPath::parse("a/b/c.js").expect("a path");
        assert_eq!(path.folders().collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(path.parent().as_ref().map(RelPath::as_str), Some("a/b"));
        assert_eq!(path.to_string(), "a/b/c.js");
        let alone = RelPath::parse("a").expect("a path");
        assert_eq!((alone.folders().count(), alone.parent()), (0, None));
        assert!(is_closed_folder(".GIT") && !is_closed_folder("git"));
    }
}
