//! Literals as nodes, and where they stand in what is no literal.

use std::collections::BTreeSet;
use std::ops::Range;

use oxc_ast::ast::{
    ArrayExpression, ArrayExpressionElement, AssignmentExpression, ExportDefaultDeclaration,
    ExportDefaultDeclarationKind, Expression, ObjectExpression, ObjectProperty, ObjectPropertyKind,
    PropertyDefinition, PropertyKind, UnaryOperator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::ParserReturn;
use oxc_span::{GetSpan, Span};

use super::module::{Origin, ScriptConfig};
use super::shape::{peel, string, target};
use crate::syntax::{Member, Node, Value};

/// Makes nodes of what the parser found.
pub(super) struct LiteralReader<'t> {
    pub(super) text: &'t str,
    /// How much of the text is not the caller's.
    pub(super) shift: usize,
}

impl LiteralReader<'_> {
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        span.start as usize - self.shift..span.end as usize - self.shift
    }

    pub(super) fn comments(&self, parsed: &ParserReturn<'_>) -> Vec<Range<usize>> {
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
            None => self.other(expression.span(), |finder| finder.visit_expression(expression)),
        }
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
            ObjectPropertyKind::SpreadProperty(spread) => {
                unnamed(self.other(spread.span, |finder| finder.visit_spread_element(spread)))
            }
        });
        Value::Object(members.collect())
    }

    fn member(&self, property: &ObjectProperty<'_>) -> Member {
        let is_pair = property.kind == PropertyKind::Init
            && !property.method
            && !property.shorthand
            && !property.computed;
        let value = if is_pair {
            self.node(&property.value)
        } else {
            self.other(property.span, |finder| finder.visit_object_property(property))
        };
        match property.key.static_name() {
            Some(key) => {
                Member { key: key.into_owned(), key_range: self.range(property.key.span()), value }
            }
            None => unnamed(value),
        }
    }

    fn array(&self, array: &ArrayExpression<'_>) -> Value {
        Value::Array(array.elements.iter().map(|element| self.element(element)).collect())
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
    pub(super) fn other(&self, span: Span, visit: impl FnOnce(&mut Finder<'_, '_>)) -> Node {
        let mut finder = Finder::new(self, false);
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
    /// Whether it goes over a module, where configurations are not looked for again, and arrays are only looked into.
    over_module: bool,
    pub(super) configs: Vec<ScriptConfig>,
    /// Where the configurations stand that were found before.
    pub(super) known: BTreeSet<(usize, usize)>,
    pub(super) nodes: Vec<Node>,
}

impl<'r, 't> Finder<'r, 't> {
    pub(super) fn new(reader: &'r LiteralReader<'t>, over_module: bool) -> Self {
        Self { reader, over_module, configs: Vec::new(), known: BTreeSet::new(), nodes: Vec::new() }
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
        let whole = self.reader.range(assignment.span);
        let inside = self.known.range((whole.start, 0)..).next();
        let is_known = inside.is_some_and(|(_, end)| *end <= whole.end);
        if !chosen || is_known {
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
        if self.over_module {
            walk::walk_array_expression(self, it);
        } else {
            self.nodes.push(Node::new(self.reader.range(it.span), self.reader.array(it)));
        }
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        match self.over_module.then(|| self.assigned(it)).flatten() {
            Some(node) => self.nodes.push(node),
            None => walk::walk_assignment_expression(self, it),
        }
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        let is_config =
            self.over_module && !it.computed && it.key.is_specific_static_name("config");
        let root = it.value.as_ref().filter(|_| is_config).map(|value| self.reader.node(value));
        match root.filter(self::is_config) {
            Some(root) => self.configs.push(ScriptConfig { origin: Origin::Property, root }),
            None => walk::walk_property_definition(self, it),
        }
    }

    fn visit_export_default_declaration(&mut self, it: &ExportDefaultDeclaration<'a>) {
        let is_function =
            matches!(it.declaration, ExportDefaultDeclarationKind::FunctionDeclaration(_));
        let root = is_function.then(|| {
            let span = it.declaration.span();
            self.reader.other(span, |finder| walk::walk_export_default_declaration(finder, it))
        });
        match root.filter(is_config) {
            Some(root) => self.configs.push(ScriptConfig { origin: Origin::DefaultExport, root }),
            None => walk::walk_export_default_declaration(self, it),
        }
    }
}

pub(super) fn ends(range: &Range<usize>) -> (usize, usize) {
    (range.start, range.end)
}

pub(super) fn is_config(root: &Node) -> bool {
    match &root.value {
        Value::Object(_) => true,
        Value::Other(nodes) => nodes.iter().any(has_object),
        Value::Array(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {
            false
        }
    }
}

pub(super) fn has_object(node: &Node) -> bool {
    node.walk().iter().any(|node| node.members().is_some())
}
