//! What kaibo writes, judged by WeChat's own compiler and renderer, which the Node programs in `tests/acceptance` drive.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Scratch, ran, root};

/// The live plugin's room page, up to the room's number.
const ROOM: &str = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=";

/// What a room hands on to the goods page, with the form that it must have in a URL.
const PARAMS: &str = r#"{"pid":1,"path":"pages/goods/detail?id=3","channel":"直播"}"#;
const PARAMS_IN_URL: &str = "%7B%22pid%22%3A1%2C%22path%22%3A%22pages%2Fgoods%2Fdetail%3Fid%3D3%22%2C%22channel%22%3A%22%E7%9B%B4%E6%92%AD%22%7D";

/// Names that mean something to JavaScript, likewise.
const NAMES: &str =
    r#"{"__proto__":{"__proto__":[null,true,-1.5,1e21]},"constructor":"x","then":{}}"#;
const NAMES_IN_URL: &str = "%7B%22__proto__%22%3A%7B%22__proto__%22%3A%5Bnull%2Ctrue%2C-1.5%2C1e%2B21%5D%7D%2C%22constructor%22%3A%22x%22%2C%22then%22%3A%7B%7D%7D";

/// Texts that end or begin something in one of the languages that are written, with what
/// `encodeURIComponent(JSON.stringify(text))` makes of them.
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

/// A project and what must be true of it.
struct Case {
    name: String,
    project: Scratch,
    checks: Vec<Value>,
}

/// A page as the manifest names it, and what must be seen when it is open.
struct Page {
    entry: Value,
    checks: Vec<Value>,
}

impl Page {
    fn room_list(path: &str, open: &str) -> Self {
        let shown = ["春茶上新：明前龙井现场试泡", "直播中", "2 件商品"];
        let mut checks = vec![
            json!({ "check": "text", "page": path, "contains": shown, "lacks": ["加载失败"] }),
        ];
        checks.extend(
            [3, 2, 1]
                .iter()
                .enumerate()
                .map(|(index, room)| tap(path, ".room", index, &format!("{ROOM}{room}"))),
        );
        Self { entry: json!({ "path": path, "kind": "room-list", "open": open }), checks }
    }

    fn room_entry(path: &str, open: &str) -> Self {
        let entry = json!({ "path": path, "kind": "room-entry", "open": open, "roomId": 12 });
        Self { entry, checks: vec![tap(path, ".enter", 0, &format!("{ROOM}12"))] }
    }

    /// A room that takes an object along.
    fn room_entry_with(path: &str, open: &str, params: &str, params_in_url: &str) -> Self {
        let mut page = Self::room_entry(path, open);
        page.entry["customParams"] = serde_json::from_str(params).unwrap();
        page.checks =
            vec![tap(path, ".enter", 0, &format!("{ROOM}12&custom_params={params_in_url}"))];
        page
    }

    fn goods_detail(path: &str) -> Self {
        let opened = |custom_params: &str, expect: Value| {
            let options = json!({ "room_id": "12", "openid": "o1", "share_openid": "o2", "custom_params": custom_params });
            let expect = json!({ "roomId": 12, "openid": "o1", "shareOpenid": "o2", "customParams": expect, "canGoBack": true });
            json!({ "check": "data", "page": path, "options": options, "expect": expect })
        };
        let params: Value = serde_json::from_str(PARAMS).unwrap();
        let checks = vec![
            opened(PARAMS_IN_URL, params.clone()),
            opened(&PARAMS_IN_URL.replace('%', "%25"), params.clone()),
            opened(PARAMS, params),
            opened(&PARAMS_IN_URL[..40], json!({})),
            opened("%E7%9B%", json!({})),
            opened("[1]", json!({})),
            json!({ "check": "data", "page": path, "expect": { "roomId": 0, "openid": "", "shareOpenid": "", "customParams": {} } }),
            json!({ "check": "tap", "page": path, "tap": ".back", "calls": { "api": "navigateBack" } }),
            json!({ "check": "text", "page": path, "pages": 1, "contains": ["商品名称"], "lacks": ["返回"] }),
        ];
        Self { entry: json!({ "path": path, "kind": "goods-detail" }), checks }
    }

    /// Every kind of page in every way to open a room.
    fn every(folder: &str) -> Vec<Self> {
        let at = |name: &str| format!("{folder}/{name}");
        vec![
            Self::room_list(&at("live/list"), "navigator"),
            Self::room_list(&at("live/calls"), "navigateTo"),
            Self::room_entry(&at("room"), "navigator"),
            Self::room_entry(&at("room-calls"), "navigateTo"),
            Self::room_entry_with(&at("params/room"), "navigator", PARAMS, PARAMS_IN_URL),
            Self::room_entry_with(&at("params/room-calls"), "navigateTo", PARAMS, PARAMS_IN_URL),
            Self::goods_detail(&at("goods/detail")),
        ]
    }

    /// The taps on the start page of a new shop that lead to these pages.
    fn links(pages: &[Self]) -> Vec<Value> {
        let live = pages.iter().filter(|page| page.entry["kind"] != "goods-detail");
        let paths = live.map(|page| page.entry["path"].as_str().unwrap());
        paths
            .enumerate()
            .map(|(index, path)| tap("pages/index/index", ".live", index, &format!("/{path}")))
            .collect()
    }
}

fn tap(page: &str, selector: &str, index: usize, opens: &str) -> Value {
    json!({ "check": "tap", "page": page, "tap": selector, "index": index, "opens": opens })
}

/// The compilers' own judgement.
fn compiles(language: &str) -> Vec<Value> {
    let mut checks = vec![json!({ "check": "compile" }), json!({ "check": "wxml" })];
    checks.extend((language == "ts").then(|| json!({ "check": "types" })));
    checks
}

fn manifest(package: &str, language: &str, name: &str, pages: &[Page]) -> String {
    let pages: Vec<&Value> = pages.iter().map(|page| &page.entry).collect();
    let plugin = json!({ "version": "1.3.5", "package": package });
    let app = json!({ "name": name, "language": language });
    json!({ "manifestVersion": 1, "plugin": plugin, "pages": pages, "app": app }).to_string()
}

/// The project that `kaibo new` makes of a manifest.
fn new_project(manifest: &str, flags: &[&str]) -> Scratch {
    let (project, beside) = (Scratch::empty(), Scratch::empty());
    beside.write("shop.jsonc", manifest);
    let file = beside.path().join("shop.jsonc");
    project.exits(0, &[&["new", ".", "--manifest", file.to_str().unwrap()], flags].concat());
    project
}

/// A fixture that `kaibo patch` made agree with a manifest.
fn patched_fixture(fixture: &str, manifest: &str) -> Scratch {
    let project = Scratch::fixture(fixture);
    project.write("kaibo.jsonc", manifest);
    patch(&project);
    project
}

fn patch(project: &Scratch) {
    project.exits(0, &["patch"]);
    assert_eq!(project.exits(0, &["diff"]).stdout, "");
}

/// Has all cases judged in one run, and fails with the reasons of those that failed.
fn judge(cases: &[Case]) {
    let rig = root().join("tests/acceptance");
    if !node_is_ready(&rig) {
        return;
    }
    let described = cases.iter().map(|Case { name, project, checks }| json!({ "name": name, "dir": project.path(), "checks": checks }));
    let file = Scratch::empty();
    file.write("cases.json", json!({ "cases": described.collect::<Vec<_>>() }).to_string());
    let ran =
        ran(Command::new("node").arg(rig.join("run.mjs")).arg(file.path().join("cases.json")));
    let passed = ran.stdout.lines().filter(|line| line.starts_with("ok ")).count();
    let rest: Vec<&str> = ran.stdout.lines().filter(|line| !line.starts_with("ok ")).collect();
    assert!(
        ran.code == 0 && passed == cases.len(),
        "{passed} of {} passed\n{}\n{}",
        cases.len(),
        rest.join("\n"),
        ran.stderr
    );
}

/// Installs what the rig needs where that is missing or old. Without Node there is nothing to judge by, which CI does not accept.
fn node_is_ready(rig: &Path) -> bool {
    let present = |program: &str| {
        Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
    };
    if !present("node") || !present("npm") {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "the acceptance tests need node and npm"
        );
        let rule = "*".repeat(78);
        // Not eprintln!, which cargo captures.
        writeln!(io::stderr(), "{rule}\nNOT TESTED: node or npm is missing, so WeChat's compiler and renderer judged nothing.\n{rule}").unwrap();
        return false;
    }
    // Tests run side by side, and two installations would trip over each other.
    let turn = File::open(rig.join("run.mjs")).unwrap();
    turn.lock().unwrap();
    let changed = |file: PathBuf| fs::metadata(file).and_then(|metadata| metadata.modified()).ok();
    // npm writes this file last.
    if changed(rig.join("node_modules/.package-lock.json")) < changed(rig.join("package-lock.json"))
    {
        let install = ran(Command::new("npm").current_dir(rig).args([
            "ci",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
        ]));
        assert_eq!(install.code, 0, "npm ci\n{}{}", install.stdout, install.stderr);
    }
    true
}

/// Each package that may declare the plugin, with the folder that its pages lie in, in each language.
fn each_package_and_language() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    [("main", "pages"), ("packageLive", "packageLive")]
        .into_iter()
        .flat_map(|(package, folder)| ["js", "ts"].map(|language| (package, folder, language)))
}

#[test]
fn a_new_shop_compiles_and_opens_its_rooms() {
    let mut cases = Vec::new();
    for (package, folder, language) in each_package_and_language() {
        let standard = Scratch::empty();
        standard.exits(0, &["new", ".", "--yes", "--package", package, "--language", language]);
        let standard_pages = vec![
            Page::room_list(&format!("{folder}/live/list"), "navigator"),
            Page::goods_detail("pages/goods/detail"),
        ];
        let every = Page::every(folder);
        let full = new_project(&manifest(package, language, "山货", &every), &[]);
        for (name, project, pages) in
            [("standard", standard, standard_pages), ("full", full, every)]
        {
            let links = Page::links(&pages);
            assert_eq!(project.exits(0, &["diff"]).stdout, "");
            let checks = [
                compiles(language),
                links,
                pages.into_iter().flat_map(|page| page.checks).collect(),
            ]
            .concat();
            cases.push(Case { name: format!("{name} {package} {language}"), project, checks });
        }
    }
    judge(&cases);
}

#[test]
fn every_kind_of_page_compiles_alone() {
    let mut cases = Vec::new();
    for (package, folder, language) in each_package_and_language() {
        for page in Page::every(folder) {
            let name = format!("{} {package} {language}", page.entry);
            let pages = [page];
            let project = new_project(&manifest(package, language, "山货", &pages), &[]);
            let [page] = pages;
            cases.push(Case { name, project, checks: [compiles(language), page.checks].concat() });
        }
    }
    judge(&cases);
}

#[test]
fn pages_patched_into_a_project_open_their_rooms() {
    let mut cases = Vec::new();
    for (package, folder, language) in each_package_and_language() {
        let fixture = if language == "ts" { "native-miniprogram-root" } else { "native-plain" };
        let pages = Page::every(folder);
        let project = patched_fixture(fixture, &manifest(package, language, "山货", &pages));
        let checks =
            [compiles(language), pages.into_iter().flat_map(|page| page.checks).collect()].concat();
        cases.push(Case { name: format!("{fixture} {package}"), project, checks });
    }
    judge(&cases);
}

#[test]
fn hostile_values_arrive_unchanged() {
    let (text, in_url): (String, String) = HOSTILE.into_iter().unzip();
    let params = json!({ "k": [text], text.as_str(): 1 }).to_string();
    let params_in_url = format!("%7B%22k%22%3A%5B%22{in_url}%22%5D%2C%22{in_url}%22%3A1%7D");
    let mut cases = Vec::new();
    for (package, folder, language) in each_package_and_language() {
        let pages: Vec<Page> = [("navigator", "a"), ("navigateTo", "b")]
            .into_iter()
            .flat_map(|(open, name)| {
                let at = format!("{folder}/{name}");
                [
                    Page::room_entry_with(&format!("{at}/values"), open, &params, &params_in_url),
                    Page::room_entry_with(&format!("{at}/names"), open, NAMES, NAMES_IN_URL),
                ]
            })
            .collect();
        let rooms: Vec<Value> = pages.iter().flat_map(|page| page.checks.clone()).collect();
        let shown = [
            json!({ "check": "json", "file": "app.json", "expect": { "window.navigationBarTitleText": text } }),
            json!({ "check": "json", "file": "project.config.json", "expect": { "projectname": text } }),
            json!({ "check": "data", "page": "pages/index/index", "expect": { "shopName": text } }),
            json!({ "check": "text", "page": "pages/index/index", "contains": [text] }),
        ];
        let checks = [compiles(language), shown.to_vec(), rooms.clone()].concat();
        let named = manifest(package, language, &text, &pages);
        let renamed = manifest(package, language, "plain", &pages);
        for (how, project) in [
            ("manifest", new_project(&named, &[])),
            ("flag", new_project(&renamed, &["--name", &text])),
        ] {
            cases.push(Case {
                name: format!("by {how} {package} {language}"),
                project,
                checks: checks.clone(),
            });
        }
        let patched =
            patched_fixture("native-healthy-sub", &manifest(package, "js", &text, &pages));
        cases.push(Case {
            name: format!("patched {package}"),
            project: patched,
            checks: [compiles("js"), rooms].concat(),
        });
    }
    judge(&cases);
}

#[test]
fn foreign_projects_compile_before_and_after_a_patch() {
    let mut cases = Vec::new();
    for entry in fs::read_dir(root().join("fixtures")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let (before, after) = (Scratch::fixture(&name), Scratch::fixture(&name));
        after.exits(0, &["init"]);
        let compile = json!({ "check": "compile" });
        let own = match name.as_str() {
            "native-comments" => vec![json!({ "check": "compile", "fails": "10006" })],
            "native-healthy-main" => {
                vec![compile, tap("pages/index/index", ".room", 0, &format!("{ROOM}12"))]
            }
            "native-healthy-sub" => {
                let room = format!("{ROOM}8&close_picture_in_picture_mode=1");
                vec![compile, tap("pages/index/index", ".room", 0, &room)]
            }
            "native-old-pin" => {
                let mut enter = tap("pages/broadcast/broadcast", ".btn", 0, &format!("{ROOM}5"));
                enter["options"] = json!({ "room_id": "5" });
                vec![compile, enter]
            }
            _ => vec![compile],
        };
        cases.push(Case { name: format!("{name} before"), project: before, checks: own.clone() });
        if name == "native-wrong-provider" {
            after.exits(1, &["patch"]);
            continue;
        }
        let mut checks = own;
        if checks == [json!({ "check": "compile" })] {
            let proposed = [
                Page::room_list("pages/live/list", "navigator"),
                Page::goods_detail("pages/goods/detail"),
            ];
            checks.extend(proposed.into_iter().flat_map(|page| page.checks));
        }
        patch(&after);
        cases.push(Case { name: format!("{name} after"), project: after, checks });
    }
    judge(&cases);
}

#[test]
fn a_plugin_moved_to_another_package_still_opens_rooms() {
    let page = Page::room_list("packageLive/list", "navigator");
    let to_sub = Scratch::fixture("native-healthy-main");
    to_sub.exits(0, &["init"]);
    to_sub.replace("kaibo.jsonc", r#""package": "main""#, r#""package": "packageLive""#);
    to_sub.replace("kaibo.jsonc", r#""pages": ["#, &format!(r#""pages": [{},"#, page.entry));
    // A subpackage's plugin cannot be required from outside it.
    to_sub.write("app.js", "App({})");
    patch(&to_sub);
    let there = json!({ "plugins": null, "subPackages.0.root": "packageLive", "subPackages.0.plugins.live-player-plugin.version": "1.3.5" });
    let in_sub = [
        vec![
            json!({ "check": "compile" }),
            json!({ "check": "json", "file": "app.json", "expect": there }),
        ],
        page.checks,
    ];

    let to_main = Scratch::fixture("native-healthy-sub");
    to_main.exits(0, &["init"]);
    to_main.replace("kaibo.jsonc", r#""package": "packageLive""#, r#""package": "main""#);
    patch(&to_main);
    let there =
        json!({ "subPackages.0.plugins": null, "plugins.live-player-plugin.version": "1.3.5" });
    let mut enter = tap(
        "packageLive/pages/room/room",
        ".enter",
        0,
        &format!(
            "{ROOM}8&custom_params=%7B%22path%22%3A%22packageLive%2Fpages%2Froom%2Froom%22%2C%22pid%22%3A1%7D"
        ),
    );
    enter["options"] = json!({ "room_id": "8" });
    let in_main = vec![
        json!({ "check": "compile" }),
        json!({ "check": "json", "file": "app.json", "expect": there }),
        enter,
    ];

    judge(&[
        Case { name: "main to subpackage".to_owned(), project: to_sub, checks: in_sub.concat() },
        Case { name: "subpackage to main".to_owned(), project: to_main, checks: in_main },
    ]);
}
