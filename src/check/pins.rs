//! Pins across the projects of one repository: a second pure step over what was kept of each project.

use std::collections::BTreeMap;

use crate::check::declaration::version::live_numbers;
use crate::check::facts::Facts;
use crate::check::finding::{Diagnostic, Finding, Judge, Rule, Severity};
use crate::check::settings::{Settings, Suppressions, severity};
use crate::text::index::LineIndex;

/// Programs of one repository that pin different versions; found over several projects, so by [`differ`] alone.
pub(super) const PINS_DIFFER: Rule =
    Rule { id: "pins-differ", severity: Severity::Info, judge: Judge::Kaibo, find: |_| Vec::new() };

/// A version that a project pins, with the finding that it may become.
#[derive(Debug, Clone)]
pub struct RepositoryPin<F = Diagnostic> {
    version: [u16; 3],
    written: String,
    path: String,
    line: usize,
    found: F,
}

impl<F> RepositoryPin<F> {
    /// The file that has it, from where the user is.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same pin with its finding in another form.
    pub fn map<T>(self, form: impl FnOnce(F) -> T) -> RepositoryPin<T> {
        let Self { version, written, path, line, found } = self;
        RepositoryPin { version, written, path, line, found: form(found) }
    }
}

/// The pins of a project that are numbers, active and not suppressed; to be kept until the repository's other
/// projects are read too.
pub fn pins(facts: &Facts<'_>, settings: &Settings) -> Vec<RepositoryPin> {
    let severity = severity(&PINS_DIFFER, PINS_DIFFER.severity, facts, settings);
    let Some(severity) = severity else { return Vec::new() };
    let mut suppressions = Suppressions::new(facts, settings);
    let mut indexes: BTreeMap<&str, LineIndex<'_>> = BTreeMap::new();
    let mut pins = Vec::new();
    for (file, range, written, version) in live_numbers(facts) {
        let index = indexes.entry(&file.path).or_insert_with(|| LineIndex::new(file.text()));
        let line = index.place(range.start).line;
        let finding = Finding::at(&file.path, range);
        let found = Diagnostic { rule: &PINS_DIFFER, severity, finding };
        if !suppressions.cover(&found) {
            pins.push(RepositoryPin { version, written, path: file.path.clone(), line, found });
        }
    }
    pins
}

/// What is to be reported of the pins of one repository: each that is below the highest, with what its message names.
pub fn differ<F>(pins: Vec<RepositoryPin<F>>) -> Vec<(F, [String; 3])> {
    let first_of_highest = pins
        .iter()
        .min_by(|a, b| b.version.cmp(&a.version).then_with(|| a.path.cmp(&b.path)))
        .map(|pin| (pin.version, pin.written.clone(), format!("{}:{}", pin.path, pin.line)));
    let Some((version, written, there)) = first_of_highest else { return Vec::new() };
    let below = pins.into_iter().filter(|pin| pin.version < version);
    below.map(|pin| (pin.found, [pin.written, written.clone(), there.clone()])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sample::pinned;
    use crate::model::rule::RuleSeverity;

    fn pins_of(version: &str, root: &str) -> Vec<RepositoryPin<String>> {
        let found = pinned(version).ask(|facts| pins(facts, &Settings::default()));
        let path = format!("{root}/app.json");
        let moved =
            |pin: RepositoryPin| RepositoryPin { path: path.clone(), ..pin.map(|_| path.clone()) };
        found.into_iter().map(moved).collect()
    }

    #[test]
    fn pins_below_the_highest_of_the_repository_are_reported() {
        let all = [pins_of("1.3.5", "a"), pins_of("1.2.9", "b"), pins_of("1.3.5", "c")].concat();
        let details = ["1.2.9", "1.3.5", "a/app.json:1"].map(str::to_owned);
        assert_eq!(differ(all), [("b/app.json".to_owned(), details)]);
    }

    #[test]
    fn equal_pins_and_those_without_a_number_do_not_differ() {
        assert!(differ([pins_of("1.3.5", "a"), pins_of("01.3.5", "b")].concat()).is_empty());
        assert!(differ([pins_of("1.3.5", "a"), pins_of("latest", "b")].concat()).is_empty());
        assert!(differ::<()>(Vec::new()).is_empty());
    }

    #[test]
    fn pins_are_not_kept_where_the_rule_is_off() {
        let levels = BTreeMap::from([("pins-differ", RuleSeverity::Off)]);
        let settings = Settings { levels, ..Settings::default() };
        assert!(pinned("1.3.5").ask(|facts| pins(facts, &settings)).is_empty());
    }
}
