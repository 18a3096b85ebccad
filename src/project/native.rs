//! Where a native project keeps what we need: project.config.json and, below its `miniprogramRoot`, app.json.

use crate::model::fault::{Fault, FaultKind, ManifestFault, ProjectFault, TextFault};
use crate::syntax::expected::Expected;
use crate::syntax::{Node, jsonc};
use crate::text::path::RelPath;

/// The devtools' configuration at the project's root.
pub const PROJECT_CONFIG: &str = "project.config.json";

/// The platform's configuration of a program.
pub const APP_JSON: &str = "app.json";

/// What others build or install, and the platform's own output; it is read only where it is named.
pub const OUTPUT: [&str; 5] =
    ["node_modules", "miniprogram_npm", "unpackage", "dist", "bower_components"];

/// What project.config.json says, as far as we need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectConfig {
    /// Folder of app.json below the root; `None` is the root itself.
    pub miniprogram_root: Option<RelPath>,
    /// The appid, as it is written.
    pub appid: Option<String>,
    /// The project's name.
    pub name: Option<String>,
}

impl ProjectConfig {
    /// Path of project.config.json.
    pub fn path() -> RelPath {
        RelPath::constant(PROJECT_CONFIG)
    }

    /// Reads its text.
    ///
    /// # Errors
    /// Text that is not JSON, or a `miniprogramRoot` that leaves the project.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let tree =
            jsonc::parse(text).map_err(|fault| Fault::unreadable(PROJECT_CONFIG, text, fault))?;
        let string = |key| tree.root.get(key).and_then(Node::text).map(str::to_owned);
        Ok(Self {
            miniprogram_root: tree
                .root
                .get("miniprogramRoot")
                .map(|node| miniprogram_root(text, node))
                .transpose()?
                .flatten(),
            appid: string("appid"),
            name: string("projectname").map(|name| percent_decoded(&name).unwrap_or(name)),
        })
    }

    /// Whether a build writes where the platform looks.
    pub fn is_output(&self) -> bool {
        let root = self.miniprogram_root.as_ref();
        root.is_some_and(|root| root.as_str().split('/').any(|step| OUTPUT.contains(&step)))
    }

    /// A path that app.json counts from its own folder, from the project's root.
    #[must_use]
    pub fn in_project(&self, path: &RelPath) -> RelPath {
        path.below(self.miniprogram_root.as_ref())
    }

    /// A page's WXML, without which there is no page, from the project's root.
    pub fn markup_of(&self, page: &RelPath) -> Option<RelPath> {
        page.with_suffix(".wxml").ok().map(|path| self.in_project(&path))
    }

    /// The fault of a project that has no app.json where the platform looks for it.
    pub fn no_app_json(&self) -> Fault {
        let miniprogram_root = self.miniprogram_root.as_ref().map(RelPath::to_string);
        Fault::of(self.app_json().to_string(), ProjectFault::NotAMiniProgram { miniprogram_root })
    }

    /// Path of app.json.
    pub fn app_json(&self) -> RelPath {
        self.in_project(&RelPath::constant(APP_JSON))
    }
}

/// A text with `%E5%BC%80` and the like as characters, which is how the developers' tool keeps a Chinese name; `None`
/// where it is not encoded so.
fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(part.get(2..)?.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// `./`, a trailing slash and the empty text all mean what they say.
fn miniprogram_root(text: &str, node: &Node) -> Result<Option<RelPath>, Fault> {
    let at = |kind: FaultKind| Fault::at(PROJECT_CONFIG, text, node.range.clone(), kind);
    let wrong = || {
        at(TextFault::WrongType { key: "miniprogramRoot".to_owned(), expected: &[Expected::Text] }
            .into())
    };
    let written = node.text().ok_or_else(wrong)?;
    let segments: Vec<&str> = written.split('/').filter(|s| !matches!(*s, "" | ".")).collect();
    if segments.is_empty() {
        return Ok(None);
    }
    let root = if written.starts_with('/') { written } else { &segments.join("/") };
    RelPath::parse(root).map(Some).map_err(|fault| at(ManifestFault::BadPath(fault).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn miniprogram_root_is_followed() {
        for (written, app_json) in [
            ("src/", "src/app.json"),
            ("./", "app.json"),
            ("", "app.json"),
            ("./a/b", "a/b/app.json"),
        ] {
            let text = format!("{{\"miniprogramRoot\": \"{written}\"}}");
            let config = ProjectConfig::parse(&text).expect(written);
            assert_eq!(config.app_json().as_str(), app_json);
        }
    }

    #[test]
    fn the_name_is_read_as_the_developers_tool_keeps_it() {
        for (written, name) in [
            ("%E5%BC%80%E6%92%AD-1", "开播-1"),
            ("shop", "shop"),
            ("100%", "100%"),
            ("%E5x", "%E5x"),
            ("%FF%", "%FF%"),
        ] {
            let text = format!("{{\"projectname\": \"{written}\"}}");
            assert_eq!(ProjectConfig::parse(&text).expect(written).name.as_deref(), Some(name));
        }
    }

    #[test]
    fn a_root_outside_is_a_fault_with_its_place() {
        for written in ["\"../x\"", "\"/x\"", "7"] {
            let text = format!("{{\"miniprogramRoot\": {written}}}");
            let fault = ProjectConfig::parse(&text).expect_err(written);
            assert_eq!(fault.text.as_deref(), Some(written));
        }
    }
}
