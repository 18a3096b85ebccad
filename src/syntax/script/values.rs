//! Values of expressions.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use oxc_ast::ast::{
    Argument, ArrayExpressionElement, BinaryExpression, BinaryOperator, CallExpression,
    ChainElement, Expression, MemberExpression, ObjectExpression, ObjectProperty,
    ObjectPropertyKind, PropertyKind, TemplateLiteral,
};
use oxc_span::{GetSpan, Span};

use super::collect::{TextExpression, addends};
use super::shape::peel;
use crate::syntax::static_value::{Call, Members, StaticEntry, StaticValue, ValueKind};

/// How deep a value is looked into; what lies deeper is met with on its own.
const DEPTH: usize = 12;
/// How many values are made of one script.
const VALUES: usize = 400_000;

/// Makes values; the first `shift` bytes are not the caller's, whose text stands at byte `base` of the file.
pub(super) struct Values {
    shift: usize,
    base: usize,
    left: Cell<usize>,
}

impl Values {
    pub(super) fn new(shift: usize, base: usize) -> Self {
        Self { shift, base, left: Cell::new(VALUES) }
    }

    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let at = |offset: u32| (offset as usize + self.base).saturating_sub(self.shift);
        at(span.start)..at(span.end)
    }

    /// The offset in the parsed text of a byte of the file.
    pub(super) fn offset(&self, at: usize) -> u32 {
        u32::try_from((at + self.shift).saturating_sub(self.base)).unwrap_or(u32::MAX)
    }

    pub(super) fn of(&self, expression: &Expression<'_>) -> StaticValue {
        self.value(expression, DEPTH)
    }

    pub(super) fn of_call(&self, call: &CallExpression<'_>) -> StaticValue {
        StaticValue { range: self.range(call.span), kind: self.call(call, DEPTH) }
    }

    pub(super) fn of_text(&self, text: &TextExpression<'_>) -> StaticValue {
        match text {
            TextExpression::Plain(text) => self.text(&text.value, text.span),
            TextExpression::Template(template) => StaticValue {
                range: self.range(template.span),
                kind: self.template(template, DEPTH),
            },
            TextExpression::Sum(sum) => {
                StaticValue { range: self.range(sum.span), kind: self.sum(sum, DEPTH) }
            }
        }
    }

    /// A call with its first two arguments: enough to tell what it hands to a function.
    pub(super) fn of_caller(&self, call: &CallExpression<'_>) -> StaticValue {
        let callee = self.of(&call.callee);
        let arguments = call.arguments.iter().take(2).map(|one| self.argument(one, DEPTH));
        let kind = ValueKind::Call(Box::new(Call { callee, arguments: arguments.collect() }));
        StaticValue { range: self.range(call.span), kind }
    }

    pub(super) fn text(&self, text: &str, span: Span) -> StaticValue {
        let range = self.range(span);
        let inner = range.start + 1..(range.end - 1).max(range.start + 1);
        StaticValue { range, kind: ValueKind::Text(text.to_owned(), inner) }
    }

    fn value(&self, expression: &Expression<'_>, depth: usize) -> StaticValue {
        let inner = peel(expression);
        let range = self.range(inner.span());
        let left = self.left.get();
        if depth == 0 || left == 0 {
            return StaticValue::unknown(range);
        }
        self.left.set(left - 1);
        StaticValue { range, kind: self.kind(inner, depth - 1) }
    }

    fn kind(&self, inner: &Expression<'_>, depth: usize) -> ValueKind {
        if let Expression::StringLiteral(text) = inner {
            return self.text(&text.value, text.span).kind;
        }
        if let Expression::TemplateLiteral(template) = inner {
            return self.template(template, depth);
        }
        if let Expression::BinaryExpression(sum) = inner {
            return self.sum(sum, depth);
        }
        if let Expression::NumericLiteral(number) = inner {
            return ValueKind::Number(number.value);
        }
        if let Expression::BooleanLiteral(literal) = inner {
            return ValueKind::Constant(if literal.value { "true" } else { "false" });
        }
        if let Expression::NullLiteral(_) = inner {
            return ValueKind::Constant("null");
        }
        if let Expression::ObjectExpression(object) = inner {
            return self.object(object, depth);
        }
        if let Expression::ArrayExpression(array) = inner {
            return ValueKind::Array(
                array.elements.iter().map(|element| self.element(element, depth)).collect(),
            );
        }
        if let Expression::CallExpression(call) = inner {
            return self.call(call, depth);
        }
        if let Expression::AwaitExpression(awaited) = inner {
            return self.value(&awaited.argument, depth).kind;
        }
        if let Expression::AssignmentExpression(assignment) = inner {
            return self.value(&assignment.right, depth).kind;
        }
        self.branching(inner, depth)
    }

    fn branching(&self, inner: &Expression<'_>, depth: usize) -> ValueKind {
        let is_function = matches!(
            inner,
            Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_)
        );
        if is_function {
            return ValueKind::Function;
        }
        if let Expression::ConditionalExpression(choice) = inner {
            let branches = [&choice.consequent, &choice.alternate];
            return ValueKind::OneOf(branches.map(|branch| self.value(branch, depth)).into());
        }
        if let Expression::LogicalExpression(choice) = inner {
            let branches = [&choice.left, &choice.right];
            return ValueKind::OneOf(branches.map(|branch| self.value(branch, depth)).into());
        }
        if let Expression::ChainExpression(chain) = inner {
            if let ChainElement::CallExpression(call) = &chain.expression {
                return self.call(call, depth);
            }
            let member = chain.expression.as_member_expression();
            return member.map_or(ValueKind::Unknown, |member| self.member(member, depth));
        }
        if let Some(member) = inner.as_member_expression() {
            return self.member(member, depth);
        }
        if let Expression::Identifier(name) = inner {
            return ValueKind::Name(name.name.to_string(), self.range(name.span).start);
        }
        if let Expression::ThisExpression(this) = inner {
            return ValueKind::Name("this".to_owned(), self.range(this.span).start);
        }
        ValueKind::Unknown
    }

    fn member(&self, member: &MemberExpression<'_>, depth: usize) -> ValueKind {
        let Some(property) = member.static_property_name() else { return ValueKind::Unknown };
        ValueKind::member(&Arc::new(self.value(member.object(), depth)), property)
    }

    fn call(&self, call: &CallExpression<'_>, depth: usize) -> ValueKind {
        let callee = self.value(&call.callee, depth);
        let arguments = call.arguments.iter().map(|argument| self.argument(argument, depth));
        ValueKind::Call(Box::new(Call { callee, arguments: arguments.collect() }))
    }

    fn argument(&self, argument: &Argument<'_>, depth: usize) -> StaticValue {
        let unknown = || StaticValue::unknown(self.range(argument.span()));
        argument.as_expression().map_or_else(unknown, |expression| self.value(expression, depth))
    }

    fn element(&self, element: &ArrayExpressionElement<'_>, depth: usize) -> StaticValue {
        let unknown = || StaticValue::unknown(self.range(element.span()));
        element.as_expression().map_or_else(unknown, |expression| self.value(expression, depth))
    }

    fn object(&self, object: &ObjectExpression<'_>, depth: usize) -> ValueKind {
        let (mut entries, mut spreads) = (Vec::new(), Vec::new());
        for property in &object.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(property) => match property.key.static_name() {
                    Some(key) => entries.push(StaticEntry {
                        key: key.into_owned(),
                        key_range: self.range(property.key.span()),
                        value: self.property(property, depth),
                    }),
                    // a key that is computed may be any
                    None => {
                        spreads
                            .push((entries.len(), StaticValue::unknown(self.range(property.span))));
                    }
                },
                ObjectPropertyKind::SpreadProperty(spread) => {
                    spreads.push((entries.len(), self.value(&spread.argument, depth)));
                }
            }
        }
        ValueKind::Object(Members::new(entries, spreads))
    }

    fn property(&self, property: &ObjectProperty<'_>, depth: usize) -> StaticValue {
        match property.kind {
            PropertyKind::Init => self.value(&property.value, depth),
            PropertyKind::Get | PropertyKind::Set => {
                StaticValue::unknown(self.range(property.span))
            }
        }
    }

    fn template(&self, template: &TemplateLiteral<'_>, depth: usize) -> ValueKind {
        let texts = template.quasis.iter().map(|quasi| {
            let range = self.range(quasi.span);
            let text = quasi.value.cooked.as_ref().unwrap_or(&quasi.value.raw).to_string();
            StaticValue { range: range.clone(), kind: ValueKind::Text(text, range) }
        });
        let mut expressions = template.expressions.iter();
        let mut parts = Vec::new();
        for text in texts {
            parts.push(text);
            parts.extend(expressions.next().map(|inner| self.value(inner, depth)));
        }
        if let [StaticValue { kind: ValueKind::Text(..), .. }] = parts.as_slice() {
            return parts.remove(0).kind;
        }
        ValueKind::Concatenation(parts)
    }

    /// A sum, whose left side is followed without recursion: sums are long, not deep.
    fn sum(&self, sum: &BinaryExpression<'_>, depth: usize) -> ValueKind {
        if sum.operator != BinaryOperator::Addition {
            return self.product(sum, depth);
        }
        let parts: Vec<StaticValue> =
            addends(sum).into_iter().map(|part| self.value(part, depth)).collect();
        if let Some(sum) = parts.iter().map(number).sum::<Option<f64>>() {
            return ValueKind::Number(sum);
        }
        ValueKind::Concatenation(parts)
    }

    fn product(&self, product: &BinaryExpression<'_>, depth: usize) -> ValueKind {
        if product.operator != BinaryOperator::Multiplication {
            return ValueKind::Unknown;
        }
        let sides = [&product.left, &product.right].map(|side| number(&self.value(side, depth)));
        let [Some(left), Some(right)] = sides else { return ValueKind::Unknown };
        ValueKind::Number(left * right)
    }
}

fn number(value: &StaticValue) -> Option<f64> {
    if let ValueKind::Number(number) = value.kind { Some(number) } else { None }
}
