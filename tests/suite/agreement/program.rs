//! What is done to the rest of a program: the bar of tabs, the window, pages and components, the project's own settings.

use serde_json::{Value, json};

use crate::agreement::changes::{Change, Draft};

/// Sets a key of app.json, once for each value.
macro_rules! app {
    ($key:literal, $value:tt) => {
        (concat!($key, " is ", stringify!($value)), |draft: &mut Draft| {
            draft.app[$key] = json!($value)
        })
    };
}

/// Sets keys of the first tab, of two that are in order.
macro_rules! tab {
    ($($key:literal: $value:tt),+) => {
        (concat!("a tab with ", $($key, " ", stringify!($value), " "),+), |draft: &mut Draft| {
            let tabs = tabs(draft);
            $(tabs["list"][0][$key] = json!($value);)+
        })
    };
}

/// Sets a key of the bar of tabs.
macro_rules! bar {
    ($key:literal, $value:tt) => {
        (concat!("tabBar with ", $key, " ", stringify!($value)), |draft: &mut Draft| {
            tabs(draft)[$key] = json!($value);
        })
    };
}

/// Sets a key of the window.
macro_rules! window {
    ($key:literal, $value:tt) => {
        (concat!("window with ", $key, " ", stringify!($value)), |draft: &mut Draft| {
            draft.app["window"][$key] = json!($value);
        })
    };
}

/// Gives the second page this text as its .json.
macro_rules! page {
    ($text:literal) => {
        (concat!("page .json ", $text), |draft: &mut Draft| {
            draft.others.push(("pages/mine/mine.json", $text.to_owned()));
        })
    };
}

/// Gives the project this text as its project.config.json.
macro_rules! project {
    ($text:literal) => {
        (concat!("project.config.json ", $text), |draft: &mut Draft| {
            draft.others.push(("project.config.json", $text.to_owned()));
        })
    };
}

/// Gives app.json these members beside its own, and writes these files.
macro_rules! with {
    ($name:literal, { $($key:literal: $value:tt),* } $(, $file:literal: $text:expr)*) => {
        ($name, |draft: &mut Draft| {
            $(draft.app[$key] = json!($value);)*
            $(draft.others.push(($file, $text.to_owned()));)*
        })
    };
}

/// Uses a component by this path, where these files stand.
macro_rules! uses {
    ($name:literal, $value:literal, [$($file:literal),* $(,)?]) => {
        ($name, |draft: &mut Draft| {
            component(draft, $value, &[$($file),*]);
        })
    };
}

/// A bar of two tabs that the compiler takes.
fn tabs(draft: &mut Draft) -> &mut Value {
    if !draft.app["tabBar"]["list"][1].is_object() {
        draft.app["tabBar"] = json!({ "list": [
            { "pagePath": "pages/index/index", "text": "首页" },
            { "pagePath": "pages/mine/mine", "text": "我的" },
        ] });
    }
    &mut draft.app["tabBar"]
}

/// Uses a component of the first page's, with files of which these stand.
fn component(draft: &mut Draft, value: &str, files: &[&'static str]) {
    let page = json!({ "usingComponents": { "card": value } });
    draft.others.push(("pages/mine/mine.json", page.to_string()));
    let text = |file: &str| if file.ends_with("json") { r#"{"component":true}"# } else { "" };
    draft.others.extend(files.iter().map(|file| (*file, text(file).to_owned())));
}

/// A program in Skyline that the compiler takes.
fn skyline(draft: &mut Draft) -> &mut Value {
    draft.app["renderer"] = json!("skyline");
    draft.app["lazyCodeLoading"] = json!("requiredComponents");
    draft.app["componentFramework"] = json!("glass-easel");
    draft.app["rendererOptions"] = json!({ "skyline": { "defaultDisplayBlock": true } });
    draft.app["window"] = json!({ "navigationStyle": "custom" });
    &mut draft.app
}

fn remove(value: &mut Value, key: &str) {
    value.as_object_mut().unwrap().shift_remove(key);
}

const THEME: &str =
    r##"{"light":{"bar":"#fff","style":"black"},"dark":{"bar":"#000","style":"white"}}"##;
const SKYLINE_PAGE: &str =
    r#"{"renderer":"skyline","componentFramework":"glass-easel","navigationStyle":"custom"}"#;

/// What the compiler takes, and what it refuses; each is done alone.
pub const CHANGES: &[Change] = &[
    // the bar of tabs
    tab!("text": "主页"),
    tab!("pagePath": "pages/none/none"),
    tab!("pagePath": "goods/detail"),
    tab!("pagePath": "/pages/index/index"),
    tab!("pagePath": "pages/index/index?a=1"),
    tab!("pagePath": "pages/index/index.html"),
    tab!("pagePath": ""),
    tab!("pagePath": "pages/mine/mine"),
    tab!("pagePath": 1),
    tab!("text": 1),
    tab!("renderer": "canvas"),
    tab!("renderer": "skyline"),
    tab!("badge": "1"),
    tab!("iconPath": "images/none.png"),
    tab!("iconPath": ""),
    tab!("iconPath": "./images//a.png"),
    tab!("iconPath": "https://example.com/a.png"),
    ("an icon that is there", |draft| {
        tabs(draft)["list"][0]["iconPath"] = json!("images/a.png");
        draft.others.push(("images/a.png", "png".into()));
    }),
    ("an icon with a slash before it", |draft| {
        tabs(draft)["list"][0]["iconPath"] = json!("/images/a.png");
        draft.others.push(("images/a.png", "png".into()));
    }),
    ("an icon with a dot before it", |draft| {
        tabs(draft)["list"][0]["selectedIconPath"] = json!("./images/a.jpeg");
        draft.others.push(("images/a.jpeg", "jpeg".into()));
    }),
    ("an icon of 40 kB", |draft| {
        tabs(draft)["list"][0]["iconPath"] = json!("images/a.jpg");
        draft.others.push(("images/a.jpg", "x".repeat(40 * 1024)));
    }),
    ("an icon of more than 40 kB", |draft| {
        tabs(draft)["list"][0]["selectedIconPath"] = json!("images/a.jpg");
        draft.others.push(("images/a.jpg", "x".repeat(40 * 1024 + 1)));
    }),
    ("an icon of another type", |draft| {
        tabs(draft)["list"][0]["iconPath"] = json!("images/a.svg");
        draft.others.push(("images/a.svg", "svg".into()));
    }),
    ("an icon in capitals", |draft| {
        tabs(draft)["list"][0]["iconPath"] = json!("images/a.PNG");
        draft.others.push(("images/a.PNG", "png".into()));
    }),
    ("an icon that is a folder", |draft| {
        tabs(draft)["list"][0]["iconPath"] = json!("images/a.png");
        draft.others.push(("images/a.png/b.png", "png".into()));
    }),
    ("one tab", |draft| {
        tabs(draft)["list"] = json!([{ "pagePath": "pages/index/index", "text": "首页" }]);
    }),
    ("no tab", |draft| draft.app["tabBar"] = json!({ "list": [] })),
    ("six tabs", |draft| tabs(draft)["list"] = many_tabs(draft, 6)),
    ("five tabs", |draft| tabs(draft)["list"] = many_tabs(draft, 5)),
    ("six tabs of its own", |draft| {
        tabs(draft)["list"] = many_tabs(draft, 6);
        draft.app["tabBar"]["custom"] = json!(true);
    }),
    ("eleven tabs of its own", |draft| {
        tabs(draft)["list"] = many_tabs(draft, 11);
        draft.app["tabBar"]["custom"] = json!(true);
    }),
    ("a tab without a page", |draft| remove(&mut tabs(draft)["list"][0], "pagePath")),
    ("tabBar without a list", |draft| remove(tabs(draft), "list")),
    bar!("color", "#888"),
    bar!("color", "grey"),
    bar!("color", 1),
    bar!("borderStyle", "grey"),
    bar!("borderStyle", "white"),
    bar!("position", "left"),
    bar!("position", "top"),
    bar!("custom", "true"),
    app!("tabBar", []),
    app!("tabBar", null),
    // the window
    window!("navigationBarTextStyle", "gray"),
    window!("navigationBarTextStyle", "white"),
    window!("navigationBarTextStyle", "@style"),
    window!("backgroundTextStyle", "grey"),
    window!("backgroundTextStyle", "dark"),
    window!("navigationBarBackgroundColor", "#fff"),
    window!("navigationBarBackgroundColor", "white"),
    window!("navigationBarBackgroundColor", "#ffff"),
    window!("navigationBarBackgroundColor", "#fffff"),
    window!("navigationBarBackgroundColor", "#FFFFFF80"),
    window!("navigationBarBackgroundColor", "rgb(1,2,3)"),
    window!("navigationBarBackgroundColor", ""),
    window!("navigationBarBackgroundColor", "@bar"),
    window!("backgroundColor", "transparent"),
    window!("backgroundColorTop", "red"),
    window!("navigationStyle", "none"),
    window!("pageOrientation", "portait"),
    window!("enablePullDownRefresh", "true"),
    window!("onReachBottomDistance", "50"),
    window!("onReachBottomDistance", 50),
    window!("restartStrategy", "home"),
    window!("initialRenderingCache", "static"),
    window!("visualEffectInBackground", "blur"),
    window!("unknown", 1),
    app!("window", []),
    app!("window", null),
    // themes
    with!("a theme", { "themeLocation": "theme.json", "window": { "navigationBarTextStyle": "@style", "navigationBarBackgroundColor": "@bar" } }, "theme.json": THEME),
    with!("a theme that is not there", { "themeLocation": "theme.json" }),
    with!("a theme that is no JSON", { "themeLocation": "theme.json" }, "theme.json": "{,}"),
    with!("a theme with a number", { "themeLocation": "theme.json" }, "theme.json": r#"{"light":{"a":1},"dark":{}}"#),
    with!("a word that the theme lacks", { "themeLocation": "theme.json", "window": { "navigationBarTextStyle": "@none" } }, "theme.json": THEME),
    with!("a theme that is bright only", { "themeLocation": "theme.json", "window": { "backgroundColor": "@a" } }, "theme.json": r##"{"light":{"a":"#fff"},"dark":{}}"##),
    with!("a theme with a wrong word", { "themeLocation": "theme.json", "window": { "navigationBarTextStyle": "@bar" } }, "theme.json": THEME),
    with!("a theme with a wrong colour", { "themeLocation": "theme.json", "window": { "backgroundColor": "@style" } }, "theme.json": THEME),
    app!("themeLocation", 1),
    app!("darkmode", "true"),
    // words and shapes
    app!("style", "v2"),
    app!("style", "v1"),
    app!("style", 2),
    app!("renderer", "webview"),
    app!("renderer", "canvas"),
    app!("componentFramework", "exparser"),
    app!("componentFramework", "easel"),
    app!("lazyCodeLoading", "requiredComponents"),
    app!("lazyCodeLoading", "all"),
    app!("requiredPrivateInfos", ["getLocation"]),
    app!("requiredPrivateInfos", ["getPhone"]),
    app!("requiredPrivateInfos", ["getFuzzyLocation", "getLocation"]),
    app!("requiredPrivateInfos", ["getFuzzyLocation", "choosePoi"]),
    app!("requiredPrivateInfos", "getLocation"),
    app!("requiredBackgroundModes", ["radio"]),
    app!("requiredBackgroundModes", "audio"),
    app!("permission", { "scope.userLocation": { "desc": "用于配送" } }),
    app!("permission", { "scope.userLocation": {} }),
    app!("permission", { "scope.userLocation": { "desc": 1 } }),
    app!("permission", { "scope.camera": { "desc": 1 } }),
    app!("permission", []),
    app!("networkTimeout", { "request": 10000 }),
    app!("networkTimeout", { "request": "10000" }),
    app!("networkTimeout", 10000),
    app!("functionalPages", true),
    app!("functionalPages", { "independent": true }),
    app!("functionalPages", {}),
    app!("functionalPages", "true"),
    app!("debug", "true"),
    app!("resizable", 1),
    app!("cloud", "true"),
    app!("displayMode", "watch"),
    app!("useExtendedLib", { "weui": true }),
    app!("useExtendedLib", { "weui": 1 }),
    app!("useExtendedLib", { "vant": true }),
    app!("useExtendedLib", []),
    app!("navigateToMiniProgramAppIdList", ["wx1"]),
    app!(
        "navigateToMiniProgramAppIdList",
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]
    ),
    app!("embeddedAppIdList", "wx1"),
    app!("singlePage", { "navigationBarFit": "squeezed" }),
    app!("singlePage", { "navigationBarFit": "full" }),
    app!("halfPage", { "firstPageNavigationStyle": "none" }),
    app!("enablePassiveEvent", { "touchstart": true }),
    app!("enablePassiveEvent", "true"),
    app!("debugOptions", { "enableFPSPanel": 1 }),
    app!("rendererOptions", { "skyline": [] }),
    app!("componentPlaceholder", { "a": 1 }),
    app!("usingComponents", { "a": 1 }),
    app!("usingComponents", []),
    app!("serviceProviderTicket", 1),
    app!("mimeTypeDeclarations", { "a": "b" }),
    app!("static", [{ "pattern": "a", "platforms": ["mini-weixin"] }]),
    app!("static", [{ "pattern": "a", "platforms": ["h5"] }]),
    app!("static", [{ "pattern": "a" }]),
    app!("chatTools", [{ "root": "goods" }]),
    app!("accountCardPackage", { "root": "goods" }),
    app!("cloudConfig", { "gatewayId": 1 }),
    app!("entranceDeclare", { "locationMessage": { "path": "pages/index/index" } }),
    app!("entranceDeclare", { "locationMessage": { "path": "pages/none/none" } }),
    app!("entranceDeclare", { "locationMessage": {} }),
    app!("agent", []),
    app!("anything", 1),
    app!("mini-ios", { "window": { "navigationStyle": "none" } }),
    // pages that are named
    app!("entryPagePath", "pages/mine/mine"),
    app!("entryPagePath", "goods/detail"),
    app!("entryPagePath", "pages/none/none"),
    app!("entryPagePath", "/pages/mine/mine"),
    app!("entryPagePath", ""),
    app!("entryPagePath", 1),
    app!("openLocationPagePath", "pages/mine/mine"),
    app!("openLocationPagePath", "pages/none/none"),
    app!("preloadRule", { "pages/index/index": { "packages": ["goods"] } }),
    app!("preloadRule", { "pages/index/index": { "packages": ["order"], "network": "wifi" } }),
    app!("preloadRule", { "pages/index/index": { "packages": ["__APP__"] } }),
    app!("preloadRule", { "goods/detail": { "packages": ["order/"] } }),
    app!("preloadRule", { "pages/none/none": { "packages": ["goods"] } }),
    app!("preloadRule", { "pages/index/index": { "packages": ["none"] } }),
    app!("preloadRule", { "pages/index/index": { "packages": "goods" } }),
    app!("preloadRule", { "pages/index/index": { "network": "all" } }),
    app!("preloadRule", { "pages/index/index": { "packages": ["goods"], "network": "4g" } }),
    app!("preloadRule", []),
    // files that are named
    with!("a sitemap", { "sitemapLocation": "sitemap.json" }, "sitemap.json": r#"{"rules":[{"action":"allow","page":"*"}]}"#),
    with!("a sitemap that is not there", { "sitemapLocation": "sitemap.json" }),
    with!("a sitemap with a comment", { "sitemapLocation": "sitemap.json" }, "sitemap.json": "// a\n{\"rules\":[]}"),
    with!("a sitemap without rules", { "sitemapLocation": "sitemap.json" }, "sitemap.json": "{}"),
    with!("a sitemap with a wrong word", { "sitemapLocation": "sitemap.json" }, "sitemap.json": r#"{"rules":[{"action":"deny","page":"*"}]}"#),
    with!("a sitemap of another suffix", { "sitemapLocation": "sitemap.txt" }, "sitemap.txt": "{\"rules\":[]}"),
    with!("a sitemap that nobody names, broken", {}, "sitemap.json": "{,}"),
    with!("an empty place of the sitemap", { "sitemapLocation": "" }),
    with!("workers", { "workers": "workers" }, "workers/a.js": ""),
    with!("workers with settings", { "workers": { "path": "workers", "isSubpackage": false } }, "workers/a.js": ""),
    with!("workers with half their settings", { "workers": { "path": "workers" } }, "workers/a.js": ""),
    with!("workers that are a file", { "workers": "workers" }, "workers": ""),
    app!("workers", "none"),
    app!("workers", ""),
    app!("workers", true),
    app!("resolveAlias", { "~/*": "/*" }),
    app!("resolveAlias", { "~": "/" }),
    app!("resolveAlias", { "~/*": "./src/*" }),
    app!("resolveAlias", { "~/*": "//*" }),
    app!("resolveAlias", { "~/*": 1 }),
    // components
    uses!(
        "a component of a page",
        "./card",
        ["pages/mine/card.json", "pages/mine/card.wxml", "pages/mine/card.js"]
    ),
    uses!(
        "a component from the root",
        "/card/card",
        ["card/card.json", "card/card.wxml", "card/card.js"]
    ),
    uses!("a component in index", "/card", ["card/index.json", "card/index.wxml", "card/index.js"]),
    uses!(
        "a component above",
        "../../card/card",
        ["card/card.json", "card/card.wxml", "card/card.js"]
    ),
    uses!(
        "a component far above",
        "../../../../card/card",
        ["card/card.json", "card/card.wxml", "card/card.js"]
    ),
    uses!(
        "a component one above too few",
        "../card/card",
        ["card/card.json", "card/card.wxml", "card/card.js"]
    ),
    uses!(
        "a component by its plain path",
        "card/card",
        ["pages/mine/card/card.json", "pages/mine/card/card.wxml", "pages/mine/card/card.js"]
    ),
    uses!(
        "a component by a plain path from the root",
        "card/card",
        ["card/card.json", "card/card.wxml", "card/card.js"]
    ),
    ("a component that is not there", |draft| component(draft, "/card/card", &[])),
    uses!("a component without its template", "/card/card", ["card/card.json", "card/card.js"]),
    uses!("a component without its .json", "/card/card", ["card/card.wxml", "card/card.js"]),
    uses!("a component without its script", "/card/card", ["card/card.json", "card/card.wxml"]),
    uses!(
        "a component with its suffix",
        "/card/card.wxml",
        ["card/card.json", "card/card.wxml", "card/card.js"]
    ),
    uses!(
        "a component of a package",
        "vant/card",
        [
            "miniprogram_npm/vant/card.json",
            "miniprogram_npm/vant/card.wxml",
            "miniprogram_npm/vant/card.js",
        ]
    ),
    uses!(
        "a component of a package beside others",
        "vant/none",
        ["miniprogram_npm/vant/card.json"]
    ),
    ("a component of a package that is not installed", |draft| component(draft, "vant/card", &[])),
    uses!(
        "a component of a package in index",
        "@a/card",
        [
            "miniprogram_npm/@a/card/index.json",
            "miniprogram_npm/@a/card/index.wxml",
            "miniprogram_npm/@a/card/index.js",
        ]
    ),
    uses!(
        "a component of a plugin",
        "plugin-private://wx2b03c6e691cd7370/components/subscribe/subscribe",
        []
    ),
    ("an empty component", |draft| component(draft, "", &[])),
    ("a component of an extended library", |draft| {
        draft.app["useExtendedLib"] = json!({ "weui": true });
        component(draft, "weui-miniprogram/cell/cell", &[]);
    }),
    ("a component of the program", |draft| {
        draft.app["usingComponents"] = json!({ "card": "/card/card" });
        draft.others.extend([("card/card.json", "{}".into()), ("card/card.wxml", String::new())]);
    }),
    ("a component of the program that is not there", |draft| {
        draft.app["usingComponents"] = json!({ "card": "/card/card" });
    }),
    ("a component that uses one that is not there", |draft| {
        component(draft, "/card/card", &["card/card.wxml", "card/card.js"]);
        draft
            .others
            .push(("card/card.json", r#"{"component":true,"usingComponents":{"a":"./a"}}"#.into()));
    }),
    ("a component that uses itself", |draft| {
        component(draft, "/card/card", &["card/card.wxml", "card/card.js"]);
        draft.others.push((
            "card/card.json",
            r#"{"component":true,"usingComponents":{"a":"./card"}}"#.into(),
        ));
    }),
    ("a component with a comment in its .json", |draft| {
        component(draft, "/card/card", &["card/card.wxml", "card/card.js"]);
        draft.others.push(("card/card.json", "{\"component\":true} // a".into()));
    }),
    ("a component that nobody uses, with a comment", |draft| {
        draft.others.extend([
            ("card/card.json", "{} // a".into()),
            ("card/card.wxml", String::new()),
            ("card/card.js", String::new()),
        ]);
    }),
    ("a .json of data with a comment", |draft| {
        draft.others.push(("data/a.json", "{} // a".into()));
    }),
    page!(r#"{"componentGenerics":{"a":true}}"#),
    page!(r#"{"componentGenerics":{"a":{"default":"/none"}}}"#),
    page!(r#"{"componentGenerics":{"a":"b"}}"#),
    page!(r#"{"componentGenerics":{"a":{}}}"#),
    // pages
    page!("{ // a\n}"),
    page!("{\"usingComponents\":{},}"),
    page!(""),
    page!("  "),
    page!("[]"),
    page!("null"),
    page!("\u{feff}{}"),
    page!(r#"{"navigationBarTitleText":"直播"}"#),
    page!(r#"{"navigationBarTitleText":1}"#),
    page!(r#"{"navigationBarTextStyle":"grey"}"#),
    page!(r#"{"navigationBarBackgroundColor":"white"}"#),
    page!(r##"{"navigationBarBackgroundColor":"#fff"}"##),
    page!(r#"{"backgroundColor":"red"}"#),
    page!(r#"{"backgroundColorTop":"red"}"#),
    page!(r#"{"backgroundTextStyle":"@style"}"#),
    page!(r#"{"navigationStyle":"none"}"#),
    page!(r#"{"enablePullDownRefresh":"true"}"#),
    page!(r#"{"usingComponents":[]}"#),
    page!(r#"{"usingComponents":{"a":1}}"#),
    page!(r#"{"usingComponents":null}"#),
    page!(r#"{"component":"true"}"#),
    page!(r#"{"styleIsolation":"shared"}"#),
    page!(r#"{"styleIsolation":"all"}"#),
    page!(r#"{"renderer":"canvas"}"#),
    page!(r#"{"renderer":"webview"}"#),
    page!(r#"{"style":"v1"}"#),
    page!(r#"{"disableScroll":1}"#),
    page!(r#"{"pageOrientation":"up"}"#),
    page!(r#"{"window":{"navigationStyle":"none"}}"#),
    page!(r#"{"unknown":1}"#),
    page!("{\"navigationBarTitleText\"：\"a\"}"),
    ("a page without a .json", |draft| draft.missing.push("pages/mine/mine.json")),
    ("a page of a subpackage with a comment", |draft| {
        draft.others.push(("goods/detail.json", "{} // a".into()));
    }),
    // Skyline
    ("Skyline", |draft| {
        skyline(draft);
    }),
    ("Skyline without lazyCodeLoading", |draft| remove(skyline(draft), "lazyCodeLoading")),
    ("Skyline without componentFramework", |draft| remove(skyline(draft), "componentFramework")),
    ("Skyline in exparser", |draft| skyline(draft)["componentFramework"] = json!("exparser")),
    ("Skyline without rendererOptions", |draft| remove(skyline(draft), "rendererOptions")),
    ("Skyline with other rendererOptions", |draft| skyline(draft)["rendererOptions"] = json!({})),
    ("Skyline with the usual bar", |draft| remove(skyline(draft), "window")),
    ("Skyline with a title on a page", |draft| {
        skyline(draft);
        draft.others.push(("pages/mine/mine.json", r#"{"navigationBarTitleText":"a"}"#.into()));
    }),
    ("Skyline with the usual bar on a page", |draft| {
        skyline(draft);
        draft.others.push(("pages/mine/mine.json", r#"{"navigationStyle":"default"}"#.into()));
    }),
    ("Skyline with the usual bar and a title on a page", |draft| {
        remove(skyline(draft), "window");
        draft.others.push(("pages/mine/mine.json", r#"{"navigationBarTitleText":"a"}"#.into()));
    }),
    ("Skyline with a page in the web view", |draft| {
        skyline(draft);
        draft.others.push((
            "pages/mine/mine.json",
            r#"{"renderer":"webview","componentFramework":"exparser"}"#.into(),
        ));
    }),
    ("Skyline with a page in exparser", |draft| {
        skyline(draft);
        draft.others.push(("pages/mine/mine.json", r#"{"componentFramework":"exparser"}"#.into()));
    }),
    ("a page in Skyline", |draft| {
        draft.app["lazyCodeLoading"] = json!("requiredComponents");
        draft.others.push(("pages/mine/mine.json", SKYLINE_PAGE.into()));
    }),
    ("a page in Skyline without lazyCodeLoading", |draft| {
        draft.others.push(("pages/mine/mine.json", SKYLINE_PAGE.into()));
    }),
    ("a page in Skyline without componentFramework", |draft| {
        draft.app["lazyCodeLoading"] = json!("requiredComponents");
        draft.others.push(("pages/mine/mine.json", r#"{"renderer":"skyline"}"#.into()));
    }),
    ("a page in Skyline with a component for the web view", |draft| {
        draft.app["lazyCodeLoading"] = json!("requiredComponents");
        let page = r#"{"renderer":"skyline","componentFramework":"glass-easel","usingComponents":{"card":"/card/card"}}"#;
        draft.others.push(("pages/mine/mine.json", page.into()));
        draft.others.push(("card/card.json", r#"{"component":true,"renderer":"webview"}"#.into()));
        draft.others.extend([("card/card.wxml", String::new()), ("card/card.js", String::new())]);
    }),
    // the project
    project!("{ // a\n}"),
    project!("{\"appid\":\"wx1\",}"),
    project!("\u{feff}{}"),
    project!(""),
    project!("[]"),
    project!(r#"{"libVersion":"3.7.1"}"#),
    project!(r#"{"libVersion":"latest"}"#),
    project!(r#"{"libVersion":""}"#),
    project!(r#"{"libVersion":"newest"}"#),
    project!(r#"{"libVersion":371}"#),
    project!(r#"{"appid":1}"#),
    project!(r#"{"projectname":1}"#),
    project!(r#"{"setting":{"es6":"true"}}"#),
    project!(r#"{"setting":{"useCompilerPlugins":["typescript"]}}"#),
    project!(r#"{"setting":{"useCompilerPlugins":["stylus"]}}"#),
    project!(r#"{"setting":{"useCompilerPlugins":false}}"#),
    project!(r#"{"setting":[]}"#),
    project!(r#"{"setting":{"unknown":1}}"#),
    project!(r#"{"packOptions":{"ignore":[{"type":"file"}]}}"#),
    project!(r#"{"packOptions":{"ignore":[{"type":"file","value":"a"}]}}"#),
    project!(r#"{"packOptions":{"ignore":["a"]}}"#),
    project!(r#"{"miniprogramRoot":1}"#),
    project!(r#"{"miniprogramRoot":"./"}"#),
    project!(r#"{"condition":{"miniprogram":{"list":[{"name":1}]}}}"#),
    project!(r#"{"condition":{"miniprogram":{"list":[{"scene":null}]}}}"#),
    project!(r#"{"condition":[]}"#),
    project!(r#"{"compileType":"plugin"}"#),
    project!(r#"{"compileType":"miniprogram"}"#),
    project!(r#"{"editorSetting":{"tabIndent":"none"}}"#),
];

/// So many tabs, for which there are so many pages.
fn many_tabs(draft: &mut Draft, count: usize) -> Value {
    const MORE: [&str; 11] =
        ["t/0", "t/1", "t/2", "t/3", "t/4", "t/5", "t/6", "t/7", "t/8", "t/9", "t/10"];
    let pages = &MORE[..count];
    draft.files.extend(pages);
    draft.app["pages"].as_array_mut().unwrap().extend(pages.iter().map(|page| json!(page)));
    pages.iter().map(|page| json!({ "pagePath": page, "text": page })).collect()
}
