//! Goes over a parsed script and notes what it does.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use oxc_ast::AstKind;
use oxc_ast::ast::{
    ArrowFunctionExpression, AssignmentExpression, BinaryExpression, BinaryOperator,
    BindingPattern, BlockStatement, CallExpression, CatchClause, Class, ConditionalExpression,
    Expression, ForInStatement, ForOfStatement, ForStatement, ForStatementLeft, FormalParameters,
    IdentifierReference, IfStatement, ImportDeclaration, JSXAttribute, JSXAttributeItem,
    JSXAttributeValue, JSXOpeningElement, LogicalExpression, ObjectExpression, Program,
    PropertyDefinition, StringLiteral, SwitchCase, TemplateLiteral, TryStatement, UpdateExpression,
    VariableDeclaration, VariableDeclarationKind, VariableDeclarator, WhileStatement,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};

use super::acts::{Acts, Called, Value, When};
use super::read::peel;
use super::terms::Terms;
use crate::syntax::markup::{Attribute, Element};
use crate::syntax::term::{Term, Worth};

/// Notes what a program does.
pub(super) fn observe(program: &Program<'_>, terms: Terms) -> Acts {
    let whole = 0..usize::MAX;
    let mut observer = Observer {
        terms,
        acts: Acts::default(),
        scopes: vec![Scope { range: whole, is_function: true }],
        functions: vec![0],
        guards: 0,
        kind: Kind::Block,
        patterns: 0,
        callbacks: BTreeMap::new(),
        caller: None,
    };
    observer.visit_program(program);
    observer.acts
}

/// Bytes in which what is declared is known.
pub(super) struct Scope {
    pub(super) range: Range<usize>,
    pub(super) is_function: bool,
}

pub(super) struct Observer {
    pub(super) terms: Terms,
    pub(super) acts: Acts,
    pub(super) scopes: Vec<Scope>,
    /// For each function around, the module first: how many object literals are around in it.
    functions: Vec<usize>,
    /// Conditions and handlers around.
    guards: usize,
    /// How variables are declared here.
    pub(super) kind: Kind,
    /// Patterns around that are assigned to.
    patterns: usize,
    /// By the place of a function that is given to a call: the call.
    callbacks: BTreeMap<usize, Arc<Term>>,
    /// The call that hands something to the function whose parameters follow.
    caller: Option<Arc<Term>>,
}

/// How variables are declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `let` and `const`.
    Block,
    /// `var`.
    Function,
    /// In the head of a loop.
    Loop,
}

impl Observer {
    fn when(&self) -> When {
        match (self.functions.len(), self.guards) {
            (0 | 1, 0) => When::Load,
            (0 | 1, _) => When::Guarded,
            (_, _) => When::Later,
        }
    }

    fn guarded(&mut self, visit: impl FnOnce(&mut Self)) {
        self.guards += 1;
        visit(self);
        self.guards -= 1;
    }

    fn scoped(&mut self, span: Span, visit: impl FnOnce(&mut Self)) {
        let range = self.terms.range(span);
        self.scopes.push(Scope { range, is_function: false });
        visit(self);
        self.scopes.pop();
    }

    fn enter_function(&mut self, span: Span) {
        let range = self.terms.range(span);
        self.caller = self.callbacks.remove(&range.start);
        self.scopes.push(Scope { range, is_function: true });
        self.functions.push(0);
    }

    fn leave_function(&mut self) {
        self.functions.pop();
        self.scopes.pop();
    }

    fn assigning(&mut self, visit: impl FnOnce(&mut Self)) {
        self.patterns += 1;
        visit(self);
        self.patterns -= 1;
    }

    fn attribute(&self, attribute: &JSXAttribute<'_>) -> Attribute {
        let value = attribute.value.as_ref().map(|value| match value {
            JSXAttributeValue::StringLiteral(text) => self.terms.text(&text.value, text.span),
            JSXAttributeValue::ExpressionContainer(container) => {
                let unknown = || Term::unknown(self.terms.range(container.span));
                container.expression.as_expression().map_or_else(unknown, |it| self.terms.of(it))
            }
            JSXAttributeValue::Element(_) | JSXAttributeValue::Fragment(_) => {
                Term::unknown(self.terms.range(value.span()))
            }
        });
        let range = self.terms.range(attribute.name.span());
        Attribute { name: attribute.name.get_identifier().name.to_string(), range, value }
    }

    /// Goes over the parts of a sum that are no plain texts of it.
    fn visit_parts(&mut self, sum: &BinaryExpression<'_>) {
        let mut parts = vec![&sum.right];
        let mut left = &sum.left;
        while let Expression::BinaryExpression(inner) = peel(left)
            && inner.operator == BinaryOperator::Addition
        {
            parts.push(&inner.right);
            left = &inner.left;
        }
        parts.push(left);
        for part in parts.into_iter().rev() {
            if let Expression::TemplateLiteral(template) = peel(part) {
                self.visit_expressions(&template.expressions);
            } else if !matches!(peel(part), Expression::StringLiteral(_)) {
                self.visit_expression(part);
            }
        }
    }
}

impl<'a> Visit<'a> for Observer {
    fn enter_node(&mut self, kind: AstKind<'a>) {
        let AstKind::Function(function) = kind else { return };
        if let (Some(id), true) = (&function.id, function.is_declaration()) {
            let value = Term { range: self.terms.range(function.span), worth: Worth::Function };
            self.declare(&id.name, Value::Is(value));
        }
        self.enter_function(function.span);
    }

    fn leave_node(&mut self, kind: AstKind<'a>) {
        if let AstKind::Function(_) = kind {
            self.leave_function();
        }
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.enter_function(it.span);
        walk::walk_arrow_function_expression(self, it);
        self.leave_function();
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        if it.r#static {
            return walk::walk_property_definition(self, it);
        }
        // it is computed for each instance
        self.enter_function(it.span);
        walk::walk_property_definition(self, it);
        self.leave_function();
    }

    fn visit_formal_parameters(&mut self, it: &FormalParameters<'a>) {
        let kind = std::mem::replace(&mut self.kind, Kind::Block);
        let mut handed = self.caller.take();
        for parameter in &it.items {
            let value = handed.take().map(|call| Term {
                range: self.terms.range(parameter.span),
                worth: Worth::Handed(call),
            });
            self.bind(&parameter.pattern, value);
        }
        for name in it.rest.iter().flat_map(|rest| rest.rest.argument.get_binding_identifiers()) {
            self.declare(&name.name, Value::Foreign);
        }
        self.kind = kind;
        walk::walk_formal_parameters(self, it);
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        if let Some(id) = &it.id {
            self.declare(&id.name, Value::Foreign);
        }
        walk::walk_class(self, it);
    }

    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        for specifier in it.specifiers.iter().flatten() {
            self.declare(&specifier.local().name, Value::Foreign);
        }
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        let outer = self.kind;
        if outer != Kind::Loop {
            self.kind = match it.kind {
                VariableDeclarationKind::Var => Kind::Function,
                VariableDeclarationKind::Let
                | VariableDeclarationKind::Const
                | VariableDeclarationKind::Using
                | VariableDeclarationKind::AwaitUsing => Kind::Block,
            };
        }
        walk::walk_variable_declaration(self, it);
        self.kind = outer;
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        match (&it.init, &it.id) {
            (None, BindingPattern::BindingIdentifier(name)) if self.kind != Kind::Loop => {
                self.declare(&name.name, Value::None);
            }
            (init, id) => {
                let value = init.as_ref().map(|init| self.terms.of(init));
                self.bind(id, value);
            }
        }
        let kind = std::mem::replace(&mut self.kind, Kind::Block);
        walk::walk_variable_declarator(self, it);
        self.kind = kind;
    }

    fn visit_block_statement(&mut self, it: &BlockStatement<'a>) {
        self.scoped(it.span, |inner| walk::walk_block_statement(inner, it));
    }

    fn visit_for_statement(&mut self, it: &ForStatement<'a>) {
        self.scoped(it.span, |inner| inner.guarded(|inner| walk::walk_for_statement(inner, it)));
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.scoped(it.span, |inner| {
            inner.visit_head(&it.left);
            inner.visit_expression(&it.right);
            inner.guarded(|inner| inner.visit_statement(&it.body));
        });
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.scoped(it.span, |inner| {
            inner.visit_head(&it.left);
            inner.visit_expression(&it.right);
            inner.guarded(|inner| inner.visit_statement(&it.body));
        });
    }

    fn visit_while_statement(&mut self, it: &WhileStatement<'a>) {
        self.guarded(|inner| walk::walk_while_statement(inner, it));
    }

    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        self.visit_expression(&it.test);
        self.guarded(|inner| {
            inner.visit_statement(&it.consequent);
            if let Some(alternate) = &it.alternate {
                inner.visit_statement(alternate);
            }
        });
    }

    fn visit_conditional_expression(&mut self, it: &ConditionalExpression<'a>) {
        self.visit_expression(&it.test);
        self.guarded(|inner| {
            inner.visit_expression(&it.consequent);
            inner.visit_expression(&it.alternate);
        });
    }

    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        self.visit_expression(&it.left);
        self.guarded(|inner| inner.visit_expression(&it.right));
    }

    fn visit_switch_case(&mut self, it: &SwitchCase<'a>) {
        self.guarded(|inner| walk::walk_switch_case(inner, it));
    }

    fn visit_try_statement(&mut self, it: &TryStatement<'a>) {
        self.guarded(|inner| walk::walk_try_statement(inner, it));
    }

    fn visit_catch_clause(&mut self, it: &CatchClause<'a>) {
        self.scoped(it.span, |inner| {
            for name in it.param.iter().flat_map(|param| param.pattern.get_binding_identifiers()) {
                inner.declare(&name.name, Value::Foreign);
            }
            walk::walk_catch_clause(inner, it);
        });
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        match self.assigned(it) {
            Some((name, value)) => {
                let at = self.terms.range(it.span).start;
                self.assign(name, at, value);
                walk::walk_assignment_target(self, &it.left);
            }
            None => self.assigning(|inner| walk::walk_assignment_target(inner, &it.left)),
        }
        self.visit_expression(&it.right);
    }

    fn visit_update_expression(&mut self, it: &UpdateExpression<'a>) {
        self.assigning(|inner| walk::walk_update_expression(inner, it));
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        if self.patterns > 0 {
            let at = self.terms.range(it.span).start;
            self.assign(it.name.to_string(), at, None);
        }
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let term = self.terms.of_call(it);
        let functions = it.arguments.iter().filter_map(|argument| {
            let is_function = matches!(
                argument.as_expression().map(peel),
                Some(Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_))
            );
            is_function.then(|| self.terms.range(argument.span()).start)
        });
        let functions: Vec<usize> = functions.collect();
        if !functions.is_empty() {
            let call = Arc::new(term.clone());
            let calls = functions.into_iter().map(|at| (at, Arc::clone(&call)));
            self.callbacks.extend(calls);
        }
        self.acts.calls.push(Called { term, when: self.when() });
        walk::walk_call_expression(self, it);
    }

    fn visit_object_expression(&mut self, it: &ObjectExpression<'a>) {
        let around = self.functions.last().copied().unwrap_or_default();
        if around == 0 {
            self.acts.objects.push(self.terms.of_object(it));
        }
        self.count_objects(around + 1);
        walk::walk_object_expression(self, it);
        self.count_objects(around);
    }

    fn visit_binary_expression(&mut self, it: &BinaryExpression<'a>) {
        if it.operator != BinaryOperator::Addition {
            return walk::walk_binary_expression(self, it);
        }
        let term = self.terms.of_sum(it);
        self.acts.texts.push(term);
        self.visit_parts(it);
    }

    fn visit_template_literal(&mut self, it: &TemplateLiteral<'a>) {
        let term = self.terms.of_template(it);
        self.acts.texts.push(term);
        self.visit_expressions(&it.expressions);
    }

    fn visit_string_literal(&mut self, it: &StringLiteral<'a>) {
        let term = self.terms.text(&it.value, it.span);
        self.acts.texts.push(term);
    }

    fn visit_jsx_opening_element(&mut self, it: &JSXOpeningElement<'a>) {
        let attributes = it.attributes.iter().filter_map(|item| match item {
            JSXAttributeItem::Attribute(attribute) => Some(self.attribute(attribute)),
            JSXAttributeItem::SpreadAttribute(_) => None,
        });
        let attributes = attributes.collect();
        let range = self.terms.range(it.name.span());
        self.acts.elements.push(Element { name: it.name.to_string(), range, attributes });
        walk::walk_jsx_opening_element(self, it);
    }
}

impl Observer {
    fn count_objects(&mut self, count: usize) {
        if let Some(around) = self.functions.last_mut() {
            *around = count;
        }
    }

    fn visit_head(&mut self, head: &ForStatementLeft<'_>) {
        if let ForStatementLeft::VariableDeclaration(declaration) = head {
            let kind = std::mem::replace(&mut self.kind, Kind::Loop);
            self.visit_variable_declaration(declaration);
            self.kind = kind;
        } else {
            self.assigning(|inner| inner.visit_for_statement_left(head));
        }
    }
}
