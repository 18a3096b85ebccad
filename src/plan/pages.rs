//! The files that kaibo writes: what is rendered, what the lock remembers and what is on disk, decided file by file.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::app_json::AppJson;
use crate::model::fault::{Faults, What, none_of};
use crate::model::lock::{Lock, Written};
use crate::model::manifest::{Manifest, PageKind};
use crate::model::native::ProjectConfig;
use crate::model::project::Project;
use crate::plan::ownership::{Decision, decide};
use crate::plan::template::{self, Rendered};
use crate::plan::{Accept, Change, Plan, Reason, Side};
use crate::text::lines::{LineEnd, rewrite, to_lf, with_end};
use crate::text::path::RelPath;

/// Where all files of the manifest's pages go, from the project's root.
///
/// # Errors
/// A file name that is none.
pub fn paths(manifest: &Manifest, config: &ProjectConfig) -> Result<Vec<RelPath>, Faults> {
    let mut paths = Vec::new();
    let mut faults = Vec::new();
    for page in &manifest.pages {
        match template::page_paths(manifest, page) {
            Ok(files) => paths.extend(files.iter().map(|file| config.in_project(file))),
            Err(path_fault) => faults.push(page.fault(What::Path(path_fault))),
        }
    }
    none_of(paths, faults)
}

/// All files of the manifest's pages, by path from the project's root, as they are to be in a program with this app.json.
///
/// # Errors
/// Two pages with one file, or a file name that is none.
pub fn render(
    manifest: &Manifest,
    config: &ProjectConfig,
    app: &AppJson<'_>,
) -> Result<BTreeMap<RelPath, Rendered>, Faults> {
    let mut files = BTreeMap::new();
    let mut faults = Vec::new();
    for page in &manifest.pages {
        let package = app.package_of(&page.path, &manifest.plugin.package);
        let rendered = match template::page(manifest, page, &app.page_settings(&package)) {
            Ok(rendered) => rendered,
            Err(path_fault) => {
                faults.push(page.fault(What::Path(path_fault)));
                continue;
            }
        };
        for file in rendered {
            let path = config.in_project(&file.path);
            if let Some(earlier) = files.insert(path, file) {
                faults.push(page.fault(What::SameFile { file: earlier.path.to_string() }));
            }
        }
    }
    none_of(files, faults)
}

/// What is decided about the generated files, and what app.json must know of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Changes, conflicts and marked files.
    pub plan: Plan,
    /// The lock afterwards.
    pub lock: Lock,
    /// Pages that are neither in the manifest nor on disk any more.
    pub dropped: BTreeSet<RelPath>,
    /// Pages of the manifest that the user deleted.
    pub deleted: BTreeSet<RelPath>,
}

/// Decides about every file that is rendered or remembered.
pub fn decide_all(
    project: &Project,
    manifest: &Manifest,
    config: &ProjectConfig,
    lock: &Lock,
    rendered: &BTreeMap<RelPath, Rendered>,
    accept: &Accept,
) -> Outcome {
    let mut outcome = Outcome { lock: lock.clone(), ..Outcome::default() };
    let named: BTreeSet<RelPath> =
        manifest.pages.iter().map(|page| config.in_project(&page.path)).collect();
    let remembered = lock.files.iter().filter(|(_, file)| template::is_page_file(&file.template));
    let paths: BTreeSet<&RelPath> =
        rendered.keys().chain(remembered.map(|(path, _)| path)).collect();
    let files: Vec<File<'_>> = paths
        .into_iter()
        .map(|path| File {
            path,
            ours: project.text(path),
            base: lock.files.get(path),
            theirs: rendered.get(path),
        })
        .collect();
    let mut left = existing_pages(manifest, config);
    left.extend(files.iter().filter(|file| file.is_kept(accept)).filter_map(File::page));
    for file in files {
        let page = file.page();
        if file.theirs.is_none() && page.as_ref().is_some_and(|page| left.contains(page)) {
            outcome.lock.files.remove(file.path);
            continue;
        }
        let gone = file.settle(project, accept, &mut outcome);
        if let Some(page) = page.filter(|_| gone && file.is_script_or_markup()) {
            let list =
                if named.contains(&page) { &mut outcome.deleted } else { &mut outcome.dropped };
            list.insert(page);
        }
    }
    outcome
}

/// Pages that the manifest leaves to the user; what we once wrote of them is theirs now.
fn existing_pages(manifest: &Manifest, config: &ProjectConfig) -> BTreeSet<RelPath> {
    let existing = manifest.pages.iter().filter(|page| page.kind == PageKind::Existing);
    existing.map(|page| config.in_project(&page.path)).collect()
}

/// One file with its three texts.
struct File<'a> {
    path: &'a RelPath,
    ours: Option<&'a str>,
    base: Option<&'a Written>,
    theirs: Option<&'a Rendered>,
}

impl File<'_> {
    fn template(&self) -> Option<&str> {
        let rendered = self.theirs.map(|file| file.template.as_str());
        rendered.or(self.base.map(|file| file.template.as_str()))
    }

    fn decide(&self) -> Decision {
        let ours = self.ours.map(to_lf);
        let theirs = self.theirs.map(|file| file.text.as_str());
        decide(self.base.map(|file| file.base.as_str()), ours.as_deref(), theirs)
    }

    /// Whether the user edited it, the manifest dropped it, and the user keeps it: with it goes its whole page.
    fn is_kept(&self, accept: &Accept) -> bool {
        let dropped =
            matches!(self.decide(), Decision::Conflict { reason: Reason::EditedAndDropped, .. });
        dropped && accept.side(self.path) == Some(Side::Ours)
    }

    /// Path of the page that it belongs to, from the project's root.
    fn page(&self) -> Option<RelPath> {
        let suffix = template::suffix(self.template()?);
        RelPath::parse(self.path.as_str().strip_suffix(&suffix)?).ok()
    }

    /// The files without which the platform has no page.
    fn is_script_or_markup(&self) -> bool {
        self.template().is_some_and(|template| {
            ["/page.js", "/page.ts", "/page.wxml"].iter().any(|suffix| template.ends_with(suffix))
        })
    }

    /// Notes the decision, and says whether the file will not be there.
    fn settle(&self, project: &Project, accept: &Accept, outcome: &mut Outcome) -> bool {
        let theirs = self.theirs.map(|file| file.text.as_str());
        match self.decide() {
            Decision::Nothing => {}
            Decision::Keep => return self.ours.is_none(),
            Decision::Record => self.record(outcome),
            Decision::Write => self.write(project, theirs, outcome),
            Decision::Merge(text) => self.write(project, Some(&text), outcome),
            Decision::Delete | Decision::Forget => {
                self.write(project, None, outcome);
                return true;
            }
            Decision::Conflict { reason, markers } => {
                return self.settle_conflict(project, accept, reason, &markers, outcome);
            }
        }
        false
    }

    fn settle_conflict(
        &self,
        project: &Project,
        accept: &Accept,
        reason: Reason,
        markers: &str,
        outcome: &mut Outcome,
    ) -> bool {
        match accept.side(self.path) {
            Some(Side::Theirs) => {
                self.write(project, self.theirs.map(|file| file.text.as_str()), outcome);
                return self.theirs.is_none();
            }
            Some(Side::Ours) if reason != Reason::Markers => self.record(outcome),
            Some(Side::Markers) if reason != Reason::Markers => {
                self.write(project, Some(markers), outcome);
                outcome.plan.marked.push(self.path.clone());
            }
            Some(Side::Ours | Side::Markers) | None => {
                outcome.plan.conflicts.insert(self.path.clone(), reason);
            }
        }
        false
    }

    /// Plans the text, in the line ends of the file or the project, and notes the template's as the new base.
    fn write(&self, project: &Project, text: Option<&str>, outcome: &mut Outcome) {
        let end = LineEnd::most_used(self.ours).unwrap_or_else(|| project.line_end());
        let after = text.map(|text| match self.ours {
            Some(ours) => rewrite(ours, text, end),
            None => with_end(text, end),
        });
        if let Some(change) = Change::between(self.ours, after.as_deref()) {
            outcome.plan.changes.insert(self.path.clone(), change);
        }
        self.record(outcome);
    }

    fn record(&self, outcome: &mut Outcome) {
        match self.theirs {
            Some(Rendered { template, text, .. }) => {
                let written = Written { template: template.clone(), base: text.clone() };
                outcome.lock.files.insert(self.path.clone(), written);
            }
            None => {
                outcome.lock.files.remove(self.path);
            }
        }
    }
}
