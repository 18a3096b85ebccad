//! Rules about where declarations stand: in comments, under conditions, where nobody reads them.

use std::ops::Range;

use crate::check::facts::{Facts, NamedFile};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::commented_out::uncommented;
use crate::project::declaration::{Declaration, State};
use crate::project::framework::Framework;
use crate::syntax::Member;

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
    find: commented_out,
};

/// `kaibo disable` turned it off, for a shop without live or until the plugin is authorised.
pub(in crate::check) const TURNED_OFF_DECLARATION: Rule = Rule {
    id: "turned-off-declaration",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: |facts| {
        let mut found = standing(facts, State::TurnedOff);
        found.extend(in_lock(facts));
        found
    },
};

/// Whether such a declaration counts is decided by a build.
pub(in crate::check) const CONDITIONAL_DECLARATION: Rule = Rule {
    id: "conditional-declaration",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: |facts| standing(facts, State::Conditional),
};

/// A gate never passes what it cannot read: an error where a version is required.
pub(in crate::check) const UNREADABLE_DECLARATION: Rule = Rule {
    id: "unreadable-declaration",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: |facts| {
        let found = standing(facts, State::Unreadable).into_iter();
        match facts.required() {
            Some(_) => found.map(|one| one.with_severity(Severity::Error)).collect(),
            None => found.collect(),
        }
    },
};

fn standing(facts: &Facts<'_>, state: State) -> Vec<Finding> {
    declared(facts, state).map(|(file, found)| finding(file, found)).collect()
}

/// The declarations in a state, without those of other platforms.
pub(super) fn declared<'a>(
    facts: &'a Facts<'a>,
    state: State,
) -> impl Iterator<Item = (&'a NamedFile<'a>, &'a Declaration)> {
    facts.configs.iter().flat_map(move |file| {
        let others = sections_of_other_platforms(file);
        let declared = file.declarations().iter().filter(move |found| found.state == state);
        let ours = declared.filter(move |declared| {
            let next = others.partition_point(|section| section.end <= declared.key.start);
            others.get(next).is_none_or(|section| declared.key.start < section.start)
        });
        ours.map(move |declared| (file, declared))
    })
}

fn commented_out(facts: &Facts<'_>) -> Vec<Finding> {
    let found = standing(facts, State::CommentedOut);
    if found.is_empty() || comes_back(facts) {
        return found;
    }
    found.into_iter().map(|found| found.in_case("by-hand")).collect()
}

/// Whether `kaibo enable` takes away the comment signs of what is commented out: the one declaration that there is, so
/// that it counts alone.
pub(in crate::check) fn comes_back(facts: &Facts<'_>) -> bool {
    let all = || {
        facts.configs.iter().flat_map(|file| file.declarations().iter().map(move |it| (file, it)))
    };
    let mut commented = all().filter(|(_, found)| found.is_live(State::CommentedOut));
    let (Some((file, one)), None) = (commented.next(), commented.next()) else { return false };
    let is_meant = facts.manifest.is_none_or(|it| it.plugin.package == one.package);
    let is_alone = all().all(|(_, found)| match found.state {
        State::CommentedOut | State::Misplaced => true,
        State::Active | State::TurnedOff | State::Conditional | State::Unreadable => false,
    });
    is_meant && is_alone && facts.lock.is_none() && uncommented(file, &[one]).is_some()
}

/// What was taken out into the lock.
fn in_lock(facts: &Facts<'_>) -> Vec<Finding> {
    let found = facts.lock.iter().flat_map(|lock| {
        lock.turned_off.iter().map(|declared| {
            let finding = Finding::at(&lock.path, declared.key.clone());
            let version = declared.version.as_deref().unwrap_or("?");
            finding.naming([declared.alias.as_str(), version])
        })
    });
    found.collect()
}

/// The sections of uni-app's manifest.json that are for other platforms, whose plugins have aliases too; in order.
fn sections_of_other_platforms(file: &NamedFile<'_>) -> Vec<Range<usize>> {
    if file.row.framework != Framework::UniApp {
        return Vec::new();
    }
    let members = file.literals().iter().filter_map(|source| source.tree.root.members());
    let others = members.flatten().filter(|section| is_of_another_platform(&section.key));
    let mut others: Vec<Range<usize>> = others.map(Member::range).collect();
    others.sort_by_key(|section| section.start);
    others
}

fn is_of_another_platform(section: &str) -> bool {
    let is_platform = section.starts_with("mp-") || section.starts_with("quickapp");
    section != "mp-weixin"
        && (is_platform || ["app-plus", "h5", "web", "app-harmony"].contains(&section))
}

fn finding(file: &NamedFile<'_>, declared: &Declaration) -> Finding {
    let finding = Finding::at(&file.path, declared.key.clone());
    let version = declared.version.as_deref().unwrap_or("?");
    let finding = finding.naming([declared.alias.as_str(), version]);
    match (declared.state, file.row.framework) {
        (State::Misplaced, Framework::UniApp) => finding.in_case("uni-app"),
        (State::Unreadable, _) if declared.alias.is_empty() => finding.in_case("whole"),
        (
            State::Misplaced,
            Framework::Native
            | Framework::Taro
            | Framework::Remax
            | Framework::Goji
            | Framework::Mpvue
            | Framework::Wepy
            | Framework::Mpx
            | Framework::WeappVite
            | Framework::Ext,
        )
        | (
            State::Active
            | State::TurnedOff
            | State::CommentedOut
            | State::Conditional
            | State::Unreadable,
            _,
        ) => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sample::{Sample, native};
    use crate::model::plugin::Require;

    const LIVE: &str =
        r#""live-player-plugin": { "version": "1.3.5", "provider": "wx2b03c6e691cd7370" }"#;

    fn manifest(text: &str) -> Sample {
        Sample::new(Framework::UniApp).with("manifest.json", text)
    }

    #[test]
    fn a_declaration_that_nobody_reads_is_misplaced() {
        let text = format!(r#"{{ "mp-weixin": {{ {LIVE} }} }}"#);
        let alias = "\"live-player-plugin\"";
        assert_eq!(manifest(&text).finds("misplaced-declaration"), [format!("uni-app: {alias}")]);
        let placed = format!(r#"{{ "mp-weixin": {{ "plugins": {{ {LIVE} }} }} }}"#);
        assert_eq!(manifest(&placed).broken(), Vec::<&str>::new());
        let typo = format!(r#"{{ "pages": ["a"], "plugin": {{ {LIVE} }} }}"#);
        assert_eq!(native(&typo).finds("misplaced-declaration"), [alias]);
        let other = format!(r#"{{ "mp-qq": {{ "plugins": {{ {LIVE} }} }}, "mp-weixin": {{}} }}"#);
        assert_eq!(manifest(&other).broken(), Vec::<&str>::new(), "another platform's");
    }

    #[test]
    fn a_declaration_in_a_comment_is_reported() {
        let text = format!("{{ \"mp-weixin\": {{\n// \"plugins\": {{ {LIVE} }}\n}} }}");
        assert_eq!(manifest(&text).broken(), ["commented-out-declaration"]);
        let prose = "{ \"mp-weixin\": {\n// live-player-plugin is wanted here\n} }";
        assert_eq!(manifest(prose).broken(), Vec::<&str>::new());
    }

    #[test]
    fn what_enable_would_not_bring_back_is_left_to_a_human() {
        let finds = |plugins: &str| {
            let text = format!("{{ \"mp-weixin\": {{ \"plugins\": {{\n{plugins}\n}} }} }}");
            manifest(&text).finds("commented-out-declaration")
        };
        let alias = "\"live-player-plugin\"";
        let by_hand = format!("by-hand: {alias}");
        let other = LIVE.replace("wx2b", "wx2c");
        assert_eq!(finds(&format!("// {LIVE}")), [alias]);
        for (plugins, count) in [
            (format!("// {LIVE}\n// , {LIVE}"), 2),
            (format!("{LIVE}\n// , {LIVE}"), 1),
            (format!("{other}\n// , {LIVE}"), 1),
            (format!("// see {LIVE}"), 1),
        ] {
            assert_eq!(finds(&plugins), vec![by_hand.as_str(); count], "{plugins}");
        }
    }

    #[test]
    fn what_kaibo_turned_off_is_no_comment_of_somebodys() {
        let text = format!(
            "{{ \"mp-weixin\": {{\n/* disabled by kaibo\n\"plugins\": {{ {LIVE} }}\n*/ }} }}"
        );
        assert_eq!(manifest(&text).broken(), ["turned-off-declaration"]);
        let other = text.replace("disabled by kaibo", "disabled");
        assert_eq!(manifest(&other).broken(), ["commented-out-declaration"]);
    }

    #[test]
    fn a_declaration_under_a_condition_is_reported() {
        let text = format!(
            "{{ \"mp-weixin\": {{\n// #ifdef MP-WEIXIN\n\"plugins\": {{ {LIVE} }}\n// #endif\n}} }}"
        );
        assert_eq!(manifest(&text).broken(), ["conditional-declaration"]);
        let script = "export default { pages: ['a'], ...(LIVE ? { plugins: { 'live-player-plugin': { version: '1.3.5', provider: 'wx2b03c6e691cd7370' } } } : {}) }";
        let taro = Sample::new(Framework::Taro).with("app.config.js", script);
        assert_eq!(taro.broken(), ["conditional-declaration"]);
    }

    #[test]
    fn what_is_computed_is_reported_and_is_an_error_where_a_version_is_required() {
        let taro = |plugins: &str| {
            let text = format!("export default {{ pages: ['a'], {plugins} }}");
            Sample::new(Framework::Taro).with("app.config.js", &text)
        };
        let finds = |plugins: &str| taro(plugins).finds("unreadable-declaration");
        assert_eq!(finds("plugins: read()"), ["whole: plugins"]);
        assert_eq!(finds("plugins"), ["whole: plugins"]);
        let version = LIVE.replace("\"1.3.5\"", "version()");
        let entry = format!("plugins: {{ {version} }}");
        assert_eq!(finds(&entry), ["\"live-player-plugin\""]);
        assert_eq!(finds(&format!("plugins: {{ {LIVE} }}")), Vec::<String>::new());
        assert_eq!(finds("plugins: {}"), Vec::<String>::new());
        let require = &*Box::leak(Box::new(Require::parse(">=1.0.0").expect("a range")));
        let severities = taro(&entry).ask(|facts| {
            let usual = (UNREADABLE_DECLARATION.find)(facts)[0].severity;
            facts.require = Some(require);
            (usual, (UNREADABLE_DECLARATION.find)(facts)[0].severity)
        });
        assert_eq!(severities, (None, Some(Severity::Error)));
    }
}
