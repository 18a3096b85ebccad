//! Whose plugin a usage names.

/// Whose plugin a use names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// The live plugin, by its appid, its usual alias or what only it has.
    Live,
    /// The plugin that the project declares under this alias.
    Alias(String),
}
