//! What names are declared as and set to.

use std::sync::Arc;

use oxc_ast::ast::{
    AssignmentExpression, AssignmentOperator, AssignmentTarget, BindingPattern, ObjectPattern,
};

use super::acts::{Assigned, Declared, Value};
use super::exported::target;
use super::observe::{Kind, Observer};
use crate::syntax::term::{Term, Worth};

impl Observer {
    pub(super) fn declare(&mut self, name: &str, value: Value) {
        let is_var = self.kind == Kind::Function;
        let scope = self.scopes.iter().rev().find(|scope| scope.is_function || !is_var);
        let scope = scope.map_or(0..usize::MAX, |scope| scope.range.clone());
        self.acts.names.entry(name.to_owned()).or_default().push(Declared { scope, value });
    }

    pub(super) fn assign(&mut self, name: String, at: usize, value: Option<Term>) {
        self.acts.assigned.entry(name).or_default().push(Assigned { at, value });
    }

    /// What a pattern declares of a value; `None` is a value from outside.
    pub(super) fn bind(&mut self, pattern: &BindingPattern<'_>, value: Option<Term>) {
        if let BindingPattern::BindingIdentifier(name) = pattern {
            self.declare(&name.name, value.map_or(Value::Foreign, Value::Is));
        } else if let (BindingPattern::ObjectPattern(object), Some(value)) = (pattern, value) {
            self.bind_members(object, value);
        } else {
            for name in pattern.get_binding_identifiers() {
                self.declare(&name.name, Value::Foreign);
            }
        }
    }

    fn bind_members(&mut self, object: &ObjectPattern<'_>, value: Term) {
        let value = Arc::new(value);
        for property in &object.properties {
            let key = property.key.static_name().filter(|_| !property.computed);
            self.bind(&property.value, key.map(|key| member(&value, &key)));
        }
        for name in object.rest.iter().flat_map(|rest| rest.argument.get_binding_identifiers()) {
            self.declare(&name.name, Value::Foreign);
        }
    }

    /// The path that an assignment sets, and what to.
    pub(super) fn assigned(
        &self,
        assignment: &AssignmentExpression<'_>,
    ) -> Option<(String, Option<Term>)> {
        let is_plain = assignment.operator == AssignmentOperator::Assign;
        let value = || is_plain.then(|| self.terms.of(&assignment.right));
        if let AssignmentTarget::AssignmentTargetIdentifier(name) = &assignment.left {
            return Some((name.name.to_string(), value()));
        }
        let (object, property, _) = target(assignment)?;
        let object = self.terms.of(object);
        Some((format!("{}.{property}", object.name()?), value()))
    }
}

/// A member of a value, as a term.
fn member(value: &Arc<Term>, key: &str) -> Term {
    let worth = match value.name() {
        Some(path) => Worth::Name(format!("{path}.{key}")),
        None => Worth::Member(Arc::clone(value), key.to_owned()),
    };
    Term { range: value.range.clone(), worth }
}
