//! What a message is made of.

use crate::cli::language::{Said, chosen};
use crate::model::language::Language;

/// A message and, where there is one, its cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Words {
    /// What is wrong.
    pub(in crate::cli) message: String,
    /// What to do.
    pub(in crate::cli) help: String,
}

/// A message with its help.
pub(super) fn words(message: impl Into<Said>, help: impl Into<Said>) -> Words {
    Words { message: message.into().0, help: help.into().0 }
}

/// A number of things, each with its English noun and its Chinese measure word and noun.
pub(super) fn count(n: usize, noun: &str, chinese: &str) -> String {
    match chosen() {
        Language::English => format!("{n} {noun}{}", if n == 1 { "" } else { "s" }),
        Language::Chinese => format!("{n} {chinese}"),
    }
}

/// Things in a row; the words for "or" and "and" differ, the comma too.
pub(in crate::cli) fn listed(items: &[String]) -> String {
    items.join(match chosen() {
        Language::English => ", ",
        Language::Chinese => "、",
    })
}
