//! `kaibo.jsonc`: what the user asks for. A value of these types is right in itself; whether it fits a project is decided above.

mod check;
mod read;
pub mod schema;
mod shape;

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use crate::model::fault::{Fault, FaultKind};
use crate::model::language::Language;
use crate::model::plugin::{PluginVersion, Require};
use crate::model::rule::RuleSeverity;
use crate::text::edit::Place;
use crate::text::path::RelPath;

/// Name of the manifest at the project's root; the platform does not upload the suffix.
pub const FILE: &str = "kaibo.jsonc";

/// The appid of the devtools' guest mode, with which anybody may compile.
pub const TOURIST_APPID: &str = "touristappid";

/// The manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// The plugin entry.
    pub plugin: Plugin,
    /// The pages, in the order of the manifest.
    pub pages: Vec<Page>,
    /// The program.
    pub app: App,
    /// What is judged.
    pub check: CheckSettings,
}

/// What is asked of the plugin entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Plugin {
    /// The version to write.
    pub version: PluginVersion,
    /// What versions are accepted.
    pub require: Option<Require>,
    /// Where it is declared.
    pub package: Package,
    /// Where the manifest names the package, for faults that only a project shows.
    pub place: Place,
}

impl Plugin {
    /// A fault of the package.
    pub fn fault(&self, kind: impl Into<FaultKind>) -> Fault {
        let text = Some(format!("\"{}\"", self.package).into());
        Fault { place: Some(self.place), text, ..Fault::of(FILE, kind) }
    }
}

/// A package of a mini-program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Package {
    /// The main package.
    Main,
    /// The subpackage with this root.
    Sub(RelPath),
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Main => f.write_str("main"),
            Self::Sub(root) => root.fmt(f),
        }
    }
}

/// A page that the manifest names.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Path from app.json's folder, without suffix.
    pub path: RelPath,
    /// What it is.
    pub kind: PageKind,
    /// Where the manifest names it, for faults that only a project shows.
    pub place: Place,
}

impl Page {
    /// A fault of this page.
    pub fn fault(&self, kind: impl Into<FaultKind>) -> Fault {
        let text = Some(format!("\"{}\"", self.path).into());
        Fault { place: Some(self.place), text, ..Fault::of(FILE, kind) }
    }
}

/// The kinds of pages; all but the last are written from templates.
#[derive(Debug, Clone, PartialEq)]
pub enum PageKind {
    /// A list of rooms.
    RoomList {
        /// How a room is opened.
        open: Open,
    },
    /// One room.
    RoomEntry {
        /// How the room is opened.
        open: Open,
        /// The room, from 1.
        room_id: u64,
        /// What goes with it to the goods page.
        custom_params: Option<Map<String, Value>>,
    },
    /// The page that a room's goods link to.
    GoodsDetail,
    /// A page of the user's.
    Existing,
}

impl PageKind {
    /// The word of the manifest.
    pub fn name(&self) -> &'static str {
        match self {
            Self::RoomList { .. } => "room-list",
            Self::RoomEntry { .. } => "room-entry",
            Self::GoodsDetail => "goods-detail",
            Self::Existing => "existing",
        }
    }

    /// How it opens a room, if it does.
    pub fn open(&self) -> Option<Open> {
        match self {
            Self::RoomList { open } | Self::RoomEntry { open, .. } => Some(*open),
            Self::GoodsDetail | Self::Existing => None,
        }
    }
}

/// The platform's two ways to open a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// `<navigator>` in WXML.
    Navigator,
    /// `wx.navigateTo` in the script.
    NavigateTo,
}

impl Open {
    /// The word of the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Navigator => "navigator",
            Self::NavigateTo => "navigateTo",
        }
    }
}

/// The program as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Its appid.
    pub appid: String,
    /// Its name.
    pub name: String,
    /// Language of the scripts that are written.
    pub language: ScriptLanguage,
    /// Language of comments in what is written. It is the manifest's and never the environment's, so that two colleagues
    /// do not rewrite each other's files.
    pub lang: Language,
}

impl Default for App {
    fn default() -> Self {
        Self {
            appid: TOURIST_APPID.to_owned(),
            name: "live-shop".to_owned(),
            language: ScriptLanguage::Js,
            lang: Language::English,
        }
    }
}

/// What `check` reports of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckSettings {
    /// How grave the findings of a rule are, where that is not left to the rule.
    pub levels: BTreeMap<&'static str, RuleSeverity>,
    /// Files that are not judged.
    pub ignore: Vec<Ignore>,
}

/// Files that are not judged by some rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// A folder, a file or a pattern as in .gitignore, from the manifest's folder.
    pub path: String,
    /// The rules; none means all.
    pub rules: Vec<&'static str>,
}

/// Language of scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScriptLanguage {
    /// JavaScript.
    Js,
    /// TypeScript.
    Ts,
}

impl ScriptLanguage {
    /// The word of the manifest, which is the file suffix too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Js => "js",
            Self::Ts => "ts",
        }
    }
}

/// Whether the platform could have given out this appid, or it is the guest's.
pub fn is_appid(text: &str) -> bool {
    let hex = |rest: &str| {
        rest.len() == 16 && rest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    text == TOURIST_APPID || text.strip_prefix("wx").is_some_and(hex)
}
