//! The blocks of a single-file component (`.vue`, `.wpy`, `.mpx`), with the bytes that each takes.

use std::ops::Range;

use crate::syntax::dialect::Dialect;

/// A top-level block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The tag's name as it is written.
    pub tag: String,
    /// Names and values as they are written, without quotes; an attribute without a value has an empty one.
    pub attributes: Vec<(String, String)>,
    /// From behind the opening tag to before the closing one.
    pub inner: Range<usize>,
}

impl Block {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The file in which its text stands instead.
    pub fn source(&self) -> Option<&str> {
        self.attribute("src").filter(|path| !path.is_empty())
    }

    /// What its text is.
    pub fn content(&self) -> Content {
        let lang = self.attribute("lang");
        let is_json =
            || self.attribute("type").is_some_and(|it| it.starts_with("application/json"));
        match (self.tag.as_str(), lang) {
            ("config", _) => Content::Value,
            ("script", _) if self.attribute("name") == Some("json") => Content::Exported,
            ("script", _) if is_json() => Content::Value,
            ("script", Some("ts" | "typescript" | "uts")) => Content::Script(Dialect::Ts),
            ("script", Some("tsx")) => Content::Script(Dialect::Tsx),
            ("script", Some(_) | None) => Content::Script(Dialect::Js),
            (_, Some("pug" | "jade")) => Content::Other,
            (tag, _) if tag.eq_ignore_ascii_case("template") => Content::Markup,
            (_, Some(_) | None) => Content::Other,
        }
    }
}

/// What the text of a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// One value: JSON5.
    Value,
    /// A module that exports such a value.
    Exported,
    /// The component's script.
    Script(Dialect),
    /// Markup with tags.
    Markup,
    /// Styles, other markup, blocks of others.
    Other,
}

/// The blocks of a component; what is not closed ends with the text.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = next_tag(text, at) {
        let Some(tag) = opening(text, open) else {
            at = open + 1;
            continue;
        };
        let (inner, behind) = if tag.is_empty {
            (tag.end..tag.end, tag.end)
        } else {
            closing(text, tag.end, tag.name)
        };
        at = behind;
        found.push(Block { tag: tag.name.to_owned(), attributes: tag.attributes, inner });
    }
    found
}

/// The text with all bytes outside of `inner` made blank except for line ends, so that places in it stay valid.
pub fn mask_outside(text: &str, inner: &Range<usize>) -> String {
    let mut masked = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            _ if inner.contains(&at) => masked.push(c),
            '\n' | '\r' => masked.push(c),
            c => masked.extend(std::iter::repeat_n(' ', c.len_utf8())),
        }
    }
    masked
}

/// Where the next `<` stands that is in no comment.
fn next_tag(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let open = at + text[at..].find('<')?;
        if !text[open..].starts_with("<!--") {
            return Some(open);
        }
        at = open + 4 + text[open + 4..].find("-->")? + 3;
    }
}

/// An opening tag.
struct Tag<'t> {
    name: &'t str,
    attributes: Vec<(String, String)>,
    /// Behind its `>`.
    end: usize,
    /// `<a />`.
    is_empty: bool,
}

/// The tag that opens at byte `open`, if one does.
fn opening(text: &str, open: usize) -> Option<Tag<'_>> {
    let name = name_at(text, open + 1)?;
    let mut tag = Tag { name, attributes: Vec::new(), end: open + 1 + name.len(), is_empty: false };
    loop {
        let rest = text[tag.end..].trim_start();
        tag.end = text.len() - rest.len();
        let Some(next) = rest.chars().next() else { return Some(tag) };
        if next == '<' {
            // the bracket before was a comparison, or is being written
            return None;
        }
        tag.is_empty = rest.starts_with("/>");
        if tag.is_empty || next == '>' {
            tag.end += if tag.is_empty { 2 } else { 1 };
            return Some(tag);
        }
        let (attribute, length) = attribute(rest);
        tag.end += length;
        tag.attributes.extend(attribute);
    }
}

/// The attribute that a text begins with, and its length; a stray character is none.
fn attribute(text: &str) -> (Option<(String, String)>, usize) {
    let ends = |c: char| c.is_whitespace() || matches!(c, '=' | '<' | '>' | '/' | '"' | '\'');
    let name = &text[..text.find(ends).unwrap_or(text.len())];
    if name.is_empty() {
        return (None, text.chars().next().map_or(0, char::len_utf8));
    }
    let Some(value) = text[name.len()..].trim_start().strip_prefix('=') else {
        return (Some((name.to_owned(), String::new())), name.len());
    };
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let open = usize::from(quote.is_some());
    let inner = &value[open..];
    let end = match quote {
        Some(quote) => inner.find(quote),
        None => inner.find(|c: char| c.is_whitespace() || c == '>'),
    };
    let (inner, close) = end.map_or((inner, 0), |end| (&inner[..end], open));
    let length = text.len() - value.len() + open + inner.len() + close;
    (Some((name.to_owned(), inner.to_owned())), length)
}

/// The name of the tag whose name begins at byte `at`.
fn name_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<'));
    let name = &rest[..end.unwrap_or(rest.len())];
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(name)
}

/// What stands up to the tag that closes `name`, and where the text goes on.
fn closing(text: &str, from: usize, name: &str) -> (Range<usize>, usize) {
    let is_markup = name.eq_ignore_ascii_case("template");
    let mut depth = 1;
    let mut at = from;
    while let Some(open) = next_angle(text, at, is_markup) {
        let closes = text[open + 1..].starts_with('/');
        at = open + 1 + usize::from(closes);
        let is_same = |found: &str| found.eq_ignore_ascii_case(name);
        if closes && name_at(text, at).is_some_and(is_same) {
            depth -= 1;
            let behind = text[at..].find('>').map_or(text.len(), |end| at + end + 1);
            if depth == 0 {
                return (from..open, behind);
            }
            at = behind;
        } else if is_markup
            && !closes
            && let Some(tag) = opening(text, open)
        {
            // attributes of any tag may hold what looks like a tag
            depth += usize::from(is_same(tag.name) && !tag.is_empty);
            at = tag.end;
        }
    }
    (from..text.len(), text.len())
}

/// The next angle bracket; only markup has comments of its own.
fn next_angle(text: &str, from: usize, is_markup: bool) -> Option<usize> {
    if is_markup {
        return next_tag(text, from);
    }
    text[from..].find('<').map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::syntax::script::{expression, module};

    fn contents(text: &str) -> Vec<&str> {
        blocks(text).into_iter().map(|block| &text[block.inner]).collect()
    }

    #[test]
    fn a_component_is_its_top_level_blocks() {
        let text = "<!-- <script>no</script> -->\n<template lang='wxml'>\n  <view a=\"</template>\"><template v-if=x>中</template></view>\n</template>\n\
            <script>\nconst a = '<template>' // </style>\n</script>\n<config>{ a: 1 }</config>\n\
            <script type=\"application/json\" name = json>{}</script >\n<style lang=\"less\" scoped></style>";
        let blocks = blocks(text);
        let tags: Vec<&str> = blocks.iter().map(|block| block.tag.as_str()).collect();
        assert_eq!(tags, ["template", "script", "config", "script", "style"]);
        assert_eq!(&text[blocks[2].inner.clone()], "{ a: 1 }");
        assert_eq!(blocks[3].attribute("type"), Some("application/json"));
        assert_eq!(blocks[3].attribute("name"), Some("json"));
        assert_eq!(blocks[4].attribute("scoped"), Some(""));
        assert_eq!(blocks[4].attribute("src"), None);
        assert!(text[blocks[0].inner.clone()].ends_with("</view>\n"));
        assert!(text[blocks[1].inner.clone()].ends_with("// </style>\n"));
    }

    #[test]
    fn what_is_empty_or_not_closed_ends() {
        assert_eq!(contents("<a/><b src='x'/><c>1</c>"), ["", "", "1"]);
        assert_eq!(contents("<script>a < b"), ["a < b"]);
        assert_eq!(contents("<template><template></template>"), ["<template></template>"]);
        assert_eq!(
            contents("<template><!-- </template> -->a</template>"),
            ["<!-- </template> -->a"]
        );
        assert_eq!(
            contents("<template><template/><Template></template>a</TEMPLATE>b"),
            ["<template/><Template></template>a"]
        );
        assert_eq!(contents("<template>{{a<b}}</template>c"), ["{{a<b}}"]);
        assert_eq!(contents("<script src='a"), [""]);
        assert_eq!(contents("<scripts>1</script></scripts> a < b </c>"), ["1</script>"]);
        assert_eq!(contents("<!-- <a>"), Vec::<&str>::new());
    }

    #[test]
    fn a_masked_block_is_parsed_in_its_place() {
        let text = "<!-- 中 -->\r\n<script>\r\nexport default class extends wepy.app { config = { a: '中' } }\r\n</script>\n<config>\n{ b: 1 }\n</config>";
        let blocks = blocks(text);
        let script = module(&mask_outside(text, &blocks[0].inner), Dialect::Js).expect("script");
        assert_eq!(&text[script.configs[0].root.range.clone()], "{ a: '中' }");
        let masked = mask_outside(text, &blocks[1].inner);
        assert_eq!(masked.matches("\r\n").count(), text.matches("\r\n").count());
        let config = expression(&masked).expect("config");
        assert_eq!(&text[config.root.range], "{ b: 1 }");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(<|</|/>|>|<!--|-->|script|template|a|=|\"|'| |\n|中){0,40}") {
            let mut end = 0;
            for block in blocks(&text) {
                prop_assert!(end <= block.inner.start && block.inner.start <= block.inner.end);
                end = block.inner.end;
                let masked = mask_outside(&text, &block.inner);
                prop_assert_eq!(masked.len(), text.len());
                prop_assert_eq!(&masked[block.inner.clone()], &text[block.inner]);
            }
        }
    }
}
