//! Uses of the plugin in sources: links to rooms, calls, components; what cannot be known is no use.

mod alias;
mod call;
mod component;
mod read;
mod room;
mod secret;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

pub use self::alias::{Aliases, Whose};
pub use self::call::{Api, RequirePlugin};
pub use self::component::{Component, ComponentKind, Written};
pub use self::room::{Parameter, Piece, PieceKind, RoomUrl, encoded};
pub use self::secret::{Keys, Secret, mask_words};

use crate::model::fault::Fault;
use crate::model::plugin::{ALIAS, PROVIDER};
use crate::text::edit::Place;

/// A place in a source that uses the plugin, or some plugin by its alias.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// Where it starts.
    pub place: Place,
    /// Bytes in the file.
    pub range: Range<usize>,
    /// Whose plugin it names.
    pub whose: Whose,
    /// What it is.
    pub kind: UseKind,
}

/// The kinds of uses.
#[derive(Debug, Clone, PartialEq)]
pub enum UseKind {
    /// A link to a room.
    RoomUrl(RoomUrl),
    /// `requirePlugin` of it.
    RequirePlugin(RequirePlugin),
    /// Its component `subscribe`.
    Subscribe(Component),
    /// Its component `pendant`.
    Pendant(Component),
    /// A call of its interface.
    Api(Api),
}

impl UseKind {
    /// The word in every output.
    pub fn name(&self) -> &'static str {
        match self {
            Self::RoomUrl(_) => "room-url",
            Self::RequirePlugin(_) => "require-plugin",
            Self::Subscribe(_) => "subscribe",
            Self::Pendant(_) => "pendant",
            Self::Api(_) => "api",
        }
    }
}

/// What a source shows beside its uses; only rules ask for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hint {
    /// Bytes in the file.
    pub range: Range<usize>,
    /// What it is.
    pub kind: HintKind,
}

/// The kinds of hints.
#[derive(Debug, Clone, PartialEq)]
pub enum HintKind {
    /// `setInterval` around `getLiveStatus`, and its milliseconds; the range is that of the milliseconds.
    Polling(f64),
    /// A key to WeChat's server interfaces.
    Secret(Secret),
    /// `wx.switchTab` or `wx.reLaunch`, and which.
    Leaves(String),
    /// `wx.navigateBack`.
    GoesBack,
}

/// Signs of a source that may hold a use.
const USES: [&str; 7] =
    [PROVIDER, ALIAS, "requirePlugin", "<subscribe", "<pendant", "plugin-private:", "plugin://"];
/// Signs of a source that only rules look at.
const HINTS: [&str; 9] = [
    "ecret",
    "SECRET",
    "access_token",
    "ccessToken",
    "ACCESS_TOKEN",
    "api.weixin.qq.com",
    "share_openid",
    "isCustomElement",
    "libVersion",
];

/// Settings of the developers' tool.
const TOOL: [&str; 2] = ["project.config.json", "project.private.config.json"];

/// The signs as one automaton, because every source is asked.
static ALL: LazyLock<AhoCorasick> = LazyLock::new(|| signs(&[&USES[..], &HINTS].concat()));
/// Those of uses alone.
static OF_USES: LazyLock<AhoCorasick> = LazyLock::new(|| signs(&USES));

fn signs(signs: &[&str]) -> AhoCorasick {
    AhoCorasick::new(signs).expect("a few short signs are an automaton")
}

/// How the names of files end that may hold uses.
pub const SUFFIXES: [&str; 9] = ["json", "wxml", "js", "ts", "jsx", "tsx", "vue", "wpy", "mpx"];

/// Whether a file of this name may hold uses.
pub fn is_source(name: &str) -> bool {
    let other = ["package.json", "package-lock.json"];
    name.rsplit_once('.').is_some_and(|(_, suffix)| SUFFIXES.contains(&suffix))
        && !other.contains(&name)
        && !name.ends_with(".d.ts")
        && !name.ends_with(".min.js")
}

/// Whether a text may hold a use, or anything that a rule asks for; asked of every source, and quick.
pub fn may_use(text: &str) -> bool {
    ALL.is_match(text)
}

/// The uses in a source, in order of place, with those of every plugin by an alias: [`Aliases::live`] says which of them
/// are the live plugin's.
///
/// # Errors
/// Text that cannot be read although it speaks of the plugin.
pub fn read(file: &str, text: &str) -> Result<Vec<Use>, Fault> {
    // the rooms that are named in it are what the developers' tool opens
    let is_tool = TOOL.iter().any(|name| file.ends_with(name));
    if is_tool || !OF_USES.is_match(text) {
        return Ok(Vec::new());
    }
    match read::source(file, text) {
        Ok(found) => Ok(found.uses),
        // scripts of others are many, and what does not speak of the plugin is none of our business
        Err(_) if !speaks(text) => Ok(Vec::new()),
        Err(fault) => Err(Fault::unreadable(file, text, fault)),
    }
}

/// What rules ask for beside the uses; none of a text that cannot be read.
pub fn hints(file: &str, text: &str) -> Vec<Hint> {
    read::source(file, text).map(|found| found.hints).unwrap_or_default()
}

/// The keys to WeChat's server interfaces that a file of the client shows, with their bytes; quick where it has none.
pub fn secrets(file: &str, text: &str) -> Vec<(Range<usize>, Secret)> {
    let name = file.rsplit_once('/').map_or(file, |(_, name)| name);
    let is_client = is_source(name) && secret::runs_in_client(file);
    if !is_client || !secret::may_show_key(text) || !may_use(text) {
        return Vec::new();
    }
    let found = hints(file, text).into_iter().filter_map(|hint| match hint.kind {
        HintKind::Secret(secret) => Some((hint.range, secret)),
        HintKind::Polling(_) | HintKind::Leaves(_) | HintKind::GoesBack => None,
    });
    found.collect()
}

fn speaks(text: &str) -> bool {
    [ALIAS, PROVIDER].iter().any(|sign| text.contains(sign))
}
