//! app.json made to agree with the manifest by edits; the user's file, of which we only ensure single entries.

use crate::model::fault::Fault;
use crate::model::manifest::Package;
use crate::project::app_json::{AppJson, Subpackage};
use crate::syntax::edit::{self, Item};
use crate::syntax::layout::{self, Fresh};
use crate::syntax::{Member, Node};
use crate::text::edit::{Edit, apply};
use crate::text::path::RelPath;

/// app.json while it is being edited: each step reads the text anew, so no range outlives an edit.
#[derive(Debug, Clone)]
pub struct Draft {
    file: String,
    text: String,
}

impl Draft {
    /// Starts from the text on disk.
    pub fn new(file: &str, text: &str) -> Self {
        Self { file: file.to_owned(), text: text.to_owned() }
    }

    /// The text as it stands.
    pub fn into_text(self) -> String {
        self.text
    }

    fn read(&self) -> Result<AppJson<'_>, Fault> {
        AppJson::parse(&self.file, &self.text)
    }

    fn edit(&mut self, edits: &[Edit]) {
        self.text = apply(&self.text, edits);
    }

    /// Lists a page in its package, which is added where it is missing; the main package no longer lists a page that
    /// now lies in a subpackage.
    ///
    /// # Errors
    /// Text that is no longer JSON, which no edit of ours makes.
    pub fn register(&mut self, page: &RelPath, package: &Package) -> Result<(), Fault> {
        if *package != Package::Main {
            self.strike(page, &Package::Main)?;
        }
        let app = self.read()?;
        let listed = in_package(page, package);
        if app.pages(package).iter().any(|(_, page)| *page == listed) {
            return Ok(());
        }
        let element = Fresh::Text(listed.to_owned());
        let pages = |element| Fresh::Array(vec![element]);
        let edits = if let Some(node) = app.package(package) {
            match node.get("pages") {
                Some(pages) => insert(&app, pages, &Item::element(element)),
                None => insert(&app, node, &Item::member("pages", pages(element))),
            }
        } else {
            let members = vec![
                ("root".to_owned(), Fresh::Text(package.to_string())),
                ("pages".to_owned(), pages(element)),
            ];
            add_subpackage(&app, Fresh::Object(members))
        };
        self.edit(&edits);
        Ok(())
    }

    /// Lists a page under another path in the place where it is, so that the first page stays the first; across
    /// packages there is no such place, and nothing happens.
    ///
    /// # Errors
    /// As [`Draft::register`].
    pub fn rename(&mut self, from: &RelPath, to: &RelPath, package: &Package) -> Result<(), Fault> {
        let app = self.read()?;
        if app.package_of(from, &Package::Main) != *package {
            return Ok(());
        }
        let (old, new) = (in_package(from, package), in_package(to, package));
        let listed = app.pages(package);
        let Some((index, _)) = listed.iter().find(|(_, page)| *page == old) else { return Ok(()) };
        if listed.iter().any(|(_, page)| *page == new) {
            return Ok(());
        }
        let pages =
            app.package(package).and_then(|node| node.get("pages")).and_then(Node::elements);
        let Some(page) = pages.and_then(|pages| pages.get(*index)) else { return Ok(()) };
        let edits = [Edit::replace(page.range.clone(), layout::string_like(app.text, page, new))];
        self.edit(&edits);
        Ok(())
    }

    /// Strikes a page from the list that it is in.
    ///
    /// # Errors
    /// As [`Draft::register`].
    pub fn unregister(&mut self, page: &RelPath) -> Result<(), Fault> {
        let package = self.read()?.package_of(page, &Package::Main);
        self.strike(page, &package)
    }

    fn strike(&mut self, page: &RelPath, package: &Package) -> Result<(), Fault> {
        let app = self.read()?;
        let listed = in_package(page, package);
        let found = app.pages(package).into_iter().find(|(_, page)| *page == listed);
        let Some((index, _)) = found else { return Ok(()) };
        let Some(pages) = app.package(package).and_then(|node| node.get("pages")) else {
            return Ok(());
        };
        let edits = remove(&app, pages, index);
        self.edit(&edits);
        Ok(())
    }

    /// Takes out a subpackage that has neither pages nor plugins left: its folder is gone, and it would not compile.
    ///
    /// # Errors
    /// As [`Draft::register`].
    pub fn prune(&mut self, root: &RelPath) -> Result<(), Fault> {
        let app = self.read()?;
        let Some(Subpackage { node, .. }) = app.subpackage(root) else {
            return Ok(());
        };
        let is_empty = |key| node.get(key).is_none_or(|node| node.items().is_empty());
        if !is_empty("pages") || !is_empty("plugins") {
            return Ok(());
        }
        let Some(listed) = app.tree.root.member(app.spelling()) else {
            return Ok(());
        };
        let items = listed.value.items();
        let edits = match items.iter().position(|item| *item == node.range) {
            Some(_) if items.len() == 1 => remove_member(&app, &app.tree.root, listed),
            Some(index) => remove(&app, &listed.value, index),
            None => Vec::new(),
        };
        self.edit(&edits);
        Ok(())
    }

    /// Whether a tab or the entry page is this page, which must then stay.
    ///
    /// # Errors
    /// As [`Draft::register`].
    pub fn opens_with(&self, page: &RelPath) -> Result<bool, Fault> {
        let app = self.read()?;
        let root = &app.tree.root;
        let tabs = root.get("tabBar").and_then(|bar| bar.get("list")).and_then(Node::elements);
        let tabs = tabs.unwrap_or_default().iter().filter_map(|tab| tab.get("pagePath"));
        let named = tabs.chain(root.get("entryPagePath")).filter_map(Node::text);
        Ok(named.map(|text| text.trim_start_matches('/')).any(|text| text == page.as_str()))
    }
}

/// A page's path as its package lists it.
fn in_package<'p>(page: &'p RelPath, package: &Package) -> &'p str {
    match package {
        Package::Main => page.as_str(),
        Package::Sub(root) => page.strip(root).unwrap_or(page.as_str()),
    }
}

fn add_subpackage(app: &AppJson<'_>, subpackage: Fresh) -> Vec<Edit> {
    if let Some(listed) = app.tree.root.get(app.spelling()) {
        insert(app, listed, &Item::element(subpackage))
    } else {
        let item = Item::member(app.spelling(), Fresh::Array(vec![subpackage]));
        insert(app, &app.tree.root, &item)
    }
}

fn insert(app: &AppJson<'_>, container: &Node, item: &Item) -> Vec<Edit> {
    edit::insert(app.text, &app.tree, container, item)
}

fn remove(app: &AppJson<'_>, container: &Node, index: usize) -> Vec<Edit> {
    edit::remove(app.text, &app.tree, container, index)
}

fn remove_member(app: &AppJson<'_>, object: &Node, member: &Member) -> Vec<Edit> {
    let position = object.items().iter().position(|item| *item == member.range());
    position.map_or_else(Vec::new, |index| remove(app, object, index))
}
