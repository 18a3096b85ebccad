//! Declarations in real configuration files, where the corpus is at hand: found where its index says, and nowhere else.

use std::collections::BTreeSet;
use std::path::Path;

use kaibo::model::manifest::Package;
use kaibo::project::config_file::ConfigFile;
use kaibo::project::declaration::State;
use kaibo::project::framework::ROWS;
use kaibo::text::path::RelPath;
use serde_json::Value;
use walkdir::WalkDir;

use crate::support::root;

/// File, line, alias, main or subpackage, version, state.
type Row = (String, usize, String, &'static str, String, &'static str);

fn expected(corpus: &Path) -> BTreeSet<Row> {
    let index: Value =
        serde_json::from_str(&std::fs::read_to_string(corpus.join("index.json")).unwrap()).unwrap();
    let mut rows = BTreeSet::new();
    for project in index.as_array().unwrap() {
        for found in project["declarations"].as_array().unwrap() {
            let file = format!(
                "{}/{}",
                project["project"].as_str().unwrap(),
                found["file"].as_str().unwrap()
            );
            if !corpus.join(&file).exists() {
                continue;
            }
            let state = match found["effect"].as_str().unwrap() {
                "active" => "active",
                "commented out" => "commented-out",
                effect if effect.starts_with("MISPLACED") => "misplaced",
                _ => "conditional",
            };
            let package = if found["where"] == "main" { "main" } else { "subpackage" };
            rows.insert((
                file,
                usize::try_from(found["line"].as_u64().unwrap()).unwrap(),
                found["key"].as_str().unwrap().to_owned(),
                package,
                found["version"].as_str().unwrap().to_owned(),
                state,
            ));
        }
    }
    rows
}

fn found(corpus: &Path) -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    for entry in WalkDir::new(corpus).into_iter().filter_map(Result::ok) {
        let Some(row) = ROWS.iter().find(|row| entry.file_name() == row.file) else { continue };
        let file = entry.path().strip_prefix(corpus).unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let config = ConfigFile::new(row, RelPath::constant(row.file), text);
        let config = config.recognised().unwrap_or_else(|fault| panic!("{fault:?}"));
        let declarations = config.as_ref().map(ConfigFile::declarations).unwrap_or_default();
        for declaration in declarations.iter().cloned() {
            rows.insert((
                file.clone(),
                declaration.place.line,
                declaration.alias,
                if declaration.package == Package::Main { "main" } else { "subpackage" },
                declaration.version.unwrap_or_default(),
                State::name(declaration.state),
            ));
        }
    }
    rows
}

#[test]
fn declarations_are_found_where_the_index_says_and_nowhere_else() {
    let corpus = root().join("../shared/corpus");
    if !corpus.exists() {
        return;
    }
    let (expected, found) = (expected(&corpus), found(&corpus));
    assert!(expected.len() >= 9);
    let missed: Vec<_> = expected.difference(&found).collect();
    let invented: Vec<_> = found.difference(&expected).collect();
    assert!(missed.is_empty() && invented.is_empty(), "missed {missed:#?}\ninvented {invented:#?}");
}
