//! What a module exports, by name, as far as each is known.

use std::collections::BTreeMap;
use std::sync::Arc;

use oxc_ast::ast::{
    BindingPattern, Declaration, ExportDefaultDeclaration, Expression, ModuleExportName, Program,
    Statement,
};
use oxc_span::Span;

use super::read::LiteralReader;
use super::resolved::Resolved;
use super::shape::{path_of, target};
use crate::syntax::{Import, Node, Value};

/// The exports of a module; the empty name is the module itself, as `require` gives it.
pub(super) fn exports(reader: &LiteralReader<'_>, program: &Program<'_>) -> BTreeMap<String, Node> {
    let mut found = BTreeMap::new();
    for statement in &program.body {
        if let Statement::ExportDeclaration(export) = statement {
            found.extend(declared(reader, &export.declaration, program.span));
        } else if let Statement::ExportDefaultDeclaration(export) = statement {
            found.extend(default(reader, export).map(|node| ("default".to_owned(), node)));
        } else if let Statement::ExportNamedDeclaration(export) = statement {
            for one in &export.specifiers {
                let ModuleExportName::IdentifierReference(local) = &one.local else { continue };
                let resolved = reader.name(local);
                found.extend(named(&one.exported.name(), one.span, reader, resolved));
            }
        } else if let Statement::ExportFromDeclaration(export) = statement {
            for one in &export.specifiers {
                let (module, key) = (export.source.value.to_string(), one.local.name().to_string());
                let import = Import { module, keys: vec![key] };
                let resolved = Some(Resolved::Imported(Arc::new(import)));
                found.extend(named(&one.exported.name(), one.span, reader, resolved));
            }
        } else if let Statement::ExpressionStatement(statement) = statement
            && let Expression::AssignmentExpression(assignment) = &statement.expression
            && let Some((object, key, _)) = target(assignment)
        {
            let object = path_of(object).unwrap_or_default();
            let name = match (&*object, &*key) {
                ("module", "exports") => "",
                ("exports" | "module.exports", key) => key,
                _ => continue,
            };
            found.insert(name.to_owned(), reader.node(&assignment.right));
        }
    }
    found
}

fn named(
    name: &str,
    span: Span,
    reader: &LiteralReader<'_>,
    resolved: Option<Resolved>,
) -> Option<(String, Node)> {
    Some((name.to_owned(), Node::new(reader.range(span), resolved?.into_value())))
}

fn default(reader: &LiteralReader<'_>, export: &ExportDefaultDeclaration<'_>) -> Option<Node> {
    let value = export.declaration.as_expression()?;
    let node = reader.node(value);
    // an object that is exported by its name may be changed by that
    (!matches!(node.value, Value::Other(_))).then_some(node)
}

/// The variables that are declared by an export.
fn declared(
    reader: &LiteralReader<'_>,
    declaration: &Declaration<'_>,
    end: Span,
) -> Vec<(String, Node)> {
    let Declaration::VariableDeclaration(line) = declaration else { return Vec::new() };
    let variables = line.declarations.iter().filter_map(|variable| {
        let BindingPattern::BindingIdentifier(id) = &variable.id else { return None };
        let behind = Span::new(end.end, end.end);
        named(&id.name, variable.span, reader, reader.variable_named(id, behind))
    });
    variables.collect()
}
