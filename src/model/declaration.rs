//! Declarations of the plugin in any framework's configuration: where each stands, and whether it counts.

use std::ops::Range;

use crate::model::app_json::{Owner, SPELLINGS, owner, root_of};
use crate::model::fault::{Fault, What};
use crate::model::framework::{KeyPath, Row, Syntax};
use crate::model::manifest::Package;
use crate::text::commented;
use crate::text::conditional::{Masked, mask};
use crate::text::edit::Place;
use crate::text::literal::{Member, Node, Tree, Value, jsonc};
use crate::text::merge;

/// A declaration, as the inventory lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Place of its alias key.
    pub place: Place,
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

/// Whether a declaration counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The platform reads it.
    Active,
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
            Self::CommentedOut => "commented-out",
            Self::Conditional => "conditional",
            Self::Misplaced => "misplaced",
        }
    }
}

/// All declarations in a file of configuration, in order of place; `None` is a namesake of another purpose.
///
/// # Errors
/// Text that cannot be read.
pub fn read(row: &Row, file: &str, text: &str) -> Result<Option<Vec<Declaration>>, Fault> {
    let masked = match row.syntax {
        Syntax::Conditional => mask(text),
        Syntax::Json => Masked { text: text.to_owned(), regions: Vec::new() },
    };
    let tree = match jsonc::parse(&masked.text) {
        Ok(tree) => tree,
        // a text that never was a program's configuration is nobody's fault
        Err(_) if !row.signs.iter().any(|sign| text.contains(sign)) => return Ok(None),
        Err(fault) => {
            return Err(match merge::first_marker(text) {
                Some(at) => Fault::at(file, text, at..at, What::Markers),
                None => {
                    Fault::at(file, text, fault.at..fault.at, What::Syntax { reason: fault.reason })
                }
            });
        }
    };
    if !row.is_shown_by(&tree.root) {
        return Ok(None);
    }
    let reader = Reader { row, text, tree: &tree, masked: &masked };
    Ok(Some(reader.all()))
}

struct Reader<'a> {
    row: &'a Row,
    text: &'a str,
    tree: &'a Tree,
    masked: &'a Masked,
}

impl Reader<'_> {
    fn all(&self) -> Vec<Declaration> {
        let placed: Vec<(Package, &Member)> = self.sites().into_iter().flat_map(entries).collect();
        let elsewhere = members(&self.tree.root).into_iter().filter(|member| {
            is_entry(member) && !placed.iter().any(|(_, entry)| entry.key_range == member.key_range)
        });
        let mut all: Vec<Declaration> = Vec::new();
        for (package, entry) in &placed {
            let conditional = self.masked.is_conditional(entry.key_range.start);
            let state = if conditional { State::Conditional } else { State::Active };
            all.extend(self.declaration(package.clone(), entry, state));
        }
        for entry in elsewhere {
            all.extend(self.declaration(
                self.package_at(entry.key_range.start),
                entry,
                State::Misplaced,
            ));
        }
        for entry in commented::entries(self.text, &self.tree.comments) {
            if is_entry(&entry) {
                let package = self.package_at(entry.key_range.start);
                all.extend(self.declaration(package, &entry, State::CommentedOut));
            }
        }
        all.sort_by_key(|declaration| declaration.place);
        all
    }

    fn declaration(&self, package: Package, entry: &Member, state: State) -> Option<Declaration> {
        let string =
            |key| entry.value.get(key).and_then(|node| Some((node.text()?.to_owned(), node)));
        let version = string("version");
        Some(Declaration {
            place: Place::of(self.text, entry.key_range.start),
            package,
            alias: entry.key.clone(),
            provider: string("provider").map(|(provider, _)| provider),
            pin: version.as_ref().map(|(_, node)| node.range.start + 1..node.range.end - 1),
            version: version.map(|(version, _)| version),
            state,
            owner: owner(entry)?,
        })
    }

    /// The `plugins` objects that count, by package.
    fn sites(&self) -> Vec<(Package, &Node)> {
        let main = self.row.main.and_then(|path| walk_path(&self.tree.root, path));
        let subs = self
            .subpackages()
            .into_iter()
            .filter_map(|(root, node)| Some((Package::Sub(root), node.get("plugins")?)));
        main.map(|node| (Package::Main, node)).into_iter().chain(subs).collect()
    }

    fn subpackages(&self) -> Vec<(crate::text::path::RelPath, &Node)> {
        let listing = self.row.subpackages.and_then(|path| walk_path(&self.tree.root, path));
        let Some(listing) = listing else { return Vec::new() };
        let listed =
            SPELLINGS.into_iter().find_map(|key| listing.get(key)).and_then(Node::elements);
        listed.unwrap_or_default().iter().filter_map(|node| Some((root_of(node)?, node))).collect()
    }

    /// The subpackage in whose object a byte stands, else the main package.
    fn package_at(&self, at: usize) -> Package {
        let around = self.subpackages().into_iter().find(|(_, node)| node.range.contains(&at));
        around.map_or(Package::Main, |(root, _)| Package::Sub(root))
    }
}

fn walk_path(root: &Node, path: KeyPath) -> Option<&Node> {
    path.iter().try_fold(root, |node, key| node.get(key))
}

fn entries((package, plugins): (Package, &Node)) -> Vec<(Package, &Member)> {
    let members = plugins.members().unwrap_or_default().iter();
    members.filter(|entry| owner(entry).is_some()).map(|entry| (package.clone(), entry)).collect()
}

fn members(root: &Node) -> Vec<&Member> {
    root.walk().into_iter().filter_map(Node::members).flatten().collect()
}

/// Whether a member could be an entry wherever it stands: a namesake of the alias alone is none.
fn is_entry(member: &Member) -> bool {
    let speaks = ["version", "provider"].iter().any(|key| member.value.get(key).is_some());
    let is_object = matches!(member.value.value, Value::Object(_));
    is_object && speaks && owner(member).is_some()
}
