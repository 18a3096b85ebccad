//! Rules about the data that links to rooms are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use memchr::memmem;

use super::{by_path, suffix};
use crate::check::facts::{Facts, NamedSource};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::usage::{Piece, PieceKind, Usage, UsageKind};
use crate::syntax::blocks::blocks;
use crate::syntax::markup;
use crate::text::edit::Edit;
use crate::text::ranges;

/// A name that nothing sets is shown as an empty text or as `undefined` ("reference/wxml/data"; Vue's documentation).
pub(in crate::check) const UNSET_IN_LINK: Rule = Rule {
    id: "unset-in-link",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: unset_in_link,
};

/// Signs of a script that gets members from somewhere else.
const OPEN: [&str; 12] = [
    "behaviors",
    "mixin",
    "extends",
    "...",
    "Object.assign",
    "]:",
    "defineProps<",
    "storeBindings",
    "return use",
    "inject:",
    "$set(",
    "[`",
];
/// Names that are there everywhere.
const KNOWN: [&str; 9] =
    ["this", "undefined", "Math", "JSON", "Number", "String", "Date", "item", "index"];

/// So many names of its links tell all about a file.
const ENOUGH: usize = 8;

fn unset_in_link(facts: &Facts<'_>) -> Vec<Finding> {
    let mut sources = None;
    let mut found = Vec::new();
    for source in &facts.sources {
        let mut seen: BTreeMap<&str, Vec<&Piece>> = BTreeMap::new();
        for piece in source.uses.iter().flat_map(pieces) {
            if let PieceKind::VueRef(name) = &piece.kind {
                found.extend(given_whole(source, piece, name));
            }
            let root = piece.root().filter(|root| !is_known(root));
            if let Some(root) = root.filter(|root| seen.len() < ENOUGH || seen.contains_key(root)) {
                seen.entry(root).or_default().push(piece);
            }
        }
        if seen.is_empty() {
            continue;
        }
        let sources = sources.get_or_insert_with(|| by_path(facts));
        let Some(view) = View::of(source, sources) else { continue };
        seen.retain(|root, _| !view.scripts.iter().any(|script| script.may_give(root)));
        if seen.is_empty() || !view.is_whole() {
            continue;
        }
        let Some(declared) = view.declared(source.text) else { continue };
        for (root, pieces) in seen.iter().filter(|(root, _)| !declared.contains(*root)) {
            let shown =
                pieces.iter().filter(|piece| ranges::cover(&view.ranges, piece.range.start));
            let at = |piece: &&Piece| Finding::at(&source.path, piece.range.clone()).naming([root]);
            found.extend(shown.map(at));
        }
    }
    found
}

/// What the parameters of a link are put together of.
fn pieces(found: &Usage) -> Vec<&Piece> {
    let UsageKind::RoomUrl(url) = &found.kind else { return Vec::new() };
    url.parameters.iter().flat_map(|one| &one.value).collect()
}

fn is_known(root: &str) -> bool {
    KNOWN.contains(&root) || root.starts_with(['$', '_'])
}

/// Whether a script may set a member of this name: it has it as a key, as a text, or assigns it; a variable of that name
/// is not what markup sees.
fn may_set(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    memmem::find_iter(text.as_bytes(), name).any(|at| {
        let (before, behind) = (&text[..at], &text[at + name.len()..]);
        if before.ends_with(is_part) || behind.starts_with(is_part) {
            return false;
        }
        let (before, behind) = (before.trim_end(), behind.trim_start());
        let is_member = before.ends_with(['{', ',']) && !before.ends_with("${");
        let is_variable = ["let", "const", "var"].iter().any(|word| before.ends_with(word));
        match behind.chars().next() {
            Some(':' | '(') => true,
            Some('"' | '\'' | '`' | '.' | '[') => before.ends_with(['"', '\'', '`']),
            Some(',' | '}') => is_member,
            Some('=') => !is_variable && !behind.starts_with("=="),
            Some(_) | None => false,
        }
    })
}

/// A variable of Vue's where its value should stand.
fn given_whole(source: &NamedSource<'_>, piece: &Piece, name: &str) -> Option<Finding> {
    let is_vue = suffix(&source.path) == "vue"
        || ["'vue'", "\"vue\""].iter().any(|it| source.text.contains(it));
    let is_written = source.text.get(piece.range.clone()) == Some(name);
    let finding = Finding::at(&source.path, piece.range.clone()).in_case("ref").naming([name]);
    let fix = vec![Edit::insert(piece.range.end, ".value")];
    (is_vue && is_written).then(|| finding.with_severity(Severity::Error).with_fix(fix))
}

/// The markup of a page or component, and the scripts that set what it may use.
struct View<'a> {
    /// Where it stands in its file, in order.
    ranges: Vec<Range<usize>>,
    scripts: Vec<Script<'a>>,
    language: MarkupLanguage,
}

/// A script of a page or component.
struct Script<'a> {
    text: &'a str,
    /// Whether the markup sees its variables: `<script setup>`.
    is_setup: bool,
}

impl Script<'_> {
    /// Whether it may give the markup something of this name.
    fn may_give(&self, name: &str) -> bool {
        if self.is_setup {
            words(self.text).any(|word| word == name)
        } else {
            may_set(self.text, name)
        }
    }
}

/// Whose markup it is.
#[derive(Clone, Copy)]
enum MarkupLanguage {
    Wxml,
    Vue,
}

impl<'a> View<'a> {
    /// That of a source, where its scripts are known.
    fn of(
        source: &'a NamedSource<'a>,
        sources: &BTreeMap<&str, &'a NamedSource<'a>>,
    ) -> Option<Self> {
        let text = source.text;
        let (page, suffix) = source.path.rsplit_once('.')?;
        if suffix == "wxml" {
            let beside = |suffix| sources.get(format!("{page}.{suffix}").as_str()).copied();
            let script = beside("js").or_else(|| beside("ts"))?.text;
            let ranges = std::iter::once(0..text.len()).collect();
            let scripts = vec![Script { text: script, is_setup: false }];
            return Some(Self { ranges, scripts, language: MarkupLanguage::Wxml });
        }
        if suffix != "vue" {
            return None;
        }
        let (mut ranges, mut scripts) = (Vec::new(), Vec::new());
        for block in blocks(text) {
            match block.tag.as_str() {
                "script" if block.attribute("src").is_some() => return None,
                "script" => {
                    let is_setup = block.attribute("setup").is_some();
                    scripts.push(Script { text: &text[block.inner], is_setup });
                }
                "template" => ranges.push(block.inner),
                _ => {}
            }
        }
        (!scripts.is_empty()).then_some(Self { ranges, scripts, language: MarkupLanguage::Vue })
    }

    /// Whether the scripts say all that they give to the markup.
    fn is_whole(&self) -> bool {
        let is_open = |script: &Script<'_>| OPEN.iter().any(|sign| script.text.contains(sign));
        let says_all = match self.language {
            MarkupLanguage::Wxml => self.scripts.iter().all(|script| is_whole(script.text)),
            MarkupLanguage::Vue => true,
        };
        says_all && !self.scripts.iter().any(is_open)
    }

    /// The names that the markup itself declares; `None` where somebody else may give it data.
    fn declared<'t>(&self, text: &'t str) -> Option<BTreeSet<&'t str>> {
        let mut names = BTreeSet::new();
        for range in &self.ranges {
            names.extend(declared(&text[range.clone()])?);
        }
        Some(names)
    }
}

/// Whether a script of the platform's own says all that it puts into its data.
fn is_whole(script: &str) -> bool {
    let follows = |sign: &str| {
        let is_own = |at: usize| !script[..at].ends_with(|c: char| c.is_alphanumeric());
        let places = script.match_indices(sign).filter(|(at, _)| is_own(*at));
        places.map(|(at, _)| script[at + sign.len()..].trim_start()).collect::<Vec<_>>()
    };
    let is_object = |rest: &&str| rest.starts_with('{');
    let pages = [follows("Page("), follows("Component(")].concat();
    !pages.is_empty()
        && pages.iter().all(is_object)
        && follows("setData(").iter().all(is_object)
        && follows("data:").iter().all(is_object)
}

/// The words of a text that may be names.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '$'))
}

/// The names that markup itself declares: of loops, slots and modules; `None` where somebody else may give it data.
fn declared(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    for element in markup::elements(text, 0) {
        let is_part = element.name == "template" && element.attribute("name").is_some();
        if is_part {
            return None;
        }
        for attribute in &element.attributes {
            let name = &*attribute.name;
            let declares = name.starts_with("wx:for")
                || name.starts_with("v-for")
                || name.starts_with("v-slot")
                || name.starts_with("slot")
                || name.starts_with('#')
                || name == "module";
            if name.starts_with("wx:for") {
                found.extend(["item", "index"]);
            }
            if let Some(value) = attribute.value.as_ref().filter(|_| declares) {
                found.extend(words(&text[value.range.clone()]));
            }
        }
    }
    Some(found)
}
