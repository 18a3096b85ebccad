//! Scripts that nobody writes in good faith.

use proptest::prelude::*;

use crate::syntax::dialect::Dialect;
use crate::syntax::script::facts::ScriptFacts;
use crate::syntax::script::{expression, facts, module, value};

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

/// Looks every call and every text up; where the last of their values stands.
fn values(facts: &ScriptFacts<'_>) -> Option<usize> {
    let calls = facts.calls().map(|site| (facts.call(site), facts.when(site)).0);
    let values = calls.chain(facts.texts().map(|site| facts.text(site)));
    values.map(|value| facts.value(&value).range.start).max()
}

#[test]
fn what_a_script_does_is_read_of_any_nesting() {
    for [before, open, middle, close] in NESTS {
        for fold in [500, 4_000] {
            let text = format!("{before}{}{middle}{}", open.repeat(fold), close.repeat(fold));
            let _ = facts(&text, 0, Dialect::Js, values);
            let _ = facts(&text, 0, Dialect::Ts, values);
        }
    }
}

#[test]
fn what_many_names_stand_for_is_read_in_time() {
    for part in [
        "a=b;",
        "var a=b;b=a+b+'c';",
        "{let a=b+`${b}`}",
        "f(a.b.c);",
        "const{a,b,c}=f({d:{e:[1,2,3]}});",
        "f(function(a){return a.b});",
    ] {
        let text = format!("let b='b';{}", part.repeat(20_000));
        let Ok(last) = facts(&text, 0, Dialect::Js, values) else { continue };
        assert!(last > Some(0), "{part}");
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
                let _ = facts(&text, 0, dialect, values);
            }
            let _ = expression(&text);
            let _ = value(&text, 0);
        }
    }
}
