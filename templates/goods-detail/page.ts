type CustomParams = Record<string, unknown>;

/**
[%- if app.lang == 'zh' %]
 * 以 custom_params 传给直播间的对象。平台没有说明它以何种形式传回，因此几种都接受：对象、其 JSON、
 * 或仍处于编码状态的 JSON。对象的 JSON 以大括号开头，所以开头是百分号就表示尚未解码。
[%- else %]
 * The object that was given to the room as custom_params. The platform does not say in which form
 * it comes back, so all are taken: an object, its JSON, or its JSON still encoded. JSON of an
 * object begins with a brace, so a leading percent sign means "encoded".
[%- endif %]
 */
function readCustomParams(value: unknown): CustomParams {
  try {
    let params = value;
    if (typeof value === 'string') {
      let text = value;
      while (text.startsWith('%')) {
        text = decodeURIComponent(text);
      }
      params = JSON.parse(text);
    }
    return params && typeof params === 'object' && !Array.isArray(params)
      ? (params as CustomParams)
      : {};
  } catch (error) {
    // [% if app.lang == 'zh' %]链接被截断或写错时，仍要能显示商品。[% else %]A shortened or mistyped link must still show the goods.[% endif %]
    return {};
  }
}

Page({
  data: {
    roomId: 0,
    openid: '',
    shareOpenid: '',
    customParams: {} as CustomParams,
    canGoBack: false,
  },

  onLoad(options) {
    this.setData({
      roomId: Number(options.room_id) || 0,
      openid: options.openid || '',
      // [% if app.lang == 'zh' %]只有顾客经分享卡片进入直播间时才有。[% else %]Only there if the customer came to the room by a shared card.[% endif %]
      shareOpenid: options.share_openid || '',
      customParams: readCustomParams(options.custom_params),
      // [% if app.lang == 'zh' %]由扫码或卡片打开时，本页是第一个页面。[% else %]Opened by a code or a card, this page is the first one.[% endif %]
      canGoBack: getCurrentPages().length > 1,
    });
    // [% if app.lang == 'zh' %]在这里加载商品：把商品 id 写进直播后台的商品链接，再从 options 读取。[% else %]Load the goods here: add their id to the link in the live console and read it from options.[% endif %]
  },

  // [% if app.lang == 'zh' %]只有 navigateBack 能回到直播间：switchTab 可能使其卡住，reLaunch 会关闭它。[% else %]Only navigateBack leads back to the room: switchTab can freeze it, and reLaunch closes it.[% endif %]
  goBack() {
    wx.navigateBack();
  },
});

// [% if app.lang == 'zh' %]使本文件成为模块，避免与其他页面的名字冲突。[% else %]Makes this file a module, so that its names do not meet those of other pages.[% endif %]
export {};
