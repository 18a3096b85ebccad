// Compiles WXML with WeChat's wcc and with glass-easel's template compiler, and WXSS with WeChat's wcsc.
import { createRequire } from 'node:module'
import fs from 'node:fs'
import path from 'node:path'

const require = createRequire(import.meta.url)
const { wxmlToJs } = require('miniprogram-compiler')
const wcsc = require('miniprogram-compiler/src/wcsc')
const { TmplGroup } = require('glass-easel-template-compiler')

const maxBuffer = 64 << 20

/** Throws at the first markup or style that one of the three compilers refuses. */
export function compileMarkup(root) {
  const files = walk(root)
  const wxml = files.filter(file => file.endsWith('.wxml'))
  const wxss = files.filter(file => file.endsWith('.wxss'))
  if (!wxml.length) throw new Error(`no .wxml below ${root}`)
  wcc(root)
  for (const file of wxml) {
    const group = new TmplGroup()
    const faults = group.addTmpl(file.slice(0, -5), fs.readFileSync(path.join(root, file), 'utf8'))
    group.free()
    // Warnings count too: an unclosed or repeated thing is never meant.
    for (const { message, level, startLine, startColumn } of faults) {
      throw new Error(`glass-easel: ${file}:${startLine + 1}:${startColumn + 1}: ${message} (${level})`)
    }
  }
  if (wxss.length) {
    const styles = wcsc(root, wxss.map(file => file.slice(0, -5)), { maxBuffer })
    if (styles instanceof Error) throw styles
  }
}

let extended

/** The virtual tree of each page as a function: `wcc(root)('pages/a/a.wxml')(data)`. */
export function wcc(root) {
  const code = wxmlToJs(root, { maxBuffer })
  // What wcc emits keeps its tables in a global, where two projects would share them, and extends Object.prototype, which works once.
  const page = new Function('window', '__WXML_GLOBAL__', code)({ __webview_engine_version__: 0.02 }, { wxs_nf_init: extended })
  page('')
  extended = true
  return page
}

function walk(root, below = '') {
  return fs.readdirSync(path.join(root, below), { withFileTypes: true }).flatMap(entry => {
    const file = path.posix.join(below, entry.name)
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return []
    return entry.isDirectory() ? walk(root, file) : [file]
  })
}
