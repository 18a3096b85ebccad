//! Rules about what uni-app's compiler does to components.

use super::{hints_beside_uses, is_vue_3, suffix, uni_app_listings};
use crate::check::facts::{Facts, NamedFile};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::model::plugin::PROVIDER;
use crate::project::framework::Framework;
use crate::project::literal::Literal;
use crate::project::usage::HintKind;
use crate::syntax::conditional::Holds;
use crate::syntax::{Member, Node};
use crate::text::edit::Edit;
use crate::text::ranges;

/// Of a page's two lists of components the one for WeChat replaces the other (FRAMEWORKS A6, built with Vue 2 and 3).
pub(in crate::check) const UNI_APP_COMPONENTS_REPLACED: Rule = Rule {
    id: "uni-app-components-replaced",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: uni_app_components_replaced,
};

/// uni-app with Vue 2 writes an empty attribute without a value, which WXML reads as `true` (FRAMEWORKS A6, built).
pub(in crate::check) const EMPTY_ATTRIBUTE: Rule = Rule {
    id: "empty-attribute",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: empty_attribute,
};

/// The attributes of the plugin's components that are texts (component and pendant pages).
const TEXTS: [&str; 4] = ["custom-params", "color", "background-color", "url"];

fn uni_app_components_replaced(facts: &Facts<'_>) -> Vec<Finding> {
    let literals = uni_app_listings(facts)
        .flat_map(|config| config.literals().iter().map(move |it| (config, it)));
    let styles = literals.flat_map(|(config, literal)| {
        let nodes = literal.tree.root.walk().into_iter();
        nodes.filter_map(move |node| Some((config, literal, node.get("style")?)))
    });
    styles.filter_map(|(config, literal, style)| replaced(config, literal, style)).collect()
}

fn replaced(config: &NamedFile<'_>, literal: &Literal, style: &Node) -> Option<Finding> {
    let general = style.member("usingComponents")?;
    let ours = style.get("mp-weixin")?.get("usingComponents")?;
    let is_there = |key: &str| ours.get(key).is_some();
    let lost: Vec<&Member> =
        general.value.members()?.iter().filter(|one| !is_there(&one.key)).collect();
    let depends = |holds| {
        let ranges = literal.regions.as_ref().map(|regions| regions.ranges(holds));
        let ends = [general.key_range.start, ours.range.start];
        ends.iter().any(|at| ranges::cover(ranges.as_deref().unwrap_or_default(), *at))
    };
    if lost.is_empty() || depends(Holds::Unknown) {
        return None;
    }
    let names: Vec<&str> = lost.iter().map(|one| one.key.as_str()).collect();
    let finding = Finding::at(&config.path, general.key_range.clone()).naming([names.join("`, `")]);
    let is_live = |one: &&Member| one.value.text().is_some_and(|path| path.contains(PROVIDER));
    let severity = if lost.iter().any(is_live) { Severity::Error } else { Severity::Warning };
    let is_plain = literal.regions.as_ref().is_none_or(|regions| {
        let inner = [general.value.range.clone(), ours.range.clone()];
        !regions
            .regions
            .iter()
            .any(|region| inner.iter().any(|it| it.contains(&region.range.start)))
    });
    let fix = if is_plain { moved(config.text(), &lost, ours) } else { Vec::new() };
    Some(finding.with_severity(severity).with_fix(fix))
}

/// The lost entries, written into the other object as its first one is.
fn moved(text: &str, lost: &[&Member], into: &Node) -> Vec<Edit> {
    let entries = lost.iter().filter_map(|one| text.get(one.range()));
    let first = into.members().and_then(|members| members.first());
    let Some(first) = first.map(Member::range) else {
        let entries = entries.collect::<Vec<_>>().join(", ");
        return vec![Edit::replace(into.range.clone(), format!("{{ {entries} }}"))];
    };
    let before = text.get(into.range.start + 1..first.start).unwrap_or_default();
    if !before.trim().is_empty() {
        return Vec::new();
    }
    let between = if before.is_empty() { " " } else { before };
    let inserted: String = entries.flat_map(|entry| [entry, ",", between]).collect();
    vec![Edit::insert(first.start, inserted)]
}

fn empty_attribute(facts: &Facts<'_>) -> Vec<Finding> {
    if facts.framework != Framework::UniApp || is_vue_3(facts) {
        return Vec::new();
    }
    let found = hints_beside_uses(facts).filter_map(|(source, hint)| {
        let HintKind::EmptyText(name) = &hint.kind else { return None };
        if suffix(&source.path) != "vue" || !TEXTS.contains(&name.as_str()) {
            return None;
        }
        let before = &source.text[..hint.range.start];
        let whole = before.trim_end().len()..hint.range.end;
        let finding = Finding::at(&source.path, hint.range.clone()).naming([name]);
        Some(finding.with_fix(vec![Edit::delete(whole)]))
    });
    found.collect()
}
