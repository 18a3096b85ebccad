//! The law that what an edit refuses as a violation at its spot is a finding of `check` at the same place.

use std::fs;
use std::ops::Range;

use kaibo::check::facts::{Facts, NamedFile};
use kaibo::check::rules::RULES;
use kaibo::model::manifest::Package;
use kaibo::project::app_json::spot::{Spot, violations_at};
use kaibo::project::app_json::{Violation, ViolationKind};
use kaibo::project::config_file::ConfigFile;
use kaibo::project::declaration::{Owner, owner};
use kaibo::project::framework::{Framework, row_of};
use kaibo::syntax::expected::Expected;
use kaibo::text::path::RelPath;
use proptest::prelude::*;
use walkdir::WalkDir;

use crate::support::root;

/// app.json of any shape, of well-formed parts and others.
fn app_json() -> impl Strategy<Value = String> {
    let entry = || {
        let fields = "\"version\":(\"1\\.3\\.5\"|1)|\"provider\":\"wx2b03c6e691cd737(0|1)\"";
        let object =
            prop::collection::vec(fields, 0..4).prop_map(|it| format!("{{{}}}", it.join(",")));
        prop_oneof![4 => object, 1 => "null|\\[\\]|1"]
    };
    let plugins = move || {
        let entries = prop::collection::vec(("live-player-plugin|l|m", entry()), 0..4)
            .prop_map(|it| it.iter().map(|(key, entry)| format!("\"{key}\":{entry}")).collect());
        let object =
            entries.prop_map(|it: Vec<String>| format!("\"plugins\":{{{}}}", it.join(",")));
        prop_oneof![4 => object, 1 => "\"plugins\":(\\[\\]|1|null)"]
    };
    let pages = || "\"pages\":(\\[\\]|\\[\"a/b\"\\]|\\{\\}|1)";
    let roots = "\"root\":(\"live/?\"|\"live/a\"|\"/live\"|\"\"|\"a/\\./b\"|1)";
    let part = prop_oneof![3 => roots, 2 => pages(), 2 => plugins()];
    let sub = prop::collection::vec(part, 0..5).prop_map(|it| format!("{{{}}}", it.join(",")));
    let sub = prop_oneof![6 => sub, 1 => "1|\\[\\]"];
    let subs = ("\"sub[pP]ackages\":", prop::collection::vec(sub, 0..4))
        .prop_map(|(key, subs)| format!("{key}[{}]", subs.join(",")));
    let member =
        prop_oneof![2 => pages(), 2 => plugins(), 3 => subs, 1 => "\"sub[pP]ackages\":\\{\\}"];
    prop::collection::vec(member, 0..6)
        .prop_map(|it| format!("{{\"pages\":[],{}}}", it.join(",")).replace(",}", "}"))
}

/// The violations at every spot of a file.
fn refused(app: &ConfigFile) -> Vec<Violation> {
    let subs = app.subpackages().into_iter().map(|(root, _)| Package::Sub(root));
    let packages = subs.chain([Package::Main, Package::Sub(RelPath::constant("new"))]);
    let spots = packages.flat_map(|it| [Spot::Pages(it.clone()), Spot::Plugins(it)]);
    violations_at(app, &spots.collect())
}

/// Every range that some rule reports in a file.
fn found(app: &ConfigFile) -> Vec<Range<usize>> {
    let mut facts = Facts::new("", Framework::Native);
    facts.configs = vec![NamedFile::new("", app)];
    RULES.iter().flat_map(|rule| (rule.find)(&facts)).map(|finding| finding.range).collect()
}

/// Whether a finding says it, or no rule does.
fn is_found(app: &ConfigFile, violation: &Violation, found: &[Range<usize>]) -> bool {
    let text = app.text();
    let has_finding = |range: &Range<usize>| found.iter().any(|it| it == range);
    match &violation.kind {
        // nothing is lost where nothing is listed
        ViolationKind::BothSpellings => {
            let value = text[violation.range.end..].trim_start_matches([':', ' ']);
            has_finding(&violation.range) || value.starts_with("[]")
        }
        // an edit needs a root for which it can make a folder, and shows the subpackage; `check` says what is wrong with it
        ViolationKind::WrongType([Expected::Subpackage]) => {
            let inside = |it: &Range<usize>| {
                violation.range.start <= it.start && it.end <= violation.range.end
            };
            found.iter().any(inside) || text[violation.range.clone()].contains("a/./b")
        }
        ViolationKind::DuplicateKey(_)
        | ViolationKind::WrongType(_)
        | ViolationKind::Missing
        | ViolationKind::Word
        | ViolationKind::Colour
        | ViolationKind::Variable(_)
        | ViolationKind::Form
        | ViolationKind::Reserved
        | ViolationKind::Twice
        | ViolationKind::Nested
        | ViolationKind::NameTwice
        | ViolationKind::MainPage => {
            has_finding(&violation.range) || is_left_out(app, violation.range.start, found)
        }
    }
}

/// Whether a byte stands in a member that is reported as a whole because another one hides it, or in another vendor's
/// entry, of which `check` says that alone.
fn is_left_out(app: &ConfigFile, at: usize, found: &[Range<usize>]) -> bool {
    let nodes = app.root().unwrap().walk();
    let members = nodes.into_iter().flat_map(|node| node.members().unwrap_or_default());
    let mut around = members.filter(|member| member.range().contains(&at));
    around.any(|it| found.contains(&it.key_range) || owner(it) == Some(Owner::Other))
}

fn holds(text: &str) -> Result<usize, String> {
    let app = ConfigFile::new(row_of(Framework::Native), RelPath::constant("app.json"), text);
    let (refused, found) = (refused(&app), found(&app));
    match refused.iter().find(|violation| !is_found(&app, violation, &found)) {
        Some(violation) => Err(format!("{violation:?} is no finding in {text}: {found:?}")),
        None => Ok(refused.len()),
    }
}

#[test]
fn what_fixtures_break_is_found() {
    let files = WalkDir::new(root().join("fixtures")).into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_name() == "app.json");
    let mut refused = 0;
    for file in files {
        let text = fs::read_to_string(file.path()).unwrap();
        refused += holds(&text).unwrap();
        // and with one of its keys twice
        for key in ["pages", "plugins", "subPackages", "root", "version", "provider"] {
            let key = format!("\"{key}\":");
            refused += holds(&text.replacen(&key, &format!("{key} 1, {key}"), 1)).unwrap();
        }
    }
    assert!(refused > 20, "{refused}");
}

proptest! {
    #[test]
    fn what_an_edit_refuses_is_found(text in app_json()) {
        if let Err(what) = holds(&text) {
            prop_assert!(false, "{what}");
        }
    }
}
