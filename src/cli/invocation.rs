//! A verb with what its flags ask for, and what came of it: all that a renderer needs to know.

use std::path::PathBuf;
use std::time::Duration;

use crate::cli::args::{self, Format};
use crate::cli::words::{self, Words};
use crate::disk::Hold;
use crate::disk::windows::System;
use crate::model::fault::{About, Fault, Faults, StateFault};
use crate::model::{lock, manifest};
use crate::plan::{Accept, Plan};
use crate::project::snapshot::Snapshot;
use crate::run::project::{Aside, Done, Opening};
use crate::text::escape::visible;
use crate::text::path::{RelPath, join, slashed};

/// What becomes of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It is written.
    Write,
    /// It is shown as a patch.
    Diff,
    /// It is shown as a list, and something in it is a finding.
    Check,
}

impl From<args::ModeArgs> for Mode {
    fn from(mode: args::ModeArgs) -> Self {
        match (mode.diff, mode.check) {
            (true, _) => Self::Diff,
            (false, true) => Self::Check,
            (false, false) => Self::Write,
        }
    }
}

impl Mode {
    pub(super) fn hold(self) -> Hold {
        match self {
            Self::Write => Hold::Exclusive,
            Self::Diff | Self::Check => Hold::Shared,
        }
    }
}

/// A run of one verb on one project.
pub(super) struct Run {
    pub(super) verb: &'static str,
    pub(super) dir: PathBuf,
    /// The manifest that the user named, where it is not the project's own yet.
    pub(super) manifest: Option<PathBuf>,
    pub(super) mode: Mode,
    /// From where a patch names files.
    pub(super) patch_base: PatchBase,
    pub(super) format: Format,
    /// How long it waits for another run.
    pub(super) wait: Duration,
}

impl Run {
    pub(super) fn new(verb: &'static str, dir: PathBuf, mode: Mode, format: Format) -> Self {
        let patch_base = PatchBase::Repository;
        Self { verb, dir, manifest: None, mode, patch_base, format, wait: Duration::ZERO }
    }

    /// A run of a verb that writes, as its flags ask for.
    pub(super) fn writing(
        verb: &'static str,
        dir: PathBuf,
        mode: args::ModeArgs,
        format: Format,
    ) -> Self {
        let patch_base = PatchBase::asked(mode.relative);
        let wait = Duration::from_secs(mode.wait);
        Self { patch_base, wait, ..Self::new(verb, dir, mode.into(), format) }
    }

    /// How its project is opened.
    pub(super) fn opening(&self) -> Opening {
        Opening { dir: self.dir.clone(), hold: self.mode.hold(), wait: self.wait }
    }

    /// Takes its project through the pipeline.
    pub(super) fn plan(
        &self,
        accept: &Accept,
        wanted: impl Fn(&Snapshot) -> Result<Vec<RelPath>, Faults>,
        plan: impl FnOnce(&Snapshot, &Accept) -> Result<Plan, Faults>,
    ) -> Result<Done<Plan>, Faults> {
        self.opening().plan(&Snapshot::default(), accept, wanted, plan)
    }

    /// A file of the project, from where the user is.
    pub(super) fn user_path(&self, path: &str) -> String {
        join(self.dir.to_str().filter(|dir| *dir != ".").unwrap_or_default(), path)
    }

    /// A file of the project as the user may name it from where they are.
    pub(super) fn shown(&self, file: &str) -> String {
        let dir = slashed(&self.dir.display().to_string(), System::HERE.separator());
        visible(&match (dir.as_str(), file) {
            (_, ".") => dir,
            (".", file) => file.to_owned(),
            (dir, file) => join(dir, file),
        })
    }

    /// The words for a fault, with the project's folder in the commands that it advises.
    pub(super) fn words(&self, fault: &Fault) -> Words {
        let own = [manifest::FILE, lock::FILE];
        let path = fault.path().unwrap_or_default();
        let folder = match (self.dir.to_str(), path.rsplit_once('/')) {
            // a fault that is told from where the user is
            (Some("."), Some((folder, name))) if own.contains(&name) => visible(folder),
            (Some("."), _) if fault.kind == StateFault::Interrupted.into() => visible(path),
            _ => self.shown("."),
        };
        words::fault(&fault.kind).for_folder(&folder)
    }

    /// The same, naming the argument that the fault is about, where nothing beside the message does.
    pub(super) fn words_alone(&self, fault: &Fault) -> Words {
        let Words { message, help } = self.words(fault);
        match fault.about {
            About::Argument(name) => Words { message: format!("{name}: {message}"), help },
            About::Path(_) => Words { message, help },
        }
    }

    /// The file of a fault, which may be the manifest that the user named.
    pub(super) fn shown_at_fault(&self, file: &str) -> String {
        match &self.manifest {
            Some(named) if file == manifest::FILE => visible(&named.display().to_string()),
            Some(_) | None => self.shown(file),
        }
    }
}

/// What came of it.
pub(super) enum Outcome {
    /// A plan, written or not.
    Planned { plan: Plan, asides: Vec<Aside> },
    /// The reasons why there is none.
    Refused(Faults),
}

impl From<Result<Done<Plan>, Faults>> for Outcome {
    fn from(planned: Result<Done<Plan>, Faults>) -> Self {
        match planned {
            Ok((plan, asides)) => Self::Planned { plan, asides },
            Err(faults) => Self::Refused(faults),
        }
    }
}

/// From where the files of a patch are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PatchBase {
    /// From the root of the repository that holds the working directory, where there is one; `git diff` does so.
    Repository,
    /// From the working directory.
    Here,
}

impl PatchBase {
    /// As `--relative` asks for.
    pub(super) fn asked(relative: bool) -> Self {
        if relative { Self::Here } else { Self::Repository }
    }
}
