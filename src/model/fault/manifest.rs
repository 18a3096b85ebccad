//! What can be wrong with a value of the manifest, or with the same value in a flag.

use crate::text::path::PathFault;

/// What is wrong with a value that the manifest or a flag gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManifestFault {
    /// The manifest is of a later format.
    NewerManifest,
    /// Not a version that app.json may name.
    BadVersion,
    /// A version of the plugin that is newer than all that are known.
    UnknownVersion {
        /// The newest that is known.
        newest: String,
    },
    /// The manifest's own requirement refuses its version.
    VersionRefused {
        /// The requirement.
        require: String,
    },
    /// Not a range of versions.
    BadRange {
        /// The library's reason.
        reason: String,
    },
    /// Not a pattern of paths.
    BadPattern {
        /// The library's reason.
        reason: String,
    },
    /// Not a rule with how grave it is.
    BadSeverity {
        /// The rule that was meant, or some rule.
        nearest: String,
    },
    /// A name that no rule has.
    UnknownRule {
        /// The nearest name that one has.
        nearest: String,
    },
    /// A path that is none of ours.
    BadPath(PathFault),
    /// A character that a page path cannot hold, because paths stand in URLs.
    BadPathCharacter(char),
    /// A page path with a file suffix.
    PathSuffix,
    /// Two pages with one path.
    SamePage,
    /// Two paths that are one file where case does not count.
    CaseOnly {
        /// The other path.
        other: String,
    },
    /// Two pages that would be written into one file.
    SameFile {
        /// The file.
        file: String,
    },
    /// Not a positive integer that JavaScript can hold.
    BadRoomId,
    /// The key goes with other kinds of page.
    KeyNotOfKind {
        /// The key.
        key: &'static str,
        /// The kind of this page.
        kind: &'static str,
    },
    /// `custom_params` would be cut by the platform.
    ParamsTooLong {
        /// Characters once encoded.
        length: usize,
    },
    /// JavaScript would round the number.
    InexactNumber,
    /// Not an appid.
    BadAppid,
}

impl ManifestFault {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NewerManifest => "newer-manifest",
            Self::BadVersion => "bad-version",
            Self::UnknownVersion { .. } => "unknown-version",
            Self::VersionRefused { .. } => "version-refused",
            Self::BadRange { .. } => "bad-range",
            Self::BadPattern { .. } => "bad-pattern",
            Self::BadSeverity { .. } => "bad-severity",
            Self::UnknownRule { .. } => "unknown-rule",
            Self::BadPath(_) => "bad-path",
            Self::BadPathCharacter(_) => "bad-path-character",
            Self::PathSuffix => "path-suffix",
            Self::SamePage => "same-page",
            Self::CaseOnly { .. } => "case-only",
            Self::SameFile { .. } => "same-file",
            Self::BadRoomId => "bad-room-id",
            Self::KeyNotOfKind { .. } => "key-not-of-kind",
            Self::ParamsTooLong { .. } => "params-too-long",
            Self::InexactNumber => "inexact-number",
            Self::BadAppid => "bad-appid",
        }
    }
}
