//! Rules about the plugin's components.

use super::{at, component, is_vue_3, uses};
use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::framework::Framework;
use crate::project::usage::{ComponentKind, ComponentSite, Usage, UsageKind};
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
    let is_handled = facts.sources.iter().any(|source| source.text.contains("isCustomElement"));
    if facts.framework != Framework::UniApp || !is_vue_3(facts) || is_handled {
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
