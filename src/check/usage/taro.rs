//! Rules about what Taro's compilers do to components of the platform's kind.

use std::collections::{BTreeMap, BTreeSet};

use super::wrapper::{registrations, wrappers};
use super::{at, component, hints, suffix, uses};
use crate::check::facts::{Facts, NamedSource};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::framework::Framework;
use crate::project::usage::{ComponentSite, HintKind, Usage};

/// Taro's Vite runner looks for a component's file and passes over what it does not find, so that the page gets no
/// template for it (FRAMEWORKS A6: 4.2.0 built with Vue; `collectNativeComponents` of its source read).
pub(in crate::check) const TARO_VITE_PLUGIN_COMPONENT: Rule = Rule {
    id: "taro-vite-plugin-component",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: taro_vite_plugin_component,
};

/// Taro's webpack runner collects the attributes that are written at a tag into one template for all of its uses
/// (FRAMEWORKS A6: 4.2.1 built with React, and run).
pub(in crate::check) const TARO_ATTRIBUTES_LOST: Rule = Rule {
    id: "taro-attributes-lost",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: taro_attributes_lost,
};

/// Attributes of `subscribe` whose default is not empty (official component page).
const DEFAULTS: [&str; 5] = ["width", "height", "font-size", "color", "background-color"];

/// Whether a build configuration says for certain that Vite compiles a Taro program.
fn is_of_vite(facts: &Facts<'_>) -> bool {
    let is_build = |source: &NamedSource<'_>| source.path.split('/').any(|step| step == "config");
    let mut vite = hints(facts, &["compiler", "vite"]);
    vite.any(|(source, hint)| hint.kind == HintKind::Vite && is_build(source))
}

fn taro_vite_plugin_component(facts: &Facts<'_>) -> Vec<Finding> {
    if facts.framework != Framework::Taro || !is_of_vite(facts) {
        return Vec::new();
    }
    let lost = uses(facts).filter_map(|(source, found)| {
        let component = component(found)?;
        let ComponentSite::Registered { path, .. } = &component.site else { return None };
        // a native component's own .json is copied as it is
        let is_read = suffix(&source.path) != "json" && path.starts_with("plugin");
        is_read.then(|| at(source, found).naming([&component.tag]))
    });
    lost.collect()
}

fn taro_attributes_lost(facts: &Facts<'_>) -> Vec<Finding> {
    let is_current = facts.configs.iter().any(|config| config.row.file.starts_with("app.config."));
    if facts.framework != Framework::Taro || !is_current || is_of_vite(facts) {
        return Vec::new();
    }
    let mut tags: BTreeSet<&str> = BTreeSet::new();
    let mut written: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut places: Vec<(&NamedSource<'_>, &Usage, &str, &[String])> = Vec::new();
    for (source, found) in uses(facts) {
        let Some(component) = component(found) else { continue };
        match &component.site {
            ComponentSite::Registered { .. } => drop(tags.insert(&component.tag)),
            ComponentSite::Tag { attributes, has_spread: false } if is_jsx(source) => {
                let names = attributes.iter().map(String::as_str);
                written.entry(&component.tag).or_default().extend(names);
                places.push((source, found, &component.tag, attributes));
            }
            ComponentSite::Tag { .. } => {}
        }
    }
    let wrappers = wrappers(facts);
    let registered = registrations(facts, &wrappers);
    let own: BTreeSet<&str> = registered.iter().map(|one| one.tag.as_str()).collect();
    let written_out = own_tags_written_out(facts, &own);
    let spread = hints(facts, &["...", "<"]).filter_map(|(source, hint)| {
        let HintKind::Spread(tag) = &hint.kind else { return None };
        let tag = tag.as_str();
        let is_lost = tags.contains(tag) && !written.contains_key(tag)
            || own.contains(tag) && !written_out.contains(tag);
        let finding = || Finding::at(&source.path, hint.range.clone()).in_case("spread");
        is_lost.then(|| finding().with_severity(Severity::Error).naming([tag]))
    });
    let uneven = places.iter().filter_map(|(source, found, tag, attributes)| {
        let elsewhere = written.get(tag)?;
        let is_missing =
            |name: &&str| elsewhere.contains(name) && !attributes.iter().any(|own| own == name);
        let missing: Vec<&str> = DEFAULTS.into_iter().filter(is_missing).collect();
        (!missing.is_empty()).then(|| at(source, found).naming([*tag, &missing.join("`, `")]))
    });
    spread.chain(uneven).collect()
}

/// Of some tags those that stand somewhere without attributes that are copied from an object.
fn own_tags_written_out<'a>(facts: &Facts<'_>, tags: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut uses: BTreeMap<&str, isize> = tags.iter().map(|tag| (*tag, 0)).collect();
    if tags.is_empty() {
        return BTreeSet::new();
    }
    for source in facts.sources.iter().filter(|source| is_jsx(source)) {
        for opened in source.text.split('<').skip(1) {
            let end = opened.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let name = &opened[..end.unwrap_or(opened.len())];
            uses.entry(name).and_modify(|count| *count += 1);
        }
        for hint in source.hints.of(&source.path, source.text) {
            if let HintKind::Spread(tag) = &hint.kind {
                uses.entry(tag).and_modify(|count| *count -= 1);
            }
        }
    }
    tags.iter().copied().filter(|tag| uses.get(tag).is_some_and(|count| *count > 0)).collect()
}

fn is_jsx(source: &NamedSource<'_>) -> bool {
    matches!(suffix(&source.path), "jsx" | "tsx" | "js")
}
