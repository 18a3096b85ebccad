//! The embedded templates and their rendering: one Tera instance a language, each escaping for the inside of its strings.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use serde_json::{Value, json};
use tera::{Context, Delimiters, Kwargs, State, Tera};

use crate::model::manifest::{Language, Manifest, Page, PageKind};
use crate::model::plugin::PROVIDER;
use crate::project::pages::PageSettings;
use crate::text::escape;
use crate::text::path::{PathFault, RelPath};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Square brackets, because WXML's own bindings are written with braces.
const DELIMITERS: Delimiters = Delimiters {
    block_start: Cow::Borrowed("[%"),
    block_end: Cow::Borrowed("%]"),
    variable_start: Cow::Borrowed("[="),
    variable_end: Cow::Borrowed("=]"),
    comment_start: Cow::Borrowed("[#"),
    comment_end: Cow::Borrowed("#]"),
};

/// The kinds of page that are written, each a folder of templates.
const KINDS: [&str; 3] = ["room-list", "room-entry", "goods-detail"];

/// A file as it would be written, with LF line ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Where, from app.json's folder.
    pub path: RelPath,
    /// Name of its template.
    pub template: String,
    /// Its text.
    pub text: String,
}

/// The languages that templates are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Json,
    Script(Language),
    Wxml,
    Wxss,
}

impl Syntax {
    fn of(file: &str) -> Option<Self> {
        match file.rsplit_once('.')?.1 {
            "json" | "jsonc" => Some(Self::Json),
            "js" => Some(Self::Script(Language::Js)),
            "ts" => Some(Self::Script(Language::Ts)),
            "wxml" => Some(Self::Wxml),
            "wxss" => Some(Self::Wxss),
            _ => None,
        }
    }

    fn escape(self) -> fn(&str, &mut dyn Write) -> std::io::Result<()> {
        match self {
            Self::Json => |text, out| out.write_all(escape::json(text).as_bytes()),
            Self::Script(_) => |text, out| out.write_all(escape::script(text).as_bytes()),
            Self::Wxml => |text, out| out.write_all(escape::wxml(text).as_bytes()),
            Self::Wxss => |text, out| out.write_all(escape::wxss(text).as_bytes()),
        }
    }
}

/// The files of a page in a program with these settings; a page of the user's has none.
///
/// # Errors
/// A path that is none once the suffix stands behind it.
pub fn page(
    manifest: &Manifest,
    page: &Page,
    settings: &PageSettings,
) -> Result<Vec<Rendered>, PathFault> {
    let context = json!({
        "plugin": plugin(manifest), "page": page_value(page), "settings": settings_value(settings),
    });
    let rendered = page_templates(manifest, page).into_iter().map(|(template, source)| {
        Ok(Rendered {
            path: page.path.with_suffix(&suffix(&template))?,
            text: render(&template, source, &context),
            template,
        })
    });
    rendered.collect()
}

/// Where the files of a page go, from app.json's folder.
///
/// # Errors
/// As [`page`].
pub fn page_paths(manifest: &Manifest, page: &Page) -> Result<Vec<RelPath>, PathFault> {
    let templates = page_templates(manifest, page).into_iter();
    templates.map(|(template, _)| page.path.with_suffix(&suffix(&template))).collect()
}

/// Names and sources of a page's templates.
fn page_templates(manifest: &Manifest, page: &Page) -> Vec<(String, &'static str)> {
    if page.kind == PageKind::Existing {
        return Vec::new();
    }
    let folder = page.kind.name();
    let files = files(folder, manifest.app.language).into_iter();
    files.map(|(name, source)| (format!("{folder}/{name}"), source)).collect()
}

/// The manifest as text, from values of its own keys.
pub fn manifest(values: &Value) -> String {
    let file =
        TEMPLATES.get_file("manifest/kaibo.jsonc").and_then(include_dir::File::contents_utf8);
    render("kaibo.jsonc", file.expect("the manifest has a template"), values)
}

/// The manifest's values by its own keys, as templates read them.
pub fn manifest_value(manifest: &Manifest) -> Value {
    let pages: Vec<Value> = manifest.pages.iter().map(page_value).collect();
    let app = &manifest.app;
    json!({
        "app": { "appid": app.appid, "name": app.name, "language": app.language.name() },
        "plugin": plugin(manifest),
        "pages": pages,
    })
}

/// The files of a new program, its manifest, live pages and plugin entry aside.
pub fn project(manifest: &Manifest) -> Vec<Rendered> {
    let app = &manifest.app;
    let context = manifest_value(manifest);
    let typescript_only = |name: &str| name == "tsconfig.json" && app.language == Language::Js;
    files("project", app.language)
        .into_iter()
        .filter(|(name, _)| !typescript_only(name))
        .map(|(name, source)| {
            let template = format!("project/{name}");
            Rendered {
                path: RelPath::parse(&name).expect("a template's own path"),
                text: render(&template, source, &context),
                template,
            }
        })
        .collect()
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
        "open": page.kind.open().map(crate::model::manifest::Open::name),
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

/// Templates below a folder with their paths in it, scripts of the other language left out.
fn files(folder: &str, language: Language) -> Vec<(String, &'static str)> {
    let dir = TEMPLATES.get_dir(folder).expect("every kind of page has a folder of templates");
    let mut found = Vec::new();
    let mut open = vec![dir];
    while let Some(dir) = open.pop() {
        open.extend(dir.dirs());
        found.extend(dir.files().map(|file| {
            let path = file.path().strip_prefix(folder).expect("it lies in the folder");
            let name = path.to_str().expect("template names are ASCII").replace('\\', "/");
            (name, file.contents_utf8().expect("templates are UTF-8"))
        }));
    }
    found.retain(|(name, _)| match Syntax::of(name) {
        Some(Syntax::Script(script)) => script == language,
        Some(Syntax::Json | Syntax::Wxml | Syntax::Wxss) => true,
        None => false,
    });
    found.sort();
    found
}

/// A template that does not parse or names a variable that does not exist is a fault of this program.
fn render(name: &str, source: &str, context: &Value) -> String {
    let syntax = Syntax::of(name).expect("only templates of a known language are listed");
    let mut tera = Tera::new();
    tera.set_delimiters(DELIMITERS).expect("each delimiter has two bytes");
    tera.autoescape_on([""]);
    tera.set_escape_fn(syntax.escape());
    tera.register_filter("literal", move |value: tera::Value, _: Kwargs, _: &State| {
        literal(syntax, &value)
    });
    tera.add_raw_template(name, source)
        .unwrap_or_else(|error| panic!("built-in template: {error}"));
    let context = Context::from_serialize(context).expect("a JSON object is a context");
    tera.render(name, &context).unwrap_or_else(|error| panic!("built-in template: {error}"))
}

/// A value printed whole, with its quotes, in the language of the template.
fn literal(syntax: Syntax, value: &tera::Value) -> tera::Value {
    let value = serde_json::to_value(value).expect("it came from JSON");
    match syntax {
        Syntax::Script(_) => tera::Value::safe_string(&escape::script_literal(&value)),
        Syntax::Json => tera::Value::safe_string(&value.to_string()),
        Syntax::Wxml | Syntax::Wxss => tera::Value::normal_string(&value.to_string()),
    }
}

/// What stands behind a page's path in the name of a file from this template (`.wxml`, `-rooms.js`).
pub fn suffix(template: &str) -> String {
    let name = template.rsplit('/').next().unwrap_or(template);
    match name.split_once('.') {
        Some(("page", suffix)) => format!(".{suffix}"),
        _ => format!("-{name}"),
    }
}

/// What stands behind a page's path in the names of all files that any kind of page may have.
pub static SUFFIXES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let kinds =
        [Language::Js, Language::Ts].map(|language| KINDS.map(|kind| files(kind, language)));
    kinds.into_iter().flatten().flatten().map(|(name, _)| suffix(&name)).collect()
});

/// The page that a file from this template belongs to, in the same folder.
pub fn page_of(file: &RelPath, template: &str) -> Option<RelPath> {
    RelPath::parse(file.as_str().strip_suffix(&suffix(template))?).ok()
}

/// Whether the template is one of a page's.
pub fn is_page_file(template: &str) -> bool {
    template.contains('/')
}
