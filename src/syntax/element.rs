//! Elements of markup and of JSX.

use std::ops::Range;

use crate::syntax::term::Term;

/// An element's opening tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its name as it is written.
    pub name: String,
    /// Bytes of the name.
    pub range: Range<usize>,
    /// Its attributes in order.
    pub attributes: Vec<Attribute>,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its name as it is written.
    pub name: String,
    /// Bytes of the name.
    pub range: Range<usize>,
    /// Its value; in markup the text as it is written.
    pub value: Option<Term>,
}

impl Element {
    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}
