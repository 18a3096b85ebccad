//! What the project in a folder is: its framework and its configuration files, detected in a snapshot.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::fault::{Fault, Faults, ProjectFault, none_of};
use crate::project::config_file::ConfigFile;
use crate::project::framework::{Evidence, Framework, ROWS, Row, row_at, row_of};
use crate::project::inventory::{DetectedProject, WalkedFiles, inventory};
use crate::project::mpx::files;
use crate::project::native::ProjectConfig;
use crate::project::roots::{FoundFile, MiniprogramRoot};
use crate::project::snapshot::Snapshot;
use crate::text::path::{Folder, RelPath};

/// Which files tell what a project is, as far as the snapshot tells; asked again until nothing is new.
pub fn wanted(snapshot: &Snapshot, config: &ProjectConfig) -> Vec<RelPath> {
    let named: BTreeSet<RelPath> = named_files(snapshot, config).into_keys().flatten().collect();
    let beside = ROWS.iter().flat_map(|row| row.marks.beside).chain(&[PACKAGE_JSON]);
    let beside =
        beside.flat_map(|name| folders(config).map(|it| constant_below(name, it.as_ref())));
    // JSON imports nothing, and which row reads it may be known only when more is
    let imports = unnamed(snapshot, config, &named)
        .filter(|(_, row, _)| !row.syntax.is_plain_json())
        .filter_map(|(path, row, _)| snapshot.config(&path, row))
        .flat_map(|file| following(file.clone(), snapshot).1)
        .collect::<Vec<_>>();
    candidates(config).into_iter().chain(beside).chain(named).chain(imports).collect()
}

/// A file with what it imports, as far as the snapshot tells, and the paths that it asked for.
fn following(file: ConfigFile, snapshot: &Snapshot) -> (ConfigFile, Vec<RelPath>) {
    let (importer, mut asked) = (file.clone(), Vec::new());
    let file = file.following(&mut |path| {
        let path = importer.beside(path)?;
        let text = snapshot.text(&path).map(str::to_owned);
        asked.push(path);
        text
    });
    (file, asked)
}

/// What a folder of scripts depends on.
const PACKAGE_JSON: &str = "package.json";

/// Where configuration files may stand in a project: its root, the folder of sources, and where the platform looks.
fn folders(config: &ProjectConfig) -> impl Iterator<Item = Option<RelPath>> {
    let source = Some(RelPath::constant("src"));
    let pointed = config.miniprogram_root.clone();
    let more = (pointed.is_some() && pointed != source).then_some(pointed);
    [None, source].into_iter().chain(more)
}

fn constant_below(name: &'static str, folder: Option<&RelPath>) -> RelPath {
    RelPath::constant(name).below(folder)
}

/// The paths at which configuration files may stand.
fn candidates(config: &ProjectConfig) -> Vec<RelPath> {
    let paths = folders(config)
        .flat_map(|folder| ROWS.iter().map(move |row| constant_below(row.file, folder.as_ref())));
    // rows may share a name, and then stand together
    let mut paths: Vec<RelPath> = paths.collect();
    paths.dedup();
    paths
}

/// The files by which programs are known, with what they are taken for.
fn programs<'s>(
    snapshot: &'s Snapshot,
    config: &ProjectConfig,
) -> impl Iterator<Item = (RelPath, &'static Row, Evidence)> + use<'s> {
    candidates(config).into_iter().filter_map(|path| {
        let (row, evidence) = row_at(path.as_str(), snapshot.text(&path)?, snapshot)?;
        Some((path, row, evidence))
    })
}

/// The same without those that other files name: a file is read by one row, and that is the one that names it.
fn unnamed(
    snapshot: &Snapshot,
    config: &ProjectConfig,
    named: &BTreeSet<RelPath>,
) -> impl Iterator<Item = (RelPath, &'static Row, Evidence)> {
    programs(snapshot, config).filter(|(path, ..)| !named.contains(path))
}

/// The files that mpx programs are put together from, as far as the snapshot tells: of each the paths where it may stand,
/// up to the first that is there or was not looked at, how it is read, and the usual path.
fn named_files(
    snapshot: &Snapshot,
    config: &ProjectConfig,
) -> BTreeMap<Vec<RelPath>, (&'static Row, RelPath)> {
    let programs = programs(snapshot, config).filter(|(_, row, _)| row.framework == Framework::Mpx);
    let mut open: Vec<(RelPath, &Row)> = programs.map(|(path, row, _)| (path, row)).collect();
    let mut found = BTreeMap::new();
    while let Some((path, row)) = open.pop() {
        let Some(file) = snapshot.config(&path, row) else { continue };
        for named in files::named_files(file) {
            let mut paths = Vec::new();
            for candidate in named.candidates {
                let candidate = candidate.below(path.parent().as_ref());
                let is_nothing = snapshot.knows(&candidate) && snapshot.text(&candidate).is_none();
                paths.push(candidate);
                if !is_nothing {
                    break;
                }
            }
            let usual = named.usual.below(path.parent().as_ref());
            if found.insert(paths.clone(), (named.row, usual)).is_none() {
                open.extend(paths.pop().map(|path| (path, named.row)));
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
    let (configs, faults) = program_files(snapshot, config);
    let (members, broken) = further_files(snapshot, config);
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

/// The files by which programs are known, as far as nothing else reads them.
fn program_files(snapshot: &Snapshot, config: &ProjectConfig) -> (Vec<ConfigFile>, Vec<Fault>) {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let named: BTreeSet<RelPath> = named_files(snapshot, config).into_keys().flatten().collect();
    for (path, row, evidence) in unnamed(snapshot, config, &named) {
        match snapshot
            .config(&path, row)
            .map(|file| file.clone().with_evidence(evidence).recognised())
        {
            Some(Ok(file)) => found.extend(file.map(|file| following(file, snapshot).0)),
            Some(Err(fault)) => faults.push(fault),
            None => {}
        }
    }
    (found, faults)
}

/// The further files of mpx programs.
fn further_files(snapshot: &Snapshot, config: &ProjectConfig) -> (Vec<ConfigFile>, Vec<Fault>) {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for (paths, (row, usual)) in named_files(snapshot, config) {
        let there = paths.iter().find_map(|path| snapshot.config(path, row));
        match there.map(|file| file.readable().map(|()| file.clone())) {
            Some(Ok(file)) => found.push(file),
            Some(Err(fault)) => faults.push(fault),
            None => faults.push(Fault::of(usual.as_str(), ProjectFault::NoPackageFile)),
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
        | Framework::Remax
        | Framework::Goji
        | Framework::Mpvue
        | Framework::Wepy
        | Framework::Mpx
        | Framework::WeappVite => 0,
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
