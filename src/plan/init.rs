//! The manifest that describes a project as it is, or proposes the plugin to one that has none.

use crate::model::app_json::{AppJson, Declaration, Owner};
use crate::model::fault::{Fault, Faults, What};
use crate::model::manifest::{
    self, App, Check, Language, Manifest, Open, Package, Page, PageKind, Plugin, is_appid,
};
use crate::model::native::{PROJECT_CONFIG, ProjectConfig};
use crate::model::plugin::{NEWEST, PluginVersion, ROOM_PAGE};
use crate::model::project::Project;
use crate::plan::{Change, Note, Plan, patch, template};
use crate::text::edit::Place;
use crate::text::lines::with_end;
use crate::text::literal::Node;
use crate::text::path::RelPath;

/// A manifest that is not written yet has no places.
const START: Place = Place { line: 1, column: 1 };

/// Which files are read, asked again until nothing is new.
///
/// # Errors
/// Faults in what decides where the others are.
pub fn wanted(project: &Project) -> Result<Vec<RelPath>, Faults> {
    let mut paths = vec![RelPath::constant(manifest::FILE), RelPath::constant(PROJECT_CONFIG)];
    if paths.iter().any(|path| !project.knows(path)) {
        return Ok(paths);
    }
    let config = ProjectConfig::read(project)?;
    paths.push(config.app_json());
    paths.push(config.in_project(&RelPath::constant("app.ts")));
    if let Some(text) = project.text(&config.app_json()) {
        let app = AppJson::parse(config.app_json().as_str(), text)?.all_pages();
        let looked_at = app
            .iter()
            .chain(&candidates().concat())
            .flat_map(|page| files(&config, page))
            .collect::<Vec<_>>();
        paths.extend(looked_at);
    }
    Ok(paths)
}

/// Plans the manifest.
///
/// # Errors
/// There is one already, or the project cannot be read as a native mini-program.
pub fn plan(project: &Project) -> Result<Plan, Faults> {
    let path = RelPath::constant(manifest::FILE);
    if project.text(&path).is_some() {
        return Err(Fault::of(manifest::FILE, What::ManifestExists).into());
    }
    let config = ProjectConfig::read(project)?;
    let file = config.app_json();
    let app = AppJson::parse(file.as_str(), patch::app_json_text(project, &config)?)?;
    let mut plan = Plan { notes: patch::strictness_notes(&app), ..Plan::default() };
    let manifest = describe(project, &config, &app, &mut plan.notes);
    let text =
        with_end(&template::manifest(&template::manifest_value(&manifest)), project.line_end());
    Manifest::parse(&text)?;
    plan.changes.insert(path, Change::Create { after: text });
    Ok(plan)
}

fn describe(
    project: &Project,
    config: &ProjectConfig,
    app: &AppJson<'_>,
    notes: &mut Vec<Note>,
) -> Manifest {
    let found = app.declarations();
    let live: Vec<&Declaration<'_>> =
        found.iter().filter(|declaration| declaration.owner == Owner::Live).collect();
    let newest = || PluginVersion::parse(NEWEST).expect("the newest version is one");
    let version = live.first().and_then(|declaration| version_of(declaration));
    if found.len() > 1 || (version.is_none() && !found.is_empty()) {
        let at = found.last().map_or(0, |declaration| declaration.entry.key_range.start);
        let line = Place::of(app.text, at).line;
        notes.push(Note::UnhealthyDeclaration { file: app.file.to_owned(), line });
    }
    if found.is_empty() {
        notes.push(Note::Proposed);
    }
    let package = live.first().map_or(Package::Main, |declaration| declaration.package.clone());
    let mut pages = existing_pages(project, config, app);
    if found.is_empty() {
        pages.extend(proposed_pages(project, config, app));
    }
    Manifest {
        plugin: Plugin {
            version: version.unwrap_or_else(newest),
            require: None,
            package,
            place: START,
        },
        pages,
        app: describe_app(project, config),
        check: Check::default(),
    }
}

fn version_of(declaration: &Declaration<'_>) -> Option<PluginVersion> {
    PluginVersion::parse(declaration.entry.value.get("version").and_then(Node::text)?)
}

fn existing_pages(project: &Project, config: &ProjectConfig, app: &AppJson<'_>) -> Vec<Page> {
    let opens_room = |page: &RelPath| {
        let mut texts = files(config, page).into_iter().filter_map(|file| project.text(&file));
        texts.any(|text| text.contains(ROOM_PAGE))
    };
    let pages = app.all_pages().into_iter().filter(opens_room);
    pages.map(|path| page(path, PageKind::Existing)).collect()
}

/// One page of each kind that a shop begins with, at the first path where nothing is in the way.
fn proposed_pages(project: &Project, config: &ProjectConfig, app: &AppJson<'_>) -> Vec<Page> {
    let kinds = [PageKind::RoomList { open: Open::Navigator }, PageKind::GoodsDetail];
    let free = |path: &RelPath| {
        let spelled = path.as_str().to_lowercase();
        app.package_of(path, &Package::Main) == Package::Main
            && app.all_pages().iter().all(|page| page.as_str().to_lowercase() != spelled)
            && files(config, path).iter().all(|file| project.text(file).is_none())
    };
    let proposed = candidates().into_iter().zip(kinds);
    proposed.filter_map(|(paths, kind)| Some(page(paths.into_iter().find(free)?, kind))).collect()
}

/// Where proposed pages may go, the best path of each first.
fn candidates() -> [Vec<RelPath>; 2] {
    let paths = |paths: [&'static str; 3]| paths.map(RelPath::constant).to_vec();
    [
        paths(["pages/live/list", "pages/live-rooms/list", "pages/kaibo-live/list"]),
        paths(["pages/goods/detail", "pages/live-goods/detail", "pages/kaibo-goods/detail"]),
    ]
}

fn page(path: RelPath, kind: PageKind) -> Page {
    Page { path, kind, place: START }
}

/// A page's files from the project's root, with all that any of our templates would write beside it.
fn files(config: &ProjectConfig, page: &RelPath) -> Vec<RelPath> {
    let suffixes = template::SUFFIXES.iter();
    suffixes
        .filter_map(|suffix| page.with_suffix(suffix).ok())
        .map(|file| config.in_project(&file))
        .collect()
}

fn describe_app(project: &Project, config: &ProjectConfig) -> App {
    let typescript = project.text(&config.in_project(&RelPath::constant("app.ts"))).is_some();
    let standard = App::default();
    App {
        appid: config.appid.clone().filter(|appid| is_appid(appid)).unwrap_or(standard.appid),
        name: config.name.clone().filter(|name| !name.trim().is_empty()).unwrap_or(standard.name),
        language: if typescript { Language::Ts } else { standard.language },
    }
}
