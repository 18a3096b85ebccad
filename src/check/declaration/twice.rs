//! Rules about what is there twice: providers, aliases, spellings of subpackages.

use crate::check::declaration::{Config, Entry, Holder, Seen, configs, counts, native};
use crate::check::facts::Facts;
use crate::check::{Finding, Judge, Rule, Severity};
use crate::model::app_json::SPELLINGS;
use crate::model::framework::Framework;
use crate::text::edit::Place;
use crate::text::literal::Node;

/// One provider may be declared once in a program, whatever the aliases, packages and versions (compiler, executed).
pub(in crate::check) const DUPLICATE_PROVIDER: Rule = Rule {
    id: "duplicate-provider",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: |facts| clashes(facts, Kind::Provider),
};

/// A subpackage may not use the alias that another package gave to another provider (compiler, executed).
pub(in crate::check) const DUPLICATE_ALIAS: Rule = Rule {
    id: "duplicate-alias",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: |facts| clashes(facts, Kind::Alias),
};

/// With both spellings, the platform reads `subpackages` and drops the other without a word (compiler, executed).
pub(in crate::check) const BOTH_SUBPACKAGE_SPELLINGS: Rule = Rule {
    id: "both-subpackage-spellings",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: both_spellings,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Provider,
    Alias,
}

fn clashes(facts: &Facts<'_>, kind: Kind) -> Vec<Finding> {
    programs(facts).iter().flat_map(|entries| clashes_in(entries, kind)).collect()
}

/// The entries that end in one app.json: uni-app puts two files together, elsewhere it is one literal.
fn programs<'a>(facts: &'a Facts<'a>) -> Vec<Vec<Entry<'a>>> {
    let mut programs: Vec<(&str, Vec<Entry<'a>>)> = Vec::new();
    for config in configs(facts).into_iter().filter(counts) {
        let of_uni_app = config.file.row.framework == Framework::UniApp;
        let folder = config.file.folder();
        let entries = config.entries().into_iter().filter(|entry| entry.seen() == Seen::Always);
        match programs.iter_mut().find(|(other, _)| of_uni_app && *other == folder) {
            Some((_, program)) => program.extend(entries),
            None => programs.push((if of_uni_app { folder } else { "\n" }, entries.collect())),
        }
    }
    let main_first = |entry: &Entry<'_>| matches!(entry.holder, Holder::Subpackage(_));
    let sorted = programs.into_iter().map(|(_, mut entries)| {
        entries.sort_by_key(main_first);
        entries
    });
    sorted.collect()
}

fn clashes_in(entries: &[Entry<'_>], kind: Kind) -> Vec<Finding> {
    let found = entries.iter().enumerate().filter_map(|(i, entry)| {
        let earlier = &entries[..i];
        let provider = entry.text("provider")?;
        let same_provider = earlier.iter().find(|other| other.text("provider") == Some(provider));
        let same_alias = || {
            let is_sub = matches!(entry.holder, Holder::Subpackage(_));
            earlier.iter().find(|other| is_sub && other.member.key == entry.member.key)
        };
        match (kind, same_provider) {
            (Kind::Provider, Some(other)) => Some(clash(entry, other)),
            (Kind::Alias, None) => Some(clash(entry, same_alias()?)),
            (Kind::Provider, None) | (Kind::Alias, Some(_)) => None,
        }
    });
    found.collect()
}

fn clash(entry: &Entry<'_>, other: &Entry<'_>) -> Finding {
    let file = other.config.file;
    let place = Place::of(file.text, other.member.key_range.start);
    entry.config.finding_at_key(entry.member).naming([
        entry.member.key.clone(),
        other.member.key.clone(),
        format!("{}:{}", file.path, place.line),
    ])
}

fn both_spellings(facts: &Facts<'_>) -> Vec<Finding> {
    native(facts).as_ref().and_then(dropped_spelling).into_iter().collect()
}

fn dropped_spelling(config: &Config<'_>) -> Option<Finding> {
    let [read, dropped] = SPELLINGS.map(|key| config.root().member(key));
    let (_, dropped) = read.zip(dropped)?;
    let is_empty = dropped.value.elements().is_some_and(<[Node]>::is_empty);
    let finding = || config.finding_at_key(dropped).naming([SPELLINGS[0], SPELLINGS[1]]);
    (!is_empty).then(finding)
}
