//! The frameworks as rows of one table: which files say how a program is put together, and where in them plugins are declared.

use crate::syntax::{Node, Tree, jsonc};
use crate::text::path::{folder_of, join, name_of};

/// A framework that builds, or is, a WeChat mini-program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Framework {
    /// The platform's own: app.json.
    Native,
    /// manifest.json and pages.json.
    UniApp,
    /// Taro: app.config.js since version 3, `config` of app.js before. duxapp builds on it, with the same file.
    Taro,
    /// Remax: app.config.js.
    Remax,
    /// Goji: app.config.js.
    Goji,
    /// mpvue: app.json in src, or `config` of main.js.
    Mpvue,
    /// WePY: app.wpy.
    Wepy,
    /// mpx: app.mpx.
    Mpx,
    /// weapp-vite, and wevu on it: app.json in more languages, or `defineAppJson` in app.vue.
    WeappVite,
    /// A third-party platform's ext.json on its own.
    Ext,
}

impl Framework {
    /// The name in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::UniApp => "uni-app",
            Self::Taro => "taro",
            Self::Remax => "remax",
            Self::Goji => "goji",
            Self::Mpvue => "mpvue",
            Self::Wepy => "wepy",
            Self::Mpx => "mpx",
            Self::WeappVite => "weapp-vite",
            Self::Ext => "ext",
        }
    }

    /// What stands behind a page's path in the name of its main file, the usual one first; none where no file of ours
    /// lists pages.
    pub fn page_suffixes(self) -> &'static [&'static str] {
        match self {
            Self::Native => &[".wxml"],
            Self::UniApp => &[".vue", ".nvue", ".uvue"],
            Self::Taro => &[".tsx", ".jsx", ".vue", ".ts", ".js"],
            Self::Remax | Self::Goji => &[".tsx", ".jsx", ".ts", ".js"],
            Self::Mpvue => &[".js", ".vue", ".ts"],
            Self::Wepy => &[".wpy"],
            Self::Mpx => &[".mpx", ".wxml"],
            Self::WeappVite => &[".wxml", ".vue"],
            Self::Ext => &[],
        }
    }
}

/// How a file holds its configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// JSON, with comments forgiven.
    Json,
    /// JSON with uni-app's conditional compilation.
    Conditional,
    /// JSON in which uni-app's directives are comments that change nothing, whatever their author believes: manifest.json
    /// (built with uni-app 3.0.0-4020920240930001; the source of other versions read).
    Annotated,
    /// A module that exports it.
    Exported,
    /// A module with a class whose property `config` it is.
    Property,
    /// One value, JSON5.
    Value,
    /// A module in which it is the argument of a call, such as `defineAppJson( … )`, in the script of a component.
    Called,
    /// The block of WePY that is a script with such a class, or the configuration itself.
    Wepy,
    /// The block of mpx for WeChat that is a value, or a module that exports it.
    Mpx,
}

impl Syntax {
    /// Whether whoever reads such a file forgives comments in it; app.json must be strict JSON (compiler, executed).
    pub fn has_comments(self) -> bool {
        !self.is_plain_json()
    }

    /// Whether files of such names are mostly something else.
    pub fn is_common(self) -> bool {
        match self {
            Self::Exported | Self::Property | Self::Called => true,
            Self::Json
            | Self::Conditional
            | Self::Annotated
            | Self::Value
            | Self::Wepy
            | Self::Mpx => false,
        }
    }

    /// Whether other code may stand beside the configuration; blocks of a component beside it are those of other platforms.
    pub fn is_script(self) -> bool {
        match self {
            Self::Exported | Self::Property | Self::Called => true,
            Self::Json
            | Self::Conditional
            | Self::Annotated
            | Self::Value
            | Self::Wepy
            | Self::Mpx => false,
        }
    }

    /// Whether its reader takes strict JSON only, so that a comment cannot stand in it.
    pub fn is_plain_json(self) -> bool {
        match self {
            Self::Json => true,
            Self::Conditional
            | Self::Annotated
            | Self::Exported
            | Self::Property
            | Self::Value
            | Self::Called
            | Self::Wepy
            | Self::Mpx => false,
        }
    }
}

/// Where the main package's plugins stand in a file.
pub type KeyPath = &'static [&'static str];

/// A file of configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The framework that reads it.
    pub framework: Framework,
    /// Its name.
    pub file: &'static str,
    /// How it is read.
    pub syntax: Syntax,
    /// The main package's plugins, where this file has them.
    pub main: Option<KeyPath>,
    /// The object that lists subpackages, where this file has them.
    pub subpackages: Option<KeyPath>,
    /// Keys of which the program has one, so that a namesake of another purpose is not taken for it.
    pub signs: &'static [&'static str],
    /// What shows the framework where the keys do not.
    pub marks: Marks,
    /// Files in its folder, or around its folder of sources, that its framework reads instead of it, or makes it from.
    pub hidden_by: &'static [&'static str],
}

/// What shows whose a file is, where its keys do not. One of them is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Words in it.
    pub words: &'static [&'static str],
    /// What the nearest package.json depends on; a scope ends in `/`.
    pub packages: &'static [&'static str],
    /// Files in its folder, or around its folder of sources.
    pub beside: &'static [&'static str],
    /// Files there that show that it is somebody else's after all.
    pub unless: &'static [&'static str],
}

/// What stands around a file.
pub trait Surroundings {
    /// Whether a file stands at a path.
    fn stands(&self, path: &str) -> bool;

    /// The text of a small file.
    fn text(&self, path: &str) -> Option<String>;
}

/// What makes pages.json, and what manifest.json: uni-helper's plugins write both anew whenever Vite starts
/// (`@uni-helper/vite-plugin-uni-pages` 0.3.24, `@uni-helper/vite-plugin-uni-manifest` 0.2.12; c12 and unconfig look for
/// more endings, of which nobody was seen to use one).
const MAKES_PAGES: &[&str] =
    &["pages.config.ts", "pages.config.mts", "pages.config.js", "pages.config.mjs"];
const MAKES_MANIFEST: &[&str] =
    &["manifest.config.ts", "manifest.config.mts", "manifest.config.js", "manifest.config.mjs"];

const PLUGINS: Option<KeyPath> = Some(&["plugins"]);
const HERE: Option<KeyPath> = Some(&[]);
const PAGES: &[&str] = &["pages", "subPackages", "subpackages", "entryPagePath"];
const MANIFEST: &[&str] =
    &["mp-weixin", "app-plus", "vueVersion", "appid", "versionCode", "h5", "uni-app-x"];
const PAGES_OF_UNI_APP: &[&str] =
    &["pages", "subPackages", "subpackages", "globalStyle", "easycom", "tabBar"];
const MPX: &[&str] = &["pages", "packages", "subPackages", "subpackages"];
const UNMARKED: Marks = Marks { words: &[], packages: &[], beside: &[], unless: &[] };

const fn row(
    framework: Framework,
    syntax: Syntax,
    [main, subpackages]: [Option<KeyPath>; 2],
    signs: &'static [&'static str],
) -> Row {
    let (file, marks, hidden_by) = ("", UNMARKED, &[]);
    Row { framework, file, syntax, main, subpackages, signs, marks, hidden_by }
}

impl Row {
    const fn named(self, file: &'static str) -> Self {
        Self { file, ..self }
    }

    const fn marked(
        self,
        words: &'static [&'static str],
        packages: &'static [&'static str],
        beside: &'static [&'static str],
    ) -> Self {
        Self { marks: Marks { words, packages, beside, ..self.marks }, ..self }
    }

    const fn unless(self, unless: &'static [&'static str]) -> Self {
        Self { marks: Marks { unless, ..self.marks }, ..self }
    }

    const fn behind(self, hidden_by: &'static [&'static str]) -> Self {
        Self { hidden_by, ..self }
    }
}

/// A row for each of the names that it may have.
macro_rules! rows {
    ($([$($file:literal)+] $row:expr;)+) => { &[$($($row.named($file)),+),+] };
}

/// Every file that is looked for. Of rows that share a name the first is the usual one, and the others count where their
/// marks are found.
///
/// FACTS of each: the framework's documentation, and for uni-app, Taro, mpx, uni-helper and the platform builds that were
/// run. Remax' and Goji's files and functions: their packages `@remax/cli` and `@goji/webpack-plugin`. weapp-vite's
/// names, their order and `defineAppJson`: its documentation and `src/json.ts`; it could not be run.
pub const ROWS: &[Row] = rows! {
    ["app.json"] row(Framework::Native, Syntax::Json, [PLUGINS, HERE], PAGES);
    ["app.json"] row(Framework::Mpvue, Syntax::Json, [PLUGINS, HERE], PAGES)
        // its pages are called `main`, and what starts it is main.js
        .marked(&["/main\""], &["mpvue"], &["App.vue"])
        .unless(&["app.js", "app.ts"]);
    ["app.json"] row(Framework::WeappVite, Syntax::Value, [PLUGINS, HERE], PAGES)
        .marked(&[], &["weapp-vite"], &[])
        .behind(&["app.jsonc"]);
    ["app.jsonc"] row(Framework::WeappVite, Syntax::Value, [PLUGINS, HERE], PAGES);
    ["app.json.ts" "app.json.js"] row(Framework::WeappVite, Syntax::Exported, [PLUGINS, HERE], PAGES)
        .marked(&["defineAppJson("], &["weapp-vite"], &[])
        .behind(&["app.jsonc", "app.json"]);
    ["app.vue"] row(Framework::WeappVite, Syntax::Called, [PLUGINS, HERE], PAGES)
        .marked(&["defineAppJson("], &[], &[]);
    ["manifest.json"] row(
        Framework::UniApp,
        Syntax::Annotated,
        [Some(&["mp-weixin", "plugins"]), None],
        MANIFEST,
    )
    .behind(MAKES_MANIFEST);
    ["pages.json"] row(Framework::UniApp, Syntax::Conditional, [None, HERE], PAGES)
        .behind(MAKES_PAGES);
    ["manifest.config.ts" "manifest.config.mts" "manifest.config.js" "manifest.config.mjs"] row(
        Framework::UniApp,
        Syntax::Exported,
        [Some(&["mp-weixin", "plugins"]), None],
        MANIFEST,
    )
    .marked(&["defineManifestConfig("], &["@uni-helper/vite-plugin-uni-manifest"], &[]);
    ["pages.config.ts" "pages.config.mts" "pages.config.js" "pages.config.mjs"]
        row(Framework::UniApp, Syntax::Exported, [None, HERE], PAGES_OF_UNI_APP)
        .marked(&["defineUniPages("], &["@uni-helper/vite-plugin-uni-pages"], &[]);
    ["app.config.ts" "app.config.tsx" "app.config.js" "app.config.jsx"]
        row(Framework::Taro, Syntax::Exported, [PLUGINS, HERE], PAGES)
        .marked(&["defineAppConfig("], &["@tarojs/"], &[]);
    ["app.config.ts" "app.config.tsx" "app.config.js" "app.config.jsx"]
        row(Framework::Remax, Syntax::Exported, [PLUGINS, HERE], PAGES)
        .marked(&["'remax/", "\"remax/"], &["remax", "@remax/"], &[]);
    ["app.config.ts" "app.config.tsx" "app.config.js" "app.config.jsx"]
        row(Framework::Goji, Syntax::Exported, [PLUGINS, HERE], PAGES)
        .marked(&["@goji/"], &["@goji/"], &[]);
    ["app.tsx" "app.jsx" "app.ts" "app.js"]
        row(Framework::Taro, Syntax::Property, [PLUGINS, HERE], PAGES);
    ["main.js"] row(
        Framework::Mpvue,
        Syntax::Exported,
        [Some(&["config", "plugins"]), Some(&["config"])],
        PAGES,
    );
    ["app.wpy"] row(Framework::Wepy, Syntax::Wepy, [PLUGINS, HERE], PAGES);
    ["app.wx.mpx"] row(Framework::Mpx, Syntax::Mpx, [PLUGINS, HERE], MPX).marked(&["src="], &[], &[]);
    ["app.mpx"] row(Framework::Mpx, Syntax::Mpx, [PLUGINS, HERE], MPX)
        .marked(&["src="], &[], &[])
        .behind(&["app.wx.mpx"]);
    ["ext.json"] row(
        Framework::Ext,
        Syntax::Json,
        [PLUGINS, HERE],
        &["extEnable", "extAppid", "ext", "extPages", "plugins"],
    );
};

/// The files that a file of mpx names, whatever their own names are: components, values, and modules.
pub const MPX_FILES: [Row; 3] = [
    row(Framework::Mpx, Syntax::Mpx, [PLUGINS, HERE], MPX).marked(&["src="], &[], &[]),
    row(Framework::Mpx, Syntax::Value, [PLUGINS, HERE], MPX),
    row(Framework::Mpx, Syntax::Exported, [PLUGINS, HERE], MPX),
];

/// Whether an app.config of this name that lies beside a package is not a mini-program's: Nuxt's function has the same
/// name (its documentation, `app.config.ts`).
const NUXT: Marks = Marks {
    words: &[],
    packages: &["nuxt", "@nuxt/"],
    beside: &["nuxt.config.ts", "nuxt.config.js"],
    unless: &[],
};

/// Why a file is taken for a program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Its keys will tell.
    Keys,
    /// Words in it: its keys will tell, unless they are computed.
    Words,
    /// What stands around it.
    Neighbours,
}

/// How a file of this path and text is read, where it can be a program's.
pub fn row_at(
    path: &str,
    text: &str,
    around: &dyn Surroundings,
) -> Option<(&'static Row, Evidence)> {
    let name = name_of(path);
    let mut named = ROWS.iter().filter(|row| row.file == name);
    let usual = named.next()?;
    // a build's output lies below the package.json of its sources
    let mut others = named.filter(|row| row.syntax.is_common() || parent_of_source(path).is_some());
    let evidence = |row: &'static Row| Some((row, row.marks.evidence(path, text, around)?));
    let (row, evidence) =
        others.find_map(evidence).or_else(|| evidence(usual)).unwrap_or((usual, Evidence::Keys));
    if !row.is_of_program(path, around) {
        return None;
    }
    let is_script = row.syntax.is_common() || row.syntax == Syntax::Mpx;
    // scripts of such names are many, and each look around costs
    let is_certain =
        is_script && evidence != Evidence::Keys && NUXT.evidence(path, text, around).is_none();
    Some((row, if is_certain { evidence } else { Evidence::Keys }))
}

impl Row {
    /// Whether a file of this name at this path can be a program's.
    ///
    /// uni-app's manifest.json lies beside pages.json; that may be generated, into `src` or from a pages.config. The
    /// packages in `uni_modules` have a manifest of their own and are no programs.
    fn is_of_program(&self, path: &str, around: &dyn Surroundings) -> bool {
        if self.maker(path, around).is_some() {
            return false;
        }
        if self.framework != Framework::UniApp {
            return true;
        }
        let folder = folder_of(path);
        let is_module = folder.split('/').any(|step| step == "uni_modules");
        let is_beside_pages = || {
            let mut pages = MAKES_PAGES.iter().chain(&["pages.json"]);
            pages.any(|name| around.stands(&join(folder, name)))
        };
        let is_alone = self.file == "manifest.json" && parent_of_source(path).is_none();
        !is_module && (!is_alone || is_beside_pages())
    }

    /// The file that the framework reads instead of the one at this path, or makes it from.
    pub fn maker(&self, path: &str, around: &dyn Surroundings) -> Option<String> {
        let makers = self.hidden_by.iter().flat_map(|name| {
            let row = ROWS.iter().find(|row| row.file == *name);
            folders_of_sources(path).map(move |folder| (row, join(folder, name)))
        });
        let mut makers = makers.filter(|(_, maker)| around.stands(maker));
        let is_one = |row: &Row, maker: &str| {
            let text = around.text(maker).unwrap_or_default();
            !row.syntax.is_common() || row.marks.evidence(maker, &text, around).is_some()
        };
        makers.find(|(row, maker)| row.is_some_and(|row| is_one(row, maker))).map(|(_, path)| path)
    }

    /// Whether nobody reads plugins in such a file: uni-helper takes pages alone from pages.config, in a subpackage too
    /// (`@uni-helper/vite-plugin-uni-pages` 0.2.28 and 0.3.24, `mergeSubPageMetaData`; the latter was run).
    pub fn is_without_plugins(&self) -> bool {
        self.syntax == Syntax::Exported && self.main.is_none()
    }

    /// Whether the root of a file of this name is that of a program.
    pub fn is_shown_by(&self, root: &Node) -> bool {
        let shown = walk_path(root, self.subpackages.unwrap_or_default());
        shown.is_some_and(|node| self.signs.iter().any(|sign| node.get(sign).is_some()))
    }
}

impl Marks {
    /// What of them is found.
    pub(super) fn evidence(
        &self,
        path: &str,
        text: &str,
        around: &dyn Surroundings,
    ) -> Option<Evidence> {
        let is_beside = || {
            stands_beside(self.beside, path, around)
                || !self.packages.is_empty()
                    && nearest_package(path, around)
                        .is_some_and(|(_, package)| self.are_in(&package))
        };
        let is_said = || self.words.iter().any(|word| text.contains(word));
        let beside = is_beside().then_some(Evidence::Neighbours);
        let found = beside.or_else(|| is_said().then_some(Evidence::Words))?;
        (!stands_beside(self.unless, path, around)).then_some(found)
    }

    /// Whether a package.json depends on one of the packages.
    fn are_in(&self, package_json: &str) -> bool {
        if !self.packages.iter().any(|name| package_json.contains(name)) {
            return false;
        }
        let Ok(Tree { root, .. }) = jsonc::parse(package_json) else { return false };
        let lists = ["dependencies", "devDependencies", "peerDependencies"];
        let mut names = lists.iter().filter_map(|list| root.get(list)?.members()).flatten();
        let is_named = |name: &str| {
            let mut packages = self.packages.iter();
            packages.any(|it| name == *it || it.ends_with('/') && name.starts_with(it))
        };
        names.any(|member| is_named(&member.key))
    }
}

/// Whether one of some files stands in a file's folder, or around its folder of sources.
fn stands_beside(names: &[&str], path: &str, around: &dyn Surroundings) -> bool {
    let mut paths = names
        .iter()
        .flat_map(|name| folders_of_sources(path).map(move |folder| join(folder, name)));
    paths.any(|path| around.stands(&path))
}

/// A file's folder, and the one around it where it is called `src`.
fn folders_of_sources(path: &str) -> impl Iterator<Item = &str> {
    std::iter::once(folder_of(path)).chain(parent_of_source(path))
}

/// The folder around the `src` in which a file lies.
pub fn parent_of_source(path: &str) -> Option<&str> {
    let folder = folder_of(path);
    (name_of(folder) == "src").then(|| folder_of(folder))
}

/// The folder of the package.json that is nearest above a file, and its text.
pub(super) fn nearest_package<'p>(
    path: &'p str,
    around: &dyn Surroundings,
) -> Option<(&'p str, String)> {
    let mut folder = folder_of(path);
    loop {
        match around.text(&join(folder, "package.json")) {
            Some(text) => return Some((folder, text)),
            None if folder.is_empty() => return None,
            None => folder = folder_of(folder),
        }
    }
}

/// The first row of a framework.
pub fn row_of(framework: Framework) -> &'static Row {
    ROWS.iter().find(|row| row.framework == framework).expect("every framework has a row")
}

/// The value at the end of a key path.
pub fn walk_path(root: &Node, path: KeyPath) -> Option<&Node> {
    path.iter().try_fold(root, |node, key| node.get(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files in memory.
    struct Files<'f>(&'f [(&'f str, &'f str)]);

    impl Surroundings for Files<'_> {
        fn stands(&self, path: &str) -> bool {
            self.0.iter().any(|(known, _)| *known == path)
        }

        fn text(&self, path: &str) -> Option<String> {
            let found = self.0.iter().find(|(known, _)| *known == path);
            found.map(|(_, text)| (*text).to_owned())
        }
    }

    /// Framework and evidence of the first of some files, among the others.
    fn read(files: &[(&str, &str)]) -> Option<(&'static str, Evidence)> {
        let (path, text) = files[0];
        let (row, evidence) = row_at(path, text, &Files(files))?;
        Some((row.framework.name(), evidence))
    }

    #[test]
    fn a_manifest_without_pages_is_no_program_of_uni_apps() {
        let is_program = |path: &str, there: &str| read(&[(path, ""), (there, "")]).is_some();
        assert!(is_program("manifest.json", "pages.json"));
        assert!(is_program("a/manifest.json", "a/pages.json"));
        assert!(is_program("a/manifest.json", "a/pages.config.ts"));
        assert!(is_program("a/src/manifest.json", ""));
        assert!(!is_program("manifest.json", ""));
        assert!(!is_program("static/manifest.json", "pages.json"));
        assert!(!is_program("uni_modules/x/manifest.json", "uni_modules/x/pages.json"));
        assert!(!is_program("uni_modules/x/pages.json", ""));
        assert!(is_program("app.json", ""));
    }

    #[test]
    fn what_is_made_of_another_file_is_not_read() {
        let makes = "export default defineManifestConfig({})";
        for (path, maker) in [
            ("src/manifest.json", "manifest.config.ts"),
            ("a/src/manifest.json", "a/manifest.config.mts"),
            ("src/manifest.json", "src/manifest.config.js"),
        ] {
            assert_eq!(read(&[(path, "{}"), (maker, makes)]), None, "{maker}");
            assert!(read(&[(path, "{}"), (maker, "export default 1")]).is_some(), "{maker}");
        }
        assert!(read(&[("b/src/manifest.json", "{}"), ("manifest.config.ts", makes)]).is_some());
        assert_eq!(read(&[("app.mpx", ""), ("app.wx.mpx", "")]), None);
        assert_eq!(read(&[("app.json.ts", ""), ("app.json", "")]), None);
    }

    #[test]
    fn frameworks_that_share_a_name_are_told_apart_by_their_packages() {
        let package = |name: &str| format!("{{ \"dependencies\": {{ \"{name}\": \"1\" }} }}");
        let marks = |name| Some((name, Evidence::Neighbours));
        for (name, found) in [
            ("@tarojs/taro", marks("taro")),
            ("remax", marks("remax")),
            ("@goji/core", marks("goji")),
            ("remaxx", Some(("taro", Evidence::Keys))),
        ] {
            let (text, place) = (package(name), "a/package.json");
            for path in ["a/app.config.ts", "a/src/app.config.js", "a/b/src/app.config.tsx"] {
                assert_eq!(read(&[(path, ""), (place, &text)]), found, "{name} {path}");
            }
        }
        let nearest = [("a/src/app.config.js", ""), ("a/package.json", "{}")];
        let above = package("@tarojs/taro");
        let above = [nearest[0], nearest[1], ("package.json", &above)];
        assert_eq!(read(&above), Some(("taro", Evidence::Keys)), "the nearest one counts");
        let keys = |name| Some((name, Evidence::Keys));
        let (mpvue, weapp) = (package("mpvue"), package("weapp-vite"));
        for (path, package, found) in [
            ("src/app.json", &mpvue, keys("mpvue")),
            ("src/app.json", &weapp, keys("weapp-vite")),
            ("dist/wx/app.json", &mpvue, keys("native")),
        ] {
            assert_eq!(read(&[(path, "{}"), ("package.json", package)]), found, "{path}");
        }
        assert_eq!(read(&[("src/app.json", "{}"), ("src/App.vue", "")]), keys("mpvue"));
        let pages = ("src/app.json", "{ \"pages\": [\"pages/index/main\"] }");
        assert_eq!(read(&[pages]), keys("mpvue"));
        assert_eq!(read(&[pages, ("src/app.ts", "")]), keys("native"));
        assert_eq!(read(&[("app.json", pages.1)]), keys("native"));
    }

    #[test]
    fn a_function_of_the_same_name_is_nuxts_beside_nuxt() {
        let config = ("app.config.ts", "export default defineAppConfig(f())");
        assert_eq!(read(&[config]), Some(("taro", Evidence::Words)));
        let package = ("package.json", "{ \"devDependencies\": { \"nuxt\": \"4\" } }");
        for nuxt in [package, ("nuxt.config.ts", "")] {
            assert_eq!(read(&[config, nuxt]), Some(("taro", Evidence::Keys)));
        }
    }
}
