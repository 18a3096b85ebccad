//! Addresses of WeChat's server interfaces in client code.

use std::ops::Range;

use super::call::urls_of;
use super::secret::{SERVER, texts};
use crate::syntax::script::facts::ScriptFacts;

/// Calls that send a request to their argument's `url`.
const SENDING: [&str; 3] = ["request", "downloadFile", "uploadFile"];
/// Interfaces for signing in to apps and web pages, which share their sources with a mini-program in some frameworks.
const OF_OTHERS: [&str; 3] = ["/sns/oauth2/", "/sns/userinfo", "/sns/auth"];

/// The addresses in a script, and whether a request is sent to each.
pub(super) fn calls(facts: &ScriptFacts<'_>) -> Vec<(Range<usize>, bool)> {
    let sent = urls_of(facts, &SENDING);
    let sites = facts.texts().filter(|site| site.plain().is_none_or(is_address));
    let values = sites.map(|site| facts.text(site));
    let addresses = values.filter(|value| texts(value).iter().any(|(text, _)| is_address(text)));
    addresses
        .map(|value| {
            let is_sent = sent.contains(&(value.range.start, value.range.end));
            (value.range, is_sent)
        })
        .collect()
}

fn is_address(text: &str) -> bool {
    let host =
        text.trim_start().strip_prefix("https://").and_then(|rest| rest.strip_prefix(SERVER));
    host.is_some_and(|path| !OF_OTHERS.iter().any(|other| path.starts_with(other)))
}
