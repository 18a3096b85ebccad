//! When an expression runs, judged by the nodes around it.

use oxc_ast::AstKind;
use oxc_span::{GetSpan, Span};

/// When code runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Whenever the file is loaded.
    Load,
    /// When the file is loaded, under a condition, or where its failure is caught.
    Guarded,
    /// When a function is called.
    Later,
}

/// When an expression is evaluated, by the nodes around it, innermost first.
pub(super) fn when<'a>(expression: Span, around: impl Iterator<Item = AstKind<'a>>) -> When {
    let (mut found, mut inner) = (When::Load, expression);
    for node in around {
        if is_function(node) {
            return When::Later;
        }
        if is_guard(node, inner) {
            found = When::Guarded;
        }
        inner = node.span();
    }
    found
}

/// Whether a node runs when it is called, or for each instance.
fn is_function(node: AstKind<'_>) -> bool {
    let is_field = matches!(node, AstKind::PropertyDefinition(field) if !field.r#static);
    is_field || matches!(node, AstKind::Function(_) | AstKind::ArrowFunctionExpression(_))
}

/// Whether a node runs a part of it only sometimes, or catches its failure.
fn is_guard(node: AstKind<'_>, part: Span) -> bool {
    if let AstKind::IfStatement(it) = node {
        return it.test.span() != part;
    }
    if let AstKind::ConditionalExpression(it) = node {
        return it.test.span() != part;
    }
    if let AstKind::LogicalExpression(it) = node {
        return it.right.span() == part;
    }
    if let AstKind::ForInStatement(it) = node {
        return it.body.span() == part;
    }
    if let AstKind::ForOfStatement(it) = node {
        return it.body.span() == part;
    }
    matches!(
        node,
        AstKind::ForStatement(_)
            | AstKind::WhileStatement(_)
            | AstKind::SwitchCase(_)
            | AstKind::TryStatement(_)
    )
}
