//! The rule that components are there where app.json and pages say.

use crate::check::declaration::documents::{judged, program, used_components};
use crate::check::declaration::hosted::{TEMPLATES, is_hosted};
use crate::check::facts::{Facts, PathKind};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::app_json::components::{PACKAGES, stems};
use crate::project::app_json::pages::below;
use crate::syntax::Node;

/// A component is a .json and a .wxml (compiler, executed).
pub(in crate::check) const MISSING_COMPONENT: Rule = Rule {
    id: "missing-component",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: missing_component,
};

/// What the platform itself brings along, by the names of `useExtendedLib`.
const EXTENDED: [(&str, &[&str]); 2] =
    [("weui", &["weui-miniprogram"]), ("kbone", &["miniprogram-element", "miniprogram-render"])];

/// A component that is used, and where it may stand.
struct Used {
    finding: Finding,
    stems: Vec<String>,
    /// The package that it may be of, which is only there once packages are built.
    package: Option<NpmPackage>,
}

struct NpmPackage {
    /// The folder of packages beside app.json.
    folder: String,
    /// The .json of a component of the program's own, for which somebody may have forgotten the slash.
    from_root: String,
}

fn used(facts: &Facts<'_>) -> Vec<Used> {
    let Some(config) = program(facts) else { return Vec::new() };
    let program = config.folder();
    let extended = extended(config.root());
    let mut found = Vec::new();
    for file in judged(facts) {
        for (node, written) in used_components(file.root) {
            let is_extended = extended.iter().any(|package| {
                let written = written.trim_start_matches('/');
                let inside = written.strip_prefix(PACKAGES).unwrap_or(written);
                inside.trim_start_matches('/').starts_with(package)
            });
            let stems = stems(program, file.folder(), written);
            if is_extended || stems.is_empty() {
                continue;
            }
            let may_be_package = !written.is_empty() && !written.starts_with(['/', '.']);
            let package = may_be_package.then(|| NpmPackage {
                folder: below(program, PACKAGES),
                from_root: format!("{}.json", below(program, written)),
            });
            let finding = file.finding(&node.range).naming([written]);
            found.push(Used { finding, stems, package });
        }
    }
    found
}

/// The packages that the platform brings along for a program.
fn extended(root: &Node) -> Vec<&'static str> {
    let asked = root.get("useExtendedLib");
    let is_asked = |name: &str| asked.and_then(|asked| asked.get(name)).is_some();
    let found = EXTENDED.iter().filter(|(name, _)| is_asked(name));
    found.flat_map(|(_, packages)| packages.iter().copied()).collect()
}

impl Used {
    /// Whether it stands somewhere; `None` where not all is known that tells.
    fn stands(&self, facts: &Facts<'_>) -> Option<bool> {
        for stem in &self.stems {
            let kind = |suffix: &str| facts.standing.get(&format!("{stem}.{suffix}"));
            let is_file = |suffix| Some(matches!(kind(suffix)?, PathKind::File(_)));
            if !is_file("json")? {
                continue;
            }
            // another tool makes the template of these
            let mut others = TEMPLATES.iter();
            if is_file("wxml")? || others.any(|suffix| is_file(suffix) == Some(true)) {
                return Some(true);
            }
        }
        Some(false)
    }

    /// The paths of which something is to be known, and is not yet.
    fn wanted(&self, facts: &Facts<'_>) -> Vec<String> {
        let path = |stem: &String, suffix: &str| format!("{stem}.{suffix}");
        let is_known = |path: &String| facts.standing.contains_key(path);
        for stem in &self.stems {
            let usual = ["json", "wxml"].map(|suffix| path(stem, suffix));
            if !usual.iter().all(is_known) {
                return usual.into();
            }
            match usual.each_ref().map(|path| facts.is_file(path)) {
                [true, true] => return Vec::new(),
                [true, false] => {
                    let others: Vec<String> =
                        TEMPLATES.iter().map(|suffix| path(stem, suffix)).collect();
                    if !others.iter().all(is_known) {
                        return others;
                    }
                }
                [false, _] => {}
            }
        }
        self.package.iter().flat_map(NpmPackage::paths).collect()
    }

    /// Whether its package may just not be built here.
    fn may_be_built(&self, facts: &Facts<'_>) -> bool {
        let Some(package) = &self.package else { return false };
        let is_there = facts.standing.get(&package.folder) == Some(&PathKind::Folder);
        !is_there && !facts.is_file(&package.from_root)
    }

    fn case(&self, facts: &Facts<'_>) -> &'static str {
        match &self.package {
            Some(package) if facts.is_file(&package.from_root) => "from-root",
            Some(_) => "package",
            None => "",
        }
    }
}

impl NpmPackage {
    fn paths(&self) -> [String; 2] {
        [self.folder.clone(), self.from_root.clone()]
    }
}

pub(super) fn missing_component(facts: &Facts<'_>) -> Vec<Finding> {
    let is_judged = program(facts).is_some_and(|config| !is_hosted(facts, config));
    let missing = used(facts).into_iter().filter(|_| is_judged);
    let missing =
        missing.filter(|used| used.stands(facts) == Some(false) && !used.may_be_built(facts));
    let found = missing.map(|used| {
        let case = used.case(facts);
        used.finding.in_case(case)
    });
    found.collect()
}

/// The paths at which something may stand for a component.
pub(super) fn wanted(facts: &Facts<'_>) -> Vec<String> {
    used(facts).iter().flat_map(|used| used.wanted(facts)).collect()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::live_app as app;

    #[test]
    fn a_component_is_looked_for_where_the_compiler_does() {
        let page = |written: &str, there: &[&'static str]| {
            let text = format!(r#"{{ "usingComponents": {{ "c": "{written}" }} }}"#);
            let sample = app(r#""debug": true"#).beside("a.json", &text);
            sample.there(there).finds("missing-component")
        };
        assert!(page("/c/c", &["c/c.json", "c/c.wxml"]).is_empty());
        assert!(page("./c", &["c/index.json", "c/index.wxml"]).is_empty());
        assert!(page("/c", &["c.json", "c.pug"]).is_empty(), "another tool makes the template");
        assert_eq!(page("/c", &["c.json"]), ["\"/c\""]);
        assert_eq!(page("/c", &["c.wxml"]), ["\"/c\""]);
        assert_eq!(page("/c.wxml", &["c.json", "c.wxml"]), ["\"/c.wxml\""]);
        assert!(page("v/c", &[]).is_empty(), "packages are not built");
        assert_eq!(page("v/c", &["miniprogram_npm/"]), ["package: \"v/c\""]);
        assert!(page("v/c", &["miniprogram_npm/v/c.json", "miniprogram_npm/v/c.wxml"]).is_empty());
        assert!(page("/c", &["App.vue"]).is_empty(), "another tool's");
    }

    #[test]
    fn what_a_component_uses_is_there_too() {
        let page = r#"{ "usingComponents": { "c": "/c/c" } }"#;
        let component = r#"{ "component": true, "usingComponents": { "d": "./d" } }"#;
        let finds = |there: &[&'static str]| {
            let sample = app(r#""debug": true"#).beside("a.json", page);
            let sample = sample.beside("c/c.json", component).there(there);
            sample.finds("missing-component")
        };
        assert_eq!(finds(&["c/c.wxml", "c/c.js"]), ["\"./d\""]);
        assert!(finds(&["c/c.wxml"]).is_empty(), "the compiler passes over what has no script");
        assert!(finds(&["c/c.wxml", "c/c.js", "c/d.json", "c/d.wxml"]).is_empty());
    }
}
