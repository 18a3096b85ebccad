//! Agreement with WeChat's own compiler: over many app.json files, it fails exactly when a rule that it judges has an error.

mod changes;
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use kaibo::check::Judge;
use kaibo::check::rules::RULES;
use serde_json::{Value, json};

use crate::acceptance::install;
use crate::agreement::changes::{CHANGES, Draft, main_package, subpackage};
use crate::support::{Scratch, ran, root};

/// Where the two differ, by the name of the change, and why.
const EXCEPTIONS: [(&str, &str); 10] = [
    ("a plugin of Alipay", "other platforms have an app.json too, with plugins of other rules"),
    (
        "script in TypeScript",
        "a build of the project's own makes the script before the compiler is asked",
    ),
    ("page in Vue", "another tool makes of such a page the files that the compiler misses"),
    (
        "own plugin",
        "`dev` is the version of a plugin that the project develops; compileType is not read",
    ),
    ("a component of a package that is not installed", "a copy without built packages is no fault"),
    ("a component that nobody uses, with a comment", "what no page uses is not read"),
    (
        "a page in Skyline with a component for the web view",
        "the renderers of components are not followed",
    ),
    ("\"compileType\":\"plugin\"", "a plugin's own project is not checked as one"),
    ("mini-ios", "what phones' own programs have for themselves is not checked"),
    (
        "half a pair of surrogates",
        "a text that is no Unicode is refused here, as by every reader but JavaScript's",
    ),
];

/// Every change alone in both packages, and every two of them that meet by the table's stride.
fn cases() -> Vec<(String, Draft)> {
    let mut cases = Vec::new();
    for (package, start) in [("main", main_package as fn() -> Draft), ("subpackage", subpackage)] {
        for (name, change) in CHANGES {
            let mut draft = start();
            change(&mut draft);
            cases.push((format!("{package}: {name}"), draft));
        }
    }
    for (name, change) in program::CHANGES {
        let mut draft = main_package();
        change(&mut draft);
        cases.push(((*name).to_owned(), draft));
    }
    let singles = cases.len();
    for (i, (one, first)) in CHANGES.iter().enumerate() {
        // all pairs would be thousands that teach nothing new
        for (two, second) in CHANGES.iter().skip(i + 1).step_by(29) {
            let start = if cases.len() % 2 == 0 { main_package } else { subpackage };
            let mut draft = start();
            first(&mut draft);
            second(&mut draft);
            cases.push((format!("{one} + {two}"), draft));
        }
    }
    assert!(singles >= 250 && cases.len() >= 600, "{singles} and {} cases", cases.len());
    cases
}

/// The errors of kaibo by project; of the rules, those that the compiler judges.
fn errors(fleet: &Scratch) -> BTreeMap<String, Vec<String>> {
    let report: Value =
        serde_json::from_str(&fleet.exits(1, &["check", "--format", "json"]).stdout).unwrap();
    let is_judged = |found: &&Value| {
        let rule = RULES.iter().find(|rule| found["rule"] == rule.id).unwrap();
        found["severity"] == "error" && rule.judge == Judge::Compiler
    };
    let found = report["diagnostics"].as_array().unwrap().iter().filter(is_judged);
    let unread = report["errors"].as_array().unwrap();
    let is_of_project =
        |fault: &Value| fault["path"].as_str().unwrap().ends_with("project.config.json");
    assert!(unread.iter().all(is_of_project), "what else cannot be read is a finding: {unread:?}");
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for error in found.chain(unread) {
        let (project, _) = error["path"].as_str().unwrap().split_once('/').unwrap();
        errors.entry(project.to_owned()).or_default().push(error["message"].to_string());
    }
    errors
}

/// What the compiler says of each project; `None` where it takes it.
fn verdicts(rig: &Path, projects: &[PathBuf]) -> Vec<Option<String>> {
    let scratch = Scratch::empty();
    scratch.write("folders.json", json!(projects).to_string());
    let mut node = Command::new("node");
    let run = ran(node.current_dir(scratch.path()).arg(rig.join("agree.mjs")).arg("folders.json"));
    let said: BTreeMap<usize, &str> = run
        .stdout
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(index, words)| Some((index.parse().ok()?, words)))
        .collect();
    let verdict = |index: usize| match said.get(&index) {
        Some(&"passes") => None,
        Some(reason) => Some((*reason).to_owned()),
        None => panic!("no word on {}\n{}{}", projects[index].display(), run.stdout, run.stderr),
    };
    (0..projects.len()).map(verdict).collect()
}

#[test]
fn the_compiler_fails_exactly_where_its_rules_have_an_error() {
    let rig = root().join("tests/acceptance");
    if !install(&rig).unwrap() {
        return;
    }
    let (names, drafts): (Vec<String>, Vec<Draft>) = cases().into_iter().unzip();
    let fleet = Scratch::empty();
    let folder = |i: usize| format!("p{i}");
    for (i, draft) in drafts.iter().enumerate() {
        draft.write(&fleet, &folder(i));
    }
    let projects: Vec<PathBuf> = (0..names.len()).map(|i| fleet.path().join(folder(i))).collect();
    let (first, second) = projects.split_at(projects.len() / 2);
    let verdicts: Vec<Option<String>> = std::thread::scope(|scope| {
        let runs = [first, second].map(|half| scope.spawn(|| verdicts(&rig, half)));
        runs.into_iter().flat_map(|run| run.join().unwrap()).collect()
    });
    let refused = verdicts.iter().flatten().count();
    assert!(refused > 450 && names.len() - refused > 50, "{refused} of {} refused", names.len());
    let errors = errors(&fleet);
    let mut disputes = Vec::new();
    let mut met = BTreeSet::new();
    for (i, (name, verdict)) in names.iter().zip(verdicts).enumerate() {
        let errors = errors.get(&folder(i));
        if verdict.is_some() == errors.is_some() {
            continue;
        }
        let exception = EXCEPTIONS.iter().find(|(exception, _)| name.contains(exception));
        if let Some((exception, _)) = exception {
            met.insert(*exception);
        } else {
            let verdict = verdict.unwrap_or_else(|| "passes".into());
            disputes.push(format!("{name}\n  compiler: {verdict}\n  kaibo: {errors:?}"));
        }
    }
    assert_eq!(met.len(), EXCEPTIONS.len(), "every exception is met with: {met:?}");
    let count = disputes.len();
    assert!(disputes.is_empty(), "{count} of {}:\n{}", names.len(), disputes.join("\n"));
}

/// Changes that `check --fix` takes back.
const FIXED: [&str; 10] = [
    "a byte order mark",
    "a line comment",
    "a block comment",
    "a comment at the end",
    "a trailing comma",
    "a trailing comma in a list",
    "a missing comma",
    "a wide comma",
    "a wide colon",
    "wide quotes",
];

#[test]
fn what_is_fixed_the_compiler_takes() {
    let rig = root().join("tests/acceptance");
    if !install(&rig).unwrap() {
        return;
    }
    let fleet = Scratch::empty();
    for (i, name) in FIXED.iter().enumerate() {
        let (_, change) = CHANGES.iter().find(|(known, _)| known == name).unwrap();
        let mut draft = main_package();
        change(&mut draft);
        draft.write(&fleet, &format!("p{i}"));
    }
    let projects: Vec<PathBuf> =
        (0..FIXED.len()).map(|i| fleet.path().join(format!("p{i}"))).collect();
    assert!(verdicts(&rig, &projects).iter().all(Option::is_some), "each is refused before");
    fleet.exits(0, &["check", "--fix"]);
    let refused: Vec<_> = FIXED.iter().zip(verdicts(&rig, &projects)).collect();
    assert!(refused.iter().all(|(_, verdict)| verdict.is_none()), "{refused:?}");
}

#[test]
fn the_table_of_base_libraries_is_what_the_typings_say() {
    let rig = root().join("tests/acceptance");
    if !install(&rig).unwrap() {
        return;
    }
    let run = ran(Command::new("node").arg(rig.join("base-library.mjs")));
    let kept = root().join("src/project/usage/base_library.json");
    assert_eq!(run.stdout, std::fs::read_to_string(kept).unwrap(), "{}", run.stderr);
}
