//! Rules about the shape of plugin entries and subpackages, from one table of what app.json may hold.

use crate::check::declaration::{
    Config, Entry, Holder, Plugins, Seen, configs, counts, effective, entries, is_native, is_open,
    native,
};
use crate::check::facts::Facts;
use crate::check::{Finding, Judge, Rule, Severity};
use crate::model::app_json::{Owner, SPELLINGS};
use crate::text::literal::{Member, Node, Value};

/// `version` and `provider` are required (compiler, executed).
pub(in crate::check) const MISSING_FIELD: Rule = Rule {
    id: "missing-field",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: missing_field,
};

/// A value of a type that the compiler refuses (its schema of app.json, executed).
pub(in crate::check) const WRONG_TYPE: Rule =
    Rule { id: "wrong-type", severity: Severity::Error, judge: Judge::Compiler, find: wrong_type };

/// The compiler only warns of a key that it does not know, and says nothing of one that stands twice.
pub(in crate::check) const UNKNOWN_KEY: Rule =
    Rule { id: "unknown-key", severity: Severity::Warning, judge: Judge::Kaibo, find: unknown_key };

/// What a value must be.
enum Kind {
    Text,
    Bool,
    /// Any members of one kind.
    Map(&'static Kind),
    /// Any elements of one kind.
    List(&'static Kind),
    /// Any of these keys.
    Object(&'static [(&'static str, Kind)]),
    TextOrBool,
}

/// Keys of a plugin entry (the compiler's schema).
const ENTRY: &[(&str, Kind)] = &[
    ("provider", Kind::Text),
    ("version", Kind::Text),
    ("path", Kind::Text),
    ("export", Kind::Text),
    ("genericsImplementation", Kind::Map(&Kind::Map(&Kind::Text))),
];

/// Keys of a subpackage (the compiler's schema).
const SUBPACKAGE: &[(&str, Kind)] = &[
    ("independent", Kind::Bool),
    ("name", Kind::Text),
    ("entry", Kind::Text),
    ("root", Kind::Text),
    ("pages", Kind::List(&Kind::Text)),
    ("plugins", PLUGINS),
    ("useExtendedLib", Kind::Map(&Kind::TextOrBool)),
    ("componentFramework", Kind::Text),
    ("renderer", Kind::Text),
];

const PLUGINS: Kind = Kind::Map(&Kind::Object(ENTRY));

const SUBPACKAGES: Kind = Kind::List(&Kind::Object(SUBPACKAGE));

/// Keys of app.json that are ours to judge.
const PROGRAM: Kind = Kind::Object(&[
    ("pages", Kind::List(&Kind::Text)),
    ("plugins", PLUGINS),
    (SPELLINGS[0], SUBPACKAGES),
    (SPELLINGS[1], SUBPACKAGES),
]);

impl Kind {
    /// The word of the compiler's schema.
    fn name(&self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Bool => "boolean",
            Self::Map(_) | Self::Object(_) => "object",
            Self::List(_) => "array",
            Self::TextOrBool => "string or boolean",
        }
    }

    /// Everything below `node` that is of another kind, with its key path; what a script computes is not known.
    fn misfits<'n>(&self, node: &'n Node, path: &str) -> Vec<(&'n Node, String, &'static str)> {
        let below = |member: &'n Member, kind: &Kind| {
            kind.misfits(&member.value, &format!("{path}.{}", member.key))
        };
        match (self, &node.value) {
            (_, Value::Other(_))
            | (Self::Text | Self::TextOrBool, Value::String(_))
            | (Self::Bool | Self::TextOrBool, Value::Bool(_)) => Vec::new(),
            (Self::Map(kind), Value::Object(_)) => {
                effective(node).into_iter().flat_map(|member| below(member, kind)).collect()
            }
            (Self::Object(fields), Value::Object(_)) => fields
                .iter()
                .filter_map(|(key, kind)| Some((node.member(key)?, kind)))
                .flat_map(|(member, kind)| below(member, kind))
                .collect(),
            (Self::List(kind), Value::Array(elements)) => elements
                .iter()
                .enumerate()
                .flat_map(|(i, element)| kind.misfits(element, &format!("{path}[{i}]")))
                .collect(),
            (kind, _) => vec![(node, path.trim_start_matches('.').to_owned(), kind.name())],
        }
    }
}

fn wrong_type(facts: &Facts<'_>) -> Vec<Finding> {
    let all = configs(facts).into_iter().filter(counts);
    all.flat_map(|config| {
        let misfits = if is_native(facts, config) {
            PROGRAM.misfits(config.root(), "")
        } else {
            config.plugins().iter().flat_map(misfits_of).collect()
        };
        misfits.into_iter().map(move |(node, path, expected)| {
            config.finding(node).naming([path.as_str(), expected])
        })
    })
    .collect()
}

fn misfits_of<'a>(plugins: &Plugins<'a>) -> Vec<(&'a Node, String, &'static str)> {
    PLUGINS.misfits(plugins.node, "plugins")
}

fn missing_field(facts: &Facts<'_>) -> Vec<Finding> {
    let pages = native(facts).filter(|config| config.root().get("pages").is_none());
    let pages = pages.map(|config| {
        let root = config.root();
        let finding =
            config.finding(&Node::new(root.range.start..root.range.start + 1, Value::Null));
        finding.in_case("pages").naming(["pages"])
    });
    let placed = entries(facts).into_iter().filter(|entry| entry.seen() == Seen::Always);
    let dropped = native(facts).map(|config| dropped_entries(config)).unwrap_or_default();
    let fields = placed.chain(dropped).flat_map(|entry| missing_in(&entry));
    pages.into_iter().chain(fields).collect()
}

/// Entries under the spelling of subpackages that is dropped, whose shape the compiler checks nevertheless.
fn dropped_entries(config: Config<'_>) -> Vec<Entry<'_>> {
    let [read, dropped] = SPELLINGS.map(|key| config.root().get(key));
    let dropped = read.and(dropped).and_then(Node::elements).unwrap_or_default();
    let plugins = dropped.iter().filter_map(|sub| Some((sub, sub.get("plugins")?)));
    plugins
        .flat_map(|(sub, node)| {
            let holder = Holder::Subpackage(sub);
            effective(node).into_iter().map(move |member| Entry { config, holder, member })
        })
        .collect()
}

fn missing_in(entry: &Entry<'_>) -> Vec<Finding> {
    let object = &entry.member.value;
    if object.members().is_none() || is_open(object) {
        return Vec::new();
    }
    let missing = ["version", "provider"].into_iter().filter(|key| object.get(key).is_none());
    missing
        .map(|key| {
            let finding = entry.config.finding_at_key(entry.member);
            finding.naming([key, entry.member.key.as_str(), entry.package()])
        })
        .collect()
}

fn unknown_key(facts: &Facts<'_>) -> Vec<Finding> {
    let live = entries(facts).into_iter().filter(|entry| entry.owner() == Some(Owner::Live));
    let in_entries = live.flat_map(|entry| {
        let unknown = unknown_in(&entry);
        unknown.into_iter().chain(twice_in(entry.config, &entry.member.value)).collect::<Vec<_>>()
    });
    let in_plugins = configs(facts).into_iter().flat_map(Config::plugins);
    let in_plugins = in_plugins.flat_map(|plugins| twice_in(plugins.config, plugins.node));
    let native = native(facts).map(native_keys).unwrap_or_default();
    in_entries.chain(in_plugins).chain(native).collect()
}

fn native_keys(config: Config<'_>) -> Vec<Finding> {
    let subpackages = config.subpackages().iter().flat_map(|sub| {
        let near =
            near_in(config, sub, &SUBPACKAGE.iter().map(|(key, _)| *key).collect::<Vec<_>>());
        near.into_iter().chain(twice_in(config, sub)).collect::<Vec<_>>()
    });
    let ours = ["pages", "plugins", SPELLINGS[0], SPELLINGS[1]];
    let twice = twice_in(config, config.root()).into_iter();
    let twice =
        twice.filter(|finding| finding.details.iter().any(|key| ours.contains(&key.as_str())));
    // `misplaced-declaration` says it of the declarations in it
    let near = near_in(config, config.root(), &["plugins", SPELLINGS[1], SPELLINGS[0]]).into_iter();
    let near = near.filter(|finding| {
        let member = config
            .root()
            .members()
            .unwrap_or_default()
            .iter()
            .find(|member| member.key_range == finding.range);
        member.is_none_or(|member| {
            let inside = member.range();
            !config.file.declarations.iter().any(|declared| inside.contains(&declared.key.start))
        })
    });
    near.chain(twice).chain(subpackages).collect()
}

/// Keys of an object that are nearly one that is read, where that one is not there.
fn near_in(config: Config<'_>, object: &Node, known: &[&str]) -> Vec<Finding> {
    let members = object.members().unwrap_or_default().iter();
    let unknown = members.filter(|member| !known.contains(&member.key.as_str()));
    let found = unknown.filter_map(|member| {
        let distance = |known: &str| {
            strsim::damerau_levenshtein(&member.key.to_lowercase(), &known.to_lowercase())
        };
        let meant = known.iter().find(|known| distance(known) <= 1)?;
        let finding = config.finding_at_key(member).in_case("near");
        object.get(meant).is_none().then(|| finding.naming([member.key.as_str(), meant]))
    });
    found.collect()
}

fn unknown_in(entry: &Entry<'_>) -> Vec<Finding> {
    let members = entry.member.value.members().unwrap_or_default().iter();
    let unknown = members
        .filter(|member| !member.key.is_empty() && ENTRY.iter().all(|(key, _)| *key != member.key));
    unknown
        .map(|member| entry.config.finding_at_key(member).naming([member.key.as_str()]))
        .collect()
}
/// The members that a later one of the same key hides; in branches of conditional compilation that is usual.
fn twice_in(config: Config<'_>, object: &Node) -> Vec<Finding> {
    let members = object.members().unwrap_or_default();
    let hidden = members.iter().enumerate().filter(|(i, member)| {
        let is_same = |later: &&Member| later.key == member.key;
        let later = members[i + 1..].iter().find(is_same);
        let is_plain = |member: &Member| !config.is_conditional(member.key_range.start);
        !member.key.is_empty() && is_plain(member) && later.is_some_and(is_plain)
    });
    hidden
        .map(|(_, member)| {
            config.finding_at_key(member).in_case("twice").naming([member.key.as_str()])
        })
        .collect()
}
