//! The rule about what pins the plugin beside configuration.

use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::model::plugin::{PluginVersion, Require};
use crate::project::elsewhere::{LoosePin, Stands};

/// Build scripts, servers and admin pages write a declaration of their own, which no look at configuration shows (seen in
/// public shops: a PHP server's ext.json, an uploader in Node, a build step in Python).
pub(in crate::check) const DECLARATION_ELSEWHERE: Rule = Rule {
    id: "declaration-elsewhere",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: declaration_elsewhere,
};

fn declaration_elsewhere(facts: &Facts<'_>) -> Vec<Finding> {
    let of_manifest = facts.manifest.and_then(|manifest| manifest.plugin.require.as_ref());
    let require = facts.require.or(of_manifest);
    let found = facts.elsewhere.iter().flat_map(|text| {
        text.pins.iter().map(move |pin| {
            let finding = Finding::at(&text.path, pin.range.clone());
            let finding = match pin.version.text() {
                Some(version) => finding.naming([version]),
                None => finding.in_case("unknown"),
            };
            match require {
                Some(require) if !is_accepted(pin, require) => refuse(finding, pin, require),
                Some(_) | None => finding,
            }
        })
    });
    found.collect()
}

/// What stands in a comment is only told.
fn is_accepted(pin: &LoosePin, require: &Require) -> bool {
    let accepts = |version: PluginVersion| match version {
        PluginVersion::Dev(_) => false,
        PluginVersion::Number { .. } | PluginVersion::Latest => require.accepts(&version),
    };
    pin.stands == Stands::InComment || pin.version.known().is_some_and(accepts)
}

fn refuse(finding: Finding, pin: &LoosePin, require: &Require) -> Finding {
    let require = require.to_string();
    let finding = match pin.version.known() {
        Some(version) => finding.in_case("refused").naming([version.to_string(), require]),
        None => finding.in_case("unknown-refused").naming([require]),
    };
    finding.with_severity(Severity::Error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sample::native;
    use crate::project::elsewhere::PinningText;

    /// Case and severity of what is found in a script beside app.json.
    fn found(text: &str, range: Option<&str>) -> Vec<(&'static str, bool)> {
        let text = text.replace("PROVIDER", "wx2b03c6e691cd7370");
        let elsewhere: Vec<PinningText> =
            PinningText::of("tools/a.js", &text).into_iter().collect();
        let elsewhere: &'static [PinningText] = elsewhere.leak();
        let require = range.map(|range| Require::parse(range).expect(range));
        let require: Option<&'static Require> = require.map(|it| &*Box::leak(Box::new(it)));
        native("{ \"pages\": [] }").ask(|facts| {
            (facts.elsewhere, facts.require) = (elsewhere, require);
            let found = declaration_elsewhere(facts).into_iter();
            found.map(|it| (it.case, it.severity == Some(Severity::Error))).collect()
        })
    }

    #[test]
    fn a_pin_beside_configuration_is_told_and_refused_where_a_range_is_asked_for() {
        let pin = "x = { version: '1.2.0', provider: 'PROVIDER' }";
        assert_eq!(found(pin, None), [("", false)]);
        assert_eq!(found(pin, Some(">=1.2.0")), [("", false)]);
        assert_eq!(found(pin, Some(">=1.3.0")), [("refused", true)]);
        let dev = pin.replace("1.2.0", "dev-a1");
        assert_eq!(found(&dev, Some(">=1.3.0")), [("refused", true)]);
        let latest = pin.replace("1.2.0", "latest");
        assert_eq!(found(&latest, Some(">=1.3.0")), [("refused", true)]);
        assert_eq!(found(&latest, Some(">=1.3.0 || latest")), [("", false)]);
    }

    #[test]
    fn a_version_that_cannot_be_known_passes_no_range() {
        let computed = "x = { version: v(), provider: 'PROVIDER' }";
        assert_eq!(found(computed, None), [("unknown", false)]);
        assert_eq!(found(computed, Some(">=1.0.0")), [("unknown-refused", true)]);
        let perhaps = "x = { version: V || '1.3.5', provider: 'PROVIDER' }";
        assert_eq!(found(perhaps, Some(">=1.0.0")), [("unknown-refused", true)]);
        let comment = "// { version: '1.0.0', provider: 'PROVIDER' }";
        assert_eq!(found(comment, Some(">=1.3.0")), [("", false)]);
        assert_eq!(found("id = 'PROVIDER'", Some(">=1.3.0")), []);
    }
}
