//! Usages of the plugin, and the hints that rules ask for.

use std::ops::Range;

use super::call::{Api, RequirePlugin};
use super::component::Component;
use super::room::RoomUrl;
use super::secret::Secret;
use super::whose::Whose;
use crate::text::edit::Place;

/// A place in a source that uses the plugin, or some plugin by its alias.
#[derive(Debug, Clone, PartialEq)]
pub struct Usage {
    /// Where it starts.
    pub place: Place,
    /// Bytes in the file.
    pub range: Range<usize>,
    /// Whose plugin it names.
    pub whose: Whose,
    /// Whether a constant keeps it from ever running.
    pub is_dead: bool,
    /// What it is.
    pub kind: UsageKind,
}

/// The kinds of uses.
#[derive(Debug, Clone, PartialEq)]
pub enum UsageKind {
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

impl UsageKind {
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
    /// A function or a component of the platform's, and the base library from which it is there.
    Needs {
        /// Its name.
        name: String,
        /// The version.
        library: &'static str,
    },
    /// An address of WeChat's server interfaces, and whether a request is sent to it.
    ServerCall {
        /// It is the `url` of a request.
        is_sent: bool,
    },
    /// `requirePlugin` as something that Taro's own module is asked for.
    ImportedRequire,
    /// A build configuration that has Vite compile the program.
    Vite,
    /// An element of JSX whose name is that of a component of the platform's kind, with attributes that are copied from
    /// an object.
    Spread(String),
    /// An attribute of a component of the plugin's that is written with an empty text, with the text.
    EmptyText(String),
    /// A component that is registered and is none of a plugin's.
    Registers {
        /// The name of its tag.
        tag: String,
        /// Its path as it is written.
        path: String,
    },
    /// A call of an interface of live rooms from a cloud function, by the name of its permission.
    CloudCall(String),
    /// The first `import` or `export` of a script.
    ModuleSyntax,
    /// The word that opens a room as a tab, and the one that opens it as a page.
    OpensTab(&'static str),
    /// A link to a room at an element that opens none, and the element.
    LinkOn(String),
}
