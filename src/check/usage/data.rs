//! Rules about the data that links to rooms are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{by_path, suffix};
use crate::check::facts::{Facts, NamedSource};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::usage::{Piece, PieceKind, UsageKind};
use crate::syntax::blocks::blocks;
use crate::syntax::markup;
use crate::text::edit::Edit;

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
const KNOWN: [&str; 8] = ["this", "undefined", "Math", "JSON", "Number", "String", "Date", "item"];

fn unset_in_link(facts: &Facts<'_>) -> Vec<Finding> {
    let sources = by_path(facts);
    let mut found = Vec::new();
    for source in &facts.sources {
        let mut pieces = source.uses.iter().flat_map(pieces).peekable();
        if pieces.peek().is_none() {
            continue;
        }
        let view = View::of(source, &sources);
        for piece in pieces {
            found.extend(match &piece.kind {
                PieceKind::VueRef(name) => given_whole(source, piece, name),
                PieceKind::Name(path) => {
                    view.as_ref().and_then(|view| view.misses(source, piece, path))
                }
                PieceKind::Text(_)
                | PieceKind::Encoded(_)
                | PieceKind::Json
                | PieceKind::Object
                | PieceKind::Unknown => None,
            });
        }
    }
    found
}

/// What the parameters of a link are put together of.
fn pieces(found: &crate::project::usage::Usage) -> Vec<&Piece> {
    let UsageKind::RoomUrl(url) = &found.kind else { return Vec::new() };
    url.parameters.iter().flat_map(|one| &one.value).collect()
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

/// The markup of a page or component, and the names that it may use.
struct View<'a> {
    /// Where it stands in its file.
    ranges: Vec<Range<usize>>,
    names: BTreeSet<&'a str>,
}

impl<'a> View<'a> {
    /// That of a source, where all names are known that it may use.
    fn of(
        source: &'a NamedSource<'a>,
        sources: &BTreeMap<&str, &'a NamedSource<'a>>,
    ) -> Option<Self> {
        let text = source.text;
        let (page, suffix) = source.path.rsplit_once('.')?;
        let (ranges, script): (Vec<Range<usize>>, Vec<&str>) = match suffix {
            "wxml" => {
                let beside = |suffix| sources.get(format!("{page}.{suffix}").as_str()).copied();
                let script = beside("js").or_else(|| beside("ts"))?.text;
                let whole = std::iter::once(0..text.len()).collect();
                (whole, is_whole(script).then_some(vec![script])?)
            }
            "vue" => {
                let blocks = blocks(text);
                let of = |tag: &'static str| blocks.iter().filter(move |block| block.tag == tag);
                if of("script").any(|block| block.attribute("src").is_some()) {
                    return None;
                }
                let scripts = of("script").map(|block| &text[block.inner.clone()]);
                (of("template").map(|block| block.inner.clone()).collect(), scripts.collect())
            }
            _ => return None,
        };
        if script.is_empty()
            || script.iter().any(|text| OPEN.iter().any(|sign| text.contains(sign)))
        {
            return None;
        }
        let mut names: BTreeSet<&str> = script.into_iter().flat_map(words).collect();
        for range in &ranges {
            names.extend(declared(&text[range.clone()])?);
        }
        Some(Self { ranges, names })
    }

    /// A name in a link that nothing sets.
    fn misses(&self, source: &NamedSource<'_>, piece: &Piece, path: &str) -> Option<Finding> {
        let root = path.split('.').next().unwrap_or(path);
        let is_inside = self.ranges.iter().any(|range| range.contains(&piece.range.start));
        let is_known =
            KNOWN.contains(&root) || root.starts_with(['$', '_']) || self.names.contains(root);
        let finding = || Finding::at(&source.path, piece.range.clone()).naming([root]);
        (is_inside && !is_known).then(finding)
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
