//! The further files that an mpx program is put together from: `packages` in the JSON of app.mpx, and in theirs.
//!
//! FACTS: mpx's json-compiler (`processPackages`). An entry is a request from the folder of the file that names it. With
//! `?root=` its pages and plugins become a subpackage with that root, wherever it is named; without, its pages join the
//! main package and nobody reads its plugins. Nobody reads `subPackages` in it either way.

use crate::model::manifest::Package;
use crate::project::declaration::{Declaration, State};
use crate::project::literal::{Certainty, Literal};
use crate::text::path::RelPath;

/// A file that `packages` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// Where it may be below the folder of the file that names it, never nowhere; the first that is there counts.
    pub candidates: Vec<RelPath>,
    /// What it becomes.
    pub role: Role,
}

/// What a file of configuration is to its program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Role {
    /// The program's own: all that stands in it counts.
    #[default]
    Program,
    /// The subpackage with this root, whose plugins are those of the file.
    Subpackage(RelPath),
    /// Pages of the main package; nobody reads its plugins.
    Pages,
}

impl Role {
    /// A package of the program as the file has it; `None` where its plugins cannot stand there.
    pub fn in_file(&self, package: &Package) -> Option<Package> {
        match self {
            Self::Program => Some(package.clone()),
            Self::Subpackage(root) => {
                (*package == Package::Sub(root.clone())).then_some(Package::Main)
            }
            Self::Pages => None,
        }
    }

    /// What the program puts before the paths of the file's pages.
    pub fn root(&self) -> Option<&RelPath> {
        match self {
            Self::Subpackage(root) => Some(root),
            Self::Program | Self::Pages => None,
        }
    }

    /// What a declaration in the file is to the whole program.
    #[must_use]
    pub fn adopt(&self, declaration: Declaration) -> Declaration {
        let package = match self {
            Self::Program | Self::Pages => declaration.package.clone(),
            Self::Subpackage(root) => Package::Sub(root.clone()),
        };
        let is_read = self.in_file(&package).as_ref() == Some(&declaration.package);
        let state = if declaration.state == State::Active && !is_read {
            State::Misplaced
        } else {
            declaration.state
        };
        Declaration { package, state, ..declaration }
    }
}

/// The files that `packages` in the literals of an mpx file names; an alias or an installed package cannot be told from
/// here, and neither can another folder's file.
pub fn packages(literals: &[Literal]) -> Vec<PackageFile> {
    let certain = literals.iter().find(|literal| literal.certainty == Certainty::Itself);
    let named = certain.and_then(|literal| literal.tree.root.get("packages")?.elements());
    named.unwrap_or_default().iter().filter_map(|node| package(node.text()?)).collect()
}

fn package(request: &str) -> Option<PackageFile> {
    let (path, query) = request.split_once('?').unwrap_or((request, ""));
    let below = RelPath::parse(path.strip_prefix("./")?).ok()?;
    let suffixes: &[&str] = if matches!(path.rsplit_once('.'), Some((_, "mpx"))) {
        &[""]
    } else {
        &[".mpx", "/index.mpx"]
    };
    let root = query.split('&').find_map(|pair| pair.strip_prefix("root="));
    Some(PackageFile {
        candidates: suffixes
            .iter()
            .map(|suffix| below.with_suffix(suffix))
            .collect::<Result<_, _>>()
            .ok()?,
        role: root
            .and_then(|root| RelPath::parse(root.trim_matches('/')).ok())
            .map_or(Role::Pages, Role::Subpackage),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::framework::{Framework, row_of};
    use crate::project::literal::literals;

    #[test]
    fn packages_are_found_by_their_requests() {
        let text = r#"<template></template>
<script type="application/json">
{ packages: ["./a/app.mpx?root=pa", './b/index?independent=true&root=/pb/', "./c", "@/d", "../e.mpx", `x${1}`] }
</script>"#;
        let row = row_of(Framework::Mpx);
        let found = packages(&literals(row, "app.mpx", text).expect("it can be read"));
        let subpackage = |root| Role::Subpackage(RelPath::constant(root));
        let shown: Vec<_> = found
            .iter()
            .map(|file| {
                (file.candidates.iter().map(RelPath::as_str).collect::<Vec<_>>(), file.role.clone())
            })
            .collect();
        assert_eq!(
            shown,
            [
                (vec!["a/app.mpx"], subpackage("pa")),
                (vec!["b/index.mpx", "b/index/index.mpx"], subpackage("pb")),
                (vec!["c.mpx", "c/index.mpx"], Role::Pages),
            ]
        );
        let script =
            literals(row, "app.mpx", "<script>const packages = 1</script>").expect("a script");
        assert_eq!(packages(&script), []);
    }
}
