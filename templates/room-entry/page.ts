const ROOM_ID = [= page.roomId =];
[%- if page.customParams %]

// [% if app.lang == 'zh' %]直播间会把这些参数带回商品页。编码后最多 600 个字符。[% else %]The room hands these back to the goods page. At most 600 characters once encoded.[% endif %]
const CUSTOM_PARAMS = [= page.customParams | literal =];

const ROOM_URL =
  `plugin-private://[= plugin.provider =]/pages/live-player-plugin?room_id=${ROOM_ID}` +
  `&custom_params=${encodeURIComponent(JSON.stringify(CUSTOM_PARAMS))}`;
[%- else %]
const ROOM_URL = `plugin-private://[= plugin.provider =]/pages/live-player-plugin?room_id=${ROOM_ID}`;
[%- endif %]

[% if page.open == 'navigateTo' -%]
Page({
  openRoom() {
    wx.navigateTo({ url: ROOM_URL });
  },
});
[%- else -%]
Page({
  data: {
    roomUrl: ROOM_URL,
  },
});
[%- endif %]

// [% if app.lang == 'zh' %]使本文件成为模块，避免与其他页面的名字冲突。[% else %]Makes this file a module, so that its names do not meet those of other pages.[% endif %]
export {};
