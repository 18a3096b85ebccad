//! `kaibo enable` and `kaibo disable`: the declaration on or off, in any number of projects.

use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use crate::cli::args::{self, Format};
use crate::cli::fleet::{self, Beside};
use crate::cli::invocation::{Mode, Run};
use crate::cli::list::catalogue;
use crate::cli::output::eprint;
use crate::cli::planned::Planned;
use crate::cli::report::refuse;
use crate::cli::status::ExitStatus;
use crate::cli::words;
use crate::disk::fleet::{Select, Survey, Texts};
use crate::disk::named::Here;
use crate::model::catalogue::{Catalogue, Unknown};
use crate::plan::Note;
use crate::plan::toggle::{self, Scope, Switch, Toggled, Wish};
use crate::project::declaration::Owner;
use crate::project::declaration::State;
use crate::project::inventory::DetectedProject;
use crate::run::fleet::shown_root;
use crate::text::path::Folder;
use crate::text::path::RelPath;

/// Runs `enable`.
pub(super) fn enable(args: &args::EnableArgs) -> anyhow::Result<ExitStatus> {
    let run = new_run("enable", &args.toggle);
    let catalogue = match catalogue(args.known.catalogue.as_deref()) {
        Ok(catalogue) => catalogue,
        Err(refused) => return refuse(&run, refused),
    };
    let wish = Wish { turn: Switch::On, catalogue: &catalogue, unknown: args.known.unknown() };
    let named = named(&args.toggle.paths);
    let asked = |listed: &DetectedProject, roots: &[Folder]| {
        let is_named = || named.iter().any(|path| names(path, listed, roots));
        reach(listed, || args.add || is_named())
    };
    toggle(&run, &args.toggle.paths, wish, asked)
}

/// The paths by the names that projects have; what is not there is reported by the run.
fn named(paths: &[PathBuf]) -> Vec<PathBuf> {
    let Ok(here) = Here::find() else { return Vec::new() };
    let named = paths.iter().filter_map(|path| here.named(path).ok());
    named.map(|named| named.path()).collect()
}

/// Runs `disable`.
pub(super) fn disable(args: &args::ToggleArgs) -> anyhow::Result<ExitStatus> {
    let run = new_run("disable", args);
    let catalogue = Catalogue::built_in();
    let wish = Wish { turn: Switch::Off, catalogue, unknown: Unknown::Refused };
    toggle(&run, &args.paths, wish, |_, _| Reach::of(Scope::Restore))
}

fn new_run(verb: &'static str, args: &args::ToggleArgs) -> Run {
    Run::writing(verb, ".".into(), args.mode, args.format)
}

fn toggle(
    run: &Run,
    paths: &[PathBuf],
    wish: Wish<'_>,
    reach: impl Fn(&DetectedProject, &[Folder]) -> Reach + Sync,
) -> anyhow::Result<ExitStatus> {
    let plan = |project: &_, files: &[_], reach: &Reach| {
        let mut toggled = toggle::plan(project, files, wish, reach.scope)?;
        if let Some(note) = reach.elsewhere.clone().filter(|_| toggled.is_idle) {
            toggled.plan.notes.push(note);
            toggled.is_idle = false;
        }
        Ok(toggled)
    };
    let ended = fleet::run(run, paths, &Beside::Nothing, reach, toggle::wanted, plan)?;
    if run.format == Format::Human && run.mode != Mode::Diff {
        let count = |what| ended.memories.iter().filter(|memory| **memory == what).count();
        let (changed, idle) = (count(ToggleEffect::Changed), count(ToggleEffect::Idle));
        eprint(&words::turned(wish.turn, changed, idle, ended.memories.len()))?;
    }
    Ok(ended.status)
}

/// What `enable` may do in a project, and what it says if it may do nothing.
struct Reach {
    scope: Scope,
    /// The declaration is written by code of the project's.
    elsewhere: Option<Note>,
}

impl Reach {
    fn of(scope: Scope) -> Self {
        Self { scope, elsewhere: None }
    }
}

/// Whether the plugin may be declared in a project that has no declaration to bring back. Sources are read last, and only
/// where no configuration tells what is to be done: what they write is not to be declared a second time.
fn reach(listed: &DetectedProject, is_asked: impl Fn() -> bool) -> Reach {
    let mut live = listed.declarations().filter(|(_, found)| found.owner == Owner::Live);
    let has_own = live.any(|(_, found)| matches!(found.state, State::Active | State::TurnedOff));
    let is_asked = !has_own && is_asked();
    if has_own || !listed.merchants.is_empty() && !is_asked {
        return Reach::of(Scope::Restore);
    }
    let is_listed = listed.declarations().next().is_some();
    if is_asked && is_listed {
        return Reach::of(Scope::Declare);
    }
    let Some(found) = look_at(listed, if is_asked { Select::Pins } else { Select::All }) else {
        // what cannot be looked at any more is told by the run on the project
        return Reach::of(if is_asked { Scope::Declare } else { Scope::Restore });
    };
    if !is_asked && found.uses().next().is_none() {
        return Reach::of(Scope::Restore);
    }
    match found.in_code().filter(|_| !is_listed) {
        Some(place) => Reach { scope: Scope::Leave, elsewhere: Some(Note::of_code(&place)) },
        None => Reach::of(Scope::Declare),
    }
}

/// The project as a look at more of it finds it.
fn look_at(listed: &DetectedProject, select: Select) -> Option<DetectedProject> {
    let survey = Survey::new(select, Texts::Dropped);
    let root = PathBuf::from(shown_root(&listed.root));
    let mut projects = survey.below(&[root]).ok()?.flat_map(|piece| piece.projects);
    projects.find(|found| found.root == listed.root && found.framework == listed.framework)
}

/// Whether a path names a project: it is its root, or leads into it, and no other project lies below the path or around
/// what it leads to.
fn names(path: &Path, listed: &DetectedProject, roots: &[Folder]) -> bool {
    let (path, root) = (steps(path), steps(Path::new(&listed.root)));
    let is_meant_too = |other: &Folder| {
        let other = steps(Path::new(other));
        let meets = other.starts_with(&path) || path.starts_with(&other);
        other.len() > root.len() && meets
    };
    path.starts_with(&root) && !roots.iter().any(is_meant_too)
}

fn steps(path: &Path) -> Vec<Component<'_>> {
    path.components().filter(|step| *step != Component::CurDir).collect()
}

/// What the end of the run needs to know of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ToggleEffect {
    /// Something is written, or would be.
    Changed,
    /// There was nothing to turn on.
    Idle,
    /// It is as it should be.
    Same,
}

impl Planned for Toggled {
    type Memory = ToggleEffect;

    const KEYS: &'static [&'static str] = &[];

    fn remember(self) -> ToggleEffect {
        let is_changed = !self.plan.changes.is_empty() || self.plan.lock.is_some();
        match (is_changed, self.is_idle) {
            (true, _) => ToggleEffect::Changed,
            (false, true) => ToggleEffect::Idle,
            (false, false) => ToggleEffect::Same,
        }
    }

    /// A declaration that stays as it is is a conflict of the plan.
    fn leaves_something(&self) -> bool {
        false
    }

    fn lines(&self, _: &Run) -> Vec<(RelPath, String)> {
        Vec::new()
    }

    fn warnings(&self, _: &Run) -> String {
        String::new()
    }

    fn lists(&self, _: &Run) -> Vec<Vec<Value>> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::framework::Framework;

    #[test]
    fn a_path_names_the_project_whose_root_or_file_it_is() {
        let names = |path: &str, root: &str, roots: &[&str]| {
            let roots: Vec<Folder> = roots.iter().map(|root| (*root).to_owned()).collect();
            names(Path::new(path), &DetectedProject::new(root, Framework::Native), &roots)
        };
        assert!(names(".", "", &[""]));
        assert!(names("./a/", "a", &["a"]));
        assert!(names("a//b/.", "a/b", &["a/b", "a/bc"]));
        assert!(names("a/app.json", "a", &["a", "a/in"]));
        assert!(names("a/src", "a", &["a"]));
        assert!(!names(".", "", &["", "in"]), "which of the two?");
        assert!(!names("a", "a", &["a", "a/in"]));
        assert!(!names(".", "a", &["a"]), "it lies below");
        assert!(!names("in", "", &["", "in"]), "it is the inner one's");
        assert!(!names("src", "", &["", "src/in"]));
        assert!(!names("a", "ab", &["ab"]));
    }
}
