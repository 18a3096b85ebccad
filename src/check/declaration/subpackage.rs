//! Rules about the subpackages that hold the plugin, and about subpackages as such where the compiler checks them.

use crate::check::declaration::{Config, configs, is_native, is_open, is_true, native};
use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::app_json::roots;
use crate::project::app_json::shape::effective;
use crate::project::declaration::{Owner, owner};
use crate::project::packages::SPELLINGS;
use crate::syntax::Node;

/// The official sample of a subpackage shows `plugins` alone and fails as it is written (compiler, executed).
pub(in crate::check) const SUBPACKAGE_WITHOUT_ROOT_OR_PAGES: Rule = Rule {
    id: "subpackage-without-root-or-pages",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: without_root_or_pages,
};

/// A root must be a relative path, unique, not nested, and hold no page of the main package (compiler, executed).
pub(in crate::check) const SUBPACKAGE_ROOT: Rule =
    Rule { id: "subpackage-root", severity: Severity::Error, judge: Judge::Compiler, find: root };

/// The documentation of independent subpackages contradicts itself about plugins; the compiler takes them.
pub(in crate::check) const INDEPENDENT_SUBPACKAGE_PLUGIN: Rule = Rule {
    id: "independent-subpackage-plugin",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: independent,
};

fn without_root_or_pages(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for config in configs(facts) {
        let subs = if is_native(facts, config) {
            let listed = SPELLINGS.into_iter().filter_map(|key| config.root().get(key)?.elements());
            listed.flatten().collect()
        } else {
            // other tools read the list first; what they pass on is the sample that was pasted
            config.subpackages().iter().filter(|sub| declares(sub)).collect::<Vec<_>>()
        };
        found.extend(subs.into_iter().filter_map(|sub| incomplete(config, sub)));
    }
    found
}

fn incomplete(config: Config<'_>, sub: &Node) -> Option<Finding> {
    sub.members()?;
    let missing: Vec<&str> =
        ["root", "pages"].into_iter().filter(|key| sub.get(key).is_none()).collect();
    let case = match missing[..] {
        [] => return None,
        [_] => "",
        _ => "both",
    };
    (!is_open(sub)).then(|| config.finding(sub).in_case(case).naming(missing))
}

/// Whether a subpackage declares the live plugin.
fn declares(sub: &Node) -> bool {
    let entries = sub.get("plugins").map(effective).unwrap_or_default();
    entries.into_iter().any(|entry| owner(entry) == Some(Owner::Live))
}

fn independent(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for config in configs(facts) {
        for sub in config.subpackages() {
            let Some(member) = sub.member("independent") else { continue };
            if is_true(Some(&member.value)) && declares(sub) {
                let root = sub.get("root").and_then(Node::text).unwrap_or("?");
                found.push(config.finding_at_key(member).naming([root]));
            }
        }
    }
    found
}

fn root(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(config) = native(facts) else { return Vec::new() };
    let mut broken = roots::violations(config.file, None);
    // the worst of each root, and of the roots around a page the outermost
    broken.dedup_by(|next, first| next.range == first.range);
    broken.iter().map(|broken| config.broken(broken)).collect()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{Sample, native};
    use crate::project::framework::Framework;

    const LIVE: &str =
        r#""plugins": { "l": { "version": "1.3.5", "provider": "wx2b03c6e691cd7370" } }"#;

    fn subs(subs: &str) -> Sample {
        native(&format!(r#"{{ "pages": ["pages/a"], "plugins": {{}}, "subPackages": [{subs}] }}"#))
    }

    #[test]
    fn the_official_sample_lacks_root_and_pages() {
        let rule = "subpackage-without-root-or-pages";
        let sample = subs(&format!("{{ {LIVE} }}"));
        assert_eq!(sample.names(rule), [["root", "pages"]]);
        assert_eq!(subs(r#"{ "root": "s" }"#).names(rule), [["pages"]]);
        assert!(subs(r#"{ "root": "s", "pages": [] }"#).finds(rule).is_empty());
        let dropped = r#"{ "pages": [], "subpackages": [], "subPackages": [{ "root": "s" }] }"#;
        assert_eq!(native(dropped).names(rule), [["pages"]], "its shape is checked all the same");
        let uni_app = |sub: &str| {
            let pages = format!(r#"{{ "pages": [], "subPackages": [{sub}] }}"#);
            Sample::new(Framework::UniApp).with("pages.json", &pages).finds(rule)
        };
        assert_eq!(uni_app(&format!("{{ {LIVE} }}")).len(), 1);
        assert!(uni_app("{ \"root\": \"s\" }").is_empty());
    }

    #[test]
    fn a_root_is_a_folder_of_its_own() {
        let finds = |roots: &[&str]| {
            let subs_of = |root: &&str| format!(r#"{{ "root": "{root}", "pages": [] }}"#);
            let all: Vec<String> = roots.iter().map(subs_of).collect();
            subs(&all.join(", ")).finds("subpackage-root")
        };
        assert!(finds(&["live/"]).is_empty());
        assert_eq!(finds(&["/live"]), ["form: \"/live\""]);
        assert_eq!(finds(&["./live"]), ["form: \"./live\""]);
        assert_eq!(finds(&["live", "live/"]), ["twice: \"live/\""]);
        assert_eq!(finds(&["live", "live/sub"]), ["nested: \"live/sub\""]);
        assert_eq!(finds(&["pages"]), ["main-page: \"pages/a\""]);
        assert_eq!(finds(&["__APP__"]), ["reserved: \"__APP__\""]);
    }

    #[test]
    fn names_of_subpackages_are_their_own() {
        let finds = |one: &str, two: &str| {
            let sub = |root: &str, name: &str| {
                format!(r#"{{ "root": "{root}", "name": "{name}", "pages": [] }}"#)
            };
            subs(&format!("{}, {}", sub("a", one), sub("b", two))).finds("subpackage-root")
        };
        assert_eq!(finds("x", "x"), ["name-twice: \"x\""]);
        assert_eq!(finds("__APP__", "x"), ["reserved: \"__APP__\""]);
        assert!(finds("", "").is_empty());
    }

    #[test]
    fn an_independent_subpackage_with_the_plugin_is_doubtful() {
        let finds = |rest: &str| {
            let sub = format!(r#"{{ "root": "s", "pages": [], {rest} }}"#);
            subs(&sub).finds("independent-subpackage-plugin")
        };
        assert_eq!(finds(&format!(r#""independent": true, {LIVE}"#)), ["\"independent\""]);
        assert!(finds(&format!(r#""independent": false, {LIVE}"#)).is_empty());
        assert!(
            finds(r#""independent": true, "plugins": { "m": { "provider": "wx5" } }"#).is_empty()
        );
    }
}
