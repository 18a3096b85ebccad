//! The rules, as one table.

use crate::check::declaration::{
    component as used, delivered, elsewhere, field, manifest, named, pages, place, skyline, strict,
    subpackage, twice, version, words,
};
use crate::check::finding::Rule;
use crate::check::pins;
use crate::check::usage::{
    cloud, component, data, declared, habit, link, module, opening, package, room, size, taro,
    uni_app, version as needs, wrapper,
};

/// Every rule, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &twice::DUPLICATE_PROVIDER,
    &twice::DUPLICATE_ALIAS,
    &version::INVALID_VERSION,
    &version::DEV_VERSION,
    &version::VERSION_NOT_ALLOWED,
    &version::VERSION_BELOW_MINIMUM,
    &version::VERSION_OUTDATED,
    &version::VERSION_UNKNOWN,
    &version::WRONG_PROVIDER,
    &field::MISSING_FIELD,
    &field::WRONG_TYPE,
    &words::UNKNOWN_WORD,
    &field::UNKNOWN_KEY,
    &place::MISPLACED_DECLARATION,
    &place::COMMENTED_OUT_DECLARATION,
    &place::TURNED_OFF_DECLARATION,
    &place::CONDITIONAL_DECLARATION,
    &place::UNREADABLE_DECLARATION,
    &elsewhere::DECLARATION_ELSEWHERE,
    &pins::PINS_DIFFER,
    &strict::STRICT_JSON,
    &twice::BOTH_SUBPACKAGE_SPELLINGS,
    &subpackage::SUBPACKAGE_WITHOUT_ROOT_OR_PAGES,
    &subpackage::SUBPACKAGE_ROOT,
    &pages::PAGE_PATH,
    &subpackage::INDEPENDENT_SUBPACKAGE_PLUGIN,
    &pages::PLUGIN_PAGE_IN_PAGES,
    &pages::MISSING_PAGE_FILE,
    &named::UNLISTED_PAGE,
    &named::TAB_BAR,
    &named::MISSING_FILE,
    &used::MISSING_COMPONENT,
    &skyline::SKYLINE,
    &manifest::EXT_JSON_REPLACES_PLUGINS,
    &manifest::DIFFERS_FROM_MANIFEST,
    &delivered::PLUGIN_NOT_IN_BUILD,
    &delivered::PLUGIN_NOT_AUTHORISED,
    &declared::UNDECLARED_PLUGIN,
    &declared::UNUSED_PLUGIN,
    &declared::ALIAS_MISMATCH,
    &package::REQUIRE_PLUGIN_OUTSIDE_SUBPACKAGE,
    &module::REQUIRE_PLUGIN_IN_SHARED_MODULE,
    &opening::REQUIRE_PLUGIN_IMPORTED,
    &package::COMPONENT_OUTSIDE_SUBPACKAGE,
    &component::COMPONENT_PATH,
    &component::UNREGISTERED_COMPONENT,
    &room::ROOM_URL_PATH,
    &room::MISSING_ROOM_ID,
    &room::ROOM_ID_PLACEHOLDER,
    &data::UNSET_IN_LINK,
    &room::CUSTOM_PARAMS_NOT_ENCODED,
    &room::CUSTOM_PARAMS_TOO_LONG,
    &room::UNKNOWN_ROOM_PARAMETER,
    &opening::PLUGIN_PAGE_BY_SWITCH_TAB,
    &opening::URL_ON_VIEW,
    &habit::POLLING_TOO_FAST,
    &needs::API_NEEDS_VERSION,
    &needs::BASE_LIBRARY_TOO_LOW,
    &habit::GOODS_PAGE_NO_WAY_BACK,
    &component::UNI_APP_RENAMED_COMPONENT,
    &uni_app::UNI_APP_COMPONENTS_REPLACED,
    &wrapper::WRAPPER_PATH,
    &link::CONDITIONAL_PAGE_LINK,
    &uni_app::EMPTY_ATTRIBUTE,
    &taro::TARO_VITE_PLUGIN_COMPONENT,
    &taro::TARO_ATTRIBUTES_LOST,
    &module::MODULE_SYNTAX_LEFT,
    &habit::SECRET_IN_CLIENT,
    &habit::SERVER_CALL_IN_CLIENT,
    &cloud::CLOUD_PERMISSION,
    &size::SOURCE_TOO_LARGE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rule::RULE_IDS;

    #[test]
    fn a_manifest_can_name_every_rule_in_the_order_of_the_documentation() {
        let mut ids = RULE_IDS.iter();
        for rule in RULES {
            assert!(ids.any(|id| *id == rule.id), "{} is missing there, or out of order", rule.id);
        }
    }
}
