//! Rules about the pages of app.json: plugin pages among them, paths that cannot be, files that are not there.

use crate::check::declaration::{Config, concerns_plugins, configs, native};
use crate::check::facts::{Facts, PathKind};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::app_json::pages::{self, ListedPage, below, is_path, page_lists};
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

/// What a page may be written in where something builds the program, or another platform runs it.
const TEMPLATES: [&str; 14] = [
    "vue", "nvue", "wpy", "mpx", "tsx", "jsx", "axml", "swan", "ttml", "qml", "cml", "pug", "jade",
    "html",
];
const SCRIPTS: [&str; 2] = ["ts", "coffee"];

/// What stands beside an app.json that is not the platform's: mpvue's, WePY's, mpx's.
const HOSTS: [&str; 4] = ["App.vue", "app.vue", "app.wpy", "app.mpx"];

impl ListedPage<'_> {
    /// One of its files, from where the user is.
    fn file(&self, config: Config<'_>, suffix: &str) -> String {
        let folder = below(config.file.folder(), self.root);
        below(&folder, &format!("{}.{suffix}", self.written))
    }
}

/// The lists of pages, each with the root of its subpackage.
fn lists(config: Config<'_>) -> Vec<(&str, &[Node])> {
    config.listing().map(page_lists).unwrap_or_default()
}

/// Every text that names a page to open; uni-app's pages are objects with a `path`.
fn named_pages(config: Config<'_>) -> Vec<&Node> {
    let listed = lists(config).into_iter().flat_map(|(_, pages)| pages);
    let listed = listed.map(|node| node.get("path").unwrap_or(node));
    let around = config.listing();
    let tabs = around.and_then(|node| node.get("tabBar")?.get("list")?.elements());
    let tabs = tabs.unwrap_or_default().iter().filter_map(|tab| tab.get("pagePath"));
    let entry = around.and_then(|node| node.get("entryPagePath"));
    listed.chain(tabs).chain(entry).collect()
}

fn is_plugin_page(path: &str) -> bool {
    path.contains("plugin://") || path.contains("plugin-private://")
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

/// The pages whose files are looked for: those of which the compiler reads the path.
fn sound_pages<'a>(facts: &Facts<'_>, config: Config<'a>) -> Vec<ListedPage<'a>> {
    let mut sound = Vec::new();
    for (root, pages) in lists(config) {
        let has_root = root.is_empty() || is_path(root) && !is_no_folder(facts, config, root);
        let pages =
            pages.iter().filter_map(|node| Some(ListedPage { node, written: node.text()?, root }));
        sound.extend(pages.filter(|page| has_root && is_path(page.written) && page.may_exist()));
    }
    sound
}

fn missing_page_file(facts: &Facts<'_>) -> Vec<Finding> {
    let config = native(facts).filter(|config| concerns_plugins(facts, *config));
    let Some(config) = config.filter(|config| !is_hosted(facts, *config)) else {
        return Vec::new();
    };
    let pages = sound_pages(facts, config);
    let missing: Vec<(&ListedPage<'_>, String)> =
        pages.iter().filter_map(|page| Some((page, missing_file(facts, config, page)?))).collect();
    match &missing[..] {
        [(page, file), _, ..] if missing.len() == pages.len() => {
            let details = [missing.len().to_string(), file.clone()];
            vec![config.finding(page.node).in_case("all").naming(details)]
        }
        missing => {
            let files = missing.iter().map(|(page, file)| {
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
        Some(PathKind::File | PathKind::Nothing) => true,
        Some(PathKind::Folder) | None => false,
    }
}

/// Whether app.json is written for another tool that compiles the program, so that its pages are elsewhere.
fn is_hosted(facts: &Facts<'_>, config: Config<'_>) -> bool {
    let folder = config.file.folder();
    let stands = |host: &&str| facts.standing.get(&below(folder, host)) == Some(&PathKind::File);
    HOSTS.iter().any(stands)
}

/// The first file that a page lacks, unless another takes its place.
fn missing_file(facts: &Facts<'_>, config: Config<'_>, page: &ListedPage<'_>) -> Option<String> {
    let standing = |suffix: &str| facts.standing.get(&page.file(config, suffix)).copied();
    let all_missing = |suffixes: &[&str]| {
        suffixes.iter().all(|suffix| standing(suffix) == Some(PathKind::Nothing))
    };
    let templates = all_missing(&TEMPLATES);
    let missing = if standing("wxml") == Some(PathKind::Nothing) {
        templates.then_some("wxml")
    } else if standing("js") == Some(PathKind::Nothing) {
        (templates && all_missing(&SCRIPTS)).then_some("js")
    } else {
        None
    };
    missing.map(|suffix| page.file(config, suffix))
}

/// The paths of which the rules want to know what stands there, and of which nothing is known yet; asked again with
/// what was found, until it names none.
pub fn wanted(facts: &Facts<'_>) -> Vec<String> {
    let config = native(facts).filter(|config| concerns_plugins(facts, *config));
    let Some(config) = config else { return Vec::new() };
    let folder = config.file.folder();
    let hosts = || HOSTS.map(|host| below(folder, host));
    let mut wanted = Vec::new();
    for root in config.subpackages().iter().filter_map(|sub| sub.get("root")?.text()) {
        if is_path(root) {
            wanted.push(below(folder, root));
            wanted.extend(is_no_folder(facts, config, root).then(hosts).into_iter().flatten());
        }
    }
    for page in sound_pages(facts, config) {
        let is_missing =
            |suffix| facts.standing.get(&page.file(config, suffix)) == Some(&PathKind::Nothing);
        let usual = ["wxml", "js"];
        wanted.extend(usual.map(|suffix| page.file(config, suffix)));
        if usual.into_iter().any(is_missing) {
            let others = TEMPLATES.into_iter().chain(SCRIPTS);
            wanted.extend(others.map(|suffix| page.file(config, suffix)));
            wanted.extend(hosts());
        }
    }
    wanted.retain(|path| !facts.standing.contains_key(path));
    wanted.sort();
    wanted.dedup();
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
