//! Questions on a terminal, for what the command line leaves open. Without a terminal nothing is asked.

use std::io::IsTerminal as _;

use anyhow::Context as _;
use dialoguer::{Input, Select};

use crate::cli::words::{self, Question};
use crate::model::manifest::{ScriptLanguage, is_appid};
use crate::model::plugin::PluginVersion;
use crate::text::path::RelPath;

/// Whether somebody is there to answer.
pub(super) fn somebody_is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Name of the shop.
pub(super) fn name(default: &str) -> anyhow::Result<String> {
    ask(&words::ASK_NAME, default, |text| !text.trim().is_empty())
}

/// The appid.
pub(super) fn appid(default: &str) -> anyhow::Result<String> {
    ask(&words::ASK_APPID, default, is_appid)
}

/// Version of the plugin.
pub(super) fn version(default: &str, is_unknown: impl Fn(&str) -> bool) -> anyhow::Result<String> {
    ask_by(&words::ASK_VERSION, default, |answer| match PluginVersion::parse(answer) {
        None => Err(words::ASK_VERSION.wrong.text()),
        Some(_) if is_unknown(answer) => Err(words::ASK_UNKNOWN_VERSION.text()),
        Some(_) => Ok(()),
    })
}

/// Package of the plugin.
pub(super) fn package(default: &str) -> anyhow::Result<String> {
    ask(&words::ASK_PACKAGE, default, |text| RelPath::parse(text.trim_end_matches('/')).is_ok())
}

/// Language of the scripts.
pub(super) fn language(default: ScriptLanguage) -> anyhow::Result<String> {
    let languages = [ScriptLanguage::Js, ScriptLanguage::Ts];
    let chosen = Select::new()
        .with_prompt(words::ASK_LANGUAGE.text())
        .items(["JavaScript", "TypeScript"])
        .default(languages.iter().position(|language| *language == default).unwrap_or_default())
        .interact()
        .context(words::UNANSWERED.text())?;
    Ok(languages[chosen].name().to_owned())
}

fn ask(
    question: &Question,
    default: &str,
    is_right: impl Fn(&str) -> bool,
) -> anyhow::Result<String> {
    ask_by(
        question,
        default,
        |answer| if is_right(answer) { Ok(()) } else { Err(question.wrong.text()) },
    )
}

fn ask_by(
    question: &Question,
    default: &str,
    validate: impl Fn(&str) -> Result<(), &'static str>,
) -> anyhow::Result<String> {
    Input::new()
        .with_prompt(question.text.text())
        .default(default.to_owned())
        .validate_with(|answer: &String| validate(answer))
        .interact_text()
        .context(words::UNANSWERED.text())
}
