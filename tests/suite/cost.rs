//! Cost grows with the input and not with its square: instructions and memory of every verb, along every dimension.

use std::process::Command;
use std::sync::Mutex;

use crate::support::{Scratch, quiet, ran, require_tool};

/// Files by path.
type Files = Vec<(String, String)>;

/// One way for an input to grow.
struct Dimension {
    name: &'static str,
    /// The first size, which is doubled three times: so small that a run is short below valgrind, and so large that it
    /// counts beside what does not grow.
    first: usize,
    input: fn(usize) -> Files,
    /// What is run on it; words before `then` are run first, to prepare it.
    verbs: &'static [&'static str],
}

const DOUBLINGS: u32 = 3;
/// How the instructions may grow with the input; 2 would be its square.
const EXPONENT: f64 = 1.2;
const MEMORY: usize = 20 << 20;
const MEMORY_OF_BYTE: usize = 256;

/// A check in a short format: what is shown of a finding costs a multiple of the finding.
const CHECK: &str = "check --format concise";

const DIMENSIONS: &[Dimension] = &[
    Dimension { name: "size of a file", first: 100, input: long_file, verbs: &[CHECK] },
    Dimension {
        name: "declarations in one object",
        first: 20,
        input: declarations,
        verbs: &["list", CHECK, "disable --diff", "disable then enable", "upgrade --diff"],
    },
    Dimension { name: "declaring subpackages", first: 20, input: subpackages, verbs: &[CHECK] },
    Dimension { name: "findings", first: 5, input: links, verbs: &[CHECK, "check --fix"] },
    Dimension { name: "one long line", first: 2, input: line_of_links, verbs: &["check"] },
    Dimension { name: "suppressions", first: 5, input: suppressions, verbs: &[CHECK] },
    Dimension { name: "secrets", first: 5, input: secrets, verbs: &[CHECK] },
    Dimension { name: "pages", first: 3, input: pages, verbs: &[CHECK] },
    Dimension { name: "written pages", first: 1, input: manifest, verbs: &["diff", "patch"] },
    Dimension { name: "comments", first: 20, input: comments, verbs: &[CHECK] },
    Dimension {
        name: "objects around what is commented out",
        first: 50,
        input: commented_objects,
        verbs: &["enable --diff ."],
    },
    Dimension {
        name: "objects of a script",
        first: 20,
        input: objects_of_a_script,
        verbs: &["list", CHECK, "upgrade --diff"],
    },
    Dimension { name: "regions", first: 20, input: regions, verbs: &[CHECK] },
    Dimension { name: "nested regions", first: 50, input: nested_regions, verbs: &["list"] },
    Dimension { name: "open regions", first: 100, input: open_regions, verbs: &["list"] },
    Dimension {
        name: "projects",
        first: 3,
        input: projects,
        verbs: &["list", CHECK, "upgrade --diff"],
    },
];

const PROVIDER: &str = "wx2b03c6e691cd7370";
const OLD: &str = r#"{ "version": "1.2.0", "provider": "wx2b03c6e691cd7370" }"#;

fn file(path: &str, text: String) -> (String, String) {
    (path.to_owned(), text)
}

/// `count` texts with a comma between them.
fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

fn app() -> (String, String) {
    file(
        "app.json",
        format!(r#"{{ "pages": ["a"], "plugins": {{ "live-player-plugin": {OLD} }} }}"#),
    )
}

fn long_file(count: usize) -> Files {
    let pages = list(count, |i| format!("\n    \"pages/p{i}/index\""));
    vec![file(
        "app.json",
        format!("{{ \"pages\": [\"a\"], \"plugins\": {{ \"l\": {OLD} }}, \"x\": [{pages}] }}"),
    )]
}

fn declarations(count: usize) -> Files {
    let entries = list(count, |i| format!("\n    \"p{i}\": {OLD}"));
    vec![file("app.json", format!("{{ \"pages\": [\"a\"], \"plugins\": {{{entries}\n  }} }}"))]
}

fn subpackages(count: usize) -> Files {
    let sub = |i| format!(r#"{{"root":"p{i}","pages":["b"],"plugins":{{"l":{OLD}}}}}"#);
    vec![file("app.json", format!(r#"{{"pages":["a"],"subPackages":[{}]}}"#, list(count, sub)))]
}

/// A call that opens a room and is found wanting in two ways, one of which can be fixed.
fn link(i: usize) -> String {
    format!(
        "wx.navigateTo({{ url: '/plugin-private://{PROVIDER}/pages/live-player-plugin?id={i}' }});"
    )
}

fn links(count: usize) -> Files {
    let lines: String = (0..count).map(|i| link(i) + "\n").collect();
    vec![app(), file("a.js", lines)]
}

fn line_of_links(count: usize) -> Files {
    vec![app(), file("a.js", (0..count).map(link).collect())]
}

fn suppressions(count: usize) -> Files {
    let lines: String = (0..count).map(|i| link(i) + " // kaibo-ignore room-url-path\n").collect();
    vec![app(), file("a.js", lines)]
}

fn secrets(count: usize) -> Files {
    let secret = |i| format!("const c{i} = {{ wxSecret: '0123456789abcdef{:016x}' }};\n", 7919 * i);
    vec![app(), file("a.js", (0..count).map(secret).collect())]
}

fn pages(count: usize) -> Files {
    let listed = list(count, |i| format!("\"pages/p{i}\""));
    let app = format!(r#"{{ "pages": [{listed}], "plugins": {{ "live-player-plugin": {OLD} }} }}"#);
    let scripts = (0..count).map(|i| (format!("pages/p{i}.js"), link(i)));
    scripts.chain([file("app.json", app)]).collect()
}

fn manifest(count: usize) -> Files {
    let page = |i| format!(r#"{{ "path": "pages/p{i}", "kind": "room-list" }}"#);
    let manifest = format!(
        r#"{{ "manifestVersion": 1, "plugin": {{ "version": "1.3.5" }}, "pages": [{}] }}"#,
        list(count, page)
    );
    vec![
        file("app.json", "{\n  \"pages\": [\n    \"a\"\n  ]\n}\n".to_owned()),
        file("kaibo.jsonc", manifest),
    ]
}

fn uni_app(manifest: String) -> Files {
    let pages = "{ \"pages\": [{ \"path\": \"a\" }] }".to_owned();
    vec![file("pages.json", pages), file("manifest.json", manifest)]
}

fn comments(count: usize) -> Files {
    let lines = format!("// \"live-player-plugin\": {OLD}\n").repeat(count);
    uni_app(format!("{{ \"mp-weixin\": {{\n{lines}\"a\": 1 }} }}"))
}

fn commented_objects(count: usize) -> Files {
    let (opened, closed) = ("{ \"root\": \"a\",\n\"b\":\n".repeat(count), "}\n".repeat(count));
    let lines =
        format!("{opened}{{ \"live-player-plugin\": {OLD}\n}}\n{closed}").replace('\n', "\n// ");
    let pages = format!("{{ \"pages\": [],\n\"subPackages\": [\n// {lines}\n] }}");
    vec![file("manifest.json", "{ \"mp-weixin\": {} }".to_owned()), file("pages.json", pages)]
}

fn objects_of_a_script(count: usize) -> Files {
    let line = |i| format!("const c{i} = {{ a: {i}, b: [2, 3] }}; // c\nf(c{i}, {{ ...c{i} }});\n");
    let lines: String = (0..count).map(line).collect();
    let config =
        format!("export default {{ pages: ['a'], plugins: {{ 'live-player-plugin': {OLD} }} }};\n");
    vec![
        file("package.json", r#"{ "dependencies": { "@tarojs/taro": "4.2.1" } }"#.to_owned()),
        file("src/app.config.js", config + &lines),
    ]
}

fn regions(count: usize) -> Files {
    let region = |i| format!("\n// #ifdef VUE3\n\"p{i}\": {OLD}\n// #endif\n");
    let plugins = format!("{{ \"mp-weixin\": {{ \"plugins\": {{ {} }} }} }}", list(count, region));
    uni_app(plugins)
}

fn nested_regions(count: usize) -> Files {
    let (opened, closed) = ("// #ifdef H5\n".repeat(count), "// #endif\n".repeat(count));
    uni_app(format!("{{ \"mp-weixin\": {{}},\n{opened}{closed}\"a\": 1 }}"))
}

fn open_regions(count: usize) -> Files {
    let opened = "<!--#ifdefX".repeat(count);
    uni_app(format!("{{ \"mp-weixin\": {{}}, /*{opened}*/ \"a\": 1 }}"))
}

fn projects(count: usize) -> Files {
    let (_, text) = app();
    // one more, because there must be something to look at
    (0..=count).map(|i| (format!("p{i}/app.json"), text.clone())).collect()
}

/// An input on disk, prepared for what is run on it, and the rest of the words.
fn prepared<'v>(files: &Files, verb: &'v str) -> (Scratch, Vec<&'v str>) {
    let scratch = Scratch::empty();
    for (path, text) in files {
        scratch.write(path, text);
    }
    let (before, verb) = verb.split_once(" then ").unwrap_or(("", verb));
    if !before.is_empty() {
        scratch.exits(0, &before.split(' ').collect::<Vec<_>>());
    }
    (scratch, verb.split(' ').collect())
}

/// Instructions of a run, as callgrind counts them.
fn instructions(files: &Files, verb: &str) -> f64 {
    let (scratch, args) = prepared(files, verb);
    let mut valgrind = Command::new("valgrind");
    quiet(&mut valgrind, scratch.path());
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    let run = ran(valgrind.arg(env!("CARGO_BIN_EXE_kaibo")).args(args));
    assert!([0, 1].contains(&run.code), "{verb}: {}", run.stderr);
    let count =
        run.stderr.split("Collected : ").nth(1).and_then(|rest| rest.split_whitespace().next());
    count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{}", run.stderr))
}

/// The most bytes that a run held at one time.
fn memory(files: &Files, verb: &str) -> usize {
    let (scratch, args) = prepared(files, verb);
    let mut time = Command::new("time");
    quiet(&mut time, scratch.path()).args(["-f", "\n%M"]);
    let run = ran(time.arg(env!("CARGO_BIN_EXE_kaibo")).args(args));
    let kib = run.stderr.lines().last().and_then(|line| line.parse::<usize>().ok());
    kib.unwrap_or_else(|| panic!("{}", run.stderr)) << 10
}

/// The cost of a verb along a dimension, and whether it is too much.
fn cost(dimension: &Dimension, verb: &str) -> (bool, String) {
    let Dimension { name, first, input, .. } = dimension;
    let start = instructions(&input(0), verb);
    let sizes = (0..=DOUBLINGS).map(|doubling| first << doubling);
    let counts: Vec<f64> = sizes.map(|size| instructions(&input(size), verb) - start).collect();
    let exponents: Vec<f64> = counts.windows(2).map(|pair| (pair[1] / pair[0]).log2()).collect();
    let files = input(first << DOUBLINGS);
    let size = |prefix: &str| {
        let of_project = files.iter().filter(|(path, _)| path.starts_with(prefix));
        of_project.map(|(_, text)| text.len()).sum::<usize>()
    };
    let largest = if *name == "projects" { size("p0/") } else { size("") };
    // the code of a debug build alone takes as much as a release build may in all
    let code = memory(&Files::new(), "--version");
    let memory = memory(&files, verb).saturating_sub(code);
    let most = MEMORY + MEMORY_OF_BYTE * largest;
    let is_too_much = exponents.iter().any(|exponent| *exponent > EXPONENT) || memory > most;
    let cost =
        format!("{name}: {verb}: {counts:?}, exponents {exponents:.2?}, {memory} of {most} bytes");
    (is_too_much, cost)
}

#[test]
fn cost_grows_with_the_input_in_every_dimension() {
    require_tool("valgrind");
    require_tool("time");
    let all = DIMENSIONS.iter().flat_map(|one| one.verbs.iter().map(move |verb| (one, *verb)));
    let (left, costs) = (Mutex::new(all), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let next = left.lock().unwrap().next();
            let Some((dimension, verb)) = next else { return };
            let cost = cost(dimension, verb);
            costs.lock().unwrap().push(cost);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let costs = costs.into_inner().unwrap();
    let too_much: Vec<&str> =
        costs.iter().filter(|(is_too_much, _)| *is_too_much).map(|(_, cost)| &**cost).collect();
    assert!(too_much.is_empty(), "{}", too_much.join("\n"));
}
