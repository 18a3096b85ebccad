//! Sources of which nothing is known, because they are too large to be read.

use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};

/// Such a source is nearly always a bundle of somebody else's.
pub(in crate::check) const SOURCE_TOO_LARGE: Rule = Rule {
    id: "source-too-large",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: source_too_large,
};

fn source_too_large(facts: &Facts<'_>) -> Vec<Finding> {
    let sources = facts.too_large.iter();
    let found = sources.map(|source| {
        let details = [source.size.to_string(), source.limit.to_string()];
        Finding::at(&source.path, 0..0).naming(details)
    });
    found.collect()
}
