//! The manifest's keys as one table, from which its shape is checked and its JSON Schema is printed.

use crate::model::fault::{Fault, FaultKind, ManifestFault, TextFault};
use crate::model::manifest::FILE;
use crate::model::rule::{LEVELS, RULE_IDS};
use crate::syntax::{Node, Value};

/// Keys of one object.
pub(super) type ObjectShape = &'static [Field];

/// A key.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) need: Need,
    pub(super) kind: FieldKind,
    pub(super) doc: &'static str,
}

#[derive(PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
}

/// Type of a value.
pub(super) enum FieldKind {
    Text,
    Integer,
    Word(&'static [&'static str]),
    /// An object whose keys are the user's.
    Free,
    Object(ObjectShape),
    List(ObjectShape),
    /// An object from rules to levels.
    Levels,
    /// An array of rules.
    Rules,
}

impl FieldKind {
    fn expected(&self) -> &'static str {
        match self {
            Self::Text | Self::Word(_) => "a string",
            Self::Integer => "a number",
            Self::Free | Self::Object(_) | Self::Levels => "an object",
            Self::List(_) | Self::Rules => "an array",
        }
    }
}

const fn required(name: &'static str, kind: FieldKind, doc: &'static str) -> Field {
    Field { name, need: Need::Required, kind, doc }
}

const fn optional(name: &'static str, kind: FieldKind, doc: &'static str) -> Field {
    Field { name, need: Need::Optional, kind, doc }
}

pub(super) const KINDS: &[&str] = &["room-list", "room-entry", "goods-detail", "existing"];
pub(super) const OPENS: &[&str] = &["navigator", "navigateTo"];
pub(super) const LANGUAGES: &[&str] = &["js", "ts"];
pub(super) const LANGS: &[&str] = &["zh", "en"];

pub(super) const MANIFEST: ObjectShape = &[
    optional("$schema", FieldKind::Text, "address of this schema, for editors"),
    required("manifestVersion", FieldKind::Integer, "format of the manifest: 1"),
    required("plugin", FieldKind::Object(PLUGIN), "the live-player-plugin entry"),
    optional("pages", FieldKind::List(PAGE), "pages that are written or registered"),
    optional("app", FieldKind::Object(APP), "the program"),
    optional("check", FieldKind::Object(CHECK), "what `kaibo check` reports"),
];

const PLUGIN: ObjectShape = &[
    required("version", FieldKind::Text, "what is written: three numbers, latest, or dev-xxx"),
    optional(
        "require",
        FieldKind::Text,
        "versions that are accepted, such as \">=1.3.0, <2.0.0 || latest\"",
    ),
    optional(
        "package",
        FieldKind::Text,
        "\"main\", or the root of the subpackage that declares the plugin",
    ),
];

const PAGE: ObjectShape = &[
    required("path", FieldKind::Text, "path from app.json's folder, without suffix"),
    required(
        "kind",
        FieldKind::Word(KINDS),
        "template of the page; existing is the user's own page, never written",
    ),
    optional("open", FieldKind::Word(OPENS), "how room-list and room-entry open a room"),
    optional("roomId", FieldKind::Integer, "room of a room-entry, from 1"),
    optional(
        "customParams",
        FieldKind::Free,
        "custom_params of a room-entry, at most 600 characters once encoded",
    ),
];

const APP: ObjectShape = &[
    optional("appid", FieldKind::Text, "wx and 16 hexadecimal digits, or touristappid"),
    optional("name", FieldKind::Text, "name of the program"),
    optional("language", FieldKind::Word(LANGUAGES), "language of the scripts that are written"),
    optional("lang", FieldKind::Word(LANGS), "language of comments in what is written"),
];

const CHECK: ObjectShape = &[
    optional("rules", FieldKind::Levels, "how grave the findings of a rule are"),
    optional("ignore", FieldKind::List(IGNORE), "files that are not judged"),
];

const IGNORE: ObjectShape = &[
    required(
        "path",
        FieldKind::Text,
        "folder, file or pattern as in .gitignore, from the manifest's folder",
    ),
    optional(
        "rules",
        FieldKind::Rules,
        "the rules that are not applied there; all of them unless told",
    ),
];

/// All faults in which `node` differs from `shape`; `path` is its key path, empty at the top.
pub(super) fn check(
    text: &str,
    node: &Node,
    shape: ObjectShape,
    path: &str,
    faults: &mut Vec<Fault>,
) {
    let Some(members) = node.members() else {
        let key = if path.is_empty() { "the manifest" } else { path };
        return faults.push(wrong_type(text, node, key, "an object"));
    };
    for (i, member) in members.iter().enumerate() {
        let at = |kind: TextFault| Fault::at(FILE, text, member.key_range.clone(), kind);
        if members[..i].iter().any(|earlier| earlier.key == member.key) {
            faults.push(at(TextFault::DuplicateKey { key: member.key.clone() }));
        } else if let Some(field) = shape.iter().find(|field| field.name == member.key) {
            check_value(text, &member.value, field, &join(path, field.name), faults);
        } else {
            faults.push(at(unknown(&member.key, shape)));
        }
    }
    let missing =
        shape.iter().filter(|field| field.need == Need::Required && node.get(field.name).is_none());
    let open = node.range.start..node.range.start + 1;
    faults.extend(missing.map(|field| Fault {
        text: None,
        ..Fault::at(FILE, text, open.clone(), TextFault::MissingKey { key: field.name })
    }));
}

fn check_value(text: &str, node: &Node, field: &Field, path: &str, faults: &mut Vec<Fault>) {
    match (&field.kind, &node.value) {
        (FieldKind::Text, Value::String(_)) | (FieldKind::Integer, Value::Number(_)) => {}
        (FieldKind::Word(words), Value::String(word)) => {
            if !words.contains(&word.as_str()) {
                let what = TextFault::NotOneOf { key: path.to_owned(), allowed: words };
                faults.push(Fault::at(FILE, text, node.range.clone(), what));
            }
        }
        (FieldKind::Free, Value::Object(_)) => check_free(text, node, faults),
        (FieldKind::Object(shape), Value::Object(_)) => check(text, node, shape, path, faults),
        (FieldKind::List(shape), Value::Array(elements)) => {
            for (i, element) in elements.iter().enumerate() {
                check(text, element, shape, &format!("{path}[{i}]"), faults);
            }
        }
        (FieldKind::Levels, Value::Object(_)) => check_levels(text, node, path, faults),
        (FieldKind::Rules, Value::Array(elements)) => {
            faults.extend(elements.iter().filter_map(|element| not_a_rule(text, element, path)));
        }
        (kind, _) => faults.push(wrong_type(text, node, path, kind.expected())),
    }
}

/// Each rule once, and a level for each.
fn check_levels(text: &str, node: &Node, path: &str, faults: &mut Vec<Fault>) {
    let members = node.members().unwrap_or_default();
    for (i, member) in members.iter().enumerate() {
        let at = |kind: FaultKind| Fault::at(FILE, text, member.key_range.clone(), kind);
        if members[..i].iter().any(|earlier| earlier.key == member.key) {
            faults.push(at(TextFault::DuplicateKey { key: member.key.clone() }.into()));
        } else if RULE_IDS.contains(&member.key.as_str()) {
            let level = optional("", FieldKind::Word(LEVELS), "");
            check_value(text, &member.value, &level, &join(path, &member.key), faults);
        } else {
            faults.push(at(no_rule(&member.key).into()));
        }
    }
}

/// The user's own keys may be any, but each once.
fn check_free(text: &str, node: &Node, faults: &mut Vec<Fault>) {
    for members in node.walk().into_iter().filter_map(Node::members) {
        for (i, member) in members.iter().enumerate() {
            if members[..i].iter().any(|earlier| earlier.key == member.key) {
                let what = TextFault::DuplicateKey { key: member.key.clone() };
                faults.push(Fault::at(FILE, text, member.key_range.clone(), what));
            }
        }
    }
}

fn wrong_type(text: &str, node: &Node, key: &str, expected: &'static str) -> Fault {
    Fault::at(
        FILE,
        text,
        node.range.clone(),
        TextFault::WrongType { key: key.to_owned(), expected },
    )
}

fn unknown(key: &str, shape: ObjectShape) -> TextFault {
    let known: Vec<&'static str> = shape.iter().map(|field| field.name).collect();
    let distance =
        |name: &&&str| strsim::damerau_levenshtein(&key.to_lowercase(), &name.to_lowercase());
    let nearest = known.iter().min_by_key(distance).filter(|name| distance(name) <= 3);
    TextFault::UnknownKey { nearest: nearest.map(|name| (*name).to_owned()), known }
}

fn not_a_rule(text: &str, node: &Node, path: &str) -> Option<Fault> {
    match node.text() {
        Some(name) if RULE_IDS.contains(&name) => None,
        Some(name) => Some(Fault::at(FILE, text, node.range.clone(), no_rule(name))),
        None => Some(wrong_type(text, node, &format!("{path}[]"), "a string")),
    }
}

fn no_rule(name: &str) -> ManifestFault {
    let distance = |id: &&&str| strsim::damerau_levenshtein(&name.to_lowercase(), id);
    let nearest = RULE_IDS.iter().min_by_key(distance).map(|id| (*id).to_owned());
    ManifestFault::UnknownRule { nearest: nearest.unwrap_or_default() }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
