//! Files that show no sign of the plugin, and that rules ask for because others do: the configuration and the script of a
//! page, the pages of a program with a wrapper component, the permissions of a cloud function.

use std::collections::BTreeSet;

use crate::model::manifest::Package;
use crate::project::app_json::pages::page_lists;
use crate::project::config_file::ConfigFile;
use crate::project::declaration::Owner;
use crate::project::framework::Framework;
use crate::project::inventory::{DetectedProject, SourceFile};
use crate::project::pages::path_in;
use crate::project::usage::{ComponentSite, Hint, HintKind, Piece, UsageKind};
use crate::syntax::conditional::{Holds, Region};
use crate::text::path::{folder_of, join};
use crate::text::ranges;

/// The names that a loop gives to its items where nobody names them.
const LOOP: [&str; 2] = ["item", "index"];
/// How long a directive is that is read, in bytes.
const DIRECTIVE: usize = 200;
/// How far above a script of a cloud function its config.json is looked for.
const STEPS: usize = 3;

/// Their paths from where the user is, in order; some are not there.
pub fn asked_for(project: &DetectedProject) -> Vec<String> {
    let mut wanted = Vec::new();
    for source in &project.sources {
        match source.path.rsplit_once('.') {
            Some((page, "wxml")) => wanted.extend(of_markup(project, page, source)),
            Some((_, "js" | "ts")) => wanted.extend(of_cloud_function(project, source)),
            Some(_) | None => {}
        }
    }
    if project.sources.iter().any(is_wrapper) && is_in_subpackage(project) {
        wanted.extend(project.files.iter().flat_map(|file| registering(project, file)));
    }
    if project.framework == Framework::Taro && project.sources.iter().any(is_wrapper) {
        wanted.extend(project.files.iter().flat_map(|file| registering(project, file)));
        let suffixes = ["jsx", "tsx", "js"];
        wanted.extend(project.files.iter().flat_map(|file| pages(project, file, &suffixes)));
    }
    let listings = project.files.iter().filter(|file| file.row.file == "pages.json");
    for file in listings.filter(|file| !conditional_pages(file).pages.is_empty()) {
        wanted.extend(pages(project, file, &["vue", "nvue"]));
        wanted.push(join(&project.root, &join(folder_of(file.path.as_str()), "App.vue")));
    }
    wanted.sort();
    wanted.dedup();
    wanted.retain(|path| !is_source(project, path));
    wanted
}

/// What registers the components of a native page, and what sets its data.
fn of_markup(project: &DetectedProject, page: &str, source: &SourceFile) -> Vec<String> {
    let mut wanted = BTreeSet::new();
    let script = format!("{page}.js");
    for found in &source.uses {
        match &found.kind {
            UsageKind::Subscribe(_) | UsageKind::Pendant(_) => {
                wanted.insert(format!("{page}.json"));
            }
            UsageKind::RoomUrl(url) => {
                let mut roots =
                    url.parameters.iter().flat_map(|one| &one.value).filter_map(Piece::root);
                if roots.any(|root| !LOOP.contains(&root)) && !is_source(project, &script) {
                    wanted.extend([script.clone(), format!("{page}.ts")]);
                }
            }
            UsageKind::RequirePlugin(_) | UsageKind::Api(_) => {}
        }
    }
    wanted.into_iter().collect()
}

/// Whether a file is known already; sources are in order of path.
fn is_source(project: &DetectedProject, path: &str) -> bool {
    project.sources.binary_search_by(|one| one.path.as_str().cmp(path)).is_ok()
}

/// The config.json of a cloud function, which lies in its root.
fn of_cloud_function(project: &DetectedProject, source: &SourceFile) -> Vec<String> {
    let text = source.text.as_deref().unwrap_or_default();
    // what has a use was read for it already
    let may_call = !source.uses.is_empty() || text.contains("liveBroadcast");
    let is_call = |hint: &Hint| matches!(hint.kind, HintKind::CloudCall(_));
    if !may_call || !source.hints.of(&source.path, text).iter().any(is_call) {
        return Vec::new();
    }
    let above = std::iter::successors(Some(folder_of(&source.path)), |folder| {
        (*folder != project.root && !folder.is_empty()).then(|| folder_of(folder))
    });
    above.take(STEPS).map(|folder| join(folder, "config.json")).collect()
}

/// Whether a source is the .json of a component of the program's own that shows one of the plugin's.
fn is_wrapper(source: &SourceFile) -> bool {
    let registers = |kind: &UsageKind| match kind {
        UsageKind::Subscribe(component) | UsageKind::Pendant(component) => {
            matches!(component.site, ComponentSite::Registered { .. })
        }
        UsageKind::RoomUrl(_) | UsageKind::RequirePlugin(_) | UsageKind::Api(_) => false,
    };
    let is_json = source.path.rsplit('.').next() == Some("json");
    let text = source.text.as_deref().unwrap_or_default();
    is_json && source.uses.iter().any(|one| registers(&one.kind)) && text.contains("\"component\"")
}

fn is_in_subpackage(project: &DetectedProject) -> bool {
    let mut live = project.declarations().filter(|(_, one)| one.owner == Owner::Live);
    live.any(|(_, one)| matches!(one.package, Package::Sub(_)))
}

/// The files that register the components of pages, beside configuration files.
fn registering(project: &DetectedProject, file: &ConfigFile) -> Vec<String> {
    match file.row.framework {
        Framework::Native => pages(project, file, &["json"]),
        Framework::Taro => {
            pages(project, file, &["config.js", "config.ts", "config.jsx", "config.tsx"])
        }
        Framework::UniApp
        | Framework::Mpvue
        | Framework::Wepy
        | Framework::Mpx
        | Framework::Remax
        | Framework::Goji
        | Framework::WeappVite
        | Framework::Ext => Vec::new(),
    }
}

/// Every page that a file lists, with some suffixes.
fn pages(project: &DetectedProject, file: &ConfigFile, suffixes: &[&str]) -> Vec<String> {
    let folder = join(&project.root, folder_of(file.path.as_str()));
    let paths = listed(file).into_iter().flat_map(|(page, _)| {
        suffixes.iter().map(|suffix| join(&folder, &format!("{page}.{suffix}"))).collect::<Vec<_>>()
    });
    paths.collect()
}

/// Every page that a file lists, with the byte at which it stands.
fn listed(file: &ConfigFile) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (root, nodes) in file.listing().map(page_lists).unwrap_or_default() {
        for node in nodes {
            if let Some(page) = path_in(node).text() {
                let page = join(root.trim_matches('/'), page.trim_start_matches('/'));
                found.push((page, node.range.start));
            }
        }
    }
    found
}

/// The pages that only a build with constants of its own has.
#[derive(Debug, Default)]
pub struct ConditionalPages {
    /// Their paths from the folder of the file.
    pub pages: Vec<String>,
    /// The constants.
    pub names: Vec<String>,
}

/// Those that a pages.json registers within `#ifdef` of something that is neither a platform nor a version of Vue.
pub fn conditional_pages(file: &ConfigFile) -> ConditionalPages {
    let regions = file.literal().and_then(|literal| literal.regions.as_ref());
    let regions = regions.map(|masked| masked.regions.as_slice()).unwrap_or_default();
    let mut names = Vec::new();
    let own = regions.iter().filter(|region| {
        let constants = constants(file.text(), region);
        names.extend(constants.iter().flatten().map(|name| (*name).to_owned()));
        constants.is_some()
    });
    let covered = ranges::union(own.map(|region| region.range.clone()));
    if covered.is_empty() {
        return ConditionalPages::default();
    }
    let (inside, outside): (Vec<_>, Vec<_>) =
        listed(file).into_iter().partition(|(_, at)| ranges::cover(&covered, *at));
    let always: BTreeSet<String> = outside.into_iter().map(|(page, _)| page).collect();
    let mut pages: Vec<String> = inside.into_iter().map(|(page, _)| page).collect();
    pages.retain(|page| !always.contains(page));
    names.sort();
    names.dedup();
    ConditionalPages { pages, names }
}

/// The constants that a region asks for, if it asks for nothing else.
fn constants<'t>(text: &'t str, region: &Region) -> Option<Vec<&'t str>> {
    if region.holds != Holds::Unknown {
        return None;
    }
    // a region may have no end of line in it, and there may be many
    let end = text.floor_char_boundary(region.range.end.min(region.range.start + DIRECTIVE));
    let line = text[region.range.start..end].lines().next().unwrap_or_default();
    let (_, condition) = line.split_once("ifdef").or_else(|| line.split_once("ifndef"))?;
    // what the comment's end leaves of the line is what the region holds
    let ends = ["*/", "-->"].iter().filter_map(|end| condition.find(end));
    let condition = &condition[..ends.min().unwrap_or(condition.len())];
    let names: Vec<&str> = condition.split("||").map(str::trim).collect();
    let is_own = |name: &&str| {
        let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_name && !name.is_empty() && !name.starts_with("VUE") && !name.starts_with("UNI")
    };
    names.iter().all(is_own).then_some(names)
}
