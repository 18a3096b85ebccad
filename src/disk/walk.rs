//! How folders are walked: on all cores, each folder listed once, and no link followed.
//!
//! The walker of `ignore` is not used: it opens whatever is called `.gitignore`, tells of no link, and needs threads.

use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::io::Read as _;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::disk::dir::open_plain;
use crate::disk::named::{Here, Named};
use crate::disk::refusal::{SIZE_LIMIT, system};
use crate::model::defect::caught;
use crate::model::fault::{Fault, Operation, SystemFault, TextFault};
use crate::model::{lock, manifest};
use crate::plan::journal;
use crate::project::framework::ROWS;
use crate::project::native::{OUTPUT, PROJECT_CONFIG};
use crate::project::unsupported::UNSUPPORTED;
use crate::text::path::{is_closed_folder, join};

/// Hidden folders of editors and caches, whose copies of files are nobody's sources; all others are looked into.
const EDITORS: [&str; 6] = [".history", ".idea", ".vscode", ".hbuilderx", ".cache", ".pnpm-store"];

const GITIGNORE: &str = ".gitignore";

/// How many files of one folder are read in one go, so that other cores get some of a large one.
const TOGETHER: usize = 256;

/// Names of files by which a project is known.
pub(super) fn signs() -> impl Iterator<Item = &'static str> {
    let rows = ROWS.iter().map(|row| row.file).chain(UNSUPPORTED.iter().map(|row| row.file));
    rows.chain([PROJECT_CONFIG, manifest::FILE, lock::FILE])
}

/// What something is called from where the user is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// Its name.
    Text(String),
    /// It has none: a step of it is no text. This shows it up to that step.
    NotText(String),
}

/// A folder or a file that may be looked into.
#[derive(Debug, Clone)]
pub(super) struct WalkPlace {
    /// Where it is.
    pub(super) path: PathBuf,
    pub(super) name: Name,
    kind: FileType,
    rules: Option<Arc<Rules>>,
}

/// The ignore files that count for a folder of a repository, innermost first.
#[derive(Debug)]
struct Rules {
    matcher: Gitignore,
    above: Option<Arc<Rules>>,
}

/// A file of a folder.
#[derive(Debug)]
pub(super) struct WalkEntry {
    pub(super) path: PathBuf,
    pub(super) name: Name,
    pub(super) kind: FileType,
    rules: Option<Arc<Rules>>,
}

/// What a folder holds, as far as that is looked at.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) folders: Vec<WalkPlace>,
    pub(super) files: Vec<WalkEntry>,
    /// Names of links to folders, which are not followed.
    pub(super) links: Vec<String>,
    /// Its own name, if it holds a stage.
    pub(super) stage: Option<String>,
    pub(super) faults: Vec<Fault>,
}

impl From<WalkEntry> for WalkPlace {
    fn from(entry: WalkEntry) -> Self {
        let WalkEntry { path, name, kind, rules } = entry;
        Self { path, name, kind, rules }
    }
}

impl WalkPlace {
    pub(super) fn is_folder(&self) -> bool {
        self.kind.is_dir()
    }

    /// A path that the user named, which is looked into whatever ignore files say.
    pub(super) fn top(named: &Named) -> Result<Self, Fault> {
        let rules = rules_above(&named.absolute)?;
        let (path, name) = (named.absolute.clone(), Name::Text(named.name.clone()));
        let looked = path.symlink_metadata();
        let kind =
            looked.map_err(|error| system(&named.name, Operation::Read, &error))?.file_type();
        Ok(Self { path, name, kind, rules })
    }

    pub(super) fn shown(&self) -> &str {
        let (Name::Text(name) | Name::NotText(name)) = &self.name;
        if name.is_empty() { "." } else { name }
    }

    /// Lists the folder; a panic, which the system's library has where a folder cannot be closed, costs only this one.
    pub(super) fn list(&self, here: &Here, is_wanted: &dyn Fn(&str) -> bool) -> Listing {
        caught(|| self.list_entries(here, is_wanted)).unwrap_or_else(|what| Listing {
            faults: vec![Fault::of(self.shown(), what)],
            ..Listing::default()
        })
    }

    fn list_entries(&self, here: &Here, is_wanted: &dyn Fn(&str) -> bool) -> Listing {
        let mut listing = Listing::default();
        let failed = |error| system(self.shown(), Operation::Read, &error);
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) => {
                listing.faults.push(failed(error));
                return listing;
            }
        };
        let mut found = Vec::new();
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.file_type()?, entry))) {
                Ok((kind, entry)) => found.push((entry.file_name(), kind)),
                Err(error) => listing.faults.push(failed(error)),
            }
        }
        let rules = self.rules_inside(&found).unwrap_or_else(|fault| {
            listing.faults.push(fault);
            self.rules.clone()
        });
        for (name, kind) in found {
            self.sort_in(&name, kind, rules.as_ref(), here, is_wanted, &mut listing);
        }
        listing
    }

    fn sort_in(
        &self,
        name: &OsStr,
        kind: FileType,
        rules: Option<&Arc<Rules>>,
        here: &Here,
        is_wanted: &dyn Fn(&str) -> bool,
        listing: &mut Listing,
    ) {
        let shown = name.to_string_lossy();
        let is_wanted = is_wanted(&shown);
        if !is_wanted && kind.is_file() {
            return;
        }
        let path = self.path.join(name);
        let name = self.name.below(&path, name, here);
        if is_wanted {
            // a folder of such a name is told like a link
            let (path, name, rules) = (path.clone(), name.clone(), rules.cloned());
            listing.files.push(WalkEntry { path, name, kind, rules });
        }
        if shown == journal::FOLDER {
            listing.stage = Some(self.shown().to_owned());
        }
        let is_folder = kind.is_dir() || kind.is_symlink() && !is_wanted && path.is_dir();
        if !is_folder || is_closed(&shown) || is_ignored(rules, &path, Ignored::Folder) {
            return;
        }
        if kind.is_dir() {
            listing.folders.push(WalkPlace { path, name, kind, rules: rules.cloned() });
        } else {
            let (Name::Text(name) | Name::NotText(name)) = name;
            listing.links.push(name);
        }
    }

    /// The rules for what the folder holds: a repository begins anew, and outside of one there are none.
    fn rules_inside(
        &self,
        found: &[(std::ffi::OsString, FileType)],
    ) -> Result<Option<Arc<Rules>>, Fault> {
        let has = |wanted: &str| found.iter().find(|(name, _)| name == wanted);
        let above = if has(".git").is_some() { None } else { self.rules.clone() };
        if above.is_none() && has(".git").is_none() {
            return Ok(None);
        }
        let Some((_, kind)) = has(GITIGNORE) else {
            return Ok(above.or_else(|| Some(Rules::none())));
        };
        let file = join(if self.shown() == "." { "" } else { self.shown() }, GITIGNORE);
        // git reads no link of that name either
        if kind.is_symlink() {
            return Ok(above.or_else(|| Some(Rules::none())));
        }
        if !kind.is_file() {
            return Err(Fault::of(file, SystemFault::NotAFile));
        }
        let matcher = matcher(&self.path, &file)?;
        Ok(Some(Arc::new(Rules { matcher, above })))
    }
}

impl WalkEntry {
    /// Whether git ignores the file itself; the folders around it are not.
    pub(super) fn is_ignored(&self) -> bool {
        is_ignored(self.rules.as_ref(), &self.path, Ignored::File)
    }
}

impl Name {
    fn below(&self, path: &Path, name: &OsStr, here: &Here) -> Self {
        let Self::Text(above) = self else { return self.clone() };
        match name.to_str() {
            // a folder around the working directory also holds that
            Some(_) if here.names_anew(above) => Self::Text(here.name(path).unwrap_or_default()),
            Some(name) => Self::Text(join(above, name)),
            None => Self::NotText(join(above, &name.to_string_lossy())),
        }
    }
}

impl Rules {
    fn none() -> Arc<Self> {
        Arc::new(Self { matcher: Gitignore::empty(), above: None })
    }
}

fn is_closed(name: &str) -> bool {
    OUTPUT.contains(&name) || EDITORS.contains(&name) || is_closed_folder(name)
}

/// What a rule may ignore.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ignored {
    File,
    Folder,
}

fn is_ignored(rules: Option<&Arc<Rules>>, path: &Path, what: Ignored) -> bool {
    let chain = std::iter::successors(rules, |rules| rules.above.as_ref());
    let mut verdicts = chain.map(|rules| rules.matcher.matched(path, what == Ignored::Folder));
    verdicts.find(|verdict| !verdict.is_none()).is_some_and(|verdict| verdict.is_ignore())
}

/// The rules of the repository around a path; if they ignore it or a folder around it, the user's word counts.
fn rules_above(path: &Path) -> Result<Option<Arc<Rules>>, Fault> {
    let around: Vec<&Path> = path.ancestors().skip(1).collect();
    let Some(root) = around.iter().position(|folder| folder.join(".git").exists()) else {
        return Ok(None);
    };
    let mut rules = Rules::none();
    for folder in around[..=root].iter().rev() {
        if is_ignored(Some(&rules), folder, Ignored::Folder) {
            rules = Rules::none();
        }
        let file = folder.join(GITIGNORE);
        match file.symlink_metadata() {
            Ok(metadata) if metadata.is_file() => {
                let matcher = matcher(folder, &file.to_string_lossy())?;
                rules = Arc::new(Rules { matcher, above: Some(rules) });
            }
            Ok(metadata) if !metadata.is_symlink() => {
                return Err(Fault::of(file.to_string_lossy(), SystemFault::NotAFile));
            }
            Ok(_) | Err(_) => {}
        }
    }
    let is_ignored = is_ignored(Some(&rules), path, Ignored::Folder);
    Ok(Some(if is_ignored { Rules::none() } else { rules }))
}

fn matcher(folder: &Path, shown: &str) -> Result<Gitignore, Fault> {
    let failed = |error| system(shown, Operation::Read, &error);
    let mut bytes = Vec::new();
    let file = open_plain(&folder.join(GITIGNORE)).map_err(failed)?;
    file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > SIZE_LIMIT {
        let size = bytes.len() as u64;
        return Err(Fault::of(shown, TextFault::TooLarge { size, limit: SIZE_LIMIT }));
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.trim_start_matches('\u{feff}').lines() {
        // git passes over what is no pattern
        let _ = builder.add_line(None, line);
    }
    Ok(builder.build().unwrap_or_else(|_| Gitignore::empty()))
}

/// What is to be done by the next core that is free.
enum Work {
    Folder(WalkPlace),
    Files(Vec<WalkEntry>),
}

/// Work that is shared by all cores, until none is left and nobody makes more.
struct Queue {
    state: Mutex<WalkState>,
    changed: Condvar,
}

struct WalkState {
    waiting: Vec<Work>,
    working: usize,
    /// How many cores have nothing to do; to wake nobody takes the system's time too.
    idle: usize,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, WalkState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<Work> {
        let mut state = self.state();
        loop {
            if let Some(work) = state.waiting.pop() {
                state.working += 1;
                return Some(work);
            }
            if state.working == 0 {
                return None;
            }
            state.idle += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }

    fn put(&self, more: Vec<Work>) {
        let mut state = self.state();
        state.waiting.extend(more);
        self.wake(state);
    }

    /// Wakes whoever waits for work, where there is some, or for the end.
    fn wake(&self, state: MutexGuard<'_, WalkState>) {
        let is_news = !state.waiting.is_empty() || state.working == 0;
        let is_heard = state.idle > 0;
        drop(state);
        if is_news && is_heard {
            self.changed.notify_all();
        }
    }
}

/// A piece of work that is being done; that it is over is told even by a panic, for which nobody would wait else.
struct Working<'q>(&'q Queue);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.working -= 1;
        self.0.wake(state);
    }
}

/// Who is told of what a walk finds.
pub(super) trait Visitor: Sync {
    /// Whether a file of this name is to be visited.
    fn is_wanted(&self, name: &str) -> bool;

    /// A file; the buffer is used again and again.
    fn visit(&self, entry: WalkEntry, buffer: &mut Vec<u8>);

    /// What a folder holds beside files: links that are not followed, a stage, and what could not be read.
    fn heed(&self, listing: Listing);
}

/// Walks folders, on as many threads as there are cores, or on as many as the system grants.
pub(super) fn walk(here: &Here, tops: Vec<WalkPlace>, visitor: &impl Visitor) {
    let waiting = tops.into_iter().rev().map(Work::Folder).collect();
    let state = Mutex::new(WalkState { waiting, working: 0, idle: 0 });
    let queue = Queue { state, changed: Condvar::new() };
    let work = || {
        let mut buffer = Vec::new();
        while let Some(work) = queue.take() {
            let _working = Working(&queue);
            match work {
                Work::Folder(place) => queue.put(opened(&place, here, visitor, &mut buffer)),
                Work::Files(files) => {
                    for entry in files {
                        visitor.visit(entry, &mut buffer);
                    }
                }
            }
        }
    };
    let others = thread::available_parallelism().map_or(1, NonZero::get) - 1;
    thread::scope(|scope| {
        for _ in 0..others {
            // without it the others do its work
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
}

/// Visits the files of a folder, and tells what is left to do.
fn opened(
    place: &WalkPlace,
    here: &Here,
    visitor: &impl Visitor,
    buffer: &mut Vec<u8>,
) -> Vec<Work> {
    if !place.kind.is_dir() {
        let WalkPlace { path, name, kind, rules } = place.clone();
        if path.file_name().and_then(OsStr::to_str).is_some_and(|name| visitor.is_wanted(name)) {
            visitor.visit(WalkEntry { path, name, kind, rules }, buffer);
        }
        return Vec::new();
    }
    let mut listing = place.list(here, &|name| visitor.is_wanted(name));
    let mut files = std::mem::take(&mut listing.files);
    let folders = std::mem::take(&mut listing.folders).into_iter();
    let mut work: Vec<Work> = folders.map(Work::Folder).collect();
    visitor.heed(listing);
    while files.len() > TOGETHER {
        work.push(Work::Files(files.split_off(files.len() - TOGETHER)));
    }
    for entry in files {
        visitor.visit(entry, buffer);
    }
    work
}
