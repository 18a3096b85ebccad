//! Rules about the plugin's components.

use std::collections::BTreeSet;

use super::{at, by_path, component, has_custom_elements, is_vue_3, pages, uses};
use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::framework::Framework;
use crate::project::usage::{ComponentKind, ComponentSite, Usage, UsageKind};
use crate::syntax::{Node, jsonc};
use crate::text::edit::Edit;

/// The compiler does not look at a component's path with a scheme (executed); the documentation has one for each.
pub(in crate::check) const COMPONENT_PATH: Rule = Rule {
    id: "component-path",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: component_path,
};

/// uni-app with Vue 3 takes a tag that it does not know for a Vue component, and drops its attributes; it knows those
/// of `plugin://`, and `subscribe` (executed).
pub(in crate::check) const UNI_APP_RENAMED_COMPONENT: Rule = Rule {
    id: "uni-app-renamed-component",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: uni_app_renamed_component,
};

/// The platform shows a tag that no .json registers as nothing ("framework/custom-component").
pub(in crate::check) const UNREGISTERED_COMPONENT: Rule = Rule {
    id: "unregistered-component",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: unregistered_component,
};

fn unregistered_component(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(app_json) = facts.app_json() else { return Vec::new() };
    // an ext.json registers components for each page of its own
    if facts.configs.iter().any(|config| config.row.framework == Framework::Ext) {
        return Vec::new();
    }
    let sources = by_path(facts);
    let pages: BTreeSet<String> = pages(facts).into_iter().collect();
    let globally: BTreeSet<&str> = app_json.root().map(registered).unwrap_or_default();
    let mut found = Vec::new();
    for (page, source) in
        facts.sources.iter().filter_map(|one| Some((one.path.strip_suffix(".wxml")?, one)))
    {
        let tags = source.uses.iter().filter_map(|one| Some((one, &component(one)?.tag)));
        let mut tags = tags.peekable();
        // whoever includes a part of a page registers what is in it
        if tags.peek().is_none() || source.text.contains("<template") {
            continue;
        }
        let json = sources.get(format!("{page}.json").as_str()).map(|json| jsonc::parse(json.text));
        let tree = match json {
            Some(Ok(tree)) => Some(tree),
            None if pages.contains(page) => None,
            Some(Err(_)) | None => continue,
        };
        let here = tree.as_ref().map(|tree| registered(&tree.root)).unwrap_or_default();
        let missing = tags
            .filter(|(_, tag)| !here.contains(tag.as_str()) && !globally.contains(tag.as_str()));
        found.extend(missing.map(|(one, tag)| at(source, one).naming([tag])));
    }
    found
}

/// The names of the tags that a .json registers.
fn registered(root: &Node) -> BTreeSet<&str> {
    let lists =
        ["usingComponents", "componentGenerics"].into_iter().filter_map(|key| root.get(key));
    lists.flat_map(|list| list.members().unwrap_or_default()).map(|one| one.key.as_str()).collect()
}

fn component_path(facts: &Facts<'_>) -> Vec<Finding> {
    let wrong = uses(facts).filter_map(|(source, found)| {
        let (kind, ComponentSite::Registered { path, range }) =
            (kind(found)?, &component(found)?.site)
        else {
            return None;
        };
        let right = kind.path();
        if *path == right {
            return None;
        }
        let finding =
            Finding::at(&source.path, range.clone()).in_case(case(path)).naming([path, &right]);
        let is_whole = source.text.get(range.clone()) == Some(path);
        let edits = if is_whole { vec![Edit::replace(range.clone(), right)] } else { Vec::new() };
        // nobody says which names the plugin gives to others
        let finding = if path.starts_with("plugin://") {
            finding.with_severity(Severity::Warning)
        } else {
            finding
        };
        Some(finding.with_fix(edits))
    });
    wrong.collect()
}

fn case(path: &str) -> &'static str {
    if path.trim().starts_with('/') { "leading-slash" } else { "" }
}

fn kind(found: &Usage) -> Option<ComponentKind> {
    match found.kind {
        UsageKind::Subscribe(_) => Some(ComponentKind::Subscribe),
        UsageKind::Pendant(_) => Some(ComponentKind::Pendant),
        UsageKind::RoomUrl(_) | UsageKind::RequirePlugin(_) | UsageKind::Api(_) => None,
    }
}

fn uni_app_renamed_component(facts: &Facts<'_>) -> Vec<Finding> {
    if facts.framework != Framework::UniApp || !is_vue_3(facts) || has_custom_elements(facts) {
        return Vec::new();
    }
    let found = uses(facts).filter_map(|(source, found)| {
        let component = component(found)?;
        let is_known =
            kind(found) == Some(ComponentKind::Subscribe) && component.tag == "subscribe";
        let is_taken = match &component.site {
            ComponentSite::Registered { path, .. } => !path.starts_with("plugin://"),
            ComponentSite::Tag { .. } => false,
        };
        (is_taken && !is_known).then(|| at(source, found).naming([&component.tag]))
    });
    found.collect()
}
