//! Floor 1: languages. One literal tree with byte ranges, whatever language the literal stands in: front ends fill it, edits are made over it.

pub mod blocks;
pub mod comment;
pub mod commented;
pub mod conditional;
#[cfg(test)]
pub(crate) mod count;
pub mod dialect;
pub mod edit;
pub mod element;
pub mod expected;
pub mod insertion_point;
pub mod jsonc;
pub mod layout;
pub mod markup;
pub mod members;
pub mod repair;
mod scan;
pub mod script;
pub mod static_value;

use std::ops::Range;
use std::sync::Arc;

/// A parsed text: its outermost value, and what stands between the values, which all literals of a script share.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// The outermost value.
    pub root: Node,
    /// Offsets of the separating commas, ascending.
    pub commas: Arc<[usize]>,
    /// Ranges of the comments, ascending.
    pub comments: Arc<[Range<usize>]>,
}

/// A value and the bytes that it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// From the first byte of the value to behind its last.
    pub range: Range<usize>,
    /// The same with the parentheses and type assertions around it, as scripts have them: `({ … } as T)`.
    pub outer: Range<usize>,
    /// What it is.
    pub value: Value,
}

/// The kinds of values that configuration is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Members in order of writing; a key may occur twice.
    Object(Vec<Member>),
    /// Elements in order.
    Array(Vec<Node>),
    /// A string, decoded.
    String(String),
    /// A number as it is written.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
    /// An expression of a script that is no literal (a call, a condition, a name, a function, …), with the object and
    /// array literals that stand anywhere in it: the outermost ones, in order.
    Other(Vec<Node>),
    /// One of these values, of which only a build knows which: the branches of a condition.
    Choice(Vec<Node>),
    /// An expression of a script that stands for a literal: a name for that of its `const`, a decided condition for the
    /// branch, texts that are joined for the whole text. The literal of a name stands elsewhere in the file.
    Known(Arc<Node>),
    /// What a script imports from another file.
    Imported(Arc<Import>),
}

/// What a name of a script is imported as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The module as the script writes it: `./live`.
    pub module: String,
    /// The name under which the module exports it, and the members that lead further; empty for the module itself.
    pub keys: Vec<String>,
}

/// A key of an object with its value.
///
/// What is no pair of key and value (a shorthand, a method, a getter, a computed key) has the whole member as its value,
/// which is [`Value::Other`]; where no key can be known (`...spread`, `[computed]`), the key is empty, and its range is
/// the empty one at the member's start.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The key, decoded.
    pub key: String,
    /// The bytes of the key with its quotes.
    pub key_range: Range<usize>,
    /// The value.
    pub value: Node,
}

impl Member {
    /// Key and value together.
    pub fn range(&self) -> Range<usize> {
        self.key_range.start.min(self.value.outer.start)..self.value.outer.end
    }

    /// What it copies into its object, where it is `...` and an object that is known.
    fn spread(&self) -> Option<&[Self]> {
        let is_spread = self.key.is_empty() && matches!(self.value.value, Value::Known(_));
        self.value.members().filter(|_| is_spread)
    }

    /// Whether the value stands behind the key and a colon.
    pub fn is_pair(&self) -> bool {
        self.value.outer.start > self.key_range.end
    }
}

impl Node {
    /// A value with nothing around it.
    pub fn new(range: Range<usize>, value: Value) -> Self {
        Self { outer: range.clone(), range, value }
    }

    /// The literal that it stands for, else itself.
    pub fn literal(&self) -> &Self {
        let mut node = self;
        while let Value::Known(literal) = &node.value {
            node = literal;
        }
        node
    }

    /// Whether it is an expression of which nothing is known here.
    pub fn is_computed(&self) -> bool {
        matches!(self.literal().value, Value::Other(_) | Value::Choice(_) | Value::Imported(_))
    }

    /// The members, if it is an object.
    pub fn members(&self) -> Option<&[Member]> {
        if let Value::Object(members) = &self.literal().value { Some(members) } else { None }
    }

    /// The members with those that known spreads copy, in order.
    pub fn all_members(&self) -> Vec<&Member> {
        let mut found = Vec::new();
        for member in self.members().unwrap_or_default() {
            match member.spread() {
                Some(copied) => found.extend(copied),
                None => found.push(member),
            }
        }
        found
    }

    /// The elements, if it is an array.
    pub fn elements(&self) -> Option<&[Node]> {
        if let Value::Array(elements) = &self.literal().value { Some(elements) } else { None }
    }

    /// The text, if it is a string.
    pub fn text(&self) -> Option<&str> {
        if let Value::String(text) = &self.literal().value { Some(text) } else { None }
    }

    /// The last member named `key`: the one that readers of JSON see.
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.members()?.iter().rev().find_map(|member| match member.spread() {
            Some(copied) => copied.iter().rev().find(|member| member.key == key),
            None => Some(member).filter(|member| member.key == key),
        })
    }

    /// Whether something that is not known here may replace the member named `key`, or add it.
    pub fn may_replace(&self, key: &str) -> bool {
        let all = self.all_members();
        let mut later = all.iter().rev().take_while(|member| member.key != key);
        later.any(|member| member.key.is_empty() && member.value.may_hold(key))
    }

    /// Whether what is copied from it may have a member named `key`.
    pub fn may_hold(&self, key: &str) -> bool {
        match &self.literal().value {
            Value::Object(_) => self.get(key).is_some() || self.may_replace(key),
            Value::Choice(nodes) => nodes.iter().any(|node| node.may_hold(key)),
            Value::Other(_) | Value::Imported(_) => true,
            Value::Known(_)
            | Value::Array(_)
            | Value::String(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null => false,
        }
    }

    /// The bytes between the quotes of a string that is written as one.
    pub fn between_quotes(&self, text: &str) -> Option<Range<usize>> {
        let Self { range, .. } = self.literal();
        let written = text.get(range.clone())?;
        let quote = written.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'))?;
        let inner = written.strip_prefix(quote)?.strip_suffix(quote)?;
        let mut is_escaped = false;
        let ends_early = inner.chars().any(|c| {
            let ends = c == quote && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            ends
        });
        let is_joined = ends_early || quote == '`' && inner.contains("${");
        (!is_joined).then_some(range.start + 1..range.end - 1)
    }

    /// The value of [`Node::member`].
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.value)
    }

    /// The second member named `key`, where a key occurs twice.
    pub fn duplicate(&self, key: &str) -> Option<&Member> {
        self.members()?.iter().filter(|member| member.key == key).nth(1)
    }

    /// Ranges of what is listed in it: whole members, or elements.
    pub fn items(&self) -> Vec<Range<usize>> {
        self.listed().into_iter().map(|(range, _)| range).collect()
    }

    /// The same with the value of each.
    pub fn listed(&self) -> Vec<(Range<usize>, &Self)> {
        match &self.value {
            Value::Object(members) => members.iter().map(|it| (it.range(), &it.value)).collect(),
            Value::Array(elements) => elements.iter().map(|it| (it.outer.clone(), it)).collect(),
            Value::String(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Other(_)
            | Value::Choice(_)
            | Value::Known(_)
            | Value::Imported(_) => Vec::new(),
        }
    }

    /// The values around a range, from itself to the innermost.
    pub fn way_to(&self, range: &Range<usize>) -> Vec<&Node> {
        let mut way = vec![self];
        while let Some(next) = way.last().and_then(|node| node.child_around(range)) {
            way.push(next);
        }
        way
    }

    fn child_around(&self, range: &Range<usize>) -> Option<&Node> {
        let behind = |node: &Node| node.range.start <= range.start;
        let child = match &self.value {
            Value::Object(members) => {
                let next = members.partition_point(|member| behind(&member.value));
                members[..next].last().map(|member| &member.value)
            }
            Value::Array(nodes) | Value::Other(nodes) | Value::Choice(nodes) => {
                nodes[..nodes.partition_point(behind)].last()
            }
            Value::Known(node) => Some(&**node).filter(|node| self.holds(node)),
            Value::String(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Imported(_) => None,
        };
        child.filter(|node| range.end <= node.range.end)
    }

    /// Whether the literal that it stands for is written in it.
    pub fn is_in_place(&self) -> bool {
        self.holds(self.literal())
    }

    /// Whether a literal that it stands for is written in it, as the branch of a condition is.
    fn holds(&self, literal: &Self) -> bool {
        self.range.start <= literal.range.start && literal.range.end <= self.range.end
    }

    /// Every value that is written in it, itself first.
    pub fn walk(&self) -> Vec<&Node> {
        let mut found = vec![self];
        let mut next = 0;
        while let Some(node) = found.get(next).copied() {
            match &node.value {
                Value::Object(members) => found.extend(members.iter().map(|member| &member.value)),
                Value::Array(nodes) | Value::Other(nodes) | Value::Choice(nodes) => {
                    found.extend(nodes);
                }
                Value::Known(literal) => found.extend(Some(&**literal).filter(|it| node.holds(it))),
                Value::String(_)
                | Value::Number(_)
                | Value::Bool(_)
                | Value::Null
                | Value::Imported(_) => {}
            }
            next += 1;
        }
        found
    }
}

impl Tree {
    /// The comma between two offsets, if there is one.
    pub fn comma_between(&self, from: usize, to: usize) -> Option<usize> {
        let at = *self.commas.get(self.commas.partition_point(|comma| *comma < from))?;
        (at < to).then_some(at)
    }

    /// The comments that lie between two offsets.
    pub fn comments_between(&self, from: usize, to: usize) -> &[Range<usize>] {
        let first = self.comments.partition_point(|comment| comment.start < from);
        let end = self.comments.partition_point(|comment| comment.end <= to);
        &self.comments[first..end.max(first)]
    }
}
