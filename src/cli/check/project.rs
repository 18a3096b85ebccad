//! One project of a check: what is known of it, what breaks the rules, and what is mended.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use serde_json::value::RawValue;

use crate::check::facts::{ConfigFile, Extent, Facts, LockFile, SourceFile};
use crate::check::pins::{Pin, pins};
use crate::check::{self, Diagnostic};
use crate::cli::args::ReportFormat;
use crate::cli::check::asked::Asked;
use crate::cli::fleet::run_on;
use crate::cli::git::{Effect, Patch};
use crate::cli::human;
use crate::cli::invocation::{Mode, Run};
use crate::cli::json::item;
use crate::cli::list::project;
use crate::disk::fleet::{Select, complete};
use crate::disk::present::standing;
use crate::disk::read_named;
use crate::model::fault::{Fault, Faults, What, none_of};
use crate::model::manifest::Manifest;
use crate::plan::fix::{self, Cure, Texts};
use crate::plan::template::Templates;
use crate::plan::{Accept, Plan, patch};
use crate::project::config_file;
use crate::project::framework::{Framework, row_of};
use crate::project::inventory::DetectedProject;
use crate::project::snapshot::Snapshot;
use crate::project::usage::{self, Use};
use crate::run::project::Aside;
use crate::text::path::{RelPath, folder_of, join};

/// What came of a project.
#[derive(Default)]
pub(super) struct Judged {
    /// Its root, from where the user is.
    pub(super) root: String,
    /// What it is, where the format tells that.
    pub(super) shown: Option<Box<RawValue>>,
    /// What breaks the rules, and is not mended.
    pub(super) found: Vec<Diagnostic>,
    /// Its pins, to be compared with those of its repository.
    pub(super) pins: Vec<Pin>,
    /// What was mended, or would be.
    pub(super) fixed: Vec<Diagnostic>,
    /// What is told of that beside it.
    pub(super) told: Mended,
    /// What could not be read or written, named from where the user is.
    pub(super) faults: Vec<Fault>,
}

impl Judged {
    /// A project with which nothing could be done.
    pub(super) fn failed(fault: Fault) -> Self {
        Self { root: fault.file.clone(), faults: vec![fault], ..Self::default() }
    }
}

/// What is told of a project that is mended.
#[derive(Default)]
pub(super) struct Mended {
    /// What was done about an interrupted run before, and what the patch masks.
    pub(super) aside: String,
    /// What is written, where that is to be shown.
    pub(super) patch: String,
    /// What git would make of that.
    pub(super) effect: Effect,
    /// Whether anything is.
    pub(super) is_changed: bool,
}

/// A project with all that does not change while it is judged.
struct Subject<'a> {
    run: &'a Run,
    listed: &'a DetectedProject,
    /// The texts as they were read when it was found.
    before: &'a Texts,
    manifest: Option<Manifest>,
    asked: &'a Asked,
}

/// Judges a project, and mends it where that is asked.
pub(super) fn judge(run: &Run, mut listed: DetectedProject, asked: &Asked) -> Judged {
    let shown = (asked.format == ReportFormat::Json).then(|| item(&project(&listed, asked.select)));
    let mut judged = Judged { root: listed.root.clone(), shown, ..Judged::default() };
    match complete(&mut listed) {
        Ok(()) => {
            let texts = texts(&mut listed);
            judge_texts(&run_on(run, &listed), &listed, asked, &texts, &mut judged);
        }
        Err(fault) => judged.faults.push(fault),
    }
    judged
}

/// What an app.json breaks that is no JSON; `None` for faults of another kind.
pub(super) fn judge_unreadable(fault: &Fault, asked: &Asked) -> Option<Vec<Diagnostic>> {
    let row = row_of(Framework::Native);
    let folder = folder_of(&fault.file);
    if !matches!(fault.what, What::Syntax { .. }) || join(folder, row.file) != fault.file {
        return None;
    }
    let text = read_named(Path::new(&fault.file)).ok()?;
    let file = config_file::ConfigFile::new(row, RelPath::constant(row.file), text);
    let mut facts = Facts::new(folder, row.framework);
    facts.configs.push(ConfigFile::new(folder, &file));
    Some(check::judge(&facts, &asked.settings))
}

fn judge_texts(
    run: &Run,
    listed: &DetectedProject,
    asked: &Asked,
    texts: &Texts,
    judged: &mut Judged,
) {
    let mut subject = Subject { run, listed, before: texts, manifest: None, asked };
    match listed.manifest.as_deref().map(Manifest::parse).transpose() {
        Ok(manifest) => subject.manifest = manifest,
        Err(faults) => judged.faults.extend(subject.seen_from_here(faults)),
    }
    if let Err(fault) = subject.judge(judged) {
        judged.faults.push(fault);
    }
}

fn texts(listed: &mut DetectedProject) -> Texts {
    let file = |file: &config_file::ConfigFile| {
        (join(&listed.root, file.path.as_str()), file.text().to_owned())
    };
    let mut texts: Texts = listed.files.iter().map(file).collect();
    for source in &mut listed.sources {
        texts.extend(source.text.take().map(|text| (source.path.clone(), text)));
    }
    if let Some(lock) = &mut listed.lock {
        let path = join(&lock.folder, lock.path.as_str());
        texts.extend(lock.text.take().map(|text| (path, text)));
    }
    texts
}

impl Subject<'_> {
    /// Faults of a run on the project, named from where the user is.
    fn seen_from_here(&self, faults: Faults) -> Vec<Fault> {
        let named = |fault: Fault| {
            let file = match fault.file.as_str() {
                "." => self.run.dir.display().to_string(),
                file => join(&self.listed.root, file),
            };
            Fault { file, ..fault }
        };
        faults.0.into_iter().map(named).collect()
    }

    fn judge(&self, judged: &mut Judged) -> Result<(), Fault> {
        let before = self.before;
        let differing = match self.differing(before) {
            Ok(differing) => differing,
            Err(faults) => {
                judged.faults.extend(self.seen_from_here(faults));
                Vec::new()
            }
        };
        if !self.asked.fix {
            (judged.found, judged.pins) = self.look(before, &differing)?;
            return Ok(());
        }
        let mended = fix::mend(before, |texts| {
            let (found, _) = self.look(texts, &differing)?;
            Ok(found.into_iter().filter_map(|found| self.cure(found)).collect())
        })?;
        let plan = fix::plan(before, &mended.texts, |path| self.listed.inside(path))?;
        let shown = Patch::shown_by(self.run, &plan);
        let after = match shown.and_then(|patch| Ok((self.apply(&plan)?, patch))) {
            Ok((asides, patch)) => {
                judged.told = self.told(&plan, &asides, patch);
                judged.fixed = mended.cured;
                &mended.texts
            }
            Err(faults) => {
                judged.faults.extend(self.seen_from_here(faults));
                before
            }
        };
        let differing = self.differing(after).unwrap_or(differing);
        (judged.found, judged.pins) = self.look(after, &differing)?;
        Ok(())
    }

    fn told(&self, plan: &Plan, asides: &[Aside], patch: Patch) -> Mended {
        let aside = human::notes_beside(self.run, asides) + &patch.warnings;
        let is_changed = !plan.changes.is_empty();
        Mended { aside, patch: patch.text, effect: patch.effect, is_changed }
    }

    fn cure(&self, found: Diagnostic) -> Option<Cure<Diagnostic>> {
        self.listed.inside(&found.finding.path).ok()?;
        let edits = found.finding.fix.iter().map(|replacement| replacement.edit.clone()).collect();
        Some(Cure { path: found.finding.path.clone(), edits, of: found })
    }

    /// Writes the plan, if this is a run that writes, and the texts are still those that were judged.
    fn apply(&self, plan: &Plan) -> Result<Vec<Aside>, Faults> {
        if plan.changes.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.texts_inside(self.before);
        let wanted = |_: &Snapshot| Ok(known.keys().cloned().collect());
        let planned = |project: &Snapshot, _: &Accept| {
            let changed = known.iter().filter(|(path, text)| project.text(path) != Some(**text));
            let changed = changed.map(|(path, _)| Fault::of(path.as_str(), What::ChangedMeanwhile));
            none_of(plan.clone(), changed.collect())
        };
        let (planned, asides) =
            self.run.opening().plan(&Snapshot::default(), &Accept::Nothing, wanted, planned)?;
        if planned.conflicts.is_empty() {
            return Ok(asides);
        }
        // `patch` tells which files these are, and settles them
        Err(Fault::of(".", What::Interrupted).into())
    }

    /// The files that `patch` would write, where there is a manifest to say so.
    fn differing(&self, texts: &Texts) -> Result<Vec<String>, Faults> {
        if self.manifest.is_none() {
            return Ok(Vec::new());
        }
        let run = Run::new(self.run.verb, self.run.dir.clone(), Mode::Check, self.run.format);
        let templates = Templates::built_in();
        let wanted = |project: &Snapshot| patch::wanted(project, templates);
        let planned = |project: &Snapshot, accept: &Accept| {
            let mut project = project.clone();
            for (path, text) in self.texts_inside(texts) {
                project.set(path, Some(text.to_owned()));
            }
            patch::plan(&project, templates, accept)
        };
        let (plan, _) = run.plan(&Accept::Nothing, wanted, planned)?;
        let paths = plan.changes.keys().chain(plan.conflicts.keys());
        Ok(paths.map(|path| join(&self.listed.root, path.as_str())).collect())
    }

    /// Texts by their paths from the project's root.
    fn texts_inside<'t>(&self, texts: &'t Texts) -> BTreeMap<RelPath, &'t str> {
        let inside = |(path, text): (&String, &'t String)| {
            Some((self.listed.inside(path).ok()?, text.as_str()))
        };
        texts.iter().filter_map(inside).collect()
    }

    /// What breaks the rules in some texts, and their pins.
    fn look(
        &self,
        texts: &Texts,
        differing: &[String],
    ) -> Result<(Vec<Diagnostic>, Vec<Pin>), Fault> {
        let text_of = |path: &str| texts.get(path).map_or("", String::as_str);
        let root = &self.listed.root;
        let mut configs: Vec<config_file::ConfigFile> = Vec::new();
        for file in &self.listed.files {
            let path = join(root, file.path.as_str());
            let text = text_of(&path);
            let now = if text == file.text() { file.clone() } else { file.with_text(text) };
            now.readable().map_err(|fault| Fault { file: path, ..fault })?;
            configs.push(now);
        }
        let mut sources: Vec<(&str, Cow<'_, [Use]>)> = Vec::new();
        for source in &self.listed.sources {
            let uses = if texts.get(&source.path) == self.before.get(&source.path) {
                Cow::Borrowed(source.uses.as_slice())
            } else {
                let read = usage::read(&source.path, text_of(&source.path))?;
                Cow::Owned(self.listed.aliases().live(read))
            };
            sources.push((&source.path, uses));
        }
        let mut facts = Facts {
            manifest: self.manifest.as_ref(),
            require: self.asked.require.as_ref(),
            catalogue: &self.asked.catalogue,
            lock: self.listed.lock.as_ref().map(|lock| {
                let path = join(&lock.folder, lock.path.as_str());
                let turned_off = lock.turned_off.iter().map(|found| &found.declaration).collect();
                LockFile { text: text_of(&path), path, turned_off }
            }),
            differing: differing.to_vec(),
            extent: match self.asked.select {
                Select::Declarations => Extent::Configuration,
                Select::All => Extent::Sources,
            },
            ..Facts::new(&self.listed.root, self.listed.framework)
        };
        facts.configs = configs.iter().map(|file| ConfigFile::new(root, file)).collect();
        for (path, uses) in &sources {
            let text = text_of(path);
            facts.sources.push(SourceFile { path: (*path).to_owned(), text, uses });
        }
        match self.asked.select {
            // a look at every page would cost more than the pins
            Select::Declarations => {}
            Select::All => self.look_around(&mut facts),
        }
        let settings = &self.asked.settings;
        Ok((check::judge(&facts, settings), pins(&facts, settings)))
    }

    /// Tells the rules what stands at the paths that they ask for, until they ask for nothing new.
    fn look_around(&self, facts: &mut Facts<'_>) {
        loop {
            let wanted = check::wanted(facts);
            let inside = wanted.into_iter().filter_map(|path| {
                let inside = self.listed.inside(&path).ok()?;
                Some((path, inside))
            });
            let (paths, inside): (Vec<String>, Vec<RelPath>) = inside.unzip();
            let found = standing(&self.listed.root, &inside);
            let known = facts.standing.len();
            let stands = |(path, inside)| Some((path, *found.get(&inside)?));
            facts.standing.extend(paths.into_iter().zip(inside).filter_map(stands));
            if facts.standing.len() == known {
                return;
            }
        }
    }
}
