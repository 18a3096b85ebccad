import { sample } from './[= page.name =]-sample';

export interface LiveGoods {
  goods_id: number;
  name: string;
  cover_img: string;
  /** Page of this mini-program, or of the one that third_party_appid names. */
  url: string;
  /** In fen; the meaning of price and price2 depends on price_type. */
  price: number;
  price2: number;
  /** 1: price; 2: from price to price2; 3: price2 instead of price. */
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
  /** In seconds since 1970, like end_time. */
  start_time: number;
  end_time: number;
  goods?: LiveGoods[];
}

/** The fields that a shop needs; the platform sends a few more. */
export interface LiveInfo {
  errcode: number;
  errmsg?: string;
  total?: number;
  room_info?: LiveRoom[];
}

/**
 * Resolves to the shop's rooms, in the shape in which the platform's getliveinfo answers.
 *
 * Replace the body by a request to your own server, and let the server call getliveinfo:
 * the call has a daily quota, so its answer must be cached for all customers, and it needs the
 * shop's access token, which anybody could read out of a mini-program. Never call the platform's
 * server interfaces from here, and never keep a token here.
 */
export async function fetchRooms(): Promise<LiveInfo> {
  return sample;
}
