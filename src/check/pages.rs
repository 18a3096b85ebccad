//! The page of each rule: its messages, its help and its documentation, in each language; embedded, and read here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use include_dir::{Dir, include_dir};

use crate::check::finding::Rule;
use crate::model::language::Language;

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/check/pages");

/// The headings of a page as its readers see them.
fn headings(language: Language) -> [&'static str; 5] {
    match language {
        Language::English => SECTIONS,
        Language::Chinese => ["含义", "原因", "示例", "改法", "依据"],
    }
}

/// The headings that every page has, in this order and in each language.
const SECTIONS: [&str; 5] = ["What it means", "Why", "Example", "Cure", "Source"];

/// The page of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePage<'t> {
    /// What its first heading says.
    pub title: &'t str,
    /// The messages by case; the usual one is that of the empty case.
    pub messages: BTreeMap<&'t str, &'t str>,
    /// The help by case; several messages may share one.
    pub helps: BTreeMap<&'t str, &'t str>,
    /// The documentation.
    pub sections: Vec<Section<'t>>,
}

/// A part of the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section<'t> {
    /// Its heading.
    pub title: &'t str,
    /// What stands below it, as Markdown.
    pub text: &'t str,
}

impl<'t> RulePage<'t> {
    /// Reads a page.
    ///
    /// # Errors
    /// The first line that does not belong on a page.
    pub fn parse(text: &'t str) -> Result<Self, &'t str> {
        let mut parts = text.split("\n## ");
        let mut lines = parts.next().unwrap_or_default().lines();
        let first = lines.next().unwrap_or_default();
        let mut page = Self {
            title: first.strip_prefix("# ").ok_or(first)?.trim(),
            messages: BTreeMap::new(),
            helps: BTreeMap::new(),
            sections: parts.map(Section::parse).collect(),
        };
        for line in lines.filter(|line| !line.trim().is_empty()) {
            let (key, words) = line.split_once(": ").ok_or(line)?;
            let (table, case) = match key.split_once('.').unwrap_or((key, "")) {
                ("message", case) => (&mut page.messages, case),
                ("help", case) => (&mut page.helps, case),
                _ => return Err(line),
            };
            if table.insert(case, words.trim()).is_some() {
                return Err(line);
            }
        }
        Ok(page)
    }

    /// What a finding of a case says.
    pub fn message(&self, case: &str, details: &[String]) -> String {
        fill(of_case(&self.messages, case), details)
    }

    /// How it is fixed.
    pub fn help(&self, case: &str, details: &[String]) -> String {
        fill(of_case(&self.helps, case), details)
    }

    /// The first sentence of the documentation.
    pub fn summary(&self) -> String {
        let text = self.sections.first().map_or("", |section| section.text);
        let paragraph = text.split("\n\n").next().unwrap_or_default();
        let line = paragraph.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let end = ["。", ". "].iter().filter_map(|stop| Some(line.find(stop)? + stop.len())).min();
        line[..end.unwrap_or(line.len())].trim_end().to_owned()
    }
}

impl<'t> Section<'t> {
    fn parse(text: &'t str) -> Self {
        let (title, text) = text.split_once('\n').unwrap_or((text, ""));
        Self { title: title.trim(), text: text.trim() }
    }
}

/// The words of a case, or the usual ones.
fn of_case<'t>(words: &BTreeMap<&'t str, &'t str>, case: &str) -> &'t str {
    words.get(case).or_else(|| words.get("")).copied().unwrap_or_default()
}

/// The template with `{0}`, `{1}`, … replaced; what is put in is not read again, and what nothing is named for stays.
fn fill(template: &str, details: &[String]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, number, after)) = next_placeholder(rest) {
        filled.push_str(before);
        match details.get(number) {
            Some(detail) => filled.push_str(detail),
            None => _ = write!(filled, "{{{number}}}"),
        }
        rest = after;
    }
    filled + rest
}

/// The text before the first placeholder, its number, and the text behind it.
fn next_placeholder(text: &str) -> Option<(&str, usize, &str)> {
    text.match_indices('{').find_map(|(at, _)| {
        let (number, after) = text[at + 1..].split_once('}')?;
        Some((&text[..at], number.parse().ok()?, after))
    })
}

/// The pages of all rules in one language.
#[derive(Debug, Clone)]
pub struct RulePages<'t>(BTreeMap<&'t str, RulePage<'t>>);

impl RulePages<'static> {
    /// The pages that come with the program.
    pub fn embedded(language: Language) -> Self {
        let folder = PAGES.get_dir(language.tag());
        let texts = folder
            .into_iter()
            .flat_map(Dir::files)
            .filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)));
        let mut pages = Self::parse(texts);
        for page in pages.0.values_mut() {
            for (section, heading) in page.sections.iter_mut().zip(headings(language)) {
                section.title = heading;
            }
        }
        pages
    }
}

impl<'t> RulePages<'t> {
    /// Reads pages, each with the name of its rule.
    pub fn parse(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let page = |(id, text)| Some((id, RulePage::parse(text).ok()?));
        Self(texts.into_iter().filter_map(page).collect())
    }

    /// The page of a rule.
    pub fn of(&self, rule: &Rule) -> &RulePage<'t> {
        self.0.get(rule.id).expect("every rule has its page, and a test says so")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::check::rules::RULES;

    /// Every embedded page by language and name.
    fn texts(language: Language) -> BTreeMap<String, &'static str> {
        let files = PAGES.get_dir(language.tag()).into_iter().flat_map(Dir::files);
        let name = |path: &std::path::Path| path.file_stem()?.to_str().map(str::to_owned);
        files.map(|file| (name(file.path()).unwrap(), file.contents_utf8().unwrap())).collect()
    }

    #[test]
    fn a_page_is_read_to_its_parts() {
        let page = RulePage::parse(
            "# a-rule\n\nmessage: `{0}` is {1}\nmessage.twice: {0}: twice\nhelp: do: it\n\n## What it means\n\nFirst\nline. Second.\n\nThird\n\n## Why\nb\n",
        )
        .unwrap();
        assert_eq!(page.title, "a-rule");
        assert_eq!(page.message("", &["{1}".to_owned(), "bad".to_owned()]), "`{1}` is bad");
        assert_eq!(page.message("twice", &["x".to_owned()]), "x: twice");
        assert_eq!(page.help("twice", &[]), "do: it");
        assert_eq!(page.summary(), "First line.");
        assert_eq!(page.sections[1], Section { title: "Why", text: "b" });
    }

    #[test]
    fn what_is_no_placeholder_stays() {
        assert_eq!(fill("{} {a} { 0} {1} {0", &["x".into()]), "{} {a} { 0} {1} {0");
        assert_eq!(fill("{a {0}", &["x".into()]), "{a x");
    }

    #[test]
    fn a_line_that_does_not_belong_is_reported() {
        assert_eq!(RulePage::parse("no title"), Err("no title"));
        assert_eq!(RulePage::parse("# a\nmesage: b"), Err("mesage: b"));
        assert_eq!(RulePage::parse("# a\nhelp: b\nhelp: c"), Err("help: c"));
    }

    #[test]
    fn every_rule_has_a_page_in_each_language_and_every_page_a_rule() {
        let ids: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
        assert_eq!(ids.len(), RULES.len(), "two rules share a name");
        for language in Language::ALL {
            let pages: BTreeSet<String> = texts(language).into_keys().collect();
            assert_eq!(pages, ids, "{}", language.tag());
        }
    }

    #[test]
    fn every_page_is_whole() {
        for language in Language::ALL {
            for (id, text) in texts(language) {
                let at = format!("{}/{id}.md", language.tag());
                let page = RulePage::parse(text).unwrap_or_else(|line| panic!("{at}: {line}"));
                assert_eq!(page.title, id, "{at}");
                assert!(page.messages.contains_key("") && page.helps.contains_key(""), "{at}");
                let cases: Vec<&str> = page.messages.keys().copied().collect();
                let idle = page.helps.keys().find(|case| !cases.contains(case));
                assert_eq!(idle, None, "{at}: help without its message");
                assert!(page.sections.iter().all(|section| !section.text.is_empty()), "{at}");
                let titles: Vec<&str> = page.sections.iter().map(|part| part.title).collect();
                assert_eq!(titles, SECTIONS, "{at}");
            }
        }
    }

    #[test]
    fn the_languages_know_the_same_cases() {
        let cases = Language::ALL.map(|language| {
            let pages = RulePages::embedded(language);
            let cases = |rule: &&Rule| (rule.id, pages.of(rule).messages.keys().copied().collect());
            RULES.iter().map(cases).collect::<Vec<(&str, Vec<&str>)>>()
        });
        assert_eq!(cases[0], cases[1]);
    }
}
