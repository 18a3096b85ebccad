//! The house rules that a reader can check by looking: imports go down, and each boundary is crossed in one place.

use std::fs;

use walkdir::WalkDir;

use crate::support::root;

/// Each floor with what may be imported from `crate::` there.
const FLOORS: [(&str, &[&str]); 9] = [
    ("text", &["text"]),
    ("syntax", &["text", "syntax"]),
    ("model", &["text", "syntax", "model"]),
    ("project", &["text", "syntax", "model", "project"]),
    ("plan", &["text", "syntax", "model", "project", "plan"]),
    ("check", &["text", "syntax", "model", "project", "check"]),
    ("disk", &["text", "syntax", "model", "project", "plan", "check", "disk"]),
    ("run", &["text", "syntax", "model", "project", "plan", "check", "disk", "run"]),
    ("cli", &["text", "syntax", "model", "project", "plan", "check", "disk", "run", "cli"]),
];

/// Source files by floor, without their tests.
fn sources() -> Vec<(String, String, String)> {
    let src = root().join("src");
    let files = WalkDir::new(&src).into_iter().map(Result::unwrap);
    files
        .filter(|entry| entry.path().extension().is_some_and(|suffix| suffix == "rs"))
        .map(|entry| {
            let path = entry.path().strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
            let floor = path.split(['/', '.']).next().unwrap().to_owned();
            let text = fs::read_to_string(entry.path()).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
            (floor, path, code)
        })
        .collect()
}

#[test]
fn imports_go_down() {
    let mut seen = 0;
    for (floor, path, code) in sources() {
        let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| *name == floor) else { continue };
        for (at, _) in code.match_indices("crate::") {
            let name: String =
                code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            assert!(allowed.contains(&name.as_str()), "{path} imports crate::{name}");
            seen += 1;
        }
    }
    assert!(seen > 50, "imports were found");
}

#[test]
fn each_boundary_is_crossed_in_one_place() {
    for (floor, path, code) in sources() {
        let only = |allowed: &[&str], what: &[&str]| {
            let found = what.iter().find(|what| code.contains(**what));
            assert!(found.is_none() || allowed.contains(&floor.as_str()), "{path} has {found:?}");
        };
        only(&["disk"], &["std::fs", " fs::", "(fs::", " File::", "File::open"]);
        only(
            &["cli", "main"],
            &["clap::", "std::io::stdout", "std::io::stderr", "anstream", "std::env"],
        );
        only(&["cli", "main", "build"], &["println!", "eprint"]);
        // how far a run is may depend on the clock, what it says may not
        only(&["run", "cli"], &["Instant"]);
        only(&[], &["std::net", "SystemTime", "todo!", "unimplemented!", "dbg!"]);
    }
}

#[test]
fn a_file_says_first_what_it_is() {
    for (_, path, code) in sources() {
        assert!(code.starts_with("//! "), "{path} has no first sentence");
    }
}

#[test]
fn templates_escape_and_bind_free_text() {
    for entry in WalkDir::new(root().join("templates")).into_iter().map(Result::unwrap) {
        let path = entry.path();
        if !entry.file_type().is_file() {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        let printed: Vec<&str> =
            text.split("[=").skip(1).filter_map(|rest| rest.split("=]").next()).collect();
        let unsafe_filter = printed.iter().find(|expression| expression.contains("safe"));
        assert_eq!(unsafe_filter, None, "{}", path.display());
        if path.extension().is_some_and(|suffix| suffix == "wxml") {
            let known = ["plugin.provider", "entry.path", "entry.roomId"];
            let free = printed.iter().find(|expression| !known.contains(&expression.trim()));
            assert_eq!(free, None, "{}: bind it from the page's data", path.display());
        }
    }
}
