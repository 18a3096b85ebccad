//! Questions on a terminal, for what the command line leaves open. Without a terminal nothing is asked.

use std::io::IsTerminal as _;

use anyhow::Context as _;
use dialoguer::{Input, Select};

use crate::model::manifest::{Language, is_appid};
use crate::model::plugin::PluginVersion;
use crate::text::path::RelPath;

/// Whether somebody is there to answer.
pub(super) fn somebody_is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Name of the shop.
pub(super) fn name(default: &str) -> anyhow::Result<String> {
    text("name of the shop", default, |text| {
        (!text.trim().is_empty()).then_some(()).ok_or("write a name")
    })
}

/// The appid.
pub(super) fn appid(default: &str) -> anyhow::Result<String> {
    text("appid (touristappid to try without an account)", default, |text| {
        is_appid(text).then_some(()).ok_or("write `wx` and 16 hexadecimal digits, or touristappid")
    })
}

/// Version of the plugin.
pub(super) fn version(default: &str) -> anyhow::Result<String> {
    text("version of the live plugin", default, |text| {
        PluginVersion::parse(text).map(|_| ()).ok_or("write three numbers such as 1.3.5, or latest")
    })
}

/// Package of the plugin.
pub(super) fn package(default: &str) -> anyhow::Result<String> {
    text(
        "package of the plugin (main, or the root of a subpackage such as packageLive)",
        default,
        |text| {
            RelPath::parse(text.trim_end_matches('/'))
                .map(|_| ())
                .map_err(|_| "write main, or a folder's path")
        },
    )
}

/// Language of the scripts.
pub(super) fn language(default: Language) -> anyhow::Result<String> {
    let languages = [Language::Js, Language::Ts];
    let chosen = Select::new()
        .with_prompt("language of the scripts")
        .items(["JavaScript", "TypeScript"])
        .default(languages.iter().position(|language| *language == default).unwrap_or_default())
        .interact()
        .context("failed to ask for the language")?;
    Ok(languages[chosen].name().to_owned())
}

fn text(
    question: &str,
    default: &str,
    check: impl Fn(&str) -> Result<(), &'static str>,
) -> anyhow::Result<String> {
    Input::new()
        .with_prompt(question)
        .default(default.to_owned())
        .validate_with(|answer: &String| check(answer))
        .interact_text()
        .with_context(|| format!("failed to ask for the {question}"))
}
