//! What a project is: its framework and its configuration files, recognised in a snapshot of its folder.

use crate::model::configuration::Configuration;
use crate::model::fault::{Fault, Faults, What};
use crate::model::framework::{Framework, ROWS, Row, row_of};
use crate::model::inventory::{Config, Found, Located, Seen, inventory};
use crate::model::native::ProjectConfig;
use crate::model::project::Project;
use crate::text::path::RelPath;

/// A recognised project.
#[derive(Debug, Clone)]
pub struct Host {
    /// Its framework.
    pub framework: Framework,
    /// Its configuration files, from the project's root.
    pub files: Vec<Located>,
}

/// Where configuration files may stand in a project: its root, the folder of sources, and where the platform looks.
pub fn candidates(config: &ProjectConfig) -> Vec<(RelPath, &'static Row)> {
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

/// Recognises a project. Sources win over an app.json, which they may have been compiled to.
///
/// # Errors
/// No mini-program, or configuration that cannot be read.
pub fn recognise(project: &Project, config: &ProjectConfig) -> Result<Host, Faults> {
    let mut seen = Vec::new();
    let mut faults = Vec::new();
    for (path, row) in candidates(config) {
        let Some(text) = project.text(&path) else { continue };
        match Configuration::read(row, path.as_str(), text) {
            Ok(None) => {}
            Ok(Some(_)) => seen.push(Seen {
                path: path.to_string(),
                row,
                declarations: Vec::new(),
                packages: Vec::new(),
                text: None,
            }),
            Err(fault) => faults.push(fault),
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
            Ok(Host { framework, files: listed.into_project()?.0 })
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
        let files = vec![(path, row_of(Framework::Native))];
        return Ok(Host { framework: Framework::Native, files });
    }
    let miniprogram_root = config.miniprogram_root.as_ref().map(RelPath::to_string);
    Err(Fault::of(path.to_string(), What::NotAMiniProgram { miniprogram_root }))
}
