const sample = require('./[= page.name =]-sample');

/**
 * Resolves to the shop's rooms, in the shape in which the platform's getliveinfo answers.
 *
 * Replace the body by a request to your own server, and let the server call getliveinfo:
 * the call has a daily quota, so its answer must be cached for all customers, and it needs the
 * shop's access token, which anybody could read out of a mini-program. Never call the platform's
 * server interfaces from here, and never keep a token here.
 */
async function fetchRooms() {
  return sample;
}

module.exports = { fetchRooms };
