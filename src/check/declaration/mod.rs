//! Rules about declarations, and what they read of a configuration: plugin entries and subpackages, wherever a framework has them.

pub(super) mod component;
pub(super) mod delivered;
pub(super) mod documents;
pub(super) mod elsewhere;
pub(super) mod field;
mod hosted;
pub(super) mod manifest;
pub(super) mod named;
pub(super) mod pages;
pub(super) mod place;
pub(super) mod skyline;
pub(super) mod strict;
pub(super) mod subpackage;
pub(super) mod twice;
pub(super) mod version;
pub(super) mod wanted;
pub(super) mod words;

use std::ops::Range;

use crate::check::facts::{Facts, NamedFile};
use crate::check::finding::Finding;
use crate::project::app_json::pages::page_lists;
use crate::project::app_json::shape::effective;
use crate::project::app_json::{LONGEST_PATH, Violation, ViolationKind};
use crate::project::declaration::{Owner, owner};
use crate::project::framework::walk_path;
use crate::project::literal::{Certainty, Literal};
use crate::project::packages::listed;
use crate::project::pages::{path_in, plain_path};
use crate::syntax::conditional::Holds;
use crate::syntax::{Member, Node, Value};
use crate::text::lines::first_line;
use crate::text::path::join;
use crate::text::ranges;

/// A literal that is the configuration, in its file.
#[derive(Clone, Copy)]
pub(super) struct Config<'a> {
    file: &'a NamedFile<'a>,
    source: &'a Literal,
}

/// Whose plugins they are.
#[derive(Clone, Copy)]
enum Holder<'a> {
    /// The main package's.
    Main,
    /// A subpackage's, by its object.
    Subpackage(&'a Node),
}

/// A member of a `plugins` object that counts: of equal keys the last.
#[derive(Clone, Copy)]
pub(super) struct PluginEntry<'a> {
    config: Config<'a>,
    holder: Holder<'a>,
    member: &'a Member,
    seen: Seen,
}

/// How sure it is that WeChat sees something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// Every build for WeChat does.
    Always,
    /// That depends on something that is not known here.
    Perhaps,
}

impl<'a> Config<'a> {
    pub(super) fn root(&self) -> &'a Node {
        &self.source.tree.root
    }

    /// The folder from which its paths count.
    pub(super) fn folder(&self) -> &'a str {
        self.file.folder()
    }

    /// Every page that it lists, with the root of its subpackage.
    pub(super) fn listed_pages(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (root, pages) in self.listing().map(page_lists).unwrap_or_default() {
            // uni-app's pages are objects with a path
            let paths = pages.iter().filter_map(|it| path_in(it).text());
            let root = root.trim_matches('/');
            // sources have no longer paths, with which these are compared
            let paths = paths.filter(|path| root.len() + path.len() <= LONGEST_PATH);
            found.extend(paths.map(|path| join(root, plain_path(path))));
        }
        found
    }

    /// Whether plugins may be declared that are not written here: the object, or a part of it, is computed.
    pub(super) fn has_computed_plugins(self) -> bool {
        let is_computed = |node: &Node| node.is_computed() || is_open(node);
        is_open(self.root()) || self.plugins().into_iter().any(|(_, node)| is_computed(node))
    }

    /// What depends on something unknown, in order.
    fn unknown_regions(self) -> Vec<Range<usize>> {
        let masked = self.source.regions.as_ref();
        masked.map(|masked| masked.ranges(Holds::Unknown)).unwrap_or_default()
    }

    /// Whether its plugins are those of another platform, whose app.json has other rules.
    fn is_for_others(self) -> bool {
        let mut members = self.plugins().into_iter().flat_map(|(_, node)| effective(node));
        members.any(is_of_another_platform)
    }

    fn is_conditional(&self, at: usize) -> bool {
        self.source.regions.as_ref().is_some_and(|masked| masked.is_conditional(at))
    }

    fn finding(&self, node: &Node) -> Finding {
        self.finding_in(&node.range)
    }

    fn broken(&self, broken: &Violation) -> Finding {
        self.finding_in(&broken.range).in_case(case_of(broken)).naming(&broken.names)
    }

    /// At the first line of some bytes.
    fn finding_in(&self, range: &Range<usize>) -> Finding {
        Finding::at(&self.file.path, first_line(self.file.text(), range))
    }

    fn finding_at_key(&self, member: &Member) -> Finding {
        Finding::at(&self.file.path, member.key_range.clone())
    }

    /// The object that lists pages and subpackages.
    fn listing(&self) -> Option<&'a Node> {
        walk_path(self.root(), self.file.row.subpackages?)
    }

    /// The objects of the subpackages, and whatever stands between them.
    fn subpackages(&self) -> &'a [Node] {
        self.listing().map(listed).unwrap_or_default()
    }

    /// The `plugins` objects, or what stands in their place.
    fn plugins(self) -> Vec<(Holder<'a>, &'a Node)> {
        let main = self.file.row.main.and_then(|path| walk_path(self.root(), path));
        let subs = self.subpackages().iter();
        let subs = subs.filter_map(|sub| Some((Holder::Subpackage(sub), sub.get("plugins")?)));
        main.map(|node| (Holder::Main, node)).into_iter().chain(subs).collect()
    }

    fn entries(self) -> Vec<PluginEntry<'a>> {
        let unknown = self.unknown_regions();
        let mut entries = Vec::new();
        for (holder, node) in self.plugins() {
            entries.extend(effective(node).into_iter().map(|member| {
                let seen = seen(&unknown, member.key_range.start);
                PluginEntry { config: self, holder, member, seen }
            }));
        }
        entries.retain(|entry| !is_of_another_platform(entry.member));
        entries
    }
}

impl<'a> PluginEntry<'a> {
    fn owner(&self) -> Option<Owner> {
        owner(self.member)
    }

    fn is_of_subpackage(&self) -> bool {
        matches!(self.holder, Holder::Subpackage(_))
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.member.value.get(key).and_then(Node::text)
    }

    /// The package as messages name it: `main`, or the root of a subpackage as it is written.
    fn package(&self) -> &'a str {
        match self.holder {
            Holder::Main => "main",
            Holder::Subpackage(node) => node.get("root").and_then(Node::text).unwrap_or("?"),
        }
    }
}

/// The message of the rule that says what is broken.
fn case_of(broken: &Violation) -> &'static str {
    match broken.kind {
        ViolationKind::BothSpellings
        | ViolationKind::WrongType(_)
        | ViolationKind::Word
        | ViolationKind::Variable(_) => "",
        ViolationKind::Missing => "key",
        ViolationKind::Colour => "colour",
        ViolationKind::Form => "form",
        ViolationKind::Reserved => "reserved",
        ViolationKind::DuplicateKey(_) | ViolationKind::Twice => "twice",
        ViolationKind::Nested => "nested",
        ViolationKind::NameTwice => "name-twice",
        ViolationKind::MainPage => "main-page",
    }
}

/// Alipay and Douyin have app.json files too, with plugins of other rules: their providers are digits, or begin with `tt`.
fn is_of_another_platform(entry: &Member) -> bool {
    let is_theirs = |provider: &str| {
        let is_number = provider.len() > 8 && provider.bytes().all(|b| b.is_ascii_digit());
        is_number || provider.starts_with("tt")
    };
    owner(entry).is_none()
        && entry.value.get("provider").and_then(Node::text).is_some_and(is_theirs)
}

/// How sure it is that WeChat sees a byte, beside regions that are in order.
fn seen(unknown: &[Range<usize>], at: usize) -> Seen {
    if ranges::cover(unknown, at) { Seen::Perhaps } else { Seen::Always }
}

/// The literals that are configuration, of all files.
pub(super) fn configs<'a>(facts: &'a Facts<'a>) -> Vec<Config<'a>> {
    let files = facts.configs.iter();
    files.flat_map(in_file).collect()
}

fn in_file<'a>(file: &'a NamedFile<'a>) -> Vec<Config<'a>> {
    let sources = file.literals().iter();
    let certain = sources.filter(|source| source.certainty == Certainty::Itself);
    certain.map(|source| Config { file, source }).collect()
}

/// The configuration that WeChat's compiler reads as it stands.
fn native<'a>(facts: &'a Facts<'a>) -> Option<Config<'a>> {
    facts.app_json().and_then(|file| in_file(file).into_iter().next())
}

/// Whether a configuration is the one that WeChat's compiler reads as it stands.
fn is_native(facts: &Facts<'_>, config: Config<'_>) -> bool {
    facts.app_json().is_some_and(|file| file.path == config.file.path)
}

/// The entries of every file that counts: an ext.json that is switched off does not.
fn entries<'a>(facts: &'a Facts<'a>) -> Vec<PluginEntry<'a>> {
    configs(facts).into_iter().filter(counts).flat_map(Config::entries).collect()
}

/// Whether a program has to do with plugins at all; what else may be missing from one is not ours to report.
fn concerns_plugins(facts: &Facts<'_>, config: Config<'_>) -> bool {
    let declares = facts.configs.iter().any(|file| !file.declarations().is_empty());
    let speaks = !config.plugins().is_empty() || !facts.sources.is_empty();
    declares || speaks || facts.manifest.is_some() || facts.lock.is_some()
}

/// ext.json is read only where `extEnable` is true (compiler, executed).
fn counts(config: &Config<'_>) -> bool {
    config.file.row.file != "ext.json" || is_true(config.root().get("extEnable"))
}

fn is_true(node: Option<&Node>) -> bool {
    node.is_some_and(|node| node.value == Value::Bool(true))
}

/// Whether an object may have members that are not written in it, as a script's `...spread` brings.
fn is_open(object: &Node) -> bool {
    object.members().unwrap_or_default().iter().any(|member| member.key.is_empty())
}
