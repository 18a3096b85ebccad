//! Substrings without which a source needs no parsing.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::model::plugin::{ALIAS, PROVIDER};

/// Signs of a source that may hold a use.
const USES: [&str; 7] =
    [PROVIDER, ALIAS, "requirePlugin", "<subscribe", "<pendant", "plugin-private:", "plugin://"];
/// What code asks that runs with and without the plugin: the program's configuration as the platform gives it at run time.
const ASKS: &str = "__wxConfig";
/// Signs of a source that only rules look at.
const HINTS: [&str; 13] = [
    "ecret",
    "SECRET",
    "access_token",
    "ccessToken",
    "ACCESS_TOKEN",
    "api.weixin.qq.com",
    "share_openid",
    "isCustomElement",
    "libVersion",
    "openapi.liveBroadcast",
    "'vite'",
    "\"vite\"",
    ASKS,
];
/// Signs of functions and components that ask for a base library.
const NEEDS: [&str; 9] = [
    "ChannelsLive",
    "ChannelsUserProfile",
    "openChannelsActivity",
    "openChannelsEvent",
    "openStoreOrderDetail",
    "openStoreCouponDetail",
    "PluginUpdateManager",
    "<store-",
    "<channel-live",
];

/// The signs as one automaton, because every source is asked.
static ALL: LazyLock<AhoCorasick> =
    LazyLock::new(|| automaton(&[&USES[..], &HINTS, &NEEDS].concat()));
/// Those of uses alone.
pub(super) static OF_USES: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(&USES));

/// Those of what asks for a base library.
static OF_NEEDS: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(&NEEDS));

pub(super) fn automaton(signs: &[&str]) -> AhoCorasick {
    // only leftmost-first enables the SIMD search
    let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).clone();
    builder.build(signs).expect("a few short signs are an automaton")
}

/// How the names of files end that may hold uses.
pub const SUFFIXES: [&str; 12] =
    ["json", "wxml", "js", "ts", "jsx", "tsx", "uts", "vue", "uvue", "nvue", "wpy", "mpx"];

/// Whether a file of this name may hold uses.
pub fn is_source(name: &str) -> bool {
    let other = ["package.json", "package-lock.json"];
    name.rsplit_once('.').is_some_and(|(_, suffix)| SUFFIXES.contains(&suffix))
        && !other.contains(&name)
        && !name.ends_with(".d.ts")
        && !name.ends_with(".min.js")
}

/// Settings of the developers' tool.
pub(super) const TOOL: [&str; 2] = ["project.config.json", "project.private.config.json"];

/// Whether a rule may ask for a source of this name with this text.
pub fn is_asked_for(name: &str, text: &str) -> bool {
    is_source(name) && (TOOL.contains(&name) || may_use(text))
}

/// Whether a text may hold a use, or anything that a rule asks for; asked of every source, and quick.
pub fn may_use(text: &str) -> bool {
    ALL.is_match(text)
}

/// Whether a text may hold a function or a component that asks for a base library; asked before it is parsed for that.
pub fn may_need_library(text: &str) -> bool {
    OF_NEEDS.is_match(text)
}

/// Whether a text asks at run time which plugins its program has, as code does that a third-party platform gives to
/// merchants with and without one.
pub fn asks_for_plugins(text: &str) -> bool {
    text.contains(ASKS) && text.contains("plugins")
}

/// Whether a text speaks of the live plugin.
pub(super) fn speaks(text: &str) -> bool {
    [ALIAS, PROVIDER].iter().any(|sign| text.contains(sign))
}
