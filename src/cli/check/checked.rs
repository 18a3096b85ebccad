//! What a check found so far, over all projects.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::value::RawValue;

use crate::check::pins::{self, RepositoryPin};
use crate::cli::check::asked::Asked;
use crate::cli::check::project::{CheckedProject, check, outside, unreadable};
use crate::cli::fleet::{Watched, is_about_nothing};
use crate::cli::format::located::LocatedFinding;
use crate::cli::git::Effect;
use crate::cli::invocation::Run;
use crate::disk::fleet::Texts;
use crate::disk::repository::Repositories;
use crate::model::fault::Fault;
use crate::project::inventory::{DetectedProject, Inventory};
use crate::run::check::{Fixes, unreadable_project};
use crate::run::fleet::shown_root;

/// What is kept of all projects until the end: findings are told by path, and some need every project of a repository.
#[derive(Default)]
pub(super) struct Checked {
    /// Whether there was anything to look at.
    pub(super) is_somewhere: bool,
    /// How many there are.
    pub(super) projects: usize,
    /// What they are, where the format has that.
    pub(super) shown: Vec<Box<RawValue>>,
    pub(super) found: Vec<LocatedFinding>,
    pub(super) fixed: Vec<LocatedFinding>,
    pub(super) pins: BTreeMap<PathBuf, Vec<RepositoryPin<LocatedFinding>>>,
    pub(super) faults: Vec<Fault>,
    /// What was done about interrupted runs, and what patches mask.
    pub(super) asides: String,
    /// What is told of interrupted runs, and of links that were not followed.
    pub(super) links: String,
    /// What would be written, where that is shown.
    pub(super) patches: String,
    /// What git would make of that.
    pub(super) effect: Effect,
    /// Whether anything is written, or would be.
    pub(super) is_changed: bool,
}

impl Checked {
    pub(super) fn look(&mut self, run: &Run, asked: &Asked, paths: &[PathBuf]) {
        let fleet = Watched::new(asked.options.select, Texts::Kept);
        let mut repositories = Repositories::default();
        for Inventory { mut projects, elsewhere, faults, .. } in fleet.below(paths) {
            self.is_somewhere |= !projects.is_empty() || !faults.iter().all(is_about_nothing);
            let (found, unread) = outside(elsewhere, asked);
            self.found.extend(found);
            self.faults.extend(unread);
            projects.extend(self.add_faults(faults, asked));
            self.judge(run, asked, &fleet, projects, &mut repositories);
        }
        self.links = fleet.remains(run) + &fleet.not_read();
    }

    /// What could not be read; an app.json that is no JSON is a finding, or a project where it may be fixed like any other.
    pub(super) fn add_faults(&mut self, faults: Vec<Fault>, asked: &Asked) -> Vec<DetectedProject> {
        let mut projects = Vec::new();
        for fault in faults {
            let broken = unreadable_project(&fault);
            if let Some(project) = broken.filter(|_| asked.options.fixes != Fixes::Left) {
                projects.push(project);
                continue;
            }
            match unreadable(&fault, asked) {
                Some(found) => self.found.extend(found),
                None => self.faults.push(fault),
            }
        }
        projects
    }

    pub(super) fn judge(
        &mut self,
        run: &Run,
        asked: &Asked,
        fleet: &Watched,
        projects: Vec<DetectedProject>,
        repositories: &mut Repositories,
    ) {
        let deal = |found| check(run, found, asked);
        for mut project in fleet.each(projects, deal, CheckedProject::failed) {
            // what is wrong with the project as a whole concerns each of its files
            let root = shown_root(&project.root).to_owned();
            let is_told = |path: &str| path == root || asked.options.reports(path);
            project.faults.retain(|fault| fault.path().is_none_or(is_told));
            self.add(project, repositories);
        }
    }

    fn add(&mut self, project: CheckedProject, repositories: &mut Repositories) {
        self.projects += 1;
        self.shown.extend(project.shown);
        self.found.extend(project.found);
        self.fixed.extend(project.fixed);
        self.faults.extend(project.faults);
        self.asides += &project.asides;
        self.patches += &project.patch;
        self.effect = self.effect.max(project.effect);
        self.is_changed |= project.is_changed;
        let (root, pins) = (project.root, project.pins);
        // of projects outside of repositories there is nothing to compare
        if let Some(repository) = (!pins.is_empty()).then(|| repositories.of(&root)).flatten() {
            self.pins.entry(repository).or_default().extend(pins);
        }
    }

    pub(super) fn put_in_order(&mut self) {
        let pins = std::mem::take(&mut self.pins);
        let differing = pins.into_values().flat_map(pins::differ);
        self.found.extend(
            differing.map(|(found, details)| LocatedFinding { details: details.into(), ..found }),
        );
        self.found.sort_by(|a, b| a.order().cmp(&b.order()));
        self.faults.sort_by(Fault::by_place);
    }
}
