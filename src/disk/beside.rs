//! What stands beside a file that may be configuration: enough of it to know whose the folder is.

use std::fs;
use std::path::Path;

use crate::check::facts::PathKind;
use crate::disk::present::Lookout;
use crate::disk::refusal::decoded;
use crate::disk::texts::read_into;
use crate::project::broken::{Neighbours, calls_app};
use crate::project::framework::{Framework, Row, Surroundings};
use crate::text::path::RelPath;

/// Scripts beside app.json that start a native mini-program.
const STARTS: [&str; 2] = ["app.js", "app.ts"];
/// What only uni-app has beside pages.json.
const ROOTS_OF_UNI_APP: [&str; 3] = ["App.vue", "App.uvue", "App.nvue"];

/// The files on disk, by their paths from where the user is; a link is none.
pub(super) struct OnDisk;

impl Surroundings for OnDisk {
    fn stands(&self, path: &str) -> bool {
        Path::new(path).symlink_metadata().is_ok_and(|found| found.is_file())
    }

    fn text(&self, path: &str) -> Option<String> {
        let mut buffer = Vec::new();
        read_into(Path::new(path), path, &mut buffer).ok()?;
        decoded(path, &buffer).ok().map(str::to_owned)
    }
}

/// What the neighbours of a file of this row tell; no link is followed.
pub(super) fn neighbours(folder: &Path, row: &Row) -> Neighbours {
    let is_of_program = match row.framework {
        Framework::Native => {
            has(folder, "app.wxss") || starts(folder) || has_markup(&folder.join("pages"))
        }
        Framework::UniApp => ROOTS_OF_UNI_APP.iter().any(|name| has(folder, name)),
        Framework::Taro
        | Framework::Remax
        | Framework::Goji
        | Framework::Mpvue
        | Framework::Wepy
        | Framework::Mpx
        | Framework::WeappVite
        | Framework::Ext => false,
    };
    if is_of_program { Neighbours::OfProgram } else { Neighbours::Unknown }
}

fn has(folder: &Path, name: &'static str) -> bool {
    matches!(Lookout::new(folder).kind(&RelPath::constant(name)), Some(PathKind::File(_)))
}

fn starts(folder: &Path) -> bool {
    let mut buffer = Vec::new();
    STARTS.iter().any(|name| {
        read_into(&folder.join(name), name, &mut buffer)
            .and_then(|()| decoded(name, &buffer).map(calls_app))
            .unwrap_or(false)
    })
}

/// Whether a folder of pages has the platform's markup, in itself or in a folder of it; others' are scripts.
fn has_markup(pages: &Path) -> bool {
    let is_markup = |path: &Path| path.extension().is_some_and(|suffix| suffix == "wxml");
    let inside = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| (entry.path(), entry.file_type())).collect::<Vec<_>>()
    };
    let is_folder = pages.symlink_metadata().is_ok_and(|kind| kind.is_dir());
    is_folder
        && inside(pages).iter().any(|(path, kind)| {
            is_markup(path)
                || kind.as_ref().is_ok_and(fs::FileType::is_dir)
                    && inside(path).iter().any(|(path, _)| is_markup(path))
        })
}
