//! A plan as the patch that `git apply` reads, in which secrets are masked.

use std::fmt::Write as _;

use anstyle::Style;

use crate::cli::fleet::from_here;
use crate::cli::human::{AIDE, GONE, GOOD, warning};
use crate::cli::{Run, words};
use crate::model::lock;
use crate::model::usage::Keys;
use crate::plan::Plan;
use crate::text::diff::{closed_patch, git_patch};
use crate::text::path::RelPath;

/// The patch, and what is said of it; base texts of the lock are not part of it.
#[derive(Debug, Default)]
pub(super) struct Patch {
    /// For stdout, coloured line by line as git does.
    pub(super) text: String,
    /// For stderr: a file that the patch does not change.
    pub(super) warnings: String,
}

impl Patch {
    /// The patch of one project, whose paths are from its root.
    pub(super) fn from_root(run: &Run, plan: &Plan) -> Self {
        Self::of(run, plan, &str::to_owned)
    }

    /// The part of one patch for all projects, so its paths are from where the user is.
    pub(super) fn from_here(run: &Run, plan: &Plan) -> Self {
        Self::of(run, plan, &|path| run.shown(path))
    }

    fn of(run: &Run, plan: &Plan, name: &dyn Fn(&str) -> String) -> Self {
        let mut patch = Self::default();
        let lock = plan.lock_in_patch().map(|change| (RelPath::constant(lock::FILE), change));
        let files = plan.changes.iter().chain(lock.iter().map(|(path, change)| (path, change)));
        for (path, change) in files {
            let (path, name) = (path.as_str(), name(path.as_str()));
            let open = git_patch(&name, change.before(), change.after());
            let texts = change.before().into_iter().chain(change.after());
            let keys = Keys::of(&from_here(run, path), texts);
            let masked = if path == lock::FILE {
                // its entries are nobody's to edit: with a mask in one, nothing of it is of use
                keys.are_in(&open).then(|| closed_patch(&name))
            } else {
                masked(&name, &open, &keys)
            };
            if masked.is_some() {
                patch.warnings += &warning(&words::masked_in_patch(&run.shown(path)));
            }
            push_coloured(&mut patch.text, masked.as_ref().unwrap_or(&open));
        }
        patch
    }
}

/// The patch of a file without the keys in it, where it shows any: git finds no such line in the file, and refuses it.
/// A mask in a line that is only added would be written, so there nothing is shown at all.
fn masked(name: &str, open: &str, keys: &Keys) -> Option<String> {
    if !keys.are_in(open) {
        return None;
    }
    let masked = keys.masked(open);
    let mut lines = open.lines().zip(masked.lines());
    let is_refused = lines.any(|(open, masked)| open != masked && !open.starts_with('+'));
    Some(if is_refused { masked.into_owned() } else { closed_patch(name) })
}

fn push_coloured(text: &mut String, patch: &str) {
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
}
