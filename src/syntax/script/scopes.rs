//! Values of variables and of assigned members, resolved by `oxc_semantic`.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use oxc_ast::AstKind;
use oxc_ast::ast::{
    AssignmentExpression, AssignmentOperator, BindingPattern, CallExpression, Expression,
    ObjectPattern, Program, UnaryOperator,
};
use oxc_semantic::{AstNodes, NodeId, Reference, Scoping, SemanticBuilder, SymbolId};
use oxc_span::{GetSpan, Span};

use super::shape::{literal, name, target};
use super::values::Values;
use super::when::{When, when};
use crate::syntax::static_value::{StaticValue, ValueKind};

/// How many objects are followed from one that is copied to the one that has a member.
const HOPS: usize = 4;
/// An object into which more objects are copied is not looked into: keep this linear on adversarial input.
const COPIES: usize = 8;
/// Functions that only read what they are given.
pub(super) const READERS: [&str; 4] =
    ["JSON.stringify", "encodeURIComponent", "console.log", "Object.keys"];

/// The scopes of a script, with the known value of each variable.
pub(super) struct Scopes<'a> {
    nodes: AstNodes<'a>,
    scoping: Scoping,
    /// The variable that each reference means, by the offset at which it stands.
    references: Vec<(u32, SymbolId)>,
    variables: Vec<OnceCell<Variable>>,
    /// Calls that functions are given to.
    callers: RefCell<BTreeMap<NodeId, Arc<StaticValue>>>,
    members: OnceCell<BTreeMap<MemberPath, SetMember<'a>>>,
}

/// The variable that a path begins with, unless it is global or `this`, and the path.
type MemberPath = (Option<SymbolId>, String);

/// The only value of a variable.
#[derive(Default)]
struct Variable {
    value: Option<StaticValue>,
    /// Whether it is an object that something may change.
    may_change: bool,
}

/// Why the value of a member is unknown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// The object has no such member.
    Absent,
    /// It may be anything.
    Unknown,
}

/// A member that is set: to one value, unless it is set more often.
struct SetMember<'a> {
    right: Option<&'a Expression<'a>>,
    value: OnceCell<Option<StaticValue>>,
}

/// What a declaration says about a variable's value.
enum InitialValue {
    /// It begins with this one.
    Is(StaticValue),
    /// It has none yet.
    Empty,
    /// It comes from outside.
    Foreign,
}

impl<'a> Scopes<'a> {
    pub(super) fn new(program: &'a Program<'a>) -> Self {
        let semantic = SemanticBuilder::new().with_build_nodes(true).build(program).semantic;
        let (scoping, nodes) = semantic.into_scoping_and_nodes();
        let mut references = Vec::with_capacity(scoping.references_len());
        for symbol in scoping.symbol_ids() {
            for reference in scoping.get_resolved_references(symbol) {
                references.push((nodes.kind(reference.node_id()).span().start, symbol));
            }
        }
        references.sort_unstable();
        let variables = scoping.symbol_ids().map(|_| OnceCell::new()).collect();
        let callers = RefCell::default();
        Self { nodes, scoping, references, variables, callers, members: OnceCell::new() }
    }

    /// When a call is made.
    pub(super) fn when(&self, call: &CallExpression<'a>) -> When {
        let around = self.nodes.ancestor_kinds(call.node_id.get());
        when(call.span, around, |test| self.constant(test))
    }

    /// The value of a test that is a constant, or a variable that is one and is never set.
    pub(super) fn constant(&self, test: &Expression<'a>) -> Option<bool> {
        if let Some(known) = literal(test) {
            return Some(known);
        }
        let (is_true, name) = name(test)?;
        let reference = self.scoping.get_reference(name.reference_id.get()?);
        let symbol = reference.symbol_id()?;
        let mut references = self.scoping.get_resolved_references(symbol);
        let is_set = references.any(Reference::is_write);
        if is_set || !self.scoping.symbol_redeclarations(symbol).is_empty() {
            return None;
        }
        let declaration = self.nodes.kind(self.scoping.symbol_declaration(symbol));
        let AstKind::VariableDeclarator(variable) = declaration else { return None };
        let is_name = matches!(variable.id, BindingPattern::BindingIdentifier(_));
        variable.init.as_ref().filter(|_| is_name).and_then(literal).map(|value| value == is_true)
    }

    /// The value of a name or a path whose first name stands at `root`.
    pub(super) fn value(
        &self,
        path: &str,
        root: usize,
        values: &Values,
        assignments: &[&'a AssignmentExpression<'a>],
    ) -> Option<&StaticValue> {
        let symbol = self.symbol(values.offset(root));
        let Some((_, rest)) = path.split_once('.') else { return self.variable(symbol?, values) };
        let members = self.members.get_or_init(|| self.set_members(values, assignments));
        if let Some(member) = members.get(&(symbol, path.to_owned())) {
            let before = symbol.and_then(|symbol| self.settled(symbol, values).value.as_ref());
            let is_first = before.is_none_or(|object| self.has_not(object, rest, values));
            let value = member.value.get_or_init(|| member.right.map(|right| values.of(right)));
            return value.as_ref().filter(|_| is_first);
        }
        self.inside(self.variable(symbol?, values)?, rest, values).ok()
    }

    /// Whether an object begins without a member, or with an empty one.
    fn has_not(&self, object: &StaticValue, path: &str, values: &Values) -> bool {
        match self.inside(object, path, values) {
            Ok(value) => is_empty(value),
            Err(missing) => missing == Missing::Absent,
        }
    }

    /// The value at a path inside of an object.
    fn inside<'t>(
        &'t self,
        object: &'t StaticValue,
        path: &str,
        values: &Values,
    ) -> Result<&'t StaticValue, Missing> {
        path.split('.').try_fold(object, |object, key| self.member(object, key, values, HOPS))
    }

    /// The value of a member, also where it is copied from another object that is known.
    fn member<'t>(
        &'t self,
        object: &'t StaticValue,
        key: &str,
        values: &Values,
        hops: usize,
    ) -> Result<&'t StaticValue, Missing> {
        let hops = hops.checked_sub(1).ok_or(Missing::Unknown)?;
        if let (ValueKind::Name(name, root), None) = (&object.kind, object.members()) {
            let symbol = self.symbol(values.offset(*root)).filter(|_| !name.contains('.'));
            let value = symbol.and_then(|symbol| self.variable(symbol, values));
            return self.member(value.ok_or(Missing::Unknown)?, key, values, hops);
        }
        let members = object.members().ok_or(Missing::Unknown)?;
        if members.spreads.len() > COPIES {
            return Err(Missing::Unknown);
        }
        let at = members.position(key);
        let later =
            members.spreads.iter().rev().take_while(|(before, _)| at.is_none_or(|at| *before > at));
        for (_, copied) in later {
            match self.member(copied, key, values, hops) {
                Err(Missing::Absent) => {}
                found => return found,
            }
        }
        at.map(|at| &members.entries[at].value).ok_or(Missing::Absent)
    }

    fn symbol(&self, offset: u32) -> Option<SymbolId> {
        let at = self.references.binary_search_by_key(&offset, |(start, _)| *start).ok()?;
        Some(self.references[at].1)
    }

    fn set_members(
        &self,
        values: &Values,
        assignments: &[&'a AssignmentExpression<'a>],
    ) -> BTreeMap<MemberPath, SetMember<'a>> {
        let mut members: BTreeMap<MemberPath, SetMember<'a>> = BTreeMap::new();
        for assignment in assignments {
            let Some((object, property, _)) = target(assignment) else { continue };
            let ValueKind::Name(path, root) = values.of(object).kind else { continue };
            let path = (self.symbol(values.offset(root)), format!("{path}.{property}"));
            let is_plain = assignment.operator == AssignmentOperator::Assign;
            let right = is_plain.then_some(&assignment.right);
            let first = SetMember { right, value: OnceCell::new() };
            members.entry(path).and_modify(|known| known.right = None).or_insert(first);
        }
        members
    }

    fn variable(&self, symbol: SymbolId, values: &Values) -> Option<&StaticValue> {
        let settled = self.settled(symbol, values);
        settled.value.as_ref().filter(|_| !settled.may_change)
    }

    fn settled(&self, symbol: SymbolId, values: &Values) -> &Variable {
        let known = &self.variables[symbol.index()];
        if known.get().is_none() {
            self.declare(self.scoping.symbol_declaration(symbol), values);
        }
        known.get_or_init(Variable::default)
    }

    /// Settles the values of all variables of a declaration.
    fn declare(&self, declaration: NodeId, values: &Values) {
        let kind = self.nodes.kind(declaration);
        if let AstKind::VariableDeclarator(variable) = kind {
            let value = match &variable.init {
                Some(init) => InitialValue::Is(values.of(init)),
                None if self.is_in_loop(declaration) => InitialValue::Foreign,
                None => InitialValue::Empty,
            };
            self.bind(&variable.id, value, values);
        } else if let AstKind::FormalParameter(parameter) = kind {
            let value = self.handed(declaration, values).map(|call| StaticValue {
                range: values.range(parameter.span),
                kind: ValueKind::CallbackArgument(call),
            });
            self.bind(
                &parameter.pattern,
                value.map_or(InitialValue::Foreign, InitialValue::Is),
                values,
            );
        } else if let AstKind::Function(function) = kind
            && let Some(symbol) = function.id.as_ref().and_then(|id| id.symbol_id.get())
        {
            let value =
                StaticValue { range: values.range(function.span), kind: ValueKind::Function };
            self.settle(symbol, InitialValue::Is(value), values);
        }
    }

    /// Whether a loop gives a variable its values.
    fn is_in_loop(&self, declarator: NodeId) -> bool {
        let around = self.nodes.ancestor_kinds(declarator).nth(1);
        matches!(around, Some(AstKind::ForInStatement(_) | AstKind::ForOfStatement(_)))
    }

    /// The call that a function with this first parameter is given to.
    fn handed(&self, parameter: NodeId, values: &Values) -> Option<Arc<StaticValue>> {
        let mut around = self.nodes.ancestor_kinds(parameter);
        let AstKind::FormalParameters(parameters) = around.next()? else { return None };
        let is_first = parameters.items.first().map(|one| one.node_id.get()) == Some(parameter);
        let function = around.next()?.span();
        let outside = around.find(|kind| !is_wrapper(*kind))?;
        let AstKind::CallExpression(call) = outside else { return None };
        let is_argument = !call.callee.span().contains_inclusive(function);
        let mut callers = self.callers.borrow_mut();
        let caller = callers.entry(call.node_id.get());
        (is_first && is_argument)
            .then(|| Arc::clone(caller.or_insert_with(|| Arc::new(values.of_caller(call)))))
    }

    fn bind(&self, pattern: &BindingPattern<'a>, value: InitialValue, values: &Values) {
        if let BindingPattern::BindingIdentifier(name) = pattern {
            if let Some(symbol) = name.symbol_id.get() {
                self.settle(symbol, value, values);
            }
        } else if let (BindingPattern::ObjectPattern(object), InitialValue::Is(value)) =
            (pattern, value)
        {
            self.bind_members(object, value, values);
        }
    }

    fn bind_members(&self, object: &ObjectPattern<'a>, value: StaticValue, values: &Values) {
        let value = Arc::new(value);
        for property in &object.properties {
            if let Some(key) = property.key.static_name().filter(|_| !property.computed) {
                self.bind(&property.value, InitialValue::Is(member(&value, &key)), values);
            }
        }
    }

    fn settle(&self, symbol: SymbolId, declared: InitialValue, values: &Values) {
        let known = &self.variables[symbol.index()];
        let is_alone = self.scoping.symbol_redeclarations(symbol).is_empty();
        let mut written = self.scoping.get_resolved_references(symbol).filter(|one| one.is_write());
        let value = match (declared, written.next(), written.next()) {
            (InitialValue::Is(value), None, None) => Some(value),
            (InitialValue::Empty, Some(only), None) => self.written(only, values),
            // `let a = null` or `''` says that the value comes later
            (InitialValue::Is(value), Some(only), None) if is_empty(&value) => {
                self.written(only, values)
            }
            (InitialValue::Is(_) | InitialValue::Empty | InitialValue::Foreign, _, _) => None,
        };
        let value = value.filter(|_| is_alone);
        let may_change =
            value.as_ref().is_some_and(|value| !self.is_only_read(symbol, value, values));
        // a variable that is declared twice is settled by the first
        let _ = known.set(Variable { value, may_change });
    }

    /// What a variable is set to.
    fn written(&self, reference: &Reference, values: &Values) -> Option<StaticValue> {
        let place = self.nodes.kind(reference.node_id()).span();
        let AstKind::AssignmentExpression(assignment) = self.nodes.parent_kind(reference.node_id())
        else {
            return None;
        };
        let is_plain =
            assignment.operator == AssignmentOperator::Assign && assignment.left.span() == place;
        is_plain.then(|| values.of(&assignment.right))
    }

    /// Whether every reference to an object is a plain read; the analysis itself does not see `Object.assign(o, …)` or `o.a = …`.
    fn is_only_read(&self, symbol: SymbolId, value: &StaticValue, values: &Values) -> bool {
        let mut references = self.scoping.get_resolved_references(symbol);
        !value.is_object()
            || references
                .all(|one| !one.is_read() || self.is_plain_read(one.node_id(), value, values))
    }

    /// Whether a reference to an object, and to what lies in it, leaves it as it is.
    fn is_plain_read(&self, reference: NodeId, object: &StaticValue, values: &Values) -> bool {
        let (mut node, mut value) = (reference, object);
        loop {
            let (parent, kind) = (self.nodes.parent_id(node), self.nodes.parent_kind(node));
            if is_wrapper(kind) {
                node = parent;
                continue;
            }
            let is_inside = self.nodes.kind(node).span().start == kind.span().start;
            let member = if let AstKind::StaticMemberExpression(member) = kind {
                // what is copied over it is not nested, or not known
                let members = value.members();
                let at = members.and_then(|members| members.position(&member.property.name));
                at.and_then(|at| members?.entries.get(at))
            } else if is_inside
                && !value.is_nested()
                && matches!(kind, AstKind::ComputedMemberExpression(_))
            {
                None
            } else {
                return only_reads(kind, value, values);
            };
            let member = member.map(|member| &member.value);
            match use_of(&self.nodes, parent) {
                MemberUse::Changed => return false,
                // a method may change what it belongs to, but a text has none that does
                MemberUse::Called => return member.is_some_and(|member| member.text().is_some()),
                MemberUse::Read => {}
            }
            match member.filter(|member| member.is_object()) {
                Some(inner) => (node, value) = (parent, inner),
                None => return true,
            }
        }
    }
}

/// What is done with a member.
pub(super) enum MemberUse {
    Read,
    Called,
    Changed,
}

/// What the nodes around a member do with it.
pub(super) fn use_of(nodes: &AstNodes<'_>, member: NodeId) -> MemberUse {
    let place = nodes.kind(member).span();
    let around = nodes.ancestor_kinds(member).find(|kind| !is_wrapper(*kind));
    let Some(around) = around else { return MemberUse::Read };
    let begins = |inner: Span| inner.start == place.start;
    if let AstKind::CallExpression(call) = around {
        return if begins(call.callee.span()) { MemberUse::Called } else { MemberUse::Read };
    }
    let is_changed = if let AstKind::AssignmentExpression(it) = around {
        begins(it.left.span())
    } else if let AstKind::ForInStatement(it) = around {
        begins(it.left.span())
    } else if let AstKind::ForOfStatement(it) = around {
        begins(it.left.span())
    } else if let AstKind::UnaryExpression(it) = around {
        it.operator == UnaryOperator::Delete
    } else {
        matches!(
            around,
            AstKind::UpdateExpression(_)
                | AstKind::TaggedTemplateExpression(_)
                | AstKind::ArrayAssignmentTarget(_)
                | AstKind::AssignmentTargetRest(_)
                | AstKind::AssignmentTargetWithDefault(_)
                | AstKind::AssignmentTargetPropertyProperty(_)
        )
    };
    if is_changed { MemberUse::Changed } else { MemberUse::Read }
}

/// Whether the node around an object only reads it.
fn only_reads(kind: AstKind<'_>, value: &StaticValue, values: &Values) -> bool {
    if let AstKind::CallExpression(call) = kind {
        return values.of(&call.callee).name().is_some_and(|name| READERS.contains(&name));
    }
    if let AstKind::VariableDeclarator(it) = kind {
        return matches!(it.id, BindingPattern::ObjectPattern(_)) && !value.is_nested();
    }
    let joins = matches!(kind, AstKind::BinaryExpression(_) | AstKind::TemplateLiteral(_));
    joins || matches!(kind, AstKind::SpreadElement(_)) && !value.is_nested()
}

/// Parentheses, type assertions and the chain of `?.`.
pub(super) fn is_wrapper(kind: AstKind<'_>) -> bool {
    matches!(
        kind,
        AstKind::ParenthesizedExpression(_)
            | AstKind::TSAsExpression(_)
            | AstKind::TSSatisfiesExpression(_)
            | AstKind::TSNonNullExpression(_)
            | AstKind::TSTypeAssertion(_)
            | AstKind::ChainExpression(_)
    )
}

/// A member of a value, as a value.
fn member(value: &Arc<StaticValue>, key: &str) -> StaticValue {
    StaticValue { range: value.range.clone(), kind: ValueKind::member(value, key) }
}

fn is_empty(value: &StaticValue) -> bool {
    match &value.kind {
        ValueKind::Text(text, _) => text.is_empty(),
        ValueKind::Constant(word) => *word != "true",
        ValueKind::Object(members) => members.entries.is_empty() && members.spreads.is_empty(),
        ValueKind::Name(name, _) => name == "undefined",
        ValueKind::Concatenation(_)
        | ValueKind::Number(_)
        | ValueKind::Array(_)
        | ValueKind::Member(..)
        | ValueKind::Call(_)
        | ValueKind::Function
        | ValueKind::CallbackArgument(_)
        | ValueKind::OneOf(_)
        | ValueKind::Unknown => false,
    }
}
