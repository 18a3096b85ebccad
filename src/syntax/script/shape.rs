//! What expressions look like behind parentheses, type assertions and quotes.

use std::borrow::Cow;

use oxc_ast::ast::{
    AssignmentExpression, Expression, IdentifierReference, MemberExpression, UnaryOperator,
};
use oxc_span::{GetSpan, Span};

/// Functions that give back their argument, most for the sake of its type: of Taro (and Remax), weapp-vite, and
/// uni-helper's plugins for manifest.json and pages.json.
pub(super) const IDENTITIES: [&str; 5] =
    ["defineAppConfig", "defineAppJson", "defineManifestConfig", "defineUniPages", "Object.freeze"];

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

/// What a test is without the `!` before it, and whether it is true where that is.
fn negated<'r, 'a>(test: &'r Expression<'a>) -> (bool, &'r Expression<'a>) {
    let (mut is_true, mut inner) = (true, peel(test));
    while let Expression::UnaryExpression(outer) = inner
        && outer.operator == UnaryOperator::LogicalNot
    {
        (is_true, inner) = (!is_true, peel(&outer.argument));
    }
    (is_true, inner)
}

/// The value of a test that is `true`, `false`, `!0`, `!1`.
pub(super) fn literal(test: &Expression<'_>) -> Option<bool> {
    let (is_true, inner) = negated(test);
    if let Expression::BooleanLiteral(literal) = inner {
        return Some(literal.value == is_true);
    }
    let Expression::NumericLiteral(number) = inner else { return None };
    Some((number.value != 0.0) == is_true)
}

/// The variable that a test asks, and whether the test is true where that is.
pub(super) fn name<'r, 'a>(
    test: &'r Expression<'a>,
) -> Option<(bool, &'r IdentifierReference<'a>)> {
    let (is_true, inner) = negated(test);
    if let Expression::Identifier(name) = inner { Some((is_true, name)) } else { None }
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

/// A name, or names joined by dots.
pub(super) fn path_of(expression: &Expression<'_>) -> Option<String> {
    let inner = peel(expression);
    if let Expression::Identifier(name) = inner {
        return Some(name.name.to_string());
    }
    let member = inner.as_member_expression()?;
    Some(format!("{}.{}", path_of(member.object())?, member.static_property_name()?))
}
