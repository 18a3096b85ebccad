// Makes the table of base libraries from WeChat's own typings: `node base-library.mjs` prints it; it is kept in
// src/project/usage/base_library.json. Only what live shopping uses is in it.
import { createRequire } from 'node:module'
import fs from 'node:fs'

const require = createRequire(import.meta.url)
const { version } = require('miniprogram-api-typings/package.json')
const typings = fs.readFileSync(require.resolve('miniprogram-api-typings/types/wx/lib.wx.api.d.ts'), 'utf8')

// Channels, the shop of WeChat, updates of plugins.
const FAMILIES = /Channels|^openStore|PluginUpdate/

// The typings have no components; these versions are those of the components' pages, read on 2026-11-25.
const components = { 'channel-live': '2.29.0', 'store-home': '3.5.5', 'store-product': '3.5.5' }

const functions = {}
let described = ''
for (const line of typings.slice(typings.indexOf('interface Wx {')).split('\n')) {
  const [, library] = /需要基础库： `([\d.]+)`/.exec(line) ?? []
  const [, name] = /^ {8}(\w+)[(<]/.exec(line) ?? []
  if (/^ {8}\/\*\*/.test(line)) described = ''
  if (library && !described) described = library
  if (name && described && FAMILIES.test(name)) functions[name] = described
}
const sorted = object => Object.fromEntries(Object.entries(object).sort())
const table = { from: `miniprogram-api-typings ${version}`, functions: sorted(functions), components }
process.stdout.write(`${JSON.stringify(table, null, 2)}\n`)
