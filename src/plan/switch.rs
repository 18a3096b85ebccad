//! One declaration turned off or on in its file: by comment signs, or taken out and remembered.

use crate::model::fault::Fault;
use crate::model::lock::{Disabled, Lock, Removed, WasEmpty};
use crate::model::manifest::Package;
use crate::plan::Reason;
use crate::plan::declare::{insertion, was_empty};
use crate::plan::editor::{ConfigEditor, Located, entry, of_state, site};
use crate::plan::journal::Digest;
use crate::project::config_file::ConfigFile;
use crate::project::declaration::{MARK, State};
use crate::project::framework::{Row, walk_path};
use crate::project::turned_off;
use crate::syntax::commented;
use crate::syntax::edit::{self, Item};
use crate::syntax::layout::{Fresh, line_indent};
use crate::syntax::{Member, comment};
use crate::text::edit::{Edit, in_order};

/// How a declaration was turned off.
#[derive(Debug, Clone)]
pub enum Way {
    /// Its lines are in a comment now.
    CommentedOut,
    /// It was taken out.
    TakenOut(Box<Disabled>),
}

impl ConfigEditor {
    /// Comments a declaration out where its file has comments and its lines allow it, else takes it out. `None` where
    /// what it depends on forbids either.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn turn_off(&mut self, found: &Located) -> Result<Option<Way>, Fault> {
        let file = &self.files[found.file];
        let Some(at) = entry(file, &found.declaration) else { return Ok(None) };
        let Some((site, index)) = at.site() else { return Ok(None) };
        let commented = file
            .row
            .syntax
            .has_comments()
            .then(|| comment::comment_out(file.text(), &site, index, MARK))
            .flatten();
        if let Some(edits) = commented {
            let mut editor = self.clone();
            if editor.edit(found.file, &edits).is_ok() && editor.gives_back(found.file, file.text())
            {
                *self = editor;
                return Ok(Some(Way::CommentedOut));
            }
        }
        let Some(edits) = at.take_out(file, &self.was_empty) else { return Ok(None) };
        let after = file.edited(&edits);
        let neighbour = |index: Option<usize>| {
            let members = at.container.members()?;
            Some(members.get(index?)?.key.clone())
        };
        let in_file = file.role.in_file(&found.declaration.package);
        let position = at.container.items().iter().position(|it| *it == at.member.range());
        let disabled = Disabled {
            path: file.path.clone(),
            keys: keys_of(file.row, in_file, &found.declaration.alias),
            before: neighbour(position.and_then(|index| index.checked_sub(1))),
            after: neighbour(position.map(|index| index + 1)),
            removed: removed(file.text(), &edits),
            digest: Digest::of(after.text().as_bytes()).into_text(),
        };
        after.readable()?;
        self.files[found.file] = after;
        Ok(Some(Way::TakenOut(Box::new(disabled))))
    }

    /// Whether taking our comment signs away from a file again gives the text from before.
    fn gives_back(&self, file: usize, before: &str) -> bool {
        let mut back = self.clone();
        let found = self.declarations();
        let mut marked = of_state(&found, State::TurnedOff).into_iter();
        let marked = marked.find(|found| found.file == file);
        marked.is_some_and(|marked| back.uncomment(marked) == Ok(true))
            && back.files[file].text() == before
    }

    /// Puts back what was taken out: to the byte in a file that was not touched since, else beside the same neighbours.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn put_back(&mut self, disabled: &Disabled) -> Result<Result<(), Reason>, Fault> {
        let Some(file) = self.index(&disabled.path) else {
            return Ok(Err(Reason::NeighboursChanged));
        };
        let config = &self.files[file];
        let (edits, was_empty) = match to_the_byte(config.text(), disabled) {
            Some(edits) => (edits, None),
            None => match beside_neighbours(config, disabled) {
                Ok(edits_and_was_empty) => edits_and_was_empty,
                Err(reason) => return Ok(Err(reason)),
            },
        };
        self.edit(file, &edits)?;
        if let Some(was_empty) = was_empty {
            self.remember(was_empty);
        }
        Ok(Ok(()))
    }

    /// Takes the comment signs away from a declaration; `false` where it would not count then, so that nothing is done.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn uncomment(&mut self, found: &Located) -> Result<bool, Fault> {
        let file = self.files[found.file].clone();
        let Some(literal) = file.literal() else { return Ok(false) };
        let all = commented::entries(file.text(), &literal.tree.comments);
        let mut around: Vec<_> = all.iter().map(Member::range).collect();
        around.retain(|it| {
            it.start <= found.declaration.key.start && it.end >= found.declaration.key.end
        });
        around.sort_by_key(ExactSizeIterator::len);
        let before = of_state(&self.declarations(), State::Active).len();
        for member in around {
            let Some(edits) = comment::uncomment(file.text(), &literal.tree, &member, MARK) else {
                continue;
            };
            let mut editor = self.clone();
            if editor.edit(found.file, &edits).is_err() {
                continue;
            }
            let now = editor.declarations();
            let active = of_state(&now, State::Active);
            let is_here = |it: &&Located| it.declaration.package == found.declaration.package;
            if active.len() == before + 1 && active.iter().any(is_here) {
                *self = editor;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the declaration was turned off by us, and nobody has declared the plugin since.
    pub fn is_turned_off(&self, lock: &Lock) -> bool {
        let found = self.declarations();
        let off = !lock.disabled.is_empty() || !of_state(&found, State::TurnedOff).is_empty();
        off && of_state(&found, State::Active).is_empty()
    }
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

/// What edits take out, with the places in the text without it.
fn removed(text: &str, edits: &[Edit]) -> Vec<Removed> {
    let (mut gone, mut put) = (0, 0);
    in_order(edits)
        .into_iter()
        .map(|edit| {
            let at = edit.range.start + put - gone;
            gone += edit.range.len();
            put += edit.text.len();
            Removed { at, text: text[edit.range.clone()].to_owned(), instead: edit.text.clone() }
        })
        .collect()
}

/// The edits that put an entry back into a file that was not touched since.
fn to_the_byte(text: &str, disabled: &Disabled) -> Option<Vec<Edit>> {
    if Digest::of(text.as_bytes()).into_text() != disabled.digest {
        return None;
    }
    let mut end = 0;
    let pieces = disabled.removed.iter().map(|it| {
        let is_there = it.at >= end && text.get(it.at..)?.starts_with(&it.instead);
        end = it.at + it.instead.len();
        is_there.then(|| Edit::replace(it.at..end, it.text.clone()))
    });
    pieces.collect()
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
    let site = site(literal, container).ok_or(Reason::ConditionalPlace)?;
    let index = |key: &Option<String>| {
        let key = key.as_ref()?;
        site.container.members()?.iter().position(|member| member.key == *key)
    };
    let behind = match (index(&disabled.before), index(&disabled.after)) {
        (Some(before), _) => Some(before),
        (None, Some(after)) => after.checked_sub(1),
        (None, None) if members.is_empty() => None,
        (None, None) => return Err(Reason::NeighboursChanged),
    };
    let edits = match behind {
        Some(index) => {
            let site = site.up_to(index);
            edit::insert(file.text(), &site.tree, &site.container, &item)
        }
        None => edit::insert_in_front(file.text(), &site.tree, &site.container, &item),
    };
    Ok((edits, was_empty(file, &package)))
}

/// The value of an entry that was taken out.
fn moved_out(disabled: &Disabled) -> Option<Fresh> {
    let (text, entry) = turned_off::entry(disabled)?;
    let indent = line_indent(&text, entry.key_range.start).to_owned();
    Some(Fresh::Moved { text: text[entry.value.range].to_owned(), indent })
}
