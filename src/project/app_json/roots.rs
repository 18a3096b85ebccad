//! The platform's rules for the roots and names of subpackages (compiler, executed).

use std::collections::{HashMap, HashSet};

use crate::project::app_json::pages::{below, is_path};
use crate::project::app_json::{LONGEST_PATH, Violation, ViolationKind};
use crate::project::config_file::ConfigFile;
use crate::project::packages::listed;
use crate::syntax::Node;
use crate::text::path::RelPath;

/// The word that the platform uses for the main package itself.
const MAIN: &str = "__APP__";

/// A root, with what the platform makes of it: without dots and doubled slashes, and with a slash at the end.
struct SubpackageRoot<'a> {
    /// None where it is only planned.
    node: Option<&'a Node>,
    written: &'a str,
    folder: String,
}

/// The roots by their folders.
type Roots<'r> = HashMap<&'r str, &'r SubpackageRoot<'r>>;

/// Every violation in a file that has, or is planned to have, a subpackage with the root `planned`; of one root the worst
/// first. Where that root is not listed yet, the place is the other one's.
pub fn violations(file: &ConfigFile, planned: Option<&RelPath>) -> Vec<Violation> {
    let Some(listing) = file.listing() else { return Vec::new() };
    let nodes = listed(listing).iter().filter_map(|sub| sub.get("root"));
    let written = nodes.filter_map(|node| Some(SubpackageRoot::new(Some(node), node.text()?)));
    let mut roots: Vec<SubpackageRoot<'_>> = written.collect();
    let new = planned.map(|root| SubpackageRoot::new(None, root.as_str()));
    let new = new.filter(|new| roots.iter().all(|root| root.folder != new.folder));
    roots.extend(new);
    let by_folder: Roots<'_> = roots.iter().map(|root| (root.folder.as_str(), root)).collect();
    let mut seen = HashSet::new();
    let each = roots.iter().flat_map(|root| root.violations(seen.insert(&root.folder), &by_folder));
    each.chain(of_names(listing)).chain(of_main_pages(listing, planned, &by_folder)).collect()
}

impl<'a> SubpackageRoot<'a> {
    fn new(node: Option<&'a Node>, written: &'a str) -> Self {
        Self { node, written, folder: format!("{}/", below("", written)) }
    }

    fn violations(&self, is_first: bool, roots: &Roots<'_>) -> Vec<Violation> {
        let own = [
            (is_path(self.written), ViolationKind::Form),
            (self.written != MAIN, ViolationKind::Reserved),
            (is_first, ViolationKind::Twice),
        ];
        let broken = own.into_iter().filter(|(is_kept, _)| !is_kept);
        let own = broken
            .filter_map(|(_, kind)| Some(Violation::new(&self.node?.range, kind, [self.written])));
        let outer = around(&self.folder[..self.folder.len() - 1], roots);
        let nested = outer.filter_map(|outer| {
            let range = &self.node.or(outer.node)?.range;
            Some(Violation::new(range, ViolationKind::Nested, [self.written, outer.written]))
        });
        own.chain(nested).collect()
    }
}

fn of_names(listing: &Node) -> Vec<Violation> {
    let mut seen = HashSet::new();
    let names = listed(listing).iter().filter_map(|sub| sub.get("name"));
    let broken = names.filter_map(|node| {
        let kind = match node.text()? {
            "" => return None,
            MAIN => ViolationKind::Reserved,
            name if seen.insert(name) => return None,
            _ => ViolationKind::NameTwice,
        };
        Some(Violation::new(&node.range, kind, [node.text()?]))
    });
    broken.collect()
}

fn of_main_pages(listing: &Node, planned: Option<&RelPath>, roots: &Roots<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for node in listing.get("pages").and_then(Node::elements).unwrap_or_default() {
        let page = node.text().unwrap_or_default();
        // an edit takes a page that begins with a slash for the one without, the compiler for no page
        let path = planned.map_or(page, |_| page.trim_start_matches('/'));
        let outer = around(path, roots);
        found.extend(outer.map(|root| {
            Violation::new(&node.range, ViolationKind::MainPage, [page, root.written])
        }));
    }
    found
}

/// The roots of the folders in which a path lies, the outermost first.
fn around<'r>(path: &str, roots: &Roots<'r>) -> impl Iterator<Item = &'r SubpackageRoot<'r>> {
    let folders = path.match_indices('/').map(|(slash, _)| &path[..=slash]);
    let folders = folders.take_while(|folder| folder.len() <= LONGEST_PATH);
    folders.filter_map(|folder| roots.get(folder).copied())
}
