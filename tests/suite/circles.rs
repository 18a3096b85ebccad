//! The house rule that no two files import each other, not even by way of others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use walkdir::WalkDir;

use crate::support::root;

/// The code of each source file by its module path, without comments and tests.
fn modules() -> BTreeMap<Vec<String>, String> {
    let src = root().join("src");
    let files = WalkDir::new(&src).into_iter().map(Result::unwrap);
    let mut modules = BTreeMap::new();
    for entry in files.filter(|entry| entry.path().extension().is_some_and(|it| it == "rs")) {
        let path = entry.path().strip_prefix(&src).unwrap().to_str().unwrap();
        let mut module: Vec<String> =
            path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        module.retain(|step| step != "mod");
        if ["main", "lib", "build"].contains(&module[0].as_str()) || path.contains("tests") {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        let text = text.split("#[cfg(all(test").next().unwrap().replace("pub(in crate::", "");
        let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
        modules.insert(module, code.collect::<Vec<_>>().join("\n"));
    }
    modules
}

/// Every path that a tree of imports names.
fn expand(tree: &str, above: &[&str]) -> Vec<Vec<String>> {
    let tree = tree.trim();
    let Some((before, inside)) = tree.split_once('{') else {
        let steps = tree.split(" as ").next().unwrap_or_default().split("::").map(str::trim);
        let all = above.iter().copied().chain(steps);
        return vec![all.filter(|step| !step.is_empty()).map(str::to_owned).collect()];
    };
    let above: Vec<&str> = above.iter().copied().chain(before.split("::").map(str::trim)).collect();
    let inside = inside.strip_suffix('}').unwrap_or(inside);
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in inside.char_indices().chain([(inside.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.extend(expand(&inside[start..at], &above));
                start = (at + 1).min(inside.len());
            }
            _ => {}
        }
    }
    found
}

/// The paths that a file names: in its imports, and from the crate's root elsewhere.
fn named(code: &str) -> Vec<Vec<String>> {
    let (mut found, mut rest, mut last) = (Vec::new(), String::new(), 0);
    for (at, _) in code.match_indices("use ") {
        let end = code[at..].find(';').map_or(code.len(), |end| at + end);
        found.extend(expand(&code[at + 4..end], &[]));
        rest.push_str(code.get(last..at).unwrap_or_default());
        last = end;
    }
    rest.push_str(&code[last..]);
    for start in ["crate::", "super::"] {
        for (at, _) in rest.match_indices(start) {
            let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
            let end = rest[at..].find(|c| !is_path(c)).map_or(rest.len(), |end| at + end);
            found.extend(expand(&rest[at..end], &[]));
        }
    }
    found
}

/// The module in which a path that `module` names ends.
fn resolve<'m>(
    path: &[String],
    module: &[String],
    modules: &'m BTreeMap<Vec<String>, String>,
) -> Option<&'m Vec<String>> {
    let mut base = module.to_vec();
    let mut rest = path;
    match rest.first()?.as_str() {
        "crate" => {
            base.clear();
            rest = &rest[1..];
        }
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|step| step == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
        _ => {}
    }
    base.extend(rest.iter().cloned());
    let longest = (1..=base.len()).rev().find_map(|steps| modules.get_key_value(&base[..steps]));
    longest.map(|(found, _)| found)
}

#[test]
fn no_files_import_each_other() {
    let modules = modules();
    let mut imports: BTreeMap<&Vec<String>, BTreeSet<&Vec<String>>> = BTreeMap::new();
    for (module, code) in &modules {
        let found = named(code).into_iter();
        let mut found: BTreeSet<_> =
            found.filter_map(|path| resolve(&path, module, &modules)).collect();
        found.remove(module);
        imports.insert(module, found);
    }
    assert!(imports.values().map(BTreeSet::len).sum::<usize>() > 300, "imports were found");
    // a file that imports none of the rest is on no circle
    while let Some(free) =
        imports.iter().find(|(_, found)| found.is_empty()).map(|(module, _)| *module)
    {
        imports.remove(free);
        for found in imports.values_mut() {
            found.remove(free);
        }
    }
    let circle: Vec<String> = imports
        .iter()
        .map(|(module, found)| {
            let found: Vec<String> = found.iter().map(|module| module.join("::")).collect();
            format!("{} imports {}", module.join("::"), found.join(", "))
        })
        .collect();
    assert!(circle.is_empty(), "circles, or above one:\n{}", circle.join("\n"));
}
