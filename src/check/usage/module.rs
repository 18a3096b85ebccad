//! Rules about what becomes of a script's modules in a build.

use std::collections::BTreeSet;

use super::{at, hints_beside_uses, is_vue_3, join, pages, stem, suffix, uses};
use crate::check::facts::{Facts, NamedSource, PathKind};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::model::manifest::Package;
use crate::project::declaration::{Owner, State};
use crate::project::framework::Framework;
use crate::project::usage::{HintKind, UsageKind, runs_in_client};
use crate::syntax::jsonc;
use crate::syntax::script::facts::When;
use crate::syntax::{Node, Value};
use crate::text::path::{folder_of, name_of};

/// uni-app with Vue 2 and mpx move shared modules into the main package, where a subpackage's plugin is unknown
/// (FRAMEWORKS A8, built and run).
pub(in crate::check) const REQUIRE_PLUGIN_IN_SHARED_MODULE: Rule = Rule {
    id: "require-plugin-in-shared-module",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: require_plugin_in_shared_module,
};

/// WeChat's compiler leaves `import` and `export` where no setting turns them into `CommonJS` (FRAMEWORKS A8, executed).
pub(in crate::check) const MODULE_SYNTAX_LEFT: Rule = Rule {
    id: "module-syntax-left",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: module_syntax_left,
};

fn require_plugin_in_shared_module(facts: &Facts<'_>) -> Vec<Finding> {
    let moves = match facts.framework {
        Framework::UniApp => !is_vue_3(facts) && !keeps_modules(facts),
        Framework::Mpx => true,
        Framework::Native
        | Framework::Taro
        | Framework::Remax
        | Framework::Goji
        | Framework::Mpvue
        | Framework::Wepy
        | Framework::WeappVite
        | Framework::Ext => false,
    };
    if !moves || !is_in_subpackages(facts) {
        return Vec::new();
    }
    let pages: BTreeSet<String> = pages(facts).into_iter().collect();
    let shared = |source: &NamedSource<'_>| {
        let is_module = matches!(suffix(&source.path), "js" | "ts");
        // what is copied as it is stays where it lies
        let is_copied =
            source.path.split('/').any(|step| matches!(step, "wxcomponents" | "static"));
        is_module && !is_copied && !pages.contains(stem(&source.path))
    };
    let found = uses(facts).filter_map(|(source, found)| {
        let UsageKind::RequirePlugin(required) = &found.kind else { return None };
        let fails = !required.is_async && !found.is_dead && required.when != When::Guarded;
        (fails && shared(source)).then(|| at(source, found))
    });
    found.collect()
}

/// Whether the live plugin is declared, and only in subpackages.
fn is_in_subpackages(facts: &Facts<'_>) -> bool {
    let all = facts.configs.iter().flat_map(|config| config.declarations());
    let mut live = all.filter(|one| one.owner == Owner::Live).peekable();
    let is_inside = |package: &Package| match package {
        Package::Sub(_) => true,
        Package::Main => false,
    };
    live.peek().is_some() && live.all(|one| one.state == State::Active && is_inside(&one.package))
}

/// Whether uni-app is told to keep the modules of a subpackage in it.
fn keeps_modules(facts: &Facts<'_>) -> bool {
    let manifests = facts.configs.iter().filter(|config| config.row.main.is_some());
    let mut told = manifests.flat_map(|config| config.literals()).filter_map(|found| {
        found.tree.root.get("mp-weixin")?.get("optimization")?.get("subPackages")
    });
    told.any(|node| node.value != Value::Bool(false))
}

fn module_syntax_left(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(app_json) = facts.app_json() else { return Vec::new() };
    let folder = app_json.folder();
    let Some(settings) = Settings::of(facts, folder) else { return Vec::new() };
    let is_inside = |path: &str| {
        folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    };
    let pages: BTreeSet<String> = pages(facts).into_iter().collect();
    let mut found = Vec::new();
    for (source, hint) in hints_beside_uses(facts) {
        let path = source.path.as_str();
        if hint.kind != HintKind::ModuleSyntax || !is_inside(path) || !runs_in_client(path) {
            continue;
        }
        let finding = || Finding::at(path, super::first_line(source.text, hint.range.clone()));
        match suffix(path) {
            "js" if settings.leaves_modules => found.push(finding()),
            "ts" if settings.leaves_types && pages.contains(stem(path)) => {
                let built = facts.standing.get(&format!("{}.js", stem(path)));
                let is_left = built == Some(&PathKind::Nothing);
                found.extend(
                    is_left
                        .then(|| finding().in_case("typescript").with_severity(Severity::Warning)),
                );
            }
            _ => {}
        }
    }
    found
}

/// What the developers' tool is told about scripts.
struct Settings {
    /// Nothing turns modules into `CommonJS`.
    leaves_modules: bool,
    /// Nothing compiles TypeScript.
    leaves_types: bool,
}

impl Settings {
    /// Those of the program in this folder, where they are known.
    fn of(facts: &Facts<'_>, folder: &str) -> Option<Self> {
        let read = |name: &str| {
            let named = facts.sources.iter().filter(|source| name_of(&source.path) == name);
            let read =
                named.filter_map(|source| Some((source, jsonc::parse(source.text).ok()?.root)));
            read.collect::<Vec<_>>()
        };
        let shared = read("project.config.json");
        let is_of_program = |source: &NamedSource<'_>, root: &Node| {
            let inside = root.get("miniprogramRoot").and_then(Node::text).unwrap_or_default();
            let inside = inside.trim_start_matches("./");
            join(folder_of(&source.path), inside).trim_end_matches('/') == folder
        };
        let (source, shared) = shared.iter().find(|(source, root)| is_of_program(source, root))?;
        let own = read("project.private.config.json");
        let own = own.iter().find(|(own, _)| folder_of(&own.path) == folder_of(&source.path));
        let setting = |key: &str| {
            let own = own.and_then(|(_, root)| root.get("setting")?.get(key));
            own.or_else(|| shared.get("setting")?.get(key))
        };
        let is_on = |key: &str| setting(key).is_some_and(|node| node.value == Value::Bool(true));
        let plugins = setting("useCompilerPlugins");
        let compiles_types = plugins.and_then(Node::elements).is_some_and(|plugins| {
            plugins.iter().any(|plugin| plugin.text() == Some("typescript"))
        });
        let is_off = setting("es6").is_some_and(|node| node.value == Value::Bool(false));
        // a command that runs before compiling may write the scripts that are compiled
        let has_command = shared.get("scripts").and_then(Node::members).is_some_and(|all| {
            all.iter().any(|one| one.value.text().is_some_and(|command| !command.is_empty()))
        });
        let is_on = is_on("enhance") || is_on("swc") || compiles_types || has_command;
        Some(Self {
            leaves_modules: is_off && !is_on,
            leaves_types: plugins.is_some() && !compiles_types && !has_command,
        })
    }
}
