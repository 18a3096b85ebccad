//! Rules over real configuration files, where the corpus is at hand, and over our own healthy projects: no error that an expert would dispute.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kaibo::check::facts::{Facts, NamedFile};
use kaibo::check::{Diagnostic, Settings, Severity, check};
use kaibo::project::config_file::ConfigFile;
use kaibo::project::framework::{Framework, ROWS};
use kaibo::text::edit::Place;
use kaibo::text::path::RelPath;
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

/// Every configuration file below a folder, with the folder that holds it.
fn read(dir: &Path) -> Vec<(String, ConfigFile)> {
    let files = WalkDir::new(dir).sort_by_file_name().into_iter().filter_map(Result::ok);
    files
        .filter_map(|entry| {
            let row = ROWS.iter().find(|row| entry.file_name() == row.file)?;
            let folder = entry.path().parent()?.strip_prefix(dir).unwrap().to_str().unwrap();
            let text = fs::read_to_string(entry.path()).unwrap();
            let file = ConfigFile::new(row, RelPath::constant(row.file), text);
            let file = file.recognised().unwrap_or_else(|fault| panic!("{fault:?}"))?;
            Some((folder.to_owned(), file))
        })
        .collect()
}

fn checked(dir: &Path) -> Vec<Diagnostic> {
    let mut folders: BTreeMap<String, Vec<ConfigFile>> = BTreeMap::new();
    for (folder, file) in read(dir) {
        folders.entry(folder).or_default().push(file);
    }
    let checked = folders.iter().flat_map(|(folder, files)| {
        let others = files.iter().find(|file| file.row.framework != Framework::Ext);
        let framework = others.map_or(Framework::Ext, |file| file.row.framework);
        let mut facts = Facts::new(folder, framework);
        facts.configs = files.iter().map(|file| NamedFile::new(folder, file)).collect();
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
