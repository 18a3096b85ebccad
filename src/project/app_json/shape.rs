//! What is wrong with the shape of app.json and the JSON beside it: values of other kinds, and keys that do not stand once.

use std::collections::HashMap;

use crate::project::app_json::schema::Schema;
use crate::project::app_json::{Violation, ViolationKind};
use crate::project::packages::SPELLINGS;
use crate::syntax::expected::Expected;
use crate::syntax::{Member, Node, Value};

/// Words for a base library that is no version.
const LIBRARIES: [&str; 5] = ["", "development", "latest", "trial", "widelyUsed"];

impl Schema {
    /// What a value is no example of, whatever is in it; for who edits it, a computed one is wrong too.
    pub(super) fn refuse(&self, node: &Node, path: &str) -> Option<Violation> {
        let value = &node.literal().value;
        let (expected, fits): (&'static [Expected], bool) = match self {
            Self::Text | Self::Word(_) | Self::Colour | Self::BaseLibrary => {
                (&[Expected::Text], matches!(value, Value::String(_)))
            }
            Self::Bool => (&[Expected::Bool], matches!(value, Value::Bool(_))),
            Self::Number => (&[Expected::Number], matches!(value, Value::Number(_))),
            Self::Null => (&[Expected::Null], matches!(value, Value::Null)),
            Self::Map(_) | Self::Object(_) | Self::Whole(..) => {
                (&[Expected::Object], matches!(value, Value::Object(_)))
            }
            Self::List(_) => (&[Expected::Array], matches!(value, Value::Array(_))),
            Self::Themed(plain) => return plain.refuse(node, path),
            Self::Either(called, kinds) => {
                (*called, kinds.iter().any(|kind| kind.refuse(node, "").is_none()))
            }
        };
        (!fits).then(|| wrong_type(node, path, expected))
    }

    /// What a text is no example of, of the right type though it is.
    pub fn refuse_word(&self, node: &Node, text: &str) -> Option<Violation> {
        let (kind, expected) = match self {
            Self::Word(words) if !words.contains(&text) => (ViolationKind::Word, words.join(", ")),
            Self::Colour if !is_colour(text) => (ViolationKind::Colour, String::new()),
            Self::BaseLibrary if !is_base_library(text) => {
                (ViolationKind::Word, LIBRARIES[1..].join(", ") + ", 2.30.0")
            }
            Self::Themed(plain) => return plain.refuse_word(node, text),
            Self::Text
            | Self::Bool
            | Self::Number
            | Self::Null
            | Self::Word(_)
            | Self::Colour
            | Self::BaseLibrary
            | Self::Map(_)
            | Self::List(_)
            | Self::Object(_)
            | Self::Whole(..)
            | Self::Either(..) => return None,
        };
        Some(Violation::new(&node.range, kind, ["", text, &expected]))
    }

    /// Everything from `node` down, to which `path` leads, that is of another type, no word that is taken, or missing; of
    /// what a script computes nothing is known.
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
        if let Self::Either(_, kinds) = self
            && let Some(meant) = kinds.iter().find(|kind| kind.refuse(node, "").is_none())
        {
            return meant.find(node, path, found);
        }
        let variable = node.text().filter(|text| text.starts_with('@'));
        let broken = match (self, variable, node.text()) {
            (Self::Themed(plain), Some(name), _) => {
                Some(Violation::new(&node.range, ViolationKind::Variable(plain), ["", name]))
            }
            (_, _, Some(text)) => self.refuse(node, "").or_else(|| self.refuse_word(node, text)),
            (_, _, None) => self.refuse(node, ""),
        };
        if let Some(mut violation) = broken {
            violation.names[0] = path();
            found.push(violation);
        }
        let mut inside = |key: &str, kind: &Self, value| {
            let path = || format!("{}.{key}", path()).trim_start_matches('.').to_owned();
            kind.find(value, &path, found);
        };
        match self {
            Self::Map(kind) => {
                for member in effective(node) {
                    inside(&member.key, kind, &member.value);
                }
            }
            Self::Object(fields) | Self::Whole(_, fields) => {
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
            Self::Text
            | Self::Bool
            | Self::Number
            | Self::Null
            | Self::Word(_)
            | Self::Colour
            | Self::BaseLibrary
            | Self::Themed(_)
            | Self::Either(..) => {}
        }
        if let (Self::Whole(keys, _), Some(_)) = (self, node.members()) {
            let missing = keys.iter().filter(|key| node.get(key).is_none());
            let range = node.range.start..node.range.start + 1;
            let missing =
                missing.map(|key| Violation::new(&range, ViolationKind::Missing, [key, &path()]));
            found.extend(missing);
        }
    }
}

/// Whether the compiler takes a text for a colour (executed).
fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').filter(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()));
    digits.is_some_and(|digits| matches!(digits.len(), 3 | 4 | 6 | 8))
}

/// Whether the compiler takes a text for a base library: three numbers, and between them one character (executed).
fn is_base_library(text: &str) -> bool {
    let is_digit = |c: &char| c.is_ascii_digit();
    let others = text.chars().filter(|c| !is_digit(c)).count();
    LIBRARIES.contains(&text) || others <= 2 && text.chars().count() >= 2
}

pub(super) fn wrong_type(node: &Node, path: &str, expected: &'static [Expected]) -> Violation {
    let names: Vec<&str> = expected.iter().map(|kind| kind.name()).collect();
    Violation::new(&node.range, ViolationKind::WrongType(expected), [path, &names.join(" or ")])
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
