//! How the author of a text lays values out, and a new value printed the same way.

use std::ops::Range;

use crate::syntax::insertion_point::InsertionPoint;
use crate::syntax::{Member, Node, Tree};
use crate::text::escape;
use crate::text::lines::LineEnd;

/// A value that is not in the text yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fresh {
    /// A string.
    Text(String),
    /// An object.
    Object(Vec<(String, Fresh)>),
    /// An array.
    Array(Vec<Fresh>),
    /// A value as it stood elsewhere in the same text, its first line indented by `indent`.
    Moved {
        /// The bytes of the value.
        text: String,
        /// Indentation of the line on which it began.
        indent: String,
    },
}

impl Fresh {
    /// The value of a member, to be put elsewhere.
    pub fn moved(text: &str, member: &Member) -> Self {
        let indent = line_indent(text, member.key_range.start).to_owned();
        Self::Moved { text: text[member.value.range.clone()].to_owned(), indent }
    }

    /// Whether a value that is there is of the same type.
    pub(super) fn is_like(&self, node: &Node) -> bool {
        match self {
            Self::Text(_) => node.text().is_some(),
            Self::Object(_) => node.members().is_some(),
            Self::Array(items) => {
                match (items.first(), node.elements().and_then(<[Node]>::first)) {
                    (Some(item), Some(node)) => item.is_like(node),
                    (None, _) | (_, None) => false,
                }
            }
            Self::Moved { .. } => false,
        }
    }
}

/// Whether a container gives each item a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// One item a line.
    Lines,
    /// All on one line: what stands inside the brackets, and between items from comma on.
    Inline { pad: String, separator: String },
}

/// How keys are written that could do without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyQuotes {
    /// As scripts may write names.
    Bare,
    /// In quotes of this kind.
    Quoted(char),
}

/// The habits of a whole text.
#[derive(Debug, Clone)]
pub(super) struct Style<'t> {
    text: &'t str,
    tree: &'t Tree,
    unit: String,
    pub(super) end: LineEnd,
    colon: String,
    keys: KeyQuotes,
    quote: char,
    pub(super) shape: Shape,
    /// Whether a comma stands behind the last of items that have lines of their own.
    pub(super) ends_in_comma: bool,
}

impl<'t> Style<'t> {
    /// Reads the habits off a text.
    pub(super) fn of(text: &'t str, tree: &'t Tree) -> Self {
        let nodes = tree.root.walk();
        let unit = nodes.iter().find_map(|node| indent_step(text, node));
        let colon = nodes.iter().find_map(|node| colon(text, node)).unwrap_or(": ");
        let commas = nodes.iter().filter_map(|node| ends_in_comma(text, tree, node));
        Self {
            text,
            tree,
            unit: unit.unwrap_or("  ").to_owned(),
            end: LineEnd::most_used([text]).unwrap_or(LineEnd::Lf),
            colon: colon.to_owned(),
            keys: most(nodes.iter().filter_map(|node| keys(text, node)), KeyQuotes::Quoted('"')),
            quote: most(nodes.iter().filter_map(|node| quote(text, node)), '"'),
            shape: shape_of(text, &tree.root, colon).unwrap_or(Shape::Lines),
            ends_in_comma: most(commas, false),
        }
    }

    /// The same habits where `neighbour` has its own for colons, keys, strings or the last comma.
    pub(super) fn near(mut self, neighbour: &Node) -> Self {
        let (text, tree) = (self.text, self.tree);
        self.keys = keys(text, neighbour).unwrap_or(self.keys);
        let nodes = neighbour.walk();
        self.quote = most(nodes.iter().filter_map(|node| quote(text, node)), self.quote);
        self.ends_in_comma = ends_in_comma(text, tree, neighbour).unwrap_or(self.ends_in_comma);
        if let Some(near) = colon(text, neighbour) {
            near.clone_into(&mut self.colon);
        }
        self
    }

    /// How a container that holds something is laid out.
    pub(super) fn shape_of(&self, node: &Node) -> Option<Shape> {
        shape_of(self.text, node, &self.colon)
    }

    /// How the items that count in a container are laid out.
    pub(super) fn shape_at(&self, point: &InsertionPoint<'_>) -> Option<Shape> {
        let items: Vec<_> = point.items.iter().take(2).map(|(item, _)| item.clone()).collect();
        shape_of_items(self.text, point.container.range.start, &items, &self.colon)
    }

    /// Line end, indentation, and one step more where it is the inside of a container.
    pub(super) fn line(&self, base: &str) -> String {
        format!("{}{base}", self.end.as_str())
    }

    /// The indentation of what stands inside a container on a line indented by `base`.
    pub(super) fn inside(&self, base: &str) -> String {
        format!("{base}{}", self.unit)
    }

    /// `"key": value`, or the value alone.
    pub(super) fn item(&self, key: Option<&str>, value: &str) -> String {
        match key {
            Some(key) => format!("{}{}{value}", self.key(key), self.colon),
            None => value.to_owned(),
        }
    }

    fn key(&self, key: &str) -> String {
        match self.keys {
            KeyQuotes::Bare if is_name(key) => key.to_owned(),
            KeyQuotes::Bare => quoted(key, self.quote),
            KeyQuotes::Quoted(quote) => quoted(key, quote),
        }
    }
}

/// Prints a value on a line indented by `base`, shaped like `model` where there is one, else like `around`.
pub(super) fn print(
    value: &Fresh,
    base: &str,
    style: &Style<'_>,
    around: &Shape,
    model: Option<&Node>,
) -> String {
    let model = model.filter(|node| value.is_like(node));
    let shape = model.and_then(|node| style.shape_of(node)).unwrap_or_else(|| around.clone());
    let style = &match model {
        Some(node) => style.clone().near(node),
        None => style.clone(),
    };
    let inside = match shape {
        Shape::Lines => style.inside(base),
        Shape::Inline { .. } => base.to_owned(),
    };
    match value {
        Fresh::Text(text) => quoted(text, style.quote),
        Fresh::Moved { text, indent } => reindent(text, indent, base, style.end),
        Fresh::Object(members) => {
            let written = members.iter().map(|(key, value)| {
                let like = model.and_then(|node| node.get(key));
                style.item(Some(key), &print(value, &inside, style, &shape, like))
            });
            wrap(["{", "}"], &written.collect::<Vec<_>>(), base, style, &shape)
        }
        Fresh::Array(elements) => {
            let written = elements.iter().map(|value| print(value, &inside, style, &shape, None));
            wrap(["[", "]"], &written.collect::<Vec<_>>(), base, style, &shape)
        }
    }
}

fn wrap(
    [open, close]: [&str; 2],
    items: &[String],
    base: &str,
    style: &Style<'_>,
    shape: &Shape,
) -> String {
    match shape {
        _ if items.is_empty() => format!("{open}{close}"),
        Shape::Inline { pad, separator } => {
            format!("{open}{pad}{}{pad}{close}", items.join(&format!(",{separator}")))
        }
        Shape::Lines => {
            let inner = style.line(&style.inside(base));
            let comma = if style.ends_in_comma { "," } else { "" };
            let (items, end) = (items.join(&format!(",{inner}")), style.line(base));
            format!("{open}{inner}{items}{comma}{end}{close}")
        }
    }
}

/// Where nothing shows what follows a comma, it is what follows a colon.
fn shape_of(text: &str, node: &Node, colon: &str) -> Option<Shape> {
    shape_of_items(text, node.range.start, &node.items(), colon)
}

fn shape_of_items(text: &str, open: usize, items: &[Range<usize>], colon: &str) -> Option<Shape> {
    let first = items.first()?;
    let pad = &text[open + 1..first.start];
    if pad.contains('\n') {
        return Some(Shape::Lines);
    }
    let blank = |gap: &str| gap.chars().all(char::is_whitespace);
    let second = items.get(1).map(|second| text[first.end..second.start].trim_start());
    let separator = second.and_then(|gap| gap.strip_prefix(',')).filter(|gap| blank(gap));
    let separator = separator.unwrap_or(if colon.ends_with(' ') { " " } else { "" }).to_owned();
    let pad = if blank(pad) { pad.to_owned() } else { String::new() };
    Some(Shape::Inline { pad, separator })
}

/// The blanks at the start of the line on which byte `at` stands.
pub fn line_indent(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Where the line of byte `at` starts.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The item's text with its later lines moved from one indentation to another.
fn reindent(text: &str, from: &str, to: &str, end: LineEnd) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |moved, line| {
        format!(
            "{moved}{}{to}{}",
            end.as_str(),
            line.strip_prefix(from).unwrap_or(line.trim_start())
        )
    })
}

/// How much deeper a container's items stand than the container, where they have lines of their own.
fn indent_step<'t>(text: &'t str, node: &Node) -> Option<&'t str> {
    let first: Range<usize> = node.items().into_iter().next()?;
    let gap = &text[node.range.start + 1..first.start];
    let step = gap.contains('\n').then(|| line_indent(text, first.start))?;
    step.strip_prefix(line_indent(text, node.range.start)).filter(|step| !step.is_empty())
}

/// What stands between key and value of the last member, comments and line breaks aside.
fn colon<'t>(text: &'t str, node: &Node) -> Option<&'t str> {
    let last = node.members()?.iter().rev().find(|member| member.is_pair())?;
    let gap = &text[last.key_range.end..last.value.outer.start];
    gap.chars().all(|c| matches!(c, ' ' | '\t' | ':')).then_some(gap)
}

/// Whether a comma stands behind the last item of a container that gives each item a line.
fn ends_in_comma(text: &str, tree: &Tree, node: &Node) -> Option<bool> {
    let items = node.items();
    let (first, last) = (items.first()?, items.last()?);
    let on_lines = text[node.range.start + 1..first.start].contains('\n');
    on_lines.then(|| tree.comma_between(last.end, node.range.end).is_some())
}

/// How the last key of an object is written that could do without quotes.
fn keys(text: &str, node: &Node) -> Option<KeyQuotes> {
    let mut members = node.members()?.iter().rev();
    let last = members.find(|member| member.is_pair() && is_name(&member.key))?;
    Some(quote_at(text, last.key_range.start).map_or(KeyQuotes::Bare, KeyQuotes::Quoted))
}

/// The quote around a string.
fn quote(text: &str, node: &Node) -> Option<char> {
    node.text().and_then(|_| quote_at(text, node.range.start))
}

/// A string in the quotes of the value whose place it takes.
pub fn string_like(source: &str, node: &Node, text: &str) -> String {
    quoted(text, quote_at(source, node.range.start).unwrap_or('"'))
}

fn quote_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next().filter(|c| matches!(c, '"' | '\''))
}

/// What occurs most often, else a standard.
fn most<T: Copy + PartialEq>(found: impl Iterator<Item = T>, standard: T) -> T {
    let found: Vec<T> = found.collect();
    let others = found.iter().copied().find(|one| *one != standard);
    let rest = found.iter().filter(|one| **one != standard).count();
    others.filter(|_| rest * 2 > found.len()).unwrap_or(standard)
}

/// Whether a script may write a key without quotes.
fn is_name(key: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$');
    key.starts_with(letter) && key.chars().all(|c| letter(c) || c.is_ascii_digit())
}

/// Inside of quotes of either kind; a JSON string is a script's, too.
fn quoted(text: &str, quote: char) -> String {
    let inside = escape::json(text);
    match quote {
        '\'' => format!("'{}'", inside.replace("\\\"", "\"").replace('\'', "\\'")),
        _ => format!("\"{inside}\""),
    }
}
