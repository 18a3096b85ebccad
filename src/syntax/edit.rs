//! Inserting and removing over a literal tree, so that it looks as if the file's author had done it.
//!
//! Removing what was inserted gives the bytes from before, unless the container was empty and not `{}` or `[]`.

use std::ops::Range;

use crate::syntax::insertion_point::InsertionPoint;
use crate::syntax::layout::{self, Fresh, Shape, Style};
use crate::syntax::{Node, Tree};
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
    insert_all(text, &InsertionPoint::whole(tree, container), std::slice::from_ref(item))
}

/// Puts items behind the last item of a container.
pub fn insert_all(text: &str, point: &InsertionPoint<'_>, items: &[Item]) -> Vec<Edit> {
    let style = Style::of(text, point.tree).near(point.container);
    match point.items.last() {
        _ if items.is_empty() => Vec::new(),
        Some((last, _)) => insert_behind(text, point, last, &style, items),
        None => vec![insert_first(text, point, &style, items)],
    }
}

/// Puts `item` in front of the first item of a container that has one.
pub fn insert_in_front(text: &str, point: &InsertionPoint<'_>, item: &Item) -> Vec<Edit> {
    let Some((first, _)) = point.items.first() else {
        return insert_all(text, point, std::slice::from_ref(item));
    };
    let style = Style::of(text, point.tree).near(point.container);
    let around = style.shape_at(point).unwrap_or(Shape::Lines);
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
    point: &InsertionPoint<'_>,
    last: &Range<usize>,
    style: &Style<'_>,
    items: &[Item],
) -> Vec<Edit> {
    let index = point.items.len().checked_sub(2);
    let before = index.map_or(point.container.range.start + 1, |i| point.items[i].0.end);
    let around = style.shape_at(point).unwrap_or(Shape::Lines);
    let base = layout::line_indent(text, last.end);
    let written = items.iter().map(|item| {
        // the last value of the same type, so that the new one can be shaped like it
        let mut values = point.items.iter().rev().map(|(_, value)| *value);
        let model = values.find(|node| item.value.is_like(node));
        let value = layout::print(&item.value, base, style, &around, model);
        style.item(item.key.as_deref(), &value)
    });
    let written: Vec<String> = written.collect();
    let between = |before: &str, behind: &str| {
        format!("{before}{}{behind}", written.join(&format!("{behind}{before}")))
    };
    let trailing = point.comma_between(last.end, point.container.range.end);
    let behind = behind_comments(text, point, trailing.map_or(last.end, |comma| comma + 1));
    let line = style.line(base);
    match (gap_before(text, point, before, last), trailing) {
        (Gap::LeadingComma(gap), None) => vec![Edit::insert(behind, between(&gap, ""))],
        (Gap::OwnLine | Gap::LeadingComma(_), Some(_)) => {
            vec![Edit::insert(behind, between(&line, ","))]
        }
        (Gap::OwnLine, None) => {
            let written = between(&format!(",{line}"), "");
            vec![Edit::insert(last.end, ","), Edit::insert(behind, &written[1..])]
        }
        (Gap::SameLine, trailing) => {
            let separator = match &around {
                Shape::Inline { separator, .. } => separator.as_str(),
                Shape::Lines => " ",
            };
            vec![match trailing {
                Some(comma) => Edit::insert(comma + 1, between(separator, ",")),
                None => Edit::insert(last.end, between(&format!(",{separator}"), "")),
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

fn gap_before(text: &str, point: &InsertionPoint<'_>, before: usize, last: &Range<usize>) -> Gap {
    if !text[before..last.start].contains('\n') {
        return Gap::SameLine;
    }
    match point.comma_between(before, last.start) {
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

fn insert_first(text: &str, point: &InsertionPoint<'_>, style: &Style<'_>, items: &[Item]) -> Edit {
    let container = &point.container.range;
    let mut around = point.tree.root.way_to(container).into_iter().rev();
    let around = around.find(|node| node.range != *container);
    let around = around.and_then(|parent| style.shape_of(parent));
    let around = around.unwrap_or_else(|| style.shape.clone());
    let base = layout::line_indent(text, container.start);
    let inside = container.start + 1..container.end - 1;
    let comment = point.comments_between(inside.start, inside.end).last();
    let indent = match comment {
        Some(comment) if opens_line(text, comment.start) => {
            layout::line_indent(text, comment.start).to_owned()
        }
        Some(_) | None => style.inside(base),
    };
    let is_blank = text[inside.clone()].trim().is_empty();
    let (value_base, gap) = match &around {
        Shape::Inline { separator, .. } if is_blank => (base, separator.clone()),
        Shape::Lines | Shape::Inline { .. } => (&*indent, style.line(&indent)),
    };
    let written: Vec<String> = items
        .iter()
        .map(|item| {
            let value = layout::print(&item.value, value_base, style, &around, None);
            style.item(item.key.as_deref(), &value)
        })
        .collect();
    let written = written.join(&format!(",{gap}"));
    let comma = if style.ends_in_comma && around == Shape::Lines { "," } else { "" };
    match around {
        _ if !is_blank => {
            let at = comment.map_or(inside.start, |comment| comment.end);
            Edit::insert(at, format!("{gap}{written}{comma}"))
        }
        Shape::Lines => Edit::replace(inside, format!("{gap}{written}{comma}{}", style.line(base))),
        Shape::Inline { pad, .. } => Edit::replace(inside, format!("{pad}{written}{pad}")),
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

/// Takes item `index` out of `container`, as [`remove_all`] does.
pub fn remove(text: &str, tree: &Tree, container: &Node, index: usize) -> Vec<Edit> {
    let gone = remove_all(text, &InsertionPoint::whole(tree, container), &[index]);
    gone.into_iter().map(|(_, range)| Edit::delete(range)).collect()
}

/// What goes when the items at ascending indices go, with the commas that are no longer needed; comments stay. Each
/// range, in order of place, comes with the index of its item.
pub fn remove_all(
    text: &str,
    point: &InsertionPoint<'_>,
    indices: &[usize],
) -> Vec<(usize, Range<usize>)> {
    let inside = point.container.range.start + 1..point.container.range.end - 1;
    let mut pieces = Vec::new();
    let mut going = indices.iter().copied().peekable();
    let mut kept = None;
    for (index, (item, _)) in point.items.iter().enumerate() {
        if going.next_if_eq(&index).is_none() {
            kept = Some(index);
            continue;
        }
        let next = point.items.get(index + 1).map(|(next, _)| next.start);
        let start = point.token_end_before(item.start);
        let comma = point.comma_between(item.end, next.unwrap_or(inside.end));
        match comma {
            // nothing stays in the container, not even a comment
            _ if next.is_none() && kept.is_none() && !point.has_more() => {
                let is_blank = |end| text[end..inside.end].trim().is_empty();
                let end = comma.map_or(item.end, |comma| comma + 1);
                pieces.push((index, start..if is_blank(end) { inside.end } else { end }));
            }
            Some(comma) if !point.has_more_between(item.end, comma) => {
                pieces.push((index, start..comma + 1));
            }
            Some(comma) => pieces.extend([(index, start..item.end), (index, comma..comma + 1)]),
            None => {
                let comma = kept.and_then(|kept| comma_behind(point, kept));
                pieces.extend(comma.map(|comma| (index, comma)));
                pieces.push((index, start..item.end));
            }
        }
    }
    pieces.sort_by_key(|(_, range)| range.start);
    behind_line_comments(text, point, pieces)
}

/// The comma behind an item that becomes the last, with the blanks before it where blanks alone follow it.
fn comma_behind(point: &InsertionPoint<'_>, kept: usize) -> Option<Range<usize>> {
    let (next, kept) = (&point.items.get(kept + 1)?.0, &point.items[kept].0);
    let comma = point.comma_between(kept.end, next.start)?;
    let is_glued = point.token_end_before(next.start) == comma + 1;
    let start = if is_glued { point.token_end_before(comma).max(kept.end) } else { comma };
    Some(start..comma + 1)
}

/// The ranges, but for the line end of a comment before them, where what stands behind them would be in that comment.
fn behind_line_comments(
    text: &str,
    point: &InsertionPoint<'_>,
    pieces: Vec<(usize, Range<usize>)>,
) -> Vec<(usize, Range<usize>)> {
    let mut kept: Vec<(usize, Range<usize>)> = Vec::with_capacity(pieces.len());
    let mut rest = pieces.into_iter().peekable();
    while let Some(first) = rest.next() {
        let (start, run) = (first.1.start, kept.len());
        let mut end = first.1.end;
        kept.push(first);
        while let Some(next) = rest.next_if(|(_, range)| range.start == end) {
            end = next.1.end;
            kept.push(next);
        }
        let is_commented = point.ends_line_comment(text, start);
        let is_at_end = text[end..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        if let Some(newline) = text[start..end].find('\n').filter(|_| is_commented && !is_at_end) {
            for (_, range) in &mut kept[run..] {
                range.start = range.start.max(start + newline + 1);
                range.end = range.end.max(range.start);
            }
        }
    }
    kept.retain(|(_, range)| !range.is_empty());
    kept.dedup_by(|(item, range), (before, last)| {
        let is_one = item == before && range.start == last.end;
        last.end = if is_one { range.end } else { last.end };
        is_one
    });
    kept
}

/// Behind `at` and the comments that follow it on its line.
fn behind_comments(text: &str, point: &InsertionPoint<'_>, at: usize) -> usize {
    let line_end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let mut behind = at;
    for comment in point.comments_between(at, line_end) {
        if !text[behind..comment.start].trim().is_empty() {
            break;
        }
        behind = comment.end;
    }
    behind
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
            let point = InsertionPoint::whole(&tree, &tree.root);
            assert_eq!(apply(text, &insert_in_front(text, &point, &item)), expected);
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
