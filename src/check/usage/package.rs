//! Rules about uses outside of the subpackage that declares the plugin.

use super::{at, component, declaring_folders, is_below, join, pages, stem, uses};
use crate::check::facts::{ConfigFile, Facts, SourceFile};
use crate::check::{Finding, Judge, Rule, Severity};
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
    let found = uses(facts).filter_map(|(source, found)| match &found.kind {
        UsageKind::RequirePlugin(required) if !required.is_async && outside.has(source) => {
            let finding = at(source, found).naming([outside.folders.join(", ")]);
            match required.when {
                When::Load => Some(finding.as_grave_as(Severity::Error)),
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
        registered && !is_async && (outside.has(source) || outside.lists(source, found.range.start))
    });
    found.map(|(source, found)| at(source, found).naming([outside.folders.join(", ")])).collect()
}

/// What lies outside of the subpackages that declare the plugin.
struct Outside<'a> {
    facts: &'a Facts<'a>,
    folders: Vec<String>,
    pages: Vec<String>,
}

impl<'a> Outside<'a> {
    /// Nothing, where the plugin is declared for the whole program, or where the folders of packages are not known.
    fn of(facts: &'a Facts<'a>) -> Option<Self> {
        match facts.framework {
            // its packages may stand in folders of any name
            Framework::Mpx | Framework::Ext => None,
            Framework::Native
            | Framework::UniApp
            | Framework::Taro
            | Framework::Mpvue
            | Framework::Wepy => {
                Some(Self { facts, folders: declaring_folders(facts)?, pages: pages(facts) })
            }
        }
    }

    /// Whether a source certainly runs outside: what is neither a page nor the program itself may be needed, or built
    /// into a package, only inside.
    fn has(&self, source: &SourceFile<'_>) -> bool {
        let is_inside = self.folders.iter().any(|folder| is_below(&source.path, folder));
        let is_listing = self.listing(source).is_some();
        let stem = stem(&source.path);
        let is_page = self.pages.iter().any(|page| page == stem);
        let is_program = self.facts.configs.iter().any(|config| {
            [join(config.folder(), "app"), join(config.folder(), "App")]
                .iter()
                .any(|app| app == stem)
        });
        !is_inside && !is_listing && (is_page || is_program)
    }

    /// uni-app's pages.json, if a source is that.
    fn listing(&self, source: &SourceFile<'_>) -> Option<&ConfigFile<'a>> {
        let config = self.facts.configs.iter().find(|config| config.path == source.path);
        config.filter(|config| config.row.file == "pages.json")
    }

    /// Whether a byte of uni-app's pages.json is about a page outside.
    fn lists(&self, source: &SourceFile<'_>, at: usize) -> bool {
        let Some(config) = self.listing(source) else { return false };
        let pages = config.sources.iter().filter_map(|found| found.tree.root.get("pages"));
        pages.into_iter().any(|pages| pages.range.contains(&at))
    }
}
