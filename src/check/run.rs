//! Runs the rules over one project.

use crate::check::facts::Facts;
use crate::check::finding::{Diagnostic, Rule};
use crate::check::rules::RULES;
use crate::check::settings::{Settings, Suppressions, severity};

/// All that is to be reported of a project, by path, place and rule.
pub fn check(facts: &Facts<'_>, settings: &Settings) -> Vec<Diagnostic> {
    check_by(RULES, facts, settings)
}

/// The same by some of the rules.
pub fn check_by(
    rules: &[&'static Rule],
    facts: &Facts<'_>,
    settings: &Settings,
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for rule in rules {
        if severity(rule, rule.severity, facts, settings).is_none() {
            continue;
        }
        found.extend((rule.find)(facts).into_iter().filter_map(|finding| {
            let usual = finding.severity.unwrap_or(rule.severity);
            let severity = severity(rule, usual, facts, settings)?;
            Some(Diagnostic { rule, severity, finding })
        }));
    }
    let mut suppressions = Suppressions::new(facts, settings);
    found.retain(|diagnostic| !suppressions.cover(diagnostic));
    found.sort_by(|a, b| order(a).cmp(&order(b)));
    found
}

fn order(found: &Diagnostic) -> (&str, usize, usize, &str) {
    let Diagnostic { rule, finding, .. } = found;
    (&finding.path, finding.range.start, finding.range.end, rule.id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::check::Settings;
    use crate::check::check;
    use crate::check::sample::Sample;
    use crate::project::framework::Framework;

    const FILES: [(Framework, &str); 5] = [
        (Framework::Native, "app.json"),
        (Framework::UniApp, "pages.json"),
        (Framework::UniApp, "manifest.json"),
        (Framework::Taro, "app.config.ts"),
        (Framework::Ext, "ext.json"),
    ];

    /// Configuration of any shape, with the keys that rules look at.
    fn value() -> impl Strategy<Value = String> {
        let leaf = "true|null|1|\"\"|\"live\"|\"1.3\"|\"v1.3.0\"|\"wx2b03c6e691cd7371\"|\"wx2b03c6e691cd7370\"|\"开播/\"|// kaibo-ignore\n 1|/\\* #ifdef H5 \\*/ 2";
        let key = "pages|plugins|plugin|subPackages|subpackages|root|version|provider|live-player-plugin|mp-weixin|extEnable|independent|tabBar|list|path";
        leaf.prop_recursive(6, 60, 6, move |inner| {
            let comma = || "(,|,,|, ?// 中\r\n)";
            prop_oneof![
                prop::collection::vec((key, inner.clone(), comma()), 0..6).prop_map(|members| {
                    let written =
                        members.iter().map(|(k, v, comma)| format!("\"{k}\": {v}{comma}"));
                    format!("{{ {} }}", written.collect::<Vec<_>>().concat())
                }),
                prop::collection::vec((inner, comma()), 0..4).prop_map(|elements| {
                    let written = elements.iter().map(|(v, comma)| format!("{v}{comma}"));
                    format!("[ {} ]", written.collect::<Vec<_>>().concat())
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_configuration_makes_it_panic_and_fixes_stay_inside(body in value(), mark in "\u{feff}?") {
            for (framework, file) in FILES {
                let before = if framework == Framework::Taro { "export default " } else { &*mark };
                let text = format!("{before}{}", body.replace(",,", ","));
                let sample = Sample::new(framework).with(file, &text).there(&["nothing"]);
                let found = sample.ask(|facts| check(facts, &Settings::default()));
                prop_assert!(found.is_sorted_by_key(|one| one.finding.range.start));
                for one in found {
                    prop_assert!(text.get(one.finding.range.clone()).is_some());
                    let fix = one.finding.fix.iter().map(|edit| edit.range.clone());
                    prop_assert!(fix.clone().all(|range| text.get(range).is_some()));
                    prop_assert!(fix.is_sorted_by_key(|range| range.end));
                }
            }
        }
    }
}
