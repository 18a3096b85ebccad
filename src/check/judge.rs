//! Runs the rules over one project.

use std::collections::BTreeMap;

use crate::check::facts::Facts;
use crate::check::rules::RULES;
use crate::check::settings::{Settings, Silence, severity};
use crate::check::{Diagnostic, Finding, Rule};
use crate::project::usage::Keys;

/// All that is to be reported of a project, by path, place and rule.
pub fn judge(facts: &Facts<'_>, settings: &Settings) -> Vec<Diagnostic> {
    judge_by(RULES, facts, settings)
}

/// The same by some of the rules.
pub fn judge_by(
    rules: &[&'static Rule],
    facts: &Facts<'_>,
    settings: &Settings,
) -> Vec<Diagnostic> {
    let silence = Silence::new(facts, settings);
    let mut found: Vec<Diagnostic> = Vec::new();
    for rule in rules {
        let severity = |usual| severity(rule, usual, facts, settings);
        if severity(rule.severity).is_none() {
            continue;
        }
        let diagnostics = (rule.find)(facts).into_iter().filter_map(|finding| {
            let severity = severity(finding.severity.unwrap_or(rule.severity))?;
            Some(Diagnostic { rule, severity, finding })
        });
        found.extend(diagnostics.filter(|diagnostic| !silence.covers(diagnostic)));
    }
    hide_secrets(facts, found.iter_mut().map(|one| &mut one.finding));
    sort(&mut found);
    found
}

/// No finding shows a key, whatever it is about.
pub(super) fn hide_secrets<'f>(
    facts: &Facts<'_>,
    found: impl IntoIterator<Item = &'f mut Finding>,
) {
    let mut known: BTreeMap<String, Keys> = BTreeMap::new();
    for finding in found {
        let keys = known
            .entry(finding.path.clone())
            .or_insert_with(|| Keys::of(&finding.path, facts.text(&finding.path)));
        for text in finding.details.iter_mut().chain([&mut finding.line]) {
            *text = keys.masked(text).into_owned();
        }
        finding.fix_is_secret = finding.fix.iter().any(|made| keys.are_in(&made.edit.text));
    }
}

/// The order of every output.
pub(super) fn sort(found: &mut [Diagnostic]) {
    found.sort_by(|a, b| {
        let key = |one: &Diagnostic| (one.finding.start, one.finding.end, one.rule.id);
        (&a.finding.path, key(a)).cmp(&(&b.finding.path, key(b)))
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::check::Settings;
    use crate::check::judge;
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
        fn no_configuration_makes_it_panic_and_cures_stay_inside(body in value(), mark in "\u{feff}?") {
            for (framework, file) in FILES {
                let before = if framework == Framework::Taro { "export default " } else { &*mark };
                let text = format!("{before}{}", body.replace(",,", ","));
                let sample = Sample::new(framework).with(file, &text).there(&["nothing"]);
                let found = sample.ask(|facts| judge(facts, &Settings::default()));
                prop_assert!(found.is_sorted_by_key(|one| one.finding.start));
                for one in found {
                    prop_assert!(text.get(one.finding.range.clone()).is_some());
                    let fix = one.finding.fix.iter().map(|replacement| replacement.edit.range.clone());
                    prop_assert!(fix.clone().all(|range| text.get(range).is_some()));
                    prop_assert!(fix.is_sorted_by_key(|range| range.end));
                }
            }
        }
    }
}
