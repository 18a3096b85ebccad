//! Text as the inside of a string in each language that templates are written in, so that no value breaks out of its place.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Inside of a JSON string.
pub fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Inside of a JavaScript or TypeScript string literal, whichever quote it stands in.
pub fn script(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '\'' | '"' | '`' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // `</` and `<!` end or open things where a script is embedded; line separators end a line in old engines
            '<' | '\u{2028}' | '\u{2029}' => unicode(&mut out, c),
            c if c.is_control() => unicode(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

fn unicode(out: &mut String, c: char) {
    let _ = write!(out, "\\u{:04x}", u32::from(c));
}

/// Text or double-quoted attribute value of WXML, as WeChat's compilers read it: entities and `\x` escapes arrive
/// unchanged there, so a character that means something is a binding of its own.
///
/// In an attribute everything arrives as it was. In text a double quote does not (the compiler wants it bare there,
/// and that would end an attribute), so free text is bound from a page's data and never printed into WXML.
pub fn wxml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '{' | '}' => {
                let _ = write!(out, "{{{{'{c}'}}}}");
            }
            '"' => out.push_str("{{'\\\"'}}"),
            '\\' => out.push_str(r"{{['\\\\'][0][0]}}"),
            '\n' => out.push_str(r"{{'\n'}}{{['\\n'][0][1]?'':'\\n'}}"),
            '\r' => out.push_str(r"{{'\r'}}"),
            '\t' => out.push_str(r"{{'\t'}}"),
            c => out.push(c),
        }
    }
    out
}

/// Inside of a WXSS string.
pub fn wxss(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '"' | '\'' | '\\' | '<') {
            let _ = write!(out, "\\{:x} ", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// A value as a JavaScript literal that reads as somebody would write it.
///
/// A key `__proto__` is computed, because a plain one would set the prototype instead of a property.
pub fn script_literal(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => format!("'{}'", script(text)),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(script_literal).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let written: Vec<String> = members
                .iter()
                .map(|(key, value)| format!("{}: {}", script_key(key), script_literal(value)))
                .collect();
            format!("{{ {} }}", written.join(", "))
        }
    }
}

fn script_key(key: &str) -> String {
    let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match key {
        "__proto__" => "['__proto__']".to_owned(),
        _ if plain => key.to_owned(),
        _ => format!("'{}'", script(key)),
    }
}

/// The value as JavaScript's `JSON.stringify` writes it, key order aside.
pub fn json_stringify(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Number(number) => {
            let float = number.as_f64().unwrap_or_default();
            ryu_js::Buffer::new().format(float).to_owned()
        }
        Value::Null | Value::Bool(_) | Value::String(_) => value.to_string(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(json_stringify).collect::<Vec<_>>().join(","))
        }
        Value::Object(members) => {
            let written = members
                .iter()
                .map(|(key, value)| format!("\"{}\":{}", json(key), json_stringify(value)));
            format!("{{{}}}", written.collect::<Vec<_>>().join(","))
        }
    }
}

/// The text with control and direction characters made visible, for people's terminals.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || is_direction(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// The lines of a text with such characters made visible; tabs stay.
pub fn visible_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(['\n', '\t']) {
        let end = part.trim_end_matches(['\n', '\t']).len();
        out.push_str(&visible(&part[..end]));
        out.push_str(&part[end..]);
    }
    out
}

/// The text with such characters replaced by one that shows, each by one, so that columns stay; tabs stay too.
pub fn covered(text: &str) -> String {
    let cover = |c: char| {
        if c != '\t' && (c.is_control() || is_direction(c)) {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    };
    text.chars().map(cover).collect()
}

/// A printed JSON document in which such characters are escaped; they can stand in its strings only.
pub fn json_document(document: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c == '\n' || !c.is_control() && !is_direction(c);
    if document.chars().all(is_plain) {
        return Cow::Borrowed(document);
    }
    let mut out = String::with_capacity(document.len());
    for c in document.chars() {
        match c {
            '\n' => out.push(c),
            c if c.is_control() || is_direction(c) => unicode(&mut out, c),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Characters that make a terminal or an editor show text in another order than it is read.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Length of `encodeURIComponent(text)`: letters, digits and `-_.!~*'()` stay, every other byte takes three.
pub fn uri_component_length(text: &str) -> usize {
    let stays = |b: u8| b.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&b);
    text.bytes().map(|b| if stays(b) { 1 } else { 3 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_string() {
        let hostile = "\"'`\\</view>{{x}}${y}\n\u{2028}\u{7}😀中";
        assert_eq!(script(hostile), "\\\"\\'\\`\\\\\\u003c/view>{{x}}\\${y}\\n\\u2028\\u0007😀中");
        assert_eq!(
            serde_json::from_str::<String>(&format!("\"{}\"", json(hostile))).ok().as_deref(),
            Some(hostile)
        );
    }

    #[test]
    fn a_literal_reads_as_written_by_hand() {
        let value = serde_json::json!({ "pid": 1, "a-b": [true, null], "__proto__": { "c": "it's" }, "d": {} });
        assert_eq!(
            script_literal(&value),
            "{ pid: 1, 'a-b': [true, null], ['__proto__']: { c: 'it\\'s' }, d: {} }"
        );
    }

    #[test]
    fn encoded_length_is_that_of_javascript() {
        assert_eq!(uri_component_length("{\"pid\":1}"), "%7B%22pid%22%3A1%7D".len());
        assert_eq!(uri_component_length("中'"), "%E4%B8%AD'".len());
    }

    #[test]
    fn terminals_see_no_control_characters() {
        assert_eq!(visible("a\u{1b}[2J\r\u{202e}b"), "a\\u{1b}[2J\\r\\u{202e}b");
        assert_eq!(visible_lines("\ta\u{1b}\r\n\u{9b}\n"), "\ta\\u{1b}\\r\n\\u{9b}\n");
        assert_eq!(covered("a\u{1b}\t\u{202e}b"), "a\u{fffd}\t\u{fffd}b");
    }

    #[test]
    fn an_escaped_document_is_the_same_document() {
        let value = serde_json::json!({ "a\u{9b}": ["\u{202e}\u{7f}\n", "中😀"] });
        let printed = format!("{value:#}\n");
        let printed = json_document(&printed);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).ok(), Some(value));
        assert!(printed.contains("\\u009b") && printed.contains("\\u202e\\u007f\\n"));
    }
}
