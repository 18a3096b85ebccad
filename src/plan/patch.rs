//! The one planner: makes a native project agree with its manifest.

use std::collections::BTreeSet;

use crate::model::app_json::AppJson;
use crate::model::fault::{Fault, Faults, What, none_of};
use crate::model::lock::{self, Lock, Written};
use crate::model::manifest::{self, Manifest, PageKind};
use crate::model::native::{PROJECT_CONFIG, ProjectConfig};
use crate::model::project::Project;
use crate::plan::app_json::{Declared, Draft};
use crate::plan::{Accept, Change, Note, Plan, Reason, Side, misfit, pages};
use crate::text::lines::{self, LineEnd, to_lf};
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
    paths.push(config.app_json());
    let Inputs { manifest, lock, .. } = Inputs::read(project)?;
    paths.extend(pages::render(&manifest, &config)?.into_keys());
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
            keep(Fault::of(manifest::FILE, What::NoManifest).into());
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
    let Inputs { manifest, config, lock, .. } = &inputs;
    let file = config.app_json();
    let text = app_json_text(project, config)?;
    let app = AppJson::parse(file.as_str(), text)?;
    misfit::refuse(project, manifest, config, &app)?;
    let rendered = pages::render(manifest, config)?;
    let mut outcome = pages::decide_all(project, manifest, config, lock, &rendered, accept);
    let after = edit_app_json(&inputs, &app, accept, &mut outcome)?;

    let mut plan = outcome.plan;
    plan.notes.extend(deletion_notes(config, &app, &outcome.deleted));
    plan.notes.extend(strictness_notes(&app));
    if let Some(change) = Change::between(Some(text), Some(after.text())) {
        plan.changes.insert(file, change);
    }
    if inputs.lock_is_lost && *accept == Accept::Nothing {
        plan.conflicts.insert(RelPath::constant(lock::FILE), Reason::LockMarkers);
    }
    plan.lock = lock_change(project, &inputs, &outcome.lock);
    Ok(plan)
}

/// app.json with the pages that are there now and the declaration where the manifest wants it.
fn edit_app_json(
    inputs: &Inputs,
    app: &AppJson<'_>,
    accept: &Accept,
    outcome: &mut pages::Outcome,
) -> Result<Draft, Faults> {
    let Inputs { manifest, config, .. } = inputs;
    let mut draft = Draft::new(app.file, app.text);
    let dropped: Vec<RelPath> =
        outcome.dropped.iter().filter_map(|path| in_app(config, path)).collect();
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
    let declared = draft.declare(&manifest.plugin.package, &manifest.plugin.version)?;
    for sub in app.subpackages() {
        if dropped.iter().any(|page| page.strip(&sub.root).is_some()) {
            draft.prune(&sub.root)?;
        }
    }
    Ok(settle_declaration(declared, draft, accept, inputs, outcome))
}

/// app.json's text.
///
/// # Errors
/// The project has none, so that it is no native mini-program.
pub fn app_json_text<'p>(project: &'p Project, config: &ProjectConfig) -> Result<&'p str, Fault> {
    project.text(&config.app_json()).ok_or_else(|| {
        let miniprogram_root = config.miniprogram_root.as_ref().map(RelPath::to_string);
        Fault::of(config.app_json().to_string(), What::NotAMiniProgram { miniprogram_root })
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
    deleted.iter().filter_map(|path| in_app(config, path)).map(note).collect()
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

fn in_app(config: &ProjectConfig, path: &RelPath) -> Option<RelPath> {
    match &config.miniprogram_root {
        Some(root) => RelPath::parse(path.strip(root)?).ok(),
        None => Some(path.clone()),
    }
}

/// A declaration that we may not touch is a conflict, which `accept` may settle.
fn settle_declaration(
    declared: Declared,
    draft: Draft,
    accept: &Accept,
    inputs: &Inputs,
    outcome: &mut pages::Outcome,
) -> Draft {
    let file = inputs.config.app_json();
    let Declared::Refused(reason, theirs) = declared else {
        outcome.lock.files.remove(&file);
        return draft;
    };
    let plugin = &inputs.manifest.plugin;
    let base = format!("{} in {}", plugin.version, plugin.package);
    let kept = Written { template: KEPT_DECLARATION.to_owned(), base };
    if outcome.lock.files.get(&file) == Some(&kept) {
        return draft;
    }
    match (accept.side(&file), theirs) {
        (Some(Side::Ours), _) => {
            outcome.lock.files.insert(file, kept);
            draft
        }
        (Some(Side::Theirs), Some(theirs)) => Draft::new(file.as_str(), &theirs),
        (Some(Side::Markers), Some(theirs)) => {
            let marked = merge::two_way(&to_lf(draft.text()), &to_lf(&theirs));
            let end = LineEnd::most_used([draft.text()]).unwrap_or(LineEnd::Lf);
            let draft = Draft::new(file.as_str(), &lines::rewrite(draft.text(), &marked, end));
            outcome.plan.marked.push(file);
            draft
        }
        (Some(Side::Theirs | Side::Markers) | None, _) => {
            outcome.plan.conflicts.insert(file, reason);
            draft
        }
    }
}

/// The lock's change; the bytes stay while what they say stays, whoever wrote them.
fn lock_change(project: &Project, inputs: &Inputs, after: &Lock) -> Option<Change> {
    if inputs.lock == *after && !inputs.lock_is_lost {
        return None;
    }
    let on_disk = project.text(&RelPath::constant(lock::FILE));
    let end = LineEnd::most_used(on_disk).unwrap_or(LineEnd::Lf);
    Change::between(on_disk, Some(&lines::with_end(&after.print(), end)))
}
