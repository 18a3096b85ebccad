//! Projects put together from the configuration files that were found: which file belongs to which root.

use std::collections::BTreeMap;

use crate::model::declaration::Declaration;
use crate::model::framework::{Framework, Row};

/// A folder as the walk names it: relative to where the user is, `/`-separated, empty for the folder itself.
pub type Folder = String;

/// A configuration file that was found and read.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The folder that holds it.
    pub folder: Folder,
    /// What it is.
    pub row: &'static Row,
    /// The declarations in it.
    pub declarations: Vec<Declaration>,
}

/// A project.config.json that was found.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder that holds it.
    pub folder: Folder,
    /// Its `miniprogramRoot`, normalised; empty for the folder itself.
    pub miniprogram_root: Folder,
}

/// A project of the inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its root.
    pub root: Folder,
    /// Its framework.
    pub framework: Framework,
    /// Its configuration files.
    pub files: Vec<(String, &'static Row)>,
    /// Its declarations with the file of each, by file and place.
    pub declarations: Vec<(String, Declaration)>,
}

/// Puts files together into projects, by root and framework.
pub fn projects(seen: &[Seen], configs: &[Config]) -> Vec<Listed> {
    let mut projects: BTreeMap<(Folder, Framework), Listed> = BTreeMap::new();
    let hosts: Vec<(Folder, Folder, Framework)> = seen
        .iter()
        .filter(|seen| seen.row.framework != Framework::Ext)
        .map(|seen| {
            let (root, framework) = place(seen, configs);
            (seen.folder.clone(), root, framework)
        })
        .collect();
    for seen in seen {
        let host = hosts.iter().find(|(folder, root, _)| [folder, root].contains(&&seen.folder));
        let (root, framework) = match (seen.row.framework, host) {
            (Framework::Ext, Some((_, root, framework))) => (root.clone(), *framework),
            _ => place(seen, configs),
        };
        let listed = projects.entry((root.clone(), framework)).or_insert_with(|| Listed {
            root,
            framework,
            files: Vec::new(),
            declarations: Vec::new(),
        });
        let file = join(&seen.folder, seen.row.file);
        listed.files.push((file.clone(), seen.row));
        listed
            .declarations
            .extend(seen.declarations.iter().map(|found| (file.clone(), found.clone())));
    }
    let mut projects: Vec<Listed> = projects.into_values().collect();
    for project in &mut projects {
        project.declarations.sort_by(|(a, one), (b, two)| (a, one.place).cmp(&(b, two.place)));
    }
    projects
}

/// The root of a file's project, and the framework that its place gives it.
fn place(seen: &Seen, configs: &[Config]) -> (Folder, Framework) {
    let framework = seen.row.framework;
    let pointed =
        configs.iter().find(|config| join(&config.folder, &config.miniprogram_root) == seen.folder);
    let source = parent_of_source(&seen.folder);
    match (framework, pointed, source) {
        (Framework::Native, Some(config), _) => (config.folder.clone(), Framework::Native),
        // the platform reads app.json only where miniprogramRoot points, so one in src belongs to mpvue
        (Framework::Native, None, Some(root))
            if configs.iter().any(|config| config.folder == root) =>
        {
            (root, Framework::Mpvue)
        }
        (Framework::Native | Framework::Ext, None, _) | (Framework::Ext, Some(_), _) => {
            (seen.folder.clone(), framework)
        }
        (_, _, source) => (source.unwrap_or_else(|| seen.folder.clone()), framework),
    }
}

fn parent_of_source(folder: &str) -> Option<Folder> {
    match folder.rsplit_once('/') {
        Some((parent, "src")) => Some(parent.to_owned()),
        None if folder == "src" => Some(Folder::new()),
        Some(_) | None => None,
    }
}

/// A path below a folder.
pub fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::framework::ROWS;

    fn seen(folder: &str, file: &str) -> Seen {
        let row = ROWS.iter().find(|row| row.file == file).expect(file);
        Seen { folder: folder.into(), row, declarations: Vec::new() }
    }

    #[test]
    fn files_belong_to_the_roots_that_their_framework_has() {
        let configs = [
            Config { folder: "a".into(), miniprogram_root: "mini".into() },
            Config { folder: "v".into(), miniprogram_root: "dist".into() },
        ];
        let files = [
            seen("a/mini", "app.json"),
            seen("a/mini", "ext.json"),
            seen("u/src", "manifest.json"),
            seen("u/src", "pages.json"),
            seen("v/src", "app.json"),
            seen("alone", "ext.json"),
        ];
        let found: Vec<_> =
            projects(&files, &configs).into_iter().map(|p| (p.root, p.framework.name())).collect();
        let expected = [("a", "native"), ("alone", "ext"), ("u", "uni-app"), ("v", "mpvue")];
        assert_eq!(found, expected.map(|(root, framework)| (root.to_owned(), framework)));
    }
}
