//! What is known of the plugin's versions: data, each fact with how sure it is.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::model::fault::{Fault, Faults, ManifestFault, TextFault};
use crate::model::language::Language;
use crate::model::plugin::PluginVersion;

/// The catalogue that comes with this program.
const BUILT_IN: &str = include_str!("catalogue.json");

/// Versions in ascending order, and what the platform enforces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Catalogue {
    /// The day on which the sources were read.
    pub as_of: String,
    /// The lowest version that the platform was seen to accept.
    pub minimum: Minimum,
    /// What is known of each version.
    pub versions: Vec<Release>,
}

/// A minimum that the platform enforced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Minimum {
    /// The version.
    pub version: String,
    /// When that was seen; what is enforced today is not published.
    pub seen: String,
    /// How sure that is.
    pub confidence: Confidence,
    /// Where it was reported.
    pub source: String,
}

/// A version of the plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Release {
    /// Its number.
    pub version: String,
    /// What it brings, as far as that is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<String>,
    /// The same in Chinese; a catalogue of the user's may lack it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes_zh: Vec<String>,
    /// What it asks of code that uses it, or is worth knowing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The same in Chinese; a catalogue of the user's may lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes_zh: Option<String>,
    /// When it was first seen; release dates are not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<String>,
    /// Whether the official log names it.
    pub official: bool,
    /// How sure its existence is.
    pub confidence: Confidence,
}

impl Release {
    /// What is known of it in a language, or in the only one there is.
    pub fn said_in(&self, language: Language) -> impl Iterator<Item = &String> {
        let (changes, notes) = match language {
            Language::Chinese if !self.changes_zh.is_empty() || self.notes_zh.is_some() => {
                (&self.changes_zh, &self.notes_zh)
            }
            Language::English | Language::Chinese => (&self.changes, &self.notes),
        };
        changes.iter().chain(notes)
    }
}

/// How sure a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// One report, or a third party's page.
    Low,
    /// Several reports, or the platform's staff.
    Medium,
    /// The official documentation, or official software that was run.
    High,
}

impl Confidence {
    /// The word in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What is known of a version that somebody declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionStatus {
    /// Lower than the lowest that the platform was seen to accept.
    BelowMinimum,
    /// Newer than all that are known.
    Unknown,
    /// Neither; also what is no number.
    Ordinary,
}

/// Which versions may be declared that are newer than all known ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// None.
    Refused,
    /// Any: the user knows better.
    Allowed,
}

static READ: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::parse("the built-in catalogue", BUILT_IN).expect("a test reads it")
});

impl Catalogue {
    /// The catalogue that comes with this program.
    pub fn built_in() -> &'static Self {
        &READ
    }

    /// Reads a catalogue that the user names.
    ///
    /// # Errors
    /// Text that is no catalogue, with its place, or versions that are none or out of order.
    pub fn parse(file: &str, text: &str) -> Result<Self, Faults> {
        let broken = |place, reason: String| Fault {
            place,
            ..Fault::of(file, TextFault::NotCatalogue { reason })
        };
        let catalogue: Self = serde_json::from_str(text).map_err(|error| {
            let place =
                crate::text::edit::Place { line: error.line(), column: error.column().max(1) };
            broken(Some(place), error.to_string())
        })?;
        let numbers: Option<Vec<[u16; 3]>> =
            catalogue.versions.iter().map(|release| number(&release.version)).collect();
        match numbers {
            None => Err(broken(None, "a version is not three numbers".to_owned()).into()),
            Some(numbers) if numbers.is_empty() => {
                Err(broken(None, "it has no version".to_owned()).into())
            }
            Some(numbers) if !numbers.is_sorted() => {
                Err(broken(None, "its versions do not ascend".to_owned()).into())
            }
            Some(_) => Ok(catalogue),
        }
    }

    /// The newest version that is known.
    pub fn newest(&self) -> &str {
        self.versions.last().map_or("", |release| &release.version)
    }

    /// The same as a version.
    pub fn newest_version(&self) -> PluginVersion {
        PluginVersion::parse(self.newest()).unwrap_or(PluginVersion::Latest)
    }

    /// What is known of a version.
    pub fn standing(&self, version: &str) -> VersionStatus {
        let Some(version) = number(version) else { return VersionStatus::Ordinary };
        if number(self.newest()).is_some_and(|newest| newest < version) {
            VersionStatus::Unknown
        } else if number(&self.minimum.version).is_some_and(|minimum| version < minimum) {
            VersionStatus::BelowMinimum
        } else {
            VersionStatus::Ordinary
        }
    }

    /// Why a version that somebody asks for is refused.
    pub fn refusal(&self, version: &str, unknown: Unknown) -> Option<ManifestFault> {
        match (self.standing(version), unknown) {
            (VersionStatus::Unknown, Unknown::Refused) => {
                Some(ManifestFault::UnknownVersion { newest: self.newest().to_owned() })
            }
            (VersionStatus::Unknown, Unknown::Allowed)
            | (VersionStatus::BelowMinimum | VersionStatus::Ordinary, _) => None,
        }
    }

    /// The versions above `from` up to `to`.
    pub fn between(&self, from: &str, to: &str) -> Vec<&Release> {
        let (Some(from), Some(to)) = (number(from), number(to)) else { return Vec::new() };
        let passed =
            |release: &&Release| number(&release.version).is_some_and(|n| from < n && n <= to);
        self.versions.iter().filter(passed).collect()
    }
}

fn number(version: &str) -> Option<[u16; 3]> {
    match PluginVersion::parse(version)? {
        PluginVersion::Number { parts, .. } => Some(parts),
        PluginVersion::Latest | PluginVersion::Dev(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plugin::NEWEST;

    #[test]
    fn the_built_in_catalogue_is_one_and_ends_with_the_newest_version() {
        let catalogue = Catalogue::built_in();
        assert_eq!(catalogue.newest(), NEWEST);
        assert_eq!(catalogue.minimum.version, "1.2.0");
        assert!(
            catalogue
                .between("1.3.0", "1.3.2")
                .iter()
                .map(|release| &release.version)
                .eq(["1.3.1", "1.3.2"])
        );
    }

    #[test]
    fn versions_stand_below_the_minimum_beyond_the_newest_or_between() {
        let standing = |version| Catalogue::built_in().standing(version);
        for version in ["1.2.0", NEWEST, "01.3.5", "1.2.99", "latest", "dev-a", "1.3"] {
            assert_eq!(standing(version), VersionStatus::Ordinary, "{version}");
        }
        assert_eq!(standing("1.1.99"), VersionStatus::BelowMinimum);
        assert_eq!(standing("1.3.6"), VersionStatus::Unknown);
    }

    #[test]
    fn a_broken_catalogue_is_told_with_its_place() {
        let Err(Faults(faults)) = Catalogue::parse("c.json", "{\n  \"x\": 1\n}") else {
            panic!("accepted")
        };
        assert_eq!(faults[0].place.map(|place| place.line), Some(2));
        let text = BUILT_IN.replace("\"version\": \"1.3.5\"", "\"version\": \"1.0.0\"");
        assert!(Catalogue::parse("c.json", &text).is_err());
    }
}
