//! When an expression runs, judged by the nodes around it.

use oxc_ast::AstKind;
use oxc_ast::ast::{Expression, LogicalOperator, Statement};
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

/// The parts of a branch: what its test decides to run, and what it runs otherwise.
pub(super) struct Branch<'a> {
    /// What is asked.
    pub(super) test: &'a Expression<'a>,
    /// What runs where that is true.
    pub(super) if_true: Option<Span>,
    /// What runs where it is false.
    pub(super) if_false: Option<Span>,
}

impl<'a> Branch<'a> {
    /// A node as a branch, if it is one.
    pub(super) fn of(node: AstKind<'a>) -> Option<Self> {
        if let AstKind::IfStatement(it) = node {
            let if_false = it.alternate.as_ref().map(GetSpan::span);
            return Some(Self { test: &it.test, if_true: Some(it.consequent.span()), if_false });
        }
        if let AstKind::ConditionalExpression(it) = node {
            let [if_true, if_false] = [&it.consequent, &it.alternate].map(|one| Some(one.span()));
            return Some(Self { test: &it.test, if_true, if_false });
        }
        let AstKind::LogicalExpression(it) = node else { return None };
        let right = Some(it.right.span());
        match it.operator {
            LogicalOperator::And => Some(Self { test: &it.left, if_true: right, if_false: None }),
            LogicalOperator::Or => Some(Self { test: &it.left, if_true: None, if_false: right }),
            LogicalOperator::Coalesce => None,
        }
    }

    /// Where a statement leaves a function by a test: what stands behind it runs only where that is false.
    pub(super) fn leaving(statements: &'a [Statement<'a>]) -> Vec<Self> {
        let Some(end) = statements.last().map(|last| last.span().end) else { return Vec::new() };
        let pairs = statements.iter().zip(statements.iter().skip(1));
        let leaving = pairs.filter_map(|(statement, next)| {
            let Statement::IfStatement(it) = statement else { return None };
            let rest = Span::new(next.span().start, end);
            let is_only = it.alternate.is_none() && leaves(&it.consequent);
            is_only.then_some(Self { test: &it.test, if_true: None, if_false: Some(rest) })
        });
        leaving.collect()
    }

    /// What never runs where the test has a known value.
    pub(super) fn dead(&self, test: bool) -> Option<Span> {
        if test { self.if_false } else { self.if_true }
    }
}

/// Whether a statement ends the function that it stands in.
fn leaves(statement: &Statement<'_>) -> bool {
    let last = if let Statement::BlockStatement(block) = statement {
        block.body.last()
    } else {
        Some(statement)
    };
    matches!(last, Some(Statement::ReturnStatement(_) | Statement::ThrowStatement(_)))
}

/// When an expression is evaluated, by the nodes around it, innermost first; `known` is the value of a test, where
/// that is a constant.
pub(super) fn when<'a>(
    expression: Span,
    around: impl Iterator<Item = AstKind<'a>>,
    known: impl Fn(&Expression<'a>) -> Option<bool>,
) -> When {
    let (mut found, mut inner) = (When::Load, expression);
    for node in around {
        if is_function(node) {
            return When::Later;
        }
        if is_guard(node, inner, &known) {
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
fn is_guard<'a>(
    node: AstKind<'a>,
    part: Span,
    known: &impl Fn(&Expression<'a>) -> Option<bool>,
) -> bool {
    if let Some(branch) = Branch::of(node) {
        return branch.test.span() != part && known(branch.test).is_none();
    }
    if let AstKind::ForInStatement(it) = node {
        return it.body.span() == part;
    }
    if let AstKind::ForOfStatement(it) = node {
        return it.body.span() == part;
    }
    if let AstKind::LogicalExpression(it) = node {
        return it.right.span() == part;
    }
    matches!(
        node,
        AstKind::ForStatement(_)
            | AstKind::WhileStatement(_)
            | AstKind::SwitchCase(_)
            | AstKind::TryStatement(_)
    )
}
