//! The frameworks as rows of one table: which files say how a program is put together, and where in them plugins are declared.

use crate::text::literal::{Node, Value};

/// A framework that builds, or is, a WeChat mini-program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Framework {
    /// The platform's own: app.json.
    Native,
    /// manifest.json and pages.json.
    UniApp,
    /// mpvue: app.json in src.
    Mpvue,
    /// A third-party platform's ext.json on its own.
    Ext,
}

impl Framework {
    /// The name in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::UniApp => "uni-app",
            Self::Mpvue => "mpvue",
            Self::Ext => "ext",
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
        Syntax::Conditional,
        [Some(&["mp-weixin", "plugins"]), None],
        &["mp-weixin", "app-plus", "vueVersion", "appid", "versionCode", "h5"],
    ),
    row(Framework::UniApp, "pages.json", Syntax::Conditional, [None, HERE], PAGES),
    row(
        Framework::Ext,
        "ext.json",
        Syntax::Json,
        [PLUGINS, HERE],
        &["extEnable", "extAppid", "ext", "extPages", "plugins"],
    ),
];

impl Row {
    /// Whether the root of a file of this name is that of a program.
    pub fn is_shown_by(&self, root: &Node) -> bool {
        match &root.value {
            Value::Object(members) => {
                members.iter().any(|member| self.signs.contains(&member.key.as_str()))
            }
            Value::Array(_)
            | Value::String(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null => false,
        }
    }
}
