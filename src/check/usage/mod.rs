//! Rules about the uses of the plugin, and what they read of a project: its declarations and the places of its packages.

pub(super) mod cloud;
pub(super) mod component;
pub(super) mod data;
pub(super) mod declared;
pub(super) mod habit;
pub(super) mod link;
pub(super) mod module;
pub(super) mod opening;
pub(super) mod package;
pub(super) mod room;
pub(super) mod size;
pub(super) mod taro;
#[cfg(test)]
mod tests;
pub(super) mod uni_app;
pub(super) mod version;
pub(super) mod wrapper;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::check::declaration::configs;
use crate::check::facts::{Facts, NamedFile, NamedSource};
use crate::check::finding::Finding;
use crate::model::manifest::Package;
use crate::project::declaration::Owner;
use crate::project::declaration::{Declaration, State};
use crate::project::framework::{Framework, Row};
use crate::project::usage::{Hint, Usage, UsageKind};
use crate::text::path::name_of;

/// Every use of a project, with its file.
fn uses<'a>(facts: &'a Facts<'a>) -> impl Iterator<Item = (&'a NamedSource<'a>, &'a Usage)> {
    facts.sources.iter().flat_map(|source| source.uses.iter().map(move |found| (source, found)))
}

/// The declarations of the live plugin that count, or may.
fn declared<'a>(facts: &'a Facts<'a>) -> Vec<(&'a NamedFile<'a>, &'a Declaration)> {
    live(facts, |state| matches!(state, State::Active | State::Conditional | State::Unreadable))
}

fn live<'a>(
    facts: &'a Facts<'a>,
    wanted: impl Fn(State) -> bool,
) -> Vec<(&'a NamedFile<'a>, &'a Declaration)> {
    let all = facts.configs.iter().flat_map(|config| {
        config.declarations().iter().map(move |declaration| (config, declaration))
    });
    let found = all.filter(|(_, one)| one.owner == Owner::Live && wanted(one.state));
    found.collect()
}

/// What sources show beside their uses. Those with a use were read for it, and others are only if they have all of some
/// signs.
fn shown<'a>(
    facts: &'a Facts<'a>,
    signs: &'a [&'a str],
) -> impl Iterator<Item = (&'a NamedSource<'a>, &'a [Hint])> {
    let may_show = move |source: &&NamedSource<'_>| {
        !source.uses.is_empty() || signs.iter().all(|sign| source.text.contains(sign))
    };
    let read = |source: &'a NamedSource<'a>| (source, source.hints.of(&source.path, source.text));
    facts.sources.iter().filter(may_show).map(read)
}

/// The same, one by one.
fn hints<'a>(
    facts: &'a Facts<'a>,
    signs: &'a [&'a str],
) -> impl Iterator<Item = (&'a NamedSource<'a>, &'a Hint)> {
    shown(facts, signs).flat_map(|(source, hints)| hints.iter().map(move |hint| (source, hint)))
}

/// A finding at a use.
fn at(source: &NamedSource<'_>, found: &Usage) -> Finding {
    Finding::at(&source.path, first_line(source.text, found.range.clone()))
}

/// The first line of some bytes, which shows what they are.
fn first_line(text: &str, range: Range<usize>) -> Range<usize> {
    let length = text[range.clone()].find(['\n', '\r']).unwrap_or(range.len());
    range.start..range.start + length
}

/// The folders of the subpackages in which the plugin is declared, from where the user is; `None` where it is
/// declared, or may be, for the whole program, or where the folders are not known.
fn declaring_folders(facts: &Facts<'_>) -> Option<Vec<String>> {
    let declared = declared(facts);
    let folders = declared.iter().map(|(config, declaration)| match &declaration.package {
        Package::Sub(root) if declaration.state == State::Active => {
            Some(join(config.folder(), root.as_str()))
        }
        Package::Sub(_) | Package::Main => None,
    });
    let folders = folders.collect::<Option<Vec<String>>>()?;
    (!folders.is_empty()).then_some(folders)
}

/// The pages of a project with the package of each, from where the user is and without suffixes.
fn pages<'a>(facts: &'a Facts<'a>) -> Vec<String> {
    let all = configs(facts).into_iter().flat_map(|config| {
        let folder = config.folder();
        config.listed_pages().into_iter().map(move |page| join(folder, &page))
    });
    all.collect()
}

fn join(folder: &str, path: &str) -> String {
    let path = path.trim_matches('/');
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// A path without its suffix, as pages are listed.
fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem.trim_end_matches(".config"))
}

/// Whether a uni-app program is one of Vue 3, as its manifest.json says, or what makes that; where it is silent, those
/// are that Vite builds.
fn is_vue_3(facts: &Facts<'_>) -> bool {
    let manifests = facts.configs.iter().filter(|config| config.row.main.is_some());
    let mut versions = manifests.flat_map(|config| {
        config.literals().iter().filter_map(|found| found.tree.root.get("vueVersion")?.text())
    });
    let is_of_vite = |source: &NamedSource<'_>| name_of(&source.path).starts_with("vite.config.");
    match versions.next() {
        Some(version) => version == "3",
        None => facts.sources.iter().any(is_of_vite),
    }
}

/// The files that list the pages of a uni-app program.
fn uni_app_listings<'a>(facts: &'a Facts<'a>) -> impl Iterator<Item = &'a NamedFile<'a>> {
    let lists = |row: &Row| row.framework == Framework::UniApp && row.subpackages.is_some();
    facts.configs.iter().filter(move |config| lists(config.row))
}

/// Whether a build configuration tells uni-app's compiler which tags are the platform's.
fn has_custom_elements(facts: &Facts<'_>) -> bool {
    facts.sources.iter().any(|source| source.text.contains("isCustomElement"))
}

/// What the sources that use the plugin show beside that.
fn hints_beside_uses<'a>(
    facts: &'a Facts<'a>,
) -> impl Iterator<Item = (&'a NamedSource<'a>, &'a Hint)> {
    let using = facts.sources.iter().filter(|source| !source.uses.is_empty());
    using.flat_map(|source| {
        source.hints.of(&source.path, source.text).iter().map(move |hint| (source, hint))
    })
}

/// The sources by their paths.
fn by_path<'a>(facts: &'a Facts<'a>) -> BTreeMap<&'a str, &'a NamedSource<'a>> {
    facts.sources.iter().map(|source| (source.path.as_str(), source)).collect()
}

/// How a path ends, behind its last dot.
fn suffix(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// A use as the component that it is, if it is one.
fn component(found: &Usage) -> Option<&crate::project::usage::Component> {
    match &found.kind {
        UsageKind::Subscribe(component) | UsageKind::Pendant(component) => Some(component),
        UsageKind::RoomUrl(_) | UsageKind::RequirePlugin(_) | UsageKind::Api(_) => None,
    }
}
