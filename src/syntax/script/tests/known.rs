//! What the names in a configuration stand for, and when nobody can say.

use super::{read, root};
use crate::syntax::dialect::Dialect;

/// What is known of the member `a` of an exported object, after some statements.
fn known(before: &str, a: &str) -> String {
    let whole = root(&format!("{before}\nexport default {{ a: {a} }}"));
    whole
        .strip_prefix("{a=")
        .and_then(|rest| rest.strip_suffix('}'))
        .expect("one member")
        .to_owned()
}

#[test]
fn a_name_stands_for_the_literal_of_its_const() {
    for (before, a) in [
        ("const v = 'x'", "v"),
        ("const v = 'x' as const", "v"),
        ("const v = <const>'x' satisfies string", "v!"),
        ("let v = 'x'", "v"),
        ("var v = 'x'", "v"),
        ("export const v = 'x'", "v"),
        ("const u = 'x', v = u", "v"),
        ("const o = { v: 'x' }", "o.v"),
        ("const o = { v: 'x' }", "o['v']"),
        ("const o = { v: 'x' }, k = 'v'", "o[k]"),
        ("const o = { p: { v: 'x' } } as const", "o.p.v"),
        ("const o = Object.freeze({ v: 'x' })", "o.v"),
        ("const { v } = { v: 'x' }", "v"),
        ("const o = { u: 'x' }; const { u: v } = o", "v"),
        ("const o = { v: 'x' }; console.log(o, Object.keys(o)); f(o.v)", "o.v"),
        ("const o = { v: 'x' }; const p = o; p.v.trim()", "o.v"),
        ("const b = { v: 'y' }; const o = { ...b, v: 'x' }", "o.v"),
        ("const b = { v: 'x' }; const o = { v: 'y', ...b }", "o.v"),
        ("const b = { w: 'y' }; const o = { v: 'x', ...b }", "o.v"),
        ("const o = { v: 'x', ...(f() ? { w: 1 } : {}) }", "o.v"),
        ("const n = 'x'", "`${n}`"),
        ("", "'' + 'x'"),
        ("", "process.env.TARO_ENV === 'weapp' ? 'x' : 'y'"),
        ("", "process.env.TARO_ENV !== 'h5' && 'x'"),
        ("const { TARO_ENV } = process.env; const isH5 = TARO_ENV === 'h5'", "isH5 ? 'y' : 'x'"),
        ("", "!(__mpx_mode__ != 'wx') || f() ? 'x' : 'y'"),
        ("const isH5 = process.env.UNI_PLATFORM == 'h5'", "f() && isH5 ? 'y' : 'x'"),
        ("const live = null", "live ?? 'x'"),
    ] {
        assert_eq!(known(before, a), "='x'", "{before}: {a}");
    }
    assert_eq!(known("const m = '1.' + 3", "m + `.${2 + ''}` + 5"), "='1.3.25'");
    assert_eq!(
        known("const o = { v: 'x' }", "[...[o.v], { ...o, w: 1 }]"),
        "[='x',{=={v='x'},w=1}]"
    );
    let keys = "const K = 'live'; export default { [K]: 1, [ `${K}s` ]: 2, [f()]: 3 }";
    assert_eq!(root(keys), "{live=1,lives=2,=?()}");
}

#[test]
fn what_may_be_another_value_is_not_known() {
    for (before, a) in [
        ("let v = 'x'; v = 'y'", "v"),
        ("let v = 'x'; function f() { v = 'y' }", "v"),
        ("if (f()) { var v = 'x' }", "v"),
        ("const v = process.env.V", "v"),
        ("const v = f()", "v"),
        ("const o = { v: 'x' }; o.v = 'y'", "o.v"),
        ("const o = { v: 'x' }; o['v'] = 'y'", "o.v"),
        ("const o = { v: 'x' }; o[k] = 'y'", "o.v"),
        ("const o = { v: 'x' }; delete o.v", "o.v"),
        ("const o = { v: 'x' }; [o.v] = ['y']", "o.v"),
        ("const o = { v: 'x' }; for (o.v of ['y']) ;", "o.v"),
        ("const o = { v: 'x' }; Object.assign(o, p)", "o.v"),
        ("const o = { v: 'x' }; f(o)", "o.v"),
        ("const o = { v: 'x' }; const p = o; p.v = 'y'", "o.v"),
        ("const o = { v: 'x' }; const { ...p } = { o }; f(p)", "o.v"),
        ("const o = { p: { v: 'x' } }; const { p } = o; p.v = 'y'", "o.p.v"),
        ("const o = { v: 'x' }; const w = { o }; w.o.v = 'y'", "o.v"),
        ("const o = { v: 'x' }; const w = [o]; w[0].v = 'y'", "o.v"),
        ("const o = { v: 'x' }; const get = () => o; get().v = 'y'", "o.v"),
        ("const o = { v: 'x' }; function get() { return o } get().v = 'y'", "o.v"),
        ("const o = { v: 'x', ...f() }", "o.v"),
        ("const o = { v: 'x', ...(f() ? { v: 'y' } : {}) }", "o.v"),
        ("const o = { v: 'x', [f()]: 'y' }", "o.v"),
        ("const o = { get v() { return 'x' } }", "o.v"),
        ("function g(v) { }", "v"),
        ("const process = { env: { TARO_ENV: f() } }", "process.env.TARO_ENV"),
        ("", "`${v}`"),
        ("", "String.raw`x`"),
        ("const v = w, w = v", "v"),
    ] {
        assert!(!known(before, a).starts_with("='"), "{before}: {a}");
    }
    assert_eq!(known("", "1 + 2 + 'x'"), "?()", "numbers are added first");
    assert_eq!(known("", "f() ? 'x' : 'y'"), "|('x','y')");
}

#[test]
fn a_function_of_an_app_is_its_only_result() {
    for text in [
        "export default defineAppConfig(() => ({ a: 1 }))",
        "export default defineAppConfig(function () { const b = 1; return { a: 1 } })",
        "export default ({ target }) => { log(target); return { a: 1 } }",
        "export default function () { if (process.env.TARO_ENV === 'h5') return { b: 1 }; return { a: 1 } }",
        "export default () => { if (process.env.TARO_ENV === 'weapp') { return { a: 1 } } else return {} }",
        "const config = () => ({ a: 1 }); export default config",
        "function config() { return { a: 1 } } export { config as default }",
        "export default process.env.TARO_ENV === 'weapp' ? { a: 1 } : { b: 1 }",
    ] {
        assert_eq!(root(text), "{a=1}", "{text}");
    }
    for text in [
        "export default () => { if (f()) return { b: 1 }; return { a: 1 } }",
        "export default function* () { return { a: 1 } }",
        "export default () => { for (;;) { return { a: 1 } } }",
    ] {
        assert!(root(text).starts_with('?'), "{text}");
    }
}

#[test]
fn what_is_imported_is_named() {
    let imports = "import d, { v as w } from './a'\nimport * as all from \"./b\"\nconst c = require('./c')\nimport type { T } from './d'\nimport { type U } from './e'\n";
    for (a, known_as) in [
        ("d", "@./a:default"),
        ("w", "@./a:v"),
        ("w.x.y", "@./a:v.x.y"),
        ("all.v", "@./b:v"),
        ("c", "@./c:"),
        ("require('./e').v", "@./e:v"),
        ("T", "?()"),
        ("U", "?()"),
    ] {
        assert_eq!(known(imports, a), known_as, "{a}");
    }
    assert_eq!(known("import o from './a'; o.v = 1", "o.w"), "?()", "its module may see that");
    assert_eq!(known("const require = f", "require('./a')"), "?()");
}

#[test]
fn what_is_set_in_a_configuration_later_is_known_by_its_path() {
    let changed = |text: &str| read(text, Dialect::Ts).configs[0].changed.clone();
    let none: [[&str; 0]; 0] = [];
    assert_eq!(changed("const c = { a: { b: 1 } }\nexport default c"), none);
    assert_eq!(changed("const c = { a: { b: 1 } }\nc.d = 1\nexport default c"), [["d"]]);
    assert_eq!(changed("const c = { a: { b: 1 } }\nc.a.b = 1\nexport default c"), [["a", "b"]]);
    assert_eq!(changed("const c = { a: { b: 1 } }\nf(c.a)\nf(c.a.b)\nexport default c"), [["a"]]);
    let whole =
        changed("const c = { a: 1 }\nObject.assign(c, {})\nexport default defineAppConfig(c)");
    assert_eq!(whole, [[""; 0]]);
    assert_eq!(changed("let c = { a: 1 }\nc = {}\nexport default c"), [[""; 0]]);
}

#[test]
fn names_that_double_are_followed_as_far_as_the_script_is_long() {
    let double = |n: usize| {
        let (a, t) = (format!("a{}", n - 1), format!("t{}", n - 1));
        format!("const a{n} = {{ x: {a}, y: {a}, ...{a} }}, t{n} = `${{{t}}}${{{t}}}`\n")
    };
    let mut text = "const a0 = { v: 'x' }, t0 = 'x'\n".to_owned();
    text.extend((1..40).map(double));
    text += "export default { a: a39, t: t39 }";
    assert_eq!(read(&text, Dialect::Js).configs.len(), 1);
}
