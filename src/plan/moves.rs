//! Pages whose path changed in the manifest: which page became which, and what its files say under the new path.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::lock::Lock;
use crate::plan::template::{self, RenderedFile, Templates};
use crate::project::snapshot::Snapshot;
use crate::text::lines::to_lf;
use crate::text::path::RelPath;

/// A page of the lock that the manifest names by another path now; both from the project's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Where its files lie.
    pub from: RelPath,
    /// Where the manifest wants them.
    pub to: RelPath,
}

/// What became of the edited pages that the manifest no longer names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moves {
    /// Pages that certainly moved, by where they go.
    pub certain: BTreeMap<RelPath, Move>,
    /// Pages that may have moved.
    pub unclear: BTreeMap<RelPath, Candidates>,
}

/// The pages that another could be now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates {
    /// The first few.
    pub first: Vec<RelPath>,
    /// How many more there are.
    pub others: usize,
}

/// Pages from the project's root.
type PagesByPath<'a> = BTreeMap<RelPath, MovedPage<'a>>;

/// A page's files by template.
#[derive(Default)]
struct MovedPage<'a> {
    files: BTreeMap<&'a str, PageFile<'a>>,
    /// The texts of its files, as they would be at a path that all pages share.
    texts: Vec<String>,
}

/// Where a file is or will be, and what kaibo last wrote into it or would write.
#[derive(Clone, Copy)]
struct PageFile<'a> {
    path: &'a RelPath,
    text: &'a str,
}

/// What a page and the page that it became have in common. The more there is of it, the surer it is.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Likeness<'p> {
    kind: &'p str,
    texts: Option<&'p [String]>,
    name: Option<&'p str>,
}

/// How many candidates are named.
const NAMED: usize = 3;

impl Moves {
    /// Compares the pages of the lock that are not in `named` with those of which nothing is there yet.
    ///
    /// Unedited pages are deleted and written anew; they are compared as well, so that none of them has its new path
    /// taken by the edits of another.
    pub fn find(
        project: &Snapshot,
        templates: &Templates,
        lock: &Lock,
        rendered: &BTreeMap<RelPath, RenderedFile>,
        named: &BTreeSet<RelPath>,
    ) -> Self {
        let mut old = PagesByPath::new();
        for (path, file) in &lock.files {
            if template::is_page_file(&file.template) {
                add(&mut old, path, &file.template, &file.base);
            }
        }
        old.retain(|page, it| {
            !named.contains(page) && it.files.values().any(|file| project.text(file.path).is_some())
        });
        let mut new = PagesByPath::new();
        for (path, file) in rendered {
            add(&mut new, path, &file.template, &file.text);
        }
        new.retain(|_, it| {
            it.files.values().all(|PageFile { path, .. }| {
                project.text(path).is_none() && !lock.files.contains_key(path)
            })
        });
        if old.is_empty() || new.is_empty() {
            return Self::default();
        }
        let mut edited = BTreeSet::new();
        for (page, it) in &old {
            if it.files.values().any(|file| file.is_edited(project)) {
                edited.insert(page.clone());
            }
        }
        for (page, it) in old.iter_mut().chain(&mut new) {
            let anywhere = Move { from: page.clone(), to: RelPath::constant("page") };
            let texts = it.files.values().map(|file| anywhere.renamed(templates, file.text));
            it.texts = texts.collect();
        }
        let mut moves = pair_up(old, new);
        moves.certain.retain(|_, moved| edited.contains(&moved.from));
        moves.unclear.retain(|page, _| edited.contains(page));
        moves
    }
}

impl PageFile<'_> {
    fn is_edited(&self, project: &Snapshot) -> bool {
        project.text(self.path).is_some_and(|ours| to_lf(ours) != self.text)
    }
}

impl Move {
    /// Where a file of the page comes from.
    pub fn old_path(&self, new: &RelPath) -> Option<RelPath> {
        let suffix = new.as_str().strip_prefix(self.to.as_str())?;
        self.from.with_suffix(suffix).ok()
    }

    /// The text with the names of the page's own files as they are at the new path.
    pub fn renamed(&self, templates: &Templates, text: &str) -> String {
        let (old, new) = (self.from.name(), self.to.name());
        let mut text = text.to_owned();
        for stem in templates.stems() {
            text = replace_word(&text, &format!("./{old}-{stem}"), &format!("./{new}-{stem}"));
        }
        text
    }

    /// Whether a relative path in `ours`, which is already renamed, leads elsewhere from the new folder; the paths in
    /// `theirs` are those of the page's own files.
    pub fn leads_elsewhere(&self, ours: &str, theirs: &str) -> bool {
        let own: BTreeSet<&str> = relative_paths(theirs).collect();
        relative_paths(ours)
            .filter(|path| !own.contains(path))
            .any(|path| resolve(&self.from, path) != resolve(&self.to, path))
    }
}

fn add<'a>(pages: &mut PagesByPath<'a>, path: &'a RelPath, template: &'a str, text: &'a str) {
    if let Some(page) = template::page_of(path, template) {
        pages.entry(page).or_default().files.insert(template, PageFile { path, text });
    }
}

/// Pairs the pages that fit only each other, first those that are most alike.
fn pair_up(mut old: PagesByPath<'_>, mut new: PagesByPath<'_>) -> Moves {
    let mut moves = Moves::default();
    for likeness in [same_text_and_name, same_text, same_kind] {
        let mut certain = Vec::new();
        for (from, to) in groups(&old, &new, likeness) {
            let ([from], [to]) = (&from[..], &to[..]) else { continue };
            // a file of the user's must have one to go into
            if old[*from].files.keys().all(|template| new[*to].files.contains_key(template)) {
                certain.push(Move { from: (*from).clone(), to: (*to).clone() });
            }
        }
        for moved in certain {
            old.remove(&moved.from);
            new.remove(&moved.to);
            moves.certain.insert(moved.to.clone(), moved);
        }
    }
    for (from, to) in groups(&old, &new, same_kind) {
        if to.is_empty() || (from.len() == 1 && to.len() == 1) {
            continue;
        }
        let first: Vec<RelPath> = to.iter().take(NAMED).map(|page| (*page).clone()).collect();
        let candidates = Candidates { others: to.len() - first.len(), first };
        moves.unclear.extend(from.into_iter().map(|page| (page.clone(), candidates.clone())));
    }
    moves
}

/// The pages of both sides that are alike.
fn groups<'p>(
    old: &'p PagesByPath<'_>,
    new: &'p PagesByPath<'_>,
    likeness: LikenessOf,
) -> impl Iterator<Item = (Vec<&'p RelPath>, Vec<&'p RelPath>)> {
    let mut groups: BTreeMap<Likeness<'p>, (Vec<&RelPath>, Vec<&RelPath>)> = BTreeMap::new();
    for (page, it) in old {
        groups.entry(likeness(page, it)).or_default().0.push(page);
    }
    for (page, it) in new {
        groups.entry(likeness(page, it)).or_default().1.push(page);
    }
    groups.into_values()
}

type LikenessOf = for<'p> fn(&'p RelPath, &'p MovedPage<'_>) -> Likeness<'p>;

fn same_kind<'p>(_: &'p RelPath, page: &'p MovedPage<'_>) -> Likeness<'p> {
    let kind = page.files.keys().next().and_then(|template| template.split('/').next());
    Likeness { kind: kind.unwrap_or_default(), texts: None, name: None }
}

fn same_text<'p>(path: &'p RelPath, page: &'p MovedPage<'_>) -> Likeness<'p> {
    Likeness { texts: Some(&page.texts), ..same_kind(path, page) }
}

fn same_text_and_name<'p>(path: &'p RelPath, page: &'p MovedPage<'_>) -> Likeness<'p> {
    Likeness { name: Some(path.name()), ..same_text(path, page) }
}

/// Replaces `old` where no letter, digit or hyphen follows it.
fn replace_word(text: &str, old: &str, new: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(old) {
        let behind = &rest[at + old.len()..];
        let goes_on = behind.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'));
        out.push_str(&rest[..at]);
        out.push_str(if goes_on { old } else { new });
        rest = behind;
    }
    out + rest
}

/// What starts with `./` or `../` behind a quote, a bracket or a blank, in any of the languages of a page.
fn relative_paths(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '`' | '(' | ')' | ';'))
        .filter(|part| part.starts_with("./") || part.starts_with("../"))
}

/// The segments of what a page names by a relative path; `..` above the program's root stay.
fn resolve<'p>(page: &'p RelPath, path: &'p str) -> Vec<&'p str> {
    let mut segments: Vec<&str> = page.as_str().split('/').collect();
    segments.pop();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." if segments.last().is_some_and(|last| *last != "..") => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::lock::Written;

    fn path(text: &str) -> RelPath {
        RelPath::parse(text).expect("a path")
    }

    fn moved(from: &str, to: &str) -> Move {
        Move { from: path(from), to: path(to) }
    }

    /// A lock with goods pages of these texts, a project in which those of `edited` have another, and the new pages.
    fn find(old: &[(&str, &str)], edited: &[&str], new: &[(&str, &str)]) -> Moves {
        let template = "goods-detail/page.wxml".to_owned();
        let mut project = Snapshot::default();
        let mut lock = Lock::default();
        for (page, text) in old {
            let file = path(&format!("{page}.wxml"));
            let ours = if edited.contains(page) { format!("{text}mine") } else { (*text).into() };
            project.set(file.clone(), Some(ours));
            let written = Written { template: template.clone(), base: (*text).to_owned() };
            lock.files.insert(file, written);
        }
        let rendered = new.iter().map(|(page, text)| {
            let file = path(&format!("{page}.wxml"));
            let text = (*text).to_owned();
            (file.clone(), RenderedFile { path: file, template: template.clone(), text })
        });
        let rendered = rendered.collect();
        Moves::find(
            &project,
            Templates::built_in(),
            &lock,
            &rendered,
            &new.iter().map(|(page, _)| path(page)).collect(),
        )
    }

    fn certain(moves: &Moves) -> Vec<Move> {
        moves.certain.values().cloned().collect()
    }

    fn unclear(moves: &Moves) -> Vec<(&str, Vec<&str>, usize)> {
        let pages = moves.unclear.iter();
        pages
            .map(|(from, to)| {
                (from.as_str(), to.first.iter().map(RelPath::as_str).collect(), to.others)
            })
            .collect()
    }

    #[test]
    fn an_edited_page_moves_to_the_one_page_of_its_kind() {
        let moves = find(&[("a", "1")], &["a"], &[("b", "2")]);
        assert_eq!(certain(&moves), [moved("a", "b")]);
        assert_eq!(unclear(&moves), []);
        assert_eq!(find(&[("a", "1")], &[], &[("b", "2")]), Moves::default(), "nobody edited it");
        assert_eq!(find(&[("a", "1")], &["a"], &[("a", "2")]), Moves::default(), "still named");
        assert_eq!(find(&[("a", "1")], &["a"], &[]), Moves::default(), "nothing is new");
    }

    #[test]
    fn among_several_the_settings_and_then_the_names_decide() {
        let old = [("x/a", "1"), ("x/b", "2"), ("x/c", "2")];
        let moves = find(&old, &["x/a", "x/b"], &[("y/b", "2"), ("y/c", "2"), ("y/z", "1")]);
        assert_eq!(certain(&moves), [moved("x/b", "y/b"), moved("x/a", "y/z")]);
        assert_eq!(unclear(&moves), []);
    }

    #[test]
    fn what_nothing_decides_is_unclear() {
        let moves = find(&[("a", "1")], &["a"], &[("b", "1"), ("c", "1")]);
        assert_eq!(unclear(&moves), [("a", vec!["b", "c"], 0)]);
        let moves = find(&[("a", "1"), ("b", "1")], &["a"], &[("c", "1")]);
        assert_eq!(unclear(&moves), [("a", vec!["c"], 0)], "the unedited one may be that page");
        assert_eq!(certain(&moves), []);
        let new = ["b", "c", "d", "e", "f"].map(|page| (page, "1"));
        assert_eq!(unclear(&find(&[("a", "1")], &["a"], &new)), [("a", vec!["b", "c", "d"], 2)]);
    }

    #[test]
    fn a_file_without_a_counterpart_stays_where_it_is() {
        let mut project = Snapshot::default();
        let mut lock = Lock::default();
        for (file, template) in [("a.js", "room-list/page.js"), ("a.wxml", "room-list/page.wxml")] {
            project.set(path(file), Some("mine"));
            let written = Written { template: template.into(), base: "base".into() };
            lock.files.insert(path(file), written);
        }
        let files = [("b.ts", "room-list/page.ts"), ("b.wxml", "room-list/page.wxml")];
        let rendered = files.map(|(file, template)| {
            let (template, text) = (template.to_owned(), "base".to_owned());
            (path(file), RenderedFile { path: path(file), template, text })
        });
        let rendered = BTreeMap::from(rendered);
        let moves = Moves::find(
            &project,
            Templates::built_in(),
            &lock,
            &rendered,
            &BTreeSet::from([path("b")]),
        );
        assert_eq!(moves, Moves::default(), "the script is in another language now");
    }

    #[test]
    fn many_pages_are_compared_in_time() {
        let names: Vec<String> = (0..20_000).map(|i| format!("p{i}")).collect();
        let old: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
        let new: Vec<String> = names.iter().map(|name| format!("n/{name}")).collect();
        let new: Vec<(&str, &str)> = new.iter().map(|name| (name.as_str(), "2")).collect();
        let moves = find(&old, &[], &new);
        assert_eq!(moves, Moves::default());
    }

    #[test]
    fn the_pages_own_files_are_renamed_and_nothing_else() {
        let moved = moved("pages/list", "pages/rooms");
        let text =
            "require('./list-rooms') './list-rooms.js' './list-roomsX' './list-helper' ./list";
        let renamed =
            "require('./rooms-rooms') './rooms-rooms.js' './list-roomsX' './list-helper' ./list";
        assert_eq!(moved.renamed(Templates::built_in(), text), renamed);
    }

    #[test]
    fn relative_paths_are_followed_from_both_folders() {
        let text = "require('../../utils/x'); <image src=\"../a.png\"/> @import './b'; url(./c)";
        let paths: Vec<&str> = relative_paths(text).collect();
        assert_eq!(paths, ["../../utils/x", "../a.png", "./b", "./c"]);
        let ours = "require('../../utils/x')";
        assert!(!moved("pages/live/a", "packageLive/live/b").leads_elsewhere(ours, ""));
        assert!(moved("pages/live/a", "pages/b").leads_elsewhere(ours, ""));
        assert!(!moved("pages/a", "live/b").leads_elsewhere("'./b-rooms'", "'./b-rooms'"));
        assert!(!moved("a", "b").leads_elsewhere("'../x' './y'", ""), "one folder");
    }
}
