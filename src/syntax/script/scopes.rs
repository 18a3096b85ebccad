//! The known values of variables and of members that are set, found through the scopes of the parser's own analysis.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use oxc_ast::AstKind;
use oxc_ast::ast::{
    AssignmentExpression, AssignmentOperator, BindingPattern, CallExpression, Expression,
    ObjectPattern, Program, UnaryOperator,
};
use oxc_semantic::{AstNodes, NodeId, Reference, Scoping, SemanticBuilder, SymbolId};
use oxc_span::{GetSpan, Span};

use super::shape::target;
use super::terms::Terms;
use super::when::{When, when};
use crate::syntax::term::{Term, Worth};

/// How many objects are followed from one that is copied to the one that has a member.
const HOPS: usize = 4;
/// Functions that only read what they are given.
const READERS: [&str; 3] = ["JSON.stringify", "encodeURIComponent", "console.log"];

/// Which of the names of a script mean the same thing, and what is known of each.
pub(super) struct Scopes<'a> {
    nodes: AstNodes<'a>,
    scoping: Scoping,
    /// The variable that each reference means, by the offset at which it stands.
    references: Vec<(u32, SymbolId)>,
    variables: Vec<OnceCell<Variable>>,
    members: OnceCell<BTreeMap<Path, Member<'a>>>,
}

/// The variable that a path begins with, unless it is global or `this`, and the path.
type Path = (Option<SymbolId>, String);

/// The only value of a variable.
#[derive(Default)]
struct Variable {
    value: Option<Term>,
    /// Whether it is an object that something may change.
    may_change: bool,
}

/// Why a member has no known value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// The object has no such member.
    Absent,
    /// Nobody can say.
    Unknown,
}

/// A member that is set: to one value, unless it is set more often.
struct Member<'a> {
    right: Option<&'a Expression<'a>>,
    value: OnceCell<Option<Term>>,
}

/// What a declaration says about a variable's value.
enum Declared {
    /// It begins with this one.
    Is(Term),
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
        Self { nodes, scoping, references, variables, members: OnceCell::new() }
    }

    /// When a call is made.
    pub(super) fn when(&self, call: &CallExpression<'a>) -> When {
        when(call.span, self.nodes.ancestor_kinds(call.node_id.get()))
    }

    /// The value of a name or a path whose first name stands at `root`.
    pub(super) fn value(
        &self,
        path: &str,
        root: usize,
        terms: &Terms,
        assignments: &[&'a AssignmentExpression<'a>],
    ) -> Option<&Term> {
        let symbol = self.symbol(terms.offset(root));
        let Some((_, rest)) = path.split_once('.') else { return self.variable(symbol?, terms) };
        let members = self.members.get_or_init(|| self.set_members(terms, assignments));
        if let Some(member) = members.get(&(symbol, path.to_owned())) {
            let before = symbol.and_then(|symbol| self.settled(symbol, terms).value.as_ref());
            let is_first = before.is_none_or(|object| self.has_not(object, rest, terms));
            let value = member.value.get_or_init(|| member.right.map(|right| terms.of(right)));
            return value.as_ref().filter(|_| is_first);
        }
        self.inside(self.variable(symbol?, terms)?, rest, terms).ok()
    }

    /// Whether an object begins without a member, or with an empty one.
    fn has_not(&self, object: &Term, path: &str, terms: &Terms) -> bool {
        match self.inside(object, path, terms) {
            Ok(value) => is_empty(value),
            Err(missing) => missing == Missing::Absent,
        }
    }

    /// The value at a path inside of an object.
    fn inside<'t>(
        &'t self,
        object: &'t Term,
        path: &str,
        terms: &Terms,
    ) -> Result<&'t Term, Missing> {
        path.split('.').try_fold(object, |object, key| self.member(object, key, terms, HOPS))
    }

    /// The value of a member, also where it is copied from another object that is known.
    fn member<'t>(
        &'t self,
        object: &'t Term,
        key: &str,
        terms: &Terms,
        hops: usize,
    ) -> Result<&'t Term, Missing> {
        let hops = hops.checked_sub(1).ok_or(Missing::Unknown)?;
        if let (Worth::Name(name, root), None) = (&object.worth, object.members()) {
            let symbol = self.symbol(terms.offset(*root)).filter(|_| !name.contains('.'));
            let value = symbol.and_then(|symbol| self.variable(symbol, terms));
            return self.member(value.ok_or(Missing::Unknown)?, key, terms, hops);
        }
        let members = object.members().ok_or(Missing::Unknown)?;
        let at = members.position(key);
        let later =
            members.spreads.iter().rev().take_while(|(before, _)| at.is_none_or(|at| *before > at));
        for (_, copied) in later {
            match self.member(copied, key, terms, hops) {
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
        terms: &Terms,
        assignments: &[&'a AssignmentExpression<'a>],
    ) -> BTreeMap<Path, Member<'a>> {
        let mut members: BTreeMap<Path, Member<'a>> = BTreeMap::new();
        for assignment in assignments {
            let Some((object, property, _)) = target(assignment) else { continue };
            let Worth::Name(path, root) = terms.of(object).worth else { continue };
            let path = (self.symbol(terms.offset(root)), format!("{path}.{property}"));
            let is_plain = assignment.operator == AssignmentOperator::Assign;
            let right = is_plain.then_some(&assignment.right);
            let first = Member { right, value: OnceCell::new() };
            members.entry(path).and_modify(|known| known.right = None).or_insert(first);
        }
        members
    }

    fn variable(&self, symbol: SymbolId, terms: &Terms) -> Option<&Term> {
        let settled = self.settled(symbol, terms);
        settled.value.as_ref().filter(|_| !settled.may_change)
    }

    fn settled(&self, symbol: SymbolId, terms: &Terms) -> &Variable {
        let known = &self.variables[symbol.index()];
        if known.get().is_none() {
            self.declare(self.scoping.symbol_declaration(symbol), terms);
        }
        known.get_or_init(Variable::default)
    }

    /// Settles the values of all variables of a declaration.
    fn declare(&self, declaration: NodeId, terms: &Terms) {
        let kind = self.nodes.kind(declaration);
        if let AstKind::VariableDeclarator(variable) = kind {
            let value = match &variable.init {
                Some(init) => Declared::Is(terms.of(init)),
                None if self.is_in_loop(declaration) => Declared::Foreign,
                None => Declared::Empty,
            };
            self.bind(&variable.id, value, terms);
        } else if let AstKind::FormalParameter(parameter) = kind {
            let value = self.handed(declaration, terms).map(|call| Term {
                range: terms.range(parameter.span),
                worth: Worth::Handed(Arc::new(call)),
            });
            self.bind(&parameter.pattern, value.map_or(Declared::Foreign, Declared::Is), terms);
        } else if let AstKind::Function(function) = kind
            && let Some(symbol) = function.id.as_ref().and_then(|id| id.symbol_id.get())
        {
            let value = Term { range: terms.range(function.span), worth: Worth::Function };
            self.settle(symbol, Declared::Is(value), terms);
        }
    }

    /// Whether a loop gives a variable its values.
    fn is_in_loop(&self, declarator: NodeId) -> bool {
        let around = self.nodes.ancestor_kinds(declarator).nth(1);
        matches!(around, Some(AstKind::ForInStatement(_) | AstKind::ForOfStatement(_)))
    }

    /// The call that a function with this first parameter is given to.
    fn handed(&self, parameter: NodeId, terms: &Terms) -> Option<Term> {
        let mut around = self.nodes.ancestor_kinds(parameter);
        let AstKind::FormalParameters(parameters) = around.next()? else { return None };
        let is_first = parameters.items.first().map(|one| one.node_id.get()) == Some(parameter);
        let function = around.next()?.span();
        let outside = around.find(|kind| !is_wrapper(*kind))?;
        let AstKind::CallExpression(call) = outside else { return None };
        let is_argument = !call.callee.span().contains_inclusive(function);
        (is_first && is_argument).then(|| terms.of_caller(call))
    }

    fn bind(&self, pattern: &BindingPattern<'a>, value: Declared, terms: &Terms) {
        if let BindingPattern::BindingIdentifier(name) = pattern {
            if let Some(symbol) = name.symbol_id.get() {
                self.settle(symbol, value, terms);
            }
        } else if let (BindingPattern::ObjectPattern(object), Declared::Is(value)) =
            (pattern, value)
        {
            self.bind_members(object, value, terms);
        }
    }

    fn bind_members(&self, object: &ObjectPattern<'a>, value: Term, terms: &Terms) {
        let value = Arc::new(value);
        for property in &object.properties {
            if let Some(key) = property.key.static_name().filter(|_| !property.computed) {
                self.bind(&property.value, Declared::Is(member(&value, &key)), terms);
            }
        }
    }

    fn settle(&self, symbol: SymbolId, declared: Declared, terms: &Terms) {
        let known = &self.variables[symbol.index()];
        let is_alone = self.scoping.symbol_redeclarations(symbol).is_empty();
        let mut written = self.scoping.get_resolved_references(symbol).filter(|one| one.is_write());
        let value = match (declared, written.next(), written.next()) {
            (Declared::Is(value), None, None) => Some(value),
            (Declared::Empty, Some(only), None) => self.written(only, terms),
            // `let a = null` or `''` says that the value comes later
            (Declared::Is(value), Some(only), None) if is_empty(&value) => {
                self.written(only, terms)
            }
            (Declared::Is(_) | Declared::Empty | Declared::Foreign, _, _) => None,
        };
        let value = value.filter(|_| is_alone);
        let may_change =
            value.as_ref().is_some_and(|value| !self.is_only_read(symbol, value, terms));
        // a variable that is declared twice is settled by the first
        let _ = known.set(Variable { value, may_change });
    }

    /// What a variable is set to.
    fn written(&self, reference: &Reference, terms: &Terms) -> Option<Term> {
        let place = self.nodes.kind(reference.node_id()).span();
        let AstKind::AssignmentExpression(assignment) = self.nodes.parent_kind(reference.node_id())
        else {
            return None;
        };
        let is_plain =
            assignment.operator == AssignmentOperator::Assign && assignment.left.span() == place;
        is_plain.then(|| terms.of(&assignment.right))
    }

    /// Whether nothing changes an object behind the back of its variable.
    fn is_only_read(&self, symbol: SymbolId, value: &Term, terms: &Terms) -> bool {
        let mut references = self.scoping.get_resolved_references(symbol);
        !value.is_object()
            || references
                .all(|one| !one.is_read() || self.is_plain_read(one.node_id(), value, terms))
    }

    /// Whether a reference to an object, and to what lies in it, leaves it as it is.
    fn is_plain_read(&self, reference: NodeId, object: &Term, terms: &Terms) -> bool {
        let (mut node, mut value) = (reference, object);
        loop {
            let (parent, kind) = (self.nodes.parent_id(node), self.nodes.parent_kind(node));
            if is_wrapper(kind) {
                node = parent;
                continue;
            }
            let is_inside = self.nodes.kind(node).span().start == kind.span().start;
            let member = if let AstKind::StaticMemberExpression(member) = kind {
                value.entry(&member.property.name)
            } else if is_inside
                && !value.is_nested()
                && matches!(kind, AstKind::ComputedMemberExpression(_))
            {
                None
            } else {
                return only_reads(kind, value, terms);
            };
            let member = member.map(|member| &member.value);
            match self.use_of(parent) {
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

    fn use_of(&self, member: NodeId) -> MemberUse {
        let place = self.nodes.kind(member).span();
        let around = self.nodes.ancestor_kinds(member).find(|kind| !is_wrapper(*kind));
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
}

/// What is done with a member.
enum MemberUse {
    Read,
    Called,
    Changed,
}

/// Whether the node around an object only reads it.
fn only_reads(kind: AstKind<'_>, value: &Term, terms: &Terms) -> bool {
    if let AstKind::CallExpression(call) = kind {
        return terms.of(&call.callee).name().is_some_and(|name| READERS.contains(&name));
    }
    if let AstKind::VariableDeclarator(it) = kind {
        return matches!(it.id, BindingPattern::ObjectPattern(_)) && !value.is_nested();
    }
    let joins = matches!(kind, AstKind::BinaryExpression(_) | AstKind::TemplateLiteral(_));
    joins || matches!(kind, AstKind::SpreadElement(_)) && !value.is_nested()
}

/// Parentheses, type assertions and the chain of `?.`.
fn is_wrapper(kind: AstKind<'_>) -> bool {
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

/// A member of a value, as a term.
fn member(value: &Arc<Term>, key: &str) -> Term {
    let worth = if let Worth::Name(path, root) = &value.worth {
        Worth::Name(format!("{path}.{key}"), *root)
    } else {
        Worth::Member(Arc::clone(value), key.to_owned())
    };
    Term { range: value.range.clone(), worth }
}

fn is_empty(value: &Term) -> bool {
    match &value.worth {
        Worth::Text(text, _) => text.is_empty(),
        Worth::Constant(word) => *word != "true",
        Worth::Object(members) => members.entries.is_empty() && members.spreads.is_empty(),
        Worth::Name(name, _) => name == "undefined",
        Worth::Joined(_)
        | Worth::Number(_)
        | Worth::Array(_)
        | Worth::Member(..)
        | Worth::Call(_)
        | Worth::Function
        | Worth::Handed(_)
        | Worth::Either(_)
        | Worth::Unknown => false,
    }
}
