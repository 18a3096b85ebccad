//! What a script shows beside its uses of the plugin: how it is built, whom it asks, what it may do.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::call;
use super::kind::{Hint, HintKind};
use super::secret::SERVER;
use super::server;
use super::signs::automaton;
use crate::syntax::script::facts::ScriptFacts;

/// Taro's own module.
const TARO: &str = "@tarojs/taro";

/// What a script may be about.
#[derive(Clone, Copy)]
enum Theme {
    /// It names WeChat's servers.
    Servers,
    /// It asks something of Taro.
    Taro,
    /// It is a cloud function's.
    Cloud,
    /// It says how a program is built.
    Build,
}

/// Each with a sign that a text has of it.
const SIGNS: [(Theme, &str); 4] = [
    (Theme::Servers, SERVER),
    (Theme::Taro, TARO),
    (Theme::Cloud, "liveBroadcast"),
    (Theme::Build, "compiler"),
];

/// The signs as one automaton, because every script with a use is asked.
static OF_THEMES: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(&SIGNS.map(|(_, sign)| sign)));

/// The themes of a text, told once for all of its scripts.
pub(super) struct Themes(Vec<Theme>);

impl Themes {
    /// Those of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut shown = [false; SIGNS.len()];
        for sign in OF_THEMES.find_iter(text) {
            shown[sign.pattern().as_usize()] = true;
        }
        let themes = SIGNS.iter().zip(shown).filter(|(_, is_shown)| *is_shown);
        Self(themes.map(|((theme, _), _)| *theme).collect())
    }

    /// What a script shows of them, and what every script may show.
    pub(super) fn hints(&self, facts: &ScriptFacts<'_>) -> Vec<Hint> {
        let module = facts.module_syntax().map(|range| (range, HintKind::ModuleSyntax));
        // names in capitals are components of the framework, which gets them as they are
        let is_own = |name: &str| name.starts_with(|c: char| c.is_ascii_lowercase());
        let spread = facts.elements().filter(|one| one.has_spread && is_own(&one.name));
        let spread = spread.map(|one| (one.range, HintKind::Spread(one.name.into_owned())));
        let of_themes = self.0.iter().flat_map(|theme| match theme {
            Theme::Servers => calls_of_servers(facts),
            Theme::Taro => imports(facts),
            Theme::Cloud => calls_of_cloud(facts),
            Theme::Build => compilers(facts),
        });
        let all = module.into_iter().chain(spread).chain(of_themes);
        all.map(|(range, kind)| Hint { range, kind }).collect()
    }
}

/// Hints with their bytes.
type Found = Vec<(Range<usize>, HintKind)>;

fn calls_of_servers(facts: &ScriptFacts<'_>) -> Found {
    let calls = server::calls(facts).into_iter();
    calls.map(|(range, is_sent)| (range, HintKind::ServerCall { is_sent })).collect()
}

fn imports(facts: &ScriptFacts<'_>) -> Found {
    let imported = facts.imported(TARO).into_iter().filter(|(name, _)| *name == "requirePlugin");
    imported.map(|(_, range)| (range, HintKind::ImportedRequire)).collect()
}

fn calls_of_cloud(facts: &ScriptFacts<'_>) -> Found {
    let calls = facts.calls().filter_map(|site| {
        let name = call::permission(&facts.callee(site))?;
        Some((facts.range(site), HintKind::CloudCall(name)))
    });
    calls.collect()
}

/// `compiler: 'vite'`, or `compiler: { type: 'vite' }`.
fn compilers(facts: &ScriptFacts<'_>) -> Found {
    let named = facts.named().filter(|named| named.name == "compiler");
    let vite = named.filter_map(|named| {
        let value = facts.of(&named);
        let value = facts.value(&value);
        let kind = value.entry("type").map_or(value, |entry| &entry.value);
        let is_vite = facts.value(kind).text() == Some("vite");
        is_vite.then(|| (value.range.clone(), HintKind::Vite))
    });
    vite.collect()
}
