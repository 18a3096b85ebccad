//! Whether the manifest fits the project: the platform's rules for packages and pages.

use std::collections::BTreeSet;

use crate::model::fault::{
    Fault, FaultKind, Faults, ManifestFault, ProjectFault, TextFault, none_of,
};
use crate::model::manifest::{Manifest, Package, PageKind};
use crate::project::app_json::{Rule, Spot, Violation, violations_at};
use crate::project::config_file::ConfigFile;
use crate::project::framework::Framework;
use crate::project::native::ProjectConfig;
use crate::project::snapshot::Snapshot;
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
    refuse_violations(app, &spots.into_iter().collect::<Vec<_>>())?;

    let registered = app.all_pages();
    let mut faults: Vec<Fault> = Vec::new();
    for page in &manifest.pages {
        let spelled = page.path.as_str().to_lowercase();
        let other = registered.iter().find(|other| other.as_str().to_lowercase() == spelled);
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

/// What breaks the platform's rules where a file is to be edited, each fault once.
///
/// # Errors
/// All of it, if there is any.
pub fn refuse_violations(file: &ConfigFile, spots: &[Spot]) -> Result<(), Faults> {
    let mut found: Vec<Violation> = Vec::new();
    for violation in spots.iter().flat_map(|spot| violations_at(file, spot)) {
        if !found.contains(&violation) {
            found.push(violation);
        }
    }
    none_of((), found.into_iter().map(|violation| fault(file, violation)).collect())
}

fn fault(file: &ConfigFile, Violation { range, rule }: Violation) -> Fault {
    let kind: FaultKind = match rule {
        Rule::DuplicateKey { key } => TextFault::DuplicateKey { key }.into(),
        Rule::BothSpellings => ProjectFault::BothSpellings.into(),
        Rule::WrongType { key, expected } => TextFault::WrongType { key, expected }.into(),
    };
    let first_line = file.text()[range.clone()].lines().next().unwrap_or_default();
    Fault::at(file.path.as_str(), file.text(), range.start..range.start + first_line.len(), kind)
}

/// Pages are written for native projects only.
///
/// # Errors
/// Every page of the manifest.
pub fn refuse_pages(manifest: &Manifest, framework: Framework) -> Result<(), Faults> {
    let what = ProjectFault::PageOfFramework { framework: framework.name() };
    none_of((), manifest.pages.iter().map(|page| page.fault(what.clone())).collect())
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
    let others = app.subpackages().into_iter().map(|(root, _)| root).filter(|other| other != root);
    let nested = others.filter(|other| other.is_within(root) || root.is_within(other));
    violations.extend(nested.map(|other| ProjectFault::NestedRoot { other: other.to_string() }));
    // a page of the manifest moves into the subpackage with the plugin
    let moves = |path: &RelPath| manifest.pages.iter().any(|page| page.path == *path);
    let main =
        app.pages(&Package::Main).into_iter().filter_map(|(_, page)| RelPath::parse(page).ok());
    let inside = main.filter(|page| page.strip(root).is_some() && !moves(page));
    violations.extend(inside.map(|page| ProjectFault::MainPageInRoot { page: page.to_string() }));
    violations
}
