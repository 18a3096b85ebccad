//! A new program: the skeleton as if it were on disk already, and then the same planner as everywhere.

use serde_json::json;

use crate::model::fault::{Fault, Faults};
use crate::model::language::Language;
use crate::model::manifest::{self, Manifest};
use crate::plan::template::Templates;
use crate::plan::{Accept, Change, Plan, patch};
use crate::project::snapshot::Snapshot;
use crate::syntax::edit::{self, Item};
use crate::syntax::jsonc;
use crate::syntax::layout::Fresh;
use crate::text::edit::{Edit, apply};
use crate::text::path::RelPath;

/// A manifest's values as somebody names them on the command line: a key path and its text.
pub type Setting = ([&'static str; 2], String);

/// What a new shop is to be, as it was typed.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Name of the shop.
    pub name: String,
    /// The appid.
    pub appid: String,
    /// Version of the plugin.
    pub version: String,
    /// Package that declares it.
    pub package: String,
    /// Language of the scripts.
    pub language: String,
    /// Language of comments.
    pub lang: Language,
}

/// The manifest of a new shop: the list of rooms in the plugin's package, the goods in the main one.
///
/// # Errors
/// As [`Templates::manifest`].
pub fn manifest_text(templates: &Templates, choices: &Choices) -> Result<String, Fault> {
    let folder = match choices.package.trim_end_matches('/') {
        "main" => "pages",
        root => root,
    };
    templates.manifest(&json!({
        "plugin": { "version": choices.version, "package": choices.package },
        "pages": [
            { "path": format!("{folder}/live/list"), "kind": "room-list", "open": "navigator" },
            { "path": "pages/goods/detail", "kind": "goods-detail" },
        ],
        "app": {
            "appid": choices.appid, "name": choices.name,
            "language": choices.language, "lang": choices.lang.tag(),
        },
    }))
}

/// The user's manifest with some of its values set by edits, so that all else stays as it was written.
///
/// # Errors
/// Text that is not JSON, or a value on the way that is no object.
pub fn with_settings(text: &str, settings: &[Setting]) -> Result<String, Faults> {
    let mut text = text.to_owned();
    for ([section, key], value) in settings {
        text = apply(&text, &set(&text, section, key, value)?);
    }
    Ok(text)
}

fn set(text: &str, section: &str, key: &str, value: &str) -> Result<Vec<Edit>, Fault> {
    let tree =
        jsonc::parse(text).map_err(|fault| Fault::unreadable(manifest::FILE, text, fault))?;
    let Some(node) = tree.root.get(section) else {
        let object = Fresh::Object(vec![(key.to_owned(), Fresh::Text(value.to_owned()))]);
        return Ok(edit::insert(text, &tree, &tree.root, &Item::member(section, object)));
    };
    Ok(edit::set(text, &tree, node, key, value))
}

/// Plans a whole program from its manifest's text.
///
/// # Errors
/// Every fault of the manifest, or templates that are broken.
pub fn plan(manifest_text: &str, templates: &Templates) -> Result<Plan, Faults> {
    let manifest = Manifest::parse(manifest_text)?;
    let mut project = Snapshot::default();
    let mut skeleton = vec![(RelPath::constant(manifest::FILE), manifest_text.to_owned())];
    skeleton.extend(templates.project(&manifest)?.into_iter().map(|file| (file.path, file.text)));
    for (path, text) in &skeleton {
        project.set(path.clone(), Some(text.clone()));
    }
    let mut plan = patch::plan(&project, templates, &Accept::Nothing)?;
    for (path, text) in skeleton {
        let after = match plan.changes.get(&path).and_then(Change::after) {
            Some(after) => after.to_owned(),
            None => text,
        };
        plan.changes.insert(path, Change::Create { after });
    }
    Ok(plan)
}

/// What `new` reads of a folder that an interrupted `new` may have filled.
pub fn wanted(plan: &Plan) -> Vec<RelPath> {
    plan.changes.keys().cloned().chain([RelPath::constant(crate::model::lock::FILE)]).collect()
}

/// Whether the folder already holds what the plan would make.
pub fn is_done(plan: &Plan, project: &Snapshot) -> bool {
    plan.changes.iter().all(|(path, change)| project.text(path) == change.after())
}
