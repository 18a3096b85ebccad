//! Rules about uses and declarations that miss each other.

use std::collections::BTreeSet;

use super::{at, declared, live, uses};
use crate::check::declaration::configs;
use crate::check::declaration::place::comes_back;
use crate::check::facts::{Extent, Facts, NamedFile};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::model::plugin::PROVIDER;
use crate::project::declaration::Owner;
use crate::project::declaration::{Declaration, State};
use crate::project::framework::Framework;
use crate::project::usage::{Usage, UsageKind, asks_for_plugins};
use crate::syntax::script::facts::When;
use crate::text::edit::Edit;

/// The program uses what it does not declare: rooms do not open, and `requirePlugin` throws.
pub(in crate::check) const UNDECLARED_PLUGIN: Rule = Rule {
    id: "undeclared-plugin",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: undeclared_plugin,
};

/// A plugin costs download and start time even where nothing uses it (guide on start-up time).
pub(in crate::check) const UNUSED_PLUGIN: Rule = Rule {
    id: "unused-plugin",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: unused_plugin,
};

/// `requirePlugin` takes the alias under which the plugin is declared, or its appid ("framework/plugin/using").
pub(in crate::check) const ALIAS_MISMATCH: Rule = Rule {
    id: "alias-mismatch",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: alias_mismatch,
};

fn undeclared_plugin(facts: &Facts<'_>) -> Vec<Finding> {
    if !declared(facts).is_empty() || is_open(facts) {
        return Vec::new();
    }
    let reason = reason(facts);
    let merchants = merchants(facts).filter(|_| reason.is_none());
    let explained = |source, found| match &reason {
        Some((case, place)) => at(source, found).in_case(case).naming(place),
        None => at(source, found),
    };
    if let Some(merchants) = merchants {
        let first = uses(facts).next().map(|(source, found)| at(source, found));
        let noted = |found: Finding| {
            found.in_case("merchants").naming(merchants).with_severity(Severity::Info)
        };
        return first.map(noted).into_iter().collect();
    }
    let asks = facts.sources.iter().any(|source| asks_for_plugins(source.text));
    let running = || uses(facts).filter(|(_, found)| !found.is_dead);
    let loaded: Vec<Finding> = running()
        .filter(|(_, found)| runs_at_load(found))
        .map(|(source, found)| explained(source, found).with_severity(Severity::Error))
        .collect();
    if !loaded.is_empty() {
        return loaded;
    }
    let harmless = |case, (source, found)| {
        let finding = explained(source, found).with_severity(Severity::Info);
        if finding.case.is_empty() { finding.in_case(case) } else { finding }
    };
    match (running().next(), asks) {
        (Some((source, found)), false) => vec![explained(source, found)],
        (Some(first), true) => vec![harmless("asked", first)],
        (None, _) => uses(facts).next().map(|one| harmless("never", one)).into_iter().collect(),
    }
}

/// The first ext.json below that declares the plugin for a merchant of this template, and how many there are.
fn merchants(facts: &Facts<'_>) -> Option<[String; 2]> {
    let first = facts.merchants.first()?;
    Some([format!("{}:{}", first.path, first.line), facts.merchants.len().to_string()])
}

fn runs_at_load(found: &Usage) -> bool {
    match &found.kind {
        UsageKind::RequirePlugin(required) => required.when == When::Load && !required.is_async,
        UsageKind::RoomUrl(_)
        | UsageKind::Subscribe(_)
        | UsageKind::Pendant(_)
        | UsageKind::Api(_) => false,
    }
}

/// The likely reason, as a case of the message, and the place that it names: what somebody believes to be there comes
/// before what somebody took out by hand, and the live plugin's before another's.
fn reason(facts: &Facts<'_>) -> Option<(&'static str, [String; 2])> {
    let place = |(config, found): (&NamedFile<'_>, &Declaration)| {
        [config.path.clone(), found.place.line.to_string()]
    };
    let first = |state, owner| {
        let mut all = facts.configs.iter().flat_map(|config| {
            config.declarations().iter().map(move |declaration| (config, declaration))
        });
        all.find(|(_, one)| one.state == state && one.owner == owner).map(place)
    };
    let taken_out = || {
        let lock = facts.lock.as_ref()?;
        Some([lock.path.clone(), lock.turned_off.first()?.place.line.to_string()])
    };
    let commented = if comes_back(facts) { "commented-out" } else { "by-hand" };
    None.or_else(|| Some(("turned-off", first(State::TurnedOff, Owner::Live).or_else(taken_out)?)))
        .or_else(|| Some(("misplaced", first(State::Misplaced, Owner::Live)?)))
        .or_else(|| Some((commented, first(State::CommentedOut, Owner::Live)?)))
        .or_else(|| Some(("other-provider", first(State::Active, Owner::Other)?)))
        .or_else(|| Some(("misplaced", first(State::Misplaced, Owner::Other)?)))
        .or_else(|| Some(("by-hand", first(State::CommentedOut, Owner::Other)?)))
}

/// Whether a declaration may be where reading does not see it: in a configuration that could not be read or is
/// computed, or in a script that writes one.
fn is_open(facts: &Facts<'_>) -> bool {
    let has_manifest = facts.configs.iter().any(|config| config.row.main.is_some());
    let unread = configs(facts).is_empty()
        || facts.framework == Framework::UniApp && !has_manifest
        || facts.configs.iter().any(|config| config.literals().is_empty());
    let computed = configs(facts).iter().any(|config| config.has_computed_plugins());
    let config_paths: BTreeSet<&str> =
        facts.configs.iter().map(|config| config.path.as_str()).collect();
    let written = facts.sources.iter().any(|source| {
        let is_config = config_paths.contains(source.path.as_str());
        let is_script = source.path.rsplit('.').next() != Some("json") && !is_config;
        is_script && source.text.contains(PROVIDER) && source.text.contains("provider")
    });
    unread || computed || written
}

fn unused_plugin(facts: &Facts<'_>) -> Vec<Finding> {
    let active = live(facts, |state| state == State::Active);
    // an ext.json on its own is for a template, whose sources are elsewhere
    match (facts.extent, facts.framework) {
        (_, Framework::Ext) | (Extent::Configuration, _) => return Vec::new(),
        (Extent::Sources, _) => {}
    }
    if uses(facts).next().is_some() {
        return Vec::new();
    }
    active
        .into_iter()
        .map(|(config, found)| Finding::at(&config.path, found.key.clone()).naming([&found.alias]))
        .collect()
}

fn alias_mismatch(facts: &Facts<'_>) -> Vec<Finding> {
    let declared = declared(facts);
    let is_certain = declared.iter().all(|(_, one)| one.state == State::Active);
    let [first, ..] = declared.as_slice() else { return Vec::new() };
    if !is_certain || is_open(facts) {
        return Vec::new();
    }
    let aliases = aliases(facts);
    let wrong = uses(facts).filter_map(|(source, found)| match &found.kind {
        UsageKind::RequirePlugin(required) => {
            let is_right = required.name == PROVIDER || aliases.contains(required.name.as_str());
            (!is_right).then_some((source, required))
        }
        UsageKind::RoomUrl(_)
        | UsageKind::Subscribe(_)
        | UsageKind::Pendant(_)
        | UsageKind::Api(_) => None,
    });
    let alias = &first.1.alias;
    wrong
        .map(|(source, required)| {
            let finding =
                Finding::at(&source.path, required.range.clone()).naming([&required.name, alias]);
            let is_plain =
                alias.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
            let is_whole = source.text.get(required.range.clone()) == Some(&required.name);
            match (declared.as_slice(), is_plain && is_whole) {
                ([_], true) => finding.with_fix(vec![Edit::replace(required.range.clone(), alias)]),
                ([..], _) => finding,
            }
        })
        .collect()
}

/// The aliases of all plugins that are declared anywhere.
fn aliases<'a>(facts: &'a Facts<'a>) -> BTreeSet<&'a str> {
    let nodes = configs(facts).into_iter().flat_map(|config| config.root().walk());
    let plugins = nodes.filter_map(|node| node.get("plugins"));
    let entries = plugins.flat_map(|node| node.members().unwrap_or_default());
    let known = entries.map(|entry| entry.key.as_str());
    let live = declared(facts).into_iter().map(|(_, one)| one.alias.as_str());
    known.chain(live).collect()
}
