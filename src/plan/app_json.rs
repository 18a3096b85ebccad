//! app.json made to agree with the manifest by edits; the user's file, of which we only ensure single entries.

use crate::model::app_json::{AppJson, Declaration, Owner, Subpackage};
use crate::model::fault::Fault;
use crate::model::manifest::Package;
use crate::model::plugin::{ALIAS, PROVIDER, PluginVersion};
use crate::plan::Reason;
use crate::text::edit::{Edit, apply};
use crate::text::literal::edit::{self, Item};
use crate::text::literal::layout::{Fresh, line_indent};
use crate::text::literal::{Member, Node};
use crate::text::path::RelPath;

/// app.json while it is being edited: each step reads the text anew, so no range outlives an edit.
#[derive(Debug, Clone)]
pub struct Draft {
    file: String,
    text: String,
}

/// What came of declaring the plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declared {
    /// The draft declares it as asked.
    Done,
    /// It was left alone; the text is what taking our side would make of it, where there is such a side.
    Refused(Reason, Option<String>),
}

impl Draft {
    /// Starts from the text on disk.
    pub fn new(file: &str, text: &str) -> Self {
        Self { file: file.to_owned(), text: text.to_owned() }
    }

    /// The text as it stands.
    pub fn text(&self) -> &str {
        &self.text
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

    /// Makes the plugin entry agree: corrected in place, moved from another package, or written anew.
    ///
    /// # Errors
    /// As [`Draft::register`].
    pub fn declare(
        &mut self,
        package: &Package,
        version: &PluginVersion,
    ) -> Result<Declared, Fault> {
        let app = self.read()?;
        let found = app.declarations();
        if let Some(other) = found.iter().find(|found| found.owner == Owner::Other) {
            let provider = other.entry.value.get("provider").and_then(Node::text);
            let provider = provider.unwrap_or_default().to_owned();
            let mut theirs = self.clone();
            theirs.correct(&other.package, &other.entry.key, version)?;
            return Ok(Declared::Refused(Reason::OtherProvider { provider }, Some(theirs.text)));
        }
        let here = found.iter().filter(|found| found.package == *package).count();
        let Some(first) = found.iter().min_by_key(|found| found.package != *package) else {
            let edits = add_entry(&app, package, &Item::member(ALIAS, fresh_entry(version)));
            self.edit(&edits);
            return Ok(Declared::Done);
        };
        let (from, alias) = (first.package.clone(), first.entry.key.clone());
        match here {
            0 if alias_is_taken(&app, package, &alias) => {
                return Ok(Declared::Refused(Reason::AliasTaken { alias }, None));
            }
            0 | 1 => {}
            _ => return Ok(Declared::Refused(Reason::DeclaredTwice, None)),
        }
        self.correct(&from, &alias, version)?;
        if from != *package {
            self.move_entry(&from, &alias, package)?;
        }
        self.declare_only_in(package)?;
        Ok(Declared::Done)
    }

    /// Sets version and provider of an entry, one after the other, because both may have to be inserted.
    fn correct(
        &mut self,
        package: &Package,
        alias: &str,
        version: &PluginVersion,
    ) -> Result<(), Fault> {
        for (key, wanted) in [("version", version.to_string().as_str()), ("provider", PROVIDER)] {
            let app = self.read()?;
            let Some(entry) = entry_of(&app, package, alias) else { continue };
            let edits = edit::set(app.text, &app.tree, &entry.value, key, wanted);
            self.edit(&edits);
        }
        Ok(())
    }

    /// Copies an entry with its own alias, comments and further keys; what is left behind goes with the others.
    fn move_entry(&mut self, from: &Package, alias: &str, to: &Package) -> Result<(), Fault> {
        let app = self.read()?;
        let Some(entry) = entry_of(&app, from, alias) else { return Ok(()) };
        let text = app.text[entry.value.range.clone()].to_owned();
        let indent = line_indent(app.text, entry.key_range.start).to_owned();
        let edits = add_entry(&app, to, &Item::member(alias, Fresh::Moved { text, indent }));
        self.edit(&edits);
        Ok(())
    }

    /// The platform refuses one provider in two packages, so what is declared elsewhere goes.
    fn declare_only_in(&mut self, package: &Package) -> Result<(), Fault> {
        loop {
            let app = self.read()?;
            let found = app.declarations();
            let Some(extra) = found.iter().find(|declaration| declaration.package != *package)
            else {
                return Ok(());
            };
            let edits = remove_entry(&app, extra);
            self.edit(&edits);
        }
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

/// An entry as kaibo writes it.
pub fn fresh_entry(version: &PluginVersion) -> Fresh {
    Fresh::Object(vec![
        ("version".to_owned(), Fresh::Text(version.to_string())),
        ("provider".to_owned(), Fresh::Text(PROVIDER.to_owned())),
    ])
}

/// The package exists by now: its pages were registered first.
fn add_entry(app: &AppJson<'_>, package: &Package, entry: &Item) -> Vec<Edit> {
    let Some(node) = app.package(package) else {
        return Vec::new();
    };
    match (node.get("plugins"), &entry.key) {
        (Some(plugins), _) => insert(app, plugins, entry),
        (None, key) => {
            let key = key.clone().unwrap_or_default();
            let plugins = Fresh::Object(vec![(key, entry.value.clone())]);
            insert(app, node, &Item::member("plugins", plugins))
        }
    }
}

fn insert(app: &AppJson<'_>, container: &Node, item: &Item) -> Vec<Edit> {
    edit::insert(app.text, &app.tree, container, item)
}

fn remove(app: &AppJson<'_>, container: &Node, index: usize) -> Vec<Edit> {
    edit::remove(app.text, &app.tree, container, index)
}

/// Takes the entry out, and an object of plugins that it leaves empty.
fn remove_entry(app: &AppJson<'_>, declaration: &Declaration<'_>) -> Vec<Edit> {
    let Some(package) = app.package(&declaration.package) else {
        return Vec::new();
    };
    let Some(plugins) = package.member("plugins") else {
        return Vec::new();
    };
    let (inside, entry) = (&plugins.value.range, declaration.entry.range());
    let commented = [inside.start..entry.start, entry.end..inside.end]
        .iter()
        .any(|gap| !app.tree.comments_between(gap.start, gap.end).is_empty());
    if plugins.value.items().len() == 1 && !commented {
        return remove_member(app, package, plugins);
    }
    remove_member(app, &plugins.value, declaration.entry)
}

fn remove_member(app: &AppJson<'_>, object: &Node, member: &Member) -> Vec<Edit> {
    let position = object.items().iter().position(|item| *item == member.range());
    position.map_or_else(Vec::new, |index| remove(app, object, index))
}

fn entry_of<'a>(app: &'a AppJson<'_>, package: &Package, alias: &str) -> Option<&'a Member> {
    app.package(package)?.get("plugins")?.member(alias)
}

fn alias_is_taken(app: &AppJson<'_>, package: &Package, alias: &str) -> bool {
    entry_of(app, package, alias).is_some()
}
