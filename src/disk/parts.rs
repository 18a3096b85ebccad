//! The folders below some paths in parts that share no project, so that a fleet of any size is looked at piece by piece.

use std::ffi::OsStr;
use std::iter;
use std::path::Path;
use std::vec;

use crate::disk::named::Here;
use crate::disk::walk::{Listing, WalkPlace, signs};

/// Folders and files to be looked at in one walk, because one may lie in another.
pub(super) type Part = Vec<WalkPlace>;

/// How many levels of shelves are opened below a path: those of teams, and of the groups in a team.
const LEVELS: usize = 3;

/// After how many folders without a shelf among them their neighbours are taken to be none either: a look into each of a
/// thousand projects would cost as much as all else.
const ALIKE: usize = 32;

/// The parts, by path.
pub(super) struct Parts {
    here: Here,
    tops: vec::IntoIter<Part>,
    /// The shelves that are open, each standing on the one before.
    open: Vec<Shelf>,
}

impl Parts {
    pub(super) fn new(here: Here, tops: Vec<WalkPlace>) -> Self {
        Self { here, tops: apart(tops).into_iter(), open: Vec::new() }
    }

    /// The next parts. Files of a shelf are looked at if they are wanted; what else it holds than folders is told to `heed`.
    pub(super) fn next(
        &mut self,
        count: usize,
        is_wanted: &dyn Fn(&str) -> bool,
        mut heed: impl FnMut(Listing),
    ) -> Vec<Part> {
        iter::from_fn(|| self.one(is_wanted, &mut heed)).take(count).collect()
    }

    fn one(
        &mut self,
        is_wanted: &dyn Fn(&str) -> bool,
        heed: &mut impl FnMut(Listing),
    ) -> Option<Part> {
        loop {
            let levels = self.open.len();
            let part = match self.open.last_mut() {
                Some(shelf) => shelf.parts.next(),
                None => Some(self.tops.next()?),
            };
            let Some(part) = part else {
                self.open.pop();
                continue;
            };
            let is_alike = self.open.last().is_some_and(|shelf| shelf.closed >= ALIKE);
            let opened = match part.as_slice() {
                [folder] if levels < LEVELS && !is_alike => {
                    Shelf::open(&self.here, folder, is_wanted, heed)
                }
                _ => None,
            };
            let Some(shelf) = opened else {
                if let Some(shelf) = self.open.last_mut() {
                    shelf.closed += 1;
                }
                return Some(part);
            };
            self.open.push(shelf);
        }
    }
}

/// The paths in order, those that lie in another one together with it.
fn apart(mut tops: Vec<WalkPlace>) -> Vec<Part> {
    tops.sort_by(|a, b| a.path.cmp(&b.path));
    let mut parts: Vec<Part> = Vec::new();
    for top in tops {
        match parts.last_mut() {
            Some(part) if top.path.starts_with(&part[0].path) => part.push(top),
            Some(_) | None => parts.push(vec![top]),
        }
    }
    parts
}

/// A shelf of which some parts are dealt with.
struct Shelf {
    /// Its own files, and each of its folders.
    parts: vec::IntoIter<Part>,
    /// How many of those were no shelf.
    closed: usize,
}

impl Shelf {
    /// Opens a folder that holds folders at most, of which none can be a part of the same project as another; a folder that
    /// cannot be listed is told by the look at it.
    fn open(
        here: &Here,
        place: &WalkPlace,
        is_wanted: &dyn Fn(&str) -> bool,
        heed: &mut impl FnMut(Listing),
    ) -> Option<Self> {
        if !place.is_folder() {
            return None;
        }
        let mut listing = place.list(here, &|name| is_sign(name) || is_wanted(name));
        let is_named = |path: &Path, is_name: &dyn Fn(&str) -> bool| {
            path.file_name().and_then(OsStr::to_str).is_some_and(is_name)
        };
        let has_source = listing.folders.iter().any(|it| is_named(&it.path, &|name| name == "src"));
        let has_sign = listing.files.iter().any(|it| is_named(&it.path, &is_sign));
        if has_source || has_sign || !listing.faults.is_empty() {
            return None;
        }
        let files: Part = listing.files.drain(..).map(WalkPlace::from).collect();
        let mut folders = std::mem::take(&mut listing.folders);
        folders.sort_by(|a, b| a.path.cmp(&b.path));
        heed(listing);
        let folders = folders.into_iter().map(|folder| vec![folder]);
        let parts: Vec<Part> =
            [files].into_iter().filter(|it| !it.is_empty()).chain(folders).collect();
        Some(Self { parts: parts.into_iter(), closed: 0 })
    }
}

/// Names by which a project is known.
fn is_sign(name: &str) -> bool {
    signs().any(|sign| sign == name)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The parts of some folders, from their top.
    fn parts_below(top: &Path, named: &[&str]) -> Vec<Vec<String>> {
        let here = Here::find().expect("a folder");
        let place = |path: &&str| {
            WalkPlace::top(&here.named(&top.join(path)).expect(path)).expect("it can be looked at")
        };
        let top = fs::canonicalize(top).expect("a folder");
        let inside = |place: &WalkPlace| {
            let path = place.path.strip_prefix(&top).expect("a path below");
            path.to_str().expect("a plain path").to_owned()
        };
        let mut parts = Parts::new(here.clone(), named.iter().map(place).collect());
        let parts = parts.next(usize::MAX, &|_| false, |listing| {
            assert!(listing.faults.is_empty(), "nothing fails");
        });
        parts.iter().map(|part| part.iter().map(inside).collect()).collect()
    }

    /// The parts of a tree, named from its top; folders of it are made first.
    fn parts_of(folders: &[&str], named: &[&str]) -> Vec<Vec<String>> {
        let top = tempfile::tempdir().expect("a folder");
        for path in folders {
            let path = top.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            fs::write(path, "").expect("a file");
        }
        parts_below(top.path(), named)
    }

    #[test]
    fn shelves_are_opened_and_projects_are_not() {
        let files = [
            "teams/b/shop/app.json",
            "teams/a-2/app.json",
            "teams/a/src/app.json",
            "teams/a/dist/app.json",
            "teams/b/.gitignore",
            "teams/b/x.js",
            "teams/node_modules/x/app.json",
            "teams/pointing/project.config.json",
            "teams/pointing/mini/app.json",
            "teams/1/2/3/4/app.json",
        ];
        let expected = ["1/2/3", "a", "a-2", "b/shop", "pointing"];
        let expected = expected.map(|path| vec![format!("teams/{path}")]);
        assert_eq!(parts_of(&files, &["teams"])[..], expected);
    }

    #[test]
    fn after_many_projects_a_shelf_is_looked_at_whole() {
        let projects = (0..ALIKE).map(|number| format!("p{number:03}/app.json"));
        let shelves = ["a/in/app.json", "z/in/app.json"].map(str::to_owned);
        let files: Vec<String> = projects.chain(shelves).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let parts = parts_of(&files, &["."]).concat();
        assert_eq!((&*parts[0], &*parts[1], &*parts[ALIKE + 1]), ("a/in", "p000", "z"));
    }

    #[test]
    fn ignored_folders_stay_closed() {
        let top = tempfile::tempdir().expect("a folder");
        for shop in ["kept", "old", "team/old"] {
            let shop = top.path().join(shop);
            fs::create_dir_all(&shop).expect("folders");
            fs::write(shop.join("app.json"), "").expect("a file");
        }
        fs::write(top.path().join(".gitignore"), "old/\n").expect("a file");
        assert_eq!(parts_below(top.path(), &[""]), [["kept"], ["old"], ["team/old"]]);
        fs::create_dir(top.path().join(".git")).expect("a folder");
        assert_eq!(parts_below(top.path(), &[""]), [["kept"]]);
        assert_eq!(parts_below(top.path(), &["team/old"]), [["team/old"]]);
    }

    #[test]
    fn a_path_in_another_is_looked_at_with_it() {
        let files = ["a/b/app.json", "a/c/app.json", "d/app.json", "e/f/app.json"];
        let parts = parts_of(&files, &["d", "a/b", "a", "e"]);
        assert_eq!(parts, [vec!["a", "a/b"], vec!["d"], vec!["e/f"]]);
    }
}
