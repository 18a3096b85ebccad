//! Rules about the shape of plugin entries and subpackages, from one table of what app.json may hold.

use std::collections::BTreeSet;

use crate::check::declaration::documents::judged;
use crate::check::declaration::{
    Config, Holder, PluginEntry, Seen, concerns_plugins, configs, counts, entries, is_native,
    is_open, native,
};
use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::app_json::shape::{dropped_spelling, duplicate, duplicates, effective};
use crate::project::app_json::tables::{ENTRY, PACKAGES, PLUGINS, SUBPACKAGE};
use crate::project::app_json::{Violation, ViolationKind};
use crate::project::declaration::Owner;
use crate::project::packages::SPELLINGS;
use crate::syntax::{Member, Node};

/// `version` and `provider` are required (compiler, executed).
pub(in crate::check) const MISSING_FIELD: Rule = Rule {
    id: "missing-field",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: missing_field,
};

/// A value of a type that the compiler refuses (its schema of app.json, executed).
pub(in crate::check) const WRONG_TYPE: Rule =
    Rule { id: "wrong-type", severity: Severity::Error, judge: Judge::Compiler, find: wrong_type };

/// The compiler only warns of a key that it does not know, and says nothing of one that stands twice.
pub(in crate::check) const UNKNOWN_KEY: Rule =
    Rule { id: "unknown-key", severity: Severity::Warning, judge: Judge::Kaibo, find: unknown_key };

fn wrong_type(facts: &Facts<'_>) -> Vec<Finding> {
    let is_wrong = |broken: &Violation| matches!(broken.kind, ViolationKind::WrongType(_));
    let mut found = Vec::new();
    let judged = judged(facts);
    for config in configs(facts).into_iter().filter(counts) {
        let mut broken = if !is_native(facts, config) {
            let plugins = config.plugins().into_iter();
            plugins.flat_map(|(_, node)| PLUGINS.violations(node, "plugins")).collect()
        } else if judged.is_empty() {
            PACKAGES.violations(config.root(), "")
        } else {
            Vec::new()
        };
        broken.retain(is_wrong);
        found.extend(broken.iter().map(|broken| config.broken(broken)));
    }
    found.extend(judged.iter().flat_map(|file| file.breaking(is_wrong)));
    found
}

fn missing_field(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut placed = entries(facts);
    placed.retain(|entry| entry.seen == Seen::Always);
    if let Some(config) = native(facts) {
        let start = config.root().range.start;
        if config.root().get("pages").is_none() && concerns_plugins(facts, config) {
            found.push(config.finding_in(&(start..start + 1)).in_case("pages").naming(["pages"]));
        }
        placed.extend(dropped_entries(config));
    }
    found.extend(placed.iter().flat_map(missing_in));
    let is_missing = |broken: &Violation| broken.kind == ViolationKind::Missing;
    found.extend(judged(facts).iter().flat_map(|file| file.breaking(is_missing)));
    found
}

/// Entries under the spelling of subpackages that is dropped, whose shape the compiler checks nevertheless.
fn dropped_entries(config: Config<'_>) -> Vec<PluginEntry<'_>> {
    let dropped = dropped_spelling(config.root()).and_then(|member| member.value.elements());
    let mut entries = Vec::new();
    for sub in dropped.unwrap_or_default() {
        let (holder, seen) = (Holder::Subpackage(sub), Seen::Always);
        let members = sub.get("plugins").map(effective).unwrap_or_default().into_iter();
        entries.extend(members.map(|member| PluginEntry { config, holder, member, seen }));
    }
    entries
}

fn missing_in(entry: &PluginEntry<'_>) -> Vec<Finding> {
    let PluginEntry { config, member, .. } = entry;
    let is_whole = member.value.members().is_some() && !is_open(&member.value);
    let missing = ["version", "provider"].into_iter();
    let missing = missing.filter(|key| is_whole && member.value.get(key).is_none());
    let found = missing
        .map(|key| config.finding_at_key(member).naming([key, &member.key, entry.package()]));
    found.collect()
}

fn unknown_key(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for entry in entries(facts).iter().filter(|entry| entry.owner() == Some(Owner::Live)) {
        found.extend(unknown_in(entry));
        found.extend(twice_in(entry.config, &entry.member.value));
    }
    for config in configs(facts) {
        found.extend(config.plugins().into_iter().flat_map(|(_, node)| twice_in(config, node)));
    }
    found.extend(native(facts).map(native_keys).unwrap_or_default());
    found
}

fn native_keys(config: Config<'_>) -> Vec<Finding> {
    let ours = ["plugins", SPELLINGS[1], SPELLINGS[0]];
    let mut near = near_in(config.root(), &ours);
    // `misplaced-declaration` says it of the declarations in it
    near.retain(|(member, _)| !config.file.declares_in(&member.range()));
    let mut found = twice_in(config, config.root());
    found.retain(|found| found.details.iter().any(|key| key == "pages" || ours.contains(&&**key)));
    found.extend(near.into_iter().map(|near| near_finding(config, near)));
    let known: Vec<&str> = SUBPACKAGE.iter().map(|(key, _)| *key).collect();
    for sub in config.subpackages() {
        found.extend(near_in(sub, &known).into_iter().map(|near| near_finding(config, near)));
        found.extend(twice_in(config, sub));
    }
    found
}

/// Keys of an object that are nearly one that is read, where that one is not there.
fn near_in<'a>(object: &'a Node, known: &[&'static str]) -> Vec<(&'a Member, &'static str)> {
    let members = object.members().unwrap_or_default();
    let there: BTreeSet<&str> = members.iter().map(|member| member.key.as_str()).collect();
    let unknown = members.iter().filter(|member| !known.contains(&member.key.as_str()));
    let near = unknown.filter_map(|member| {
        let meant = known.iter().find(|known| is_near(&member.key, known))?;
        Some((member, *meant)).filter(|_| !there.contains(meant))
    });
    near.collect()
}

fn is_near(key: &str, known: &str) -> bool {
    // most keys are told apart by their lengths already
    key.chars().count().abs_diff(known.len()) <= 1
        && strsim::damerau_levenshtein(&key.to_lowercase(), &known.to_lowercase()) <= 1
}

fn near_finding(config: Config<'_>, (member, meant): (&Member, &str)) -> Finding {
    config.finding_at_key(member).in_case("near").naming([&member.key, meant])
}

fn unknown_in(entry: &PluginEntry<'_>) -> Vec<Finding> {
    let members = entry.member.value.members().unwrap_or_default().iter();
    let is_known = |key: &str| key.is_empty() || ENTRY.iter().any(|(known, _)| *known == key);
    let unknown = members.filter(|member| !is_known(&member.key));
    unknown.map(|member| entry.config.finding_at_key(member).naming([&member.key])).collect()
}

/// The members that a later one of the same key hides; in branches of conditional compilation that is usual.
fn twice_in(config: Config<'_>, object: &Node) -> Vec<Finding> {
    let is_plain = |member: &Member| !config.is_conditional(member.key_range.start);
    let mut found = duplicates(object);
    found.retain(|[hidden, _, last]| is_plain(hidden) && is_plain(last));
    found.iter().map(|[hidden, next, _]| config.broken(&duplicate(hidden, next))).collect()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{Sample, native, plugins};
    use crate::project::framework::Framework;

    #[test]
    fn an_entry_has_a_version_and_a_provider() {
        let names = |entry: &str| plugins(&format!(r#""l": {entry}"#)).names("missing-field");
        assert_eq!(names(r#"{ "provider": "wx2b03c6e691cd7370" }"#), [["version", "l", "main"]]);
        assert_eq!(names("{}").len(), 2);
        assert!(names(r#"{ "version": "1.3.5", "provider": "" }"#).is_empty());
        assert!(names("[]").is_empty(), "wrong-type says it");
        let no_pages = native(r#"{ "subPackages": [], "plugins": {} }"#);
        assert_eq!(no_pages.finds("missing-field"), ["pages: {"]);
    }

    #[test]
    fn what_is_spread_into_an_entry_may_be_what_is_missing() {
        let finds = |entry: &str| {
            let text = format!("export default {{ pages: [], plugins: {{ live: {entry} }} }}");
            Sample::new(Framework::Taro).with("app.config.ts", &text).finds("missing-field")
        };
        assert!(finds("{ ...common, version: '1.3.5' }").is_empty());
        assert_eq!(finds("{ version: '1.3.5' }"), ["live"]);
    }

    #[test]
    fn values_have_the_types_of_the_compiler() {
        let finds = |text: &str| native(text).names("wrong-type");
        let sub = |rest: &str| {
            format!(r#"{{ "pages": [], "subPackages": [{{ "root": "s", "pages": [], {rest} }}] }}"#)
        };
        assert_eq!(finds(r#"{ "pages": [], "plugins": [] }"#), [["plugins", "object"]]);
        assert_eq!(
            finds(r#"{ "pages": [], "plugins": { "l": null } }"#),
            [["plugins.l", "object"]]
        );
        let numbers = r#"{ "pages": [], "plugins": { "l": { "version": 1, "provider": "p" } } }"#;
        assert_eq!(finds(numbers), [["plugins.l.version", "string"]]);
        let path = ["subPackages[0].independent", "boolean"];
        assert_eq!(finds(&sub(r#""independent": "true""#)), [path]);
        assert_eq!(finds(r#"{ "pages": [1] }"#), [["pages[0]", "string"]]);
        assert!(finds(&sub(r#""independent": true, "taro": 1"#)).is_empty());
        assert!(finds(r#"{ "pages": [], "window": 1 }"#).is_empty(), "not ours");
    }

    #[test]
    fn other_frameworks_are_checked_by_their_plugins_alone() {
        let pages = r#"{ "pages": [{ "path": "a" }], "subPackages": [{ "root": 1, "pages": [{}], "plugins": { "a": 1 } }] }"#;
        let sample = Sample::new(Framework::UniApp).with("pages.json", pages);
        assert_eq!(sample.names("wrong-type"), [["plugins.a", "object"]]);
        let script = "export default { pages: [], plugins: { a: load(), b: { version: V, provider: `p` } } }";
        let sample = Sample::new(Framework::Taro).with("app.config.ts", script);
        assert!(sample.finds("wrong-type").is_empty());
    }

    #[test]
    fn a_key_that_is_not_read_is_reported() {
        let live = |rest: &str| {
            let entry =
                format!(r#"{{ "version": "1.3.5", "provider": "wx2b03c6e691cd7370", {rest} }}"#);
            plugins(&format!(r#""l": {entry}"#)).finds("unknown-key")
        };
        assert_eq!(live(r#""enable": true"#), ["\"enable\""]);
        assert!(live(r#""export": "index.js""#).is_empty());
        let other = plugins(r#""map": { "version": "1.0.0", "provider": "wx5", "note": "x" }"#);
        assert!(other.finds("unknown-key").is_empty(), "another vendor's");
    }

    #[test]
    fn a_key_that_is_nearly_one_is_reported() {
        let finds = |text: &str| native(text).finds("unknown-key");
        assert_eq!(finds(r#"{ "pages": [], "plugin": {} }"#), ["near: \"plugin\""]);
        assert_eq!(finds(r#"{ "pages": [], "subPackage": [] }"#), ["near: \"subPackage\""]);
        assert!(finds(r#"{ "pages": [], "plugin": {}, "plugins": {} }"#).is_empty());
        assert!(finds(r#"{ "pages": [], "style": "v2", "subPackages": [] }"#).is_empty());
        let sub = |key: &str| {
            format!(
                r#"{{ "pages": [], "subPackages": [{{ "root": "s", "pages": [], "{key}": {{}} }}] }}"#
            )
        };
        assert_eq!(finds(&sub("plugin")), ["near: \"plugin\""]);
        assert!(finds(&sub("taro")).is_empty());
        let misplaced =
            r#"{ "pages": [], "plugin": { "l": { "provider": "wx2b03c6e691cd7370" } } }"#;
        assert_eq!(native(misplaced).broken(), ["misplaced-declaration"]);
    }

    #[test]
    fn of_a_key_that_stands_twice_the_first_is_dropped() {
        let finds = |text: &str| native(text).finds("unknown-key");
        let twice = r#"{ "pages": [], "plugins": {}, "window": {}, "window": {}, "plugins": {} }"#;
        assert_eq!(finds(twice), ["twice: \"plugins\""]);
        let pages = "{ \"mp-weixin\": { \"plugins\": {\n// #ifdef VUE2\n\"l\": {},\n// #endif\n// #ifdef VUE3\n\"l\": {}\n// #endif\n} } }";
        let sample = Sample::new(Framework::UniApp).with("manifest.json", pages);
        assert!(sample.finds("unknown-key").is_empty(), "branches");
    }
}
