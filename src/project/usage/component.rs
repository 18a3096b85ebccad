//! The plugin's two components: where they are registered, and their tags.

use std::ops::Range;

use super::spelling::is_like;
use super::whose::Whose;
use crate::model::plugin::{ALIAS, PROVIDER};
use crate::syntax::element::Element;

/// A component of the plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// The name of its tag: the key under which it is registered.
    pub tag: String,
    /// How it is written.
    pub site: ComponentSite,
}

/// How a component is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComponentSite {
    /// As an entry of `usingComponents`, with its path and the bytes of that between the quotes.
    Registered {
        /// The path.
        path: String,
        /// Bytes of the path, without quotes.
        range: Range<usize>,
    },
    /// As a tag.
    Tag {
        /// The names of its attributes.
        attributes: Vec<String>,
        /// Whether more are copied from an object.
        has_spread: bool,
    },
}

/// The components.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComponentKind {
    /// `subscribe`.
    Subscribe,
    /// `pendant`.
    Pendant,
}

impl ComponentKind {
    /// Its name in the plugin.
    pub fn name(self) -> &'static str {
        match self {
            Self::Subscribe => "subscribe",
            Self::Pendant => "pendant",
        }
    }

    /// Its only right path (official component and pendant pages).
    pub fn path(self) -> String {
        let name = self.name();
        format!("plugin-private://{PROVIDER}/components/{name}/{name}")
    }
}

/// Which component an entry of `usingComponents` means, if it means one that the plugin has, and of whose plugin.
///
/// The English page of the pendant calls it `components/during/during`, by a machine's translation.
pub(super) fn kind_of_component(key: &str, path: &str) -> Option<(ComponentKind, Whose)> {
    let (scheme, rest) = path.trim().trim_start_matches(['/', '.']).split_once(":/")?;
    let rest = rest.trim_start_matches('/');
    let (host, inner) = rest.split_once('/').unwrap_or((rest, ""));
    if !scheme.starts_with("plugin") {
        return None;
    }
    let whose = match host {
        PROVIDER | ALIAS => Whose::Live,
        alias => Whose::Alias(alias.to_owned()),
    };
    let said = |word: &str| inner.split('/').any(|part| is_like(&part.to_lowercase(), word, 2));
    let kind = match key {
        _ if said("pendant") || said("during") => ComponentKind::Pendant,
        _ if said("subscribe") => ComponentKind::Subscribe,
        "pendant" => ComponentKind::Pendant,
        "subscribe" => ComponentKind::Subscribe,
        _ => return None,
    };
    Some((kind, whose))
}

/// Which component a tag is whose registration stands in another file: its name and an attribute that only it has
/// say so (official component and pendant pages).
pub(super) fn kind_of_tag(element: &Element<'_>) -> Option<ComponentKind> {
    let has = |names: &[&str]| {
        element.attributes.iter().any(|attribute| {
            let name = attribute.name.trim_start_matches("v-bind:").trim_start_matches(':');
            names.contains(&name)
        })
    };
    match &*element.name {
        "subscribe" if has(&["room-id", "roomId", "room_id"]) => Some(ComponentKind::Subscribe),
        "pendant"
            if has(&[
                "custom-params",
                "customParams",
                "close-picture-in-picture-mode",
                "closePictureInPictureMode",
                "goods-key",
                "goodsKey",
            ]) =>
        {
            Some(ComponentKind::Pendant)
        }
        _ => None,
    }
}
