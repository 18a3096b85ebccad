//! Floor 4: judges, and is pure; does not import `plan`.

mod declaration;
pub mod facts;
mod judge;
pub mod pages;
pub mod pins;
pub mod rules;
#[cfg(test)]
mod sample;
mod settings;
mod usage;

use std::ops::Range;

use crate::check::facts::Facts;
use crate::text::edit::{Edit, Place};

pub use crate::check::declaration::wanted;
pub use crate::check::judge::{judge, judge_by};
pub use crate::check::settings::Settings;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It does not compile, or does not work.
    Error,
    /// It works, and will hurt.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word in every output and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Who decides whether a finding is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judge {
    /// WeChat's compiler refuses exactly the same.
    Compiler,
    /// The compiler is silent.
    Kaibo,
}

impl Judge {
    /// The word in the table of rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::Compiler => "compiler",
            Self::Kaibo => "kaibo",
        }
    }
}

/// A rule is a row; its words and its documentation are its page.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in kebab-case.
    pub id: &'static str,
    /// How grave its findings are unless the user says otherwise.
    pub severity: Severity,
    /// Who decides.
    pub judge: Judge,
    /// Finds in one project all that breaks it.
    pub find: fn(&Facts<'_>) -> Vec<Finding>,
}

/// A place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, from where the user is, `/`-separated.
    pub path: String,
    /// Bytes in the file.
    pub range: Range<usize>,
    /// Where it starts.
    pub start: Place,
    /// Where it ends: the place behind its last character.
    pub end: Place,
    /// The line on which it starts, whole, without its end; secrets are masked once it is judged.
    pub line: String,
    /// Which of the rule's messages says it; the empty one is the usual.
    pub case: &'static str,
    /// How grave it is where that is not as usual for the rule.
    pub severity: Option<Severity>,
    /// What the message names, in the order of its `{0}`, `{1}`, ….
    pub details: Vec<String>,
    /// Edits of the same file that cure it safely; empty where a human must decide.
    pub fix: Vec<Replacement>,
    /// Whether what they write holds a secret, so that no output may show them.
    pub fix_is_secret: bool,
}

/// An edit of a cure, with its places as people count them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The edit.
    pub edit: Edit,
    /// Where the replaced bytes start.
    pub start: Place,
    /// Where they end.
    pub end: Place,
}

impl Finding {
    /// A finding at a byte range of a file's text.
    pub fn at(path: &str, text: &str, range: Range<usize>) -> Self {
        let start = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..].split(['\r', '\n']).next().unwrap_or_default();
        Self {
            path: path.to_owned(),
            start: Place::of(text, range.start),
            end: Place::of(text, range.end),
            line: line.trim_start_matches('\u{feff}').to_owned(),
            range,
            case: "",
            severity: None,
            details: Vec::new(),
            fix: Vec::new(),
            fix_is_secret: false,
        }
    }

    /// With what its message names.
    #[must_use]
    pub fn naming(mut self, details: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.details = details.into_iter().map(Into::into).collect();
        self
    }

    /// With another of the rule's messages.
    #[must_use]
    pub fn in_case(mut self, case: &'static str) -> Self {
        self.case = case;
        self
    }

    /// As grave as this, unless the user says otherwise.
    #[must_use]
    pub fn as_grave_as(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// With a safe cure of the same text.
    #[must_use]
    pub fn cured_by(mut self, text: &str, edits: Vec<Edit>) -> Self {
        let replacement = |edit: Edit| Replacement {
            start: Place::of(text, edit.range.start),
            end: Place::of(text, edit.range.end),
            edit,
        };
        self.fix = edits.into_iter().map(replacement).collect();
        self
    }
}

/// A finding as it is reported.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// How grave it is here.
    pub severity: Severity,
    /// Where, and what.
    pub finding: Finding,
}
