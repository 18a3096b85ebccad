//! `kaibo check`: checks every project below some paths, and fixes what can be fixed safely.

mod asked;
mod project;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::value::RawValue;

use crate::check::Severity;
use crate::check::pages::RulePages;
use crate::check::pins::{self, RepositoryPin};
use crate::cli::args::{self, Format, ReportFormat};
use crate::cli::check::asked::Asked;
use crate::cli::check::project::{CheckedProject, check, outside, unreadable};
use crate::cli::fleet::{Watched, is_about_nothing};
use crate::cli::format::located::LocatedFinding;
use crate::cli::format::render;
use crate::cli::format::report::Report;
use crate::cli::git::Effect;
use crate::cli::human;
use crate::cli::invocation::{Mode, PatchBase, Run};
use crate::cli::language;
use crate::cli::output::{eprint, print_by, print_patch};
use crate::cli::status::ExitStatus;
use crate::cli::words::check as words;
use crate::disk::fleet::Texts;
use crate::disk::repository::Repositories;
use crate::model::fault::Fault;
use crate::project::inventory::Inventory;
use crate::run::check::{Fixes, unreadable_project};

/// Runs the verb.
pub(super) fn run(args: &args::CheckArgs) -> anyhow::Result<ExitStatus> {
    let patch_base = PatchBase::asked(args.mend.relative);
    let run = Run { patch_base, ..Run::new("check", ".".into(), mode(args.mend), Format::Human) };
    let mut checked = Checked::default();
    match Asked::new(args) {
        Ok(asked) => {
            checked.look(&run, &asked, &args.paths);
            checked.put_in_order();
            report(&run, args, &checked)?;
            Ok(status(args, &checked))
        }
        Err(refused) => {
            checked.faults = refused.0;
            report(&run, args, &checked)?;
            Ok(ExitStatus::Failed)
        }
    }
}

/// What is kept of all projects until the end: findings are told by path, and some need every project of a repository.
#[derive(Default)]
struct Checked {
    /// Whether there was anything to look at.
    is_somewhere: bool,
    /// How many there are.
    projects: usize,
    /// What they are, where the format has that.
    shown: Vec<Box<RawValue>>,
    found: Vec<LocatedFinding>,
    fixed: Vec<LocatedFinding>,
    pins: BTreeMap<PathBuf, Vec<RepositoryPin<LocatedFinding>>>,
    faults: Vec<Fault>,
    /// What was done about interrupted runs, and what patches mask.
    asides: String,
    /// What is told of interrupted runs, and of links that were not followed.
    links: String,
    /// What would be written, where that is shown.
    patches: String,
    /// What git would make of that.
    effect: Effect,
    /// Whether anything is written, or would be.
    is_changed: bool,
}

impl Checked {
    fn look(&mut self, run: &Run, asked: &Asked, paths: &[PathBuf]) {
        let fleet = Watched::new(asked.options.select, Texts::Kept);
        let mut repositories = Repositories::default();
        for Inventory { mut projects, elsewhere, faults, .. } in fleet.below(paths) {
            self.is_somewhere |= !projects.is_empty() || !faults.iter().all(is_about_nothing);
            let (found, unread) = outside(elsewhere, asked);
            self.found.extend(found);
            self.faults.extend(unread);
            for fault in faults {
                // it is fixed like any other
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
            let deal = |found| check(run, found, asked);
            for project in fleet.each(projects, deal, CheckedProject::failed) {
                self.add(project, &mut repositories);
            }
        }
        self.links = fleet.remains(run) + &fleet.not_read();
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

    fn put_in_order(&mut self) {
        let pins = std::mem::take(&mut self.pins);
        let differing = pins.into_values().flat_map(pins::differ);
        self.found.extend(
            differing.map(|(found, details)| LocatedFinding { details: details.into(), ..found }),
        );
        self.found.sort_by(|a, b| a.order().cmp(&b.order()));
        self.faults.sort_by(Fault::by_place);
    }
}

fn mode(mend: args::FixArgs) -> Mode {
    match (mend.fix, mend.diff, mend.check) {
        (true, true, _) => Mode::Diff,
        (true, false, false) => Mode::Write,
        (true, false, true) | (false, ..) => Mode::Check,
    }
}

fn report(run: &Run, args: &args::CheckArgs, checked: &Checked) -> anyhow::Result<()> {
    let pages = RulePages::embedded(language::chosen());
    let report = Report {
        found: &checked.found,
        fixed: &checked.fixed,
        pages: &pages,
        written: run.mode == Mode::Write,
        faults: &checked.faults,
        projects: &checked.shown,
    };
    let is_for_people = args.format == ReportFormat::Human;
    if is_for_people {
        human::faults(run, &checked.faults)?;
        eprint(&checked.asides)?;
        eprint(&checked.links)?;
    }
    match (run.mode, args.format) {
        (Mode::Diff, ReportFormat::Human) => {
            print_patch(&checked.patches)?;
            eprint(&human::effect(checked.effect))?;
        }
        (Mode::Diff | Mode::Write | Mode::Check, format) => {
            print_by(|out| render(&report, format, out))?;
        }
    }
    if is_for_people && checked.projects > 0 {
        let severities: Vec<Severity> = checked.found.iter().map(|found| found.severity).collect();
        let fixed = report.count_of_fixed();
        eprint(&words::summary(&severities, fixed, checked.projects))?;
    }
    Ok(())
}

fn status(args: &args::CheckArgs, checked: &Checked) -> ExitStatus {
    let is_denied = |severity| match severity {
        Severity::Error => true,
        Severity::Warning => args.deny_warnings,
        Severity::Info => false,
    };
    if !checked.is_somewhere {
        return ExitStatus::Failed;
    }
    let is_to_fix = args.mend.check && checked.is_changed;
    let is_found = checked.found.iter().any(|found| is_denied(found.severity));
    if is_found || is_to_fix || !checked.faults.is_empty() {
        ExitStatus::Found
    } else {
        ExitStatus::Clean
    }
}
