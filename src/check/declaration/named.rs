//! Rules about what app.json names beside its list of pages: tabs, icons, other pages, the theme, workers.

use std::collections::HashSet;

use crate::check::declaration::documents::program;
use crate::check::declaration::hosted::is_hosted;
use crate::check::declaration::{Config, is_true};
use crate::check::facts::{Facts, PathKind};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::app_json::pages::{below, is_path, is_plugin_page, page_lists};
use crate::project::packages::{SPELLINGS, listed};
use crate::syntax::Node;

/// Tabs are 2 to 5, of different pages (compiler, executed).
pub(in crate::check) const TAB_BAR: Rule =
    Rule { id: "tab-bar", severity: Severity::Error, judge: Judge::Compiler, find: tab_bar };

/// Tabs, the entry page and the rules of preloading name pages of the program (compiler, executed).
pub(in crate::check) const UNLISTED_PAGE: Rule = Rule {
    id: "unlisted-page",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: unlisted_page,
};

/// Icons, the theme and workers are there; of a sitemap that is not the compiler says nothing (compiler, executed).
pub(in crate::check) const MISSING_FILE: Rule = Rule {
    id: "missing-file",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: missing_file,
};

/// The largest icon of a tab, in bytes.
const LARGEST_ICON: u64 = 40 * 1024;
/// How the name of an icon ends.
const ICONS: [&str; 3] = [".png", ".jpg", ".jpeg"];
/// The word for the main package.
const MAIN: &str = "__APP__";

fn tabs(config: Config<'_>) -> Option<&[Node]> {
    config.root().get("tabBar")?.get("list")?.elements()
}

fn tab_bar(facts: &Facts<'_>) -> Vec<Finding> {
    let Some((config, tabs)) = program(facts).and_then(|config| Some((config, tabs(config)?)))
    else {
        return Vec::new();
    };
    let is_custom = is_true(config.root().get("tabBar").and_then(|bar| bar.get("custom")));
    let most = if is_custom { 10 } else { 5 };
    let mut found = Vec::new();
    if let Some(list) = config.root().get("tabBar").and_then(|bar| bar.get("list")) {
        let count = |case, bound: usize| {
            let details = [tabs.len().to_string(), bound.to_string()];
            config
                .finding_in(&(list.range.start..list.range.start + 1))
                .in_case(case)
                .naming(details)
        };
        found.extend((tabs.len() < 2).then(|| count("", 2)));
        found.extend((tabs.len() > most).then(|| count("too-many", most)));
    }
    let mut seen = HashSet::new();
    for node in tabs.iter().filter_map(|tab| tab.get("pagePath")) {
        let Some(page) = node.text() else { continue };
        let case =
            if page.contains(['?', '.']) && !is_plugin_page(page) { Some("form") } else { None };
        let case = case.or((!seen.insert(page)).then_some("twice"));
        found.extend(case.map(|case| config.finding(node).in_case(case).naming([page])));
    }
    found
}

/// What app.json lists.
struct Listed<'a> {
    /// The pages of the main package, as they are written.
    main: HashSet<&'a str>,
    /// The pages of subpackages.
    others: HashSet<String>,
    /// Roots without slashes at their ends, and names.
    packages: HashSet<String>,
}

impl<'a> Listed<'a> {
    fn new(root: &'a Node) -> Self {
        let (mut main, mut others) = (HashSet::new(), HashSet::new());
        for (package, pages) in page_lists(root) {
            let paths = pages.iter().filter_map(Node::text);
            if package.is_empty() {
                main.extend(paths);
            } else {
                others.extend(paths.map(|path| below(package, path)));
            }
        }
        let texts = |key| listed(root).iter().filter_map(move |sub| sub.get(key)?.text());
        let roots = texts("root").map(|root| below("", root));
        let packages = roots.chain(texts("name").chain([MAIN]).map(str::to_owned)).collect();
        Self { main, others, packages }
    }

    fn has(&self, page: &str) -> bool {
        self.main.contains(page) || self.others.contains(page)
    }

    fn has_package(&self, package: &str) -> bool {
        self.packages.contains(package) || self.packages.contains(&below("", package))
    }
}

fn unlisted_page(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(config) = program(facts) else { return Vec::new() };
    let (root, listed) = (config.root(), Listed::new(config.root()));
    let mut found = Vec::new();
    let mut check = |node: &Node, is_there: &dyn Fn(&str) -> bool, case| {
        let page = node.text().filter(|page| !is_there(page) && !is_plugin_page(page));
        found.extend(page.map(|page| config.finding(node).in_case(case).naming([page])));
    };
    for tab in tabs(config).unwrap_or_default() {
        if let Some(node) = tab.get("pagePath") {
            let case = if node.text().is_some_and(|page| listed.has(page)) { "tab" } else { "" };
            check(node, &|page| listed.main.contains(page), case);
        }
    }
    if let Some(node) = root.get("entryPagePath") {
        check(node, &|page| page.is_empty() || listed.has(page), "");
    }
    if let Some(node) = root.get("entranceDeclare").and_then(|it| it.get("locationMessage")) {
        match node.get("path") {
            Some(path) => check(path, &|page| listed.has(page), ""),
            None => found
                .push(config.finding_in(&(node.range.start..node.range.start + 1)).in_case("none")),
        }
    }
    let rules = root.get("preloadRule").and_then(Node::members).unwrap_or_default();
    // without subpackages the compiler passes over them
    let has_packages = SPELLINGS.iter().any(|key| root.get(key).is_some());
    for rule in rules.iter().filter(|_| has_packages) {
        if !listed.has(&rule.key) && !rule.key.contains("__plugin__/") {
            found.push(config.finding_at_key(rule).naming([&rule.key]));
            continue;
        }
        let packages = rule.value.get("packages").and_then(Node::elements).unwrap_or_default();
        for node in packages {
            if let Some(package) = node.text().filter(|package| !listed.has_package(package)) {
                found.push(config.finding(node).in_case("package").naming([package]));
            }
        }
    }
    found
}

/// A file or a folder that app.json names.
struct Named<'a> {
    node: &'a Node,
    written: &'a str,
    /// From where the user is.
    path: String,
    kind: NamedKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum NamedKind {
    Icon,
    Json,
    Page,
    Folder,
}

fn named(config: Config<'_>) -> Vec<Named<'_>> {
    let root = config.root();
    let icons = tabs(config).unwrap_or_default().iter().flat_map(|tab| {
        ["iconPath", "selectedIconPath"].into_iter().filter_map(|key| tab.get(key))
    });
    // an empty icon is none, and a word of the theme is another one's
    let icons = icons
        .filter(|node| node.text().is_some_and(|text| !text.is_empty() && !text.starts_with('@')));
    let theme = root.get("themeLocation");
    let workers = root.get("workers").map(|node| node.get("path").unwrap_or(node));
    let page = root.get("openLocationPagePath");
    let all = icons.map(|node| (node, NamedKind::Icon));
    let all = all.chain(theme.map(|node| (node, NamedKind::Json)));
    let all = all.chain(workers.map(|node| (node, NamedKind::Folder)));
    let all = all.chain(page.map(|node| (node, NamedKind::Page)));
    let found = all.filter_map(|(node, kind)| {
        let written = node.text()?;
        let path = below(config.folder(), written);
        Some(Named { node, written, path, kind })
    });
    found.collect()
}

impl Named<'_> {
    fn paths(&self) -> Vec<String> {
        match self.kind {
            NamedKind::Icon | NamedKind::Json | NamedKind::Folder => vec![self.path.clone()],
            NamedKind::Page => {
                ["wxml", "js"].map(|suffix| format!("{}.{suffix}", self.path)).into()
            }
        }
    }

    /// What is wrong with it, as a case of the rule.
    fn fault(&self, facts: &Facts<'_>) -> Option<&'static str> {
        let standing: Vec<_> = self.paths().iter().map(|path| facts.standing.get(path)).collect();
        let is_missing = standing.contains(&Some(&PathKind::Nothing));
        let is_icon = ICONS.iter().any(|suffix| self.written.ends_with(suffix));
        let is_written_well = match self.kind {
            // an icon may begin with a dot or a slash
            NamedKind::Icon => is_path(self.written.trim_start_matches(['.', '/'])) || is_missing,
            NamedKind::Json | NamedKind::Page | NamedKind::Folder => is_path(self.written),
        };
        match (self.kind, standing[0]) {
            (NamedKind::Icon, _) if self.written.contains("//") => Some("form"),
            _ if !is_written_well => Some("form"),
            _ if is_missing => Some(""),
            (NamedKind::Icon | NamedKind::Json, Some(PathKind::Folder)) => Some("file"),
            (NamedKind::Icon, Some(PathKind::File(size))) if *size > LARGEST_ICON => Some("size"),
            (NamedKind::Icon, Some(PathKind::File(_))) if !is_icon => Some("icon"),
            (NamedKind::Folder, Some(PathKind::File(_))) => Some("folder"),
            (NamedKind::Icon | NamedKind::Json | NamedKind::Page | NamedKind::Folder, _) => None,
        }
    }
}

pub(super) fn missing_file(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(config) = program(facts).filter(|config| !is_hosted(facts, *config)) else {
        return Vec::new();
    };
    let broken = named(config).into_iter().filter_map(|named| {
        let case = named.fault(facts)?;
        Some(config.finding(named.node).in_case(case).naming([named.written, &named.path]))
    });
    broken.collect()
}

/// The paths of which these rules want to know what stands there.
pub(super) fn wanted(config: Config<'_>) -> Vec<String> {
    named(config).iter().flat_map(Named::paths).collect()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{Sample, live_app as app};

    fn bar(tabs: &str) -> Sample {
        app(&format!(r#""tabBar": {{ "list": [{tabs}] }}"#))
    }

    #[test]
    fn tabs_are_two_to_five_of_different_pages() {
        let tab = |page: &str| format!(r#"{{ "pagePath": "{page}" }}"#);
        let finds = |pages: &[&str]| {
            let tabs: Vec<String> = pages.iter().map(|page| tab(page)).collect();
            bar(&tabs.join(", ")).finds("tab-bar")
        };
        assert!(finds(&["a", "b"]).is_empty());
        assert_eq!(finds(&["a"]), ["["]);
        assert_eq!(finds(&["a", "b", "c", "d", "e", "f"]), ["too-many: ["]);
        assert_eq!(finds(&["a", "a"]), ["twice: \"a\""]);
        assert_eq!(finds(&["a?x=1", "b.html"]), ["form: \"a?x=1\"", "form: \"b.html\""]);
        let six = ["a", "b", "c", "d", "e", "f"].map(tab).join(",");
        let own = app(&format!(r#""tabBar": {{ "custom": true, "list": [{six}] }}"#));
        assert!(own.finds("tab-bar").is_empty());
    }

    #[test]
    fn pages_that_are_named_are_listed() {
        let subs = r#""subPackages": [{ "root": "s/", "name": "n", "pages": ["c"] }]"#;
        let finds = |rest: &str| app(&format!("{subs}, {rest}")).finds("unlisted-page");
        assert!(finds(r#""entryPagePath": "s/c""#).is_empty());
        assert_eq!(finds(r#""entryPagePath": "/a""#), ["\"/a\""]);
        let tabs = r#""tabBar": { "list": [{ "pagePath": "s/c" }, { "pagePath": "x" }] }"#;
        assert_eq!(finds(tabs), ["tab: \"s/c\"", "\"x\""]);
        let rule = |page: &str, package: &str| {
            finds(&format!(r#""preloadRule": {{ "{page}": {{ "packages": ["{package}"] }} }}"#))
        };
        for package in ["s", "s/", "n", "__APP__"] {
            assert!(rule("a", package).is_empty(), "{package}");
        }
        assert_eq!(rule("a", "x"), ["package: \"x\""]);
        assert_eq!(rule("x", "s"), ["\"x\""]);
    }

    #[test]
    fn files_that_are_named_are_there() {
        let finds = |rest: &str, there: &[&'static str]| {
            app(rest).there(&["a.wxml"]).there(there).finds("missing-file")
        };
        assert_eq!(finds(r#""workers": "w""#, &[]), ["\"w\""]);
        assert_eq!(finds(r#""workers": "w""#, &["w"]), ["folder: \"w\""]);
        assert!(finds(r#""workers": { "path": "w" }"#, &["w/"]).is_empty());
        assert_eq!(finds(r#""themeLocation": "../t.json""#, &[]), ["form: \"../t.json\""]);
        let icon = |path: &str, there: &[&'static str]| {
            let rest = format!(r#""tabBar": {{ "list": [{{ "iconPath": "{path}" }}] }}"#);
            finds(&rest, there)
        };
        assert!(icon("/i/a.png", &["i/a.png"]).is_empty());
        assert_eq!(icon("i/a.png", &[]), ["\"i/a.png\""]);
        assert_eq!(icon("i/a.svg", &["i/a.svg"]), ["icon: \"i/a.svg\""]);
        assert_eq!(icon("i/a.png", &["i/a.png/"]), ["file: \"i/a.png\""]);
        assert!(icon("i/a.png", &["App.vue"]).is_empty(), "another tool's");
        assert!(app(r#""workers": "w""#).finds("missing-file").is_empty(), "nobody looked");
    }
}
