//! Collects references to the interesting nodes of a parsed script; values are built later.

use oxc_ast::AstKind;
use oxc_ast::ast::{
    AssignmentExpression, BinaryExpression, BinaryOperator, CallExpression, Expression,
    ImportDeclaration, JSXOpeningElement, ObjectExpression, Program, StringLiteral,
    TemplateLiteral, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};

use super::shape::{literal, name, peel};
use super::when::Branch;

/// The parts of a script, each kind in order of place.
#[derive(Default)]
pub(super) struct ScriptParts<'a> {
    pub(super) calls: Vec<&'a CallExpression<'a>>,
    pub(super) texts: Vec<TextExpression<'a>>,
    pub(super) objects: Vec<&'a ObjectExpression<'a>>,
    pub(super) elements: Vec<&'a JSXOpeningElement<'a>>,
    pub(super) variables: Vec<&'a VariableDeclarator<'a>>,
    pub(super) assignments: Vec<&'a AssignmentExpression<'a>>,
    /// Those whose test may be a constant.
    pub(super) branches: Vec<Branch<'a>>,
}

/// An expression that makes a text.
pub(super) enum TextExpression<'a> {
    Plain(&'a StringLiteral<'a>),
    Template(&'a TemplateLiteral<'a>),
    Sum(&'a BinaryExpression<'a>),
}

impl<'a> ScriptParts<'a> {
    fn branch(&mut self, branches: impl IntoIterator<Item = Branch<'a>>) {
        let may_be_known =
            |one: &Branch<'a>| literal(one.test).is_some() || name(one.test).is_some();
        self.branches.extend(branches.into_iter().filter(may_be_known));
    }
}

/// Collects the parts of a program.
pub(super) fn collect<'a>(program: &'a Program<'a>) -> ScriptParts<'a> {
    let mut parts = Collector(ScriptParts::default());
    parts.visit_program(program);
    parts.0
}

struct Collector<'a>(ScriptParts<'a>);

impl<'a> Visit<'a> for Collector<'a> {
    fn enter_node(&mut self, kind: AstKind<'a>) {
        let parts = &mut self.0;
        if let AstKind::CallExpression(call) = kind {
            parts.calls.push(call);
        } else if let AstKind::StringLiteral(text) = kind {
            parts.texts.push(TextExpression::Plain(text));
        } else if let AstKind::TemplateLiteral(template) = kind {
            parts.texts.push(TextExpression::Template(template));
        } else if let AstKind::ObjectExpression(object) = kind {
            parts.objects.push(object);
        } else if let AstKind::JSXOpeningElement(element) = kind {
            parts.elements.push(element);
        } else if let AstKind::VariableDeclarator(variable) = kind {
            parts.variables.push(variable);
        } else if let AstKind::AssignmentExpression(assignment) = kind {
            parts.assignments.push(assignment);
        } else if let AstKind::FunctionBody(body) = kind {
            parts.branch(Branch::leaving(&body.statements));
        } else if let AstKind::BlockStatement(block) = kind {
            parts.branch(Branch::leaving(&block.body));
        } else {
            parts.branch(Branch::of(kind));
        }
    }

    /// The path of a module is no text of the program.
    fn visit_import_declaration(&mut self, _: &ImportDeclaration<'a>) {}

    /// Takes a sum as one text; its left side is followed without recursion, because sums are long.
    fn visit_binary_expression(&mut self, it: &BinaryExpression<'a>) {
        if it.operator != BinaryOperator::Addition {
            return walk::walk_binary_expression(self, it);
        }
        let sum = self.alloc(it);
        self.0.texts.push(TextExpression::Sum(sum));
        for part in addends(sum) {
            if let Expression::TemplateLiteral(template) = peel(part) {
                self.visit_expressions(&template.expressions);
            } else if !matches!(peel(part), Expression::StringLiteral(_)) {
                self.visit_expression(part);
            }
        }
    }
}

/// What a sum adds up, in order.
pub(super) fn addends<'r, 'a>(sum: &'r BinaryExpression<'a>) -> Vec<&'r Expression<'a>> {
    let mut parts = vec![&sum.right];
    let mut left = &sum.left;
    while let Expression::BinaryExpression(inner) = peel(left)
        && inner.operator == BinaryOperator::Addition
    {
        parts.push(&inner.right);
        left = &inner.left;
    }
    parts.push(left);
    parts.reverse();
    parts
}
