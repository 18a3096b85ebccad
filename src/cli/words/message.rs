//! What a message is made of.

/// A message and, where there is one, its cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Words {
    /// What is wrong.
    pub(in crate::cli) message: String,
    /// What to do.
    pub(in crate::cli) help: String,
}

/// A message with its help.
pub(super) fn words(message: impl Into<String>, help: impl Into<String>) -> Words {
    Words { message: message.into(), help: help.into() }
}

/// A number of things.
pub(super) fn count(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}
