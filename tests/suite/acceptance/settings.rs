//! Settings of app.json that real projects have, alone and in pairs: what compiled before `patch` compiles after it.

use serde_json::{Value, json};

use super::{Case, Page, compiles, manifest, patch};
use crate::support::Scratch;

/// A name, and what it makes of an app.json.
type Setting = (&'static str, fn(&mut Value));

const SETTINGS: [Setting; 10] = [
    ("skyline", |app| {
        requires_skyline(app);
        app["renderer"] = json!("skyline");
    }),
    ("skyline in a subpackage", |app| {
        requires_skyline(app);
        app["subpackages"][0]["renderer"] = json!("skyline");
    }),
    ("web view in a subpackage", |app| app["subpackages"][0]["renderer"] = json!("webview")),
    ("custom navigation", |app| app["window"]["navigationStyle"] = json!("custom")),
    ("glass-easel", |app| app["componentFramework"] = json!("glass-easel")),
    ("dark mode", |app| {
        app["darkmode"] = json!(true);
        app["themeLocation"] = json!("theme.json");
        app["window"]["navigationBarTextStyle"] = json!("@text");
    }),
    ("global components", |app| app["usingComponents"] = json!({ "card": "/components/card" })),
    ("style v2", |app| app["style"] = json!("v2")),
    ("lazy code loading", |app| app["lazyCodeLoading"] = json!("requiredComponents")),
    ("renderer options", |app| app["rendererOptions"] = json!({ "skyline": {} })),
];

/// What the platform wants of a project with Skyline.
fn requires_skyline(app: &mut Value) {
    app["lazyCodeLoading"] = json!("requiredComponents");
    app["componentFramework"] = json!("glass-easel");
    app["rendererOptions"] = json!({ "skyline": { "defaultDisplayBlock": true } });
}

/// The pages in which the settings are looked for, one in the main package and one in that of the plugin.
const PAGES: [&str; 2] = ["pages/live/detail", "packageGoods/live/list"];

/// Somebody's project with these settings.
fn project(settings: &[Setting]) -> (Scratch, Value) {
    let project = Scratch::fixture("native-subpackages-lower");
    let mut app: Value = serde_json::from_str(&project.read("app.json")).unwrap();
    for (_, set) in settings {
        set(&mut app);
    }
    project.write("app.json", format!("{app:#}"));
    project.write("theme.json", r#"{ "light": { "text": "black" }, "dark": { "text": "white" } }"#);
    project.write("components/card.js", "Component({});\n");
    project.write("components/card.wxml", "<slot></slot>\n");
    project.write("components/card.json", "{ \"component\": true }\n");
    if app["renderer"] == "skyline" {
        let has_pages = ["pages/index/index", "packageGoods/pages/list/list"];
        for page in has_pages.into_iter().chain(["packageUser/pages/order/order"]) {
            project.write(&format!("{page}.json"), "{ \"navigationStyle\": \"custom\" }\n");
        }
    }
    (project, app)
}

/// What the .json of a page must say.
fn says(app: &Value, page: &str) -> Value {
    let in_subpackage = page.starts_with("packageGoods/");
    let skyline = app["renderer"] == "skyline"
        || in_subpackage && app["subpackages"][0]["renderer"] == "skyline";
    let custom = app["window"]["navigationStyle"] == "custom";
    json!({
        "check": "json", "file": format!("{page}.json"), "expect": {
            "renderer": skyline.then_some("webview"),
            "navigationStyle": custom.then_some("default"),
        },
    })
}

/// No setting, each alone, and every two of them.
fn combinations() -> Vec<Vec<Setting>> {
    let singles = SETTINGS.iter().map(|one| vec![*one]);
    let pairs = SETTINGS
        .iter()
        .enumerate()
        .flat_map(|(i, one)| SETTINGS[i + 1..].iter().map(move |other| vec![*one, *other]));
    [vec![]].into_iter().chain(singles).chain(pairs).collect()
}

/// Each combination before and after a patch.
pub(super) fn cases() -> Vec<Case> {
    let pages = || {
        let rooms = "packageGoods/live/room";
        vec![
            Page::room_list(PAGES[1], "navigator"),
            Page::room_entry(rooms, "navigateTo"),
            Page::goods_detail(PAGES[0]),
        ]
    };
    let mut cases = Vec::new();
    let mut ordinary = Vec::new();
    for settings in combinations() {
        let names: Vec<&str> = settings.iter().map(|(name, _)| *name).collect();
        let name = names.join(" and ");
        let (before, app) = project(&settings);
        let (after, _) = project(&settings);
        patch(after.write("kaibo.jsonc", manifest("packageGoods", "js", "山货", &pages())));
        let texts = PAGES.map(|page| after.read(&format!("{page}.json")));
        let expected = PAGES.map(|page| says(&app, page));
        if settings.is_empty() {
            ordinary = texts.to_vec();
        } else if expected
            .iter()
            .all(|says| says["expect"].as_object().unwrap().values().all(Value::is_null))
        {
            assert_eq!(texts.to_vec(), ordinary, "{name}: it says what nobody needs");
        }
        let checks = [vec![compiles()], expected.to_vec()].concat();
        cases.push(Case {
            name: format!("before: {name}"),
            project: before,
            checks: vec![compiles()],
        });
        cases.push(Case { name: format!("after: {name}"), project: after, checks });
    }
    cases
}
