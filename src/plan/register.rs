//! Pages listed in the configuration of any framework by edits; the file is the user's, and single entries are ensured.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::fault::{Fault, Faults};
use crate::model::manifest::Package;
use crate::plan::Reason;
use crate::plan::editor::{ConfigEditor, InsertionPoints};
use crate::plan::validate::refuse_violations;
use crate::project::app_json::spot::Spot;
use crate::project::config_file::ConfigFile;
use crate::project::framework::Framework;
use crate::project::pages::{path_in, plain_path};
use crate::syntax::edit::{self, Item};
use crate::syntax::layout::{self, Fresh};
use crate::syntax::{Node, Value};
use crate::text::edit::Edit;
use crate::text::path::RelPath;

/// A page and the package that lists it.
pub type Listed = (RelPath, Package);

impl ConfigEditor {
    /// Lists pages in their packages, which are added where they are missing; the main package no longer lists a page
    /// that now lies in a subpackage. `false` where what they depend on forbids it.
    ///
    /// # Errors
    /// Text that can no longer be read, which no edit of ours makes.
    pub fn register(&mut self, app: usize, pages: &[Listed]) -> Result<bool, Fault> {
        let moved = pages.iter().filter(|(_, package)| *package != Package::Main);
        let moved: Vec<&RelPath> = moved.map(|(page, _)| page).collect();
        let mut done = self.strike(app, &Package::Main, &moved)?;
        let mut seen = BTreeSet::new();
        let packages = pages.iter().map(|(_, package)| package);
        for package in packages.filter(|package| seen.insert(*package)) {
            let pages = pages.iter().filter(|(_, its)| its == package).map(|(page, _)| page);
            let edits = additions(&self.files[app], package, &pages.collect::<Vec<_>>());
            done &= self.step(app, edits)?;
        }
        Ok(done)
    }

    /// Lists pages of the user's that no file lists yet, each in the file that lists its package; of those that cannot be
    /// listed, that file and why.
    ///
    /// # Errors
    /// A file that is at fault where it is to be edited.
    pub fn register_missing(
        &mut self,
        pages: &[&RelPath],
        planned: &Package,
    ) -> Result<Vec<(RelPath, Reason)>, Faults> {
        let known: BTreeSet<RelPath> =
            self.files.iter().flat_map(ConfigFile::program_pages).map(|(page, _)| page).collect();
        let missing = pages.iter().filter(|page| !known.contains(**page));
        let mut by_package: BTreeMap<Package, Vec<&RelPath>> = BTreeMap::new();
        for page in missing {
            by_package.entry(self.package_of(page, planned)).or_default().push(page);
        }
        let mut refused = Vec::new();
        for (package, pages) in by_package {
            let Some((file, in_file)) = self.lister(&package) else { continue };
            let config = &self.files[file];
            let path = config.path.clone();
            let list = config.package(&in_file).and_then(|node| node.get("pages"));
            if config.listing().is_none() || list.is_some_and(is_computed) {
                refused.push((path, Reason::Computed { line: None }));
                continue;
            }
            refuse_violations(config, &[Spot::Pages(in_file.clone())].into())?;
            let root = config.role.root();
            let below = |page: &&RelPath| {
                let inside = root.and_then(|root| RelPath::parse(page.strip(root)?).ok());
                inside.unwrap_or_else(|| (*page).clone())
            };
            let pages: Vec<RelPath> = pages.iter().map(below).collect();
            let edits = additions(config, &in_file, &pages.iter().collect::<Vec<_>>());
            if !self.step(file, edits)? {
                refused.push((path, Reason::ConditionalPlace));
            }
        }
        Ok(refused)
    }

    /// The package in whose folder a page lies, the deepest root first; the package `planned` may not be listed yet.
    fn package_of(&self, page: &RelPath, planned: &Package) -> Package {
        let own = self.files.iter().filter_map(|file| file.role.root());
        let own =
            own.filter(|root| page.strip(root).is_some()).map(|root| Package::Sub(root.clone()));
        let listed = self.files.iter().map(|file| file.package_of(page, planned));
        own.chain(listed)
            .max_by_key(|package| {
                package.to_string().len() * usize::from(*package != Package::Main)
            })
            .unwrap_or(Package::Main)
    }

    /// The file that lists the pages of a package, and the package as that file has it.
    fn lister(&self, package: &Package) -> Option<(usize, Package)> {
        let files = self.files.iter().enumerate();
        let lists = files.filter_map(|(index, file)| {
            let is_program = file.row.framework != Framework::Ext && file.row.subpackages.is_some();
            Some((index, file.role.in_file(package).filter(|_| is_program)?))
        });
        // the file that is the subpackage comes before one that may list it
        lists.min_by_key(|(_, in_file)| *in_file != Package::Main)
    }

    /// Lists pages under another path in the place where they are, so that the first page stays the first; across
    /// packages there is no such place, and nothing happens.
    ///
    /// # Errors
    /// As [`ConfigEditor::register`].
    pub fn rename(&mut self, app: usize, moves: &[(RelPath, Listed)]) -> Result<(), Fault> {
        let file = &self.files[app];
        let mut edits = Vec::new();
        let mut taken = BTreeSet::new();
        let mut lists = BTreeMap::new();
        for (from, (to, package)) in moves {
            let (old, new) = (in_package(from, package), in_package(to, package));
            let listed = lists.entry(package).or_insert_with(|| listed(file, package));
            let is_there = listed.contains_key(new);
            if file.package_of(from, &Package::Main) == *package
                && let Some(node) = listed.get(old).filter(|_| !is_there && taken.insert(to))
            {
                let text = layout::string_like(file.text(), node, new);
                edits.push(Edit::replace(node.range.clone(), text));
            }
        }
        self.step(app, Some(edits)).map(|_| ())
    }

    /// Strikes pages from the lists that they are in; `false` where what they depend on forbids it.
    ///
    /// # Errors
    /// As [`ConfigEditor::register`].
    pub fn unregister(&mut self, app: usize, pages: &[RelPath]) -> Result<bool, Fault> {
        let package = |page| self.files[app].package_of(page, &Package::Main);
        let packages: Vec<Package> = pages.iter().map(package).collect();
        let mut done = true;
        for package in packages.iter().collect::<BTreeSet<_>>() {
            let here = pages.iter().zip(&packages).filter(|(_, its)| *its == package);
            let here: Vec<&RelPath> = here.map(|(page, _)| page).collect();
            done &= self.strike(app, package, &here)?;
        }
        Ok(done)
    }

    fn strike(&mut self, app: usize, package: &Package, pages: &[&RelPath]) -> Result<bool, Fault> {
        let file = &self.files[app];
        let mut left: BTreeSet<&str> = pages.iter().map(|page| in_package(page, package)).collect();
        let list = file.package(package).and_then(|node| node.get("pages"));
        let mut indices = Vec::new();
        for (index, node) in list.and_then(Node::elements).unwrap_or_default().iter().enumerate() {
            // a page that is listed twice is taken out once, as it was before
            if path_of(node).is_some_and(|(page, _)| left.remove(page)) {
                indices.push(index);
            }
        }
        let edits = match list {
            Some(list) if !indices.is_empty() => remove(file, list, &indices),
            Some(_) | None => Some(Vec::new()),
        };
        self.step(app, edits)
    }

    /// Takes out the subpackages that have neither pages nor plugins left: their folders are gone, and they would not
    /// compile.
    ///
    /// # Errors
    /// As [`ConfigEditor::register`].
    pub fn prune(&mut self, app: usize, roots: &[RelPath]) -> Result<bool, Fault> {
        let file = &self.files[app];
        let roots: BTreeSet<&RelPath> = roots.iter().collect();
        let is_empty = |node: &Node| {
            let mut lists = ["pages", "plugins"].into_iter().filter_map(|key| node.get(key));
            lists.all(|list| list.items().is_empty())
        };
        let subpackages = file.subpackages().into_iter();
        let gone = subpackages.filter(|(root, node)| roots.contains(root) && is_empty(node));
        let gone: BTreeSet<usize> = gone.map(|(_, node)| node.outer.start).collect();
        let listed = file.listing().and_then(|it| Some((it, it.member(file.spelling())?)));
        let Some((around, member)) = listed.filter(|_| !gone.is_empty()) else { return Ok(true) };
        let items = member.value.items();
        let indices = (0..items.len()).filter(|index| gone.contains(&items[*index].start));
        let indices: Vec<usize> = indices.collect();
        let edits = if indices.len() == items.len() {
            let index = around.items().iter().position(|item| *item == member.range());
            index.and_then(|index| remove(file, around, &[index]))
        } else {
            remove(file, &member.value, &indices)
        };
        self.step(app, edits)
    }

    fn step(&mut self, app: usize, edits: Option<Vec<Edit>>) -> Result<bool, Fault> {
        match edits {
            Some(edits) if edits.is_empty() => Ok(true),
            Some(edits) => self.edit(app, &edits).map(|()| true),
            None => Ok(false),
        }
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

/// The path in an element of a list of pages, and the string that it stands in.
fn path_of(element: &Node) -> Option<(&str, &Node)> {
    let node = path_in(element);
    Some((plain_path(node.text()?), node))
}

/// Whether an expression that is no literal stands where a list is looked for.
fn is_computed(list: &Node) -> bool {
    matches!(list.value, Value::Other(_))
}

/// The pages of a package, each with the first string that names it.
fn listed<'f>(file: &'f ConfigFile, package: &Package) -> BTreeMap<&'f str, &'f Node> {
    let list = file.package(package).and_then(|node| node.get("pages")).and_then(Node::elements);
    // of two of a name the last stays in a map, which is the first from behind
    list.unwrap_or_default().iter().rev().filter_map(path_of).collect()
}

/// The edits that list pages in one package; `None` where a condition forbids it.
fn additions(file: &ConfigFile, package: &Package, pages: &[&RelPath]) -> Option<Vec<Edit>> {
    let mut known: BTreeSet<&str> = listed(file, package).into_keys().collect();
    let new = pages.iter().map(|page| in_package(page, package));
    let element = if lists_objects(file, package) { object } else { string };
    let new: Vec<Fresh> = new.filter(|page| known.insert(*page)).map(element).collect();
    if new.is_empty() {
        return Some(Vec::new());
    }
    let Some(node) = file.package(package) else {
        let root = ("root".to_owned(), Fresh::Text(package.to_string()));
        let subpackage = Fresh::Object(vec![root, ("pages".to_owned(), Fresh::Array(new))]);
        let listing = file.listing()?;
        if let Some(listed) = listing.get(file.spelling()) {
            return insert(file, listed, &[Item::element(subpackage)]);
        }
        let list = Fresh::Array(vec![subpackage]);
        return insert(file, listing, &[Item::member(file.spelling(), list)]);
    };
    match node.get("pages") {
        Some(list) => {
            let items: Vec<Item> = new.into_iter().map(Item::element).collect();
            insert(file, list, &items)
        }
        None => insert(file, node, &[Item::member("pages", Fresh::Array(new))]),
    }
}

/// Whether the pages beside a new one are objects; where there are none, those of the main package, else the framework,
/// decides.
fn lists_objects(file: &ConfigFile, package: &Package) -> bool {
    let last = |package: &Package| {
        let list = file.package(package)?.get("pages")?.elements()?;
        list.last().map(|element| element.members().is_some())
    };
    let beside = last(package).or_else(|| last(&Package::Main));
    beside.unwrap_or(file.row.framework == Framework::UniApp)
}

fn string(page: &str) -> Fresh {
    Fresh::Text(page.to_owned())
}

fn object(page: &str) -> Fresh {
    Fresh::Object(vec![("path".to_owned(), string(page))])
}

fn insert(file: &ConfigFile, container: &Node, items: &[Item]) -> Option<Vec<Edit>> {
    let point = InsertionPoints::of(file.literal()?).at(container)?;
    Some(edit::insert_all(file.text(), &point, items))
}

fn remove(file: &ConfigFile, container: &Node, indices: &[usize]) -> Option<Vec<Edit>> {
    let point = InsertionPoints::of(file.literal()?).at(container)?;
    let items = container.items();
    let indices = indices.iter().map(|index| point.index_of(items.get(*index)?));
    let gone = edit::remove_all(file.text(), &point, &indices.collect::<Option<Vec<_>>>()?);
    Some(gone.into_iter().map(|(_, range)| Edit::delete(range)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::framework::ROWS;

    /// A file after pages are listed, one is renamed and one struck, and after what was added is struck again.
    fn after(name: &'static str, text: &str) -> (String, String) {
        let row = ROWS.iter().find(|row| row.file == name).expect(name);
        let file = ConfigFile::new(row, RelPath::constant(name), text);
        let mut editor = ConfigEditor::new(vec![file]).expect(text);
        let [room, list] = ["pages/live/room", "live/list"].map(RelPath::constant);
        let live = Package::Sub(RelPath::constant("live"));
        let pages = [(room.clone(), Package::Main), (list.clone(), live)];
        assert_eq!(editor.register(0, &pages), Ok(true));
        let listed = editor.files()[0].text().to_owned();
        assert_eq!(editor.register(0, &pages), Ok(true));
        assert_eq!(editor.files()[0].text(), listed, "listed once");
        let shop = (RelPath::constant("pages/shop"), Package::Main);
        assert_eq!(editor.rename(0, &[(room, shop.clone())]), Ok(()));
        assert!(editor.files()[0].text().contains("pages/shop"));
        assert_eq!(editor.unregister(0, &[shop.0, list]), Ok(true));
        assert_eq!(editor.prune(0, &[RelPath::constant("live")]), Ok(true));
        (listed, editor.files()[0].text().to_owned())
    }

    #[test]
    fn pages_are_listed_as_the_pages_beside_them_in_any_framework() {
        for (name, text, expected) in [
            (
                "pages.json",
                "{\n  \"pages\": [\n    { \"path\": \"a\", \"style\": {} }\n    // #ifdef H5\n    , { \"path\": \"h5\" }\n    // #endif\n  ]\n}\n",
                "{\n  \"pages\": [\n    { \"path\": \"a\", \"style\": {} },\n    { \"path\": \"pages/live/room\" }\n    // #ifdef H5\n    , { \"path\": \"h5\" }\n    // #endif\n  ],\n  \"subPackages\": [\n    {\n      \"root\": \"live\",\n      \"pages\": [\n        {\n          \"path\": \"list\"\n        }\n      ]\n    }\n  ]\n}\n",
            ),
            (
                "app.config.ts",
                "export default defineAppConfig({\n  pages: [\n    'a',\n  ],\n  subpackages: [\n    {\n      root: 'b',\n      pages: ['c'],\n    },\n  ],\n})\n",
                "export default defineAppConfig({\n  pages: [\n    'a',\n    'pages/live/room',\n  ],\n  subpackages: [\n    {\n      root: 'b',\n      pages: ['c'],\n    },\n    {\n      root: 'live',\n      pages: ['list'],\n    },\n  ],\n})\n",
            ),
            (
                "app.wpy",
                "<config>\n{\n  pages: ['a']\n}\n</config>\n",
                "<config>\n{\n  pages: ['a', 'pages/live/room'],\n  subPackages: [\n    {\n      root: 'live',\n      pages: [\n        'list'\n      ]\n    }\n  ]\n}\n</config>\n",
            ),
        ] {
            assert_eq!(after(name, text), (expected.to_owned(), text.to_owned()), "{name}");
        }
    }
}
