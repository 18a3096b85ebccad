const ROOM_ID = [= page.roomId =];
[%- if page.customParams %]

// The room hands these back to the goods page. At most 600 characters once encoded.
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

// Makes this file a module, so that its names do not meet those of other pages.
export {};
