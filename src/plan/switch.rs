//! The declarations of a file turned off or on in one step: by comment signs, or taken out and remembered.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::fault::Fault;
use crate::model::lock::{Disabled, Lock, Removed, WasEmpty};
use crate::model::manifest::Package;
use crate::plan::Reason;
use crate::plan::declare::{insertion, was_empty};
use crate::plan::editor::{
    ConfigEditor, Entry, InsertionPoints, Located, entries, indices, of_state, take_out, without,
};
use crate::plan::journal::Digest;
use crate::project::commented_out::uncommented;
use crate::project::config_file::ConfigFile;
use crate::project::declaration::{MARK, State};
use crate::project::framework::{Row, walk_path};
use crate::project::turned_off;
use crate::syntax::comment;
use crate::syntax::edit::{self, Item};
use crate::syntax::layout::Fresh;
use crate::text::edit::{Edit, apply};

impl ConfigEditor {
    /// Turns the active declarations of a file off: comments out those whose file has comments and whose lines allow
    /// it, and takes out the others, which it returns. `None` where a condition forbids it.
    pub fn turn_off(&mut self, file: usize) -> Option<Vec<Disabled>> {
        let before = &self.files[file];
        let config = commented_out(before).unwrap_or_else(|| before.clone());
        let active = config.live(State::Active);
        let entries = entries(&config, &active)?;
        let gone = take_out(&config, &entries, &self.was_empty)?;
        let after = without(&config, &gone)?;
        let (unpinned, _) = unpinned(&after);
        let digest = Digest::of(unpinned.as_bytes()).into_text();
        let mut removed = removed(&config, &gone, active.len()).into_iter();
        let disabled = active.iter().zip(&entries).map(|(declaration, entry)| {
            let [before, after] = neighbours(entry);
            let in_file = config.role.in_file(&declaration.package);
            Disabled {
                path: config.path.clone(),
                keys: keys_of(config.row, in_file, &declaration.alias),
                before,
                after,
                removed: removed.next().unwrap_or_default(),
                digest: digest.clone(),
            }
        });
        let disabled = disabled.collect();
        self.files[file] = after;
        Some(disabled)
    }

    /// Puts back what was taken out of one file in one step: to the byte where the file was not touched since, else
    /// beside the same neighbours. Returns what cannot come back, and why.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn put_back(&mut self, disabled: &[Disabled]) -> Result<Vec<(Disabled, Reason)>, Fault> {
        let file = disabled.first().and_then(|one| self.index(&one.path));
        let Some(file) = file else {
            let lost = |one: &Disabled| (one.clone(), Reason::NeighboursChanged);
            return Ok(disabled.iter().map(lost).collect());
        };
        if let Some(edits) = to_the_byte(&self.files[file], disabled) {
            self.edit(file, &edits)?;
            return Ok(Vec::new());
        }
        let mut refused = Vec::new();
        for one in disabled.iter().rev() {
            match beside_neighbours(&self.files[file], one) {
                Ok((edits, was_empty)) => {
                    self.edit(file, &edits)?;
                    if let Some(was_empty) = was_empty {
                        self.remember(was_empty);
                    }
                }
                Err(reason) => refused.push((one.clone(), reason)),
            }
        }
        refused.reverse();
        Ok(refused)
    }

    /// Takes the comment signs away from all that we turned off in a file; `false` where it would not count then, so
    /// that nothing is done.
    pub fn uncomment_marked(&mut self, file: usize) -> bool {
        let config = &self.files[file];
        let after = uncommented(config, &config.live(State::TurnedOff));
        self.replace(file, after)
    }

    /// Takes the comment signs away from a declaration that somebody commented out; `false` where it would not count
    /// then, so that nothing is done.
    pub fn uncomment(&mut self, found: &Located) -> bool {
        let after = uncommented(&self.files[found.file], &[&found.declaration]);
        self.replace(found.file, after)
    }

    /// Whether the declaration was turned off by us, and nobody has declared the plugin since.
    pub fn is_turned_off(&self, lock: &Lock) -> bool {
        let found = self.declarations();
        let off = !lock.disabled.is_empty() || !of_state(&found, State::TurnedOff).is_empty();
        off && of_state(&found, State::Active).is_empty()
    }
}

/// The file with the lines of its active declarations in comments, as far as they allow it; `None` where taking our signs
/// away again would not give the same bytes.
fn commented_out(file: &ConfigFile) -> Option<ConfigFile> {
    if !file.row.syntax.has_comments() {
        return None;
    }
    let entries = entries(file, &file.live(State::Active))?;
    let mut edits = Vec::new();
    for of_one_literal in entries.chunk_by(|a, b| std::ptr::eq(a.literal, b.literal)) {
        let points = InsertionPoints::of(of_one_literal.first()?.literal);
        for group in of_one_literal.chunk_by(|a, b| std::ptr::eq(a.container, b.container)) {
            let point = points.at(group.first()?.container)?;
            let indices = indices(&point, group)?;
            edits.extend(comment::comment_out(file.text(), &point, &indices, MARK));
        }
    }
    let after = file.edited(&edits);
    let back = uncommented(&after, &after.live(State::TurnedOff))?;
    (back.text() == file.text()).then_some(after)
}

fn keys_of(row: &Row, package: Option<Package>, alias: &str) -> Vec<String> {
    let main = || row.main.unwrap_or_default().iter().map(|key| (*key).to_owned()).collect();
    let above: Vec<String> = match package {
        Some(Package::Main) | None => main(),
        Some(Package::Sub(root)) => {
            ["subPackages", root.as_str(), "plugins"].map(str::to_owned).to_vec()
        }
    };
    above.into_iter().chain([alias.to_owned()]).collect()
}

/// The keys of the members beside an entry.
fn neighbours(entry: &Entry<'_>) -> [Option<String>; 2] {
    let members = entry.container.members().unwrap_or_default();
    let start = entry.member.key_range.start;
    let index = members.partition_point(|member| member.key_range.start < start);
    let key = |index: usize| Some(members.get(index)?.key.clone());
    [index.checked_sub(1).and_then(key), key(index + 1)]
}

/// A file's text without the versions of what is turned off in comments, which may move meanwhile, and where they are.
fn unpinned(file: &ConfigFile) -> (Cow<'_, str>, Vec<Range<usize>>) {
    let marked = file.live(State::TurnedOff);
    let pins: Vec<Range<usize>> = marked.iter().filter_map(|it| it.pin.clone()).collect();
    if pins.is_empty() {
        return (Cow::Borrowed(file.text()), pins);
    }
    let edits: Vec<Edit> = pins.iter().cloned().map(Edit::delete).collect();
    (Cow::Owned(apply(file.text(), &edits)), pins)
}

/// What edits take out, by entry. A piece's place is that in the text without its entry and those before it in the list,
/// and without versions in comments, so that it stays right when a version moves.
fn removed(file: &ConfigFile, gone: &[(usize, Edit)], entries: usize) -> Vec<Vec<Removed>> {
    let mut records = vec![Vec::new(); entries];
    let (mut less, mut more) = (0, 0);
    let (_, pins) = unpinned(file);
    let mut pins = pins.into_iter().peekable();
    // pieces of entries that are later in the list, and back when this one comes back
    let mut back: Vec<(usize, &Edit)> = Vec::new();
    for (entry, edit) in gone {
        while let Some(pin) = pins.next_if(|pin| pin.start < edit.range.start) {
            less += pin.len();
        }
        back.retain(|(other, _)| other >= entry);
        let later = || back.iter().filter(|(other, _)| other > entry);
        let is_back: usize = later().map(|(_, edit)| edit.range.len()).sum();
        let is_away: usize = later().map(|(_, edit)| edit.text.len()).sum();
        let at = edit.range.start + more + is_back - less - is_away;
        let text = file.text()[edit.range.clone()].to_owned();
        records[*entry].push(Removed { at, text, instead: edit.text.clone() });
        (less, more) = (less + edit.range.len(), more + edit.text.len());
        back.push((*entry, edit));
    }
    records
}

/// The edits that put the entries of one file back, where it was not touched since.
fn to_the_byte(file: &ConfigFile, disabled: &[Disabled]) -> Option<Vec<Edit>> {
    let digest = &disabled.first()?.digest;
    if Digest::of(file.text().as_bytes()).into_text() == *digest {
        return together(file.text(), disabled);
    }
    let (text, pins) = unpinned(file);
    if pins.is_empty() || Digest::of(text.as_bytes()).into_text() != *digest {
        return None;
    }
    let (mut pins, mut more) = (pins.into_iter().peekable(), 0);
    let mut edits = together(&text, disabled)?;
    for edit in &mut edits {
        while let Some(pin) = pins.next_if(|pin| pin.start < edit.range.start + more) {
            more += pin.len();
        }
        edit.range = edit.range.start + more..edit.range.end + more;
    }
    Some(edits)
}

/// The edits that put entries back into the text without them. The last comes back first, so that few of those that are
/// back stand before the next.
fn together(text: &str, disabled: &[Disabled]) -> Option<Vec<Edit>> {
    let mut back: Vec<Edit> = Vec::new();
    for piece in disabled.iter().rev().flat_map(|one| one.removed.iter().rev()) {
        let (mut index, mut at) = (back.len(), piece.at);
        while let Some(first) = index.checked_sub(1).map(|index| &back[index])
            && at > first.range.start
        {
            at = (at + first.range.len()).checked_sub(first.text.len())?;
            index -= 1;
        }
        let is_there = text.get(at..)?.starts_with(&piece.instead);
        let edit = Edit::replace(at..at + piece.instead.len(), piece.text.clone());
        back.insert(index, is_there.then_some(edit)?);
    }
    back.reverse();
    let is_apart = back.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start);
    is_apart.then_some(back)
}

/// The edits that put an entry back into a file that was touched since, and the object that it fills where that is empty.
fn beside_neighbours(
    file: &ConfigFile,
    disabled: &Disabled,
) -> Result<(Vec<Edit>, Option<WasEmpty>), Reason> {
    let package = turned_off::package(disabled).ok_or(Reason::NeighboursChanged)?;
    let value = moved_out(disabled).ok_or(Reason::NeighboursChanged)?;
    let alias = disabled.keys.last().ok_or(Reason::NeighboursChanged)?;
    let container = file
        .way_to_plugins(&package)
        .and_then(|(node, keys)| walk_path(node, keys))
        .filter(|node| node.members().is_some());
    let (Some(container), Some(literal)) = (container, file.literal()) else {
        // it went with the object that held nothing else
        return Ok((insertion(file, &package, alias, &value)?, was_empty(file, &package)));
    };
    let members = container.members().unwrap_or_default();
    if members.iter().any(|member| member.key == *alias) {
        return Err(Reason::AliasTaken { alias: alias.clone() });
    }
    let item = Item::member(alias, value);
    let point = InsertionPoints::of(literal).at(container).ok_or(Reason::ConditionalPlace)?;
    let index = |key: &Option<String>| {
        let key = key.as_ref()?;
        let member = members.iter().find(|member| member.key == *key)?;
        point.index_of(&member.range())
    };
    let behind = match (index(&disabled.before), index(&disabled.after)) {
        (Some(before), _) => Some(before),
        (None, Some(after)) => after.checked_sub(1),
        (None, None) if members.is_empty() => None,
        (None, None) => return Err(Reason::NeighboursChanged),
    };
    let edits = match behind {
        Some(index) => edit::insert_all(file.text(), &point.up_to(index), &[item]),
        None => edit::insert_in_front(file.text(), &point, &item),
    };
    Ok((edits, was_empty(file, &package)))
}

/// The value of an entry that was taken out.
fn moved_out(disabled: &Disabled) -> Option<Fresh> {
    let (text, entry) = turned_off::entry(disabled)?;
    Some(Fresh::moved(&text, &entry))
}
