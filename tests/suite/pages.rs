//! Generated pages in somebody's project: what they say of themselves there, and what their classes are called.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use walkdir::WalkDir;

use crate::support::{Scratch, root};

/// Classes without a style, by which a user or a test finds what the page shows.
const STATES: [&str; 3] = ["kaibo-loading", "kaibo-empty", "kaibo-error"];

/// All templates with this suffix.
fn templates(suffix: &str) -> Vec<PathBuf> {
    let files = WalkDir::new(root().join("templates")).into_iter().map(Result::unwrap);
    let files = files.map(walkdir::DirEntry::into_path);
    files.filter(|path| path.extension().is_some_and(|found| found == suffix)).collect()
}

/// The class names in a template's markup; of a name that is put together, the part that is fixed.
fn classes(wxml: &str) -> BTreeSet<String> {
    let values = wxml.split("class=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let names = values.flat_map(str::split_whitespace);
    names.map(|name| name.split("{{").next().unwrap().to_owned()).collect()
}

/// The selectors of a style sheet.
fn selectors(wxss: &str) -> Vec<String> {
    let mut text = wxss.to_owned();
    while let Some(start) = text.find("/*") {
        let end = start + text[start..].find("*/").unwrap() + 2;
        text.replace_range(start..end, "");
    }
    let rules = text.split('}').filter_map(|rule| Some(rule.split_once('{')?.0.to_owned()));
    rules
        .flat_map(|rule| rule.split(',').map(|one| one.trim().to_owned()).collect::<Vec<_>>())
        .collect()
}

#[test]
fn every_class_is_prefixed_and_has_a_style_in_its_page() {
    let pages = templates("wxml");
    assert!(pages.len() >= 4, "templates are missing");
    for page in pages {
        let wxml = fs::read_to_string(&page).unwrap();
        let wxss = fs::read_to_string(page.with_extension("wxss")).unwrap();
        let styled = selectors(&wxss);
        for class in classes(&wxml) {
            assert!(class.starts_with("kaibo-"), "{}: {class}", page.display());
            let has_style = styled.iter().any(|selector| {
                let names = selector.split_whitespace().map(|part| part.trim_start_matches('.'));
                names
                    .into_iter()
                    .any(|name| name == class || class.ends_with('-') && name.starts_with(&class))
            });
            assert!(has_style || STATES.contains(&class.as_str()), "{}: {class}", page.display());
        }
        assert!(wxml.starts_with("<view class=\"kaibo-page\">"), "{}: its root", page.display());
        let root = wxss.split(".kaibo-page {").nth(1).unwrap().split('}').next().unwrap();
        assert!(root.contains("box-sizing: border-box;"), "{}: its root", page.display());
    }
}

#[test]
fn every_selector_names_a_prefixed_class_or_the_page() {
    let is_ours = |part: &str| part.starts_with(".kaibo-") && !part[1..].contains(['.', '#', '[']);
    for file in templates("wxss") {
        for selector in selectors(&fs::read_to_string(&file).unwrap()) {
            let fits = selector == "page" || selector.split_whitespace().all(is_ours);
            assert!(fits, "{}: {selector}", file.display());
        }
    }
}

fn json(shop: &Scratch, file: &str) -> Value {
    serde_json::from_str(&shop.read(file)).unwrap()
}

/// A shop with a page of each kind in the plugin's subpackage and one in the main package.
fn shop(app_json: &str) -> Scratch {
    let shop = Scratch::empty();
    shop.write("app.json", app_json).write(
        "kaibo.jsonc",
        r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5", "package": "live" }, "pages": [
            { "path": "live/list", "kind": "room-list" },
            { "path": "live/room", "kind": "room-entry", "roomId": 1 },
            { "path": "pages/goods", "kind": "goods-detail" }
        ] }"#,
    );
    shop.exits(0, &["patch"]);
    shop
}

const PAGES: [&str; 3] = ["live/list.json", "live/room.json", "pages/goods.json"];

#[test]
fn a_page_says_what_it_needs_as_long_as_the_project_needs_it() {
    let plain = r#"{ "pages": ["pages/index"], "window": { "backgroundColor": "@b" } }"#;
    let shop = shop(plain);
    let ordinary = PAGES.map(|page| shop.read(page));
    shop.replace("live/list.json", "\"dark\"", "\"light\"");
    let app = shop.read("app.json");
    let skyline = app.replace(
        "\"window\": {",
        "\"renderer\": \"skyline\", \"window\": { \"navigationStyle\": \"custom\",",
    );
    assert_ne!(app, skyline);
    shop.write("app.json", &skyline);
    shop.exits(0, &["patch"]);
    for page in PAGES {
        let page = json(&shop, page);
        assert_eq!(
            (&page["renderer"], &page["navigationStyle"]),
            (&"webview".into(), &"default".into())
        );
    }
    assert_eq!(
        json(&shop, "live/list.json")["backgroundTextStyle"],
        "light",
        "the user's edit stays"
    );
    assert_eq!(shop.read("app.json"), skyline);
    let tree = shop.tree();
    assert_eq!(shop.exits(0, &["patch"]).stdout, "nothing to change\n");
    assert_eq!(shop.tree(), tree);

    let sub = app.replace("\"root\": \"live\"", "\"root\": \"live\", \"renderer\": \"skyline\"");
    assert_ne!(app, sub);
    shop.write("app.json", &sub);
    shop.exits(0, &["patch"]);
    let renderers = PAGES.map(|page| json(&shop, page)["renderer"].as_str().map(str::to_owned));
    assert_eq!(renderers, [Some("webview".into()), Some("webview".into()), None]);
    assert_eq!(json(&shop, "live/list.json")["navigationStyle"], Value::Null);

    shop.write("app.json", app);
    shop.exits(0, &["patch"]);
    shop.replace("live/list.json", "\"light\"", "\"dark\"");
    assert_eq!(PAGES.map(|page| shop.read(page)), ordinary, "byte for byte what it was");
}

#[test]
fn a_key_that_the_user_took_out_stays_out() {
    let shop = shop(r#"{ "pages": [], "window": { "navigationStyle": "custom" } }"#);
    shop.replace("live/list.json", "  \"navigationStyle\": \"default\",\n", "");
    assert_eq!(shop.exits(0, &["patch"]).stdout, "nothing to change\n");
    assert_eq!(json(&shop, "live/list.json")["navigationStyle"], Value::Null);
}

#[test]
fn a_title_of_the_users_stays_beside_what_the_page_needs() {
    let shop = shop(r#"{ "pages": [] }"#);
    let titled = shop.read("pages/goods.json").replace("商品详情", "春茶");
    shop.write("pages/goods.json", &titled);
    let app = shop.read("app.json");
    shop.replace("app.json", "{", "{ \"window\": { \"navigationStyle\": \"custom\" },");
    shop.exits(0, &["patch"]);
    assert_eq!(
        shop.read("pages/goods.json"),
        titled.replace("{\n", "{\n  \"navigationStyle\": \"default\",\n")
    );
    shop.write("app.json", app);
    shop.exits(0, &["patch"]);
    assert_eq!(shop.read("pages/goods.json"), titled);
}
