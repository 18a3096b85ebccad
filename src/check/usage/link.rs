//! Links to pages that only some builds have.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::AhoCorasick;

use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::beside::conditional_pages;
use crate::syntax::conditional::{Holds, mask};
use crate::text::ranges;

/// A page within `#ifdef LIVE` is not there in a build without that constant, and a link to it still builds
/// (FRAMEWORKS A8, built).
pub(in crate::check) const CONDITIONAL_PAGE_LINK: Rule = Rule {
    id: "conditional-page-link",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: conditional_page_link,
};

/// How far before a link its element is looked for.
const NEAR: usize = 400;

fn conditional_page_link(facts: &Facts<'_>) -> Vec<Finding> {
    let listings = facts.configs.iter().filter(|config| config.row.file == "pages.json");
    let listed: Vec<_> = listings.map(|config| conditional_pages(config)).collect();
    let pages: BTreeSet<&str> =
        listed.iter().flat_map(|listed| &listed.pages).map(String::as_str).collect();
    let names: BTreeSet<&str> =
        listed.iter().flat_map(|listed| &listed.names).map(String::as_str).collect();
    let links = pages.iter().map(|page| format!("/{page}"));
    let links = if pages.is_empty() { None } else { AhoCorasick::new(links).ok() };
    let Some(links) = links else { return Vec::new() };
    let configs: BTreeSet<&str> = facts.configs.iter().map(|config| config.path.as_str()).collect();
    let sources = facts.sources.iter().filter(|source| !configs.contains(source.path.as_str()));
    let found = sources.flat_map(|source| {
        unconditional(source.text, &links, &names)
            .into_iter()
            .map(|range| Finding::at(&source.path, range.clone()).naming([&source.text[range]]))
            .collect::<Vec<_>>()
    });
    found.collect()
}

/// The links in a source that stand there in every build, unless the code asks for one of the constants itself.
fn unconditional(text: &str, links: &AhoCorasick, names: &BTreeSet<&str>) -> Vec<Range<usize>> {
    if !links.is_match(text) {
        return Vec::new();
    }
    let comments = comments(text);
    let masked = mask(text);
    let depends = masked.ranges(Holds::Unknown);
    if asks(text, &comments, names) {
        return Vec::new();
    }
    let found = links.find_iter(&masked.text).map(|found| found.range());
    found
        .filter(|range| {
            let is_code =
                !ranges::cover(&comments, range.start) && !ranges::cover(&depends, range.start);
            is_code && is_whole(text, range) && !is_shown_by_condition(text, range.start)
        })
        .collect()
}

/// Whether the code outside of comments speaks of one of the constants.
fn asks(text: &str, comments: &[Range<usize>], names: &BTreeSet<&str>) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut at = 0;
    text.split(|c: char| !is_part(c)).any(|word| {
        let start = at;
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        names.contains(word) && !ranges::cover(comments, start)
    })
}

/// Whether a link is all of a text, up to its parameters.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let behind = text[range.end..].chars().next();
    matches!(before, Some('"' | '\'' | '`')) && matches!(behind, Some('"' | '\'' | '`' | '?'))
}

/// Whether the element around a link is shown by a condition.
fn is_shown_by_condition(text: &str, at: usize) -> bool {
    let from = text.floor_char_boundary(at.saturating_sub(NEAR));
    let before = &text[from..at];
    let tag = before.rfind('<').map(|open| &before[open..]).filter(|tag| !tag.contains('>'));
    tag.is_some_and(|tag| ["v-if", "v-show", "v-else"].iter().any(|sign| tag.contains(sign)))
}

/// What looks like comments, in order; what only looks like one is passed over.
fn comments(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let rest = &bytes[at..];
        let end = if rest.starts_with(b"<!--") {
            Some("-->")
        } else if rest.starts_with(b"/*") {
            Some("*/")
        } else if rest.starts_with(b"//") && (at == 0 || bytes[at - 1] != b':') {
            Some("\n")
        } else {
            None
        };
        let Some(end) = end else {
            at += 1;
            continue;
        };
        let close = text[at + 2..].find(end).map_or(text.len(), |close| at + 2 + close + end.len());
        found.push(at..close);
        at = close;
    }
    found
}
