//! What a project is: its framework and its configuration files, recognised in a snapshot of its folder.

use std::collections::BTreeSet;

use crate::model::fault::{Fault, Faults, ProjectFault, none_of};
use crate::project::framework::{Framework, ROWS, Row, row_of};
use crate::project::inventory::{Config, Found, Located, Seen, inventory};
use crate::project::mpx::{self, Role};
use crate::project::native::ProjectConfig;
use crate::project::snapshot::Project;
use crate::text::path::RelPath;

/// A recognised project.
#[derive(Debug, Clone)]
pub struct Host {
    /// Its framework.
    pub framework: Framework,
    /// Its configuration files, from the project's root.
    pub files: Vec<Located>,
}

/// Which files tell what a project is, as far as the snapshot tells; asked again until nothing is new.
pub fn wanted(project: &Project, config: &ProjectConfig) -> Vec<RelPath> {
    let packages = packages(project, config).into_iter().flatten();
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
fn packages(project: &Project, config: &ProjectConfig) -> BTreeSet<Vec<RelPath>> {
    let programs = candidates(config).into_iter();
    let programs = programs.filter(|(_, row)| row.framework == Framework::Mpx);
    let mut open: Vec<RelPath> = programs.map(|(path, _)| path).collect();
    let mut found = BTreeSet::new();
    while let Some(file) = open.pop() {
        let folder = file.parent();
        for package in mpx::packages(project.text(&file).unwrap_or_default()) {
            let mut paths = Vec::new();
            for path in package.candidates {
                let path = path.below(folder.as_ref());
                let is_nothing = project.knows(&path) && project.text(&path).is_none();
                paths.push(path);
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

/// Recognises a project. Sources win over an app.json, which they may have been compiled to.
///
/// # Errors
/// No mini-program, or configuration that cannot be read.
pub fn recognise(project: &Project, config: &ProjectConfig) -> Result<Host, Faults> {
    let mut seen = Vec::new();
    let mut faults = Vec::new();
    for (path, row) in candidates(config) {
        let Some(text) = project.text(&path) else { continue };
        let stands =
            |path: &str| RelPath::parse(path).is_ok_and(|path| project.text(&path).is_some());
        if !row.is_of_program(path.as_str(), &stands) {
            continue;
        }
        match Seen::read(row, path.to_string(), text) {
            Ok(found) => seen.extend(found),
            Err(fault) => faults.push(fault),
        }
    }
    let mut broken = Vec::new();
    let row = row_of(Framework::Mpx);
    for paths in packages(project, config) {
        let there = paths.iter().find_map(|path| Some((path, project.text(path)?)));
        let read = match there {
            Some((path, text)) => Seen::read(row, path.to_string(), text),
            None => Err(Fault::of(paths[0].as_str(), ProjectFault::NoPackageFile)),
        };
        match read {
            Ok(found) => seen.extend(found),
            Err(fault) => broken.push(fault),
        }
    }
    let root = config.miniprogram_root.as_ref().map(RelPath::to_string).unwrap_or_default();
    let configs = vec![Config { folder: String::new(), miniprogram_root: root }];
    let mut here = inventory(Found { seen, configs, ..Found::default() }).projects;
    here.retain(|listed| listed.root.is_empty());
    here.sort_by_key(|listed| rank(listed.framework));
    match here.into_iter().next() {
        Some(listed) => {
            let framework = listed.framework;
            none_of(Host { framework, files: listed.into_project()?.0 }, broken)
        }
        None if faults.is_empty() => native(project, config).map_err(Faults::from),
        None => Err(Faults(faults)),
    }
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
fn native(project: &Project, config: &ProjectConfig) -> Result<Host, Fault> {
    let path = config.app_json();
    if project.text(&path).is_some() {
        let files = vec![Located { path, row: row_of(Framework::Native), role: Role::Program }];
        return Ok(Host { framework: Framework::Native, files });
    }
    let miniprogram_root = config.miniprogram_root.as_ref().map(RelPath::to_string);
    Err(Fault::of(path.to_string(), ProjectFault::NotAMiniProgram { miniprogram_root }))
}
