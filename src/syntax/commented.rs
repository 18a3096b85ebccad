//! What comments hold: members of objects that somebody took out by commenting, with the places where they stand.

use std::ops::Range;

use crate::syntax::conditional::blank;
use crate::syntax::{Member, Node, Value, jsonc, script};

/// Longest object that is looked for, in bytes: an entry has a few keys, and hostile text must not cost its square.
const LONGEST: usize = 2048;

/// The members with an object for a value that stand in comments; a run of line comments is read as one.
pub fn entries(text: &str, comments: &[Range<usize>]) -> Vec<Member> {
    runs(text, comments)
        .into_iter()
        .flat_map(|run| members_in(&uncommented(text, &run), run.start))
        .collect()
}

/// A subpackage that stands in a comment, or the part of one that does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentedSubpackage {
    /// Its root, as it is written.
    pub root: String,
    /// Its object.
    pub range: Range<usize>,
    /// The list that holds it, with its key, where that stands in the comment too.
    pub list: Option<Range<usize>>,
}

/// The objects with a root that stand in comments, in order.
pub fn subpackages(text: &str, comments: &[Range<usize>]) -> Vec<CommentedSubpackage> {
    let runs = runs(text, comments).into_iter();
    let found = runs.filter(|run| text[run.clone()].contains("root"));
    let mut found: Vec<_> =
        found.flat_map(|run| subpackages_in(&uncommented(text, &run), run.start)).collect();
    found.sort_by_key(|subpackage| subpackage.range.start);
    found
}

/// A bracket that is open.
struct OpenObject {
    at: usize,
    /// Where the key before it starts.
    key: Option<usize>,
    root: Option<String>,
    /// The subpackages in it, by their places among those that were found.
    holds: Vec<usize>,
}

/// One pass over the text, in which brackets need not be closed.
fn subpackages_in(text: &str, offset: usize) -> Vec<CommentedSubpackage> {
    let mut found = Vec::new();
    let mut open: Vec<OpenObject> = Vec::new();
    let mut key: Option<(usize, &str)> = None;
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let start = at;
        at += 1;
        match byte {
            b'{' | b'[' => {
                let key = key.take().map(|(start, _)| start);
                open.push(OpenObject { at: start, key, root: None, holds: Vec::new() });
            }
            b'}' | b']' => close(&mut open, &mut found, at, offset),
            b',' => key = None,
            b'/' if text[start..].starts_with("//") => {
                at = text[start..].find('\n').map_or(text.len(), |end| start + end);
            }
            _ => {
                let Some((word, end)) = word_at(text, start) else { continue };
                at = end;
                let is_key = text[end..].trim_start().starts_with(':');
                match (key, is_key, open.last_mut()) {
                    (_, true, _) => key = Some((start, word)),
                    (Some((_, "root")), false, Some(object)) => object.root = Some(word.to_owned()),
                    (_, false, _) => {}
                }
            }
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut found, text.len(), offset);
    }
    found
}

fn close(
    open: &mut Vec<OpenObject>,
    found: &mut Vec<CommentedSubpackage>,
    end: usize,
    offset: usize,
) {
    let Some(OpenObject { at, key, root, holds }) = open.pop() else { return };
    if let Some(root) = root {
        if let Some(around) = open.last_mut() {
            around.holds.push(found.len());
        }
        found.push(CommentedSubpackage { root, range: offset + at..offset + end, list: None });
    }
    for subpackage in holds {
        found[subpackage].list = key.map(|key| offset + key..offset + end);
    }
}

/// A name, or what stands in quotes, at a byte, and where it ends.
fn word_at(text: &str, start: usize) -> Option<(&str, usize)> {
    let rest = &text[start..];
    if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let inner = &rest[1..];
        let length = inner.find([quote, '\n'])?;
        return Some((&inner[..length], start + length + 2));
    }
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    let length = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
    (length > 0).then(|| (&rest[..length], start + length))
}

/// Comments with nothing but blanks between them belong together.
fn runs(text: &str, comments: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for comment in comments {
        match runs.last_mut() {
            Some(last) if text[last.end..comment.start].trim().is_empty() => last.end = comment.end,
            _ => runs.push(comment.clone()),
        }
    }
    runs
}

/// A run without the signs that make it a comment, at equal length.
fn uncommented(text: &str, run: &Range<usize>) -> String {
    let mut out = String::with_capacity(run.len());
    for line in text[run.clone()].split_inclusive('\n') {
        let lead = line.len() - line.trim_start().len();
        let sign =
            ["//", "/**", "/*", "* ", "*/"].into_iter().find(|sign| line[lead..].starts_with(sign));
        let sign = lead + sign.map_or(0, str::len);
        let end = line.trim_end().strip_suffix("*/").map_or(line.len(), str::len).max(sign);
        out.push_str(&blank(&line[..sign]));
        out.push_str(&line[sign..end]);
        out.push_str(&blank(&line[end..]));
    }
    out
}

/// Members found by their look, `key: {`, because what is commented out need not be a whole value.
fn members_in(text: &str, offset: usize) -> Vec<Member> {
    let opens = text.match_indices('{').map(|(at, _)| at);
    opens.filter_map(|open| member_at(text, open, offset)).collect()
}

fn member_at(text: &str, open: usize, offset: usize) -> Option<Member> {
    let before = text[..open].trim_end().strip_suffix(':')?.trim_end();
    let (key, start) = key_before(before)?;
    let near = &text[open..text.floor_char_boundary(open + LONGEST)];
    let close = matching_brace(near)?;
    let object = &text[open..open + close];
    let tree = jsonc::parse(object).or_else(|_| script::expression(object)).ok()?;
    let base = offset + open;
    Some(Member {
        key: key.to_owned(),
        key_range: offset + start..offset + before.len(),
        value: shifted(tree.root, base),
    })
}

/// A key in quotes, or a plain name, at the end of a text.
fn key_before(before: &str) -> Option<(&str, usize)> {
    if let Some(quote) = before.chars().last().filter(|c| matches!(c, '"' | '\'')) {
        let inner = &before[..before.len() - 1];
        let start = inner.rfind(quote)?;
        return Some((&inner[start + 1..], start));
    }
    let name = before.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$'));
    (name.len() < before.len()).then(|| (&before[name.len()..], name.len()))
}

/// Length of an object from its brace to the matching one; braces in strings and comments do not count.
fn matching_brace(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (quote, byte) {
            (Some(_), b'\\') => {
                bytes.next();
            }
            (Some(open), _) if open == byte || byte == b'\n' => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'/') if text[at..].starts_with("//") => {
                while bytes.next().is_some_and(|(_, byte)| byte != b'\n') {}
            }
            (None, b'{') => depth += 1,
            (None, b'}') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (Some(_) | None, _) => {}
        }
    }
    None
}

fn shifted(node: Node, by: usize) -> Node {
    let all = |nodes: Vec<Node>| nodes.into_iter().map(|node| shifted(node, by)).collect();
    let value = match node.value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|member| Member {
                    key_range: member.key_range.start + by..member.key_range.end + by,
                    value: shifted(member.value, by),
                    ..member
                })
                .collect(),
        ),
        Value::Array(elements) => Value::Array(all(elements)),
        Value::Other(nodes) => Value::Other(all(nodes)),
        Value::Choice(nodes) => Value::Choice(all(nodes)),
        // no name is followed from a comment
        value @ (Value::String(_)
        | Value::Number(_)
        | Value::Bool(_)
        | Value::Null
        | Value::Known(_)
        | Value::Imported(_)) => value,
    };
    let range = node.range.start + by..node.range.end + by;
    Node { outer: node.outer.start + by..node.outer.end + by, range, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let tree = jsonc::parse(text).expect(text);
        let entries = entries(text, &tree.comments);
        entries.into_iter().map(|entry| (entry.key, text[entry.key_range].to_owned())).collect()
    }

    #[test]
    fn members_in_line_and_block_comments_are_found_where_they_stand() {
        let text = "{ // \"plugins\": {\n  //   \"live\": { // note: \"}\"\n  //     \"v\": \"中\" }\n  // },\n \"a\": 1 }";
        assert_eq!(
            found(text),
            [("plugins".into(), "\"plugins\"".into()), ("live".into(), "\"live\"".into())]
        );
        let block = "{ /* live: {\n * \"v\": 1 } */ \"a\": 1 }";
        assert_eq!(found(block), [("live".into(), "live".into())]);
    }

    #[test]
    fn a_member_of_a_script_is_found_too() {
        let text = "{ // live: { v: 'x', }\n}";
        assert_eq!(found(text), [("live".into(), "live".into())]);
    }

    #[test]
    fn subpackages_in_comments_are_found_with_the_list_around_them() {
        let subpackages = |text: &str| {
            let tree = jsonc::parse(text).expect(text);
            let found = subpackages(text, &tree.comments).into_iter();
            let shown = found.map(|it| {
                let list = it.list.map(|list| text[list].lines().next().map(str::to_owned));
                (it.root, text[it.range].lines().count(), list.flatten())
            });
            shown.collect::<Vec<_>>()
        };
        let object = "{ \"a\": [\n  // {\n  //   \"root\": \"live\", // \"}\n  //   \"plugins\": { \"l\": { \"v\": \"root\" } }\n  // }\n] }";
        assert_eq!(subpackages(object), [("live".into(), 4, None)]);
        let list = "{ /* \"subPackages\": [\n  { \"pages\": [], \"root\": \"a\" },\n { root: 'b' }] */ \"x\": 1 }";
        let key = Some("\"subPackages\": [".to_owned());
        assert_eq!(subpackages(list), [("a".into(), 1, key.clone()), ("b".into(), 1, key)]);
        let part = "{ // \"root\": \"c\"\n // }, { \"root\": \"d\",\n }";
        assert_eq!(subpackages(part), [("d".into(), 1, None)]);
        assert_eq!(subpackages("{ // the root: see \"below\" ]]}\n }"), []);
    }

    #[test]
    fn prose_is_no_member() {
        assert_eq!(found("{ // see: {here\n \"a\": 1 // {}: x }\n}"), []);
    }
}
