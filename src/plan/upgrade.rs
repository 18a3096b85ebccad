//! Pins moved to a version, byte for byte, in a project of any framework; with them its manifest and what kaibo wrote.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::catalogue::{Catalogue, Unknown};
use crate::model::fault::{Fault, Faults, ManifestFault};
use crate::model::lock;
use crate::model::manifest;
use crate::model::plugin::PluginVersion;
use crate::plan::template::Templates;
use crate::plan::{Accept, Change, Note, Plan, create, patch};
use crate::project::config_file::ConfigFile;
use crate::project::declaration::{Declaration, ImportedPin, Owner, State};
use crate::project::elsewhere::{LoosePin, LooseVersion, Stands};
use crate::project::snapshot::Snapshot;
use crate::project::turned_off;
use crate::text::edit::{Edit, Place, apply};
use crate::text::path::RelPath;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpgradeTarget {
    /// The version that pins get.
    pub version: PluginVersion,
    /// Which way they may move.
    pub way: UpgradeDirection,
    /// Which of them.
    pub reach: UpgradeScope,
}

/// Which way pins move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpgradeDirection {
    /// Only up: nobody named a version.
    Up,
    /// To the version that was named, from above too.
    Any,
}

/// Which pins move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpgradeScope {
    /// Those that count.
    Active,
    /// Those in comments and under conditions as well.
    All,
}

/// A pin that moves, or would if a human moved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// File, from the project's root.
    pub path: RelPath,
    /// Line of its alias key.
    pub line: usize,
    /// The version that is there.
    pub from: String,
    /// The version to be.
    pub to: String,
}

/// A declaration whose version cannot be known, or is none, or stands nowhere as a whole: a human decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadablePin {
    /// File, from the project's root.
    pub path: RelPath,
    /// Line of its key.
    pub line: usize,
    /// What stands there, where that is known.
    pub from: Option<String>,
}

/// What becomes of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Upgrade {
    /// What is to be written.
    pub plan: Plan,
    /// The pins that move with it.
    pub pins: Vec<Pin>,
    /// Pins that depend on a condition, and move only where all are to.
    pub conditional: Vec<Pin>,
    /// Declarations that are computed, or have no version that could move.
    pub unreadable: Vec<UnreadablePin>,
}

impl AsRef<Plan> for Upgrade {
    fn as_ref(&self) -> &Plan {
        &self.plan
    }
}

impl From<Plan> for Upgrade {
    fn from(plan: Plan) -> Self {
        Self { plan, ..Self::default() }
    }
}

/// Plans one project from its configuration files.
///
/// # Errors
/// A file that cannot be read as what it is, or a manifest that the new version does not suit.
pub fn plan(
    project: &Snapshot,
    templates: &Templates,
    files: &[ConfigFile],
    target: &UpgradeTarget,
) -> Result<Upgrade, Faults> {
    let mut upgrade = Upgrade::default();
    let mut moved = project.clone();
    for file in files {
        file.readable()?;
        let mut edits = Vec::new();
        for declaration in file.declarations() {
            upgrade.unreadable.extend(unreadable(&file.path, declaration, target));
            if let Some((pin, edit)) = pin(&file.path, declaration, target) {
                match declaration.state {
                    State::Conditional if target.reach == UpgradeScope::Active => {
                        upgrade.conditional.push(pin);
                    }
                    State::Conditional
                    | State::Active
                    | State::TurnedOff
                    | State::CommentedOut
                    | State::Unreadable
                    | State::Misplaced => {
                        upgrade.pins.push(pin);
                        edits.push(edit);
                    }
                }
            }
        }
        if !edits.is_empty() {
            moved.set_config(file.edited(&edits));
        }
    }
    move_imported(project, &mut moved, files, target, &mut upgrade);
    move_turned_off(project, &mut moved, target, &mut upgrade)?;
    upgrade.plan = if project.text(&RelPath::constant(manifest::FILE)).is_some() {
        with_manifest(&mut moved, templates, target)?
    } else {
        Plan::default()
    };
    upgrade.unreadable = left(upgrade.unreadable, files, &upgrade.plan, target);
    // whoever named the version knows that nobody else knows it
    upgrade.plan.notes.retain(|note| !matches!(note, Note::UnknownVersion { .. }));
    upgrade.plan.changes = changes(project, &moved, files, &upgrade.plan);
    let lock = RelPath::constant(lock::FILE);
    let after = match &upgrade.plan.lock {
        Some(change) => change.after(),
        None => moved.text(&lock),
    };
    upgrade.plan.lock = Change::between(project.text(&lock), after);
    Ok(upgrade)
}

/// What is still left where the manifest's plan has set a file right.
fn left(
    mut unreadable_pins: Vec<UnreadablePin>,
    files: &[ConfigFile],
    plan: &Plan,
    target: &UpgradeTarget,
) -> Vec<UnreadablePin> {
    for file in files {
        if let Some(after) = plan.changes.get(&file.path).and_then(Change::after) {
            unreadable_pins.retain(|pin| pin.path != file.path);
            let now = file.with_text(after);
            let found = now.declarations().iter();
            unreadable_pins.extend(found.filter_map(|it| unreadable(&file.path, it, target)));
        }
    }
    unreadable_pins
}

/// Moves the pins that stand in files which configuration imports, each once; those that are not the project's are left.
fn move_imported(
    project: &Snapshot,
    moved: &mut Snapshot,
    files: &[ConfigFile],
    target: &UpgradeTarget,
    upgrade: &mut Upgrade,
) {
    let mut edits: BTreeMap<RelPath, BTreeMap<usize, Edit>> = BTreeMap::new();
    for (file, declaration) in files
        .iter()
        .flat_map(|file| file.declarations().iter().map(move |declaration| (file, declaration)))
    {
        let Some((pin, from)) = imported_pin(declaration, target) else { continue };
        let (path, line) = (file.path.clone(), declaration.place.line);
        let there = file.file_of(pin).and_then(|path| Some((project.text(&path)?, path)));
        // what was read of it before may be gone
        let there = there.filter(|(text, _)| text.get(pin.range.clone()) == Some(from));
        let Some((text, imported)) = there else {
            upgrade.unreadable.push(UnreadablePin { path, line, from: Some(from.to_owned()) });
            continue;
        };
        let to = target.version.to_string();
        if declaration.state == State::Conditional && target.reach == UpgradeScope::Active {
            upgrade.conditional.push(Pin { path, line, from: from.to_owned(), to });
            continue;
        }
        let edit = Edit::replace(pin.range.clone(), to.clone());
        let edits = edits.entry(imported.clone()).or_default();
        if edits.insert(pin.range.start, edit).is_none() {
            let line = Place::of(text, pin.range.start).line;
            upgrade.pins.push(Pin { path: imported, line, from: from.to_owned(), to });
        }
    }
    for (path, edits) in edits {
        let edits: Vec<Edit> = edits.into_values().collect();
        let text = project.text(&path).map(|text| apply(text, &edits));
        moved.set(path, text);
    }
}

/// The version of a declaration in an imported file, where the target moves it.
fn imported_pin<'d>(
    declaration: &'d Declaration,
    target: &UpgradeTarget,
) -> Option<(&'d ImportedPin, &'d str)> {
    let pin = declaration.imported_pin.as_ref()?;
    let from = declaration.version.as_deref().filter(|from| moves(from, target))?;
    is_reached(declaration, target).then_some((pin, from))
}

/// Moves the pins of what is turned off: in the text that `enable` brings back, so that the file stays as it is.
fn move_turned_off(
    project: &Snapshot,
    moved: &mut Snapshot,
    target: &UpgradeTarget,
    upgrade: &mut Upgrade,
) -> Result<(), Faults> {
    let path = RelPath::constant(lock::FILE);
    let Some(text) = project.text(&path) else { return Ok(()) };
    let found = turned_off::read(text)?;
    let unread = found.iter().filter_map(|found| unreadable(&path, &found.declaration, target));
    upgrade.unreadable.extend(unread);
    let pins = found.iter().filter_map(|found| pin(&path, &found.declaration, target));
    let (pins, edits): (Vec<Pin>, Vec<Edit>) = pins.unzip();
    if !edits.is_empty() {
        moved.set(path, Some(apply(text, &edits)));
    }
    upgrade.pins.extend(pins);
    Ok(())
}

/// A pin that the target moves, and how.
fn pin(path: &RelPath, declaration: &Declaration, target: &UpgradeTarget) -> Option<(Pin, Edit)> {
    let is_readable = declaration.state != State::Unreadable;
    let from = declaration.version.clone()?;
    if !is_readable || !is_reached(declaration, target) || !moves(&from, target) {
        return None;
    }
    let to = target.version.to_string();
    let edit = Edit::replace(declaration.pin.clone()?, to.clone());
    Some((Pin { path: path.clone(), line: declaration.place.line, from, to }, edit))
}

/// A declaration that the target reaches, and that no edit can move to it.
fn unreadable(
    path: &RelPath,
    declaration: &Declaration,
    target: &UpgradeTarget,
) -> Option<UnreadablePin> {
    let from = declaration.version.clone();
    let version = from.as_deref().filter(|_| declaration.state != State::Unreadable);
    let has_pin = declaration.pin.is_some() || declaration.imported_pin.is_some();
    let is_version = version.is_some_and(|from| PluginVersion::parse(from).is_some());
    let is_left = !is_version || !has_pin && version.is_some_and(|from| moves(from, target));
    let line = declaration.place.line;
    let pin = || UnreadablePin { path: path.clone(), line, from };
    (is_left && is_reached(declaration, target)).then(pin)
}

/// Whether a declaration is one of those that are to move.
fn is_reached(declaration: &Declaration, target: &UpgradeTarget) -> bool {
    let reached = match declaration.state {
        State::Active | State::Conditional | State::Unreadable | State::TurnedOff => true,
        State::CommentedOut => target.reach == UpgradeScope::All,
        State::Misplaced => false,
    };
    reached && declaration.owner == Owner::Live
}

/// `latest` and development builds stay what they are, and so does what is no version: a build may put one in.
fn moves(from: &str, target: &UpgradeTarget) -> bool {
    let rank = |version: &PluginVersion| match version {
        PluginVersion::Number { parts, .. } => Some(*parts),
        PluginVersion::Latest | PluginVersion::Dev(_) => None,
    };
    match (PluginVersion::parse(from), target.way) {
        (None | Some(PluginVersion::Latest | PluginVersion::Dev(_)), _) => false,
        (Some(version), UpgradeDirection::Any) => version != target.version,
        (Some(version), UpgradeDirection::Up) => rank(&version) < rank(&target.version),
    }
}

/// Whether a pin that stands in no configuration would move if kaibo edited code: what is computed may be anything, and
/// what stands in a comment counts only with all others there.
pub fn is_left(pin: &LoosePin, target: &UpgradeTarget) -> bool {
    let reached = match pin.stands {
        Stands::InCode => true,
        Stands::InComment => target.reach == UpgradeScope::All,
    };
    let moves = match &pin.version {
        LooseVersion::Written(version) => moves(version, target),
        LooseVersion::Perhaps(_) | LooseVersion::Unknown => true,
    };
    reached && moves
}

/// The manifest moves with its pins, and the planner of every other verb makes the project agree.
fn with_manifest(
    moved: &mut Snapshot,
    templates: &Templates,
    target: &UpgradeTarget,
) -> Result<Plan, Faults> {
    let path = RelPath::constant(manifest::FILE);
    let asked = moved.manifest()?.map(|manifest| manifest.plugin.version.to_string());
    if asked.is_some_and(|asked| moves(&asked, target)) {
        let setting = (["plugin", "version"], target.version.to_string());
        let text = moved.text(&path).unwrap_or_default();
        let text = create::with_settings(text, &[setting])?;
        moved.set(path, Some(text));
    }
    patch::plan(moved, templates, &Accept::Nothing)
}

/// All changes from what is on disk: the planner's, and those of files that it left as they were moved.
fn changes(
    project: &Snapshot,
    moved: &Snapshot,
    files: &[ConfigFile],
    plan: &Plan,
) -> BTreeMap<RelPath, Change> {
    let own = files.iter().map(|file| file.path.clone()).chain([RelPath::constant(manifest::FILE)]);
    let imported: BTreeSet<RelPath> = files.iter().flat_map(imported_files).collect();
    let paths = own.chain(imported).chain(plan.changes.keys().cloned());
    paths
        .filter_map(|path| {
            let after = match plan.changes.get(&path) {
                Some(change) => change.after(),
                None => moved.text(&path),
            };
            Some((path.clone(), Change::between(project.text(&path), after)?))
        })
        .collect()
}

/// The files of the project in which versions stand that a configuration imports.
fn imported_files(file: &ConfigFile) -> impl Iterator<Item = RelPath> {
    let pins = file.declarations().iter().filter_map(|one| one.imported_pin.as_ref());
    pins.filter_map(|pin| file.file_of(pin))
}

/// What the planner of a project with a manifest reads besides the configuration files.
///
/// # Errors
/// As [`patch::wanted`].
pub fn wanted(
    project: &Snapshot,
    templates: &Templates,
    files: &[ConfigFile],
) -> Result<Vec<RelPath>, Faults> {
    let mut paths: Vec<RelPath> = files.iter().map(|file| file.path.clone()).collect();
    paths.extend(files.iter().flat_map(imported_files));
    let manifest = RelPath::constant(manifest::FILE);
    if project.text(&manifest).is_some() {
        paths.extend(patch::wanted(project, templates)?);
    }
    paths.extend([manifest, RelPath::constant(lock::FILE)]);
    Ok(paths)
}

/// A version that is named to move to.
///
/// # Errors
/// It is none, a development build, which cannot be released, or newer than all that are known.
pub fn target_version(
    text: &str,
    catalogue: &Catalogue,
    unknown: Unknown,
) -> Result<PluginVersion, Fault> {
    let refused = |kind: ManifestFault| Err(Fault::of_argument("--to", text, kind));
    match (PluginVersion::parse(text), catalogue.refusal(text, unknown)) {
        (Some(PluginVersion::Number { .. } | PluginVersion::Latest), Some(what)) => refused(what),
        (Some(version @ (PluginVersion::Number { .. } | PluginVersion::Latest)), None) => {
            Ok(version)
        }
        (Some(PluginVersion::Dev(_)) | None, _) => refused(ManifestFault::BadVersion),
    }
}
