//! The shape of app.json: one table of the values that it may hold, and keys that stand once.

use std::collections::HashMap;

use crate::project::app_json::{Violation, ViolationKind};
use crate::project::packages::SPELLINGS;
use crate::syntax::{Member, Node, Value};

/// What a value must be.
pub enum Schema {
    /// A string.
    Text,
    /// `true` or `false`.
    Bool,
    /// Any members of one kind.
    Map(&'static Schema),
    /// Any elements of one kind.
    List(&'static Schema),
    /// Any of these keys.
    Object(&'static [(&'static str, Schema)]),
    /// A string, `true` or `false`.
    TextOrBool,
}

/// Keys of a plugin entry (the compiler's schema).
pub const ENTRY: &[(&str, Schema)] = &[
    ("provider", Schema::Text),
    ("version", Schema::Text),
    ("path", Schema::Text),
    ("export", Schema::Text),
    ("genericsImplementation", Schema::Map(&Schema::Map(&Schema::Text))),
];

/// Keys of a subpackage (the compiler's schema).
pub const SUBPACKAGE: &[(&str, Schema)] = &[
    ("independent", Schema::Bool),
    ("name", Schema::Text),
    ("entry", Schema::Text),
    ("root", Schema::Text),
    ("pages", PAGES),
    ("plugins", PLUGINS),
    ("useExtendedLib", Schema::Map(&Schema::TextOrBool)),
    ("componentFramework", Schema::Text),
    ("renderer", Schema::Text),
];

pub(super) const PAGES: Schema = Schema::List(&Schema::Text);

pub(super) const PLUGIN: Schema = Schema::Object(ENTRY);

/// The plugins of a package.
pub const PLUGINS: Schema = Schema::Map(&PLUGIN);

pub(super) const SUBPACKAGES: Schema = Schema::List(&Schema::Object(SUBPACKAGE));

/// Keys of app.json that are ours to check.
pub const PROGRAM: Schema = Schema::Object(&[
    ("pages", PAGES),
    ("plugins", PLUGINS),
    (SPELLINGS[0], SUBPACKAGES),
    (SPELLINGS[1], SUBPACKAGES),
]);

impl Schema {
    /// What a value is no example of, whatever is in it; for who edits it, a computed one is wrong too.
    pub(super) fn refuse(&self, node: &Node, path: &str) -> Option<Violation> {
        let value = &node.literal().value;
        let (expected, fits) = match self {
            Self::Text => ("a string", matches!(value, Value::String(_))),
            Self::Bool => ("a boolean", matches!(value, Value::Bool(_))),
            Self::TextOrBool => {
                ("a string or boolean", matches!(value, Value::String(_) | Value::Bool(_)))
            }
            Self::Map(_) | Self::Object(_) => ("an object", matches!(value, Value::Object(_))),
            Self::List(_) => ("an array", matches!(value, Value::Array(_))),
        };
        (!fits).then(|| wrong_type(node, path, expected))
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
        if node.is_computed() {
            return;
        }
        if let Some(mut violation) = self.refuse(node, "") {
            violation.names[0] = path();
            found.push(violation);
        }
        let mut inside = |key: &str, kind: &Self, value| {
            let path = || format!("{}.{key}", path()).trim_start_matches('.').to_owned();
            kind.find(value, &path, found);
        };
        match self {
            Self::Text | Self::Bool | Self::TextOrBool => {}
            Self::Map(kind) => {
                for member in effective(node) {
                    inside(&member.key, kind, &member.value);
                }
            }
            Self::Object(fields) => {
                for (key, kind) in *fields {
                    if let Some(value) = node.get(key) {
                        inside(key, kind, value);
                    }
                }
            }
            Self::List(kind) => {
                for (index, element) in node.elements().unwrap_or_default().iter().enumerate() {
                    kind.find(element, &|| format!("{}[{index}]", path()), found);
                }
            }
        }
    }
}

pub(super) fn wrong_type(node: &Node, path: &str, expected: &'static str) -> Violation {
    let word = expected.split_once(' ').map_or(expected, |(_article, word)| word);
    Violation::new(&node.range, ViolationKind::WrongType(expected), [path, word])
}

/// The members with known keys, of equal keys the last: what `JSON.parse` gives.
pub fn effective(object: &Node) -> Vec<&Member> {
    let mut members = object.all_members();
    members.retain(|member| !member.key.is_empty());
    let last = last(members.iter().copied());
    members.retain(|member| std::ptr::eq(last[&*member.key], *member));
    members
}

fn known(object: &Node) -> impl Iterator<Item = &Member> {
    let members = object.members().unwrap_or_default().iter();
    members.filter(|member| !member.key.is_empty())
}

fn last<'m>(members: impl Iterator<Item = &'m Member>) -> HashMap<&'m str, &'m Member> {
    members.map(|member| (member.key.as_str(), member)).collect()
}

/// The members of keys that stand more than once: each but the last, the next one, and the last.
pub fn duplicates(object: &Node) -> Vec<[&Member; 3]> {
    let (last, mut before) = (last(known(object)), HashMap::new());
    let twice = known(object).filter_map(|next| {
        let key = next.key.as_str();
        Some([before.insert(key, next)?, next, last[key]])
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
pub fn not_read(dropped: &Member) -> Violation {
    Violation::new(&dropped.key_range, ViolationKind::BothSpellings, SPELLINGS)
}
