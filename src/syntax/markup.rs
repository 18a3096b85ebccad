//! Elements of WXML and of the templates of single-file components, with the bytes of their names and attributes.

use std::ops::Range;

use memchr::memchr;

use crate::syntax::element::{Attribute, Element};
use crate::syntax::script;
use crate::syntax::static_value::{StaticValue, ValueKind};

/// The elements of a text that stands at byte `base` of the file, in order; those in comments are none.
pub fn elements(text: &str, base: usize) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr(b'<', &text.as_bytes()[at..]).map(|open| at + open) {
        if text[open..].starts_with("<!--") {
            let Some(end) = text[open + 4..].find("-->") else { break };
            at = open + 4 + end + 3;
            continue;
        }
        let Some((element, end)) = opening(text, open, base) else {
            at = open + 1;
            continue;
        };
        at = end;
        let is_script = element.name == "wxs" || element.name == "script";
        if is_script && !text[..end].ends_with("/>") {
            at = text[end..].find("</").map_or(text.len(), |close| end + close);
        }
        found.push(element);
    }
    found
}

/// The tag that opens at byte `open`, and where it ends.
fn opening(text: &str, open: usize, base: usize) -> Option<(Element<'_>, usize)> {
    let name = word(&text[open + 1..]);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let range = base + open + 1..base + open + 1 + name.len();
    let mut element =
        Element { name: name.into(), range, attributes: Vec::new(), has_spread: false };
    let mut at = open + 1 + name.len();
    loop {
        let rest = text[at..].trim_start();
        at = text.len() - rest.len();
        let Some(next) = rest.chars().next() else { return Some((element, at)) };
        match next {
            '>' => return Some((element, at + 1)),
            // the tag is being written, and another begins
            '<' => return Some((element, at)),
            '/' | '=' | '"' | '\'' => at += 1,
            _ => {
                let (attribute, end) = attribute(text, at, base);
                element.attributes.push(attribute);
                at = end;
            }
        }
    }
}

fn attribute(text: &str, at: usize, base: usize) -> (Attribute<'_>, usize) {
    let name = word(&text[at..]);
    let behind = at + name.len();
    let mut attribute =
        Attribute { name: name.into(), range: base + at..base + behind, value: None };
    let Some(value) = text[behind..].trim_start().strip_prefix('=') else {
        return (attribute, behind);
    };
    let value = value.trim_start();
    let start = text.len() - value.len();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (inner, end) = if let Some(quote) = quote {
        let length = value[1..].find(quote).unwrap_or(value.len() - 1);
        (start + 1..start + 1 + length, (start + 2 + length).min(text.len()))
    } else {
        let ends = |c: char| c.is_whitespace() || c == '>';
        let length = value.find(ends).unwrap_or(value.len());
        (start..start + length, start + length)
    };
    let kind =
        ValueKind::Text(text[inner.clone()].to_owned(), base + inner.start..base + inner.end);
    attribute.value = Some(StaticValue { range: base + inner.start..base + inner.end, kind });
    (attribute, end)
}

/// The name that a text begins with.
fn word(text: &str) -> &str {
    let end = text.bytes().enumerate().position(|(at, b)| match b {
        b'=' | b'<' | b'>' | b'/' | b'"' | b'\'' | b' ' | b'\t'..=b'\r' => true,
        b if b.is_ascii() => false,
        _ => text.get(at..).is_some_and(|rest| rest.starts_with(char::is_whitespace)),
    });
    &text[..end.unwrap_or(text.len())]
}

/// The bytes between each `{{` and `}}` of a text.
pub fn bindings(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|open| at + open + 2) {
        let Some(close) = text[open..].find("}}").map(|close| open + close) else { break };
        found.push(open..close);
        at = close + 2;
    }
    found
}

/// A text with `{{ }}` in it, at byte `base` of the file, as it is put together.
pub fn mustache(text: &str, base: usize) -> StaticValue {
    let mut parts = Vec::new();
    let mut at = 0;
    for inner in bindings(text) {
        let outer = inner.start - 2..inner.end + 2;
        parts.push(plain(text, base, at..outer.start));
        at = outer.end;
        let value = script::value(&text[inner.clone()], base + inner.start);
        let unknown = StaticValue::unknown(base + outer.start..base + outer.end);
        parts.push(value.unwrap_or(unknown));
    }
    parts.push(plain(text, base, at..text.len()));
    parts.retain(|part| part.text() != Some(""));
    let range = base..base + text.len();
    match <[StaticValue; 1]>::try_from(parts) {
        Ok([only]) => only,
        Err(parts) => StaticValue { range, kind: ValueKind::Concatenation(parts) },
    }
}

/// Some bytes of a text, which stands at byte `base` of the file, as they are written.
pub fn plain(text: &str, base: usize, range: Range<usize>) -> StaticValue {
    let place = base + range.start..base + range.end;
    StaticValue { range: place.clone(), kind: ValueKind::Text(text[range].to_owned(), place) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn elements_have_names_and_attributes_with_their_bytes() {
        let text = "<!-- <a b='1'/> --><view bind:tap=\"go\" wx:if='{{a > 1}}' hidden data-x=1><subscribe\n room-id=\"{{id}}\"/></view>";
        let found = elements(text, 0);
        let names: Vec<&str> = found.iter().map(|one| &text[one.range.clone()]).collect();
        assert_eq!(names, ["view", "subscribe"]);
        let values: Vec<_> = found[0]
            .attributes
            .iter()
            .map(|one| (&*one.name, one.value.as_ref().map(|value| &text[value.range.clone()])))
            .collect();
        let expected = [
            ("bind:tap", Some("go")),
            ("wx:if", Some("{{a > 1}}")),
            ("hidden", None),
            ("data-x", Some("1")),
        ];
        assert_eq!(values, expected);
        assert_eq!(
            found[1].attribute("room-id").and_then(|one| one.value.as_ref()?.text()),
            Some("{{id}}")
        );
    }

    #[test]
    fn a_comparison_and_what_wxs_says_are_no_elements() {
        let names = |text| {
            elements(text, 0).into_iter().map(|one| one.name.into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            names("{{ a < b }}<wxs module='m'>if (a <b) {}</wxs><text>1</text>"),
            ["wxs", "text"]
        );
        assert_eq!(names("<a b <c>"), ["a", "c"]);
    }

    #[test]
    fn a_mustache_is_joined_with_its_text() {
        let text = "a?b={{c.d}}&e={{'f'}}";
        let ValueKind::Concatenation(parts) = mustache(text, 7).kind else { panic!("one part") };
        let names: Vec<_> = parts.iter().map(|part| part.text().or(part.name())).collect();
        assert_eq!(names, [Some("a?b="), Some("c.d"), Some("&e="), Some("f")]);
        assert_eq!(parts[1].range, 13..16);
        assert_eq!(mustache("{{a}}", 0).name(), Some("a"));
        assert!(
            matches!(mustache("", 0).kind, ValueKind::Concatenation(parts) if parts.is_empty())
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(<|</|/>|>|<!--|-->|wxs|a|=|\"|'| |\n|中|\\{\\{|\\}\\}|\\(){0,40}") {
            for element in elements(&text, 0) {
                prop_assert_eq!(&text[element.range], element.name);
                for attribute in element.attributes {
                    prop_assert_eq!(&text[attribute.range], attribute.name);
                }
            }
            mustache(&text, 0);
        }
    }
}
