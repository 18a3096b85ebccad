//! What a module exports or sets as its configuration.

use std::collections::{BTreeMap, BTreeSet};

use oxc_ast::ast::{
    AssignmentOperator, BindingPattern, Declaration, ExportNamedDeclaration, Expression,
    ModuleExportName, Program, Statement, VariableDeclaration,
};

use super::module::{Origin, ScriptConfig};
use super::read::{LiteralReader, ends, is_config};
use super::shape::{peel, target};

/// How many names are followed from an export to a literal.
const HOPS: usize = 4;

/// Functions that give back their argument, for the sake of its type: of Taro (and Remax), weapp-vite, and uni-helper's
/// plugins for manifest.json and pages.json.
const GIVE_BACK: [&str; 4] =
    ["defineAppConfig", "defineAppJson", "defineManifestConfig", "defineUniPages"];

/// What the variables of a module are declared as.
type Names<'r, 'a> = BTreeMap<&'r str, &'r Expression<'a>>;

/// What is exported as a whole, or set as the property of a name.
pub(super) fn exported(reader: &LiteralReader<'_>, program: &Program<'_>) -> Vec<ScriptConfig> {
    let names = names(program);
    let mut known = BTreeSet::new();
    let candidates = program.body.iter().filter_map(|statement| candidate(&names, statement));
    let configs = candidates.map(|(origin, expression)| ScriptConfig {
        origin,
        root: reader.node(look_through(&names, expression)),
    });
    configs
        .filter(|config| is_config(&config.root) && known.insert(ends(&config.root.range)))
        .collect()
}

fn candidate<'r, 'a>(
    names: &Names<'r, 'a>,
    statement: &'r Statement<'a>,
) -> Option<(Origin, &'r Expression<'a>)> {
    if let Statement::ExportDefaultDeclaration(export) = statement {
        return Some((Origin::DefaultExport, export.declaration.as_expression()?));
    }
    if let Statement::ExportNamedDeclaration(export) = statement {
        return Some((Origin::DefaultExport, names.get(default_name(export)?).copied()?));
    }
    if let Statement::TSExportAssignment(export) = statement {
        return Some((Origin::ModuleExports, &export.expression));
    }
    let Statement::ExpressionStatement(statement) = statement else { return None };
    if let Expression::CallExpression(call) = &statement.expression {
        let is_config = call.callee.is_specific_id("defineAppJson");
        return is_config.then_some((Origin::Call, &statement.expression));
    }
    let Expression::AssignmentExpression(assignment) = &statement.expression else { return None };
    let (object, property, _) = target(assignment)?;
    let Expression::Identifier(object) = peel(object) else { return None };
    match (object.name.as_str(), &*property) {
        _ if assignment.operator != AssignmentOperator::Assign => None,
        ("module", "exports") => Some((Origin::ModuleExports, &assignment.right)),
        (_, "config") => Some((Origin::Property, &assignment.right)),
        _ => None,
    }
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
    let declarators = program.body.iter().filter_map(variables).flat_map(|line| &line.declarations);
    let named = declarators.filter_map(|declarator| {
        let BindingPattern::BindingIdentifier(id) = &declarator.id else { return None };
        Some((id.name.as_str(), declarator.init.as_ref()?))
    });
    named.collect()
}

fn variables<'r, 'a>(statement: &'r Statement<'a>) -> Option<&'r VariableDeclaration<'a>> {
    if let Statement::VariableDeclaration(declaration) = statement {
        return Some(declaration);
    }
    let Statement::ExportDeclaration(export) = statement else { return None };
    let Declaration::VariableDeclaration(declaration) = &export.declaration else { return None };
    Some(declaration)
}

/// Follows names to what they are declared as, and `defineAppConfig( … )` and the like to their argument.
fn look_through<'r, 'a>(
    names: &Names<'r, 'a>,
    expression: &'r Expression<'a>,
) -> &'r Expression<'a> {
    let mut found = expression;
    for _ in 0..HOPS {
        let inner = peel(found);
        let next = if let Expression::Identifier(name) = inner {
            names.get(name.name.as_str()).copied()
        } else if let Expression::CallExpression(call) = inner {
            let gives_back = GIVE_BACK.iter().any(|name| call.callee.is_specific_id(name));
            match (gives_back, call.arguments.as_slice()) {
                (true, [argument]) => {
                    argument.as_expression().filter(|argument| is_plain(peel(argument)))
                }
                (true | false, _) => None,
            }
        } else if let Expression::AssignmentExpression(assignment) = inner {
            Some(&assignment.right)
        } else {
            None
        };
        let Some(next) = next else { break };
        found = next;
    }
    found
}

/// Whether an argument is the configuration itself, or its name.
fn is_plain(argument: &Expression<'_>) -> bool {
    matches!(argument, Expression::ObjectExpression(_) | Expression::Identifier(_))
}
