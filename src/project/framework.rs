//! The frameworks as rows of one table: which files say how a program is put together, and where in them plugins are declared.

use crate::syntax::Node;

/// A framework that builds, or is, a WeChat mini-program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Framework {
    /// The platform's own: app.json.
    Native,
    /// manifest.json and pages.json.
    UniApp,
    /// Taro: app.config.js since version 3, `config` of app.js before.
    Taro,
    /// mpvue: app.json in src, or `config` of main.js.
    Mpvue,
    /// WePY: app.wpy.
    Wepy,
    /// mpx: app.mpx.
    Mpx,
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
            Self::Mpvue => "mpvue",
            Self::Wepy => "wepy",
            Self::Mpx => "mpx",
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
            Self::Mpvue => &[".js", ".vue", ".ts"],
            Self::Wepy => &[".wpy"],
            Self::Mpx => &[".mpx", ".wxml"],
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
    /// The block of a single-file component that is a script with such a class, or the configuration itself.
    Component,
}

impl Syntax {
    /// Whether whoever reads such a file forgives comments in it; app.json must be strict JSON (compiler, executed).
    pub fn has_comments(self) -> bool {
        match self {
            Self::Conditional
            | Self::Annotated
            | Self::Exported
            | Self::Property
            | Self::Component => true,
            Self::Json => false,
        }
    }

    /// Whether files of such names are mostly something else.
    pub fn is_common(self) -> bool {
        match self {
            Self::Exported | Self::Property => true,
            Self::Json | Self::Conditional | Self::Annotated | Self::Component => false,
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
            | Self::Component => false,
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
}

/// What lists the pages of a uni-app program, or makes the file that does.
const PAGES_OF_UNI_APP: [&str; 4] =
    ["pages.json", "pages.config.ts", "pages.config.mts", "pages.config.js"];

const PLUGINS: Option<KeyPath> = Some(&["plugins"]);
const HERE: Option<KeyPath> = Some(&[]);
const PAGES: &[&str] = &["pages", "subPackages", "subpackages", "entryPagePath"];

const fn row(
    framework: Framework,
    file: &'static str,
    syntax: Syntax,
    [main, subpackages]: [Option<KeyPath>; 2],
    signs: &'static [&'static str],
) -> Row {
    Row { framework, file, syntax, main, subpackages, signs }
}

/// Every file that is looked for. FACTS of each: the framework's documentation, and for uni-app, Taro and the
/// platform builds that were run.
pub const ROWS: &[Row] = &[
    row(Framework::Native, "app.json", Syntax::Json, [PLUGINS, HERE], PAGES),
    row(
        Framework::UniApp,
        "manifest.json",
        Syntax::Annotated,
        [Some(&["mp-weixin", "plugins"]), None],
        &["mp-weixin", "app-plus", "vueVersion", "appid", "versionCode", "h5"],
    ),
    row(Framework::UniApp, "pages.json", Syntax::Conditional, [None, HERE], PAGES),
    row(Framework::Taro, "app.config.ts", Syntax::Exported, [PLUGINS, HERE], PAGES),
    row(Framework::Taro, "app.config.tsx", Syntax::Exported, [PLUGINS, HERE], PAGES),
    row(Framework::Taro, "app.config.js", Syntax::Exported, [PLUGINS, HERE], PAGES),
    row(Framework::Taro, "app.config.jsx", Syntax::Exported, [PLUGINS, HERE], PAGES),
    row(Framework::Taro, "app.tsx", Syntax::Property, [PLUGINS, HERE], PAGES),
    row(Framework::Taro, "app.jsx", Syntax::Property, [PLUGINS, HERE], PAGES),
    row(Framework::Taro, "app.ts", Syntax::Property, [PLUGINS, HERE], PAGES),
    row(Framework::Taro, "app.js", Syntax::Property, [PLUGINS, HERE], PAGES),
    row(
        Framework::Mpvue,
        "main.js",
        Syntax::Exported,
        [Some(&["config", "plugins"]), Some(&["config"])],
        PAGES,
    ),
    row(Framework::Wepy, "app.wpy", Syntax::Component, [PLUGINS, HERE], PAGES),
    row(
        Framework::Mpx,
        "app.mpx",
        Syntax::Component,
        [PLUGINS, HERE],
        &["pages", "packages", "subPackages", "subpackages"],
    ),
    row(
        Framework::Ext,
        "ext.json",
        Syntax::Json,
        [PLUGINS, HERE],
        &["extEnable", "extAppid", "ext", "extPages", "plugins"],
    ),
];

impl Row {
    /// Whether a file of this name at this path can be a program's; `stands` says whether there is a file at a path.
    ///
    /// uni-app's manifest.json lies beside pages.json; that may be generated, into `src` or from a pages.config. The
    /// packages in `uni_modules` have a manifest of their own and are no programs.
    pub fn is_of_program(&self, path: &str, stands: &dyn Fn(&str) -> bool) -> bool {
        if self.framework != Framework::UniApp {
            return true;
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut steps = folder.split('/');
        let is_module = steps.any(|step| step == "uni_modules");
        let is_source = folder.rsplit('/').next() == Some("src");
        let beside = |name: &str| {
            stands(&if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") })
        };
        let is_alone = || !PAGES_OF_UNI_APP.iter().any(|name| beside(name));
        !is_module && (self.file != "manifest.json" || is_source || !is_alone())
    }

    /// Whether the root of a file of this name is that of a program.
    pub fn is_shown_by(&self, root: &Node) -> bool {
        let shown = walk_path(root, self.subpackages.unwrap_or_default());
        shown.is_some_and(|node| self.signs.iter().any(|sign| node.get(sign).is_some()))
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

    #[test]
    fn a_manifest_without_pages_is_no_program_of_uni_apps() {
        let row = |file: &str| ROWS.iter().find(|row| row.file == file).expect(file);
        let is_program = |path: &str, there: &str| {
            let name = path.rsplit('/').next().expect(path);
            row(name).is_of_program(path, &|path| path == there)
        };
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
}
