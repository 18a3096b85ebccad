//! The one planner: makes a native project agree with its manifest.

use std::collections::BTreeSet;

use crate::model::app_json::{AppJson, Spot, refuse_faults};
use crate::model::fault::{Fault, Faults, What, none_of};
use crate::model::lock::{self, Lock, Written};
use crate::model::manifest::{self, Manifest, Package, Page, PageKind};
use crate::model::native::{PROJECT_CONFIG, ProjectConfig};
use crate::model::project::Project;
use crate::plan::app_json::{Declared, Draft};
use crate::plan::{Accept, Change, Note, Plan, Reason, Side, pages};
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
    paths.extend(existing.filter_map(|page| markup(&config, page)));
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
    let Inputs { manifest, config, lock, lock_is_lost } = Inputs::read(project)?;
    let file = config.app_json();
    let text = app_json_text(project, &config)?;
    let app = AppJson::parse(file.as_str(), text)?;
    refuse_misfits(project, &manifest, &config, &app)?;
    let rendered = pages::render(&manifest, &config)?;
    let mut outcome = pages::decide_all(project, &manifest, &config, &lock, &rendered, accept);

    let mut draft = Draft::new(file.as_str(), text);
    let dropped: Vec<RelPath> =
        outcome.dropped.iter().filter_map(|path| in_app(&config, path)).collect();
    for page in &dropped {
        draft.unregister(page)?;
        if draft.opens_with(page)? {
            let reason = Reason::PageInUse { page: page.to_string() };
            outcome.plan.conflicts.insert(file.clone(), reason);
        }
    }
    for page in &manifest.pages {
        if !outcome.deleted.contains(&config.in_project(&page.path)) {
            draft.register(&page.path, &package_of(&manifest, &app, &page.path))?;
        }
    }
    let declared = draft.declare(&manifest.plugin.package, &manifest.plugin.version)?;
    for sub in app
        .subpackages()
        .iter()
        .filter(|sub| dropped.iter().any(|page| page.strip(&sub.root).is_some()))
    {
        draft.prune(&sub.root)?;
    }
    settle_declaration(declared, &file, &mut draft, accept, &manifest, &mut outcome);

    let mut plan = outcome.plan;
    plan.notes
        .extend(outcome.deleted.iter().map(|page| Note::StaysDeleted { page: page.to_string() }));
    plan.notes.extend(strictness_notes(&app));
    if let Some(change) = Change::between(Some(text), Some(draft.text())) {
        plan.changes.insert(file, change);
    }
    if lock_is_lost && *accept == Accept::Nothing {
        plan.conflicts.insert(RelPath::constant(lock::FILE), Reason::Markers);
    }
    plan.lock = lock_change(project, &lock, &outcome.lock, lock_is_lost);
    Ok(plan)
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

fn markup(config: &ProjectConfig, page: &Page) -> Option<RelPath> {
    page.path.with_suffix(".wxml").ok().map(|path| config.in_project(&path))
}

/// The plugin's own subpackage may not be in app.json yet.
fn package_of(manifest: &Manifest, app: &AppJson<'_>, page: &RelPath) -> Package {
    match &manifest.plugin.package {
        Package::Sub(root) if page.strip(root).is_some() => manifest.plugin.package.clone(),
        Package::Main | Package::Sub(_) => app.package_of(page),
    }
}

/// Refuses what is right in the manifest and does not fit this project.
fn refuse_misfits(
    project: &Project,
    manifest: &Manifest,
    config: &ProjectConfig,
    app: &AppJson<'_>,
) -> Result<(), Faults> {
    let mut spots: BTreeSet<Spot> =
        BTreeSet::from([Spot::Plugins(manifest.plugin.package.clone())]);
    spots.extend(
        app.declarations().into_iter().map(|declaration| Spot::Plugins(declaration.package)),
    );
    spots.extend(
        manifest.pages.iter().map(|page| Spot::Pages(package_of(manifest, app, &page.path))),
    );
    refuse_faults(app, &spots.into_iter().collect::<Vec<_>>())?;

    let registered = app.all_pages();
    let mut faults: Vec<Fault> = Vec::new();
    for page in &manifest.pages {
        let spelled = page.path.as_str().to_lowercase();
        let other = registered.iter().find(|other| other.as_str().to_lowercase() == spelled);
        if let Some(other) = other.filter(|other| **other != page.path) {
            faults.push(page.fault(What::CaseOnly { other: other.to_string() }));
        }
        match (&page.kind, package_of(manifest, app, &page.path)) {
            (PageKind::Existing, _) => {
                let file = markup(config, page).filter(|file| project.text(file).is_none());
                faults.extend(
                    file.map(|file| page.fault(What::NoPageFile { file: file.to_string() })),
                );
            }
            (_, Package::Sub(root)) if Package::Sub(root.clone()) != manifest.plugin.package => {
                faults.push(page.fault(What::InOtherPackage { root: root.to_string() }));
            }
            (_, Package::Main | Package::Sub(_)) => {}
        }
    }
    if let Package::Sub(root) = &manifest.plugin.package {
        faults.extend(
            root_misfits(manifest, app, root).into_iter().map(|what| Fault {
                text: Some(root.to_string()),
                ..Fault::of(manifest::FILE, what)
            }),
        );
    }
    none_of((), faults)
}

/// The platform's rules for a subpackage root (compiler, executed).
fn root_misfits(manifest: &Manifest, app: &AppJson<'_>, root: &RelPath) -> Vec<What> {
    let mut misfits = Vec::new();
    let package = Package::Sub(root.clone());
    let has_page = manifest.pages.iter().any(|page| page.path.strip(root).is_some());
    let is_declared = app.declarations().iter().any(|declaration| declaration.package == package);
    if !has_page && !is_declared && app.pages(&package).is_empty() {
        misfits.push(What::NoPageInPackage { root: root.to_string() });
    }
    let others = app.subpackages().into_iter().map(|sub| sub.root).filter(|other| other != root);
    let nested = others.filter(|other| other.is_within(root) || root.is_within(other));
    misfits.extend(nested.map(|other| What::NestedRoot { other: other.to_string() }));
    let main =
        app.pages(&Package::Main).into_iter().filter_map(|(_, page)| RelPath::parse(page).ok());
    let inside = main.filter(|page| page.strip(root).is_some());
    misfits.extend(inside.map(|page| What::MainPageInRoot { page: page.to_string() }));
    misfits
}

/// A declaration that we may not touch is a conflict, which `accept` may settle.
fn settle_declaration(
    declared: Declared,
    file: &RelPath,
    draft: &mut Draft,
    accept: &Accept,
    manifest: &Manifest,
    outcome: &mut pages::Outcome,
) {
    let Declared::Refused(reason, theirs) = declared else {
        outcome.lock.files.remove(file);
        return;
    };
    let base = format!("{} in {}", manifest.plugin.version, manifest.plugin.package);
    let kept = Written { template: KEPT_DECLARATION.to_owned(), base };
    if outcome.lock.files.get(file) == Some(&kept) {
        return;
    }
    match (accept.side(file), theirs) {
        (Some(Side::Ours), _) => {
            outcome.lock.files.insert(file.clone(), kept);
        }
        (Some(Side::Theirs), Some(theirs)) => *draft = Draft::new(file.as_str(), &theirs),
        (Some(Side::Markers), Some(theirs)) => {
            let marked = merge::two_way(&to_lf(draft.text()), &to_lf(&theirs));
            let end = LineEnd::most_used([draft.text()]).unwrap_or(LineEnd::Lf);
            *draft = Draft::new(file.as_str(), &lines::rewrite(draft.text(), &marked, end));
            outcome.plan.marked.push(file.clone());
        }
        (Some(Side::Theirs | Side::Markers) | None, _) => {
            outcome.plan.conflicts.insert(file.clone(), reason);
        }
    }
}

/// The lock's change; the bytes stay while what they say stays, whoever wrote them.
fn lock_change(project: &Project, before: &Lock, after: &Lock, lost: bool) -> Option<Change> {
    let path = RelPath::constant(lock::FILE);
    let on_disk = project.text(&path);
    if before == after && !lost {
        return None;
    }
    let end = LineEnd::most_used(on_disk).unwrap_or(LineEnd::Lf);
    Change::between(on_disk, Some(&lines::with_end(&after.print(), end)))
}
