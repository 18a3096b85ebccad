//! The script front end: the literals of JavaScript and TypeScript sources, and which of them are an app's configuration.

pub mod acts;
mod bind;
mod exported;
mod observe;
mod read;
mod terms;

use std::ops::Range;
use std::panic;
use std::thread;

use oxc_allocator::Allocator;
use oxc_ast::ast::{Expression, Statement};
use oxc_ast_visit::Visit;
use oxc_parser::{Parser, ParserReturn};
use oxc_span::SourceType;

use self::acts::Acts;
use self::exported::exported;
use self::observe::observe;
use self::read::{Finder, Reader, ends};
use self::terms::Terms;
use crate::syntax::jsonc::{Cause, SyntaxFault};
use crate::syntax::term::Term;
use crate::syntax::{Node, Tree, scan};

/// Longer scripts are nobody's configuration.
pub const SIZE_LIMIT: usize = 2 << 20;
/// So many open tokens fit on any stack that we may stand on.
const FEW: usize = 64;
/// Enough for all tokens that [`scan`] lets be open.
const STACK: usize = 64 << 20;

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
    /// An object, or [`Value::Other`](crate::syntax::Value::Other) where an expression decides which of the literals in it are used.
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
        let not_one = || SyntaxFault::of_script(1, "there is not one value in it");
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

/// What a source does; its text stands at byte `base` of the file.
///
/// # Errors
/// As [`module`].
pub fn acts(text: &str, base: usize, dialect: Dialect) -> Result<Acts, SyntaxFault> {
    let acts = parse(text, dialect, |parsed, _| Ok(observe(&parsed.program, Terms::new(0, base))));
    acts.map_err(|fault| SyntaxFault { at: fault.at + base, ..fault })
}

/// A text that is one expression, as a term and as what it does; it stands at byte `base` of the file.
///
/// # Errors
/// As [`expression`].
pub fn term(text: &str, base: usize) -> Result<(Term, Acts), SyntaxFault> {
    let wrapped = format!("({text}\n)");
    let found = parse(&wrapped, Dialect::Js, |parsed, _| {
        let [Statement::ExpressionStatement(statement)] = parsed.program.body.as_slice() else {
            return Err(SyntaxFault::of_script(1, "there is not one value in it"));
        };
        let term = Terms::new(1, base).of(&statement.expression);
        Ok((term, observe(&parsed.program, Terms::new(1, base))))
    });
    found.map_err(|fault| SyntaxFault { at: base + fault.at.saturating_sub(1), ..fault })
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
