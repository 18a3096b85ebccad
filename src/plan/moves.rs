//! Pages whose path changed in the manifest: which page became which, and what its files say under the new path.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::lock::Lock;
use crate::model::project::Project;
use crate::plan::template::{self, Rendered};
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
    /// Pages that certainly moved.
    pub certain: Vec<Move>,
    /// Pages that may have moved, each with the pages that it could be now.
    pub unclear: BTreeMap<RelPath, Vec<RelPath>>,
}

/// Pages from the project's root, with their files by template.
type Pages<'a> = BTreeMap<RelPath, BTreeMap<&'a str, File<'a>>>;

/// Where a file is or will be, and what kaibo last wrote into it or would write.
#[derive(Clone, Copy)]
struct File<'a> {
    path: &'a RelPath,
    text: &'a str,
}

/// How much a new page is like one that was dropped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    Kind,
    Text,
    TextAndName,
}

impl Moves {
    /// Compares the pages of the lock that are not in `named` with those of which nothing is there yet.
    ///
    /// Unedited pages are deleted and written anew; they are compared as well, so that none of them has its new path
    /// taken by the edits of another.
    pub fn find(
        project: &Project,
        lock: &Lock,
        rendered: &BTreeMap<RelPath, Rendered>,
        named: &BTreeSet<RelPath>,
    ) -> Self {
        let written = lock.files.iter().map(|(path, file)| (path, &file.template, &file.base));
        let mut old = by_page(written.filter(|(_, template, _)| template::is_page_file(template)));
        old.retain(|page, files| {
            !named.contains(page) && files.values().any(|file| project.text(file.path).is_some())
        });
        let to_write = rendered.iter().map(|(path, file)| (path, &file.template, &file.text));
        let mut new = by_page(to_write);
        let is_new = |path| project.text(path).is_none() && !lock.files.contains_key(path);
        new.retain(|_, files| files.values().all(|file| is_new(file.path)));

        let is_edited = |page: &RelPath| {
            let mut files = old[page].values();
            files.any(|file| project.text(file.path).is_some_and(|ours| to_lf(ours) != file.text))
        };
        let mut moves = pair_up(&old, &new);
        moves.certain.retain(|moved| is_edited(&moved.from));
        moves.unclear.retain(|page, _| is_edited(page));
        moves
    }
}

impl Move {
    /// Where a file of the page comes from.
    pub fn old_path(&self, new: &RelPath) -> Option<RelPath> {
        let suffix = new.as_str().strip_prefix(self.to.as_str())?;
        self.from.with_suffix(suffix).ok()
    }

    /// The text with the names of the page's own files as they are at the new path.
    pub fn renamed(&self, text: &str) -> String {
        let (old, new) = (self.from.name(), self.to.name());
        let stems = template::SUFFIXES.iter().filter_map(|suffix| suffix.strip_prefix('-'));
        let stems: BTreeSet<&str> = stems.filter_map(|name| name.split('.').next()).collect();
        stems.into_iter().fold(text.to_owned(), |text, stem| {
            replace_word(&text, &format!("./{old}-{stem}"), &format!("./{new}-{stem}"))
        })
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

fn by_page<'a>(files: impl Iterator<Item = (&'a RelPath, &'a String, &'a String)>) -> Pages<'a> {
    let mut pages = Pages::new();
    for (path, template, text) in files {
        if let Some(page) = template::page_of(path, template) {
            pages.entry(page).or_default().insert(template, File { path, text });
        }
    }
    pages
}

/// Pairs those that fit only each other, the most alike first.
fn pair_up(old: &Pages<'_>, new: &Pages<'_>) -> Moves {
    let mut alike: Vec<(Move, Likeness)> = Vec::new();
    for from in old.keys() {
        for to in new.keys() {
            let moved = Move { from: from.clone(), to: to.clone() };
            alike.extend(likeness(&moved, old, new).map(|likeness| (moved, likeness)));
        }
    }
    let mut moves = Moves::default();
    for least in [Likeness::TextAndName, Likeness::Text, Likeness::Kind] {
        let fit: Vec<&Move> =
            alike.iter().filter(|(_, likeness)| *likeness >= least).map(|(fit, _)| fit).collect();
        let is_only = |one: &&Move| {
            fit.iter().filter(|other| other.from == one.from || other.to == one.to).count() == 1
        };
        let sure: Vec<Move> = fit.iter().copied().filter(is_only).cloned().collect();
        alike.retain(|(one, _)| sure.iter().all(|sure| sure.from != one.from && sure.to != one.to));
        moves.certain.extend(sure);
    }
    for (Move { from, to }, _) in alike {
        moves.unclear.entry(from).or_default().push(to);
    }
    moves
}

/// How alike two pages are; `None` where a file of the old one has none to go into.
fn likeness(moved: &Move, old: &Pages<'_>, new: &Pages<'_>) -> Option<Likeness> {
    let (old, new) = (&old[&moved.from], &new[&moved.to]);
    if !old.keys().all(|template| new.contains_key(template)) {
        return None;
    }
    let is_same = old.iter().all(|(name, file)| moved.renamed(file.text) == new[name].text);
    Some(match (is_same, moved.from.name() == moved.to.name()) {
        (true, true) => Likeness::TextAndName,
        (true, false) => Likeness::Text,
        (false, _) => Likeness::Kind,
    })
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
        let mut project = Project::default();
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
            (file.clone(), Rendered { path: file, template: template.clone(), text })
        });
        let rendered = rendered.collect();
        Moves::find(&project, &lock, &rendered, &new.iter().map(|(page, _)| path(page)).collect())
    }

    #[test]
    fn an_edited_page_moves_to_the_one_page_of_its_kind() {
        let moves = find(&[("a", "1")], &["a"], &[("b", "2")]);
        assert_eq!(moves.certain, [moved("a", "b")]);
        assert_eq!(find(&[("a", "1")], &[], &[("b", "2")]), Moves::default(), "nobody edited it");
        assert_eq!(find(&[("a", "1")], &["a"], &[("a", "2")]), Moves::default(), "still named");
    }

    #[test]
    fn among_several_the_settings_and_then_the_names_decide() {
        let old = [("x/a", "1"), ("x/b", "2"), ("x/c", "2")];
        let moves = find(&old, &["x/a", "x/b"], &[("y/b", "2"), ("y/c", "2"), ("y/z", "1")]);
        assert_eq!(moves.certain, [moved("x/b", "y/b"), moved("x/a", "y/z")]);
        assert!(moves.unclear.is_empty());
    }

    #[test]
    fn what_nothing_decides_is_unclear() {
        let moves = find(&[("a", "1")], &["a"], &[("b", "1"), ("c", "1")]);
        assert_eq!(moves.unclear, BTreeMap::from([(path("a"), vec![path("b"), path("c")])]));
        let moves = find(&[("a", "1"), ("b", "1")], &["a"], &[("c", "1")]);
        assert_eq!(moves.unclear, BTreeMap::from([(path("a"), vec![path("c")])]));
        assert!(moves.certain.is_empty(), "the unedited page may be the one that moved");
    }

    #[test]
    fn the_pages_own_files_are_renamed_and_nothing_else() {
        let moved = moved("pages/list", "pages/rooms");
        let text =
            "require('./list-rooms') './list-rooms.js' './list-roomsX' './list-helper' ./list";
        let renamed =
            "require('./rooms-rooms') './rooms-rooms.js' './list-roomsX' './list-helper' ./list";
        assert_eq!(moved.renamed(text), renamed);
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
