//! What expressions of a configuration stand for: a name for the literal of its `const`, a condition on the platform for
//! its branch, joined texts for the whole. Nothing is executed; what is not certain is not known.

use std::sync::Arc;

use oxc_ast::ast::{
    BinaryExpression, BinaryOperator, BindingIdentifier, BindingPattern, CallExpression,
    Expression, IdentifierReference, LogicalExpression, LogicalOperator, MemberExpression,
    TemplateLiteral, UnaryOperator, VariableDeclarator,
};
use oxc_semantic::SymbolId;
use oxc_span::{GetSpan, Span};

use super::collect::addends;
use super::names::{Names, Symbol};
use super::read::LiteralReader;
use super::resolved::Resolved;
use super::shape::{IDENTITIES, path_of, peel, string};
use crate::syntax::{Import, Node, Value};

/// What a build for WeChat replaces by a text: Taro ("envs"), uni-app ("env"), mpx ("platform").
const PLATFORM: [(&str, &str); 3] = [
    ("process.env.TARO_ENV", "weapp"),
    ("process.env.UNI_PLATFORM", "mp-weixin"),
    ("__mpx_mode__", "wx"),
];

impl LiteralReader<'_> {
    /// What an expression that is no literal stands for, without what is around it.
    pub(super) fn resolve(&self, inner: &Expression<'_>) -> Option<Resolved> {
        let names = self.names.as_ref()?;
        if let Expression::Identifier(name) = inner {
            return match names.symbol(name) {
                Some(symbol) => self.symbol(names, symbol, name.span),
                None => Some(self.text(name.span, platform(&name.name)?)),
            };
        }
        if let Some(member) = inner.as_member_expression() {
            return self.member_of(member);
        }
        if let Expression::ConditionalExpression(choice) = inner {
            return match self.truth(&choice.test) {
                Some(true) => self.resolved(&choice.consequent),
                Some(false) => self.resolved(&choice.alternate),
                None => Some(self.one_of([&choice.consequent, &choice.alternate])),
            };
        }
        if let Expression::LogicalExpression(choice) = inner {
            return self.chosen(choice);
        }
        if let Expression::TemplateLiteral(template) = inner {
            return self.template(template);
        }
        if let Expression::BinaryExpression(binary) = inner {
            return self.binary(binary);
        }
        if let Expression::CallExpression(call) = inner {
            return self.called(names, call);
        }
        if let Expression::UnaryExpression(unary) = inner {
            let is_not = unary.operator == UnaryOperator::LogicalNot;
            let truth = is_not.then(|| self.truth(&unary.argument)).flatten()?;
            return Some(self.computed(unary.span, Value::Bool(!truth)));
        }
        None
    }

    /// What any expression stands for, a literal for itself.
    pub(super) fn resolved(&self, expression: &Expression<'_>) -> Option<Resolved> {
        let node = self.node(expression);
        match node.value {
            Value::Known(literal) => Some(Resolved::Literal(literal)),
            Value::Imported(import) => Some(Resolved::Imported(import)),
            Value::Choice(branches) => Some(Resolved::Choice(branches)),
            Value::Other(_) => None,
            Value::Object(_)
            | Value::Array(_)
            | Value::String(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null => Some(Resolved::Literal(Arc::new(node))),
        }
    }

    fn one_of<'e, 'a: 'e>(
        &self,
        branches: impl IntoIterator<Item = &'e Expression<'a>>,
    ) -> Resolved {
        Resolved::Choice(branches.into_iter().map(|branch| self.node(branch)).collect())
    }

    fn computed(&self, span: Span, value: Value) -> Resolved {
        Resolved::Literal(Arc::new(Node::new(self.range(span), value)))
    }

    /// Joined texts; they take of what may be copied, because texts double.
    fn joined(&self, span: Span, text: String) -> Option<Resolved> {
        self.names.as_ref()?.charge(text.len())?;
        Some(self.computed(span, Value::String(text)))
    }

    /// What a name stands for where it is used.
    pub(super) fn name(&self, name: &IdentifierReference<'_>) -> Option<Resolved> {
        let names = self.names.as_ref()?;
        self.symbol(names, names.symbol(name)?, name.span)
    }

    /// What a name stands for at a place, by the name's declaration.
    pub(super) fn variable_named(
        &self,
        name: &BindingIdentifier<'_>,
        place: Span,
    ) -> Option<Resolved> {
        let names = self.names.as_ref()?;
        names.scoping();
        self.symbol(names, name.symbol_id.get()?, place)
    }

    /// What a name stands for that is used at a place.
    fn symbol(&self, names: &Names<'_>, symbol: SymbolId, place: Span) -> Option<Resolved> {
        let resolved =
            names.kept(symbol, || names.deeper(|| self.declared(names, symbol, place)))?;
        names.use_again(symbol)?;
        Some(resolved)
    }

    fn declared(&self, names: &Names<'_>, symbol: SymbolId, place: Span) -> Option<Resolved> {
        let resolved = match names.declaration(symbol)? {
            Symbol::Variable(variable) => self.variable(names, variable, symbol, place)?,
            Symbol::Imported(import) => Resolved::Imported(Arc::new(import)),
        };
        names.is_only_read(symbol, resolved.literal()).then_some(resolved)
    }

    fn variable(
        &self,
        names: &Names<'_>,
        variable: &VariableDeclarator<'_>,
        symbol: SymbolId,
        place: Span,
    ) -> Option<Resolved> {
        // before its line a `var` is undefined, and elsewhere than at the top its line may never be reached
        let is_set =
            !names.is_var(variable) || names.is_at_top(variable) && variable.span.end < place.start;
        is_set.then_some(())?;
        let init = variable.init.as_ref()?;
        if let BindingPattern::BindingIdentifier(_) = &variable.id {
            return self.resolved(init);
        }
        let BindingPattern::ObjectPattern(object) = &variable.id else { return None };
        let property = object.properties.iter().find(|property| {
            matches!(&property.value, BindingPattern::BindingIdentifier(name) if name.symbol_id.get() == Some(symbol))
        })?;
        let key = property.key.static_name().filter(|_| !property.computed)?;
        if let Some(text) = self.on_platform(init, &key) {
            return Some(self.text(property.span, text));
        }
        self.inside(self.resolved(init)?, &key)
    }

    fn member_of(&self, member: &MemberExpression<'_>) -> Option<Resolved> {
        let key = match member {
            MemberExpression::StaticMemberExpression(member) => member.property.name.to_string(),
            MemberExpression::ComputedMemberExpression(member) => {
                self.resolved(&member.expression)?.literal()?.text()?.to_owned()
            }
            MemberExpression::PrivateFieldExpression(_) => return None,
        };
        if let Some(text) = self.on_platform(member.object(), &key) {
            return Some(self.text(member.span(), text));
        }
        self.inside(self.resolved(member.object())?, &key)
    }

    /// A member of what is known.
    fn inside(&self, of: Resolved, key: &str) -> Option<Resolved> {
        let object = match of {
            Resolved::Choice(_) => return None,
            Resolved::Literal(object) => object,
            Resolved::Imported(import) => {
                let mut import = (*import).clone();
                self.names.as_ref()?.charge(import.keys.len())?;
                import.keys.push(key.to_owned());
                return Some(Resolved::Imported(Arc::new(import)));
            }
        };
        if object.may_replace(key) {
            return None;
        }
        match &object.get(key)?.value {
            Value::Known(literal) => Some(Resolved::Literal(Arc::clone(literal))),
            Value::Imported(import) => Some(Resolved::Imported(Arc::clone(import))),
            Value::Other(_) | Value::Choice(_) => None,
            Value::Object(_)
            | Value::Array(_)
            | Value::String(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null => Some(Resolved::Literal(Arc::new(self.copied(object.get(key)?)?))),
        }
    }

    /// A copy of a node, where what was copied before leaves room for it: keep this linear on adversarial input.
    pub(super) fn copied(&self, node: &Node) -> Option<Node> {
        self.names.as_ref()?.charge(node.range.len())?;
        Some(node.clone())
    }

    fn text(&self, span: Span, text: &str) -> Resolved {
        self.computed(span, Value::String(text.to_owned()))
    }

    /// What a build writes in place of `object.key`.
    fn on_platform(&self, object: &Expression<'_>, key: &str) -> Option<&'static str> {
        platform(&format!("{}.{key}", self.global(peel(object))?))
    }

    /// The path of a name that no declaration in the file has.
    fn global(&self, expression: &Expression<'_>) -> Option<String> {
        if let Expression::Identifier(name) = expression {
            return self.names.as_ref()?.symbol(name).is_none().then(|| name.name.to_string());
        }
        let member = expression.as_member_expression()?;
        Some(format!("{}.{}", self.global(peel(member.object()))?, member.static_property_name()?))
    }

    fn called(&self, names: &Names<'_>, call: &CallExpression<'_>) -> Option<Resolved> {
        let [argument] = call.arguments.as_slice() else { return None };
        let argument = argument.as_expression()?;
        let callee = path_of(&call.callee)?;
        if callee == "require" && self.global(peel(&call.callee)).is_some() {
            let import = Import { module: string(peel(argument))?, keys: Vec::new() };
            return Some(Resolved::Imported(Arc::new(import)));
        }
        let is_identity = IDENTITIES.contains(&callee.as_str());
        is_identity.then(|| names.deeper(|| self.resolved(argument))).flatten()
    }

    fn chosen(&self, choice: &LogicalExpression<'_>) -> Option<Resolved> {
        let takes_left = match choice.operator {
            LogicalOperator::And => self.truth(&choice.left).map(|holds| !holds),
            LogicalOperator::Or => self.truth(&choice.left),
            LogicalOperator::Coalesce => {
                let left = self.resolved(&choice.left);
                let left = left.as_ref().and_then(Resolved::literal);
                left.map(|left| left.literal().value != Value::Null)
            }
        };
        match (takes_left, choice.operator) {
            (Some(true), _) => self.resolved(&choice.left),
            (Some(false), _) => self.resolved(&choice.right),
            // a left side that is false has nothing in it
            (None, LogicalOperator::And) => Some(self.one_of([&choice.right])),
            (None, LogicalOperator::Or | LogicalOperator::Coalesce) => {
                Some(self.one_of([&choice.left, &choice.right]))
            }
        }
    }

    /// Whether a condition holds for WeChat.
    pub(super) fn truth(&self, condition: &Expression<'_>) -> Option<bool> {
        if let Expression::LogicalExpression(choice) = peel(condition) {
            let sides = (self.truth(&choice.left), self.truth(&choice.right));
            return match (choice.operator, sides) {
                (LogicalOperator::And, (Some(false), _) | (_, Some(false))) => Some(false),
                (LogicalOperator::Or, (Some(true), _) | (_, Some(true))) => Some(true),
                // neither decided it, so both agree
                (LogicalOperator::And | LogicalOperator::Or, (Some(left), Some(_))) => Some(left),
                (LogicalOperator::And | LogicalOperator::Or, (None, _) | (_, None))
                | (LogicalOperator::Coalesce, _) => None,
            };
        }
        match &self.resolved(condition)?.literal()?.literal().value {
            Value::Bool(yes) => Some(*yes),
            Value::Null => Some(false),
            Value::String(text) => Some(!text.is_empty()),
            Value::Object(_) | Value::Array(_) => Some(true),
            Value::Number(written) => written.parse::<f64>().ok().map(|number| number != 0.0),
            Value::Other(_) | Value::Choice(_) | Value::Known(_) | Value::Imported(_) => None,
        }
    }

    fn template(&self, template: &TemplateLiteral<'_>) -> Option<Resolved> {
        let mut text = String::new();
        let mut expressions = template.expressions.iter();
        for quasi in &template.quasis {
            text.push_str(quasi.value.cooked.as_ref()?);
            if let Some(expression) = expressions.next() {
                text.push_str(&self.part(expression)?.0);
            }
        }
        self.joined(template.span, text)
    }

    fn binary(&self, binary: &BinaryExpression<'_>) -> Option<Resolved> {
        use BinaryOperator::{Addition, Equality, Inequality, StrictEquality, StrictInequality};
        if binary.operator == Addition {
            return self.sum(binary);
        }
        let holds = matches!(binary.operator, Equality | StrictEquality);
        let compares = holds || matches!(binary.operator, Inequality | StrictInequality);
        compares.then(|| self.compared(binary, holds)).flatten()
    }

    fn compared(&self, binary: &BinaryExpression<'_>, holds: bool) -> Option<Resolved> {
        let [left, right] = [&binary.left, &binary.right].map(|side| self.resolved(side));
        let (left, right) = (left?, right?);
        let equal = match (&left.literal()?.literal().value, &right.literal()?.literal().value) {
            (Value::String(a), Value::String(b)) => a == b,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            _ => return None,
        };
        Some(self.computed(binary.span, Value::Bool(equal == holds)))
    }

    /// Texts that are joined; before a text stands at most one number, because two are added.
    fn sum(&self, sum: &BinaryExpression<'_>) -> Option<Resolved> {
        let parts: Option<Vec<(String, IsText)>> =
            addends(sum).into_iter().map(|part| self.part(part)).collect();
        let parts = parts?;
        parts.iter().take(2).any(|(_, is_text)| *is_text == IsText::Yes).then_some(())?;
        self.joined(sum.span, parts.into_iter().map(|(text, _)| text).collect())
    }

    /// A part of a joined text as it is written there.
    fn part(&self, expression: &Expression<'_>) -> Option<(String, IsText)> {
        match &self.resolved(expression)?.literal()?.literal().value {
            Value::String(text) => Some((text.clone(), IsText::Yes)),
            // a number of another form may be printed otherwise
            Value::Number(written) if is_plain(written) => Some((written.clone(), IsText::No)),
            Value::Number(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Object(_)
            | Value::Array(_)
            | Value::Other(_)
            | Value::Choice(_)
            | Value::Known(_)
            | Value::Imported(_) => None,
        }
    }
}

/// What a build for WeChat writes in place of a global name.
fn platform(path: &str) -> Option<&'static str> {
    PLATFORM.iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
}

/// Whether a part of a sum is a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum IsText {
    Yes,
    No,
}

/// Whether a number is printed as it is written.
fn is_plain(number: &str) -> bool {
    let digits = number.len() <= 9 && number.bytes().all(|b| b.is_ascii_digit());
    digits && (number == "0" || !number.starts_with('0'))
}
