//! Links to rooms: the address and the parameters of one, as far as reading tells what it is put together of.

use std::fmt::Write as _;
use std::ops::Range;

use super::spelling::is_like;
use super::whose::Whose;
use crate::model::plugin::{ALIAS, PROVIDER};
use crate::syntax::script::facts::ScriptFacts;
use crate::syntax::static_value::{StaticValue, ValueKind, inside};

/// How deep texts that are put together of others are looked into.
const DEPTH: usize = 8;
/// Of how many pieces a link may be; a longer one says nothing.
const PIECES: usize = 256;

/// What makes variables whose value stands in `.value` (Vue's documentation).
const VUE_REFS: [&str; 5] = ["ref", "shallowRef", "computed", "toRef", "customRef"];

/// How many bytes a link may have; a longer text is none.
const LENGTH: usize = 16 << 10;

/// A link to a room.
#[derive(Debug, Clone, PartialEq)]
pub struct RoomUrl {
    /// What stands before the parameters, where all of it is known.
    pub address: Option<String>,
    /// Bytes of the address, from its first piece to its last.
    pub address_range: Range<usize>,
    /// Its parameters in order.
    pub parameters: Vec<Parameter>,
    /// Whether it is opened as it is, with no parameter that reading does not see.
    pub complete: bool,
}

/// A parameter of a link.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Bytes of the name.
    pub range: Range<usize>,
    /// What its value is put together of.
    pub value: Vec<Piece>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: PieceKind,
}

/// The kinds of parts.
#[derive(Debug, Clone, PartialEq)]
pub enum PieceKind {
    /// A text.
    Text(String),
    /// `encodeURIComponent( … )`, and its value where that is known.
    Encoded(Option<String>),
    /// `JSON.stringify( … )`, not encoded.
    Json,
    /// An object, which becomes `[object Object]`.
    Object,
    /// A name, or names joined by dots, of which nothing more is known.
    Name(String),
    /// A variable that Vue made, given as it is and not by its `.value`.
    VueRef(String),
    /// Something else.
    Unknown,
}

impl RoomUrl {
    /// Reads a text that is meant as a link to a room, and of whose plugin; any other is `None`.
    pub(super) fn read(facts: &ScriptFacts<'_>, value: &StaticValue) -> Option<(Self, Whose)> {
        let mut pieces = Vec::new();
        flatten(facts, value, DEPTH, &mut pieces);
        let length: usize = pieces.iter().filter_map(Piece::text).map(str::len).sum();
        if pieces.len() > PIECES || length > LENGTH {
            return None;
        }
        let shape = shape(&pieces);
        let whose = may_link(&shape).then(|| meant(&shape))??;
        Some((parse(&pieces), whose))
    }

    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

impl Piece {
    /// The first of the names that it is, if it is one.
    pub fn root(&self) -> Option<&str> {
        let PieceKind::Name(path) = &self.kind else { return None };
        path.split('.').next()
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let PieceKind::Text(text) = &self.kind { Some(text) } else { None }
    }
}

/// Whether a text may be a link to a room, or begin one.
pub(super) fn may_link(text: &str) -> bool {
    text.contains(":/") || text.contains(PROVIDER)
}

/// What a value is put together of.
fn flatten(facts: &ScriptFacts<'_>, written: &StaticValue, depth: usize, pieces: &mut Vec<Piece>) {
    let value = facts.value(written);
    let known = match &value.kind {
        _ if depth == 0 || pieces.len() > PIECES => PieceKind::Unknown,
        ValueKind::Concatenation(parts) => {
            for part in parts {
                flatten(facts, part, depth - 1, pieces);
                if pieces.len() > PIECES {
                    return;
                }
            }
            return;
        }
        ValueKind::Text(text, _) if text.len() > LENGTH => PieceKind::Unknown,
        ValueKind::Text(text, inner) => {
            pieces.push(Piece { range: inner.clone(), kind: PieceKind::Text(text.clone()) });
            return;
        }
        ValueKind::Number(number) => PieceKind::Text(number.to_string()),
        ValueKind::Constant(word) => PieceKind::Text((*word).to_owned()),
        ValueKind::Object(_) => PieceKind::Object,
        ValueKind::Call(call) => match (call.callee.name(), call.arguments.as_slice()) {
            (Some("encodeURIComponent"), [argument]) => {
                PieceKind::Encoded(json_of(facts, argument).map(|text| encoded(&text)))
            }
            (Some("JSON.stringify"), _) => PieceKind::Json,
            (Some(maker), _) if VUE_REFS.contains(&maker) => {
                let name = written.name().filter(|name| !name.contains('.'));
                let kind =
                    name.map_or(PieceKind::Unknown, |name| PieceKind::VueRef(name.to_owned()));
                pieces.push(Piece { range: written.range.clone(), kind });
                return;
            }
            (_, _) => PieceKind::Unknown,
        },
        ValueKind::Array(values) => match sample(values) {
            Some(name) => PieceKind::Text(name),
            None => PieceKind::Unknown,
        },
        ValueKind::Name(name, _) => PieceKind::Name(name.clone()),
        ValueKind::Member(..)
        | ValueKind::Function
        | ValueKind::CallbackArgument(_)
        | ValueKind::OneOf(_)
        | ValueKind::Unknown => PieceKind::Unknown,
    };
    pieces.push(Piece { range: value.range.clone(), kind: known });
}

/// What the documentation's sample has for the number of a room, pasted as it is: `[直播房间id]`.
fn sample(values: &[StaticValue]) -> Option<String> {
    let [only] = values else { return None };
    only.name().filter(|name| !name.is_ascii()).map(|name| format!("[{name}]"))
}

/// A text, or what `JSON.stringify` makes of a literal.
fn json_of(facts: &ScriptFacts<'_>, value: &StaticValue) -> Option<String> {
    let value = facts.value(value);
    if let Some(text) = value.text() {
        return Some(text.to_owned());
    }
    let call = value.call().filter(|call| call.callee.name() == Some("JSON.stringify"))?;
    let [argument] = call.arguments.as_slice() else { return None };
    Some(crate::text::escape::json_stringify(&json(facts, argument, DEPTH)?))
}

fn json(facts: &ScriptFacts<'_>, value: &StaticValue, depth: usize) -> Option<serde_json::Value> {
    let value = facts.value(value);
    let depth = depth.checked_sub(1)?;
    match &value.kind {
        ValueKind::Text(text, _) => Some(text.as_str().into()),
        ValueKind::Number(number) => Some((*number).into()),
        ValueKind::Constant(word) => serde_json::from_str(word).ok(),
        ValueKind::Array(values) => values.iter().map(|value| json(facts, value, depth)).collect(),
        ValueKind::Object(members) if members.spreads.is_empty() => {
            let members = members
                .entries
                .iter()
                .map(|entry| Some((entry.key.clone(), json(facts, &entry.value, depth)?)));
            Some(serde_json::Value::Object(members.collect::<Option<_>>()?))
        }
        ValueKind::Concatenation(_)
        | ValueKind::Object(_)
        | ValueKind::Name(..)
        | ValueKind::Member(..)
        | ValueKind::Call(_)
        | ValueKind::Function
        | ValueKind::CallbackArgument(_)
        | ValueKind::OneOf(_)
        | ValueKind::Unknown => None,
    }
}

/// What `encodeURIComponent` makes of a text.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
        if is_plain {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The text with one sign for all that is not known.
fn shape(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text().unwrap_or("\0")).collect()
}

/// Whose room somebody who writes this means, if a room; components, routes inside of the platform and prose are no
/// links.
fn meant(shape: &str) -> Option<Whose> {
    let (address, query) = shape.split_once('?').map_or((shape, None), |(a, q)| (a, Some(q)));
    let address = address.trim();
    if address.contains(char::is_whitespace) || address.contains("__plugin__") {
        return None;
    }
    let opens_room = query.is_some_and(|query| query.contains("room_id"));
    let Some((scheme, rest)) = address.trim_start_matches('/').split_once(":/") else {
        let is_ours = address.contains(PROVIDER) && address.ends_with(ALIAS) && opens_room;
        return is_ours.then_some(Whose::Live);
    };
    let (host, path) = rest.trim_start_matches('/').split_once('/').unwrap_or((rest, ""));
    let host = host.trim_start_matches('/');
    let is_component =
        ["components", "subscribe", "pendant"].iter().any(|word| path.contains(word));
    let is_page = path.trim_end_matches('\0').rsplit('/').next() == Some(ALIAS);
    if !is_scheme(scheme) || is_component {
        return None;
    }
    let is_ours = match path {
        "" => query.is_some() && (host == PROVIDER || host == ALIAS),
        _ if is_page => true,
        path if path.contains('\0') => return None,
        path if host == PROVIDER => query.is_some() || is_near(path),
        _ => host.starts_with('\0') && opens_room,
    };
    let is_alias = !host.is_empty() && !host.contains('\0') && (opens_room || is_near(path));
    match (is_ours, is_alias) {
        (true, _) => Some(Whose::Live),
        (false, true) => Some(Whose::Alias(host.to_owned())),
        (false, false) => None,
    }
}

/// Whether the page of a path is the room page, misspelt.
fn is_near(path: &str) -> bool {
    is_like(path.rsplit('/').next().unwrap_or(path), ALIAS, 3)
}

fn is_scheme(scheme: &str) -> bool {
    let known = ["plugin-private", "plugin"];
    known.contains(&scheme) || known.iter().any(|known| is_like(scheme, known, 2))
}

fn parse(pieces: &[Piece]) -> RoomUrl {
    let start = pieces.first().map_or(0, |piece| piece.range.start);
    let mut url = RoomUrl {
        address: Some(String::new()),
        address_range: start..start,
        parameters: Vec::new(),
        complete: true,
    };
    let mut part = UrlPart::Address;
    for piece in pieces {
        match piece.text() {
            Some(text) => {
                for (range, sign, word) in words(text, part) {
                    part = part.after(sign);
                    let range = inside(text, &piece.range, range);
                    url.take(part, word, range);
                }
            }
            None => url.take_unknown(part, piece),
        }
    }
    url.parameters.retain(|parameter| !parameter.name.is_empty() || !parameter.value.is_empty());
    url
}

/// Where in a link one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UrlPart {
    Address,
    Name,
    Value,
}

impl UrlPart {
    fn after(self, sign: Option<char>) -> Self {
        match (self, sign) {
            (Self::Address, Some('?')) | (Self::Name | Self::Value, Some('&')) => Self::Name,
            (Self::Name, Some('=')) => Self::Value,
            (part, _) => part,
        }
    }
}

/// The words of a text with the sign before each.
fn words(text: &str, mut part: UrlPart) -> Vec<(Range<usize>, Option<char>, &str)> {
    let mut found = Vec::new();
    let mut sign = None;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let parts = match part {
            UrlPart::Address => c == '?',
            UrlPart::Name => matches!(c, '=' | '&'),
            UrlPart::Value => c == '&',
        };
        if parts {
            found.push((start..at, sign, &text[start..at]));
            part = part.after(Some(c));
            sign = Some(c);
            start = at + 1;
        }
    }
    found.push((start..text.len(), sign, &text[start..]));
    found
}

impl RoomUrl {
    fn take(&mut self, part: UrlPart, word: &str, range: Range<usize>) {
        let last = self.parameters.last_mut();
        match (part, last) {
            (UrlPart::Address, _) => {
                if let Some(address) = &mut self.address {
                    address.push_str(word);
                }
                self.address_range.end = range.end.max(self.address_range.start);
            }
            (UrlPart::Value, Some(last)) => {
                if !word.is_empty() {
                    last.value.push(Piece { range, kind: PieceKind::Text(word.to_owned()) });
                }
            }
            (UrlPart::Name | UrlPart::Value, _) => {
                self.parameters.push(Parameter { name: word.to_owned(), range, value: Vec::new() });
            }
        }
    }

    fn take_unknown(&mut self, part: UrlPart, piece: &Piece) {
        match (part, self.parameters.last_mut()) {
            (UrlPart::Address, _) => {
                self.address = None;
                self.address_range.end = piece.range.end.max(self.address_range.start);
                self.complete = false;
            }
            (UrlPart::Value, Some(last)) => {
                self.complete &= matches!(piece.kind, PieceKind::Encoded(_));
                last.value.push(piece.clone());
            }
            (UrlPart::Name | UrlPart::Value, _) => self.complete = false,
        }
    }
}
