//! Runs the rules over one project.

use crate::check::facts::Facts;
use crate::check::rules::RULES;
use crate::check::settings::{Settings, Silence, severity};
use crate::check::{Diagnostic, Rule};

/// All that is to be reported of a project, by path, place and rule.
pub fn judge(facts: &Facts<'_>, settings: &Settings) -> Vec<Diagnostic> {
    judge_by(RULES, facts, settings)
}

/// The same by some of the rules.
pub fn judge_by(
    rules: &[&'static Rule],
    facts: &Facts<'_>,
    settings: &Settings,
) -> Vec<Diagnostic> {
    let silence = Silence::new(facts, settings);
    let mut found: Vec<Diagnostic> = Vec::new();
    for rule in rules {
        let severity = |usual| severity(rule, usual, facts, settings);
        if severity(rule.severity).is_none() {
            continue;
        }
        let diagnostics = (rule.find)(facts).into_iter().filter_map(|finding| {
            let severity = severity(finding.severity.unwrap_or(rule.severity))?;
            Some(Diagnostic { rule, severity, finding })
        });
        found.extend(diagnostics.filter(|diagnostic| !silence.covers(diagnostic)));
    }
    sort(&mut found);
    found
}

/// The order of every output.
pub(super) fn sort(found: &mut [Diagnostic]) {
    found.sort_by(|a, b| {
        let key = |one: &Diagnostic| (one.finding.start, one.finding.end, one.rule.id);
        (&a.finding.path, key(a)).cmp(&(&b.finding.path, key(b)))
    });
}
