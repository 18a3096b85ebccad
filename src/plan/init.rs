//! The manifest that describes a project as it is, or proposes the plugin to one that has none.

use crate::model::catalogue::Catalogue;
use crate::model::fault::{Fault, Faults, ProjectFault};
use crate::model::lock;
use crate::model::manifest::{
    self, App, CheckSettings, Manifest, Open, Package, Page, PageKind, Plugin, ScriptLanguage,
    is_appid,
};
use crate::model::plugin::{PluginVersion, ROOM_PAGE};
use crate::plan::editor::{ConfigEditor, Located, of_state};
use crate::plan::template::{self, Templates};
use crate::plan::{Change, Note, Plan, patch};
use crate::project::config_file::ConfigFile;
use crate::project::declaration::{Declaration, Owner, State};
use crate::project::detect::{self, detect};
use crate::project::framework::Framework;
use crate::project::native::{PROJECT_CONFIG, ProjectConfig};
use crate::project::snapshot::Snapshot;
use crate::project::turned_off;
use crate::text::edit::Place;
use crate::text::lines::with_end;
use crate::text::path::RelPath;

/// A manifest that is not written yet has no places.
const START: Place = Place { line: 1, column: 1 };

/// Which files are read, asked again until nothing is new.
///
/// # Errors
/// Faults in what decides where the others are.
pub fn wanted(project: &Snapshot, templates: &Templates) -> Result<Vec<RelPath>, Faults> {
    let mut paths = [manifest::FILE, PROJECT_CONFIG, lock::FILE].map(RelPath::constant).to_vec();
    if paths.iter().any(|path| !project.knows(path)) {
        return Ok(paths);
    }
    let config = project.project_config()?;
    paths.extend(detect::wanted(project, config));
    if project.text(&config.app_json()).is_some() {
        let listed = patch::app_json(project, config)?.all_pages();
        let pages = listed.into_iter().chain(candidates().concat());
        paths.extend(pages.flat_map(|page| files(templates, config, &page)));
    }
    Ok(paths)
}

/// Plans the manifest.
///
/// # Errors
/// There is one already, or the project cannot be read as a native mini-program.
pub fn plan(project: &Snapshot, templates: &Templates) -> Result<Plan, Faults> {
    let path = RelPath::constant(manifest::FILE);
    if project.text(&path).is_some() {
        return Err(Fault::of(manifest::FILE, ProjectFault::ManifestExists).into());
    }
    let config = project.project_config()?;
    let detected = detect(project, config)?;
    let framework = detected.framework;
    let editor = ConfigEditor::new(patch::counting(detected))?;
    let mut plan = Plan::default();
    let (plugin, health) = describe_plugin(&editor, taken_out(project)?.as_ref());
    plan.notes.extend(health.note());
    let version = plugin.version.to_string();
    plan.notes.extend(Note::of_version(manifest::FILE, &version, Catalogue::built_in()));
    let pages = match framework {
        Framework::Native => {
            let app = patch::app_json(project, config)?;
            plan.notes.extend(patch::strictness_notes(app));
            let mut pages = existing_pages(project, templates, config, app);
            if health == Health::Undeclared {
                pages.extend(proposed_pages(project, templates, config, app));
            }
            pages
        }
        Framework::UniApp
        | Framework::Taro
        | Framework::Mpvue
        | Framework::Wepy
        | Framework::Mpx
        | Framework::Ext => Vec::new(),
    };
    let manifest = Manifest {
        plugin,
        pages,
        app: describe_app(project, config),
        check: CheckSettings::default(),
    };
    let text = templates.manifest(&template::manifest_value(&manifest))?;
    let text = with_end(&text, project.line_end());
    Manifest::parse(&text)?;
    plan.changes.insert(path, Change::Create { after: text });
    Ok(plan)
}

/// How far a manifest can describe the declarations that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Health {
    Declared,
    Undeclared,
    TurnedOff,
    CommentedOut { file: String, line: usize },
    Unhealthy { file: String, line: usize },
}

impl Health {
    fn note(&self) -> Option<Note> {
        match self.clone() {
            Self::Declared => None,
            Self::Undeclared => Some(Note::Proposed),
            Self::TurnedOff => Some(Note::StaysDisabled),
            Self::CommentedOut { file, line } => Some(Note::CommentedOut { file, line }),
            Self::Unhealthy { file, line } => Some(Note::UnhealthyDeclaration { file, line }),
        }
    }
}

/// The declaration that was taken out last, which comes back first.
fn taken_out(project: &Snapshot) -> Result<Option<Declaration>, Faults> {
    let text = project.text(&RelPath::constant(lock::FILE));
    let found = text.map(turned_off::read).transpose()?.unwrap_or_default();
    Ok(found.into_iter().next_back().map(|found| found.declaration))
}

/// The plugin as it is declared, or would be: what counts comes before what is turned off, depends, stands wrong or is
/// commented out.
fn describe_plugin(editor: &ConfigEditor, taken_out: Option<&Declaration>) -> (Plugin, Health) {
    let found = editor.declarations();
    let of =
        |state| of_state(&found, state).into_iter().map(|found| (&found.declaration, Some(found)));
    let [active, off, conditional, unreadable, misplaced, commented] = [
        State::Active,
        State::TurnedOff,
        State::Conditional,
        State::Unreadable,
        State::Misplaced,
        State::CommentedOut,
    ]
    .map(of);
    let recorded = taken_out.map(|declaration| (declaration, None));
    let rest = conditional.chain(unreadable).chain(misplaced).chain(commented);
    let live = active.chain(recorded).chain(off).chain(rest).next();
    let version = live.and_then(|(live, _)| PluginVersion::parse(live.version.as_deref()?));
    let counting: Vec<_> =
        found.iter().filter(|found| found.declaration.state == State::Active).collect();
    let at =
        |found: &Located| (editor.file_of(found).path.to_string(), found.declaration.place.line);
    let unhealthy = |found: &Located| {
        let (file, line) = at(found);
        Health::Unhealthy { file, line }
    };
    let health = match (&counting[..], live) {
        ([_, .., last], _) => unhealthy(last),
        ([one], _) if version.is_none() || one.declaration.owner == Owner::Other => unhealthy(one),
        ([_], _) => Health::Declared,
        ([], None) => Health::Undeclared,
        ([], Some((_, None))) => Health::TurnedOff,
        ([], Some((live, Some(found)))) => match live.state {
            State::CommentedOut => {
                let (file, line) = at(found);
                Health::CommentedOut { file, line }
            }
            State::Misplaced | State::Unreadable => unhealthy(found),
            State::TurnedOff => Health::TurnedOff,
            State::Active | State::Conditional => Health::Declared,
        },
    };
    let package = live.map_or(Package::Main, |(live, _)| live.package.clone());
    let version = version.unwrap_or_else(|| Catalogue::built_in().newest_version());
    (Plugin { version, require: None, package, place: START }, health)
}

fn existing_pages(
    project: &Snapshot,
    templates: &Templates,
    config: &ProjectConfig,
    app: &ConfigFile,
) -> Vec<Page> {
    let opens_room = |page: &RelPath| {
        let mut texts =
            files(templates, config, page).into_iter().filter_map(|file| project.text(&file));
        texts.any(|text| text.contains(ROOM_PAGE))
    };
    let pages = app.all_pages().into_iter().filter(opens_room);
    pages.map(|path| page(path, PageKind::Existing)).collect()
}

/// One page of each kind that a shop begins with, at the first path where nothing is in the way.
fn proposed_pages(
    project: &Snapshot,
    templates: &Templates,
    config: &ProjectConfig,
    app: &ConfigFile,
) -> Vec<Page> {
    let kinds = [PageKind::RoomList { open: Open::Navigator }, PageKind::GoodsDetail];
    let free = |path: &RelPath| {
        let spelled = path.as_str().to_lowercase();
        app.package_of(path, &Package::Main) == Package::Main
            && app.all_pages().iter().all(|page| page.as_str().to_lowercase() != spelled)
            && files(templates, config, path).iter().all(|file| project.text(file).is_none())
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
fn files(templates: &Templates, config: &ProjectConfig, page: &RelPath) -> Vec<RelPath> {
    let suffixes = templates.suffixes().iter();
    suffixes
        .filter_map(|suffix| page.with_suffix(suffix).ok())
        .map(|file| config.in_project(&file))
        .collect()
}

fn describe_app(project: &Snapshot, config: &ProjectConfig) -> App {
    let typescript = project.text(&config.in_project(&RelPath::constant("app.ts"))).is_some();
    let standard = App::default();
    App {
        appid: config.appid.clone().filter(|appid| is_appid(appid)).unwrap_or(standard.appid),
        name: config.name.clone().filter(|name| !name.trim().is_empty()).unwrap_or(standard.name),
        language: if typescript { ScriptLanguage::Ts } else { standard.language },
    }
}
