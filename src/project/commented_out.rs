//! Declarations that stand in comments, by somebody's hand or by ours, brought back.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use crate::model::manifest::Package;
use crate::project::config_file::ConfigFile;
use crate::project::declaration::{Declaration, MARK, State};
use crate::syntax::jsonc::{self, Leniency, leniencies};
use crate::syntax::{Member, Node, comment, commented};

/// How many members, subpackages and lists around a declaration are looked at: an entry has some five around it, and each
/// costs a reading of the file.
const DEEPEST: usize = 8;

/// The file with declarations out of their comments, where they count then, or a condition decides as it did before.
pub fn uncommented(file: &ConfigFile, commented: &[&Declaration]) -> Option<ConfigFile> {
    let tree = &file.literal()?.tree;
    let members = around_each(file.text(), &tree.comments, commented);
    let packages = |of: Vec<&Declaration>| {
        let mut packages: Vec<Package> = of.into_iter().map(|it| it.package.clone()).collect();
        packages.sort_unstable();
        packages
    };
    let wanted = packages([there(file), commented.to_vec()].concat());
    let tries = if let [alone] = &members[..] { alone.len() } else { 1 };
    (0..tries).find_map(|skip| {
        let members: Vec<_> = members.iter().map(|around| around[skip..].to_vec()).collect();
        let after = file.edited(&comment::uncomment(file.text(), tree, &members, MARK)?);
        let counts = after.readable().is_ok() && packages(there(&after)) == wanted;
        let is_sound = namesakes(&after) <= namesakes(file);
        (counts && is_sound && is_sound_elsewhere(file, &after)).then_some(after)
    })
}

/// How many keys of one object, and roots of subpackages, are there more than once: what comes back may hide its namesake.
fn namesakes(file: &ConfigFile) -> usize {
    let objects = file.root().map(Node::walk).unwrap_or_default().into_iter();
    let objects = objects.filter_map(Node::members);
    let keys = objects.map(|members| twice(members.iter().map(|member| member.key.as_str())));
    let subpackages = file.subpackages();
    keys.sum::<usize>() + twice(subpackages.iter().map(|(root, _)| root.as_str()))
}

/// How many names were there before.
fn twice<'n>(names: impl Iterator<Item = &'n str>) -> usize {
    let mut seen = HashSet::new();
    names.filter(|name| !name.is_empty() && !seen.insert(*name)).count()
}

/// Whether the builds that see none of the conditional branches read a file as well as before: a comma that one branch
/// needs is one too many for them.
fn is_sound_elsewhere(before: &ConfigFile, after: &ConfigFile) -> bool {
    let faults = |file: &ConfigFile| {
        let text = file.literal()?.regions.as_ref()?.without_all();
        let Ok(tree) = jsonc::parse(&text) else { return Some(usize::MAX) };
        let found = leniencies(&text, &tree).into_iter();
        Some(found.filter(|(_, what)| *what == Leniency::TrailingComma).count())
    };
    faults(after) <= faults(before)
}

/// For each declaration, what stands in comments and is around it or is it: members, subpackages and lists of them, the
/// innermost first.
fn around_each(
    text: &str,
    comments: &[Range<usize>],
    commented: &[&Declaration],
) -> Vec<Vec<Range<usize>>> {
    let subpackages = commented::subpackages(text, comments).into_iter();
    let subpackages = subpackages.flat_map(|it| it.list.into_iter().chain([it.range]));
    let members = commented::entries(text, comments);
    let mut found: Vec<Range<usize>> =
        members.iter().map(Member::range).chain(subpackages).collect();
    found.sort_by_key(|item| (item.start, Reverse(item.end)));
    found.dedup();
    let mut members = found.into_iter().peekable();
    let mut open: Vec<Range<usize>> = Vec::new();
    let mut around = Vec::new();
    for declaration in commented {
        let key = &declaration.key;
        while let Some(member) = members.next_if(|member| member.start <= key.start) {
            open.retain(|outer| outer.end > member.start);
            open.push(member);
        }
        open.retain(|outer| outer.end >= key.end);
        around.push(open.iter().rev().take(DEEPEST).cloned().collect());
    }
    around
}

/// The live plugin's declarations of a file that are there in some build.
fn there(file: &ConfigFile) -> Vec<&Declaration> {
    [file.live(State::Active), file.live(State::Conditional)].concat()
}
