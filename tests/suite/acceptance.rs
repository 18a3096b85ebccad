//! What kaibo writes, judged by the platform's own compiler and renderer, which `tests/acceptance` drives.

mod settings;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::panic;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::thread;

use serde_json::{Value, json};

use crate::support::{Scratch, ran, root, tree};

/// Where the plugin is declared, and the language of the scripts.
const PACKAGES_AND_LANGUAGES: [(&str, &str); 4] =
    [("main", "js"), ("main", "ts"), ("packageLive", "js"), ("packageLive", "ts")];

/// The live plugin's room page, up to the room's number.
const ROOM: &str = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=";

/// An object, with what `encodeURIComponent(JSON.stringify(object))` makes of it.
type Params<'a> = (&'a str, &'a str);

const PLAIN: Params<'_> = (
    r#"{"pid":1,"path":"pages/goods/detail?id=3","channel":"直播"}"#,
    "%7B%22pid%22%3A1%2C%22path%22%3A%22pages%2Fgoods%2Fdetail%3Fid%3D3%22\
     %2C%22channel%22%3A%22%E7%9B%B4%E6%92%AD%22%7D",
);

/// Keys that every object of JavaScript has already, and numbers that it writes in its own way.
const PROTO: Params<'_> = (
    r#"{"__proto__":{"__proto__":[null,true,-1.5,1e21]},"constructor":"x","then":{}}"#,
    "%7B%22__proto__%22%3A%7B%22__proto__%22%3A%5Bnull%2Ctrue%2C-1.5%2C1e%2B21%5D%7D\
     %2C%22constructor%22%3A%22x%22%2C%22then%22%3A%7B%7D%7D",
);

/// Texts that mean something in one of the languages that are written, encoded likewise.
const HOSTILE: [(&str, &str); 21] = [
    ("\"", "%5C%22"),
    ("'", "'"),
    ("`", "%60"),
    ("</view>", "%3C%2Fview%3E"),
    ("</script>", "%3C%2Fscript%3E"),
    ("<!--", "%3C!--"),
    ("*/", "*%2F"),
    ("{{x}}", "%7B%7Bx%7D%7D"),
    ("${x}", "%24%7Bx%7D"),
    ("[= x =]", "%5B%3D%20x%20%3D%5D"),
    ("&lt;", "%26lt%3B"),
    ("%22", "%2522"),
    ("\\n", "%5C%5Cn"),
    ("\n", "%5Cn"),
    ("\t", "%5Ct"),
    ("\u{1}", "%5Cu0001"),
    ("\u{2028}", "%E2%80%A8"),
    ("😀", "%F0%9F%98%80"),
    ("开播", "%E5%BC%80%E6%92%AD"),
    ("__proto__", "__proto__"),
    ("\\", "%5C%5C"),
];

/// A name to tell failures under, and what makes the cases.
type Concern = (&'static str, fn() -> Vec<Case>);

const CONCERNS: [Concern; 8] = [
    ("new_shops", new_shops),
    ("single_pages", single_pages),
    ("patched_pages", patched_pages),
    ("hostile_values", hostile_values),
    ("foreign_projects", foreign_projects),
    ("moved_plugins", moved_plugins),
    ("settings", settings::cases),
    ("hostile_styles", hostile_styles),
];

/// The reasons of what failed, by concern.
type Failures = BTreeMap<&'static str, Vec<String>>;

/// A project and what must be true of it.
struct Case {
    name: String,
    project: Scratch,
    checks: Vec<Value>,
}

/// A page as the manifest names it, and what must be seen once it is open.
struct Page {
    entry: Value,
    checks: Vec<Value>,
}

impl Page {
    fn room_list(path: &str, open: &str) -> Self {
        let shown = ["春茶上新：明前龙井现场试泡", "直播中", "2 件商品"];
        let checks = vec![
            json!({ "check": "text", "page": path, "contains": shown, "lacks": ["加载失败"] }),
            tap(path, ".kaibo-room", 0, &format!("{ROOM}3")),
            tap(path, ".kaibo-room", 1, &format!("{ROOM}2")),
            tap(path, ".kaibo-room", 2, &format!("{ROOM}1")),
        ];
        Self { entry: json!({ "path": path, "kind": "room-list", "open": open }), checks }
    }

    fn room_entry(path: &str, open: &str) -> Self {
        let entry = json!({ "path": path, "kind": "room-entry", "open": open, "roomId": 12 });
        Self { entry, checks: vec![tap(path, ".kaibo-enter", 0, &format!("{ROOM}12"))] }
    }

    fn room_entry_with(path: &str, open: &str, (params, in_url): Params<'_>) -> Self {
        let Self { mut entry, .. } = Self::room_entry(path, open);
        entry["customParams"] = serde_json::from_str(params).unwrap();
        let room = format!("{ROOM}12&custom_params={in_url}");
        Self { entry, checks: vec![tap(path, ".kaibo-enter", 0, &room)] }
    }

    fn goods_detail(path: &str) -> Self {
        let from_room = |custom_params: &str, expect: &Value| {
            json!({
                "check": "data",
                "page": path,
                "options": { "room_id": "12", "openid": "a", "share_openid": "b", "custom_params": custom_params },
                "expect": { "roomId": 12, "openid": "a", "shareOpenid": "b", "customParams": expect },
            })
        };
        let at_first = json!({ "roomId": 0, "openid": "", "shareOpenid": "", "customParams": {} });
        let (params, in_url) = PLAIN;
        let (whole, none) = (serde_json::from_str(params).unwrap(), json!({}));
        let checks = vec![
            from_room(params, &whole),
            from_room(in_url, &whole),
            from_room(&in_url.replace('%', "%25"), &whole),
            from_room(&in_url[..40], &none),
            from_room("%E7%9B%", &none),
            from_room("[1]", &none),
            json!({ "check": "data", "page": path, "expect": at_first }),
            json!({ "check": "tap", "page": path, "tap": ".kaibo-back", "calls": { "api": "navigateBack" } }),
            // As the first page it has no way back.
            json!({ "check": "text", "page": path, "pages": 1, "contains": ["商品名称"], "lacks": ["返回"] }),
        ];
        Self { entry: json!({ "path": path, "kind": "goods-detail" }), checks }
    }

    /// Every kind of page, with every way to open a room.
    fn every(package: &str) -> Vec<Self> {
        let at = |name: &str| format!("{}/{name}", folder(package));
        vec![
            Self::room_list(&at("live/list"), "navigator"),
            Self::room_list(&at("live/calls"), "navigateTo"),
            Self::room_entry(&at("room"), "navigator"),
            Self::room_entry(&at("room-calls"), "navigateTo"),
            Self::room_entry_with(&at("params/room"), "navigator", PLAIN),
            Self::room_entry_with(&at("params/room-calls"), "navigateTo", PLAIN),
            Self::goods_detail(&at("goods/detail")),
        ]
    }
}

/// Where a package's pages lie.
fn folder(package: &str) -> &str {
    if package == "main" { "pages" } else { package }
}

/// A tap on one of the nodes that a selector finds, and the one place that it leads to.
fn tap(page: &str, selector: &str, index: usize, opens: &str) -> Value {
    json!({ "check": "tap", "page": page, "tap": selector, "index": index, "opens": opens })
}

fn with_options(mut check: Value, options: Value) -> Value {
    check["options"] = options;
    check
}

fn compiles() -> Value {
    json!({ "check": "compile" })
}

/// What the compilers of a language say.
fn all_compilers(language: &str) -> Vec<Value> {
    let types = (language == "ts").then(|| json!({ "check": "types" }));
    [compiles(), json!({ "check": "wxml" })].into_iter().chain(types).collect()
}

fn seen_on(pages: &[Page]) -> Vec<Value> {
    pages.iter().flat_map(|page| page.checks.clone()).collect()
}

/// The taps that lead from a new shop's first page to those with rooms.
fn links_to(pages: &[Page]) -> Vec<Value> {
    let live = pages.iter().filter(|page| page.entry["kind"] != "goods-detail");
    let paths = live.map(|page| format!("/{}", page.entry["path"].as_str().unwrap()));
    paths.enumerate().map(|(i, path)| tap("pages/index/index", ".kaibo-live", i, &path)).collect()
}

fn manifest(package: &str, language: &str, name: &str, pages: &[Page]) -> String {
    let pages: Vec<&Value> = pages.iter().map(|page| &page.entry).collect();
    let plugin = json!({ "version": "1.3.5", "package": package });
    let app = json!({ "name": name, "language": language });
    json!({ "manifestVersion": 1, "plugin": plugin, "pages": pages, "app": app }).to_string()
}

/// What `kaibo new` makes of a manifest and flags.
fn new_shop(manifest: &str, flags: &[&str]) -> Scratch {
    let (shop, beside) = (Scratch::empty(), Scratch::empty());
    let file = beside.write("shop.jsonc", manifest).path().join("shop.jsonc");
    shop.exits(0, &[&["new", ".", "--manifest", file.to_str().unwrap()], flags].concat());
    shop
}

/// What `kaibo patch` makes of somebody's project in this language.
fn patched(language: &str, manifest: &str) -> Scratch {
    let fixture = if language == "ts" { "native-miniprogram-root" } else { "native-plain" };
    let project = Scratch::fixture(fixture);
    patch(project.write("kaibo.jsonc", manifest));
    project
}

fn patch(project: &Scratch) {
    project.exits(0, &["patch"]);
    assert_eq!(project.exits(0, &["diff"]).stdout, "");
}

/// Fails with the reasons of a concern's cases that failed.
fn judge(concern: &str) {
    static JUDGED: OnceLock<Result<Option<Failures>, String>> = OnceLock::new();
    match JUDGED.get_or_init(judge_all) {
        Ok(Some(failures)) => {
            let reasons = &failures[concern];
            assert!(reasons.is_empty(), "\n{}", reasons.join("\n"));
        }
        Ok(None) => {}
        Err(reason) => panic!("{reason}"),
    }
}

/// Judges all concerns together, because each start of the compiler costs seconds; without Node, none.
fn judge_all() -> Result<Option<Failures>, String> {
    let rig = root().join("tests/acceptance");
    if !install(&rig)? {
        return Ok(None);
    }
    let mut failures = Failures::new();
    let mut cases = Vec::new();
    for (concern, make) in CONCERNS {
        let reasons = failures.entry(concern).or_default();
        match panic::catch_unwind(make) {
            Ok(made) => cases.extend(made.into_iter().map(|case| (concern, case))),
            Err(panic) => reasons.push(panic.downcast_ref::<String>().cloned().unwrap_or_default()),
        }
    }
    for (concern, case) in &mut cases {
        case.name = format!("{concern}: {}", case.name);
    }
    let threads = thread::available_parallelism().map_or(1, usize::from).min(4);
    let output: String = thread::scope(|scope| {
        let share = cases.chunks(cases.len().div_ceil(threads).max(1));
        let runs: Vec<_> = share.map(|cases| scope.spawn(|| run_node(&rig, cases))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    for (concern, Case { name, .. }) in cases {
        let (passed, failed) = (format!("ok {name}"), format!("FAIL {name}: "));
        if output.lines().all(|line| line != passed) {
            let line = output.lines().find(|line| line.starts_with(&failed));
            let nothing = || format!("no word on {name}\n{output}");
            failures.get_mut(concern).unwrap().push(line.map_or_else(nothing, str::to_owned));
        }
    }
    Ok(Some(failures))
}

/// All that the rig prints about the cases.
fn run_node(rig: &Path, cases: &[(&str, Case)]) -> String {
    let described = cases.iter().map(
        |(_, case)| json!({ "name": case.name, "dir": case.project.path(), "checks": case.checks }),
    );
    let scratch = Scratch::empty();
    scratch.write("cases.json", json!({ "cases": described.collect::<Vec<_>>() }).to_string());
    let mut node = Command::new("node");
    let run = ran(node.arg(rig.join("run.mjs")).arg(scratch.path().join("cases.json")));
    run.stdout + &run.stderr
}

/// Installs what the rig needs where it is missing or old. Whether there is Node to do so; CI must have it.
pub fn install(rig: &Path) -> Result<bool, String> {
    let answers = |program: &&str| Command::new(program).arg("--version").output().is_ok();
    if let Some(program) = ["node", "npm"].into_iter().find(|program| !answers(program)) {
        let text = format!(
            "NOT TESTED: {program} is missing, so no generated project was compiled or opened"
        );
        if env::var("CI").as_deref() == Ok("true") {
            return Err(text);
        }
        let line = "!".repeat(text.len());
        // Written past the capture of cargo, which shows what failed tests print only.
        io::stderr().write_all(format!("\n{line}\n{text}\n{line}\n").as_bytes()).unwrap();
        return Ok(false);
    }
    let changed = |file: &str| fs::metadata(rig.join(file)).and_then(|file| file.modified()).ok();
    // npm writes the first of these when it has done all else.
    if changed("node_modules/.package-lock.json") < changed("package-lock.json") {
        let flags = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
        let npm = ran(Command::new("npm").current_dir(rig).args(flags));
        if npm.code != 0 {
            return Err(format!("npm ci\n{}{}", npm.stdout, npm.stderr));
        }
    }
    Ok(true)
}

fn new_shops() -> Vec<Case> {
    let mut cases = Vec::new();
    for (package, language) in PACKAGES_AND_LANGUAGES {
        let standard = Scratch::empty();
        standard.exits(0, &["new", ".", "--yes", "--package", package, "--language", language]);
        let standard_pages = vec![
            Page::room_list(&format!("{}/live/list", folder(package)), "navigator"),
            Page::goods_detail("pages/goods/detail"),
        ];
        let full_pages = Page::every(package);
        let full = new_shop(&manifest(package, language, "山货", &full_pages), &[]);
        for (name, project, pages) in
            [("standard", standard, standard_pages), ("full", full, full_pages)]
        {
            let name = format!("{name} {package} {language}");
            assert_eq!(project.exits(0, &["diff"]).stdout, "", "{name}");
            let checks = [all_compilers(language), links_to(&pages), seen_on(&pages)].concat();
            cases.push(Case { name, project, checks });
        }
    }
    cases
}

fn single_pages() -> Vec<Case> {
    let mut cases = Vec::new();
    for (package, language) in PACKAGES_AND_LANGUAGES {
        for page in Page::every(package) {
            let name = format!("{} {package} {language}", page.entry);
            let pages = [page];
            let project = new_shop(&manifest(package, language, "山货", &pages), &[]);
            let checks = [all_compilers("js"), links_to(&pages)].concat();
            cases.push(Case { name, project, checks });
        }
    }
    cases
}

fn patched_pages() -> Vec<Case> {
    let mut cases = Vec::new();
    for (package, language) in PACKAGES_AND_LANGUAGES {
        let pages = Page::every(package);
        let project = patched(language, &manifest(package, language, "山货", &pages));
        let checks = [all_compilers(language), seen_on(&pages)].concat();
        cases.push(Case { name: format!("{package} {language}"), project, checks });
    }
    cases
}

fn hostile_values() -> Vec<Case> {
    let (text, in_url): (String, String) = HOSTILE.into_iter().unzip();
    let params = json!({ "k": [text], text.as_str(): 1 }).to_string();
    let params_in_url = format!("%7B%22k%22%3A%5B%22{in_url}%22%5D%2C%22{in_url}%22%3A1%7D");
    let hostile = (params.as_str(), params_in_url.as_str());
    let named = [
        json!({ "check": "json", "file": "app.json", "expect": { "window.navigationBarTitleText": text } }),
        json!({ "check": "json", "file": "project.config.json", "expect": { "projectname": text } }),
        json!({ "check": "data", "page": "pages/index/index", "expect": { "shopName": text } }),
        json!({ "check": "text", "page": "pages/index/index", "contains": [text] }),
    ];
    let mut cases = Vec::new();
    for (package, language) in PACKAGES_AND_LANGUAGES {
        let at = |name: &str| format!("{}/{name}", folder(package));
        let pages = [
            Page::room_entry_with(&at("hostile"), "navigator", hostile),
            Page::room_entry_with(&at("hostile-calls"), "navigateTo", hostile),
            Page::room_entry_with(&at("proto"), "navigator", PROTO),
            Page::room_entry_with(&at("proto-calls"), "navigateTo", PROTO),
        ];
        let rooms = [all_compilers(language), seen_on(&pages)].concat();
        let both = [rooms.clone(), named.to_vec()].concat();
        let by_manifest = manifest(package, language, &text, &pages);
        let by_flag = manifest(package, language, "plain", &pages);
        for (how, project, checks) in [
            ("name in the manifest", new_shop(&by_manifest, &[]), both.clone()),
            ("name in a flag", new_shop(&by_flag, &["--name", &text]), both),
            ("patched", patched(language, &by_manifest), rooms),
        ] {
            cases.push(Case { name: format!("{how} {package} {language}"), project, checks });
        }
    }
    cases
}

/// Does what the build of a project does whose sources lie in `src`: it copies them, and has the platform's compiler take
/// the types out of scripts.
fn build(project: &Scratch) {
    let source = project.path().join("src");
    if !source.is_dir() {
        return;
    }
    for (path, text) in tree(&source) {
        project.write(&format!("dist/{path}"), text);
    }
    let mut config: Value = serde_json::from_str(&project.read("project.config.json")).unwrap();
    config["setting"] = json!({ "useCompilerPlugins": ["typescript"] });
    project.write("project.config.json", config.to_string());
}

fn foreign_projects() -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(root().join("fixtures")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.starts_with("native-") {
            continue;
        }
        let proposed = [
            Page::room_list("pages/live/list", "navigator"),
            Page::goods_detail("pages/goods/detail"),
        ];
        let index = |opens: &str| tap("pages/index/index", ".room", 0, opens);
        let (before, added) = match name.as_str() {
            // The platform wants strict JSON.
            "native-comments" => (vec![json!({ "check": "compile", "fails": "10006" })], vec![]),
            "native-healthy-main" => (vec![compiles(), index(&format!("{ROOM}12"))], vec![]),
            "native-healthy-sub" => {
                let room = format!("{ROOM}8&close_picture_in_picture_mode=1");
                (vec![compiles(), index(&room)], vec![])
            }
            "native-old-pin" => {
                let enter = tap("pages/broadcast/broadcast", ".btn", 0, &format!("{ROOM}5"));
                (vec![compiles(), with_options(enter, json!({ "room_id": "5" }))], vec![])
            }
            // A page of it opens a room already.
            "native-gulp" => (vec![compiles()], vec![]),
            _ => (vec![compiles()], seen_on(&proposed)),
        };
        let (untouched, project) = (Scratch::fixture(&name), Scratch::fixture(&name));
        build(&untouched);
        project.exits(0, &["init"]);
        if name == "native-wrong-provider" {
            project.exits(1, &["patch"]);
        } else {
            patch(&project);
            build(&project);
            let checks = [before.clone(), added].concat();
            cases.push(Case { name: format!("{name} after"), project, checks });
        }
        cases.push(Case { name: format!("{name} before"), project: untouched, checks: before });
    }
    cases
}

fn moved_plugins() -> Vec<Case> {
    let app_json = |expect: Value| json!({ "check": "json", "file": "app.json", "expect": expect });
    let to_sub = Scratch::fixture("native-healthy-main");
    to_sub.exits(0, &["init"]);
    let list = Page::room_list("packageLive/list", "navigator");
    to_sub
        .replace("kaibo.jsonc", r#""package": "main""#, r#""package": "packageLive""#)
        .replace("kaibo.jsonc", r#""pages": ["#, &format!(r#""pages": [{},"#, list.entry))
        // It used the plugin, which only the declaring package may do.
        .write("app.js", "App({})");
    patch(&to_sub);
    let declared = app_json(json!({
        "plugins": null,
        "subPackages.0.root": "packageLive",
        "subPackages.0.plugins.live-player-plugin.version": "1.3.5",
    }));
    let in_sub = [vec![compiles(), declared], list.checks].concat();

    let to_main = Scratch::fixture("native-healthy-sub");
    to_main.exits(0, &["init"]);
    to_main.replace("kaibo.jsonc", r#""package": "packageLive""#, r#""package": "main""#);
    patch(&to_main);
    let declared = app_json(json!({
        "plugins.live-player-plugin.version": "1.3.5",
        "subPackages.0.plugins": null,
    }));
    let room = format!("{ROOM}8&close_picture_in_picture_mode=1");
    let in_main = vec![compiles(), declared, tap("pages/index/index", ".room", 0, &room)];

    let to_newer = Scratch::fixture("native-old-pin");
    to_newer.exits(0, &["init"]);
    to_newer.replace("kaibo.jsonc", r#""version": "1.2.0""#, r#""version": "1.3.5""#);
    patch(&to_newer);
    let declared = app_json(json!({ "plugins.live-player-plugin.version": "1.3.5" }));

    vec![
        Case { name: "main to subpackage".to_owned(), project: to_sub, checks: in_sub },
        Case { name: "subpackage to main".to_owned(), project: to_main, checks: in_main },
        Case { name: "version".to_owned(), project: to_newer, checks: vec![compiles(), declared] },
    ]
}

/// Rules for the short names that a project may well have, the generated pages' own names in 0.1.0 among them.
const HOSTILE_STYLES: &str = "
.page, .card, .badge, .loading, .title, .room, .cover, .detail, .enter, .back, .notice { display: none }
.badge-live, .mark, .hint, .price, .picture, .goods, .anchor, .retry, .arrow, .empty, .error { color: transparent }
.container .live, .shop .label, view.title, .back-pressed { position: fixed }
view, navigator, button, text, image { box-sizing: content-box }
page { display: flex }
";

fn hostile_styles() -> Vec<Case> {
    let pages = Page::every("main");
    let project = patched("js", &manifest("main", "js", "山货", &pages));
    project.write("app.wxss", HOSTILE_STYLES);
    let apart = pages.iter().map(|page| json!({ "check": "apart", "page": page.entry["path"] }));
    let checks = [compiles()].into_iter().chain(apart).collect();
    vec![Case { name: "app.wxss".to_owned(), project, checks }]
}

#[test]
fn a_project_that_compiled_before_a_patch_compiles_after_it_whatever_its_settings() {
    judge("settings");
}

#[test]
fn no_rule_of_the_projects_reaches_a_generated_page_by_a_class() {
    judge("hostile_styles");
}

#[test]
fn a_new_shop_compiles_and_opens_its_rooms() {
    judge("new_shops");
}

#[test]
fn every_kind_of_page_compiles_alone() {
    judge("single_pages");
}

#[test]
fn pages_patched_into_a_project_open_their_rooms() {
    judge("patched_pages");
}

#[test]
fn hostile_values_arrive_unchanged() {
    judge("hostile_values");
}

#[test]
fn foreign_projects_compile_before_and_after_a_patch() {
    judge("foreign_projects");
}

#[test]
fn a_plugin_that_moved_to_another_package_still_opens_rooms() {
    judge("moved_plugins");
}
