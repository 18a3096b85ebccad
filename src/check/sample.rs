//! Projects for the tests of rules: a few files as text, and what rules find in them.

use std::collections::BTreeMap;

use crate::check::facts::{Document, Facts, NamedFile, PathKind};
use crate::check::rules::RULES;
use crate::check::{Diagnostic, Settings, check, check_by, gather, wanted};
use crate::project::config_file::ConfigFile;
use crate::project::framework::{Framework, ROWS};
use crate::text::edit::{self, Edit};
use crate::text::path::RelPath;

/// Files of one project.
pub(super) struct Sample {
    framework: Framework,
    files: Vec<(&'static str, String)>,
    there: Vec<&'static str>,
    /// Texts of files that are no configuration; with them, all that is there is known.
    documents: Vec<(&'static str, String)>,
}

/// A native project with one app.json.
pub(super) fn native(app_json: &str) -> Sample {
    Sample::new(Framework::Native).with("app.json", app_json)
}

/// A native project that declares the live plugin, with more in its app.json.
pub(super) fn live_app(rest: &str) -> Sample {
    native(&format!(
        r#"{{ "pages": ["a", "b"], "plugins": {{ "l": {{ "version": "1.3.5", "provider": "wx2b03c6e691cd7370" }} }}, {rest} }}"#
    ))
}

/// A native project whose main package has these plugins.
pub(super) fn plugins(plugins: &str) -> Sample {
    native(&format!(r#"{{ "pages": ["a"], "plugins": {{ {plugins} }} }}"#))
}

/// A native project whose main package has the live plugin in this version.
pub(super) fn pinned(version: &str) -> Sample {
    plugins(&format!(
        r#""live-player-plugin": {{ "version": "{version}", "provider": "wx2b03c6e691cd7370" }}"#
    ))
}

impl Sample {
    pub(super) fn new(framework: Framework) -> Self {
        Self { framework, files: Vec::new(), there: Vec::new(), documents: Vec::new() }
    }

    /// With a configuration file.
    pub(super) fn with(mut self, path: &'static str, text: &str) -> Self {
        self.files.push((path, text.to_owned()));
        self
    }

    /// With JSON beside the configuration; nothing is there but what was named.
    pub(super) fn beside(mut self, path: &'static str, text: &str) -> Self {
        self.documents.push((path, text.to_owned()));
        self.there(&[path])
    }

    /// With files and, at the end with a slash, folders; nothing else is there.
    pub(super) fn there(mut self, paths: &[&'static str]) -> Self {
        self.there.extend(paths);
        self
    }

    /// Asks something of the project's facts.
    pub(super) fn ask<T>(&self, about: impl FnOnce(&mut Facts<'_>) -> T) -> T {
        let read = |(path, text): &(&'static str, String)| {
            let path = RelPath::constant(path);
            let row =
                ROWS.iter().find(|row| row.file == path.name()).unwrap_or_else(|| panic!("{path}"));
            ConfigFile::new(row, path, text.as_str())
        };
        let files: Vec<ConfigFile> = self.files.iter().map(read).collect();
        let mut facts = Facts::new("", self.framework);
        facts.configs = files.iter().map(|file| NamedFile::new("", file)).collect();
        gather(&mut facts, &mut |path, kind| {
            let document = self.documents.iter().find(|(known, _)| *known == path);
            document.map(|(_, text)| Document::new(kind, text.as_str().into()))
        });
        if !self.there.is_empty() {
            self.look(&mut facts);
        }
        about(&mut facts)
    }

    fn look(&self, facts: &mut Facts<'_>) {
        loop {
            let wanted = wanted(facts);
            if wanted.is_empty() {
                return;
            }
            let standing = |path: String| {
                let folder = format!("{path}/");
                let what = match (self.there.contains(&&*path), self.there.contains(&&*folder)) {
                    (true, _) => PathKind::File(0),
                    (false, true) => PathKind::Folder,
                    (false, false) => PathKind::Nothing,
                };
                (path, what)
            };
            let found: BTreeMap<String, PathKind> = wanted.into_iter().map(standing).collect();
            facts.standing.extend(found);
        }
    }

    fn diagnostics(&self, rule: &str) -> Vec<Diagnostic> {
        let rules: Vec<_> = RULES.iter().filter(|row| row.id == rule).copied().collect();
        assert_eq!(rules.len(), 1, "{rule}");
        self.ask(|facts| check_by(&rules, facts, &Settings::default()))
    }

    /// What a rule finds: the text it points at, and the case where there is one.
    pub(super) fn finds(&self, rule: &str) -> Vec<String> {
        let marked = |found: Diagnostic| {
            let finding = found.finding;
            let mut texts = self.files.iter().chain(&self.documents);
            let text = texts.find(|(path, _)| *path == finding.path);
            let at = text.and_then(|(_, text)| text.get(finding.range.clone())).unwrap_or_default();
            if finding.case.is_empty() { at.to_owned() } else { format!("{}: {at}", finding.case) }
        };
        self.diagnostics(rule).into_iter().map(marked).collect()
    }

    /// What a rule's messages name.
    pub(super) fn names(&self, rule: &str) -> Vec<Vec<String>> {
        self.diagnostics(rule).into_iter().map(|found| found.finding.details).collect()
    }

    /// The rules that find something.
    pub(super) fn broken(&self) -> Vec<&'static str> {
        let found = self.ask(|facts| check(facts, &Settings::default()));
        found.iter().map(|diagnostic| diagnostic.rule.id).collect()
    }

    /// The first file once a rule's fixes are applied.
    pub(super) fn fixed(&self, rule: &str) -> String {
        let found = self.diagnostics(rule).into_iter();
        let edits: Vec<Edit> = found.flat_map(|found| found.finding.fix).collect();
        edit::apply(&self.files[0].1, &edits)
    }
}
