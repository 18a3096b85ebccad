//! Each framework's configuration is read as its build reads it: a fixture, its declarations, and how many uses it has.

use serde_json::{Value, json};

use crate::fleet::{document, listed};
use crate::support::{Scratch, assert_same_tree};

/// Path, line, package, version and state of a declaration.
type Declared = (&'static str, u32, &'static str, &'static str, &'static str);

const READ: &[(&str, &str, &[Declared], usize)] = &[
    ("wepy-typescript", "wepy", &[("src/app.wpy", 20, "live", "1.3.1", "active")], 1),
    ("uni-app-x", "uni-app", &[("manifest.json", 10, "main", "1.3.4", "active")], 1),
];

fn list(shop: &Scratch) -> Value {
    document(&shop.exits(0, &["list", "--format", "json"]))
}

#[test]
fn what_each_framework_reads_is_listed() {
    for (fixture, framework, declared, uses) in READ {
        let document = list(&Scratch::fixture(fixture));
        let projects = document["projects"].as_array().unwrap();
        assert_eq!(projects.len(), 1, "{fixture}: {projects:?}");
        assert_eq!(projects[0]["framework"], *framework, "{fixture}");
        let declared: Vec<Value> = declared.iter().map(|it| json!(it)).collect();
        assert_eq!(listed(&document), declared, "{fixture}");
        assert_eq!(projects[0]["uses"].as_array().unwrap().len(), *uses, "{fixture}");
    }
}

#[test]
fn what_each_framework_reads_is_edited_and_nothing_else() {
    for (fixture, _, declared, _) in READ {
        let shop = Scratch::fixture(fixture);
        let before = shop.tree();
        shop.exits(0, &["upgrade", "--to", "1.3.5"]);
        let mut expected = before.clone();
        for (path, _, _, version, state) in *declared {
            let text = String::from_utf8(expected[*path].clone()).unwrap();
            let moved = if *state == "active" { "1.3.5" } else { version };
            expected.insert((*path).to_owned(), text.replacen(version, moved, 1).into_bytes());
        }
        assert_same_tree(&shop.tree(), &expected, fixture);
        shop.exits(0, &["disable"]);
        shop.exits(0, &["enable"]);
        let _ = std::fs::remove_file(shop.path().join("kaibo.lock"));
        assert_same_tree(&shop.tree(), &expected, fixture);
    }
}

/// A source in a dialect that no parser here knows is an error only where it names the plugin.
#[test]
fn a_script_of_uni_app_x_that_cannot_be_parsed_is_told_only_where_it_names_the_plugin() {
    for (said, code) in [("", 0), ("const a = 'live-player-plugin'", 1)] {
        let shop = Scratch::fixture("uni-app-x");
        shop.write(
            "common/odd.uts",
            format!("const p = requirePlugin('a')\nconst = = 1\n{said}\n"),
        );
        let ran = shop.exits(code, &["check"]);
        assert_eq!(ran.stderr.contains("common/odd.uts"), code == 1, "{}", ran.stderr);
    }
}
