//! Rules over real configuration files, where the corpus is at hand, and over our own healthy projects: no error that an expert would dispute.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kaibo::check::facts::{ConfigFile, Facts};
use kaibo::check::{Diagnostic, Settings, Severity, check};
use kaibo::project::declaration::{Reading, open};
use kaibo::project::framework::{Framework, ROWS, Row};
use kaibo::text::edit::Place;
use walkdir::WalkDir;

use crate::support::root;

/// What is really wrong in the corpus: a pin below the minimum that the platform was seen to enforce.
const TRUE_ERRORS: [&str; 1] = ["liaoshaowu123+doorsxgf/app.json:105 version-below-minimum"];

/// What is wrong in our own fixtures, and meant to be.
const MEANT: [&str; 4] = [
    "native-comments/app.json:1 strict-json",
    "native-comments/app.json:2 strict-json",
    "native-comments/app.json:5 strict-json",
    "native-wrong-provider/app.json:11 wrong-provider",
];

struct Read {
    path: String,
    folder: String,
    row: &'static Row,
    text: String,
    reading: Reading,
}

/// Every configuration file below a folder, by the folder that holds it.
fn read(dir: &Path) -> Vec<Read> {
    let files = WalkDir::new(dir).sort_by_file_name().into_iter().filter_map(Result::ok);
    files
        .filter_map(|entry| {
            let row = ROWS.iter().find(|row| entry.file_name() == row.file)?;
            let path = entry.path().strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(entry.path()).unwrap();
            let reading = open(row, &path, &text).unwrap_or_else(|fault| panic!("{fault:?}"))?;
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            Some(Read { path, folder, row, text, reading })
        })
        .collect()
}

fn checked(dir: &Path) -> Vec<Diagnostic> {
    let files = read(dir);
    let folders: BTreeSet<&str> = files.iter().map(|file| file.folder.as_str()).collect();
    let checked = folders.into_iter().flat_map(|folder| {
        let files: Vec<&Read> = files.iter().filter(|file| file.folder == folder).collect();
        let others = files.iter().find(|file| file.row.framework != Framework::Ext);
        let framework = others.map_or(Framework::Ext, |file| file.row.framework);
        let mut facts = Facts::new(folder, framework);
        facts.configs = files
            .iter()
            .map(|file| ConfigFile::new(file.path.clone(), file.row, &file.text, &file.reading))
            .collect();
        check(&facts, &Settings::default())
    });
    checked.collect()
}

/// All that is more than worth knowing.
fn serious(dir: &Path) -> Vec<String> {
    let serious = checked(dir).into_iter().filter(|one| one.severity != Severity::Info);
    let reported = serious.map(|one| {
        let Diagnostic { rule, finding, .. } = one;
        let text = fs::read_to_string(dir.join(&finding.path)).unwrap();
        format!("{}:{} {}", finding.path, Place::of(&text, finding.range.start).line, rule.id)
    });
    reported.collect()
}

#[test]
fn real_configuration_files_have_only_true_errors() {
    let corpus = root().join("../shared/corpus");
    if corpus.exists() {
        assert_eq!(serious(&corpus), TRUE_ERRORS);
    }
}

#[test]
fn our_own_projects_have_only_the_errors_that_are_meant() {
    assert_eq!(serious(&root().join("fixtures")), MEANT);
}
