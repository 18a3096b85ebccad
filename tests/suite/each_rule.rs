//! Every rule has a project that breaks it, and one that nearly does.

use kaibo::check::rules::RULES;
use serde_json::Value;

use crate::support::Scratch;

/// Files of a project, over those of a healthy one.
type Files = Vec<(&'static str, String)>;

const LIVE: &str = r#""live-player-plugin":{"version":"1.3.5","provider":"wx2b03c6e691cd7370"}"#;
const ROOM: &str = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin";
const COMPONENTS: &str = "plugin-private://wx2b03c6e691cd7370/components";

/// app.json of one page.
fn app(rest: &str) -> String {
    format!(r#"{{"pages":["p/i"],{rest}}}"#)
}

fn plugins(entries: &str) -> String {
    app(&format!(r#""plugins":{{{entries}}}"#))
}

fn entry(version: &str) -> String {
    LIVE.replace("1.3.5", version)
}

/// The plugin in a subpackage with a page, and something beside its root.
fn in_subpackage(more: &str) -> String {
    app(&format!(r#""subPackages":[{{"root":"live",{more}"pages":["i"],"plugins":{{{LIVE}}}}}]"#))
}

fn files(files: &[(&'static str, String)]) -> Files {
    files.to_vec()
}

/// app.json as it is given.
fn native(app_json: String) -> Files {
    files(&[("app.json", app_json)])
}

/// The script of the page.
fn script(text: impl Into<String>) -> Files {
    files(&[("p/i.js", text.into())])
}

/// A link to a room in the script of the page.
fn link(query: &str) -> Files {
    script(format!("Page({{ go(id) {{ wx.navigateTo({{ url: '{ROOM}{query} }}) }} }})"))
}

/// The components of the page.
fn components(path: &str) -> Files {
    files(&[("p/i.json", format!(r#"{{"usingComponents":{{"subscribe":"{path}"}}}}"#))])
}

/// uni-app's two files.
fn uni_app(manifest: &str) -> Files {
    files(&[
        ("app.json", String::new()),
        ("manifest.json", format!(r#"{{"appid":"","mp-weixin":{{"plugins":{{}}}},{manifest}}}"#)),
        ("pages.json", r#"{"pages":[{"path":"p/i"}]}"#.into()),
    ])
}

fn taro(config: &str) -> Files {
    files(&[("app.json", String::new()), ("src/app.config.js", config.to_owned())])
}

fn poll(milliseconds: &str) -> Files {
    script(format!(
        "const live = requirePlugin('live-player-plugin')\nPage({{ onLoad() {{ setInterval(() => live.getLiveStatus({{ room_id: 1 }}), {milliseconds}) }} }})"
    ))
}

fn manifest(rest: &str) -> String {
    format!(r#"{{"manifestVersion":1,"plugin":{{"version":"1.3.5"{rest}}}}}"#)
}

/// What breaks a rule, and what nearly does.
#[expect(clippy::too_many_lines, reason = "a table, one row a rule")]
fn case(rule: &str) -> Option<[Files; 2]> {
    let other = r#""x":{"version":"1.0.0","provider":"wx0000000000000001"}"#;
    Some(match rule {
        "duplicate-provider" => [
            native(plugins(&format!("{LIVE},{}", LIVE.replace("live-player-plugin", "l")))),
            native(plugins(&format!("{LIVE},{other}"))),
        ],
        "duplicate-alias" => {
            let twice = |alias: &str| {
                let sub = other.replace("\"x\"", alias);
                native(app(&format!(
                    r#""plugins":{{{LIVE}}},"subPackages":[{{"root":"live","pages":["i"],"plugins":{{{sub}}}}}]"#
                )))
            };
            [twice("\"live-player-plugin\""), twice("\"x\"")]
        }
        "invalid-version" => [native(plugins(&entry("1.3"))), native(plugins(&entry("01.3.5")))],
        "dev-version" => [native(plugins(&entry("dev-a1"))), native(plugins(&entry("latest")))],
        "version-not-allowed" => {
            let required = |version: &str| {
                let pinned = plugins(&entry(version));
                files(&[("app.json", pinned), ("kaibo.jsonc", manifest(r#","require":">=1.3.4""#))])
            };
            [required("1.3.3"), required("1.3.4")]
        }
        "version-below-minimum" => {
            [native(plugins(&entry("1.1.9"))), native(plugins(&entry("1.2.0")))]
        }
        "version-outdated" => [native(plugins(&entry("1.3.4"))), native(plugins(LIVE))],
        "version-unknown" => {
            let pinned = |version: &str| {
                let app = plugins(&entry("1.3.6"));
                let manifest = manifest("").replace("1.3.5", version);
                files(&[("app.json", app), ("kaibo.jsonc", manifest)])
            };
            [pinned("1.3.5"), pinned("1.3.6")]
        }
        "wrong-provider" => [
            native(plugins(&LIVE.replace("wx2b", "wx2c"))),
            native(plugins(&LIVE.replace("live-player-plugin", "another-name"))),
        ],
        "missing-field" => {
            [native(plugins(r#""live-player-plugin":{"version":"1.3.5"}"#)), native(plugins(LIVE))]
        }
        "wrong-type" => {
            [native(plugins(&LIVE.replace("\"1.3.5\"", "135"))), native(app(r#""plugins":{}"#))]
        }
        "unknown-key" => {
            let with = |more: &str| native(plugins(&LIVE.replace('{', &format!("{{{more},"))));
            [with(r#""path":"p","foo":1"#), with(r#""path":"p""#)]
        }
        "misplaced-declaration" => {
            [uni_app(&format!(r#""plugins":{{{LIVE}}}"#)), uni_app(r#""plugins":{}"#)]
        }
        "commented-out-declaration" => [
            taro(&format!("export default {{ pages: [], plugins: {{\n// {LIVE}\n}} }}")),
            taro("export default { pages: [], plugins: {\n// live-player-plugin goes here\n} }"),
        ],
        "turned-off-declaration" => {
            let off = |mark: &str| {
                taro(&format!(
                    "export default {{ pages: [], plugins: {{\n/* {mark}\n{LIVE}\n*/\n}} }}"
                ))
            };
            [off("disabled by kaibo"), off("disabled")]
        }
        "conditional-declaration" => [
            taro(&format!("export default {{ pages: [], plugins: on ? {{ {LIVE} }} : {{}} }}")),
            taro(&format!("export default {{ pages: on ? [] : ['a'], plugins: {{ {LIVE} }} }}")),
        ],
        "unreadable-declaration" => [
            taro(&format!(
                "export default {{ pages: [], plugins: {{ {} }} }}",
                LIVE.replace("\"1.3.5\"", "process.env.V")
            )),
            taro(&format!("export default {{ pages: [], plugins: {{ {LIVE} }} }}")),
        ],
        "declaration-elsewhere" => {
            let upload = |provider: &str| {
                let entry = LIVE.replace("wx2b03c6e691cd7370", provider);
                files(&[("tools/upload.js", format!("app.plugins = {{ {entry} }}"))])
            };
            [upload("wx2b03c6e691cd7370"), upload("wx2b03c6e691cd7371")]
        }
        "pins-differ" => {
            let two = |version: &str| {
                files(&[
                    ("app.json", String::new()),
                    (".git/HEAD", "ref: refs/heads/main\n".into()),
                    ("one/app.json", plugins(LIVE)),
                    ("two/app.json", plugins(&entry(version))),
                ])
            };
            [two("1.3.4"), two("1.3.5")]
        }
        "strict-json" => [
            native(format!("{{\"pages\":[\"p/i\"], // home\n\"plugins\":{{{LIVE}}}}}")),
            native(app(&format!("\"plugins\":{{{LIVE}}},\"sitemapLocation\":\"//s.json\""))),
        ],
        "both-subpackage-spellings" => [
            native(app(&format!(
                r#""plugins":{{{LIVE}}},"subPackages":[{{"root":"live","pages":["i"]}}],"subpackages":[]"#
            ))),
            native(in_subpackage("")),
        ],
        "subpackage-without-root-or-pages" => [
            native(app(&format!(r#""subPackages":[{{"plugins":{{{LIVE}}}}}]"#))),
            native(in_subpackage("")),
        ],
        "subpackage-root" => [
            native(in_subpackage("").replace("\"live\",", "\"/live\",")),
            native(in_subpackage("").replace("\"live\",", "\"live/\",")),
        ],
        "page-path" => {
            [native(plugins(LIVE).replace("\"p/i\"", "\"p/i\",\"p/i\"")), native(plugins(LIVE))]
        }
        "independent-subpackage-plugin" => [
            native(in_subpackage(r#""independent":true,"#)),
            native(in_subpackage(r#""independent":false,"#)),
        ],
        "plugin-page-in-pages" => [
            native(plugins(LIVE).replace("\"p/i\"", &format!("\"p/i\",\"{ROOM}\""))),
            native(plugins(LIVE)),
        ],
        "missing-page-file" => {
            [native(plugins(LIVE).replace("\"p/i\"", "\"p/i\",\"p/none\"")), native(plugins(LIVE))]
        }
        "ext-json-replaces-plugins" => {
            let ext = |rest: &str| {
                let text = format!(r#"{{"extEnable":true,"extAppid":"wx0000000000000001"{rest}}}"#);
                files(&[("ext.json", text)])
            };
            [ext(r#","plugins":{}"#), ext("")]
        }
        "differs-from-manifest" => [
            files(&[("kaibo.jsonc", manifest("").replace("1.3.5", "1.3.4"))]),
            files(&[("kaibo.jsonc", manifest(""))]),
        ],
        "undeclared-plugin" => {
            let mut broken = link("?room_id=' + id");
            broken.extend(native(app(r#""plugins":{}"#)));
            [broken, link("?room_id=' + id")]
        }
        "unused-plugin" => [script("Page({})"), link("?room_id=' + id")],
        "alias-mismatch" => [
            script("const live = requirePlugin('live-player')\nlive.getLiveStatus({ room_id: 1 })"),
            script(
                "const live = requirePlugin('live-player-plugin')\nlive.getLiveStatus({ room_id: 1 })",
            ),
        ],
        "require-plugin-outside-subpackage" => {
            let code = "const live = requirePlugin('live-player-plugin')\nPage({ go() { live.getLiveStatus({ room_id: 1 }) } })";
            let at = |page: &'static str| {
                files(&[("app.json", in_subpackage("")), (page, code.to_owned())])
            };
            [at("p/i.js"), at("live/i.js")]
        }
        "component-outside-subpackage" => {
            let json =
                format!(r#"{{"usingComponents":{{"pendant":"{COMPONENTS}/pendant/pendant"}}}}"#);
            let at = |page: &'static str| {
                files(&[("app.json", in_subpackage("")), (page, json.clone())])
            };
            [at("p/i.json"), at("live/i.json")]
        }
        "component-path" => [
            components(&format!("{COMPONENTS}/subscribe/subscrbe")),
            components(&format!("{COMPONENTS}/subscribe/subscribe")),
        ],
        "room-url-path" => [
            script(format!("wx.navigateTo({{ url: '{}?room_id=1' }})", ROOM.replace("/pages", ""))),
            link("?room_id=' + id"),
        ],
        "missing-room-id" => [link("?type=9'"), link("?type=9&room_id=' + id")],
        "custom-params-not-encoded" => [
            link("?room_id=1&custom_params=' + JSON.stringify({ a: 1 })"),
            link("?room_id=1&custom_params=' + encodeURIComponent(JSON.stringify({ a: 1 }))"),
        ],
        "custom-params-too-long" => {
            let long =
                |length: usize| link(&format!("?room_id=1&custom_params={}'", "a".repeat(length)));
            [long(601), long(600)]
        }
        "unknown-room-parameter" => {
            [link("?room_id=1&from=home'"), link("?room_id=1&open_share_ticket=1'")]
        }
        "polling-too-fast" => [poll("59000"), poll("60000")],
        "api-needs-version" => {
            let at = |version: &str| {
                let code = "const live = requirePlugin('live-player-plugin')\nlive.getOpenid({ room_id: 1 })";
                files(&[("app.json", plugins(&entry(version))), ("p/i.js", code.to_owned())])
            };
            [at("1.2.9"), at("1.3.0")]
        }
        "base-library-too-low" => {
            let at = |library: &str| {
                let mut all = link("?room_id=' + id");
                let config = format!(r#"{{"appid":"touristappid","libVersion":"{library}"}}"#);
                all.push(("project.config.json", config));
                all
            };
            [at("2.8.0"), at("3.7.7")]
        }
        "goods-page-no-way-back" => {
            let at = |call: &str| {
                script(format!(
                    "Page({{ onLoad(options) {{ this.share = options.share_openid; this.room = options.room_id }}, back() {{ wx.{call} }} }})"
                ))
            };
            [at("switchTab({ url: '/p/i' })"), at("navigateBack()")]
        }
        "uni-app-renamed-component" => {
            let page = |name: &str, component: &str| {
                let mut all = uni_app(&format!(r#""x":{{{LIVE}}},"vueVersion":"3""#));
                let pages = format!(
                    r#"{{"pages":[{{"path":"p/i","style":{{"usingComponents":{{"{name}":"{COMPONENTS}/{component}/{component}"}}}}}}]}}"#
                );
                all.push(("pages.json", pages));
                all.push(("p/i.vue", format!("<template><view><{name} /></view></template>\n")));
                all
            };
            [page("pendant", "pendant"), page("subscribe", "subscribe")]
        }
        "secret-in-client" => {
            let at = |value: &str| {
                script(format!(
                    "wx.request({{ url: 'https://api.weixin.qq.com/cgi-bin/token?appid=wx0123456789abcdef&secret={value}' }})"
                ))
            };
            [at("0123456789abcdef0123456789abcdef"), at("' + secret + '")]
        }
        "server-call-in-client" => {
            let at = |host: &str| script(format!("wx.request({{ url: 'https://{host}/wxa/a' }})"));
            [at("api.weixin.qq.com"), at("shop.example.com/api.weixin.qq.com")]
        }
        "plugin-page-by-switch-tab" => {
            let by = |call: &str, url: &str| script(format!("wx.{call}({{ url: '{url}' }})"));
            let room = format!("{ROOM}?room_id=1");
            [by("switchTab", &room), by("redirectTo", &room)]
        }
        "url-on-view" => {
            let on = |tag: &str| {
                let page = format!("<{tag} url=\"{ROOM}?room_id={{{{id}}}}\">live</{tag}>");
                files(&[("p/i.wxml", page), ("p/i.js", "Page({ data: { id: 1 } })".into())])
            };
            [on("view"), on("navigator")]
        }
        "require-plugin-imported" => {
            let by = |import: &str| {
                let mut all =
                    taro(&format!("export default {{ pages: ['p/i'], plugins: {{ {LIVE} }} }}"));
                let page = format!("{import}\nconst live = requirePlugin('live-player-plugin')\n");
                all.push(("src/p/i.jsx", page));
                all
            };
            [
                by("import { requirePlugin } from '@tarojs/taro'"),
                by("import { useLoad } from '@tarojs/taro'"),
            ]
        }
        "room-id-placeholder" => [
            link("?room_id=${id}'"),
            link("?room_id=${id}'")
                .iter()
                .map(|(path, text)| (*path, text.replace('\'', "`")))
                .collect(),
        ],
        "uni-app-components-replaced" => {
            let page = |first: &str, second: &str| {
                let style = format!(
                    r#"{{"usingComponents":{{{first}}},"mp-weixin":{{"usingComponents":{{{second}}}}}}}"#
                );
                let mut all = uni_app(&format!(r#""x":{{{LIVE}}}"#));
                all.push((
                    "pages.json",
                    format!(r#"{{"pages":[{{"path":"p/i","style":{style}}}]}}"#),
                ));
                all
            };
            let [one, two] = [r#""a":"/a""#, r#""b":"/b""#];
            [page(one, two), page(one, &format!("{one},{two}"))]
        }
        "empty-attribute" => {
            let page = |vue: &str| {
                let mut all = uni_app(&format!(r#""x":{{{LIVE}}},"vueVersion":"{vue}""#));
                let page = "<template><subscribe :room-id=\"1\" custom-params=\"\" /></template>\n";
                all.push(("p/i.vue", page.to_owned()));
                all
            };
            [page("2"), page("3")]
        }
        "taro-vite-plugin-component" => {
            let with = |compiler: &str| {
                let mut all =
                    taro(&format!("export default {{ pages: ['p/i'], plugins: {{ {LIVE} }} }}"));
                all.push((
                    "config/index.js",
                    format!("export default {{ compiler: '{compiler}' }} // \"vite\""),
                ));
                let page = format!(
                    "export default {{ usingComponents: {{ subscribe: '{COMPONENTS}/subscribe/subscribe' }} }}"
                );
                all.push(("src/p/i.config.js", page));
                all
            };
            [with("vite"), with("webpack5")]
        }
        "taro-attributes-lost" => {
            let with = |attributes: &str| {
                let mut all =
                    taro(&format!("export default {{ pages: ['p/i'], plugins: {{ {LIVE} }} }}"));
                let config = format!(
                    "export default {{ usingComponents: {{ subscribe: '{COMPONENTS}/subscribe/subscribe' }} }}"
                );
                all.push(("src/p/i.config.js", config));
                all.push((
                    "src/p/i.jsx",
                    format!("export default (props) => <subscribe {attributes} />"),
                ));
                all
            };
            [with("{...props}"), with("room-id={props.id}")]
        }
        "require-plugin-in-shared-module" => {
            let at = |path: &'static str, text: &str| {
                let mut all = uni_app(r#""vueVersion":"2""#);
                let pages = format!(
                    r#"{{"pages":[{{"path":"p/i"}}],"subPackages":[{{"root":"live","pages":[{{"path":"i"}}],"plugins":{{{LIVE}}}}}]}}"#
                );
                all.push(("pages.json", pages));
                all.push((path, text.to_owned()));
                all
            };
            let code = "const live = requirePlugin('live-player-plugin')";
            [
                at("live/status.js", code),
                at("live/i.vue", &format!("<script>\n{code}\n</script>\n")),
            ]
        }
        "module-syntax-left" => {
            let with = |es6: bool| {
                let code = "import { id } from './id'\nrequirePlugin('live-player-plugin').getLiveStatus({ room_id: id })";
                let mut all = script(code);
                let config = format!(
                    r#"{{"appid":"touristappid","setting":{{"es6":{es6},"enhance":false}}}}"#
                );
                all.push(("project.config.json", config));
                all
            };
            [with(false), with(true)]
        }
        "unregistered-component" => {
            let with = |tag: &str| {
                let json = format!(
                    r#"{{"usingComponents":{{"{tag}":"{COMPONENTS}/subscribe/subscribe"}}}}"#
                );
                let page = "<subscribe room-id=\"{{1}}\"/>";
                files(&[("p/i.wxml", page.into()), ("p/i.json", json)])
            };
            [with("live"), with("subscribe")]
        }
        "unset-in-link" => {
            let with = |name: &str| {
                let page = format!("<navigator url=\"{ROOM}?room_id={{{{id}}}}\">live</navigator>");
                let code = format!("Page({{ data: {{ {name}: 1 }} }})");
                files(&[("p/i.wxml", page), ("p/i.js", code)])
            };
            [with("room"), with("id")]
        }
        "wrapper-path" => {
            let at = |folder: &str, file: &'static str| {
                let mut all = uni_app(&format!(r#""x":{{{LIVE}}},"vueVersion":"3""#));
                let style = format!(
                    r#"{{"mp-weixin":{{"usingComponents":{{"live-card":"/{folder}/card/index"}}}}}}"#
                );
                all.push((
                    "pages.json",
                    format!(r#"{{"pages":[{{"path":"p/i","style":{style}}}]}}"#),
                ));
                let json = format!(
                    r#"{{"component":true,"usingComponents":{{"subscribe":"{COMPONENTS}/subscribe/subscribe"}}}}"#
                );
                all.push((file, json));
                all
            };
            [
                at("native", "native/card/index.json"),
                at("wxcomponents", "wxcomponents/card/index.json"),
            ]
        }
        "conditional-page-link" => {
            let page = |link: &str| {
                let mut all = uni_app(&format!(r#""x":{{{LIVE}}}"#));
                let pages = "{\"pages\":[{\"path\":\"p/i\"}\n// #ifdef LIVE\n,{\"path\":\"p/live\"}\n// #endif\n]}";
                all.push(("pages.json", pages.to_owned()));
                let page = format!("<template><view>\n{link}\n</view></template>\n");
                all.push(("p/i.vue", page));
                all
            };
            let link = "<navigator url=\"/p/live?a=1\">live</navigator>";
            [page(link), page(&format!("<!-- #ifdef LIVE -->\n{link}\n<!-- #endif -->"))]
        }
        "cloud-permission" => {
            let with = |permission: &str| {
                let code =
                    "exports.main = () => cloud.openapi.liveBroadcast.getLiveInfo({ start: 0 })";
                let config = format!(r#"{{"permissions":{{"openapi":["{permission}"]}}}}"#);
                files(&[
                    ("cloudfunctions/live/index.js", code.into()),
                    ("cloudfunctions/live/config.json", config),
                ])
            };
            [with("security.msgSecCheck"), with("liveBroadcast.getLiveInfo")]
        }
        "plugin-not-in-build" => {
            let at = |version: &str| files(&[("built/app.json", plugins(&entry(version)))]);
            [at("1.3.4"), at("1.3.5")]
        }
        "plugin-not-authorised" => {
            let at = |status: u8| {
                let answer = format!(
                    r#"{{"plugin_list":[{{"appid":"wx2b03c6e691cd7370","status":{status}}}]}}"#
                );
                files(&[("answer.json", answer)])
            };
            [at(1), at(2)]
        }
        "unknown-word" => {
            let at = |style: &str| {
                native(app(&format!(
                    r#""plugins":{{{LIVE}}},"window":{{"navigationBarTextStyle":"{style}"}}"#
                )))
            };
            [at("grey"), at("black")]
        }
        "unlisted-page" => {
            let at = |page: &str| {
                native(app(&format!(r#""plugins":{{{LIVE}}},"entryPagePath":"{page}""#)))
            };
            [at("/p/i"), at("p/i")]
        }
        "tab-bar" => {
            let at = |tabs: &str| {
                native(format!(
                    r#"{{"pages":["p/i","live/i"],"plugins":{{{LIVE}}},"tabBar":{{"list":[{tabs}]}}}}"#
                ))
            };
            let tab = r#"{"pagePath":"p/i"}"#;
            [at(tab), at(&format!("{tab},{}", tab.replace("p/i", "live/i")))]
        }
        "missing-file" => {
            let at = |folder: &str| {
                native(app(&format!(r#""plugins":{{{LIVE}}},"workers":"{folder}""#)))
            };
            [at("workers"), at("live")]
        }
        "missing-component" => {
            let at = |file: &'static str| {
                let mut all = components("/card/card");
                all.push(("card/card.json", r#"{"component":true}"#.into()));
                all.push((file, "<view/>".into()));
                all
            };
            [at("card/card.wxss"), at("card/card.wxml")]
        }
        "skyline" => {
            let at = |lazy: &str| {
                native(app(&format!(
                    r#""plugins":{{{LIVE}}},"renderer":"skyline","componentFramework":"glass-easel","rendererOptions":{{"skyline":{{}}}},"window":{{"navigationStyle":"custom"}}{lazy}"#
                )))
            };
            [at(""), at(r#","lazyCodeLoading":"requiredComponents""#)]
        }
        "source-too-large" => {
            let of = |length: usize| {
                let sign = "// live-player-plugin";
                script(sign.to_owned() + &" ".repeat(length - sign.len()))
            };
            [of((2 << 20) + 1), of(2 << 20)]
        }
        _ => return None,
    })
}

/// The rules that a project breaks.
fn broken(changed: &Files) -> Vec<String> {
    let project = Scratch::empty();
    project.write("app.json", plugins(LIVE));
    for page in ["p/i", "live/i"] {
        project.write(&format!("{page}.js"), "Page({})").write(&format!("{page}.wxml"), "<view/>");
    }
    for (file, text) in changed {
        project.write(file, text);
        if text.is_empty() {
            std::fs::remove_file(project.path().join(file)).unwrap();
        }
    }
    let has = |path: &str| changed.iter().any(|(file, _)| *file == path);
    let mut words = vec!["check", "--format", "json"];
    words.extend(has("built/app.json").then_some(["--built", "built"]).into_iter().flatten());
    words.extend(
        has("answer.json").then_some(["--authorised", "answer.json"]).into_iter().flatten(),
    );
    let ran = project.run(&words);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["errors"].as_array().map(Vec::len), Some(0), "{document:#}");
    let found = document["diagnostics"].as_array().unwrap().iter();
    found.map(|found| found["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_rule_speaks_where_it_is_broken_and_only_there() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let Some([breaks, nearly]) = case(rule.id) else {
            wrong.push(format!("{}: no project breaks it", rule.id));
            continue;
        };
        let (broken, near) = (broken(&breaks), broken(&nearly));
        if !broken.iter().any(|id| id == rule.id) {
            wrong.push(format!("{}: is silent; {broken:?}", rule.id));
        }
        if near.iter().any(|id| id == rule.id) {
            wrong.push(format!("{}: speaks of what nearly breaks it", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
