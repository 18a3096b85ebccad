const sample = require('./[= page.name =]-sample');

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
async function fetchRooms() {
  return sample;
}

module.exports = { fetchRooms };
