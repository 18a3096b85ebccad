//! What a reader of a text wants a value to be.

/// A kind of value. Where several are taken, they stand in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A string.
    Text,
    /// A number.
    Number,
    /// The number 1.
    One,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
    /// An object.
    Object,
    /// An object that is a subpackage: it has a root inside the program.
    Subpackage,
    /// An array.
    Array,
}

impl Expected {
    /// The name of a type of JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number | Self::One => "number",
            Self::Bool => "boolean",
            Self::Null => "null",
            Self::Object | Self::Subpackage => "object",
            Self::Array => "array",
        }
    }
}
