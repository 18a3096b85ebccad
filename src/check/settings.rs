//! What a run reports: severities by flag, manifest and rule, and what is silenced by path or by a comment.

use std::collections::BTreeMap;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::check::facts::Facts;
use crate::check::{Diagnostic, Finding, Rule, Severity};
use crate::model::manifest::Ignore;
use crate::model::rule::{Level, rule_id};

/// What the flags of a run ask for; they win over the manifest.
#[derive(Debug, Default)]
pub struct Settings {
    /// How grave the findings of a rule are.
    pub levels: BTreeMap<&'static str, Level>,
    /// Files that are not judged, their paths counted from where the user is.
    pub ignore: Vec<Ignore>,
}

/// How grave a finding of a rule is in a project that is as grave as `usual` unless the user says otherwise; `None`
/// where it is not wanted.
pub(super) fn severity(
    rule: &Rule,
    usual: Severity,
    facts: &Facts<'_>,
    settings: &Settings,
) -> Option<Severity> {
    let manifest = facts.manifest.and_then(|manifest| manifest.check.levels.get(rule.id));
    match settings.levels.get(rule.id).or(manifest) {
        None => Some(usual),
        Some(Level::Error) => Some(Severity::Error),
        Some(Level::Warning) => Some(Severity::Warning),
        Some(Level::Info) => Some(Severity::Info),
        Some(Level::Off) => None,
    }
}

/// The patterns that silence, ready to be asked.
pub(super) struct Silence<'a> {
    facts: &'a Facts<'a>,
    by_flag: Vec<Pattern>,
    by_manifest: Vec<Pattern>,
}

struct Pattern {
    paths: Gitignore,
    rules: Vec<&'static str>,
}

impl Pattern {
    fn new(ignore: &Ignore) -> Option<Self> {
        let mut builder = GitignoreBuilder::new("");
        // a pattern that no path can match silences nothing
        builder.add_line(None, ignore.path.trim_start_matches("./")).ok()?;
        Some(Self { paths: builder.build().ok()?, rules: ignore.rules.clone() })
    }

    fn covers(&self, path: &str, rule: &Rule) -> bool {
        let matched = self.paths.matched_path_or_any_parents(path, false);
        let is_hit = matches!(matched, Match::Ignore(_));
        is_hit && (self.rules.is_empty() || self.rules.contains(&rule.id))
    }
}

impl<'a> Silence<'a> {
    pub(super) fn new(facts: &'a Facts<'a>, settings: &Settings) -> Self {
        let patterns = |ignores: &[Ignore]| ignores.iter().filter_map(Pattern::new).collect();
        Self {
            facts,
            by_flag: patterns(&settings.ignore),
            by_manifest: facts
                .manifest
                .map(|manifest| patterns(&manifest.check.ignore))
                .unwrap_or_default(),
        }
    }

    pub(super) fn covers(&self, diagnostic: &Diagnostic) -> bool {
        let Diagnostic { rule, finding, .. } = diagnostic;
        let path = &finding.path;
        let below = path.strip_prefix(self.facts.root).map(|rest| rest.trim_start_matches('/'));
        self.by_flag.iter().any(|pattern| pattern.covers(path.trim_start_matches('/'), rule))
            || below.is_some_and(|below| {
                self.by_manifest.iter().any(|pattern| pattern.covers(below, rule))
            })
            || self.is_commented(finding, rule)
    }

    /// By a comment on the line of the finding, or alone on the line before.
    fn is_commented(&self, finding: &Finding, rule: &Rule) -> bool {
        if !has_comments(self.facts, &finding.path) {
            return false;
        }
        let Some(text) = self.facts.text(&finding.path) else { return false };
        let mut lines = text.lines().skip(finding.start.line.saturating_sub(2));
        let (before, same) = match finding.start.line {
            0 | 1 => (None, lines.next()),
            _ => (lines.next(), lines.next()),
        };
        same.and_then(wish).is_some_and(|wish| wish.covers(rule))
            || before
                .and_then(wish)
                .is_some_and(|wish| wish.stands == Stands::Alone && wish.covers(rule))
    }
}

/// Whether a file's format has comments: app.json, ext.json and the JSON of pages do not.
fn has_comments(facts: &Facts<'_>, path: &str) -> bool {
    let config = facts.configs.iter().find(|config| config.path == path);
    match path.rsplit_once('.') {
        Some((_, "json")) => config.is_some_and(|config| !config.row.syntax.is_plain_json()),
        Some(_) | None => true,
    }
}

const WORD: &str = "kaibo-ignore";

/// A comment that silences.
struct Wish<'t> {
    stands: Stands,
    said: &'t str,
}

#[derive(PartialEq, Eq)]
enum Stands {
    Alone,
    BehindCode,
}

/// The comment of a line that silences, if it has one: `// kaibo-ignore`, `/* kaibo-ignore */`, `<!-- kaibo-ignore -->`.
fn wish(line: &str) -> Option<Wish<'_>> {
    line.match_indices(WORD).find_map(|(at, _)| {
        let before = line[..at].trim_end();
        let code = ["//", "/*", "<!--"].into_iter().find_map(|open| before.strip_suffix(open))?;
        let code = code.trim().trim_end_matches('{');
        let stands = if code.is_empty() { Stands::Alone } else { Stands::BehindCode };
        Some(Wish { stands, said: &line[at + WORD.len()..] })
    })
}

impl Wish<'_> {
    /// Names of rules follow, and after them anything; without a word behind it, all rules are meant.
    fn covers(&self, rule: &Rule) -> bool {
        let said = self.said.split("*/").next().unwrap_or_default();
        let said = said.split("-->").next().unwrap_or_default();
        let mut words =
            said.split([' ', '\t', ',', ':']).filter(|word| !word.is_empty()).peekable();
        words.peek().is_none() || words.map_while(rule_id).any(|id| id == rule.id)
    }
}

#[cfg(test)]
mod tests {
    use crate::check::judge;
    use crate::check::sample::{Sample, pinned};
    use crate::model::manifest::Manifest;
    use crate::project::framework::Framework;

    use super::*;

    const OLD: &str = "\"l\": { \"version\": \"1.3.0\", \"provider\": \"wx2b03c6e691cd7370\" }";

    fn reported(
        sample: &Sample,
        settings: &Settings,
        check: &str,
    ) -> Vec<(&'static str, Severity)> {
        let manifest = Manifest::parse(&format!(
            r#"{{ "manifestVersion": 1, "plugin": {{ "version": "1.3.5" }}, "check": {check} }}"#
        ));
        let manifest: &'static Manifest = Box::leak(Box::new(manifest.expect(check)));
        sample.ask(|facts| {
            facts.manifest = Some(manifest);
            judge(facts, settings).into_iter().map(|one| (one.rule.id, one.severity)).collect()
        })
    }

    fn level(level: Level) -> Settings {
        Settings { levels: BTreeMap::from([("version-outdated", level)]), ..Settings::default() }
    }

    #[test]
    fn flags_win_over_the_manifest_and_the_manifest_over_the_rule() {
        let sample = pinned("1.3.0");
        let none = Settings::default();
        let outdated = |severity| vec![("version-outdated", severity)];
        assert_eq!(reported(&sample, &none, "{}"), outdated(Severity::Info));
        let check = r#"{ "rules": { "version-outdated": "error" } }"#;
        assert_eq!(reported(&sample, &none, check), outdated(Severity::Error));
        assert_eq!(reported(&sample, &level(Level::Warning), check), outdated(Severity::Warning));
        assert_eq!(reported(&sample, &level(Level::Off), check), []);
        let off = r#"{ "rules": { "version-outdated": "off" } }"#;
        assert_eq!(reported(&sample, &none, off), []);
    }

    #[test]
    fn a_path_silences_all_rules_or_some() {
        let sample = pinned("1.3.0");
        let count = |check: &str| reported(&sample, &Settings::default(), check).len();
        assert_eq!(count(r#"{ "ignore": [{ "path": "app.json" }] }"#), 0);
        assert_eq!(
            count(r#"{ "ignore": [{ "path": "*.json", "rules": ["version-outdated"] }] }"#),
            0
        );
        assert_eq!(count(r#"{ "ignore": [{ "path": "*.json", "rules": ["dev-version"] }] }"#), 1);
        assert_eq!(count(r#"{ "ignore": [{ "path": "other" }, { "path": "app" }] }"#), 1);
    }

    #[test]
    fn a_folder_silences_what_lies_below_it() {
        let text = format!("{{ \"mp-weixin\": {{ \"plugins\": {{ {OLD} }} }} }}");
        let sample = Sample::new(Framework::UniApp).with("src/old/manifest.json", &text);
        for path in ["src/old", "src/old/", "./src", "old", "src/**/*.json"] {
            let ignore = vec![Ignore { path: path.to_owned(), rules: Vec::new() }];
            let settings = Settings { ignore, ..Settings::default() };
            assert_eq!(reported(&sample, &settings, "{}"), [], "{path}");
        }
    }

    #[test]
    fn a_comment_silences_its_line_or_the_next() {
        let silenced = |before: &str, behind: &str| {
            let text =
                format!("{{ \"mp-weixin\": {{ \"plugins\": {{\n{before}\n{OLD} {behind}\n}} }} }}");
            let sample = Sample::new(Framework::UniApp).with("manifest.json", &text);
            reported(&sample, &Settings::default(), "{}").is_empty()
        };
        assert!(silenced("// kaibo-ignore version-outdated", ""));
        assert!(silenced("  /* kaibo-ignore dev-version, version-outdated: old phones */", ""));
        assert!(silenced("// kaibo-ignore", ""));
        assert!(silenced("", "// kaibo-ignore version-outdated"));
        assert!(!silenced("// kaibo-ignore dev-version", ""));
        assert!(!silenced("// kaibo-ignored", ""));
        assert!(!silenced("// kaibo-ignore version-outdate", ""), "a typo silences nothing");
        assert!(!silenced("\"x\": {}, // kaibo-ignore", ""), "that one is for its own line");
        assert!(!silenced("// kaibo-ignore\n", ""), "too far above");
    }

    #[test]
    fn a_format_without_comments_has_none_that_silence() {
        let text = format!("{{ \"pages\": [], \"plugins\": {{\n// kaibo-ignore\n{OLD}\n}} }}");
        let sample = Sample::new(Framework::Native).with("app.json", &text);
        assert_eq!(sample.broken(), ["strict-json", "version-outdated"]);
    }
}
