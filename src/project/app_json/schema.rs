//! What a value of app.json may be, as a value of ours.

use crate::syntax::expected::Expected;

/// What a value must be.
#[derive(Debug, PartialEq, Eq)]
pub enum Schema {
    /// A string.
    Text,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// `null`.
    Null,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A colour of 3, 4, 6 or 8 digits behind a `#`.
    Colour,
    /// The version of a base library, or a word for one.
    BaseLibrary,
    /// A value, or the name that the theme has for one.
    Themed(&'static Self),
    /// Any members of one kind.
    Map(&'static Self),
    /// Any elements of one kind.
    List(&'static Self),
    /// Any of these keys.
    Object(Fields),
    /// The same, with keys that must be there.
    Whole(&'static [&'static str], Fields),
    /// A value of any of some kinds, and what these are called.
    Either(&'static [Expected], &'static [Self]),
}

/// Keys with what their values must be.
pub type Fields = &'static [(&'static str, Schema)];
