//! What the text of a file can be wrong in.

use crate::syntax::expected::Expected;

/// What is wrong with a text, whatever it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextFault {
    /// Not JSON, even with comments and trailing commas forgiven.
    NotJson {
        /// The parser's reason.
        reason: String,
    },
    /// Not JavaScript or TypeScript, where a script or an expression must be.
    NotScript {
        /// The parser's reason.
        reason: String,
    },
    /// Git's conflict markers are in the text.
    Markers,
    /// There is nothing in it but blanks.
    EmptyFile,
    /// Not UTF-8.
    NotUtf8,
    /// Larger than any file of its kind.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A key that nobody reads.
    UnknownKey {
        /// The nearest key that is read.
        nearest: Option<String>,
        /// All that are read there.
        known: Vec<&'static str>,
    },
    /// A key that must be there.
    MissingKey {
        /// Its name.
        key: &'static str,
    },
    /// A key occurs twice in one object.
    DuplicateKey {
        /// Its name.
        key: String,
    },
    /// A value of another type.
    WrongType {
        /// Key path of the value.
        key: String,
        /// What it must be.
        expected: &'static [Expected],
    },
    /// A word that is not one of those.
    NotOneOf {
        /// The key.
        key: String,
        /// The words.
        allowed: &'static [&'static str],
    },
    /// Empty text.
    EmptyText {
        /// The key.
        key: String,
    },
    /// A template that cannot be rendered.
    BrokenTemplate {
        /// The library's reason.
        reason: String,
    },
    /// There is no template for what is to be written.
    NoTemplate,
    /// Not what the platform answers about the plugins of a program.
    NotPluginList {
        /// The library's reason, or ours.
        reason: String,
    },
    /// Not a catalogue of versions.
    NotCatalogue {
        /// The library's reason, or ours.
        reason: String,
    },
}

impl TextFault {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "not-json",
            Self::NotScript { .. } => "not-script",
            Self::Markers => "markers",
            Self::EmptyFile => "empty-file",
            Self::NotUtf8 => "not-utf8",
            Self::TooLarge { .. } => "too-large",
            Self::UnknownKey { .. } => "unknown-key",
            Self::MissingKey { .. } => "missing-key",
            Self::DuplicateKey { .. } => "duplicate-key",
            Self::WrongType { .. } => "wrong-type",
            Self::NotOneOf { .. } => "not-one-of",
            Self::EmptyText { .. } => "empty-text",
            Self::BrokenTemplate { .. } => "broken-template",
            Self::NoTemplate => "no-template",
            Self::NotPluginList { .. } => "not-plugin-list",
            Self::NotCatalogue { .. } => "not-catalogue",
        }
    }
}
