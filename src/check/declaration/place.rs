//! Rules about where declarations stand: in comments, under conditions, where nobody reads them.

use crate::check::facts::{ConfigFile, Facts};
use crate::check::{Finding, Judge, Rule, Severity};
use crate::model::declaration::{Declaration, State};
use crate::model::framework::Framework;

/// The platform ignores what it does not look for, without a word.
pub(in crate::check) const MISPLACED_DECLARATION: Rule = Rule {
    id: "misplaced-declaration",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: |facts| standing(facts, State::Misplaced),
};

/// Uploading a declared plugin without its authorisation fails, so people comment the block out.
pub(in crate::check) const COMMENTED_OUT_DECLARATION: Rule = Rule {
    id: "commented-out-declaration",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: |facts| standing(facts, State::CommentedOut),
};

/// Whether such a declaration counts is decided by a build.
pub(in crate::check) const CONDITIONAL_DECLARATION: Rule = Rule {
    id: "conditional-declaration",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: |facts| standing(facts, State::Conditional),
};

fn standing(facts: &Facts<'_>, state: State) -> Vec<Finding> {
    let files = facts.configs.iter();
    let found = files.flat_map(|file| {
        let declared = file.declarations.iter().filter(|declared| declared.state == state);
        declared.map(|declared| finding(file, declared))
    });
    found.collect()
}

fn finding(file: &ConfigFile<'_>, declared: &Declaration) -> Finding {
    let finding = Finding::at(&file.path, file.text, declared.key.clone());
    let version = declared.version.as_deref().unwrap_or("?");
    let finding = finding.naming([declared.alias.as_str(), version]);
    match (declared.state, file.row.framework) {
        (State::Misplaced, Framework::UniApp) => finding.in_case("uni-app"),
        (
            State::Misplaced,
            Framework::Native
            | Framework::Taro
            | Framework::Mpvue
            | Framework::Wepy
            | Framework::Mpx
            | Framework::Ext,
        )
        | (State::Active | State::CommentedOut | State::Conditional, _) => finding,
    }
}
