// Stands in for the parts of WeChat that a page's script sees: modules, wx, requirePlugin, App, timers.
import { createRequire } from 'node:module'
import fs from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'

const require = createRequire(import.meta.url)
const typings = fs.readFileSync(require.resolve('miniprogram-api-typings/types/wx/lib.wx.api.d.ts'), 'utf8')
const members = typings.slice(typings.indexOf('interface Wx {')).matchAll(/^ {8}(?:readonly )?(\w+)[(<?:]/gm)
const wxNames = new Set([...members].map(([, name]) => name))
const LIVE = 'wx2b03c6e691cd7370'

// What a script can name on a phone beside the language itself. What node or a browser has in addition is hidden.
const given = ['require', 'module', 'exports', 'wx', 'App', 'Page', 'Component', 'Behavior', 'getApp', 'getCurrentPages',
  'requirePlugin', 'global', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval']
const hidden = ['window', 'document', 'navigator', 'location', 'localStorage', 'self', 'process', 'Buffer', 'fetch',
  'XMLHttpRequest', 'URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder', 'atob', 'btoa', 'structuredClone']

/**
 * One start of a mini-program.
 * app: its app.json; files: compiled files by path; page: the page that opens; options: its query; depth: the length of
 * the page stack; responses: what wx.request answers, by a part of the URL; plugin: what the live plugin's functions
 * answer; constructors: the renderer's Page, Component and Behavior; api: its stubs for wx.
 */
export function start({ app, files, page, options, depth, responses = {}, plugin = {}, constructors, api }) {
  const calls = []
  const timers = new Set()
  const loaded = new Map()
  let appInstance = {}
  let pageInstance

  const scope = {
    ...constructors,
    global: {},
    wx: new Proxy({}, { get: (_, name) => wxMember(name), has: (_, name) => wxMember(name) !== undefined }),
    App(definition) { appInstance = definition },
    getApp: () => appInstance,
    getCurrentPages: () => [...Array.from({ length: depth - 1 }, () => ({ route: app.pages[0], options: {} })), pageInstance],
    setTimeout: (call, delay = 0, ...words) => timer(setTimeout, call, delay, words),
    setInterval: (call, delay, ...words) => timer(setInterval, call, delay, words),
    clearTimeout: stop,
    clearInterval: stop,
  }

  // Modules

  function load(file) {
    if (loaded.has(file)) return loaded.get(file).exports
    const code = files[file]
    if (code === undefined) throw new Error(`there is no compiled ${file}`)
    const module = { exports: {} }
    loaded.set(file, module)
    const own = { ...scope, module, exports: module.exports, require: name => load(resolve(file, name)), requirePlugin: pluginFor(file) }
    const run = new vm.Script(`(function(${[...given, ...hidden]}){${code}\n})`, { filename: file }).runInThisContext()
    run(...given.map(name => own[name]))
    return module.exports
  }

  function resolve(from, name) {
    const base = name.startsWith('/') ? name.slice(1) : path.posix.join(path.posix.dirname(from), name)
    const roots = path.posix.dirname(from).split('/')
    const packages = roots.map((_, i) => path.posix.join(...roots.slice(0, roots.length - i), 'miniprogram_npm', name))
    const tries = [base, ...packages, path.posix.join('miniprogram_npm', name)].flatMap(at => [at, `${at}.js`, `${at}/index.js`])
    const found = tries.find(file => file.endsWith('.js') && files[file] !== undefined)
    if (!found) throw new Error(`module '${name}' is not defined, required by ${from}`)
    return found
  }

  // Plugins

  const subpackages = (app.subpackages ?? app.subPackages ?? []).map(sub => ({ ...sub, root: `${sub.root}/`.replace(/\/+$/, '/') }))
  const declared = [{ root: '', plugins: app.plugins }, ...subpackages].flatMap(({ root, plugins }) =>
    Object.entries(plugins ?? {}).map(([alias, { provider }]) => ({ root, alias, provider })))

  function pluginFor(file) {
    const one = name => {
      const found = declared.find(({ root, alias, provider }) => file.startsWith(root) && (alias === name || provider === name))
      if (!found) throw new Error(`Plugin "${name}/0" is not defined, required by ${file}`)
      return found.provider === LIVE ? livePlugin() : {}
    }
    const requirePlugin = (name, done, failed) => {
      if (!done) return one(name)
      requirePlugin.async(name).then(done, failed)
    }
    requirePlugin.async = async name => one(name)
    return requirePlugin
  }

  function livePlugin() {
    const answers = {
      getLiveStatus: { liveStatus: 101 },
      getSubscribeStatus: { room_id: 1, openid: 'openid', is_subscribe: false },
      getOpenid: { openid: 'openid' },
      getShareParams: { error: '只能获取分享卡片入口的参数' },
      getPluginVersion: '1.3.5',
      ...plugin,
    }
    const functions = Object.entries(answers).map(([name, answer]) => [name, async words => {
      calls.push({ api: name, words })
      if (answer.error) throw new Error(answer.error)
      return answer
    }])
    return Object.fromEntries(functions)
  }

  // wx

  const storage = new Map()
  const own = {
    getStorageSync: key => storage.get(key) ?? '',
    setStorageSync: (key, value) => { storage.set(key, value) },
    removeStorageSync: key => { storage.delete(key) },
    getStorage: words => {
      const data = storage.get(words.key)
      return settleCall(words, data === undefined ? { errMsg: 'getStorage:fail data not found' } : { data, errMsg: 'getStorage:ok' })
    },
    setStorage: words => { storage.set(words.key, words.data); return settleCall(words, { errMsg: 'setStorage:ok' }) },
    request: words => {
      const found = Object.keys(responses).find(part => words.url.includes(part))
      settleCall(words, found ? { data: responses[found], statusCode: 200, errMsg: 'request:ok' } : { errMsg: 'request:fail offline' })
      return { abort() {}, onHeadersReceived() {} }
    },
    showModal: words => settleCall(words, { confirm: true, cancel: false, errMsg: 'showModal:ok' }),
    showActionSheet: words => settleCall(words, { tapIndex: 0, errMsg: 'showActionSheet:ok' }),
  }
  for (const name of ['navigateTo', 'redirectTo', 'reLaunch', 'switchTab', 'navigateBack']) {
    own[name] = (words = {}) => {
      const refusal = refused(name, words)
      calls.at(-1).refusal = refusal
      return settleCall(words, { errMsg: `${name}:${refusal ? `fail ${refusal}` : 'ok'}` })
    }
  }

  function wxMember(name) {
    if (typeof name !== 'string') return undefined
    // A name that WeChat does not have is undefined here too.
    if (!wxNames.has(name)) return undefined
    const member = own[name] ?? api[name] ?? (words => settleCall(words, { errMsg: `${name}:ok` }))
    if (typeof member !== 'function') return member
    return (...words) => {
      calls.push({ api: name, words: words[0] })
      return member(...words)
    }
  }

  // Like WeChat: with callbacks they are called, later; without, there is a promise.
  function settleCall(words = {}, result) {
    const failed = result.errMsg.includes(':fail')
    if (!words?.success && !words?.fail && !words?.complete) {
      return failed ? Promise.reject(result) : Promise.resolve(result)
    }
    setTimeout(() => {
      (failed ? words.fail : words.success)?.(result)
      words.complete?.(result)
    })
  }

  // What WeChat answers when it does not go there.
  function refused(name, { url }) {
    if (name === 'navigateBack') return depth < 2 ? 'cannot navigate back at first page.' : undefined
    if (name === 'navigateTo' && depth >= 10) return 'webview count limit exceed'
    if (!url) return 'parameter error: parameter.url should be String instead of Undefined;'
    const target = url.split('?')[0]
    const [, scheme, id] = /^(plugin|plugin-private):\/\/([^/]+)\//.exec(target) ?? []
    if (scheme) {
      const known = declared.some(({ alias, provider }) => id === (scheme === 'plugin' ? alias : provider))
      return known && name !== 'switchTab' ? undefined : `page "${url}" is not found`
    }
    const route = target.startsWith('/') ? target.slice(1) : path.posix.join(path.posix.dirname(page), target)
    const pages = [...app.pages, ...subpackages.flatMap(({ root, pages }) => pages.map(one => root + one))]
    if (!pages.includes(route)) return `page "${route}" is not found`
    const tab = app.tabBar?.list?.some(({ pagePath }) => pagePath === route) ?? false
    if (name === 'switchTab') return tab ? undefined : 'can not switch to no-tabBar page'
    return tab && name !== 'reLaunch' ? `can not ${name} a tabbar page` : undefined
  }

  // Timers

  function timer(make, call, delay, words) {
    const one = { short: make === setTimeout && delay <= 1000 }
    one.id = make(() => { if (make === setTimeout) timers.delete(one); call(...words) }, delay)
    timers.add(one)
    return one
  }

  function stop(one) {
    if (!one) return
    clearTimeout(one.id)
    timers.delete(one)
  }

  /** Waits until promises, callbacks and timers of at most a second have run. */
  async function settled() {
    const end = Date.now() + 5000
    for (let calm = 0; calm < 4; calm = [...timers].some(one => one.short) ? 0 : calm + 1) {
      if (Date.now() > end) throw new Error('the page does not come to rest within 5 seconds')
      await new Promise(resolve => setTimeout(resolve, 1))
    }
  }

  return {
    calls,
    load,
    settled,
    wx: scope.wx,
    launch() {
      if (files['app.js'] === undefined) return
      load('app.js')
      const launch = { path: page, query: options, scene: 1001, referrerInfo: {} }
      appInstance.onLaunch?.(launch)
      appInstance.onShow?.(launch)
    },
    opened(instance) { pageInstance = instance },
    end() { [...timers].forEach(stop) },
  }
}
