//! What a source file has to offer as configuration.

use std::ops::Range;
use std::sync::Arc;

use crate::syntax::{Node, Tree};

/// The literals of a source file.
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    /// What may be the configuration, in order of writing.
    pub configs: Vec<ScriptConfig>,
    /// The outermost object literals that stand anywhere else, each once, in order of writing.
    ///
    /// `x.plugins = { … }` is given as an object whose one member is `plugins`; only the value may be edited there.
    pub loose: Vec<Node>,
    /// Offsets of the commas, ascending.
    pub commas: Arc<[usize]>,
    /// Ranges of the comments, ascending.
    pub comments: Arc<[Range<usize>]>,
}

impl Module {
    /// One of the literals as a tree, for edits.
    pub fn tree(&self, root: &Node) -> Tree {
        Tree { root: root.clone(), commas: self.commas.clone(), comments: self.comments.clone() }
    }
}

/// What a source file exports or sets as its configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptConfig {
    /// Where it stands.
    pub origin: Origin,
    /// An object, or [`Value::Other`](crate::syntax::Value::Other) where an expression decides which of the literals in it are used.
    pub root: Node,
    /// The paths in it at which the script may set something later; an empty one is the whole.
    pub changed: Vec<Vec<String>>,
}

impl ScriptConfig {
    pub(super) fn unchanged(origin: Origin, root: Node) -> Self {
        Self { origin, root, changed: Vec::new() }
    }
}

/// The places where frameworks look for a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `export default`.
    DefaultExport,
    /// `module.exports =`, or TypeScript's `export =`.
    ModuleExports,
    /// The property `config` of a class, or `App.config =`.
    Property,
    /// The argument of a call that stands alone: `defineAppJson( … )`.
    Call,
}
