//! The JSON front end: strict JSON, and with forgiveness comments, trailing commas and a byte order mark.

use jsonc_parser::ast;
use jsonc_parser::tokens::Token;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};

use crate::syntax::{Member, Node, Tree, Value};
use crate::text::lines::is_blank;

/// What jsonc-parser accepts beyond this is never JSON to anybody, so all of it is off.
const FORGIVING: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_loose_object_property_names: false,
    allow_trailing_commas: true,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// The reason where a parser would only say that it did not expect the byte.
const NUL: &str = "a NUL byte, as in UTF-16, or left by a crash while the file was written";

/// Why a text cannot be read even with forgiveness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxFault {
    /// Byte offset where reading stopped.
    pub at: usize,
    /// The parser's reason, lowercase.
    pub reason: String,
    /// What it is not, or whose fault it is.
    pub cause: Cause,
}

/// What keeps a text from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It is not JSON.
    NotJson,
    /// It is not the script or the expression that it should be.
    NotScript,
    /// It is a script that is too long.
    TooLong,
    /// The system, which starts no thread for the parser.
    NoThread,
}

impl SyntaxFault {
    /// A fault of JSON.
    fn of_json(at: usize, reason: impl Into<String>) -> Self {
        Self { at, reason: reason.into(), cause: Cause::NotJson }
    }

    /// A fault of a script.
    pub(super) fn of_script(at: usize, reason: impl Into<String>) -> Self {
        Self { at, reason: reason.into(), cause: Cause::NotScript }
    }
}

/// What strict JSON forbids and this front end forgives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leniency {
    /// A UTF-8 byte order mark.
    ByteOrderMark,
    /// `//` or `/* */`.
    Comment,
    /// A comma before a closing bracket.
    TrailingComma,
}

/// Reads `text`; nesting beyond 512 levels is a fault, not a stack overflow.
///
/// # Errors
/// The first place that is not JSON even with comments and trailing commas forgiven.
pub fn parse(text: &str) -> Result<Tree, SyntaxFault> {
    #[cfg(test)]
    crate::syntax::count::count();
    let mark = byte_order_mark(text);
    let collect = CollectOptions { comments: CommentCollectionStrategy::AsTokens, tokens: true };
    let parsed = parse_to_ast(&text[mark..], &collect, &FORGIVING).map_err(|error| {
        let at = error.range().start + mark;
        let is_nul = text[at..].starts_with('\0');
        let said = || error.kind().to_string().to_lowercase();
        SyntaxFault::of_json(at, if is_nul { NUL.to_owned() } else { said() })
    })?;
    let root = parsed.value.ok_or_else(|| {
        if is_blank(text) {
            SyntaxFault::of_json(0, "the file is empty")
        } else {
            SyntaxFault::of_json(text.len(), "there is no value in it")
        }
    })?;
    let (mut commas, mut comments) = (Vec::new(), Vec::new());
    for token in parsed.tokens.unwrap_or_default() {
        let range = token.range.start + mark..token.range.end + mark;
        if matches!(token.token, Token::Comma) {
            commas.push(range.start);
        } else if matches!(token.token, Token::CommentLine(_) | Token::CommentBlock(_)) {
            comments.push(range);
        }
    }
    Ok(Tree { root: node(root, mark), commas: commas.into(), comments: comments.into() })
}

/// Everything in the text that only forgiveness lets pass, with its byte offset, in order.
pub fn leniencies(text: &str, tree: &Tree) -> Vec<(usize, Leniency)> {
    let mark = (byte_order_mark(text) > 0).then_some((0, Leniency::ByteOrderMark));
    let comments = tree.comments.iter().map(|range| (range.start, Leniency::Comment));
    let commas = tree.root.walk().into_iter().filter_map(|node| {
        let last = node.items().pop()?;
        Some((tree.comma_between(last.end, node.range.end)?, Leniency::TrailingComma))
    });
    let mut found: Vec<_> = mark.into_iter().chain(comments).chain(commas).collect();
    found.sort_by_key(|(at, _)| *at);
    found
}

fn byte_order_mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

fn node(value: ast::Value<'_>, mark: usize) -> Node {
    let shift = |range: jsonc_parser::common::Range| range.start + mark..range.end + mark;
    match value {
        ast::Value::StringLit(lit) => {
            Node::new(shift(lit.range), Value::String(lit.value.into_owned()))
        }
        ast::Value::NumberLit(lit) => {
            Node::new(shift(lit.range), Value::Number(lit.value.to_owned()))
        }
        ast::Value::BooleanLit(lit) => Node::new(shift(lit.range), Value::Bool(lit.value)),
        ast::Value::NullKeyword(lit) => Node::new(shift(lit.range), Value::Null),
        ast::Value::Array(array) => {
            let elements = array.elements.into_iter().map(|value| node(value, mark));
            Node::new(shift(array.range), Value::Array(elements.collect()))
        }
        ast::Value::Object(object) => {
            let members = object.properties.into_iter().map(|prop| member(prop, mark));
            Node::new(shift(object.range), Value::Object(members.collect()))
        }
    }
}

fn member(prop: ast::ObjectProp<'_>, mark: usize) -> Member {
    let name = match &prop.name {
        ast::ObjectPropName::String(lit) => lit.range,
        ast::ObjectPropName::Word(lit) => lit.range,
    };
    Member {
        key: prop.name.into_string(),
        key_range: name.start + mark..name.end + mark,
        value: node(prop.value, mark),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_point_into_the_text_behind_a_byte_order_mark() {
        let text = "\u{feff}{ \"a\" : [1, \"中\\n\",], } // end";
        let tree = parse(text).expect("forgiven");
        let a = tree.root.member("a").expect("a");
        assert_eq!(&text[a.range()], "\"a\" : [1, \"中\\n\",]");
        assert_eq!(a.value.elements().expect("array")[1].text(), Some("中\n"));
        let found: Vec<Leniency> =
            leniencies(text, &tree).into_iter().map(|(_, what)| what).collect();
        assert_eq!(
            found,
            [
                Leniency::ByteOrderMark,
                Leniency::TrailingComma,
                Leniency::TrailingComma,
                Leniency::Comment
            ]
        );
    }

    #[test]
    fn what_nobody_calls_json_is_a_fault_with_its_place() {
        for (text, at) in
            [("{a: 1}", 1), ("{\"a\" 1}", 5), ("", 0), ("{'a': 1}", 1), ("[1 2]", 2), ("{} {}", 3)]
        {
            assert_eq!(parse(text).map_err(|fault| fault.at), Err(at), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_a_fault_and_no_overflow() {
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        assert!(parse(&deep).is_err());
    }
}
