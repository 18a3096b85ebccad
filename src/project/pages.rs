//! The packages and pages that a configuration file lists, and what a page must say for itself beside it.

use crate::model::manifest::Package;
use crate::project::config_file::ConfigFile;
use crate::project::packages::{SPELLINGS, subpackages};
use crate::syntax::Node;
use crate::text::path::RelPath;

/// What a generated page's .json must say for itself because app.json says something else for all pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageSettings {
    /// Keys and their values, in the order in which they are written.
    pub keys: Vec<(&'static str, &'static str)>,
}

impl ConfigFile {
    /// The key under which subpackages are listed here; the sample's spelling where there are none.
    pub fn spelling(&self) -> &'static str {
        let is_present = |key: &&str| self.listing().is_some_and(|node| node.get(key).is_some());
        SPELLINGS.into_iter().find(is_present).unwrap_or("subPackages")
    }

    /// The subpackages under the spelling that the platform reads, by root; what is malformed is left out.
    pub fn subpackages(&self) -> Vec<(RelPath, &Node)> {
        self.listing().map(subpackages).unwrap_or_default()
    }

    /// The object that holds `pages` and `plugins` of a package.
    pub fn package(&self, package: &Package) -> Option<&Node> {
        match package {
            Package::Main => self.listing(),
            Package::Sub(wanted) => {
                let mut subpackages = self.subpackages().into_iter();
                subpackages.find_map(|(root, node)| (root == *wanted).then_some(node))
            }
        }
    }

    /// The package to whose folder a page path belongs, the deepest root first; the package `planned` may not be
    /// listed yet.
    pub fn package_of(&self, page: &RelPath, planned: &Package) -> Package {
        let planned = match planned {
            Package::Main => None,
            Package::Sub(root) => Some(root.clone()),
        };
        let roots = self.subpackages().into_iter().map(|(root, _)| root).chain(planned);
        let deepest =
            roots.filter(|root| page.strip(root).is_some()).max_by_key(|root| root.as_str().len());
        deepest.map_or(Package::Main, Package::Sub)
    }

    /// The pages of a package as they are listed, with the place of each in the list.
    pub fn pages(&self, package: &Package) -> Vec<(usize, &str)> {
        self.package(package).map(pages_in).unwrap_or_default()
    }

    /// All pages from app.json's folder, the main package's first.
    pub fn all_pages(&self) -> Vec<RelPath> {
        let main = self.listing().map(|node| (None, node));
        let subs = self.subpackages().into_iter().map(|(root, node)| (Some(root), node));
        let packages = main.into_iter().chain(subs);
        let pages = packages.flat_map(|(root, node)| {
            let pages = pages_in(node).into_iter();
            let paths = pages.filter_map(|(_, page)| RelPath::parse(page).ok());
            paths.map(|page| page.below(root.as_ref())).collect::<Vec<_>>()
        });
        pages.collect()
    }

    /// All pages as the program names them, each with its path from the project's root, which a suffix makes a file.
    pub fn program_pages(&self) -> Vec<(RelPath, RelPath)> {
        let folder = self.path.parent();
        let root = self.role.root();
        let pages = self.all_pages().into_iter();
        pages.map(|page| (page.below(root), page.below(folder.as_ref()))).collect()
    }

    /// What the .json of a page in `package` must say, because generated pages are made for the web view and for the
    /// platform's own title bar. In an ordinary project that is nothing.
    ///
    /// A Skyline page may have no title of the platform's (compiler, executed: code 10009), and a subpackage chooses
    /// its renderer for itself, which the compiler does not look at.
    pub fn page_settings(&self, package: &Package) -> PageSettings {
        let is = |node: Option<&Node>, key, value| {
            node.and_then(|node| node.get(key)).and_then(Node::text) == Some(value)
        };
        let around = [self.listing(), self.package(package)];
        let window = self.listing().and_then(|node| node.get("window"));
        let mut keys = Vec::new();
        if around.iter().any(|node| is(*node, "renderer", "skyline")) {
            keys.push(("renderer", "webview"));
        }
        if is(window, "navigationStyle", "custom") {
            keys.push(("navigationStyle", "default"));
            keys.extend(bar_colors(window));
        }
        PageSettings { keys }
    }
}

/// What names a page in an element of a list of pages: that is the path itself, or in uni-app's pages.json the path of an object.
pub fn path_in(element: &Node) -> &Node {
    element.get("path").unwrap_or(element)
}

/// A page's path without what says that it starts here; mpx writes `./` (its json-compiler).
pub fn plain_path(written: &str) -> &str {
    written.strip_prefix("./").unwrap_or(written).trim_start_matches('/')
}

/// The pages that the object of a package lists, with the place of each in the list.
fn pages_in(package: &Node) -> Vec<(usize, &str)> {
    let listed = package.get("pages").and_then(Node::elements).unwrap_or_default();
    let named = listed.iter().enumerate();
    named.filter_map(|(index, node)| Some((index, plain_path(path_in(node).text()?)))).collect()
}

/// Colors for a title bar of which `window` sets only one, since nobody sees it there: the platform's default for the
/// other, black under white, may be the same color.
fn bar_colors(window: Option<&Node>) -> Vec<(&'static str, &'static str)> {
    let colors = [("navigationBarBackgroundColor", "#ffffff"), ("navigationBarTextStyle", "black")];
    let set = colors.iter().filter(|(key, _)| window.and_then(|node| node.get(key)).is_some());
    if set.count() == 1 { colors.to_vec() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::declaration::Owner;
    use crate::project::framework::{Framework, row_of};

    fn app_json(text: &str) -> ConfigFile {
        ConfigFile::new(row_of(Framework::Native), RelPath::constant("app.json"), text)
    }

    const APP: &str = r#"{
      "pages": ["pages/index/index"],
      "subpackages": [{ "root": "live/", "pages": ["list"], "plugins": { "l": { "version": "1.3.5", "provider": "wx2b03c6e691cd7370" } } }],
      "plugins": { "live-player-plugin": { "version": "1.0.0", "provider": "wx00d1e2843c3b3f77" }, "x": { "provider": "y" } }
    }"#;

    #[test]
    fn packages_pages_and_declarations_are_read() {
        let app = app_json(APP);
        let pages: Vec<String> = app.all_pages().iter().map(RelPath::to_string).collect();
        assert_eq!(pages, ["pages/index/index", "live/list"]);
        let found: Vec<_> =
            app.declarations().iter().map(|d| (d.package.to_string(), d.owner)).collect();
        assert_eq!(found, [("live".into(), Owner::Live), ("main".into(), Owner::Other)]);
        let page = RelPath::parse("live/new").expect("a path");
        assert_eq!(app.package_of(&page, &Package::Main).to_string(), "live");
    }

    #[test]
    fn a_provider_in_another_spelling_is_still_ours() {
        let text = r#"{"plugins":{"live-player-plugin":{"provider":" WX2B03C6E691CD7370 "},"b":{"provider":"wx2b03c6e691cd7370"}}}"#;
        let app = app_json(text);
        assert!(app.declarations().iter().all(|declaration| declaration.owner == Owner::Live));
        assert_eq!(app.declarations().len(), 2);
    }

    #[test]
    fn a_page_says_only_what_app_json_says_otherwise() {
        let settings = |text: &str, package: &str| {
            let app = app_json(text);
            let package = match package {
                "main" => Package::Main,
                root => Package::Sub(RelPath::parse(root).expect("a path")),
            };
            app.page_settings(&package).keys
        };
        let (web, title) = (("renderer", "webview"), ("navigationStyle", "default"));
        let bar =
            [("navigationBarBackgroundColor", "#ffffff"), ("navigationBarTextStyle", "black")];
        for plain in [
            "{}",
            r#"{"renderer":"webview","rendererOptions":{"skyline":{}},"window":{"navigationStyle":"default"}}"#,
            r#"{"subpackages":[{"root":"live","pages":[]}],"window":{"navigationBarTextStyle":"black"}}"#,
        ] {
            assert_eq!(settings(plain, "main"), [], "{plain}");
            assert_eq!(settings(plain, "live"), [], "{plain}");
        }
        let sky = r#"{"renderer":"skyline","subPackages":[{"root":"live/","renderer":"webview"}]}"#;
        assert_eq!(settings(sky, "main"), [web]);
        assert_eq!(settings(sky, "live"), [web], "the compiler looks at the top level only");
        let sub = r#"{"subPackages":[{"root":"live/","renderer":"skyline"},{"root":"x"}]}"#;
        assert_eq!(settings(sub, "live"), [web]);
        assert_eq!(settings(sub, "main"), []);
        assert_eq!(settings(sub, "x"), []);
        let custom = |more: &str| format!(r#"{{"window":{{"navigationStyle":"custom"{more}}}}}"#);
        let text = r#","navigationBarTextStyle":"@text""#;
        let background = r##","navigationBarBackgroundColor":"#fff""##;
        assert_eq!(settings(&custom(""), "main"), [title]);
        assert_eq!(settings(&custom(&format!("{text}{background}")), "live"), [title]);
        for one in [text, background] {
            assert_eq!(settings(&custom(one), "main"), [vec![title], bar.to_vec()].concat());
        }
    }
}
