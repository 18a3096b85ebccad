//! The platform's rules of app.json that an edit depends on, as violations with their places.

use std::collections::HashSet;
use std::ops::Range;

use crate::model::manifest::Package;
use crate::project::config_file::ConfigFile;
use crate::project::declaration::owner;
use crate::project::packages::{SPELLINGS, root_of};
use crate::syntax::{Member, Node, Value};

/// A part of app.json that is to be edited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// The `pages` of a package.
    Pages(Package),
    /// The `plugins` of a package.
    Plugins(Package),
}

/// A place where a file breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Its bytes.
    pub range: Range<usize>,
    /// The rule.
    pub rule: Rule,
}

/// The rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// A key stands once in an object.
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// Subpackages are listed under one spelling.
    BothSpellings,
    /// A value is of the type that the platform reads.
    WrongType {
        /// The key, or what it is.
        key: String,
        /// What it must be.
        expected: &'static str,
    },
}

impl Violation {
    fn duplicate(node: &Node, key: &str) -> Option<Self> {
        node.duplicate(key).map(Self::second)
    }

    fn second(member: &Member) -> Self {
        let rule = Rule::DuplicateKey { key: member.key.clone() };
        Self { range: member.key_range.clone(), rule }
    }

    fn wrong_type(node: &Node, key: &str, expected: &'static str) -> Self {
        let rule = Rule::WrongType { key: key.to_owned(), expected };
        Self { range: node.range.clone(), rule }
    }
}

/// All that stands in the way of an edit at a spot.
pub fn violations_at(file: &ConfigFile, spot: &Spot) -> Vec<Violation> {
    let (package, key) = match spot {
        Spot::Pages(package) => (package, "pages"),
        Spot::Plugins(package) => (package, "plugins"),
    };
    let mut found = match package {
        Package::Main => Vec::new(),
        Package::Sub(_) => of_subpackages(file),
    };
    let Some(node) = file.package(package) else { return found };
    found.extend(Violation::duplicate(node, key));
    match (spot, node.get(key)) {
        (Spot::Plugins(_), Some(plugins)) => found.extend(of_plugins(plugins)),
        (Spot::Pages(_), Some(pages)) if pages.elements().is_none() => {
            found.push(Violation::wrong_type(pages, key, "an array"));
        }
        (Spot::Pages(_) | Spot::Plugins(_), _) => {}
    }
    found
}

fn of_plugins(plugins: &Node) -> Vec<Violation> {
    if matches!(plugins.value, Value::Other(_)) {
        return Vec::new(); // a script computes it, and what comes of that nobody knows here
    }
    let Some(entries) = plugins.members() else {
        return vec![Violation::wrong_type(plugins, "plugins", "an object")];
    };
    let mut keys = HashSet::new();
    let live = entries.iter().map(|entry| (entry, keys.insert(entry.key.as_str())));
    let live: Vec<_> = live.filter(|(entry, _)| owner(entry).is_some()).collect();
    let twice = live.iter().filter(|(_, is_first)| !is_first);
    let mut found: Vec<Violation> = twice.map(|(entry, _)| Violation::second(entry)).collect();
    for (entry, _) in live {
        let node = &entry.value;
        if node.members().is_none() {
            found.push(Violation::wrong_type(node, &entry.key, "an object"));
        }
        found.extend(
            ["version", "provider"].iter().filter_map(|key| Violation::duplicate(node, key)),
        );
    }
    found
}

fn of_subpackages(file: &ConfigFile) -> Vec<Violation> {
    let Some(around) = file.listing() else { return Vec::new() };
    let mut found: Vec<Violation> =
        SPELLINGS.iter().filter_map(|key| Violation::duplicate(around, key)).collect();
    if let [Some(_), Some(second)] = SPELLINGS.map(|key| around.member(key)) {
        found.push(Violation { range: second.key_range.clone(), rule: Rule::BothSpellings });
    }
    let Some(listed) = around.get(file.spelling()) else { return found };
    let Some(elements) = listed.elements() else {
        found.push(Violation::wrong_type(listed, file.spelling(), "an array"));
        return found;
    };
    for element in elements {
        let keys = ["root", "pages", "plugins"];
        found.extend(keys.iter().filter_map(|key| Violation::duplicate(element, key)));
        if root_of(element).is_none() {
            let expected = "an object with a root inside the program";
            found.push(Violation::wrong_type(element, "a subpackage", expected));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::framework::{Framework, row_of};
    use crate::text::path::RelPath;

    #[test]
    fn violations_are_told_only_where_the_edit_goes() {
        let text = r#"{"pages":[],"pages":[],"plugins":[],"subPackages":[],"subpackages":{}}"#;
        let row = row_of(Framework::Native);
        let app = ConfigFile::new(row, RelPath::constant("app.json"), text);
        let rules = |spot| {
            let found = violations_at(&app, &spot).into_iter();
            found.map(|violation| violation.rule).collect::<Vec<_>>()
        };
        let pages = Rule::DuplicateKey { key: "pages".into() };
        assert_eq!(rules(Spot::Pages(Package::Main)), [pages]);
        assert!(matches!(rules(Spot::Plugins(Package::Main))[..], [Rule::WrongType { .. }]));
        let sub = Package::Sub(RelPath::constant("live"));
        assert!(matches!(
            rules(Spot::Pages(sub))[..],
            [Rule::BothSpellings, Rule::WrongType { .. }]
        ));
    }
}
