//! Elements of markup and of JSX.

use std::borrow::Cow;
use std::ops::Range;

use crate::syntax::static_value::StaticValue;

/// An element's opening tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Element<'t> {
    /// Its name as it is written.
    pub name: Cow<'t, str>,
    /// Bytes of the name.
    pub range: Range<usize>,
    /// Its attributes in order.
    pub attributes: Vec<Attribute<'t>>,
    /// Whether it has more of them, that are copied from an object: `{...props}`.
    pub has_spread: bool,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute<'t> {
    /// Its name as it is written.
    pub name: Cow<'t, str>,
    /// Bytes of the name.
    pub range: Range<usize>,
    /// Its value; in markup the text as it is written.
    pub value: Option<StaticValue>,
}

impl<'t> Element<'t> {
    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute<'t>> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}
