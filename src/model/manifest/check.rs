//! What the manifest says about judging: how grave rules are, and which files are left alone.

use crate::model::fault::{Fault, TextFault};
use crate::model::manifest::{CheckSettings, FILE, Ignore};
use crate::model::rule::{RuleSeverity, rule_id};
use crate::syntax::Node;

/// Reads the key `check`, whose shape may be at fault: what cannot be read has its fault already.
pub(super) fn read(text: &str, node: Option<&Node>, faults: &mut Vec<Fault>) -> CheckSettings {
    let Some(node) = node else { return CheckSettings::default() };
    let levels = node.get("rules").and_then(Node::members).unwrap_or_default().iter();
    let levels = levels
        .filter_map(|level| Some((rule_id(&level.key)?, RuleSeverity::parse(level.value.text()?)?)))
        .collect();
    let ignore = node.get("ignore").and_then(Node::elements).unwrap_or_default().iter();
    let ignore = ignore
        .filter_map(|element| {
            let node = element.get("path")?;
            let path = node.text()?;
            if path.trim().is_empty() {
                let what = TextFault::EmptyText { key: "check.ignore[].path".to_owned() };
                faults.push(Fault::at(FILE, text, node.range.clone(), what));
            }
            let rules = element.get("rules").and_then(Node::elements).unwrap_or_default().iter();
            let rules = rules.filter_map(|node| rule_id(node.text()?)).collect();
            Some(Ignore { path: path.to_owned(), rules })
        })
        .collect();
    CheckSettings { levels, ignore }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fault::{FaultKind, Faults, ManifestFault, TextFault};
    use crate::model::manifest::Manifest;

    fn faults(text: &str) -> Vec<FaultKind> {
        let Err(Faults(faults)) = Manifest::parse(text) else { panic!("accepted: {text}") };
        faults.into_iter().map(|fault| fault.kind).collect()
    }

    #[test]
    fn what_is_judged_is_read() {
        let manifest = Manifest::parse(
            r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5" }, "check": {
                "rules": { "version-outdated": "error", "unused-plugin": "off" },
                "ignore": [{ "path": "old" }, { "path": "*.wpy", "rules": ["missing-room-id"] }] } }"#,
        )
        .expect("a healthy manifest");
        assert_eq!(manifest.check.levels["version-outdated"], RuleSeverity::Error);
        assert_eq!(manifest.check.levels["unused-plugin"], RuleSeverity::Off);
        assert_eq!(manifest.check.ignore[0], Ignore { path: "old".into(), rules: Vec::new() });
        assert_eq!(manifest.check.ignore[1].rules, ["missing-room-id"]);
    }

    #[test]
    fn a_rule_that_is_none_is_a_fault_with_the_nearest_one() {
        let check = |check: &str| {
            faults(&format!(
                r#"{{ "manifestVersion": 1, "plugin": {{ "version": "1.3.5" }}, "check": {check} }}"#
            ))
        };
        let unknown =
            |nearest: &str| FaultKind::from(ManifestFault::UnknownRule { nearest: nearest.into() });
        assert_eq!(check(r#"{ "rules": { "pin-differ": "off" } }"#), [unknown("pins-differ")]);
        assert_eq!(
            check(r#"{ "ignore": [{ "path": "a", "rules": ["strict_json", 1] }] }"#)[..1],
            [unknown("strict-json")]
        );
        assert!(matches!(
            check(r#"{ "rules": { "pins-differ": "on" } }"#)[..],
            [FaultKind::Text(TextFault::NotOneOf { .. })]
        ));
        assert!(matches!(
            check(r#"{ "ignore": [{}] }"#)[..],
            [FaultKind::Text(TextFault::MissingKey { key: "path" })]
        ));
        assert!(matches!(
            check(r#"{ "rule": {} }"#)[..],
            [FaultKind::Text(TextFault::UnknownKey { .. })]
        ));
    }
}
