//! Calls of `requirePlugin` and of the plugin's interface.

use std::ops::Range;

use crate::syntax::script::facts::{ScriptFacts, When};
use crate::syntax::term::{Call, Term, Worth};

/// The plugin's interface (official component page; `getPluginVersion` from the page on asynchronous subpackages).
const API: [&str; 5] =
    ["getLiveStatus", "getSubscribeStatus", "getOpenid", "getShareParams", "getPluginVersion"];

/// Whether a source may call the interface.
pub(super) fn may_call(text: &str) -> bool {
    text.contains("requirePlugin") && API.iter().any(|name| text.contains(name))
}

/// Whether a call of this name is one of the interface; of a name alone nobody knows before it is looked up.
pub(super) fn is_named(method: &str, is_of_name: bool) -> bool {
    is_of_name || API.contains(&method)
}

/// What of it no other plugin has: a login, for one, is what many offer.
const OWN: [&str; 3] = ["getLiveStatus", "getSubscribeStatus", "getShareParams"];

/// How long an alias may be; a longer text is none.
const LONGEST: usize = 256;

/// How far a value is followed back to the call that it comes from.
const STEPS: usize = 8;

/// `requirePlugin( … )`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirePlugin {
    /// What is asked for: an alias or an appid.
    pub name: String,
    /// Bytes of the name, without quotes.
    pub range: Range<usize>,
    /// When it runs.
    pub when: When,
    /// Whether it waits for the package: `requirePlugin.async`, or with callbacks.
    pub is_async: bool,
}

/// A call of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// Which.
    pub name: String,
    /// What the plugin was asked for as.
    pub plugin: String,
    /// Whether it waited for the package.
    pub is_async: bool,
}

impl RequirePlugin {
    /// Reads a call, without a look at when it is made.
    pub(super) fn read(facts: &ScriptFacts<'_>, call: &Call) -> Option<Self> {
        let name = call.callee.name()?;
        let mut names = name.rsplit('.');
        let (is_async, require) = match names.next()? {
            "async" => (true, names.next()?),
            last => (call.arguments.len() > 1, last),
        };
        if require != "requirePlugin" {
            return None;
        }
        let argument = facts.value(call.arguments.first()?);
        let Worth::Text(name, range) = &argument.worth else { return None };
        if name.len() > LONGEST {
            return None;
        }
        Some(Self { name: name.clone(), range: range.clone(), when: When::Later, is_async })
    }
}

impl Api {
    /// Reads what is called, if it came from `requirePlugin`.
    pub(super) fn read(facts: &ScriptFacts<'_>, callee: &Term) -> Option<Self> {
        let (name, object) = member(facts, callee)?;
        let plugin = origin(facts, &object, STEPS).filter(|_| API.contains(&name.as_str()))?;
        Some(Self { name, plugin: plugin.name, is_async: plugin.is_async })
    }

    /// Whether it tells that the plugin is the live plugin, whatever its alias.
    pub(super) fn is_telling(&self) -> bool {
        OWN.contains(&self.name.as_str())
    }
}

/// The last name of a callee, and what it is a member of.
fn member(facts: &ScriptFacts<'_>, callee: &Term) -> Option<(String, Term)> {
    match &facts.value(callee).worth {
        Worth::Member(object, name) => Some((name.clone(), Term::clone(object))),
        Worth::Name(path, root) => {
            let (object, name) = path.rsplit_once('.')?;
            let range = facts.value(callee).range.clone();
            Some((name.to_owned(), Term { range, worth: Worth::Name(object.to_owned(), *root) }))
        }
        Worth::Text(..)
        | Worth::Joined(_)
        | Worth::Number(_)
        | Worth::Constant(_)
        | Worth::Object(_)
        | Worth::Array(_)
        | Worth::Call(_)
        | Worth::Function
        | Worth::Handed(_)
        | Worth::Either(_)
        | Worth::Unknown => None,
    }
}

/// The `requirePlugin` that a value comes from, through names, promises and callbacks.
fn origin(facts: &ScriptFacts<'_>, term: &Term, steps: usize) -> Option<RequirePlugin> {
    let steps = steps.checked_sub(1)?;
    match &facts.value(term).worth {
        Worth::Call(call) => RequirePlugin::read(facts, call),
        Worth::Handed(call) => {
            let call = call.call()?;
            let is_then = call.method() == Some("then");
            match member(facts, &call.callee) {
                Some((_, promise)) if is_then => origin(facts, &promise, steps),
                Some(_) | None => RequirePlugin::read(facts, call),
            }
        }
        Worth::Either(terms) => terms.iter().find_map(|term| origin(facts, term, steps)),
        Worth::Text(..)
        | Worth::Joined(_)
        | Worth::Number(_)
        | Worth::Constant(_)
        | Worth::Object(_)
        | Worth::Array(_)
        | Worth::Name(..)
        | Worth::Member(..)
        | Worth::Function
        | Worth::Unknown => None,
    }
}
