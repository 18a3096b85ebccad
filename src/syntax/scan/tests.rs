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
        let opened = scan.levels.len() > levels && outer != LevelKind::Template;
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

/// What the count refuses of a text that the parser accepts, although it is neither too deep nor too large.
fn refused(text: &str, dialect: Dialect, source_type: SourceType) -> Option<SyntaxFault> {
    let fault = outline(text, dialect).err()?;
    let is_limit = ["nested too deeply", "too long"].iter().any(|sign| fault.reason.contains(sign));
    (!is_limit && parsed(text, source_type).is_some()).then_some(fault)
}

/// Reasons of places where only a grammar can tell what the parser sees.
const UNCLEAR: [&str; 3] =
    ["a slash that may be", "an angle bracket that may be", "an HTML comment"];

#[test]
fn what_people_write_is_counted() {
    for text in [
        "const a = <Foo<string> items={x} />",
        "const a = <Foo.Bar<Map<string, () => void>, { b: [1, 'c'] }>>{d}</Foo.Bar>",
        "const a = <b c=<D<`e`>/> />",
        "const f = <T,>(a: T) => a, g = <T extends { b: 1 }>(a: T) => a",
        "const f = <T = unknown>(a: T) => a, g = <const T,>(a: T) => a",
        "const f = async <T,>(a: T) => a",
        "function f() {}/^win/.test(a); if (b) {}\n/c|d/g.test(e)",
        "const \\u0061b = 1; c\\u{64} = { e\\u0066: \\u0061b }",
        "const a = <T>(b)</T>",
    ] {
        assert_eq!(outline(text, Dialect::Tsx).err(), None, "{text}");
        assert!(parsed(text, SourceType::tsx()).is_some(), "{text}");
        agree(text);
    }
}

#[test]
fn what_is_hidden_by_type_arguments_is_counted() {
    for text in ["<Foo<".repeat(3_000), "x=<a".to_owned() + &"<b".repeat(3_000)] {
        assert!(outline(&text, Dialect::Tsx).is_err());
    }
}

/// Expressions as people nest them.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a",
        "1",
        "1.5",
        "'s'",
        "`t`",
        "/[(/]/g",
        "this",
        "null",
        "x.if",
        "y?.z",
        "a!",
        "[]",
        "{}",
        "<b/>",
        "</**/b/>",
        "b as C<D>",
        "e satisfies F",
        "async () => {}",
        "<T,>(a: T) => a",
        "<G<string> h='i'/>",
        "\\u0061",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 4, |inner| {
        let shapes = prop::sample::select(vec![
            "(@)",
            "[@, @]",
            "({ a: @, 'b': @ })",
            "f(@, @)",
            "@.g(@)",
            "new H(@)",
            "`i${@}j`",
            "@ ? @ : @",
            "@ + @",
            "(@) / (@)",
            "(@) < (@)",
            "!(@)",
            "typeof (@)",
            "await (@)",
            "a = @",
            "(a) => @",
            "function () { return @ }",
            "class { a = @; b() { return @ } }",
            "<b c={@}>d {@} e</b>",
            "<>{@}</>",
            "<F<G<H>> i={@} {...@} />",
            "f<I, () => J>(@)",
            "@ as K<L>",
            "(@)!",
            "async (a: M<N>) => { @ }",
            "@ && @",
            "(@, @)",
            "delete (@)",
        ]);
        (shapes, prop::collection::vec(inner, 3)).prop_map(|(shape, parts)| {
            let mut parts = parts.iter().cycle();
            shape.split('@').enumerate().fold(String::new(), |text, (at, piece)| match at {
                0 => piece.to_owned(),
                _ => text + parts.next().map_or("", String::as_str) + piece,
            })
        })
    })
}

/// Statements with expressions in them.
fn program() -> impl Strategy<Value = String> {
    let shapes = prop::sample::select(vec![
        "const a = @;",
        "let b: C<D> = @\n",
        "if (@) { @ } else @;",
        "for (const a of @) f(@);",
        "while (@) /(/.test(@);",
        "function f(a: B) { return @ }\n",
        "export const g = @;",
        "switch (@) { case @: @; default: @ }",
        "try { @ } catch (e) { @ } finally { @ }",
        "class A<T> extends B { c = @; static { @ } get d() { return @ } }\n",
        "type E<F> = { g: (h: I) => J };",
        "interface K { l: M<N> }\n",
        "// (\n/* [ */ (@);",
        "do { @ } while (@);",
        "return_: { break return_ }\n",
        "import o from 'p';",
        "enum Q { R = 1 }\n",
        "throw @;",
        "void (@);",
    ]);
    let statement = (shapes, prop::collection::vec(expression(), 4)).prop_map(|(shape, parts)| {
        let mut parts = parts.iter();
        shape.split('@').enumerate().fold(String::new(), |text, (at, piece)| match at {
            0 => piece.to_owned(),
            _ => text + parts.next().map_or("", String::as_str) + piece,
        })
    });
    prop::collection::vec(statement, 1..4).prop_map(|statements| statements.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_what_the_parser_refuses_is_refused(text in program()) {
        for (dialect, source_type) in [
            (Dialect::Js, SourceType::unambiguous().with_jsx(true)),
            (Dialect::Ts, SourceType::ts()),
            (Dialect::Tsx, SourceType::tsx()),
        ] {
            prop_assert_eq!(refused(&text, dialect, source_type), None, "{:?} {}", dialect, text);
        }
        agree(&text);
    }

    #[test]
    fn of_any_text_only_what_is_unclear_is_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "a", "(", ")", "[", "]", "{", "}", "/", "/(/", "'('", "`${", "}`", "<a>", "</a>", "<a/>", "<F<G>/>", "<a ", "\n",
        " ", ",", ";", "=", "=>", "+", "++", "!", "if", "return ", "x.", ":", "1", "as T", "//", "/*", "*/", "<T,>", "\\u0061",
    ]), 0..10)) {
        let text = pieces.concat();
        for (dialect, source_type) in [
            (Dialect::Js, SourceType::unambiguous().with_jsx(true)),
            (Dialect::Ts, SourceType::ts()),
            (Dialect::Tsx, SourceType::tsx()),
        ] {
            let fault = refused(&text, dialect, source_type);
            let is_unclear = |fault: &SyntaxFault| UNCLEAR.iter().any(|sign| fault.reason.starts_with(sign));
            prop_assert!(fault.as_ref().is_none_or(is_unclear), "{:?} {:?} {}", fault, dialect, text);
        }
    }
}
