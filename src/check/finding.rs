//! What a rule is, and what it finds: byte ranges of a file, without words and without lines.

use std::ops::Range;

use crate::check::facts::Facts;
use crate::text::edit::Edit;

/// How serious a finding is.
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
    /// The severity of its findings unless the user sets another.
    pub severity: Severity,
    /// Who decides.
    pub judge: Judge,
    /// Finds everything in one project that breaks it.
    pub find: fn(&Facts<'_>) -> Vec<Finding>,
}

/// The characters that a message shows of one text of the user's.
const LONGEST_DETAIL: usize = 1000;

/// A place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, from where the user is, `/`-separated.
    pub path: String,
    /// Bytes in the file.
    pub range: Range<usize>,
    /// Which of the rule's messages says it; the empty one is the usual.
    pub case: &'static str,
    /// The severity where it is not the rule's usual one.
    pub severity: Option<Severity>,
    /// What the message names, in the order of its `{0}`, `{1}`, …; secrets are masked where it is shown.
    pub details: Vec<String>,
    /// Edits of the same file that fix it safely; empty where a human must decide.
    pub fix: Vec<Edit>,
}

impl Finding {
    /// A finding at a byte range of a file.
    pub fn at(path: &str, range: Range<usize>) -> Self {
        Self {
            path: path.to_owned(),
            range,
            case: "",
            severity: None,
            details: Vec::new(),
            fix: Vec::new(),
        }
    }

    /// With what its message names; of a very long text the beginning.
    #[must_use]
    pub fn naming(mut self, details: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.details = details.into_iter().map(|detail| bounded(detail.as_ref())).collect();
        self
    }

    /// With another of the rule's messages.
    #[must_use]
    pub fn in_case(mut self, case: &'static str) -> Self {
        self.case = case;
        self
    }

    /// With this severity, unless the user sets another.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// With a safe fix.
    #[must_use]
    pub fn with_fix(mut self, edits: Vec<Edit>) -> Self {
        self.fix = edits;
        self
    }
}

/// A text, or its first words: thousands of findings may name the same one.
fn bounded(detail: &str) -> String {
    let Some((end, _)) = detail.char_indices().nth(LONGEST_DETAIL) else {
        return detail.to_owned();
    };
    // half of a secret would not be known for one where secrets are masked
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    format!("{}…", detail[..end].trim_end_matches(is_of_word))
}

/// A finding with its rule and the severity that the user wants.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// Its severity here.
    pub severity: Severity,
    /// Where, and what.
    pub finding: Finding,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_named_by_its_first_words() {
        let named = |text: &str| Finding::at("a", 0..0).naming([text]).details.remove(0);
        let whole = "中".repeat(LONGEST_DETAIL);
        assert_eq!(named(&whole), whole);
        let long = format!("{} 57_secret", "中".repeat(LONGEST_DETAIL - 4));
        assert_eq!(named(&long), format!("{} …", "中".repeat(LONGEST_DETAIL - 4)));
    }
}
