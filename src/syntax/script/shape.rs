//! What expressions look like behind parentheses, type assertions and quotes.

use std::borrow::Cow;

use oxc_ast::ast::{AssignmentExpression, Expression, MemberExpression};
use oxc_span::{GetSpan, Span};

/// The expression without parentheses and type assertions around it.
pub(super) fn peel<'r, 'a>(expression: &'r Expression<'a>) -> &'r Expression<'a> {
    let mut inner = expression;
    loop {
        inner = if let Expression::ParenthesizedExpression(outer) = inner {
            &outer.expression
        } else if let Expression::TSAsExpression(outer) = inner {
            &outer.expression
        } else if let Expression::TSSatisfiesExpression(outer) = inner {
            &outer.expression
        } else if let Expression::TSNonNullExpression(outer) = inner {
            &outer.expression
        } else if let Expression::TSTypeAssertion(outer) = inner {
            &outer.expression
        } else {
            return inner;
        };
    }
}

/// The text of a string, or of a template without substitutions.
pub(super) fn string(expression: &Expression<'_>) -> Option<String> {
    if let Expression::StringLiteral(literal) = expression {
        return Some(literal.value.to_string());
    }
    let Expression::TemplateLiteral(template) = expression else { return None };
    template.single_quasi().map(|text| text.to_string())
}

/// The object, the last property and its place, of `object.property =`.
pub(super) fn target<'r, 'a>(
    assignment: &'r AssignmentExpression<'a>,
) -> Option<(&'r Expression<'a>, Cow<'r, str>, Span)> {
    match assignment.left.as_member_expression()? {
        MemberExpression::StaticMemberExpression(member) => {
            let property = &member.property;
            Some((&member.object, Cow::Borrowed(property.name.as_str()), property.span))
        }
        MemberExpression::ComputedMemberExpression(member) => {
            let text = string(&member.expression)?;
            Some((&member.object, Cow::Owned(text), member.expression.span()))
        }
        MemberExpression::PrivateFieldExpression(_) => None,
    }
}
