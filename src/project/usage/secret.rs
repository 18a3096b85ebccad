//! Keys to WeChat's server interfaces that stand in client code.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::signs::automaton;
use crate::model::plugin::PROVIDER;
use crate::syntax::script::facts::{NamedValue, ScriptFacts};
use crate::syntax::static_value::{StaticValue, ValueKind};

/// The kinds of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// The appsecret: 32 hexadecimal digits.
    AppSecret,
    /// An access token: a number, an underscore, and at least 60 characters more.
    AccessToken,
}

/// How long the shorter of the keys is.
const SHORTEST: usize = 32;
/// The server whose interfaces ask for both (official page on access tokens).
pub const SERVER: &str = "api.weixin.qq.com";
/// Names under which only WeChat's secret is kept.
const NAMES: [&str; 5] =
    ["wxsecret", "wxappsecret", "weixinsecret", "weixinappsecret", "wechatsecret"];
/// Names that others use for theirs too.
const COMMON: [&str; 2] = ["appsecret", "secret"];

/// What every name of a key has in it, in some case.
static NAMED: LazyLock<AhoCorasick> =
    LazyLock::new(|| automaton(&["ecret", "ECRET", "oken", "OKEN"]));

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

/// Whether a file is one that users are given.
pub fn runs_in_client(path: &str) -> bool {
    !path.split('/').any(|folder| ELSEWHERE.contains(&folder))
}

/// The keys that a script shows, with their bytes.
pub(super) fn secrets(facts: &ScriptFacts<'_>) -> Vec<(Range<usize>, Secret)> {
    let may_tell = |text: &str| text.contains(SERVER) || is_appid(text);
    let told = facts.texts().filter(|site| site.plain().is_none_or(may_tell));
    let told: Vec<StaticValue> = told.map(|site| facts.text(site)).collect();
    let is_near =
        told.iter().any(|value| says(value, SERVER) || value.text().is_some_and(is_appid));
    let mut found: Vec<(Range<usize>, Secret)> =
        facts.named().filter_map(|named| kept(facts, &named, is_near)).collect();
    found.extend(told.iter().flat_map(in_address));
    found.sort_by_key(|(range, _)| (range.start, range.end));
    found.dedup();
    found
}

/// A key that is kept under a name.
fn kept(
    facts: &ScriptFacts<'_>,
    named: &NamedValue<'_>,
    is_near: bool,
) -> Option<(Range<usize>, Secret)> {
    let name = plain(&named.name);
    let is_secret = NAMES.contains(&name.as_str()) || COMMON.contains(&name.as_str()) && is_near;
    if !is_secret && name != "accesstoken" {
        return None;
    }
    let ValueKind::Text(text, range) = facts.of(named).kind else { return None };
    let kind = if is_secret { Secret::AppSecret } else { Secret::AccessToken };
    let is_key = if is_secret { is_app_secret(&text) } else { is_access_token(&text) };
    is_key.then_some((range, kind))
}

/// Keys in the address of a server interface.
fn in_address(value: &StaticValue) -> Vec<(Range<usize>, Secret)> {
    if !says(value, SERVER) {
        return Vec::new();
    }
    let of = |text: &str, inner: &Range<usize>| {
        let parameter = |name: &str, secret: Secret, is_key: fn(&str) -> bool| {
            let start = text.find(name)? + name.len();
            let end = text[start..].find('&').map_or(text.len(), |end| start + end);
            let range = crate::syntax::static_value::inside(text, inner, start..end);
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
    texts(value).into_iter().flat_map(|(text, inner)| of(text, inner)).collect()
}

/// The texts of a value, with their bytes.
pub(super) fn texts(value: &StaticValue) -> Vec<(&str, &Range<usize>)> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        if let ValueKind::Text(text, inner) = &value.kind {
            found.push((text.as_str(), inner));
        } else if let ValueKind::Concatenation(parts) = &value.kind {
            open.extend(parts.iter().rev());
        }
    }
    found
}

fn says(value: &StaticValue, word: &str) -> bool {
    texts(value).iter().any(|(text, _)| text.contains(word))
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// An appid of WeChat: `wx` and 16 hexadecimal digits.
fn is_appid(text: &str) -> bool {
    let digits = text.strip_prefix("wx").filter(|_| text != PROVIDER);
    digits.is_some_and(|digits| digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a text shows a word of the form of a key, also where escapes are in it.
pub(super) fn may_show_key(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = if NAMED.is_match(text) { SHORTEST - 1 } else { bytes.len() };
    // a word that is long enough covers one of the bytes that lie so far apart
    while at < bytes.len() {
        if !is_in_word(bytes, at) {
            at += SHORTEST;
            continue;
        }
        let start = (0..at).rev().find(|at| !is_in_word(bytes, *at)).map_or(0, |at| at + 1);
        let end = (at..bytes.len()).find(|at| !is_in_word(bytes, *at)).unwrap_or(bytes.len());
        if end - start >= SHORTEST && shows_key(&text[start..end]) {
            return true;
        }
        at = end + SHORTEST;
    }
    false
}

/// Whether a byte may belong to a key as a script writes it, with escapes and over several lines.
#[inline]
fn is_in_word(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    match bytes[at] {
        b'\\' => true,
        b'\r' => before.ends_with(b"\\"),
        b'\n' => before.ends_with(b"\\") || before.ends_with(b"\\\r"),
        b'{' => before.ends_with(b"\\u"),
        b'}' => {
            let digits = before.iter().rev().take(6).take_while(|b| b.is_ascii_hexdigit()).count();
            before[..at - digits].ends_with(b"\\u{")
        }
        byte => is_part(char::from(byte)),
    }
}

/// Whether a word, its escapes resolved, has a key in it.
fn shows_key(word: &str) -> bool {
    let Some(word) = unescaped(word) else { return true };
    word.split(|c| !is_part(c)).any(|part| is_app_secret(part) || is_access_token(part))
}

/// A word without escapes; `None` where one is of another kind than the usual ones.
fn unescaped(word: &str) -> Option<Cow<'_, str>> {
    if !word.contains('\\') {
        return Some(Cow::Borrowed(word));
    }
    let mut parts = word.split('\\');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, behind) = match part.chars().next() {
            Some('x') => (part.get(1..3)?, part.get(3..)?),
            Some('u') if part.starts_with("u{") => part[2..].split_once('}')?,
            Some('u') => (part.get(1..5)?, part.get(5..)?),
            Some('\r' | '\n') => ("", part.trim_start_matches(['\r', '\n'])),
            Some('0'..='9') => return None,
            // a control character, or the backslash of a backslash
            Some('b' | 'f' | 'n' | 'r' | 't' | 'v') | None => {
                ("20", part.get(1..).unwrap_or_default())
            }
            Some(_) => ("", part),
        };
        let code = (!code.is_empty()).then(|| u32::from_str_radix(code, 16).ok());
        plain.extend(code.map(|code| code.and_then(char::from_u32).unwrap_or(' ')));
        plain.push_str(behind);
    }
    Some(Cow::Owned(plain))
}

/// Whether a character may stand in a key.
pub(super) fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

pub(super) fn is_app_secret(text: &str) -> bool {
    let is_long = text.len() == SHORTEST && text.bytes().all(|b| b.is_ascii_hexdigit());
    // a placeholder such as xxxx… or 0000… is no key
    is_long && text.bytes().collect::<BTreeSet<u8>>().len() > 4
}

pub(super) fn is_access_token(text: &str) -> bool {
    let Some((number, rest)) = text.split_once('_') else { return false };
    (1..=3).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && rest.len() >= 60
        && rest.chars().all(is_part)
}
