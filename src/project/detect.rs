//! What the project in a folder is: its framework and its configuration files, detected in a snapshot.

use std::collections::BTreeSet;

use crate::model::fault::{Fault, Faults, ProjectFault, none_of};
use crate::project::config_file::ConfigFile;
use crate::project::framework::{Framework, ROWS, Row, row_of};
use crate::project::inventory::{DetectedProject, WalkedFiles, inventory};
use crate::project::mpx;
use crate::project::native::ProjectConfig;
use crate::project::roots::{FoundFile, MiniprogramRoot};
use crate::project::snapshot::Snapshot;
use crate::text::path::{Folder, RelPath};

/// Which files tell what a project is, as far as the snapshot tells; asked again until nothing is new.
pub fn wanted(snapshot: &Snapshot, config: &ProjectConfig) -> Vec<RelPath> {
    let packages = packages(snapshot, config).into_iter().flatten();
    candidates(config).into_iter().map(|(path, _)| path).chain(packages).collect()
}

/// Where configuration files may stand in a project: its root, the folder of sources, and where the platform looks.
fn candidates(config: &ProjectConfig) -> Vec<(RelPath, &'static Row)> {
    let source = RelPath::constant("src");
    let mut folders = vec![None, Some(source)];
    if !folders.contains(&config.miniprogram_root) {
        folders.push(config.miniprogram_root.clone());
    }
    let below =
        |folder: &Option<RelPath>, row: &Row| RelPath::constant(row.file).below(folder.as_ref());
    folders
        .iter()
        .flat_map(|folder| ROWS.iter().map(move |row| (below(folder, row), row)))
        .collect()
}

/// The files that mpx programs are put together from, as far as the snapshot tells: of each the paths where it may stand,
/// up to the first that is there or was not looked at.
fn packages(snapshot: &Snapshot, config: &ProjectConfig) -> BTreeSet<Vec<RelPath>> {
    let row = row_of(Framework::Mpx);
    let programs = candidates(config).into_iter();
    let programs = programs.filter(|(_, row)| row.framework == Framework::Mpx);
    let mut open: Vec<RelPath> = programs.map(|(path, _)| path).collect();
    let mut found = BTreeSet::new();
    while let Some(path) = open.pop() {
        let Some(file) = snapshot.config(&path, row) else { continue };
        for package in mpx::packages(file.literals()) {
            let mut paths = Vec::new();
            for candidate in package.candidates {
                let candidate = candidate.below(path.parent().as_ref());
                let is_nothing = snapshot.knows(&candidate) && snapshot.text(&candidate).is_none();
                paths.push(candidate);
                if !is_nothing {
                    break;
                }
            }
            if found.insert(paths.clone()) {
                open.extend(paths.pop());
            }
        }
    }
    found
}

/// Detects a project. Sources win over an app.json, which they may have been compiled to.
///
/// # Errors
/// No mini-program, or configuration that cannot be read.
pub fn detect(snapshot: &Snapshot, config: &ProjectConfig) -> Result<DetectedProject, Faults> {
    let (configs, faults) = programs(snapshot, config);
    let (members, broken) = package_files(snapshot, config);
    let miniprogram_root = config.miniprogram_root.as_ref().map(RelPath::to_string);
    let root = MiniprogramRoot {
        folder: Folder::new(),
        miniprogram_root: miniprogram_root.unwrap_or_default(),
    };
    let configs = configs.into_iter().chain(members).map(found_file).collect();
    let walked = WalkedFiles { configs, roots: vec![root], ..WalkedFiles::default() };
    let mut here = inventory(walked).projects;
    here.retain(|project| project.root.is_empty());
    here.sort_by_key(|project| rank(project.framework));
    match here.into_iter().next() {
        Some(project) => none_of(project, broken),
        None if faults.is_empty() => native(snapshot, config).map_err(Faults::from),
        None => Err(Faults(faults)),
    }
}

/// The files by which programs are known.
fn programs(snapshot: &Snapshot, config: &ProjectConfig) -> (Vec<ConfigFile>, Vec<Fault>) {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let stands = |path: &str| RelPath::parse(path).is_ok_and(|path| snapshot.text(&path).is_some());
    for (path, row) in candidates(config) {
        let file = snapshot.config(&path, row);
        let Some(file) = file.filter(|_| row.is_of_program(path.as_str(), &stands)) else {
            continue;
        };
        match file.clone().recognised() {
            Ok(file) => found.extend(file),
            Err(fault) => faults.push(fault),
        }
    }
    (found, faults)
}

/// The further files of mpx programs.
fn package_files(snapshot: &Snapshot, config: &ProjectConfig) -> (Vec<ConfigFile>, Vec<Fault>) {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for paths in packages(snapshot, config) {
        let there = paths.iter().find_map(|path| snapshot.config(path, row_of(Framework::Mpx)));
        match there.map(|file| file.clone().recognised()) {
            Some(Ok(file)) => found.extend(file),
            Some(Err(fault)) => faults.push(fault),
            None => faults.push(Fault::of(paths[0].as_str(), ProjectFault::NoPackageFile)),
        }
    }
    (found, faults)
}

fn found_file(config: ConfigFile) -> FoundFile {
    let folder = config.path.parent().map(|folder| folder.to_string()).unwrap_or_default();
    let name = RelPath::parse(config.path.name()).unwrap_or_else(|_| config.path.clone());
    FoundFile { folder, config: config.at(name) }
}

fn rank(framework: Framework) -> u8 {
    match framework {
        Framework::UniApp
        | Framework::Taro
        | Framework::Mpvue
        | Framework::Wepy
        | Framework::Mpx => 0,
        Framework::Native => 1,
        Framework::Ext => 2,
    }
}

/// An app.json where the platform looks for it makes a mini-program, whatever is in it.
fn native(snapshot: &Snapshot, config: &ProjectConfig) -> Result<DetectedProject, Fault> {
    let app_json = snapshot.config(&config.app_json(), row_of(Framework::Native));
    let app_json = app_json.ok_or_else(|| config.no_app_json())?;
    let files = vec![app_json.clone()];
    Ok(DetectedProject { files, ..DetectedProject::new("", Framework::Native) })
}
