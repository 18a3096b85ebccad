//! Rules about what a use asks of the plugin's version and of the base library.

use super::{at, component, live, uses};
use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::model::plugin::{PROVIDER, PluginVersion};
use crate::project::declaration::State;
use crate::project::usage::{Use, UseKind};
use crate::syntax::jsonc;

/// The documentation names a version for some calls, for the pendant and for one parameter (component and pendant pages).
pub(in crate::check) const API_NEEDS_VERSION: Rule = Rule {
    id: "api-needs-version",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: api_needs_version,
};

/// The base library on which the developers' tool runs the program.
pub(in crate::check) const BASE_LIBRARY_TOO_LOW: Rule = Rule {
    id: "base-library-too-low",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: base_library_too_low,
};

/// The version from which the documentation promises what it once named earlier ones for.
const PROMISED: [u16; 3] = [1, 3, 0];
/// The pendant came with it (official log).
const PENDANT: [u16; 3] = [1, 2, 6];

fn api_needs_version(facts: &Facts<'_>) -> Vec<Finding> {
    let Some((pin, written)) = lowest_pin(facts) else { return Vec::new() };
    let found = uses(facts).filter_map(|(source, found)| {
        let name = promised(found)?;
        let finding = at(source, found).naming([name, "1.3.0", &written]);
        let is_pendant = matches!(found.kind, UseKind::Pendant(_));
        match (pin < PENDANT && is_pendant, pin < PROMISED) {
            (true, _) => Some(finding.with_severity(Severity::Warning)),
            (false, true) => Some(finding),
            (false, false) => None,
        }
    });
    found.collect()
}

/// The lowest version that is pinned for certain.
fn lowest_pin(facts: &Facts<'_>) -> Option<([u16; 3], String)> {
    let pins = live(facts, |state| state == State::Active).into_iter();
    let pins = pins.filter_map(|(_, one)| match PluginVersion::parse(one.version.as_deref()?)? {
        PluginVersion::Number { text, parts } => Some((parts, text)),
        PluginVersion::Latest | PluginVersion::Dev(_) => None,
    });
    pins.min()
}

/// What of a use the documentation promises only from a version on.
fn promised(found: &Use) -> Option<&str> {
    match &found.kind {
        UseKind::Api(api) => {
            let named = ["getSubscribeStatus", "getOpenid", "getShareParams"];
            named.into_iter().find(|name| *name == api.name)
        }
        UseKind::Pendant(_) => component(found).map(|_| "pendant"),
        UseKind::RoomUrl(url) => {
            let name = "close_picture_in_picture_mode";
            url.parameter(name).map(|_| name)
        }
        UseKind::RequirePlugin(_) | UseKind::Subscribe(_) => None,
    }
}

fn base_library_too_low(facts: &Facts<'_>) -> Vec<Finding> {
    let Some((needed, reason)) = needed(facts) else { return Vec::new() };
    let settings = facts.sources.iter().filter(|source| {
        ["project.config.json", "project.private.config.json"]
            .iter()
            .any(|name| source.path.rsplit('/').next() == Some(name))
    });
    let low = settings.filter_map(|source| {
        let tree = jsonc::parse(source.text).ok()?;
        let node = tree.root.get("libVersion")?;
        let version = number(node.text()?)?;
        let finding = || Finding::at(&source.path, node.range.clone());
        let words = needed.map(|part| part.to_string()).join(".");
        (version < needed)
            .then(|| finding().in_case(reason).naming([node.text().unwrap_or_default(), &words]))
    });
    low.collect()
}

/// The base library that the uses ask for, and by which of them: rooms 2.9.0, waiting for a package 2.11.2,
/// `requirePlugin` by appid 2.14.0 (component page, "framework/subpackages/async", "framework/plugin/using").
fn needed(facts: &Facts<'_>) -> Option<([u16; 3], &'static str)> {
    let needs = uses(facts).map(|(_, found)| match &found.kind {
        UseKind::RequirePlugin(required) if required.name == PROVIDER => ([2, 14, 0], "by-appid"),
        UseKind::RequirePlugin(required) if required.is_async => ([2, 11, 2], "waiting"),
        UseKind::RequirePlugin(_)
        | UseKind::RoomUrl(_)
        | UseKind::Subscribe(_)
        | UseKind::Pendant(_)
        | UseKind::Api(_) => ([2, 9, 0], ""),
    });
    needs.max()
}

fn number(text: &str) -> Option<[u16; 3]> {
    let parts = text.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u16>>>()?;
    <[u16; 3]>::try_from(parts).ok()
}
