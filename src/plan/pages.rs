//! The files that kaibo writes: what is rendered, what the lock remembers and what is on disk, decided file by file.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::fault::{Fault, Faults, ManifestFault, none_of};
use crate::model::lock::{Lock, Written};
use crate::model::manifest::{Manifest, PageKind};
use crate::plan::moves::{Candidates, Move, Moves};
use crate::plan::ownership::{Decision, decide};
use crate::plan::template::{self, RenderedFile, Templates};
use crate::plan::{Accept, Change, Note, Plan, Reason, Side};
use crate::project::config_file::ConfigFile;
use crate::project::native::ProjectConfig;
use crate::project::snapshot::Snapshot;
use crate::text::lines::{LineEnd, rewrite, to_lf, with_end};
use crate::text::merge::two_way;
use crate::text::path::RelPath;

/// Where all files of the manifest's pages go, from the project's root.
///
/// # Errors
/// A file name that is none.
pub fn paths(
    templates: &Templates,
    manifest: &Manifest,
    config: &ProjectConfig,
) -> Result<Vec<RelPath>, Faults> {
    let mut paths = Vec::new();
    let mut faults = Vec::new();
    for page in &manifest.pages {
        match templates.page_paths(manifest.app.language, page) {
            Ok(files) => paths.extend(files.iter().map(|file| config.in_project(file))),
            Err(fault) => faults.push(fault),
        }
    }
    none_of(paths, faults)
}

/// All files of the manifest's pages, by path from the project's root, as they are to be in a program with this app.json.
///
/// # Errors
/// Two pages with one file, a file name that is none, or a template that is broken.
pub fn render(
    templates: &Templates,
    manifest: &Manifest,
    config: &ProjectConfig,
    app: &ConfigFile,
) -> Result<BTreeMap<RelPath, RenderedFile>, Faults> {
    let mut files = BTreeMap::new();
    let mut faults = Vec::new();
    for page in &manifest.pages {
        let package = app.package_of(&page.path, &manifest.plugin.package);
        match templates.page(manifest, page, &app.page_settings(&package)) {
            Ok(rendered) => {
                for file in rendered {
                    let path = config.in_project(&file.path);
                    if let Some(earlier) = files.insert(path, file) {
                        faults.push(
                            page.fault(ManifestFault::SameFile { file: earlier.path.to_string() }),
                        );
                    }
                }
            }
            Err(fault) => faults.push(fault),
        }
    }
    // a broken template is one fault, whatever number of pages it is for
    faults.sort_by(Fault::by_place);
    faults.dedup();
    none_of(files, faults)
}

/// What is decided about the generated files, and what app.json must know of it.
#[derive(Debug, Default)]
pub struct PagesOutcome {
    /// Changes, conflicts and marked files.
    pub plan: Plan,
    /// The lock afterwards.
    pub lock: Lock,
    /// Pages that are neither in the manifest nor on disk any more.
    pub dropped: BTreeSet<RelPath>,
    /// Pages of the manifest that the user deleted.
    pub deleted: BTreeSet<RelPath>,
    /// Pages that go to another path with the user's edits; those left are among the dropped ones too.
    pub moved: Vec<Move>,
}

/// What is asked about all files of pages.
struct PagesQuestion<'a> {
    project: &'a Snapshot,
    templates: &'a Templates,
    config: &'a ProjectConfig,
    lock: &'a Lock,
    rendered: &'a BTreeMap<RelPath, RenderedFile>,
    moves: Moves,
    /// The pages that are left by a move.
    left: BTreeSet<RelPath>,
    accept: &'a Accept,
    /// What most lines of the project end in: every text is looked at for it, once.
    end: OnceCell<LineEnd>,
}

/// Decides about every file that is rendered or remembered.
pub fn decide_all(
    project: &Snapshot,
    templates: &Templates,
    manifest: &Manifest,
    config: &ProjectConfig,
    lock: &Lock,
    rendered: &BTreeMap<RelPath, RenderedFile>,
    accept: &Accept,
) -> PagesOutcome {
    let named: BTreeSet<RelPath> =
        manifest.pages.iter().map(|page| config.in_project(&page.path)).collect();
    let moves = Moves::find(project, templates, lock, rendered, &named);
    let left = moves.certain.values().map(|moved| moved.from.clone()).collect();
    let end = OnceCell::new();
    let question =
        PagesQuestion { project, templates, config, lock, rendered, moves, left, accept, end };
    let mut outcome = PagesOutcome { lock: lock.clone(), ..PagesOutcome::default() };
    let files = question.files();
    let mut left = existing_pages(manifest, config);
    left.extend(files.iter().filter(|file| file.is_kept(accept)).filter_map(GeneratedFile::page));
    for file in files {
        let page = file.page();
        if file.theirs.is_none() && page.as_ref().is_some_and(|page| left.contains(page)) {
            outcome.lock.files.remove(file.path);
            continue;
        }
        let gone = file.settle(&question, &mut outcome);
        if let Some(page) = page.filter(|_| gone && file.is_script_or_markup()) {
            let list =
                if named.contains(&page) { &mut outcome.deleted } else { &mut outcome.dropped };
            list.insert(page);
        }
    }
    question.note_moves(&mut outcome);
    outcome.moved = question.moves.certain.into_values().collect();
    outcome
}

/// Pages that the manifest leaves to the user; what we once wrote of them is theirs now.
fn existing_pages(manifest: &Manifest, config: &ProjectConfig) -> BTreeSet<RelPath> {
    let existing = manifest.pages.iter().filter(|page| page.kind == PageKind::Existing);
    existing.map(|page| config.in_project(&page.path)).collect()
}

impl<'a> PagesQuestion<'a> {
    /// Every file with its three texts; those of a page that moves stand at their new path only.
    fn files(&'a self) -> Vec<GeneratedFile<'a>> {
        let remembered =
            self.lock.files.iter().filter(|(_, file)| template::is_page_file(&file.template));
        let paths: BTreeSet<&RelPath> =
            self.rendered.keys().chain(remembered.map(|(path, _)| path)).collect();
        let stays =
            |path: &&RelPath| self.page_in_lock(path).is_none_or(|page| !self.left.contains(&page));
        paths.into_iter().filter(stays).filter_map(|path| self.file(path)).collect()
    }

    fn file(&'a self, path: &'a RelPath) -> Option<GeneratedFile<'a>> {
        let (theirs, written) = (self.rendered.get(path), self.lock.files.get(path));
        if let Some(file) = theirs.and_then(|theirs| self.moved_file(path, theirs)) {
            return Some(file);
        }
        let template = theirs.map(|file| &file.template).or(written.map(|file| &file.template))?;
        let base = written.map(|file| Cow::Borrowed(file.base.as_str()));
        let ours = self.project.text(path).map(Cow::Borrowed);
        Some(GeneratedFile { path, template, base, ours, theirs, from: None })
    }

    /// The file of a page that moves, as if it had always been at its new path.
    fn moved_file(
        &'a self,
        path: &'a RelPath,
        theirs: &'a RenderedFile,
    ) -> Option<GeneratedFile<'a>> {
        let page = template::page_of(path, &theirs.template)?;
        let moved = self.moves.certain.get(&page)?;
        let old = moved.old_path(path)?;
        let base =
            Some(Cow::Owned(moved.renamed(self.templates, &self.lock.files.get(&old)?.base)));
        let ours =
            self.project.text(&old).map(|text| Cow::Owned(moved.renamed(self.templates, text)));
        let (template, theirs) = (&theirs.template, Some(theirs));
        Some(GeneratedFile { path, template, base, ours, theirs, from: Some((old, moved)) })
    }

    /// The page of a file that we once wrote.
    fn page_in_lock(&self, path: &RelPath) -> Option<RelPath> {
        template::page_of(path, &self.lock.files.get(path)?.template)
    }

    /// A page as app.json names it.
    fn in_app(&self, page: &RelPath) -> String {
        in_app(self.config, page).unwrap_or_else(|| page.clone()).to_string()
    }

    /// Says which pages move, and that nothing is left at their old paths.
    fn note_moves(&self, outcome: &mut PagesOutcome) {
        let refused: BTreeSet<RelPath> =
            outcome.plan.conflicts.keys().filter_map(|path| self.page_in_lock(path)).collect();
        for Move { from, to } in self.moves.certain.values() {
            outcome.dropped.insert(from.clone());
            if !refused.contains(from) {
                let (from, to) = (self.in_app(from), self.in_app(to));
                outcome.plan.notes.push(Note::PageMoved { from, to });
            }
        }
    }
}

/// A page's path from app.json's folder.
pub fn in_app(config: &ProjectConfig, path: &RelPath) -> Option<RelPath> {
    match &config.miniprogram_root {
        Some(root) => RelPath::parse(path.strip(root)?).ok(),
        None => Some(path.clone()),
    }
}

/// One file with its three texts.
struct GeneratedFile<'a> {
    path: &'a RelPath,
    template: &'a str,
    base: Option<Cow<'a, str>>,
    ours: Option<Cow<'a, str>>,
    theirs: Option<&'a RenderedFile>,
    /// Where the user's text lies, if the page moves.
    from: Option<(RelPath, &'a Move)>,
}

impl GeneratedFile<'_> {
    fn decide(&self) -> Decision {
        let ours = self.ours.as_deref().map(to_lf);
        let theirs = self.theirs.map(|file| file.text.as_str());
        decide(self.base.as_deref(), ours.as_deref(), theirs)
    }

    /// The decision, in which it counts that the page moves, or may have moved.
    fn decide_with(&self, question: &PagesQuestion<'_>) -> Decision {
        match self.decide() {
            Decision::Conflict { reason, markers } => {
                Decision::Conflict { reason: self.reason(reason, question), markers }
            }
            kept @ (Decision::Nothing | Decision::Record | Decision::Keep | Decision::Merge(_)) => {
                self.conflict_of_references(question).unwrap_or(kept)
            }
            done @ (Decision::Write | Decision::Delete | Decision::Forget) => done,
        }
    }

    fn reason(&self, reason: Reason, question: &PagesQuestion<'_>) -> Reason {
        if let (Some((_, moved)), Reason::BothChanged { .. }) = (&self.from, &reason) {
            return Reason::MovedAndChanged { to: question.in_app(&moved.to) };
        }
        let page = self.page().filter(|_| reason == Reason::EditedAndDropped);
        match page.and_then(|page| question.moves.unclear.get_key_value(&page)) {
            Some((from, Candidates { first, others })) => Reason::MoveUnclear {
                from: question.in_app(from),
                to: first.iter().map(|page| question.in_app(page)).collect(),
                others: *others,
            },
            None => reason,
        }
    }

    /// The user's text goes to another folder with relative paths that lead elsewhere from there.
    fn conflict_of_references(&self, question: &PagesQuestion<'_>) -> Option<Decision> {
        let (_, moved) = self.from.as_ref()?;
        let (ours, theirs) = (to_lf(self.ours.as_deref()?), &self.theirs?.text);
        moved.leads_elsewhere(&ours, theirs).then(|| Decision::Conflict {
            reason: Reason::MovedReferences { to: question.in_app(&moved.to) },
            markers: two_way(&ours, theirs),
        })
    }

    /// Whether the user edited it, the manifest dropped it, and the user keeps it: with it goes its whole page.
    fn is_kept(&self, accept: &Accept) -> bool {
        accept.side(self.path) == Some(Side::Ours)
            && matches!(self.decide(), Decision::Conflict { reason: Reason::EditedAndDropped, .. })
    }

    /// Path of the page that it belongs to, from the project's root.
    fn page(&self) -> Option<RelPath> {
        template::page_of(self.path, self.template)
    }

    /// The files without which the platform has no page.
    fn is_script_or_markup(&self) -> bool {
        ["/page.js", "/page.ts", "/page.wxml"].iter().any(|suffix| self.template.ends_with(suffix))
    }

    /// Where the user finds the file.
    fn on_disk(&self) -> &RelPath {
        self.from.as_ref().map_or(self.path, |(old, _)| old)
    }

    /// Notes the decision, and says whether the file will not be there.
    fn settle(&self, question: &PagesQuestion<'_>, outcome: &mut PagesOutcome) -> bool {
        let theirs = self.theirs.map(|file| file.text.as_str());
        match self.decide_with(question) {
            Decision::Nothing | Decision::Keep | Decision::Record if self.from.is_some() => {
                self.write_ours(question, outcome);
                return self.ours.is_none();
            }
            Decision::Nothing => {}
            Decision::Keep => return self.ours.is_none(),
            Decision::Record => self.record(outcome),
            Decision::Write => self.write(question, theirs, outcome),
            Decision::Merge(text) => self.write(question, Some(&text), outcome),
            Decision::Delete | Decision::Forget => {
                self.write(question, None, outcome);
                return true;
            }
            Decision::Conflict { reason, markers } => {
                return self.settle_conflict(question, reason, &markers, outcome);
            }
        }
        false
    }

    fn settle_conflict(
        &self,
        question: &PagesQuestion<'_>,
        reason: Reason,
        markers: &str,
        outcome: &mut PagesOutcome,
    ) -> bool {
        match question.accept.side(self.on_disk()) {
            Some(Side::Theirs) => {
                self.write(question, self.theirs.map(|file| file.text.as_str()), outcome);
                return self.theirs.is_none();
            }
            Some(Side::Ours) if reason != Reason::Markers => self.write_ours(question, outcome),
            Some(Side::Markers) if reason != Reason::Markers => {
                self.write(question, Some(markers), outcome);
                outcome.plan.marked.push(self.path.clone());
            }
            Some(Side::Ours | Side::Markers) | None => {
                outcome.plan.conflicts.insert(self.on_disk().clone(), reason);
            }
        }
        false
    }

    fn write_ours(&self, question: &PagesQuestion<'_>, outcome: &mut PagesOutcome) {
        match &self.from {
            Some(_) => self.write(question, self.ours.as_deref().map(to_lf).as_deref(), outcome),
            None => self.record(outcome),
        }
    }

    /// Plans the text, in the line ends of the file or the project, and notes the template's as the new base.
    fn write(&self, question: &PagesQuestion<'_>, text: Option<&str>, outcome: &mut PagesOutcome) {
        let project = question.project;
        let end = LineEnd::most_used(self.ours.as_deref())
            .unwrap_or_else(|| *question.end.get_or_init(|| project.line_end()));
        let after = text.map(|text| match &self.ours {
            Some(ours) => rewrite(ours, text, end),
            None => with_end(text, end),
        });
        let change = Change::between(project.text(self.path), after.as_deref());
        outcome.plan.changes.extend(change.map(|change| (self.path.clone(), change)));
        if let Some((old, _)) = &self.from {
            let change = Change::between(project.text(old), None);
            outcome.plan.changes.extend(change.map(|change| (old.clone(), change)));
            outcome.lock.files.remove(old);
        }
        self.record(outcome);
    }

    fn record(&self, outcome: &mut PagesOutcome) {
        match self.theirs {
            Some(RenderedFile { template, text, .. }) => {
                let written = Written { template: template.clone(), base: text.clone() };
                outcome.lock.files.insert(self.path.clone(), written);
            }
            None => {
                outcome.lock.files.remove(self.path);
            }
        }
    }
}
