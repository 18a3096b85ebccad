//! Calls of `requirePlugin` and of the plugin's interface.

use std::ops::Range;

use crate::syntax::script::acts::{Acts, When};
use crate::syntax::term::{Call, Term, Worth};

/// The plugin's interface (official component page; `getPluginVersion` from the page on asynchronous subpackages).
const API: [&str; 5] =
    ["getLiveStatus", "getSubscribeStatus", "getOpenid", "getShareParams", "getPluginVersion"];

/// What of it no other plugin has: a login, for one, is what many offer.
const OWN: [&str; 3] = ["getLiveStatus", "getSubscribeStatus", "getShareParams"];

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
    /// Reads a call.
    pub(super) fn read(acts: &Acts, call: &Call, when: When) -> Option<Self> {
        let name = call.callee.name()?;
        let mut names = name.rsplit('.');
        let (is_async, require) = match names.next()? {
            "async" => (true, names.next()?),
            last => (call.arguments.len() > 1, last),
        };
        if require != "requirePlugin" {
            return None;
        }
        let argument = acts.value(call.arguments.first()?);
        let Worth::Text(name, range) = &argument.worth else { return None };
        Some(Self { name: name.clone(), range: range.clone(), when, is_async })
    }
}

impl Api {
    /// Reads a call of something that came from `requirePlugin`.
    pub(super) fn read(acts: &Acts, call: &Call) -> Option<Self> {
        let (name, object) = member(acts, &call.callee)?;
        let plugin = origin(acts, &object, STEPS).filter(|_| API.contains(&name.as_str()))?;
        Some(Self { name, plugin: plugin.name, is_async: plugin.is_async })
    }

    /// Whether it tells that the plugin is the live plugin, whatever its alias.
    pub(super) fn is_telling(&self) -> bool {
        OWN.contains(&self.name.as_str())
    }
}

/// The last name of a callee, and what it is a member of.
fn member(acts: &Acts, callee: &Term) -> Option<(String, Term)> {
    match &acts.value(callee).worth {
        Worth::Member(object, name) => Some((name.clone(), Term::clone(object))),
        Worth::Name(path) => {
            let (object, name) = path.rsplit_once('.')?;
            let range = acts.value(callee).range.clone();
            Some((name.to_owned(), Term { range, worth: Worth::Name(object.to_owned()) }))
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
fn origin(acts: &Acts, term: &Term, steps: usize) -> Option<RequirePlugin> {
    let steps = steps.checked_sub(1)?;
    match &acts.value(term).worth {
        Worth::Call(call) => RequirePlugin::read(acts, call, When::Later),
        Worth::Handed(call) => {
            let call = call.call()?;
            let is_then = call.method() == Some("then");
            match member(acts, &call.callee) {
                Some((_, promise)) if is_then => origin(acts, &promise, steps),
                Some(_) | None => RequirePlugin::read(acts, call, When::Later),
            }
        }
        Worth::Either(terms) => terms.iter().find_map(|term| origin(acts, term, steps)),
        Worth::Text(..)
        | Worth::Joined(_)
        | Worth::Number(_)
        | Worth::Constant(_)
        | Worth::Object(_)
        | Worth::Array(_)
        | Worth::Name(_)
        | Worth::Member(..)
        | Worth::Function
        | Worth::Unknown => None,
    }
}
