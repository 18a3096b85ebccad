//! `kaibo check`: judges every project below some paths, and mends what can be mended safely.

mod asked;
mod project;

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::check::pages::Pages;
use crate::check::pins::{self, Pin};
use crate::check::{Diagnostic, Severity};
use crate::cli::args::{self, Format, ReportFormat};
use crate::cli::check::asked::Asked;
use crate::cli::check::project::{Judged, judge};
use crate::cli::explain::language;
use crate::cli::fleet::{each, look_below};
use crate::cli::format::{Report, Told, render};
use crate::cli::git::Patch;
use crate::cli::words::check as words;
use crate::cli::{ExitStatus, Mode, Run, human, print};
use crate::disk::fleet::Texts;
use crate::disk::repository::Repositories;
use crate::model::fault::{Fault, What};
use crate::model::inventory::Inventory;
use crate::text::edit::Place;

/// Runs the verb.
pub(super) fn run(args: &args::Check) -> anyhow::Result<ExitStatus> {
    let run = Run::new("check", ".".into(), mode(args.mend), Format::Human);
    let asked = match Asked::new(args) {
        Ok(asked) => asked,
        Err(refused) => {
            report(&run, args, &mut [], &[], &refused.0)?;
            return Ok(ExitStatus::Failed);
        }
    };
    let paths = from_here(&args.paths, std::env::current_dir().as_deref().unwrap_or(Path::new("")));
    let Inventory { projects, mut faults } = look_below(&paths, asked.select, Texts::Kept);
    let mut judged = each(projects, |listed| judge(&run, listed, &asked));
    faults.extend(judged.iter_mut().flat_map(|judged| std::mem::take(&mut judged.faults)));
    faults.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
    let mut found: Vec<Diagnostic> =
        judged.iter_mut().flat_map(|judged| std::mem::take(&mut judged.found)).collect();
    found.extend(differing_pins(&mut judged));
    found.sort_by(|a, b| order(a).cmp(&order(b)));
    report(&run, args, &mut judged, &found, &faults)?;
    Ok(status(args, &judged, &found, &faults))
}

fn mode(mend: args::Mend) -> Mode {
    match (mend.fix, mend.diff, mend.check) {
        (true, true, _) => Mode::Diff,
        (true, false, false) => Mode::Write,
        (true, false, true) | (false, ..) => Mode::Check,
    }
}

/// What is to be said of pins that differ within one repository; of folders in none, nothing.
fn differing_pins(judged: &mut [Judged]) -> Vec<Diagnostic> {
    let mut repositories = Repositories::default();
    let mut all: BTreeMap<PathBuf, Vec<Pin>> = BTreeMap::new();
    for project in judged.iter_mut().filter(|judged| !judged.pins.is_empty()) {
        if let Some(repository) = repositories.of(&project.root) {
            all.entry(repository).or_default().append(&mut project.pins);
        }
    }
    all.into_values().flat_map(pins::differ).collect()
}

/// The order of every output.
fn order(found: &Diagnostic) -> (&str, Place, &str) {
    (&found.finding.path, found.finding.start, found.rule.id)
}

/// Paths from where the user is, because no output names another folder of the machine.
fn from_here(paths: &[PathBuf], here: &Path) -> Vec<PathBuf> {
    paths.iter().map(|path| relative(path, here).unwrap_or_else(|| path.clone())).collect()
}

/// An absolute path as seen from a folder; `None` where it is none, or lies on another drive.
fn relative(path: &Path, here: &Path) -> Option<PathBuf> {
    if !path.is_absolute() {
        return None;
    }
    let common = path.components().zip(here.components()).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return None;
    }
    let up = here.components().skip(common).map(|_| Component::ParentDir);
    let relative: PathBuf = up.chain(path.components().skip(common)).collect();
    Some(if relative.as_os_str().is_empty() { PathBuf::from(".") } else { relative })
}

fn report(
    run: &Run,
    args: &args::Check,
    judged: &mut [Judged],
    found: &[Diagnostic],
    faults: &[Fault],
) -> anyhow::Result<()> {
    let projects = judged.iter_mut().filter_map(|judged| judged.value.take()).collect();
    let pages = Pages::embedded(language(args.language));
    let fixed: Vec<Diagnostic> =
        judged.iter().flat_map(|judged| judged.fixed.iter().cloned()).collect();
    let report = Report {
        told: told(found, &pages),
        fixed: told(&fixed, &pages),
        written: run.mode == Mode::Write,
        faults,
        projects,
    };
    let is_for_people = args.format == ReportFormat::Human;
    if is_for_people {
        human::faults(run, faults)?;
        let asides = judged.iter().map(|judged| human::aside(&judged.run, &judged.recovered));
        human::eprint(&asides.collect::<String>())?;
    }
    match (run.mode, args.format) {
        (Mode::Diff, ReportFormat::Human) => {
            for judged in &*judged {
                let patch = Patch::from_here(&judged.run, &judged.plan);
                human::eprint(&patch.warnings)?;
                print(&patch.text)?;
            }
        }
        (Mode::Diff | Mode::Write | Mode::Check, format) => print(&render(&report, format))?,
    }
    if is_for_people && !judged.is_empty() {
        let severities: Vec<Severity> = found.iter().map(|found| found.severity).collect();
        human::eprint(&words::summary(&severities, report.count_of_mended(), judged.len()))?;
    }
    Ok(())
}

fn told<'a>(found: &'a [Diagnostic], pages: &'a Pages<'a>) -> Vec<Told<'a>> {
    found.iter().map(|diagnostic| Told::new(diagnostic, pages)).collect()
}

fn status(
    args: &args::Check,
    judged: &[Judged],
    found: &[Diagnostic],
    faults: &[Fault],
) -> ExitStatus {
    let is_denied = |severity| match severity {
        Severity::Error => true,
        Severity::Warning => args.deny_warnings,
        Severity::Info => false,
    };
    let nowhere = |fault: &Fault| matches!(fault.what, What::NoProject | What::NoSuchFolder);
    if judged.is_empty() && faults.iter().all(nowhere) {
        return ExitStatus::Failed;
    }
    let is_to_mend = args.mend.check && judged.iter().any(|judged| !judged.plan.changes.is_empty());
    let is_found = found.iter().any(|found| is_denied(found.severity));
    if is_found || is_to_mend || !faults.is_empty() { ExitStatus::Found } else { ExitStatus::Clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn absolute_paths_are_seen_from_here() {
        let seen = |path: &str| relative(Path::new(path), Path::new("/a/b"));
        assert_eq!(seen("/a/b/c/d"), Some("c/d".into()));
        assert_eq!(seen("/a/b"), Some(".".into()));
        assert_eq!(seen("/a/x/y"), Some("../x/y".into()));
        assert_eq!(seen("x/y"), None);
    }
}
