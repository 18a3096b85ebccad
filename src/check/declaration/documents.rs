//! The JSON beside app.json that the compiler reads: of pages and components, of the project and of the theme.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::OnceLock;

use crate::check::declaration::{Config, case_of, concerns_plugins, native};
use crate::check::facts::{Document, DocumentKind, Facts};
use crate::check::finding::Finding;
use crate::project::app_json::Violation;
use crate::project::app_json::components::stems;
use crate::project::app_json::pages::{below, is_path, page_lists};
use crate::project::app_json::schema::Schema;
use crate::project::app_json::tables::{PAGE, PROGRAM, PROJECT, THEME};
use crate::project::native::PROJECT_CONFIG;
use crate::syntax::Node;
use crate::text::lines::first_line;
use crate::text::path::{folder_of, join};

/// What others made and installed; what is wrong in it is theirs to mend.
const INSTALLED: [&str; 2] = ["miniprogram_npm", "node_modules"];

/// A JSON file with what it must be.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    pub(super) root: &'a Node,
    schema: &'static Schema,
    /// What breaks that; several rules ask.
    violations: &'a OnceLock<Vec<Violation>>,
}

impl Judged<'_> {
    /// What in it breaks the schema.
    pub(super) fn violations(&self) -> &[Violation] {
        self.violations.get_or_init(|| self.schema.violations(self.root, ""))
    }

    /// The findings of some violations.
    pub(super) fn breaking(&self, is_meant: impl Fn(&Violation) -> bool) -> Vec<Finding> {
        let found = self.violations().iter().filter(|broken| is_meant(broken));
        found
            .map(|broken| {
                self.finding(&broken.range).in_case(case_of(broken)).naming(&broken.names)
            })
            .collect()
    }

    /// At the first line of some bytes.
    pub(super) fn finding(&self, range: &Range<usize>) -> Finding {
        Finding::at(self.path, first_line(self.text, range))
    }

    /// The folder from which its paths count.
    pub(super) fn folder(&self) -> &str {
        folder_of(self.path)
    }
}

/// The app.json of a program that is ours to judge beyond its plugins.
pub(super) fn program<'a>(facts: &'a Facts<'a>) -> Option<Config<'a>> {
    native(facts).filter(|config| concerns_plugins(facts, *config) && !config.is_for_others())
}

/// Every JSON file that the compiler checks and that can be read: app.json first.
pub(super) fn judged<'a>(facts: &'a Facts<'a>) -> Vec<Judged<'a>> {
    let Some(config) = program(facts) else { return Vec::new() };
    let (path, text) = (config.file.path.as_str(), config.file.text());
    let (root, violations) = (config.root(), &facts.violations);
    let program = Judged { path, text, root, schema: &PROGRAM, violations };
    let others = documents(facts).filter_map(|(path, document)| {
        let (text, root) = (&*document.text, document.root()?);
        let (schema, violations) = (schema_of(document.kind), &*document.violations);
        Some(Judged { path, text, root, schema, violations })
    });
    std::iter::once(program).chain(others).collect()
}

/// The documents that the compiler checks.
pub(super) fn documents<'a>(facts: &'a Facts<'a>) -> impl Iterator<Item = (&'a str, &'a Document)> {
    let there = facts.documents.iter();
    let there = there.filter_map(|(path, document)| Some((path.as_str(), document.as_ref()?)));
    there.filter(|(path, document)| match document.kind {
        // the compiler passes over the .json of what has no script
        DocumentKind::Component => facts.is_file(&with_suffix(path, "js")),
        DocumentKind::Page | DocumentKind::Project | DocumentKind::Theme => true,
    })
}

/// A path that ends in `.json`, with another suffix.
pub(super) fn with_suffix(path: &str, suffix: &str) -> String {
    format!("{}{suffix}", &path[..path.len() - "json".len()])
}

fn schema_of(kind: DocumentKind) -> &'static Schema {
    match kind {
        DocumentKind::Page | DocumentKind::Component => &PAGE,
        DocumentKind::Project => &PROJECT,
        DocumentKind::Theme => &THEME,
    }
}

/// Reads all documents of a project, each once: what pages use is known when these are read.
pub fn gather(facts: &mut Facts<'_>, read: &mut dyn FnMut(&str, DocumentKind) -> Option<Document>) {
    let mut asked = VecDeque::from(first(facts));
    while let Some((path, kind)) = asked.pop_front() {
        if facts.documents.contains_key(&path) {
            continue;
        }
        let document = read(&path, kind);
        asked.extend(document.iter().flat_map(|document| further(facts, &path, document)));
        facts.documents.insert(path, document);
    }
}

/// The documents that app.json names: pages first, because a component may be one.
fn first(facts: &Facts<'_>) -> Vec<(String, DocumentKind)> {
    let Some(config) = program(facts) else { return Vec::new() };
    let folder = config.folder();
    let root = config.root();
    let pages = page_documents(config).into_iter().map(|path| (path, DocumentKind::Page));
    let mut asked: Vec<_> = pages.collect();
    asked.push((join(facts.root, PROJECT_CONFIG), DocumentKind::Project));
    let theme = root.get("themeLocation").and_then(Node::text).filter(|path| is_path(path));
    asked.extend(theme.map(|path| (below(folder, path), DocumentKind::Theme)));
    asked.extend(components(folder, folder, root).map(|path| (path, DocumentKind::Component)));
    asked
}

/// The .json files of the pages of a program.
pub(super) fn page_documents(config: Config<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (package, pages) in page_lists(config.root()) {
        let package = below(config.folder(), package);
        let paths = pages.iter().filter_map(Node::text).filter(|path| is_path(path));
        found.extend(paths.map(|path| below(&package, &[path, ".json"].concat())));
    }
    found
}

/// The documents that a document names.
fn further(facts: &Facts<'_>, path: &str, document: &Document) -> Vec<(String, DocumentKind)> {
    let (Some(config), Some(root)) = (native(facts), document.root()) else { return Vec::new() };
    match document.kind {
        DocumentKind::Page | DocumentKind::Component => {
            let found = components(config.folder(), folder_of(path), root);
            found.map(|path| (path, DocumentKind::Component)).collect()
        }
        DocumentKind::Project | DocumentKind::Theme => Vec::new(),
    }
}

/// The .json files that the components of an object may have; those of packages are others' work.
fn components<'a>(
    program: &'a str,
    folder: &'a str,
    object: &'a Node,
) -> impl Iterator<Item = String> + use<'a> {
    let used = used_components(object).into_iter();
    used.flat_map(move |(_, written)| {
        let stems = stems(program, folder, written).into_iter();
        let own = stems.filter(|stem| !is_installed(stem));
        own.map(|stem| format!("{stem}.json")).collect::<Vec<_>>()
    })
}

fn is_installed(path: &str) -> bool {
    path.split('/').any(|segment| INSTALLED.contains(&segment))
}

/// The components that an object uses, each with its place.
pub(super) fn used_components(object: &Node) -> Vec<(&Node, &str)> {
    let members = |key| object.get(key).and_then(Node::members).unwrap_or_default().iter();
    let used = members("usingComponents").map(|member| &member.value);
    let generic = members("componentGenerics").filter_map(|member| member.value.get("default"));
    used.chain(generic).filter_map(|node| Some((node, node.text()?))).collect()
}

/// The scripts without which the compiler passes over a component's .json.
pub(super) fn wanted(facts: &Facts<'_>) -> Vec<String> {
    let there =
        facts.documents.iter().filter_map(|(path, document)| Some((path, document.as_ref()?)));
    let components = there.filter(|(_, document)| document.kind == DocumentKind::Component);
    components.map(|(path, _)| with_suffix(path, "js")).collect()
}
