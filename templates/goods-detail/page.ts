type CustomParams = Record<string, unknown>;

/**
 * The object that was given to the room as custom_params. The platform does not say in which form
 * it comes back, so all are taken: an object, its JSON, or its JSON still encoded. JSON of an
 * object begins with a brace, so a leading percent sign means "encoded".
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
    // A shortened or mistyped link must still show the goods.
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
      // Only there if the customer came to the room by a shared card.
      shareOpenid: options.share_openid || '',
      customParams: readCustomParams(options.custom_params),
      // Opened by a code or a card, this page is the first one.
      canGoBack: getCurrentPages().length > 1,
    });
    // Load the goods here: add their id to the link in the live console and read it from options.
  },

  // Only navigateBack leads back to the room: switchTab can freeze it, and reLaunch closes it.
  goBack() {
    wx.navigateBack();
  },
});

// Makes this file a module, so that its names do not meet those of other pages.
export {};
