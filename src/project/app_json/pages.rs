//! The platform's rules for paths and lists of pages.

use std::collections::HashSet;

use crate::project::app_json::{LONGEST_PATH, Violation, ViolationKind};
use crate::project::config_file::ConfigFile;
use crate::project::packages::listed;
use crate::syntax::Node;

/// A page as it is listed.
#[derive(Debug, Clone, Copy)]
pub struct ListedPage<'a> {
    /// Its text.
    pub node: &'a Node,
    /// The path in it.
    pub written: &'a str,
    /// Root of its subpackage as it is written; empty for the main package.
    pub root: &'a str,
}

impl ListedPage<'_> {
    /// Whether a system opens files of so long a path.
    pub fn may_exist(&self) -> bool {
        self.root.len() + self.written.len() <= LONGEST_PATH
    }
}

/// Whether the compiler takes a text for a path (its rules for every path of app.json, executed).
pub fn is_path(path: &str) -> bool {
    !path.is_empty()
        && !path.contains('\\')
        && !path.contains("//")
        && !path.starts_with(['.', '/', ' '])
        && !path.contains("../")
        && !path.ends_with("/..")
}

/// Whether a text names a page of a plugin.
pub fn is_plugin_page(path: &str) -> bool {
    path.contains("plugin://") || path.contains("plugin-private://")
}

/// A path below a folder, without dots and doubled slashes.
pub fn below(folder: &str, path: &str) -> String {
    let mut kept = String::with_capacity(folder.len() + 1 + path.len());
    kept.extend(folder.starts_with('/').then_some('/'));
    let start = kept.len();
    for segment in folder.split('/').chain(path.split('/')) {
        let last = kept[start..].rfind('/').map_or(start, |slash| start + slash + 1);
        match segment {
            "" | "." => {}
            ".." if !matches!(&kept[last..], "" | "..") => {
                kept.truncate(last.saturating_sub(1).max(start));
            }
            segment => {
                kept.extend((kept.len() > start).then_some('/'));
                kept.push_str(segment);
            }
        }
    }
    kept
}

/// The lists of pages beside each other in `listing`, each with the root of its subpackage.
pub fn page_lists(listing: &Node) -> Vec<(&str, &[Node])> {
    let main = listing.get("pages").and_then(Node::elements).map(|pages| ("", pages));
    let subs = listed(listing)
        .iter()
        .filter_map(|sub| Some((sub.get("root")?.text()?, sub.get("pages")?.elements()?)));
    main.into_iter().chain(subs).collect()
}

/// Every page with a path that cannot be.
pub fn violations(file: &ConfigFile) -> Vec<Violation> {
    let lists = file.listing().map(page_lists).unwrap_or_default();
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    let pages = lists.iter().flat_map(|(root, nodes)| {
        nodes.iter().filter_map(|node| Some(ListedPage { node, written: node.text()?, root }))
    });
    for page in pages {
        // the compiler compares pages of the main package as they are written
        let path = match page.root {
            "" => page.written.to_owned(),
            root if page.may_exist() => below(root, page.written),
            _ => below("", page.written),
        };
        let kind = match (is_path(page.written), seen.insert((page.root, path))) {
            (true, true) => continue,
            (true, false) => ViolationKind::Twice,
            (false, _) => ViolationKind::Form,
        };
        found.push(Violation::new(&page.node.range, kind, [page.written]));
    }
    found
}
