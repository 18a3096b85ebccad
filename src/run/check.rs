//! One project checked, and fixed where that is asked: findings and a plan come out.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::check::facts::{self, Document, DocumentKind, Extent, Facts, NamedFile, NamedLock};
use crate::check::pins::{RepositoryPin, pins};
use crate::check::{self, Diagnostic, Settings};
use crate::disk::fleet::Select;
use crate::disk::present::Lookout;
use crate::disk::texts::{add_asked_for, complete, complete_pinning, text_at};
use crate::disk::{Hold, read_named};
use crate::model::authorised::Authorised;
use crate::model::catalogue::Catalogue;
use crate::model::fault::{Fault, FaultKind, Faults, StateFault, TextFault, none_of};
use crate::model::manifest::{self, Manifest};
use crate::model::plugin::Require;
use crate::plan::fix::{self, Fix, Texts, Turn};
use crate::plan::template::Templates;
use crate::plan::{Accept, Plan, patch};
use crate::project::config_file::ConfigFile;
use crate::project::elsewhere::PinningText;
use crate::project::framework::{Framework, row_of};
use crate::project::inventory::DetectedProject;
use crate::project::native::{PROJECT_CONFIG, ProjectConfig};
use crate::project::snapshot::Snapshot;
use crate::project::usage::{self, Hints, Usage};
use crate::run::fleet::shown_root;
use crate::run::project::{Aside, Opening};
use crate::text::path::{RelPath, folder_of, join};

/// What a check is asked for.
#[derive(Debug)]
pub struct CheckOptions {
    /// What is reported.
    pub settings: Settings,
    /// The versions that pins may have.
    pub require: Option<Require>,
    /// What is known of the plugin's versions.
    pub catalogue: Catalogue,
    /// The app.json that a build wrote.
    pub built: Option<ConfigFile>,
    /// What the platform says of plugins.
    pub authorised: Option<Authorised>,
    /// What is read.
    pub select: Select,
    /// What happens to what can be fixed.
    pub fixes: Fixes,
    /// The files that are reported, by their names from where the user is, where it is not all.
    pub only: Option<BTreeSet<String>>,
}

impl CheckOptions {
    /// Whether a file is reported.
    pub fn reports(&self, path: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(path))
    }
}

/// What happens to findings that can be fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixes {
    /// Nothing.
    Left,
    /// They are planned.
    Planned,
    /// They are written.
    Written,
}

/// What came of a project; paths are named from where the user is.
#[derive(Debug)]
pub struct CheckResult {
    /// The project.
    pub project: Arc<DetectedProject>,
    /// What breaks the rules, and is not fixed.
    pub findings: Vec<Diagnostic>,
    /// Its pins, to be compared with those of its repository.
    pub pins: Vec<RepositoryPin>,
    /// The texts that these were found in.
    pub texts: Arc<Texts>,
    /// What is fixed, turn by turn.
    pub fixed: Vec<Turn<Diagnostic>>,
    /// What that writes.
    pub plan: Plan,
    /// What is reported beside the plan.
    pub asides: Vec<Aside>,
    /// What could not be read or written.
    pub faults: Vec<Fault>,
}

/// What a source uses, and what it hints at.
type ReadSource<'a> = (Cow<'a, [Usage]>, Cow<'a, Hints>);

/// Findings, and pins.
type Found = (Vec<Diagnostic>, Vec<RepositoryPin>);

/// Checks a project, and fixes it where that is asked.
pub fn check_project(
    mut project: DetectedProject,
    options: &CheckOptions,
    wait: Duration,
) -> CheckResult {
    let read = complete(&mut project);
    match options.select {
        Select::All => add_asked_for(&mut project),
        Select::Declarations | Select::Pins => {}
    }
    let project = Arc::new(project);
    let before = Arc::new(texts(&project));
    let mut result = CheckResult {
        project: project.clone(),
        findings: Vec::new(),
        pins: Vec::new(),
        texts: before.clone(),
        fixed: Vec::new(),
        plan: Plan::default(),
        asides: Vec::new(),
        faults: read.err().into_iter().collect(),
    };
    if result.faults.is_empty() {
        let known = known(&project);
        let mut run = CheckRun::new(&project, before, known, options, wait, &mut result.faults);
        run.read_documents();
        result.texts = run.before.clone();
        if let Err(fault) = run.check(&mut result) {
            result.faults.push(fault);
        }
    }
    result
}

/// What is wrong with an app.json that is no JSON, with its text; `None` for faults of another kind.
pub fn check_unreadable(fault: &Fault, options: &CheckOptions) -> Option<(Vec<Diagnostic>, Texts)> {
    let project = unreadable_project(fault)?;
    let mut facts = Facts::new(&project.root, project.framework);
    facts.configs = project.files.iter().map(|file| NamedFile::new(&project.root, file)).collect();
    Some((check::check(&facts, &options.settings), texts(&project)))
}

/// The project of an app.json that is no JSON, so that it can be fixed; `None` for faults of another kind.
pub fn unreadable_project(fault: &Fault) -> Option<DetectedProject> {
    let row = row_of(Framework::Native);
    let path = fault.path()?;
    let folder = folder_of(path);
    if !is_no_json(fault) || join(folder, row.file) != path {
        return None;
    }
    let text = read_named(path.as_ref()).ok()?;
    let mut project = DetectedProject::new(folder, row.framework);
    project.files.push(ConfigFile::new(row, RelPath::constant(row.file), text));
    Some(project)
}

fn is_no_json(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Text(TextFault::NotJson { .. } | TextFault::EmptyFile))
}

/// What is to be reported of texts outside of every project that pin the plugin.
pub fn check_elsewhere(
    mut pinning: Vec<PinningText>,
    options: &CheckOptions,
) -> (Vec<Diagnostic>, Texts, Vec<Fault>) {
    let faults = pinning.iter_mut().filter_map(|it| complete_pinning(it).err()).collect();
    let texts = pinning.iter().filter_map(|it| Some((it.path.clone(), it.text.clone()?))).collect();
    let mut facts = Facts::new("", Framework::Native);
    pinning.retain(|it| options.reports(&it.path));
    facts.elsewhere = &pinning;
    facts.require = options.require.as_ref();
    (check::check(&facts, &options.settings), texts, faults)
}

/// The texts of a project by their paths from where the user is.
fn texts(project: &DetectedProject) -> Texts {
    let mut texts = Texts::new();
    for file in &project.files {
        texts.insert(join(&project.root, file.path.as_str()), file.shared_text());
    }
    for source in &project.sources {
        texts.extend(source.text.clone().map(|text| (source.path.clone(), text)));
    }
    for pinning in &project.elsewhere {
        if let Some(text) = &pinning.text {
            texts.entry(pinning.path.clone()).or_insert_with(|| text.clone());
        }
    }
    if let Some(lock) = &project.lock {
        let path = join(&lock.folder, lock.path.as_str());
        texts.extend(lock.text.clone().map(|text| (path, text)));
    }
    texts
}

/// What is already read of a project.
fn known(project: &DetectedProject) -> Snapshot {
    let mut known = Snapshot::of_files(&project.files).with_elsewhere(project.in_code());
    if let Some(text) = &project.manifest {
        known.set(RelPath::constant(manifest::FILE), Some(text.as_str()));
    }
    known
}

/// A project with all that does not change while it is checked.
struct CheckRun<'a> {
    project: &'a DetectedProject,
    /// The texts as they were read when it was found.
    before: Arc<Texts>,
    known: Snapshot,
    manifest: Option<Manifest>,
    options: &'a CheckOptions,
    wait: Duration,
    /// Its configuration as it was read last, by path.
    configs: RefCell<Vec<ConfigFile>>,
    /// The JSON beside app.json as it was read last, by path.
    documents: RefCell<BTreeMap<String, Document>>,
}

impl<'a> CheckRun<'a> {
    /// A manifest that cannot be read is one more fault, and the rest is checked without it.
    fn new(
        project: &'a DetectedProject,
        before: Arc<Texts>,
        known: Snapshot,
        options: &'a CheckOptions,
        wait: Duration,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let manifest = known.manifest().map(Option::<&_>::cloned);
        let configs = RefCell::new(project.files.clone());
        let documents = RefCell::default();
        let mut run =
            Self { project, before, known, manifest: None, options, wait, configs, documents };
        match manifest {
            Ok(manifest) => run.manifest = manifest,
            Err(refused) => faults.extend(run.named_by_the_user(refused)),
        }
        run
    }

    fn check(&self, result: &mut CheckResult) -> Result<(), Fault> {
        let mut differing = self.differing(&self.before).unwrap_or_else(|faults| {
            result.faults.extend(self.named_by_the_user(faults));
            Vec::new()
        });
        if self.options.fixes == Fixes::Left {
            (result.findings, result.pins) = self.find(&self.before, &differing)?;
            return Ok(());
        }
        let fixed = fix::fix(&self.before, |texts| {
            let (found, _) = self.find(texts, &differing)?;
            Ok(found.into_iter().filter_map(|found| self.fix(found)).collect())
        })?;
        let plan = fix::plan(&self.before, &fixed.texts, |path| self.project.inside(path))?;
        match self.apply(&plan) {
            Ok(asides) => {
                if !fixed.turns.is_empty() {
                    differing = self.differing(&fixed.texts).unwrap_or(differing);
                }
                result.asides = asides;
                result.texts = fixed.texts.into();
                result.fixed = fixed.turns;
                result.plan = plan;
            }
            Err(faults) => result.faults.extend(self.named_by_the_user(faults)),
        }
        (result.findings, result.pins) = self.find(&result.texts, &differing)?;
        Ok(())
    }

    /// Faults of the project's own run, named from where the user is.
    fn named_by_the_user(&self, Faults(faults): Faults) -> Vec<Fault> {
        let root = &self.project.root;
        let named = |fault: Fault| match fault.path() {
            None => fault,
            Some(".") => fault.renamed(shown_root(root)),
            Some(path) => {
                let path = join(root, path);
                fault.renamed(path)
            }
        };
        faults.into_iter().map(named).collect()
    }

    fn fix(&self, found: Diagnostic) -> Option<Fix<Diagnostic>> {
        self.project.inside(&found.finding.path).ok()?;
        let (path, edits) = (found.finding.path.clone(), found.finding.fix.clone());
        Some(Fix { path, edits, of: found })
    }

    fn opening(&self, hold: Hold) -> Opening {
        Opening { dir: shown_root(&self.project.root).into(), hold, wait: self.wait }
    }

    /// Writes the plan, if this is a run that writes, and the texts are still those that were checked.
    fn apply(&self, plan: &Plan) -> Result<Vec<Aside>, Faults> {
        if plan.changes.is_empty() {
            return Ok(Vec::new());
        }
        let hold = match self.options.fixes {
            Fixes::Written => Hold::Exclusive,
            Fixes::Left | Fixes::Planned => Hold::Shared,
        };
        let texts = self.texts_inside(&self.before);
        let wanted = |_: &Snapshot| Ok(texts.keys().cloned().collect());
        let planned = |snapshot: &Snapshot, _: &Accept| {
            let changed = texts.iter().filter(|(path, text)| snapshot.text(path) != Some(**text));
            let changed =
                changed.map(|(path, _)| Fault::of(path.as_str(), StateFault::ChangedMeanwhile));
            none_of(plan.clone(), changed.collect())
        };
        let (planned, asides) =
            self.opening(hold).plan(&self.known, &Accept::Nothing, wanted, planned)?;
        if planned.conflicts.is_empty() {
            return Ok(asides);
        }
        // `patch` tells which files these are, and settles them
        Err(Fault::of(".", StateFault::Interrupted).into())
    }

    /// The files that `patch` would write, where there is a manifest to say so.
    fn differing(&self, texts: &Texts) -> Result<Vec<String>, Faults> {
        if self.manifest.is_none() {
            return Ok(Vec::new());
        }
        let configs = self.configs(texts);
        let templates = Templates::built_in();
        let planned = |snapshot: &Snapshot, accept: &Accept| {
            let mut snapshot = snapshot.clone();
            for (path, text) in self.texts_inside(texts) {
                if snapshot.text(&path) != Some(text) {
                    snapshot.set(path, Some(text));
                }
            }
            for file in configs {
                snapshot.set_config(file);
            }
            patch::plan(&snapshot, templates, accept)
        };
        let (plan, _) = self.opening(Hold::Shared).plan(
            &self.known,
            &Accept::Nothing,
            |snapshot| patch::wanted(snapshot, templates),
            planned,
        )?;
        let paths = plan.changes.keys().chain(plan.conflicts.keys());
        Ok(paths.map(|path| join(&self.project.root, path.as_str())).collect())
    }

    /// Texts by their paths from the project's root.
    fn texts_inside<'t>(&self, texts: &'t Texts) -> BTreeMap<RelPath, &'t str> {
        let inside = |(path, text): (&String, &'t Arc<str>)| {
            Some((self.project.inside(path).ok()?, &**text))
        };
        texts.iter().filter_map(inside).collect()
    }

    /// The configuration as it is in some texts; what was read last of the same bytes is not parsed again.
    fn configs(&self, texts: &Texts) -> Vec<ConfigFile> {
        let mut configs = self.configs.borrow_mut();
        for file in configs.iter_mut() {
            let text = texts.get(&join(&self.project.root, file.path.as_str()));
            if let Some(text) = text.filter(|text| ***text != *file.text()) {
                *file = file.with_text(text.clone());
            }
        }
        configs.clone()
    }

    /// What breaks the rules in some texts, and their pins.
    fn find(&self, texts: &Texts, differing: &[String]) -> Result<Found, Fault> {
        let root = &self.project.root;
        let configs = self.configs(texts);
        for file in &configs {
            let path = join(root, file.path.as_str());
            match file.readable() {
                Ok(()) => {}
                // a rule tells of an app.json that was no JSON before; what a fix breaks is not made
                Err(fault)
                    if is_no_json(&fault)
                        && file.row.framework == Framework::Native
                        && texts.get(&path) == self.before.get(&path) => {}
                Err(fault) => return Err(fault.renamed(path)),
            }
        }
        let uses = self.uses(texts)?;
        let elsewhere = self.elsewhere(texts, &configs);
        let mut facts = self.facts(texts, &configs, &uses);
        facts.differing = differing;
        facts.elsewhere = &elsewhere;
        match self.options.select {
            // a look at every page would cost more than the pins
            Select::Declarations | Select::Pins => {}
            Select::All => {
                check::gather(&mut facts, &mut |path, kind| {
                    Some(self.document(path, kind, texts.get(path)?.clone()))
                });
                self.look_around(&mut facts);
            }
        }
        let settings = &self.options.settings;
        let mut found = check::check(&facts, settings);
        found.retain(|it| self.options.reports(&it.finding.path));
        let mut pins = pins(&facts, settings);
        pins.retain(|pin| self.options.reports(pin.path()));
        Ok((found, pins))
    }

    /// What is known of the project before anybody looks around.
    fn facts<'f>(
        &'f self,
        texts: &'f Texts,
        configs: &'f [ConfigFile],
        uses: &'f [ReadSource<'a>],
    ) -> Facts<'f> {
        let root = &self.project.root;
        let text_of = |path: &str| texts.get(path).map_or("", |text| &**text);
        let mut facts = Facts {
            manifest: self.manifest.as_ref(),
            require: self.options.require.as_ref(),
            catalogue: &self.options.catalogue,
            built: self.options.built.as_ref(),
            authorised: self.options.authorised.as_ref(),
            appid: self.options.authorised.as_ref().and_then(|_| self.appid()),
            lock: self.project.lock.as_ref().map(|lock| {
                let path = join(&lock.folder, lock.path.as_str());
                let turned_off = lock.turned_off.iter().map(|found| &found.declaration).collect();
                NamedLock { text: text_of(&path), path, turned_off }
            }),
            extent: match self.options.select {
                Select::Declarations | Select::Pins => Extent::Configuration,
                Select::All => Extent::Sources,
            },
            too_large: &self.project.too_large,
            merchants: &self.project.merchants,
            ..Facts::new(root, self.project.framework)
        };
        facts.configs = configs.iter().map(|file| NamedFile::new(root, file)).collect();
        let sources = self.project.sources.iter().zip(uses).map(|(source, (uses, hints))| {
            let text = text_of(&source.path);
            facts::NamedSource { path: source.path.clone(), text, uses, hints }
        });
        facts.sources = sources.collect();
        facts
    }

    /// A document of some text, parsed again only where its bytes differ.
    fn document(&self, path: &str, kind: DocumentKind, text: Arc<str>) -> Document {
        let mut documents = self.documents.borrow_mut();
        match documents.get(path) {
            Some(known) if known.kind == kind && known.text == text => known.clone(),
            Some(_) | None => {
                let document = Document::new(kind, text);
                documents.insert(path.to_owned(), document.clone());
                document
            }
        }
    }

    /// The appid in project.config.json.
    fn appid(&self) -> Option<String> {
        let root = &self.project.root;
        let mut lookout = Lookout::new(shown_root(root).as_ref());
        let path = join(root, PROJECT_CONFIG);
        let text = text_at(&mut lookout, &RelPath::constant(PROJECT_CONFIG), &path)?;
        ProjectConfig::parse(&text).ok()?.appid
    }

    /// Reads the JSON beside app.json that the rules look at.
    fn read_documents(&mut self) {
        if self.options.select != Select::All {
            return;
        }
        let mut lookout = Lookout::new(shown_root(&self.project.root).as_ref());
        let (configs, uses) = (self.configs(&self.before), self.uses(&self.before));
        let Ok(uses) = uses else { return };
        let mut facts = self.facts(&self.before, &configs, &uses);
        let mut read = |path: &str, kind| {
            let known = self.before.get(path).cloned();
            let read = || text_at(&mut lookout, &self.project.inside(path).ok()?, path);
            Some(self.document(path, kind, known.or_else(read)?))
        };
        check::gather(&mut facts, &mut read);
        let documents = std::mem::take(&mut facts.documents).into_iter();
        let texts: Texts =
            documents.filter_map(|(path, document)| Some((path, document?.text))).collect();
        drop(facts);
        if !texts.is_empty() {
            Arc::make_mut(&mut self.before).extend(texts);
        }
    }

    /// What pins the plugin beside configuration; of a text that was fixed since as it is now.
    fn elsewhere(&self, texts: &Texts, configs: &[ConfigFile]) -> Cow<'a, [PinningText]> {
        let found = &self.project.elsewhere;
        if found.iter().all(|it| texts.get(&it.path) == it.text.as_ref()) {
            return Cow::Borrowed(found);
        }
        let now = found.iter().filter_map(|it| {
            let text = texts.get(&it.path)?.clone();
            let path = self.project.inside(&it.path).ok();
            let config = configs.iter().find(|file| Some(&file.path) == path.as_ref());
            let now = PinningText::of(&it.path, &text)?;
            let now = PinningText { text: Some(text), ..now };
            config.map_or(Some(now.clone()), |file| now.beside(file))
        });
        Cow::Owned(now.collect())
    }

    /// What each source uses, with what it hints at.
    fn uses(&self, texts: &Texts) -> Result<Vec<ReadSource<'a>>, Fault> {
        let uses = self.project.sources.iter().map(|source| {
            let text = texts.get(&source.path);
            if text == self.before.get(&source.path) {
                let uses = Cow::Borrowed(source.uses.as_slice());
                return Ok((uses, Cow::Borrowed(&source.hints)));
            }
            let read = usage::read(&source.path, text.map_or("", |text| text))?;
            let uses = self.project.aliases().live(read.uses);
            Ok((Cow::Owned(uses), Cow::Owned(read.hints)))
        });
        uses.collect()
    }

    /// Tells the rules what stands at the paths that they ask for, until they ask for nothing new.
    fn look_around(&self, facts: &mut Facts<'_>) {
        let mut lookout = Lookout::new(shown_root(&self.project.root).as_ref());
        loop {
            let known = facts.standing.len();
            for path in check::wanted(facts) {
                let inside = self.project.inside(&path).ok();
                let kind = inside.and_then(|inside| lookout.kind(&inside));
                facts.standing.extend(kind.map(|kind| (path, kind)));
            }
            if facts.standing.len() == known {
                return;
            }
        }
    }
}
