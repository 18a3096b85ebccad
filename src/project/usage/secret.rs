//! Keys to WeChat's server interfaces that stand in client code.

use std::borrow::Cow;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::model::plugin::PROVIDER;
use crate::syntax::script::acts::Acts;
use crate::syntax::term::{Term, Worth};
use crate::syntax::{Node, jsonc};

/// The kinds of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// The appsecret: 32 hexadecimal digits.
    AppSecret,
    /// An access token: a number, an underscore, and at least 60 characters more.
    AccessToken,
}

/// The file that holds entries of others, while they are turned off.
const LOCK: &str = "kaibo.lock";
/// How long the shorter of the keys is.
const SHORTEST: usize = 32;
/// How long a part of a key is that tells something, where a key is written over several lines.
const TELLING: usize = 8;
/// The server whose interfaces ask for both (official page on access tokens).
const SERVER: &str = "api.weixin.qq.com";
/// Names under which only WeChat's secret is kept.
const NAMES: [&str; 5] =
    ["wxsecret", "wxappsecret", "weixinsecret", "weixinappsecret", "wechatsecret"];
/// Names that others use for theirs too.
const COMMON: [&str; 2] = ["appsecret", "secret"];

/// Folders whose scripts run on a server, or nowhere.
const ELSEWHERE: [&str; 13] = [
    "backend",
    "scripts",
    "serve",
    "cloudfunctions",
    "cloud",
    "functions",
    "server",
    "uniCloud-aliyun",
    "uniCloud-tcb",
    "uniCloud",
    "test",
    "tests",
    "mock",
];

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
        // one key may be a part of another
        let longest = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&keys);
        Self(longest.ok().filter(|_| !keys.is_empty()))
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
    let found = super::secrets(file, text).into_iter();
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

/// Whether a file is one that users are given.
pub(super) fn runs_in_client(path: &str) -> bool {
    !path.split('/').any(|folder| ELSEWHERE.contains(&folder))
}

/// The keys that a script shows, with their bytes.
pub(super) fn secrets(acts: &Acts) -> Vec<(Range<usize>, Secret)> {
    let is_near =
        acts.texts.iter().any(|term| says(term, SERVER) || term.text().is_some_and(is_appid));
    let entries = acts.all_objects().flat_map(|object| object.entries().unwrap_or_default());
    let entries = entries.map(|entry| (entry.key.as_str(), &entry.value));
    let mut found: Vec<(Range<usize>, Secret)> = entries
        .chain(acts.named())
        .filter_map(|(name, value)| kept(name, value, is_near))
        .collect();
    found.extend(acts.texts.iter().flat_map(in_address));
    found.sort_by_key(|(range, _)| (range.start, range.end));
    found.dedup();
    found
}

/// A key that is kept under a name.
fn kept(name: &str, value: &Term, is_near: bool) -> Option<(Range<usize>, Secret)> {
    let Worth::Text(text, range) = &value.worth else { return None };
    let name = plain(name.rsplit('.').next().unwrap_or(name));
    let is_secret = NAMES.contains(&name.as_str()) || COMMON.contains(&name.as_str()) && is_near;
    if is_secret && is_app_secret(text) {
        return Some((range.clone(), Secret::AppSecret));
    }
    let is_token = name == "accesstoken" && is_access_token(text);
    is_token.then(|| (range.clone(), Secret::AccessToken))
}

/// Keys in the address of a server interface.
fn in_address(term: &Term) -> Vec<(Range<usize>, Secret)> {
    if !says(term, SERVER) {
        return Vec::new();
    }
    let of = |text: &str, inner: &Range<usize>| {
        let parameter = |name: &str, secret: Secret, is_key: fn(&str) -> bool| {
            let start = text.find(name)? + name.len();
            let end = text[start..].find('&').map_or(text.len(), |end| start + end);
            let range = crate::syntax::term::inside(text, inner, start..end);
            is_key(&text[start..end]).then_some((range, secret))
        };
        [
            parameter("secret=", Secret::AppSecret, is_app_secret),
            parameter("access_token=", Secret::AccessToken, is_access_token),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
    };
    texts(term).into_iter().flat_map(|(text, inner)| of(text, inner)).collect()
}

/// The texts of a term, with their bytes.
fn texts(term: &Term) -> Vec<(&str, &Range<usize>)> {
    let mut found = Vec::new();
    let mut open = vec![term];
    while let Some(term) = open.pop() {
        if let Worth::Text(text, inner) = &term.worth {
            found.push((text.as_str(), inner));
        } else if let Worth::Joined(parts) = &term.worth {
            open.extend(parts.iter().rev());
        }
    }
    found
}

fn says(term: &Term, word: &str) -> bool {
    texts(term).iter().any(|(text, _)| text.contains(word))
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// An appid of WeChat: `wx` and 16 hexadecimal digits.
fn is_appid(text: &str) -> bool {
    let digits = text.strip_prefix("wx").filter(|_| text != PROVIDER);
    digits.is_some_and(|digits| digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a text has a word as long as a key.
pub(super) fn may_show_key(text: &str) -> bool {
    text.as_bytes().split(|b| !is_part(char::from(*b))).any(|word| word.len() >= SHORTEST)
}

/// Whether a character may stand in a key.
fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

fn is_app_secret(text: &str) -> bool {
    let digits: std::collections::BTreeSet<u8> = text.bytes().collect();
    // a placeholder such as xxxx… or 0000… is no key
    text.len() == SHORTEST && text.bytes().all(|b| b.is_ascii_hexdigit()) && digits.len() > 4
}

fn is_access_token(text: &str) -> bool {
    let Some((number, rest)) = text.split_once('_') else { return false };
    (1..=3).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && rest.len() >= 60
        && rest.chars().all(is_part)
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
