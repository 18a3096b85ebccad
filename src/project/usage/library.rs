//! The base libraries from which functions and components of live shopping are there.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Made from WeChat's typings by `tests/acceptance/base-library.mjs`; which version of them is noted in it.
const BUILT_IN: &str = include_str!("base_library.json");

static TABLE: LazyLock<Table> =
    LazyLock::new(|| serde_json::from_str(BUILT_IN).expect("a test reads it"));

#[derive(Debug, Deserialize)]
struct Table {
    functions: BTreeMap<String, String>,
    components: BTreeMap<String, String>,
}

/// The base library that a function of `wx` needs, if it is one of live shopping.
pub(super) fn of_function(name: &str) -> Option<&'static str> {
    TABLE.functions.get(name).map(String::as_str)
}

/// The same of a component.
pub(super) fn of_component(name: &str) -> Option<&'static str> {
    TABLE.components.get(name).map(String::as_str)
}

/// Whether a source asks first whether it has something: by `canIUse`, by looking at the function without calling it, or
/// by comparing versions.
pub fn is_guarded(text: &str, name: &str) -> bool {
    let compares = ["compareVersion", "SDKVersion"].iter().any(|sign| text.contains(sign));
    let mut mentions = text.match_indices(name).filter(|(at, _)| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        !text[..*at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part)
    });
    compares
        || mentions.any(|(at, _)| {
            let is_member = text[..at].ends_with(['.', '\'', '"', '`']);
            is_member && !text[at + name.len()..].trim_start().starts_with('(')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_what_live_shopping_uses() {
        assert_eq!(of_function("openChannelsLive"), Some("2.15.0"));
        assert_eq!(of_function("openStoreCouponDetail"), Some("3.8.5"));
        assert_eq!(of_function("getPluginUpdateManager"), Some("2.25.0"));
        assert_eq!(of_component("store-product"), Some("3.5.5"));
        assert_eq!(of_function("navigateTo"), None);
    }

    #[test]
    fn a_call_that_is_guarded_before_is_known() {
        let name = "openChannelsLive";
        for asked in [
            "if (wx.canIUse('openChannelsLive')) wx.openChannelsLive({})",
            "if (wx.openChannelsLive) wx.openChannelsLive({})",
            "wx.openChannelsLive?.({})",
            "typeof wx.openChannelsLive === 'function' && wx.openChannelsLive({})",
            "if (compareVersion(v, '2.15.0') >= 0) wx.openChannelsLive({})",
        ] {
            assert!(is_guarded(asked, name), "{asked}");
        }
        for plain in
            ["wx.openChannelsLive({})", "wx.openChannelsLiveNoticeInfo; wx.openChannelsLive ({})"]
        {
            assert!(!is_guarded(plain, name), "{plain}");
        }
    }
}
