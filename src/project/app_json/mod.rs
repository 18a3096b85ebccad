//! The platform's rules of app.json, as violations with their places: `check` reports all, an edit refuses those at its spot.

pub mod components;
pub mod pages;
pub mod roots;
pub mod schema;
pub mod shape;
pub mod spot;
pub mod tables;

use std::ops::Range;

use crate::project::app_json::schema::Schema;
use crate::syntax::expected::Expected;

/// The bytes of the longest path that a system opens (Linux, `PATH_MAX`); a longer one is no file, and a page below a
/// longer root is not looked for.
pub const LONGEST_PATH: usize = 4096;

/// A place where a file breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Its bytes.
    pub range: Range<usize>,
    /// The rule.
    pub kind: ViolationKind,
    /// What breaks it, as it is written.
    pub names: Vec<String>,
}

/// The rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ViolationKind {
    /// A key stands once in an object; here are the bytes of the next one, which hides it.
    DuplicateKey(Range<usize>),
    /// Subpackages are listed under one spelling; this one is not read.
    BothSpellings,
    /// A value is of the type that the platform reads: this one.
    WrongType(&'static [Expected]),
    /// An object has a key that the platform asks for.
    Missing,
    /// A text is one of the words that the platform knows.
    Word,
    /// A colour has the form that the platform reads.
    Colour,
    /// A name of the theme's stands for a value of this kind.
    Variable(&'static Schema),
    /// A root or a page has the form of a path.
    Form,
    /// Neither a root nor a name is the main package's.
    Reserved,
    /// A root, or a page in its package, is listed once.
    Twice,
    /// A root is not below another one.
    Nested,
    /// A subpackage has a name of its own.
    NameTwice,
    /// A page of the main package is not below the root of another one.
    MainPage,
}

impl Violation {
    fn new<const N: usize>(range: &Range<usize>, kind: ViolationKind, names: [&str; N]) -> Self {
        Self { range: range.clone(), kind, names: names.map(str::to_owned).to_vec() }
    }
}
