//! What the uses of a name may change in its value. The analysis of scopes does not see `Object.assign(o, …)` or
//! `o.version = …`.

use std::borrow::Cow;

use oxc_ast::AstKind;
use oxc_ast::ast::{AssignmentExpression, BindingPattern, CallExpression, VariableDeclarator};
use oxc_semantic::{NodeId, SymbolId};
use oxc_span::{GetSpan, Span};

use super::names::{Effect, EffectAt, Names};
use super::scopes::{MemberUse, READERS, is_wrapper, use_of};
use super::shape::{IDENTITIES, path_of, string, target};
use crate::syntax::Node;

/// A name of which more is changed may be anything: keep this linear on adversarial input.
const CHANGES: usize = 32;
/// How many nodes around a use are looked at.
const AROUND: usize = 64;

/// How a value that a use hands on is related to that of the name: the member of the one is the member of the other.
#[derive(Clone, Default)]
struct Relation {
    /// The keys from the name's value.
    inside: Vec<String>,
    /// The keys from the value that is handed on, the first last; `None` may be any.
    around: Vec<Option<String>>,
}

impl Relation {
    fn shared(&self) -> Vec<EffectAt> {
        vec![EffectAt { path: self.inside.clone(), effect: Effect::Shared }]
    }

    /// Somebody gets a member of which the key is not known.
    fn any_member(mut self) -> Vec<EffectAt> {
        self.inside.extend(self.around.is_empty().then(String::new));
        self.shared()
    }

    /// The member `key` is set; where something around the name's value is set, that stays as it is.
    fn set(mut self, key: Option<&str>) -> Vec<EffectAt> {
        if !self.around.is_empty() {
            return Vec::new();
        }
        self.inside.extend(key.map(str::to_owned));
        vec![EffectAt { path: self.inside, effect: Effect::Set }]
    }

    /// The same for the member `key`; `None` where that has nothing to do with the name's value.
    fn member(mut self, key: &str) -> Option<Self> {
        match self.around.pop() {
            None => self.inside.push(key.to_owned()),
            Some(around) => {
                around.is_none_or(|around| around == key).then_some(())?;
            }
        }
        Some(self)
    }

    /// What changes of the value that is handed on mean for that of the name.
    fn apply(&self, changes: &[EffectAt]) -> Vec<EffectAt> {
        let changes = changes.iter().flat_map(|change| {
            let (last, above) = match (change.path.split_last(), change.effect) {
                (Some((last, above)), Effect::Set) => (Some(last), above),
                (_, Effect::Shared) | (None, _) => (None, change.path.as_slice()),
            };
            let reached = above.iter().try_fold(self.clone(), |at, key| at.member(key));
            match (reached, last) {
                (None, _) => Vec::new(),
                (Some(reached), Some(last)) => reached.set(Some(last)),
                (Some(reached), None) => reached.shared(),
            }
        });
        changes.collect()
    }
}

/// Where a value goes.
enum Step {
    /// To the node around.
    On,
    /// To whoever calls the function around.
    ToFunction,
    /// Nowhere, with what may be changed.
    End(Vec<EffectAt>),
}

impl Names<'_> {
    /// Whether a name with a value is never changed through any use; a text cannot be.
    pub(super) fn is_only_read(&self, symbol: SymbolId, value: Option<&Node>) -> bool {
        value.is_some_and(is_scalar) || self.changed_by(symbol, value).is_empty()
    }

    /// The paths in a value at which uses of its name may change it; of what is not known, any use may.
    pub(super) fn changed_by(&self, symbol: SymbolId, value: Option<&Node>) -> Vec<Vec<String>> {
        let is_plain = |path: &[String]| {
            let (last, above) = path.split_last()?;
            let object = above.iter().try_fold(value?, |node, key| node.get(key))?;
            let all = || object.all_members().iter().all(|member| is_scalar(&member.value));
            let is_plain =
                if last.is_empty() { all() } else { object.get(last).is_some_and(is_scalar) };
            is_plain.then_some(())
        };
        let changes = self.all_changes(symbol).into_iter();
        let real = changes.filter(|change| match change.effect {
            Effect::Set => true,
            Effect::Shared => is_plain(&change.path).is_none(),
        });
        real.map(|change| change.path).collect()
    }

    fn all_changes(&self, symbol: SymbolId) -> Vec<EffectAt> {
        self.changes(symbol, || self.changes_of_uses(symbol))
    }

    /// What all uses of a name may change.
    fn changes_of_uses(&self, symbol: SymbolId) -> Vec<EffectAt> {
        let mut found = Vec::new();
        for reference in self.scoping().get_resolved_references(symbol) {
            if reference.is_write() || found.len() > CHANGES {
                return vec![EffectAt::of_all()];
            }
            if reference.is_read() {
                found.extend(self.changes_of_use(reference.node_id()));
            }
        }
        found
    }

    fn changes_of_use(&self, reference: NodeId) -> Vec<EffectAt> {
        let (mut relation, mut node) = (Relation::default(), reference);
        for _ in 0..AROUND {
            let around = self.nodes().parent_id(node);
            node = match self.step(&mut relation, node, self.nodes().kind(around)) {
                Step::On => around,
                Step::End(changes) => return changes,
                Step::ToFunction => match self.function_around(around) {
                    Some(function) => function,
                    None => return relation.shared(),
                },
            };
        }
        relation.shared()
    }

    fn function_around(&self, node: NodeId) -> Option<NodeId> {
        let mut around = self.nodes().ancestors_enumerated(node);
        let function = around.find(|(_, node)| {
            matches!(node.kind(), AstKind::ArrowFunctionExpression(_) | AstKind::Function(_))
        });
        function.map(|(id, _)| id)
    }

    /// What the node around another does with its value.
    fn step(&self, relation: &mut Relation, node: NodeId, around: AstKind<'_>) -> Step {
        let place = self.nodes().kind(node).span();
        if is_wrapper(around) || matches!(around, AstKind::ObjectExpression(_)) {
            return Step::On;
        }
        if let AstKind::StaticMemberExpression(member) = around {
            return self.member(relation, member.node_id.get(), Some(&member.property.name));
        }
        if let AstKind::ComputedMemberExpression(member) = around {
            if member.expression.span() == place {
                return Step::End(Vec::new());
            }
            let key = string(&member.expression);
            return self.member(relation, member.node_id.get(), key.as_deref());
        }
        if let AstKind::ObjectProperty(property) = around {
            if property.value.span() != place {
                return Step::End(Vec::new());
            }
            relation.around.push(property.key.static_name().map(Cow::into_owned));
            return Step::On;
        }
        if let AstKind::ArrayExpression(_) = around {
            relation.around.push(None);
            return Step::On;
        }
        if let AstKind::CallExpression(call) = around {
            return handed(relation, call, place);
        }
        if let AstKind::VariableDeclarator(variable) = around {
            return Step::End(self.named(relation, variable));
        }
        self.other(relation, node, place, around)
    }

    fn other(&self, relation: &Relation, node: NodeId, place: Span, around: AstKind<'_>) -> Step {
        if let AstKind::ConditionalExpression(choice) = around {
            let is_test = choice.test.span() == place;
            return if is_test { Step::End(Vec::new()) } else { Step::On };
        }
        if let AstKind::ArrowFunctionExpression(function) = around {
            let is_result = function.body.as_expression().is_some_and(|body| body.span() == place);
            return if is_result { Step::On } else { Step::End(relation.shared()) };
        }
        if let AstKind::AssignmentExpression(assignment) = around {
            let changes = if exports(assignment) { Vec::new() } else { relation.shared() };
            return Step::End(changes);
        }
        if let AstKind::Function(function) = self.nodes().kind(node)
            && let Some(symbol) = function.id.as_ref().and_then(|id| id.symbol_id.get())
        {
            return Step::End(relation.apply(&self.all_changes(symbol)));
        }
        if matches!(around, AstKind::LogicalExpression(_) | AstKind::SpreadElement(_)) {
            return Step::On;
        }
        if matches!(around, AstKind::ReturnStatement(_)) {
            return Step::ToFunction;
        }
        Step::End(if only_reads(around) { Vec::new() } else { relation.shared() })
    }

    fn member(&self, relation: &mut Relation, member: NodeId, key: Option<&str>) -> Step {
        let before = relation.clone();
        match (use_of(self.nodes(), member), key) {
            (MemberUse::Changed, key) => Step::End(before.set(key)),
            // a method may change what it belongs to
            (MemberUse::Called, _) => Step::End(before.shared()),
            (MemberUse::Read, None) => Step::End(before.any_member()),
            (MemberUse::Read, Some(key)) => match before.member(key) {
                Some(inner) => {
                    *relation = inner;
                    Step::On
                }
                None => Step::End(Vec::new()),
            },
        }
    }

    /// What becomes of a value under the names of a declaration.
    fn named(&self, relation: &Relation, variable: &VariableDeclarator<'_>) -> Vec<EffectAt> {
        if let BindingPattern::BindingIdentifier(name) = &variable.id {
            let changes = name.symbol_id.get().map(|symbol| self.all_changes(symbol));
            return changes.map_or_else(|| relation.shared(), |changes| relation.apply(&changes));
        }
        let BindingPattern::ObjectPattern(object) = &variable.id else { return relation.shared() };
        if object.rest.is_some() {
            return relation.shared();
        }
        let mut found = Vec::new();
        for property in &object.properties {
            let key = property.key.static_name().filter(|_| !property.computed);
            let (Some(key), BindingPattern::BindingIdentifier(name)) = (key, &property.value)
            else {
                return relation.shared();
            };
            if let (Some(inner), Some(symbol)) =
                (relation.clone().member(&key), name.symbol_id.get())
            {
                found.extend(inner.apply(&self.all_changes(symbol)));
            }
        }
        found
    }
}

/// What a call does with a value: with that of an argument, or with the result of a function.
fn handed(relation: &Relation, call: &CallExpression<'_>, place: Span) -> Step {
    if call.callee.span() == place {
        return if relation.inside.is_empty() { Step::On } else { Step::End(relation.shared()) };
    }
    let callee = path_of(&call.callee).unwrap_or_default();
    if READERS.contains(&callee.as_str()) {
        return Step::End(Vec::new());
    }
    let is_same = call.arguments.len() == 1 && IDENTITIES.contains(&callee.as_str());
    if is_same { Step::On } else { Step::End(relation.shared()) }
}

/// Whether an assignment hands its value to whoever reads the module.
fn exports(assignment: &AssignmentExpression<'_>) -> bool {
    target(assignment).is_some_and(|(object, key, _)| {
        let object = path_of(object).unwrap_or_default();
        key == "config"
            || matches!(
                (&*object, &*key),
                ("exports" | "module.exports", _) | ("module", "exports")
            )
    })
}

/// Whether the node around a value reads it, or hands it to whoever reads the module.
fn only_reads(around: AstKind<'_>) -> bool {
    matches!(
        around,
        AstKind::ExportDefaultDeclaration(_)
            | AstKind::TSExportAssignment(_)
            | AstKind::ExportSpecifier(_)
            | AstKind::PropertyDefinition(_)
            | AstKind::ExpressionStatement(_)
            | AstKind::BinaryExpression(_)
            | AstKind::TemplateLiteral(_)
            | AstKind::UnaryExpression(_)
            | AstKind::IfStatement(_)
            | AstKind::ForInStatement(_)
    )
}

/// Whether a value is one that nobody can change.
fn is_scalar(node: &Node) -> bool {
    node.members().is_none() && node.elements().is_none() && !node.is_computed()
}
