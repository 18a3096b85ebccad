//! What an expression of a configuration stands for.

use std::sync::Arc;

use crate::syntax::{Import, Node, Value};

/// What an expression stands for.
#[derive(Debug, Clone)]
pub(super) enum Resolved {
    /// A literal, or what is known like one.
    Literal(Arc<Node>),
    /// What another file exports.
    Imported(Arc<Import>),
    /// One of the branches of a condition.
    Choice(Vec<Node>),
}

impl Resolved {
    pub(super) fn into_value(self) -> Value {
        match self {
            Self::Literal(node) => Value::Known(node),
            Self::Imported(import) => Value::Imported(import),
            Self::Choice(branches) => Value::Choice(branches),
        }
    }

    /// How many bytes it takes where it stands.
    pub(super) fn len(&self) -> usize {
        self.literal().map_or(0, |node| node.range.len())
    }

    /// The literal, where it is in this file.
    pub(super) fn literal(&self) -> Option<&Node> {
        match self {
            Self::Literal(node) => Some(node),
            Self::Imported(_) | Self::Choice(_) => None,
        }
    }
}
