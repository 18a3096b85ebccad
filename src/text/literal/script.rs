//! The script front end: the literals of JavaScript and TypeScript sources, and which of them are an app's configuration.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::thread;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    ArrayExpression, ArrayExpressionElement, AssignmentExpression, AssignmentOperator,
    BindingPattern, Declaration, ExportDefaultDeclaration, ExportDefaultDeclarationKind,
    ExportNamedDeclaration, Expression, MemberExpression, ModuleExportName, ObjectExpression,
    ObjectProperty, ObjectPropertyKind, Program, PropertyDefinition, PropertyKind, Statement,
    UnaryOperator, VariableDeclaration,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::{Parser, ParserReturn};
use oxc_span::{GetSpan, SourceType, Span};

use crate::text::literal::jsonc::SyntaxFault;
use crate::text::literal::{Member, Node, Tree, Value, scan};

/// Longer scripts are nobody's configuration.
const SIZE_LIMIT: usize = 2 << 20;
/// So many open tokens fit on any stack that we may stand on.
const FEW: usize = 64;
/// Enough for all tokens that [`scan`] lets be open.
const STACK: usize = 64 << 20;
/// How many names are followed from an export to a literal.
const HOPS: usize = 4;

/// The language of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// JavaScript, with JSX.
    Js,
    /// TypeScript.
    Ts,
    /// TypeScript with JSX.
    Tsx,
}

/// The literals of a source file.
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    /// What may be the configuration, in order of writing.
    pub configs: Vec<Config>,
    /// The outermost object literals that stand anywhere else, each once, in order of writing.
    ///
    /// `x.plugins = { … }` is given as an object whose one member is `plugins`; only the value may be edited there.
    pub loose: Vec<Node>,
    /// Offsets of the commas, ascending.
    pub commas: Vec<usize>,
    /// Ranges of the comments, ascending.
    pub comments: Vec<Range<usize>>,
}

impl Module {
    /// One of the literals as a tree, for edits.
    pub fn tree(&self, root: &Node) -> Tree {
        Tree { root: root.clone(), commas: self.commas.clone(), comments: self.comments.clone() }
    }
}

/// What a source file exports or sets as its configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Where it stands.
    pub origin: Origin,
    /// An object, or [`Value::Other`] where an expression decides which of the literals in it are used.
    pub root: Node,
}

/// The places where frameworks look for a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `export default`.
    DefaultExport,
    /// `module.exports =`, or TypeScript's `export =`.
    ModuleExports,
    /// The property `config` of a class, or `App.config =`.
    Property,
}

/// The literals of a source file.
///
/// # Errors
/// The first place that is not of the dialect, or a text that is too long, too deep or too costly to be read.
pub fn module(text: &str, dialect: Dialect) -> Result<Module, SyntaxFault> {
    parse(text, dialect, |parsed, commas| {
        let reader = Reader { text, shift: 0 };
        let mut finder = Finder::new(&reader, true);
        finder.configs = exported(&reader, &parsed.program);
        finder.known = finder.configs.iter().map(|config| ends(&config.root.range)).collect();
        finder.visit_program(&parsed.program);
        let Finder { mut configs, nodes: loose, .. } = finder;
        configs.sort_by_key(|config| config.root.range.start);
        Ok(Module { configs, loose, commas, comments: reader.comments(parsed) })
    })
}

/// A text that is one expression, such as JSON5, between blanks and comments.
///
/// # Errors
/// As [`module`], and a text that is more or less than one expression.
pub fn expression(text: &str) -> Result<Tree, SyntaxFault> {
    // a module cannot begin with an object; what closes the parentheses early is no expression
    let wrapped = format!("({text}\n)");
    let tree = parse(&wrapped, Dialect::Ts, |parsed, commas| {
        let reader = Reader { text: &wrapped, shift: 1 };
        let not_one = || SyntaxFault { at: 1, reason: "there is not one value in it".to_owned() };
        let [Statement::ExpressionStatement(statement)] = parsed.program.body.as_slice() else {
            return Err(not_one());
        };
        let Expression::ParenthesizedExpression(whole) = &statement.expression else {
            return Err(not_one());
        };
        if whole.span.size() as usize != wrapped.len() {
            return Err(not_one());
        }
        let commas = commas.into_iter().map(|comma| comma - reader.shift).collect();
        let comments = reader.comments(parsed);
        Ok(Tree { root: reader.node(&whole.expression), commas, comments })
    });
    tree.map_err(|fault| SyntaxFault { at: fault.at.saturating_sub(1).min(text.len()), ..fault })
}

/// Parses and reads, where there is stack enough for it.
fn parse<T: Send>(
    text: &str,
    dialect: Dialect,
    read: impl FnOnce(&ParserReturn<'_>, Vec<usize>) -> Result<T, SyntaxFault> + Send,
) -> Result<T, SyntaxFault> {
    if text.len() > SIZE_LIMIT {
        let at = text.floor_char_boundary(SIZE_LIMIT);
        return Err(SyntaxFault { at, reason: "the script is too long".to_owned() });
    }
    let outline = scan::outline(text, dialect)?;
    let commas = outline.commas;
    let work = || {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, text, source_type(dialect)).parse();
        first_fault(text, &parsed).map_or_else(|| read(&parsed, commas), Err)
    };
    if outline.open <= FEW {
        return work();
    }
    let stopped = || SyntaxFault { at: 0, reason: "the script cannot be read".to_owned() };
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|_| stopped())?;
        thread.join().unwrap_or_else(|_| Err(stopped()))
    })
}

fn source_type(dialect: Dialect) -> SourceType {
    match dialect {
        Dialect::Js => SourceType::unambiguous().with_jsx(true),
        Dialect::Ts => SourceType::ts(),
        Dialect::Tsx => SourceType::tsx(),
    }
}

fn first_fault(text: &str, parsed: &ParserReturn<'_>) -> Option<SyntaxFault> {
    let first = parsed.diagnostics.first();
    let label = first.and_then(|diagnostic| diagnostic.labels.first());
    let at = text.floor_char_boundary(label.map_or(0, |label| label.offset() as usize));
    match first {
        Some(diagnostic) => Some(SyntaxFault { at, reason: diagnostic.message.to_lowercase() }),
        None if parsed.panicked => Some(SyntaxFault { at, reason: "unexpected token".to_owned() }),
        None => None,
    }
}

/// What the variables of a module are declared as.
type Names<'r, 'a> = BTreeMap<&'r str, &'r Expression<'a>>;

/// What is exported as a whole, or set as the property of a name.
fn exported(reader: &Reader<'_>, program: &Program<'_>) -> Vec<Config> {
    let names = names(program);
    let mut known = BTreeSet::new();
    let candidates = program.body.iter().filter_map(|statement| candidate(&names, statement));
    let configs = candidates.map(|(origin, expression)| Config {
        origin,
        root: reader.node(look_through(&names, expression)),
    });
    configs
        .filter(|config| is_config(&config.root) && known.insert(ends(&config.root.range)))
        .collect()
}

fn ends(range: &Range<usize>) -> (usize, usize) {
    (range.start, range.end)
}

fn is_config(root: &Node) -> bool {
    match &root.value {
        Value::Object(_) => true,
        Value::Other(nodes) => nodes.iter().any(has_object),
        Value::Array(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {
            false
        }
    }
}

fn has_object(node: &Node) -> bool {
    node.walk().iter().any(|node| node.members().is_some())
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

/// The object, the last property and its place, of `object.property =`.
fn target<'r, 'a>(
    assignment: &'r AssignmentExpression<'a>,
) -> Option<(&'r Expression<'a>, Cow<'r, str>, Span)> {
    match assignment.left.as_member_expression()? {
        MemberExpression::StaticMemberExpression(member) => {
            let property = &member.property;
            Some((&member.object, Cow::Borrowed(property.name.as_str()), property.span))
        }
        MemberExpression::ComputedMemberExpression(member) => {
            let text = string(&member.expression)?;
            Some((&member.object, Cow::Owned(text), member.expression.span()))
        }
        MemberExpression::PrivateFieldExpression(_) => None,
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

/// Follows names to what they are declared as, and `defineAppConfig( … )` to its argument.
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
            match (call.callee.is_specific_id("defineAppConfig"), call.arguments.as_slice()) {
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

/// The expression without parentheses and type assertions around it.
fn peel<'r, 'a>(expression: &'r Expression<'a>) -> &'r Expression<'a> {
    let mut inner = expression;
    loop {
        inner = if let Expression::ParenthesizedExpression(outer) = inner {
            &outer.expression
        } else if let Expression::TSAsExpression(outer) = inner {
            &outer.expression
        } else if let Expression::TSSatisfiesExpression(outer) = inner {
            &outer.expression
        } else if let Expression::TSNonNullExpression(outer) = inner {
            &outer.expression
        } else if let Expression::TSTypeAssertion(outer) = inner {
            &outer.expression
        } else {
            return inner;
        };
    }
}

/// The text of a string, or of a template without substitutions.
fn string(expression: &Expression<'_>) -> Option<String> {
    if let Expression::StringLiteral(literal) = expression {
        return Some(literal.value.to_string());
    }
    let Expression::TemplateLiteral(template) = expression else { return None };
    template.single_quasi().map(|text| text.to_string())
}

/// Makes nodes of what the parser found.
struct Reader<'t> {
    text: &'t str,
    /// How much of the text is not the caller's.
    shift: usize,
}

impl Reader<'_> {
    fn range(&self, span: Span) -> Range<usize> {
        span.start as usize - self.shift..span.end as usize - self.shift
    }

    fn comments(&self, parsed: &ParserReturn<'_>) -> Vec<Range<usize>> {
        parsed.program.comments.iter().map(|comment| self.range(comment.span)).collect()
    }

    fn node(&self, expression: &Expression<'_>) -> Node {
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
    fn other(&self, span: Span, visit: impl FnOnce(&mut Finder<'_, '_>)) -> Node {
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
struct Finder<'r, 't> {
    reader: &'r Reader<'t>,
    /// Whether it goes over a module, where configurations are not looked for again, and arrays are only looked into.
    over_module: bool,
    configs: Vec<Config>,
    /// Where the configurations stand that were found before.
    known: BTreeSet<(usize, usize)>,
    nodes: Vec<Node>,
}

impl<'r, 't> Finder<'r, 't> {
    fn new(reader: &'r Reader<'t>, over_module: bool) -> Self {
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
            Some(root) => self.configs.push(Config { origin: Origin::Property, root }),
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
            Some(root) => self.configs.push(Config { origin: Origin::DefaultExport, root }),
            None => walk::walk_export_default_declaration(self, it),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::edit::apply;
    use crate::text::literal::edit::{Item, insert, remove};
    use crate::text::literal::layout::Fresh;

    fn read(text: &str, dialect: Dialect) -> Module {
        module(text, dialect).unwrap_or_else(|fault| panic!("{fault:?} in {text}"))
    }

    /// Origins and texts of the configurations, and the texts of the loose literals.
    fn found(text: &str, dialect: Dialect) -> (Vec<(Origin, &str)>, Vec<&str>) {
        let module = read(text, dialect);
        let configs = module.configs.iter();
        let configs = configs.map(|config| (config.origin, &text[config.root.range.clone()]));
        let loose = module.loose.iter().map(|node| &text[node.range.clone()]);
        (configs.collect(), loose.collect())
    }

    /// A value as a reader sees it.
    fn plain(node: &Node) -> String {
        let list = |nodes: &[Node]| nodes.iter().map(plain).collect::<Vec<_>>().join(",");
        match &node.value {
            Value::Object(members) => {
                let pairs = members.iter().map(|one| format!("{}={}", one.key, plain(&one.value)));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
            }
            Value::Array(nodes) => format!("[{}]", list(nodes)),
            Value::String(text) => format!("'{text}'"),
            Value::Number(text) => text.clone(),
            Value::Bool(yes) => yes.to_string(),
            Value::Null => "null".to_owned(),
            Value::Other(nodes) => format!("?({})", list(nodes)),
        }
    }

    fn root(text: &str) -> String {
        plain(&read(text, Dialect::Ts).configs[0].root)
    }

    #[test]
    fn each_framework_has_its_place_for_a_configuration() {
        use Origin::{DefaultExport, ModuleExports, Property};
        for (text, dialect, origin) in [
            ("export default {a: 1}", Dialect::Js, DefaultExport),
            ("export default defineAppConfig({a: 1})", Dialect::Js, DefaultExport),
            ("export default defineAppConfig({a: 1} as AppConfig)", Dialect::Ts, DefaultExport),
            ("const c = {a: 1}; export default c", Dialect::Js, DefaultExport),
            ("let c: C = {a: 1} as C\nexport default c as D", Dialect::Ts, DefaultExport),
            (
                "export const c = {a: 1} satisfies C\nexport { c as default }",
                Dialect::Ts,
                DefaultExport,
            ),
            ("const c = defineAppConfig({a: 1})\nexport default c", Dialect::Js, DefaultExport),
            ("const c = {a: 1}\nexport default defineAppConfig(c)", Dialect::Js, DefaultExport),
            ("module.exports = {a: 1}", Dialect::Js, ModuleExports),
            ("const c = {a: 1}\nmodule.exports = exports = c", Dialect::Js, ModuleExports),
            ("export = {a: 1}", Dialect::Ts, ModuleExports),
            (
                "class App extends Component { config = {a: 1}; render() { return <a/> } }",
                Dialect::Js,
                Property,
            ),
            (
                "@at()\nexport default class extends wepy.app { config = {a: 1} }",
                Dialect::Js,
                Property,
            ),
            ("class App extends C<P> { static config: Config = {a: 1} }", Dialect::Tsx, Property),
            ("function App() {}\nApp.config = {a: 1}", Dialect::Js, Property),
        ] {
            assert_eq!(found(text, dialect), (vec![(origin, "{a: 1}")], vec![]), "{text}");
        }
    }

    #[test]
    fn an_export_that_is_computed_is_known_by_the_literals_in_it() {
        for text in [
            "export default () => ({a: 1})",
            "export default function () { return {a: 1} }",
            "export default define({a: 1})",
            "export default defineAppConfig({a: 1}, 2)",
            "export default process.env.LIVE ? {a: 1} : undefined",
            "module.exports = Object.assign(base, {a: 1})",
        ] {
            assert_eq!(root(text), "?({a=1})", "{text}");
            assert!(read(text, Dialect::Ts).loose.is_empty(), "{text}");
        }
        assert!(read("export default [1]", Dialect::Js).configs.is_empty());
    }

    #[test]
    fn what_stands_elsewhere_is_loose_and_given_once() {
        let text = "import a from 'a'\nconst config = {b: 1}\nif (live) config.plugins = {c: 1}\n\
            config['plugins'] = live ? {d: 1} : {}\nconfig.plugins.live = ({e: 1})\n\
            config.subPackages = [{f: 1}]\nObject.assign(config, {g: 1})\n\
            function f() { return [{h: [{i: 1}]}] }\nexport default config";
        let (configs, loose) = found(text, Dialect::Js);
        assert_eq!(configs, [(Origin::DefaultExport, "{b: 1}")]);
        let module = read(text, Dialect::Js);
        let seen: Vec<String> = module.loose.iter().map(plain).collect();
        assert_eq!(
            seen,
            [
                "{plugins={c=1}}",
                "{plugins=?({d=1},{})}",
                "{live={e=1}}",
                "{subPackages=[{f=1}]}",
                "{g=1}",
                "{h=[{i=1}]}"
            ]
        );
        assert_eq!(loose[0], "plugins = {c: 1}");
        let key = |at: usize| module.loose[at].members().expect("object")[0].key_range.clone();
        assert_eq!(&text[key(1)], "'plugins'");
        assert_eq!(&text[key(2)], "live");
    }

    #[test]
    fn ranges_point_to_the_bytes_behind_chinese_and_a_byte_order_mark() {
        let text = "\u{feff}// 直播\nexport default /* 配置 */ ({ '插件': [`中`, \"\\u4e2d\"], n: -1.5, } as Config)";
        let module = read(text, Dialect::Ts);
        let root = &module.configs[0].root;
        assert!(text[root.range.clone()].starts_with("{ '插件'"));
        assert!(text[root.outer.clone()].starts_with("({ '插件'"));
        let member = root.member("插件").expect("member");
        assert_eq!(&text[member.key_range.clone()], "'插件'");
        assert_eq!(&text[member.range()], "'插件': [`中`, \"\\u4e2d\"]");
        let elements = member.value.elements().expect("array");
        assert_eq!(elements.iter().map(Node::text).collect::<Vec<_>>(), [Some("中"), Some("中")]);
        assert_eq!(root.get("n").map(|node| &node.value), Some(&Value::Number("-1.5".into())));
        let comments: Vec<&str> = module.comments.iter().map(|one| &text[one.clone()]).collect();
        assert_eq!(comments, ["// 直播", "/* 配置 */"]);
        assert_eq!(module.commas.len(), 3);
        assert!(module.commas.iter().all(|comma| &text[*comma..=*comma] == ","));
    }

    #[test]
    fn wrappers_are_looked_through_and_belong_to_the_item() {
        let text = "export default { a: (({ x: 1 })) as A<B, C>, b: <T>['s'!], c: 1 }";
        let module = read(text, Dialect::Ts);
        let root = &module.configs[0].root;
        assert_eq!(plain(root), "{a={x=1},b=['s'],c=1}");
        let items: Vec<&str> = root.items().into_iter().map(|item| &text[item]).collect();
        assert_eq!(items, ["a: (({ x: 1 })) as A<B, C>", "b: <T>['s'!]", "c: 1"]);
        assert_eq!(&text[root.get("a").expect("a").range.clone()], "{ x: 1 }");
        let tree = module.tree(root);
        let after = apply(text, &remove(text, &tree, root, 0));
        assert_eq!(after, "export default { b: <T>['s'!], c: 1 }");
    }

    #[test]
    fn what_is_no_pair_is_seen() {
        assert_eq!(
            root(
                "export default { a, b() { return {x: 1} }, get c() { return [2] }, async *d() {}, 'e': f({y: 1}), 1: 2, [g]: {z: 1}, ['h']: 1, ...i, ...(j && {k: 1}), l: `${m}`, n: /x/ }"
            ),
            "{a=?(),b=?({x=1}),c=?([2]),d=?(),e=?({y=1}),1=2,=?({z=1}),h=?(),=?(),=?({k=1}),l=?(),n=?()}"
        );
        assert_eq!(root("export default {a: [,1,,...b,]}"), "{a=[?(),1,?(),?()]}");
        let text = "export default { get a() { return 1 }, ...b }";
        let module = read(text, Dialect::Js);
        let items = module.configs[0].root.items();
        assert_eq!(&text[items[0].clone()], "get a() { return 1 }");
        let spread = &module.configs[0].root.members().expect("object")[1];
        assert_eq!((&text[spread.range()], spread.key_range.len()), ("...b", 0));
        let all = module.configs[0].root.walk().len();
        assert_eq!(all, 3);
    }

    #[test]
    fn one_expression_is_read_between_blanks_and_comments() {
        let text = "\n  // 配置\n  { pages: ['a', 'b',], 'n': +1, h: 0xF, } // end";
        let tree = expression(text).expect("json5");
        assert_eq!(plain(&tree.root), "{pages=['a','b'],n=+1,h=0xF}");
        assert!(text[tree.root.range.clone()].starts_with("{ pages"));
        assert_eq!(tree.comments.iter().map(|one| &text[one.clone()]).next_back(), Some("// end"));
        assert!(tree.commas.iter().all(|comma| &text[*comma..=*comma] == ","));
        assert_eq!(expression("{a: 1").map_err(|fault| fault.at), Err(5));
        for text in ["", "a)(b", "a);(b", "1, 2)", "{} {}", "x =", "'use strict');('b'"] {
            assert!(expression(text).is_err(), "{text}");
        }
    }

    #[test]
    fn faults_have_their_place_and_are_lowercase() {
        let fault = module("export default {a: 1 b: 2}", Dialect::Js).expect_err("no comma");
        assert_eq!(fault.at, 21);
        assert_eq!(fault.reason, fault.reason.to_lowercase());
        assert!(module("let x: number = 1", Dialect::Js).is_err());
        assert!(module("let x = <a/>", Dialect::Ts).is_err());
        assert!(module("let x = <a/>", Dialect::Tsx).is_ok());
        assert!(module(&" ".repeat(SIZE_LIMIT + 1), Dialect::Js).is_err());
    }

    /// Everything that nests or runs on, as: before, opening, middle, closing.
    const NESTS: [[&str; 4]; 58] = [
        ["x=", "(", "1", ")"],
        ["x=", "(", "", ""],
        ["x=", "[", "", "]"],
        ["x=", "{a:", "1", "}"],
        ["", "{", "", "}"],
        ["x=", "function(){return ", "1", "}"],
        ["x=", "class{a(){return ", "1", "}}"],
        ["x=", "{get a(){return ", "1", "}}"],
        ["x=", "!", "1", ""],
        ["x=", "- ", "1", ""],
        ["x=", "typeof ", "1", ""],
        ["x=", "await ", "1", ""],
        ["x=", "new ", "a", ""],
        ["x=", "a=>", "1", ""],
        ["x=", "(a=", "1", ")=>1"],
        ["x=", "(a=", "1", ")"],
        ["x=", "a?(b=", "1", "):c"],
        ["x=", "a?(b):c=>", "1", ""],
        ["x=", "async(a=", "1", ")"],
        ["x=", "({a=", "1", "})"],
        ["x=", "(a=b<", "1", ")"],
        ["x=", "(a=b<(", "1", "))"],
        ["x=", "(a=a<{b:typeof c<", "1", "}>)"],
        ["x=", "a<", "1", ""],
        ["x=", "a<b>(", "1", ")"],
        ["x=", "a=", "1", ""],
        ["x=", "a**", "1", ""],
        ["x=", "a+", "1", ""],
        ["x=", "a,", "1", ""],
        ["x=a", ".b", "", ""],
        ["x=a", "()", "", ""],
        ["x=a", "[0]", "", ""],
        ["x=a", "``", "", ""],
        ["x=a", "!", "", ""],
        ["x=", "a?b:", "1", ""],
        ["x=", "a?", "1", ":b"],
        ["x=", "`${", "1", "}`"],
        ["", "if(a)", ";", ""],
        ["", "if(a);else ", ";", ""],
        ["", "if(a)b,c;else ", ";", ""],
        ["", "if(a)b,c\nelse ", ";", ""],
        ["", "for(;;)", ";", ""],
        ["", "do ", ";", " while(a)"],
        ["", "a:", ";", ""],
        ["", "try{", "", "}catch{}"],
        ["x=", "<a>", "", "</a>"],
        ["x=", "<>", "", "</>"],
        ["x=", "<a b=", "'1'", "/>"],
        ["x=", "<a>{", "1", "}</a>"],
        ["x=", "<a>,;", "", "</a>"],
        ["x=", "<T>", "1", ""],
        ["x=1", " as T", "", ""],
        ["let x:", "A<B,", "C", ">"],
        ["let x:", "{a:", "B", "}"],
        ["let x:", "keyof ", "B", ""],
        ["type x=", "a extends b?c:", "B", ""],
        ["", "namespace a{", "", "}"],
        ["let ", "[", "a", "]=1"],
    ];

    const DIALECTS: [Dialect; 3] = [Dialect::Js, Dialect::Ts, Dialect::Tsx];

    #[test]
    fn nothing_nests_so_deep_that_the_stack_overflows() {
        for [before, open, middle, close] in NESTS {
            for fold in [160, 500, 2_000, 10_000, 1_000_000] {
                let text = format!("{before}{}{middle}{}", open.repeat(fold), close.repeat(fold));
                for dialect in DIALECTS {
                    let _ = module(&text, dialect);
                }
                let _ = expression(&text);
            }
        }
    }

    #[test]
    fn many_configurations_are_read_in_time() {
        for part in ["x.config={a};", "class A{config={a:{}}};", "x.config=b;", "a={b:[{}]};"] {
            let text = format!("const b={{}};{}export default b", part.repeat(20_000));
            assert!(module(&text, Dialect::Js).is_ok(), "{part}");
        }
    }

    #[test]
    fn depth_is_a_fault() {
        for fold in [10_000, 1_000_000] {
            for open in ["(", "[", "!", "a+", "<a>", "`${", "a.b+", "if(a)"] {
                assert!(module(&open.repeat(fold), Dialect::Js).is_err(), "{open} {fold}");
            }
        }
        let sum = "a + 'b' + ".repeat(1_000) + "c";
        assert!(module(&sum, Dialect::Js).is_ok());
        let lines = "a.b(c, {d: 1})\nif (e) { f() }\n".repeat(500);
        assert!(module(&lines, Dialect::Js).is_ok());
    }

    fn soup() -> impl Strategy<Value = String> {
        let pieces = [
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "<",
            ">",
            "</",
            "/>",
            "<a",
            "</a>",
            "<>",
            "</>",
            "`",
            "${",
            "'",
            "\"",
            "/",
            "//",
            "/*",
            "*/",
            "\\",
            "\n",
            " ",
            ",",
            ";",
            ":",
            "?",
            "?.",
            ".",
            "...",
            "=",
            "=>",
            "==",
            "+",
            "++",
            "-",
            "--",
            "!",
            "*",
            "**",
            "&&",
            "|",
            "a",
            "b",
            "1",
            "中",
            "if",
            "else",
            "for",
            "while",
            "do",
            "return",
            "typeof",
            "await",
            "async",
            "yield",
            "of",
            "in",
            "new",
            "class",
            "function",
            "extends",
            "const",
            "export default",
            "import",
            "type",
            "as",
            "keyof",
            "@",
            "#",
            "<!--",
            "-->",
            "config",
            "a=",
            "(a=",
            "a<",
            "/a/",
            "'s'",
        ];
        let piece = prop::sample::select(pieces.to_vec());
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_makes_the_reader_panic(text in soup(), spaced in "[a-c=<>(){}\\[\\]/'`$,;:?!. \n中]{0,40}") {
            for text in [text, spaced] {
                for dialect in DIALECTS {
                    let _ = module(&text, dialect);
                }
                let _ = expression(&text);
            }
        }
    }

    fn entry() -> Item {
        let text = |text: &str| Fresh::Text(text.to_owned());
        let value =
            vec![("version".to_owned(), text("1.3.5")), ("provider".to_owned(), text("it's"))];
        Item::member("live-player-plugin", Fresh::Object(value))
    }

    /// The tree of a text, however it is one.
    fn tree(text: &str) -> Tree {
        match module(text, Dialect::Ts) {
            Ok(module) if !module.configs.is_empty() => module.tree(&module.configs[0].root),
            Ok(_) | Err(_) => expression(text).unwrap_or_else(|fault| panic!("{fault:?} {text}")),
        }
    }

    /// The text with an entry in the object at a path, and the law that removing it is the inverse.
    fn inserted(text: &str, path: &[&str], item: &Item) -> String {
        let step = |node: &Node, key: &str| node.get(key).cloned().expect("key");
        let at = |tree: &Tree| path.iter().fold(tree.root.clone(), |node, key| step(&node, key));
        let before = tree(text);
        let after = apply(text, &insert(text, &before, &at(&before), item));
        let grown = tree(&after);
        let last = at(&grown).items().len() - 1;
        assert_eq!(last, at(&before).items().len(), "{after}");
        assert_eq!(apply(&after, &remove(&after, &grown, &at(&grown), last)), text, "{after}");
        after
    }

    #[test]
    fn an_entry_is_written_as_the_neighbours_are() {
        for (text, after) in [
            (
                "export default {\n  pages: ['a'],\n  plugins: {},\n}\n",
                "export default {\n  pages: ['a'],\n  plugins: {\n    'live-player-plugin': {\n      version: '1.3.5',\n      provider: 'it\\'s'\n    }\n  },\n}\n",
            ),
            (
                "module.exports = { plugins: { other: { version: \"1\" }, }, }",
                "module.exports = { plugins: { other: { version: \"1\" }, \"live-player-plugin\": { version: \"1.3.5\", provider: \"it's\" }, }, }",
            ),
            (
                "{\n\t'pages': ['a'],\n\t'plugins': {\n\t\t'x': { 'version': '1' }\n\t}\n}",
                "{\n\t'pages': ['a'],\n\t'plugins': {\n\t\t'x': { 'version': '1' },\n\t\t'live-player-plugin': { 'version': '1.3.5', 'provider': 'it\\'s' }\n\t}\n}",
            ),
            (
                "class A {\r\n    config: C = {\r\n        plugins: {\r\n            a: {\r\n                version: '1', // old\r\n            }, // a\r\n        } as P\r\n    }\r\n}",
                "class A {\r\n    config: C = {\r\n        plugins: {\r\n            a: {\r\n                version: '1', // old\r\n            }, // a\r\n            'live-player-plugin': {\r\n                version: '1.3.5',\r\n                provider: 'it\\'s'\r\n            },\r\n        } as P\r\n    }\r\n}",
            ),
        ] {
            assert_eq!(inserted(text, &["plugins"], &entry()), after);
        }
    }

    #[test]
    fn inserting_and_removing_are_inverse_in_every_style() {
        let name =
            Item::member("plugins", Fresh::Object(vec![("a".into(), Fresh::Text("b".into()))]));
        for text in [
            "export default {a: 1}",
            "export default { a: 'b' }",
            "export default {}",
            "export default defineAppConfig({\n  a: 1\n})",
            "export default defineAppConfig({\n  a: 1,\n});",
            "export default defineAppConfig({\n  a\n  , b: 1\n})",
            "export default {\n  ...base,\n}",
            "export default {\n  a: 1,\n  ...(live && { b: 2 })\n}",
            "export default { a() { return 1 } }",
            "export default { get a() { return 1 }, }",
            "export default {\n  a: (1), // one\n  // end\n}",
            "export default {\n  a: ({ b: 1 }) as C<D, E>\n} as F",
            "const c: C = {\r\n\t\"a\": \"b\"\r\n};\r\nexport default c;",
            "module.exports = {\n    'a': 'b',\n}",
            "class App extends wepy.app {\n  config = {\n    a: 'b'\n  }\n}",
            "// 配置\nexport default { 中: '中' /* 。 */ }",
            "  { a: [1, 2,], }  ",
            "{\n  // json5\n  a: +1,\n  'b-c': \"d\",\n}",
        ] {
            inserted(text, &[], &name);
        }
        assert_eq!(
            inserted("export default { a: \"1\", b: '2', 'c-d': '3' }", &[], &name),
            "export default { a: \"1\", b: '2', 'c-d': '3', plugins: { a: 'b' } }"
        );
    }
}
