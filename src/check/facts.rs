//! All that is known of one project when it is checked.

use std::collections::BTreeMap;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use crate::model::authorised::Authorised;
use crate::model::catalogue::Catalogue;
use crate::model::manifest::Manifest;
use crate::model::plugin::Require;
use crate::project::app_json::Violation;
use crate::project::config_file::ConfigFile;
use crate::project::declaration::Declaration;
use crate::project::elsewhere::PinningText;
use crate::project::framework::Framework;
use crate::project::inventory::MerchantDeclaration;
use crate::project::large::LargeSource;
use crate::project::usage::{Hints, Usage};
use crate::syntax::jsonc::{self, SyntaxFault};
use crate::syntax::{Node, Tree};
use crate::text::path::{folder_of, join};

/// A configuration file with its path from where the user is.
#[derive(Debug)]
pub struct NamedFile<'a> {
    /// That path.
    pub path: String,
    file: &'a ConfigFile,
}

impl Deref for NamedFile<'_> {
    type Target = ConfigFile;

    fn deref(&self) -> &ConfigFile {
        self.file
    }
}

impl<'a> NamedFile<'a> {
    /// A file below the root of its project.
    pub fn new(root: &str, file: &'a ConfigFile) -> Self {
        Self { path: join(root, file.path.as_str()), file }
    }

    /// The folder that holds it.
    pub fn folder(&self) -> &str {
        folder_of(&self.path)
    }

    /// Whether a declaration stands within some bytes.
    pub fn declares_in(&self, range: &Range<usize>) -> bool {
        let declarations = self.declarations();
        let first = declarations.partition_point(|found| found.key.start < range.start);
        declarations.get(first).is_some_and(|found| found.key.start < range.end)
    }
}

/// A source file that speaks of the plugin.
#[derive(Debug)]
pub struct NamedSource<'a> {
    /// From where the user is.
    pub path: String,
    /// Its text.
    pub text: &'a str,
    /// What it uses.
    pub uses: &'a [Usage],
    /// What it shows beside them.
    pub hints: &'a Hints,
}

/// A lock in which something is turned off.
#[derive(Debug)]
pub struct NamedLock<'a> {
    /// From where the user is.
    pub path: String,
    /// Its text.
    pub text: &'a str,
    /// What is turned off.
    pub turned_off: Vec<&'a Declaration>,
}

/// JSON beside app.json that WeChat's compiler reads too. Copies share the text and what was made of it.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// Its text.
    pub text: Arc<str>,
    /// The same, parsed.
    pub tree: Arc<Result<Tree, SyntaxFault>>,
    /// What in it breaks its schema, once a rule has asked.
    pub(in crate::check) violations: Arc<OnceLock<Vec<Violation>>>,
}

/// The kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// The .json of a page.
    Page,
    /// The .json of a component that a page uses.
    Component,
    /// project.config.json.
    Project,
    /// The theme that app.json names.
    Theme,
}

impl Document {
    /// A document of this text.
    pub fn new(kind: DocumentKind, text: Arc<str>) -> Self {
        Self { kind, tree: jsonc::parse(&text).into(), text, violations: Arc::default() }
    }

    /// Its outermost value, where it can be read.
    pub fn root(&self) -> Option<&Node> {
        self.tree.as_ref().as_ref().ok().map(|tree| &tree.root)
    }
}

/// How much of a project was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Its configuration: that a use is missing says nothing.
    Configuration,
    /// Its sources too.
    Sources,
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    /// A file of so many bytes.
    File(u64),
    /// A folder.
    Folder,
    /// Nothing.
    Nothing,
}

/// One project.
#[derive(Debug)]
pub struct Facts<'a> {
    /// Its root, from where the user is; empty for that folder itself.
    pub root: &'a str,
    /// Its framework.
    pub framework: Framework,
    /// Its configuration files.
    pub configs: Vec<NamedFile<'a>>,
    /// Its sources that show a sign of the plugin or of what rules ask for; empty where only configuration is read.
    pub sources: Vec<NamedSource<'a>>,
    /// Its sources that are too large to be read.
    pub too_large: &'a [LargeSource],
    /// Its texts that pin the plugin outside of its declarations.
    pub elsewhere: &'a [PinningText],
    /// How much of it was read.
    pub extent: Extent,
    /// Its manifest, where it has one.
    pub manifest: Option<&'a Manifest>,
    /// The versions that this run accepts, over the manifest's.
    pub require: Option<&'a Require>,
    /// What is known of the plugin's versions.
    pub catalogue: &'a Catalogue,
    /// Its lock, where something is turned off in it.
    pub lock: Option<NamedLock<'a>>,
    /// What stands at the paths that [`super::wanted`] names, from where the user is; of a path that is not in it
    /// nothing is known, and nothing is said.
    pub standing: BTreeMap<String, PathKind>,
    /// Where the ext.json files of merchants below declare the plugin.
    pub merchants: &'a [MerchantDeclaration],
    /// The documents that [`super::gather`] names, by their paths from where the user is; `None` where nothing is there.
    pub documents: BTreeMap<String, Option<Document>>,
    /// What in app.json breaks its schema, once a rule has asked.
    pub violations: OnceLock<Vec<Violation>>,
    /// The app.json that a build wrote, where the user names it.
    pub built: Option<&'a ConfigFile>,
    /// What the platform says of plugins, where the user names a file of that.
    pub authorised: Option<&'a Authorised>,
    /// The appid in project.config.json, where what the platform says is known.
    pub appid: Option<String>,
    /// The files that `patch` would write, from where the user is.
    pub differing: &'a [String],
}

impl<'a> Facts<'a> {
    /// A project of which nothing else is known yet.
    pub fn new(root: &'a str, framework: Framework) -> Self {
        Self {
            root,
            framework,
            configs: Vec::new(),
            sources: Vec::new(),
            too_large: &[],
            elsewhere: &[],
            extent: Extent::Configuration,
            manifest: None,
            require: None,
            catalogue: Catalogue::built_in(),
            lock: None,
            standing: BTreeMap::new(),
            merchants: &[],
            documents: BTreeMap::new(),
            violations: OnceLock::new(),
            built: None,
            authorised: None,
            appid: None,
            differing: &[],
        }
    }

    /// The versions that are accepted, if any are named.
    pub fn required(&self) -> Option<&'a Require> {
        self.require.or(self.manifest.and_then(|manifest| manifest.plugin.require.as_ref()))
    }

    /// The program's app.json, where the platform reads one that somebody wrote.
    pub fn app_json(&self) -> Option<&NamedFile<'a>> {
        let is_native = self.framework == Framework::Native;
        self.configs.iter().find(|config| is_native && config.row.file == "app.json")
    }

    /// Whether a file is known to stand at a path.
    pub fn is_file(&self, path: &str) -> bool {
        matches!(self.standing.get(path), Some(PathKind::File(_)))
    }

    /// The texts of its files by their paths.
    pub fn texts(&self) -> BTreeMap<&str, &'a str> {
        let lock = self.lock.iter().map(|lock| (lock.path.as_str(), lock.text));
        let sources = self.sources.iter().map(|source| (source.path.as_str(), source.text));
        let configs = self.configs.iter().map(|config| (config.path.as_str(), config.file.text()));
        let elsewhere = self.elsewhere.iter();
        let elsewhere = elsewhere.filter_map(|it| Some((it.path.as_str(), it.text.as_deref()?)));
        elsewhere.chain(lock).chain(sources).chain(configs).collect()
    }
}
