//! What stands in the way of an edit of app.json: the violations at its spot.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::manifest::Package;
use crate::project::app_json::Violation;
use crate::project::app_json::shape::{
    dropped_spelling, duplicate, duplicates, not_read, wrong_type,
};
use crate::project::app_json::tables::{PAGES, PLUGIN, PLUGINS, SUBPACKAGES};
use crate::project::config_file::ConfigFile;
use crate::project::declaration::owner;
use crate::project::packages::{SPELLINGS, root_of};
use crate::syntax::Node;
use crate::syntax::expected::Expected;

/// A part of app.json that is to be edited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// The `pages` of a package.
    Pages(Package),
    /// The `plugins` of a package.
    Plugins(Package),
}

/// All that stands in the way of edits at some spots.
pub fn violations_at(file: &ConfigFile, spots: &BTreeSet<Spot>) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut subpackages = None;
    for spot in spots {
        let (package, key) = match spot {
            Spot::Pages(package) => (package, "pages"),
            Spot::Plugins(package) => (package, "plugins"),
        };
        let node = match package {
            Package::Main => {
                found.extend(file.listing().into_iter().flat_map(|node| of_keys(node, &[key])));
                file.listing()
            }
            Package::Sub(root) => {
                let by_root = subpackages.get_or_insert_with(|| {
                    found.extend(in_listing(file));
                    // of equal roots the first
                    file.subpackages().into_iter().rev().collect::<BTreeMap<_, _>>()
                });
                by_root.get(root).copied()
            }
        };
        match (spot, node.and_then(|node| node.get(key))) {
            (Spot::Pages(_), Some(pages)) => found.extend(PAGES.refuse(pages, key)),
            (Spot::Plugins(_), Some(plugins)) => found.extend(in_plugins(plugins)),
            (Spot::Pages(_) | Spot::Plugins(_), None) => {}
        }
    }
    found
}

fn in_plugins(plugins: &Node) -> Vec<Violation> {
    if plugins.is_computed() {
        return Vec::new(); // a script computes it, and what comes of that nobody knows here
    }
    let mut found: Vec<Violation> = PLUGINS.refuse(plugins, "plugins").into_iter().collect();
    let twice = duplicates(plugins).into_iter().filter(|[_, next, _]| owner(next).is_some());
    found.extend(twice.map(|[hidden, next, _]| duplicate(hidden, next)));
    let entries = plugins.all_members().into_iter();
    for entry in entries.filter(|entry| owner(entry).is_some()) {
        found.extend(PLUGIN.refuse(&entry.value, &entry.key));
        found.extend(of_keys(&entry.value, &["version", "provider"]));
    }
    found
}

fn in_listing(file: &ConfigFile) -> Vec<Violation> {
    let Some(around) = file.listing() else { return Vec::new() };
    let mut found = of_keys(around, &SPELLINGS);
    found.extend(dropped_spelling(around).map(not_read));
    let Some(listed) = around.get(file.spelling()) else { return found };
    found.extend(SUBPACKAGES.refuse(listed, file.spelling()));
    for element in listed.elements().unwrap_or_default() {
        found.extend(of_keys(element, &["root", "pages", "plugins"]));
        if root_of(element).is_none() {
            let path = format!("{}[]", file.spelling());
            found.push(wrong_type(element, &path, &[Expected::Subpackage]));
        }
    }
    found
}

/// The first violation of each key that stands more than once.
fn of_keys(object: &Node, keys: &[&str]) -> Vec<Violation> {
    let all = duplicates(object);
    let firsts = keys.iter().filter_map(|key| all.iter().find(|[hidden, ..]| hidden.key == *key));
    firsts.map(|[hidden, next, _]| duplicate(hidden, next)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::app_json::ViolationKind;
    use crate::project::framework::{Framework, row_of};
    use crate::text::path::RelPath;

    #[test]
    fn violations_are_told_only_where_the_edit_goes() {
        let text = r#"{"pages":[],"pages":[],"plugins":[],"subPackages":[],"subpackages":{}}"#;
        let row = row_of(Framework::Native);
        let app = ConfigFile::new(row, RelPath::constant("app.json"), text);
        let kinds = |spot| {
            let found = violations_at(&app, &[spot].into()).into_iter();
            found.map(|violation| violation.kind).collect::<Vec<_>>()
        };
        let pages = text.rfind("\"pages\"").expect("the second");
        let twice = ViolationKind::DuplicateKey(pages..pages + 7);
        assert_eq!(kinds(Spot::Pages(Package::Main)), [twice]);
        assert_eq!(
            kinds(Spot::Plugins(Package::Main)),
            [ViolationKind::WrongType(&[Expected::Object])]
        );
        let sub = Package::Sub(RelPath::constant("live"));
        let expected = [ViolationKind::BothSpellings, ViolationKind::WrongType(&[Expected::Array])];
        assert_eq!(kinds(Spot::Pages(sub)), expected);
    }
}
