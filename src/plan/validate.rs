//! Whether the manifest fits the project: the platform's rules for packages and pages.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::fault::{
    Fault, FaultKind, Faults, ManifestFault, ProjectFault, TextFault, none_of,
};
use crate::model::manifest::{Manifest, Package, Page, PageKind};
use crate::project::app_json::spot::{Spot, violations_at};
use crate::project::app_json::{Violation, ViolationKind, roots};
use crate::project::config_file::ConfigFile;
use crate::project::framework::Framework;
use crate::project::inventory::DetectedProject;
use crate::project::mpx::Role;
use crate::project::native::ProjectConfig;
use crate::project::snapshot::Snapshot;
use crate::text::lines::first_line;
use crate::text::path::RelPath;

/// Refuses everything that does not fit, told at once.
///
/// # Errors
/// Everything that does not fit.
pub fn refuse(
    project: &Snapshot,
    manifest: &Manifest,
    config: &ProjectConfig,
    app: &ConfigFile,
) -> Result<(), Faults> {
    let plugin = &manifest.plugin.package;
    let declared = app.declarations().iter().map(|declaration| declaration.package.clone());
    let mut spots: BTreeSet<Spot> = declared.chain([plugin.clone()]).map(Spot::Plugins).collect();
    spots.extend(manifest.pages.iter().map(|page| Spot::Pages(app.package_of(&page.path, plugin))));
    refuse_violations(app, &spots)?;

    let mut registered: BTreeMap<String, RelPath> = BTreeMap::new();
    for page in app.all_pages() {
        registered.entry(page.as_str().to_lowercase()).or_insert(page);
    }
    let mut faults: Vec<Fault> = Vec::new();
    for page in &manifest.pages {
        let other = registered.get(&page.path.as_str().to_lowercase());
        if let Some(other) = other.filter(|other| **other != page.path) {
            faults.push(page.fault(ManifestFault::CaseOnly { other: other.to_string() }));
        }
        match (&page.kind, app.package_of(&page.path, plugin)) {
            (PageKind::Existing, _) => {
                let file = config.markup_of(&page.path).filter(|file| project.text(file).is_none());
                faults.extend(
                    file.map(|file| {
                        page.fault(ProjectFault::NoPageFile { file: file.to_string() })
                    }),
                );
            }
            (_, Package::Sub(root)) if Package::Sub(root.clone()) != *plugin => {
                faults.push(page.fault(ProjectFault::InOtherPackage { root: root.to_string() }));
            }
            (_, Package::Main | Package::Sub(_)) => {}
        }
    }
    if let Package::Sub(root) = plugin {
        let violations = root_faults(manifest, app, root).into_iter();
        faults.extend(violations.map(|what| manifest.plugin.fault(what)));
    }
    none_of((), faults)
}

/// What breaks the platform's rules where a file is to be edited.
///
/// # Errors
/// All of it, if there is any.
pub fn refuse_violations(file: &ConfigFile, spots: &BTreeSet<Spot>) -> Result<(), Faults> {
    let found = violations_at(file, spots);
    none_of((), found.iter().filter_map(|violation| fault(file, violation)).collect())
}

fn fault(file: &ConfigFile, violation: &Violation) -> Option<Fault> {
    let key = violation.names[0].clone();
    let (range, kind): (_, FaultKind) = match &violation.kind {
        ViolationKind::DuplicateKey(next) => (next, TextFault::DuplicateKey { key }.into()),
        ViolationKind::BothSpellings => (&violation.range, ProjectFault::BothSpellings.into()),
        ViolationKind::WrongType(expected) => {
            (&violation.range, TextFault::WrongType { key, expected }.into())
        }
        ViolationKind::Missing
        | ViolationKind::Word
        | ViolationKind::Colour
        | ViolationKind::Variable(_)
        | ViolationKind::Form
        | ViolationKind::Reserved
        | ViolationKind::Twice
        | ViolationKind::Nested
        | ViolationKind::NameTwice
        | ViolationKind::MainPage => return None,
    };
    let range = first_line(file.text(), range);
    Some(Fault::at(file.path.as_str(), file.text(), range, kind))
}

/// Refuses the pages that are written for native projects only, and those that are not there.
///
/// # Errors
/// Every such page of the manifest.
pub fn refuse_pages(
    project: &Snapshot,
    manifest: &Manifest,
    detected: &DetectedProject,
) -> Result<(), Faults> {
    let framework = detected.framework;
    let fault = |page: &Page| {
        let written = ProjectFault::PageOfFramework { framework: framework.name() };
        let files = page_sources(detected, &page.path);
        match (&page.kind, &files[..]) {
            (PageKind::Existing, [usual, ..]) => {
                let is_there = files.iter().any(|file| project.text(file).is_some());
                let file = usual.to_string();
                (!is_there).then(|| page.fault(ProjectFault::NoPageFile { file }))
            }
            (_, _) => Some(page.fault(written)),
        }
    };
    none_of((), manifest.pages.iter().filter_map(fault).collect())
}

/// The files of which one is a page, from the project's root; none where pages are not listed. A page lies below the file
/// that lists its package, else below the program's own.
pub fn page_sources(detected: &DetectedProject, page: &RelPath) -> Vec<RelPath> {
    let below = |file: &ConfigFile, page: &RelPath| page.below(file.path.parent().as_ref());
    let in_package = detected.files.iter().find_map(|file| {
        let inside = RelPath::parse(page.strip(file.role.root()?)?).ok()?;
        Some(below(file, &inside))
    });
    let program = || {
        let mut files = detected.files.iter();
        let own = files.find(|file| file.listing().is_some() && file.role == Role::Program)?;
        Some(below(own, page))
    };
    let file = in_package.or_else(program);
    file.iter().flat_map(|file| page_files(detected.framework, file)).collect()
}

/// The files of which one is the page of this path, both from the project's root.
pub fn page_files(framework: Framework, page: &RelPath) -> impl Iterator<Item = RelPath> + use<> {
    let suffixes = framework.page_suffixes().iter();
    let files = suffixes.filter_map(|suffix| page.with_suffix(suffix).ok());
    files.collect::<Vec<_>>().into_iter()
}

/// The platform's rules for a subpackage root (compiler, executed).
fn root_faults(manifest: &Manifest, app: &ConfigFile, root: &RelPath) -> Vec<ProjectFault> {
    let mut violations = Vec::new();
    let package = Package::Sub(root.clone());
    let has_page = manifest.pages.iter().any(|page| page.path.strip(root).is_some());
    let is_declared = app.declarations().iter().any(|declaration| declaration.package == package);
    if !has_page && !is_declared && app.pages(&package).is_empty() {
        violations.push(ProjectFault::NoPageInPackage { root: root.to_string() });
    }
    let mut broken = roots::violations(app, Some(root));
    broken.sort_by_key(|broken| (broken.kind == ViolationKind::MainPage, broken.range.start));
    // a page of the manifest moves into the subpackage with the plugin
    let moving: BTreeSet<&RelPath> = manifest.pages.iter().map(|page| &page.path).collect();
    for Violation { kind, names, .. } in &broken {
        let [inner, outer] = &names[..] else { continue };
        let is_root = |name: &str| name.trim_end_matches('/') == root.as_str();
        if *kind == ViolationKind::Nested && (is_root(inner) || is_root(outer)) {
            let other = if is_root(inner) { outer } else { inner }.trim_end_matches('/').to_owned();
            violations.push(ProjectFault::NestedRoot { other });
        } else if *kind == ViolationKind::MainPage && is_root(outer) {
            let page = RelPath::parse(inner.trim_start_matches('/')).ok();
            let kept = page.filter(|page| !moving.contains(page)).map(|page| page.to_string());
            violations.extend(kept.map(|page| ProjectFault::MainPageInRoot { page }));
        }
    }
    violations
}
