//! The further files that an mpx program is put together from: the `src` of its JSON, `packages` in that, and theirs.
//!
//! FACTS: mpx's json-compiler (`processPackages`), `lib/utils/get-json-content.js` (a block called `json` and a file that
//! ends in `.json.js` are modules, all else is JSON5) and `lib/resolver/AddModePlugin.js` (a file with `.wx` before its
//! ending comes first) of `@mpxjs/webpack-plugin` 2.10.20. An entry is a request from the folder of the file that names it. With
//! `?root=` its pages and plugins become a subpackage with that root, wherever it is named; without, its pages join the
//! main package and nobody reads its plugins. Nobody reads `subPackages` in it either way.

use crate::project::config_file::ConfigFile;
use crate::project::framework::{MPX_FILES, Row, Syntax};
use crate::project::literal::Certainty;
use crate::project::mpx::Role;
use crate::project::mpx::blocks::{MODE, chosen};
use crate::syntax::blocks::Content;
use crate::text::path::RelPath;

/// A file that another one names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// How it is read.
    pub row: &'static Row,
    /// Where it may be below the folder of the file that names it; the first that is there counts.
    pub candidates: Vec<RelPath>,
    /// Where it is looked for first that is not for WeChat alone.
    pub usual: RelPath,
    /// What it becomes: the program's own stands for whatever the file that names it is.
    pub role: Role,
}

/// The files that a file of mpx names; an alias or an installed package cannot be told from here, and neither can another
/// folder's file.
pub fn named_files(file: &ConfigFile) -> Vec<PackageFile> {
    let certain = file.literals().iter().find(|it| it.certainty == Certainty::Itself);
    let named = certain.and_then(|literal| literal.tree.root.get("packages")?.elements());
    let packages = named.unwrap_or_default().iter().filter_map(|node| package(node.text()?));
    source(file).into_iter().chain(packages).collect()
}

/// The file in which a component's JSON stands.
fn source(file: &ConfigFile) -> Option<PackageFile> {
    if file.row.syntax != Syntax::Mpx {
        return None;
    }
    let block = chosen(file.text()).surely?;
    let path = below(block.source()?)?;
    let is_module = block.content() == Content::Exported || path.as_str().ends_with(MODULE);
    let row = if is_module { &MPX_FILES[2] } else { &MPX_FILES[1] };
    let candidates = of_mode(&path);
    Some(PackageFile { row, candidates, usual: path, role: Role::Program })
}

/// How the names of modules end that are JSON.
const MODULE: &str = ".json.js";

fn package(request: &str) -> Option<PackageFile> {
    let (path, query) = request.split_once('?').unwrap_or((request, ""));
    let below = below(path)?;
    let suffixes: &[&str] = if matches!(path.rsplit_once('.'), Some((_, "mpx"))) {
        &[""]
    } else {
        &[".mpx", "/index.mpx"]
    };
    let root = query.split('&').find_map(|pair| pair.strip_prefix("root="));
    let paths = suffixes.iter().map(|suffix| below.with_suffix(suffix));
    let paths: Vec<RelPath> = paths.collect::<Result<_, _>>().ok()?;
    Some(PackageFile {
        row: &MPX_FILES[0],
        candidates: paths.iter().flat_map(of_mode).collect(),
        usual: paths.into_iter().next()?,
        role: root
            .and_then(|root| RelPath::parse(root.trim_matches('/')).ok())
            .map_or(Role::Pages, Role::Subpackage),
    })
}

/// The path of a request that stays in the folder of the file that makes it.
fn below(request: &str) -> Option<RelPath> {
    RelPath::parse(request.strip_prefix("./")?).ok()
}

/// The paths at which mpx looks for a file, the one for WeChat first.
fn of_mode(path: &RelPath) -> Vec<RelPath> {
    let name = path.name();
    let ending = if name.ends_with(MODULE) {
        name.len() - MODULE.len()
    } else {
        name.rfind('.').unwrap_or(name.len())
    };
    let (stem, ending) = name.split_at(ending);
    let own = format!("{stem}.{MODE}{ending}");
    let own = RelPath::parse(&own).map(|name| name.below(path.parent().as_ref()));
    own.into_iter().chain([path.clone()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The paths and roles of what a component names.
    fn named(text: &str) -> Vec<(Vec<String>, Role)> {
        let file = ConfigFile::new(&MPX_FILES[0], RelPath::constant("app.mpx"), text);
        let files = named_files(&file).into_iter();
        let paths = |file: &PackageFile| file.candidates.iter().map(RelPath::to_string).collect();
        files.map(|file| (paths(&file), file.role)).collect()
    }

    #[test]
    fn packages_are_found_by_their_requests() {
        let text = r#"<template></template>
<script type="application/json">
{ packages: ["./a/app.mpx?root=pa", './b/index?independent=true&root=/pb/', "./c", "@/d", "../e.mpx", `x${1}`] }
</script>"#;
        let subpackage = |root| Role::Subpackage(RelPath::constant(root));
        let paths = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        let expected: Vec<(Vec<String>, Role)> = vec![
            (paths(&["a/app.wx.mpx", "a/app.mpx"]), subpackage("pa")),
            (
                paths(&[
                    "b/index.wx.mpx",
                    "b/index.mpx",
                    "b/index/index.wx.mpx",
                    "b/index/index.mpx",
                ]),
                subpackage("pb"),
            ),
            (paths(&["c.wx.mpx", "c.mpx", "c/index.wx.mpx", "c/index.mpx"]), Role::Pages),
        ];
        assert_eq!(named(text), expected);
        assert_eq!(named("<script>const packages = 1</script>"), []);
    }

    #[test]
    fn json_may_stand_in_another_file() {
        let row = |attributes: &str| {
            let text = format!("<script {attributes}></script>");
            let file = ConfigFile::new(&MPX_FILES[0], RelPath::constant("app.mpx"), text);
            let [file] = named_files(&file).try_into().expect("one file");
            (file.row.syntax, file.candidates.iter().map(RelPath::to_string).collect::<Vec<_>>())
        };
        for (attributes, syntax, paths) in [
            (
                r#"type="application/json" src="./app.json""#,
                Syntax::Value,
                ["app.wx.json", "app.json"],
            ),
            (r#"name="json" src="./c/app.js""#, Syntax::Exported, ["c/app.wx.js", "c/app.js"]),
            (
                r#"type="application/json" src="./app.json.js""#,
                Syntax::Exported,
                ["app.wx.json.js", "app.json.js"],
            ),
        ] {
            assert_eq!(
                row(attributes),
                (syntax, paths.map(str::to_owned).to_vec()),
                "{attributes}"
            );
        }
        assert_eq!(named(r#"<script src="./app.js"></script>"#), []);
        assert_eq!(named(r#"<script type="application/json" src=""></script>"#), []);
        assert_eq!(
            named(r#"<script type="application/json" mode="ali" src="./a.json"></script>"#),
            []
        );
    }
}
