//! What builds do to uses.

use super::*;

/// The cases, severities and marked texts of what one rule finds.
fn marked(
    rule: &str,
    framework: Framework,
    files: Files<'_>,
) -> Vec<(&'static str, Severity, String)> {
    let all = found(rule, framework, files).into_iter();
    all.map(|(_, text, case, severity)| (case, severity, text)).collect()
}

/// A page of pages.json with two lists of components.
fn styled(general: &str, ours: &str) -> String {
    format!(
        "{{ \"pages\": [{{ \"path\": \"a\", \"style\": {{ \"usingComponents\": {general}, \"mp-weixin\": {{ \"usingComponents\": {ours} }} }} }}] }}"
    )
}

#[test]
fn components_that_another_list_replaces_are_reported_and_copied() {
    let rule = "uni-app-components-replaced";
    let run = |general: &str, ours: &str| {
        let pages = styled(general, ours);
        let files = [("pages.json", pages.as_str())];
        let found = marked(rule, Framework::UniApp, &files);
        (found, fixed(rule, Framework::UniApp, &files, "pages.json"))
    };
    let marked = |severity| vec![("", severity, "\"usingComponents\"".to_owned())];
    let (lost, after) = run("{ \"a\": \"/a\", \"b\": \"/b\" }", "{ \"b\": \"/c\" }");
    assert_eq!(lost, marked(Severity::Warning));
    assert_eq!(
        after,
        styled("{ \"a\": \"/a\", \"b\": \"/b\" }", "{ \"a\": \"/a\", \"b\": \"/c\" }")
    );
    let (lost, after) = run("{ \"subscribe\": \"SUBSCRIBE\" }", "{\n\t\"b\": \"/b\"\n}");
    assert_eq!(lost, marked(Severity::Error));
    assert!(
        after.contains(&full("{\n\t\"subscribe\": \"SUBSCRIBE\",\n\t\"b\": \"/b\"\n}")),
        "{after}"
    );
    assert!(run("{\"a\":\"/a\"}", "{}").1.contains("\"usingComponents\": { \"a\":\"/a\" } }"));
    let commented = run("{ \"a\": \"/a\" }", "{ /* b */ \"b\": \"/b\" }");
    assert_eq!(commented.1, styled("{ \"a\": \"/a\" }", "{ /* b */ \"b\": \"/b\" }"));
    for (general, ours) in [
        ("{}", "{ \"b\": \"/b\" }"),
        ("{ \"a\": \"/a\" }", "{ \"a\": \"/wxcomponents/a\", \"b\": \"/b\" }"),
        ("{\n// #ifdef H5\n\"a\": \"/a\"\n// #endif\n}", "{}"),
    ] {
        assert_eq!(run(general, ours).0, [], "{general} {ours}");
    }
    for text in [
        "{ \"pages\": [{ \"path\": \"a\", \"style\": { \"usingComponents\": { \"a\": \"/a\" } } }] }",
        "{ \"pages\": [{ \"path\": \"a\", \"style\": { \"usingComponents\": { \"a\": \"/a\" },\n// #ifdef LIVE\n\"mp-weixin\": { \"usingComponents\": {} }\n// #endif\n} }] }",
    ] {
        assert_eq!(super::found(rule, Framework::UniApp, &[("pages.json", text)]), [], "{text}");
    }
}

#[test]
fn an_empty_attribute_of_a_component_is_reported_and_deleted() {
    let rule = "empty-attribute";
    let run = |vue: &str, markup: &str| {
        let manifest =
            format!("{{ \"appid\": \"\", {vue} \"mp-weixin\": {{ \"plugins\": {{ LIVE }} }} }}");
        let page = format!("<template>{markup}</template>");
        let files = [("manifest.json", manifest.as_str()), ("a.vue", &page)];
        (marked(rule, Framework::UniApp, &files), fixed(rule, Framework::UniApp, &files, "a.vue"))
    };
    let (lost, after) =
        run("\"vueVersion\": \"2\",", "<subscribe :room-id=\"1\" custom-params=\"\" />");
    assert_eq!(lost, [("", Severity::Warning, "custom-params=\"\"".to_owned())]);
    assert_eq!(after, "<template><subscribe :room-id=\"1\" /></template>");
    assert_eq!(run("", "<pendant custom-params='' :type=\"1\" />").0.len(), 1);
    let vite = [
        ("manifest.json", "{ \"mp-weixin\": { \"plugins\": { LIVE } } }"),
        ("vite.config.js", "import { defineConfig } from 'vite'"),
        ("a.vue", "<template><pendant custom-params=\"\" /></template>"),
    ];
    assert_eq!(marked(rule, Framework::UniApp, &vite), []);
    for (vue, markup) in [
        ("\"vueVersion\": \"3\",", "<subscribe :room-id=\"1\" custom-params=\"\" />"),
        ("", "<subscribe :room-id=\"1\" custom-params />"),
        ("", "<subscribe :room-id=\"1\" custom-params=\"a\" class=\"\" />"),
        ("", "<subscribe :room-id=\"1\" :custom-params=\"''\" />"),
        ("", "<my-card custom-params=\"\" /><navigator url=\"ROOM?room_id=1\" />"),
    ] {
        assert_eq!(run(vue, markup).0, [], "{vue} {markup}");
    }
}

const TARO: (&str, &str) =
    ("src/app.config.js", "export default { pages: ['a'], plugins: { LIVE } }");
const PAGE: (&str, &str) =
    ("src/a.config.js", "export default { usingComponents: { subscribe: 'SUBSCRIBE' } }");

#[test]
fn a_component_that_vite_passes_over_is_reported() {
    let rule = "taro-vite-plugin-component";
    let count = |path: &str, config: &str, page: (&str, &str)| {
        found(rule, Framework::Taro, &[TARO, (path, config), page]).len()
    };
    let config = "config/index.ts";
    for vite in [
        "export default defineConfig({ compiler: 'vite' })",
        "const config = { compiler: { type: \"vite\", vitePlugins: [] } }\nmodule.exports = config",
    ] {
        assert_eq!(count(config, vite, PAGE), 1, "{vite}");
    }
    let wrapper = (
        "src/native/live/index.json",
        "{ \"component\": true, \"usingComponents\": { \"subscribe\": \"SUBSCRIBE\" } }",
    );
    let vite = "export default { compiler: 'vite' }";
    assert_eq!(count(config, vite, wrapper), 0);
    assert_eq!(count("docs/a.js", vite, PAGE), 0);
    for other in [
        "export default { compiler: 'webpack5' } // 'vite'",
        "export default { compiler: process.env.VITE ? 'vite' : 'webpack5' }",
        "export default { framework: 'vite' }",
    ] {
        assert_eq!(count(config, other, PAGE), 0, "{other}");
    }
}

#[test]
fn attributes_that_taro_does_not_see_are_reported() {
    let rule = "taro-attributes-lost";
    let run = |pages: &[&str]| {
        let names = ["src/a.jsx", "src/b.tsx"];
        let texts: Vec<String> =
            pages.iter().map(|tag| format!("export default (p) => <View>{tag}</View>")).collect();
        let pages = names.into_iter().zip(texts.iter().map(String::as_str));
        let files: Vec<(&str, &str)> = [TARO, PAGE].into_iter().chain(pages).collect();
        marked(rule, Framework::Taro, &files)
    };
    let at = |case, severity| vec![(case, severity, "subscribe".to_owned())];
    assert_eq!(run(&["<subscribe {...p} />"]), at("spread", Severity::Error));
    assert_eq!(run(&["<subscribe {...p} room-id={1} />"]), at("spread", Severity::Error));
    let uneven = ["<subscribe room-id={1} width={90} />", "<subscribe room-id={2} />"];
    assert_eq!(run(&uneven), at("", Severity::Warning));
    for pages in [
        &["<subscribe room-id={1} width={90} />", "<subscribe room-id={2} width={p.w} />"][..],
        &["<subscribe room-id={1} onSubscribe={f} />", "<subscribe room-id={2} key={2} />"],
        &["<subscribe room-id={1} />", "<subscribe {...p} />"],
        &["<card {...p} />", "<View {...p}><subscribe room-id={1} /></View>"],
    ] {
        assert_eq!(run(pages), [], "{pages:?}");
    }
    let vite = ("config/index.js", "module.exports = { compiler: 'vite' }");
    let files = [TARO, PAGE, vite, ("src/a.jsx", "export default (p) => <subscribe {...p} />")];
    assert_eq!(marked(rule, Framework::Taro, &files), [], "nothing is shown at all");
}

#[test]
fn a_module_that_requires_a_subpackages_plugin_is_reported() {
    let rule = "require-plugin-in-shared-module";
    let sub = "{ \"pages\": [{ \"path\": \"a\" }], \"subPackages\": [{ \"root\": \"live\", \"pages\": [{ \"path\": \"b\" }], \"plugins\": { LIVE } }] }";
    let count = |manifest: &str, path: &str, text: &str| {
        let manifest = format!("{{ \"appid\": \"\", {manifest} }}");
        let files = [("pages.json", sub), ("manifest.json", &manifest), (path, text)];
        found(rule, Framework::UniApp, &files).len()
    };
    let vue = "\"vueVersion\": \"2\"";
    assert_eq!(count(vue, "live/status.js", LOADED.1), 1);
    assert_eq!(
        count(vue, "utils/live.ts", "export const get = () => requirePlugin('live-player-plugin')"),
        1
    );
    for (manifest, path, text) in [
        ("\"vueVersion\": \"3\"", "live/status.js", LOADED.1),
        (
            "\"mp-weixin\": { \"optimization\": { \"subPackages\": true } }",
            "live/status.js",
            LOADED.1,
        ),
        (vue, "live/b.vue", "<script>const p = requirePlugin('live-player-plugin')</script>"),
        (vue, "live/wxcomponents/a/index.js", LOADED.1),
        (vue, "live/status.js", "requirePlugin.async('live-player-plugin').then(p => {})"),
        (vue, "live/status.js", "try { requirePlugin('live-player-plugin') } catch (e) {}"),
    ] {
        assert_eq!(count(manifest, path, text), 0, "{manifest} {path} {text}");
    }
    let main =
        ("manifest.json", "{ \"vueVersion\": \"2\", \"mp-weixin\": { \"plugins\": { LIVE } } }");
    let pages = ("pages.json", "{ \"pages\": [{ \"path\": \"a\" }] }");
    assert_eq!(found(rule, Framework::UniApp, &[main, pages, ("live.js", LOADED.1)]), []);
}

#[test]
fn module_syntax_that_stays_is_reported() {
    let rule = "module-syntax-left";
    let code = "import { a } from './a'\nconst p = requirePlugin('live-player-plugin')";
    let with = |setting: &str, source: (&str, &str)| {
        let config = format!("{{ \"setting\": {{ {setting} }} }}");
        native(rule, &[APP, ("project.config.json", &config), source])
    };
    let off = "\"es6\": false, \"enhance\": false";
    assert_eq!(with(off, ("a.js", code)), [("", Severity::Error)]);
    assert_eq!(
        with("\"es6\": false", ("lib/b.js", "export const u = 'ROOM?room_id=1'")),
        [("", Severity::Error)]
    );
    for (setting, source) in [
        ("\"es6\": true, \"enhance\": false", ("a.js", code)),
        ("\"es6\": false, \"enhance\": true", ("a.js", code)),
        ("\"es6\": false, \"useCompilerPlugins\": [\"typescript\"]", ("a.js", code)),
        ("\"urlCheck\": false", ("a.js", code)),
        (off, ("a.js", "const { a } = require('./a')\nrequirePlugin('live-player-plugin')")),
        (off, ("b.js", "import { a } from './a'\nexport const b = a")),
        (off, ("cloudfunctions/a.js", code)),
    ] {
        assert_eq!(with(setting, source), [], "{setting} {source:?}");
    }
    let files = |root: &str| {
        let config = format!("{{ \"miniprogramRoot\": \"{root}\", \"setting\": {{ {off} }} }}");
        native(
            rule,
            &[("mini/app.json", APP.1), ("project.config.json", &config), ("mini/a.js", code)],
        )
        .len()
    };
    assert_eq!([files("mini/"), files("./mini"), files("dist/")], [1, 1, 0]);
    let own = ("project.private.config.json", "{ \"setting\": { \"es6\": true } }");
    let config = format!("{{ \"setting\": {{ {off} }} }}");
    assert_eq!(native(rule, &[APP, ("project.config.json", &config), own, ("a.js", code)]), []);
}
