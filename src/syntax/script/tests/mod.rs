//! What is read of scripts, and edits of it.

mod hostile;
mod known;
mod names;

use super::*;
use crate::syntax::Node;
use crate::syntax::Value;
use crate::syntax::edit::{Item, insert, remove};
use crate::syntax::layout::Fresh;
use crate::text::edit::apply;

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
        Value::Choice(nodes) => format!("|({})", list(nodes)),
        Value::Known(literal) => format!("={}", plain(literal)),
        Value::Imported(import) => format!("@{}:{}", import.module, import.keys.join(".")),
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
        ("@at()\nexport default class extends wepy.app { config = {a: 1} }", Dialect::Js, Property),
        ("class App extends C<P> { static config: ScriptConfig = {a: 1} }", Dialect::Tsx, Property),
        ("function App() {}\nApp.config = {a: 1}", Dialect::Js, Property),
    ] {
        assert_eq!(found(text, dialect), (vec![(origin, "{a: 1}")], vec![]), "{text}");
    }
}

#[test]
fn an_export_that_is_computed_is_known_by_the_literals_in_it() {
    for text in [
        "export default async () => ({a: 1})",
        "export default async function () { return {a: 1} }",
        "export default function () { try { return {a: 1} } catch {} }",
        "export default define({a: 1})",
        "export default defineAppConfig({a: 1}, 2)",
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
    let text = "\u{feff}// 直播\nexport default /* 配置 */ ({ '插件': [`中`, \"\\u4e2d\"], n: -1.5, } as ScriptConfig)";
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
        "{a=?(),b=?({x=1}),c=?([2]),d=?(),e=?({y=1}),1=2,=?({z=1}),h=1,=?(),=|({k=1}),l=?(),n=?()}"
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

fn entry() -> Item {
    let text = |text: &str| Fresh::Text(text.to_owned());
    let value = vec![("version".to_owned(), text("1.3.5")), ("provider".to_owned(), text("it's"))];
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
            "export default {\n  pages: ['a'],\n  plugins: {\n    'live-player-plugin': {\n      version: '1.3.5',\n      provider: 'it\\'s',\n    },\n  },\n}\n",
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
            "class A {\r\n    config: C = {\r\n        plugins: {\r\n            a: {\r\n                version: '1', // old\r\n            }, // a\r\n            'live-player-plugin': {\r\n                version: '1.3.5',\r\n                provider: 'it\\'s',\r\n            },\r\n        } as P\r\n    }\r\n}",
        ),
    ] {
        assert_eq!(inserted(text, &["plugins"], &entry()), after);
    }
}

#[test]
fn inserting_and_removing_are_inverse_in_every_style() {
    let name = Item::member("plugins", Fresh::Object(vec![("a".into(), Fresh::Text("b".into()))]));
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
