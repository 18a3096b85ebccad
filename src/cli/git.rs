//! A plan as the patch that `git apply` reads, in which secrets are masked.

use std::fmt::Write as _;
use std::path::{MAIN_SEPARATOR, PathBuf};

use anstyle::Style;

use crate::cli::invocation::{Mode, PatchBase, Run};
use crate::cli::style::{AIDE, GONE, GOOD, warning};
use crate::cli::words;
use crate::disk::named::Here;
use crate::disk::repository::git_root;
use crate::model::fault::{Fault, Faults, SystemFault, none_of};
use crate::model::lock;
use crate::plan::Plan;
use crate::project::usage::Keys;
use crate::text::diff::{closed_patch, git_patch};
use crate::text::path::RelPath;

/// What `git apply` makes of a patch where the user is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// It applies it.
    #[default]
    Applied,
    /// It passes over files, without a word, that lie outside of the working directory.
    PassedOver,
}

/// A part of one patch for all projects, and what is said of it; base texts of the lock are not part of it.
#[derive(Debug, Default)]
pub(super) struct Patch {
    /// For stdout, byte for byte.
    pub(super) text: String,
    /// For stderr: a file that the patch does not change.
    pub(super) warnings: String,
    /// What git would make of it.
    pub(super) effect: Effect,
}

impl Patch {
    /// The patch of a project.
    ///
    /// # Errors
    /// Files that no patch can name.
    pub(super) fn of(run: &Run, plan: &Plan) -> Result<Self, Faults> {
        let mut patch = Self::default();
        let lock = plan.lock_in_patch().map(|change| (RelPath::constant(lock::FILE), change));
        let files: Vec<_> =
            plan.changes.iter().chain(lock.iter().map(|(path, change)| (path, change))).collect();
        if files.is_empty() {
            return Ok(patch);
        }
        let base = Base::find(run.patch_base)?;
        let mut faults = Vec::new();
        for (path, change) in files {
            let path = path.as_str();
            let name = match base.name(&run.user_path(path)) {
                Ok(name) => name,
                Err(what) => {
                    faults.push(Fault::of(path, what));
                    continue;
                }
            };
            let open = git_patch(&name, change.before(), change.after());
            let texts = change.before().into_iter().chain(change.after());
            let keys = Keys::of(&run.user_path(path), texts);
            let masked = if path == lock::FILE {
                // its entries are nobody's to edit: with a mask in one, nothing of it is of use
                keys.are_in(&open).then(|| closed_patch(&name))
            } else {
                masked(&name, &open, &keys)
            };
            if masked.is_some() {
                patch.warnings += &warning(&words::masked_in_patch(&run.shown(path)));
            }
            if run.user_path(path).starts_with("../") {
                patch.effect = Effect::PassedOver;
            }
            patch.text += masked.as_ref().unwrap_or(&open);
        }
        none_of(patch, faults)
    }

    /// The patch of a run that shows one; others have none.
    ///
    /// # Errors
    /// As [`Patch::of`].
    pub(super) fn shown_by(run: &Run, plan: &Plan) -> Result<Self, Faults> {
        match run.mode {
            Mode::Diff if plan.conflicts.is_empty() => Self::of(run, plan),
            Mode::Diff | Mode::Write | Mode::Check => Ok(Self::default()),
        }
    }
}

/// The folder from which files are named.
struct Base {
    here: Here,
    folder: PathBuf,
    /// What is said of a file that does not lie in it.
    outside: SystemFault,
}

impl Base {
    fn find(base: PatchBase) -> Result<Self, Fault> {
        let here = Here::find()?;
        let repository = match base {
            PatchBase::Repository => git_root(here.folder()),
            PatchBase::Here => None,
        };
        let outside = if repository.is_some() {
            SystemFault::OutsideRepository
        } else {
            SystemFault::OutsideFolder
        };
        let folder = repository.unwrap_or_else(|| here.folder().to_owned());
        Ok(Self { here, folder, outside })
    }

    fn name(&self, from_here: &str) -> Result<Vec<u8>, SystemFault> {
        let absolute = self.here.absolute(from_here);
        let name = absolute.strip_prefix(&self.folder).map_err(|_| self.outside.clone())?;
        let mut bytes = name.as_os_str().as_encoded_bytes().to_vec();
        if MAIN_SEPARATOR == '\\' {
            bytes.iter_mut().filter(|byte| **byte == b'\\').for_each(|byte| *byte = b'/');
        }
        let is_odd = name.to_string_lossy().chars().any(char::is_control);
        if is_odd { Err(SystemFault::ControlInPatch) } else { Ok(bytes) }
    }
}

/// The patch of a file without the keys in it, where it shows any: git finds no such line in the file, and refuses it.
/// A mask in a line that is only added would be written, so there nothing is shown at all.
fn masked(name: &[u8], open: &str, keys: &Keys) -> Option<String> {
    if !keys.are_in(open) {
        return None;
    }
    let masked = keys.masked(open);
    let mut lines = open.lines().zip(masked.lines());
    let is_refused = lines.any(|(open, masked)| open != masked && !open.starts_with('+'));
    Some(if is_refused { masked.into_owned() } else { closed_patch(name) })
}

/// A patch as git colours it, line by line.
pub(super) fn coloured(patch: &str) -> String {
    let mut text = String::with_capacity(patch.len());
    for line in patch.split_inclusive('\n') {
        let style = match line.as_bytes().first() {
            Some(b'+') => GOOD,
            Some(b'-') => GONE,
            Some(b'@') => AIDE,
            _ => Style::new(),
        };
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let _ = write!(text, "{style}{line}{style:#}{end}");
    }
    text
}
