//! Components of the program's own that show one of the plugin's, and the files that register them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{component, has_custom_elements, is_vue_3, uni_app_listings};
use crate::check::declaration::configs;
use crate::check::facts::{Facts, NamedSource};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::framework::Framework;
use crate::project::usage::{ComponentSite, HintKind, Usage};
use crate::syntax::{Value, jsonc};
use crate::text::path::{folder_of, join};

/// uni-app with Vue 3 hands attributes to a native component only where its path has this folder (FRAMEWORKS A8, built).
pub(in crate::check) const WRAPPER_PATH: Rule =
    Rule { id: "wrapper-path", severity: Severity::Error, judge: Judge::Kaibo, find: wrapper_path };

/// A native component whose own .json registers a component of the plugin.
pub(super) struct Wrapper<'a> {
    /// That file.
    pub(super) source: &'a NamedSource<'a>,
    /// The component of the plugin in it.
    pub(super) found: &'a Usage,
}

/// A wrapper as a page, or the program, registers it.
pub(super) struct Registration<'a> {
    /// The file in which that stands.
    pub(super) path: &'a str,
    /// Its text.
    pub(super) text: &'a str,
    /// Bytes of the entry.
    pub(super) range: Range<usize>,
    /// The name of the tag.
    pub(super) tag: String,
    /// The wrapper, by its path without suffix.
    pub(super) wrapper: String,
}

/// The wrappers of a program, by their paths without suffixes.
pub(super) fn wrappers<'a>(facts: &'a Facts<'a>) -> BTreeMap<&'a str, Wrapper<'a>> {
    let mut found = BTreeMap::new();
    for source in &facts.sources {
        let Some(path) = source.path.strip_suffix(".json") else { continue };
        let registered = source.uses.iter().find(|one| {
            component(one).is_some_and(|one| matches!(one.site, ComponentSite::Registered { .. }))
        });
        let Some(registered) = registered.filter(|_| source.text.contains("\"component\"")) else {
            continue;
        };
        let root = jsonc::parse(source.text).map(|tree| tree.root);
        let says = root.as_ref().ok().and_then(|root| root.get("component"));
        if says.is_some_and(|node| node.value == Value::Bool(true)) {
            found.insert(path, Wrapper { source, found: registered });
        }
    }
    found
}

/// Where the wrappers are registered.
pub(super) fn registrations<'a>(
    facts: &'a Facts<'a>,
    wrappers: &BTreeMap<&str, Wrapper<'_>>,
) -> Vec<Registration<'a>> {
    let mut found = Vec::new();
    if wrappers.is_empty() {
        return found;
    }
    let program = configs(facts).first().map_or("", |config| config.folder());
    let mut add = |path: &'a str, text: &'a str, range, tag: &str, to: &str| {
        let target = resolved(program, folder_of(path), to);
        if let Some(wrapper) = target.filter(|target| wrappers.contains_key(target.as_str())) {
            found.push(Registration { path, text, range, tag: tag.to_owned(), wrapper });
        }
    };
    for config in &facts.configs {
        for literal in config.literals() {
            for node in literal.tree.root.walk() {
                let members = node.get("usingComponents").and_then(|one| one.members());
                for member in members.unwrap_or_default() {
                    if let Some(to) = member.value.text() {
                        add(&config.path, config.text(), member.range(), &member.key, to);
                    }
                }
            }
        }
    }
    let read: BTreeSet<&str> = facts.configs.iter().map(|config| config.path.as_str()).collect();
    let sources = facts.sources.iter().filter(|source| !read.contains(source.path.as_str()));
    for source in sources.filter(|source| source.text.contains("usingComponents")) {
        for hint in source.hints.of(&source.path, source.text) {
            if let HintKind::Registers { tag, path } = &hint.kind {
                add(&source.path, source.text, hint.range.clone(), tag, path);
            }
        }
    }
    found
}

/// The path of a component from where the user is; it counts from the program's folder, or from that of its file.
fn resolved(program: &str, folder: &str, path: &str) -> Option<String> {
    if path.contains("://") {
        return None;
    }
    if let Some(path) = path.strip_prefix('/') {
        return Some(join(program, path));
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "." | "" => {}
            ".." => drop(steps.pop()?),
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

fn wrapper_path(facts: &Facts<'_>) -> Vec<Finding> {
    if facts.framework != Framework::UniApp || !is_vue_3(facts) || has_custom_elements(facts) {
        return Vec::new();
    }
    let listings: BTreeSet<&str> =
        uni_app_listings(facts).map(|config| config.path.as_str()).collect();
    let misplaced = registrations(facts, &wrappers(facts)).into_iter().filter(|one| {
        listings.contains(one.path) && !one.wrapper.split('/').any(|step| step == "wxcomponents")
    });
    misplaced.map(|one| Finding::at(one.path, one.range).naming([one.tag, one.wrapper])).collect()
}
