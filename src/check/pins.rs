//! Pins across the projects of one repository: a second pure step over what was kept of each project.

use crate::check::declaration::version::live_numbers;
use crate::check::facts::Facts;
use crate::check::judge::{hide_secrets, sort};
use crate::check::settings::{Settings, Silence, severity};
use crate::check::{Diagnostic, Finding, Judge, Rule, Severity};

/// Programs of one repository that pin different versions; found over several projects, so by [`differ`] alone.
pub(super) const PINS_DIFFER: Rule =
    Rule { id: "pins-differ", severity: Severity::Info, judge: Judge::Kaibo, find: |_| Vec::new() };

/// A version that a project pins, with the finding that it may become.
#[derive(Debug, Clone)]
pub struct Pin {
    version: [u16; 3],
    written: String,
    diagnostic: Diagnostic,
}

/// The pins of a project that are numbers, active and not silenced; to be kept until the repository's other
/// projects are read too.
pub fn pins(facts: &Facts<'_>, settings: &Settings) -> Vec<Pin> {
    let severity = severity(&PINS_DIFFER, PINS_DIFFER.severity, facts, settings);
    let Some(severity) = severity else { return Vec::new() };
    let silence = Silence::new(facts, settings);
    let found = live_numbers(facts).into_iter().map(|(file, range, written, version)| {
        let finding = Finding::at(&file.path, file.text, range);
        let diagnostic = Diagnostic { rule: &PINS_DIFFER, severity, finding };
        Pin { version, written, diagnostic }
    });
    let mut pins: Vec<Pin> = found.filter(|pin| !silence.covers(&pin.diagnostic)).collect();
    hide_secrets(facts, pins.iter_mut().map(|pin| &mut pin.diagnostic.finding));
    pins
}

/// What is to be reported of the pins of one repository: each that is below the highest.
pub fn differ(pins: Vec<Pin>) -> Vec<Diagnostic> {
    let place = |pin: &Pin| (pin.diagnostic.finding.path.clone(), pin.diagnostic.finding.start);
    let highest =
        pins.iter().max_by(|a, b| a.version.cmp(&b.version).then_with(|| place(b).cmp(&place(a))));
    let Some(highest) = highest else { return Vec::new() };
    let (version, written) = (highest.version, highest.written.clone());
    let finding = &highest.diagnostic.finding;
    let there = format!("{}:{}", finding.path, finding.start.line);
    let mut found: Vec<Diagnostic> = pins
        .into_iter()
        .filter(|pin| pin.version < version)
        .map(|pin| {
            let finding = pin.diagnostic.finding.naming([&pin.written, &written, &there]);
            Diagnostic { finding, ..pin.diagnostic }
        })
        .collect();
    sort(&mut found);
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::check::sample::pinned;
    use crate::model::rule::Level;

    fn pins_of(version: &str, root: &str) -> Vec<Pin> {
        let mut found = pinned(version).ask(|facts| pins(facts, &Settings::default()));
        for pin in &mut found {
            pin.diagnostic.finding.path = format!("{root}/app.json");
        }
        found
    }

    #[test]
    fn pins_below_the_highest_of_the_repository_are_told() {
        let all = [pins_of("1.3.5", "a"), pins_of("1.2.9", "b"), pins_of("1.3.5", "c")].concat();
        let found = differ(all);
        let told: Vec<_> =
            found.iter().map(|one| (&*one.finding.path, &one.finding.details)).collect();
        let details = ["1.2.9", "1.3.5", "a/app.json:1"].map(str::to_owned).to_vec();
        assert_eq!(told, [("b/app.json", &details)]);
    }

    #[test]
    fn equal_pins_and_those_without_a_number_do_not_differ() {
        assert!(differ([pins_of("1.3.5", "a"), pins_of("01.3.5", "b")].concat()).is_empty());
        assert!(differ([pins_of("1.3.5", "a"), pins_of("latest", "b")].concat()).is_empty());
        assert!(differ(Vec::new()).is_empty());
    }

    #[test]
    fn pins_are_not_kept_where_the_rule_is_off() {
        let levels = BTreeMap::from([("pins-differ", Level::Off)]);
        let settings = Settings { levels, ..Settings::default() };
        assert!(pinned("1.3.5").ask(|facts| pins(facts, &settings)).is_empty());
    }
}
