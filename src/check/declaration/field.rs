//! Rules about the shape of plugin entries and subpackages, from one table of what app.json may hold.

use std::collections::BTreeSet;

use crate::check::declaration::{
    Config, Entry, Holder, Seen, concerns_plugins, configs, counts, entries, is_native, is_open,
    native,
};
use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::app_json::shape::{
    ENTRY, PLUGINS, PROGRAM, SUBPACKAGE, dropped_spelling, duplicate, duplicates, effective,
};
use crate::project::declaration::Owner;
use crate::project::packages::SPELLINGS;
use crate::syntax::{Member, Node, Value};

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
    let mut found = Vec::new();
    for config in configs(facts).into_iter().filter(counts) {
        let broken = if is_native(facts, config) {
            PROGRAM.violations(config.root(), "")
        } else {
            let plugins = config.plugins().into_iter();
            plugins.flat_map(|plugins| PLUGINS.violations(plugins.node, "plugins")).collect()
        };
        found.extend(broken.into_iter().map(|broken| config.broken(&broken)));
    }
    found
}

fn missing_field(facts: &Facts<'_>) -> Vec<Finding> {
    let native_config = native(facts);
    let pages = native_config
        .filter(|config| config.root().get("pages").is_none() && concerns_plugins(facts, *config));
    let pages = pages.map(|config| {
        let root = config.root();
        let finding =
            config.finding(&Node::new(root.range.start..root.range.start + 1, Value::Null));
        finding.in_case("pages").naming(["pages"])
    });
    let placed = entries(facts).into_iter().filter(|entry| entry.seen == Seen::Always);
    let dropped = native_config.map(|config| dropped_entries(config)).unwrap_or_default();
    let fields = placed.chain(dropped).flat_map(|entry| missing_in(&entry));
    pages.into_iter().chain(fields).collect()
}

/// Entries under the spelling of subpackages that is dropped, whose shape the compiler checks nevertheless.
fn dropped_entries(config: Config<'_>) -> Vec<Entry<'_>> {
    let dropped = dropped_spelling(config.root()).and_then(|member| member.value.elements());
    let dropped = dropped.unwrap_or_default();
    let mut entries = Vec::new();
    for (sub, node) in dropped.iter().filter_map(|sub| Some((sub, sub.get("plugins")?))) {
        for member in effective(node) {
            let holder = Holder::Subpackage(sub);
            entries.push(Entry { config, holder, member, seen: Seen::Always });
        }
    }
    entries
}

fn missing_in(entry: &Entry<'_>) -> Vec<Finding> {
    let object = &entry.member.value;
    if object.members().is_none() || is_open(object) {
        return Vec::new();
    }
    let missing = ["version", "provider"].into_iter().filter(|key| object.get(key).is_none());
    missing
        .map(|key| {
            let finding = entry.config.finding_at_key(entry.member);
            finding.naming([key, entry.member.key.as_str(), entry.package()])
        })
        .collect()
}

fn unknown_key(facts: &Facts<'_>) -> Vec<Finding> {
    let live = entries(facts).into_iter().filter(|entry| entry.owner() == Some(Owner::Live));
    let in_entries = live.flat_map(|entry| {
        let unknown = unknown_in(&entry);
        unknown.into_iter().chain(twice_in(entry.config, &entry.member.value)).collect::<Vec<_>>()
    });
    let in_plugins = configs(facts).into_iter().flat_map(Config::plugins);
    let in_plugins = in_plugins.flat_map(|plugins| twice_in(plugins.config, plugins.node));
    let native = native(facts).map(native_keys).unwrap_or_default();
    in_entries.chain(in_plugins).chain(native).collect()
}

fn native_keys(config: Config<'_>) -> Vec<Finding> {
    let known = SUBPACKAGE.iter().map(|(key, _)| *key).collect::<Vec<_>>();
    let subpackages = config.subpackages().iter().flat_map(|sub| {
        let near = near_in(sub, &known).into_iter();
        let near = near.map(|(member, meant)| near_finding(config, member, meant));
        near.chain(twice_in(config, sub)).collect::<Vec<_>>()
    });
    let ours = ["pages", "plugins", SPELLINGS[0], SPELLINGS[1]];
    let twice = twice_in(config, config.root()).into_iter();
    let twice =
        twice.filter(|finding| finding.details.iter().any(|key| ours.contains(&key.as_str())));
    let near = near_in(config.root(), &["plugins", SPELLINGS[1], SPELLINGS[0]]).into_iter();
    // `misplaced-declaration` says it of the declarations in it
    let near = near.filter(|(member, _)| !config.file.declares_in(&member.range()));
    let near = near.map(|(member, meant)| near_finding(config, member, meant));
    near.chain(twice).chain(subpackages).collect()
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

fn near_finding(config: Config<'_>, member: &Member, meant: &str) -> Finding {
    config.finding_at_key(member).in_case("near").naming([&member.key, meant])
}

fn unknown_in(entry: &Entry<'_>) -> Vec<Finding> {
    let members = entry.member.value.members().unwrap_or_default().iter();
    let unknown = members
        .filter(|member| !member.key.is_empty() && ENTRY.iter().all(|(key, _)| *key != member.key));
    unknown
        .map(|member| entry.config.finding_at_key(member).naming([member.key.as_str()]))
        .collect()
}

/// The members that a later one of the same key hides; in branches of conditional compilation that is usual.
fn twice_in(config: Config<'_>, object: &Node) -> Vec<Finding> {
    let is_plain = |member: &Member| !config.is_conditional(member.key_range.start);
    let plain = duplicates(object)
        .into_iter()
        .filter(|[hidden, _, last]| is_plain(hidden) && is_plain(last));
    plain.map(|[hidden, next, _]| config.broken(&duplicate(hidden, next))).collect()
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
