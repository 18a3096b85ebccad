import { sample } from './[= page.name =]-sample';

export interface LiveGoods {
  goods_id: number;
  name: string;
  cover_img: string;
  /** [% if app.lang == 'zh' %]本小程序的页面，或 third_party_appid 所指小程序的页面。[% else %]Page of this mini-program, or of the one that third_party_appid names.[% endif %] */
  url: string;
  /** [% if app.lang == 'zh' %]单位为分；price 与 price2 的含义取决于 price_type。[% else %]In fen; the meaning of price and price2 depends on price_type.[% endif %] */
  price: number;
  price2: number;
  /** [% if app.lang == 'zh' %]1：一口价；2：价格区间；3：price 为原价，price2 为现价。[% else %]1: price; 2: from price to price2; 3: price2 instead of price.[% endif %] */
  price_type: number;
  third_party_appid: string;
}

export interface LiveRoom {
  roomid: number;
  name: string;
  anchor_name: string;
  cover_img: string;
  share_img: string;
  live_status: number;
  /** [% if app.lang == 'zh' %]秒级时间戳，end_time 同。[% else %]In seconds since 1970, like end_time.[% endif %] */
  start_time: number;
  end_time: number;
  goods?: LiveGoods[];
}

/** [% if app.lang == 'zh' %]商城用到的字段；平台返回的还有其他几个。[% else %]The fields that a shop needs; the platform sends a few more.[% endif %] */
export interface LiveInfo {
  errcode: number;
  errmsg?: string;
  total?: number;
  room_info?: LiveRoom[];
}

/**
[%- if app.lang == 'zh' %]
 * 返回商城的直播间，格式与平台 getliveinfo 的应答相同。
 *
 * 请把函数体换成对自己服务端的请求，由服务端调用 getliveinfo：该接口每日有调用限额，应答须缓存后
 * 供所有顾客使用；它还需要商城的 access_token，放在小程序里任何人都能读到。不要在这里调用平台的
 * 服务端接口，也不要在这里存放 token。
[%- else %]
 * Resolves to the shop's rooms, in the shape in which the platform's getliveinfo answers.
 *
 * Replace the body by a request to your own server, and let the server call getliveinfo:
 * the call has a daily quota, so its answer must be cached for all customers, and it needs the
 * shop's access token, which anybody could read out of a mini-program. Never call the platform's
 * server interfaces from here, and never keep a token here.
[%- endif %]
 */
export async function fetchRooms(): Promise<LiveInfo> {
  return sample;
}
