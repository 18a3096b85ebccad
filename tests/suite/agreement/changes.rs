//! What is done to a healthy project: faults that the compiler finds, some that it does not, and what is none.

use serde_json::{Value, json};

use crate::support::Scratch;

/// A project that is about to be written.
pub struct Draft {
    pub(super) app: Value,
    text: fn(String) -> String,
    pub(super) missing: Vec<&'static str>,
    pub(super) files: Vec<&'static str>,
    /// Further files with their texts, over those of the same paths.
    pub(super) others: Vec<(&'static str, String)>,
}

/// Something that is done to a healthy project.
pub type Change = (&'static str, fn(&mut Draft));

const LIVE: &str = "wx2b03c6e691cd7370";
const ALIAS: &str = "live-player-plugin";

impl Draft {
    /// Writes the project into a folder of the fleet.
    pub fn write(&self, fleet: &Scratch, folder: &str) {
        let files = self.files.iter().flat_map(|page| match page.rsplit_once('.') {
            Some(_) => vec![(*page).to_owned()],
            None => ["wxml", "js", "json"].map(|suffix| format!("{page}.{suffix}")).to_vec(),
        });
        for file in files.filter(|file| !self.missing.contains(&file.as_str())) {
            let text = if file.ends_with("json") { "{}" } else { "" };
            fleet.write(&format!("{folder}/{file}"), text);
        }
        let app = (self.text)(serde_json::to_string_pretty(&self.app).unwrap());
        fleet.write(&format!("{folder}/app.json"), app);
        fleet.write(&format!("{folder}/project.config.json"), "{}");
        for (file, text) in &self.others {
            fleet.write(&format!("{folder}/{file}"), text);
        }
    }
}

fn entry() -> Value {
    json!({ "version": "1.3.5", "provider": LIVE })
}

pub fn main_package() -> Draft {
    Draft {
        app: json!({
            "pages": ["pages/index/index", "pages/mine/mine"],
            "subPackages": [
                { "root": "goods", "pages": ["detail"] },
                { "root": "order/", "pages": ["list", "pay"], "name": "order" },
            ],
            "plugins": { ALIAS: entry() },
            "window": { "navigationBarTitleText": "开播" },
        }),
        text: |text| text,
        missing: Vec::new(),
        others: Vec::new(),
        files: vec![
            "pages/index/index",
            "pages/mine/mine",
            "goods/detail",
            "order/list",
            "order/pay",
            "goods/sub/page",
        ],
    }
}

pub fn subpackage() -> Draft {
    let mut draft = main_package();
    draft.app["subPackages"][0]["plugins"] = json!({ ALIAS: entry() });
    draft.app.as_object_mut().unwrap().shift_remove("plugins");
    draft
}

/// The `plugins` object that holds the live plugin, wherever that is.
fn plugins(draft: &mut Draft) -> &mut Value {
    let is_main = draft.app.get("plugins").is_some();
    let plugins =
        if is_main { &mut draft.app["plugins"] } else { &mut first_sub(draft)["plugins"] };
    if !plugins.is_object() {
        *plugins = json!({});
    }
    plugins
}

/// The entry of the live plugin; an object, whatever was done before.
fn live(draft: &mut Draft) -> &mut Value {
    let live = &mut plugins(draft)[ALIAS];
    if !live.is_object() {
        *live = entry();
    }
    live
}

fn spelling(draft: &Draft) -> &'static str {
    if draft.app.get("subpackages").is_some() { "subpackages" } else { "subPackages" }
}

fn first_sub(draft: &mut Draft) -> &mut Value {
    let key = spelling(draft);
    if !draft.app[key][0].is_object() {
        draft.app[key] = json!([{ "root": "goods", "pages": ["detail"] }]);
    }
    &mut draft.app[key][0]
}

fn remove(value: &mut Value, key: &str) {
    value.as_object_mut().unwrap().shift_remove(key);
}

macro_rules! version {
    ($version:literal) => {
        (concat!("version ", $version), |draft| live(draft)["version"] = json!($version))
    };
}

macro_rules! provider {
    ($provider:literal) => {
        (concat!("provider ", $provider), |draft| live(draft)["provider"] = json!($provider))
    };
}

macro_rules! root {
    ($root:literal) => {
        (concat!("root ", $root), |draft| first_sub(draft)["root"] = json!($root))
    };
}

macro_rules! page {
    ($page:literal) => {
        (concat!("page ", $page), |draft| draft.app["pages"] = json!(["pages/index/index", $page]))
    };
}

macro_rules! wrong {
    ($name:literal, $place:expr, $key:literal, $value:tt) => {
        (concat!($name, " is ", stringify!($value)), |draft| $place(draft)[$key] = json!($value))
    };
}

fn program(draft: &mut Draft) -> &mut Value {
    &mut draft.app
}

/// What the compiler takes, and what it refuses; each is done alone, and each two together.
pub const CHANGES: &[Change] = &[
    ("nothing", |_| {}),
    // versions (FACTS A1)
    version!("1.3.0"),
    version!("01.3.5"),
    version!("999.999.999"),
    version!("latest"),
    version!("dev-abc123"),
    version!("dev"),
    version!("1.3"),
    version!("v1.3.5"),
    version!("1.3.x"),
    version!("*"),
    version!(""),
    version!("LATEST"),
    version!(" 1.3.5 "),
    version!("1.3.1234"),
    version!("dev-"),
    version!("dev-a_b"),
    version!("trial"),
    version!("1.3.5.0"),
    version!("１.3.5"),
    version!("1.3.5\n"),
    // providers, which the compiler does not look at
    provider!(""),
    provider!("WX2B03C6E691CD7370"),
    provider!("wx0000000000000000"),
    provider!("no appid"),
    // fields and types
    ("no version", |draft| remove(live(draft), "version")),
    ("no provider", |draft| remove(live(draft), "provider")),
    ("an empty entry", |draft| *live(draft) = json!({})),
    ("an unknown field", |draft| live(draft)["enabled"] = json!(true)),
    ("an exported file", |draft| live(draft)["export"] = json!("index.js")),
    wrong!("version", live, "version", 1.3),
    wrong!("version", live, "version", null),
    wrong!("version", live, "version", ["1.3.5"]),
    wrong!("provider", live, "provider", 2),
    wrong!("provider", live, "provider", null),
    wrong!("export", live, "export", true),
    wrong!("path", live, "path", {}),
    wrong!("genericsImplementation", live, "genericsImplementation", []),
    wrong!("genericsImplementation", live, "genericsImplementation", { "a": "b" }),
    wrong!("genericsImplementation", live, "genericsImplementation", { "a": { "b": "c" } }),
    wrong!("plugins", program, "plugins", []),
    wrong!("plugins", program, "plugins", null),
    wrong!("plugins", program, "plugins", "live-player-plugin"),
    wrong!("plugins", program, "plugins", {}),
    wrong!("entry", plugins, "live-player-plugin", "1.3.5"),
    wrong!("entry", plugins, "live-player-plugin", null),
    wrong!("entry", plugins, "live-player-plugin", []),
    wrong!("entry", plugins, "live-player-plugin", true),
    wrong!("plugins of the subpackage", first_sub, "plugins", []),
    wrong!("plugins of the subpackage", first_sub, "plugins", {}),
    wrong!("plugins of the subpackage", first_sub, "plugins", null),
    wrong!("subPackages", program, "subPackages", {}),
    wrong!("subPackages", program, "subPackages", null),
    wrong!("subPackages", program, "subPackages", []),
    wrong!("subPackages", program, "subPackages", ["goods"]),
    wrong!("pages of the program", program, "pages", "pages/index/index"),
    wrong!("pages of the program", program, "pages", [1]),
    ("no pages", |draft| remove(&mut draft.app, "pages")),
    ("plugin instead of plugins", |draft| {
        if let Some(plugins) = draft.app.as_object_mut().unwrap().shift_remove("plugins") {
            draft.app["plugin"] = plugins;
        }
    }),
    // twice
    ("another plugin", |draft| {
        plugins(draft)["map"] = json!({ "version": "2.0.1", "provider": "wx50b5593e81dd937a" });
    }),
    ("the provider under a second alias", |draft| {
        plugins(draft)["player"] = json!({ "version": "1.3.0", "provider": LIVE });
    }),
    ("another provider twice", |draft| {
        plugins(draft)["a"] = json!({ "version": "1.0.0", "provider": "wx50b5593e81dd937a" });
        plugins(draft)["b"] = json!({ "version": "1.0.0", "provider": "wx50b5593e81dd937a" });
    }),
    ("a plugin of bad version beside it", |draft| {
        plugins(draft)["a"] = json!({ "version": "^1.0.0", "provider": "wx50b5593e81dd937a" });
    }),
    ("own plugin", |draft| {
        plugins(draft)["a"] = json!({ "version": "dev", "provider": "wx50b5593e81dd937a" });
    }),
    ("a plugin of Alipay", |draft| {
        plugins(draft)["pay"] = json!({ "version": "*", "provider": "2021002176616006" });
    }),
    ("also in the main package", |draft| {
        draft.app["plugins"] = json!({ "player": entry() });
    }),
    ("also in the second subpackage", |draft| {
        let key = spelling(draft);
        if draft.app[key][1].is_object() {
            draft.app[key][1]["plugins"] = json!({ "player": entry() });
        }
    }),
    ("the alias for another provider in a subpackage", |draft| {
        let key = spelling(draft);
        if draft.app[key][1].is_object() {
            let other = json!({ "version": "1.0.0", "provider": "wx50b5593e81dd937a" });
            draft.app[key][1]["plugins"] = json!({ ALIAS: other });
        }
    }),
    ("another spelling of the provider in a subpackage", |draft| {
        let key = spelling(draft);
        if draft.app[key][1].is_object() {
            let other = json!({ "version": "1.0.0", "provider": "WX2B03C6E691CD7370" });
            draft.app[key][1]["plugins"] = json!({ "player": other });
        }
    }),
    // subpackages
    ("the other spelling", |draft| {
        if let Some(listed) = draft.app.as_object_mut().unwrap().shift_remove("subPackages") {
            draft.app["subpackages"] = listed;
        }
    }),
    ("both spellings, the first empty", |draft| {
        draft.app["subpackages"] = json!([]);
    }),
    ("both spellings, a second declaration dropped", |draft| {
        let listed = json!([{ "root": "goods", "pages": ["detail"], "plugins": { "a": entry() } }]);
        if draft.app.get("subPackages").is_none() {
            draft.app["subPackages"] = listed;
        } else {
            draft.app["subpackages"] = listed;
        }
    }),
    ("both spellings, the dropped one malformed", |draft| {
        let kept = draft.app["subPackages"].take();
        draft.app["subpackages"] = kept;
        draft.app["subPackages"] = json!([{ "root": "goods" }]);
    }),
    ("both spellings, the dropped one of bad version", |draft| {
        let kept = draft.app["subPackages"].take();
        draft.app["subpackages"] = kept;
        let bad = json!({ "a": { "version": "1", "provider": "b" } });
        draft.app["subPackages"] = json!([{ "root": "nowhere", "pages": [], "plugins": bad }]);
    }),
    ("both spellings, the dropped one without a provider", |draft| {
        let kept = draft.app["subPackages"].take();
        draft.app["subpackages"] = kept;
        let bad = json!({ "a": { "version": "1.0.0" } });
        draft.app["subPackages"] = json!([{ "root": "goods", "pages": [], "plugins": bad }]);
    }),
    ("the official sample of a subpackage", |draft| {
        draft.app["subPackages"] = json!([{ "plugins": { ALIAS: entry() } }]);
        if draft.app.get("plugins").is_some() {
            remove(&mut draft.app, "plugins");
        }
    }),
    ("no root", |draft| remove(first_sub(draft), "root")),
    ("no pages in the subpackage", |draft| remove(first_sub(draft), "pages")),
    ("an empty list of pages in the subpackage", |draft| first_sub(draft)["pages"] = json!([])),
    ("an independent subpackage", |draft| first_sub(draft)["independent"] = json!(true)),
    ("an unknown key in the subpackage", |draft| first_sub(draft)["title"] = json!("x")),
    wrong!("independent", first_sub, "independent", "true"),
    wrong!("name", first_sub, "name", 1),
    wrong!("root", first_sub, "root", 1),
    wrong!("pages of the subpackage", first_sub, "pages", "detail"),
    wrong!("pages of the subpackage", first_sub, "pages", [null]),
    root!(""),
    root!("/goods"),
    root!("./goods"),
    root!("goods/"),
    root!("goods//sub"),
    root!("goods/./sub"),
    root!("goods\\sub"),
    root!("goods/../order"),
    root!("goods/.."),
    root!(" goods"),
    root!("nowhere"),
    root!("order"),
    root!("order/list.wxml"),
    root!("order/sub"),
    root!("__APP__"),
    root!("pages/mine"),
    root!("page"),
    ("a name that another has", |draft| first_sub(draft)["name"] = json!("order")),
    ("the name of the main package", |draft| first_sub(draft)["name"] = json!("__APP__")),
    ("an empty name", |draft| first_sub(draft)["name"] = json!("")),
    ("a nested root", |draft| {
        let key = spelling(draft);
        if draft.app[key][1].is_object() {
            draft.app[key][1] = json!({ "root": "goods/sub", "pages": ["page"] });
        }
    }),
    // pages
    page!("pages/index/index"),
    page!("/pages/mine/mine"),
    page!("./pages/mine/mine"),
    page!("pages//mine/mine"),
    page!("pages\\mine\\mine"),
    page!("pages/mine/../mine/mine"),
    page!("pages/mine/mine/"),
    page!("pages/mine/mine.wxml"),
    page!(""),
    page!(" pages/mine/mine"),
    page!("pages/none/none"),
    page!("goods/detail"),
    page!("plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin"),
    page!("plugin://live-player-plugin/pages/live-player-plugin"),
    ("a plugin page in the subpackage", |draft| {
        first_sub(draft)["pages"] =
            json!(["plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin"]);
    }),
    ("a plugin page as entry", |draft| {
        draft.app["entryPagePath"] =
            json!("plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin");
    }),
    ("a page as entry", |draft| draft.app["entryPagePath"] = json!("pages/index/index")),
    ("a plugin page as tab", |draft| {
        draft.app["tabBar"] = json!({ "list": [
            { "pagePath": "pages/index/index", "text": "a" },
            { "pagePath": "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin", "text": "b" },
        ] });
    }),
    ("a page twice in the subpackage", |draft| {
        first_sub(draft)["pages"] = json!(["detail", "./detail"]);
    }),
    ("a page twice in the subpackage, plainly", |draft| {
        first_sub(draft)["pages"] = json!(["detail", "detail"]);
    }),
    ("a page of nothing in the subpackage", |draft| first_sub(draft)["pages"] = json!(["none"])),
    ("no template", |draft| draft.missing.push("pages/index/index.wxml")),
    ("no script", |draft| draft.missing.push("pages/index/index.js")),
    ("no template in the subpackage", |draft| draft.missing.push("goods/detail.wxml")),
    ("no script in the subpackage", |draft| draft.missing.push("goods/detail.js")),
    ("script in TypeScript", |draft| {
        draft.missing.push("pages/mine/mine.js");
        draft.files.push("pages/mine/mine.ts");
    }),
    ("page in Vue", |draft| {
        draft.missing.extend(["pages/mine/mine.js", "pages/mine/mine.wxml"]);
        draft.files.push("pages/mine/mine.vue");
    }),
    // JSON
    ("a byte order mark", |draft| draft.text = |text| format!("\u{feff}{text}")),
    ("a line comment", |draft| draft.text = |text| text.replacen('{', "{ // live\n", 1)),
    ("a block comment", |draft| draft.text = |text| format!("/* live */{text}")),
    ("a comment at the end", |draft| draft.text = |text| format!("{text}\n// live\n")),
    ("a trailing comma", |draft| draft.text = |text| format!("{},\n}}", &text[..text.len() - 1])),
    ("a trailing comma in a list", |draft| draft.text = |text| text.replacen(']', ",]", 1)),
    ("a tab in a text", |draft| draft.text = |text| text.replacen("开播", "开\t播", 1)),
    ("a wide blank", |draft| draft.text = |text| text.replacen(": ", ":\u{3000}", 1)),
    ("a narrow unbreakable blank", |draft| draft.text = |text| text.replacen(": ", ":\u{a0}", 1)),
    ("a wide comma", |draft| draft.text = |text| text.replacen("\",", "\"，", 1)),
    ("a wide colon", |draft| draft.text = |text| text.replacen("\":", "\"：", 1)),
    ("wide quotes", |draft| draft.text = |text| text.replacen("\"开播\"", "“开播”", 1)),
    ("a wrong escape", |draft| draft.text = |text| text.replacen("开播", "\\x", 1)),
    ("half a pair of surrogates", |draft| draft.text = |text| text.replacen("开播", "\\ud83d", 1)),
    ("single quotes", |draft| draft.text = |text| text.replacen("\"pages\"", "'pages'", 1)),
    ("a missing comma", |draft| draft.text = |text| text.replacen("],", "]", 1)),
    ("a missing brace", |draft| draft.text = |text| text[..text.len() - 1].to_owned()),
    ("text behind it", |draft| draft.text = |text| format!("{text}}}")),
    ("CRLF and tabs", |draft| draft.text = |text| text.replace('\n', "\r\n").replace("  ", "\t")),
    ("everything on one line", |draft| draft.text = |text| text.replace('\n', "")),
    ("a key twice", |draft| {
        draft.text =
            |text| text.replacen('{', "{ \"plugins\": [1], \"pages\": 1, \"subPackages\": {},", 1);
    }),
    ("a version twice, the last one wrong", |draft| {
        draft.text = |text| text.replace("\"1.3.5\"", "\"1.3.5\", \"version\": \"1.3\"");
    }),
    ("a version twice, the first one wrong", |draft| {
        draft.text = |text| text.replace("\"1.3.5\"", "\"1.3\", \"version\": \"1.3.5\"");
    }),
    ("a number as the world writes it", |draft| draft.app["debugOptions"] = json!({ "x": 1e21 })),
    ("a deep value", |draft| {
        draft.text = |text| text.replacen("\"开播\"", &format!("\"a\" {}", " ".repeat(300)), 1);
    }),
];
