//! A configuration file of any framework, parsed: the literals in it, and how far each can be relied on.

use crate::model::fault::{Fault, What};
use crate::model::manifest::Package;
use crate::model::plugin::{ALIAS, PROVIDER};
use crate::project::app_json::{AppJson, subpackages};
use crate::project::framework::{KeyPath, Row, Syntax, walk_path};
use crate::syntax::blocks::{blocks, mask_outside};
use crate::syntax::conditional::{Masked, mask};
use crate::syntax::dialect::Dialect;
use crate::syntax::jsonc::SyntaxFault;
use crate::syntax::script::{self, Origin};
use crate::syntax::{Node, Tree, Value, jsonc};

/// A configuration file.
#[derive(Debug)]
pub struct Configuration<'t> {
    /// What it is.
    pub row: &'t Row,
    /// Its path, as faults name it.
    pub file: &'t str,
    /// Its text.
    pub text: &'t str,
    /// The literals in it.
    pub sources: Vec<Source>,
}

/// A literal of the file, and how far it can be relied on.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The literal, with places in the file.
    pub tree: Tree,
    /// What depends on a platform, where the syntax knows of that.
    pub regions: Option<Masked>,
    /// Whether it is the configuration.
    pub certainty: Certainty,
}

/// Whether a literal is the configuration, or may become part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// It is what the framework reads.
    Itself,
    /// A computation decides.
    Perhaps,
}

impl<'t> Configuration<'t> {
    /// Reads a file; `None` is a namesake of another purpose.
    ///
    /// # Errors
    /// Text that cannot be read.
    pub fn read(row: &'t Row, file: &'t str, text: &'t str) -> Result<Option<Self>, Fault> {
        if !row.signs.iter().any(|sign| text.contains(sign)) {
            return Ok(None);
        }
        match Self::parse(row, file, text) {
            Ok(read) => Ok(Some(read).filter(Self::is_shown)),
            // scripts and components of such names are many, and most are none of our business
            Err(fault)
                if row.syntax.is_common()
                    && fault.what != What::NoThread
                    && ![ALIAS, PROVIDER].iter().any(|sign| text.contains(sign)) =>
            {
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }

    /// Reads a file that is known to be the configuration.
    ///
    /// # Errors
    /// Text that cannot be read.
    pub fn parse(row: &'t Row, file: &'t str, text: &'t str) -> Result<Self, Fault> {
        let sources =
            sources(row, file, text).map_err(|fault| Fault::unreadable(file, text, fault))?;
        Ok(Self { row, file, text, sources })
    }

    fn is_shown(&self) -> bool {
        self.sources.iter().any(|source| self.row.is_shown_by(&source.tree.root))
    }

    /// The literal that is the configuration, where one certainly is.
    pub fn literal(&self) -> Option<&Source> {
        let certain = || self.sources.iter().filter(|source| source.certainty == Certainty::Itself);
        let shown = certain().find(|source| self.row.is_shown_by(&source.tree.root));
        shown.or_else(|| certain().next())
    }

    /// The object that holds a package's plugins, seen as the app.json that it becomes: for questions, not for edits.
    pub fn part(&self, package: &Package) -> Option<AppJson<'t>> {
        let source = self.literal()?;
        let path = match package {
            Package::Main => self.row.main.and_then(<[_]>::split_last).map(|(_, above)| above)?,
            Package::Sub(_) => self.row.subpackages?,
        };
        let root = walk_path(&source.tree.root, path)?.clone();
        root.members()?;
        let Tree { commas, comments, .. } = source.tree.clone();
        Some(AppJson { file: self.file, text: self.text, tree: Tree { root, commas, comments } })
    }

    /// Where the plugins of a package stand: the object that is surely there, and the keys below it.
    pub fn way_to_plugins(&self, package: &Package) -> Option<(&Node, KeyPath)> {
        let root = &self.literal()?.tree.root;
        match package {
            Package::Main => Some((root, self.row.main?)),
            Package::Sub(wanted) => {
                let listing = walk_path(root, self.row.subpackages?)?;
                let (_, node) =
                    subpackages(listing).into_iter().find(|(root, _)| root == wanted)?;
                Some((node, &["plugins"]))
            }
        }
    }
}

fn sources(row: &Row, file: &str, text: &str) -> Result<Vec<Source>, SyntaxFault> {
    let certain = |tree, regions| vec![Source { tree, regions, certainty: Certainty::Itself }];
    match row.syntax {
        Syntax::Json => Ok(certain(jsonc::parse(text)?, None)),
        Syntax::Conditional => {
            let masked = mask(text);
            Ok(certain(jsonc::parse(&masked.text)?, Some(masked)))
        }
        Syntax::Annotated => Ok(certain(jsonc::parse(text)?, Some(mask(text)))),
        Syntax::Exported => {
            module(text, dialect(file), &[Origin::DefaultExport, Origin::ModuleExports])
        }
        Syntax::Property => module(text, dialect(file), &[Origin::Property]),
        Syntax::Component => {
            let mut sources = Vec::new();
            for block in blocks(text) {
                let inner = mask_outside(text, &block.inner);
                let is_json = block.attribute("type") == Some("application/json")
                    || block.attribute("name") == Some("json");
                match block.tag.as_str() {
                    "config" => sources.extend(certain(script::expression(&inner)?, None)),
                    "script" if is_json => {
                        sources.extend(certain(script::expression(&inner)?, None));
                    }
                    "script" => {
                        let dialect = if block.attribute("lang") == Some("ts") {
                            Dialect::Ts
                        } else {
                            Dialect::Js
                        };
                        sources.extend(module(&inner, dialect, &[Origin::Property])?);
                    }
                    _ => {}
                }
            }
            Ok(sources)
        }
    }
}

fn dialect(file: &str) -> Dialect {
    match file.rsplit_once('.') {
        Some((_, "ts")) => Dialect::Ts,
        Some((_, "tsx")) => Dialect::Tsx,
        Some(_) | None => Dialect::Js,
    }
}

fn module(text: &str, dialect: Dialect, origins: &[Origin]) -> Result<Vec<Source>, SyntaxFault> {
    let module = script::module(text, dialect)?;
    let source =
        |root: &Node, certainty| Source { tree: module.tree(root), regions: None, certainty };
    let configs = module.configs.iter().filter(|config| origins.contains(&config.origin));
    let configs = configs.map(|config| match config.root.value {
        Value::Object(_) => source(&config.root, Certainty::Itself),
        Value::Array(_)
        | Value::String(_)
        | Value::Number(_)
        | Value::Bool(_)
        | Value::Null
        | Value::Other(_) => source(&config.root, Certainty::Perhaps),
    });
    let loose = module.loose.iter().map(|root| source(root, Certainty::Perhaps));
    Ok(configs.chain(loose).collect())
}
