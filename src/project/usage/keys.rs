//! Masks keys in output.

use std::borrow::Cow;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::secret::{is_access_token, is_app_secret, is_part};
use super::source::Hints;
use crate::syntax::{Node, jsonc};

/// The file that holds entries of others, while they are turned off.
const LOCK: &str = "kaibo.lock";
/// How long a part of a key is that tells something, where a key is written over several lines.
const TELLING: usize = 8;

/// The keys of a file as they are written in it, so that no output shows them.
#[derive(Debug, Clone, Default)]
pub struct Keys(Option<AhoCorasick>);

impl Keys {
    /// Those in some texts of a file.
    pub fn of<'t>(file: &str, texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut keys: Vec<String> = Vec::new();
        for text in texts {
            if file.rsplit('/').next() == Some(LOCK) {
                let name = format!("{file}.js");
                keys.extend(recorded(text).iter().flat_map(|script| written(&name, script)));
            } else {
                keys.extend(written(file, text));
            }
        }
        keys.retain(|key| key.len() >= TELLING);
        if keys.is_empty() {
            return Self(None);
        }
        // one key may be a part of another
        Self(AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&keys).ok())
    }

    /// The bytes of a text that show one of them, in order.
    pub fn places_in(&self, text: &str) -> Vec<Range<usize>> {
        let found = self.0.iter().flat_map(|keys| keys.find_iter(text));
        found.map(|found| found.range()).collect()
    }

    /// A text with a star in place of each character of a key.
    pub fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut masked = String::new();
        let mut at = 0;
        for key in self.places_in(text) {
            masked.push_str(&text[at..key.start]);
            masked.extend(text[key.clone()].chars().map(|_| '*'));
            at = key.end;
        }
        if at == 0 { Cow::Borrowed(text) } else { Cow::Owned(masked + &text[at..]) }
    }

    /// Whether a text shows one of them.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|keys| keys.is_match(text))
    }
}

/// A text with a star in place of each character of every word that has the form of a key, whatever it is called: for
/// texts shown without the file around them, where somebody may have pasted theirs.
pub fn mask_words(text: &str) -> Cow<'_, str> {
    let tokens = text.split(|c: char| !is_part(c)).filter(|word| is_access_token(word));
    let secrets =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| is_app_secret(word));
    let mut masked = Cow::Borrowed(text);
    for word in tokens.chain(secrets) {
        masked = Cow::Owned(masked.replace(word, &"*".repeat(word.len())));
    }
    masked
}

/// The keys of a source, line by line.
fn written(file: &str, text: &str) -> Vec<String> {
    let found = Hints::default().secrets(file, text).into_iter();
    found.flat_map(|(range, _)| text[range].lines().map(str::to_owned)).collect()
}

/// The entries that a lock holds for `kaibo enable`, each as a script.
fn recorded(lock: &str) -> Vec<String> {
    let list = |node: &Node, key| node.get(key).and_then(Node::elements).map(<[Node]>::to_vec);
    let Ok(tree) = jsonc::parse(lock) else { return Vec::new() };
    let disabled = list(&tree.root, "disabled").unwrap_or_default();
    let entry = |disabled: &Node| {
        let pieces = list(disabled, "removed").unwrap_or_default();
        let texts = pieces.iter().flat_map(|piece| list(piece, "text").unwrap_or_default());
        let lines: Vec<String> = texts.filter_map(|line| line.text().map(str::to_owned)).collect();
        let inside = lines.join("\n");
        let inside = inside.trim_matches(|c: char| c == ',' || c.is_whitespace());
        format!("export default {{\n{inside}\n}}")
    };
    disabled.iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_like_a_key_is_masked_and_others_are_not() {
        let key = "0123456789abcdef0123456789ABCDEF";
        let token = format!("57_{}", "aB3-".repeat(15));
        let masked = mask_words(&format!("\"{key}\", '{token}'")).into_owned();
        assert_eq!(masked, format!("\"{}\", '{}'", "*".repeat(32), "*".repeat(token.len())));
        for kept in ["wx0123456789abcdef".to_owned(), format!("{key}0"), "0".repeat(32)] {
            assert_eq!(mask_words(&kept), kept);
        }
    }

    #[test]
    fn keys_are_masked_wherever_they_are_written() {
        let key = "0123456789abcdef0123456789abcdef";
        let token = format!("57_{key}{}", "aB3-".repeat(10));
        let text = format!("const wxAppSecret = '{key}', access_token = '{token}'\n// {key}");
        let masked = Keys::of("a.js", [text.as_str()]).masked(&text).into_owned();
        assert_eq!(
            masked,
            format!(
                "const wxAppSecret = '{0}', access_token = '{0}{1}'\n// {0}",
                "*".repeat(32),
                "*".repeat(token.len() - 32)
            )
        );
        let lines =
            format!("const wxAppSecret = '{}\\\n{}' // {}", &key[..16], &key[16..], "-".repeat(32));
        let keys = Keys::of("a.js", [lines.as_str()]);
        assert!(keys.are_in(&key[16..]) && !keys.masked(&lines).contains(&key[..16]));
        for file in ["a.json", "server/a.js", "a.min.js"] {
            assert!(!Keys::of(file, [text.as_str()]).are_in(&text), "{file}");
        }
    }
}
