const { fetchRooms } = require('./[= page.name =]-rooms');

// [% if app.lang == 'zh' %]没有直播间时 getliveinfo 返回错误码：从未创建过为 1，之后为 9410000。[% else %]getliveinfo reports an empty shop as an error: 1 before the first room is created, 9410000 later.[% endif %]
const NO_ROOMS = [1, 9410000];

const STATUS = {
  101: { text: '直播中', tone: 'live' },
  102: { text: '未开始', tone: 'soon' },
  103: { text: '已结束', tone: 'over' },
  104: { text: '已禁播', tone: 'halt' },
  105: { text: '已暂停', tone: 'halt' },
  106: { text: '直播异常', tone: 'halt' },
  107: { text: '已过期', tone: 'over' },
};
const UNKNOWN_STATUS = { text: '敬请期待', tone: 'over' };

// [% if app.lang == 'zh' %]setData 会把数据复制到视图层，因此卡片只保留页面要显示的字段。[% else %]setData copies what it is given to the view, so a card holds only what the page shows.[% endif %]
function toCard(room) {
  const status = STATUS[room.live_status] || UNKNOWN_STATUS;
  return {
    roomid: room.roomid,
    title: room.name,
    anchor: room.anchor_name,
    cover: room.cover_img,
    goodsCount: (room.goods || []).length,
    statusText: status.text,
    statusTone: status.tone,
  };
}

Page({
  data: {
    state: 'loading',
    rooms: [],
  },

  onLoad() {
    this.loadRooms();
  },

  async onPullDownRefresh() {
    await this.loadRooms();
    wx.stopPullDownRefresh();
  },

  async loadRooms() {
    // [% if app.lang == 'zh' %]刷新时先保留旧卡片，等新数据到了再替换。[% else %]A refresh leaves the cards in place until the new ones have come.[% endif %]
    if (this.data.state !== 'ready') {
      this.setData({ state: 'loading' });
    }
    try {
      const reply = await fetchRooms();
      if (reply.errcode && !NO_ROOMS.includes(reply.errcode)) {
        throw new Error(`${reply.errcode} ${reply.errmsg}`);
      }
      const rooms = (reply.room_info || []).map(toCard);
      this.setData({ rooms, state: rooms.length > 0 ? 'ready' : 'empty' });
    } catch (error) {
      console.error('fetchRooms failed', error);
      this.setData({ state: 'error' });
    }
  },
[%- if page.open == 'navigateTo' %]

  openRoom(event) {
    const { roomid } = event.currentTarget.dataset;
    wx.navigateTo({
      url: `plugin-private://[= plugin.provider =]/pages/live-player-plugin?room_id=${roomid}`,
    });
  },
[%- endif %]
});
