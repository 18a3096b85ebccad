//! What is said about checks as a whole; the words of each rule are on its page.

use crate::check::Severity;
use crate::check::pages::Language;
use crate::cli::words::message::count;

/// How much was found, mended and looked at.
pub(in crate::cli) fn summary(
    found: &[Severity],
    mended: Option<String>,
    projects: usize,
) -> String {
    let of = |severity| found.iter().filter(|found| **found == severity).count();
    let parts = [
        (of(Severity::Error), "error"),
        (of(Severity::Warning), "warning"),
        (of(Severity::Info), "note"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| count(*n, word)).collect();
    let found = if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") };
    let mended = mended.map(|mended| format!("{mended}, ")).unwrap_or_default();
    format!("{mended}{found} in {}\n", count(projects, "project"))
}

/// What is said of findings that are mended on disk.
pub(in crate::cli) const FIXED: &str = "fixed";

/// What is said of those that only could be.
pub(in crate::cli) const FIXABLE: &str = "fixable";

/// On a rule's page, before how grave it is, who judges, and each of its messages.
pub(in crate::cli) fn labels(language: Language) -> [&'static str; 3] {
    match language {
        Language::English => ["severity", "judge", "says"],
        Language::Chinese => ["级别", "由谁判断", "提示"],
    }
}
