//! The live plugin as the platform knows it: provider, alias, versions and the address of its room page.

use std::fmt;

use semver::VersionReq;

/// The appid that provides the plugin (official component page, "live-player-plugin").
pub const PROVIDER: &str = "wx2b03c6e691cd7370";

/// The alias of the official samples; the platform accepts any.
pub const ALIAS: &str = "live-player-plugin";

/// The newest version that was seen anywhere (2023-03-28, public repositories; the official log ends at 1.3.2).
pub const NEWEST: &str = "1.3.5";

/// The only public page of the plugin, which opens a room (official component page).
pub const ROOM_PAGE: &str = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin";

/// How long `custom_params` may be once encoded; the platform cuts what is longer (official component page).
pub const CUSTOM_PARAMS_LIMIT: usize = 600;

/// A version as app.json may name it (rule of the official compiler, executed: three numbers of one to
/// three digits, leading zeros allowed, `latest`, or `dev-` and letters or digits).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PluginVersion {
    /// `1.3.5`; the text is kept because `01.3.5` is legal too.
    Number {
        /// As it is written.
        text: String,
        /// Its value.
        parts: [u16; 3],
    },
    /// Whatever is newest.
    Latest,
    /// A development build, which cannot be released.
    Dev(String),
}

impl PluginVersion {
    /// Reads a version; `None` is what the compiler refuses.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "latest" {
            return Some(Self::Latest);
        }
        if let Some(build) = text.strip_prefix("dev-") {
            let legal = !build.is_empty() && build.chars().all(|c| c.is_ascii_alphanumeric());
            return legal.then(|| Self::Dev(text.to_owned()));
        }
        let digits = |part: &str| {
            let legal = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            legal.then(|| part.parse().ok())?
        };
        let parts: Vec<u16> = text.split('.').map(digits).collect::<Option<_>>()?;
        let parts = <[u16; 3]>::try_from(parts).ok()?;
        Some(Self::Number { text: text.to_owned(), parts })
    }
}

/// Whether something else than a version stands here for one that a build puts in: `<%= v %>`, `{{v}}`, `${V}`, `__V__`.
pub fn is_placeholder(version: &str) -> bool {
    version.contains(['%', '{', '}', '$', '_', '@', '#'])
}

impl fmt::Display for PluginVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { text, .. } | Self::Dev(text) => f.write_str(text),
            Self::Latest => f.write_str("latest"),
        }
    }
}

/// What versions a team accepts: semver ranges and `latest`, parted by `||`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Require {
    text: String,
    ranges: Vec<VersionReq>,
    latest: bool,
}

impl Require {
    /// Reads a requirement such as `>=1.3.0, <2.0.0` or `>=1.3.0 || latest`.
    ///
    /// # Errors
    /// The reason of the semver library for the first part that is no range.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut require = Self { text: text.to_owned(), ranges: Vec::new(), latest: false };
        for part in text.split("||").map(str::trim) {
            if part == "latest" {
                require.latest = true;
            } else {
                require.ranges.push(VersionReq::parse(part).map_err(|error| error.to_string())?);
            }
        }
        Ok(require)
    }

    /// Whether `version` is accepted; `latest` only where the requirement names it, a development build never.
    pub fn accepts(&self, version: &PluginVersion) -> bool {
        match version {
            PluginVersion::Latest => self.latest,
            PluginVersion::Dev(_) => false,
            PluginVersion::Number { parts: [major, minor, patch], .. } => {
                let number =
                    semver::Version::new((*major).into(), (*minor).into(), (*patch).into());
                self.ranges.iter().any(|range| range.matches(&number))
            }
        }
    }
}

impl fmt::Display for Require {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_the_compiler() {
        for legal in ["1.3.5", "01.3.5", "999.999.999", "latest", "dev-abc123"] {
            assert_eq!(PluginVersion::parse(legal).expect(legal).to_string(), legal);
        }
        let illegal = [
            "1.3", "v1.3.5", "1.3.x", "*", "", "LATEST", " 1.3.5 ", "1.3.1234", "dev-", "dev-a_b",
            "trial", "dev", "1.3.5.0", "^1.3.5", "1.+3.5", "1..5",
        ];
        for text in illegal {
            assert_eq!(PluginVersion::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_placeholder_is_told_from_a_version_that_is_wrong() {
        for text in ["<%= v %>", "{{v}}", "${V}", "__V__", "%V%", "@V@", "#{v}"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["1.3.5", "v1.3", "^1.3.5", ">=1.2", "latest ", "dev-a1", "1.x", "*", ""] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn latest_is_accepted_only_when_said() {
        let accepts = |require: &str, version: &str| {
            let version = PluginVersion::parse(version).expect(version);
            Require::parse(require).expect(require).accepts(&version)
        };
        assert!(accepts(">=1.3.0, <2.0.0", "01.3.5"));
        assert!(!accepts(">=1.3.0", "1.2.10"));
        assert!(!accepts(">=1.3.0", "latest"));
        assert!(accepts(">=1.3.0 || latest", "latest"));
        assert!(!accepts("*", "dev-a1"));
        assert!(Require::parse("newest").is_err());
    }
}
