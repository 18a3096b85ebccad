//! Reads a source of any language.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::call::{self, Api, RequirePlugin};
use super::component::{Component, ComponentKind, ComponentSite, kind_of_component, kind_of_tag};
use super::kind::{Hint, HintKind, Usage, UsageKind};
use super::library;
use super::room::{self, RoomUrl};
use super::secret;
use super::spelling::is_like;
use super::theme::Themes;
use super::whose::Whose;
use crate::model::plugin::{ALIAS, PROVIDER};
use crate::syntax::blocks::{Content, blocks};
use crate::syntax::conditional::mask;
use crate::syntax::dialect::Dialect;
use crate::syntax::element::Element;
use crate::syntax::jsonc::{self, SyntaxFault};
use crate::syntax::markup;
use crate::syntax::script;
use crate::syntax::script::facts::{CallSite, ScriptFacts};
use crate::syntax::static_value::{StaticEntry, StaticValue, ValueKind};
use crate::syntax::{Node, Value};
use crate::text::edit::Place;
use crate::text::ranges;

/// So many calls of one kind tell all about a file.
const ENOUGH: usize = 64;
/// Calls that open the page whose address is their argument's `url`.
const OPENING: [&str; 5] = ["navigateTo", "redirectTo", "reLaunch", "switchTab", "preloadPage"];

/// The platform's elements that do nothing with a `url`, also as Taro names them.
const PLAIN: [&str; 9] = [
    "view",
    "button",
    "text",
    "image",
    "block",
    "cover-view",
    "cover-image",
    "CoverView",
    "CoverImage",
];

/// All that a source shows.
#[derive(Debug, Default)]
pub(super) struct UsageFindings {
    /// Its uses.
    pub(super) uses: Vec<Usage>,
    /// What rules ask for.
    pub(super) hints: Vec<Hint>,
}

/// Reads a source, by the suffix of its name; `json` is what its text is as JSON, where that is known.
pub(super) fn source(
    file: &str,
    text: &str,
    json: Option<&Node>,
) -> Result<UsageFindings, SyntaxFault> {
    let masked = text.contains("#if").then(|| mask(text).text);
    let json = json.filter(|_| masked.is_none());
    let text = masked.as_deref().unwrap_or(text);
    let mut reader = SourceReader {
        text,
        found: UsageFindings::default(),
        registered: BTreeMap::new(),
        asked: BTreeSet::new(),
        themes: None,
        may_call: call::may_call(text),
        may_show_key: secret::may_show_key(text),
    };
    match file.rsplit_once('.').map(|(_, suffix)| suffix) {
        Some("json") => match json {
            Some(root) => reader.json(root),
            None => reader.json(&jsonc::parse(text)?.root),
        },
        Some("wxml") => reader.markup(0..text.len(), Bound::Mustache),
        Some("ts" | "uts") => reader.script(0..text.len(), Dialect::Ts)?,
        Some("tsx") => reader.script(0..text.len(), Dialect::Tsx)?,
        Some("vue" | "uvue" | "nvue") => reader.component(Bound::Vue)?,
        Some("wpy" | "mpx") => reader.component(Bound::Directive)?,
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
    /// By the signs before its name alone, as Vue has it.
    Vue,
}

struct SourceReader<'t> {
    /// Without what other platforms get.
    text: &'t str,
    found: UsageFindings,
    /// Components by the names of their tags, as this file registers them.
    registered: BTreeMap<String, (ComponentKind, Whose)>,
    /// What is asked for to call what only the live plugin has, in the script that is read.
    asked: BTreeSet<String>,
    /// Of the scripts; told once, when the first is read.
    themes: Option<Themes>,
    may_call: bool,
    may_show_key: bool,
}

impl SourceReader<'_> {
    fn finish(mut self) -> UsageFindings {
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

    fn note(&mut self, range: Range<usize>, whose: Whose, kind: UsageKind) {
        self.found.uses.push(usage_at(range, whose, kind));
    }

    fn hint(&mut self, range: Range<usize>, kind: HintKind) {
        self.found.hints.push(Hint { range, kind });
    }

    /// The blocks of a single-file component; scripts come first, because they say what tags are.
    fn component(&mut self, bound: Bound) -> Result<(), SyntaxFault> {
        let blocks = blocks(self.text);
        for block in blocks.iter().filter(|block| block.source().is_none()) {
            let inner = block.inner.clone();
            match block.content() {
                Content::Value => self.configuration(inner)?,
                Content::Exported => self.script(inner, Dialect::Js)?,
                Content::Script(dialect) => self.script(inner, dialect)?,
                Content::Markup | Content::Other => {}
            }
        }
        for block in blocks.iter().filter(|block| block.content() == Content::Markup) {
            self.markup(block.inner.clone(), bound);
        }
        Ok(())
    }

    fn configuration(&mut self, inner: Range<usize>) -> Result<(), SyntaxFault> {
        let text = &self.text[inner.clone()];
        script::expression_facts(text, inner.start, |facts| self.facts(facts))
    }

    fn script(&mut self, inner: Range<usize>, dialect: Dialect) -> Result<(), SyntaxFault> {
        let text = &self.text[inner.clone()];
        script::facts(text, inner.start, dialect, |facts| self.facts(facts))
    }

    fn facts(&mut self, facts: &ScriptFacts<'_>) {
        let before = self.found.uses.len();
        let apis = self.interface(facts);
        let telling = apis.iter().take(ENOUGH).filter(|(_, api)| api.is_telling());
        self.asked = telling.map(|(_, api)| api.plugin.clone()).collect();
        self.found.uses.extend(links(facts, false));
        for entry in facts.entries_of("usingComponents") {
            self.registration(&entry);
        }
        for site in facts.calls() {
            self.call(facts, site);
        }
        for (range, milliseconds) in polling(facts, &apis) {
            self.hint(range, HintKind::Polling(milliseconds));
        }
        for (site, api) in apis {
            self.note(facts.range(site), self.whose(&api.plugin), UsageKind::Api(api));
        }
        for element in facts.elements() {
            self.tag(&element);
            let url = element.attribute("url").and_then(|one| one.value.as_ref());
            if url.is_some_and(|url| RoomUrl::read(facts, url).is_some()) {
                self.linked(&element);
            }
        }
        let themes = self.themes.get_or_insert_with(|| Themes::of(self.text));
        self.found.hints.extend(themes.hints(facts));
        if self.may_show_key {
            for (range, secret) in secret::secrets(facts) {
                self.hint(range, HintKind::Secret(secret));
            }
        }
        let here = &mut self.found.uses[before..];
        let dead = if here.is_empty() { Vec::new() } else { facts.dead() };
        for found in here {
            found.is_dead = ranges::cover(&dead, found.range.start);
        }
    }

    /// The calls of the plugin's interface.
    fn interface<'a>(&self, facts: &ScriptFacts<'a>) -> Vec<(CallSite<'a>, Api)> {
        if !self.may_call {
            return Vec::new();
        }
        let named = facts.calls().filter(|site| {
            site.method().is_some_and(|method| call::is_named(&method, site.is_of_name()))
        });
        named.filter_map(|site| Some((site, Api::read(facts, &facts.callee(site))?))).collect()
    }

    fn registration(&mut self, entry: &StaticEntry) {
        if let ValueKind::Text(path, range) = &entry.value.kind {
            let whole = entry.key_range.start..entry.value.range.end;
            self.registered(&entry.key, whole, path, range.clone());
        }
    }

    fn registered(&mut self, key: &str, whole: Range<usize>, path: &str, range: Range<usize>) {
        let Some((kind, whose)) = kind_of_component(key, path) else {
            let (tag, path) = (key.to_owned(), path.to_owned());
            return self.hint(whole, HintKind::Registers { tag, path });
        };
        self.registered.insert(key.to_owned(), (kind, whose.clone()));
        let site = ComponentSite::Registered { path: path.to_owned(), range };
        self.note(whole, whose, usage_of(kind, Component { tag: key.to_owned(), site }));
    }

    fn tag(&mut self, element: &Element<'_>) {
        let registered = self.registered.get(&*element.name).cloned();
        let known = registered.or_else(|| Some((kind_of_tag(element)?, Whose::Live)));
        if let Some((kind, whose)) = known {
            let site = ComponentSite::Tag {
                attributes: element.attributes.iter().map(|one| one.name.to_string()).collect(),
                has_spread: element.has_spread,
            };
            let component = Component { tag: element.name.to_string(), site };
            self.note(element.range.clone(), whose, usage_of(kind, component));
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

    fn call<'a>(&mut self, facts: &ScriptFacts<'a>, site: CallSite<'a>) {
        let Some(method) = site.method() else { return };
        match &*method {
            "requirePlugin" | "async" => {
                let value = facts.call(site);
                let required = value.call().and_then(|call| RequirePlugin::read(facts, call));
                if let Some(required) = required {
                    let required = RequirePlugin { when: facts.when(site), ..required };
                    let whose = self.whose(&required.name);
                    self.note(value.range, whose, UsageKind::RequirePlugin(required));
                }
            }
            "switchTab" | "reLaunch" => {
                if method == "switchTab" {
                    self.tab(facts, site);
                }
                self.hint(facts.range(site), HintKind::Leaves(method.into_owned()));
            }
            "navigateBack" => self.hint(facts.range(site), HintKind::GoesBack),
            name => {
                if let Some(library) = library::of_function(name) {
                    let name = name.to_owned();
                    self.hint(facts.range(site), HintKind::Needs { name, library });
                }
            }
        }
    }

    /// A call of `switchTab` with a link to a room.
    fn tab(&mut self, facts: &ScriptFacts<'_>, site: CallSite<'_>) {
        let call = facts.call(site);
        let url = call.call().and_then(|call| call.arguments.first()?.entry("url"));
        if url.is_some_and(|url| RoomUrl::read(facts, &url.value).is_some()) {
            let end = facts.callee(site).range.end;
            let word = end.saturating_sub("switchTab".len())..end;
            if self.text.get(word.clone()) == Some("switchTab") {
                self.hint(word, HintKind::OpensTab("navigateTo"));
            }
        }
    }

    /// An element whose `url` is a link to a room.
    fn linked(&mut self, element: &Element<'_>) {
        if element.name.eq_ignore_ascii_case("navigator") {
            let how = ["open-type", "openType"].iter().find_map(|name| element.attribute(name));
            if let Some(ValueKind::Text(how, range)) =
                how.and_then(|one| Some(&one.value.as_ref()?.kind))
                && how == "switchTab"
            {
                self.hint(range.clone(), HintKind::OpensTab("navigate"));
            }
            return;
        }
        let is_plain = PLAIN.iter().any(|plain| element.name.eq_ignore_ascii_case(plain));
        let acts = |name: &str| {
            ["bind", "catch", "@", "v-on", "on"].iter().any(|sign| name.starts_with(sign))
        };
        if is_plain && !element.attributes.iter().any(|one| acts(&one.name)) {
            self.hint(element.range.clone(), HintKind::LinkOn(element.name.to_string()));
        }
    }

    fn markup(&mut self, inner: Range<usize>, bound: Bound) {
        for element in markup::elements(&self.text[inner.clone()], inner.start) {
            if let Some(library) = library::of_component(&element.name) {
                let name = element.name.to_string();
                self.hint(element.range.clone(), HintKind::Needs { name, library });
            }
            let before = self.found.uses.len();
            self.tag(&element);
            let is_component = self.found.uses.len() > before;
            let is_navigator = element.name == "navigator";
            for attribute in &element.attributes {
                let Some(ValueKind::Text(value, range)) = attribute.value.as_ref().map(|v| &v.kind)
                else {
                    continue;
                };
                let name = &*attribute.name;
                if is_component && value.is_empty() {
                    let whole = attribute.range.start..(range.end + 1).min(self.text.len());
                    self.hint(whole, HintKind::EmptyText(name.to_owned()));
                }
                if is_navigator && name == "open-type" && value == "navigateBack" {
                    self.hint(attribute.range.clone(), HintKind::GoesBack);
                }
                let url = name.trim_start_matches("v-bind:").trim_start_matches(':') == "url";
                if may_link(value) {
                    let before = self.found.uses.len();
                    self.attribute(name, value, range.start, bound, is_navigator && url);
                    let found = &self.found.uses[before..];
                    if url && found.iter().any(|one| matches!(one.kind, UsageKind::RoomUrl(_))) {
                        self.linked(&element);
                    }
                }
            }
            let is_dead = is_never(&element);
            self.found.uses[before..].iter_mut().for_each(|found| found.is_dead |= is_dead);
        }
    }

    fn attribute(&mut self, name: &str, value: &str, base: usize, bound: Bound, is_opened: bool) {
        let is_script =
            name.starts_with([':', '@']) || name.starts_with("v-") || name.starts_with("bind");
        if bound != Bound::Mustache && is_script {
            let found = script::expression_facts(value, base, |facts| links(facts, is_opened));
            let found = found.or_else(|_| {
                script::facts(value, base, Dialect::Js, |facts| links(facts, is_opened))
            });
            return self.found.uses.extend(found.unwrap_or_default());
        }
        let whole = match bound {
            Bound::Mustache | Bound::Directive => markup::mustache(value, base),
            Bound::Vue => markup::plain(value, base, 0..value.len()),
        };
        if let Some(found) = link(&ScriptFacts::none(), &whole, is_opened) {
            return self.found.uses.push(found);
        }
        for inner in markup::bindings(value) {
            let text = &value[inner.clone()];
            if may_link(text) {
                let found = script::expression_facts(text, base + inner.start, |facts| {
                    links(facts, is_opened)
                });
                self.found.uses.extend(found.unwrap_or_default());
            }
        }
    }

    fn json(&mut self, root: &Node) {
        let nothing = ScriptFacts::none();
        for node in root.walk() {
            if let Value::String(text) = &node.value
                && room::may_link(text)
            {
                let inner = node.range.start + 1..node.range.end - 1;
                let kind = ValueKind::Text(text.clone(), inner);
                let value = StaticValue { range: node.range.clone(), kind };
                self.found.uses.extend(link(&nothing, &value, false));
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

/// Whether an element is never shown, by what is written at it.
fn is_never(element: &Element<'_>) -> bool {
    let tests = ["wx:if", "v-if"].into_iter().filter_map(|name| element.attribute(name));
    let mut tests = tests.filter_map(|test| test.value.as_ref()?.text());
    tests.any(|test| test.trim_matches(['{', '}', ' ']) == "false")
}

/// The links to rooms in a script; `is_opened` says that what is put together is opened as it is.
fn links(facts: &ScriptFacts<'_>, is_opened: bool) -> Vec<Usage> {
    let opened = opened(facts);
    let sites = facts.texts().filter(|site| site.plain().is_none_or(room::may_link));
    let texts = sites.map(|site| facts.text(site));
    let found = texts.filter_map(|value| {
        let is_opened = is_opened || opened.contains(&(value.range.start, value.range.end));
        link(facts, &value, is_opened)
    });
    found.collect()
}

/// A text as a link to a room, if it is one.
fn link(facts: &ScriptFacts<'_>, value: &StaticValue, is_opened: bool) -> Option<Usage> {
    let (mut url, whose) = RoomUrl::read(facts, value)?;
    url.complete &= is_opened;
    Some(usage_at(value.range.clone(), whose, UsageKind::RoomUrl(url)))
}

/// A use whose place is not counted yet.
fn usage_at(range: Range<usize>, whose: Whose, kind: UsageKind) -> Usage {
    Usage { place: Place { line: 1, column: 1 }, range, whose, is_dead: false, kind }
}

/// The place behind a text that begins at a place.
fn place_behind(from: Place, text: &str) -> Place {
    let to = Place::of(text, text.len());
    match to.line {
        1 => Place { line: from.line, column: from.column + to.column - 1 },
        line => Place { line: from.line + line - 1, column: to.column },
    }
}

fn usage_of(kind: ComponentKind, component: Component) -> UsageKind {
    match kind {
        ComponentKind::Subscribe => UsageKind::Subscribe(component),
        ComponentKind::Pendant => UsageKind::Pendant(component),
    }
}

fn may_link(value: &str) -> bool {
    [PROVIDER, ALIAS, "plugin"].iter().any(|sign| value.contains(sign))
}

/// Whether a name is the plugin's usual alias or its appid, or was meant as one.
fn is_usual(name: &str) -> bool {
    let close = |known| is_like(&name.to_lowercase(), known, 2);
    [ALIAS, PROVIDER, "liveplayerplugin"].into_iter().any(close)
}

/// The texts that are opened as they are, by their bytes.
fn opened(facts: &ScriptFacts<'_>) -> BTreeSet<(usize, usize)> {
    let mut found = call::urls_of(facts, &OPENING);
    let navigators = facts.elements().filter(|element| element.name == "Navigator");
    for element in navigators {
        if let Some(url) = element.attribute("url").and_then(|one| one.value.as_ref()) {
            let range = &facts.value(url).range;
            found.insert((range.start, range.end));
        }
    }
    found
}

/// The milliseconds of each `setInterval` around `getLiveStatus`, with their bytes.
fn polling(facts: &ScriptFacts<'_>, apis: &[(CallSite<'_>, Api)]) -> Vec<(Range<usize>, f64)> {
    let asked = apis.iter().take(ENOUGH).filter(|(_, api)| api.name == "getLiveStatus");
    let asked: Vec<usize> = asked.map(|(site, _)| facts.range(*site).start).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let timers = facts.calls().filter(|site| site.method().as_deref() == Some("setInterval"));
    let polls = timers.take(ENOUGH).filter_map(|site| {
        let value = facts.call(site);
        let [work, pause, ..] = value.call()?.arguments.as_slice() else { return None };
        let ValueKind::Number(milliseconds) = facts.value(pause).kind else { return None };
        let body = function(facts, work)?;
        let is_around = asked.iter().any(|at| body.contains(at));
        is_around.then(|| (pause.range.clone(), milliseconds))
    });
    polls.collect()
}

/// The bytes of a function that is given itself, or by its name, or as `this.method`.
fn function(facts: &ScriptFacts<'_>, value: &StaticValue) -> Option<Range<usize>> {
    let value = facts.value(value);
    if matches!(value.kind, ValueKind::Function) {
        return Some(value.range.clone());
    }
    let mut methods = facts.methods(value.name()?.strip_prefix("this.")?);
    methods.next().filter(|_| methods.next().is_none())
}
