//! The names of the rules, so that a manifest can speak of them; what they judge is decided above.

/// Every rule, in the order of the documentation; `check` has a row for each, and a test says so.
pub const RULE_IDS: &[&str] = &[
    "duplicate-provider",
    "duplicate-alias",
    "invalid-version",
    "dev-version",
    "version-not-allowed",
    "version-below-minimum",
    "version-outdated",
    "version-unknown",
    "wrong-provider",
    "missing-field",
    "wrong-type",
    "unknown-word",
    "unknown-key",
    "misplaced-declaration",
    "commented-out-declaration",
    "turned-off-declaration",
    "conditional-declaration",
    "unreadable-declaration",
    "declaration-elsewhere",
    "pins-differ",
    "strict-json",
    "both-subpackage-spellings",
    "subpackage-without-root-or-pages",
    "subpackage-root",
    "page-path",
    "independent-subpackage-plugin",
    "plugin-page-in-pages",
    "missing-page-file",
    "unlisted-page",
    "tab-bar",
    "missing-file",
    "missing-component",
    "skyline",
    "ext-json-replaces-plugins",
    "differs-from-manifest",
    "plugin-not-in-build",
    "plugin-not-authorised",
    "undeclared-plugin",
    "unused-plugin",
    "alias-mismatch",
    "require-plugin-outside-subpackage",
    "require-plugin-in-shared-module",
    "require-plugin-imported",
    "component-outside-subpackage",
    "component-path",
    "unregistered-component",
    "room-url-path",
    "missing-room-id",
    "room-id-placeholder",
    "unset-in-link",
    "custom-params-not-encoded",
    "custom-params-too-long",
    "unknown-room-parameter",
    "plugin-page-by-switch-tab",
    "url-on-view",
    "polling-too-fast",
    "api-needs-version",
    "base-library-too-low",
    "goods-page-no-way-back",
    "uni-app-renamed-component",
    "uni-app-components-replaced",
    "wrapper-path",
    "conditional-page-link",
    "empty-attribute",
    "taro-vite-plugin-component",
    "taro-attributes-lost",
    "module-syntax-left",
    "secret-in-client",
    "server-call-in-client",
    "cloud-permission",
    "source-too-large",
];

/// The words for how grave a rule's findings are.
pub const LEVELS: &[&str] = &["error", "warning", "info", "off"];

/// What a user wants of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSeverity {
    /// They fail the run.
    Error,
    /// They are warnings.
    Warning,
    /// They are worth knowing.
    Info,
    /// They are not reported.
    Off,
}

impl RuleSeverity {
    /// Reads one of [`LEVELS`].
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "error" => Some(Self::Error),
            "warning" => Some(Self::Warning),
            "info" => Some(Self::Info),
            "off" => Some(Self::Off),
            _ => None,
        }
    }
}

/// The name of a rule, if it is one.
pub fn rule_id(name: &str) -> Option<&'static str> {
    RULE_IDS.iter().find(|id| **id == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_for_a_level_is_one() {
        assert!(LEVELS.iter().all(|word| RuleSeverity::parse(word).is_some()));
        assert_eq!(RuleSeverity::parse("Error"), None);
    }

    #[test]
    fn names_are_found_as_they_are_written() {
        assert_eq!(rule_id("pins-differ"), Some("pins-differ"));
        assert_eq!(rule_id("pins"), None);
    }
}
