//! Files that stand where configuration must stand and are none: a gate that passed over them would pass what it cannot read.

use std::collections::BTreeSet;

use crate::model::fault::{Fault, TextFault};
use crate::project::config_file::ConfigFile;
use crate::project::framework::{Framework, Row, Syntax};
use crate::project::roots::{FoundFile, MiniprogramRoot};
use crate::syntax::expected::Expected;
use crate::text::lines::is_blank;
use crate::text::path::{Folder, join};

/// What every mini-program lists.
const PAGES: &str = "pages";
/// The files that list them.
const LISTING: [&str; 2] = ["app.json", "pages.json"];

/// A file with the name of configuration that says nothing of a mini-program.
#[derive(Debug, Clone)]
pub struct BrokenConfig {
    /// The folder that holds it.
    pub folder: Folder,
    /// How it would be read.
    pub row: &'static Row,
    /// What is wrong with it, if it is configuration; its path is from where the user is.
    pub fault: Fault,
    /// What stands beside it.
    pub neighbours: Neighbours,
}

/// What stands before a name that a script declares itself, or makes an object of.
const OWN: [&str; 7] = ["function", "class", "import", "const", "let", "var", "new"];

/// What the files beside one tell of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Neighbours {
    /// They are those of a mini-program.
    OfProgram,
    /// They may be anybody's.
    Unknown,
}

impl ConfigFile {
    /// What is wrong with a file that says nothing of a mini-program, if it is configuration nevertheless.
    pub fn defect(&self) -> Option<Fault> {
        // scripts of such names are many
        if self.row.syntax.is_common() {
            return None;
        }
        let path = self.path.as_str();
        if is_blank(self.text()) {
            return Some(Fault::at(path, self.text(), 0..0, TextFault::EmptyFile));
        }
        self.readable().err().or_else(|| self.without_pages())
    }

    /// Its readers refuse to do without pages.
    fn without_pages(&self) -> Option<Fault> {
        let root = self.root().filter(|_| LISTING.contains(&self.row.file))?;
        let what = if root.members().is_none() {
            TextFault::WrongType { key: self.row.file.to_owned(), expected: &[Expected::Object] }
        } else if self.row.syntax == Syntax::Conditional && self.text().contains(PAGES) {
            // they may stand in a branch of another platform
            return None;
        } else {
            TextFault::MissingKey { key: PAGES }
        };
        Some(Fault::at(self.path.as_str(), self.text(), root.range.start..root.range.start, what))
    }
}

/// Whether a script beside app.json is that of a mini-program: it calls the platform's `App`, and no namesake of its own.
pub fn calls_app(script: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
    let (mut is_called, mut is_own) = (false, false);
    for (at, name) in script.match_indices("App") {
        let (before, after) = (&script[..at], &script[at + name.len()..]);
        if !before.ends_with(is_of_name) && !after.starts_with(is_of_name) {
            is_called |= after.trim_start().starts_with(['(', '<']);
            is_own |= OWN.iter().any(|word| before.trim_end().ends_with(word));
        }
    }
    is_called && !is_own
}

/// The faults of those that certainly are configuration.
pub(super) fn faults(
    broken: Vec<BrokenConfig>,
    found: &[FoundFile],
    pointers: &[MiniprogramRoot],
) -> Vec<Fault> {
    if broken.is_empty() {
        return Vec::new();
    }
    let pointed: BTreeSet<Folder> =
        pointers.iter().map(|it| join(&it.folder, &it.miniprogram_root)).collect();
    let known: BTreeSet<(&str, Framework)> =
        found.iter().map(|file| (file.folder.as_str(), file.config.row.framework)).collect();
    let is_certain = |it: &BrokenConfig| {
        let has = |framework| known.contains(&(it.folder.as_str(), framework));
        it.neighbours == Neighbours::OfProgram
            || match it.row.framework {
                Framework::Native => pointed.contains(&it.folder),
                Framework::UniApp => has(Framework::UniApp),
                Framework::Ext => has(Framework::Native),
                Framework::Taro | Framework::Remax | Framework::Goji => false,
                // nobody else has files of these names, or their packages beside them
                Framework::Mpvue | Framework::Wepy | Framework::Mpx | Framework::WeappVite => true,
            }
    };
    broken.into_iter().filter(is_certain).map(|it| it.fault).collect()
}
