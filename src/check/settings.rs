//! What a run reports: severities by flag, manifest and rule; suppressions by path and by comment.

use std::collections::{BTreeMap, BTreeSet};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::check::facts::Facts;
use crate::check::finding::{Diagnostic, Finding, Rule, Severity};
use crate::model::manifest::Ignore;
use crate::model::rule::{RuleSeverity, rule_id};
use crate::text::index::LineIndex;

/// What the flags of a run ask for; they win over the manifest.
#[derive(Debug, Default)]
pub struct Settings {
    /// The severities of rules.
    pub levels: BTreeMap<&'static str, RuleSeverity>,
    /// Files that are not checked, their paths counted from where the user is.
    pub ignore: Vec<Ignore>,
}

/// The severity of a rule's finding in a project: `usual` unless the user sets another; `None` where it is off.
pub(super) fn severity(
    rule: &Rule,
    usual: Severity,
    facts: &Facts<'_>,
    settings: &Settings,
) -> Option<Severity> {
    let manifest = facts.manifest.and_then(|manifest| manifest.check.levels.get(rule.id));
    match settings.levels.get(rule.id).or(manifest) {
        None => Some(usual),
        Some(RuleSeverity::Error) => Some(Severity::Error),
        Some(RuleSeverity::Warning) => Some(Severity::Warning),
        Some(RuleSeverity::Info) => Some(Severity::Info),
        Some(RuleSeverity::Off) => None,
    }
}

/// What is not reported, by a path or by a comment; of each file it is found out once.
pub(super) struct Suppressions<'a> {
    facts: &'a Facts<'a>,
    by_flag: Vec<Pattern>,
    by_manifest: Vec<Pattern>,
    texts: BTreeMap<&'a str, &'a str>,
    files: BTreeMap<String, InFile<'a>>,
}

struct Pattern {
    paths: Gitignore,
    rules: Vec<&'static str>,
}

/// Which rules are suppressed.
#[derive(Default)]
struct SuppressedRules {
    all: bool,
    named: BTreeSet<&'static str>,
}

/// What is suppressed in a file.
#[derive(Default)]
struct InFile<'a> {
    everywhere: SuppressedRules,
    /// Comments by their lines, where there are any, and what knows the line of a finding.
    comments: Option<(LineIndex<'a>, BTreeMap<usize, Suppression>)>,
}

/// A comment that suppresses.
struct Suppression {
    stands: Stands,
    rules: SuppressedRules,
}

#[derive(PartialEq, Eq)]
enum Stands {
    Alone,
    BehindCode,
}

impl Pattern {
    fn new(ignore: &Ignore) -> Option<Self> {
        let mut builder = GitignoreBuilder::new("");
        // a pattern that no path can match suppresses nothing
        builder.add_line(None, ignore.path.trim_start_matches("./")).ok()?;
        Some(Self { paths: builder.build().ok()?, rules: ignore.rules.clone() })
    }

    fn matches(&self, path: &str) -> bool {
        matches!(self.paths.matched_path_or_any_parents(path, false), Match::Ignore(_))
    }
}

impl SuppressedRules {
    fn cover(&self, rule: &Rule) -> bool {
        self.all || self.named.contains(rule.id)
    }

    fn of_patterns<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Self {
        let mut rules = Self::default();
        for pattern in patterns {
            rules.all |= pattern.rules.is_empty();
            rules.named.extend(&pattern.rules);
        }
        rules
    }

    /// Names of rules, and behind them anything; without a word, all rules are meant.
    fn of_comment(said: &str) -> Self {
        let said = said.split("*/").next().unwrap_or_default();
        let said = said.split("-->").next().unwrap_or_default();
        let mut words =
            said.split([' ', '\t', ',', ':']).filter(|word| !word.is_empty()).peekable();
        Self { all: words.peek().is_none(), named: words.map_while(rule_id).collect() }
    }
}

impl<'a> Suppressions<'a> {
    pub(super) fn new(facts: &'a Facts<'a>, settings: &Settings) -> Self {
        let of_manifest = facts.manifest.map(|manifest| manifest.check.ignore.as_slice());
        Self {
            facts,
            by_flag: settings.ignore.iter().filter_map(Pattern::new).collect(),
            by_manifest: of_manifest.into_iter().flatten().filter_map(Pattern::new).collect(),
            texts: facts.texts(),
            files: BTreeMap::new(),
        }
    }

    pub(super) fn cover(&mut self, diagnostic: &Diagnostic) -> bool {
        let Diagnostic { rule, finding, .. } = diagnostic;
        if !self.files.contains_key(&finding.path) {
            self.files.insert(finding.path.clone(), self.in_file(&finding.path));
        }
        self.files[&finding.path].covers(finding, rule)
    }

    fn in_file(&self, path: &str) -> InFile<'a> {
        let from_here = path.trim_start_matches('/');
        let by_flag = self.by_flag.iter().filter(|pattern| pattern.matches(from_here));
        let inside = path.strip_prefix(self.facts.root).map(|rest| rest.trim_start_matches('/'));
        let by_manifest = self
            .by_manifest
            .iter()
            .filter(|pattern| inside.is_some_and(|inside| pattern.matches(inside)));
        let everywhere = SuppressedRules::of_patterns(by_flag.chain(by_manifest));
        let text = self.texts.get(path).filter(|_| has_comments(self.facts, path));
        let comments = text.filter(|text| text.contains(WORD)).map(|text| {
            let lines = text.lines().enumerate();
            let found = lines.filter_map(|(i, line)| Some((i + 1, suppression(line)?)));
            (LineIndex::new(text), found.collect())
        });
        InFile { everywhere, comments }
    }
}

impl InFile<'_> {
    /// By the file, by a comment on the line of the finding, or by one alone on the line before.
    fn covers(&self, finding: &Finding, rule: &Rule) -> bool {
        self.everywhere.cover(rule)
            || self.comments.as_ref().is_some_and(|(index, comments)| {
                let line = index.place(finding.range.start).line;
                let before = comments.get(&(line - 1));
                let before = before.filter(|comment| comment.stands == Stands::Alone);
                let mut near = comments.get(&line).into_iter().chain(before);
                near.any(|comment| comment.rules.cover(rule))
            })
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

/// The comment of a line that suppresses, if it has one: `// kaibo-ignore`, `/* kaibo-ignore */`, `<!-- kaibo-ignore -->`.
fn suppression(line: &str) -> Option<Suppression> {
    line.match_indices(WORD).find_map(|(at, _)| {
        let before = line[..at].trim_end();
        let code = ["//", "/*", "<!--"].into_iter().find_map(|open| before.strip_suffix(open))?;
        let code = code.trim().trim_end_matches('{');
        let stands = if code.is_empty() { Stands::Alone } else { Stands::BehindCode };
        Some(Suppression { stands, rules: SuppressedRules::of_comment(&line[at + WORD.len()..]) })
    })
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::check::sample::{Sample, pinned};
    use crate::model::manifest::Manifest;
    use crate::project::framework::Framework;

    use super::*;

    const OLD: &str = "\"l\": { \"version\": \"1.3.0\", \"provider\": \"wx2b03c6e691cd7370\" }";

    fn reported(
        sample: &Sample,
        settings: &Settings,
        settings_of_manifest: &str,
    ) -> Vec<(&'static str, Severity)> {
        let manifest = Manifest::parse(&format!(
            r#"{{ "manifestVersion": 1, "plugin": {{ "version": "1.3.5" }}, "check": {settings_of_manifest} }}"#
        ));
        let manifest: &'static Manifest =
            Box::leak(Box::new(manifest.expect(settings_of_manifest)));
        sample.ask(|facts| {
            facts.manifest = Some(manifest);
            check(facts, settings).into_iter().map(|one| (one.rule.id, one.severity)).collect()
        })
    }

    fn level(level: RuleSeverity) -> Settings {
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
        assert_eq!(
            reported(&sample, &level(RuleSeverity::Warning), check),
            outdated(Severity::Warning)
        );
        assert_eq!(reported(&sample, &level(RuleSeverity::Off), check), []);
        let off = r#"{ "rules": { "version-outdated": "off" } }"#;
        assert_eq!(reported(&sample, &none, off), []);
    }

    #[test]
    fn a_path_suppresses_all_rules_or_some() {
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
    fn a_folder_suppresses_what_lies_below_it() {
        let text = format!("{{ \"mp-weixin\": {{ \"plugins\": {{ {OLD} }} }} }}");
        let sample = Sample::new(Framework::UniApp).with("src/old/manifest.json", &text);
        for path in ["src/old", "src/old/", "./src", "old", "src/**/*.json"] {
            let ignore = vec![Ignore { path: path.to_owned(), rules: Vec::new() }];
            let settings = Settings { ignore, ..Settings::default() };
            assert_eq!(reported(&sample, &settings, "{}"), [], "{path}");
        }
    }

    #[test]
    fn a_comment_suppresses_its_line_or_the_next() {
        let suppressed = |before: &str, behind: &str| {
            let text =
                format!("{{ \"mp-weixin\": {{ \"plugins\": {{\n{before}\n{OLD} {behind}\n}} }} }}");
            let sample = Sample::new(Framework::UniApp).with("manifest.json", &text);
            reported(&sample, &Settings::default(), "{}").is_empty()
        };
        assert!(suppressed("// kaibo-ignore version-outdated", ""));
        assert!(suppressed("  /* kaibo-ignore dev-version, version-outdated: old phones */", ""));
        assert!(suppressed("// kaibo-ignore", ""));
        assert!(suppressed("", "// kaibo-ignore version-outdated"));
        assert!(!suppressed("// kaibo-ignore dev-version", ""));
        assert!(!suppressed("// kaibo-ignored", ""));
        assert!(!suppressed("// kaibo-ignore version-outdate", ""), "a typo suppresses nothing");
        assert!(!suppressed("\"x\": {}, // kaibo-ignore", ""), "that one is for its own line");
        assert!(!suppressed("// kaibo-ignore\n", ""), "too far above");
    }

    #[test]
    fn a_format_without_comments_has_none_that_suppress() {
        let text = format!("{{ \"pages\": [], \"plugins\": {{\n// kaibo-ignore\n{OLD}\n}} }}");
        let sample = Sample::new(Framework::Native).with("app.json", &text);
        assert_eq!(sample.broken(), ["strict-json", "version-outdated"]);
    }
}
