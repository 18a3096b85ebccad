//! Terms of expressions.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use oxc_ast::ast::{
    Argument, ArrayExpressionElement, BinaryExpression, BinaryOperator, CallExpression,
    ChainElement, Expression, MemberExpression, ObjectExpression, ObjectProperty,
    ObjectPropertyKind, PropertyKind, TemplateLiteral,
};
use oxc_span::{GetSpan, Span};

use super::collect::{Text, addends};
use super::shape::peel;
use crate::syntax::term::{Call, Entry, Members, Term, Worth};

/// How deep a term is looked into; what lies deeper is met with on its own.
const DEPTH: usize = 12;
/// How many terms are made of one script.
const TERMS: usize = 400_000;

/// Makes terms; the first `shift` bytes are not the caller's, whose text stands at byte `base` of the file.
pub(super) struct Terms {
    shift: usize,
    base: usize,
    left: Cell<usize>,
}

impl Terms {
    pub(super) fn new(shift: usize, base: usize) -> Self {
        Self { shift, base, left: Cell::new(TERMS) }
    }

    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let at = |offset: u32| (offset as usize + self.base).saturating_sub(self.shift);
        at(span.start)..at(span.end)
    }

    /// The offset in the parsed text of a byte of the file.
    pub(super) fn offset(&self, at: usize) -> u32 {
        u32::try_from((at + self.shift).saturating_sub(self.base)).unwrap_or(u32::MAX)
    }

    pub(super) fn of(&self, expression: &Expression<'_>) -> Term {
        self.term(expression, DEPTH)
    }

    pub(super) fn of_call(&self, call: &CallExpression<'_>) -> Term {
        Term { range: self.range(call.span), worth: self.call(call, DEPTH) }
    }

    pub(super) fn of_text(&self, text: &Text<'_>) -> Term {
        match text {
            Text::Plain(text) => self.text(&text.value, text.span),
            Text::Template(template) => {
                Term { range: self.range(template.span), worth: self.template(template, DEPTH) }
            }
            Text::Sum(sum) => Term { range: self.range(sum.span), worth: self.sum(sum, DEPTH) },
        }
    }

    /// A call with its first two arguments: enough to tell what it hands to a function.
    pub(super) fn of_caller(&self, call: &CallExpression<'_>) -> Term {
        let callee = self.of(&call.callee);
        let arguments = call.arguments.iter().take(2).map(|one| self.argument(one, DEPTH));
        let worth = Worth::Call(Box::new(Call { callee, arguments: arguments.collect() }));
        Term { range: self.range(call.span), worth }
    }

    pub(super) fn text(&self, text: &str, span: Span) -> Term {
        let range = self.range(span);
        let inner = range.start + 1..(range.end - 1).max(range.start + 1);
        Term { range, worth: Worth::Text(text.to_owned(), inner) }
    }

    fn term(&self, expression: &Expression<'_>, depth: usize) -> Term {
        let inner = peel(expression);
        let range = self.range(inner.span());
        let left = self.left.get();
        if depth == 0 || left == 0 {
            return Term::unknown(range);
        }
        self.left.set(left - 1);
        Term { range, worth: self.worth(inner, depth - 1) }
    }

    fn worth(&self, inner: &Expression<'_>, depth: usize) -> Worth {
        if let Expression::StringLiteral(text) = inner {
            return self.text(&text.value, text.span).worth;
        }
        if let Expression::TemplateLiteral(template) = inner {
            return self.template(template, depth);
        }
        if let Expression::BinaryExpression(sum) = inner {
            return self.sum(sum, depth);
        }
        if let Expression::NumericLiteral(number) = inner {
            return Worth::Number(number.value);
        }
        if let Expression::BooleanLiteral(literal) = inner {
            return Worth::Constant(if literal.value { "true" } else { "false" });
        }
        if let Expression::NullLiteral(_) = inner {
            return Worth::Constant("null");
        }
        if let Expression::ObjectExpression(object) = inner {
            return self.object(object, depth);
        }
        if let Expression::ArrayExpression(array) = inner {
            return Worth::Array(
                array.elements.iter().map(|element| self.element(element, depth)).collect(),
            );
        }
        if let Expression::CallExpression(call) = inner {
            return self.call(call, depth);
        }
        if let Expression::AwaitExpression(awaited) = inner {
            return self.term(&awaited.argument, depth).worth;
        }
        if let Expression::AssignmentExpression(assignment) = inner {
            return self.term(&assignment.right, depth).worth;
        }
        self.branching(inner, depth)
    }

    fn branching(&self, inner: &Expression<'_>, depth: usize) -> Worth {
        let is_function = matches!(
            inner,
            Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_)
        );
        if is_function {
            return Worth::Function;
        }
        if let Expression::ConditionalExpression(choice) = inner {
            let branches = [&choice.consequent, &choice.alternate];
            return Worth::Either(branches.map(|branch| self.term(branch, depth)).into());
        }
        if let Expression::LogicalExpression(choice) = inner {
            let branches = [&choice.left, &choice.right];
            return Worth::Either(branches.map(|branch| self.term(branch, depth)).into());
        }
        if let Expression::ChainExpression(chain) = inner {
            if let ChainElement::CallExpression(call) = &chain.expression {
                return self.call(call, depth);
            }
            let member = chain.expression.as_member_expression();
            return member.map_or(Worth::Unknown, |member| self.member(member, depth));
        }
        if let Some(member) = inner.as_member_expression() {
            return self.member(member, depth);
        }
        if let Expression::Identifier(name) = inner {
            return Worth::Name(name.name.to_string(), self.range(name.span).start);
        }
        if let Expression::ThisExpression(this) = inner {
            return Worth::Name("this".to_owned(), self.range(this.span).start);
        }
        Worth::Unknown
    }

    fn member(&self, member: &MemberExpression<'_>, depth: usize) -> Worth {
        let Some(property) = member.static_property_name() else { return Worth::Unknown };
        let object = self.term(member.object(), depth);
        match &object.worth {
            Worth::Name(path, root) => Worth::Name(format!("{path}.{property}"), *root),
            Worth::Text(..)
            | Worth::Joined(_)
            | Worth::Number(_)
            | Worth::Constant(_)
            | Worth::Object(_)
            | Worth::Array(_)
            | Worth::Member(..)
            | Worth::Call(_)
            | Worth::Function
            | Worth::Handed(_)
            | Worth::Either(_)
            | Worth::Unknown => Worth::Member(Arc::new(object), property.to_string()),
        }
    }

    fn call(&self, call: &CallExpression<'_>, depth: usize) -> Worth {
        let callee = self.term(&call.callee, depth);
        let arguments = call.arguments.iter().map(|argument| self.argument(argument, depth));
        Worth::Call(Box::new(Call { callee, arguments: arguments.collect() }))
    }

    fn argument(&self, argument: &Argument<'_>, depth: usize) -> Term {
        let unknown = || Term::unknown(self.range(argument.span()));
        argument.as_expression().map_or_else(unknown, |expression| self.term(expression, depth))
    }

    fn element(&self, element: &ArrayExpressionElement<'_>, depth: usize) -> Term {
        let unknown = || Term::unknown(self.range(element.span()));
        element.as_expression().map_or_else(unknown, |expression| self.term(expression, depth))
    }

    fn object(&self, object: &ObjectExpression<'_>, depth: usize) -> Worth {
        let (mut entries, mut spreads) = (Vec::new(), Vec::new());
        for property in &object.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(property) => match property.key.static_name() {
                    Some(key) => entries.push(Entry {
                        key: key.into_owned(),
                        key_range: self.range(property.key.span()),
                        value: self.property(property, depth),
                    }),
                    // a key that is computed may be any
                    None => {
                        spreads.push((entries.len(), Term::unknown(self.range(property.span))));
                    }
                },
                ObjectPropertyKind::SpreadProperty(spread) => {
                    spreads.push((entries.len(), self.term(&spread.argument, depth)));
                }
            }
        }
        Worth::Object(Members::new(entries, spreads))
    }

    fn property(&self, property: &ObjectProperty<'_>, depth: usize) -> Term {
        match property.kind {
            PropertyKind::Init => self.term(&property.value, depth),
            PropertyKind::Get | PropertyKind::Set => Term::unknown(self.range(property.span)),
        }
    }

    fn template(&self, template: &TemplateLiteral<'_>, depth: usize) -> Worth {
        let texts = template.quasis.iter().map(|quasi| {
            let range = self.range(quasi.span);
            let text = quasi.value.cooked.as_ref().unwrap_or(&quasi.value.raw).to_string();
            Term { range: range.clone(), worth: Worth::Text(text, range) }
        });
        let mut expressions = template.expressions.iter();
        let mut parts = Vec::new();
        for text in texts {
            parts.push(text);
            parts.extend(expressions.next().map(|inner| self.term(inner, depth)));
        }
        if let [Term { worth: Worth::Text(..), .. }] = parts.as_slice() {
            return parts.remove(0).worth;
        }
        Worth::Joined(parts)
    }

    /// A sum, whose left side is followed without recursion: sums are long, not deep.
    fn sum(&self, sum: &BinaryExpression<'_>, depth: usize) -> Worth {
        if sum.operator != BinaryOperator::Addition {
            return self.product(sum, depth);
        }
        let parts: Vec<Term> =
            addends(sum).into_iter().map(|part| self.term(part, depth)).collect();
        if let Some(sum) = parts.iter().map(number).sum::<Option<f64>>() {
            return Worth::Number(sum);
        }
        Worth::Joined(parts)
    }

    fn product(&self, product: &BinaryExpression<'_>, depth: usize) -> Worth {
        if product.operator != BinaryOperator::Multiplication {
            return Worth::Unknown;
        }
        let sides = [&product.left, &product.right].map(|side| number(&self.term(side, depth)));
        let [Some(left), Some(right)] = sides else { return Worth::Unknown };
        Worth::Number(left * right)
    }
}

fn number(term: &Term) -> Option<f64> {
    if let Worth::Number(number) = term.worth { Some(number) } else { None }
}
