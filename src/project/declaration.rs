//! Declarations of the plugin in any framework's configuration: where each stands, and whether it counts.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use crate::model::manifest::Package;
use crate::model::plugin::{ALIAS, PROVIDER};
use crate::project::framework::{Row, Syntax, walk_path};
use crate::project::literal::{Certainty, Literal};
use crate::project::packages::subpackages;
use crate::syntax::commented::{self, CommentedSubpackage};
use crate::syntax::conditional::Masked;
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
    /// Its alias; empty where that is computed.
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
    /// A condition that only a build knows decides whether it is there.
    Conditional,
    /// It is there, or may be, and what it declares is computed.
    Unreadable,
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
            Self::Unreadable => "unreadable",
            Self::Misplaced => "misplaced",
        }
    }
}

/// Whose plugin an entry declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Tencent's live plugin: our provider under any alias, or the usual alias without a provider.
    Live,
    /// Another provider under the alias that the live plugin usually has.
    Other,
}

impl Declaration {
    /// Whether it is the live plugin's, and in a state.
    pub fn is_live(&self, state: State) -> bool {
        self.state == state && self.owner == Owner::Live
    }
}

/// All declarations in the literals of a file, in order of place.
pub fn declarations(row: &Row, text: &str, literals: &[Literal]) -> Vec<Declaration> {
    let index = OnceCell::new();
    let readers = literals.iter().map(|literal| DeclarationReader::new(row, text, &index, literal));
    let mut all: Vec<Declaration> = readers.flat_map(|reader| reader.all()).collect();
    all.sort_by_key(|declaration| declaration.place);
    all.dedup_by_key(|declaration| declaration.place);
    all
}

/// Whose plugin an entry declares, if it is the live plugin or goes by its name. The provider decides, not the alias:
/// another vendor's plugin uses the usual alias too.
pub fn owner(entry: &Member) -> Option<Owner> {
    let usual = entry.key == ALIAS;
    let provider = entry.value.get("provider").and_then(Node::text);
    match provider.map(|provider| provider.trim().to_lowercase()).as_deref() {
        Some(PROVIDER) => Some(Owner::Live),
        Some("") | None => usual.then_some(Owner::Live),
        Some(_) => usual.then_some(Owner::Other),
    }
}

struct DeclarationReader<'a> {
    row: &'a Row,
    text: &'a str,
    /// Made for the first declaration, which most files do not have.
    index: &'a OnceCell<LineIndex<'a>>,
    literal: &'a Literal,
    subpackages: Vec<(RelPath, &'a Node)>,
}

impl<'a> DeclarationReader<'a> {
    fn new(
        row: &'a Row,
        text: &'a str,
        index: &'a OnceCell<LineIndex<'a>>,
        literal: &'a Literal,
    ) -> Self {
        let listing = row.subpackages.and_then(|path| walk_path(&literal.tree.root, path));
        let subpackages = listing.map(subpackages).unwrap_or_default();
        Self { row, text, index, literal, subpackages }
    }

    fn root(&self) -> &'a Node {
        &self.literal.tree.root
    }

    fn all(&self) -> Vec<Declaration> {
        let plugins = self.plugins();
        let placed: Vec<(Package, &Member)> = match self.literal.certainty {
            Certainty::Itself => plugins.iter().flat_map(entries).collect(),
            Certainty::Perhaps => Vec::new(),
        };
        let active = placed.iter().map(|(package, entry)| {
            let at = entry.key_range.start;
            let conditional = self.is_conditional(at);
            let state = match (conditional, is_readable(entry)) {
                (true, _) => State::Conditional,
                (false, true) => State::Active,
                (false, false) => State::Unreadable,
            };
            (package.clone(), *entry, state)
        });
        let counting: HashSet<usize> =
            placed.iter().map(|(_, entry)| entry.key_range.start).collect();
        let elsewhere = members(self.root(), self.literal.certainty)
            .into_iter()
            .filter(|(member, _)| is_entry(member) && !counting.contains(&member.key_range.start));
        let elsewhere = elsewhere.map(|(member, certainty)| {
            let state = match certainty {
                Certainty::Itself => State::Misplaced,
                Certainty::Perhaps => State::Conditional,
            };
            (self.package_at(member.key_range.start), member, state)
        });
        let mut commented = commented::entries(self.text, &self.literal.tree.comments);
        commented.retain(is_entry);
        let packages = self.packages_in_comments(&commented);
        let commented = commented.iter().zip(packages).map(|(entry, package)| {
            let at = entry.key_range.start;
            (package.unwrap_or_else(|| self.package_at(at)), entry, self.state_in_comment(at))
        });
        let found = active.chain(elsewhere).chain(commented);
        let found =
            found.filter_map(|(package, entry, state)| self.declaration(package, entry, state));
        found.chain(self.computed(&plugins)).collect()
    }

    /// The plugins that are computed as a whole, where no entry can be seen in the expression.
    fn computed(&self, plugins: &[(Package, &Member)]) -> Vec<Declaration> {
        let hidden = plugins.iter().filter(|(_, plugins)| {
            let mut seen = members(&plugins.value, Certainty::Perhaps).into_iter();
            matches!(plugins.value.value, Value::Other(_)) && !seen.any(|(it, _)| is_entry(it))
        });
        let declaration = |(package, plugins): &(Package, &Member)| Declaration {
            place: self.place(plugins.key_range.start),
            key: plugins.key_range.clone(),
            package: package.clone(),
            alias: String::new(),
            provider: None,
            version: None,
            state: State::Unreadable,
            owner: Owner::Live,
            pin: None,
        };
        hidden.map(declaration).collect()
    }

    fn place(&self, at: usize) -> Place {
        self.index.get_or_init(|| LineIndex::new(self.text)).place(at)
    }

    fn declaration(&self, package: Package, entry: &Member, state: State) -> Option<Declaration> {
        let string =
            |key| entry.value.get(key).and_then(|node| Some((node.text()?.to_owned(), node)));
        let version = string("version");
        Some(Declaration {
            place: self.place(entry.key_range.start),
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

    /// Whether a condition that only a build knows decides about a byte. In manifest.json none is heeded, and what its
    /// author believes is not known.
    fn is_conditional(&self, at: usize) -> bool {
        let ignores = self.row.syntax == Syntax::Annotated;
        let decides = |masked: &Masked| {
            if ignores { masked.is_conditional(at) } else { masked.is_doubtful(at) }
        };
        self.literal.regions.as_ref().is_some_and(decides)
    }

    /// For each entry in a comment, which are in order, the subpackage that stands in the comment around it.
    fn packages_in_comments(&self, entries: &[Member]) -> Vec<Option<Package>> {
        if entries.is_empty() || self.row.subpackages.is_none() {
            return vec![None; entries.len()];
        }
        let found = commented::subpackages(self.text, &self.literal.tree.comments);
        let mut found = found.into_iter().peekable();
        let mut open: Vec<CommentedSubpackage> = Vec::new();
        let innermost = |entry: &Member| {
            let at = entry.key_range.start;
            while let Some(next) = found.next_if(|next| next.range.start <= at) {
                leave(&mut open, next.range.start);
                open.push(next);
            }
            leave(&mut open, at);
            let root = open.last()?.root.trim_end_matches('/');
            RelPath::parse(root).ok().map(Package::Sub)
        };
        entries.iter().map(innermost).collect()
    }

    /// What a declaration is that stands in a comment.
    fn state_in_comment(&self, at: usize) -> State {
        let comments = &self.literal.tree.comments;
        let next = comments.partition_point(|comment| comment.start <= at);
        let comment = comments[..next].last().and_then(|around| self.text.get(around.clone()));
        let said = comment.and_then(|comment| comment.strip_prefix("/*"));
        if said.is_some_and(|said| said.trim_start().starts_with(MARK)) {
            State::TurnedOff
        } else {
            State::CommentedOut
        }
    }

    /// The members that hold the plugins that count, by package.
    fn plugins(&self) -> Vec<(Package, &'a Member)> {
        let main = self.row.main.and_then(|path| {
            let (key, above) = path.split_last()?;
            walk_path(self.root(), above)?.member(key)
        });
        let subs = self
            .subpackages
            .iter()
            .filter_map(|(root, node)| Some((Package::Sub(root.clone()), node.member("plugins")?)));
        main.map(|member| (Package::Main, member)).into_iter().chain(subs).collect()
    }

    /// The subpackage in whose object a byte stands, else the main package.
    fn package_at(&self, at: usize) -> Package {
        let next = self.subpackages.partition_point(|(_, node)| node.range.start <= at);
        let around = self.subpackages[..next].last().filter(|(_, node)| node.range.contains(&at));
        around.map_or(Package::Main, |(root, _)| Package::Sub(root.clone()))
    }
}

/// Drops what ends before a byte, of ranges of which each lies in the one before it.
fn leave(open: &mut Vec<CommentedSubpackage>, at: usize) {
    while open.pop_if(|innermost| innermost.range.end <= at).is_some() {}
}

fn entries<'a>((package, plugins): &(Package, &'a Member)) -> Vec<(Package, &'a Member)> {
    let members = plugins.value.members().unwrap_or_default().iter();
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

/// Whether what an entry declares is written in it: a value that is missing is no secret.
fn is_readable(entry: &Member) -> bool {
    let is_computed = |node: &Node| matches!(node.value, Value::Other(_));
    let mut fields = ["version", "provider"].iter().filter_map(|key| entry.value.get(key));
    !is_computed(&entry.value) && !fields.any(is_computed)
}

/// Whether a member could be an entry wherever it stands: a namesake of the alias alone is none.
fn is_entry(member: &Member) -> bool {
    let speaks = ["version", "provider"].iter().any(|key| member.value.get(key).is_some());
    let is_object = matches!(member.value.value, Value::Object(_));
    is_object && speaks && owner(member).is_some()
}
