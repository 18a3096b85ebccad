//! The languages of scripts.

/// The language of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// JavaScript, with JSX.
    Js,
    /// TypeScript.
    Ts,
    /// TypeScript with JSX.
    Tsx,
}
