//! Rules about versions and providers: whether the platform takes them, and whether the team does.

use std::ops::Range;

use crate::check::declaration::{Entry, entries};
use crate::check::facts::{ConfigFile, Facts};
use crate::check::{Finding, Judge, Rule, Severity};
use crate::model::app_json::Owner;
use crate::model::declaration::{Declaration, State};
use crate::model::plugin::{ALIAS, PROVIDER, PluginVersion, Require};
use crate::text::edit::Edit;
use crate::text::literal::Node;

/// Three numbers of one to three digits, `latest`, or `dev-` and letters or digits (compiler, executed).
pub(in crate::check) const INVALID_VERSION: Rule = Rule {
    id: "invalid-version",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: invalid_version,
};

/// A development build compiles and cannot be uploaded ("framework/plugin/development").
pub(in crate::check) const DEV_VERSION: Rule =
    Rule { id: "dev-version", severity: Severity::Error, judge: Judge::Kaibo, find: dev_version };

/// What the manifest or the command line accepts.
pub(in crate::check) const VERSION_NOT_ALLOWED: Rule = Rule {
    id: "version-not-allowed",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: version_not_allowed,
};

/// The platform raised its minimum once, and programs below it no longer started (2021-02-06).
pub(in crate::check) const VERSION_BELOW_MINIMUM: Rule = Rule {
    id: "version-below-minimum",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: version_below_minimum,
};

/// A newer version is known.
pub(in crate::check) const VERSION_OUTDATED: Rule = Rule {
    id: "version-outdated",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: version_outdated,
};

/// The compiler takes any provider; a wrong one shows only when the program is uploaded or run.
pub(in crate::check) const WRONG_PROVIDER: Rule = Rule {
    id: "wrong-provider",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: wrong_provider,
};

/// Longest distance at which a provider is a misspelling of the live plugin's: appids are random.
const NEAR: usize = 3;

fn invalid_version(facts: &Facts<'_>) -> Vec<Finding> {
    let placed = entries(facts);
    let of_entries = placed.iter().filter_map(|entry| {
        let node = entry.member.value.get("version")?;
        let version = node.text()?;
        // the plugin that a project itself develops has the version `dev`
        let is_own = version == "dev" && entry.owner().is_none();
        let is_wrong = PluginVersion::parse(version).is_none() && !is_own;
        is_wrong.then(|| refuse(entry.config.file, node, version))
    });
    of_entries.collect()
}

fn refuse(file: &ConfigFile<'_>, node: &Node, version: &str) -> Finding {
    let finding = Finding::at(&file.path, file.text, node.range.clone()).naming([version]);
    match (version, mended(version)) {
        ("dev", _) => finding.in_case("dev"),
        (_, Some(mended)) => finding.cured_by(file.text, vec![between_quotes(node, &mended)]),
        (_, None) => finding,
    }
}

/// The version that is surely meant: blanks around it, a `v` before it, and capitals say nothing.
fn mended(version: &str) -> Option<String> {
    let plain = version.trim().to_lowercase();
    let plain = plain.strip_prefix('v').unwrap_or(&plain);
    match PluginVersion::parse(plain)? {
        PluginVersion::Number { text, .. } => Some(text),
        PluginVersion::Latest => Some("latest".to_owned()),
        PluginVersion::Dev(_) => None,
    }
}

fn between_quotes(node: &Node, text: &str) -> Edit {
    Edit::replace(node.range.start + 1..node.range.end - 1, text)
}

/// The live plugin's versions that may count, with what they mean; what stands nowhere or in a comment does not.
fn pins<'a>(facts: &'a Facts<'a>) -> Vec<(&'a ConfigFile<'a>, &'a Declaration, PluginVersion)> {
    let files = facts.configs.iter();
    let declared =
        files.flat_map(|file| file.declarations.iter().map(move |declared| (file, declared)));
    let live = declared.filter(|(_, declared)| match declared.state {
        State::Active | State::Conditional => declared.owner == Owner::Live,
        State::CommentedOut | State::Misplaced => false,
    });
    live.filter_map(|(file, declared)| {
        let version = PluginVersion::parse(declared.version.as_deref()?)?;
        Some((file, declared, version))
    })
    .collect()
}

fn at_pin(file: &ConfigFile<'_>, declared: &Declaration) -> Option<Finding> {
    let pin = declared.pin.clone()?;
    Some(Finding::at(&file.path, file.text, pin))
}

fn dev_version(facts: &Facts<'_>) -> Vec<Finding> {
    let pins = pins(facts).into_iter();
    let found = pins.filter_map(|(file, declared, version)| match version {
        PluginVersion::Dev(text) => Some(at_pin(file, declared)?.naming([text])),
        PluginVersion::Number { .. } | PluginVersion::Latest => None,
    });
    found.collect()
}

fn version_not_allowed(facts: &Facts<'_>) -> Vec<Finding> {
    let of_manifest = facts.manifest.and_then(|manifest| manifest.plugin.require.as_ref());
    let Some(require) = facts.require.or(of_manifest) else { return Vec::new() };
    let refused = |version: &PluginVersion, require: &Require| match version {
        // `dev-version` says it better
        PluginVersion::Dev(_) => false,
        PluginVersion::Number { .. } | PluginVersion::Latest => !require.accepts(version),
    };
    let pins = pins(facts).into_iter().filter(|(_, _, version)| refused(version, require));
    let found = pins.filter_map(|(file, declared, version)| {
        Some(at_pin(file, declared)?.naming([version.to_string(), require.to_string()]))
    });
    found.collect()
}

/// The numbers of the pins that are numbers.
fn numbers<'a>(
    facts: &'a Facts<'a>,
) -> impl Iterator<Item = (&'a ConfigFile<'a>, &'a Declaration, [u16; 3])> {
    pins(facts)
        .into_iter()
        .filter_map(|(file, declared, version)| Some((file, declared, number(&version)?)))
}

/// The active pins of the live plugin that are numbers: file, bytes, text, value.
pub(in crate::check) fn live_numbers<'a>(
    facts: &'a Facts<'a>,
) -> Vec<(&'a ConfigFile<'a>, Range<usize>, String, [u16; 3])> {
    let active = numbers(facts).filter(|(_, declared, _)| declared.state == State::Active);
    let pins = active.filter_map(|(file, declared, number)| {
        Some((file, declared.pin.clone()?, declared.version.clone()?, number))
    });
    pins.collect()
}

fn number(version: &PluginVersion) -> Option<[u16; 3]> {
    match version {
        PluginVersion::Number { parts, .. } => Some(*parts),
        PluginVersion::Latest | PluginVersion::Dev(_) => None,
    }
}

fn known(version: &str) -> [u16; 3] {
    PluginVersion::parse(version).as_ref().and_then(number).unwrap_or_default()
}

fn version_below_minimum(facts: &Facts<'_>) -> Vec<Finding> {
    let minimum = &facts.catalogue.minimum;
    let below = numbers(facts).filter(|(_, _, number)| *number < known(&minimum.version));
    let found = below.filter_map(|(file, declared, _)| {
        let version = declared.version.clone()?;
        let details = [version, minimum.version.clone(), minimum.seen.clone()];
        Some(at_pin(file, declared)?.naming(details))
    });
    found.collect()
}

fn version_outdated(facts: &Facts<'_>) -> Vec<Finding> {
    let newest = facts.catalogue.newest();
    let supported = known(&facts.catalogue.minimum.version)..known(newest);
    let old = numbers(facts).filter(|(_, _, number)| supported.contains(number));
    let found = old.filter_map(|(file, declared, _)| {
        let version = declared.version.as_deref()?;
        Some(at_pin(file, declared)?.naming([version, newest]))
    });
    found.collect()
}

fn wrong_provider(facts: &Facts<'_>) -> Vec<Finding> {
    entries(facts).iter().filter_map(wrong_provider_of).collect()
}

fn wrong_provider_of(entry: &Entry<'_>) -> Option<Finding> {
    let node = entry.member.value.get("provider")?;
    let written = node.text()?;
    let alias = entry.member.key.as_str();
    let finding = || {
        let finding = entry.config.finding(node);
        finding.naming([written, PROVIDER, alias])
    };
    let cured = |finding: Finding| {
        finding.cured_by(entry.config.file.text, vec![between_quotes(node, PROVIDER)])
    };
    let plain = written.trim().to_lowercase();
    let is_near = strsim::damerau_levenshtein(&plain, PROVIDER) <= NEAR;
    match (written == PROVIDER, plain.is_empty(), is_near) {
        (true, ..) => None,
        (false, true, _) => (alias == ALIAS).then(|| cured(finding().in_case("empty"))),
        (false, false, true) => Some(cured(finding())),
        (false, false, false) => (alias == ALIAS).then(|| finding().in_case("other")),
    }
}
