//! Rules that ask files beside those that show a sign of the plugin.

use super::*;

/// The paths, marked texts and cases of what one rule finds.
fn marked(
    rule: &str,
    framework: Framework,
    files: Files<'_>,
) -> Vec<(String, String, &'static str)> {
    let all = found(rule, framework, files).into_iter();
    all.map(|(path, text, case, _)| (path, text, case)).collect()
}

#[test]
fn a_tag_that_no_json_registers_is_reported() {
    let rule = "unregistered-component";
    let tag = ("a.wxml", "<subscribe room-id=\"{{id}}\" />");
    let json = |name: &str| format!("{{ \"usingComponents\": {{ \"{name}\": \"/c/{name}\" }} }}");
    let error = [("", Severity::Error)];
    assert_eq!(native(rule, &[APP, tag]), error);
    assert_eq!(native(rule, &[APP, tag, ("a.json", "{}")]), error);
    assert_eq!(native(rule, &[APP, tag, ("a.json", &json("live"))]), error);
    let card = ("c/card.wxml", tag.1);
    assert_eq!(native(rule, &[APP, card, ("c/card.json", "{ \"component\": true }")]), error);
    let everywhere = (
        "app.json",
        "{ \"pages\": [\"a\"], \"usingComponents\": { \"subscribe\": \"SUBSCRIBE\" }, \"plugins\": { LIVE } }",
    );
    let ext = ("ext.json", "{ \"extEnable\": true, \"extPages\": { \"a\": {} } }");
    for files in [
        &[APP, tag, ("a.json", &*json("subscribe"))][..],
        &[everywhere, tag],
        &[APP, card],
        &[APP, ("a.wxml", "<template name=\"t\"><subscribe room-id=\"1\" /></template>")],
        &[APP, ("a.wxml", "<subscribe title=\"a\" />")],
        &[APP, tag, ext],
    ] {
        assert_eq!(native(rule, files), [], "{files:?}");
    }
}

#[test]
fn a_name_in_a_link_that_nothing_sets_is_reported() {
    let rule = "unset-in-link";
    let link = "<navigator url=\"ROOM?room_id={{id}}&custom_params={{customParams}}\" />";
    let with = |markup: &str, script: &str| {
        let files = [APP, ("a.wxml", markup), ("a.js", script)];
        marked(rule, Framework::Native, &files)
            .into_iter()
            .map(|(_, text, _)| text)
            .collect::<Vec<_>>()
    };
    assert_eq!(with(link, "Page({ data: { id: 1 } })"), ["customParams"]);
    assert_eq!(with(link, "Page({ data: { id: 1, custom_params: '' } })"), ["customParams"]);
    let variable = "Page({ data: { id: 1 }, onLoad() { let customParams = encodeURIComponent('{}'); say(`${customParams}`, customParams) } })";
    assert_eq!(with(link, variable), ["customParams"]);
    for script in [
        "Page({ data: { id: 1, customParams: '' } })",
        "Page({ data: { id: 1 }, onLoad() { const customParams = '', id = 1; this.setData({ id, customParams }) } })",
        "Page({ data: { id: 1 }, onLoad() { this.data.customParams = '' } })",
        "Component({ properties: { id: Number }, computed: { customParams() { return '' } } })",
        "Page({ data: { id: 1 }, onLoad() { this.setData({ customParams: '' }) } })",
        "Page({ data: { id: 1 }, onLoad() { this.setData({ 'customParams': '' }) } })",
        "Page({ data: { id: 1 }, behaviors: [live] })",
        "Page({ data: { id: 1, ...live } })",
        "Page({ data: { id: 1 }, onLoad() { this.setData(live) } })",
        "Page({ data: { id: 1 }, onLoad(o) { this.setData({ [o.key]: 1 }) } })",
        "createPage({ data: { id: 1 } })",
        "Page({ data: live, id: 1 })",
    ] {
        assert_eq!(with(link, script), Vec::<&str>::new(), "{script}");
    }
    let page = "Page({ data: { rooms: [] } })";
    for markup in [
        "<view wx:for=\"{{rooms}}\"><navigator url=\"ROOM?room_id={{item.id}}&type={{index}}\" /></view>",
        "<view wx:for=\"{{rooms}}\" wx:for-item=\"room\"><navigator url=\"ROOM?room_id={{room.id}}\" /></view>",
        "<wxs module=\"m\">module.exports = { p: 1 }</wxs><navigator url=\"ROOM?room_id={{m.p}}\" />",
        "<template name=\"t\"><navigator url=\"ROOM?room_id={{id}}\" /></template>",
    ] {
        assert_eq!(with(markup, page), Vec::<&str>::new(), "{markup}");
    }
    assert_eq!(native(rule, &[APP, ("a.wxml", link)]), [], "its script is not there");
}

#[test]
fn a_name_in_a_link_of_vue_is_reported_where_no_script_has_it() {
    let rule = "unset-in-link";
    let run = |text: &str| {
        let files =
            [("manifest.json", "{ \"mp-weixin\": { \"plugins\": { LIVE } } }"), ("a.vue", text)];
        let found = marked(rule, Framework::UniApp, &files);
        let marked: Vec<_> = found.into_iter().map(|(_, text, case)| (text, case)).collect();
        (marked, fixed(rule, Framework::UniApp, &files, "a.vue"))
    };
    let page = |script: &str| {
        format!(
            "<template><navigator :url=\"'ROOM?room_id=' + id + '&custom_params=' + params\" /></template>\n<script>{script}</script>"
        )
    };
    let missing = [("params".to_owned(), "")];
    assert_eq!(run(&page("export default { data() { return { id: 1 } } }")).0, missing);
    for text in [
        page("export default { data() { return { id: 1, params: '' } } }"),
        page("export default { mixins: [live], data() { return { id: 1 } } }"),
        page("export default { data() { return { id: 1 } }, computed: { ...mapState(['p']) } }"),
        page("export default { props: ['id', 'params'] }"),
        page("export default { setup() { const id = ref(1), params = ref(''); return { id, params } } }"),
        page("const id = 1\nconst params = ''").replace("<script>", "<script setup>"),
        page("@Component export default class A extends Vue { id = 1; params = '' }"),
        page("").replace("<script>", "<script src=\"./a.js\">"),
        "<template><view v-for=\"(room, at) in rooms\"><navigator :url=\"'ROOM?room_id=' + room.id + '&type=' + at\" /></view></template>\n<script>export default { data() { return { rooms: [] } } }</script>".to_owned(),
        "<template><navigator :url=\"'ROOM?room_id=' + $store.id\" /></template>\n<script>export default {}</script>".to_owned(),
    ] {
        assert_eq!(run(&text).0, [], "{text}");
    }
    let code = |name: &str| {
        format!(
            "<script setup>\nconst params = ref('')\nconst go = () => uni.navigateTo({{ url: `ROOM?room_id=1&custom_params=${{{name}}}` }})\n</script>"
        )
    };
    let (found, after) = run(&code("params"));
    assert_eq!(found, [("params".to_owned(), "ref")]);
    assert_eq!(after, full(&code("params.value")));
    assert_eq!(run(&code("params.value")).0, []);
    let plain = code("params").replace("ref('')", "''");
    assert_eq!(run(&plain).0, []);
    let react = "import { computed } from 'mobx'\nconst params = computed(() => 1)\ngo(`ROOM?room_id=1&custom_params=${params}`)";
    assert_eq!(native(rule, &[APP, ("a.js", react)]), []);
}

#[test]
fn a_call_that_a_cloud_function_may_not_make_is_reported_and_allowed() {
    let rule = "cloud-permission";
    let call = (
        "cloudfunctions/live/index.js",
        "exports.main = () => cloud.openapi.liveBroadcast.getLiveInfo({})",
    );
    let config = "cloudfunctions/live/config.json";
    let run = |list: &str| {
        let text = format!("{{\n  \"permissions\": {{\n    \"openapi\": {list}\n  }}\n}}");
        let files = [APP, call, (config, text.as_str())];
        let found = marked(rule, Framework::Native, &files);
        let after = fixed(rule, Framework::Native, &files, config);
        (
            found.into_iter().map(|(path, ..)| path).collect::<Vec<_>>(),
            after.replace(&text[..text.find('[').unwrap_or(0)], ""),
        )
    };
    let (found, after) = run("[\"a.b\"]");
    assert_eq!(
        (found, &*after),
        (vec![config.to_owned()], "[\"a.b\", \"liveBroadcast.getLiveInfo\"]\n  }\n}")
    );
    let (_, after) = run("[\n      \"a.b\",\n      \"c.d\"\n    ]");
    assert_eq!(
        after,
        "[\n      \"a.b\",\n      \"c.d\",\n      \"liveBroadcast.getLiveInfo\"\n    ]\n  }\n}"
    );
    assert_eq!(run("[]").1, "[\"liveBroadcast.getLiveInfo\"]\n  }\n}");
    for list in ["[\"liveBroadcast.getLiveInfo\"]", "[\"liveBroadcast.*\"]"] {
        assert_eq!(run(list).0, Vec::<String>::new(), "{list}");
    }
    assert_eq!(native(rule, &[APP, call]), [("missing", Severity::Error)]);
    assert_eq!(native(rule, &[APP, call, (config, "{}")]), [("missing", Severity::Error)]);
    let module = ("cloudfunctions/live/lib/rooms.js", call.1);
    assert_eq!(
        native(
            rule,
            &[
                APP,
                module,
                (config, "{ \"permissions\": { \"openapi\": [\"liveBroadcast.getLiveInfo\"] } }")
            ]
        ),
        []
    );
    assert_eq!(native(rule, &[APP, module]), []);
    let of_another = "exports.main = () => cloud.openapi({ appid }).liveBroadcast.createRoom({}) // openapi.liveBroadcast";
    assert_eq!(native(rule, &[APP, ("f/index.js", of_another)]).len(), 1);
    assert_eq!(
        native(rule, &[APP, ("f/index.js", "a.liveBroadcast.b() // openapi.liveBroadcast")]),
        []
    );
}

const WRAPPER: &str =
    "{ \"component\": true, \"usingComponents\": { \"subscribe\": \"SUBSCRIBE\" } }";

#[test]
fn a_wrapper_outside_of_the_subpackage_is_reported_where_it_is_or_where_it_is_used() {
    let rule = "component-outside-subpackage";
    let page = "{ \"usingComponents\": { \"live-card\": \"/live/card/index\" } }";
    let wrapper = ("live/card/index.json", WRAPPER);
    let found = marked(rule, Framework::Native, &[SUB, wrapper, ("a.json", page)]);
    assert_eq!(
        found,
        [("a.json".to_owned(), "\"live-card\": \"/live/card/index\"".to_owned(), "page")]
    );
    let relative = "{ \"usingComponents\": { \"live-card\": \"../card/index\" } }";
    let misplaced = [SUB, ("card/index.json", WRAPPER), ("live/b.json", relative)];
    let found = marked(rule, Framework::Native, &misplaced);
    assert_eq!(
        found.iter().map(|one| (&*one.0, one.2)).collect::<Vec<_>>(),
        [("card/index.json", "wrapper")]
    );
    let waiting = page.replace("} }", "}, \"componentPlaceholder\": { \"live-card\": \"view\" } }");
    let other = "{ \"component\": true }";
    for files in [
        &[SUB, wrapper, ("live/b.json", page)][..],
        &[SUB, wrapper, ("a.json", &waiting)],
        &[APP, wrapper, ("a.json", page)],
        &[SUB, ("live/card/index.json", other), ("a.json", page)],
        &[SUB, ("card/index.json", WRAPPER)],
    ] {
        assert_eq!(marked(rule, Framework::Native, files), [], "{files:?}");
    }
    let pages = "{ \"pages\": [{ \"path\": \"a\", \"style\": { \"usingComponents\": { \"live-card\": \"/live/wxcomponents/card/index\" } } }], \"subPackages\": [{ \"root\": \"live\", \"pages\": [{ \"path\": \"b\" }], \"plugins\": { LIVE } }] }";
    let files = [("pages.json", pages), ("live/wxcomponents/card/index.json", WRAPPER)];
    assert_eq!(marked(rule, Framework::UniApp, &files).len(), 1);
}

#[test]
fn a_wrapper_that_uni_app_does_not_know_is_reported() {
    let rule = "wrapper-path";
    let count = |vue: &str, folder: &str, config: &str| {
        let manifest = format!(
            "{{ \"vueVersion\": \"{vue}\", \"mp-weixin\": {{ \"plugins\": {{ LIVE }} }} }}"
        );
        let pages = format!(
            "{{ \"pages\": [{{ \"path\": \"a\", \"style\": {{ \"mp-weixin\": {{ \"usingComponents\": {{ \"live-card\": \"/{folder}/card/index\" }} }} }} }}] }}"
        );
        let wrapper = format!("{folder}/card/index.json");
        let files = [
            ("manifest.json", manifest.as_str()),
            ("pages.json", &pages),
            (&wrapper, WRAPPER),
            ("vite.config.js", config),
        ];
        found(rule, Framework::UniApp, &files).len()
    };
    assert_eq!(count("3", "native", ""), 1);
    assert_eq!(count("3", "static/mp-weixin", ""), 1);
    assert_eq!(count("3", "wxcomponents", ""), 0);
    assert_eq!(count("3", "static/mp-weixin/wxcomponents", ""), 0);
    assert_eq!(count("2", "native", ""), 0);
    assert_eq!(count("3", "native", "uni({ isCustomElement: (tag) => tag === 'live-card' })"), 0);
}

#[test]
fn attributes_of_a_wrapper_that_taro_does_not_see_are_reported() {
    let config = ("src/app.config.js", "export default { pages: ['a'], plugins: { LIVE } }");
    let page =
        ("src/a.config.js", "export default { usingComponents: { 'live-card': './card/index' } }");
    let run = |tag: &str| {
        let view = format!("export default (p) => <View>{tag}</View>");
        let files = [config, page, ("src/card/index.json", WRAPPER), ("src/a.jsx", view.as_str())];
        native_cases("taro-attributes-lost", &files)
    };
    assert_eq!(run("<live-card {...p} />"), ["spread"]);
    for tag in [
        "<live-card room-id={1} />",
        "<live-card {...p} /><live-card room-id={1} />",
        "<card {...p} />",
    ] {
        assert_eq!(run(tag), Vec::<&str>::new(), "{tag}");
    }
}

fn native_cases(rule: &str, files: Files<'_>) -> Vec<&'static str> {
    found(rule, Framework::Taro, files).into_iter().map(|(_, _, case, _)| case).collect()
}

#[test]
fn a_link_to_a_page_that_only_some_builds_have_is_reported() {
    let rule = "conditional-page-link";
    let with = |condition: &str, path: &str, text: &str| {
        let pages = format!(
            "{{ \"pages\": [{{ \"path\": \"a\" }}], \"subPackages\": [\n// #ifdef {condition}\n{{ \"root\": \"live\", \"pages\": [{{ \"path\": \"list\" }}], \"plugins\": {{ LIVE }} }}\n// #endif\n] }}"
        );
        let found =
            marked(rule, Framework::UniApp, &[("pages.json", pages.as_str()), (path, text)]);
        found.into_iter().map(|(_, text, _)| text).collect::<Vec<_>>()
    };
    let go = "uni.navigateTo({ url: '/live/list?from=home' })";
    let vue = |inner: &str| format!("<template>\n{inner}\n</template>");
    let link = "<navigator url=\"/live/list\">x</navigator>";
    assert_eq!(with("SALE", "a.js", go), ["/live/list"]);
    let on_a_line = "{ \"pages\": [{ \"path\": \"a\" } /* #ifdef SALE */ , { \"path\": \"b\" } /* #endif */ ] }";
    let files = [("pages.json", on_a_line), ("a.js", "uni.navigateTo({ url: '/b' })")];
    assert_eq!(marked(rule, Framework::UniApp, &files).len(), 1);
    assert_eq!(with("SALE || SHOP", "a.vue", &vue(link)), ["/live/list"]);
    for (condition, path, text) in [
        ("SALE", "a.js", format!("// #ifdef SALE\n{go}\n// #endif")),
        ("SALE", "a.js", format!("if (SALE) {{ {go} }}")),
        ("SALE", "a.js", format!("// {go}")),
        ("SALE", "a.js", "go('/live/listing'); go('/shop/live/list')".to_owned()),
        ("SALE", "a.vue", vue("<navigator v-if=\"live\" url=\"/live/list\">x</navigator>")),
        ("SALE", "a.vue", vue(&format!("<!-- {link} -->"))),
        ("VUE3", "a.js", go.to_owned()),
        ("MP-WEIXIN", "a.js", go.to_owned()),
        ("H5", "a.js", go.to_owned()),
    ] {
        assert_eq!(with(condition, path, &text), Vec::<&str>::new(), "{condition} {text}");
    }
}
