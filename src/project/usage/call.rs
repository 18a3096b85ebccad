//! Calls of `requirePlugin` and of the plugin's interface.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::syntax::script::facts::{ScriptFacts, When};
use crate::syntax::static_value::{Call, StaticValue, ValueKind};

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

/// The values that calls of some methods are given as their argument's `url`, by their bytes.
pub(super) fn urls_of(facts: &ScriptFacts<'_>, methods: &[&str]) -> BTreeSet<(usize, usize)> {
    let calls =
        facts.calls().filter(|site| site.method().is_some_and(|name| methods.contains(&&*name)));
    let urls = calls.filter_map(|site| {
        let call = facts.call(site);
        let url = call.call()?.arguments.first()?.entry("url")?;
        let range = &facts.value(&url.value).range;
        Some((range.start, range.end))
    });
    urls.collect()
}

/// The permission that a call of a cloud function needs: `liveBroadcast.getLiveInfo` of
/// `cloud.openapi.liveBroadcast.getLiveInfo`.
pub(super) fn permission(callee: &StaticValue) -> Option<String> {
    const GROUP: &str = "liveBroadcast";
    let own = |name: &str| format!("{GROUP}.{name}");
    if let ValueKind::Name(path, _) = &callee.kind {
        let (before, name) = path.rsplit_once('.')?;
        let before = before.strip_suffix(GROUP)?.strip_suffix(".")?;
        return (before == "openapi" || before.ends_with(".openapi")).then(|| own(name));
    }
    // `cloud.openapi({ appid }).liveBroadcast.getLiveInfo`
    let ValueKind::Member(group, name) = &callee.kind else { return None };
    let ValueKind::Member(of, group) = &group.kind else { return None };
    let is_openapi = of.call().is_some_and(|call| call.method() == Some("openapi"));
    (is_openapi && group == GROUP).then(|| own(name))
}

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
        let ValueKind::Text(name, range) = &argument.kind else { return None };
        if name.len() > LONGEST {
            return None;
        }
        Some(Self { name: name.clone(), range: range.clone(), when: When::Later, is_async })
    }
}

impl Api {
    /// Reads what is called, if it came from `requirePlugin`.
    pub(super) fn read(facts: &ScriptFacts<'_>, callee: &StaticValue) -> Option<Self> {
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
fn member(facts: &ScriptFacts<'_>, callee: &StaticValue) -> Option<(String, StaticValue)> {
    let callee = facts.value(callee);
    if let ValueKind::Member(object, name) = &callee.kind {
        return Some((name.clone(), StaticValue::clone(object)));
    }
    let ValueKind::Name(path, root) = &callee.kind else { return None };
    let (object, name) = path.rsplit_once('.')?;
    let kind = ValueKind::Name(object.to_owned(), *root);
    Some((name.to_owned(), StaticValue { range: callee.range.clone(), kind }))
}

/// The `requirePlugin` that a value comes from, through names, promises and callbacks.
fn origin(facts: &ScriptFacts<'_>, value: &StaticValue, steps: usize) -> Option<RequirePlugin> {
    let steps = steps.checked_sub(1)?;
    match &facts.value(value).kind {
        ValueKind::Call(call) => RequirePlugin::read(facts, call),
        ValueKind::CallbackArgument(call) => {
            let call = call.call()?;
            let is_then = call.method() == Some("then");
            match member(facts, &call.callee) {
                Some((_, promise)) if is_then => origin(facts, &promise, steps),
                Some(_) | None => RequirePlugin::read(facts, call),
            }
        }
        ValueKind::OneOf(values) => values.iter().find_map(|value| origin(facts, value, steps)),
        ValueKind::Text(..)
        | ValueKind::Concatenation(_)
        | ValueKind::Number(_)
        | ValueKind::Constant(_)
        | ValueKind::Object(_)
        | ValueKind::Array(_)
        | ValueKind::Name(..)
        | ValueKind::Member(..)
        | ValueKind::Function
        | ValueKind::Unknown => None,
    }
}
