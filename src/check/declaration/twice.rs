//! Rules about what is there twice: providers, aliases, spellings of subpackages.

use std::collections::BTreeMap;

use crate::check::declaration::{PluginEntry, Seen, configs, counts, native};
use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::app_json::shape::{dropped_spelling, not_read};
use crate::project::framework::Framework;
use crate::text::index::LineIndex;

/// One provider may be declared once in a program, whatever the aliases, packages and versions (compiler, executed).
pub(in crate::check) const DUPLICATE_PROVIDER: Rule = Rule {
    id: "duplicate-provider",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: |facts| clashes(facts, ClashKind::Provider),
};

/// A subpackage may not use the alias that another package gave to another provider (compiler, executed).
pub(in crate::check) const DUPLICATE_ALIAS: Rule = Rule {
    id: "duplicate-alias",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: |facts| clashes(facts, ClashKind::Alias),
};

/// With both spellings, the platform reads `subpackages` and drops the other without a word (compiler, executed).
pub(in crate::check) const BOTH_SUBPACKAGE_SPELLINGS: Rule = Rule {
    id: "both-subpackage-spellings",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: both_spellings,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum ClashKind {
    Provider,
    Alias,
}

fn clashes(facts: &Facts<'_>, kind: ClashKind) -> Vec<Finding> {
    programs(facts).iter().flat_map(|entries| clashes_in(entries, kind)).collect()
}

/// The entries that end in one app.json: uni-app puts two files together, elsewhere it is one literal.
fn programs<'a>(facts: &'a Facts<'a>) -> Vec<Vec<PluginEntry<'a>>> {
    let mut programs: Vec<(&str, Vec<PluginEntry<'a>>)> = Vec::new();
    for config in configs(facts).into_iter().filter(counts) {
        let of_uni_app = config.file.row.framework == Framework::UniApp;
        let folder = config.file.folder();
        let entries = config.entries().into_iter().filter(|entry| entry.seen == Seen::Always);
        match programs.iter_mut().find(|(other, _)| of_uni_app && *other == folder) {
            Some((_, program)) => program.extend(entries),
            None => programs.push((if of_uni_app { folder } else { "\n" }, entries.collect())),
        }
    }
    let mut programs: Vec<Vec<PluginEntry<'a>>> = programs.into_iter().map(|(_, it)| it).collect();
    for entries in &mut programs {
        entries.sort_by_key(PluginEntry::is_of_subpackage);
    }
    programs
}

fn clashes_in(entries: &[PluginEntry<'_>], kind: ClashKind) -> Vec<Finding> {
    let mut providers: BTreeMap<&str, &PluginEntry<'_>> = BTreeMap::new();
    let mut aliases: BTreeMap<&str, &PluginEntry<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    let mut indexes: BTreeMap<&str, LineIndex<'_>> = BTreeMap::new();
    for entry in entries {
        let Some(provider) = entry.text("provider") else { continue };
        let same_provider = providers.get(provider).copied();
        let same_alias = aliases.get(entry.member.key.as_str()).copied();
        let same_alias = same_alias.filter(|_| entry.is_of_subpackage());
        match (kind, same_provider, same_alias) {
            (ClashKind::Provider, Some(other), _) | (ClashKind::Alias, None, Some(other)) => {
                let file = other.config.file;
                let index =
                    indexes.entry(&file.path).or_insert_with(|| LineIndex::new(file.text()));
                let line = index.place(other.member.key_range.start).line;
                found.push(clash(entry, other, kind, line));
            }
            (ClashKind::Provider, None, _) | (ClashKind::Alias, _, _) => {}
        }
        providers.entry(provider).or_insert(entry);
        aliases.entry(&entry.member.key).or_insert(entry);
    }
    found
}

/// Of an entry and another one before it, and the line of that.
fn clash(
    entry: &PluginEntry<'_>,
    other: &PluginEntry<'_>,
    kind: ClashKind,
    line: usize,
) -> Finding {
    let place = format!("{}:{line}", other.config.file.path);
    let (alias, other) = (entry.member.key.as_str(), other.member.key.as_str());
    entry.config.finding_at_key(entry.member).naming(match kind {
        ClashKind::Provider => vec![alias, other, &place],
        ClashKind::Alias => vec![alias, &place],
    })
}

fn both_spellings(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(config) = native(facts) else { return Vec::new() };
    let dropped = dropped_spelling(config.root());
    let lost = dropped.filter(|member| !matches!(member.value.elements(), Some([])));
    lost.map(|member| config.broken(&not_read(member))).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{Sample, native, plugins};
    use crate::project::framework::Framework;

    const LIVE: &str = r#"{ "version": "1.3.5", "provider": "wx2b03c6e691cd7370" }"#;
    const MAP: &str = r#"{ "version": "2.0.0", "provider": "wx50b5593e81dd937a" }"#;

    fn both(main: &str, sub: &str) -> Sample {
        native(&format!(
            r#"{{ "pages": ["a"], "subPackages": [{{ "root": "s", "pages": [], "plugins": {{ {sub} }} }}], "plugins": {{ {main} }} }}"#
        ))
    }

    #[test]
    fn one_provider_is_declared_once() {
        let main = format!(r#""live-player-plugin": {LIVE}"#);
        let sample = both(&main, &format!(r#""player": {LIVE}"#));
        assert_eq!(sample.finds("duplicate-provider"), ["\"player\""]);
        let details = ["player", "live-player-plugin", "app.json:1"];
        assert_eq!(sample.names("duplicate-provider"), [details]);
        assert!(sample.finds("duplicate-alias").is_empty());
        let twice = plugins(&format!(r#""a": {MAP}, "b": {MAP}"#));
        assert_eq!(twice.finds("duplicate-provider"), ["\"b\""]);
        assert!(both(&main, &format!(r#""map": {MAP}"#)).finds("duplicate-provider").is_empty());
        let replaced = plugins(&format!(r#""a": {MAP}, "a": {MAP}"#));
        assert!(replaced.finds("duplicate-provider").is_empty(), "JSON.parse keeps one");
    }

    #[test]
    fn one_alias_means_one_plugin() {
        let sample = both(&format!(r#""p": {LIVE}"#), &format!(r#""p": {MAP}"#));
        assert_eq!(sample.finds("duplicate-alias"), ["\"p\""]);
        let same = both(&format!(r#""p": {LIVE}"#), &format!(r#""p": {LIVE}"#));
        assert!(same.finds("duplicate-alias").is_empty(), "the provider is the worse fault");
        let other = both(&format!(r#""p": {LIVE}"#), &format!(r#""q": {MAP}"#));
        assert!(other.finds("duplicate-alias").is_empty());
    }

    #[test]
    fn uni_app_puts_two_files_together() {
        let manifest = |condition: &str| {
            format!(
                "{{ \"mp-weixin\": {{ \"plugins\": {{\n{condition}\n\"a\": {LIVE}\n// #endif\n}} }} }}"
            )
        };
        let pages = format!(
            r#"{{ "pages": [], "subPackages": [{{ "root": "s", "pages": [], "plugins": {{ "b": {LIVE} }} }}] }}"#
        );
        let finds = |condition: &str, folder: &'static str| {
            let sample = Sample::new(Framework::UniApp).with("manifest.json", &manifest(condition));
            sample.with(folder, &pages).finds("duplicate-provider")
        };
        assert_eq!(finds("// #ifdef MP-WEIXIN", "pages.json"), ["\"b\""]);
        assert_eq!(finds("// #ifdef H5", "pages.json"), ["\"b\""], "no compiler heeds it there");
        assert!(finds("// #ifdef VUE3", "pages.json").is_empty(), "nobody knows");
        assert!(finds("// #ifdef MP-WEIXIN", "other/pages.json").is_empty());
    }

    #[test]
    fn the_second_spelling_of_subpackages_is_dropped() {
        let finds = |text: &str| native(text).finds("both-subpackage-spellings");
        let sub = r#"[{ "root": "s", "pages": [] }]"#;
        let both = format!(r#"{{ "pages": [], "subPackages": {sub}, "subpackages": [] }}"#);
        assert_eq!(finds(&both), ["\"subPackages\""]);
        assert!(finds(&format!(r#"{{ "pages": [], "subPackages": {sub} }}"#)).is_empty());
        let empty = format!(r#"{{ "pages": [], "subPackages": [], "subpackages": {sub} }}"#);
        assert!(finds(&empty).is_empty(), "nothing is lost");
    }
}
