//! The `kaibo` command: parses, runs, and turns the outcome into an exit code.

use std::process::ExitCode;

use clap::Parser as _;

use kaibo::cli::{self, ExitStatus, args::Cli};

fn main() -> ExitCode {
    let status = cli::run(Cli::parse()).unwrap_or_else(|error| {
        anstream::eprintln!("error: {error:#}");
        ExitStatus::Failed
    });
    ExitCode::from(status.code())
}
