//! Looking at any number of projects: many folders at once, each file read once, and no more kept than a hundred
//! projects or so need.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsStr;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::check::facts::PathKind;
use crate::disk::beside::{OnDisk, neighbours};
use crate::disk::dir::Hold;
use crate::disk::imports::Imports;
use crate::disk::named::{Here, Idle, Named, Naming};
use crate::disk::parts::{Part, Parts};
use crate::disk::present::Lookout;
use crate::disk::recover::Remains;
use crate::disk::refusal::decoded;
use crate::disk::root::Root;
use crate::disk::texts::{read_into, read_up_to};
use crate::disk::walk::{Listing, Name, Visitor, WalkEntry, WalkPlace, signs, walk};
use crate::model::defect::caught;
use crate::model::fault::{
    Fault, FaultKind, Faults, ManifestFault, StateFault, SystemFault, TextFault,
};
use crate::model::{lock, manifest};
use crate::project::broken::BrokenConfig;
use crate::project::config_file::ConfigFile;
use crate::project::elsewhere::{self, PinningText, is_writer, may_pin, names_provider};
use crate::project::framework::{Framework, ROWS, Row, Surroundings as _, row_at};
use crate::project::inventory::{Inventory, SourceFile, WalkedFiles, inventory};
use crate::project::mpx::files::PackageFile;
use crate::project::native::{PROJECT_CONFIG, ProjectConfig};
use crate::project::roots::{FoundFile, MiniprogramRoot};
use crate::project::turned_off::{self, LockFile};
use crate::project::unsupported::{NotRead, UNSUPPORTED, UnsupportedProgram};
use crate::project::usage::{self, SUFFIXES, SourceUsage, is_asked_for, may_use};
use crate::text::path::{RelPath, folder_of, join, name_of};

/// How many parts of a fleet are looked at together: enough for every core, and few enough for memory to stay flat.
const TOGETHER: usize = 128;

/// How many bytes of their text are kept at most for later steps; the rest is read again.
const KEPT_LIMIT: usize = 8 * 1024 * 1024;

/// Configuration of how many bytes stays parsed for later steps; a tree takes some fifty times the room of its text.
const PARSED_LIMIT: usize = 128 * 1024;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Select {
    /// Declarations: only configuration is read.
    Declarations,
    /// Declarations, and texts that pin the plugin elsewhere: sources are searched for its provider.
    Pins,
    /// Declarations, such texts, and uses: sources are read.
    All,
}

/// What becomes of the texts that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// Nobody needs them again.
    Dropped,
    /// A later step needs those that speak of the plugin, and the manifests.
    Kept,
}

/// A look at some folders, which another thread may watch.
#[derive(Debug)]
pub struct Survey {
    select: Select,
    texts: Texts,
    naming: Naming,
    found: Mutex<WalkedFiles>,
    links: Mutex<BTreeSet<String>>,
    /// The folders with a stage.
    stages: Mutex<BTreeSet<String>>,
    /// Configuration that is not read.
    not_read: Mutex<BTreeMap<String, NotRead>>,
    looked_at: AtomicUsize,
    kept: AtomicUsize,
    parsed: AtomicUsize,
}

impl Survey {
    /// A look that has not begun.
    pub fn new(select: Select, texts: Texts) -> Self {
        let (looked_at, kept, parsed) = Default::default();
        let (found, links, stages, not_read) = Default::default();
        let naming = Naming::Shortest;
        Self { select, texts, naming, found, links, stages, not_read, looked_at, kept, parsed }
    }

    /// The same with another naming.
    #[must_use]
    pub fn naming(self, naming: Naming) -> Self {
        Self { naming, ..self }
    }

    /// How many files it has looked at so far.
    pub fn looked_at(&self) -> usize {
        self.looked_at.load(Ordering::Relaxed)
    }

    /// The projects below the paths, by root and a hundred at a time or so; each file is read once. Two spellings of a path
    /// are one, and a path that cannot be looked at does not stop the others.
    ///
    /// # Errors
    /// The working directory is gone.
    pub fn below<'s>(
        &'s self,
        paths: &[PathBuf],
    ) -> Result<impl Iterator<Item = Inventory> + use<'s>, Fault> {
        let here = Here::find()?.naming(self.naming);
        let (mut faults, mut tops) = (Vec::new(), BTreeMap::new());
        for path in paths {
            match here.named(path).and_then(|named| Ok((WalkPlace::top(&named)?, named))) {
                Ok((place, named)) => drop(tops.insert(named.name.clone(), (named, place))),
                Err(fault) => faults.push(fault),
            }
        }
        let (named, places): (Vec<Named>, Vec<WalkPlace>) = tops.into_values().unzip();
        let mut idle = Idle::of(named);
        let mut first =
            (!faults.is_empty()).then_some(Inventory { faults, ..Inventory::default() });
        let mut parts = Parts::new(here.clone(), places);
        let mut is_over = false;
        Ok(iter::from_fn(move || {
            if let Some(faults) = first.take() {
                return Some(faults);
            }
            let is_wanted = |name: &str| self.is_wanted(name);
            let next = parts.next(TOGETHER, &is_wanted, |listing| self.heed(listing));
            if !next.is_empty() {
                let inventory = self.look_at(&here, next);
                idle.heed(&inventory);
                return Some(inventory);
            }
            let faults = if is_over { Vec::new() } else { idle.faults() };
            is_over = true;
            (!faults.is_empty()).then(|| Inventory { faults, ..Inventory::default() })
        }))
    }

    /// Links to folders that were not followed, in order.
    pub fn links(&self) -> Vec<String> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// The programs that are not read and do not name the plugin, and the files that do and are made from others, by path.
    pub fn not_read(&self) -> Vec<(String, NotRead)> {
        let found = self.not_read.lock().unwrap_or_else(PoisonError::into_inner);
        found.iter().map(|(path, why)| (path.clone(), why.clone())).collect()
    }

    /// The folders in which a run was interrupted, or that have a stage of somebody else's, in order; one that another run
    /// is at work on is passed over, because its stage is alive.
    pub fn remains(&self) -> Vec<(String, Remains)> {
        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        let remains = |folder: &String| {
            let root = Root::open(Path::new(folder), Hold::Shared).ok()?;
            let remains = root.remains().ok().filter(|remains| *remains != Remains::Nothing)?;
            Some((folder.clone(), remains))
        };
        stages.iter().filter_map(remains).collect()
    }

    fn look_at(&self, here: &Here, parts: Vec<Part>) -> Inventory {
        self.kept.store(0, Ordering::Relaxed);
        self.parsed.store(0, Ordering::Relaxed);
        walk(here, parts.into_iter().flatten().collect(), self);
        let mut found =
            std::mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner));
        follow_packages(&mut found);
        let inventory = inventory(found);
        let programs = inventory.unsupported.iter();
        let programs = programs.map(|it| (it.path.clone(), NotRead::Unsupported(it.framework)));
        self.not_read.lock().unwrap_or_else(PoisonError::into_inner).extend(programs);
        inventory
    }

    fn visit_file(&self, entry: &WalkEntry, buffer: &mut Vec<u8>, found: &mut WalkedFiles) {
        let Some(name) = entry.path.file_name().map(OsStr::to_string_lossy) else { return };
        let row = ROWS.iter().find(|row| row.file == name);
        if !entry.kind.is_file() {
            // scripts of such names are many, and so are links among sources: a link is not followed
            let is_told = row.is_some_and(|row| !row.syntax.is_common());
            if is_told || name == manifest::FILE || name == PROJECT_CONFIG {
                let what =
                    if entry.kind.is_symlink() { SystemFault::Link } else { SystemFault::NotAFile };
                let (Name::Text(shown) | Name::NotText(shown)) = &entry.name;
                found.faults.push(Fault::of(shown, what));
            }
            return;
        }
        self.looked_at.fetch_add(1, Ordering::Relaxed);
        if name == manifest::FILE && self.texts == Texts::Dropped {
            return;
        }
        let is_ours = [PROJECT_CONFIG, manifest::FILE, lock::FILE].contains(&&*name);
        let is_searched = self.select == Select::Pins || is_writer(&name);
        if !is_ours && row.is_none() && is_searched {
            found.unsupported.extend(unsupported(entry));
            return self.search(entry, buffer, found);
        }
        let is_common = !is_ours && row.is_none_or(|row| row.syntax.is_common());
        let faults = if is_ours || row.is_some() { &mut found.faults } else { &mut found.unread };
        let path = match &entry.name {
            Name::Text(path) => path.clone(),
            Name::NotText(shown) => {
                // of sources the project is told, if they are of one
                let faults = if is_common { &mut found.unread } else { &mut found.faults };
                return faults.push(Fault::of(shown, SystemFault::NameNotUtf8));
            }
        };
        if name == lock::FILE {
            found.locks.extend(self.lock(entry, &path, buffer).transpose());
            return;
        }
        match read_into(&entry.path, &path, buffer) {
            Err(fault) => faults.push(fault),
            Ok(()) => match decoded(&path, buffer) {
                Ok(text) => self.read(row, entry, &path, text, found),
                // scripts and sources in another encoding are many, and most are none of our business
                Err(fault) if !is_common || may_use(&String::from_utf8_lossy(buffer)) => {
                    faults.push(fault);
                }
                Err(_) => {}
            },
        }
    }

    /// A lock, where something is turned off in it.
    fn lock(
        &self,
        entry: &WalkEntry,
        path: &str,
        buffer: &mut Vec<u8>,
    ) -> Result<Option<LockFile>, Fault> {
        read_into(&entry.path, path, buffer)?;
        let text = decoded(path, buffer)?;
        let turned_off = turned_off::read(text).map_err(|Faults(faults)| {
            let first = faults.into_iter().next();
            first.map_or_else(
                || Fault::of(path, StateFault::BrokenLock),
                |fault| fault.renamed(path),
            )
        })?;
        let text = if turned_off.is_empty() { None } else { self.kept(text) };
        let folder = folder_of(path).to_owned();
        let path = RelPath::constant(lock::FILE);
        Ok((!turned_off.is_empty()).then_some(LockFile { folder, path, turned_off, text }))
    }

    /// Reads all that a file may be: configuration, source, or both.
    fn read(
        &self,
        row: Option<&'static Row>,
        entry: &WalkEntry,
        path: &str,
        text: &str,
        found: &mut WalkedFiles,
    ) {
        let name = name_of(path);
        if name == PROJECT_CONFIG {
            miniprogram_root(path, text, found);
        }
        if name == manifest::FILE {
            found.manifests.push((folder_of(path).to_owned(), text.to_owned()));
        }
        let unsupported = UnsupportedProgram::at(path, text, &OnDisk);
        let config = row.filter(|_| unsupported.is_none()).and_then(|_| configuration(path, text));
        found.unsupported.extend(unsupported);
        if config.is_none() && row.is_some() && names_provider(text.as_bytes()) {
            let made = maker(path).map(|maker| (path.to_owned(), NotRead::Made(maker)));
            self.not_read.lock().unwrap_or_else(PoisonError::into_inner).extend(made);
        }
        if self.select == Select::All && is_asked_for(name, text) {
            let json = || config.as_ref()?.as_ref().ok()?.json();
            let mut kept = None;
            match usage::read_parsed(path, text, json) {
                // a source without uses may still break a rule
                Ok(read) if read.uses.is_empty() && self.texts == Texts::Dropped => {}
                Ok(SourceUsage { uses, hints }) => {
                    kept = self.kept(text);
                    let text = kept.clone();
                    found.sources.push(SourceFile { path: path.to_owned(), uses, hints, text });
                }
                Err(fault) => found.unread.push(fault),
            }
            found.pinning.extend(pinning(entry, path, text, || kept));
        } else if self.select == Select::Pins {
            found.pinning.extend(pinning(entry, path, text, || None));
        }
        if let Some(config) = config {
            self.recognise(config, path, found);
        }
    }

    /// Searches a file that is read for the provider alone.
    fn search(&self, entry: &WalkEntry, buffer: &mut Vec<u8>, found: &mut WalkedFiles) {
        let (Name::Text(shown) | Name::NotText(shown)) = &entry.name;
        match read_up_to(elsewhere::SIZE_LIMIT, &entry.path, shown, buffer) {
            Ok(()) if names_provider(buffer) => {
                let text = String::from_utf8_lossy(buffer);
                found.pinning.extend(pinning(entry, shown, &text, || self.kept(&text)));
            }
            // a package of the platform's has no file that is larger
            Ok(()) | Err(Fault { kind: FaultKind::Text(TextFault::TooLarge { .. }), .. }) => {}
            Err(fault) => found.unread.push(fault),
        }
    }

    fn recognise(&self, config: Result<ConfigFile, Fault>, path: &str, found: &mut WalkedFiles) {
        let config = match config {
            Ok(config) => config,
            Err(fault) => return found.faults.push(fault.renamed(path)),
        };
        let file = config.clone();
        match config.recognised() {
            Ok(None) => found.broken.extend(broken(&file, path)),
            Ok(Some(config)) => {
                let folder = folder_of(path).to_owned();
                let config = config.following(&mut Imports::of(&folder).reader());
                found.configs.push(FoundFile { folder, config: self.kept_config(config) });
            }
            Err(fault) => found.faults.push(fault.renamed(path)),
        }
    }

    /// The file without what was parsed, where nobody asks again or too much is kept already; its packages are asked.
    fn kept_config(&self, config: ConfigFile) -> ConfigFile {
        let is_kept = match self.texts {
            Texts::Dropped => config.row.framework == Framework::Mpx,
            Texts::Kept => {
                let before = self.parsed.fetch_add(config.text().len(), Ordering::Relaxed);
                before == 0 || before + config.text().len() <= PARSED_LIMIT
            }
        };
        if is_kept { config } else { config.released() }
    }

    fn kept(&self, text: &str) -> Option<Arc<str>> {
        let before = match self.texts {
            Texts::Dropped => return None,
            Texts::Kept => self.kept.fetch_add(text.len(), Ordering::Relaxed),
        };
        (before + text.len() <= KEPT_LIMIT).then(|| text.into())
    }
}

/// The files that mpx programs are put together from may have any name. What was thought of them before is forgotten, and
/// so are those in whose place there is one for WeChat.
fn follow_packages(found: &mut WalkedFiles) {
    let mut seen: HashSet<String> = found.configs.iter().map(FoundFile::shown).collect();
    let (mut next, mut faults) = (0, Vec::new());
    let (mut read, mut hidden) = (HashSet::new(), HashSet::new());
    while let Some(file) = found.configs.get(next) {
        let folder = file.folder.clone();
        for package in file.packages() {
            let inside = existing(&folder, &package);
            let path = join(&folder, inside.as_str());
            if inside != &package.usual {
                hidden.insert(join(&folder, package.usual.as_str()));
            }
            if seen.contains(&path) {
                continue;
            }
            match read_package(package.row, &folder, inside) {
                Ok(file) => {
                    seen.insert(file.shown());
                    found.configs.push(file);
                }
                Err(fault) => faults.push(fault),
            }
            read.insert(path);
        }
        next += 1;
    }
    found.configs.retain(|file| !hidden.contains(&file.shown()));
    read.extend(hidden);
    let is_other = |fault: &Fault| fault.path().is_none_or(|path| !read.contains(path));
    found.faults.retain(is_other);
    found.unread.retain(is_other);
    found.broken.retain(|broken| is_other(&broken.fault));
    found.faults.extend(faults);
}

/// Reads a file that another one names.
fn read_package(row: &'static Row, folder: &str, inside: &RelPath) -> Result<FoundFile, Fault> {
    let path = join(folder, inside.as_str());
    let mut buffer = Vec::new();
    // what is not there is told by the attempt to read it
    if Lookout::new(folder_path(folder)).kind(inside).is_none() {
        return Err(Fault::of(&path, SystemFault::Link));
    }
    read_into(Path::new(&path), &path, &mut buffer)?;
    let config = config_file(row, &path, decoded(&path, &buffer)?)?;
    config.readable().map_err(|fault| fault.renamed(&path))?;
    Ok(FoundFile { folder: folder_of(&path).to_owned(), config })
}

impl Visitor for Survey {
    /// A name that is wanted is read even where an ignore file names it; ignored folders stay closed.
    fn is_wanted(&self, name: &str) -> bool {
        let is_source = || {
            let suffix = name.rsplit_once('.').map(|(_, suffix)| suffix);
            suffix.is_some_and(|suffix| SUFFIXES.contains(&suffix))
        };
        let is_sign = || signs().any(|sign| sign == name);
        match self.select {
            Select::Declarations => is_sign(),
            Select::Pins | Select::All => is_source() || is_writer(name) || is_sign(),
        }
    }

    fn visit(&self, entry: WalkEntry, buffer: &mut Vec<u8>) {
        let mut here = WalkedFiles::default();
        if let Err(what) = caught(|| self.visit_file(&entry, buffer, &mut here)) {
            let (Name::Text(name) | Name::NotText(name)) = entry.name;
            here = WalkedFiles { faults: vec![Fault::of(name, what)], ..WalkedFiles::default() };
        }
        if !is_empty(&here) {
            add(&mut self.found.lock().unwrap_or_else(PoisonError::into_inner), here);
        }
    }

    fn heed(&self, listing: Listing) {
        let Listing { links, stage, faults, .. } = listing;
        if !links.is_empty() {
            self.links.lock().unwrap_or_else(PoisonError::into_inner).extend(links);
        }
        if stage.is_some() {
            self.stages.lock().unwrap_or_else(PoisonError::into_inner).extend(stage);
        }
        if !faults.is_empty() {
            self.found.lock().unwrap_or_else(PoisonError::into_inner).faults.extend(faults);
        }
    }
}

/// A file that is configuration by its name and place; a name that is no path is a fault.
fn configuration(path: &str, text: &str) -> Option<Result<ConfigFile, Fault>> {
    let (row, evidence) = row_at(path, text, &OnDisk)?;
    Some(config_file(row, path, text).map(|file| file.with_evidence(evidence)))
}

/// The program that is known by a file which is otherwise searched alone.
fn unsupported(entry: &WalkEntry) -> Option<UnsupportedProgram> {
    let Name::Text(path) = &entry.name else { return None };
    let is_known = UNSUPPORTED.iter().any(|row| row.file == name_of(path));
    let text = is_known.then(|| OnDisk.text(path)).flatten()?;
    UnsupportedProgram::at(path, &text, &OnDisk)
}

fn config_file(row: &'static Row, path: &str, text: &str) -> Result<ConfigFile, Fault> {
    let name = RelPath::parse(name_of(path))
        .map_err(|fault| Fault::of(path, ManifestFault::BadPath(fault)));
    name.map(|name| ConfigFile::new(row, name, text))
}

/// What a text pins beside configuration; what git ignores, documents or tests does not count.
fn pinning(
    entry: &WalkEntry,
    path: &str,
    text: &str,
    kept: impl FnOnce() -> Option<Arc<str>>,
) -> Option<PinningText> {
    let may_count = text.len() as u64 <= elsewhere::SIZE_LIMIT && names_provider(text.as_bytes());
    if !may_count || !may_pin(path) || entry.is_ignored() {
        return None;
    }
    let found = PinningText::of(path, text)?;
    // what is made from configuration that is listed says the same
    maker(path).is_none().then(|| PinningText { text: kept(), ..found })
}

/// The file that a build reads in place of the one at a path, or makes it from.
fn maker(path: &str) -> Option<String> {
    let mut rows = ROWS.iter().filter(|row| row.file == name_of(path));
    rows.find_map(|row| row.maker(path, &OnDisk))
}

/// A file that says nothing of a mini-program, if that is a defect in it.
fn broken(file: &ConfigFile, path: &str) -> Option<BrokenConfig> {
    let fault = file.defect()?.renamed(path);
    let folder = folder_of(path).to_owned();
    let neighbours = neighbours(folder_path(&folder), file.row);
    Some(BrokenConfig { folder, row: file.row, fault, neighbours })
}

/// A folder as the system takes it.
fn folder_path(folder: &str) -> &Path {
    Path::new(if folder.is_empty() { "." } else { folder })
}

/// The first path at which a file is, else the usual one.
fn existing<'p>(folder: &str, package: &'p PackageFile) -> &'p RelPath {
    let mut lookout = Lookout::new(folder_path(folder));
    let mut paths = package.candidates.iter();
    paths
        .find(|path| matches!(lookout.kind(path), Some(PathKind::File(_))))
        .unwrap_or(&package.usual)
}

fn is_empty(found: &WalkedFiles) -> bool {
    let WalkedFiles { configs, broken, unsupported, roots, sources, pinning, .. } = found;
    let WalkedFiles { unread, manifests, locks, faults, .. } = found;
    configs.is_empty()
        && broken.is_empty()
        && unsupported.is_empty()
        && roots.is_empty()
        && sources.is_empty()
        && pinning.is_empty()
        && unread.is_empty()
        && manifests.is_empty()
        && locks.is_empty()
        && faults.is_empty()
}

fn add(all: &mut WalkedFiles, found: WalkedFiles) {
    all.configs.extend(found.configs);
    all.broken.extend(found.broken);
    all.unsupported.extend(found.unsupported);
    all.roots.extend(found.roots);
    all.sources.extend(found.sources);
    all.pinning.extend(found.pinning);
    all.unread.extend(found.unread);
    all.manifests.extend(found.manifests);
    all.locks.extend(found.locks);
    all.faults.extend(found.faults);
}

/// Where project.config.json says that app.json is: in its own folder, where the file cannot be read. A root outside of the
/// project is told by the verbs on one project.
fn miniprogram_root(path: &str, text: &str, found: &mut WalkedFiles) {
    let root = match ProjectConfig::parse(text) {
        Ok(config) => config.miniprogram_root.map(|root| root.to_string()),
        Err(fault) if matches!(fault.kind, FaultKind::Text(_)) => {
            found.unread.push(fault.renamed(path));
            None
        }
        Err(_) => return,
    };
    let miniprogram_root = root.unwrap_or_default();
    found.roots.push(MiniprogramRoot { folder: folder_of(path).to_owned(), miniprogram_root });
}
