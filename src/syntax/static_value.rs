//! The statically known value of an expression: texts and what they are joined from, calls, names. Nothing is executed.

use std::ops::Range;
use std::sync::Arc;

/// An expression and the bytes that it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct StaticValue {
    /// From its first byte to behind its last, with quotes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: ValueKind,
}

/// The kinds of expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueKind {
    /// A text, decoded, and the bytes between its quotes.
    Text(String, Range<usize>),
    /// Texts and other values, joined to one text.
    Concatenation(Vec<StaticValue>),
    /// A number; sums and products of numbers are computed.
    Number(f64),
    /// `true`, `false`, `null`.
    Constant(&'static str),
    /// An object's members.
    Object(Members),
    /// An array's elements.
    Array(Vec<StaticValue>),
    /// A name, or names joined by dots, and the byte at which the first one stands: `this.data.url`.
    Name(String, usize),
    /// A member of something that is no name.
    Member(Arc<StaticValue>, String),
    /// A call.
    Call(Box<Call>),
    /// A function.
    Function,
    /// What a call passes to a callback: the call.
    CallbackArgument(Arc<StaticValue>),
    /// One of several.
    OneOf(Vec<StaticValue>),
    /// Not known statically.
    Unknown,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct StaticEntry {
    /// Its key.
    pub key: String,
    /// Bytes of the key, with quotes.
    pub key_range: Range<usize>,
    /// Its value.
    pub value: StaticValue,
}

/// The members of an object, indexed by key.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// Those with a known key, in order.
    pub entries: Vec<StaticEntry>,
    /// What `...` copies into it, each with the number of entries before it.
    pub spreads: Vec<(usize, StaticValue)>,
    /// Positions of the entries by key, then by order.
    by_key: Vec<usize>,
}

impl Members {
    /// Indexes the members of an object.
    pub fn new(entries: Vec<StaticEntry>, spreads: Vec<(usize, StaticValue)>) -> Self {
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
    pub callee: StaticValue,
    /// What it is given.
    pub arguments: Vec<StaticValue>,
}

impl ValueKind {
    /// A member of a value: of a name, a longer name.
    pub fn member(of: &Arc<StaticValue>, key: &str) -> Self {
        if let Self::Name(path, root) = &of.kind {
            Self::Name(format!("{path}.{key}"), *root)
        } else {
            Self::Member(Arc::clone(of), key.to_owned())
        }
    }
}

impl StaticValue {
    /// A value that is not known statically.
    pub fn unknown(range: Range<usize>) -> Self {
        Self { range, kind: ValueKind::Unknown }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let ValueKind::Text(text, _) = &self.kind { Some(text) } else { None }
    }

    /// The name, if it is one.
    pub fn name(&self) -> Option<&str> {
        if let ValueKind::Name(name, _) = &self.kind { Some(name) } else { None }
    }

    /// The call, if it is one.
    pub fn call(&self) -> Option<&Call> {
        if let ValueKind::Call(call) = &self.kind { Some(call) } else { None }
    }

    /// The members, if it is an object.
    pub fn members(&self) -> Option<&Members> {
        if let ValueKind::Object(members) = &self.kind { Some(members) } else { None }
    }

    /// The last member named `key`, where nothing is copied over it.
    pub fn entry(&self, key: &str) -> Option<&StaticEntry> {
        let members = self.members()?;
        let at = members.position(key)?;
        let is_last = members.spreads.last().is_none_or(|(before, _)| *before <= at);
        is_last.then(|| &members.entries[at])
    }

    /// Whether it is an object or an array: something that others may change.
    pub fn is_object(&self) -> bool {
        matches!(self.kind, ValueKind::Object(_) | ValueKind::Array(_))
    }

    /// Whether it is an object in which others stand, or may stand.
    pub fn is_nested(&self) -> bool {
        if let ValueKind::Array(values) = &self.kind {
            return values.iter().any(Self::is_object);
        }
        self.members().is_some_and(|members| {
            !members.spreads.is_empty() || members.entries.iter().any(|one| one.value.is_object())
        })
    }
}

impl Call {
    /// The last name of what is called: `async` of `requirePlugin.async`.
    pub fn method(&self) -> Option<&str> {
        if let ValueKind::Member(_, name) = &self.callee.kind {
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
