//! `kaibo enable` and `kaibo disable`: the declaration on or off, in any number of projects.

use crate::cli::args::{self, Format};
use crate::cli::{ExitStatus, Mode, Run, fleet, human, words};
use crate::model::plugin::{NEWEST, PluginVersion};
use crate::plan::toggle::{self, Turn};

/// Runs the verb.
pub(super) fn run(args: &args::Toggle, turn: Turn) -> anyhow::Result<ExitStatus> {
    let verb = match turn {
        Turn::On => "enable",
        Turn::Off => "disable",
    };
    let run = Run::writing(verb, ".".into(), args.mode, args.format);
    let newest = PluginVersion::parse(NEWEST).expect("the newest version is one");
    let plan = |project: &_, files: &[_]| toggle::plan(project, files, turn, &newest);
    let ended = fleet::run(&run, &args.paths, toggle::wanted, plan)?;
    if run.format == Format::Human && run.mode != Mode::Diff {
        let changed = ended.memories.iter().filter(|changed| **changed).count();
        human::eprint(&words::turned(turn, changed, ended.memories.len()))?;
    }
    Ok(ended.status)
}
