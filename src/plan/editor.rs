//! The configuration files of one project while they are edited, and the declarations in them.

use std::ops::Range;

use crate::model::fault::Fault;
use crate::model::lock::WasEmpty;
use crate::plan::Change;
use crate::project::config_file::ConfigFile;
use crate::project::declaration::{Declaration, Owner, State};
use crate::project::framework::Framework;
use crate::project::literal::Literal;
use crate::project::snapshot::Snapshot;
use crate::syntax::edit;
use crate::syntax::site::Site;
use crate::syntax::{Member, Node};
use crate::text::edit::Edit;
use crate::text::lines::{self, LineEnd, to_lf};
use crate::text::merge;
use crate::text::path::RelPath;

/// The configuration files of one project while they are edited. Every file in it can be read, also after an edit.
#[derive(Debug, Clone)]
pub struct ConfigEditor {
    pub(super) files: Vec<ConfigFile>,
    /// Objects that were empty before an entry was put into them.
    pub was_empty: Vec<WasEmpty>,
}

/// A declaration, and the file that it is in.
#[derive(Debug, Clone)]
pub struct Located {
    /// Index of the file.
    pub(super) file: usize,
    /// The declaration.
    pub declaration: Declaration,
}

impl ConfigEditor {
    /// Starts from the files on disk; the files that decide come first.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn new(mut files: Vec<ConfigFile>) -> Result<Self, Fault> {
        files.iter().try_for_each(ConfigFile::readable)?;
        // a new declaration does not belong into ext.json beside another file
        let steps = |file: &ConfigFile| file.path.folders().count();
        files.sort_by_key(|file| (file.row.framework == Framework::Ext, steps(file)));
        Ok(Self { files, was_empty: Vec::new() })
    }

    /// The files.
    pub fn files(&self) -> &[ConfigFile] {
        &self.files
    }

    /// Index of the file at a path.
    pub(super) fn index(&self, path: &RelPath) -> Option<usize> {
        self.files.iter().position(|file| file.path == *path)
    }

    /// What is to be written.
    pub fn changes(&self, snapshot: &Snapshot) -> Vec<(RelPath, Change)> {
        let change = |file: &ConfigFile| {
            let change = Change::between(snapshot.text(&file.path), Some(file.text()))?;
            Some((file.path.clone(), change))
        };
        self.files.iter().filter_map(change).collect()
    }

    /// Puts conflict markers where another version of the same files differs.
    pub fn mark(&mut self, theirs: &Self) {
        for (ours, theirs) in self.files.iter_mut().zip(&theirs.files) {
            if ours.text() != theirs.text() {
                let marked = merge::two_way(&to_lf(ours.text()), &to_lf(theirs.text()));
                let end = LineEnd::most_used([ours.text()]).unwrap_or(LineEnd::Lf);
                *ours = ours.with_text(lines::rewrite(ours.text(), &marked, end));
            }
        }
    }

    /// The file of a declaration.
    pub fn file_of(&self, located: &Located) -> &ConfigFile {
        &self.files[located.file]
    }

    /// All declarations.
    pub fn declarations(&self) -> Vec<Located> {
        let files = self.files.iter().enumerate();
        let all = files.flat_map(|(file, config)| {
            let own = config.declarations().iter().cloned();
            own.map(move |declaration| Located { file, declaration })
        });
        all.collect()
    }

    /// Applies edits to a file.
    ///
    /// # Errors
    /// What comes out cannot be read, which no edit of ours makes of a sound file.
    pub(super) fn edit(&mut self, file: usize, edits: &[Edit]) -> Result<(), Fault> {
        if edits.is_empty() {
            return Ok(());
        }
        let edited = self.files[file].edited(edits);
        edited.readable()?;
        self.files[file] = edited;
        Ok(())
    }

    /// Takes an entry out, and an object of plugins that it leaves empty; `false` where what it depends on forbids it.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn take_out(&mut self, found: &Located) -> Result<bool, Fault> {
        let file = &self.files[found.file];
        let edits = entry(file, &found.declaration)
            .and_then(|entry| entry.take_out(file, &self.was_empty))
            .unwrap_or_default();
        self.edit(found.file, &edits)?;
        Ok(!edits.is_empty())
    }

    /// Remembers an object that was empty before an entry is put into it.
    pub(super) fn remember(&mut self, was_empty: WasEmpty) {
        self.was_empty.retain(|it| (&it.path, &it.keys) != (&was_empty.path, &was_empty.keys));
        self.was_empty.push(was_empty);
    }
}

/// The keys on the way to an object; an element is named by its index.
pub(super) fn key_path(root: &Node, object: &Node) -> Option<Vec<String>> {
    let mut open = vec![(root, Vec::new())];
    while let Some((node, keys)) = open.pop() {
        if node.range == object.range {
            return Some(keys);
        }
        let below = |key: String| keys.iter().cloned().chain([key]).collect::<Vec<_>>();
        let members = node.members().unwrap_or_default().iter();
        open.extend(members.map(|member| (&member.value, below(member.key.clone()))));
        let elements = node.elements().unwrap_or_default().iter().enumerate();
        open.extend(elements.map(|(index, element)| (element, below(index.to_string()))));
    }
    None
}

/// The live plugin's declarations in a state.
pub fn of_state(found: &[Located], state: State) -> Vec<&Located> {
    let wanted = |found: &&Located| {
        found.declaration.state == state && found.declaration.owner == Owner::Live
    };
    found.iter().filter(wanted).collect()
}

/// A container as an edit may see it.
pub(super) fn site(literal: &Literal, container: &Node) -> Option<Site> {
    match &literal.regions {
        Some(masked) => Site::unconditional(&literal.tree, container, masked),
        None => Some(Site::whole(&literal.tree, container)),
    }
}

/// An entry in its file.
pub(super) struct Entry<'r> {
    pub(super) literal: &'r Literal,
    pub(super) container: &'r Node,
    pub(super) member: &'r Member,
}

/// Where a declaration stands; comments are not looked into.
pub(super) fn entry<'r>(file: &'r ConfigFile, declaration: &Declaration) -> Option<Entry<'r>> {
    file.literals().iter().find_map(|literal| {
        let containers = literal.tree.root.walk().into_iter();
        let mut entries = containers.flat_map(|container| {
            container.members().unwrap_or_default().iter().map(move |member| (container, member))
        });
        let (container, member) =
            entries.find(|(_, member)| member.key_range == declaration.key)?;
        Some(Entry { literal, container, member })
    })
}

impl<'r> Entry<'r> {
    /// The container as an edit may see it, and the entry's index there.
    pub(super) fn site(&self) -> Option<(Site, usize)> {
        self.site_of(self.container, self.member)
    }

    fn site_of(&self, container: &Node, member: &Member) -> Option<(Site, usize)> {
        let site = site(self.literal, container)?;
        let index = site.container.items().iter().position(|it| *it == member.range())?;
        Some((site, index))
    }

    /// What goes when the entry goes: itself, or the object of plugins that it would leave empty.
    fn outermost(&self) -> (&'r Node, &'r Member) {
        let alone = self.container.items().len() == 1 && !self.has_comments();
        let plugins = self.parent().filter(|(_, member)| alone && holds_plugins(member));
        plugins.unwrap_or((self.container, self.member))
    }

    /// The object and its member whose value the container is.
    fn parent(&self) -> Option<(&'r Node, &'r Member)> {
        self.literal.tree.root.walk().into_iter().find_map(|object| {
            let mut members = object.members()?.iter();
            let member = members.find(|member| member.value.range == self.container.range)?;
            Some((object, member))
        })
    }

    fn has_comments(&self) -> bool {
        let (inside, entry) = (&self.container.range, self.member.range());
        let gaps = [inside.start..entry.start, entry.end..inside.end];
        let commented =
            |gap: &Range<usize>| !self.literal.tree.comments_between(gap.start, gap.end).is_empty();
        let conditional = self.literal.regions.as_ref().is_some_and(|masked| {
            masked.regions.iter().any(|region| inside.contains(&region.range.start))
        });
        gaps.iter().any(commented) || conditional
    }

    /// The edits that take the entry out, with an object of plugins that it leaves empty and that was not empty before.
    pub(super) fn take_out(&self, file: &ConfigFile, was_empty: &[WasEmpty]) -> Option<Vec<Edit>> {
        let inside = |object: &Node| {
            let keys = key_path(&self.literal.tree.root, object)?;
            let mut known = was_empty.iter();
            known.find(|it| it.path == file.path.as_str() && it.keys == keys).map(|it| &it.inside)
        };
        let (container, member) = self.outermost();
        let alone = |object: &Node| object.items().len() == 1 && !self.has_comments();
        let mut emptied = [self.container, container].into_iter().filter(|it| alone(it));
        match emptied.find_map(|object| Some((object, inside(object)?))) {
            Some((object, inside)) => {
                let range = object.range.start + 1..object.range.end - 1;
                Some(vec![Edit::replace(range, inside.clone())])
            }
            None => self.remove(file.text(), container, member),
        }
    }

    fn remove(&self, text: &str, container: &Node, member: &Member) -> Option<Vec<Edit>> {
        let (site, index) = self.site_of(container, member)?;
        Some(edit::remove(text, &site.tree, &site.container, index))
    }
}

/// Whether a member's object is there for plugins only.
fn holds_plugins(member: &Member) -> bool {
    member.key.to_lowercase().starts_with("plugin")
}
