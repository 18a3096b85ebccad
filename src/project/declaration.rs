//! Declarations of the plugin in any framework's configuration: where each stands, and whether it counts.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use crate::model::manifest::Package;
use crate::model::plugin::{ALIAS, PROVIDER};
use crate::project::framework::{Row, Syntax, walk_path};
use crate::project::literal::{Certainty, Literal};
use crate::project::modules::{At, Modules};
use crate::project::packages::subpackages;
use crate::syntax::commented::{self, CommentedSubpackage};
use crate::syntax::conditional::Masked;
use crate::syntax::{Member, Node, Value};
use crate::text::edit::Place;
use crate::text::index::LineIndex;
use crate::text::lines::first_line;
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
    /// The same, where the version stands in a file that its script imports.
    pub imported_pin: Option<ImportedPin>,
}

/// A version in a file that a configuration imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedPin {
    /// The file's path from the configuration's folder; it may lead up.
    pub path: String,
    /// Bytes between its quotes.
    pub range: Range<usize>,
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
pub fn declarations(
    row: &Row,
    text: &str,
    literals: &[Literal],
    modules: &Modules,
) -> Vec<Declaration> {
    let index = OnceCell::new();
    let commented = commented_of(text, literals);
    let new = |(literal, commented): (_, &Rc<[Member]>)| {
        DeclarationReader::new(row, text, &index, literal, commented.clone(), modules)
    };
    let readers = || literals.iter().zip(&commented).map(new);
    let mut all: Vec<Declaration> = readers().flat_map(|reader| reader.all()).collect();
    if !all.iter().any(may_count) {
        all.extend(readers().filter_map(|reader| reader.set_later()));
    }
    all.sort_by_key(|declaration| declaration.place);
    all.dedup_by_key(|declaration| declaration.place);
    all
}

/// The entries in the comments around each literal. All literals of a script share its comments: those that only perhaps
/// become configuration would tell again what the first one tells.
fn commented_of(text: &str, literals: &[Literal]) -> Vec<Rc<[Member]>> {
    let mut found: Vec<Rc<[Member]>> = Vec::new();
    // the literal whose comments were read last
    let mut reader: Option<usize> = None;
    for (at, Literal { tree, certainty, .. }) in literals.iter().enumerate() {
        let is_read =
            |reader: &usize| Arc::ptr_eq(&literals[*reader].tree.comments, &tree.comments);
        found.push(match (reader.filter(is_read), certainty) {
            (Some(_), Certainty::Perhaps) => Rc::default(),
            (Some(reader), Certainty::Itself | Certainty::Computed) => found[reader].clone(),
            (None, _) => {
                reader = Some(at);
                let mut entries = commented::entries(text, &tree.comments);
                entries.retain(is_entry);
                entries.into()
            }
        });
    }
    found
}

/// Whether a build may have it.
fn may_count(declaration: &Declaration) -> bool {
    match declaration.state {
        State::Active | State::Conditional | State::Unreadable => declaration.owner == Owner::Live,
        State::TurnedOff | State::CommentedOut | State::Misplaced => false,
    }
}

/// Whose plugin an entry declares, if it is the live plugin or goes by its name. The provider decides, not the alias:
/// another vendor's plugin uses the usual alias too.
pub fn owner(entry: &Member) -> Option<Owner> {
    owner_of(&entry.key, entry.value.get("provider").and_then(Node::text))
}

fn owner_of(alias: &str, provider: Option<&str>) -> Option<Owner> {
    let usual = alias == ALIAS;
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
    /// Entries in its comments.
    commented: Rc<[Member]>,
    subpackages: Vec<(RelPath, &'a Node)>,
    modules: &'a Modules,
}

impl<'a> DeclarationReader<'a> {
    fn new(
        row: &'a Row,
        text: &'a str,
        index: &'a OnceCell<LineIndex<'a>>,
        literal: &'a Literal,
        commented: Rc<[Member]>,
        modules: &'a Modules,
    ) -> Self {
        let listing = row.subpackages.and_then(|path| walk_path(&literal.tree.root, path));
        let subpackages = listing.map(subpackages).unwrap_or_default();
        Self { row, text, index, literal, commented, subpackages, modules }
    }

    fn root(&self) -> &'a Node {
        &self.literal.tree.root
    }

    fn all(&self) -> Vec<Declaration> {
        let plugins = self.plugins();
        let placed: Vec<(&Plugins, &Member)> = plugins
            .iter()
            .flat_map(|plugins| entries(plugins.member).map(move |entry| (plugins, entry)))
            .collect();
        let counting: HashSet<usize> =
            placed.iter().map(|(_, entry)| entry.key_range.start).collect();
        let active = placed.iter().map(|(plugins, entry)| {
            (plugins.package.clone(), *entry, self.state_of(plugins, entry))
        });
        let elsewhere = members(self.root(), self.literal.certainty)
            .into_iter()
            .filter(|(member, _)| is_entry(member) && !counting.contains(&member.key_range.start));
        let elsewhere = elsewhere.map(|(member, certainty)| {
            let state = match certainty {
                Certainty::Itself => State::Misplaced,
                Certainty::Computed | Certainty::Perhaps => State::Conditional,
            };
            (self.package_at(member.key_range.start), member, state)
        });
        let packages = self.packages_in_comments(&self.commented);
        let commented = self.commented.iter().zip(packages).map(|(entry, package)| {
            let at = entry.key_range.start;
            (package.unwrap_or_else(|| self.package_at(at)), entry, self.state_in_comment(at))
        });
        let found = active.chain(elsewhere).chain(commented);
        let found =
            found.filter_map(|(package, entry, state)| self.declaration(package, entry, state));
        let mut found: Vec<Declaration> = found.collect();
        let hidden = self.hidden(&plugins, &found);
        found.extend(hidden);
        found
    }

    /// Whether an entry that is placed right counts, and can be read.
    fn state_of(&self, plugins: &Plugins<'_>, entry: &Member) -> State {
        if self.is_conditional(entry.key_range.start) {
            return State::Conditional;
        }
        let mut path = plugins.path.clone();
        path.push(entry.key.clone());
        let is_replaced = plugins.is_replaced || plugins.member.value.may_replace(&entry.key);
        let is_known = || self.fields(At { file: None, node: &entry.value }).is_some();
        let is_certain = !is_replaced && !self.may_change(&path);
        if is_certain && is_known() { State::Active } else { State::Unreadable }
    }

    /// Whether the script may set something later that is in the value at a path, or around it.
    fn may_change(&self, path: &[String]) -> bool {
        let reaches = |changed: &Vec<String>| {
            changed.iter().zip(path).all(|(key, on_path)| key.is_empty() || key == on_path)
        };
        self.literal.changed.iter().any(reaches)
    }

    /// The computed values that may declare the plugin, where no entry can be seen in them.
    fn hidden(&self, plugins: &[Plugins<'_>], found: &[Declaration]) -> Vec<Declaration> {
        let root = self.root();
        let live = found.iter().filter(|one| one.owner == Owner::Live);
        let mut live: Vec<usize> = live.map(|one| one.key.start).collect();
        live.sort_unstable();
        let is_live = |range: &Range<usize>| {
            let next = live.get(live.partition_point(|at| *at < range.start));
            next.is_some_and(|at| *at < range.end)
        };
        match self.literal.certainty {
            Certainty::Perhaps => Vec::new(),
            Certainty::Computed if is_live(&root.outer) => Vec::new(),
            Certainty::Computed => {
                let first = first_line(self.text, &root.outer);
                let keys = self.row.main.unwrap_or_default();
                self.copied(&[root], keys, &first)
                    .unwrap_or_else(|| vec![self.unreadable(Package::Main, first)])
            }
            Certainty::Itself => {
                let is_computed = |plugins: &&Plugins<'_>| {
                    let node = &plugins.member.value;
                    let is_open = node.is_computed() || node.may_replace(ALIAS);
                    (is_open || plugins.is_replaced || self.may_change(&plugins.path))
                        && !is_live(&node.outer)
                        && !is_live(&node.literal().range)
                };
                let hidden = plugins.iter().filter(is_computed);
                let hidden = hidden.flat_map(|plugins| {
                    let (package, key) = (&plugins.package, &plugins.member.key_range);
                    let is_certain = !plugins.is_replaced && !self.may_change(&plugins.path);
                    let imported = is_certain.then(|| self.imported(plugins, key)).flatten();
                    imported.unwrap_or_else(|| vec![self.unreadable(package.clone(), key.clone())])
                });
                let nowhere = plugins.iter().all(|plugins| plugins.package != Package::Main);
                let copied = self.row.main.filter(|_| nowhere).and_then(|path| {
                    let (key, above) = path.split_last()?;
                    let holder = walk_path(root, above)?;
                    self.open_end(holder, key, &is_live)
                });
                hidden.chain(copied.into_iter().flatten()).collect()
            }
        }
    }

    /// The configuration, where its script sets plugins later that cannot be seen.
    fn set_later(&self) -> Option<Declaration> {
        let is_read = self.literal.certainty == Certainty::Itself;
        let path: Vec<String> =
            self.row.main.filter(|_| is_read)?.iter().map(|key| (*key).to_owned()).collect();
        let start = self.root().range.start;
        self.may_change(&path).then(|| self.unreadable(Package::Main, start..start + 1))
    }

    /// What may bring a member that an object does not have.
    fn open_end(
        &self,
        holder: &Node,
        key: &str,
        is_live: &dyn Fn(&Range<usize>) -> bool,
    ) -> Option<Vec<Declaration>> {
        let spreads: Vec<&Node> = open_members(holder, key).collect();
        let first = spreads.first().filter(|spread| !is_live(&spread.outer))?;
        let range = first_line(self.text, &first.outer);
        let known = self.copied(&spreads, &[key], &range);
        Some(known.unwrap_or_else(|| vec![self.unreadable(Package::Main, range)]))
    }

    /// The declarations of the main package at some keys in the last of some imported objects that has them, if all are
    /// known; they are told at a place in this file.
    fn copied(
        &self,
        objects: &[&Node],
        keys: &[&str],
        place: &Range<usize>,
    ) -> Option<Vec<Declaration>> {
        let mut found = Vec::new();
        for node in objects {
            let mut at = self.modules.look(At { file: None, node });
            at.file?;
            let mut keys = keys.iter();
            let is_there = loop {
                let Some(key) = keys.next() else { break true };
                at.node.members().filter(|_| !at.node.may_replace(key))?;
                let Some(node) = at.node.get(key) else { break false };
                at = self.modules.look(At { node, ..at });
            };
            if is_there {
                found = self.entries_in(at, &Package::Main, place)?;
            }
        }
        Some(found)
    }

    /// The declarations of plugins that are imported, as a whole or by spreads, if all are known.
    fn imported(&self, plugins: &Plugins<'_>, place: &Range<usize>) -> Option<Vec<Declaration>> {
        let own = At { file: None, node: &plugins.member.value };
        let whole = self.modules.look(own);
        if whole.file.is_some() {
            return self.entries_in(whole, &plugins.package, place);
        }
        whole.node.members()?;
        let mut found = Vec::new();
        for spread in open_members(whole.node, ALIAS) {
            let at = self.modules.look(At { file: None, node: spread });
            at.file?;
            found.extend(self.entries_in(at, &plugins.package, place)?);
        }
        Some(found)
    }

    /// The live plugin's declarations in plugins of another file, told at a place in this one; `None` where more may be
    /// there.
    fn entries_in(
        &self,
        plugins: At<'_>,
        package: &Package,
        place: &Range<usize>,
    ) -> Option<Vec<Declaration>> {
        plugins.node.members()?;
        let mut found = Vec::new();
        for entry in plugins.node.all_members() {
            let named = Some(entry).filter(|entry| !entry.key.is_empty())?;
            let fields = self.fields(At { node: &entry.value, ..plugins });
            let Fields { version, provider, imported_pin, .. } = fields?;
            let Some(owner) = owner_of(&named.key, provider.as_deref()) else { continue };
            found.push(Declaration {
                alias: named.key.clone(),
                provider,
                version,
                state: State::Active,
                owner,
                imported_pin,
                ..self.unreadable(package.clone(), place.clone())
            });
        }
        Some(found)
    }

    /// What an entry declares, if all of it is known, here or in the files that are imported.
    fn fields(&self, entry: At<'_>) -> Option<Fields> {
        let entry = self.modules.look(entry);
        if entry.node.is_computed() {
            return None;
        }
        let field = |key| {
            let is_certain = !entry.node.may_replace(key);
            let node = entry.node.get(key).map(|node| self.modules.look(At { node, ..entry }));
            let is_known = node.is_none_or(|at| !at.node.is_computed());
            (is_certain && is_known).then_some(node)
        };
        let (version, provider) = (field("version")?, field("provider")?);
        let imported_pin = version.and_then(|at| {
            let range = at.node.between_quotes(self.modules.text(at.file?)?)?;
            Some(ImportedPin { path: at.file?.to_owned(), range })
        });
        let own = version.filter(|at| at.file.is_none());
        let text = |at: Option<At<'_>>| at.and_then(|at| at.node.text()).map(str::to_owned);
        Some(Fields {
            pin: own.and_then(|at| at.node.between_quotes(self.text)),
            imported_pin,
            version: text(version),
            provider: text(provider),
        })
    }

    /// A declaration of which nothing is known but the place of what is computed.
    fn unreadable(&self, package: Package, key: Range<usize>) -> Declaration {
        Declaration {
            place: self.place(key.start),
            key,
            package,
            alias: String::new(),
            provider: None,
            version: None,
            state: State::Unreadable,
            owner: Owner::Live,
            pin: None,
            imported_pin: None,
        }
    }

    fn place(&self, at: usize) -> Place {
        self.index.get_or_init(|| LineIndex::new(self.text)).place(at)
    }

    fn declaration(&self, package: Package, entry: &Member, state: State) -> Option<Declaration> {
        let string = |key| entry.value.get(key).and_then(|node| Some((node.text()?, node)));
        let seen = || {
            let version = string("version");
            Fields {
                version: version.map(|(version, _)| version.to_owned()),
                provider: string("provider").map(|(provider, _)| provider.to_owned()),
                pin: version.and_then(|(_, node)| node.between_quotes(self.text)),
                imported_pin: None,
            }
        };
        let fields = self.fields(At { file: None, node: &entry.value });
        let Fields { version, provider, pin, imported_pin } = fields.unwrap_or_else(seen);
        let owner = match owner_of(&entry.key, provider.as_deref()) {
            Some(owner) => Some(owner),
            None if provider.is_some() => None,
            None => owner_in_place(entry),
        };
        Some(Declaration {
            place: self.place(entry.key_range.start),
            key: entry.key_range.clone(),
            package,
            alias: entry.key.clone(),
            provider,
            pin,
            imported_pin,
            version,
            state,
            owner: owner?,
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

    /// The members that hold the plugins that count, in the literal that is the configuration.
    fn plugins(&self) -> Vec<Plugins<'a>> {
        let is_read = match self.literal.certainty {
            Certainty::Itself => true,
            Certainty::Computed | Certainty::Perhaps => false,
        };
        let main = self.row.main.filter(|_| is_read).and_then(|path| {
            let (key, above) = path.split_last()?;
            let holder = walk_path(self.root(), above)?;
            let path = path.iter().map(|key| (*key).to_owned()).collect();
            Plugins::of(Package::Main, holder, key, path)
        });
        let subs = self.subpackages.iter().filter(|_| is_read).filter_map(|(root, node)| {
            let path = self.row.subpackages?.iter().map(|key| (*key).to_owned());
            let path = path.chain(["subPackages".to_owned()]).collect();
            Plugins::of(Package::Sub(root.clone()), node, "plugins", path)
        });
        main.into_iter().chain(subs).collect()
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

/// What an entry declares.
struct Fields {
    version: Option<String>,
    provider: Option<String>,
    pin: Option<Range<usize>>,
    imported_pin: Option<ImportedPin>,
}

/// What may bring a member named `key` into an object, and is computed.
fn open_members<'n>(object: &'n Node, key: &str) -> impl Iterator<Item = &'n Node> {
    let members = object.members().unwrap_or_default().iter();
    let open = members.filter(move |member| {
        member.key.is_empty() && member.value.is_computed() && member.value.may_hold(key)
    });
    open.map(|member| &member.value)
}

/// The plugins of a package.
struct Plugins<'a> {
    package: Package,
    /// The member whose value they are.
    member: &'a Member,
    /// The keys that lead to them, of a subpackage as far as they have names.
    path: Vec<String>,
    /// Whether something that is computed may take their place.
    is_replaced: bool,
}

impl<'a> Plugins<'a> {
    fn of(package: Package, holder: &'a Node, key: &str, path: Vec<String>) -> Option<Self> {
        let member = holder.member(key)?;
        Some(Self { package, member, path, is_replaced: holder.may_replace(key) })
    }
}

/// The entries of plugins that concern us.
fn entries(plugins: &Member) -> impl Iterator<Item = &Member> {
    plugins.value.all_members().into_iter().filter(|entry| owner_in_place(entry).is_some())
}

/// The same of an entry among plugins that count, where a provider that is computed may be ours.
fn owner_in_place(entry: &Member) -> Option<Owner> {
    let is_computed = || {
        let value = &entry.value;
        let provider = value.get("provider").is_some_and(Node::is_computed);
        value.is_computed() || provider || value.may_replace("provider")
    };
    owner(entry).or_else(|| (!entry.key.is_empty() && is_computed()).then_some(Owner::Live))
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
            Value::Other(nodes) | Value::Choice(nodes) => {
                open.extend(nodes.iter().map(|node| (node, Certainty::Perhaps)));
            }
            Value::Known(_) if node.is_in_place() => open.push((node.literal(), certainty)),
            // what stands elsewhere is met with there
            Value::Known(_)
            | Value::Imported(_)
            | Value::String(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null => {}
        }
    }
    found
}

/// Whether a member could be an entry wherever it stands: a namesake of the alias alone is none.
fn is_entry(member: &Member) -> bool {
    let speaks = ["version", "provider"].iter().any(|key| member.value.get(key).is_some());
    let is_object = member.value.members().is_some();
    is_object && speaks && owner(member).is_some()
}
