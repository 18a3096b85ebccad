//! Rules about how rooms are opened and the plugin is asked for.

use super::hints_beside_uses;
use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::framework::Framework;
use crate::project::usage::{HintKind, UsageKind};
use crate::text::edit::Edit;

/// `wx.switchTab` opens pages of the tab bar, and a plugin's page can be none (API page; compiler, executed).
pub(in crate::check) const PLUGIN_PAGE_BY_SWITCH_TAB: Rule = Rule {
    id: "plugin-page-by-switch-tab",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: plugin_page_by_switch_tab,
};

/// Only `navigator` has a `url` ("component/navigator").
pub(in crate::check) const URL_ON_VIEW: Rule =
    Rule { id: "url-on-view", severity: Severity::Warning, judge: Judge::Kaibo, find: url_on_view };

/// The platform gives `requirePlugin` to each script as a global name (FRAMEWORKS A5; issue 14039 of Taro's).
pub(in crate::check) const REQUIRE_PLUGIN_IMPORTED: Rule = Rule {
    id: "require-plugin-imported",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: require_plugin_imported,
};

fn plugin_page_by_switch_tab(facts: &Facts<'_>) -> Vec<Finding> {
    let found = hints_beside_uses(facts).filter_map(|(source, hint)| {
        let HintKind::OpensTab(right) = hint.kind else { return None };
        let fix = vec![Edit::replace(hint.range.clone(), right)];
        Some(Finding::at(&source.path, hint.range.clone()).naming([right]).with_fix(fix))
    });
    found.collect()
}

fn url_on_view(facts: &Facts<'_>) -> Vec<Finding> {
    let found = hints_beside_uses(facts).filter_map(|(source, hint)| {
        let HintKind::LinkOn(element) = &hint.kind else { return None };
        Some(Finding::at(&source.path, hint.range.clone()).naming([element]))
    });
    found.collect()
}

fn require_plugin_imported(facts: &Facts<'_>) -> Vec<Finding> {
    if facts.framework != Framework::Taro {
        return Vec::new();
    }
    let found = hints_beside_uses(facts).filter_map(|(source, hint)| {
        let requires = |kind: &UsageKind| matches!(kind, UsageKind::RequirePlugin(_));
        let is_ours = source.uses.iter().any(|found| requires(&found.kind));
        let is_import = hint.kind == HintKind::ImportedRequire && is_ours;
        is_import.then(|| Finding::at(&source.path, hint.range.clone()))
    });
    found.collect()
}
