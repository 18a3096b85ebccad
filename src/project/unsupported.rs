//! Frameworks whose programs are recognised and not read, so that none is passed over in silence.

use std::collections::BTreeSet;

use crate::model::fault::{Fault, ProjectFault};
use crate::model::plugin::PROVIDER;
use crate::project::framework::{Evidence, Marks, Surroundings, nearest_package, parent_of_source};
use crate::text::path::{Folder, folder_of, name_of};

/// A framework that builds WeChat mini-programs, of which kaibo knows no more than how to recognise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsupported {
    /// The name in every output.
    pub name: &'static str,
    /// The file by which its programs are known.
    pub file: &'static str,
    /// What shows whose it is.
    marks: Marks,
}

const fn row(
    name: &'static str,
    file: &'static str,
    packages: &'static [&'static str],
) -> Unsupported {
    let marks = Marks { words: &[], packages, beside: &[], unless: &[] };
    Unsupported { name, file, marks }
}

/// Those frameworks. FACTS: their documentation (kbone: `mp-webpack-plugin`; Megalo: `@megalo/target`; Rax: `rax-app`;
/// Chameleon: `.cml`; Alipay: mini.project.json of its developers' tool).
pub const UNSUPPORTED: &[Unsupported] = &[
    row(
        "kbone",
        "miniprogram.config.js",
        &["mp-webpack-plugin", "miniprogram-render", "kbone-cli"],
    ),
    row("megalo", "App.vue", &["megalo", "@megalo/"]),
    row("rax", "app.json", &["rax", "rax-app"]),
    row("chameleon", "app.cml", &["chameleon-runtime", "chameleon-tool"]),
    Unsupported {
        marks: Marks {
            words: &[],
            packages: &[],
            beside: &["mini.project.json"],
            unless: &["project.config.json"],
        },
        ..row("alipay", "app.json", &[])
    },
];

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRead {
    /// It is of a framework that is not supported, which this names.
    Unsupported(&'static str),
    /// The build reads this file in its place, or makes it from this one.
    Made(String),
}

/// A program of such a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsupportedProgram {
    /// Its root.
    pub root: Folder,
    /// The file by which it is known, from where the user is.
    pub path: String,
    /// The framework's name.
    pub framework: &'static str,
    /// Whether that file names the live plugin's provider.
    is_live: bool,
}

impl UnsupportedProgram {
    /// The program of which this is the file, if it is one.
    pub fn at(path: &str, text: &str, around: &dyn Surroundings) -> Option<Self> {
        let name = name_of(path);
        let mut named = UNSUPPORTED.iter().filter(|row| row.file == name);
        let row = named.find(|row| {
            // what a build of Rax makes lies below its package.json
            let is_source = row.file != "app.json"
                || row.marks.packages.is_empty()
                || parent_of_source(path).is_some();
            let evidence = || row.marks.evidence(path, text, around);
            is_source && evidence() == Some(Evidence::Neighbours)
        })?;
        let package = nearest_package(path, around).map(|(folder, _)| folder);
        let root = package.or_else(|| parent_of_source(path)).unwrap_or_else(|| folder_of(path));
        let (root, path) = (root.to_owned(), path.to_owned());
        Some(Self { root, path, framework: row.name, is_live: text.contains(PROVIDER) })
    }
}

/// Takes out the programs that name the live plugin's provider, as faults: below one stands a path of `naming`.
pub(super) fn live<'p>(
    programs: &mut Vec<UnsupportedProgram>,
    naming: impl Iterator<Item = &'p str>,
) -> Vec<Fault> {
    if programs.is_empty() {
        return Vec::new();
    }
    let roots: BTreeSet<&str> = programs.iter().map(|program| program.root.as_str()).collect();
    let mut live = BTreeSet::new();
    for path in naming {
        let mut folder = folder_of(path);
        while !roots.contains(folder) && !folder.is_empty() {
            folder = folder_of(folder);
        }
        live.insert(folder);
    }
    let is_live = |it: &UnsupportedProgram| it.is_live || live.contains(it.root.as_str());
    let (live, others): (Vec<_>, Vec<_>) = std::mem::take(programs).into_iter().partition(is_live);
    *programs = others;
    let fault = |UnsupportedProgram { path, framework, .. }: UnsupportedProgram| {
        Fault::of(path, ProjectFault::UnsupportedFramework { framework })
    };
    live.into_iter().map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files that are there, of which package.json depends on a package.
    struct Files(&'static str, &'static [&'static str]);

    impl Surroundings for Files {
        fn stands(&self, path: &str) -> bool {
            self.1.contains(&path)
        }

        fn text(&self, path: &str) -> Option<String> {
            let text = format!("{{ \"dependencies\": {{ \"{}\": \"1\" }} }}", self.0);
            (path == "package.json").then_some(text)
        }
    }

    #[test]
    fn each_is_known_by_what_is_its_own() {
        let found = |path: &str, files: &Files| {
            UnsupportedProgram::at(path, "", files).map(|program| (program.framework, program.root))
        };
        let at_root = |name| Some((name, String::new()));
        for (path, package, name) in [
            ("build/miniprogram.config.js", "mp-webpack-plugin", "kbone"),
            ("src/App.vue", "@megalo/target", "megalo"),
            ("src/app.json", "rax-app", "rax"),
            ("src/app/app.cml", "chameleon-runtime", "chameleon"),
        ] {
            assert_eq!(found(path, &Files(package, &[])), at_root(name), "{path}");
            assert_eq!(found(path, &Files("vue", &[])), None, "{path}");
        }
        assert_eq!(found("build/app.json", &Files("rax-app", &[])), None, "what it builds");
        let alipay = Files("vue", &["mini.project.json"]);
        assert_eq!(found("app.json", &alipay), at_root("alipay"));
        let both = Files("vue", &["mini.project.json", "project.config.json"]);
        assert_eq!(found("app.json", &both), None);
    }

    #[test]
    fn one_that_names_the_provider_anywhere_is_a_fault() {
        let program = |path: &str, text: &str| {
            UnsupportedProgram::at(path, text, &Files("megalo", &[])).expect(path)
        };
        let mut programs = vec![program("src/App.vue", "")];
        assert_eq!(live(&mut programs, ["other.js"].into_iter().filter(|_| false)), []);
        assert_eq!(programs.len(), 1);
        assert_eq!(live(&mut programs, ["src/pages/a.vue"].into_iter()).len(), 1);
        assert_eq!(programs.len(), 0);
        let mut programs = vec![program("src/App.vue", PROVIDER)];
        assert_eq!(live(&mut programs, [].into_iter()).len(), 1);
    }
}
