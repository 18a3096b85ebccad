//! Programs that are right, in every framework and in the styles that people write: no error and no warning.

use super::*;

/// Each program: its framework and its files.
const PROGRAMS: &[(Framework, Files<'static>)] = &[
    // native, the plugin in the main package
    (
        Framework::Native,
        &[
            (
                "app.json",
                "{ \"pages\": [\"pages/index/index\", \"pages/goods/detail\"], \"plugins\": { LIVE }, \"tabBar\": { \"list\": [{ \"pagePath\": \"pages/index/index\" }, { \"pagePath\": \"pages/goods/detail\" }] } }",
            ),
            (
                "app.js",
                "let livePlayer = requirePlugin('live-player-plugin')\nApp({\n  onShow(options) {\n    const scenes = [1007, 1008, 1014, 1044]\n    if (scenes.indexOf(options.scene) > -1) {\n      livePlayer.getShareParams().then(res => {\n        this.globalData.pid = res.custom_params.pid\n      }).catch(err => console.log('get share params', err))\n    }\n  },\n  globalData: {}\n})\n",
            ),
            (
                "pages/index/index.js",
                "const app = getApp()\nconst livePlayer = requirePlugin('live-player-plugin')\nPage({\n  data: { roomId: 0, customParams: encodeURIComponent(JSON.stringify({ path: 'pages/index/index', pid: 1 })) },\n  onShow() {\n    livePlayer.getLiveStatus({ room_id: this.data.roomId }).then(res => { this.setData({ status: res.liveStatus }) })\n    this.timer = setInterval(() => {\n      livePlayer.getLiveStatus({ room_id: this.data.roomId }).then(res => this.setData({ status: res.liveStatus }))\n    }, 60000)\n  },\n  go() {\n    let roomId = this.data.roomId\n    let customParams = encodeURIComponent(JSON.stringify({ path: 'pages/index/index', pid: 1 }))\n    wx.navigateTo({\n      url: `plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=${roomId}&custom_params=${customParams}`\n    })\n  }\n})\n",
            ),
            (
                "pages/index/index.json",
                "{ \"usingComponents\": { \"subscribe\": \"SUBSCRIBE\", \"pendant\": \"PENDANT\" } }",
            ),
            (
                "pages/index/index.wxml",
                "<!-- <navigator url='ROOM' /> -->\n<view wx:for=\"{{rooms}}\">\n  <navigator url=\"ROOM?room_id={{item.roomid}}&custom_params={{customParams}}\">进入</navigator>\n  <subscribe room-id=\"{{item.roomid}}\" custom-params=\"{{customParams}}\" bindsubscribe=\"on\"></subscribe>\n</view>\n<pendant type=\"0\" custom-params=\"{{customParams}}\"/>\n<live-player src=\"{{src}}\" mode=\"live\" />\n",
            ),
            (
                "pages/goods/detail.js",
                "Page({\n  onLoad(options) {\n    this.share = options.share_openid\n    try { this.params = JSON.parse(decodeURIComponent(options.custom_params)) } catch (e) {}\n  },\n  back() { wx.navigateBack() },\n  home() { wx.switchTab({ url: '/pages/index/index' }) }\n})\n",
            ),
            (
                "project.config.json",
                "{ \"appid\": \"wx0123456789abcdef\", \"libVersion\": \"2.30.0\", \"condition\": { \"miniprogram\": { \"list\": [{ \"pathName\": \"ROOM\", \"query\": \"\" }] } } }",
            ),
        ],
    ),
    // native, strings joined in many ways
    (
        Framework::Native,
        &[
            APP,
            (
                "utils/live.js",
                "var provider = 'wx2b03c6e691cd7370'\nvar base = 'plugin-private://' + provider + '/pages/live-player-plugin'\nfunction url(id, params) {\n  var url = base + '?room_id=' + id\n  if (params) {\n    url += '&custom_params=' + encodeURIComponent(JSON.stringify(params))\n  }\n  return url\n}\nmodule.exports = { url: url, base: base }\n",
            ),
            (
                "a.js",
                "const target = 'ROOM'\nPage({\n  toLive(e) {\n    const { id, type } = e.currentTarget.dataset\n    if (type === 'live') {\n      wx.navigateTo({ url: `${target}?room_id=${id}` })\n    } else if (type === 'preview') {\n      return wx.redirectTo({ url: target + '?room_id=' + id + '&type=9' })\n    }\n    const query = Object.keys(e).map(k => `${k}=${e[k]}`).join('&')\n    wx.navigateTo({ url: target + '?' + query, fail: () => {} })\n  }\n})\n",
            ),
            (
                "b.js",
                "Page({ go(e) { let url = e.url; if (url.indexOf('plugin-private://') === 0) { wx.navigateTo({ url }) } } })",
            ),
        ],
    ),
    // native, the plugin in a subpackage
    (
        Framework::Native,
        &[
            (
                "app.json",
                "{ \"pages\": [\"pages/index\"], \"subpackages\": [{ \"root\": \"packageLive/\", \"pages\": [\"pages/list\"], \"plugins\": { LIVE } }] }",
            ),
            (
                "pages/index.js",
                "Page({ go() { wx.navigateTo({ url: 'ROOM?room_id=' + this.data.id }) }, status() { requirePlugin.async('live-player-plugin').then(p => p.getLiveStatus({ room_id: 1 })).catch(() => {}) } })",
            ),
            (
                "packageLive/pages/list.js",
                "const livePlayer = requirePlugin('live-player-plugin')\nPage({ onShow() { livePlayer.getShareParams().then(r => r).catch(e => e) } })",
            ),
            (
                "packageLive/pages/list.json",
                "{ \"usingComponents\": { \"subscribe\": \"SUBSCRIBE\" } }",
            ),
        ],
    ),
    // native TypeScript
    (
        Framework::Native,
        &[
            APP,
            (
                "pages/a.ts",
                "declare function requirePlugin(name: string): any\nconst livePlayer = requirePlugin('live-player-plugin') as LivePlayer\ninterface Room { id: number }\nPage<Data, WechatMiniprogram.IAnyObject>({\n  data: { rooms: [] as Room[] },\n  async status(id: number): Promise<void> {\n    const { liveStatus } = await livePlayer.getLiveStatus({ room_id: id })\n    this.setData!({ liveStatus })\n  },\n  open(id: number) {\n    wx.navigateTo({ url: `ROOM?room_id=${id}` })\n  },\n})\n",
            ),
        ],
    ),
    // uni-app with Vue 2, conditions in every language
    (
        Framework::UniApp,
        &[
            (
                "manifest.json",
                "{ /* 配置 */ \"appid\": \"\", \"mp-weixin\": { \"appid\": \"wx0123456789abcdef\", \"plugins\": { LIVE } } }",
            ),
            (
                "pages.json",
                "{\n  \"pages\": [ // 首页\n    { \"path\": \"pages/index/index\", \"style\": { \"usingComponents\": {\n      // #ifdef MP-WEIXIN\n      \"subscribe\": \"SUBSCRIBE\"\n      // #endif\n    } } }\n  ]\n}",
            ),
            (
                "App.vue",
                "<script>\n// #ifdef MP-WEIXIN\nlet livePlayer = requirePlugin('live-player-plugin')\n// #endif\nexport default {\n  onShow(options) {\n    // #ifdef MP-WEIXIN\n    livePlayer.getShareParams().then(res => { console.log('get room id', res.room_id) }).catch(err => {})\n    // #endif\n  }\n}\n</script>\n<style lang=\"scss\">\n@import 'a';\n</style>\n",
            ),
            (
                "pages/index/index.vue",
                "<template>\n\t<view class=\"content\">\n\t\t<!-- #ifdef MP-WEIXIN -->\n\t\t<navigator v-for=\"(item, i) in list\" :key=\"i\" hover-class=\"none\" :url=\"'plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=' + item.room_id + '&type=9'\">\n\t\t\t<image :src=\"item.img\" /><text>{{ item.a < 1 ? 'x' : item.b }}</text>\n\t\t</navigator>\n\t\t<subscribe :room-id=\"room\" @subscribe=\"on\"></subscribe>\n\t\t<!-- #endif -->\n\t</view>\n</template>\n<script>\nimport { mapGetters } from 'vuex'\nexport default {\n\tcomputed: mapGetters(['isLogin']),\n\tdata() { return { list: [] } },\n\tmethods: {\n\t\tgoLive(item) {\n\t\t\tlet roomId = [item.room_id]\n\t\t\tlet customParams = encodeURIComponent(JSON.stringify({ path: 'pages/index/index', pid: 1 }))\n\t\t\t// #ifdef MP-WEIXIN\n\t\t\tuni.navigateTo({\n\t\t\t\turl: `plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=${roomId}&custom_params=${customParams}`\n\t\t\t})\n\t\t\t// #endif\n\t\t}\n\t}\n}\n</script>\n",
            ),
            (
                "libs/index.js",
                "export function jump(url) {\n\tif (url.indexOf('plugin-private') != -1) return uni.navigateTo({ url })\n\treturn /^https?:/.test(url) ? 1 : 0\n}\n",
            ),
        ],
    ),
    // uni-app with Vue 3 and script setup, the plugin in a subpackage
    (
        Framework::UniApp,
        &[
            ("src/manifest.json", "{ \"vueVersion\": \"3\", \"mp-weixin\": {} }"),
            (
                "src/pages.json",
                "{ \"pages\": [{ \"path\": \"pages/index\" }], \"subPackages\": [{ \"root\": \"live\", \"pages\": [{ \"path\": \"list\", \"style\": { \"mp-weixin\": { \"usingComponents\": { \"subscribe\": \"SUBSCRIBE\" } } } }], \"plugins\": { LIVE } }] }",
            ),
            (
                "src/live/list.vue",
                "<script setup lang=\"ts\">\nimport { ref } from 'vue'\nconst rooms = ref<Room[]>([])\nconst plugin = requirePlugin('live-player-plugin')\nfunction open(room: Room) {\n  uni.navigateTo({ url: 'ROOM?room_id=' + room.id })\n}\n</script>\n<template>\n  <view v-for=\"room in rooms\" :key=\"room.id\" @click=\"open(room)\">\n    <subscribe :room-id=\"room.id\" />\n  </view>\n</template>\n",
            ),
            (
                "src/pages/index.vue",
                "<template>\n  <view @click=\"go(`ROOM?room_id=${id}`)\" />\n</template>\n<script setup>\nconst id = 1\n</script>\n",
            ),
        ],
    ),
    // Taro 3, a function and a class
    (
        Framework::Taro,
        &[
            (
                "src/app.config.ts",
                "export default defineAppConfig({\n  pages: ['pages/index/index'],\n  plugins: {\n    'live-player-plugin': { version: '1.3.5', provider: 'wx2b03c6e691cd7370' },\n  },\n})\n",
            ),
            (
                "src/pages/index/index.config.ts",
                "export default definePageConfig({ navigationBarTitleText: '首页', usingComponents: { subscribe: 'SUBSCRIBE', pendant: 'PENDANT' } })\n",
            ),
            (
                "src/pages/index/index.tsx",
                "import { View, Navigator } from '@tarojs/components'\nimport Taro, { useDidShow } from '@tarojs/taro'\n\ndeclare const requirePlugin: (name: string) => LivePlayer\nconst live = requirePlugin('live-player-plugin')\n\nexport default function Index(): JSX.Element {\n  const [rooms, setRooms] = useState<Room[]>([])\n  useDidShow(() => {\n    live.getLiveStatus({ room_id: 1 }).then((res) => setStatus(res.liveStatus))\n  })\n  const open = (id: number) => Taro.navigateTo({ url: `ROOM?room_id=${id}` })\n  return (\n    <View>\n      {rooms.map((room) => <View key={room.id} onClick={() => open(room.id)}>{room.name}</View>)}\n      <Navigator url={`ROOM?room_id=${rooms[0]?.id}`}>进入</Navigator>\n      <subscribe room-id={1} onSubscribe={(e) => console.log(e)} />\n    </View>\n  )\n}\n",
            ),
        ],
    ),
    // Taro 1
    (
        Framework::Taro,
        &[
            (
                "src/app.jsx",
                "import Taro, { Component } from '@tarojs/taro'\nclass App extends Component {\n  config = {\n    pages: ['pages/index/index'],\n    plugins: { 'live-player-plugin': { version: '1.2.10', provider: 'wx2b03c6e691cd7370' } }\n  }\n  componentDidShow() {\n    if (process.env.TARO_ENV === 'weapp') {\n      const livePlayer = requirePlugin('live-player-plugin')\n      livePlayer.getShareParams().then(r => r).catch(() => {})\n    }\n  }\n  render() { return <Index /> }\n}\nTaro.render(<App />, document.getElementById('app'))\n",
            ),
            (
                "src/pages/index/index.jsx",
                "import Taro, { Component } from '@tarojs/taro'\n@connect(({ home }) => ({ ...home }))\nexport default class Index extends Component {\n  config = { usingComponents: { subscribe: 'SUBSCRIBE' } }\n  toLive = id => {\n    const url = 'ROOM?room_id=' + id\n    Taro.navigateTo({ url })\n  }\n  render() {\n    const { list } = this.state\n    return <View>{list.map(item => <View onClick={this.toLive.bind(this, item.id)}><subscribe roomId={item.id} /></View>)}</View>\n  }\n}\n",
            ),
        ],
    ),
    // mpvue
    (
        Framework::Mpvue,
        &[
            ("src/app.json", "{ \"pages\": [\"pages/index/main\"], \"plugins\": { LIVE } }"),
            (
                "src/pages/index/main.js",
                "import Vue from 'vue'\nimport App from './index'\nconst app = new Vue(App)\napp.$mount()\n",
            ),
            (
                "src/pages/index/index.vue",
                "<template>\n  <div @click=\"toLive(room.roomid)\"><a :href=\"'/pages/a?x=' + room.id\">去</a></div>\n</template>\n<script>\nexport default {\n  methods: {\n    toLive (id) {\n      wx.navigateTo({ url: 'ROOM?room_id=' + id + '&custom_params=' + encodeURIComponent(JSON.stringify({ pid: 1 })) })\n    }\n  }\n}\n</script>\n",
            ),
        ],
    ),
    // WePY 1
    (
        Framework::Wepy,
        &[
            (
                "src/app.wpy",
                "<style lang=\"less\">\n</style>\n<script>\nimport wepy from 'wepy'\nexport default class extends wepy.app {\n  config = {\n    pages: ['pages/index'],\n    plugins: { 'live-player-plugin': { version: '1.3.0', provider: 'wx2b03c6e691cd7370' } }\n  }\n  onShow (options) {\n    const live = requirePlugin('live-player-plugin')\n    live.getShareParams().then(res => {}).catch(err => {})\n  }\n}\n</script>\n",
            ),
            (
                "src/pages/index.wpy",
                "<template>\n  <view>\n    <repeat for=\"{{rooms}}\" item=\"room\">\n      <view @tap=\"open({{room.roomid}})\">{{room.name}}</view>\n      <subscribe room-id=\"{{room.roomid}}\"></subscribe>\n    </repeat>\n    <navigator url=\"ROOM?room_id={{room.roomid}}\"></navigator>\n  </view>\n</template>\n<script>\nimport wepy from 'wepy'\nexport default class Index extends wepy.page {\n  config = { usingComponents: { subscribe: 'SUBSCRIBE' } }\n  methods = {\n    open (id) {\n      wepy.navigateTo({ url: `ROOM?room_id=${id}` })\n    }\n  }\n}\n</script>\n",
            ),
        ],
    ),
    // mpx
    (
        Framework::Mpx,
        &[
            (
                "src/app.mpx",
                "<script>\nimport mpx, { createApp } from '@mpxjs/core'\ncreateApp({})\n</script>\n<script type=\"application/json\">\n{\n  pages: ['./pages/index'], // 首页\n  plugins: { 'live-player-plugin': { version: '1.3.5', provider: 'wx2b03c6e691cd7370' } }\n}\n</script>\n",
            ),
            (
                "src/pages/index.mpx",
                "<template>\n  <view wx:for=\"{{rooms}}\" bindtap=\"open(item.id)\">\n    <subscribe room-id=\"{{item.id}}\" wx:if=\"{{item.status > 101 && item.status < 103}}\" />\n  </view>\n</template>\n<script lang=\"ts\">\nimport { createPage } from '@mpxjs/core'\ncreatePage({\n  methods: {\n    open (id: number) {\n      wx.navigateTo({ url: `ROOM?room_id=${id}` })\n    }\n  }\n})\n</script>\n<script type=\"application/json\">\n  { \"usingComponents\": { \"subscribe\": \"SUBSCRIBE\" } }\n</script>\n",
            ),
        ],
    ),
    // a template for many merchants: the platform writes the declaration into ext.json
    (
        Framework::Native,
        &[
            ("app.json", "{ \"pages\": [\"a\"] }"),
            (
                "ext.json",
                "{ \"extEnable\": true, \"extAppid\": \"wx0123456789abcdef\", \"plugins\": { LIVE }, \"extPages\": { \"a\": { \"usingComponents\": { \"subscribe\": \"SUBSCRIBE\" } } } }",
            ),
            (
                "a.js",
                "let live\ntry { live = requirePlugin('live-player-plugin') } catch (e) { live = null }\nPage({ go() { live && wx.navigateTo({ url: 'ROOM?room_id=1' }) } })",
            ),
        ],
    ),
    // another plugin, another player, another secret
    (
        Framework::Native,
        &[
            (
                "app.json",
                "{ \"pages\": [\"a\"], \"plugins\": { \"WechatSI\": { \"version\": \"0.3.5\", \"provider\": \"wx069ba97219f66d99\" } } }",
            ),
            (
                "a.js",
                "const plugin = requirePlugin('WechatSI')\nconst manager = plugin.getRecordRecognitionManager()\nwx.setStorageSync('access_token', token)\nwx.request({ header: { access_token: token, appSecret: sign('a') } })\nwx.navigateTo({ url: 'plugin://WechatSI/a?room_id=1' })",
            ),
            (
                "a.wxml",
                "<live-player src='{{src}}' /><live-pusher url='{{url}}' /><subscribe title='a' />",
            ),
            (
                "a.json",
                "{ \"usingComponents\": { \"subscribe\": \"/components/subscribe/index\", \"pendant\": \"plugin://chat/pendant\" } }",
            ),
        ],
    ),
];

#[test]
fn programs_that_are_right_are_not_disputed() {
    for (framework, files) in PROGRAMS {
        let rules: Vec<&'static Rule> = RULES.to_vec();
        let found = checked(&rules, *framework, files, None);
        let disputed: Vec<_> = found.iter().filter(|one| one.severity != Severity::Info).collect();
        assert!(disputed.is_empty(), "{disputed:#?}");
    }
}

#[test]
fn programs_that_are_right_show_what_they_use() {
    for (framework, files) in &PROGRAMS[..PROGRAMS.len() - 1] {
        let mut kinds = std::collections::BTreeSet::new();
        for (path, text) in *files {
            let uses = usage::read(path, &full(text)).expect("a source");
            kinds.extend(uses.uses.into_iter().map(|found| found.kind.name()));
        }
        assert!(kinds.contains("room-url"), "{framework:?} {kinds:?}");
    }
}
