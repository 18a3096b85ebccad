//! Literals as nodes, and where they stand in what is no literal.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use oxc_ast::ast::{
    ArrayExpression, ArrayExpressionElement, AssignmentExpression, ExportDefaultDeclaration,
    ExportDefaultDeclarationKind, Expression, IdentifierReference, ObjectExpression,
    ObjectProperty, ObjectPropertyKind, PropertyDefinition, PropertyKind, SpreadElement,
    UnaryOperator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::ParserReturn;
use oxc_span::{GetSpan, Span};

use super::module::{Origin, ScriptConfig};
use super::names::Names;
use super::resolved::Resolved;
use super::shape::{peel, string, target};
use crate::syntax::{Member, Node, Value};

/// Makes nodes of what the parser found.
pub(super) struct LiteralReader<'t> {
    pub(super) text: &'t str,
    /// How much of the text is not the caller's.
    pub(super) shift: usize,
    /// By which names are followed, where they are.
    pub(super) names: Option<Names<'t>>,
}

impl<'t> LiteralReader<'t> {
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        span.start as usize - self.shift..span.end as usize - self.shift
    }

    pub(super) fn comments(&self, parsed: &ParserReturn<'_>) -> Arc<[Range<usize>]> {
        parsed.program.comments.iter().map(|comment| self.range(comment.span)).collect()
    }

    pub(super) fn node(&self, expression: &Expression<'_>) -> Node {
        let inner = peel(expression);
        match self.literal(inner) {
            Some(value) => Node {
                range: self.range(inner.span()),
                outer: self.range(expression.span()),
                value,
            },
            None => match self.resolve(inner) {
                Some(resolved) => Node {
                    range: self.range(inner.span()),
                    outer: self.range(expression.span()),
                    value: resolved.into_value(),
                },
                None => self.other(expression.span(), |finder| finder.visit_expression(expression)),
            },
        }
    }

    /// The paths in a value at which something may be set through a name for it.
    pub(super) fn changed(&self, name: &IdentifierReference<'_>, value: &Node) -> Vec<Vec<String>> {
        let changed = self
            .names
            .as_ref()
            .and_then(|names| Some(names.changed_by(names.symbol(name)?, Some(value))));
        changed.unwrap_or_default()
    }

    fn literal(&self, expression: &Expression<'_>) -> Option<Value> {
        if let Expression::ObjectExpression(object) = expression {
            return Some(self.object(object));
        }
        if let Expression::ArrayExpression(array) = expression {
            return Some(self.array(array));
        }
        if let Expression::BooleanLiteral(literal) = expression {
            return Some(Value::Bool(literal.value));
        }
        if let Expression::NullLiteral(_) = expression {
            return Some(Value::Null);
        }
        if is_number(expression) {
            let span = expression.span();
            let written = self.text.get(span.start as usize..span.end as usize);
            return Some(Value::Number(written.unwrap_or_default().to_owned()));
        }
        string(expression).map(Value::String)
    }

    fn object(&self, object: &ObjectExpression<'_>) -> Value {
        let members = object.properties.iter().map(|property| match property {
            ObjectPropertyKind::ObjectProperty(property) => self.member(property),
            ObjectPropertyKind::SpreadProperty(spread) => unnamed(self.spread(spread)),
        });
        Value::Object(members.collect())
    }

    fn spread(&self, spread: &SpreadElement<'_>) -> Node {
        let copied = self.names.as_ref().and_then(|_| self.resolved(&spread.argument));
        match copied.and_then(|copied| self.flat(copied)) {
            Some(copied) => Node::new(self.range(spread.span), copied.into_value()),
            None => self.other(spread.span, |finder| finder.visit_spread_element(spread)),
        }
    }

    /// What is copied, with no known spread in it, so that nobody follows one into another.
    fn flat(&self, copied: Resolved) -> Option<Resolved> {
        let Resolved::Literal(object) = &copied else { return Some(copied) };
        let members = object.members().unwrap_or_default();
        let is_flat = |member: &Member| !member.key.is_empty() || member.value.is_computed();
        if members.iter().all(is_flat) {
            return Some(copied);
        }
        let all = object.all_members();
        self.names.as_ref()?.charge(all.iter().map(|member| member.range().len()).sum())?;
        let members = all.into_iter().cloned().collect();
        let flat = Node { value: Value::Object(members), ..object.literal().clone() };
        Some(Resolved::Literal(Arc::new(flat)))
    }

    fn member(&self, property: &ObjectProperty<'_>) -> Member {
        let is_value = property.kind == PropertyKind::Init && !property.method;
        let key = property.key.static_name().filter(|_| !property.computed);
        let key = key.map(|key| (key.into_owned(), self.range(property.key.span())));
        let key = key.or_else(|| self.computed_key(property));
        let value = if is_value && !property.shorthand && key.is_some() {
            self.node(&property.value)
        } else {
            let shorthand = Some(&property.value).filter(|_| is_value && property.shorthand);
            match shorthand.and_then(|name| self.resolve(name)) {
                Some(resolved) => Node::new(self.range(property.span), resolved.into_value()),
                None => self.other(property.span, |finder| finder.visit_object_property(property)),
            }
        };
        match key {
            Some((key, key_range)) => Member { key, key_range, value },
            None => unnamed(value),
        }
    }

    /// The text that a key in brackets is known to be, and the place of the brackets.
    fn computed_key(&self, property: &ObjectProperty<'_>) -> Option<(String, Range<usize>)> {
        let key = property.key.as_expression().filter(|_| property.computed)?;
        let Resolved::Literal(known) = self.names.as_ref().and_then(|_| self.resolved(key))? else {
            return None;
        };
        let end = key.span().end as usize;
        let bracket = end + self.text.get(end..)?.find(']')? + 1;
        let range = self.range(property.span).start..bracket - self.shift;
        Some((known.text()?.to_owned(), range))
    }

    fn array(&self, array: &ArrayExpression<'_>) -> Value {
        let mut elements = Vec::with_capacity(array.elements.len());
        for element in &array.elements {
            match self.copied_elements(element) {
                Some(copied) => elements.extend(copied),
                None => elements.push(self.element(element)),
            }
        }
        Value::Array(elements)
    }

    /// What `...` copies into an array, each element as what stands for it.
    fn copied_elements(&self, element: &ArrayExpressionElement<'_>) -> Option<Vec<Node>> {
        let ArrayExpressionElement::SpreadElement(spread) = element else { return None };
        self.names.as_ref()?;
        let Resolved::Literal(array) = self.resolved(&spread.argument)? else { return None };
        let range = self.range(spread.span);
        let copies = array.elements()?.iter().map(|element| {
            let copied = self.copied(element)?;
            let value = match copied.value {
                known @ (Value::Known(_) | Value::Imported(_)) => known,
                Value::Object(_)
                | Value::Array(_)
                | Value::String(_)
                | Value::Number(_)
                | Value::Bool(_)
                | Value::Null
                | Value::Other(_)
                | Value::Choice(_) => Value::Known(Arc::new(copied)),
            };
            Some(Node::new(range.clone(), value))
        });
        copies.collect()
    }

    fn element(&self, element: &ArrayExpressionElement<'_>) -> Node {
        if let ArrayExpressionElement::SpreadElement(spread) = element {
            return self.other(spread.span, |finder| finder.visit_spread_element(spread));
        }
        if let Some(expression) = element.as_expression() {
            return self.node(expression);
        }
        // a hole: nothing stands before its comma
        let at = self.range(element.span()).start;
        Node::new(at..at, Value::Other(Vec::new()))
    }

    /// What is no literal, with the literals in it.
    pub(super) fn other(&self, span: Span, visit: impl FnOnce(&mut Finder<'_, 't>)) -> Node {
        let mut finder = Finder::new(self, None);
        visit(&mut finder);
        Node::new(self.range(span), Value::Other(finder.nodes))
    }
}

fn unnamed(value: Node) -> Member {
    Member { key: String::new(), key_range: value.range.start..value.range.start, value }
}

fn is_number(expression: &Expression<'_>) -> bool {
    if let Expression::UnaryExpression(unary) = expression {
        let signed =
            matches!(unary.operator, UnaryOperator::UnaryNegation | UnaryOperator::UnaryPlus);
        return signed && matches!(unary.argument, Expression::NumericLiteral(_));
    }
    matches!(expression, Expression::NumericLiteral(_) | Expression::BigIntLiteral(_))
}

/// Finds outermost literals.
pub(super) struct Finder<'r, 't> {
    reader: &'r LiteralReader<'t>,
    /// By what configurations are read, where it goes over a module; arrays are only looked into there.
    over_module: Option<&'r LiteralReader<'t>>,
    pub(super) configs: Vec<ScriptConfig>,
    /// Where the configurations stand that were found before.
    pub(super) known: BTreeSet<(usize, usize)>,
    pub(super) nodes: Vec<Node>,
}

impl<'r, 't> Finder<'r, 't> {
    pub(super) fn new(
        reader: &'r LiteralReader<'t>,
        over_module: Option<&'r LiteralReader<'t>>,
    ) -> Self {
        Self { reader, over_module, configs: Vec::new(), known: BTreeSet::new(), nodes: Vec::new() }
    }

    /// Whether a configuration that was found before stands in some bytes.
    fn holds_known(&self, span: Span) -> bool {
        let whole = self.reader.range(span);
        let inside = self.known.range((whole.start, 0)..).next();
        inside.is_some_and(|(_, end)| *end <= whole.end)
    }

    /// `x.plugins = { … }` as an object with the member `plugins`.
    fn assigned(&self, assignment: &AssignmentExpression<'_>) -> Option<Node> {
        let (_, key, span) = target(assignment)?;
        let right = peel(&assignment.right);
        let chosen = matches!(
            right,
            Expression::ObjectExpression(_)
                | Expression::ArrayExpression(_)
                | Expression::ConditionalExpression(_)
                | Expression::LogicalExpression(_)
        );
        if !chosen || self.holds_known(assignment.span) {
            return None;
        }
        let value = Some(self.reader.node(&assignment.right)).filter(has_object)?;
        let key_range = self.reader.range(span);
        let range = key_range.start..value.outer.end;
        let member = Member { key: key.into_owned(), key_range, value };
        Some(Node::new(range, Value::Object(vec![member])))
    }
}

impl<'a> Visit<'a> for Finder<'_, '_> {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        if !self.known.contains(&ends(&self.reader.range(it.span()))) {
            walk::walk_expression(self, it);
        }
    }

    fn visit_object_expression(&mut self, it: &ObjectExpression<'a>) {
        self.nodes.push(Node::new(self.reader.range(it.span), self.reader.object(it)));
    }

    fn visit_array_expression(&mut self, it: &ArrayExpression<'a>) {
        if self.over_module.is_some() {
            walk::walk_array_expression(self, it);
        } else {
            self.nodes.push(Node::new(self.reader.range(it.span), self.reader.array(it)));
        }
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        match self.over_module.and_then(|_| self.assigned(it)) {
            Some(node) => self.nodes.push(node),
            None => walk::walk_assignment_expression(self, it),
        }
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        let is_config = !it.computed && it.key.is_specific_static_name("config");
        let reader = self.over_module.filter(|_| is_config);
        let root = it.value.as_ref().and_then(|value| Some(reader?.node(value)));
        match root.filter(self::is_config) {
            Some(root) => self.configs.push(ScriptConfig::unchanged(Origin::Property, root)),
            None => walk::walk_property_definition(self, it),
        }
    }

    fn visit_export_default_declaration(&mut self, it: &ExportDefaultDeclaration<'a>) {
        let is_function =
            matches!(it.declaration, ExportDefaultDeclarationKind::FunctionDeclaration(_));
        let is_new = is_function && !self.holds_known(it.span);
        let reader = self.over_module.filter(|_| is_new);
        let root = reader.map(|reader| {
            let span = it.declaration.span();
            reader.other(span, |finder| walk::walk_export_default_declaration(finder, it))
        });
        match root.filter(is_config) {
            Some(root) => self.configs.push(ScriptConfig::unchanged(Origin::DefaultExport, root)),
            None => walk::walk_export_default_declaration(self, it),
        }
    }
}

pub(super) fn ends(range: &Range<usize>) -> (usize, usize) {
    (range.start, range.end)
}

pub(super) fn is_config(root: &Node) -> bool {
    match &root.value {
        Value::Object(_) | Value::Imported(_) => true,
        Value::Other(nodes) | Value::Choice(nodes) => nodes.iter().any(has_object),
        Value::Known(literal) => is_config(literal),
        Value::Array(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {
            false
        }
    }
}

pub(super) fn has_object(node: &Node) -> bool {
    node.walk().iter().any(|node| node.members().is_some())
}
