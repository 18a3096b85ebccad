//! Finding the configuration files of any number of projects: many folders at once, nothing kept but what was found.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::overrides::OverrideBuilder;
use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::disk::read_named;
use crate::model::declaration;
use crate::model::fault::{Act, Fault, What};
use crate::model::framework::ROWS;
use crate::model::inventory::{Config, Seen, join};
use crate::model::native::{PROJECT_CONFIG, ProjectConfig};

/// What others build or install, and the platform's own output; they are read only where they are named.
const OUTPUT: [&str; 5] =
    ["node_modules", "miniprogram_npm", "unpackage", "dist", "bower_components"];

/// All that a walk brings home.
#[derive(Debug, Default)]
pub struct Fleet {
    /// The configuration files.
    pub seen: Vec<Seen>,
    /// Where projects say that app.json is.
    pub configs: Vec<Config>,
    /// What could not be read; it does not stop the others.
    pub faults: Vec<Fault>,
}

/// Reads every configuration file below the paths, each once.
///
/// # Errors
/// A path that is not there.
pub fn survey(paths: &[PathBuf]) -> Result<Fleet, Fault> {
    let fleet = Mutex::new(Fleet::default());
    for path in paths {
        if !path.exists() {
            return Err(Fault::of(path.display().to_string(), What::NoSuchFolder));
        }
        walk(path, &fleet);
    }
    let mut fleet = fleet.into_inner().unwrap_or_else(PoisonError::into_inner);
    fleet.seen.sort_by(|a, b| (&a.folder, a.row.file).cmp(&(&b.folder, b.row.file)));
    fleet.seen.dedup_by(|a, b| a.folder == b.folder && a.row.file == b.row.file);
    fleet.configs.sort_by(|a, b| a.folder.cmp(&b.folder));
    fleet.faults.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
    fleet.faults.dedup();
    Ok(fleet)
}

fn walk(top: &Path, fleet: &Mutex<Fleet>) {
    let mut wanted = OverrideBuilder::new(top);
    for name in ROWS.iter().map(|row| row.file).chain([PROJECT_CONFIG]) {
        // a name that is wanted is read even where an ignore file names it; ignored folders stay closed
        wanted.add(name).expect("a plain file name is a pattern");
    }
    let mut builder = WalkBuilder::new(top);
    builder
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .overrides(wanted.build().expect("plain file names are patterns"))
        .filter_entry(|entry| entry.depth() == 0 || !is_output(entry));
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            let found = match entry {
                Ok(entry) => visit(&entry),
                Err(error) => Some(Found::Fault(unreadable(&error))),
            };
            if let Some(found) = found {
                let mut fleet = fleet.lock().unwrap_or_else(PoisonError::into_inner);
                match found {
                    Found::Seen(seen) => fleet.seen.push(seen),
                    Found::Config(config) => fleet.configs.push(config),
                    Found::Fault(fault) => fleet.faults.push(fault),
                }
            }
            WalkState::Continue
        })
    });
}

enum Found {
    Seen(Seen),
    Config(Config),
    Fault(Fault),
}

fn is_output(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
        && OUTPUT.iter().any(|name| entry.file_name() == *name)
}

fn visit(entry: &DirEntry) -> Option<Found> {
    if !entry.file_type().is_some_and(|kind| kind.is_file()) {
        return None;
    }
    let name = entry.file_name().to_str()?;
    let folder = folder_of(entry.path());
    let file = join(&folder, name);
    let text = match read_named(entry.path()) {
        Ok(text) => text,
        Err(what) => return Some(Found::Fault(Fault::of(file, what))),
    };
    if name == PROJECT_CONFIG {
        let config = ProjectConfig::parse(&text).ok()?;
        let miniprogram_root =
            config.miniprogram_root.map(|root| root.to_string()).unwrap_or_default();
        return Some(Found::Config(Config { folder, miniprogram_root }));
    }
    let row = ROWS.iter().find(|row| row.file == name)?;
    match declaration::read(row, &file, &text) {
        Ok(None) => None,
        Ok(Some(declarations)) => Some(Found::Seen(Seen { folder, row, declarations })),
        Err(fault) => Some(Found::Fault(fault)),
    }
}

/// The folder of a file as the user may name it: `/`-separated, without `./` in front.
fn folder_of(path: &Path) -> String {
    let folder = path.parent().unwrap_or(Path::new(""));
    let folder = folder.strip_prefix(".").unwrap_or(folder);
    folder.to_string_lossy().replace('\\', "/")
}

fn unreadable(error: &ignore::Error) -> Fault {
    Fault::of(".", What::System { act: Act::Read, reason: error.to_string() })
}
