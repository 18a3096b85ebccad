//! Reads a source of any language.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::component::{ComponentKind, kind_of_component, kind_of_tag};
use super::{
    Api, Component, Hint, HintKind, RequirePlugin, RoomUrl, Use, UseKind, Whose, Written, secret,
};
use crate::model::plugin::{ALIAS, PROVIDER};
use crate::syntax::blocks::{Block, blocks};
use crate::syntax::conditional::mask;
use crate::syntax::jsonc::{self, SyntaxFault};
use crate::syntax::markup::{self, Element};
use crate::syntax::script::acts::{Acts, Called};
use crate::syntax::script::{self, Dialect};
use crate::syntax::term::{Call, Entry, Term, Worth};
use crate::syntax::{Node, Value};
use crate::text::edit::Place;

/// So many calls of one kind tell all about a file.
const ENOUGH: usize = 64;
/// Calls that open the page whose address is their argument's `url`.
const OPENING: [&str; 5] = ["navigateTo", "redirectTo", "reLaunch", "switchTab", "preloadPage"];

/// All that a source shows.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Its uses.
    pub(super) uses: Vec<Use>,
    /// What rules ask for.
    pub(super) hints: Vec<Hint>,
}

/// Reads a source, by the suffix of its name.
pub(super) fn source(file: &str, text: &str) -> Result<Found, SyntaxFault> {
    let masked = text.contains("#if").then(|| mask(text).text);
    let text = masked.as_deref().unwrap_or(text);
    let mut reader = Reader {
        text,
        found: Found::default(),
        registered: BTreeMap::new(),
        asked: BTreeSet::new(),
    };
    match file.rsplit_once('.').map(|(_, suffix)| suffix) {
        Some("json") => reader.json(&jsonc::parse(text)?.root),
        Some("wxml") => reader.markup(0..text.len(), Bound::Mustache),
        Some("ts") => reader.script(0..text.len(), Dialect::Ts)?,
        Some("tsx") => reader.script(0..text.len(), Dialect::Tsx)?,
        Some("vue" | "wpy" | "mpx") => reader.component()?,
        Some(_) | None => reader.script(0..text.len(), Dialect::Js)?,
    }
    Ok(reader.finish())
}

/// How an attribute of markup binds data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// By `{{ }}`.
    Mustache,
    /// By the signs before its name, else by `{{ }}`.
    Directive,
}

struct Reader<'t> {
    /// Without what other platforms get.
    text: &'t str,
    found: Found,
    /// Components by the names of their tags, as this file registers them.
    registered: BTreeMap<String, (ComponentKind, Whose)>,
    /// What is asked for to call what only the live plugin has, in the script that is read.
    asked: BTreeSet<String>,
}

impl Reader<'_> {
    fn finish(mut self) -> Found {
        self.found.uses.sort_by_key(|found| (found.range.start, found.range.end));
        self.found.uses.dedup_by(|later, first| {
            later.range == first.range && later.kind.name() == first.kind.name()
        });
        let mut at = 0;
        let mut place = Place::of(self.text, 0);
        for found in &mut self.found.uses {
            place = place_behind(place, &self.text[at..found.range.start]);
            at = found.range.start;
            found.place = place;
        }
        self.found.hints.sort_by_key(|hint| (hint.range.start, hint.range.end));
        self.found.hints.dedup();
        self.found
    }

    fn note(&mut self, range: Range<usize>, whose: Whose, kind: UseKind) {
        self.found.uses.push(Use { place: Place { line: 1, column: 1 }, range, whose, kind });
    }

    fn hint(&mut self, range: Range<usize>, kind: HintKind) {
        self.found.hints.push(Hint { range, kind });
    }

    /// The blocks of a single-file component; scripts come first, because they say what tags are.
    fn component(&mut self) -> Result<(), SyntaxFault> {
        let blocks = blocks(self.text);
        for block in &blocks {
            let inner = block.inner.clone();
            match block.tag.as_str() {
                "config" => self.configuration(inner)?,
                "script" if is_json(block) => self.configuration(inner)?,
                "script" => self.script(inner, dialect(block))?,
                _ => {}
            }
        }
        for block in blocks.iter().filter(|block| block.tag.eq_ignore_ascii_case("template")) {
            if !matches!(block.attribute("lang"), Some("pug" | "jade")) {
                self.markup(block.inner.clone(), Bound::Directive);
            }
        }
        Ok(())
    }

    fn configuration(&mut self, inner: Range<usize>) -> Result<(), SyntaxFault> {
        let (_, acts) = script::term(&self.text[inner.clone()], inner.start)?;
        self.acts(&acts);
        Ok(())
    }

    fn script(&mut self, inner: Range<usize>, dialect: Dialect) -> Result<(), SyntaxFault> {
        let acts = script::acts(&self.text[inner.clone()], inner.start, dialect)?;
        self.acts(&acts);
        Ok(())
    }

    fn acts(&mut self, acts: &Acts) {
        let telling = interface(acts).into_iter().filter(|(_, api)| api.is_telling());
        self.asked = telling.map(|(_, api)| api.plugin).collect();
        let opened = opened(acts);
        for term in &acts.texts {
            self.link(acts, term, opened.contains(&(term.range.start, term.range.end)));
        }
        for object in acts.all_objects() {
            if let Some(components) = object.entry("usingComponents") {
                for entry in components.value.entries().unwrap_or_default() {
                    self.registration(entry);
                }
            }
        }
        for called in &acts.calls {
            if let Some(call) = called.term.call() {
                self.call(acts, called, call);
            }
        }
        for (range, milliseconds) in polling(acts) {
            self.hint(range, HintKind::Polling(milliseconds));
        }
        for element in &acts.elements {
            self.tag(element);
        }
        for (range, secret) in secret::secrets(acts) {
            self.hint(range, HintKind::Secret(secret));
        }
    }

    fn link(&mut self, acts: &Acts, term: &Term, is_opened: bool) {
        if let Some((mut url, whose)) = RoomUrl::read(acts, term) {
            url.complete &= is_opened;
            self.note(term.range.clone(), whose, UseKind::RoomUrl(url));
        }
    }

    fn registration(&mut self, entry: &Entry) {
        if let Worth::Text(path, range) = &entry.value.worth {
            let whole = entry.key_range.start..entry.value.range.end;
            self.registered(&entry.key, whole, path, range.clone());
        }
    }

    fn registered(&mut self, key: &str, whole: Range<usize>, path: &str, range: Range<usize>) {
        let Some((kind, whose)) = kind_of_component(key, path) else { return };
        self.registered.insert(key.to_owned(), (kind, whose.clone()));
        let written = Written::Registered { path: path.to_owned(), range };
        self.note(whole, whose, use_of(kind, Component { tag: key.to_owned(), written }));
    }

    fn tag(&mut self, element: &Element) {
        let registered = self.registered.get(&element.name).cloned();
        let known = registered.or_else(|| Some((kind_of_tag(element)?, Whose::Live)));
        let component = Component { tag: element.name.clone(), written: Written::Tag };
        if let Some((kind, whose)) = known {
            self.note(element.range.clone(), whose, use_of(kind, component));
        }
    }

    /// Whose plugin is asked for by a name.
    fn whose(&self, name: &str) -> Whose {
        if is_usual(name) || self.asked.contains(name) {
            Whose::Live
        } else {
            Whose::Alias(name.to_owned())
        }
    }

    fn call(&mut self, acts: &Acts, called: &Called, call: &Call) {
        let range = called.term.range.clone();
        if let Some(api) = Api::read(acts, call) {
            self.note(range, self.whose(&api.plugin), UseKind::Api(api));
        } else if let Some(required) = RequirePlugin::read(acts, call, called.when) {
            self.note(range, self.whose(&required.name), UseKind::RequirePlugin(required));
        } else if let Some(method) = call.method() {
            match method {
                "switchTab" | "reLaunch" => self.hint(range, HintKind::Leaves(method.to_owned())),
                "navigateBack" => self.hint(range, HintKind::GoesBack),
                _ => {}
            }
        }
    }

    fn markup(&mut self, inner: Range<usize>, bound: Bound) {
        for element in markup::elements(&self.text[inner.clone()], inner.start) {
            self.tag(&element);
            let is_navigator = element.name == "navigator";
            for attribute in &element.attributes {
                let Some(Worth::Text(value, range)) = attribute.value.as_ref().map(|v| &v.worth)
                else {
                    continue;
                };
                let name = attribute.name.as_str();
                if is_navigator && name == "open-type" && value == "navigateBack" {
                    self.hint(attribute.range.clone(), HintKind::GoesBack);
                }
                let url = name.trim_start_matches("v-bind:").trim_start_matches(':') == "url";
                if may_link(value) {
                    self.attribute(name, value, range.start, bound, is_navigator && url);
                }
            }
        }
    }

    fn attribute(&mut self, name: &str, value: &str, base: usize, bound: Bound, is_opened: bool) {
        let is_script =
            name.starts_with([':', '@']) || name.starts_with("v-") || name.starts_with("bind");
        let acts = Acts::default();
        if bound == Bound::Directive && is_script {
            let read = script::term(value, base).map(|(_, acts)| acts);
            let read = read.or_else(|_| script::acts(value, base, Dialect::Js));
            let Ok(acts) = read else { return };
            let opened = opened(&acts);
            for term in &acts.texts {
                let is_opened = is_opened || opened.contains(&(term.range.start, term.range.end));
                self.link(&acts, term, is_opened);
            }
            return;
        }
        let whole = markup::mustache(value, base);
        if RoomUrl::read(&acts, &whole).is_some() {
            return self.link(&acts, &whole, is_opened);
        }
        for inner in markup::bindings(value) {
            if let Ok((_, acts)) = script::term(&value[inner.clone()], base + inner.start) {
                for term in &acts.texts {
                    self.link(&acts, term, is_opened);
                }
            }
        }
    }

    fn json(&mut self, root: &Node) {
        let acts = Acts::default();
        for node in root.walk() {
            if let Value::String(text) = &node.value {
                let inner = node.range.start + 1..node.range.end - 1;
                let worth = Worth::Text(text.clone(), inner);
                self.link(&acts, &Term { range: node.range.clone(), worth }, false);
            }
            let Some(components) = node.get("usingComponents").and_then(Node::members) else {
                continue;
            };
            for member in components {
                let Some(path) = member.value.text() else { continue };
                let inner = member.value.range.start + 1..member.value.range.end - 1;
                self.registered(&member.key, member.range(), path, inner);
            }
        }
    }
}

/// The place behind a text that begins at a place.
fn place_behind(from: Place, text: &str) -> Place {
    let to = Place::of(text, text.len());
    match to.line {
        1 => Place { line: from.line, column: from.column + to.column - 1 },
        line => Place { line: from.line + line - 1, column: to.column },
    }
}

fn use_of(kind: ComponentKind, component: Component) -> UseKind {
    match kind {
        ComponentKind::Subscribe => UseKind::Subscribe(component),
        ComponentKind::Pendant => UseKind::Pendant(component),
    }
}

fn is_json(block: &Block) -> bool {
    block.attribute("type") == Some("application/json") || block.attribute("name") == Some("json")
}

fn dialect(block: &Block) -> Dialect {
    match block.attribute("lang") {
        Some("ts" | "typescript") => Dialect::Ts,
        Some("tsx") => Dialect::Tsx,
        Some(_) | None => Dialect::Js,
    }
}

fn may_link(value: &str) -> bool {
    [PROVIDER, ALIAS, "plugin"].iter().any(|sign| value.contains(sign))
}

/// Whether a name is the plugin's usual alias or its appid, or was meant as one.
fn is_usual(name: &str) -> bool {
    let close = |known| strsim::levenshtein(known, &name.to_lowercase()) <= 2;
    [ALIAS, PROVIDER, "liveplayerplugin"].into_iter().any(close)
}

/// The calls of the plugin's interface, with the byte at which each starts; more than a few say nothing new.
fn interface(acts: &Acts) -> Vec<(usize, Api)> {
    let calls = acts.calls.iter().filter_map(|called| {
        Some((called.term.range.start, Api::read(acts, called.term.call()?)?))
    });
    calls.take(ENOUGH).collect()
}

/// The texts that are opened as they are, by their bytes.
fn opened(acts: &Acts) -> BTreeSet<(usize, usize)> {
    let calls = acts.calls.iter().filter_map(|called| called.term.call());
    let opening = calls.filter(|call| call.method().is_some_and(|name| OPENING.contains(&name)));
    let urls = opening.filter_map(|call| Some(&call.arguments.first()?.entry("url")?.value));
    let elements = acts.elements.iter().filter(|element| element.name == "Navigator");
    let attributes = elements.filter_map(|element| element.attribute("url")?.value.as_ref());
    let all = urls.chain(attributes).map(|term| acts.value(term));
    all.map(|term| (term.range.start, term.range.end)).collect()
}

/// The milliseconds of each `setInterval` around `getLiveStatus`, with their bytes.
fn polling(acts: &Acts) -> Vec<(Range<usize>, f64)> {
    let asked = interface(acts).into_iter().filter(|(_, api)| api.name == "getLiveStatus");
    let asked: Vec<usize> = asked.map(|(at, _)| at).collect();
    let calls = acts.calls.iter().filter_map(|called| called.term.call());
    let timers = calls.filter(|call| call.method() == Some("setInterval") && !asked.is_empty());
    let polls = timers.take(ENOUGH).filter_map(|call| {
        let [work, pause, ..] = call.arguments.as_slice() else { return None };
        let Worth::Number(milliseconds) = acts.value(pause).worth else { return None };
        let body = function(acts, work)?;
        let is_around = asked.iter().any(|at| body.contains(at));
        is_around.then(|| (pause.range.clone(), milliseconds))
    });
    polls.collect()
}

/// The bytes of a function that is given itself, or by its name, or as `this.method`.
fn function(acts: &Acts, term: &Term) -> Option<Range<usize>> {
    let value = acts.value(term);
    match (&value.worth, value.name()) {
        (Worth::Function, _) => Some(value.range.clone()),
        (_, Some(name)) => {
            let method = name.strip_prefix("this.")?;
            let entries = acts.all_objects().filter_map(|object| object.entry(method));
            let functions = entries.filter(|entry| entry.value.worth == Worth::Function);
            let mut functions = functions.map(|entry| entry.value.range.clone());
            functions.next().filter(|_| functions.next().is_none())
        }
        (_, None) => None,
    }
}
