//! Uses of the plugin in sources: links to rooms, calls, components; what cannot be known is no use.

use std::ops::Range;

use crate::model::fault::Fault;
use crate::text::edit::Place;

/// A place in a source that uses the plugin.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// Where it starts.
    pub place: Place,
    /// Bytes in the file.
    pub range: Range<usize>,
    /// What it is.
    pub kind: UseKind,
}

/// The kinds of uses.
#[derive(Debug, Clone, PartialEq)]
pub enum UseKind {
    /// A link to a room.
    RoomUrl,
    /// `requirePlugin` of it.
    RequirePlugin,
    /// Its component `subscribe`.
    Subscribe,
    /// Its component `pendant`.
    Pendant,
    /// A call of its interface.
    Api,
}

impl UseKind {
    /// The word in every output.
    pub fn name(&self) -> &'static str {
        match self {
            Self::RoomUrl => "room-url",
            Self::RequirePlugin => "require-plugin",
            Self::Subscribe => "subscribe",
            Self::Pendant => "pendant",
            Self::Api => "api",
        }
    }
}

/// How the names of files end that may hold uses.
pub const SUFFIXES: [&str; 9] = ["json", "wxml", "js", "ts", "jsx", "tsx", "vue", "wpy", "mpx"];

/// Whether a file of this name may hold uses.
pub fn is_source(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, suffix)| SUFFIXES.contains(&suffix))
}

/// Whether a text may hold a use at all, which is asked of every source and must be quick.
pub fn may_use(text: &str) -> bool {
    text.contains(crate::model::plugin::PROVIDER) || text.contains(crate::model::plugin::ALIAS)
}

/// The uses in a source, in order of place.
///
/// # Errors
/// Text that cannot be read.
pub fn read(_file: &str, _text: &str) -> Result<Vec<Use>, Fault> {
    Ok(Vec::new())
}
