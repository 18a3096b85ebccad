//! `kaibo completions`: a script for a shell, which completes the values that only the program knows.

use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory as _};
use clap_complete::{Shell, generate};

use crate::cli::args::Cli;
use crate::cli::output::print;
use crate::cli::status::ExitStatus;
use crate::model::catalogue::Catalogue;
use crate::model::rule::{LEVELS, RULE_IDS};

/// Runs the verb.
pub(super) fn run(shell: Shell) -> anyhow::Result<ExitStatus> {
    let mut script = Vec::new();
    generate(shell, &mut command(), "kaibo", &mut script);
    print(&String::from_utf8_lossy(&script)).map(|()| ExitStatus::Clean)
}

/// The command line with the values of its arguments; when it is read they are checked by us, who name the nearest one.
fn command() -> Command {
    let newest_first = Catalogue::built_in().versions.iter().rev();
    let versions: Vec<String> = newest_first.map(|known| known.version.clone()).collect();
    let rules: Vec<String> = RULE_IDS.iter().map(|rule| (*rule).to_owned()).collect();
    let levels =
        |rule: &String| LEVELS.iter().map(|level| format!("{rule}={level}")).collect::<Vec<_>>();
    let levels = rules.iter().flat_map(levels).collect();
    let of_verb = [
        ("new", "plugin_version", versions.clone()),
        ("upgrade", "to", versions),
        ("check", "severities", levels),
        ("explain", "rule", rules),
    ];
    of_verb.into_iter().fold(Cli::command(), |command, (verb, argument, values)| {
        command.mut_subcommand(verb, |verb| {
            verb.mut_arg(argument, |it| it.value_parser(PossibleValuesParser::new(values)))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_argument_that_is_given_values_exists() {
        command().debug_assert();
    }
}
