//! Inserting and removing over a literal tree, so that it looks as if the file's author had done it.
//!
//! Removing what was inserted gives the bytes from before, unless the container was empty and not `{}` or `[]`.

use std::ops::Range;

use crate::syntax::layout::{self, Fresh, Shape, Style};
use crate::syntax::{Node, Tree, Value};
use crate::text::edit::Edit;

/// What is put into a container: a member of an object, or an element of an array.
#[derive(Debug, Clone)]
pub struct Item {
    /// The key, for a member.
    pub key: Option<String>,
    /// The value.
    pub value: Fresh,
}

impl Item {
    /// A member.
    pub fn member(key: &str, value: Fresh) -> Self {
        Self { key: Some(key.to_owned()), value }
    }

    /// An element.
    pub fn element(value: Fresh) -> Self {
        Self { key: None, value }
    }
}

/// Puts `item` behind the last item of `container`, which is an object or an array of `tree`.
pub fn insert(text: &str, tree: &Tree, container: &Node, item: &Item) -> Vec<Edit> {
    let style = Style::of(text, tree).near(text, container);
    match container.items().last() {
        Some(last) => insert_behind(text, tree, container, last, &style, item),
        None => vec![insert_first(text, tree, container, &style, item)],
    }
}

/// Puts `item` in front of the first item of `container`, which has one.
pub fn insert_in_front(text: &str, tree: &Tree, container: &Node, item: &Item) -> Vec<Edit> {
    let Some(first) = container.items().into_iter().next() else {
        return insert(text, tree, container, item);
    };
    let style = Style::of(text, tree).near(text, container);
    let around = style.shape_of(text, container).unwrap_or(Shape::Lines);
    let base = layout::line_indent(text, first.start);
    let value = layout::print(&item.value, base, &style, &around, None);
    let written = style.item(item.key.as_deref(), &value);
    let gap = match &around {
        Shape::Lines => style.line(base),
        Shape::Inline { separator, .. } => separator.clone(),
    };
    vec![Edit::insert(first.start, format!("{written},{gap}"))]
}

fn insert_behind(
    text: &str,
    tree: &Tree,
    container: &Node,
    last: &Range<usize>,
    style: &Style,
    item: &Item,
) -> Vec<Edit> {
    let items = container.items();
    let before = items.len().checked_sub(2).map_or(container.range.start + 1, |i| items[i].end);
    let around = style.shape_of(text, container).unwrap_or(Shape::Lines);
    let base = layout::line_indent(text, last.end);
    let model = last_like(container, &item.value).map(|node| (text, node));
    let value = layout::print(&item.value, base, style, &around, model);
    let written = style.item(item.key.as_deref(), &value);
    let trailing = tree.comma_between(last.end, container.range.end);
    let at = trailing.map_or(last.end, |comma| comma + 1);
    let behind = behind_comments(text, tree, at);
    let gap = gap_before(text, tree, before, last);
    match (gap, trailing) {
        (Gap::LeadingComma(gap), None) => vec![Edit::insert(behind, format!("{gap}{written}"))],
        (Gap::OwnLine | Gap::LeadingComma(_), Some(_)) => {
            vec![Edit::insert(behind, format!("{}{written},", style.line(base)))]
        }
        (Gap::OwnLine, None) => vec![
            Edit::insert(last.end, ","),
            Edit::insert(behind, format!("{}{written}", style.line(base))),
        ],
        (Gap::SameLine, trailing) => {
            let separator = match &around {
                Shape::Inline { separator, .. } => separator.clone(),
                Shape::Lines => " ".to_owned(),
            };
            vec![match trailing {
                Some(comma) => Edit::insert(comma + 1, format!("{separator}{written},")),
                None => Edit::insert(last.end, format!(",{separator}{written}")),
            }]
        }
    }
}

/// What parts the last item from what stands before it.
enum Gap {
    SameLine,
    OwnLine,
    /// The comma opens the line; the text from line end to item.
    LeadingComma(String),
}

fn gap_before(text: &str, tree: &Tree, before: usize, last: &Range<usize>) -> Gap {
    if !text[before..last.start].contains('\n') {
        return Gap::SameLine;
    }
    match tree.comma_between(before, last.start) {
        Some(comma) if opens_line(text, comma) && !text[comma..last.start].contains('\n') => {
            let line = layout::line_start(text, comma);
            let newline = if text[..line].ends_with("\r\n") { line - 2 } else { line - 1 };
            let behind = &text[comma + 1..last.start];
            let blanks = &behind[..behind.len() - behind.trim_start().len()];
            Gap::LeadingComma(format!("{},{blanks}", &text[newline..comma]))
        }
        _ => Gap::OwnLine,
    }
}

fn opens_line(text: &str, at: usize) -> bool {
    let start = layout::line_start(text, at);
    start > 0 && text[start..at].trim().is_empty()
}

fn insert_first(text: &str, tree: &Tree, container: &Node, style: &Style, item: &Item) -> Edit {
    let around = parent(tree, container)
        .and_then(|parent| style.shape_of(text, parent))
        .unwrap_or_else(|| style.shape.clone());
    let base = layout::line_indent(text, container.range.start);
    let inside = container.range.start + 1..container.range.end - 1;
    let value_base = match around {
        Shape::Lines => style.inside(base),
        Shape::Inline { .. } => base.to_owned(),
    };
    let value = layout::print(&item.value, &value_base, style, &around, None);
    let written = style.item(item.key.as_deref(), &value);
    let comment = tree.comments_between(inside.start, inside.end).last();
    match (around, comment) {
        (_, Some(comment)) => {
            let indent = if opens_line(text, comment.start) {
                layout::line_indent(text, comment.start).to_owned()
            } else {
                style.inside(base)
            };
            Edit::insert(comment.end, format!("{}{written}", style.line(&indent)))
        }
        _ if !text[inside.clone()].trim().is_empty() => {
            Edit::insert(inside.start, format!("{}{written}", style.line(&style.inside(base))))
        }
        (Shape::Lines, None) => Edit::replace(
            inside,
            format!("{}{written}{}", style.line(&style.inside(base)), style.line(base)),
        ),
        (Shape::Inline { pad, .. }, None) => Edit::replace(inside, format!("{pad}{written}{pad}")),
    }
}

/// Makes a member of `object`, which is an object of `tree`, the string `text`, by replacing its value or inserting it.
pub fn set(source: &str, tree: &Tree, object: &Node, key: &str, text: &str) -> Vec<Edit> {
    match object.get(key) {
        Some(node) if node.text() == Some(text) => Vec::new(),
        Some(node) => {
            vec![Edit::replace(node.range.clone(), layout::string_like(source, node, text))]
        }
        None => insert(source, tree, object, &Item::member(key, Fresh::Text(text.to_owned()))),
    }
}

/// Takes item `index` out of `container`, with the comma that it no longer needs; comments stay.
pub fn remove(text: &str, tree: &Tree, container: &Node, index: usize) -> Vec<Edit> {
    let items = container.items();
    let item = &items[index];
    let before = index.checked_sub(1).map(|i| items[i].end);
    let after = items.get(index + 1).map_or(container.range.end, |next| next.start);
    let comma_behind = tree.comma_between(item.end, after);
    let start = token_end_before(tree, container, item.start);
    match (before, comma_behind) {
        (None, None) if is_alone(text, container, item) => {
            vec![Edit::delete(container.range.start + 1..container.range.end - 1)]
        }
        (None, None) => vec![Edit::delete(start..item.end)],
        (_, Some(comma)) => vec![Edit::delete(start..comma + 1)],
        (Some(before), None) => match tree.comma_between(before, item.start) {
            Some(comma) if start == comma + 1 => {
                vec![Edit::delete(token_end_before(tree, container, comma).max(before)..item.end)]
            }
            Some(comma) => vec![Edit::delete(comma..comma + 1), Edit::delete(start..item.end)],
            None => vec![Edit::delete(start..item.end)],
        },
    }
    .into_iter()
    .filter(|edit| text.get(edit.range.clone()).is_some())
    .map(|edit| behind_line_comment(text, tree, edit))
    .collect()
}

/// The edit, but for the line end of a comment before it, where what stands behind it would be in that comment.
fn behind_line_comment(text: &str, tree: &Tree, edit: Edit) -> Edit {
    let Edit { range, text: instead } = edit;
    let is_commented = |comment: &Range<usize>| {
        comment.end == range.start && text[comment.clone()].starts_with("//")
    };
    let rest = text[range.end..].trim_start_matches([' ', '\t', '\r']);
    let newline = text[range.clone()].find('\n');
    match newline {
        Some(newline) if !rest.starts_with('\n') && tree.comments.iter().any(is_commented) => {
            Edit { range: range.start + newline + 1..range.end, text: instead }
        }
        Some(_) | None => Edit { range, text: instead },
    }
}

/// Whether nothing but blanks stands beside an item.
fn is_alone(text: &str, container: &Node, item: &Range<usize>) -> bool {
    let beside = [container.range.start + 1..item.start, item.end..container.range.end - 1];
    beside.into_iter().all(|gap| text[gap].trim().is_empty())
}

/// Where the bracket, comma, item or comment before byte `at` ends.
fn token_end_before(tree: &Tree, container: &Node, at: usize) -> usize {
    let comma = tree.commas[..tree.commas.partition_point(|comma| *comma < at)]
        .last()
        .map(|comma| comma + 1);
    let comment = tree.comments[..tree.comments.partition_point(|comment| comment.end <= at)]
        .last()
        .map(|comment| comment.end);
    let item = container.items().into_iter().map(|item| item.end).filter(|end| *end <= at).max();
    let open = container.range.start + 1;
    [comma, comment, item].into_iter().flatten().fold(open, usize::max)
}

/// Behind `at` and the comments that follow it on its line.
fn behind_comments(text: &str, tree: &Tree, at: usize) -> usize {
    let line_end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let mut behind = at;
    for comment in tree.comments_between(at, line_end) {
        if !text[behind..comment.start].trim().is_empty() {
            break;
        }
        behind = comment.end;
    }
    behind
}

/// The last value in the container that is of the same type, so that the new one can be shaped like it.
fn last_like<'t>(container: &'t Node, value: &Fresh) -> Option<&'t Node> {
    let values: Vec<&Node> = match &container.value {
        Value::Object(members) => members.iter().map(|member| &member.value).collect(),
        Value::Array(elements) => elements.iter().collect(),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null | Value::Other(_) => {
            Vec::new()
        }
    };
    values.into_iter().rev().find(|node| value.is_like(node))
}

/// The container that holds `node`.
fn parent<'t>(tree: &'t Tree, node: &Node) -> Option<&'t Node> {
    let holds =
        |outer: &&Node| outer.range.start < node.range.start && node.range.end < outer.range.end;
    tree.root.walk().into_iter().filter(holds).min_by_key(|outer| outer.range.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::jsonc;
    use crate::text::edit::apply;

    fn entry() -> Fresh {
        Fresh::Object(vec![
            ("v".into(), Fresh::Text("1".into())),
            ("p".into(), Fresh::Text("x".into())),
        ])
    }

    fn inserted(text: &str, path: &[&str], item: &Item) -> String {
        let tree = jsonc::parse(text).expect(text);
        let container = path.iter().fold(&tree.root, |node, key| node.get(key).expect(key));
        let after = apply(text, &insert(text, &tree, container, item));
        let tree = jsonc::parse(&after).expect(&after);
        let container = path.iter().fold(&tree.root, |node, key| node.get(key).expect(key));
        let last = container.items().len() - 1;
        let back = apply(&after, &remove(&after, &tree, container, last));
        if last > 0 || text.contains("{}") || text.contains("[]") {
            assert_eq!(back, text, "removing is the inverse of inserting");
        }
        after
    }

    fn member(text: &str, path: &[&str]) -> String {
        inserted(text, path, &Item::member("live", entry()))
    }

    fn element(text: &str) -> String {
        inserted(text, &["pages"], &Item::element(Fresh::Text("new".into())))
    }

    #[test]
    fn a_member_follows_the_lines_of_its_neighbours() {
        assert_eq!(
            member("{\n  \"a\": 1\n}", &[]),
            "{\n  \"a\": 1,\n  \"live\": {\n    \"v\": \"1\",\n    \"p\": \"x\"\n  }\n}"
        );
        assert_eq!(
            member("{\r\n\t\"a\" : 1\r\n}\r\n", &[]),
            "{\r\n\t\"a\" : 1,\r\n\t\"live\" : {\r\n\t\t\"v\" : \"1\",\r\n\t\t\"p\" : \"x\"\r\n\t}\r\n}\r\n"
        );
    }

    #[test]
    fn an_entry_is_shaped_like_the_entry_before_it() {
        assert_eq!(
            member(
                "{\n  \"plugins\": {\n    \"a\": { \"v\":\"2\", \"p\":\"y\" }\n  }\n}",
                &["plugins"]
            ),
            "{\n  \"plugins\": {\n    \"a\": { \"v\":\"2\", \"p\":\"y\" },\n    \"live\": { \"v\":\"1\", \"p\":\"x\" }\n  }\n}"
        );
    }

    #[test]
    fn minified_stays_minified() {
        assert_eq!(member("{\"a\":1}", &[]), "{\"a\":1,\"live\":{\"v\":\"1\",\"p\":\"x\"}}");
        assert_eq!(member("{\"a\":{}}", &["a"]), "{\"a\":{\"live\":{\"v\":\"1\",\"p\":\"x\"}}}");
    }

    #[test]
    fn an_empty_container_opens_like_those_around_it() {
        assert_eq!(
            member("{\n    \"plugins\": {}\n}", &["plugins"]),
            "{\n    \"plugins\": {\n        \"live\": {\n            \"v\": \"1\",\n            \"p\": \"x\"\n        }\n    }\n}"
        );
        assert_eq!(element("{ \"pages\": [] }"), "{ \"pages\": [ \"new\" ] }");
    }

    #[test]
    fn commas_keep_their_habit() {
        assert_eq!(
            element("{\"pages\": [\n  \"a\",\n  \"b\",\n]}"),
            "{\"pages\": [\n  \"a\",\n  \"b\",\n  \"new\",\n]}"
        );
        assert_eq!(
            element("{\"pages\": [\n  \"a\"\n  , \"b\"\n]}"),
            "{\"pages\": [\n  \"a\"\n  , \"b\"\n  , \"new\"\n]}"
        );
        assert_eq!(element("{\"pages\": [\"a\",\"b\"]}"), "{\"pages\": [\"a\",\"b\",\"new\"]}");
        assert_eq!(element("{\"pages\": [\"a\", ]}"), "{\"pages\": [\"a\", \"new\", ]}");
    }

    #[test]
    fn comments_stay_with_their_line() {
        assert_eq!(
            element("{\"pages\": [\n  \"a\" // home\n  // end\n]}"),
            "{\"pages\": [\n  \"a\", // home\n  \"new\"\n  // end\n]}"
        );
        assert_eq!(
            element("{\"pages\": [\n  // none yet\n]}"),
            "{\"pages\": [\n  // none yet\n  \"new\"\n]}"
        );
    }

    #[test]
    fn objects_in_an_array_follow_each_other_on_the_bracket() {
        assert_eq!(
            inserted(
                "{\n  \"subs\": [{\n    \"v\": \"0\",\n    \"p\": \"0\"\n  }]\n}",
                &["subs"],
                &Item::element(entry())
            ),
            "{\n  \"subs\": [{\n    \"v\": \"0\",\n    \"p\": \"0\"\n  }, {\n    \"v\": \"1\",\n    \"p\": \"x\"\n  }]\n}"
        );
    }

    #[test]
    fn an_item_can_come_first() {
        for (text, expected) in [
            ("{\n  \"a\": 1\n}", "{\n  \"n\": \"x\",\n  \"a\": 1\n}"),
            ("{ \"a\": 1, \"b\": 2 }", "{ \"n\": \"x\", \"a\": 1, \"b\": 2 }"),
            ("{}", "{\n  \"n\": \"x\"\n}"),
        ] {
            let tree = jsonc::parse(text).expect(text);
            let item = Item::member("n", Fresh::Text("x".into()));
            assert_eq!(apply(text, &insert_in_front(text, &tree, &tree.root, &item)), expected);
        }
    }

    #[test]
    fn a_value_of_another_type_is_no_model() {
        assert_eq!(
            member("{\n  \"subs\": [{\n    \"v\": \"0\"\n  }]\n}", &[]),
            "{\n  \"subs\": [{\n    \"v\": \"0\"\n  }],\n  \"live\": {\n    \"v\": \"1\",\n    \"p\": \"x\"\n  }\n}"
        );
    }

    #[test]
    fn removing_takes_the_comma_and_the_line_and_leaves_comments() {
        let removed = |text: &str, index| {
            let tree = jsonc::parse(text).expect(text);
            let after = apply(text, &remove(text, &tree, &tree.root, index));
            jsonc::parse(&after).expect(&after);
            after
        };
        assert_eq!(removed("{\n  \"a\": 1,\n  \"b\": 2\n}", 0), "{\n  \"b\": 2\n}");
        assert_eq!(removed("{\n  \"a\": 1,\n  \"b\": 2\n}", 1), "{\n  \"a\": 1\n}");
        assert_eq!(removed("{ \"a\": 1, \"b\": 2 }", 0), "{ \"b\": 2 }");
        assert_eq!(removed("{ \"a\": 1 }", 0), "{}");
        assert_eq!(removed("{\n  \"a\": 1, // one\n  \"b\": 2\n}", 1), "{\n  \"a\": 1 // one\n}");
        assert_eq!(removed("{\n  // why\n  \"a\": 1\n}", 0), "{\n  // why\n}");
        assert_eq!(removed("{ // why\n\"a\": 1 }", 0), "{ // why\n }");
        assert_eq!(removed("{ \"b\": 2, // why\r\n\"a\": 1 }", 1), "{ \"b\": 2 // why\r\n }");
        assert_eq!(removed("[\n  1\n  ,2\n  ,3\n]", 1), "[\n  1\n  ,3\n]");
        assert_eq!(removed("[\n  1\n  ,2\n  ,3\n]", 2), "[\n  1\n  ,2\n]");
    }
}
