//! What a script does: its calls, the texts and objects in it, its elements, and what its names stand for.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::syntax::markup::Element;
use crate::syntax::term::{Term, Worth};

/// How many names are followed from a use to a value.
const HOPS: usize = 4;
/// A name that is declared or set more often is not looked up: it says nothing, and hostile text must not cost its square.
const TIMES: usize = 256;

/// What a script does, in order of place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Acts {
    /// Every call.
    pub calls: Vec<Called>,
    /// Texts, each as it is put together.
    pub texts: Vec<Term>,
    /// Object literals that stand in no other.
    pub objects: Vec<Term>,
    /// Elements of JSX.
    pub elements: Vec<Element>,
    /// What names are declared as.
    pub(super) names: BTreeMap<String, Vec<Declared>>,
    /// What is assigned to names, and to names joined by dots.
    pub(super) assigned: BTreeMap<String, Vec<Assigned>>,
}

/// A call, and when it is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// The call.
    pub term: Term,
    /// When it is made.
    pub when: When,
}

/// When code runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Whenever the file is loaded.
    Load,
    /// When the file is loaded, under a condition, or where its failure is caught.
    Guarded,
    /// When a function is called.
    Later,
}

/// A name in the bytes where it is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Declared {
    pub(super) scope: Range<usize>,
    pub(super) value: Value,
}

/// What a declaration says about a name's value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// It begins with this one.
    Is(Term),
    /// It has none yet.
    None,
    /// It comes from outside.
    Foreign,
}

/// An assignment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Assigned {
    pub(super) at: usize,
    /// `None` where it is not known, as in `a += b`.
    pub(super) value: Option<Term>,
}

impl Acts {
    /// The value of a term: of a name, that of the only thing it is declared as or set to.
    pub fn value<'t>(&'t self, term: &'t Term) -> &'t Term {
        let mut found = term;
        for _ in 0..HOPS {
            let Some(next) = found.name().and_then(|name| self.of_name(name, found.range.start))
            else {
                break;
            };
            found = next;
        }
        found
    }

    /// The objects of the script and those in them.
    pub fn all_objects(&self) -> impl Iterator<Item = &Term> {
        self.objects.iter().flat_map(Term::objects)
    }

    /// Every name that has one known value, with it.
    pub fn named(&self) -> impl Iterator<Item = (&str, &Term)> {
        let declared = self.names.iter().flat_map(|(name, all)| {
            let values = all.iter().filter_map(|declared| match &declared.value {
                Value::Is(value) => Some(value),
                Value::None | Value::Foreign => None,
            });
            values.map(move |value| (name.as_str(), value))
        });
        let assigned = self.assigned.iter().flat_map(|(name, all)| {
            all.iter().filter_map(move |one| Some((name.as_str(), one.value.as_ref()?)))
        });
        declared.chain(assigned)
    }

    fn of_name(&self, name: &str, at: usize) -> Option<&Term> {
        let Some((root, rest)) = name.split_once('.') else { return self.of_variable(name, at) };
        if let Some([only]) = self.assigned.get(name).map(Vec::as_slice) {
            return only.value.as_ref();
        }
        if self.assigned.contains_key(name) {
            return None;
        }
        let object = self.of_variable(root, at)?;
        rest.split('.').try_fold(object, |object, key| Some(&object.entry(key)?.value))
    }

    fn of_variable(&self, name: &str, at: usize) -> Option<&Term> {
        let declared = self.declared(name, at)?;
        if self.assigned.get(name).is_some_and(|all| all.len() > TIMES) {
            return None;
        }
        let same = |one: &&Assigned| {
            self.declared(name, one.at).is_some_and(|other| std::ptr::eq(other, declared))
        };
        let mut set = self.assigned.get(name).into_iter().flatten().filter(same);
        match (&declared.value, set.next(), set.next()) {
            (Value::Is(value), None, None) => Some(value),
            (Value::None, Some(only), None) => only.value.as_ref(),
            // `let a = null` or `''` says that the value comes later
            (Value::Is(value), Some(only), None) if is_empty(value) => only.value.as_ref(),
            (Value::Is(_) | Value::None | Value::Foreign, _, _) => None,
        }
    }

    /// The one declaration that a name means at a place.
    fn declared(&self, name: &str, at: usize) -> Option<&Declared> {
        let all = self.names.get(name).filter(|all| all.len() <= TIMES)?;
        let around = all.iter().filter(|one| one.scope.contains(&at));
        let nearest = around.clone().min_by_key(|one| one.scope.len())?;
        let alone = around.filter(|one| one.scope == nearest.scope).count() == 1;
        alone.then_some(nearest)
    }
}

fn is_empty(value: &Term) -> bool {
    match &value.worth {
        Worth::Text(text, _) => text.is_empty(),
        Worth::Constant(word) => *word != "true",
        Worth::Object(entries) => entries.is_empty(),
        Worth::Name(name) => name == "undefined",
        Worth::Joined(_)
        | Worth::Number(_)
        | Worth::Array(_)
        | Worth::Member(..)
        | Worth::Call(_)
        | Worth::Function
        | Worth::Handed(_)
        | Worth::Either(_)
        | Worth::Unknown => false,
    }
}
