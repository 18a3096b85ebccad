//! The laws of edits: over every JSON file at hand and over texts that nobody would write, an insertion changes nothing
//! else, and its removal gives the bytes from before.

use kaibo::syntax::edit::{Item, insert, remove};
use kaibo::syntax::layout::Fresh;
use kaibo::syntax::{Node, Tree, Value, jsonc};
use kaibo::text::edit::apply;
use proptest::prelude::*;
use walkdir::WalkDir;

use crate::support::root;

const NEW: &str = "kaibo-law";

/// A value without its places.
fn plain(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Object(members) => {
            let pairs =
                members.iter().map(|member| serde_json::json!([member.key, plain(&member.value)]));
            serde_json::json!({ "object": pairs.collect::<Vec<_>>() })
        }
        Value::Array(elements) => elements.iter().map(plain).collect(),
        Value::String(text) => serde_json::json!({ "string": text }),
        Value::Number(text) => serde_json::json!({ "number": text }),
        Value::Bool(yes) => serde_json::json!(yes),
        Value::Null => serde_json::Value::Null,
        Value::Other(nodes) => {
            serde_json::json!({ "other": nodes.iter().map(plain).collect::<Vec<_>>() })
        }
        Value::Choice(nodes) => {
            serde_json::json!({ "choice": nodes.iter().map(plain).collect::<Vec<_>>() })
        }
        Value::Known(literal) => serde_json::json!({ "known": plain(literal) }),
        Value::Imported(import) => serde_json::json!({ "imported": [import.module, import.keys] }),
    }
}

fn item(container: &Node, value: &Fresh) -> Item {
    match container.members() {
        Some(_) => Item::member(NEW, value.clone()),
        None => Item::element(value.clone()),
    }
}

/// The containers of a text, in an order that is the same in every text of the same shape.
fn containers(tree: &Tree) -> Vec<&Node> {
    let nodes = tree.root.walk().into_iter();
    nodes.filter(|node| node.members().is_some() || node.elements().is_some()).collect()
}

/// Whether only blanks or nothing at all stand in a container: then its inside may be laid out anew.
fn is_blank_inside(text: &str, container: &Node) -> bool {
    let inside = &text[container.range.start + 1..container.range.end - 1];
    container.items().is_empty() && !inside.is_empty()
}

fn check_container(text: &str, tree: &Tree, index: usize, value: &Fresh) {
    let container = containers(tree)[index];
    let edits = insert(text, tree, container, &item(container, value));
    for edit in &edits {
        let within = container.range.start < edit.range.start.max(1)
            && edit.range.end <= container.range.end;
        assert!(within, "an edit outside of the container: {edit:?}");
        let removed = &text[edit.range.clone()];
        assert!(removed.trim().is_empty(), "bytes of the user's are gone: {removed:?}");
    }
    let after = apply(text, &edits);
    let after_tree = jsonc::parse(&after).unwrap_or_else(|fault| panic!("{fault:?}\n{after}"));
    let grown =
        after_tree.root.walk().into_iter().find(|node| node.range.start == container.range.start);
    let grown = grown.unwrap_or_else(|| panic!("the container moved\n{after}"));
    assert_eq!(grown.items().len(), container.items().len() + 1, "{after}");

    let back = apply(&after, &remove(&after, &after_tree, grown, grown.items().len() - 1));
    if is_blank_inside(text, container) {
        let tree_back = jsonc::parse(&back).unwrap_or_else(|fault| panic!("{fault:?}\n{back}"));
        assert_eq!(plain(&tree_back.root), plain(&tree.root), "{back}");
    } else {
        assert_eq!(back, text, "through\n{after}");
    }
}

fn check_text(text: &str) {
    let Ok(tree) = jsonc::parse(text) else { return };
    let entry = |value: &str| Fresh::Object(vec![("version".into(), Fresh::Text(value.into()))]);
    for index in 0..containers(&tree).len() {
        for value in [Fresh::Text("x".into()), entry("1"), Fresh::Array(vec![entry("2")])] {
            check_container(text, &tree, index, &value);
        }
    }
}

#[test]
fn edits_of_every_file_at_hand() {
    let mut seen = 0;
    for folder in ["fixtures", "../shared/corpus"] {
        let files = WalkDir::new(root().join(folder)).into_iter().filter_map(Result::ok);
        for file in
            files.filter(|file| file.path().extension().is_some_and(|suffix| suffix == "json"))
        {
            let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
            check_text(&text);
            seen += 1;
        }
    }
    assert!(seen > 60, "only {seen} files were seen");
}

fn blank() -> BoxedStrategy<String> {
    let pieces = ["", "", " ", "\n", "\n  ", "\r\n\t", "  ", " /* c */ ", " // c\n", "\n// c\n"];
    prop::sample::select(pieces.to_vec()).prop_map(str::to_owned).boxed()
}

/// Items between brackets, with or without a comma at the end.
fn container(open: char, item: BoxedStrategy<String>, close: char) -> BoxedStrategy<String> {
    let items = prop::collection::vec(item, 0..4);
    let written = (items, prop::bool::ANY, blank()).prop_map(move |(items, comma, end)| {
        let tail = if comma && !items.is_empty() { "," } else { "" };
        format!("{open}{}{tail}{end}{close}", items.join(","))
    });
    written.boxed()
}

/// JSON as nobody would lay it out.
fn wild() -> impl Strategy<Value = String> {
    let scalar = prop::sample::select(vec!["1", "\"a\"", "true", "null", "\"中\\n\"", "-2.5e3"]);
    scalar.prop_map(str::to_owned).prop_recursive(3, 24, 4, |inner| {
        let element = (blank(), inner, blank())
            .prop_map(|(before, value, behind)| format!("{before}{value}{behind}"));
        let element = element.boxed();
        let member = (blank(), blank(), element.clone())
            .prop_map(|(a, b, value)| format!("{a}\"k\"{b}:{value}"));
        prop_oneof![container('[', element, ']'), container('{', member.boxed(), '}')]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_of_texts_that_nobody_would_write(text in wild()) {
        check_text(&text);
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in "[\\[\\]{},:\"\\\\a/*\\n 1\u{feff}中]{0,60}") {
        let _ = jsonc::parse(&text);
        let _ = kaibo::model::manifest::Manifest::parse(&text);
        let _ = kaibo::model::lock::Lock::parse(&text);
        let _ = kaibo::plan::create::plan(&text, kaibo::plan::template::Templates::built_in());
        check_text(&text);
    }
}
