//! The literals of a configuration file, read by its framework's row, and how far each can be relied on.

use crate::project::framework::{Row, Syntax};
use crate::project::mpx::blocks::{Chosen, chosen};
use crate::syntax::blocks::{Block, Content, blocks, mask_outside};
use crate::syntax::conditional::{Masked, mask};
use crate::syntax::dialect::Dialect;
use crate::syntax::jsonc::SyntaxFault;
use crate::syntax::script::{self, Origin};
use crate::syntax::{Node, Tree, jsonc};

/// A literal of a configuration file, and how far it can be relied on.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// The literal, with places in the file.
    pub tree: Tree,
    /// What depends on a platform, where the syntax knows of that.
    pub regions: Option<Masked>,
    /// Whether it is the configuration.
    pub certainty: Certainty,
    /// The paths in it at which its script may set something later; an empty one is the whole.
    pub changed: Vec<Vec<String>>,
}

/// Whether a literal is the configuration, or may become part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// It is what the framework reads.
    Itself,
    /// It is what the framework reads, and is computed.
    Computed,
    /// A computation decides.
    Perhaps,
}

/// Reads a configuration file; the name of the file tells the dialect of a script.
///
/// # Errors
/// Text that is not of the row's syntax.
pub fn literals(row: &Row, file: &str, text: &str) -> Result<Vec<Literal>, SyntaxFault> {
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
        Syntax::Value => Ok(certain(script::expression(text)?, None)),
        Syntax::Called | Syntax::Wepy => {
            let mut found = Vec::new();
            for block in blocks(text) {
                found.extend(in_block(row.syntax, text, &block)?);
            }
            Ok(found)
        }
        Syntax::Mpx => {
            let Chosen { surely, perhaps } = chosen(text);
            let surely = surely.map_or(Ok(Vec::new()), |block| in_block(row.syntax, text, &block));
            let mut found = surely?;
            for block in perhaps {
                let literals = in_block(row.syntax, text, &block)?.into_iter();
                found.extend(literals.map(|it| Literal { certainty: Certainty::Perhaps, ..it }));
            }
            Ok(found)
        }
    }
}

/// A literal that is the configuration as it stands.
fn certain(tree: Tree, regions: Option<Masked>) -> Vec<Literal> {
    vec![Literal { tree, regions, certainty: Certainty::Itself, changed: Vec::new() }]
}

/// The literals of a block of a component.
fn in_block(syntax: Syntax, text: &str, block: &Block) -> Result<Vec<Literal>, SyntaxFault> {
    if block.source().is_some() {
        return Ok(Vec::new());
    }
    let inner = || mask_outside(text, &block.inner);
    match (block.content(), syntax) {
        (Content::Value, Syntax::Wepy | Syntax::Mpx) => {
            Ok(certain(script::expression(&inner())?, None))
        }
        (Content::Exported, Syntax::Mpx) => module(&inner(), Dialect::Js, &[Origin::ModuleExports]),
        (Content::Script(dialect), Syntax::Wepy) => module(&inner(), dialect, &[Origin::Property]),
        (Content::Script(dialect), Syntax::Called) => module(&inner(), dialect, &[Origin::Call]),
        (
            Content::Value
            | Content::Exported
            | Content::Script(_)
            | Content::Markup
            | Content::Other,
            _,
        ) => Ok(Vec::new()),
    }
}

/// The dialect that the name of a script tells.
pub(super) fn dialect(file: &str) -> Dialect {
    match file.rsplit_once('.') {
        Some((_, "ts" | "mts" | "cts")) => Dialect::Ts,
        Some((_, "tsx")) => Dialect::Tsx,
        Some(_) | None => Dialect::Js,
    }
}

fn module(text: &str, dialect: Dialect, origins: &[Origin]) -> Result<Vec<Literal>, SyntaxFault> {
    let module = script::module(text, dialect)?;
    let literal = |root: &Node, certainty, changed: &[Vec<String>]| Literal {
        tree: module.tree(root),
        regions: None,
        certainty,
        changed: changed.to_vec(),
    };
    let configs = module.configs.iter().filter(|config| origins.contains(&config.origin));
    let configs = configs.map(|config| {
        let is_there = config.root.members().is_some();
        let certainty = if is_there { Certainty::Itself } else { Certainty::Computed };
        literal(&config.root, certainty, &config.changed)
    });
    let loose = module.loose.iter().map(|root| literal(root, Certainty::Perhaps, &[]));
    Ok(configs.chain(loose).collect())
}
