//! Rules about cloud functions.

use std::collections::BTreeSet;

use super::{by_path, first_line, hints};
use crate::check::facts::{Facts, NamedSource};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::usage::HintKind;
use crate::syntax::{Node, jsonc};
use crate::text::edit::Edit;
use crate::text::path::{folder_of, join, name_of};

/// A cloud function calls only the interfaces that its config.json lists (official page on cloud calls; error -604101).
pub(in crate::check) const CLOUD_PERMISSION: Rule = Rule {
    id: "cloud-permission",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: cloud_permission,
};

/// How far above a script its function's config.json may lie.
const STEPS: usize = 3;

fn cloud_permission(facts: &Facts<'_>) -> Vec<Finding> {
    let sources = by_path(facts);
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut found = Vec::new();
    for (source, hint) in hints(facts, &["openapi", "liveBroadcast"]) {
        let HintKind::CloudCall(name) = &hint.kind else { continue };
        let above = std::iter::successors(Some(folder_of(&source.path)), |folder| {
            (*folder != facts.root && !folder.is_empty()).then(|| folder_of(folder))
        });
        let mut configs = above
            .take(STEPS)
            .filter_map(|folder| sources.get(join(folder, "config.json").as_str()));
        let at = || {
            let range = first_line(source.text, hint.range.clone());
            Finding::at(&source.path, range).naming([name])
        };
        let Some(config) = configs.next() else {
            // a function begins with this file; of any other nobody knows where its function is
            found.extend((name_of(&source.path) == "index.js").then(|| at().in_case("missing")));
            continue;
        };
        let Ok(tree) = jsonc::parse(config.text) else { continue };
        let listed = tree.root.get("permissions").and_then(|all| all.get("openapi"));
        let Some(listed) = listed.filter(|node| node.elements().is_some()) else {
            found.push(at().in_case("missing"));
            continue;
        };
        let names =
            |node: &Node| node.text().is_some_and(|text| text == name || text.contains('*'));
        let is_listed = listed.elements().unwrap_or_default().iter().any(names);
        if !is_listed && told.insert((&config.path, name)) {
            found.push(
                Finding::at(&config.path, first_line(config.text, listed.range.clone()))
                    .naming([name])
                    .with_fix(added(config, listed, name)),
            );
        }
    }
    found
}

/// The name as the last of a list, written as the one before it.
fn added(config: &NamedSource<'_>, listed: &Node, name: &str) -> Vec<Edit> {
    let elements = listed.elements().unwrap_or_default();
    let Some(last) = elements.last() else {
        return vec![Edit::replace(listed.range.clone(), format!("[\"{name}\"]"))];
    };
    let start = elements.iter().rev().nth(1).map_or(listed.range.start + 1, |one| one.range.end);
    let before = config.text.get(start..last.range.start).unwrap_or_default();
    let before = before.trim_start_matches(',');
    let before = if before.trim().is_empty() && !before.is_empty() { before } else { " " };
    vec![Edit::insert(last.range.end, format!(",{before}\"{name}\""))]
}
