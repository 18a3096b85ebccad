// Opens a page of a compiled project in miniprogram-simulate, WeChat's own test renderer, and lets a finger tap on it.
import { createRequire } from 'node:module'
import fs from 'node:fs'
import path from 'node:path'
import { JSDOM } from 'jsdom'
import { start } from './platform.mjs'
import { warnings } from './quiet.mjs'
import { wcc } from './wxml.mjs'

const { window } = new JSDOM('<!doctype html><body></body>', { url: 'http://localhost/' })
global.window = window
for (const name of ['document', 'Node', 'Element', 'HTMLElement', 'Event', 'CustomEvent', 'MutationObserver', 'getComputedStyle']) {
  global[name] = window[name]
}
Object.defineProperty(global, 'navigator', { value: window.navigator, configurable: true })

const require = createRequire(import.meta.url)
const simulate = require('miniprogram-simulate')
const templates = require('miniprogram-simulate/src/compile')
const scripts = require('miniprogram-simulate/src/utils')
const exparser = require('miniprogram-exparser')
const api = global.wx

// The project and the start that are being rendered; the renderer works one page at a time.
let project
let running
let definition
const errors = []
exparser.addGlobalErrorListener(error => { errors.push(error) })
// An answer of wx that nobody waits for is no fault of the page's; it is judged by what was opened.
process.on('uncaughtException', error => { errors.push(error) })
process.on('unhandledRejection', error => { if (!error?.errMsg) errors.push(error) })

templates.getWxml = file => {
  const page = project.gwx(`${path.relative(project.root, file)}.wxml`)
  return data => readable(page(data))
}
scripts.runJs = file => running.load(`${path.relative(project.root, file)}.js`)

/** Writes what the renderer reads of compiled files below `root`. */
export function unpack(files, root) {
  const app = JSON.parse(files['app.json'])
  for (const [file, content] of Object.entries(files)) {
    if (!/\.(wxml|wxs)$/.test(file)) continue
    write(path.join(root, file), content)
    if (file.endsWith('.wxml')) write(path.join(root, file.replace(/wxml$/, 'json')), JSON.stringify(config(file.slice(0, -5))))
  }
  return { root, files, app, gwx: wcc(root) }

  // The renderer knows neither app.json's components nor absolute paths; plugins' components come with `render`.
  function config(page) {
    const { usingComponents, ...rest } = JSON.parse(files[`${page}.json`] ?? '{}')
    const folder = path.posix.dirname(page)
    const own = Object.entries(usingComponents ?? {}).map(([name, at]) => [name, at.startsWith('/') ? at.slice(1) : path.posix.join(folder, at)])
    const shared = Object.entries(app.usingComponents ?? {}).map(([name, at]) => [name, at.replace(/^\//, '')])
    const here = [...shared, ...own].filter(([, at]) => files[`${at}.wxml`] !== undefined && at !== page)
    return { ...rest, usingComponents: Object.fromEntries(here.map(([name, at]) => [name, path.posix.relative(folder, at)])) }
  }
}

/** Opens the page as WeChat would: onLoad, onShow, first picture, onReady; resolves when it has come to rest. */
export async function open(ofProject, { page, options = {}, pages = 2, responses, plugin }) {
  project = ofProject
  errors.length = 0
  warnings.length = 0
  definition = undefined
  if (project.files[`${page}.wxml`] === undefined) throw new Error(`there is no compiled ${page}.wxml`)
  const constructors = { Page, Component, Behavior: global.Behavior }
  running = start({ app: project.app, files: project.files, page, options, depth: pages, responses, plugin, constructors, api })
  const { calls, settled } = running
  running.launch()
  const id = simulate.load(path.join(project.root, page), { compiler: 'official', rootPath: project.root, usingComponents: stubs() })
  if (!definition) throw new Error(`${page}.js calls neither Page nor Component`)
  const picture = simulate.render(id)
  picture.setData(properties(options))
  const channel = { emit() {}, on() {}, once() {}, off() {} }
  const instance = Object.assign(picture.instance, definition.fields, { route: page, options, getOpenerEventChannel: () => channel })
  running.opened(instance)
  const body = document.createElement('div')
  document.body.replaceChildren(body)
  instance.onLoad?.(options)
  instance.onShow?.()
  picture.triggerPageLifeTime('show')
  picture.attach(body)
  instance.onReady?.()
  await rest()
  return {
    data: picture.data,
    text: () => picture.dom.textContent,
    attribute(selector, index, name) {
      const attributes = find(selector, index)._exparserNode._vt.attrs
      return attributes.find(one => one.name === name)?.value
    },
    count: selector => picture.querySelectorAll(selector).length,
    /** Taps and resolves to the calls that followed. */
    async tap(selector, index) {
      const node = find(selector, index)
      calls.length = 0
      node.dispatchEvent('tap')
      await rest()
      return calls
    },
    close() {
      picture.detach()
      running.end()
    },
  }

  function find(selector, index) {
    const nodes = picture.querySelectorAll(selector)
    if (!nodes[index]) throw new Error(`${page} shows ${nodes.length} of ${selector}, none with index ${index}`)
    return nodes[index]
  }

  async function rest() {
    await settled()
    const fault = errors[0] ?? warnings.find(text => text.startsWith('WXMLRT_'))
    if (fault) throw new Error(`${page}: ${fault.stack?.split('\n').slice(0, 2).join(' ') ?? fault.errMsg ?? fault}`)
  }
}

// The renderer has no Page: here it is a component whose functions are its methods.
function Page(page) {
  const { data, behaviors, options, ...rest } = page
  const methods = {}
  const fields = {}
  for (const [name, value] of Object.entries(rest)) (typeof value === 'function' ? methods : fields)[name] = value
  definition = { fields, properties: {} }
  global.Component({ data, behaviors, options, methods })
}

// The page itself is run last, so the last definition is the page's.
function Component(component) {
  definition = { fields: {}, properties: component.properties ?? {} }
  global.Component(component)
}

// A page made with Component gets its query as properties.
function properties(options) {
  const names = Object.keys(options).filter(name => name in definition.properties)
  return Object.fromEntries(names.map(name => {
    const type = definition.properties[name]?.type ?? definition.properties[name]
    return [name, type === Number ? Number(options[name]) : type === Boolean ? Boolean(options[name]) : options[name]]
  }))
}

// Tags without markup of their own: <navigator>, which opens its url like the native one, and components of plugins.
function stubs() {
  const names = new Set()
  for (const [file, content] of Object.entries(project.files)) {
    if (!file.endsWith('.json')) continue
    const using = JSON.parse(content).usingComponents ?? {}
    for (const [name, at] of Object.entries(using)) if (/^plugin(-private)?:\/\//.test(at)) names.add(name)
  }
  const { wx } = running
  const navigator = simulate.load({
    id: 'kaibo-navigator',
    tagName: 'navigator',
    properties: { url: String, openType: { type: String, value: 'navigateTo' }, delta: { type: Number, value: 1 } },
    template: '<slot/>',
    attached() {
      const go = () => {
        const { url, openType, delta } = this.data
        const open = openType === 'navigate' || !openType ? 'navigateTo' : openType === 'redirect' ? 'redirectTo' : openType
        wx[open]({ ...open === 'navigateBack' ? { delta } : { url }, fail() {} })
      }
      this._exparserNode.addListener('tap', go)
    },
  })
  const plugins = [...names].map(name => [name, simulate.load({ id: `kaibo-${name}`, tagName: name, template: '<slot/>' })])
  return { navigator, ...Object.fromEntries(plugins) }
}

// The renderer takes whole numbers for text and stumbles over 9.9, true and null, which WeChat shows as they print.
function readable(node) {
  node.children = node.children.map(child => {
    if (typeof child === 'object' && child?.tag) return readable(child)
    return child === undefined || child === null ? '' : String(child)
  })
  return node
}

function write(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, content)
}
