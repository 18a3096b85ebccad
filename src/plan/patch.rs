//! The one planner: makes a project agree with its manifest, in any framework for the declaration and in native ones for pages too.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::model::catalogue::Catalogue;
use crate::model::fault::{Fault, Faults, ProjectFault, TextFault};
use crate::model::lock::{self, Lock, Written};
use crate::model::manifest::{self, Manifest, Package, PageKind};
use crate::plan::declare::Declared;
use crate::plan::editor::ConfigEditor;
use crate::plan::moves::Move;
use crate::plan::template::Templates;
use crate::plan::{Accept, Change, Note, Plan, Reason, Side, pages, validate};
use crate::project::config_file::ConfigFile;
use crate::project::declaration::State;
use crate::project::detect::{self, detect};
use crate::project::framework::{Framework, row_of};
use crate::project::inventory::DetectedProject;
use crate::project::native::{PROJECT_CONFIG, ProjectConfig};
use crate::project::snapshot::{CodePlace, Snapshot};
use crate::syntax::Value;
use crate::syntax::expected::Expected;
use crate::syntax::jsonc::leniencies;
use crate::text::edit::Place;
use crate::text::lines::{self, LineEnd};
use crate::text::merge;
use crate::text::path::RelPath;

/// Template name under which the lock notes that the user keeps a declaration of another provider.
const KEPT_DECLARATION: &str = "declaration";

/// Which files the planner reads, as far as the snapshot tells; asked again until nothing is new.
///
/// # Errors
/// Faults in what decides where the others are.
pub fn wanted(project: &Snapshot, templates: &Templates) -> Result<Vec<RelPath>, Faults> {
    let mut paths = vec![
        RelPath::constant(manifest::FILE),
        RelPath::constant(lock::FILE),
        RelPath::constant(PROJECT_CONFIG),
    ];
    if paths.iter().any(|path| !project.knows(path)) {
        return Ok(paths);
    }
    let config = project.project_config()?;
    paths.extend(detect::wanted(project, config));
    let Inputs { manifest, lock, .. } = Inputs::read(project)?;
    paths.extend(pages::paths(templates, manifest, config)?);
    paths.extend(lock.files.keys().cloned());
    let existing = manifest.pages.iter().filter(|page| page.kind == PageKind::Existing);
    let existing: Vec<&RelPath> = existing.map(|page| &page.path).collect();
    paths.extend(existing.iter().filter_map(|page| config.markup_of(page)));
    if paths.iter().all(|path| project.knows(path))
        && let Ok(detected) = detect(project, config)
    {
        paths.extend(existing.iter().flat_map(|page| validate::page_sources(&detected, page)));
    }
    Ok(paths)
}

/// Whether the project's manifest asks for a declaration, and no configuration of it has one in any state: then its code
/// may write one, which is worth a look.
pub fn declares_first(project: &Snapshot) -> bool {
    let Ok(Some(_)) = project.manifest() else { return false };
    let Ok(config) = project.project_config() else { return false };
    let is_bare = |detected: DetectedProject| {
        detected.files.iter().all(|file| file.declarations().is_empty())
    };
    detect(project, config).is_ok_and(is_bare)
}

/// What the project says of itself.
struct Inputs<'s> {
    manifest: &'s Manifest,
    config: &'s ProjectConfig,
    lock: Cow<'s, Lock>,
    /// Git's markers stand in the lock, so that nothing is known of what was written.
    lock_is_lost: bool,
    /// Where code writes the declaration.
    elsewhere: Option<&'s CodePlace>,
}

impl<'s> Inputs<'s> {
    fn read(project: &'s Snapshot) -> Result<Self, Faults> {
        let missing = || Faults::from(Fault::of(manifest::FILE, ProjectFault::NoManifest));
        let manifest = project.manifest().and_then(|manifest| manifest.ok_or_else(missing));
        let lock_text = project.text(&RelPath::constant(lock::FILE));
        let lock_is_lost = lock_text.and_then(merge::first_marker).is_some();
        let lock = if lock_is_lost {
            Ok(Cow::Owned(Lock::default()))
        } else {
            project.lock().map(Cow::Borrowed)
        };
        match (manifest, lock, project.project_config()) {
            (Ok(manifest), Ok(lock), Ok(config)) => {
                let elsewhere = project.elsewhere();
                Ok(Self { manifest, config, lock, lock_is_lost, elsewhere })
            }
            (manifest, lock, config) => {
                let refused = [manifest.err(), lock.err(), config.err()].into_iter().flatten();
                Err(Faults(refused.flat_map(|Faults(faults)| faults).collect()))
            }
        }
    }
}

/// Plans the project as the manifest in it asks, conflicts settled as `accept` says.
///
/// # Errors
/// Every fault of manifest, lock, configuration and templates that stands in the way.
pub fn plan(project: &Snapshot, templates: &Templates, accept: &Accept) -> Result<Plan, Faults> {
    let inputs = Inputs::read(project)?;
    let detected = detect(project, inputs.config)?;
    let framework = detected.framework;
    let (mut outcome, editor) = if framework == Framework::Native {
        native(project, templates, &inputs, counting(detected), accept)?
    } else {
        validate::refuse_pages(project, inputs.manifest, &detected)?;
        of_framework(&inputs, counting(detected))?
    };
    let editor = ConfigEditor { was_empty: inputs.lock.was_empty.clone(), ..editor };
    let mut editor = declare(&inputs, editor, accept, &mut outcome)?;
    outcome.lock.was_empty.clone_from(&editor.was_empty);
    prune(inputs.config, &outcome.dropped, &mut editor)?;

    let mut plan = outcome.plan;
    plan.changes.extend(editor.changes(project));
    if inputs.lock_is_lost && *accept == Accept::Nothing {
        plan.conflicts.insert(RelPath::constant(lock::FILE), Reason::LockMarkers);
    }
    plan.lock = lock_change(project, &inputs, &outcome.lock);
    Ok(plan)
}

/// The pages of a native project, and app.json with those that are there now.
fn native(
    project: &Snapshot,
    templates: &Templates,
    inputs: &Inputs<'_>,
    files: Vec<ConfigFile>,
    accept: &Accept,
) -> Result<(pages::PagesOutcome, ConfigEditor), Faults> {
    let Inputs { manifest, config, lock, .. } = inputs;
    let app = app_json(project, config)?;
    validate::refuse(project, manifest, config, app)?;
    let rendered = pages::render(templates, manifest, config, app)?;
    let mut outcome =
        pages::decide_all(project, templates, manifest, config, lock, &rendered, accept);
    let mut editor = ConfigEditor::new(with_ext_json(files, app, &manifest.plugin.package))?;
    register_pages(inputs, app, &mut editor, &mut outcome)?;
    outcome.plan.notes.extend(deletion_notes(config, app, &outcome.deleted));
    outcome.plan.notes.extend(strictness_notes(app));
    Ok((outcome, editor))
}

/// The files of another framework's project, with the user's pages listed; none is written.
fn of_framework(
    inputs: &Inputs<'_>,
    files: Vec<ConfigFile>,
) -> Result<(pages::PagesOutcome, ConfigEditor), Faults> {
    let Inputs { manifest, lock, .. } = inputs;
    let lock = lock.clone().into_owned();
    let mut outcome = pages::PagesOutcome { lock, ..pages::PagesOutcome::default() };
    let mut editor = ConfigEditor::new(files)?;
    let pages: Vec<&RelPath> = manifest.pages.iter().map(|page| &page.path).collect();
    outcome.plan.conflicts.extend(editor.register_missing(&pages, &manifest.plugin.package)?);
    Ok((outcome, editor))
}

/// app.json, and the ext.json beside it where that alone declares the plugin in the package: the platform then takes it
/// from there.
fn with_ext_json(files: Vec<ConfigFile>, app: &ConfigFile, package: &Package) -> Vec<ConfigFile> {
    let declares = |file: &ConfigFile| {
        let mut found = file.declarations().iter();
        found.any(|it| it.state == State::Active && it.package == *package)
    };
    let mut ext = files;
    ext.retain(|file| file.row.framework == Framework::Ext);
    if declares(app) || !ext.iter().any(declares) {
        ext.clear();
    }
    std::iter::once(app.clone()).chain(ext).collect()
}

/// The files that say how a project is put together: without an ext.json beside them that says of itself that it does
/// not count.
pub(super) fn counting(detected: DetectedProject) -> Vec<ConfigFile> {
    let framework = detected.framework;
    let is_off = |file: &ConfigFile| {
        let switch = file.root().and_then(|root| root.get("extEnable"));
        switch.is_some_and(|node| node.value == Value::Bool(false))
    };
    let is_beside =
        |file: &ConfigFile| framework != Framework::Ext && file.row.framework == Framework::Ext;
    let mut files = detected.files;
    files.retain(|file| !(is_beside(file) && is_off(file)));
    files
}

/// Takes out the subpackages that dropped pages leave empty, once the plugin has moved.
fn prune(
    config: &ProjectConfig,
    dropped: &BTreeSet<RelPath>,
    editor: &mut ConfigEditor,
) -> Result<(), Faults> {
    let Some(app) = editor.index(&config.app_json()).filter(|_| !dropped.is_empty()) else {
        return Ok(());
    };
    let dropped: Vec<RelPath> =
        dropped.iter().filter_map(|path| pages::in_app(config, path)).collect();
    let roots = editor.files()[app].subpackages().into_iter().map(|(root, _)| root);
    let left: Vec<RelPath> =
        roots.filter(|root| dropped.iter().any(|page| page.strip(root).is_some())).collect();
    editor.prune(app, &left)?;
    Ok(())
}

/// Makes app.json list the pages that are there now.
fn register_pages(
    inputs: &Inputs<'_>,
    before: &ConfigFile,
    editor: &mut ConfigEditor,
    outcome: &mut pages::PagesOutcome,
) -> Result<(), Faults> {
    let Inputs { manifest, config, .. } = inputs;
    let Some(app) = editor.index(&before.path) else { return Ok(()) };
    let package = |page: &RelPath| before.package_of(page, &manifest.plugin.package);
    let mut moves = Vec::new();
    for Move { from, to } in &outcome.moved {
        let moved = pages::in_app(config, from).zip(pages::in_app(config, to));
        if let Some((from, to)) = moved.filter(|_| !outcome.deleted.contains(to)) {
            let its = package(&to);
            moves.push((from, (to, its)));
        }
    }
    editor.rename(app, &moves)?;
    let dropped = outcome.dropped.iter().filter_map(|path| pages::in_app(config, path));
    let dropped: Vec<RelPath> = dropped.collect();
    editor.unregister(app, &dropped)?;
    for page in dropped.into_iter().filter(|page| editor.opens_with(app, page)) {
        let reason = Reason::PageInUse { page: page.to_string() };
        outcome.plan.conflicts.insert(config.app_json(), reason);
    }
    let mut listed = manifest.pages.iter().map(|page| page.path.clone()).collect::<Vec<_>>();
    listed.retain(|page| !outcome.deleted.contains(&config.in_project(page)));
    let listed: Vec<_> = listed.into_iter().map(|page| (page.clone(), package(&page))).collect();
    editor.register(app, &listed)?;
    Ok(())
}

/// app.json, whose outermost value is an object.
///
/// # Errors
/// The project has none, so that it is no native mini-program, or it cannot be read.
pub(super) fn app_json<'s>(
    project: &'s Snapshot,
    config: &ProjectConfig,
) -> Result<&'s ConfigFile, Fault> {
    let file = project.config(&config.app_json(), row_of(Framework::Native));
    let file = file.ok_or_else(|| config.no_app_json())?;
    file.readable()?;
    match file.root() {
        Some(root) if root.members().is_none() => {
            let what =
                TextFault::WrongType { key: file.path.to_string(), expected: &[Expected::Object] };
            let start = root.range.start;
            Err(Fault::at(file.path.as_str(), file.text(), start..start, what))
        }
        Some(_) | None => Ok(file),
    }
}

/// What the user deleted stays deleted, which app.json may not know.
fn deletion_notes(
    config: &ProjectConfig,
    app: &ConfigFile,
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

/// What the platform refuses in app.json although we forgive it, the first of each kind.
pub(super) fn strictness_notes(app: &ConfigFile) -> Vec<Note> {
    let Some(literal) = app.literal() else { return Vec::new() };
    let mut seen = Vec::new();
    for (at, what) in leniencies(app.text(), &literal.tree) {
        if !seen.iter().any(|(_, known)| *known == what) {
            seen.push((at, what));
        }
    }
    let file = app.path.to_string();
    let line = |at| Place::of(app.text(), at).line;
    let note = |(at, what)| Note::NotStrictJson { file: file.clone(), line: line(at), what };
    seen.into_iter().map(note).collect()
}

/// Declares the plugin where the manifest says; what we may not touch is a conflict, which `accept` may settle.
fn declare(
    inputs: &Inputs<'_>,
    mut editor: ConfigEditor,
    accept: &Accept,
    outcome: &mut pages::PagesOutcome,
) -> Result<ConfigEditor, Faults> {
    if editor.is_turned_off(&inputs.lock) {
        outcome.plan.notes.push(Note::StaysDisabled);
        return Ok(editor);
    }
    if let Some(place) = inputs.elsewhere
        && editor.declarations().is_empty()
    {
        outcome.plan.notes.push(Note::of_code(place));
        return Ok(editor);
    }
    let plugin = &inputs.manifest.plugin;
    let version = plugin.version.to_string();
    let note = Note::of_version(manifest::FILE, &version, Catalogue::built_in());
    outcome.plan.notes.extend(note);
    let Declared::Refused { path, reason, theirs } =
        editor.declare(&plugin.package, &plugin.version)?
    else {
        outcome.lock.files.retain(|_, written| written.template != KEPT_DECLARATION);
        return Ok(editor);
    };
    let base = format!("{} in {}", plugin.version, plugin.package);
    let kept = Written { template: KEPT_DECLARATION.to_owned(), base };
    if outcome.lock.files.get(&path) == Some(&kept) {
        return Ok(editor);
    }
    match (accept.side(&path), theirs) {
        (Some(Side::Ours), _) => {
            outcome.lock.files.insert(path, kept);
            Ok(editor)
        }
        (Some(Side::Theirs), Some(theirs)) => Ok(theirs),
        (Some(Side::Markers), Some(theirs)) => {
            editor.mark(&theirs);
            outcome.plan.marked.push(path);
            Ok(editor)
        }
        (Some(Side::Theirs | Side::Markers) | None, _) => {
            outcome.plan.conflicts.insert(path, reason);
            Ok(editor)
        }
    }
}

/// The lock's change; the bytes stay while what they say stays, whoever wrote them.
fn lock_change(project: &Snapshot, inputs: &Inputs<'_>, after: &Lock) -> Option<Change> {
    if *inputs.lock == *after && !inputs.lock_is_lost {
        return None;
    }
    rewritten_lock(project, Some(after))
}

/// The change to another lock, or to none, in the line ends of the one on disk.
pub(super) fn rewritten_lock(project: &Snapshot, after: Option<&Lock>) -> Option<Change> {
    let on_disk = project.text(&RelPath::constant(lock::FILE));
    let end = LineEnd::most_used(on_disk).unwrap_or(LineEnd::Lf);
    let after = after.map(|lock| lines::with_end(&lock.print(), end));
    Change::between(on_disk, after.as_deref())
}
