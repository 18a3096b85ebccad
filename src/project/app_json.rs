//! app.json as the platform reads it: packages, pages and plugin declarations, with the places where they stand.

use crate::model::fault::{Fault, Faults, ProjectFault, TextFault};
use crate::model::manifest::Package;
use crate::model::plugin::{ALIAS, PROVIDER};
use crate::syntax::jsonc::{self, Leniency};
use crate::syntax::{Member, Node, Tree, Value};
use crate::text::path::RelPath;

/// Both spellings are legal; with both present the platform drops the second (compiler, executed).
pub const SPELLINGS: [&str; 2] = ["subpackages", "subPackages"];

/// A parsed app.json.
#[derive(Debug, Clone)]
pub struct AppJson<'t> {
    /// Path from the project's root.
    pub file: &'t str,
    /// Its text.
    pub text: &'t str,
    /// Its tree; the root is an object.
    pub tree: Tree,
}

/// A subpackage that app.json declares.
#[derive(Debug, Clone)]
pub struct Subpackage<'a> {
    /// Its root without the slash at the end.
    pub root: RelPath,
    /// Its object.
    pub node: &'a Node,
}

/// A part of app.json that is to be edited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// The `pages` of a package.
    Pages(Package),
    /// The `plugins` of a package.
    Plugins(Package),
}

/// What a generated page's .json must say for itself because app.json says something else for all pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageSettings {
    /// Keys and their values, in the order in which they are written.
    pub keys: Vec<(&'static str, &'static str)>,
}

/// Whose plugin an entry declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Tencent's live plugin: our provider under any alias, or the usual alias without a provider.
    Live,
    /// Another provider under the alias that the live plugin usually has.
    Other,
}

/// A plugin entry that is, or looks like, the live plugin.
#[derive(Debug, Clone)]
pub struct Declaration<'a> {
    /// Where it is declared.
    pub package: Package,
    /// The entry in the `plugins` object.
    pub entry: &'a Member,
    /// Whose it is.
    pub owner: Owner,
}

impl<'t> AppJson<'t> {
    /// Reads app.json.
    ///
    /// # Errors
    /// Text that is not JSON with forgiveness, or no object.
    pub fn parse(file: &'t str, text: &'t str) -> Result<Self, Fault> {
        let tree = jsonc::parse(text).map_err(|fault| Fault::unreadable(file, text, fault))?;
        if tree.root.members().is_none() {
            let what = TextFault::WrongType { key: file.to_owned(), expected: "an object" };
            return Err(Fault::at(file, text, tree.root.range.start..tree.root.range.start, what));
        }
        Ok(Self { file, text, tree })
    }

    /// What the platform will refuse in it although we forgive it, first of each kind.
    pub fn leniencies(&self) -> Vec<(usize, Leniency)> {
        let mut found = jsonc::leniencies(self.text, &self.tree);
        let mut seen = Vec::new();
        found.retain(|(_, what)| {
            let new = !seen.contains(what);
            seen.push(*what);
            new
        });
        found
    }

    /// The key under which subpackages are listed here; the sample's spelling where there are none.
    pub fn spelling(&self) -> &'static str {
        let present = SPELLINGS.into_iter().find(|key| self.tree.root.get(key).is_some());
        present.unwrap_or("subPackages")
    }

    /// The subpackages under the spelling that the platform reads; what is malformed is left out.
    pub fn subpackages(&self) -> Vec<Subpackage<'_>> {
        let listed = subpackages(&self.tree.root).into_iter();
        listed.map(|(root, node)| Subpackage { root, node }).collect()
    }

    /// The subpackage with this root.
    pub fn subpackage(&self, root: &RelPath) -> Option<Subpackage<'_>> {
        self.subpackages().into_iter().find(|sub| sub.root == *root)
    }

    /// The object that holds `pages` and `plugins` of a package.
    pub fn package(&self, package: &Package) -> Option<&Node> {
        match package {
            Package::Main => Some(&self.tree.root),
            Package::Sub(root) => self.subpackage(root).map(|sub| sub.node),
        }
    }

    /// The package to whose folder a page path belongs, the deepest root first; the package `planned` may not be
    /// listed yet.
    pub fn package_of(&self, page: &RelPath, planned: &Package) -> Package {
        let planned = match planned {
            Package::Main => None,
            Package::Sub(root) => Some(root.clone()),
        };
        let roots = self.subpackages().into_iter().map(|sub| sub.root).chain(planned);
        let deepest =
            roots.filter(|root| page.strip(root).is_some()).max_by_key(|root| root.as_str().len());
        deepest.map_or(Package::Main, Package::Sub)
    }

    /// The pages of a package as they are listed, with the place of each in the list.
    pub fn pages(&self, package: &Package) -> Vec<(usize, &str)> {
        let listed =
            self.package(package).and_then(|node| node.get("pages")).and_then(Node::elements);
        let listed = listed.unwrap_or_default().iter().enumerate();
        listed.filter_map(|(i, node)| Some((i, node.text()?.trim_start_matches('/')))).collect()
    }

    /// All pages from app.json's folder, the main package's first.
    pub fn all_pages(&self) -> Vec<RelPath> {
        let in_package = |package: Package| {
            let folder = match &package {
                Package::Main => None,
                Package::Sub(root) => Some(root.clone()),
            };
            let listed = self.pages(&package).into_iter();
            let paths = listed
                .filter_map(|(_, page)| Some(RelPath::parse(page).ok()?.below(folder.as_ref())));
            paths.collect::<Vec<_>>()
        };
        let subs = self.subpackages().into_iter().map(|sub| Package::Sub(sub.root));
        std::iter::once(Package::Main).chain(subs).flat_map(in_package).collect()
    }

    /// What the .json of a page in `package` must say, because generated pages are made for the web view and for the
    /// platform's own title bar. In an ordinary project that is nothing.
    ///
    /// A Skyline page may have no title of the platform's (compiler, executed: code 10009), and a subpackage chooses
    /// its renderer for itself, which the compiler does not look at.
    pub fn page_settings(&self, package: &Package) -> PageSettings {
        let root = &self.tree.root;
        let is = |node: Option<&Node>, key, value| {
            node.and_then(|node| node.get(key)).and_then(Node::text) == Some(value)
        };
        let window = root.get("window");
        let mut keys = Vec::new();
        if [Some(root), self.package(package)].iter().any(|node| is(*node, "renderer", "skyline")) {
            keys.push(("renderer", "webview"));
        }
        if is(window, "navigationStyle", "custom") {
            keys.push(("navigationStyle", "default"));
            keys.extend(bar_colors(window));
        }
        PageSettings { keys }
    }

    /// Every declaration of the plugin, and of what goes by its name.
    pub fn declarations(&self) -> Vec<Declaration<'_>> {
        let subs = self.subpackages().into_iter().map(|sub| (Package::Sub(sub.root), sub.node));
        std::iter::once((Package::Main, &self.tree.root))
            .chain(subs)
            .flat_map(|(package, node)| {
                let plugins = node.get("plugins").and_then(Node::members).unwrap_or_default();
                plugins.iter().filter_map(move |entry| {
                    Some(Declaration { package: package.clone(), entry, owner: owner(entry)? })
                })
            })
            .collect()
    }

    /// All that stands in the way of an edit at `spot`.
    pub fn faults_at(&self, spot: &Spot) -> Vec<Fault> {
        let (package, key) = match spot {
            Spot::Pages(package) => (package, "pages"),
            Spot::Plugins(package) => (package, "plugins"),
        };
        let mut faults = match package {
            Package::Main => Vec::new(),
            Package::Sub(_) => self.subpackage_faults(),
        };
        let Some(node) = self.package(package) else {
            return faults;
        };
        faults.extend(self.duplicate(node, key));
        match (spot, node.get(key)) {
            (Spot::Plugins(_), Some(plugins)) => faults.extend(self.plugin_faults(plugins)),
            (Spot::Pages(_), Some(pages)) if pages.elements().is_none() => {
                faults.push(self.wrong_type(pages, key, "an array"));
            }
            (Spot::Pages(_) | Spot::Plugins(_), _) => {}
        }
        faults
    }

    fn plugin_faults(&self, plugins: &Node) -> Vec<Fault> {
        if matches!(plugins.value, Value::Other(_)) {
            return Vec::new(); // a script computes it, and what comes of that nobody knows here
        }
        let Some(entries) = plugins.members() else {
            return vec![self.wrong_type(plugins, "plugins", "an object")];
        };
        let twice = entries.iter().enumerate().filter(|(i, entry)| {
            owner(entry).is_some() && entries[..*i].iter().any(|earlier| earlier.key == entry.key)
        });
        let twice = twice.map(|(_, entry)| self.second(entry));
        let of_entry = entries.iter().filter(|entry| owner(entry).is_some()).flat_map(|entry| {
            let node = &entry.value;
            let shape =
                node.members().is_none().then(|| self.wrong_type(node, &entry.key, "an object"));
            let doubles =
                ["version", "provider"].into_iter().filter_map(|key| self.duplicate(node, key));
            shape.into_iter().chain(doubles).collect::<Vec<_>>()
        });
        twice.chain(of_entry).collect()
    }

    fn subpackage_faults(&self) -> Vec<Fault> {
        let root = &self.tree.root;
        let mut faults: Vec<Fault> =
            SPELLINGS.into_iter().filter_map(|key| self.duplicate(root, key)).collect();
        if let [Some(_), Some(second)] = SPELLINGS.map(|key| root.member(key)) {
            faults.push(Fault::at(
                self.file,
                self.text,
                second.key_range.clone(),
                ProjectFault::BothSpellings,
            ));
        }
        let Some(listed) = root.get(self.spelling()) else {
            return faults;
        };
        let Some(elements) = listed.elements() else {
            faults.push(self.wrong_type(listed, self.spelling(), "an array"));
            return faults;
        };
        for element in elements {
            faults.extend(
                ["root", "pages", "plugins"]
                    .into_iter()
                    .filter_map(|key| self.duplicate(element, key)),
            );
            if root_of(element).is_none() {
                faults.push(self.wrong_type(
                    element,
                    "a subpackage",
                    "an object with a root inside the program",
                ));
            }
        }
        faults
    }

    fn duplicate(&self, node: &Node, key: &str) -> Option<Fault> {
        node.duplicate(key).map(|member| self.second(member))
    }

    fn second(&self, member: &Member) -> Fault {
        let what = TextFault::DuplicateKey { key: member.key.clone() };
        Fault::at(self.file, self.text, member.key_range.clone(), what)
    }

    fn wrong_type(&self, node: &Node, key: &str, expected: &'static str) -> Fault {
        let first_line = self.text[node.range.clone()].lines().next().unwrap_or_default();
        let range = node.range.start..node.range.start + first_line.len();
        Fault::at(
            self.file,
            self.text,
            range,
            TextFault::WrongType { key: key.to_owned(), expected },
        )
    }
}

/// Colors for a title bar of which `window` sets only one, since nobody sees it there: the platform's default for the
/// other, black under white, may be the same color.
fn bar_colors(window: Option<&Node>) -> Vec<(&'static str, &'static str)> {
    let colors = [("navigationBarBackgroundColor", "#ffffff"), ("navigationBarTextStyle", "black")];
    let set = colors.iter().filter(|(key, _)| window.and_then(|node| node.get(key)).is_some());
    if set.count() == 1 { colors.to_vec() } else { Vec::new() }
}

/// Faults of every spot, each once.
///
/// # Errors
/// All of them, if there are any.
pub fn refuse_faults(app: &AppJson<'_>, spots: &[Spot]) -> Result<(), Faults> {
    let mut faults: Vec<Fault> = Vec::new();
    for fault in spots.iter().flat_map(|spot| app.faults_at(spot)) {
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
}

/// The subpackages that an object lists under the spelling that the platform reads; what is malformed is left out.
pub fn subpackages(listing: &Node) -> Vec<(RelPath, &Node)> {
    let listed = SPELLINGS.into_iter().find_map(|key| listing.get(key)).and_then(Node::elements);
    listed.unwrap_or_default().iter().filter_map(|node| Some((root_of(node)?, node))).collect()
}

/// The root of a subpackage's object. The platform ignores `/` at the end of a root.
pub fn root_of(node: &Node) -> Option<RelPath> {
    RelPath::parse(node.get("root")?.text()?.trim_end_matches('/')).ok()
}

/// Whose plugin an entry declares, if it is the live plugin or goes by its name. The provider decides, not the alias: another vendor's plugin uses the usual alias too.
pub fn owner(entry: &Member) -> Option<Owner> {
    let usual = entry.key == ALIAS;
    let provider = match entry.value.get("provider").map(|node| &node.value) {
        Some(Value::String(provider)) => Some(provider.trim().to_lowercase()),
        Some(
            Value::Object(_)
            | Value::Array(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Other(_),
        )
        | None => None,
    };
    match provider.as_deref() {
        Some(PROVIDER) => Some(Owner::Live),
        Some("") | None => usual.then_some(Owner::Live),
        Some(_) => usual.then_some(Owner::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fault::FaultKind;

    const APP: &str = r#"{
      "pages": ["pages/index/index"],
      "subpackages": [{ "root": "live/", "pages": ["list"], "plugins": { "l": { "version": "1.3.5", "provider": "wx2b03c6e691cd7370" } } }],
      "plugins": { "live-player-plugin": { "version": "1.0.0", "provider": "wx00d1e2843c3b3f77" }, "x": { "provider": "y" } }
    }"#;

    #[test]
    fn packages_pages_and_declarations_are_read() {
        let app = AppJson::parse("app.json", APP).expect("json");
        let pages: Vec<String> = app.all_pages().iter().map(RelPath::to_string).collect();
        assert_eq!(pages, ["pages/index/index", "live/list"]);
        let found: Vec<_> =
            app.declarations().into_iter().map(|d| (d.package.to_string(), d.owner)).collect();
        assert_eq!(found, [("main".into(), Owner::Other), ("live".into(), Owner::Live)]);
        let page = RelPath::parse("live/new").expect("a path");
        assert_eq!(app.package_of(&page, &Package::Main).to_string(), "live");
    }

    #[test]
    fn a_provider_in_another_spelling_is_still_ours() {
        let text = r#"{"plugins":{"live-player-plugin":{"provider":" WX2B03C6E691CD7370 "},"b":{"provider":"wx2b03c6e691cd7370"}}}"#;
        let app = AppJson::parse("app.json", text).expect("json");
        assert!(app.declarations().iter().all(|declaration| declaration.owner == Owner::Live));
        assert_eq!(app.declarations().len(), 2);
    }

    #[test]
    fn a_page_says_only_what_app_json_says_otherwise() {
        let settings = |text: &str, package: &str| {
            let app = AppJson::parse("app.json", text).expect("json");
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

    #[test]
    fn faults_are_told_only_where_the_edit_goes() {
        let text = r#"{"pages":[],"pages":[],"plugins":[],"subPackages":[],"subpackages":{}}"#;
        let app = AppJson::parse("app.json", text).expect("json");
        let whats =
            |spot| app.faults_at(&spot).into_iter().map(|fault| fault.kind).collect::<Vec<_>>();
        assert_eq!(
            whats(Spot::Pages(Package::Main)),
            [FaultKind::from(TextFault::DuplicateKey { key: "pages".into() })]
        );
        assert!(matches!(
            whats(Spot::Plugins(Package::Main))[..],
            [FaultKind::Text(TextFault::WrongType { .. })]
        ));
        let sub = Package::Sub(RelPath::parse("live").expect("a path"));
        assert!(matches!(
            whats(Spot::Pages(sub))[..],
            [
                FaultKind::Project(ProjectFault::BothSpellings),
                FaultKind::Text(TextFault::WrongType { .. })
            ]
        ));
    }
}
