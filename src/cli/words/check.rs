//! What is said about checks as a whole; the words of each rule are on its page.

use crate::check::Severity;
use crate::cli::words::count;

/// How much was found, fixed and looked at.
pub(in crate::cli) fn summary(found: &[Severity], fixed: usize, projects: usize) -> String {
    let of = |severity| found.iter().filter(|found| **found == severity).count();
    let parts = [
        (of(Severity::Error), "error"),
        (of(Severity::Warning), "warning"),
        (of(Severity::Info), "note"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| count(*n, word)).collect();
    let found = if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") };
    let fixed = if fixed > 0 { format!("{fixed} fixed, ") } else { String::new() };
    format!("{fixed}{found} in {}\n", count(projects, "project"))
}

/// Before the name of what was mended.
pub(in crate::cli) const FIXED: &str = "fixed";

/// Before how grave a rule is, on its page.
pub(in crate::cli) const SEVERITY: &str = "severity";

/// Before who decides about a rule, on its page.
pub(in crate::cli) const JUDGE: &str = "judge";

/// Before what a rule says, on its page.
pub(in crate::cli) const SAYS: &str = "says";
