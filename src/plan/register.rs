//! app.json made to list the manifest's pages by edits; it is the user's file, of which we only ensure single entries.

use crate::model::fault::Fault;
use crate::model::manifest::Package;
use crate::plan::editor::ConfigEditor;
use crate::project::config_file::ConfigFile;
use crate::syntax::edit::{self, Item};
use crate::syntax::layout::{self, Fresh};
use crate::syntax::{Member, Node, Tree};
use crate::text::edit::Edit;
use crate::text::path::RelPath;

impl ConfigEditor {
    /// Lists a page in its package, which is added where it is missing; the main package no longer lists a page that
    /// now lies in a subpackage.
    ///
    /// # Errors
    /// Text that is no longer JSON, which no edit of ours makes.
    pub fn register(&mut self, app: usize, page: &RelPath, package: &Package) -> Result<(), Fault> {
        if *package != Package::Main {
            self.strike(app, page, &Package::Main)?;
        }
        let file = &self.files[app];
        let listed = in_package(page, package);
        if file.pages(package).iter().any(|(_, page)| *page == listed) {
            return Ok(());
        }
        let element = Fresh::Text(listed.to_owned());
        let pages = |element| Fresh::Array(vec![element]);
        let edits = if let Some(node) = file.package(package) {
            match node.get("pages") {
                Some(pages) => insert(file, pages, &Item::element(element)),
                None => insert(file, node, &Item::member("pages", pages(element))),
            }
        } else {
            let members = vec![
                ("root".to_owned(), Fresh::Text(package.to_string())),
                ("pages".to_owned(), pages(element)),
            ];
            add_subpackage(file, Fresh::Object(members))
        };
        self.edit(app, &edits)
    }

    /// Lists a page under another path in the place where it is, so that the first page stays the first; across
    /// packages there is no such place, and nothing happens.
    ///
    /// # Errors
    /// As [`ConfigEditor::register`].
    pub fn rename(
        &mut self,
        app: usize,
        from: &RelPath,
        to: &RelPath,
        package: &Package,
    ) -> Result<(), Fault> {
        let file = &self.files[app];
        if file.package_of(from, &Package::Main) != *package {
            return Ok(());
        }
        let (old, new) = (in_package(from, package), in_package(to, package));
        let listed = file.pages(package);
        let Some((index, _)) = listed.iter().find(|(_, page)| *page == old) else { return Ok(()) };
        if listed.iter().any(|(_, page)| *page == new) {
            return Ok(());
        }
        let pages =
            file.package(package).and_then(|node| node.get("pages")).and_then(Node::elements);
        let Some(page) = pages.and_then(|pages| pages.get(*index)) else { return Ok(()) };
        let edits =
            [Edit::replace(page.range.clone(), layout::string_like(file.text(), page, new))];
        self.edit(app, &edits)
    }

    /// Strikes a page from the list that it is in.
    ///
    /// # Errors
    /// As [`ConfigEditor::register`].
    pub fn unregister(&mut self, app: usize, page: &RelPath) -> Result<(), Fault> {
        let package = self.files[app].package_of(page, &Package::Main);
        self.strike(app, page, &package)
    }

    fn strike(&mut self, app: usize, page: &RelPath, package: &Package) -> Result<(), Fault> {
        let file = &self.files[app];
        let listed = in_package(page, package);
        let found = file.pages(package).into_iter().find(|(_, page)| *page == listed);
        let Some((index, _)) = found else { return Ok(()) };
        let Some(pages) = file.package(package).and_then(|node| node.get("pages")) else {
            return Ok(());
        };
        let edits = remove(file, pages, index);
        self.edit(app, &edits)
    }

    /// Takes out a subpackage that has neither pages nor plugins left: its folder is gone, and it would not compile.
    ///
    /// # Errors
    /// As [`ConfigEditor::register`].
    pub fn prune(&mut self, app: usize, root: &RelPath) -> Result<(), Fault> {
        let file = &self.files[app];
        let Some(node) = file.package(&Package::Sub(root.clone())) else {
            return Ok(());
        };
        let is_empty = |key| node.get(key).is_none_or(|node| node.items().is_empty());
        if !is_empty("pages") || !is_empty("plugins") {
            return Ok(());
        }
        let listing = file.listing();
        let Some((around, listed)) = listing.and_then(|it| Some((it, it.member(file.spelling())?)))
        else {
            return Ok(());
        };
        let items = listed.value.items();
        let edits = match items.iter().position(|item| *item == node.range) {
            Some(_) if items.len() == 1 => remove_member(file, around, listed),
            Some(index) => remove(file, &listed.value, index),
            None => Vec::new(),
        };
        self.edit(app, &edits)
    }

    /// Whether a tab or the entry page is this page, which must then stay.
    pub fn opens_with(&self, app: usize, page: &RelPath) -> bool {
        let Some(listing) = self.files[app].listing() else { return false };
        let tabs = listing.get("tabBar").and_then(|bar| bar.get("list")).and_then(Node::elements);
        let tabs = tabs.unwrap_or_default().iter().filter_map(|tab| tab.get("pagePath"));
        let mut named = tabs.chain(listing.get("entryPagePath")).filter_map(Node::text);
        named.any(|text| text.trim_start_matches('/') == page.as_str())
    }
}

/// A page's path as its package lists it.
fn in_package<'p>(page: &'p RelPath, package: &Package) -> &'p str {
    match package {
        Package::Main => page.as_str(),
        Package::Sub(root) => page.strip(root).unwrap_or(page.as_str()),
    }
}

fn add_subpackage(file: &ConfigFile, subpackage: Fresh) -> Vec<Edit> {
    let Some(listing) = file.listing() else { return Vec::new() };
    if let Some(listed) = listing.get(file.spelling()) {
        insert(file, listed, &Item::element(subpackage))
    } else {
        let item = Item::member(file.spelling(), Fresh::Array(vec![subpackage]));
        insert(file, listing, &item)
    }
}

fn tree(file: &ConfigFile) -> Option<&Tree> {
    file.literal().map(|literal| &literal.tree)
}

fn insert(file: &ConfigFile, container: &Node, item: &Item) -> Vec<Edit> {
    let edits = tree(file).map(|tree| edit::insert(file.text(), tree, container, item));
    edits.unwrap_or_default()
}

fn remove(file: &ConfigFile, container: &Node, index: usize) -> Vec<Edit> {
    let edits = tree(file).map(|tree| edit::remove(file.text(), tree, container, index));
    edits.unwrap_or_default()
}

fn remove_member(file: &ConfigFile, object: &Node, member: &Member) -> Vec<Edit> {
    let position = object.items().iter().position(|item| *item == member.range());
    position.map_or_else(Vec::new, |index| remove(file, object, index))
}
