//! What is on disk in a project, as far as it was asked for, and what its own files say.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::model::fault::Faults;
use crate::model::lock::{self, Lock};
use crate::model::manifest::{self, Manifest};
use crate::project::config_file::ConfigFile;
use crate::project::framework::{Framework, Row, Surroundings, row_at};
use crate::project::native::{APP_JSON, PROJECT_CONFIG, ProjectConfig};
use crate::text::lines::LineEnd;
use crate::text::path::{RelPath, name_of};

/// Part of a project; paths are relative to its root. Each text is parsed once, when first asked.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    files: BTreeMap<RelPath, Option<Stored>>,
    manifest: OnceLock<Option<Result<Manifest, Faults>>>,
    lock: OnceLock<Result<Lock, Faults>>,
    /// Where code of the project's writes the declaration, as far as somebody looked.
    elsewhere: Option<CodePlace>,
    project_config: OnceLock<Result<ProjectConfig, Faults>>,
}

/// A line of the project's code, in a file from its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePlace {
    /// The file.
    pub file: RelPath,
    /// The line, from 1.
    pub line: usize,
}

/// A text, and the configuration file that it is where it is one.
#[derive(Debug, Clone)]
struct Stored {
    text: Arc<str>,
    config: OnceLock<ConfigFile>,
}

impl Snapshot {
    /// Nothing that is on disk, and what else is known of the same project.
    pub fn of_same(known: &Self) -> Self {
        Self { elsewhere: known.elsewhere.clone(), ..Self::default() }
    }

    /// The same with the place where code writes the declaration, if any does.
    #[must_use]
    pub fn with_elsewhere(mut self, elsewhere: Option<CodePlace>) -> Self {
        self.elsewhere = elsewhere;
        self
    }

    /// Where code of the project's writes the declaration, as far as somebody looked.
    pub fn elsewhere(&self) -> Option<&CodePlace> {
        self.elsewhere.as_ref()
    }

    /// Some configuration files with what is already read of them.
    pub fn of_files(files: &[ConfigFile]) -> Self {
        let mut snapshot = Self::default();
        for file in files {
            snapshot.set_config(file.clone());
        }
        snapshot
    }

    /// Notes the text of a file, or that nothing stands at its path.
    pub fn set(&mut self, path: RelPath, text: Option<impl Into<Arc<str>>>) {
        let stored = text.map(|text| Stored { text: text.into(), config: OnceLock::new() });
        self.store(path, stored, &Self::default());
    }

    /// Notes a configuration file with what is already read of it.
    pub fn set_config(&mut self, file: ConfigFile) {
        let stored = Stored { text: file.shared_text(), config: OnceLock::from(file.clone()) };
        self.store(file.path, Some(stored), &Self::default());
    }

    /// Notes a text on disk like another snapshot, which may have parsed the same bytes before.
    pub fn set_like(&mut self, known: &Self, path: RelPath, text: Option<String>) {
        match (known.files.get(&path), text) {
            (Some(Some(stored)), Some(text)) if *stored.text == *text => {
                self.store(path, Some(stored.clone()), known);
            }
            (_, text) => self.set(path, text),
        }
    }

    /// Notes a file, with what `parsed` made of the same text.
    fn store(&mut self, path: RelPath, stored: Option<Stored>, parsed: &Self) {
        match path.as_str() {
            manifest::FILE => self.manifest.clone_from(&parsed.manifest),
            lock::FILE => self.lock.clone_from(&parsed.lock),
            // where app.json lies tells what a build makes of it
            PROJECT_CONFIG => self.project_config = OnceLock::new(),
            path if name_of(path) == APP_JSON => self.project_config = OnceLock::new(),
            _ => {}
        }
        self.files.insert(path, stored);
    }

    /// Whether the path was looked at.
    pub fn knows(&self, path: &RelPath) -> bool {
        self.files.contains_key(path)
    }

    /// The text of a file, every byte of it; `None` where there is none, or nobody looked.
    pub fn text(&self, path: &RelPath) -> Option<&str> {
        self.files.get(path)?.as_ref().map(|stored| &*stored.text)
    }

    /// A configuration file, read by a row; `None` where there is none, or nobody looked.
    pub fn config(&self, path: &RelPath, row: &'static Row) -> Option<&ConfigFile> {
        let stored = self.files.get(path)?.as_ref()?;
        let new = || ConfigFile::new(row, path.clone(), stored.text.clone());
        Some(stored.config.get_or_init(new))
    }

    /// The manifest, where there is one.
    ///
    /// # Errors
    /// As [`Manifest::parse`].
    pub fn manifest(&self) -> Result<Option<&Manifest>, Faults> {
        let text = || self.text(&RelPath::constant(manifest::FILE));
        let read = self.manifest.get_or_init(|| text().map(Manifest::parse));
        read.as_ref().map(Result::as_ref).transpose().map_err(Clone::clone)
    }

    /// The lock; a project without one has the empty one.
    ///
    /// # Errors
    /// As [`Lock::parse`].
    pub fn lock(&self) -> Result<&Lock, Faults> {
        let read = self.lock.get_or_init(|| {
            let text = self.text(&RelPath::constant(lock::FILE));
            text.map_or_else(|| Ok(Lock::default()), Lock::parse)
        });
        read.as_ref().map_err(Clone::clone)
    }

    /// What project.config.json says; a project without one has the defaults.
    ///
    /// # Errors
    /// As [`ProjectConfig::parse`].
    pub fn project_config(&self) -> Result<&ProjectConfig, Faults> {
        let read = self.project_config.get_or_init(|| match self.text(&ProjectConfig::path()) {
            Some(text) => Ok(self.with_sources(ProjectConfig::parse(text)?)),
            None => Ok(ProjectConfig::default()),
        });
        read.as_ref().map_err(Clone::clone)
    }

    /// The same with the folder of the app.json that somebody wrote, where a build makes the one that the platform reads.
    fn with_sources(&self, config: ProjectConfig) -> ProjectConfig {
        let sources = Some(RelPath::constant("src"));
        let path = RelPath::constant(APP_JSON).below(sources.as_ref());
        let is_native = |text| {
            let row = row_at(path.as_str(), text, self);
            row.is_some_and(|(row, _)| row.framework == Framework::Native)
        };
        let is_made = config.is_output() || self.text(&config.app_json()).is_none();
        if is_made && self.text(&path).is_some_and(is_native) {
            return ProjectConfig { miniprogram_root: sources, ..config };
        }
        config
    }

    /// What most lines of the project's files end in.
    pub fn line_end(&self) -> LineEnd {
        let texts = self.files.values().flatten().map(|stored| &*stored.text);
        LineEnd::most_used(texts).unwrap_or(LineEnd::Lf)
    }
}

impl Surroundings for Snapshot {
    fn stands(&self, path: &str) -> bool {
        RelPath::parse(path).is_ok_and(|path| self.text(&path).is_some())
    }

    fn text(&self, path: &str) -> Option<String> {
        RelPath::parse(path).ok().and_then(|path| self.text(&path).map(str::to_owned))
    }
}
