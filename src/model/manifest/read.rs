//! From the manifest's text to its value, with all faults told at once.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::model::fault::{Fault, FaultKind, Faults, ManifestFault, TextFault, none_of};
use crate::model::language::Language;
use crate::model::manifest::check;
use crate::model::manifest::shape::{
    self, MANIFEST, MANIFEST_VERSION, MAX_SAFE_INTEGER, PAGE_SUFFIXES, UNUSED_KEYS,
};
use crate::model::manifest::{
    App, FILE, Manifest, Open, Package, Page, PageKind, Plugin, ScriptLanguage, is_appid,
};
use crate::model::plugin::{CUSTOM_PARAMS_LIMIT, PluginVersion, Require};
use crate::syntax::expected::Expected;
use crate::syntax::{Node, Value, jsonc};
use crate::text::edit::Place;
use crate::text::escape;
use crate::text::path::{PathFault, RelPath};

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// Every fault in it, in order of place.
    pub fn parse(text: &str) -> Result<Self, Faults> {
        let tree = jsonc::parse(text).map_err(|fault| Fault::unreadable(FILE, text, fault))?;
        refuse_newer(text, &tree.root)?;
        let mut reader = ManifestReader { text, faults: Vec::new() };
        shape::check(text, &tree.root, MANIFEST, "", &mut reader.faults);
        let plugin = tree.root.get("plugin").and_then(|node| reader.plugin(node));
        let pages = reader.pages(tree.root.get("pages"));
        let app = reader.app(tree.root.get("app"));
        let check = check::read(text, tree.root.get("check"), &mut reader.faults);
        reader.refuse_case_only(tree.root.get("plugin"), &pages);
        let mut faults = reader.faults;
        faults.sort_by_key(|fault| fault.place);
        match plugin {
            Some(plugin) => none_of(Self { plugin, pages, app, check }, faults),
            None => Err(Faults(faults)),
        }
    }
}

/// A later format may have any keys, so its other faults would mislead.
fn refuse_newer(text: &str, root: &Node) -> Result<(), Fault> {
    let Some(node) = root.get("manifestVersion") else {
        return Ok(());
    };
    match integer(node) {
        Some(MANIFEST_VERSION) => Ok(()),
        Some(_) => Err(Fault::at(FILE, text, node.range.clone(), ManifestFault::NewerManifest)),
        None => {
            let key = "manifestVersion".to_owned();
            let what = TextFault::WrongType { key, expected: &[Expected::One] };
            Err(Fault::at(FILE, text, node.range.clone(), what))
        }
    }
}

/// Reads values whose shape may be at fault: what cannot be read is `None` and has its fault already.
struct ManifestReader<'t> {
    text: &'t str,
    faults: Vec<Fault>,
}

impl ManifestReader<'_> {
    fn fault(&mut self, node: &Node, kind: impl Into<FaultKind>) {
        self.faults.push(Fault::at(FILE, self.text, node.range.clone(), kind));
    }

    fn plugin(&mut self, node: &Node) -> Option<Plugin> {
        let require = node.get("require").and_then(|node| self.require(node));
        let package = node.get("package").map(|node| self.package(node));
        let version_node = node.get("version")?;
        let Some(version) = PluginVersion::parse(version_node.text()?) else {
            self.fault(version_node, ManifestFault::BadVersion);
            return None;
        };
        if let Some(require) = require.as_ref().filter(|require| !require.accepts(&version)) {
            self.fault(
                version_node,
                ManifestFault::VersionRefused { require: require.to_string() },
            );
        }
        let package = package.unwrap_or(Some(Package::Main))?;
        let place = Place::of(self.text, node.get("package").unwrap_or(node).range.start);
        Some(Plugin { version, require, package, place })
    }

    fn require(&mut self, node: &Node) -> Option<Require> {
        match Require::parse(node.text()?) {
            Ok(require) => Some(require),
            Err(reason) => {
                self.fault(node, ManifestFault::BadRange { reason });
                None
            }
        }
    }

    fn package(&mut self, node: &Node) -> Option<Package> {
        let written = node.text()?;
        if written == "main" {
            return Some(Package::Main);
        }
        match RelPath::parse(written.trim_end_matches('/')) {
            Ok(root) => self.in_urls(node, &root).then_some(Package::Sub(root)),
            Err(fault) => {
                self.fault(node, refused(fault));
                None
            }
        }
    }

    fn pages(&mut self, node: Option<&Node>) -> Vec<Page> {
        let elements = node.and_then(Node::elements).unwrap_or_default();
        let mut pages: Vec<Page> = Vec::new();
        for element in elements {
            let Some(page) = self.page(element) else {
                continue;
            };
            if pages.iter().any(|earlier| earlier.path == page.path) {
                self.faults.push(page.fault(ManifestFault::SamePage));
            }
            pages.push(page);
        }
        pages
    }

    fn page(&mut self, node: &Node) -> Option<Page> {
        let kind = self.kind(node);
        let path_node = node.get("path")?;
        let path = match RelPath::parse(path_node.text()?) {
            Ok(path) => path,
            Err(fault) => {
                self.fault(path_node, refused(fault));
                return None;
            }
        };
        let kind = kind?;
        if PAGE_SUFFIXES.iter().any(|suffix| path.as_str().ends_with(suffix)) {
            self.fault(path_node, ManifestFault::PathSuffix);
            return None;
        }
        if kind != PageKind::Existing && !self.in_urls(path_node, &path) {
            return None;
        }
        Some(Page { path, kind, place: Place::of(self.text, path_node.range.start) })
    }

    /// Page paths stand in URLs unencoded, so what we write keeps to characters that mean nothing there.
    fn in_urls(&mut self, node: &Node, path: &RelPath) -> bool {
        let bad = path.as_str().chars().find(|c| !c.is_alphanumeric() && !"-_./~@".contains(*c));
        if let Some(bad) = bad {
            self.fault(node, ManifestFault::BadPathCharacter(bad));
        }
        bad.is_none()
    }

    fn kind(&mut self, page: &Node) -> Option<PageKind> {
        let open = match page.get("open").map(Node::text) {
            None | Some(Some("navigator")) => Some(Open::Navigator),
            Some(Some("navigateTo")) => Some(Open::NavigateTo),
            Some(_) => None,
        };
        let kind = page.get("kind").and_then(Node::text);
        let (name, unused) = UNUSED_KEYS.iter().find(|(name, _)| Some(*name) == kind)?;
        for key in *unused {
            if let Some(member) = page.member(key) {
                let what = ManifestFault::KeyNotOfKind { key, kind: name };
                self.faults.push(Fault::at(FILE, self.text, member.key_range.clone(), what));
            }
        }
        match *name {
            "room-list" => Some(PageKind::RoomList { open: open? }),
            "room-entry" => {
                let room_id = self.room_id(page);
                let custom_params = page.get("customParams").map(|node| self.custom_params(node));
                Some(PageKind::RoomEntry {
                    open: open?,
                    room_id: room_id?,
                    custom_params: custom_params.map_or(Some(None), |params| params.map(Some))?,
                })
            }
            "goods-detail" => Some(PageKind::GoodsDetail),
            _ => Some(PageKind::Existing),
        }
    }

    fn room_id(&mut self, page: &Node) -> Option<u64> {
        let Some(node) = page.get("roomId") else {
            let open = page.range.start..page.range.start + 1;
            let what = TextFault::MissingKey { key: "roomId" };
            self.faults.push(Fault { text: None, ..Fault::at(FILE, self.text, open, what) });
            return None;
        };
        let room_id = integer(node).filter(|id| (1..=MAX_SAFE_INTEGER).contains(id));
        if room_id.is_none() && matches!(node.value, Value::Number(_)) {
            self.fault(node, ManifestFault::BadRoomId);
        }
        room_id
    }

    fn custom_params(&mut self, node: &Node) -> Option<Map<String, Json>> {
        node.members()?;
        let inexact: Vec<&Node> = node.walk().into_iter().filter(|node| is_inexact(node)).collect();
        for number in &inexact {
            self.fault(number, ManifestFault::InexactNumber);
        }
        let Json::Object(params) = to_json(node) else {
            return None;
        };
        let params_text = escape::json_stringify(&Json::Object(params.clone()));
        let length = escape::uri_component_length(&params_text);
        if length > CUSTOM_PARAMS_LIMIT {
            self.fault(node, ManifestFault::ParamsTooLong { length });
        }
        inexact.is_empty().then_some(params)
    }

    fn app(&mut self, node: Option<&Node>) -> App {
        let mut app = App::default();
        let Some(node) = node else { return app };
        let text = |key| node.get(key).and_then(|node| Some((node, node.text()?)));
        if let Some((node, appid)) = text("appid") {
            if !is_appid(appid) {
                self.fault(node, ManifestFault::BadAppid);
            }
            appid.clone_into(&mut app.appid);
        }
        if let Some((node, name)) = text("name") {
            if name.trim().is_empty() {
                self.fault(node, TextFault::EmptyText { key: "app.name".to_owned() });
            }
            name.clone_into(&mut app.name);
        }
        if let Some((_, "ts")) = text("language") {
            app.language = ScriptLanguage::Ts;
        }
        let lang = text("lang").and_then(|(_, tag)| Language::of_tag(tag));
        app.lang = lang.unwrap_or(app.lang);
        app
    }

    /// Two spellings of one folder are one folder on the devtools' own systems, and two on others.
    fn refuse_case_only(&mut self, plugin: Option<&Node>, pages: &[Page]) {
        let package =
            plugin.and_then(|node| node.get("package")).filter(|node| node.text() != Some("main"));
        let package = package.and_then(|node| {
            Some((node.text()?.to_owned(), Place::of(self.text, node.range.start)))
        });
        let pages = pages.iter().map(|page| (page.path.to_string(), page.place));
        let mut spelled: BTreeMap<String, String> = BTreeMap::new();
        for (path, place) in package.into_iter().chain(pages) {
            let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
            let other = ends.map(|end| &path[..end]).find_map(|prefix| {
                let first =
                    spelled.entry(prefix.to_lowercase()).or_insert_with(|| prefix.to_owned());
                (first != prefix).then(|| first.clone())
            });
            if let Some(other) = other {
                let text = Some(format!("\"{path}\"").into());
                let what = ManifestFault::CaseOnly { other };
                self.faults.push(Fault { place: Some(place), text, ..Fault::of(FILE, what) });
            }
        }
    }
}

fn integer(node: &Node) -> Option<u64> {
    match &node.value {
        Value::Number(text) => text.parse().ok(),
        Value::Object(_)
        | Value::Array(_)
        | Value::String(_)
        | Value::Bool(_)
        | Value::Null
        | Value::Other(_)
        | Value::Choice(_)
        | Value::Known(_)
        | Value::Imported(_) => None,
    }
}

/// Whether JavaScript would read another number than the one that is written.
fn is_inexact(node: &Node) -> bool {
    let Value::Number(text) = &node.value else {
        return false;
    };
    match text.parse::<i128>() {
        Ok(whole) => whole.unsigned_abs() > MAX_SAFE_INTEGER.into(),
        Err(_) => !text.parse::<f64>().is_ok_and(f64::is_finite),
    }
}

/// The value as serde's, for templates.
fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Object(members) => {
            members.iter().map(|member| (member.key.clone(), to_json(&member.value))).collect()
        }
        Value::Array(elements) => elements.iter().map(to_json).collect(),
        Value::String(text) => Json::from(text.as_str()),
        Value::Number(text) => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(whole), _) => Json::from(whole),
            (Err(_), Ok(number)) => Json::from(number),
            (Err(_), Err(_)) => Json::Null,
        },
        Value::Bool(yes) => Json::from(*yes),
        Value::Null | Value::Other(_) | Value::Choice(_) | Value::Known(_) | Value::Imported(_) => {
            Json::Null
        }
    }
}

/// What is wrong with a path that stands in URLs: of a character that means something there, that is told.
fn refused(fault: PathFault) -> ManifestFault {
    if let PathFault::Character(c) = fault
        && "<>\"|?*".contains(c)
    {
        ManifestFault::BadPathCharacter(c)
    } else {
        ManifestFault::BadPath(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(text: &str) -> Vec<FaultKind> {
        let Err(Faults(faults)) = Manifest::parse(text) else { panic!("accepted: {text}") };
        faults.into_iter().map(|fault| fault.kind).collect()
    }

    fn one(kind: impl Into<FaultKind>) -> [FaultKind; 1] {
        [kind.into()]
    }

    fn page(rest: &str) -> String {
        format!(
            "{{ \"manifestVersion\": 1, \"plugin\": {{ \"version\": \"1.3.5\" }}, \"pages\": [{rest}] }}"
        )
    }

    #[test]
    fn the_manifest_of_the_documentation_is_read() {
        let manifest = Manifest::parse(
            r#"{ // all keys
              "$schema": "x", "manifestVersion": 1,
              "plugin": { "version": "1.3.5", "require": ">=1.3.0, <2.0.0", "package": "packageLive/" },
              "pages": [
                { "path": "packageLive/list", "kind": "room-list", "open": "navigator" },
                { "path": "packageLive/room", "kind": "room-entry", "open": "navigateTo", "roomId": 12, "customParams": { "pid": 1 } },
                { "path": "pages/goods/detail", "kind": "goods-detail" },
                { "path": "pages/shop/live", "kind": "existing" },
              ],
              "app": { "appid": "touristappid", "name": "demo", "language": "ts" }
            }"#,
        )
        .expect("a healthy manifest");
        assert_eq!(manifest.plugin.package.to_string(), "packageLive");
        assert_eq!(manifest.pages.len(), 4);
        assert_eq!(manifest.app.language, ScriptLanguage::Ts);
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        let Err(Faults(faults)) = Manifest::parse(
            "{\n  \"manifestVersion\": 1,\n  \"plugins\": {},\n  \"plugin\": { \"version\": \"1.3\", \"package\": \"/x\" },\n  \"pages\": [{ \"path\": \"../a\", \"kind\": \"list\" }],\n  \"app\": { \"appid\": \"wx1\", \"language\": \"c\" }\n}",
        ) else {
            panic!("accepted")
        };
        let lines: Vec<usize> = faults.iter().filter_map(|fault| Some(fault.place?.line)).collect();
        assert_eq!(lines, [3, 4, 4, 5, 5, 6, 6], "{faults:#?}");
        assert_eq!(faults[1].text.as_deref(), Some("\"1.3\""));
        let kind = &faults[0].kind;
        let FaultKind::Text(TextFault::UnknownKey { nearest, .. }) = kind else { panic!() };
        assert_eq!(nearest.as_deref(), Some("plugin"));
    }

    #[test]
    fn a_version_that_its_own_requirement_refuses_is_a_fault() {
        let text =
            r#"{ "manifestVersion": 1, "plugin": { "version": "1.2.0", "require": ">=1.3.0" } }"#;
        assert_eq!(whats(text), one(ManifestFault::VersionRefused { require: ">=1.3.0".into() }));
    }

    #[test]
    fn room_ids_are_positive_integers() {
        for bad in ["0", "-1", "1.5", "1e3", "9007199254740993"] {
            let text =
                page(&format!(r#"{{ "path": "a", "kind": "room-entry", "roomId": {bad} }}"#));
            assert_eq!(whats(&text), one(ManifestFault::BadRoomId), "{bad}");
        }
        assert_eq!(
            whats(&page(r#"{ "path": "a", "kind": "room-entry" }"#)),
            one(TextFault::MissingKey { key: "roomId" })
        );
    }

    #[test]
    fn custom_params_are_measured_as_the_platform_sees_them() {
        let params = |n: usize| {
            page(&format!(
                r#"{{ "path": "a", "kind": "room-entry", "roomId": 1, "customParams": {{ "k": "{}" }} }}"#,
                "x".repeat(n)
            ))
        };
        let frame = "%7B%22k%22%3A%22%22%7D".len();
        assert!(Manifest::parse(&params(600 - frame)).is_ok());
        assert_eq!(whats(&params(601 - frame)), one(ManifestFault::ParamsTooLong { length: 601 }));
        let big = page(
            r#"{ "path": "a", "kind": "room-entry", "roomId": 1, "customParams": { "k": 12345678901234567890 } }"#,
        );
        assert_eq!(whats(&big), one(ManifestFault::InexactNumber));
    }

    #[test]
    fn paths_that_are_one_file_somewhere_are_refused() {
        let two = |a: &str, b: &str| {
            page(&format!(
                r#"{{ "path": "{a}", "kind": "existing" }}, {{ "path": "{b}", "kind": "existing" }}"#
            ))
        };
        assert_eq!(whats(&two("pages/a", "pages/a")), one(ManifestFault::SamePage));
        assert_eq!(
            whats(&two("pages/a", "Pages/b")),
            one(ManifestFault::CaseOnly { other: "pages".into() })
        );
        assert_eq!(whats(&two("a.js", "b")), one(ManifestFault::PathSuffix));
        assert_eq!(whats(&two("/a", "b")), one(ManifestFault::BadPath(PathFault::Absolute)));
    }

    #[test]
    fn keys_of_other_kinds_are_refused() {
        assert_eq!(
            whats(&page(r#"{ "path": "a", "kind": "goods-detail", "open": "navigator" }"#)),
            one(ManifestFault::KeyNotOfKind { key: "open", kind: "goods-detail" })
        );
    }
}
