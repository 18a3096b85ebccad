//! The configuration files of one project while they are edited, and the declarations in them.

use std::ops::Range;

use crate::model::fault::Fault;
use crate::model::lock::WasEmpty;
use crate::plan::Change;
use crate::project::app_json::Owner;
use crate::project::configuration::{Configuration, Source};
use crate::project::declaration::{self, Declaration, State};
use crate::project::framework::{Framework, Row};
use crate::project::inventory::Located;
use crate::project::mpx::Role;
use crate::project::snapshot::Project;
use crate::syntax::edit;
use crate::syntax::site::Site;
use crate::syntax::{Member, Node};
use crate::text::edit::{Edit, apply};
use crate::text::lines::{self, LineEnd, to_lf};
use crate::text::merge;
use crate::text::path::RelPath;

/// The configuration files of one project while they are edited: each step reads the text anew, so no range outlives an edit.
#[derive(Debug, Clone)]
pub struct Drafts {
    pub(super) files: Vec<Draft>,
    /// Objects that were empty before an entry was put into them.
    pub was_empty: Vec<WasEmpty>,
}

/// One of them.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Path from the project's root.
    pub path: RelPath,
    /// How it is read.
    pub row: &'static Row,
    /// What it is to the program.
    pub role: Role,
    /// Its text as it stands.
    pub text: String,
}

/// A declaration, and the file that it is in.
#[derive(Debug, Clone)]
pub struct Found {
    /// Index of the file.
    pub(super) file: usize,
    /// The declaration.
    pub declaration: Declaration,
}

impl Draft {
    pub(super) fn read(&self) -> Result<Configuration<'_>, Fault> {
        Configuration::parse(self.row, self.path.as_str(), &self.text)
    }
}

impl Drafts {
    /// Starts from texts on disk; the files that decide come first.
    pub fn new(mut files: Vec<Draft>) -> Self {
        // a new declaration does not belong into ext.json beside another file
        let steps = |draft: &Draft| draft.path.as_str().matches('/').count();
        files.sort_by_key(|draft| (draft.row.framework == Framework::Ext, steps(draft)));
        Self { files, was_empty: Vec::new() }
    }

    /// Starts from the files of a project, as far as they are there.
    pub fn of(project: &Project, files: &[Located]) -> Self {
        let draft = |Located { path, row, role }: &Located| {
            let text = project.text(path)?.to_owned();
            Some(Draft { path: path.clone(), row, role: role.clone(), text })
        };
        Self::new(files.iter().filter_map(draft).collect())
    }

    /// The files.
    pub fn files(&self) -> &[Draft] {
        &self.files
    }

    /// The file at a path.
    pub fn file_mut(&mut self, path: &RelPath) -> Option<&mut Draft> {
        self.files.iter_mut().find(|draft| draft.path == *path)
    }

    /// What is to be written.
    pub fn changes(&self, project: &Project) -> Vec<(RelPath, Change)> {
        let change = |draft: &Draft| {
            let change = Change::between(project.text(&draft.path), Some(&draft.text))?;
            Some((draft.path.clone(), change))
        };
        self.files.iter().filter_map(change).collect()
    }

    /// Puts conflict markers where another version of the same files differs.
    pub fn mark(&mut self, theirs: &Self) {
        for (ours, theirs) in self.files.iter_mut().zip(&theirs.files) {
            if ours.text != theirs.text {
                let marked = merge::two_way(&to_lf(&ours.text), &to_lf(&theirs.text));
                let end = LineEnd::most_used([ours.text.as_str()]).unwrap_or(LineEnd::Lf);
                ours.text = lines::rewrite(&ours.text, &marked, end);
            }
        }
    }

    /// The file of a declaration.
    pub fn file_of(&self, found: &Found) -> &Draft {
        &self.files[found.file]
    }

    /// All declarations.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn found(&self) -> Result<Vec<Found>, Fault> {
        let mut all = Vec::new();
        for (file, draft) in self.files.iter().enumerate() {
            let found = declaration::of(&draft.read()?).into_iter();
            all.extend(found.map(|found| Found { file, declaration: draft.role.adopt(found) }));
        }
        Ok(all)
    }

    /// Applies edits to a file; what cannot be found is left alone.
    pub(super) fn edit(
        &mut self,
        file: usize,
        edits: impl FnOnce(&Configuration<'_>) -> Option<Vec<Edit>>,
    ) -> Result<(), Fault> {
        let draft = &self.files[file];
        if let Some(edits) = edits(&draft.read()?) {
            self.files[file].text = apply(&draft.text, &edits);
        }
        Ok(())
    }

    /// Takes an entry out, and an object of plugins that it leaves empty; `false` where what it depends on forbids it.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn take_out(&mut self, found: &Found) -> Result<bool, Fault> {
        let before = self.files[found.file].text.clone();
        let was_empty = self.was_empty.clone();
        self.edit(found.file, |read| entry(read, &found.declaration)?.take_out(read, &was_empty))?;
        Ok(self.files[found.file].text != before)
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
pub fn of_state(found: &[Found], state: State) -> Vec<&Found> {
    let wanted =
        |found: &&Found| found.declaration.state == state && found.declaration.owner == Owner::Live;
    found.iter().filter(wanted).collect()
}

/// A container as an edit may see it.
pub(super) fn site(source: &Source, container: &Node) -> Option<Site> {
    match &source.regions {
        Some(masked) => Site::unconditional(&source.tree, container, masked),
        None => Some(Site::whole(&source.tree, container)),
    }
}

/// An entry in its file.
pub(super) struct Entry<'r> {
    pub(super) source: &'r Source,
    pub(super) container: &'r Node,
    pub(super) member: &'r Member,
}

/// Where a declaration stands; comments are not looked into.
pub(super) fn entry<'r>(
    read: &'r Configuration<'_>,
    declaration: &Declaration,
) -> Option<Entry<'r>> {
    read.sources.iter().find_map(|source| {
        let containers = source.tree.root.walk().into_iter();
        let mut entries = containers.flat_map(|container| {
            container.members().unwrap_or_default().iter().map(move |member| (container, member))
        });
        let (container, member) =
            entries.find(|(_, member)| member.key_range == declaration.key)?;
        Some(Entry { source, container, member })
    })
}

impl<'r> Entry<'r> {
    /// The container as an edit may see it, and the entry's index there.
    pub(super) fn site(&self) -> Option<(Site, usize)> {
        self.site_of(self.container, self.member)
    }

    fn site_of(&self, container: &Node, member: &Member) -> Option<(Site, usize)> {
        let site = site(self.source, container)?;
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
        self.source.tree.root.walk().into_iter().find_map(|object| {
            let mut members = object.members()?.iter();
            let member = members.find(|member| member.value.range == self.container.range)?;
            Some((object, member))
        })
    }

    fn has_comments(&self) -> bool {
        let (inside, entry) = (&self.container.range, self.member.range());
        let gaps = [inside.start..entry.start, entry.end..inside.end];
        let commented =
            |gap: &Range<usize>| !self.source.tree.comments_between(gap.start, gap.end).is_empty();
        let conditional = self.source.regions.as_ref().is_some_and(|masked| {
            masked.regions.iter().any(|region| inside.contains(&region.range.start))
        });
        gaps.iter().any(commented) || conditional
    }

    /// The edits that take the entry out, with an object of plugins that it leaves empty and that was not empty before.
    pub(super) fn take_out(
        &self,
        read: &Configuration<'_>,
        was_empty: &[WasEmpty],
    ) -> Option<Vec<Edit>> {
        let inside = |object: &Node| {
            let keys = key_path(&self.source.tree.root, object)?;
            let mut known = was_empty.iter();
            known.find(|it| it.path == read.file && it.keys == keys).map(|it| &it.inside)
        };
        let (container, member) = self.outermost();
        let alone = |object: &Node| object.items().len() == 1 && !self.has_comments();
        let mut emptied = [self.container, container].into_iter().filter(|it| alone(it));
        match emptied.find_map(|object| Some((object, inside(object)?))) {
            Some((object, inside)) => {
                let range = object.range.start + 1..object.range.end - 1;
                Some(vec![Edit::replace(range, inside.clone())])
            }
            None => self.remove(read.text, container, member),
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
