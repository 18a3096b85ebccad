//! What is read of sources, in every framework.

use proptest::prelude::*;

use super::*;
use crate::model::plugin::PROVIDER;
use crate::project::config_file::ConfigFile;
use crate::project::framework::ROWS;
use crate::syntax::script::facts::When;
use crate::text::edit::Place;
use crate::text::path::RelPath;

/// Kinds and texts of the uses, where no alias is declared.
fn uses<'t>(file: &str, text: &'t str) -> Vec<(&'static str, &'t str)> {
    uses_as(&[], file, text)
}

/// The same where the live plugin is declared under some aliases.
fn uses_as<'t>(aliases: &[&str], file: &str, text: &'t str) -> Vec<(&'static str, &'t str)> {
    let found = read(file, text).unwrap_or_else(|fault| panic!("{fault:?} in {text}"));
    let entry = |alias: &&str| format!("\"{alias}\": {{ \"provider\": \"{PROVIDER}\" }}");
    let entries = aliases.iter().map(entry).collect::<Vec<_>>().join(", ");
    let app_json = format!("{{ \"pages\": [], \"plugins\": {{ {entries} }} }}");
    let file = ConfigFile::new(&ROWS[0], RelPath::constant("app.json"), app_json);
    let found = Aliases::of(file.declarations().iter()).live(found.uses);
    for found in &found {
        assert_eq!(found.place, Place::of(text, found.range.start), "{text}");
    }
    found.into_iter().map(|found| (found.kind.name(), &text[found.range])).collect()
}

fn hints(file: &str, text: &str) -> Vec<Hint> {
    Hints::default().of(file, text).to_vec()
}

fn kinds(file: &str, text: &str) -> Vec<&'static str> {
    uses(file, text).into_iter().map(|(kind, _)| kind).collect()
}

fn rooms(file: &str, text: &str) -> Vec<RoomUrl> {
    let found = read(file, text).unwrap_or_else(|fault| panic!("{fault:?} in {text}"));
    let rooms = found.uses.into_iter().filter_map(|found| match found.kind {
        UsageKind::RoomUrl(url) => Some(url),
        UsageKind::RequirePlugin(_)
        | UsageKind::Subscribe(_)
        | UsageKind::Pendant(_)
        | UsageKind::Api(_) => None,
    });
    rooms.collect()
}

/// A link to a room with what stands behind the address.
fn with_room(form: &str) -> String {
    form.replace("ROOM", "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin")
}

#[test]
fn links_are_found_however_they_are_put_together() {
    for (file, form) in [
        ("a.js", "wx.navigateTo({ url: 'ROOM?room_id=1' })"),
        ("a.ts", "const go = (id: number) => wx.navigateTo({ url: `ROOM?room_id=${id}` })"),
        ("a.js", "wx.navigateTo({ url: 'ROOM' + '?room_id=' + this.data.id })"),
        ("a.jsx", "const a = <Navigator url='ROOM?room_id=1'>x</Navigator>"),
        ("a.tsx", "const a = <Navigator url={`ROOM?room_id=${id as number}`} />"),
        ("a.wxml", "<navigator url=\"ROOM?room_id={{room.id}}\">x</navigator>"),
        ("a.wxml", "<navigator url=\"{{'ROOM?room_id=' + room.id}}\" />"),
        ("a.wxml", "<view data-url='{{ok ? \"ROOM?room_id=1\" : \"\"}}' />"),
        ("a.vue", "<template><navigator :url=\"'ROOM?room_id=' + room.id\" /></template>"),
        ("a.vue", "<template><view @click=\"go('ROOM?room_id=1')\" /></template>"),
        ("a.vue", "<template><view @click=\"a = 1; go(`ROOM?room_id=${a}`)\" /></template>"),
        (
            "a.vue",
            "<script setup lang=\"ts\">\nuni.navigateTo({ url: 'ROOM?room_id=1' } as Options)\n</script>",
        ),
        (
            "a.wpy",
            "<script>\nimport wepy from 'wepy'\nexport default class A extends wepy.page { go() { wepy.navigateTo({ url: 'ROOM?room_id=1' }) } }\n</script>",
        ),
        ("a.mpx", "<template><view bindtap=\"go('ROOM?room_id=1')\" /></template>"),
        ("a.json", "{ \"banner\": [\"ROOM?room_id=1\"] }"),
    ] {
        assert_eq!(kinds(file, &with_room(form)), ["room-url"], "{form}");
    }
}

#[test]
fn links_through_a_variable_are_whole() {
    let text = with_room(
        "const room = 'ROOM'\nPage({ go() {\n  const url = room + '?room_id=' + this.data.id\n  wx.navigateTo({ url })\n} })",
    );
    let rooms = rooms("a.js", &text);
    assert_eq!(rooms.len(), 2);
    assert!(rooms[0].parameters.is_empty());
    assert_eq!(rooms[1].parameters[0].name, "room_id");
    assert_eq!(rooms[1].address.as_deref(), Some(crate::model::plugin::ROOM_PAGE));
    let by_appid = "const ID = 'wx2b03c6e691cd7370'\nconst u = `plugin-private://${ID}/pages/live-player-plugin?room_id=1`";
    assert_eq!(uses("a.js", by_appid).len(), 1);
}

#[test]
fn a_link_is_complete_where_it_is_opened_with_all_of_its_parameters() {
    for (form, complete) in [
        ("wx.navigateTo({ url: 'ROOM' })", true),
        ("const url = 'ROOM?type=9'; wx.navigateTo({ url })", true),
        ("let url = 'ROOM'; url += '?room_id=1'; wx.navigateTo({ url })", false),
        ("let url = ''; url = 'ROOM'; url += '?room_id=1'; wx.navigateTo({ url })", false),
        ("let url = 'ROOM'; if (a) { url = url + b } wx.navigateTo({ url })", false),
        ("wx.navigateTo({ url: 'ROOM?' + query })", false),
        ("wx.navigateTo({ url: `ROOM${query}` })", false),
        ("const page = 'ROOM'", false),
        ("go('ROOM')", false),
    ] {
        assert_eq!(rooms("a.js", &with_room(form))[0].complete, complete, "{form}");
    }
}

#[test]
fn the_parameters_of_a_link_have_their_bytes() {
    let text = with_room(
        "go('ROOM?room_id=1&custom_params=' + encodeURIComponent(JSON.stringify({ pid: 1 })) + '&type=' + t)",
    );
    let url = rooms("a.js", &text).remove(0);
    let names: Vec<&str> = url.parameters.iter().map(|one| &text[one.range.clone()]).collect();
    assert_eq!(names, ["room_id", "custom_params", "type"]);
    assert_eq!(url.parameters[0].value[0].text(), Some("1"));
    let encoded = PieceKind::Encoded(Some("%7B%22pid%22%3A1%7D".to_owned()));
    assert_eq!(url.parameters[1].value[0].kind, encoded);
    assert_eq!(url.parameters[2].value[0].kind, PieceKind::Name("t".to_owned()));
    assert_eq!(&text[url.parameters[2].value[0].range.clone()], "t");
}

#[test]
fn links_that_are_wrong_are_links() {
    for form in [
        "plugin://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=1",
        "/plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=1",
        "plugin-private://wx2b03c6e691cd7370?room_id=1",
        "plugin-private://wx2b03c6e691cd7370/pages/live-player?room_id=1",
        "plugin-private://wx1234567890abcdef/pages/live-player-plugin?room_id=1",
        "plugin-private:/wx2b03c6e691cd7370/pages/live-player-plugin?room_id=1",
        "plugin://live-player-plugin/pages/live-player-plugin?room_id=1",
        "pluginprivate://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=1",
    ] {
        assert_eq!(kinds("a.js", &format!("go('{form}')")), ["room-url"], "{form}");
    }
}

#[test]
fn a_use_by_an_alias_is_the_plugins_that_is_declared_under_it() {
    for (file, text, expected) in [
        ("a.js", "const p = requirePlugin('live')", vec!["require-plugin"]),
        ("a.js", "requirePlugin.async('live').then(p => {})", vec!["require-plugin"]),
        ("a.js", "const NAME = 'live'; wx.requirePlugin(NAME, p => {})", vec!["require-plugin"]),
        ("a.js", "go('plugin://live/room?room_id=1')", vec!["room-url"]),
        ("a.js", "go(`plugin://live?room_id=${id}`)", vec!["room-url"]),
        (
            "a.wxml",
            "<navigator url='plugin-private://live/live?room_id={{id}}' />",
            vec!["room-url"],
        ),
        (
            "a.json",
            r#"{ "usingComponents": { "s": "plugin://live/subscribe" } }"#,
            vec!["subscribe"],
        ),
        ("a.json", r#"{ "usingComponents": { "pendant": "plugin://live/p" } }"#, vec!["pendant"]),
        (
            "a.mpx",
            "<template><s /></template><script type='application/json'>{ \"usingComponents\": { \"s\": \"plugin://live/subscribe\" } }</script>",
            vec!["subscribe", "subscribe"],
        ),
    ] {
        assert!(may_use(text), "{text}");
        let kinds = |aliases| -> Vec<&str> {
            uses_as(aliases, file, text).into_iter().map(|(kind, _)| kind).collect()
        };
        assert_eq!(kinds(&["live"]), expected, "{text}");
        assert_eq!(kinds(&["other", "live"]), expected, "{text}");
        assert_eq!(kinds(&["other", "Live"]), Vec::<&str>::new(), "{text}");
        assert_eq!(kinds(&[]), Vec::<&str>::new(), "{text}");
    }
    for (file, text) in [
        ("a.js", "go('plugin://live/hello-page')"),
        ("a.js", "go('plugin://live/hello-page?id=1')"),
        ("a.js", "go('live://live/room?room_id=1')"),
        ("a.js", "const p = requirePlugin(live)"),
        ("a.js", "const live = { getLiveStatus() {} }; live.getLiveStatus()"),
        ("a.json", r#"{ "usingComponents": { "goods": "plugin://live/goods" } }"#),
        ("a.json", r#"{ "usingComponents": { "subscribe": "/live/subscribe" } }"#),
    ] {
        assert_eq!(uses_as(&["live"], file, text), [], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_link_is_none() {
    for form in [
        "'/pages/live-player-plugin?room_id=1'",
        "'/pages/live/live-player-plugin'",
        "'__plugin__/wx2b03c6e691cd7370/pages/live-player-plugin'",
        "'open plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin please'",
        "'plugin-private://wx2b03c6e691cd7370/components/subscribe/subscribe'",
        "'plugin-private://wx2b03c6e691cd7370/'",
        "'plugin://chatbot/pages/live?room_id=1'",
        "'plugin-private://'",
        "'https://example.com/live-player-plugin?room_id=1'",
        "{ 'live-player-plugin': { version: '1.3.5', provider: 'wx2b03c6e691cd7370' } }",
    ] {
        assert_eq!(kinds("a.js", &format!("x = {form}")), Vec::<&str>::new(), "{form}");
    }
}

#[test]
fn comments_and_other_platforms_are_not_read() {
    for (file, form) in [
        ("a.js", "// go('ROOM?room_id=1')\n/* requirePlugin('live-player-plugin') */"),
        ("a.wxml", "<!-- <navigator url='ROOM?room_id=1' /> <subscribe room-id='1' /> -->"),
        (
            "a.vue",
            "<template><view><!-- <navigator url='ROOM?room_id=1' /> --></view></template>\n<script>\n// requirePlugin('live-player-plugin')\n</script>",
        ),
        ("a.js", "// #ifdef H5\ngo('ROOM?room_id=1')\n// #endif"),
        (
            "a.vue",
            "<template>\n<!-- #ifndef MP-WEIXIN -->\n<navigator url='ROOM?room_id=1' />\n<!-- #endif -->\n</template>\n<script>\nexport default { go() {\n/* #ifdef MP-ALIPAY */ go('ROOM') /* #endif */\n} }\n</script>",
        ),
        ("a.json", "{\n// #ifdef H5\n\"url\": \"ROOM?room_id=1\"\n// #endif\n}"),
        (
            "a.json",
            "{ /* \"usingComponents\": { \"subscribe\": \"plugin-private://wx2b03c6e691cd7370/components/subscribe/subscribe\" } */ }",
        ),
    ] {
        assert_eq!(kinds(file, &with_room(form)), Vec::<&str>::new(), "{form}");
    }
    let on = with_room("// #ifdef MP-WEIXIN\ngo('ROOM?room_id=1')\n// #endif");
    assert_eq!(kinds("a.js", &on), ["room-url"]);
}

#[test]
fn a_required_plugin_runs_at_load_or_guarded_or_later() {
    use When::{Guarded, Later, Load};
    for (text, when, is_async) in [
        ("const p = requirePlugin('live-player-plugin')", Load, false),
        ("const p = wx.requirePlugin(\"wx2b03c6e691cd7370\")", Load, false),
        ("const NAME = 'live-player-plugin'\nlet p = requirePlugin(NAME)", Load, false),
        ("Page({ data: { p: requirePlugin('live-player-plugin') } })", Load, false),
        ("class A { static p = requirePlugin('live-player-plugin') }", Load, false),
        ("let p\ntry { p = requirePlugin('live-player-plugin') } catch (e) {}", Guarded, false),
        ("const p = ok ? requirePlugin('live-player-plugin') : null", Guarded, false),
        ("const p = ok && requirePlugin('live-player-plugin')", Guarded, false),
        ("if (ok) { requirePlugin('live-player-plugin') }", Guarded, false),
        ("switch (a) { case 1: requirePlugin('live-player-plugin') }", Guarded, false),
        ("App({ onShow() { const p = requirePlugin('live-player-plugin') } })", Later, false),
        ("const f = () => requirePlugin('live-player-plugin')", Later, false),
        ("class A { p = requirePlugin('live-player-plugin') }", Later, false),
        ("requirePlugin.async('live-player-plugin').then(p => {})", Load, true),
        ("requirePlugin('live-player-plugin', p => {}, e => {})", Load, true),
    ] {
        let found = read("a.js", text).expect(text);
        let UsageKind::RequirePlugin(required) = &found.uses[0].kind else { panic!("{text}") };
        assert_eq!((required.when, required.is_async), (when, is_async), "{text}");
        assert!(text[required.range.clone()].starts_with(&required.name), "{text}");
    }
}

#[test]
fn the_interface_is_known_by_what_it_is_called_on() {
    for text in [
        "const p = requirePlugin('live-player-plugin'); p.getLiveStatus({ room_id: 1 })",
        "let p; function f() { p = requirePlugin('live-player-plugin'); p.getOpenid({ room_id: 1 }) }",
        "requirePlugin('live-player-plugin').getShareParams().then(r => {})",
        "let p = ''; if (ok) { p = requirePlugin('live-player-plugin') } App({ onShow() { p.getShareParams() } })",
        "let p = null; try { p = requirePlugin('live-player-plugin') } catch (e) {} p.getLiveStatus({})",
        "const { getLiveStatus } = requirePlugin('live-player-plugin'); getLiveStatus({ room_id: 1 })",
        "const { getLiveStatus: ask } = requirePlugin('live-player-plugin'); ask({ room_id: 1 })",
        "const p = ok ? requirePlugin('live-player-plugin') : undefined; p?.getLiveStatus({})",
        "App({ onShow() { this.p = requirePlugin('live-player-plugin'); this.p.getShareParams() } })",
        "requirePlugin.async('live-player-plugin').then(p => p.getPluginVersion())",
        "requirePlugin('live-player-plugin', p => { p.getPluginVersion() }, e => {})",
        "async function f() { const p = await requirePlugin.async('live-player-plugin'); return p.getLiveStatus({}) }",
        "const live = requirePlugin('live'); live.getLiveStatus({ room_id: 1 })",
    ] {
        let mut found = kinds("a.js", text);
        found.sort_unstable();
        assert_eq!(found, ["api", "require-plugin"], "{text}");
    }
    for text in [
        "p.getLiveStatus({ room_id: 1 }); requirePlugin",
        "const p = requirePlugin('WechatSI'); p.getRecordRecognitionManager()",
        "const p = requirePlugin(name); p.getLiveStatus()",
        "let p = requirePlugin('chat'); p = other; p.getLiveStatus()",
        "let p = 1; p = requirePlugin('chat'); p.getLiveStatus()",
        "requirePlugin('a.js'); function f(p) { p.getLiveStatus() }",
    ] {
        assert_eq!(kinds("a.js", text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn components_are_known_by_their_registration_or_their_attributes() {
    let subscribe = "plugin-private://wx2b03c6e691cd7370/components/subscribe/subscribe";
    let pendant = "plugin-private://wx2b03c6e691cd7370/components/pendant/pendant";
    let page = format!(
        "{{ \"usingComponents\": {{ \"subscribe\": \"{subscribe}\", \"p\": \"{pendant}\", \"a\": \"/a/a\" }} }}"
    );
    assert_eq!(kinds("pages/a.json", &page), ["subscribe", "pendant"]);
    let uni = format!(
        "{{ \"pages\": [{{ \"path\": \"a\", \"style\": {{ \"mp-weixin\": {page} }} }}] // 中\n}}"
    );
    assert_eq!(kinds("pages.json", &uni), ["subscribe", "pendant"]);
    for (file, text, expected) in [
        ("a.config.ts", format!("export default definePageConfig({page})"), vec!["subscribe", "pendant"]),
        ("a.jsx", format!("class A extends Component {{ config = {page}\n render() {{ return <subscribe roomId={{1}} /> }} }}"), vec!["subscribe", "pendant", "subscribe"]),
        ("a.wpy", format!("<template><p /></template><script>export default class A extends wepy.page {{ config = {page} }}</script>"), vec!["pendant", "subscribe", "pendant"]),
        ("a.mpx", format!("<template><subscribe room-id='1'/></template><script type='application/json'>{page}</script>"), vec!["subscribe", "subscribe", "pendant"]),
        ("a.wxml", "<subscribe room-id=\"{{id}}\"></subscribe><live-player src='a' />".to_owned(), vec!["subscribe"]),
        ("a.vue", "<template><pendant :custom-params='a' /></template>".to_owned(), vec!["pendant"]),
        ("a.wxml", "<subscribe title='a'/><pendant/>".to_owned(), vec![]),
        ("a.json", "{ \"usingComponents\": { \"subscribe\": \"/components/subscribe/subscribe\" } }".to_owned(), vec![]),
        ("a.json", "{ \"usingComponents\": { \"subscribe\": \"plugin-private://wx1234567890abcdef/components/subscribe/subscribe\" } }".to_owned(), vec![]),
        ("a.json", "{ \"usingComponents\": { \"a\": \"plugin-private://wx2b03c6e691cd7370/components/during/during\", \"b\": \"/plugin-private://wx2b03c6e691cd7370/components/subscribe/subscribe\" } }".to_owned(), vec!["pendant", "subscribe"]),
    ] {
        assert_eq!(kinds(file, &text), expected, "{text}");
    }
}

#[test]
fn what_is_no_business_of_the_plugin_costs_no_parse() {
    assert!(!may_use("Page({ data: {} })\n<live-player src='a' />"));
    for sign in [
        "requirePlugin('a')",
        "appSecret",
        "WX_SECRET",
        "<pendant",
        "access_token",
        "accessToken",
        "ACCESS_TOKEN",
    ] {
        assert!(may_use(sign), "{sign}");
    }
    assert!(read("a.js", "let let = ;").is_ok_and(|found| found.uses.is_empty()));
    assert!(read("a.js", "requirePlugin('a') ) broken").is_ok_and(|found| found.uses.is_empty()));
    let fault = read("a.js", "requirePlugin('live-player-plugin') ) broken").expect_err("broken");
    assert_eq!(fault.place, Some(Place { line: 1, column: 37 }));
    for (name, expected) in [
        ("a.wxml", true),
        ("a.d.ts", false),
        ("a.wxss", false),
        ("package.json", false),
        ("js", false),
    ] {
        assert_eq!(is_source(name), expected, "{name}");
    }
}

#[test]
fn polling_and_secrets_are_hints() {
    let polls = |pause: &str| {
        let text = format!(
            "const p = requirePlugin('live-player-plugin')\nsetInterval(() => {{ p.getLiveStatus({{ room_id: 1 }}) }}, {pause})"
        );
        hints("a.js", &text).into_iter().map(|hint| hint.kind).collect::<Vec<_>>()
    };
    assert_eq!(polls("10 * 1000"), [HintKind::Polling(10_000.0)]);
    assert_eq!(polls("pause"), []);
    let named = "const p = requirePlugin('live-player-plugin'); const S = 5000\nPage({ poll() { p.getLiveStatus({}) }, onLoad() { setInterval(this.poll, S) } })";
    assert_eq!(hints("a.js", named)[0].kind, HintKind::Polling(5000.0));
    let key = "0123456789abcdef0123456789abcdef";
    for (text, found) in [
        (format!("const appSecret = '{key}'"), false),
        (format!("const wxAppSecret = '{key}'"), true),
        (format!("const id = 'wx0123456789abcdef', appSecret = '{key}'"), true),
        (format!("const config = {{ appid: 'wx0123456789abcdef', app_secret: '{key}' }}"), true),
        (
            format!(
                "wx.request({{ url: 'https://api.weixin.qq.com/sns/jscode2session?appid=a&secret={key}&js_code=' + code }})"
            ),
            true,
        ),
        (format!("const config = {{ secret: '{key}' }}"), false),
        ("const appSecret = ''; const access_token = token".to_owned(), false),
        ("const appSecret = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'".to_owned(), false),
        (format!("const data = {{ access_token: '57_{}' }}", "aB3-".repeat(20)), true),
        (format!("const token = {{ accessToken: '57_{}' }}", "aB3-".repeat(20)), true),
        (format!("const data = {{ access_token: '{key}' }}"), false),
    ] {
        let hints = hints("a.js", &text);
        let is_secret = |hint: &Hint| matches!(hint.kind, HintKind::Secret(_));
        assert_eq!(hints.iter().any(is_secret), found, "{text}");
    }
}

#[test]
fn what_hostile_names_stand_for_is_read_in_time() {
    let doubling: Vec<String> =
        (1..40).map(|i| format!("const a{i} = a{0} + a{0};", i - 1)).collect();
    let doubling = doubling.concat();
    let wide = "b + ".repeat(900);
    for text in [
        format!("const a0 = 'plugin-private://';{doubling} go(a39 + '/live-player-plugin')"),
        format!(
            "const b = 'live-player-plugin'; const c = {wide}b; const d = {}c; go(d)",
            "c + ".repeat(900)
        ),
        format!(
            "const p = requirePlugin('live-player-plugin');{}",
            "p.getLiveStatus({});setInterval(this.a, 1);".repeat(5_000)
        ),
        format!(
            "'live-player-plugin';{}",
            "wx.navigateTo({url:'plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin'});"
                .repeat(5_000)
        ),
    ] {
        assert!(read("a.js", &text).is_ok() | read("a.ts", &text).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_source_makes_the_reader_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "live-player-plugin", "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin", "?room_id=", "&", "=",
            "requirePlugin(", ".async(", "'", "\"", "`", "${", "}", "{{", "}}", "{", "(", ")", "[", "]", ",", ";", ":", "=>",
            " + ", "a", "中", "\n", "<template>", "</template>", "<script>", "</script>", "<subscribe", "<navigator", " url=",
            " :url=", ">", "/>", "</", "<!--", "-->", "//", "/*", "*/", "// #ifdef H5\n", "#endif", "const a=", "p.getLiveStatus(",
            "setInterval(", "encodeURIComponent(", "JSON.stringify(", "usingComponents", "\\", "\\u4e2d", "1", ".",
        ]), 0..24),
    ) {
        let text = pieces.concat();
        for name in ["a.json", "a.wxml", "a.js", "a.tsx", "a.vue", "a.mpx"] {
            for found in read(name, &text).unwrap_or_default().uses {
                prop_assert!(text.get(found.range).is_some());
                if let UsageKind::RoomUrl(url) = found.kind {
                    for parameter in url.parameters {
                        prop_assert!(text.get(parameter.range).is_some());
                    }
                }
            }
            for hint in hints(name, &text) {
                prop_assert!(text.get(hint.range).is_some());
            }
        }
    }
}
