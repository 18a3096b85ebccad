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
    Object(Vec<Entry>),
    /// An array's elements.
    Array(Vec<Term>),
    /// A name, or names joined by dots: `this.data.url`.
    Name(String),
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
        if let Worth::Name(name) = &self.worth { Some(name) } else { None }
    }

    /// The call, if it is one.
    pub fn call(&self) -> Option<&Call> {
        if let Worth::Call(call) = &self.worth { Some(call) } else { None }
    }

    /// The members, if it is an object.
    pub fn entries(&self) -> Option<&[Entry]> {
        if let Worth::Object(entries) = &self.worth { Some(entries) } else { None }
    }

    /// The last member named `key`.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries()?.iter().rev().find(|entry| entry.key == key)
    }

    /// Every object in it, itself first; what stands in calls and functions is not looked for.
    pub fn objects(&self) -> Vec<&Self> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(term) = open.pop() {
            if let Worth::Object(entries) = &term.worth {
                found.push(term);
                open.extend(entries.iter().rev().map(|entry| &entry.value));
            } else if let Worth::Array(terms) | Worth::Either(terms) = &term.worth {
                open.extend(terms.iter().rev());
            }
        }
        found
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
