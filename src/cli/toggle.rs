//! `kaibo enable` and `kaibo disable`: the declaration on or off, in any number of projects.

use crate::cli::args;
use crate::cli::{ExitStatus, Run, fleet};
use crate::model::plugin::{NEWEST, PluginVersion};
use crate::plan::toggle::{self, Turn};

/// Runs the verb.
pub(super) fn run(args: &args::Toggle, turn: Turn) -> anyhow::Result<ExitStatus> {
    let verb = match turn {
        Turn::On => "enable",
        Turn::Off => "disable",
    };
    let run = Run::new(verb, ".".into(), args.mode.into(), args.format);
    let newest = PluginVersion::parse(NEWEST).expect("the newest version is one");
    let plan = |project: &_, files: &[_]| toggle::plan(project, files, turn, &newest);
    Ok(fleet::run(&run, &args.paths, toggle::wanted, plan)?.status)
}
