//! The folders below some paths in parts that share no project, so that a fleet of any size is looked at piece by piece.

use std::fs;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::vec;

use ignore::WalkState;

use crate::disk::walk::{is_output, shown, signs, threads_start, unreadable, walk};
use crate::model::fault::Fault;

/// Folders to be looked at in one walk, because one may lie in another.
pub(super) type Part = Vec<PathBuf>;

/// How many levels of shelves are opened below a path: those of teams, and of the groups in a team.
const LEVELS: usize = 3;

/// After how many folders without a shelf among them their neighbours are taken to be none either: a look into each of a
/// thousand projects would cost as much as all else.
const ALIKE: usize = 32;

/// The parts, by path.
pub(super) fn parts(paths: &[PathBuf]) -> impl Iterator<Item = Result<Part, Fault>> + use<> {
    apart(paths).into_iter().flat_map(|part| -> Box<dyn Iterator<Item = _>> {
        match part.as_slice() {
            [top] if threads_start() && is_shelf(top) => Box::new(opened(top)),
            _ => Box::new(iter::once(Ok(part))),
        }
    })
}

/// The paths in order, those that lie in another one together with it.
fn apart(paths: &[PathBuf]) -> Vec<Part> {
    let mut named: Vec<(PathBuf, &PathBuf)> =
        paths.iter().map(|path| (shown(path).into(), path)).collect();
    named.sort();
    let mut parts: Vec<(PathBuf, Part)> = Vec::new();
    for (name, path) in named {
        match parts.last_mut() {
            Some((outer, part)) if name.starts_with(&*outer) => part.push(path.clone()),
            Some(_) | None => parts.push((name, vec![path.clone()])),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

/// What stands on a shelf, and on the shelves that stand on it.
fn opened(top: &Path) -> impl Iterator<Item = Result<Part, Fault>> + use<> {
    let mut open = vec![Shelf::open(top)];
    iter::from_fn(move || {
        loop {
            let levels = open.len();
            let shelf = open.last_mut()?;
            match shelf.folders.next() {
                Some(Ok(folder)) => {
                    if levels < LEVELS && shelf.closed < ALIKE && is_shelf(&folder) {
                        open.push(Shelf::open(&folder));
                    } else {
                        shelf.closed += 1;
                        return Some(Ok(vec![folder]));
                    }
                }
                Some(Err(fault)) => return Some(Err(fault)),
                None => drop(open.pop()),
            }
        }
    })
}

/// A shelf of which some folders are dealt with.
struct Shelf {
    folders: vec::IntoIter<Result<PathBuf, Fault>>,
    /// How many of those were no shelf.
    closed: usize,
}

impl Shelf {
    fn open(shelf: &Path) -> Self {
        let (put, found) = mpsc::channel();
        let put_fault = put.clone();
        let mut walk = walk(shelf);
        // the filter sees a folder that is not ignored before it is opened, which would cost as much as all else
        walk.threads(1).filter_entry(move |entry| {
            if entry.file_type().is_some_and(|kind| kind.is_dir()) && !is_output(entry) {
                let _ = put.send(Ok(entry.path().to_owned()));
            }
            false
        });
        walk.build_parallel().run(|| {
            let put = put_fault.clone();
            Box::new(move |entry| {
                if let Err(error) = entry {
                    let _ = put.send(Err(unreadable(&error)));
                }
                WalkState::Continue
            })
        });
        let mut folders: Vec<Result<PathBuf, Fault>> = found.try_iter().collect();
        folders.sort_by(|a, b| a.as_ref().ok().cmp(&b.as_ref().ok()));
        Self { folders: folders.into_iter(), closed: 0 }
    }
}

/// Whether a folder holds folders at most, of which none can be a part of the same project as another.
fn is_shelf(folder: &Path) -> bool {
    // a folder that cannot be listed is told by the look at it
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().all(|entry| entry.file_name().to_str().is_none_or(|name| !is_sign(name)))
}

/// Names by which a project is known; sources of many frameworks lie in `src`.
fn is_sign(name: &str) -> bool {
    name == "src" || signs().any(|sign| sign == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of a tree, named from its top; folders of it are made first.
    fn parts_of(folders: &[&str], named: &[&str]) -> Vec<Vec<String>> {
        let top = tempfile::tempdir().expect("a folder");
        for path in folders {
            let path = top.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            fs::write(path, "").expect("a file");
        }
        let paths: Vec<PathBuf> = named.iter().map(|path| top.path().join(path)).collect();
        let inside = |path: &PathBuf| {
            let path = path.strip_prefix(top.path()).expect("a path below");
            path.to_str().expect("a plain path").trim_end_matches('/').to_owned()
        };
        parts(&paths)
            .map(|part| part.expect("nothing fails").iter().map(inside).collect())
            .collect()
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
        let parts: Vec<Part> = parts(&[top.path().to_owned()]).filter_map(Result::ok).collect();
        assert_eq!(parts, [[top.path().join("kept")]]);
    }

    #[test]
    fn a_path_in_another_is_looked_at_with_it() {
        let files = ["a/b/app.json", "a/c/app.json", "d/app.json", "e/f/app.json"];
        let parts = parts_of(&files, &["d", "a/b", "a", "e"]);
        assert_eq!(parts, [vec!["a", "a/b"], vec!["d"], vec!["e/f"]]);
    }
}
