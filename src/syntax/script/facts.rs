//! What a script contains: calls, texts, objects, JSX elements, and the values of its names.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use oxc_ast::ast::{
    BindingPattern, CallExpression, Expression, ImportDeclarationSpecifier, JSXAttribute,
    JSXAttributeItem, JSXAttributeValue, JSXOpeningElement, ObjectPropertyKind, Program,
    PropertyKind, Statement,
};
use oxc_span::GetSpan;

use super::collect::{ScriptParts, TextExpression, collect};
use super::scopes::Scopes;
use super::shape::{literal, name, peel, target};
use super::values::Values;
pub use super::when::When;
use crate::syntax::element::{Attribute, Element};
use crate::syntax::static_value::{StaticEntry, StaticValue, ValueKind};
use crate::text::ranges;

/// How many names are followed to a value.
const HOPS: usize = 4;

/// What a script contains. Values are built and names resolved only on demand.
pub struct ScriptFacts<'a> {
    program: Option<&'a Program<'a>>,
    values: Values,
    parts: ScriptParts<'a>,
    scopes: OnceCell<Scopes<'a>>,
}

/// A call.
#[derive(Clone, Copy)]
pub struct CallSite<'a>(&'a CallExpression<'a>);

/// An expression that makes a text.
#[derive(Clone, Copy)]
pub struct TextSite<'t, 'a>(&'t TextExpression<'a>);

/// An expression under the name of a variable or of a member.
pub struct NamedValue<'a> {
    /// The name; of a member the last one.
    pub name: Cow<'a, str>,
    value: &'a Expression<'a>,
}

impl<'a> ScriptFacts<'a> {
    pub(super) fn new(program: &'a Program<'a>, values: Values) -> Self {
        Self { program: Some(program), values, parts: collect(program), scopes: OnceCell::new() }
    }

    /// No script: JSON and markup have no names to resolve.
    pub fn none() -> Self {
        let scopes = OnceCell::new();
        Self { program: None, values: Values::new(0, 0), parts: ScriptParts::default(), scopes }
    }

    /// Follows names to the one value that they are declared as or set to; any other value is itself.
    pub fn value<'t>(&'t self, value: &'t StaticValue) -> &'t StaticValue {
        let mut found = value;
        for _ in 0..HOPS {
            let ValueKind::Name(path, root) = &found.kind else { break };
            let Some(next) = self.of_name(path, *root) else { break };
            found = next;
        }
        found
    }

    fn of_name(&self, path: &str, root: usize) -> Option<&StaticValue> {
        // the scope analysis costs as much as parsing, and knows nothing about `this` without assignments
        if path.starts_with("this.") && self.parts.assignments.is_empty() {
            return None;
        }
        self.scopes()?.value(path, root, &self.values, &self.parts.assignments)
    }

    fn scopes(&self) -> Option<&Scopes<'a>> {
        let program = self.program?;
        Some(self.scopes.get_or_init(|| Scopes::new(program)))
    }

    /// Every call.
    pub fn calls(&self) -> impl Iterator<Item = CallSite<'a>> {
        self.parts.calls.iter().map(|call| CallSite(call))
    }

    /// A call as a value.
    pub fn call(&self, site: CallSite<'_>) -> StaticValue {
        self.values.of_call(site.0)
    }

    /// What is called.
    pub fn callee(&self, site: CallSite<'_>) -> StaticValue {
        self.values.of(&site.0.callee)
    }

    /// Bytes of a call.
    pub fn range(&self, site: CallSite<'_>) -> Range<usize> {
        self.values.range(site.0.span)
    }

    /// When a call is made.
    pub fn when(&self, site: CallSite<'a>) -> When {
        self.scopes().map_or(When::Later, |scopes| scopes.when(site.0))
    }

    /// What a constant keeps from ever running, in order.
    pub fn dead(&self) -> Vec<Range<usize>> {
        // the scope analysis costs as much as parsing, so it is asked only of what may be a constant
        let constants = self.parts.variables.iter().filter_map(|variable| {
            let BindingPattern::BindingIdentifier(name) = &variable.id else { return None };
            literal(variable.init.as_ref()?).map(|_| name.name.as_str())
        });
        let constants: BTreeSet<&str> =
            if self.parts.branches.is_empty() { BTreeSet::new() } else { constants.collect() };
        let known = |test| {
            let of_variable = || {
                let (_, name) = name(test)?;
                let is_constant = constants.contains(name.name.as_str());
                is_constant.then(|| self.scopes()?.constant(test))?
            };
            literal(test).or_else(of_variable)
        };
        let dead = self.parts.branches.iter().filter_map(|branch| branch.dead(known(branch.test)?));
        ranges::union(dead.map(|span| self.values.range(span)))
    }

    /// Every text.
    pub fn texts(&self) -> impl Iterator<Item = TextSite<'_, 'a>> {
        self.parts.texts.iter().map(TextSite)
    }

    /// A text as it is put together.
    pub fn text(&self, site: TextSite<'_, '_>) -> StaticValue {
        self.values.of_text(site.0)
    }

    /// The entries of every object that is kept under `key`.
    pub fn entries_of(&self, key: &str) -> Vec<StaticEntry> {
        let kept = self.kept().filter(|named| named.name == key);
        let mut found = Vec::new();
        for named in kept {
            let value = self.of(&named);
            let members = self.value(&value).members();
            found.extend(members.into_iter().flat_map(|members| members.entries.iter().cloned()));
        }
        found
    }

    /// The functions that are members named `key`.
    pub fn methods(&self, key: &str) -> impl Iterator<Item = Range<usize>> {
        let kept = self.kept().filter(move |named| named.name == key);
        kept.map(|named| self.of(&named))
            .filter_map(|value| matches!(value.kind, ValueKind::Function).then_some(value.range))
    }

    /// What stands under names: of members, of variables and of what is assigned to.
    pub fn named(&self) -> impl Iterator<Item = NamedValue<'a>> {
        let variables = self.parts.variables.iter().filter_map(|variable| {
            let BindingPattern::BindingIdentifier(name) = &variable.id else { return None };
            Some(NamedValue { name: name.name.as_str().into(), value: variable.init.as_ref()? })
        });
        let assigned = self.parts.assignments.iter().filter_map(|assignment| {
            let name = match assignment.left.get_identifier_name() {
                Some(name) => Cow::Borrowed(name),
                None => target(assignment)?.1,
            };
            Some(NamedValue { name, value: &assignment.right })
        });
        self.kept().chain(variables).chain(assigned)
    }

    /// The members of all objects.
    fn kept(&self) -> impl Iterator<Item = NamedValue<'a>> {
        let properties = self.parts.objects.iter().flat_map(|object| &object.properties);
        properties.filter_map(|property| {
            let ObjectPropertyKind::ObjectProperty(property) = property else { return None };
            let name =
                property.key.static_name().filter(|_| property.kind == PropertyKind::Init)?;
            Some(NamedValue { name, value: &property.value })
        })
    }

    /// What stands under a name, as a value.
    pub fn of(&self, named: &NamedValue<'_>) -> StaticValue {
        self.values.of(named.value)
    }

    /// The first `import` or `export`, by which a script is a module.
    pub fn module_syntax(&self) -> Option<Range<usize>> {
        let mut statements = self.program?.body.iter().filter(|one| one.is_module_declaration());
        statements.next().map(|one| self.values.range(one.span()))
    }

    /// The names that a module is asked for by `import { … }`, each with its bytes.
    pub fn imported(&self, module: &str) -> Vec<(&'a str, Range<usize>)> {
        let statements = self.program.map(|program| program.body.as_slice()).unwrap_or_default();
        let mut found = Vec::new();
        for statement in statements {
            let Statement::ImportDeclaration(import) = statement else { continue };
            if import.source.value != module {
                continue;
            }
            for specifier in import.specifiers.iter().flatten() {
                if let ImportDeclarationSpecifier::ImportSpecifier(one) = specifier
                    && let Some(name) = one.imported.identifier_name()
                {
                    found.push((name.as_str(), self.values.range(one.span)));
                }
            }
        }
        found
    }

    /// Elements of JSX.
    pub fn elements(&self) -> impl Iterator<Item = Element<'a>> {
        self.parts.elements.iter().map(|element| self.element(element))
    }

    fn element(&self, element: &'a JSXOpeningElement<'a>) -> Element<'a> {
        let attributes = element.attributes.iter().filter_map(|item| match item {
            JSXAttributeItem::Attribute(attribute) => Some(self.attribute(attribute)),
            JSXAttributeItem::SpreadAttribute(_) => None,
        });
        Element {
            name: element.name.to_string().into(),
            range: self.values.range(element.name.span()),
            attributes: attributes.collect(),
            has_spread: element
                .attributes
                .iter()
                .any(|item| matches!(item, JSXAttributeItem::SpreadAttribute(_))),
        }
    }

    fn attribute(&self, attribute: &'a JSXAttribute<'a>) -> Attribute<'a> {
        let value = attribute.value.as_ref().map(|value| match value {
            JSXAttributeValue::StringLiteral(text) => self.values.text(&text.value, text.span),
            JSXAttributeValue::ExpressionContainer(container) => {
                let unknown = || StaticValue::unknown(self.values.range(container.span));
                container.expression.as_expression().map_or_else(unknown, |it| self.values.of(it))
            }
            JSXAttributeValue::Element(_) | JSXAttributeValue::Fragment(_) => {
                StaticValue::unknown(self.values.range(value.span()))
            }
        });
        let range = self.values.range(attribute.name.span());
        Attribute { name: attribute.name.get_identifier().name.as_str().into(), range, value }
    }
}

impl<'a> TextSite<'_, 'a> {
    /// The text, where it is not put together.
    pub fn plain(&self) -> Option<&'a str> {
        match self.0 {
            TextExpression::Plain(text) => Some(text.value.as_str()),
            TextExpression::Template(_) | TextExpression::Sum(_) => None,
        }
    }
}

impl CallSite<'_> {
    /// The last name of what is called: `async` of `requirePlugin.async`.
    pub fn method(&self) -> Option<Cow<'_, str>> {
        let callee = peel(&self.0.callee);
        if let Expression::Identifier(name) = callee {
            return Some(name.name.as_str().into());
        }
        let member = if let Expression::ChainExpression(chain) = callee {
            chain.expression.as_member_expression()
        } else {
            callee.as_member_expression()
        };
        member?.static_property_name().map(Into::into)
    }

    /// Whether a name is called, and no member of anything.
    pub fn is_of_name(&self) -> bool {
        matches!(peel(&self.0.callee), Expression::Identifier(_))
    }
}
