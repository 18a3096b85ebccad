//! The shape of app.json: one table of the values that it may hold, and keys that stand once.

use std::collections::{HashMap, HashSet};

use crate::project::app_json::{Violation, ViolationKind};
use crate::project::packages::SPELLINGS;
use crate::syntax::{Member, Node, Value};

/// What a value must be.
pub enum ValueKind {
    /// A string.
    Text,
    /// `true` or `false`.
    Bool,
    /// Any members of one kind.
    Map(&'static ValueKind),
    /// Any elements of one kind.
    List(&'static ValueKind),
    /// Any of these keys.
    Object(&'static [(&'static str, ValueKind)]),
    /// A string, `true` or `false`.
    TextOrBool,
}

/// Keys of a plugin entry (the compiler's schema).
pub const ENTRY: &[(&str, ValueKind)] = &[
    ("provider", ValueKind::Text),
    ("version", ValueKind::Text),
    ("path", ValueKind::Text),
    ("export", ValueKind::Text),
    ("genericsImplementation", ValueKind::Map(&ValueKind::Map(&ValueKind::Text))),
];

/// Keys of a subpackage (the compiler's schema).
pub const SUBPACKAGE: &[(&str, ValueKind)] = &[
    ("independent", ValueKind::Bool),
    ("name", ValueKind::Text),
    ("entry", ValueKind::Text),
    ("root", ValueKind::Text),
    ("pages", PAGES),
    ("plugins", PLUGINS),
    ("useExtendedLib", ValueKind::Map(&ValueKind::TextOrBool)),
    ("componentFramework", ValueKind::Text),
    ("renderer", ValueKind::Text),
];

pub(super) const PAGES: ValueKind = ValueKind::List(&ValueKind::Text);

pub(super) const PLUGIN: ValueKind = ValueKind::Object(ENTRY);

/// The plugins of a package.
pub const PLUGINS: ValueKind = ValueKind::Map(&PLUGIN);

pub(super) const SUBPACKAGES: ValueKind = ValueKind::List(&ValueKind::Object(SUBPACKAGE));

/// Keys of app.json that are ours to check.
pub const PROGRAM: ValueKind = ValueKind::Object(&[
    ("pages", PAGES),
    ("plugins", PLUGINS),
    (SPELLINGS[0], SUBPACKAGES),
    (SPELLINGS[1], SUBPACKAGES),
]);

impl ValueKind {
    /// The word of the compiler's schema with its article.
    fn name(&self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Bool => "a boolean",
            Self::Map(_) | Self::Object(_) => "an object",
            Self::List(_) => "an array",
            Self::TextOrBool => "a string or boolean",
        }
    }

    /// Whether a value is of this kind, whatever is in it.
    fn fits(&self, value: &Value) -> bool {
        match self {
            Self::Text => matches!(value, Value::String(_)),
            Self::Bool => matches!(value, Value::Bool(_)),
            Self::Map(_) | Self::Object(_) => matches!(value, Value::Object(_)),
            Self::List(_) => matches!(value, Value::Array(_)),
            Self::TextOrBool => matches!(value, Value::String(_) | Value::Bool(_)),
        }
    }

    /// What is wrong with the type of a value itself; for who edits it, a computed one is wrong too.
    pub(super) fn refuse(&self, node: &Node, path: &str) -> Option<Violation> {
        (!self.fits(&node.value)).then(|| wrong_type(node, path, self.name()))
    }

    /// Everything from `node` down, to which `path` leads, that is of another type; of what a script computes nothing is
    /// known.
    pub fn violations(&self, node: &Node, path: &str) -> Vec<Violation> {
        let mut found = Vec::new();
        self.find(node, &|| path.to_owned(), &mut found);
        found
    }

    /// A path is put into words only where something is wrong.
    fn find(&self, node: &Node, path: &dyn Fn() -> String, found: &mut Vec<Violation>) {
        let below = |key: &str| format!("{}.{key}", path()).trim_start_matches('.').to_owned();
        match (self, &node.value) {
            (_, Value::Other(_)) => {}
            (kind, value) if !kind.fits(value) => found.extend(self.refuse(node, &path())),
            (Self::Map(kind), _) => effective(node)
                .into_iter()
                .for_each(|member| kind.find(&member.value, &|| below(&member.key), found)),
            (Self::Object(fields), _) => fields
                .iter()
                .filter_map(|(key, kind)| Some((key, kind, node.get(key)?)))
                .for_each(|(key, kind, value)| kind.find(value, &|| below(key), found)),
            (Self::List(kind), _) => {
                for (index, element) in node.elements().unwrap_or_default().iter().enumerate() {
                    kind.find(element, &|| format!("{}[{index}]", path()), found);
                }
            }
            (Self::Text | Self::Bool | Self::TextOrBool, _) => {}
        }
    }
}

pub(super) fn wrong_type(node: &Node, path: &str, expected: &'static str) -> Violation {
    let word = expected.split_once(' ').map_or(expected, |(_article, word)| word);
    Violation::new(&node.range, ViolationKind::WrongType(expected), [path, word])
}

/// The members with known keys, of equal keys the last: what `JSON.parse` gives.
pub fn effective(object: &Node) -> Vec<&Member> {
    let mut seen = HashSet::new();
    let mut kept: Vec<&Member> =
        known(object).rev().filter(|member| seen.insert(member.key.as_str())).collect();
    kept.reverse();
    kept
}

fn known(object: &Node) -> impl DoubleEndedIterator<Item = &Member> {
    let members = object.members().unwrap_or_default().iter();
    members.filter(|member| !member.key.is_empty())
}

/// The members of keys that stand more than once: each but the last, the next one, and the last.
pub fn duplicates(object: &Node) -> Vec<[&Member; 3]> {
    let last: HashMap<&str, &Member> =
        known(object).map(|member| (member.key.as_str(), member)).collect();
    let mut before = HashMap::new();
    let twice = known(object).filter_map(|next| {
        let hidden = before.insert(next.key.as_str(), next)?;
        Some([hidden, next, last[next.key.as_str()]])
    });
    twice.collect()
}

/// The violation of two members of a key.
pub fn duplicate(hidden: &Member, next: &Member) -> Violation {
    let kind = ViolationKind::DuplicateKey(next.key_range.clone());
    Violation::new(&hidden.key_range, kind, [&hidden.key])
}

/// The subpackages under the spelling that is not read where the other one is there.
pub fn dropped_spelling(listing: &Node) -> Option<&Member> {
    let [read, dropped] = SPELLINGS.map(|key| listing.member(key));
    read.and(dropped)
}

/// The violation of [`dropped_spelling`].
pub fn both_spellings(listing: &Node) -> Option<Violation> {
    let range = &dropped_spelling(listing)?.key_range;
    Some(Violation::new(range, ViolationKind::BothSpellings, SPELLINGS))
}
