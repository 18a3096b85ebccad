//! What an expression is worth as far as reading tells: texts that are put together, calls, names; never a computation.

use std::ops::Range;
use std::sync::Arc;

/// An expression and the bytes that it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// From its first byte to behind its last, with quotes.
    pub range: Range<usize>,
    /// What it is.
    pub worth: Worth,
}

/// The kinds of expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum Worth {
    /// A text, decoded, and the bytes between its quotes.
    Text(String, Range<usize>),
    /// Texts and other things, put together to one text.
    Joined(Vec<Term>),
    /// A number, computed where only numbers are added or multiplied.
    Number(f64),
    /// `true`, `false`, `null`.
    Constant(&'static str),
    /// An object's members.
    Object(Members),
    /// An array's elements.
    Array(Vec<Term>),
    /// A name, or names joined by dots, and the byte at which the first one stands: `this.data.url`.
    Name(String, usize),
    /// A member of something that is no name.
    Member(Arc<Term>, String),
    /// A call.
    Call(Box<Call>),
    /// A function.
    Function,
    /// What a call hands to a function that was given to it.
    Handed(Arc<Term>),
    /// One of several.
    Either(Vec<Term>),
    /// What reading does not tell.
    Unknown,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its key.
    pub key: String,
    /// Bytes of the key, with quotes.
    pub key_range: Range<usize>,
    /// Its value.
    pub value: Term,
}

/// The members of an object, indexed by key.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// Those with a known key, in order.
    pub entries: Vec<Entry>,
    /// What `...` copies into it, each with the number of entries before it.
    pub spreads: Vec<(usize, Term)>,
    /// Positions of the entries by key, then by order.
    by_key: Vec<usize>,
}

impl Members {
    /// Indexes the members of an object.
    pub fn new(entries: Vec<Entry>, spreads: Vec<(usize, Term)>) -> Self {
        let mut by_key: Vec<usize> = (0..entries.len()).collect();
        by_key.sort_by(|a, b| entries[*a].key.cmp(&entries[*b].key));
        Self { entries, spreads, by_key }
    }

    /// The position of the last entry named `key`.
    pub fn position(&self, key: &str) -> Option<usize> {
        let behind = self.by_key.partition_point(|at| self.entries[*at].key.as_str() <= key);
        let last = *self.by_key.get(behind.checked_sub(1)?)?;
        (self.entries[last].key == key).then_some(last)
    }
}

/// A call.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What is called.
    pub callee: Term,
    /// What it is given.
    pub arguments: Vec<Term>,
}

impl Term {
    /// A term of which nothing is known.
    pub fn unknown(range: Range<usize>) -> Self {
        Self { range, worth: Worth::Unknown }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let Worth::Text(text, _) = &self.worth { Some(text) } else { None }
    }

    /// The name, if it is one.
    pub fn name(&self) -> Option<&str> {
        if let Worth::Name(name, _) = &self.worth { Some(name) } else { None }
    }

    /// The call, if it is one.
    pub fn call(&self) -> Option<&Call> {
        if let Worth::Call(call) = &self.worth { Some(call) } else { None }
    }

    /// The members, if it is an object.
    pub fn members(&self) -> Option<&Members> {
        if let Worth::Object(members) = &self.worth { Some(members) } else { None }
    }

    /// The last member named `key`, where nothing is copied over it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        let members = self.members()?;
        let at = members.position(key)?;
        let is_last = members.spreads.last().is_none_or(|(before, _)| *before <= at);
        is_last.then(|| &members.entries[at])
    }

    /// Whether it is an object or an array: something that others may change.
    pub fn is_object(&self) -> bool {
        matches!(self.worth, Worth::Object(_) | Worth::Array(_))
    }

    /// Whether it is an object in which others stand, or may stand.
    pub fn is_nested(&self) -> bool {
        if let Worth::Array(terms) = &self.worth {
            return terms.iter().any(Self::is_object);
        }
        self.members().is_some_and(|members| {
            !members.spreads.is_empty() || members.entries.iter().any(|one| one.value.is_object())
        })
    }
}

impl Call {
    /// The last name of what is called: `async` of `requirePlugin.async`.
    pub fn method(&self) -> Option<&str> {
        if let Worth::Member(_, name) = &self.callee.worth {
            return Some(name);
        }
        let name = self.callee.name()?;
        Some(name.rsplit_once('.').map_or(name, |(_, last)| last))
    }
}

/// Bytes `at` of a text as bytes of the file; where escapes stand between, those of the whole text.
pub fn inside(text: &str, inner: &Range<usize>, at: Range<usize>) -> Range<usize> {
    if inner.len() == text.len() {
        inner.start + at.start..inner.start + at.end
    } else {
        inner.clone()
    }
}
