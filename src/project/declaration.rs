//! Declarations of the plugin in any framework's configuration: where each stands, and whether it counts.

use std::collections::HashSet;
use std::ops::Range;

use crate::model::fault::Fault;
use crate::model::manifest::Package;
use crate::project::app_json::{Owner, owner, subpackages};
use crate::project::configuration::{Certainty, Configuration, Source};
use crate::project::framework::{Row, walk_path};
use crate::syntax::commented;
use crate::syntax::{Member, Node, Value};
use crate::text::edit::Place;
use crate::text::index::LineIndex;
use crate::text::path::RelPath;

/// A declaration, as the inventory lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Place of its alias key.
    pub place: Place,
    /// Bytes of its alias key, with its quotes.
    pub key: Range<usize>,
    /// The package that declares it, or would.
    pub package: Package,
    /// Its alias.
    pub alias: String,
    /// Its provider, as it is written.
    pub provider: Option<String>,
    /// Its version, as it is written.
    pub version: Option<String>,
    /// Whether it counts.
    pub state: State,
    /// Whose plugin it declares.
    pub owner: Owner,
    /// Bytes between the quotes of its version, where that is a string.
    pub pin: Option<Range<usize>>,
}

/// How a comment of ours begins, in which a declaration was turned off.
pub const MARK: &str = "disabled by kaibo";

/// Whether a declaration counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The platform reads it.
    Active,
    /// `kaibo disable` took it out into the lock, or put it into a comment with our mark.
    TurnedOff,
    /// It stands in a comment.
    CommentedOut,
    /// It depends on a platform, a condition or a computation.
    Conditional,
    /// It stands where nobody reads it.
    Misplaced,
}

impl State {
    /// The word in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::TurnedOff => "turned-off",
            Self::CommentedOut => "commented-out",
            Self::Conditional => "conditional",
            Self::Misplaced => "misplaced",
        }
    }
}

/// A file of configuration, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The literals that it is made of.
    pub sources: Vec<Source>,
    /// The declarations in them, in order of place.
    pub declarations: Vec<Declaration>,
}

/// All declarations in a file of configuration, in order of place; `None` is a namesake of another purpose.
///
/// # Errors
/// Text that cannot be read.
pub fn read(row: &Row, file: &str, text: &str) -> Result<Option<Vec<Declaration>>, Fault> {
    Ok(Configuration::read(row, file, text)?.map(|read| of(&read)))
}

/// The same with the literals in which they stand.
///
/// # Errors
/// Text that cannot be read.
pub fn open(row: &Row, file: &str, text: &str) -> Result<Option<Reading>, Fault> {
    Ok(Configuration::read(row, file, text)?.map(|read| {
        let declarations = of(&read);
        Reading { sources: read.sources, declarations }
    }))
}

/// All declarations in a configuration, in order of place.
pub fn of(read: &Configuration<'_>) -> Vec<Declaration> {
    let Configuration { row, text, sources, .. } = read;
    let index = &LineIndex::new(text);
    let mut all: Vec<Declaration> =
        sources.iter().flat_map(|source| Reader { row, text, index, source }.all()).collect();
    all.sort_by_key(|declaration| declaration.place);
    all.dedup_by_key(|declaration| declaration.place);
    all
}

struct Reader<'a> {
    row: &'a Row,
    text: &'a str,
    index: &'a LineIndex<'a>,
    source: &'a Source,
}

impl Reader<'_> {
    fn root(&self) -> &Node {
        &self.source.tree.root
    }

    fn all(&self) -> Vec<Declaration> {
        let placed: Vec<(Package, &Member)> = match self.source.certainty {
            Certainty::Itself => self.sites().into_iter().flat_map(entries).collect(),
            Certainty::Perhaps => Vec::new(),
        };
        let active = placed.iter().map(|(package, entry)| {
            let at = entry.key_range.start;
            let conditional =
                self.source.regions.as_ref().is_some_and(|masked| masked.is_conditional(at));
            (package.clone(), *entry, if conditional { State::Conditional } else { State::Active })
        });
        let counting: HashSet<usize> =
            placed.iter().map(|(_, entry)| entry.key_range.start).collect();
        let elsewhere = members(self.root(), self.source.certainty)
            .into_iter()
            .filter(|(member, _)| is_entry(member) && !counting.contains(&member.key_range.start));
        let elsewhere = elsewhere.map(|(member, certainty)| {
            let state = match certainty {
                Certainty::Itself => State::Misplaced,
                Certainty::Perhaps => State::Conditional,
            };
            (self.package_at(member.key_range.start), member, state)
        });
        let commented = commented::entries(self.text, &self.source.tree.comments);
        let commented = commented.iter().filter(|entry| is_entry(entry)).map(|entry| {
            let at = entry.key_range.start;
            (self.package_at(at), entry, self.state_in_comment(at))
        });
        let found = active.chain(elsewhere).chain(commented);
        found
            .filter_map(|(package, entry, state)| self.declaration(package, entry, state))
            .collect()
    }

    fn declaration(&self, package: Package, entry: &Member, state: State) -> Option<Declaration> {
        let string =
            |key| entry.value.get(key).and_then(|node| Some((node.text()?.to_owned(), node)));
        let version = string("version");
        Some(Declaration {
            place: self.index.place(entry.key_range.start),
            key: entry.key_range.clone(),
            package,
            alias: entry.key.clone(),
            provider: string("provider").map(|(provider, _)| provider),
            pin: version.as_ref().map(|(_, node)| node.range.start + 1..node.range.end - 1),
            version: version.map(|(version, _)| version),
            state,
            owner: owner(entry)?,
        })
    }

    /// What a declaration is that stands in a comment.
    fn state_in_comment(&self, at: usize) -> State {
        let comments = &self.source.tree.comments;
        let next = comments.partition_point(|comment| comment.start <= at);
        let comment = comments[..next].last().and_then(|around| self.text.get(around.clone()));
        let said = comment.and_then(|comment| comment.strip_prefix("/*"));
        if said.is_some_and(|said| said.trim_start().starts_with(MARK)) {
            State::TurnedOff
        } else {
            State::CommentedOut
        }
    }

    /// The `plugins` objects that count, by package.
    fn sites(&self) -> Vec<(Package, &Node)> {
        let main = self.row.main.and_then(|path| walk_path(self.root(), path));
        let subs = self.subpackages().into_iter();
        let subs = subs.filter_map(|(root, node)| Some((Package::Sub(root), node.get("plugins")?)));
        main.map(|node| (Package::Main, node)).into_iter().chain(subs).collect()
    }

    fn subpackages(&self) -> Vec<(RelPath, &Node)> {
        let listing = self.row.subpackages.and_then(|path| walk_path(self.root(), path));
        listing.map(subpackages).unwrap_or_default()
    }

    /// The subpackage in whose object a byte stands, else the main package.
    fn package_at(&self, at: usize) -> Package {
        let around = self.subpackages().into_iter().find(|(_, node)| node.range.contains(&at));
        around.map_or(Package::Main, |(root, _)| Package::Sub(root))
    }
}

fn entries((package, plugins): (Package, &Node)) -> Vec<(Package, &Member)> {
    let members = plugins.members().unwrap_or_default().iter();
    members.filter(|entry| owner(entry).is_some()).map(|entry| (package.clone(), entry)).collect()
}

/// Every member in a value; what stands in an expression that is no literal is there only perhaps.
fn members(root: &Node, certainty: Certainty) -> Vec<(&Member, Certainty)> {
    let mut found = Vec::new();
    let mut open = vec![(root, certainty)];
    while let Some((node, certainty)) = open.pop() {
        match &node.value {
            Value::Object(members) => {
                found.extend(members.iter().map(|member| (member, certainty)));
                open.extend(members.iter().map(|member| (&member.value, certainty)));
            }
            Value::Array(elements) => open.extend(elements.iter().map(|node| (node, certainty))),
            Value::Other(nodes) => open.extend(nodes.iter().map(|node| (node, Certainty::Perhaps))),
            Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
        }
    }
    found
}

/// Whether a member could be an entry wherever it stands: a namesake of the alias alone is none.
fn is_entry(member: &Member) -> bool {
    let speaks = ["version", "provider"].iter().any(|key| member.value.get(key).is_some());
    let is_object = matches!(member.value.value, Value::Object(_));
    is_object && speaks && owner(member).is_some()
}
