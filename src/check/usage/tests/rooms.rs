//! Links, components, versions and habits.

use super::*;

/// The cases and severities of what one rule finds in a script.
fn script(rule: &str, text: &str) -> Vec<(&'static str, Severity)> {
    native(rule, &[APP, ("a.js", text)])
}

/// The script after the fixes of a rule, with the room page's address shortened again.
fn fixed_by(rule: &str, text: &str) -> String {
    fixed(rule, Framework::Native, &[APP, ("a.js", text)], "a.js").replace(ROOM, "ROOM")
}

#[test]
fn an_address_that_is_not_the_room_page_is_reported_and_fixed() {
    let rule = "room-url-path";
    for (address, case, severity) in [
        ("/ROOM", "leading-slash", Severity::Error),
        ("plugin-private://wx2b03c6e691cd7370/pages/live-player", "page", Severity::Error),
        ("plugin-private://wx2b03c6e691cd7370", "page", Severity::Error),
        ("plugin-private:/wx2b03c6e691cd7370/pages/live-player-plugin", "", Severity::Error),
        ("plugin-private://wx2b03c6e691cd7370/page/live-player-plugin", "", Severity::Error),
        ("plugin://wx2b03c6e691cd7370/pages/live-player-plugin", "scheme", Severity::Warning),
    ] {
        let text = format!("wx.navigateTo({{ url: '{address}?room_id=' + id }})");
        assert_eq!(script(rule, &text), [(case, severity)], "{text}");
        assert_eq!(fixed_by(rule, &text), "wx.navigateTo({ url: 'ROOM?room_id=' + id })");
    }
    let other = "go('plugin-private://wx1234567890abcdef/pages/live-player-plugin?room_id=1')";
    assert_eq!(script(rule, other), [("appid", Severity::Warning)]);
    assert_eq!(fixed_by(rule, other), other);
    let base = "const base = '/ROOM'; wx.navigateTo({ url: base + '?room_id=1' })";
    assert_eq!(script(rule, base).len(), 1);
    for text in [
        "go('ROOM?room_id=1')",
        "const a = 'ROOM'",
        "go(base + '/pages/live-player-plugin')",
        "go(`ROOM${q}`)",
        "const a = 'plugin-private://wx2b03c6e691cd7370/pages/'",
    ] {
        assert_eq!(script(rule, text), [], "{text}");
    }
}

#[test]
fn a_link_without_a_room_is_reported() {
    let rule = "missing-room-id";
    for (text, case) in [
        ("wx.navigateTo({ url: 'ROOM' })", ""),
        ("wx.navigateTo({ url: 'ROOM?type=9' })", ""),
        ("wx.navigateTo({ url: 'ROOM?custom_params=' + encodeURIComponent(a) })", ""),
        ("wx.navigateTo({ url: 'ROOM?room_id=' })", "empty"),
        ("wx.navigateTo({ url: `ROOM?roomId=${id}` })", "misspelt"),
        ("const url = 'ROOM'; wx.navigateTo({ url })", ""),
    ] {
        assert_eq!(script(rule, text), [(case, Severity::Error)], "{text}");
    }
    assert_eq!(fixed_by(rule, "go('ROOM?roomid=1&type=9')"), "go('ROOM?room_id=1&type=9')");
    for text in [
        "wx.navigateTo({ url: 'ROOM?room_id=1' })",
        "wx.navigateTo({ url: `ROOM?room_id=${id}` })",
        "wx.navigateTo({ url: 'ROOM?' + query })",
        "wx.navigateTo({ url: `ROOM?type=${type}` })",
        "const url = 'ROOM?room_id='; wx.navigateTo({ url: url + id })",
        "let url = 'ROOM'; if (id) url += '?room_id=' + id; wx.navigateTo({ url })",
        "const page = 'ROOM'",
        "if (route.indexOf('ROOM') === 0) {}",
    ] {
        assert_eq!(script(rule, text), [], "{text}");
    }
}

#[test]
fn custom_params_that_are_not_encoded_are_reported_and_fixed() {
    let rule = "custom-params-not-encoded";
    for (text, after) in [
        (
            "go('ROOM?room_id=1&custom_params=' + JSON.stringify(p))",
            "go('ROOM?room_id=1&custom_params=' + encodeURIComponent(JSON.stringify(p)))",
        ),
        (
            "go(`ROOM?room_id=1&custom_params=${JSON.stringify({ a: 1 })}&type=9`)",
            "go(`ROOM?room_id=1&custom_params=${encodeURIComponent(JSON.stringify({ a: 1 }))}&type=9`)",
        ),
        (
            "go('ROOM?room_id=1&custom_params={\"a\":1}')",
            "go('ROOM?room_id=1&custom_params=%7B%22a%22%3A1%7D')",
        ),
        (
            "const c = JSON.stringify(p); go(`ROOM?room_id=1&custom_params=${c}`)",
            "const c = JSON.stringify(p); go(`ROOM?room_id=1&custom_params=${c}`)",
        ),
    ] {
        assert_eq!(script(rule, text), [("", Severity::Warning)], "{text}");
        assert_eq!(fixed_by(rule, text), after);
    }
    assert_eq!(
        script(rule, "go('ROOM?room_id=1&custom_params=' + { a: 1 })"),
        [("object", Severity::Warning)]
    );
    for text in [
        "const c = encodeURIComponent(JSON.stringify({ a: 1 })); go(`ROOM?room_id=1&custom_params=${c}`)",
        "go('ROOM?room_id=1&custom_params=' + encodeURIComponent(JSON.stringify(p)))",
        "go(`ROOM?room_id=1&custom_params=${params}`)",
        "go('ROOM?room_id=1&custom_params=' + encodeURI(JSON.stringify(p)))",
        "go('ROOM?room_id=1&custom_params=%7B%22a%22%3A1%7D')",
        "let c = JSON.stringify(p); c = encodeURIComponent(c); go(`ROOM?room_id=1&custom_params=${c}`)",
        "go('ROOM?room_id=1')",
    ] {
        assert_eq!(script(rule, text), [], "{text}");
    }
}

#[test]
fn custom_params_that_are_cut_are_reported() {
    let rule = "custom-params-too-long";
    let text = |length: usize| format!("go('ROOM?room_id=1&custom_params={}')", "a".repeat(length));
    assert_eq!(script(rule, &text(601)), [("", Severity::Warning)]);
    assert_eq!(script(rule, &text(600)), []);
    let encoded = |length: usize| {
        format!(
            "go('ROOM?room_id=1&custom_params=' + encodeURIComponent(JSON.stringify({{ a: '{}' }})))",
            "中".repeat(length)
        )
    };
    assert_eq!(script(rule, &encoded(70)), [("", Severity::Warning)]);
    assert_eq!(script(rule, &encoded(60)), []);
}

#[test]
fn a_parameter_that_no_room_reads_is_reported() {
    let rule = "unknown-room-parameter";
    assert_eq!(script(rule, "go('ROOM?room_id=1&pid=2')"), [("", Severity::Info)]);
    let misspelt = "go(`ROOM?room_id=1&customParams=${c}`)";
    assert_eq!(script(rule, misspelt), [("misspelt", Severity::Warning)]);
    assert_eq!(fixed_by(rule, misspelt), "go(`ROOM?room_id=1&custom_params=${c}`)");
    for text in [
        "go('ROOM?room_id=1&custom_params=a&type=9&close_picture_in_picture_mode=1&open_share_ticket=1')",
        "go('ROOM?roomId=1')",
        "go('ROOM?room_id=1&' + rest)",
    ] {
        assert_eq!(script(rule, text), [], "{text}");
    }
}

#[test]
fn a_component_under_another_path_is_reported_and_fixed() {
    let rule = "component-path";
    let page = |path: &str| format!("{{ \"usingComponents\": {{ \"pendant\": \"{path}\" }} }}");
    for (path, case, severity) in [
        ("/PENDANT", "leading-slash", Severity::Error),
        ("plugin-private://wx2b03c6e691cd7370/components/during/during", "", Severity::Error),
        ("plugin-private://wx2b03c6e691cd7370/components/pendent/pendent", "", Severity::Error),
        ("plugin-private://wx2b03c6e691cd7370/components/pendant", "", Severity::Error),
        ("plugin://live-player-plugin/pendant", "", Severity::Warning),
    ] {
        let text = page(path);
        let files = [APP, ("a.json", text.as_str())];
        assert_eq!(native(rule, &files), [(case, severity)], "{path}");
        assert_eq!(fixed(rule, Framework::Native, &files, "a.json"), page(PENDANT));
    }
    assert_eq!(native(rule, &[APP, ("a.json", &page(PENDANT))]), []);
    assert_eq!(native(rule, &[APP, ("a.json", &page("plugin://chat/pendant"))]), []);
}

#[test]
fn a_component_that_uni_app_compiles_wrongly_is_reported() {
    let count = |key: &str, path: &str, vue: &str, config: &str| {
        let pages = format!(
            "{{ \"pages\": [{{ \"path\": \"a\", \"style\": {{ \"usingComponents\": {{ \"{key}\": \"{path}\" }} }} }}] }}"
        );
        let manifest = format!(
            "{{ \"vueVersion\": \"{vue}\", \"mp-weixin\": {{ \"plugins\": {{ LIVE }} }} }}"
        );
        let files = [
            ("pages.json", pages.as_str()),
            ("manifest.json", &manifest),
            ("vite.config.js", config),
        ];
        found("uni-app-renamed-component", Framework::UniApp, &files).len()
    };
    assert_eq!(count("pendant", PENDANT, "3", ""), 1);
    assert_eq!(count("live-subscribe", SUBSCRIBE, "3", ""), 1);
    assert_eq!(count("subscribe", SUBSCRIBE, "3", ""), 0);
    assert_eq!(count("pendant", PENDANT, "2", ""), 0);
    let config = "uni({ vueOptions: { template: { compilerOptions: { isCustomElement: t => t === 'pendant' } } } })";
    assert_eq!(count("pendant", PENDANT, "3", config), 0);
}

#[test]
fn what_a_version_does_not_promise_is_reported() {
    let rule = "api-needs-version";
    let app = |version: &str| {
        format!(
            "{{ \"pages\": [], \"plugins\": {{ \"live-player-plugin\": {{ \"version\": \"{version}\", \"provider\": \"wx2b03c6e691cd7370\" }} }} }}"
        )
    };
    let with =
        |version: &str, source: (&str, &str)| native(rule, &[("app.json", &app(version)), source]);
    let call = ("a.js", "requirePlugin('live-player-plugin').getShareParams()");
    let pendant = ("a.json", "{ \"usingComponents\": { \"pendant\": \"PENDANT\" } }");
    assert_eq!(with("1.2.10", call), [("", Severity::Info)]);
    assert_eq!(with("1.2.5", pendant), [("", Severity::Warning)]);
    assert_eq!(with("1.2.6", pendant), [("", Severity::Info)]);
    assert_eq!(
        with("1.2.6", ("a.js", "go('ROOM?room_id=1&close_picture_in_picture_mode=1')")).len(),
        1
    );
    for version in ["1.3.0", "1.3.5", "latest"] {
        assert_eq!(with(version, call), [], "{version}");
    }
    let status = ("a.js", "requirePlugin('live-player-plugin').getLiveStatus({ room_id: 1 })");
    assert_eq!(with("1.2.0", status), []);
}

#[test]
fn a_base_library_that_lacks_what_is_used_is_reported() {
    let with = |version: &str, source: &str| {
        let config = format!("{{ \"libVersion\": \"{version}\" }}");
        native("base-library-too-low", &[APP, ("a.js", source), ("project.config.json", &config)])
    };
    assert_eq!(with("2.8.3", LINK.1), [("", Severity::Info)]);
    assert_eq!(
        with("2.13.0", "requirePlugin('wx2b03c6e691cd7370')"),
        [("by-appid", Severity::Info)]
    );
    assert_eq!(
        with("2.10.0", "requirePlugin.async('live-player-plugin')"),
        [("waiting", Severity::Info)]
    );
    for (version, source) in [
        ("2.9.0", LINK.1),
        ("2.10.0", LOADED.1),
        ("latest", LINK.1),
        ("", LINK.1),
        ("2.2.3", "a()"),
    ] {
        assert_eq!(with(version, source), [], "{version} {source}");
    }
}

#[test]
fn a_base_library_that_lacks_what_the_platform_has_is_reported() {
    let with = |version: &str, file: &'static str, source: &str| {
        let config = format!("{{ \"libVersion\": \"{version}\" }}");
        native("base-library-too-low", &[APP, (file, source), ("project.config.json", &config)])
    };
    let live = "wx.openChannelsLive({ finderUserName: 'sph' })";
    assert_eq!(with("2.14.0", "a.js", live), [("platform", Severity::Info)]);
    assert_eq!(with("2.15.0", "a.js", live), []);
    assert_eq!(with("2.14.0", "a.js", &format!("// {live}")), []);
    assert_eq!(with("2.14.0", "a.js", &format!("if (wx.canIUse('openChannelsLive')) {live}")), []);
    let card = "<store-product appid=\"wx1\" product-id=\"1\" />";
    assert_eq!(with("3.5.4", "a.wxml", card), [("platform", Severity::Info)]);
    assert_eq!(with("3.5.5", "a.wxml", card), []);
}

#[test]
fn polling_below_a_minute_is_reported() {
    let rule = "polling-too-fast";
    let poll = |pause: &str| {
        format!(
            "const p = requirePlugin('live-player-plugin')\nsetInterval(() => {{ p.getLiveStatus({{ room_id: 1 }}) }}, {pause})"
        )
    };
    assert_eq!(script(rule, &poll("5000")), [("", Severity::Warning)]);
    for pause in ["60000", "60 * 1000", "pause"] {
        assert_eq!(script(rule, &poll(pause)), [], "{pause}");
    }
    assert_eq!(
        script(
            rule,
            "requirePlugin('live-player-plugin').getLiveStatus({}); setInterval(tick, 1000)"
        ),
        []
    );
}

#[test]
fn a_goods_page_that_leaves_without_a_way_back_is_reported() {
    let rule = "goods-page-no-way-back";
    let leaves = "Page({ onLoad(options) { this.from = options.share_openid }, home() { wx.switchTab({ url: '/a' }) } })";
    assert_eq!(script(rule, leaves), [("", Severity::Info)]);
    let backs = format!("{leaves}\nfunction back() {{ wx.navigateBack() }}");
    assert_eq!(script(rule, &backs), []);
    assert_eq!(script(rule, "Page({ home() { wx.switchTab({ url: '/a' }) } })"), []);
    assert_eq!(native(rule, &[APP, ("app.js", leaves)]), [], "it is no page");
    assert_eq!(native(rule, &[APP, ("b.js", leaves)]), [], "it is not listed");
    let manifest = "{ \"manifestVersion\": 1, \"plugin\": { \"version\": \"1.3.5\" }, \"pages\": [{ \"path\": \"a\", \"kind\": \"goods-detail\" }] }";
    let manifest = Manifest::parse(manifest).expect("a manifest");
    let rules: Vec<&'static Rule> = RULES.iter().copied().filter(|row| row.id == rule).collect();
    let found = checked(&rules, Framework::Native, &[APP, ("a.js", leaves)], Some(&manifest));
    assert_eq!(found.iter().map(|one| one.severity).collect::<Vec<_>>(), [Severity::Warning]);
}

#[test]
fn a_secret_in_a_client_is_found() {
    let rule = "secret-in-client";
    let key = "0123456789abcdef0123456789abcdef";
    let text = format!(
        "const config = {{ appid: 'wx0123456789abcdef', secret: '{key}', other: '{key}' }}"
    );
    assert_eq!(script(rule, &text), [("", Severity::Error)]);
    let token = format!(
        "wx.request({{ url: 'https://api.weixin.qq.com/wxa/business/getliveinfo?access_token=57_{}' }})",
        "aB3-".repeat(20)
    );
    assert_eq!(script(rule, &token), [("token", Severity::Error)]);
    assert_eq!(native(rule, &[APP, ("cloudfunctions/login/index.js", &text)]), []);
    assert_eq!(
        script(rule, "const config = { appid: 'wx0123456789abcdef', secret: process.env.SECRET }"),
        []
    );
    assert_eq!(script(rule, &format!("const sign = {{ appKey: 'a', appSecret: '{key}' }}")), []);
}

#[test]
fn an_address_of_the_server_interfaces_is_reported_in_client_code() {
    use Severity::{Info, Warning};
    let rule = "server-call-in-client";
    for (text, expected) in [
        (
            "wx.request({ url: 'https://api.weixin.qq.com/wxa/business/getliveinfo' })",
            &[Warning][..],
        ),
        (
            "wx.request({ url: `https://api.weixin.qq.com/sns/jscode2session?js_code=${c}` })",
            &[Warning],
        ),
        (
            "const url = 'https://api.weixin.qq.com/cgi-bin/token?' + q; wx.request({ url })",
            &[Warning],
        ),
        ("module.exports = { wechat: 'https://api.weixin.qq.com' }", &[Info]),
        (
            "uni.request({ url: 'https://api.weixin.qq.com/sns/oauth2/access_token?code=' + code })",
            &[],
        ),
        ("// https://api.weixin.qq.com/wxa/a\nwx.request({ url: '/a' })", &[]),
        ("const cloud = require('wx-server-sdk'); get('https://api.weixin.qq.com/wxa/a')", &[]),
        ("say('see https://api.weixin.qq.com/')", &[]),
    ] {
        let expected: Vec<_> = expected.iter().map(|severity| ("", *severity)).collect();
        assert_eq!(script(rule, text), expected, "{text}");
    }
    let call = "wx.request({ url: 'https://api.weixin.qq.com/wxa/a' })";
    assert_eq!(native(rule, &[APP, ("cloudfunctions/a/index.js", call)]), []);
    let below = ("mini/app.json", "{ \"pages\": [\"a\"] }");
    assert_eq!(native(rule, &[below, ("mini/a.js", call), ("tool.js", call)]).len(), 1);
    let key = "0123456789abcdef0123456789abcdef";
    let secret = format!(
        "wx.request({{ url: 'https://api.weixin.qq.com/cgi-bin/token?appid=wx0123456789abcdef&secret={key}' }})"
    );
    assert_eq!(script(rule, &secret), [], "the secret in it is reported");
}

#[test]
fn a_room_that_is_opened_as_a_tab_is_reported_and_fixed() {
    let rule = "plugin-page-by-switch-tab";
    let text = "const url = 'ROOM?room_id=1'; wx.switchTab({ url })";
    assert_eq!(script(rule, text), [("", Severity::Error)]);
    assert_eq!(fixed_by(rule, text), text.replace("switchTab", "navigateTo"));
    let markup = "<navigator open-type=\"switchTab\" url=\"ROOM?room_id={{id}}\"/>";
    let files = [APP, ("a.wxml", markup)];
    assert_eq!(native(rule, &files), [("", Severity::Error)]);
    let after = fixed(rule, Framework::Native, &files, "a.wxml");
    assert_eq!(after, full(&markup.replace("switchTab", "navigate")));
    for text in [
        "wx.navigateTo({ url: 'ROOM?room_id=1' }); wx.switchTab({ url: '/a' })",
        "wx.reLaunch({ url: 'ROOM?room_id=1' })",
        "wx.switchTab({ url }); go('ROOM?room_id=1')",
    ] {
        assert_eq!(script(rule, text), [], "{text}");
    }
}

#[test]
fn a_link_at_an_element_that_opens_none_is_reported() {
    let rule = "url-on-view";
    let count = |text: &str| native(rule, &[APP, ("a.wxml", text)]).len();
    assert_eq!(count("<view url=\"ROOM?room_id=1\">x</view>"), 1);
    assert_eq!(count("<button class=\"a\" url='ROOM?room_id={{id}}'/>"), 1);
    for text in [
        "<navigator url=\"ROOM?room_id=1\"/>",
        "<view data-url=\"ROOM?room_id=1\" bindtap=\"go\"/>",
        "<view url=\"ROOM?room_id=1\" bindtap=\"go\"/>",
        "<live-card url=\"ROOM?room_id=1\"/>",
        "<view url=\"/pages/a\"/><navigator url=\"ROOM?room_id=1\"/>",
    ] {
        assert_eq!(count(text), 0, "{text}");
    }
    let config = ("src/app.config.js", "export default { pages: ['a'], plugins: { LIVE } }");
    let page = |tag: &str| format!("export default () => <{tag} url=\"ROOM?room_id=1\">x</{tag}>");
    let taro = |tag: &str| found(rule, Framework::Taro, &[config, ("src/a.jsx", &page(tag))]).len();
    assert_eq!([taro("View"), taro("Navigator"), taro("Card")], [1, 0, 0]);
}

#[test]
fn require_plugin_from_taro_is_reported() {
    let rule = "require-plugin-imported";
    let config = ("src/app.config.js", "export default { pages: ['a'], plugins: { LIVE } }");
    let count = |text: &str| found(rule, Framework::Taro, &[config, ("src/a.jsx", text)]).len();
    let call = "const p = requirePlugin('live-player-plugin')";
    assert_eq!(
        count(&format!("import Taro, {{ useLoad, requirePlugin }} from '@tarojs/taro'\n{call}")),
        1
    );
    for text in [
        format!("import Taro from '@tarojs/taro'\n{call}"),
        format!("import {{ requirePlugin }} from './plugins'\nimport '@tarojs/taro'\n{call}"),
        "import { requirePlugin } from '@tarojs/taro'\nrequirePlugin('chat')".to_owned(),
    ] {
        assert_eq!(count(&text), 0, "{text}");
    }
}

#[test]
fn a_room_that_was_never_filled_in_is_reported() {
    use Severity::{Error, Warning};
    let rule = "room-id-placeholder";
    let go = |id: &str| format!("wx.navigateTo({{ url: 'ROOM?room_id={id}' }})");
    for (text, case, severity) in [
        (go("[直播房间id]"), "", Error),
        (go("undefined"), "", Error),
        (go("<id>&type=9"), "", Error),
        (go("${id}"), "unfilled", Error),
        (go("{{id}}"), "unfilled", Error),
        ("const a = 'ROOM?room_id=房间号'".to_owned(), "", Warning),
        (
            "let id = [直播房间id]; wx.navigateTo({ url: `ROOM?room_id=${id}` })".to_owned(),
            "",
            Error,
        ),
    ] {
        assert_eq!(script(rule, &text), [(case, severity)], "{text}");
    }
    for text in [
        go("12"),
        go("[12]"),
        "let id = [item.room_id]; wx.navigateTo({ url: `ROOM?room_id=${id}` })".to_owned(),
        "wx.navigateTo({ url: `ROOM?room_id=${id}` })".to_owned(),
        "const a = 'ROOM?room_id=ROOM_ID'.replace('ROOM_ID', id)".to_owned(),
        go(""),
    ] {
        assert_eq!(script(rule, &text), [], "{text}");
    }
    let count = |path: &str, text: &str| native(rule, &[APP, (path, text)]).len();
    assert_eq!(count("a.wxml", "<navigator url=\"ROOM?room_id={{id}}\"/>"), 0);
    assert_eq!(count("a.wxml", "<navigator url=\"ROOM?room_id=${id}\"/>"), 1);
    let vue = |url: &str| count("a.vue", &format!("<template><navigator {url} /></template>"));
    assert_eq!(vue("url=\"ROOM?room_id={{id}}\""), 1);
    assert_eq!(vue(":url=\"`ROOM?room_id=${id}`\""), 0);
    assert_eq!(count("a.mpx", "<template><navigator url=\"ROOM?room_id={{id}}\" /></template>"), 0);
    assert_eq!(count("a.json", "{ \"banner\": \"ROOM?room_id={{id}}\" }"), 0);
}
