//! Rules about uses outside of the subpackage that declares the plugin.

use std::collections::{BTreeMap, BTreeSet};

use super::wrapper::{registrations, wrappers};
use super::{
    at, component, declaring_folders, first_line, join, pages, stem, uni_app_listings, uses,
};
use crate::check::facts::{Facts, NamedFile};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::framework::Framework;
use crate::project::usage::{ComponentSite, UsageKind};
use crate::syntax::script::facts::When;

/// A subpackage's plugin answers `requirePlugin` only there ("framework/plugin/using"; the platform's staff).
pub(in crate::check) const REQUIRE_PLUGIN_OUTSIDE_SUBPACKAGE: Rule = Rule {
    id: "require-plugin-outside-subpackage",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: require_plugin_outside_subpackage,
};

/// A subpackage's plugin gives its components only there ("framework/plugin/using").
pub(in crate::check) const COMPONENT_OUTSIDE_SUBPACKAGE: Rule = Rule {
    id: "component-outside-subpackage",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: component_outside_subpackage,
};

fn require_plugin_outside_subpackage(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(outside) = Outside::of(facts) else { return Vec::new() };
    let running = uses(facts).filter(|(_, found)| !found.is_dead);
    let found = running.filter_map(|(source, found)| match &found.kind {
        UsageKind::RequirePlugin(required) if !required.is_async && outside.has(&source.path) => {
            let finding = at(source, found).naming([&outside.names]);
            match required.when {
                When::Load => Some(finding.with_severity(Severity::Error)),
                When::Later => Some(finding),
                // somebody thought of its failing
                When::Guarded => None,
            }
        }
        UsageKind::RequirePlugin(_)
        | UsageKind::RoomUrl(_)
        | UsageKind::Subscribe(_)
        | UsageKind::Pendant(_)
        | UsageKind::Api(_) => None,
    });
    found.collect()
}

fn component_outside_subpackage(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(outside) = Outside::of(facts) else { return Vec::new() };
    let found = uses(facts).filter(|(source, found)| {
        let registered = component(found)
            .is_some_and(|component| matches!(component.site, ComponentSite::Registered { .. }));
        let is_async = source.text.contains("componentPlaceholder");
        registered && !is_async && outside.takes(&source.path, found.range.start)
    });
    let own = found.map(|(source, found)| at(source, found).naming([&outside.names]));
    own.chain(wrappers_outside(facts, &outside)).collect()
}

/// A component of the program's own shows the plugin's only where that could stand itself.
fn wrappers_outside(facts: &Facts<'_>, outside: &Outside<'_>) -> Vec<Finding> {
    let wrappers = wrappers(facts);
    let waits = |text: &str| text.contains("componentPlaceholder");
    let mut misplaced = BTreeSet::new();
    let mut found = Vec::new();
    for one in registrations(facts, &wrappers) {
        let Some((path, wrapper)) = wrappers.get_key_value(one.wrapper.as_str()) else { continue };
        if !outside.is_inside(path) {
            if !waits(wrapper.source.text) && misplaced.insert(*path) {
                let finding = at(wrapper.source, wrapper.found).in_case("wrapper");
                found.push(finding.naming([&outside.names]));
            }
        } else if !waits(one.text) && outside.takes(one.path, one.range.start) {
            let finding = Finding::at(one.path, first_line(one.text, one.range)).in_case("page");
            found.push(finding.naming([&outside.names, &one.tag]));
        }
    }
    found
}

/// What lies outside of the subpackages that declare the plugin.
struct Outside<'a> {
    /// The folders of those subpackages.
    folders: BTreeSet<String>,
    /// The first of them, as a message names them.
    names: String,
    /// The pages and the program itself, without suffixes.
    entries: BTreeSet<String>,
    /// uni-app's pages.json, by path.
    listings: BTreeMap<&'a str, &'a NamedFile<'a>>,
}

/// So many folders a message names; no program has more, because a provider is declared once.
const NAMED: usize = 10;

impl<'a> Outside<'a> {
    /// Nothing, where the plugin is declared for the whole program, or where the folders of packages are not known.
    fn of(facts: &'a Facts<'a>) -> Option<Self> {
        match facts.framework {
            // its packages may stand in folders of any name
            Framework::Mpx | Framework::Ext => return None,
            Framework::Native
            | Framework::UniApp
            | Framework::Taro
            | Framework::Remax
            | Framework::Goji
            | Framework::Mpvue
            | Framework::Wepy
            | Framework::WeappVite => {}
        }
        let folders = declaring_folders(facts)?;
        let more = if folders.len() > NAMED { ", …" } else { "" };
        let configs = facts.configs.iter();
        let programs = configs
            .flat_map(|config| ["app", "App"].into_iter().map(|name| join(config.folder(), name)));
        Some(Self {
            names: folders.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ")
                + more,
            folders: folders.into_iter().collect(),
            entries: pages(facts).into_iter().chain(programs).collect(),
            listings: uni_app_listings(facts)
                .map(|config| (config.path.as_str(), config))
                .collect(),
        })
    }

    fn is_inside(&self, path: &str) -> bool {
        let mut around = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        around.any(|folder| self.folders.contains(folder))
    }

    /// Whether a source certainly runs outside: what is neither a page nor the program itself may be needed, or built
    /// into a package, only inside.
    fn has(&self, path: &str) -> bool {
        !self.is_inside(path)
            && !self.listings.contains_key(path)
            && self.entries.contains(stem(path))
    }

    /// Whether a byte of uni-app's pages.json is about a page outside.
    fn lists(&self, path: &str, at: usize) -> bool {
        let Some(config) = self.listings.get(path) else { return false };
        let mut pages = config.literals().iter().filter_map(|found| found.tree.root.get("pages"));
        pages.any(|pages| pages.range.contains(&at))
    }

    /// Whether a byte of a file is about a page outside.
    fn takes(&self, path: &str, at: usize) -> bool {
        self.has(path) || self.lists(path, at)
    }
}
