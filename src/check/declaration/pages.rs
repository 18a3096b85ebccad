//! Rules about the pages of app.json: plugin pages among them, paths that cannot be, files that are not there.

use crate::check::declaration::hosted::{SCRIPTS, TEMPLATES, hosts, is_hosted};
use crate::check::declaration::{Config, concerns_plugins, configs, native};
use crate::check::facts::{Facts, PathKind};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::app_json::pages::{
    self, ListedPage, below, is_path, is_plugin_page, page_lists,
};
use crate::project::pages::path_in;
use crate::syntax::Node;

/// A plugin's page is no page of the program: not in `pages`, not a tab, not `entryPagePath` (compiler, executed).
pub(in crate::check) const PLUGIN_PAGE_IN_PAGES: Rule = Rule {
    id: "plugin-page-in-pages",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: plugin_pages,
};

/// Paths of pages are relative, stay inside, and are listed once (compiler, executed).
pub(in crate::check) const PAGE_PATH: Rule =
    Rule { id: "page-path", severity: Severity::Error, judge: Judge::Compiler, find: page_path };

/// A page needs its template and its script (compiler, executed: code 10005).
pub(in crate::check) const MISSING_PAGE_FILE: Rule = Rule {
    id: "missing-page-file",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: missing_page_file,
};

/// What a page is written in.
const USUAL: [&str; 2] = ["wxml", "js"];

/// The files of a page, which differ by their suffixes.
struct PageFiles<'a> {
    page: ListedPage<'a>,
    /// One of their paths, from where the user is.
    path: String,
    /// The bytes in it that they share, with the dot.
    shared: usize,
}

impl<'a> PageFiles<'a> {
    fn new(folder: &str, page: ListedPage<'a>) -> Self {
        // a path may end in a slash, which is gone where nothing follows it
        let path = below(folder, &[page.written, ".wxml"].concat());
        Self { page, shared: path.len() - "wxml".len(), path }
    }

    fn path(&mut self, suffix: &str) -> &str {
        self.path.truncate(self.shared);
        self.path.push_str(suffix);
        &self.path
    }

    fn lacks(&mut self, facts: &Facts<'_>, suffix: &str) -> bool {
        facts.standing.get(self.path(suffix)) == Some(&PathKind::Nothing)
    }

    /// The first file that the page lacks, unless another takes its place.
    fn missing(&mut self, facts: &Facts<'_>) -> Option<String> {
        let suffix = USUAL.into_iter().find(|suffix| self.lacks(facts, suffix))?;
        let scripts = if suffix == "js" { &SCRIPTS[..] } else { &[] };
        let mut others = TEMPLATES.iter().chain(scripts);
        others.all(|suffix| self.lacks(facts, suffix)).then(|| self.path(suffix).to_owned())
    }
}

/// The lists of pages, each with the root of its subpackage.
fn lists(config: Config<'_>) -> Vec<(&str, &[Node])> {
    config.listing().map(page_lists).unwrap_or_default()
}

/// Every text that names a page to open; uni-app's pages are objects with a `path`.
fn named_pages(config: Config<'_>) -> Vec<&Node> {
    let listed = lists(config).into_iter().flat_map(|(_, pages)| pages);
    let listed = listed.map(path_in);
    let around = config.listing();
    let tabs = around.and_then(|node| node.get("tabBar")?.get("list")?.elements());
    let tabs = tabs.unwrap_or_default().iter().filter_map(|tab| tab.get("pagePath"));
    let entry = around.and_then(|node| node.get("entryPagePath"));
    listed.chain(tabs).chain(entry).collect()
}

fn plugin_pages(facts: &Facts<'_>) -> Vec<Finding> {
    let found = configs(facts).into_iter().flat_map(|config| {
        let named = named_pages(config).into_iter();
        let found = named.filter_map(move |node| {
            let path = node.text().filter(|path| is_plugin_page(path))?;
            Some(config.finding(node).naming([path]))
        });
        found.collect::<Vec<_>>()
    });
    found.collect()
}

fn page_path(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(config) = native(facts) else { return Vec::new() };
    let broken = pages::violations(config.file).into_iter();
    // of others `plugin-page-in-pages` says it
    let own = broken.filter(|broken| !is_plugin_page(&broken.names[0]));
    own.map(|broken| config.broken(&broken)).collect()
}

/// The files of the pages of which the compiler reads the path.
fn page_files<'a>(facts: &Facts<'_>, config: Config<'a>) -> Vec<PageFiles<'a>> {
    let mut found = Vec::new();
    for (root, pages) in lists(config) {
        if !root.is_empty() && (!is_path(root) || is_no_folder(facts, config, root)) {
            continue;
        }
        let folder = below(config.file.folder(), root);
        let pages =
            pages.iter().filter_map(|node| Some(ListedPage { node, written: node.text()?, root }));
        let sound = pages.filter(|page| is_path(page.written) && page.may_exist());
        found.extend(sound.map(|page| PageFiles::new(&folder, page)));
    }
    found
}

fn missing_page_file(facts: &Facts<'_>) -> Vec<Finding> {
    let config = native(facts).filter(|config| concerns_plugins(facts, *config));
    let Some(config) = config else { return Vec::new() };
    let found = missing_files(facts, config);
    if found.is_empty() || is_hosted(facts, config) { Vec::new() } else { found }
}

fn missing_files(facts: &Facts<'_>, config: Config<'_>) -> Vec<Finding> {
    let mut pages = page_files(facts, config);
    let missing = pages.iter_mut().filter_map(|files| Some((files.missing(facts)?, files.page)));
    let missing: Vec<(String, ListedPage<'_>)> = missing.collect();
    match &missing[..] {
        [(file, page), _, ..] if missing.len() == pages.len() => {
            let details = [missing.len().to_string(), file.clone()];
            vec![config.finding(page.node).in_case("all").naming(details)]
        }
        missing => {
            let files = missing.iter().map(|(file, page)| {
                config.finding(page.node).naming([page.written, file.as_str()])
            });
            files.chain(missing_folders(facts, config)).collect()
        }
    }
}

/// Roots of subpackages where it is known that nothing, or a file, stands.
fn missing_folders(facts: &Facts<'_>, config: Config<'_>) -> Vec<Finding> {
    let roots = config.subpackages().iter().filter_map(|sub| sub.get("root"));
    let found = roots.filter_map(|node| {
        let root = node.text().filter(|root| is_path(root) && is_no_folder(facts, config, root))?;
        Some(config.finding(node).in_case("folder").naming([root]))
    });
    found.collect()
}

fn is_no_folder(facts: &Facts<'_>, config: Config<'_>, root: &str) -> bool {
    match facts.standing.get(&below(config.file.folder(), root)) {
        Some(PathKind::File(_) | PathKind::Nothing) => true,
        Some(PathKind::Folder) | None => false,
    }
}

/// The paths at which files of pages may stand.
pub(super) fn wanted(facts: &Facts<'_>, config: Config<'_>) -> Vec<String> {
    let folder = config.file.folder();
    let mut wanted = Vec::new();
    let mut may_be_hosted = false;
    for root in config.subpackages().iter().filter_map(|sub| sub.get("root")?.text()) {
        if is_path(root) {
            wanted.push(below(folder, root));
            may_be_hosted |= is_no_folder(facts, config, root);
        }
    }
    for mut files in page_files(facts, config) {
        wanted.extend(USUAL.map(|suffix| files.path(suffix).to_owned()));
        if USUAL.iter().any(|suffix| files.lacks(facts, suffix)) {
            let others = TEMPLATES.iter().chain(&SCRIPTS);
            wanted.extend(others.map(|suffix| files.path(suffix).to_owned()));
            may_be_hosted = true;
        }
    }
    if may_be_hosted {
        wanted.extend(hosts(config));
    }
    wanted
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{Sample, native};
    use crate::project::framework::Framework;

    const ROOM: &str = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin";

    #[test]
    fn a_page_of_a_plugin_is_none_of_the_program() {
        let finds = |text: &str| native(text).finds("plugin-page-in-pages");
        let quoted = format!("\"{ROOM}\"");
        assert_eq!(finds(&format!(r#"{{ "pages": ["a", "{ROOM}"] }}"#)), [quoted.as_str()]);
        let tab =
            format!(r#"{{ "pages": [], "tabBar": {{ "list": [{{ "pagePath": "{ROOM}" }}] }} }}"#);
        assert_eq!(finds(&tab), [quoted.as_str()]);
        assert_eq!(
            finds(&format!(r#"{{ "pages": [], "entryPagePath": "{ROOM}" }}"#)),
            [quoted.as_str()]
        );
        assert!(
            finds(r#"{ "pages": ["plugin/live"], "entryPagePath": "plugin/live" }"#).is_empty()
        );
        let pages = format!(r#"{{ "pages": [{{ "path": "{ROOM}" }}] }}"#);
        let uni_app = Sample::new(Framework::UniApp).with("pages.json", &pages);
        assert_eq!(uni_app.finds("plugin-page-in-pages"), [quoted]);
    }

    #[test]
    fn paths_of_pages_are_relative_and_listed_once() {
        let finds =
            |pages: &str| native(&format!(r#"{{ "pages": [{pages}] }}"#)).finds("page-path");
        assert_eq!(finds(r#""/a", "./b", "c//d", "e/../f", "g\\h", """#).len(), 6);
        assert_eq!(finds(r#""a", "a""#), ["twice: \"a\""]);
        assert!(finds(r#""a", "a/b", "a.b""#).is_empty());
        assert!(finds(&format!("\"{ROOM}\"")).is_empty(), "plugin-page-in-pages says it");
    }

    #[test]
    fn a_page_has_a_template_and_a_script() {
        let text = r#"{ "pages": ["a"], "plugins": {}, "subPackages": [{ "root": "s/", "pages": ["b"] }] }"#;
        let names = |there: &[&'static str]| native(text).there(there).names("missing-page-file");
        assert!(names(&["s/", "a.wxml", "a.js", "s/b.wxml", "s/b.js"]).is_empty());
        assert_eq!(names(&["s/", "a.js", "s/b.wxml", "s/b.js"]), [["a", "a.wxml"]]);
        assert_eq!(names(&["s/", "a.wxml", "a.js", "s/b.wxml"]), [["b", "s/b.js"]]);
        assert_eq!(names(&["a.wxml", "a.js"]), [["s/"]]);
        assert_eq!(names(&["s/"]), [["2", "a.wxml"]], "one finding where nothing is there");
        assert!(native(text).finds("missing-page-file").is_empty(), "nobody looked");
    }

    #[test]
    fn a_page_that_is_built_from_something_else_is_there() {
        let names = |there: &[&'static str]| {
            native(r#"{ "pages": ["a"], "plugins": {} }"#).there(there).names("missing-page-file")
        };
        assert!(names(&["a.wxml", "a.ts"]).is_empty());
        assert!(names(&["a.vue"]).is_empty());
        assert!(names(&["a.axml", "a.js"]).is_empty());
        assert!(names(&["App.vue", "a.js"]).is_empty());
        assert_eq!(names(&["a.ts"]), [["a", "a.wxml"]]);
        let no_plugin = native(r#"{ "pages": ["a"] }"#).there(&["b.js"]);
        assert!(no_plugin.finds("missing-page-file").is_empty(), "not our business");
    }

    #[test]
    fn only_a_native_app_json_is_looked_at() {
        let pages = r#"{ "pages": ["/a", "/a"] }"#;
        let taro = Sample::new(Framework::Taro)
            .with("src/app.config.js", "export default { pages: ['/a', '/a'] }");
        let mpvue = Sample::new(Framework::Mpvue).with("src/app.json", pages).there(&["src/a.vue"]);
        assert_eq!(taro.broken(), Vec::<&str>::new());
        assert_eq!(mpvue.broken(), Vec::<&str>::new());
    }
}
