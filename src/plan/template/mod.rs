//! Templates as a value: what each kind of page writes, known by name, and its text once it is rendered.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use serde_json::{Value, json};

use crate::model::fault::{Fault, Faults, ManifestFault, TextFault, none_of};
use crate::model::manifest::{App, Manifest, Open, Page, PageKind, ScriptLanguage};
use crate::model::plugin::PROVIDER;
use crate::project::pages::PageSettings;
use crate::text::path::{PathFault, RelPath};

mod render;

use render::{Renderer, Source, Sources, TemplateSyntax};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

static BUILT_IN: LazyLock<Templates> =
    LazyLock::new(|| Templates::default().with("templates", embedded()));

/// The kinds of page that are written, each a folder of templates.
const KINDS: [&str; 3] = ["room-list", "room-entry", "goods-detail"];

/// The template of the manifest.
const MANIFEST: &str = "manifest/kaibo.jsonc";

/// A file as it would be written, with LF line ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Where, from app.json's folder.
    pub path: RelPath,
    /// Name of its template.
    pub template: String,
    /// Its text.
    pub text: String,
}

/// The templates that a planner is given. They are parsed when the first of their language is rendered; their names are
/// known without that.
#[derive(Default)]
pub struct Templates {
    renderers: BTreeMap<TemplateSyntax, Renderer>,
    suffixes: BTreeSet<String>,
}

/// The names alone: Tera prints nothing of itself.
impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.renderers.values().flat_map(|it| it.sources.keys())).finish()
    }
}

impl Templates {
    /// The templates that this program brings along.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// These templates with those of a folder over them, each a name from that folder and a text. Faults name a file from
    /// where `folder` is named from; a file in a language that no template is written in is none.
    #[must_use]
    pub fn with(
        &self,
        folder: &str,
        sources: impl IntoIterator<Item = (String, impl Into<Cow<'static, str>>)>,
    ) -> Self {
        let own = self.renderers.iter().map(|(syntax, own)| (*syntax, own.sources.clone()));
        let mut all: BTreeMap<TemplateSyntax, Sources> = own.collect();
        for (name, text) in sources {
            if let Some(syntax) = TemplateSyntax::of(&name) {
                let source = Source { file: format!("{folder}/{name}"), text: text.into() };
                all.entry(syntax).or_default().insert(name, source);
            }
        }
        let names = all.values().flat_map(Sources::keys);
        let suffixes = names.filter(|name| KINDS.iter().any(|kind| is_in(name, kind)));
        Self {
            suffixes: suffixes.map(|name| suffix(name)).collect(),
            renderers: all.into_iter().map(|(it, all)| (it, Renderer::new(it, all))).collect(),
        }
    }

    /// What stands behind a page's path in the names of all files that any kind of page may have.
    pub fn suffixes(&self) -> &BTreeSet<String> {
        &self.suffixes
    }

    /// What follows a page's name and a hyphen in the names of its own scripts (`rooms` of `list-rooms.js`).
    pub fn stems(&self) -> BTreeSet<&str> {
        let own = self.suffixes.iter().filter_map(|suffix| suffix.strip_prefix('-'));
        own.filter_map(|name| name.split('.').next()).collect()
    }

    /// Where the files of a page go, from app.json's folder; a page of the user's has none.
    ///
    /// # Errors
    /// A path that is none once the suffix stands behind it.
    pub fn page_paths(&self, language: ScriptLanguage, page: &Page) -> Result<Vec<RelPath>, Fault> {
        let paths =
            self.of_page(page, language).map(|(_, name)| page.path.with_suffix(&suffix(name)));
        paths
            .collect::<Result<_, PathFault>>()
            .map_err(|fault| page.fault(ManifestFault::BadPath(fault)))
    }

    /// The files of a page in a program with these settings; a page of the user's has none.
    ///
    /// # Errors
    /// As [`Templates::page_paths`], and a template that is broken or missing.
    pub fn page(
        &self,
        manifest: &Manifest,
        page: &Page,
        settings: &PageSettings,
    ) -> Result<Vec<RenderedFile>, Fault> {
        let language = manifest.app.language;
        let paths = self.page_paths(language, page)?;
        if paths.is_empty() && page.kind != PageKind::Existing {
            return Err(page.fault(TextFault::NoTemplate));
        }
        let values = json!({
            "app": app_value(&manifest.app), "plugin": plugin(manifest), "page": page_value(page),
            "settings": settings_value(settings),
        });
        let names = self.of_page(page, language).zip(paths);
        names.map(|((renderer, name), path)| rendered(renderer, name, path, &values)).collect()
    }

    /// The manifest as text, from values of its own keys.
    ///
    /// # Errors
    /// A template that is broken or missing.
    pub fn manifest(&self, values: &Value) -> Result<String, Fault> {
        match self
            .renderers
            .get(&TemplateSyntax::Json)
            .filter(|it| it.sources.contains_key(MANIFEST))
        {
            Some(renderer) => renderer.render(MANIFEST, values),
            None => Err(Fault::of(MANIFEST, TextFault::NoTemplate)),
        }
    }

    /// The files of a new program, its manifest, live pages and plugin entry aside.
    ///
    /// # Errors
    /// Templates that are broken.
    pub fn project(&self, manifest: &Manifest) -> Result<Vec<RenderedFile>, Faults> {
        let language = manifest.app.language;
        let values = manifest_value(manifest);
        let mut files = Vec::new();
        let mut faults = Vec::new();
        for (renderer, name) in self.names("project", language) {
            let path = &name["project/".len()..];
            if path == "tsconfig.json" && language == ScriptLanguage::Js {
                continue;
            }
            let file = RelPath::parse(path)
                .map_err(|fault| Fault::of(name, ManifestFault::BadPath(fault)));
            match file.and_then(|path| rendered(renderer, name, path, &values)) {
                Ok(file) => files.push(file),
                Err(fault) => faults.push(fault),
            }
        }
        none_of(files, faults)
    }

    /// The templates of a page.
    fn of_page(
        &self,
        page: &Page,
        language: ScriptLanguage,
    ) -> impl Iterator<Item = (&Renderer, &str)> {
        let is_written = page.kind != PageKind::Existing;
        self.names(page.kind.name(), language).filter(move |_| is_written)
    }

    /// Templates in a folder, scripts of the other language left out.
    fn names(
        &self,
        folder: &str,
        language: ScriptLanguage,
    ) -> impl Iterator<Item = (&Renderer, &str)> {
        let of_language = self.renderers.iter().filter(move |(it, _)| it.goes_with(language));
        let names = of_language.flat_map(|(_, renderer)| {
            renderer.sources.keys().map(move |name| (renderer, name.as_str()))
        });
        names.filter(move |(_, name)| is_in(name, folder))
    }
}

fn rendered(
    renderer: &Renderer,
    name: &str,
    path: RelPath,
    values: &Value,
) -> Result<RenderedFile, Fault> {
    Ok(RenderedFile { path, text: renderer.render(name, values)?, template: name.to_owned() })
}

/// The built-in templates with their names.
fn embedded() -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    let mut open = vec![&EMBEDDED];
    while let Some(dir) = open.pop() {
        open.extend(dir.dirs());
        for file in dir.files() {
            let name = file.path().to_str().map(|path| path.replace('\\', "/"));
            found.extend(name.zip(file.contents_utf8()));
        }
    }
    found
}

/// The manifest's values by its own keys, as templates read them.
pub fn manifest_value(manifest: &Manifest) -> Value {
    let pages: Vec<Value> = manifest.pages.iter().map(page_value).collect();
    json!({
        "app": app_value(&manifest.app),
        "plugin": plugin(manifest),
        "pages": pages,
    })
}

fn app_value(app: &App) -> Value {
    let (language, lang) = (app.language.name(), app.lang.tag());
    json!({ "appid": app.appid, "name": app.name, "language": language, "lang": lang })
}

fn plugin(manifest: &Manifest) -> Value {
    let Manifest { plugin, .. } = manifest;
    json!({
        "provider": PROVIDER,
        "version": plugin.version.to_string(),
        "package": plugin.package.to_string(),
    })
}

fn page_value(page: &Page) -> Value {
    let mut value = json!({
        "path": page.path.as_str(),
        "name": page.path.name(),
        "kind": page.kind.name(),
        "open": page.kind.open().map(Open::name),
    });
    if let PageKind::RoomEntry { room_id, custom_params, .. } = &page.kind {
        value["roomId"] = json!(room_id);
        value["customParams"] = json!(custom_params);
    }
    value
}

fn settings_value(settings: &PageSettings) -> Value {
    settings.keys.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect()
}

fn is_in(name: &str, folder: &str) -> bool {
    name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// What stands behind a page's path in the name of a file from this template (`.wxml`, `-rooms.js`).
fn suffix(template: &str) -> String {
    let name = template.rsplit('/').next().unwrap_or(template);
    match name.split_once('.') {
        Some(("page", suffix)) => format!(".{suffix}"),
        _ => format!("-{name}"),
    }
}

/// The page that a file from this template belongs to, in the same folder.
pub fn page_of(file: &RelPath, template: &str) -> Option<RelPath> {
    RelPath::parse(file.as_str().strip_suffix(&suffix(template))?).ok()
}

/// Whether the template is one of a page's.
pub fn is_page_file(template: &str) -> bool {
    template.contains('/')
}

#[cfg(test)]
mod tests;
