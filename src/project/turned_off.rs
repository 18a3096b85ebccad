//! Declarations that `kaibo disable` took out: they stand in `kaibo.lock`, and are read there like others in their files.

use std::ops::Range;
use std::sync::Arc;

use crate::model::fault::Faults;
use crate::model::lock::{Disabled, Lock, has_nothing_turned_off};
use crate::model::manifest::Package;
use crate::project::declaration::{Declaration, State, owner};
use crate::project::packages::SPELLINGS;
use crate::syntax::{Member, Node, jsonc, script};
use crate::text::edit::Place;
use crate::text::path::{Folder, RelPath};

/// A declaration that was taken out of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnedOff {
    /// The file, from the project's root.
    pub from: RelPath,
    /// The declaration, with its places in the lock.
    pub declaration: Declaration,
}

/// A lock with declarations that are turned off.
#[derive(Debug, Clone, PartialEq)]
pub struct LockFile {
    /// The project's root, which holds it.
    pub folder: Folder,
    /// Its path from there.
    pub path: RelPath,
    /// What is turned off, by place.
    pub turned_off: Vec<TurnedOff>,
    /// Its text, where a later step wants it.
    pub text: Option<Arc<str>>,
}

/// The declarations that a lock holds, in order of place.
///
/// # Errors
/// As [`Lock::parse`].
pub fn read(text: &str) -> Result<Vec<TurnedOff>, Faults> {
    if has_nothing_turned_off(text) {
        return Ok(Vec::new());
    }
    let lock = Lock::parse(text)?;
    let Ok(tree) = jsonc::parse(text) else { return Ok(Vec::new()) };
    let nodes = tree.root.get("disabled").and_then(Node::elements).unwrap_or_default();
    let recorded = lock.disabled.iter().zip(nodes);
    Ok(recorded.filter_map(|(disabled, node)| turned_off(text, disabled, node)).collect())
}

fn turned_off(text: &str, disabled: &Disabled, node: &Node) -> Option<TurnedOff> {
    let (_, entry) = entry(disabled)?;
    let pieces = Recorded::of(text, node);
    // a brace stands before it where it was parsed
    let find = |range: &Range<usize>| pieces.find(&(range.start - 1..range.end - 1));
    let key = find(&entry.key_range)?;
    let string = |key| entry.value.get(key).and_then(|node| Some((node.text()?.to_owned(), node)));
    let version = string("version");
    let pin = version.as_ref().map(|(_, node)| node.range.start + 1..node.range.end - 1);
    let declaration = Declaration {
        place: Place::of(text, key.start),
        key,
        package: package(disabled)?,
        alias: entry.key.clone(),
        provider: string("provider").map(|(provider, _)| provider),
        pin: pin.as_ref().and_then(find),
        imported_pin: None,
        version: version.map(|(version, _)| version),
        state: State::TurnedOff,
        owner: owner(&entry)?,
    };
    Some(TurnedOff { from: disabled.path.clone(), declaration })
}

/// The package from which it was taken, as its file has it; `None` where that is no path of ours.
pub fn package(disabled: &Disabled) -> Option<Package> {
    match &disabled.keys[..] {
        [.., listing, root, _, _] if SPELLINGS.contains(&listing.as_str()) => {
            RelPath::parse(root).ok().map(Package::Sub)
        }
        _ => Some(Package::Main),
    }
}

/// The text that was taken out as an object, and the entry in it.
pub fn entry(disabled: &Disabled) -> Option<(String, Member)> {
    let pieces: String = disabled.removed.iter().map(|removed| removed.text.as_str()).collect();
    let inside = pieces.trim_matches(|c: char| c == ',' || c.is_whitespace());
    let start = pieces.find(inside)?;
    // what is inside may end in a comment
    let text = format!("{}{{{inside}\n}}", pieces[..start].replace(',', " "));
    let tree = jsonc::parse(&text).or_else(|_| script::expression(&text)).ok()?;
    let alias = disabled.keys.last()?;
    let mut objects = tree.root.walk().into_iter();
    let member = objects.find_map(|object| object.members()?.iter().find(|it| it.key == *alias))?;
    let member = member.clone();
    Some((text, member))
}

/// The strings of a lock in which a text is recorded, line by line.
struct Recorded<'t> {
    lock: &'t str,
    /// Where each line starts in the text, and its string in the lock, without quotes.
    lines: Vec<(usize, Range<usize>)>,
}

impl<'t> Recorded<'t> {
    fn of(lock: &'t str, disabled: &Node) -> Self {
        let pieces = disabled.get("removed").and_then(Node::elements).unwrap_or_default().iter();
        let texts = pieces.filter_map(|piece| piece.get("text")?.elements());
        let (mut start, mut lines) = (0, Vec::new());
        for text in texts {
            for (index, node) in text.iter().enumerate() {
                start += usize::from(index > 0);
                lines.push((start, node.range.start + 1..node.range.end - 1));
                start += node.text().map_or(0, str::len);
            }
        }
        Self { lock, lines }
    }

    /// Where a part of one line stands in the lock.
    fn find(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let next = self.lines.partition_point(|(start, _)| *start <= part.start);
        let (start, string) = self.lines[..next].last()?;
        let raw = self.lock.get(string.clone())?;
        let at = |offset: usize| Some(string.start + escaped(raw, offset.checked_sub(*start)?)?);
        Some(at(part.start)?..at(part.end)?)
    }
}

/// Where a byte of a string stands among its escapes.
fn escaped(raw: &str, offset: usize) -> Option<usize> {
    let (mut decoded, mut at) = (0, 0);
    while decoded < offset {
        let rest = raw.get(at..)?;
        let (length, bytes) = match rest.as_bytes() {
            [b'\\', b'u', ..] => {
                let unit = u32::from_str_radix(rest.get(2..6)?, 16).ok()?;
                // of a pair of surrogates, which is a character of four bytes, each half counts two
                (6, char::from_u32(unit).map_or(2, char::len_utf8))
            }
            [b'\\', ..] => (2, 1),
            _ => {
                let length = rest.chars().next()?.len_utf8();
                (length, length)
            }
        };
        at += length;
        decoded += bytes;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::lock::Removed;

    fn disabled(pieces: &[&str]) -> Disabled {
        let removed =
            |text: &&str| Removed { at: 0, text: (*text).to_owned(), instead: String::new() };
        Disabled {
            path: RelPath::constant("app.json"),
            keys: ["subPackages", "live", "plugins", "直播"].map(str::to_owned).to_vec(),
            before: None,
            after: None,
            removed: pieces.iter().map(removed).collect(),
            digest: "0".into(),
        }
    }

    #[test]
    fn a_declaration_is_found_where_the_lock_records_it() {
        let live = "\r\n\t\"直播\": { // \u{1}😀\r\n\t\t\"version\": \"1.3.0\", \"provider\": \"wx2b03c6e691cd7370\"\r\n\t}";
        let lock = Lock { disabled: vec![disabled(&[",", live])], ..Lock::default() };
        for text in [lock.print(), lock.print().replace('\n', "\r\n")] {
            let found = read(&text).expect(&text);
            let [TurnedOff { from, declaration }] = &found[..] else { panic!("{found:?}") };
            assert_eq!(from.as_str(), "app.json");
            assert_eq!(declaration.package.to_string(), "live");
            assert_eq!(&text[declaration.key.clone()], "\\\"直播\\\"");
            assert_eq!(&text[declaration.pin.clone().expect("a version")], "1.3.0");
            let line = text.lines().nth(declaration.place.line - 1).expect("a line");
            assert!(line.contains("直播"), "{line}");
        }
    }

    #[test]
    fn bytes_are_counted_through_escapes() {
        let raw = r#"a\"\u0001\ud83d\ude00中x"#;
        let decoded = "a\"\u{1}😀中x";
        let at = |c: char| escaped(raw, decoded.find(c).expect("it is there"));
        assert_eq!(at('\u{1}'), Some(3));
        assert_eq!(at('😀'), Some(9));
        assert_eq!(at('中'), Some(21));
        assert_eq!(at('x'), Some(24));
        assert_eq!(escaped("ab", 3), None);
    }
}
