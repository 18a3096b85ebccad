//! The one planner: makes a project agree with its manifest, in any framework for the declaration and in native ones for pages too.

use std::collections::BTreeSet;

use crate::model::catalogue::Catalogue;
use crate::model::fault::{Fault, Faults, ProjectFault, none_of};
use crate::model::lock::{self, Lock, Written};
use crate::model::manifest::{self, Manifest, Package, PageKind};
use crate::plan::app_json::Draft;
use crate::plan::declare::Declared;
use crate::plan::drafts::{self, Drafts};
use crate::plan::moves::Move;
use crate::plan::{Accept, Change, Note, Plan, Reason, Side, misfit, pages};
use crate::project::app_json::AppJson;
use crate::project::declaration::State;
use crate::project::framework::{self, Framework};
use crate::project::host::{self, Host};
use crate::project::inventory::Located;
use crate::project::mpx::Role;
use crate::project::native::{PROJECT_CONFIG, ProjectConfig};
use crate::project::snapshot::Project;
use crate::syntax::{Value, jsonc};
use crate::text::lines::{self, LineEnd};
use crate::text::merge;
use crate::text::path::RelPath;

/// Template name under which the lock notes that the user keeps a declaration of another provider.
const KEPT_DECLARATION: &str = "declaration";

/// Which files the planner reads, as far as the snapshot tells; asked again until nothing is new.
///
/// # Errors
/// Faults in what decides where the others are.
pub fn wanted(project: &Project) -> Result<Vec<RelPath>, Faults> {
    let mut paths = vec![
        RelPath::constant(manifest::FILE),
        RelPath::constant(lock::FILE),
        RelPath::constant(PROJECT_CONFIG),
    ];
    if paths.iter().any(|path| !project.knows(path)) {
        return Ok(paths);
    }
    let config = ProjectConfig::read(project)?;
    paths.extend(host::wanted(project, &config));
    let Inputs { manifest, lock, .. } = Inputs::read(project)?;
    paths.extend(pages::paths(&manifest, &config)?);
    paths.extend(lock.files.into_keys());
    let existing = manifest.pages.iter().filter(|page| page.kind == PageKind::Existing);
    paths.extend(existing.filter_map(|page| config.markup_of(&page.path)));
    Ok(paths)
}

/// What the project says of itself.
struct Inputs {
    manifest: Manifest,
    config: ProjectConfig,
    lock: Lock,
    /// Git's markers stand in the lock, so that nothing is known of what was written.
    lock_is_lost: bool,
}

impl Inputs {
    fn read(project: &Project) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let mut keep = |error: Faults| faults.extend(error.0);
        let manifest = if let Some(text) = project.text(&RelPath::constant(manifest::FILE)) {
            Manifest::parse(text).map_err(&mut keep).ok()
        } else {
            keep(Fault::of(manifest::FILE, ProjectFault::NoManifest).into());
            None
        };
        let lock_text = project.text(&RelPath::constant(lock::FILE));
        let lock_is_lost = lock_text.and_then(merge::first_marker).is_some();
        let lock = match lock_text.filter(|_| !lock_is_lost) {
            Some(text) => Lock::parse(text).map_err(&mut keep).ok(),
            None => Some(Lock::default()),
        };
        let config = ProjectConfig::read(project).map_err(&mut keep).ok();
        match (manifest, config, lock) {
            (Some(manifest), Some(config), Some(lock)) => {
                none_of(Self { manifest, config, lock, lock_is_lost }, faults)
            }
            _ => Err(Faults(faults)),
        }
    }
}

/// Plans the project as the manifest in it asks, conflicts settled as `accept` says.
///
/// # Errors
/// Every fault of manifest, lock and configuration that stands in the way.
pub fn plan(project: &Project, accept: &Accept) -> Result<Plan, Faults> {
    let inputs = Inputs::read(project)?;
    let host = host::recognise(project, &inputs.config)?;
    let (mut outcome, drafts) = match host.framework {
        Framework::Native => native(project, &inputs, &configuration(project, &host), accept)?,
        Framework::UniApp
        | Framework::Taro
        | Framework::Mpvue
        | Framework::Wepy
        | Framework::Mpx
        | Framework::Ext => {
            let lock = inputs.lock.clone();
            misfit::refuse_pages(&inputs.manifest, host.framework)?;
            let files = configuration(project, &host);
            (pages::Outcome { lock, ..pages::Outcome::default() }, Drafts::of(project, &files))
        }
    };
    let drafts = Drafts { was_empty: inputs.lock.was_empty.clone(), ..drafts };
    let mut drafts = declare(&inputs, drafts, accept, &mut outcome)?;
    outcome.lock.was_empty.clone_from(&drafts.was_empty);
    prune(&inputs.config, &outcome.dropped, &mut drafts)?;

    let mut plan = outcome.plan;
    plan.changes.extend(drafts.changes(project));
    if inputs.lock_is_lost && *accept == Accept::Nothing {
        plan.conflicts.insert(RelPath::constant(lock::FILE), Reason::LockMarkers);
    }
    plan.lock = lock_change(project, &inputs, &outcome.lock);
    Ok(plan)
}

/// The pages of a native project, and app.json with those that are there now.
fn native(
    project: &Project,
    inputs: &Inputs,
    files: &[Located],
    accept: &Accept,
) -> Result<(pages::Outcome, Drafts), Faults> {
    let Inputs { manifest, config, lock, .. } = inputs;
    let file = config.app_json();
    let app = AppJson::parse(file.as_str(), app_json_text(project, config)?)?;
    misfit::refuse(project, manifest, config, &app)?;
    let rendered = pages::render(manifest, config, &app)?;
    let mut outcome = pages::decide_all(project, manifest, config, lock, &rendered, accept);
    let text = register_pages(inputs, &app, &mut outcome)?.into_text();
    outcome.plan.notes.extend(deletion_notes(config, &app, &outcome.deleted));
    outcome.plan.notes.extend(strictness_notes(&app));
    let row = framework::row_of(Framework::Native);
    let app_json = drafts::Draft { path: file, row, role: Role::Program, text };
    Ok((outcome, with_ext_json(project, files, &manifest.plugin.package, app_json)?))
}

/// app.json, and the ext.json beside it where that alone declares the plugin in the package: the platform then takes it
/// from there.
fn with_ext_json(
    project: &Project,
    files: &[Located],
    package: &Package,
    app_json: drafts::Draft,
) -> Result<Drafts, Faults> {
    let alone = Drafts::new(vec![app_json.clone()]);
    let declares = |drafts: &Drafts| {
        let found = drafts.found()?;
        let mut found = found.iter().map(|found| &found.declaration);
        let declares = found.any(|it| it.state == State::Active && it.package == *package);
        Ok::<bool, Fault>(declares)
    };
    if declares(&alone)? {
        return Ok(alone);
    }
    let ext = files.iter().filter(|file| file.row.framework == Framework::Ext).cloned();
    let ext = Drafts::of(project, &ext.collect::<Vec<_>>());
    if !declares(&ext)? {
        return Ok(alone);
    }
    Ok(Drafts::new([app_json].into_iter().chain(ext.files().to_vec()).collect()))
}

/// The files that say how a project is put together: without an ext.json beside them that says of itself that it does
/// not count.
pub(super) fn configuration(project: &Project, host: &Host) -> Vec<Located> {
    let is_off = |file: &Located| {
        let tree = project.text(&file.path).and_then(|text| jsonc::parse(text).ok());
        let switch = tree.as_ref().and_then(|tree| tree.root.get("extEnable"));
        switch.is_some_and(|node| node.value == Value::Bool(false))
    };
    let is_beside =
        |file: &Located| host.framework != Framework::Ext && file.row.framework == Framework::Ext;
    host.files.iter().filter(|file| !(is_beside(file) && is_off(file))).cloned().collect()
}

/// Takes out the subpackages that dropped pages leave empty, once the plugin has moved.
fn prune(
    config: &ProjectConfig,
    dropped: &BTreeSet<RelPath>,
    drafts: &mut Drafts,
) -> Result<(), Faults> {
    let Some(file) = drafts.file_mut(&config.app_json()).filter(|_| !dropped.is_empty()) else {
        return Ok(());
    };
    let mut draft = Draft::new(file.path.as_str(), &file.text);
    let dropped: Vec<RelPath> =
        dropped.iter().filter_map(|path| pages::in_app(config, path)).collect();
    for root in AppJson::parse(file.path.as_str(), &file.text)?.subpackages() {
        if dropped.iter().any(|page| page.strip(&root.root).is_some()) {
            draft.prune(&root.root)?;
        }
    }
    file.text = draft.into_text();
    Ok(())
}

/// app.json with the pages that are there now.
fn register_pages(
    inputs: &Inputs,
    app: &AppJson<'_>,
    outcome: &mut pages::Outcome,
) -> Result<Draft, Faults> {
    let Inputs { manifest, config, .. } = inputs;
    let mut draft = Draft::new(app.file, app.text);
    for Move { from, to } in
        outcome.moved.iter().filter(|moved| !outcome.deleted.contains(&moved.to))
    {
        if let (Some(from), Some(to)) = (pages::in_app(config, from), pages::in_app(config, to)) {
            draft.rename(&from, &to, &app.package_of(&to, &manifest.plugin.package))?;
        }
    }
    let dropped: Vec<RelPath> =
        outcome.dropped.iter().filter_map(|path| pages::in_app(config, path)).collect();
    for page in &dropped {
        draft.unregister(page)?;
        if draft.opens_with(page)? {
            let reason = Reason::PageInUse { page: page.to_string() };
            outcome.plan.conflicts.insert(config.app_json(), reason);
        }
    }
    for page in &manifest.pages {
        if !outcome.deleted.contains(&config.in_project(&page.path)) {
            draft.register(&page.path, &app.package_of(&page.path, &manifest.plugin.package))?;
        }
    }
    Ok(draft)
}

/// app.json's text.
///
/// # Errors
/// The project has none, so that it is no native mini-program.
pub fn app_json_text<'p>(project: &'p Project, config: &ProjectConfig) -> Result<&'p str, Fault> {
    project.text(&config.app_json()).ok_or_else(|| {
        let miniprogram_root = config.miniprogram_root.as_ref().map(RelPath::to_string);
        Fault::of(config.app_json().to_string(), ProjectFault::NotAMiniProgram { miniprogram_root })
    })
}

/// What the user deleted stays deleted, which app.json may not know.
fn deletion_notes(
    config: &ProjectConfig,
    app: &AppJson<'_>,
    deleted: &BTreeSet<RelPath>,
) -> Vec<Note> {
    let listed = app.all_pages();
    let note = |path: RelPath| {
        let page = path.to_string();
        if listed.contains(&path) {
            Note::DeletedButListed { page }
        } else {
            Note::StaysDeleted { page }
        }
    };
    deleted.iter().filter_map(|path| pages::in_app(config, path)).map(note).collect()
}

/// What the platform refuses in app.json although we forgive it.
pub fn strictness_notes(app: &AppJson<'_>) -> Vec<Note> {
    let note = |(at, what)| Note::NotStrictJson {
        file: app.file.to_owned(),
        line: crate::text::edit::Place::of(app.text, at).line,
        what,
    };
    app.leniencies().into_iter().map(note).collect()
}

/// Declares the plugin where the manifest says; what we may not touch is a conflict, which `accept` may settle.
fn declare(
    inputs: &Inputs,
    mut drafts: Drafts,
    accept: &Accept,
    outcome: &mut pages::Outcome,
) -> Result<Drafts, Faults> {
    if drafts.is_turned_off(&inputs.lock)? {
        outcome.plan.notes.push(Note::StaysDisabled);
        return Ok(drafts);
    }
    let plugin = &inputs.manifest.plugin;
    let version = plugin.version.to_string();
    let note = Note::of_version(manifest::FILE, &version, Catalogue::built_in());
    outcome.plan.notes.extend(note);
    let Declared::Refused { path, reason, theirs } =
        drafts.declare(&plugin.package, &plugin.version)?
    else {
        outcome.lock.files.retain(|_, written| written.template != KEPT_DECLARATION);
        return Ok(drafts);
    };
    let base = format!("{} in {}", plugin.version, plugin.package);
    let kept = Written { template: KEPT_DECLARATION.to_owned(), base };
    if outcome.lock.files.get(&path) == Some(&kept) {
        return Ok(drafts);
    }
    match (accept.side(&path), theirs) {
        (Some(Side::Ours), _) => {
            outcome.lock.files.insert(path, kept);
            Ok(drafts)
        }
        (Some(Side::Theirs), Some(theirs)) => Ok(theirs),
        (Some(Side::Markers), Some(theirs)) => {
            drafts.mark(&theirs);
            outcome.plan.marked.push(path);
            Ok(drafts)
        }
        (Some(Side::Theirs | Side::Markers) | None, _) => {
            outcome.plan.conflicts.insert(path, reason);
            Ok(drafts)
        }
    }
}

/// The lock's change; the bytes stay while what they say stays, whoever wrote them.
fn lock_change(project: &Project, inputs: &Inputs, after: &Lock) -> Option<Change> {
    if inputs.lock == *after && !inputs.lock_is_lost {
        return None;
    }
    rewritten_lock(project, Some(after))
}

/// The change to another lock, or to none, in the line ends of the one on disk.
pub(super) fn rewritten_lock(project: &Project, after: Option<&Lock>) -> Option<Change> {
    let on_disk = project.text(&RelPath::constant(lock::FILE));
    let end = LineEnd::most_used(on_disk).unwrap_or(LineEnd::Lf);
    let after = after.map(|lock| lines::with_end(&lock.print(), end));
    Change::between(on_disk, after.as_deref())
}
