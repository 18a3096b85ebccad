//! Rules about versions and providers: whether the platform takes them, and whether the team does.

use std::ops::Range;

use crate::check::declaration::entries;
use crate::check::declaration::place::declared;
use crate::check::facts::{Facts, NamedFile};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::model::plugin::{ALIAS, PROVIDER, PluginVersion};
use crate::project::declaration::Owner;
use crate::project::declaration::{Declaration, State};
use crate::syntax::Node;
use crate::text::edit::Edit;

/// Three numbers of one to three digits, `latest`, or `dev-` and letters or digits (compiler, executed).
pub(in crate::check) const INVALID_VERSION: Rule = Rule {
    id: "invalid-version",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: invalid_version,
};

/// A development build compiles and cannot be uploaded ("framework/plugin/development").
pub(in crate::check) const DEV_VERSION: Rule =
    Rule { id: "dev-version", severity: Severity::Error, judge: Judge::Kaibo, find: dev_version };

/// What the manifest or the command line accepts.
pub(in crate::check) const VERSION_NOT_ALLOWED: Rule = Rule {
    id: "version-not-allowed",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: version_not_allowed,
};

/// The platform raised its minimum once, and programs below it no longer started (2021-02-06).
pub(in crate::check) const VERSION_BELOW_MINIMUM: Rule = Rule {
    id: "version-below-minimum",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: version_below_minimum,
};

/// A newer version is known.
pub(in crate::check) const VERSION_OUTDATED: Rule = Rule {
    id: "version-outdated",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: version_outdated,
};

/// The compiler takes any number; an upload with one that does not exist fails.
pub(in crate::check) const VERSION_UNKNOWN: Rule = Rule {
    id: "version-unknown",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: version_unknown,
};

/// The compiler takes any provider; a wrong one shows only when the program is uploaded or run.
pub(in crate::check) const WRONG_PROVIDER: Rule = Rule {
    id: "wrong-provider",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: wrong_provider,
};

/// Longest distance at which a provider is a misspelling of the live plugin's: appids are random.
const NEAR: usize = 3;

fn invalid_version(facts: &Facts<'_>) -> Vec<Finding> {
    let placed = entries(facts);
    let of_entries = placed.iter().filter_map(|entry| {
        let node = entry.member.value.get("version")?;
        let version = node.text()?;
        // the plugin that a project itself develops has the version `dev`
        let is_own = version == "dev" && entry.owner().is_none();
        let is_wrong = PluginVersion::parse(version).is_none() && !is_own;
        is_wrong.then(|| refuse(entry.config.file, node, version))
    });
    of_entries.collect()
}

fn refuse(file: &NamedFile<'_>, node: &Node, version: &str) -> Finding {
    let finding = Finding::at(&file.path, node.range.clone()).naming([version]);
    match (version, fixed_version(version)) {
        ("dev", _) => finding.in_case("dev"),
        (_, Some(fixed)) => finding.with_fix(rewritten(file, node, &fixed)),
        (_, None) => finding,
    }
}

/// The version that is surely meant: blanks around it, a `v` before it, and capitals say nothing.
fn fixed_version(version: &str) -> Option<String> {
    let plain = version.trim().to_lowercase();
    let plain = plain.strip_prefix('v').unwrap_or(&plain);
    match PluginVersion::parse(plain)? {
        PluginVersion::Number { text, .. } => Some(text),
        PluginVersion::Latest => Some("latest".to_owned()),
        PluginVersion::Dev(_) => None,
    }
}

/// The edit that writes another text between the quotes of a string, where it stands in any.
fn rewritten(file: &NamedFile<'_>, node: &Node, text: &str) -> Vec<Edit> {
    let inner = node.between_quotes(file.text());
    inner.map(|inner| Edit::replace(inner, text)).into_iter().collect()
}

/// The live plugin's versions that may count, with what they mean.
fn pins<'a>(facts: &'a Facts<'a>) -> Vec<(&'a NamedFile<'a>, &'a Declaration, PluginVersion)> {
    let found = may_count(facts).filter_map(|(file, declared)| {
        let version = PluginVersion::parse(declared.version.as_deref()?)?;
        Some((file, declared, version))
    });
    found.collect()
}

/// The live plugin's declarations that can be read and may count; what stands nowhere or in a comment does not.
fn may_count<'a>(
    facts: &'a Facts<'a>,
) -> impl Iterator<Item = (&'a NamedFile<'a>, &'a Declaration)> {
    let files = facts.configs.iter();
    let declared =
        files.flat_map(|file| file.declarations().iter().map(move |declared| (file, declared)));
    declared.filter(|(_, declared)| match declared.state {
        State::Active | State::Conditional => declared.owner == Owner::Live,
        State::TurnedOff | State::CommentedOut | State::Misplaced | State::Unreadable => false,
    })
}

fn at_pin(file: &NamedFile<'_>, declared: &Declaration) -> Option<Finding> {
    let pin = declared.pin.clone()?;
    Some(Finding::at(&file.path, pin))
}

/// `upgrade` moves a pin that depends on a condition only where it is told to.
fn case_of(declared: &Declaration) -> &'static str {
    match declared.state {
        State::Conditional => "conditional",
        State::Active
        | State::TurnedOff
        | State::CommentedOut
        | State::Unreadable
        | State::Misplaced => "",
    }
}

fn dev_version(facts: &Facts<'_>) -> Vec<Finding> {
    let pins = pins(facts).into_iter();
    let found = pins.filter_map(|(file, declared, version)| match version {
        PluginVersion::Dev(text) => Some(at_pin(file, declared)?.naming([text])),
        PluginVersion::Number { .. } | PluginVersion::Latest => None,
    });
    found.collect()
}

fn version_not_allowed(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(require) = facts.required() else { return Vec::new() };
    let may_count = may_count(facts).map(|(file, declared)| (file.path.as_str(), declared));
    let found = may_count.chain(turned_off(facts)).filter_map(|(path, declared)| {
        let case = match declared.version.as_deref().and_then(PluginVersion::parse) {
            None => "unknown",
            // `dev-version` says it better
            Some(PluginVersion::Dev(_)) => return None,
            Some(version) if require.accepts(&version) => return None,
            Some(PluginVersion::Number { .. } | PluginVersion::Latest) => "",
        };
        let version = declared.version.clone().unwrap_or_else(|| "?".to_owned());
        let range = declared.pin.as_ref().unwrap_or(&declared.key).clone();
        let finding = Finding::at(path, range).in_case(case);
        Some(finding.naming([version, require.to_string()]))
    });
    found.collect()
}

/// What is turned off, in its file or in the lock: it comes back as it is.
fn turned_off<'a>(facts: &'a Facts<'a>) -> impl Iterator<Item = (&'a str, &'a Declaration)> {
    let files = facts
        .configs
        .iter()
        .flat_map(|file| file.declarations().iter().map(|declared| (file.path.as_str(), declared)));
    let locked = facts
        .lock
        .iter()
        .flat_map(|lock| lock.turned_off.iter().map(|declared| (lock.path.as_str(), *declared)));
    files.chain(locked).filter(|(_, declared)| declared.is_live(State::TurnedOff))
}

/// The numbers of the pins that are numbers.
fn numbers<'a>(
    facts: &'a Facts<'a>,
) -> impl Iterator<Item = (&'a NamedFile<'a>, &'a Declaration, [u16; 3])> {
    pins(facts)
        .into_iter()
        .filter_map(|(file, declared, version)| Some((file, declared, number(&version)?)))
}

/// The active pins of the live plugin that are numbers: file, bytes, text, value.
pub(in crate::check) fn live_numbers<'a>(
    facts: &'a Facts<'a>,
) -> Vec<(&'a NamedFile<'a>, Range<usize>, String, [u16; 3])> {
    let active = numbers(facts).filter(|(_, declared, _)| declared.state == State::Active);
    let pins = active.filter_map(|(file, declared, number)| {
        Some((file, declared.pin.clone()?, declared.version.clone()?, number))
    });
    pins.collect()
}

fn number(version: &PluginVersion) -> Option<[u16; 3]> {
    match version {
        PluginVersion::Number { parts, .. } => Some(*parts),
        PluginVersion::Latest | PluginVersion::Dev(_) => None,
    }
}

fn known(version: &str) -> [u16; 3] {
    PluginVersion::parse(version).as_ref().and_then(number).unwrap_or_default()
}

fn version_below_minimum(facts: &Facts<'_>) -> Vec<Finding> {
    let minimum = &facts.catalogue.minimum;
    let below = numbers(facts).filter(|(_, _, number)| *number < known(&minimum.version));
    let found = below.filter_map(|(file, declared, _)| {
        let version = declared.version.clone()?;
        let details = [version, minimum.version.clone(), minimum.seen.clone()];
        Some(at_pin(file, declared)?.in_case(case_of(declared)).naming(details))
    });
    found.collect()
}

fn version_outdated(facts: &Facts<'_>) -> Vec<Finding> {
    let newest = facts.catalogue.newest();
    let supported = known(&facts.catalogue.minimum.version)..known(newest);
    let old = numbers(facts).filter(|(_, _, number)| supported.contains(number));
    let found = old.filter_map(|(file, declared, _)| {
        let version = declared.version.as_deref()?;
        Some(at_pin(file, declared)?.in_case(case_of(declared)).naming([version, newest]))
    });
    found.collect()
}

/// Silent where the manifest pins exactly it: somebody wrote it twice.
fn version_unknown(facts: &Facts<'_>) -> Vec<Finding> {
    let newest = facts.catalogue.newest();
    let meant = facts.manifest.and_then(|manifest| number(&manifest.plugin.version));
    let unknown = numbers(facts)
        .filter(|(_, _, number)| *number > known(newest) && meant.as_ref() != Some(number));
    let found = unknown.filter_map(|(file, declared, _)| {
        let version = declared.version.as_deref()?;
        Some(at_pin(file, declared)?.naming([version, newest]))
    });
    found.collect()
}

fn wrong_provider(facts: &Facts<'_>) -> Vec<Finding> {
    let placed = entries(facts);
    let of_entries = placed.iter().filter_map(|entry| {
        let node = entry.member.value.get("provider")?;
        let finding = entry.config.finding(node);
        let (finding, is_meant) = of_provider(finding, node.text()?, &entry.member.key)?;
        Some(if is_meant {
            finding.with_fix(rewritten(entry.config.file, node, PROVIDER))
        } else {
            finding
        })
    });
    // once it stands where it counts, it is as wrong there
    let idle = [(State::Misplaced, Severity::Warning), (State::CommentedOut, Severity::Info)];
    let of_idle = idle.into_iter().flat_map(|(state, severity)| {
        declared(facts, state).filter_map(move |(file, found)| {
            let finding = Finding::at(&file.path, found.key.clone()).with_severity(severity);
            Some(of_provider(finding, found.provider.as_deref()?, &found.alias)?.0)
        })
    });
    of_entries.chain(of_idle).collect()
}

/// What is wrong with a provider, if anything, and whether the live plugin's is surely meant.
fn of_provider(finding: Finding, written: &str, alias: &str) -> Option<(Finding, bool)> {
    let plain = written.trim().to_lowercase();
    let is_near = plain.len().abs_diff(PROVIDER.len()) <= NEAR * 4
        && strsim::damerau_levenshtein(&plain, PROVIDER) <= NEAR;
    match (is_near, alias) {
        _ if written == PROVIDER => None,
        (true, _) => Some((finding.naming([written, PROVIDER]), true)),
        (false, ALIAS) if plain.is_empty() => {
            Some((finding.in_case("empty").naming([PROVIDER]), true))
        }
        (false, ALIAS) => {
            Some((finding.in_case("other").naming([written, alias, PROVIDER]), false))
        }
        (false, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sample::{Sample, native, pinned, plugins};
    use crate::model::plugin::Require;
    use crate::project::framework::Framework;

    const PROVIDER: &str = "wx2b03c6e691cd7370";

    #[test]
    fn invalid_version_is_what_the_compiler_refuses() {
        for version in ["1.3", "v1.3.5", "LATEST", "", "dev-", "1.3.1234"] {
            let quoted = format!("\"{version}\"");
            assert_eq!(pinned(version).finds("invalid-version"), [quoted]);
        }
        assert_eq!(pinned("dev").finds("invalid-version"), ["dev: \"dev\""]);
        for version in ["1.3.5", "01.3.5", "latest", "dev-a1"] {
            assert!(pinned(version).finds("invalid-version").is_empty(), "{version}");
        }
        let own = plugins(r#""mine": { "version": "dev", "provider": "wx0000000000000001" }"#);
        assert!(own.finds("invalid-version").is_empty());
        let other = plugins(r#""map": { "version": "^1.0.0", "provider": "wx50b5593e81dd937a" }"#);
        assert_eq!(other.finds("invalid-version"), ["\"^1.0.0\""]);
        let alipay = plugins(r#""p": { "version": "*", "provider": "2021002176616006" }"#);
        assert!(alipay.finds("invalid-version").is_empty());
    }

    #[test]
    fn a_version_that_is_surely_meant_is_fixed() {
        let fixed_version = |version: &str| pinned(version).fixed("invalid-version");
        assert!(fixed_version(" v1.3.5 ").contains("\"version\": \"1.3.5\""));
        assert!(fixed_version("Latest").contains("\"version\": \"latest\""));
        assert!(fixed_version("1.3").contains("\"version\": \"1.3\""));
    }

    #[test]
    fn a_version_that_is_computed_is_not_known() {
        let text = "export default { pages: ['a'], plugins: { 'live-player-plugin': { version: process.env.V, provider: 'wx2b03c6e691cd7370' } } }";
        let taro = Sample::new(Framework::Taro).with("src/app.config.js", text);
        assert_eq!(taro.broken(), ["unreadable-declaration"]);
    }

    #[test]
    fn dev_version_is_a_build_that_cannot_be_released() {
        assert_eq!(pinned("dev-a1").finds("dev-version"), ["dev-a1"]);
        assert!(pinned("1.3.5").finds("dev-version").is_empty());
    }

    #[test]
    fn version_not_allowed_follows_the_run_over_the_manifest() {
        let sample = pinned("1.2.10");
        let require = |text: &str| Require::parse(text).expect(text);
        let refused = |range: &str, sample: &Sample| {
            let require: &'static Require = Box::leak(Box::new(require(range)));
            sample.ask(|facts| {
                facts.require = Some(require);
                version_not_allowed(facts)
                    .into_iter()
                    .map(|found| found.details)
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(refused(">=1.3.0", &sample), [["1.2.10", ">=1.3.0"]]);
        assert!(refused(">=1.2.0", &sample).is_empty());
        assert_eq!(refused(">=1.3.0", &pinned("latest")).len(), 1);
        assert!(refused(">=1.3.0 || latest", &pinned("latest")).is_empty());
        assert!(refused(">=1.3.0", &pinned("dev-a1")).is_empty(), "dev-version says it");
        assert!(sample.finds("version-not-allowed").is_empty());
        assert_eq!(refused(">=1.3.0", &pinned("<%= v %>")), [["<%= v %>", ">=1.3.0"]]);
        let none = plugins(r#""live-player-plugin": { "provider": "wx2b03c6e691cd7370" }"#);
        assert_eq!(
            refused(">=1.0.0", &none),
            [["?", ">=1.0.0"]],
            "what is not known is not accepted"
        );
    }

    #[test]
    fn version_below_minimum_and_version_outdated_part_at_the_minimum() {
        assert_eq!(
            pinned("1.1.10").names("version-below-minimum"),
            [["1.1.10", "1.2.0", "2021-02-06"]]
        );
        assert!(pinned("1.1.10").finds("version-outdated").is_empty());
        assert!(pinned("1.2.0").finds("version-below-minimum").is_empty());
        assert_eq!(pinned("1.2.0").names("version-outdated"), [["1.2.0", "1.3.5"]]);
        for version in ["1.3.5", "latest"] {
            assert_eq!(pinned(version).broken(), Vec::<&str>::new(), "{version}");
        }
        assert_eq!(pinned("1.3.6").broken(), ["version-unknown"]);
        assert_eq!(pinned("1.4.0").names("version-unknown"), [["1.4.0", "1.3.5"]]);
        let commented = format!(
            r#"{{ "mp-weixin": {{ /* "plugins": {{ "l": {{ "version": "1.0.0", "provider": "{PROVIDER}" }} }} */ }} }}"#
        );
        let sample = Sample::new(Framework::UniApp).with("manifest.json", &commented);
        assert_eq!(sample.broken(), ["commented-out-declaration"]);
    }

    #[test]
    fn wrong_provider_is_a_misspelling_or_another_under_the_usual_alias() {
        let finds = |alias: &str, provider: &str| {
            let entry = format!(r#""{alias}": {{ "version": "1.3.5", "provider": "{provider}" }}"#);
            plugins(&entry).finds("wrong-provider")
        };
        let usual = "live-player-plugin";
        assert_eq!(finds(usual, "WX2B03C6E691CD7370"), ["\"WX2B03C6E691CD7370\""]);
        assert_eq!(finds("player", " wx2b03c6e691cd7370"), ["\" wx2b03c6e691cd7370\""]);
        assert_eq!(finds("player", "wx2b03c6e691cd7307"), ["\"wx2b03c6e691cd7307\""]);
        assert_eq!(finds(usual, ""), ["empty: \"\""]);
        assert_eq!(finds(usual, "wx00d1e2843c3b3f77"), ["other: \"wx00d1e2843c3b3f77\""]);
        assert!(finds("map", "wx50b5593e81dd937a").is_empty());
        assert!(finds("map", "").is_empty());
        assert!(finds("player", PROVIDER).is_empty());
    }

    #[test]
    fn wrong_provider_is_told_of_what_does_not_count_too_and_not_fixed_there() {
        let live = |provider| {
            format!(r#""live-player-plugin": {{ "version": "1.0.0", "provider": "{provider}" }}"#)
        };
        let manifest = |inside: &str| {
            Sample::new(Framework::UniApp).with("manifest.json", &format!("{{ {inside} }}"))
        };
        let other = live("wx00d1e2843c3b3f77");
        let found = |sample: &Sample| sample.finds("wrong-provider");
        let alias = "other: \"live-player-plugin\"";
        let misplaced = manifest(&format!("\"mp-weixin\": {{ {other} }}"));
        assert_eq!(found(&misplaced), [alias]);
        assert_eq!(misplaced.broken(), ["misplaced-declaration", "wrong-provider"]);
        let commented = manifest(&format!("\"mp-weixin\": {{ /* \"plugins\": {{ {other} }} */ }}"));
        assert_eq!(found(&commented), [alias]);
        let qq = manifest(&format!("\"mp-qq\": {{ {other} }}, \"mp-weixin\": {{}}"));
        assert_eq!(found(&qq), Vec::<String>::new());
        let right = manifest(&format!("\"mp-weixin\": {{ {} }}", live(PROVIDER)));
        assert_eq!(found(&right), Vec::<String>::new());
    }

    #[test]
    fn a_misspelt_provider_is_fixed_and_another_is_not() {
        let text = r#"{ "pages": [], "plugins": { "live-player-plugin": { "version": "1.3.5", "provider": "Wx2b03c6e691cd7370 " } } }"#;
        let sample = native(text);
        assert_eq!(sample.fixed("wrong-provider"), text.replace("Wx2b03c6e691cd7370 ", PROVIDER));
        let other = text.replace("Wx2b03c6e691cd7370 ", "wx00d1e2843c3b3f77");
        assert_eq!(native(&other).fixed("wrong-provider"), other);
    }
}
