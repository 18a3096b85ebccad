//! What names stand for, and when nobody can say.

use crate::syntax::dialect::Dialect;
use crate::syntax::script::facts as read;
use crate::syntax::script::facts::{CallSite, ScriptFacts};

/// The text that the call of `go` in a script is given, as far as it is known.
fn given(text: &str) -> Option<String> {
    let last = |facts: &ScriptFacts<'_>| {
        let is_go = |site: &CallSite<'_>| site.method().as_deref() == Some("go");
        let value = facts.call(facts.calls().filter(is_go).last()?);
        let argument = value.call()?.arguments.first()?;
        facts.value(argument).text().map(str::to_owned)
    };
    read(text, 0, Dialect::Ts, last).expect(text)
}

#[test]
fn a_name_stands_for_the_only_value_that_it_is_given() {
    for text in [
        "const a = 'x'; go(a)",
        "const a = 'x' as const; go(a)",
        "const a = 'x' satisfies string; go(a)",
        "const a = <string>('x')!; go(a as any)",
        "let a; a = 'x'; go(a)",
        "let a = ''; function f() { a = 'x' } go(a)",
        "const a = 'y'; function f() { const a = 'x'; go(a) }",
        "const a = 'x'; function f(a) { return a } go(a)",
        "const a = 'x'; { const a = 'y' } go(a)",
        "try {} catch (a) {} var a = 'x'; go(a)",
        "const a = 'x'; const b = a; const c = b; go(c)",
        "go(a); var a = 'x'",
        "const o = { a: 'x' }; go(o.a)",
        "const o = { a: { b: 'x' } } as const; go(o.a.b)",
        "const o = { a: 'x' } satisfies O; go((o as O).a)",
        "const o = { a: 'x' }; const { a } = o; go(a)",
        "const o = { a: 'x' }; const { a: b } = o; go(b)",
        "const o = { a: 'x', b: 'y' }; console.log(o, `${o}`, JSON.stringify(o)); go(o.a)",
        "const o = { a: 'x' }; o.a.slice(1); f(o.a); type T = typeof o; go(o.a)",
        "const o = { b: 'y', ...{ a: 'x' } }; go(o.a)",
        "const o = { a: 'x' }; const p = { ...o }; go(p.a)",
        "const o = { a: 'x' }; const p = { a: 'y', ...o, b: 1 }; go(p.a)",
        "const o = { b: 'y' }; const p = { a: 'x', ...o }; go(p.a)",
        "const o = { a: 'y' }; const p = { ...o, a: 'x' }; go(p.a)",
        "const o = {}; o.a = 'x'; go(o.a)",
        "this.a = 'x'; go(this.a)",
    ] {
        assert_eq!(given(text).as_deref(), Some("x"), "{text}");
    }
}

#[test]
fn what_may_have_changed_is_not_known() {
    for text in [
        "let a = 'x'; a = 'y'; go(a)",
        "let a = 'x'; a += 'y'; go(a)",
        "let a = 'x'; [a] = f(); go(a)",
        "for (const a of ['x']) go(a)",
        "var a = 'x'; var a = 'y'; go(a)",
        "function f(a = 'x') { go(a) }",
        "const a = 'x'; function f(a) { go(a) }",
        "const a = 'x'; try {} catch (a) { go(a) }",
        "import a from 'x'; go(a)",
        "const o = { a: 'x' }; Object.assign(o, { a: 'y' }); go(o.a)",
        "const o = { a: 'x' }; o.a = 'y'; go(o.a)",
        "const o = { a: 'x' }; o.b = 'y'; go(o.a)",
        "const o = { a: 'x' }; delete o.a; go(o.a)",
        "const o = { a: 'x' }; o[b] = 'y'; go(o.a)",
        "const o = { a: 'x' }; [o.a] = f(); go(o.a)",
        "const o = { a: 'x' }; for (o.a of f()); go(o.a)",
        "const o = { a: 'x' }; change(o); go(o.a)",
        "const o = { a: 'x' }; const p = o; p.a = 'y'; go(o.a)",
        "const o = { a: { b: 'x' } }; change(o.a); go(o.a.b)",
        "const o = { a: { b: 'x' } }; o.a.b = 'y'; go(o.a.b)",
        "const o = { a: { b: 'x' } }; const { a } = o; a.b = 'y'; go(o.a.b)",
        "const o = { a: 'x', f() { this.a = 'y' } }; o.f(); go(o.a)",
        "const o = { a: 'x' }; export default o; go(o.a)",
        "const o = { a: 'x', ...p }; go(o.a)",
        "const p = { c: 1 }; const o = { a: { b: 'x' }, ...p }; change(o.a); go(o.a.b)",
        "const o = { a: 'x', [p]: 'y' }; go(o.a)",
        "const o = { get a() { return 'x' } }; go(o.a)",
        "o.a = 'x'; o.a = 'y'; go(o.a)",
        "{ const o = {}; o.a = 'x' } go(o.a)",
    ] {
        assert_eq!(given(text), None, "{text}");
    }
}
