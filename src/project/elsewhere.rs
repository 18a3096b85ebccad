//! Texts that pin the live plugin outside of configuration: build scripts, servers and admin pages that write it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use crate::model::plugin::{PROVIDER, PluginVersion};
use crate::project::config_file::ConfigFile;
use crate::project::usage::SUFFIXES;
use crate::text::edit::Place;
use crate::text::index::LineIndex;
use crate::text::path::name_of;

/// How far a version may stand from the provider where no literal holds both, in characters.
const NEAR: usize = 200;
/// How far the brackets of a literal are looked for, in bytes.
const LITERAL: usize = 1000;
/// The largest text that is looked into, in bytes: a package of the platform's has no more.
pub const SIZE_LIMIT: u64 = 2 << 20;

/// How the names of files end that may write a configuration, beside the sources of a mini-program; in order.
const WRITERS: [&str; 39] = [
    "bash",
    "bat",
    "cjs",
    "cml",
    "cs",
    "cts",
    "ejs",
    "erb",
    "ftl",
    "go",
    "groovy",
    "hbs",
    "ini",
    "j2",
    "java",
    "json5",
    "jsonc",
    "kt",
    "lua",
    "mjs",
    "mts",
    "njk",
    "php",
    "pl",
    "properties",
    "ps1",
    "py",
    "rb",
    "rs",
    "scala",
    "sh",
    "template",
    "tmpl",
    "toml",
    "tpl",
    "twig",
    "xml",
    "yaml",
    "yml",
];
/// Folders of documentation and of tests.
const OTHERS: [&str; 10] = [
    "doc",
    "docs",
    "documentation",
    "test",
    "tests",
    "__tests__",
    "__mocks__",
    "spec",
    "specs",
    "e2e",
];

/// A file that pins the plugin outside of the declarations that are listed.
#[derive(Debug, Clone, PartialEq)]
pub struct PinningText {
    /// Its path from where the user is.
    pub path: String,
    /// Where it names the provider beside a version, in order; never none.
    pub pins: Vec<LoosePin>,
    /// Its text, where a later step wants it; what is no text in it is replaced.
    pub text: Option<Arc<str>>,
}

/// A place that names the provider beside a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoosePin {
    /// Bytes of the provider.
    pub range: Range<usize>,
    /// Where they start.
    pub place: Place,
    /// The version beside it.
    pub version: LooseVersion,
    /// Who reads it.
    pub stands: Stands,
    /// Bytes of the version's text.
    pin: Option<Range<usize>>,
}

/// What is known of a version outside of configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LooseVersion {
    /// It is this text.
    Written(String),
    /// It is computed, and may be this.
    Perhaps(String),
    /// It is computed.
    Unknown,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// It is code or data.
    InCode,
    /// It is a comment.
    InComment,
}

impl LooseVersion {
    /// The text that shows it.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Written(text) | Self::Perhaps(text) => Some(text),
            Self::Unknown => None,
        }
    }

    /// The version, where it is known.
    pub fn known(&self) -> Option<PluginVersion> {
        match self {
            Self::Written(text) => PluginVersion::parse(text),
            Self::Perhaps(_) | Self::Unknown => None,
        }
    }
}

/// Whether a file may write a configuration, by its path: documentation and tests say what others write.
pub fn may_pin(path: &str) -> bool {
    let name = name_of(path);
    let (stem, suffix) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_read = SUFFIXES.contains(&suffix) || is_writer(name);
    let is_other = name == "package.json" || name == "package-lock.json";
    let is_built = [".min", ".d"].iter().any(|end| stem.ends_with(end));
    let is_test = [".test", ".spec", "_test", "Test"].iter().any(|end| stem.ends_with(end))
        || stem.starts_with("test_");
    let mut folders = path.split('/').rev().skip(1);
    is_read && !is_other && !is_built && !is_test && !folders.any(|it| OTHERS.contains(&it))
}

/// Whether a file of this name is read for the provider alone.
pub fn is_writer(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, suffix)| WRITERS.binary_search(&suffix).is_ok())
}

/// Whether a text names the provider; asked of many, and quick.
pub fn names_provider(text: &[u8]) -> bool {
    memmem::find(text, PROVIDER.as_bytes()).is_some()
}

/// The places of a text that name the provider beside a version; a link to a room is none.
pub fn loose_pins(text: &str) -> Vec<LoosePin> {
    let mut pins: Vec<LoosePin> = Vec::new();
    let mut index = None;
    let (mut looked_at, mut is_open) = (0, false);
    for (at, name) in text.match_indices(PROVIDER) {
        let range = at..at + name.len();
        let between = &text[looked_at..at];
        is_open = match (last_opening(between), between.rfind("*/")) {
            (None, None) => is_open,
            (open, close) => open > close,
        };
        looked_at = at;
        if is_link(text, &range) {
            continue;
        }
        let Some((version, pin)) = version_near(text, &range) else { continue };
        let index = index.get_or_insert_with(|| LineIndex::new(text));
        let stands = if is_open || is_line_of_comment(&text[..at]) {
            Stands::InComment
        } else {
            Stands::InCode
        };
        pins.push(LoosePin { place: index.place(at), range, version, stands, pin });
    }
    pins
}

/// A longer name is another's, and what is behind `://` or before `/` is an address.
fn is_link(text: &str, range: &Range<usize>) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric();
    let (before, after) = (&text[..range.start], &text[range.end..]);
    before.ends_with([':', '/'])
        || before.ends_with(is_of_name)
        || after.starts_with(is_of_name)
        || after.trim_start_matches('\\').starts_with('/')
}

/// Where the last comment of several lines opens; a pattern of paths has the same signs in a text.
fn last_opening(text: &str) -> Option<usize> {
    let stands_free = |at: &usize| !text[..*at].ends_with(|c: char| !c.is_whitespace() && c != ';');
    text.rmatch_indices("/*").map(|(at, _)| at).find(stands_free)
}

fn is_line_of_comment(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
    ["//", "#", "* ", "/*", "<!--"].iter().any(|sign| line.starts_with(sign))
}

/// A version, with the bytes of its text where it has one.
type NearVersion = (LooseVersion, Option<Range<usize>>);

/// The version in the literal around the provider, else the nearest one.
fn version_near(text: &str, provider: &Range<usize>) -> Option<NearVersion> {
    let literal = literal_around(text, provider);
    let own = literal.and_then(|literal| nearest_version(text, literal, provider));
    own.or_else(|| nearest_version(text, around(text, provider), provider))
}

/// The characters around a range.
fn around(text: &str, range: &Range<usize>) -> Range<usize> {
    let before = text[..range.start].char_indices().rev().take(NEAR).last();
    let after = text[range.end..].char_indices().nth(NEAR);
    let start = before.map_or(range.start, |(at, _)| at);
    start..after.map_or(text.len(), |(at, _)| range.end + at)
}

/// What stands between the innermost brackets around a range, where both are near.
fn literal_around(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let bytes = |at: Range<usize>| text.as_bytes()[at.clone()].iter().copied().zip(at);
    let before = bytes(range.start.saturating_sub(LITERAL)..range.start).rev();
    let behind = bytes(range.end..(range.end + LITERAL).min(text.len()));
    let start = first_unpaired(before, b"{[(", b"}])")?;
    let end = first_unpaired(behind, b"}])", b"{[(")?;
    Some(start + 1..end)
}

/// The first bracket of some kinds that no earlier one of the others pairs with.
fn first_unpaired(
    mut bytes: impl Iterator<Item = (u8, usize)>,
    wanted: &[u8],
    others: &[u8],
) -> Option<usize> {
    let mut depth = 0_usize;
    let unpaired = bytes.find(|(byte, _)| {
        let is_last = depth == 0 && wanted.contains(byte);
        if others.contains(byte) {
            depth += 1;
        } else if wanted.contains(byte) && !is_last {
            depth -= 1;
        }
        is_last
    });
    unpaired.map(|(_, at)| at)
}

/// What the nearest key that speaks of a version is set to in an area, else the nearest text that is one.
fn nearest_version(text: &str, area: Range<usize>, provider: &Range<usize>) -> Option<NearVersion> {
    let distance = |at: usize| at.abs_diff(provider.start);
    let lower = text[area.clone()].to_ascii_lowercase();
    let keys = lower.match_indices("version").filter_map(|(at, word)| {
        let behind = area.start + at + word.len();
        Some((distance(behind), value_at(text, behind..area.end)?))
    });
    let nearest = keys.min_by_key(|(distance, _)| *distance).map(|(_, value)| value);
    nearest.or_else(|| {
        let texts = quoted_numbers(text, area.clone());
        let (pin, version) = texts.into_iter().min_by_key(|(pin, _)| distance(pin.start))?;
        Some((LooseVersion::Written(version), Some(pin)))
    })
}

/// What a key is set to that ends where the range begins; `None` where nothing is set.
fn value_at(text: &str, range: Range<usize>) -> Option<NearVersion> {
    let rest = &text[range.clone()];
    let of_key = |c: char| matches!(c, '"' | '\'' | '`' | '\\' | ']' | ' ' | '\t');
    let behind = rest.trim_start_matches(of_key);
    let is_quoted = rest.trim_start_matches('\\').starts_with(is_quote);
    let value = ["=>", ":=", ":", "="].iter().find_map(|sign| behind.strip_prefix(sign));
    let value = match value {
        Some(value) if !value.starts_with('=') => value,
        // `set("version", "1.2.0")`, and a shorthand
        Some(_) | None => match behind.strip_prefix(',') {
            Some(value) if is_quoted => value,
            Some(_) => return Some((LooseVersion::Unknown, None)),
            None if behind.is_empty() || behind.starts_with('}') => {
                return (!is_quoted).then_some((LooseVersion::Unknown, None));
            }
            None => return None,
        },
    };
    let value = value.trim_start_matches([' ', '\t', '\\']);
    let start = range.end - value.len();
    let quote = value.chars().next().filter(|c| is_quote(*c));
    let (inner, after) = if let Some(quote) = quote {
        let inner = &value[1..];
        let end = inner.find(quote)?;
        (start + 1..start + 1 + end, &inner[end + 1..])
    } else {
        let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let end = value.find(|c| !is_of_word(c)).unwrap_or(value.len());
        (start..start + end, &value[end..])
    };
    let written = text[inner.clone()].trim_end_matches('\\');
    let inner = inner.start..inner.start + written.len();
    let after = after.trim_start_matches([' ', '\t', '\\']);
    let is_whole =
        after.is_empty() || after.starts_with([',', ';', '}', ']', ')', '\n', '\r', '"', '/', '#']);
    if is_whole && PluginVersion::parse(written).is_some() {
        return Some((LooseVersion::Written(written.to_owned()), Some(inner)));
    }
    if is_whole && !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit()) {
        // the version of something else
        return None;
    }
    let line = value.find(['\n', ';', '}']).unwrap_or(value.len());
    let perhaps = quoted_numbers(text, start..start + line).into_iter().next();
    Some(match perhaps {
        Some((pin, version)) => (LooseVersion::Perhaps(version), Some(pin)),
        None => (LooseVersion::Unknown, None),
    })
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

/// The texts in quotes that are versions of three numbers, with the bytes between the quotes.
fn quoted_numbers(text: &str, area: Range<usize>) -> Vec<(Range<usize>, String)> {
    let mut at = area.start;
    let mut found = Vec::new();
    for part in text[area].split_inclusive(is_quote) {
        let inner = part.trim_end_matches(is_quote).trim_end_matches('\\');
        if matches!(PluginVersion::parse(inner), Some(PluginVersion::Number { .. })) {
            found.push((at..at + inner.len(), inner.to_owned()));
        }
        at += part.len();
    }
    found
}

impl PinningText {
    /// A text that names the provider beside a version.
    pub fn of(path: &str, text: &str) -> Option<Self> {
        let pins = loose_pins(text);
        (!pins.is_empty()).then(|| Self { path: path.to_owned(), pins, text: None })
    }

    /// The same without versions that declarations import from it, and what is made of these; `None` where nothing is left.
    #[must_use]
    pub fn beside_pins(mut self, imported: &BTreeSet<usize>) -> Option<Self> {
        self.pins.retain(|pin| pin.pin.as_ref().is_some_and(|pin| !imported.contains(&pin.start)));
        (!self.pins.is_empty()).then_some(self)
    }

    /// The same without what belongs to the declarations of the configuration file that it is; `None` where nothing is left.
    #[must_use]
    pub fn beside(mut self, file: &ConfigFile) -> Option<Self> {
        // in JSON every entry is seen, and what is no declaration is not there for WeChat
        if !file.row.syntax.is_script() {
            return None;
        }
        let declarations = file.declarations();
        let versions: BTreeSet<usize> =
            declarations.iter().filter_map(|it| Some(it.pin.as_ref()?.start)).collect();
        let mut taken = 0;
        self.pins.retain(|pin| {
            let next = declarations.partition_point(|it| it.key.end <= pin.range.start);
            // of each declaration the first provider behind its key
            let before = declarations[..next].last().filter(|_| taken < next);
            taken = next;
            let is_in_literal = before.is_some_and(|it| {
                it.provider.is_some() && is_inside(&file.text()[it.key.end..pin.range.start])
            });
            let is_its_version = pin.pin.as_ref().is_some_and(|pin| versions.contains(&pin.start));
            !is_in_literal && !is_its_version
        });
        (!self.pins.is_empty()).then_some(self)
    }
}

/// Whether a text leads into brackets and not out of them.
fn is_inside(text: &str) -> bool {
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' if depth <= 1 => return false,
            b'}' | b']' | b')' => depth -= 1,
            _ => {}
        }
    }
    depth > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::framework::ROWS;
    use crate::text::path::RelPath;

    /// Line and version of each place; a version that is computed has a question mark.
    fn found(text: &str) -> Vec<(usize, String)> {
        let shown = |pin: LoosePin| {
            let version = match pin.version {
                LooseVersion::Written(text) => text,
                LooseVersion::Perhaps(text) => text + "?",
                LooseVersion::Unknown => "?".to_owned(),
            };
            let mark = if pin.stands == Stands::InComment { "# " } else { "" };
            (pin.place.line, format!("{mark}{version}"))
        };
        loose_pins(&text.replace("PROVIDER", PROVIDER)).into_iter().map(shown).collect()
    }

    #[test]
    fn endings_are_in_order_and_those_of_sources_are_not_among_them() {
        assert!(WRITERS.is_sorted());
        assert!(!WRITERS.iter().any(|suffix| SUFFIXES.contains(suffix)));
    }

    #[test]
    fn a_provider_beside_a_version_is_found_in_any_language() {
        for (text, version) in [
            ("['version' => '1.1.0', 'provider' => 'PROVIDER']", "1.1.0"),
            ("{\"version\": \"1.0.19\", \"provider\": \"PROVIDER\"}", "1.0.19"),
            ("\"{\\\"version\\\":\\\"1.0.2\\\",\\\"provider\\\":\\\"PROVIDER\\\"}\"", "1.0.2"),
            ("m.put(\"version\", \"1.2.0\"); m.put(\"provider\", \"PROVIDER\");", "1.2.0"),
            ("live:\n  version: 1.2.3\n  provider: PROVIDER\n", "1.2.3"),
            ("LIVE_VERSION=1.0.5\nLIVE_APPID=PROVIDER", "1.0.5"),
            ("ext['l']['version'] = '1.0.6'\next['l']['provider'] = 'PROVIDER'", "1.0.6"),
            ("add('live-player-plugin', '1.0.7', 'PROVIDER')", "1.0.7"),
            ("{ version: 'latest', provider: 'PROVIDER' }", "latest"),
            ("{ version: process.env.V || '1.0.0', provider: 'PROVIDER' }", "1.0.0?"),
            ("{ version: '1.' + minor, provider: 'PROVIDER' }", "?"),
            ("{ version: '<%= v %>', provider: 'PROVIDER' }", "?"),
            ("{ \"version\": \"${V}\", \"provider\": \"PROVIDER\" }", "?"),
            ("const V = '1.3.5'; x = { version: V, provider: 'PROVIDER' }", "?"),
            ("{ version, provider: 'PROVIDER' }", "?"),
            ("// version: '1.3.4', provider: 'PROVIDER'", "# 1.3.4"),
            ("/* { version: '1.3.4',\n provider: 'PROVIDER' } */", "# 1.3.4"),
            ("src('a/*'); x = { version: '1.0.1', provider: 'PROVIDER' }", "1.0.1"),
            (
                "{ a: { version: '9.9.9', provider: 'x' }, b: { version: '1.0.8', provider: 'PROVIDER' } }",
                "1.0.8",
            ),
        ] {
            let found: Vec<String> = found(text).into_iter().map(|(_, version)| version).collect();
            assert_eq!(found, [version], "{text}");
        }
    }

    #[test]
    fn a_provider_without_a_version_and_a_link_are_none() {
        let far = format!("const V = {{ version: '1.2.0' }}{}'PROVIDER'", " ".repeat(NEAR));
        for text in [
            "module.exports = { livePlayerId: 'PROVIDER' }",
            "{ version: '1.2.0', url: 'plugin-private://PROVIDER/pages/live-player-plugin' }",
            "{ \"version\": \"1.2.0\", \"url\": \"plugin-private:\\/\\/PROVIDER\\/pages\" }",
            "{ version: '1.2.0', other: 'xPROVIDER', PROVIDER0: 1 }",
            "{ API_VERSION: 2, live: 'PROVIDER' }",
            &far,
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn documentation_and_tests_do_not_count() {
        for path in ["tools/build.py", "server/a.php", "a/app.json.ejs", "src/App.vue", "ci.yml"] {
            assert!(may_pin(path), "{path}");
        }
        for path in [
            "README.md",
            "docs/a.js",
            "a/__tests__/b.ts",
            "a/b.test.ts",
            "b_test.go",
            "test_c.py",
            "vendor.min.js",
            "types/a.d.ts",
            "package.json",
            "package-lock.json",
            "logo.png",
        ] {
            assert!(!may_pin(path), "{path}");
        }
    }

    #[test]
    fn what_a_declaration_is_made_of_is_not_elsewhere() {
        let row = ROWS.iter().find(|row| row.file == "app.config.js").expect("Taro's");
        let left = |text: &str| {
            let text = text.replace("PROVIDER", PROVIDER);
            let file = ConfigFile::new(row, RelPath::constant("app.config.js"), text.as_str());
            let left = PinningText::of("app.config.js", &text).and_then(|text| text.beside(&file));
            left.map_or(0, |left| left.pins.len())
        };
        let entry = "'l': { version: '1.2.0', provider: 'PROVIDER' }";
        let config = format!("export default {{ pages: [], plugins: {{ {entry} }} }}\n");
        assert_eq!(left(&config), 0);
        assert_eq!(left(&format!("{config}// {entry}\n")), 0, "a comment is a declaration too");
        assert_eq!(left(&format!("{config}function f() {{ g('1.0.0', 'PROVIDER') }}")), 1);
    }
}
