//! Questions on a terminal, for what the command line leaves open. Without a terminal nothing is asked.
//!
//! Every question is a line to type: a menu would hide the cursor, and leave it hidden where somebody presses Ctrl-C.

use std::io::IsTerminal as _;

use anyhow::Context as _;
use dialoguer::Input;
use dialoguer::theme::ColorfulTheme;

use crate::cli::language::Both;
use crate::cli::words;

/// Whether somebody is there to answer.
pub(super) fn somebody_is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks until the answer is one that the run will take; an answer that is refused stays, to be edited.
pub(super) fn ask(
    question: Both,
    default: &str,
    refusal: impl Fn(&str) -> Option<String>,
) -> anyhow::Result<String> {
    Input::with_theme(&ColorfulTheme::default())
        .with_prompt(question.text())
        .default(default.to_owned())
        .validate_with(|answer: &String| refusal(answer).map_or(Ok(()), Err))
        .interact_text()
        .context(words::UNANSWERED.text())
}
