//! What is said to be known of a computed configuration is what Node makes of it, and what it makes is never passed over.

use std::io::Write as _;
use std::process::{Command, Stdio};

use kaibo::project::config_file::ConfigFile;
use kaibo::project::declaration::{Declaration, State};
use kaibo::project::framework::ROWS;
use kaibo::text::path::RelPath;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::support::Scratch;

const PROVIDER: &str = "wx2b03c6e691cd7370";

/// How many scripts are tried.
const SCRIPTS: usize = 1500;

/// Runs each script of a list twice, with an environment variable and without, and prints what both export.
const RUN: &str = r"
const scripts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const run = (script, LIVE) => {
  const module = { exports: {} };
  const process = { env: { TARO_ENV: 'weapp', ...(LIVE ? { LIVE } : {}) } };
  try {
    new Function('module', 'process', 'defineAppConfig', script)(module, process, (it) => it);
    const made = module.exports;
    return JSON.parse(JSON.stringify(typeof made === 'function' ? made() : made));
  } catch (error) { return null; }
};
process.stdout.write(JSON.stringify(scripts.map((script) => ['', '1'].map((live) => run(script, live)))));
";

/// A script from numbers: each line declares a name, of a version, an entry or plugins, or does something with one.
fn script(lines: &[(u8, u8, u8)]) -> String {
    let (mut versions, mut entries, mut plugins) =
        (vec!["'1.3.5'".to_owned()], Vec::<String>::new(), Vec::<String>::new());
    let mut text = String::new();
    for (n, (kind, a, b)) in lines.iter().enumerate() {
        let pick = |of: &[String], by: &u8| of[usize::from(*by) % of.len()].clone();
        let (v, w) = (pick(&versions, a), pick(&versions, b));
        let new = |of: &mut Vec<String>, value: &str| {
            of.push(format!("n{n}"));
            format!("const n{n} = {value};\n")
        };
        let fresh = format!("{{ version: {v}, provider: '{PROVIDER}' }}");
        let line = match kind % 10 {
            0 => new(
                &mut versions,
                ["'1.2.0'", "'1.' + '3.0'", "`1.3.${2}`", "'1.1.' + 9"][usize::from(*a) % 4],
            ),
            1 => match b % 6 {
                0 => new(&mut versions, &format!("process.env.TARO_ENV === 'weapp' ? {v} : {w}")),
                1 => new(&mut versions, &format!("process.env.LIVE ? {v} : {w}")),
                2 => new(&mut versions, &format!("process.env.LIVE || {v}")),
                3 => new(&mut versions, &format!("process.env.TARO_ENV !== 'weapp' && {v} || {w}")),
                4 => {
                    versions.push(format!("n{n}"));
                    format!("let n{n} = {v}; n{n} = {w};\n")
                }
                _ => {
                    versions.push(format!("n{n}"));
                    format!("var n{n} = {v}; if (process.env.LIVE) {{ var n{n} = {w} }}\n")
                }
            },
            2 | 3 if entries.is_empty() => new(&mut entries, &fresh),
            2 => {
                let e = pick(&entries, b);
                match a % 6 {
                    0 => new(&mut entries, &format!("{{ ...{e}, version: {v} }}")),
                    1 => new(&mut entries, &format!("{{ version: {v}, ...{e} }}")),
                    2 => new(&mut entries, &format!("Object.freeze({e})")),
                    3 => {
                        versions.push(format!("n{n}"));
                        format!("const {{ version: n{n} }} = {e};\n")
                    }
                    4 => new(&mut versions, &format!("{e}.version")),
                    _ => new(
                        &mut entries,
                        &format!("{{ ...{e}, ...(process.env.LIVE ? {{ version: {v} }} : {{}}) }}"),
                    ),
                }
            }
            3 => {
                let e = pick(&entries, b);
                match a % 9 {
                    0 => format!("{e}.version = {v};\n"),
                    1 => format!("Object.assign({e}, {{ version: {v} }});\n"),
                    2 => format!("(function (it) {{ it.version = {v} }})({e});\n"),
                    3 => format!("for (const key in {e}) {{ {e}[key] = {v} }}\n"),
                    4 => format!("const m{n} = {e}; m{n}.version = {v};\n"),
                    5 => format!("[{e}.version] = [{v}];\n"),
                    6 => format!("const g{n} = () => {e}; g{n}().version = {v};\n"),
                    7 => format!("console.assert({e}.version.length > 2, JSON.stringify({e}));\n"),
                    _ => format!("if (process.env.LIVE) delete {e}.provider;\n"),
                }
            }
            4 => new(&mut plugins, &format!("{{ 'live-player-plugin': {fresh} }}")),
            5 if !entries.is_empty() => {
                let e = pick(&entries, b);
                match a % 4 {
                    0 => new(&mut plugins, &format!("{{ live: {e} }}")),
                    1 => new(&mut plugins, &format!("{{ ['live' + 1]: {e} }}")),
                    2 => new(&mut plugins, &format!("process.env.LIVE ? {{ live: {e} }} : {{}}")),
                    _ => new(
                        &mut plugins,
                        &format!("{{ other: {e}, ['live' + process.env.LIVE]: {e} }}"),
                    ),
                }
            }
            6 if !plugins.is_empty() => {
                let p = pick(&plugins, b);
                match a % 4 {
                    0 => new(&mut plugins, &format!("{{ ...{p} }}")),
                    1 => new(&mut plugins, &format!("{{ ...{p}, live: {fresh} }}")),
                    2 => format!("{p}.live = {fresh};\n"),
                    _ => format!("for (const it of Object.values({p})) it.version = {v};\n"),
                }
            }
            _ => String::new(),
        };
        text += &line;
    }
    text + &export(lines, &versions, &plugins)
}

/// How a script ends: with the last of its plugins in a configuration.
fn export(lines: &[(u8, u8, u8)], versions: &[String], plugins: &[String]) -> String {
    let (a, b, _) = lines.last().copied().unwrap_or_default();
    let last = plugins.last().cloned().unwrap_or_else(|| {
        format!(
            "{{ live: {{ version: {}, provider: '{PROVIDER}' }} }}",
            versions.last().cloned().unwrap_or_default()
        )
    });
    match a % 8 {
        0 => format!("module.exports = {{ pages: [], plugins: {last} }};\n"),
        1 => format!(
            "const plugins = {last};\nconst config = {{ pages: [], plugins }};\nmodule.exports = defineAppConfig(config);\n"
        ),
        2 => format!("module.exports = () => ({{ pages: [], plugins: {last} }});\n"),
        3 => format!(
            "const base = {{ plugins: {last} }};\nmodule.exports = {{ pages: [], ...base, ...(process.env.LIVE ? {{ window: {{}} }} : {{}}) }};\n"
        ),
        4 => format!(
            "const config = {{ pages: [], plugins: {last} }};\nconfig.window = {{}};\n{}module.exports = config;\n",
            if b % 2 == 0 {
                "for (const it of Object.values(config.plugins)) it.version = '1.0.0';\n"
            } else {
                ""
            }
        ),
        5 => format!(
            "const config = {{ pages: [] }};\nconfig.plugins = {last};\nmodule.exports = config;\n"
        ),
        6 => format!(
            "module.exports = {{ pages: [], ...(process.env.LIVE && {{ plugins: {last} }}) }};\n"
        ),
        _ => format!(
            "module.exports = function () {{ if (process.env.TARO_ENV === 'h5') return {{}}; return {{ pages: [], plugins: {last} }} }};\n"
        ),
    }
}

fn declarations(text: &str) -> Vec<Declaration> {
    let row = ROWS.iter().find(|row| row.file == "app.config.js").unwrap();
    ConfigFile::new(row, RelPath::constant("app.config.js"), text).declarations().to_vec()
}

/// What Node makes of scripts: of each what it exports without the variable, and with it.
fn made(scripts: &[String]) -> Vec<[Value; 2]> {
    let mut node = Command::new("node");
    node.args(["-e", RUN]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = node.spawn().expect("the tests need Node");
    let input = serde_json::to_vec(scripts).unwrap();
    node.stdin.take().unwrap().write_all(&input).unwrap();
    let output = node.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn what_is_known_is_what_node_makes_and_nothing_is_passed_over() {
    let strategy = prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 2..9);
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut one = || script(&strategy.new_tree(&mut runner).unwrap().current());
    let scripts: Vec<String> = (0..SCRIPTS).map(|_| one()).collect();
    let (mut active, mut doubtful) = (0, 0);
    for (text, made) in scripts.iter().zip(made(&scripts)) {
        let found = declarations(text);
        for made in made.iter().filter(|made| !made.is_null()) {
            let plugins = made["plugins"].as_object();
            for one in found.iter().filter(|one| one.state == State::Active) {
                let entry = &made["plugins"][&one.alias];
                assert_eq!(entry["version"].as_str(), one.version.as_deref(), "{one:?} in\n{text}");
                assert_eq!(
                    entry["provider"].as_str(),
                    one.provider.as_deref(),
                    "{one:?} in\n{text}"
                );
                active += 1;
            }
            for (alias, entry) in plugins.into_iter().flatten() {
                if entry["provider"] == PROVIDER {
                    let is_told =
                        |one: &&Declaration| one.alias == *alias && one.state == State::Active;
                    let is_doubted = found.iter().any(|one| one.state != State::Active);
                    assert!(
                        found.iter().any(|one| is_told(&one)) || is_doubted,
                        "{alias} in\n{text}"
                    );
                    doubtful += usize::from(is_doubted);
                }
            }
        }
    }
    assert!(active > SCRIPTS / 4 && doubtful > SCRIPTS / 4, "{active} active, {doubtful} doubtful");
}

#[test]
fn what_cannot_be_read_never_moves() {
    let strategy = prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 2..9);
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for _ in 0..SCRIPTS {
        let text = script(&strategy.new_tree(&mut runner).unwrap().current());
        for one in declarations(&text) {
            let pin = one.pin.as_ref().and_then(|pin| text.get(pin.clone()));
            assert!(pin.is_none() || pin == one.version.as_deref(), "{one:?} in\n{text}");
        }
    }
}

const ENTRY: &str = "{ version: LIVE, provider: 'wx2b03c6e691cd7370' }";

/// Two programs of a repository that import one version.
fn repository() -> Scratch {
    let shop = Scratch::empty();
    shop.write(".git/HEAD", "ref: refs/heads/main\n");
    shop.write("packages/live.ts", "export const LIVE = \"1.2.0\" as const\n");
    let outside = format!(
        "import {{ LIVE }} from '../../packages/live'\nexport default {{ pages: [], plugins: {{ live: {ENTRY} }} }}\n"
    );
    shop.write("a/src/app.config.ts", &outside);
    shop.write("b/src/live.ts", "const LIVE = '1.1.0'\nexport { LIVE }\n");
    shop.write("b/src/app.config.ts", outside.replace("../../packages/live", "./live"));
    shop
}

#[test]
fn an_imported_version_is_judged_and_moves_where_it_stands_in_the_project() {
    let shop = repository();
    let listed = shop.exits(0, &["list"]).stdout;
    assert!(listed.contains("1.2.0    active") && listed.contains("1.1.0    active"), "{listed}");
    assert!(!listed.contains("elsewhere"), "{listed}");
    shop.exits(1, &["check", "--require", ">=1.3.0"]);
    let ran = shop.exits(1, &["upgrade"]);
    assert_eq!(ran.stdout, "pin b/src/live.ts:1 1.1.0 -> 1.3.5\n");
    assert!(ran.stderr.contains("a/src/app.config.ts:2: `1.2.0` is"), "{}", ran.stderr);
    assert_eq!(shop.read("b/src/live.ts"), "const LIVE = '1.3.5'\nexport { LIVE }\n");
    assert_eq!(shop.read("packages/live.ts"), "export const LIVE = \"1.2.0\" as const\n");
    shop.exits(0, &["upgrade", "b"]);
}

#[test]
fn what_a_project_with_a_manifest_imports_moves_with_it() {
    let shop = repository();
    let b = Scratch::copy(&shop.path().join("b"));
    b.exits(0, &["init"]);
    assert!(b.read("kaibo.jsonc").contains("\"1.1.0\""));
    b.exits(0, &["diff"]);
    b.exits(0, &["upgrade"]);
    assert!(
        b.read("kaibo.jsonc").contains("\"1.3.5\"") && b.read("src/live.ts").contains("'1.3.5'")
    );
    b.exits(0, &["diff"]);
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_to_what_is_imported() {
    let shop = repository();
    std::fs::remove_file(shop.path().join("b/src/live.ts")).unwrap();
    std::os::unix::fs::symlink("../../packages/live.ts", shop.path().join("b/src/live.ts"))
        .unwrap();
    let listed = shop.exits(0, &["list", "b"]).stdout;
    assert!(listed.contains("unreadable"), "{listed}");
}
