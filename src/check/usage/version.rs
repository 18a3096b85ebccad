//! Rules about what a use asks of the plugin's version and of the base library.

use super::{at, component, live, uses};
use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::model::plugin::{PROVIDER, PluginVersion};
use crate::project::declaration::State;
use crate::project::usage::{HintKind, Usage, UsageKind, is_guarded, may_need_library};
use crate::syntax::jsonc;
use crate::text::path::name_of;

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
        let is_pendant = matches!(found.kind, UsageKind::Pendant(_));
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
fn promised(found: &Usage) -> Option<&str> {
    match &found.kind {
        UsageKind::Api(api) => {
            let named = ["getSubscribeStatus", "getOpenid", "getShareParams"];
            named.into_iter().find(|name| *name == api.name)
        }
        UsageKind::Pendant(_) => component(found).map(|_| "pendant"),
        UsageKind::RoomUrl(url) => {
            let name = "close_picture_in_picture_mode";
            url.parameter(name).map(|_| name)
        }
        UsageKind::RequirePlugin(_) | UsageKind::Subscribe(_) => None,
    }
}

fn base_library_too_low(facts: &Facts<'_>) -> Vec<Finding> {
    let settings = facts.sources.iter().filter_map(|source| {
        let names = ["project.config.json", "project.private.config.json"];
        if !names.contains(&name_of(&source.path)) {
            return None;
        }
        let tree = jsonc::parse(source.text).ok()?;
        let node = tree.root.get("libVersion")?.clone();
        let version = number(node.text()?)?;
        Some((source, node, version))
    });
    let settings: Vec<_> = settings.collect();
    if settings.is_empty() {
        return Vec::new();
    }
    let needs = of_uses(facts).chain(of_platform(facts)).max_by_key(|need| need.library);
    let Some(need) = needs else { return Vec::new() };
    let low = settings.into_iter().filter(|(_, _, version)| *version < need.library);
    let found = low.map(|(source, node, _)| {
        let words = need.library.map(|part| part.to_string()).join(".");
        let details = [node.text().unwrap_or_default(), &words, &need.name];
        Finding::at(&source.path, node.range.clone()).in_case(need.case).naming(details)
    });
    found.collect()
}

/// What a source asks of the base library.
struct LibraryNeed {
    library: [u16; 3],
    case: &'static str,
    name: String,
}

/// The base library that the uses ask for: rooms 2.9.0, waiting for a package 2.11.2, `requirePlugin` by appid 2.14.0
/// (component page, "framework/subpackages/async", "framework/plugin/using").
fn of_uses<'a>(facts: &'a Facts<'a>) -> impl Iterator<Item = LibraryNeed> + use<'a> {
    uses(facts).map(|(_, found)| {
        let (library, case) = match &found.kind {
            UsageKind::RequirePlugin(required) if required.name == PROVIDER => {
                ([2, 14, 0], "by-appid")
            }
            UsageKind::RequirePlugin(required) if required.is_async => ([2, 11, 2], "waiting"),
            UsageKind::RequirePlugin(_)
            | UsageKind::RoomUrl(_)
            | UsageKind::Subscribe(_)
            | UsageKind::Pendant(_)
            | UsageKind::Api(_) => ([2, 9, 0], ""),
        };
        LibraryNeed { library, case, name: String::new() }
    })
}

/// What functions and components of the platform's ask for, where a source does not look first whether they are there.
fn of_platform<'a>(facts: &'a Facts<'a>) -> impl Iterator<Item = LibraryNeed> + use<'a> {
    let sources = facts.sources.iter().filter(|source| may_need_library(source.text));
    sources.flat_map(|source| {
        let hints = source.hints.of(&source.path, source.text).iter();
        hints.filter_map(|hint| {
            let HintKind::Needs { name, library } = &hint.kind else { return None };
            let library = number(library).filter(|_| !is_guarded(source.text, name))?;
            Some(LibraryNeed { library, case: "platform", name: name.clone() })
        })
    })
}

fn number(text: &str) -> Option<[u16; 3]> {
    let parts = text.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u16>>>()?;
    <[u16; 3]>::try_from(parts).ok()
}
