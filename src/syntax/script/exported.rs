//! What a module exports or sets as its configuration.

use std::collections::{BTreeMap, BTreeSet};

use oxc_ast::ast::{
    AssignmentOperator, BindingPattern, Declaration, ExportDefaultDeclaration,
    ExportDefaultDeclarationKind, ExportNamedDeclaration, Expression, Function,
    IdentifierReference, ModuleExportName, Program, Statement, VariableDeclaration,
};

use super::module::{Origin, ScriptConfig};
use super::read::{LiteralReader, ends, is_config};
use super::shape::{IDENTITIES, path_of, peel, target};

/// How many names are followed from an export to a literal.
const HOPS: usize = 8;

/// What the names of a module are declared as.
type Names<'r, 'a> = BTreeMap<&'r str, Exported<'r, 'a>>;

/// What may turn out to be a configuration.
#[derive(Clone, Copy)]
enum Exported<'r, 'a> {
    Value(&'r Expression<'a>),
    Function(&'r Function<'a>),
}

/// What is exported as a whole, or set as the property of a name.
pub(super) fn exported(reader: &LiteralReader<'_>, program: &Program<'_>) -> Vec<ScriptConfig> {
    let names = names(program);
    let mut known = BTreeSet::new();
    let candidates = program.body.iter().filter_map(|statement| candidate(&names, statement));
    let configs =
        candidates.filter_map(|(origin, exported)| config(reader, &names, origin, exported));
    configs
        .filter(|config| is_config(&config.root) && known.insert(ends(&config.root.range)))
        .collect()
}

fn config(
    reader: &LiteralReader<'_>,
    names: &Names<'_, '_>,
    origin: Origin,
    exported: Exported<'_, '_>,
) -> Option<ScriptConfig> {
    let (found, passed) = look_through(reader, names, exported)?;
    let root = reader.node(found);
    let changed = passed.into_iter().flat_map(|name| reader.changed(name, &root)).collect();
    Some(ScriptConfig { origin, root, changed })
}

fn candidate<'r, 'a>(
    names: &Names<'r, 'a>,
    statement: &'r Statement<'a>,
) -> Option<(Origin, Exported<'r, 'a>)> {
    if let Statement::ExportDefaultDeclaration(export) = statement {
        return Some((Origin::DefaultExport, default_export(export)?));
    }
    if let Statement::ExportNamedDeclaration(export) = statement {
        return Some((Origin::DefaultExport, names.get(default_name(export)?).copied()?));
    }
    if let Statement::TSExportAssignment(export) = statement {
        return Some((Origin::ModuleExports, Exported::Value(&export.expression)));
    }
    let Statement::ExpressionStatement(statement) = statement else { return None };
    if let Expression::CallExpression(call) = &statement.expression {
        let is_config = call.callee.is_specific_id("defineAppJson");
        let value = Exported::Value(&statement.expression);
        return is_config.then_some((Origin::Call, value));
    }
    let Expression::AssignmentExpression(assignment) = &statement.expression else { return None };
    let (object, property, _) = target(assignment)?;
    let Expression::Identifier(object) = peel(object) else { return None };
    let right = Exported::Value(&assignment.right);
    match (object.name.as_str(), &*property) {
        _ if assignment.operator != AssignmentOperator::Assign => None,
        ("module", "exports") => Some((Origin::ModuleExports, right)),
        (_, "config") => Some((Origin::Property, right)),
        _ => None,
    }
}

fn default_export<'r, 'a>(export: &'r ExportDefaultDeclaration<'a>) -> Option<Exported<'r, 'a>> {
    if let ExportDefaultDeclarationKind::FunctionDeclaration(function) = &export.declaration {
        return Some(Exported::Function(function));
    }
    export.declaration.as_expression().map(Exported::Value)
}

/// `x` of `export { x as default }`.
fn default_name<'r>(export: &'r ExportNamedDeclaration<'_>) -> Option<&'r str> {
    let mut specifiers = export.specifiers.iter();
    let found = specifiers.find(|specifier| specifier.exported.name() == "default")?;
    match &found.local {
        ModuleExportName::IdentifierReference(name) => Some(name.name.as_str()),
        ModuleExportName::IdentifierName(_) | ModuleExportName::StringLiteral(_) => None,
    }
}

fn names<'r, 'a>(program: &'r Program<'a>) -> Names<'r, 'a> {
    let mut names = Names::new();
    for statement in &program.body {
        if let Statement::FunctionDeclaration(function) = statement {
            let name = function.id.as_ref().map(|id| id.name.as_str());
            names.extend(name.map(|name| (name, Exported::Function(function))));
        }
        for variable in variables(statement).into_iter().flat_map(|line| &line.declarations) {
            if let (BindingPattern::BindingIdentifier(id), Some(init)) =
                (&variable.id, &variable.init)
            {
                names.insert(id.name.as_str(), Exported::Value(init));
            }
        }
    }
    names
}

fn variables<'r, 'a>(statement: &'r Statement<'a>) -> Option<&'r VariableDeclaration<'a>> {
    if let Statement::VariableDeclaration(declaration) = statement {
        return Some(declaration);
    }
    let Statement::ExportDeclaration(export) = statement else { return None };
    let Declaration::VariableDeclaration(declaration) = &export.declaration else { return None };
    Some(declaration)
}

/// Follows names to what they are declared as, functions to their result, and `defineAppConfig( … )` and the like to their argument;
/// also tells the names that were followed.
fn look_through<'r, 'a>(
    reader: &LiteralReader<'_>,
    names: &Names<'r, 'a>,
    exported: Exported<'r, 'a>,
) -> Option<(&'r Expression<'a>, Vec<&'r IdentifierReference<'a>>)> {
    let mut found = match exported {
        Exported::Value(value) => value,
        Exported::Function(function) => result(reader, function)?,
    };
    let mut passed = Vec::new();
    for _ in 0..HOPS {
        let inner = peel(found);
        let next = if let Expression::Identifier(name) = inner {
            passed.push(&**name);
            match names.get(name.name.as_str()).copied() {
                Some(Exported::Value(value)) => Some(value),
                Some(Exported::Function(function)) => result(reader, function),
                None => None,
            }
        } else if let Expression::CallExpression(call) = inner {
            let callee = path_of(&call.callee).unwrap_or_default();
            match (IDENTITIES.contains(&callee.as_str()), call.arguments.as_slice()) {
                (true, [argument]) => argument.as_expression(),
                (true | false, _) => None,
            }
        } else if let Expression::AssignmentExpression(assignment) = inner {
            Some(&assignment.right)
        } else if let Expression::FunctionExpression(function) = inner {
            result(reader, function)
        } else if let Expression::ArrowFunctionExpression(function) = inner {
            match (function.r#async, &function.body) {
                (true, _) => None,
                (false, body) => match body.as_function_body() {
                    Some(body) => returned(reader, &body.statements),
                    None => body.as_expression(),
                },
            }
        } else if let Expression::ConditionalExpression(choice) = inner {
            let branch = |holds: bool| if holds { &choice.consequent } else { &choice.alternate };
            reader.truth(&choice.test).map(branch)
        } else {
            None
        };
        let Some(next) = next else { break };
        found = next;
    }
    Some((found, passed))
}

/// What a function returns whenever it is called.
fn result<'r, 'a>(
    reader: &LiteralReader<'_>,
    function: &'r Function<'a>,
) -> Option<&'r Expression<'a>> {
    let is_plain = !function.r#async && !function.generator;
    returned(reader, &function.body.as_ref().filter(|_| is_plain)?.statements)
}

/// What the first statement that returns something returns, where it is certain which one that is.
fn returned<'r, 'a>(
    reader: &LiteralReader<'_>,
    statements: &'r [Statement<'a>],
) -> Option<&'r Expression<'a>> {
    for statement in statements {
        match ends_in(reader, statement) {
            Outcome::Returns(found) => return Some(found),
            Outcome::GoesOn => {}
            Outcome::Unknown => return None,
        }
    }
    None
}

/// What a statement of a function leads to.
enum Outcome<'r, 'a> {
    Returns(&'r Expression<'a>),
    GoesOn,
    Unknown,
}

fn ends_in<'r, 'a>(reader: &LiteralReader<'_>, statement: &'r Statement<'a>) -> Outcome<'r, 'a> {
    if let Statement::ReturnStatement(it) = statement {
        return it.argument.as_ref().map_or(Outcome::Unknown, Outcome::Returns);
    }
    if let Statement::BlockStatement(block) = statement {
        let mut inner = block.body.iter().map(|statement| ends_in(reader, statement));
        let ended = inner.find(|outcome| !matches!(outcome, Outcome::GoesOn));
        return ended.unwrap_or(Outcome::GoesOn);
    }
    if let Statement::IfStatement(choice) = statement {
        let other = choice.alternate.as_ref();
        let branch = |branch| ends_in(reader, branch);
        return match (reader.truth(&choice.test), other) {
            (Some(true), _) => branch(&choice.consequent),
            (Some(false), Some(other)) => branch(other),
            (Some(false), None) => Outcome::GoesOn,
            (None, other) => {
                let branches = [Some(&choice.consequent), other].into_iter().flatten();
                let go_on = branches.map(branch).all(|outcome| matches!(outcome, Outcome::GoesOn));
                if go_on { Outcome::GoesOn } else { Outcome::Unknown }
            }
        };
    }
    let goes_on = matches!(
        statement,
        Statement::VariableDeclaration(_)
            | Statement::FunctionDeclaration(_)
            | Statement::ExpressionStatement(_)
            | Statement::EmptyStatement(_)
    );
    if goes_on { Outcome::GoesOn } else { Outcome::Unknown }
}
