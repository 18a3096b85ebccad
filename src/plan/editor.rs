//! The configuration files of one project while they are edited, and the declarations in them.

use std::ops::Range;

use crate::model::fault::Fault;
use crate::model::lock::WasEmpty;
use crate::plan::Change;
use crate::project::config_file::ConfigFile;
use crate::project::declaration::{Declaration, State};
use crate::project::framework::Framework;
use crate::project::literal::Literal;
use crate::project::snapshot::Snapshot;
use crate::syntax::edit;
use crate::syntax::insertion_point::{Conditions, InsertionPoint};
use crate::syntax::{Member, Node, Tree};
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

impl Located {
    /// Its line, from 1.
    pub fn line(&self) -> usize {
        self.declaration.place.line
    }
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

    /// Takes entries of one file out, and objects of plugins that they leave empty; `false` where what they depend on
    /// forbids it.
    pub fn take_out(&mut self, found: &[&Located]) -> bool {
        let Some(file) = found.first().map(|found| found.file) else { return true };
        let declarations: Vec<&Declaration> =
            found.iter().map(|found| &found.declaration).collect();
        let config = &self.files[file];
        let after = entries(config, &declarations)
            .and_then(|entries| take_out(config, &entries, &self.was_empty))
            .and_then(|gone| without(config, &gone));
        self.replace(file, after)
    }

    /// Puts another version of a file in its place; `false` where there is none, so that nothing is done.
    pub(super) fn replace(&mut self, file: usize, after: Option<ConfigFile>) -> bool {
        let is_there = after.is_some();
        if let Some(after) = after {
            self.files[file] = after;
        }
        is_there
    }

    /// Remembers an object that was empty before an entry is put into it.
    pub(super) fn remember(&mut self, was_empty: WasEmpty) {
        self.was_empty.retain(|it| (&it.path, &it.keys) != (&was_empty.path, &was_empty.keys));
        self.was_empty.push(was_empty);
    }
}

/// The keys on the way to an object; an element is named by its index.
pub(super) fn key_path(root: &Node, object: &Node) -> Option<Vec<String>> {
    let way = root.way_to(&object.range);
    let keys = way.windows(2).map(|pair| {
        let [around, node] = pair else { return None };
        match (around.members(), around.elements()) {
            (Some(members), _) => {
                let index = members.partition_point(|it| it.value.range.start < node.range.start);
                members.get(index).map(|member| member.key.clone())
            }
            (None, Some(elements)) => {
                let index = elements.partition_point(|it| it.range.start < node.range.start);
                Some(index.to_string())
            }
            (None, None) => None,
        }
    });
    keys.collect()
}

/// The live plugin's declarations in a state.
pub fn of_state(found: &[Located], state: State) -> Vec<&Located> {
    found.iter().filter(|found| found.declaration.is_live(state)).collect()
}

/// Indices of the files of some declarations, which are in order of them.
pub(super) fn files_of(found: &[&Located]) -> Vec<usize> {
    let mut files: Vec<usize> = found.iter().map(|found| found.file).collect();
    files.dedup();
    files
}

/// The places of a literal where edits may be made.
pub(super) struct InsertionPoints<'r> {
    tree: &'r Tree,
    conditions: Option<Conditions>,
}

impl<'r> InsertionPoints<'r> {
    pub(super) fn of(literal: &'r Literal) -> Self {
        Self { tree: &literal.tree, conditions: literal.regions.as_ref().map(Conditions::of) }
    }

    /// A container as an edit sees it.
    pub(super) fn at(&self, container: &'r Node) -> Option<InsertionPoint<'r>> {
        match &self.conditions {
            Some(conditions) => InsertionPoint::unconditional(self.tree, container, conditions),
            None => Some(InsertionPoint::whole(self.tree, container)),
        }
    }

    /// Whether a container holds as many items, and neither a comment nor a condition.
    fn holds_only(&self, container: &Node, items: usize) -> bool {
        let conditions = self.conditions.as_ref();
        let is_free = conditions.is_none_or(|it| it.inside(&container.range).is_empty());
        let whole = InsertionPoint::whole(self.tree, container);
        is_free && whole.items.len() == items && !whole.has_more()
    }
}

/// An entry in its file.
pub(super) struct Entry<'r> {
    pub(super) literal: &'r Literal,
    pub(super) container: &'r Node,
    pub(super) member: &'r Member,
    /// The object and its member whose value the container is.
    parent: Option<(&'r Node, &'r Member)>,
}

/// Where declarations stand; comments are not looked into.
pub(super) fn entries<'r>(
    file: &'r ConfigFile,
    declarations: &[&Declaration],
) -> Option<Vec<Entry<'r>>> {
    declarations.iter().map(|declaration| entry(file, declaration)).collect()
}

/// Where a declaration stands.
pub(super) fn entry<'r>(file: &'r ConfigFile, declaration: &Declaration) -> Option<Entry<'r>> {
    let key = &declaration.key;
    let mut literals = file.literals().iter();
    literals.find_map(|literal| {
        let root = Some(&literal.tree.root).filter(|root| root.range.contains(&key.start))?;
        let mut way = root.way_to(key).into_iter().rev();
        let container = way.next()?;
        let members = container.members()?;
        let index = members.partition_point(|member| member.key_range.start < key.start);
        let member = members.get(index).filter(|member| member.key_range == *key)?;
        let parent = way.next().and_then(|object| {
            let mut members = object.members()?.iter();
            Some((object, members.find(|it| it.value.range == container.range)?))
        });
        Some(Entry { literal, container, member, parent })
    })
}

/// The edits that take entries out, in order of place, each with the index of its entry: with an object of plugins that
/// they leave empty and that was not empty before. `None` where a condition forbids it.
pub(super) fn take_out(
    file: &ConfigFile,
    entries: &[Entry<'_>],
    was_empty: &[WasEmpty],
) -> Option<Vec<(usize, Edit)>> {
    let (mut gone, mut first) = (Vec::new(), 0);
    for of_one_literal in entries.chunk_by(|a, b| std::ptr::eq(a.literal, b.literal)) {
        let points = InsertionPoints::of(of_one_literal.first()?.literal);
        for group in of_one_literal.chunk_by(|a, b| std::ptr::eq(a.container, b.container)) {
            let edits = take_out_of_one(file, &points, group, was_empty)?.into_iter();
            gone.extend(edits.map(|(index, edit)| (first + index, edit)));
            first += group.len();
        }
    }
    gone.sort_by_key(|(_, edit)| edit.range.start);
    Some(gone)
}

/// The same for entries of one container.
fn take_out_of_one<'r>(
    file: &ConfigFile,
    points: &InsertionPoints<'r>,
    group: &[Entry<'r>],
    was_empty: &[WasEmpty],
) -> Option<Vec<(usize, Edit)>> {
    let (first, last) = (group.first()?, group.len() - 1);
    let point = points.at(first.container)?;
    let indices = indices(&point, group)?;
    let remove = |indices: &[usize]| {
        let ranges = edit::remove_all(file.text(), &point, indices).into_iter();
        let index = |item| indices.binary_search(&item).unwrap_or_default();
        ranges.map(|(item, range)| (index(item), range)).collect::<Vec<_>>()
    };
    if points.holds_only(first.container, group.len())
        && let Some(around) = empty_object(file, points, first, was_empty)
    {
        return Some(around_others(around, remove(&indices[..last]), last));
    }
    let gone = remove(&indices).into_iter();
    Some(gone.map(|(index, range)| (index, Edit::delete(range))).collect())
}

/// Indices of the entries of one container in it.
pub(super) fn indices(point: &InsertionPoint<'_>, group: &[Entry<'_>]) -> Option<Vec<usize>> {
    group.iter().map(|entry| point.index_of(&entry.member.range())).collect()
}

/// What is done to the objects that hold nothing but entries that go: one that was empty is empty again, and an object
/// of plugins goes. `None` where there is no such object, or a condition decides whether it is there.
fn empty_object<'r>(
    file: &ConfigFile,
    points: &InsertionPoints<'r>,
    entry: &Entry<'r>,
    was_empty: &[WasEmpty],
) -> Option<Vec<Edit>> {
    let plugins = entry.parent.filter(|(_, member)| holds_plugins(member));
    let outer = plugins.map(|(object, _)| object).filter(|object| points.holds_only(object, 1));
    for object in [Some(entry.container), outer].into_iter().flatten() {
        let keys = key_path(&entry.literal.tree.root, object);
        let mut known = was_empty.iter();
        let known =
            known.find(|it| file.path.as_str() == it.path && Some(&it.keys) == keys.as_ref());
        if let Some(WasEmpty { inside, .. }) = known {
            let range = object.range.start + 1..object.range.end - 1;
            return Some(vec![Edit::replace(range, inside.clone())]);
        }
    }
    let (object, member) = plugins?;
    let point = points.at(object)?;
    let gone = edit::remove_all(file.text(), &point, &[point.index_of(&member.range())?]);
    Some(gone.into_iter().map(|(_, range)| Edit::delete(range)).collect())
}

/// Edits of one entry, cut where others go inside of them.
fn around_others(
    around: Vec<Edit>,
    others: Vec<(usize, Range<usize>)>,
    entry: usize,
) -> Vec<(usize, Edit)> {
    let mut cut = Vec::new();
    let mut others = others.into_iter().peekable();
    for Edit { range, text } in around {
        let mut start = range.start;
        while let Some((other, inner)) = others.next_if(|(_, inner)| inner.start < range.end) {
            let piece = start..inner.start;
            cut.extend((!piece.is_empty()).then(|| (entry, Edit::delete(piece))));
            start = inner.end;
            cut.push((other, Edit::delete(inner)));
        }
        cut.push((entry, Edit::replace(start..range.end, text)));
    }
    cut
}

/// The file without what goes, where it can be read then: commas that depend on a condition may be needed elsewhere.
pub(super) fn without(file: &ConfigFile, gone: &[(usize, Edit)]) -> Option<ConfigFile> {
    let edits: Vec<Edit> = gone.iter().map(|(_, edit)| edit.clone()).collect();
    Some(file.edited(&edits)).filter(|after| after.readable().is_ok())
}

/// Whether a member's object is there for plugins only.
fn holds_plugins(member: &Member) -> bool {
    member.key.to_lowercase().starts_with("plugin")
}
