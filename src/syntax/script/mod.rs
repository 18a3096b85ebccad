//! The script front end: the literals of JavaScript and TypeScript sources, and which of them are an app's configuration.

mod changes;
mod collect;
mod exported;
mod exports;
pub mod facts;
mod known;
mod module;
mod names;
mod read;
mod resolved;
mod scopes;
mod shape;
mod values;
mod when;

use std::collections::BTreeMap;
use std::panic;
use std::thread;

use oxc_allocator::Allocator;
use oxc_ast::ast::{Expression, ParenthesizedExpression, Program, Statement};
use oxc_ast_visit::Visit;
use oxc_parser::{Parser, ParserReturn};
use oxc_span::SourceType;

use self::exported::exported;
use self::facts::ScriptFacts;
pub use self::module::{Module, Origin, ScriptConfig};
use self::names::Names;
use self::read::{Finder, LiteralReader, ends};
use self::values::Values;
use crate::syntax::dialect::Dialect;
use crate::syntax::jsonc::{Cause, SyntaxFault};
use crate::syntax::static_value::{StaticValue, ValueKind};
use crate::syntax::{Node, Tree, scan};

/// Longer scripts are nobody's configuration.
pub const SIZE_LIMIT: usize = 2 << 20;
/// So many open tokens fit on any stack that we may stand on.
const FEW: usize = 64;
/// Enough for all tokens that [`scan`] lets be open.
const STACK: usize = 64 << 20;

/// Words that are no names, or are so only in some places.
const RESERVED: &str = "\
    arguments async await break case catch class const continue debugger default delete do else \
    enum eval export extends false finally for function if implements import in instanceof \
    interface let new null of package private protected public return static super switch throw \
    true try typeof var void while with yield";

/// The literals of a source file.
///
/// # Errors
/// The first place that is not of the dialect, or a text that is too long, too deep or too costly to be read.
pub fn module(text: &str, dialect: Dialect) -> Result<Module, SyntaxFault> {
    parse(text, dialect, |parsed, commas| {
        let reader = LiteralReader { text, shift: 0, names: None };
        let names = Some(Names::new(&parsed.program));
        let knowing = LiteralReader { names, ..reader };
        let mut finder = Finder::new(&reader, Some(&knowing));
        finder.configs = exported(&knowing, &parsed.program);
        finder.known = finder.configs.iter().map(|config| ends(&config.root.range)).collect();
        finder.visit_program(&parsed.program);
        let Finder { mut configs, nodes: loose, .. } = finder;
        configs.sort_by_key(|config| config.root.range.start);
        Ok(Module { configs, loose, commas: commas.into(), comments: reader.comments(parsed) })
    })
}

/// What a module exports, by name; the empty one is the module itself.
///
/// # Errors
/// As [`module()`].
pub fn exports(text: &str, dialect: Dialect) -> Result<BTreeMap<String, Node>, SyntaxFault> {
    parse(text, dialect, |parsed, _| {
        let names = Some(Names::new(&parsed.program));
        Ok(exports::exports(&LiteralReader { text, shift: 0, names }, &parsed.program))
    })
}

/// A text that is one expression, such as JSON5, between blanks and comments.
///
/// # Errors
/// As [`module()`], and a text that is more or less than one expression.
pub fn expression(text: &str) -> Result<Tree, SyntaxFault> {
    one(text, 0, Dialect::Ts, |wrapped, parsed, expression, commas| {
        let reader = LiteralReader { text: wrapped, shift: 1, names: None };
        let commas = commas.into_iter().map(|comma| comma - reader.shift).collect();
        Tree { root: reader.node(expression), commas, comments: reader.comments(parsed) }
    })
}

/// Parses a text that is one expression, in parentheses, because a module cannot begin with an object.
fn one<T: Send>(
    text: &str,
    base: usize,
    dialect: Dialect,
    read: impl FnOnce(&str, &ParserReturn<'_>, &Expression<'_>, Vec<usize>) -> T + Send,
) -> Result<T, SyntaxFault> {
    let wrapped = format!("({text}\n)");
    let found = parse(&wrapped, dialect, |parsed, commas| {
        // what closes the parentheses early is no expression
        let whole = in_parentheses(&parsed.program)
            .filter(|whole| whole.span.size() as usize == wrapped.len());
        let not_one = || SyntaxFault::of_script(1, "there is not one value in it");
        whole.map(|whole| read(&wrapped, parsed, &whole.expression, commas)).ok_or_else(not_one)
    });
    let at = |fault: &SyntaxFault| base + fault.at.saturating_sub(1).min(text.len());
    found.map_err(|fault| SyntaxFault { at: at(&fault), ..fault })
}

fn in_parentheses<'r, 'a>(program: &'r Program<'a>) -> Option<&'r ParenthesizedExpression<'a>> {
    let [Statement::ExpressionStatement(only)] = program.body.as_slice() else { return None };
    let Expression::ParenthesizedExpression(whole) = &only.expression else { return None };
    Some(whole)
}

/// Hands what a source does to `read`; its text stands at byte `base` of the file.
///
/// # Errors
/// As [`module()`].
pub fn facts<T: Send>(
    text: &str,
    base: usize,
    dialect: Dialect,
    read: impl FnOnce(&ScriptFacts<'_>) -> T + Send,
) -> Result<T, SyntaxFault> {
    let found = parse(text, dialect, |parsed, _| {
        Ok(read(&ScriptFacts::new(&parsed.program, Values::new(0, base))))
    });
    found.map_err(|fault| SyntaxFault { at: fault.at + base, ..fault })
}

/// Hands what one expression does to `read`; it stands at byte `base` of the file.
///
/// # Errors
/// As [`expression`].
pub fn expression_facts<T: Send>(
    text: &str,
    base: usize,
    read: impl FnOnce(&ScriptFacts<'_>) -> T + Send,
) -> Result<T, SyntaxFault> {
    one(text, base, Dialect::Js, |_, parsed, _, _| {
        read(&ScriptFacts::new(&parsed.program, Values::new(1, base)))
    })
}

/// A text that is one expression, as a value; it stands at byte `base` of the file.
///
/// # Errors
/// As [`expression`].
pub fn value(text: &str, base: usize) -> Result<StaticValue, SyntaxFault> {
    let parsed =
        || one(text, base, Dialect::Js, |_, _, expression, _| Values::new(1, base).of(expression));
    plain_name(text, base).map_or_else(parsed, Ok)
}

/// A name, or names joined by dots, between blanks: the most frequent expression of markup, which needs no parser.
fn plain_name(text: &str, base: usize) -> Option<StaticValue> {
    let name = text.trim_ascii();
    let start = base + text.len() - text.trim_ascii_start().len();
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$'))
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$'))
    };
    let first = name.split('.').next().unwrap_or_default();
    let is_path = name.split('.').all(is_name) && !RESERVED.split(' ').any(|word| word == first);
    is_path.then(|| StaticValue {
        range: start..start + name.len(),
        kind: ValueKind::Name(name.to_owned(), start),
    })
}
/// Parses and reads, where there is stack enough for it.
fn parse<T: Send>(
    text: &str,
    dialect: Dialect,
    read: impl FnOnce(&ParserReturn<'_>, Vec<usize>) -> Result<T, SyntaxFault> + Send,
) -> Result<T, SyntaxFault> {
    if text.len() > SIZE_LIMIT {
        let at = text.floor_char_boundary(SIZE_LIMIT);
        return Err(SyntaxFault {
            cause: Cause::TooLong,
            ..SyntaxFault::of_script(at, "the script is too long")
        });
    }
    let outline = scan::outline(text, dialect)?;
    let commas = outline.commas;
    #[cfg(test)]
    crate::syntax::count::count();
    let work = || {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, text, source_type(dialect)).parse();
        first_fault(text, &parsed).map_or_else(|| read(&parsed, commas), Err)
    };
    if outline.open <= FEW {
        return work();
    }
    let unstarted =
        || SyntaxFault { cause: Cause::NoThread, ..SyntaxFault::of_script(0, "no thread starts") };
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|_| unstarted())?;
        // a panic goes on in this thread, as if there had been no other
        thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
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
        Some(diagnostic) => Some(SyntaxFault::of_script(at, diagnostic.message.to_lowercase())),
        None if parsed.panicked => Some(SyntaxFault::of_script(at, "unexpected token")),
        None => None,
    }
}

#[cfg(test)]
mod tests;
