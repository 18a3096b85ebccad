//! The count beside the parser itself.

use oxc_allocator::Allocator;
use oxc_parser::{Kind as Token, Parser, config::TokensParserConfig};
use oxc_span::SourceType;
use proptest::prelude::*;

use super::*;

/// Offsets of the brackets that open, as the count sees them.
fn counted(text: &str, dialect: Dialect) -> Result<Vec<usize>, SyntaxFault> {
    let mut scan = Scan::new(text, dialect);
    let mut found = Vec::new();
    while scan.at < text.len() {
        let (levels, outer) = (scan.levels.len(), scan.kind());
        scan.step()?;
        let opened = scan.levels.len() > levels && outer != Kind::Template;
        if opened && text[..scan.at].ends_with(['(', '[', '{']) {
            found.push(scan.at - 1);
        }
    }
    Ok(found)
}

/// The same as the parser sees them, if it accepts the text.
fn parsed(text: &str, source_type: SourceType) -> Option<Vec<usize>> {
    let allocator = Allocator::default();
    let parser = || Parser::new(&allocator, text, source_type);
    if !parser().parse().diagnostics.is_empty() {
        return None;
    }
    let parsed = parser().with_config(TokensParserConfig).parse();
    let brackets = [Token::LParen, Token::LBrack, Token::LCurly];
    let tokens = parsed.tokens.iter().filter(|token| brackets.contains(&token.kind()));
    let found = tokens.map(|token| token.start() as usize).collect();
    Some(found)
}

fn agree(text: &str) {
    for (dialect, source_type) in [
        (Dialect::Js, SourceType::unambiguous().with_jsx(true)),
        (Dialect::Ts, SourceType::ts()),
        (Dialect::Tsx, SourceType::tsx()),
    ] {
        if let (Ok(counted), Some(parsed)) = (counted(text, dialect), parsed(text, source_type)) {
            assert_eq!(counted, parsed, "{dialect:?} {text}");
        }
    }
}

#[test]
fn brackets_are_hidden_where_the_parser_hides_them() {
    for text in [
        "a = '(' + \"[\" + `{${ {} }(`; // (\n/* [ */ b()",
        "if (a) /(/.test(b)",
        "a = b / c; d = /[/(]/g; e(f) / g / h(i)",
        "return_ = x => /[{]/",
        "a = <b c='(' d={e} f=<g/>>( [ {h} <i>(</i> </b>",
        "a = <>{b}(</>; c = d < e, f(g > h)",
        "a++ / b(c) / d; e = ++f\ng()",
        "for (const a of b) /(/.test(c)\nwhile (d) /)/.exec(e)",
        "a.if(b) / c[d] / e; a.return / f() / g",
        "function f() { return <a>{'('}</a> }",
        "const f = <T,>(a: T) => a; const g = h as Array<() => void>",
        "a = b! / c(d) / e; f<{a: (b: c) => d}>(g)",
        "class A { b = /[(]/; c() { return /{/ } }",
        "1..toString(); 1.5.a(); [1, ...b]; a?.(b); c ? .5 : d()",
    ] {
        let seen = counted(text, Dialect::Js).is_ok() || counted(text, Dialect::Tsx).is_ok();
        assert!(seen, "{text}");
        agree(text);
    }
}

#[test]
fn what_only_a_grammar_can_tell_is_refused() {
    for text in ["{} /(/", "a\n/(/", "a <!-- (", "a\n--> (", "\\u0061 /(/", "let x: T\n/(/"] {
        assert!(outline(text, Dialect::Ts).is_err(), "{text}");
    }
    assert!(outline("import 'a'\n<b>(</b>", Dialect::Js).is_err());
}

#[test]
fn what_the_parser_tries_twice_is_refused_in_time() {
    let text = format!("x={}1{}", "(a=b<".repeat(40), ")".repeat(40));
    assert!(outline(&text, Dialect::Ts).is_err());
    assert!(outline(&text, Dialect::Js).is_ok());
    let few = format!("x={}1{}", "(a=b<".repeat(4), ")".repeat(4));
    assert!(outline(&few, Dialect::Ts).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn brackets_are_those_of_the_parser(pieces in prop::collection::vec(prop::sample::select(vec![
        "a", "b", "(", ")", "[", "]", "{", "}", "()", "{}", "[]", "/", "/(/", "/[(]/", "'('", "`(`", "`${", "}`",
        "<", ">", "<a>", "</a>", "<a/>", "<a ", "(", "\n", " ", ",", ";", "=", "=>", "+", "++", "--", "!", "if",
        "return ", "typeof ", "await ", "of ", "x.", "?.", "? ", ":", "1", "as T", "//", "/*", "*/", "<T>", "<T,>",
        "if(a)", "function f()", "class A", "type T=", "let x:", "1.", "yield ", "async ", "new ", "case ", "else ",
    ]), 0..12)) {
        agree(&pieces.concat());
    }
}
