//! The files that a configuration script imports by relative paths, as far as their exports are known.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::project::literal::{Literal, dialect};
use crate::syntax::{Import, Node, Value, jsonc, script};
use crate::text::path::{folder_of, join};

/// How many imports are followed from one to the next.
const DEEPEST: usize = 8;
/// How many files are read for one configuration.
const MOST: usize = 64;

/// What may stand behind the path of an import, in the order in which it is tried.
const ENDINGS: [&str; 11] = [
    "",
    ".ts",
    ".tsx",
    ".js",
    ".jsx",
    ".mjs",
    ".cjs",
    ".json",
    "/index.ts",
    "/index.tsx",
    "/index.js",
];
/// The endings of files that are read.
const KINDS: [&str; 9] = [".ts", ".mts", ".cts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".json"];

/// The modules of one configuration, by their paths from its folder.
#[derive(Debug, Default)]
pub struct Modules {
    files: BTreeMap<String, Module>,
    /// The file that a module, or the configuration itself as the empty path, means by an import.
    meant: BTreeMap<(String, String), String>,
}

#[derive(Debug)]
struct Module {
    text: Arc<str>,
    exports: BTreeMap<String, Node>,
}

/// A node of the configuration, or of the module at a path.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) file: Option<&'a str>,
    pub(super) node: &'a Node,
}

impl Modules {
    /// Follows the imports of a configuration; `read` gives the text at a path from its folder, where one may be read.
    pub fn follow(literals: &[Literal], read: &mut dyn FnMut(&str) -> Option<String>) -> Self {
        let mut modules = Self::default();
        let own = literals.iter().flat_map(|literal| imports(&literal.tree.root)).collect();
        let mut open: VecDeque<(String, usize, BTreeSet<String>)> =
            [(String::new(), 0, own)].into();
        while let Some((from, depth, wanted)) = open.pop_front() {
            for module in wanted {
                if depth == DEEPEST || modules.files.len() == MOST {
                    continue;
                }
                let Some((path, text)) = modules.find_file(&from, &module, read) else { continue };
                modules.meant.insert((from.clone(), module), path.clone());
                let Some(text) = text else { continue };
                let exports = exports(&path, &text);
                let next = exports.values().flat_map(imports).collect();
                modules.files.insert(path.clone(), Module { text: text.into(), exports });
                open.push_back((path, depth + 1, next));
            }
        }
        modules
    }

    /// The file that an import means, with its text unless that is known already.
    fn find_file(
        &self,
        from: &str,
        module: &str,
        read: &mut dyn FnMut(&str) -> Option<String>,
    ) -> Option<(String, Option<String>)> {
        let base = normal(&join(folder_of(from), module));
        ENDINGS.iter().find_map(|ending| {
            let path = format!("{base}{ending}");
            if !KINDS.iter().any(|kind| path.ends_with(kind)) {
                return None;
            }
            if self.files.contains_key(&path) {
                return Some((path, None));
            }
            let text = read(&path)?;
            Some((path, Some(text)))
        })
    }

    /// Goes through names and imports to the literal that a node stands for.
    pub(super) fn look<'a>(&'a self, mut at: At<'a>) -> At<'a> {
        for _ in 0..DEEPEST {
            at.node = at.node.literal();
            let Value::Imported(import) = &at.node.value else { break };
            let Some(next) = self.exported(at.file.unwrap_or_default(), import) else { break };
            at = next;
        }
        at
    }

    fn exported(&self, from: &str, import: &Import) -> Option<At<'_>> {
        let path = self.meant.get(&(from.to_owned(), import.module.clone()))?;
        let (path, module) = self.files.get_key_value(path)?;
        let whole = module.exports.get("");
        let named = import.keys.split_first().and_then(|(name, inside)| {
            let node = module.exports.get(name);
            // a module of CommonJS is its own default
            let node = node.or_else(|| whole.filter(|_| name == "default"));
            Some((node?, inside))
        });
        let (node, inside) = named.or_else(|| Some((whole?, import.keys.as_slice())))?;
        let node = inside
            .iter()
            .try_fold(node, |node, key| node.get(key).filter(|_| !node.may_replace(key)));
        Some(At { file: Some(path), node: node? })
    }

    /// The text of a module.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        Some(&*self.files.get(path)?.text)
    }
}

fn exports(path: &str, text: &str) -> BTreeMap<String, Node> {
    if matches!(path.rsplit_once('.'), Some((_, "json"))) {
        let root = jsonc::parse(text).map(|tree| tree.root);
        return root.map(|root| [(String::new(), root)].into()).unwrap_or_default();
    }
    script::exports(text, dialect(path)).unwrap_or_default()
}

/// The relative modules that are named in a value.
fn imports(root: &Node) -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), vec![root]);
    while let Some(node) = open.pop() {
        match &node.value {
            Value::Object(members) => open.extend(members.iter().map(|member| &member.value)),
            Value::Array(nodes) | Value::Other(nodes) | Value::Choice(nodes) => open.extend(nodes),
            Value::Known(literal) => open.push(literal),
            Value::Imported(import) if import.module.starts_with('.') => {
                found.insert(import.module.clone());
            }
            Value::Imported(_)
            | Value::String(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null => {}
        }
    }
    found
}

/// A path without `.`, and with `..` at its start only.
pub fn normal(path: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/').filter(|step| !matches!(*step, "" | ".")) {
        let is_up = step == ".." && steps.last().is_some_and(|last| *last != "..");
        if is_up {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    let top = if path.starts_with('/') { "/" } else { "" };
    format!("{top}{}", steps.join("/"))
}

#[cfg(test)]
mod tests {
    use crate::model::plugin::PROVIDER;
    use crate::project::config_file::ConfigFile;
    use crate::project::declaration::State;
    use crate::project::framework::ROWS;
    use crate::text::path::RelPath;

    /// The declarations of src/app.config.ts as alias, version and state, with the text that its pin would replace.
    fn declared(
        config: &str,
        files: &[(&str, &str)],
    ) -> Vec<(String, Option<String>, State, String)> {
        let row = ROWS.iter().find(|row| row.file == "app.config.ts").expect("a row");
        let text = |path: &str| {
            files.iter().find(|(known, _)| *known == path).map(|(_, text)| (*text).to_owned())
        };
        let file = ConfigFile::new(row, RelPath::constant("src/app.config.ts"), config);
        let file = file.following(&mut |path| text(path));
        let found = file.declarations().iter().map(|one| {
            let pinned = one.imported_pin.as_ref().and_then(|pin| {
                Some(format!("{}: {}", pin.path, text(&pin.path)?.get(pin.range.clone())?))
            });
            (one.alias.clone(), one.version.clone(), one.state, pinned.unwrap_or_default())
        });
        found.collect()
    }

    fn active(version: &str, pin: &str) -> Vec<(String, Option<String>, State, String)> {
        vec![("live-player-plugin".into(), Some(version.into()), State::Active, pin.into())]
    }

    #[test]
    fn what_is_imported_is_known_where_it_is_written() {
        let entry = |version: &str| {
            format!("{{ 'live-player-plugin': {{ version: {version}, provider: '{PROVIDER}' }} }}")
        };
        let of = |import: &str, version: &str| {
            format!(
                "{import}\nexport default defineAppConfig({{ pages: [], plugins: {} }})",
                entry(version)
            )
        };
        let one = ("live.ts", "export const LIVE = '1.2.0'");
        let named = of("import { LIVE } from './live'", "LIVE");
        assert_eq!(declared(&named, &[one]), active("1.2.0", "live.ts: 1.2.0"));
        let space = of("import * as all from './live'", "all.LIVE");
        assert_eq!(declared(&space, &[one]), active("1.2.0", "live.ts: 1.2.0"));
        let again = ("index.ts", "export { LIVE as V } from './live'");
        let twice = of("import { V } from '.'", "V");
        assert_eq!(declared(&twice, &[one, ("./index.ts", ""), again]).len(), 1);
        let folder = of("import { V } from '../shared'", "V");
        let shared =
            ("../shared/index.js", "import { LIVE } from '../src/live'\nexport const V = LIVE");
        assert_eq!(
            declared(&folder, &[("../src/live.ts", one.1), shared]),
            active("1.2.0", "../src/live.ts: 1.2.0")
        );
        let json = of("import pkg from '../package.json'", "pkg.live.version");
        let package = ("../package.json", "{ \"live\": { \"version\": \"1.1.0\" } }");
        assert_eq!(declared(&json, &[package]), active("1.1.0", "../package.json: 1.1.0"));
        let whole = "const plugins = require('./plugins')\nmodule.exports = { pages: [], plugins }";
        let plugins = format!("module.exports = {}", entry("\"1.2.1\""));
        assert_eq!(
            declared(whole, &[("plugins.js", &plugins)]),
            active("1.2.1", "plugins.js: 1.2.1")
        );
        let base = "import base from './base'\nexport default { pages: [], ...base }";
        let of_base = format!("const plugins = {}\nexport default {{ plugins }}", entry("`1.2.2`"));
        assert_eq!(declared(base, &[("base.ts", &of_base)]), active("1.2.2", "base.ts: 1.2.2"));
        let spread = "import { P } from './p'\nexport default { pages: [], plugins: { ...P } }";
        let exported = format!("export const P = {}", entry("'1.2.3'"));
        assert_eq!(declared(spread, &[("p.ts", &exported)]), active("1.2.3", "p.ts: 1.2.3"));
        assert_eq!(declared(spread, &[("p.ts", "export const P = {}")]), [], "nothing is declared");
    }

    #[test]
    fn what_is_imported_and_may_change_is_not_known() {
        let config = "import { P } from './p'\nexport default { pages: [], plugins: P }";
        let entry =
            format!("{{ 'live-player-plugin': {{ version: '1.2.0', provider: '{PROVIDER}' }} }}");
        let is_hidden = |files: &[(&str, &str)]| {
            let found = declared(config, files);
            found.iter().all(|(alias, _, state, _)| alias.is_empty() && *state == State::Unreadable)
                && found.len() == 1
        };
        assert!(is_hidden(&[]), "no such file");
        assert!(is_hidden(&[("p.ts", "{")]), "no script");
        assert!(is_hidden(&[("p.ts", &format!("export const Q = {entry}"))]), "no such export");
        assert!(is_hidden(&[("p.ts", &format!("export let P = {entry}; P = {{}}"))]), "set again");
        assert!(is_hidden(&[("p.ts", &format!("export const P = {entry}; f(P)"))]), "handed on");
        assert!(is_hidden(&[(
            "p.ts",
            &format!("export const P = {{ ...q, ...{entry} , ...r() }}")
        )]));
        assert!(is_hidden(&[
            ("p.ts", "export { P } from './q'"),
            ("q.ts", "export { P } from './p'")
        ]));
        let mut chain: Vec<(String, String)> = (0..12)
            .map(|n| (format!("p{n}.ts"), format!("export {{ P }} from './p{}'", n + 1)))
            .collect();
        chain.push(("p12.ts".into(), format!("export const P = {entry}")));
        chain.push(("p.ts".into(), "export { P } from './p0'".into()));
        let chain: Vec<(&str, &str)> =
            chain.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert!(is_hidden(&chain), "too deep");
    }
}
