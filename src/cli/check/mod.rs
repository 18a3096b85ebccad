//! `kaibo check`: checks every project below some paths, and fixes what can be fixed safely.

mod asked;
mod checked;
mod files;
mod project;

use crate::check::Severity;
use crate::check::pages::RulePages;
use crate::cli::args::{self, Format, ReportFormat};
use crate::cli::check::asked::Asked;
use crate::cli::check::checked::Checked;
use crate::cli::check::files::{FileCheck, files_apart};
use crate::cli::format::render;
use crate::cli::format::report::Report;
use crate::cli::human;
use crate::cli::invocation::{Mode, PatchBase, Run};
use crate::cli::language;
use crate::cli::output::{eprint, print_by, print_patch};
use crate::cli::status::ExitStatus;
use crate::cli::words::check as words;

/// Runs the verb.
pub(super) fn run(args: &args::CheckArgs) -> anyhow::Result<ExitStatus> {
    let patch_base = PatchBase::asked(args.mend.relative);
    let run = Run { patch_base, ..Run::new("check", ".".into(), mode(args.mend), Format::Human) };
    let mut checked = Checked::default();
    match Asked::new(args) {
        Ok(mut asked) => {
            let (others, files) = files_apart(&args.paths);
            if !others.is_empty() {
                checked.look(&run, &asked, &others);
            }
            if let Some(files) = FileCheck::new(&run, &mut asked, files) {
                files.look(&mut checked);
            }
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
