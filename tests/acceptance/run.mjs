// Runs the acceptance cases: `node run.mjs CASES.json` prints `ok NAME` or `FAIL NAME: check N: reason`, and exits 1 after a failure.
//
// CASES.json is {"cases":[{"name":"…","dir":"/absolute/project","checks":[…]}]}. A check is one of
//   {"check":"compile"}                       miniprogram-ci compiles the project; "fails":"10009" wants that error instead
//   {"check":"wxml"}                          wcc, glass-easel and wcsc accept all markup and styles
//   {"check":"types"}                         tsc --strict accepts all .ts files
//   {"check":"json","file":"app.json","expect":{…}}   strict JSON.parse of the file, then its values
//   {"check":"data","page":"pages/a/a","expect":{…}}  the page's data once it has come to rest
//   {"check":"text","page":"…","contains":[…],"lacks":[…]}          the text it shows
//   {"check":"attr","page":"…","select":".x","index":0,"name":"alt","value":"…"}   an attribute of a node it shows
//   {"check":"tap","page":"…","tap":".kaibo-room","index":0, …}  then "opens":"url" (the one place that is opened) or
//                                             "calls":{"api":"navigateBack", …} (a call with these arguments)
//   {"check":"apart","page":"…"}              no rule of app.wxss that names a class finds a node of the page
// The five that render take also "options" (the query), "pages" (length of the page stack, 2 unless told),
// "responses" ({"part of a url": body} for wx.request, which otherwise fails) and "plugin" (answers of the live plugin's
// functions, {"getLiveStatus":{"liveStatus":103}}; {"error":"…"} rejects). "expect" maps paths to values: "a.b.0", or, for
// keys with dots, pairs in a list: [[["usingComponents","a.b"],"value"]]. A value null also stands for "not there".
import './quiet.mjs'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { types } from './types.mjs'

const rendering = ['page', 'options', 'pages', 'responses', 'plugin']
const CHECKS = {
  compile: { keys: ['fails'], run: checkCompile },
  wxml: { keys: [], run: checkMarkup },
  types: { keys: [], run: checkTypes },
  json: { keys: ['file', 'expect'], run: checkJson },
  data: { keys: [...rendering, 'expect'], run: checkData, renders: true },
  text: { keys: [...rendering, 'contains', 'lacks'], run: checkText, renders: true },
  attr: { keys: [...rendering, 'select', 'index', 'name', 'value'], run: checkAttribute, renders: true },
  apart: { keys: rendering, run: checkApart, renders: true },
  tap: { keys: [...rendering, 'tap', 'index', 'opens', 'calls'], run: checkTap, renders: true },
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'kaibo-acceptance-'))
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }))
const { cases } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
process.chdir(scratch) // the compiler leaves folders where it runs
if (!cases?.length) throw new Error('no cases')

const started = Date.now()
const { compile, miniprogramRoot } = await import('./compile.mjs')
const { compileMarkup } = await import('./wxml.mjs')
let renderer

// tsc runs beside the rest. The compilers must not see the renderer's browser, so all compiling comes before all rendering.
cases.forEach((one, number) => {
  one.scratch = path.join(scratch, String(number))
  one.failures = []
  fs.mkdirSync(one.scratch)
  assert(one.name && one.checks?.length && path.isAbsolute(one.dir ?? ''), 'a case wants a "name", an absolute "dir" and "checks"')
  one.typed = one.checks.some(({ check }) => check === 'types') ? types(one.dir, one.scratch).then(() => null, error => error) : null
})
for (const one of cases) await runChecks(one, false)
report('compiled')
for (const one of cases) await runChecks(one, true)
report('rendered')

for (const { name, failures } of cases) {
  const reasons = failures.sort((a, b) => a.number - b.number).map(({ number, reason }) => `check ${number}: ${reason}`)
  process.stdout.write(reasons.length ? `FAIL ${name}: ${reasons.join('; ')}\n` : `ok ${name}\n`)
}
process.exit(cases.some(({ failures }) => failures.length) ? 1 : 0)

async function runChecks(one, renders) {
  for (const [index, check] of one.checks.entries()) {
    try {
      const kind = CHECKS[check.check]
      assert(kind, `unknown check ${JSON.stringify(check.check)}`)
      const unknown = Object.keys(check).find(key => key !== 'check' && !kind.keys.includes(key))
      assert(!unknown, `${check.check} has no ${JSON.stringify(unknown)}`)
      if (Boolean(kind.renders) !== renders) {
        if (kind.renders) await compiled(one).catch(() => {})
        continue
      }
      await kind.run(one, check)
    } catch (error) {
      if (renders && !CHECKS[check.check]?.renders) continue
      one.failures.push({ number: index + 1, reason: oneLine(error) })
    }
  }
}

function compiled(one) {
  one.compiled ??= compile(one.dir)
  return one.compiled
}

async function checkCompile(one, { fails }) {
  const code = await compiled(one).then(() => null, error => {
    if (!fails) throw error
    return String(error.code)
  })
  if (fails) assert(code === fails, `should fail with ${fails}, ${code === null ? 'but compiles' : `fails with ${code}`}`)
}

function checkMarkup(one) {
  compileMarkup(miniprogramRoot(one.dir))
}

async function checkTypes(one) {
  const error = await one.typed
  if (error) throw error
}

function checkJson(one, { file, expect }) {
  compare(JSON.parse(fs.readFileSync(path.join(one.dir, file), 'utf8')), expect)
}

async function checkData(one, check) {
  await withPage(one, check, page => compare(page.data, check.expect))
}

async function checkText(one, check) {
  assert(check.contains?.length || check.lacks?.length, 'text wants "contains" or "lacks"')
  await withPage(one, check, page => {
    const shown = page.text()
    for (const text of check.contains ?? []) assert(shown.includes(text), `${JSON.stringify(text)} is not in ${JSON.stringify(shown)}`)
    for (const text of check.lacks ?? []) assert(!shown.includes(text), `${JSON.stringify(text)} is in ${JSON.stringify(shown)}`)
  })
}

async function checkAttribute(one, check) {
  await withPage(one, check, page => equal(page.attribute(check.select, check.index ?? 0, check.name), check.value, check.name))
}

async function checkApart(one, check) {
  const styles = fs.readFileSync(path.join(miniprogramRoot(one.dir), 'app.wxss'), 'utf8')
  const rules = [...styles.matchAll(/([^{}]+)\{[^}]*\}/g)].flatMap(([, selectors]) => selectors.split(',').map(text => text.trim()))
  // the renderer knows no `view.title`; without the tag the rule finds more
  const named = rules.filter(selector => selector.includes('.')).map(selector => selector.replace(/(^|[\s>+~])[\w-]+(?=\.)/g, '$1'))
  assert(named.length, 'app.wxss names no class')
  await withPage(one, check, page => {
    assert(page.count('.kaibo-page') === 1, 'the page has no root')
    for (const selector of named) assert(!page.count(selector), `${selector} of app.wxss finds ${page.count(selector)} nodes`)
  })
}

async function checkTap(one, check) {
  assert(('opens' in check) !== ('calls' in check), 'tap wants either "opens" or "calls"')
  await withPage(one, check, async page => {
    const calls = await page.tap(check.tap, check.index ?? 0)
    const one = ({ api, words, refusal }) => `${api} ${JSON.stringify(words)}${refusal ? ` refused: ${refusal}` : ''}`
    const told = calls.map(one).join(', ') || 'nothing'
    if ('opens' in check) {
      const opened = calls.filter(({ api, refusal }) => /^(navigateTo|redirectTo|reLaunch|switchTab)$/.test(api) && !refusal)
      assert(opened.length === 1 && opened[0].words.url === check.opens, `should open ${check.opens}, but did: ${told}`)
    } else {
      const { api, ...words } = check.calls
      const found = calls.some(call => call.api === api && Object.entries(words).every(([name, value]) => same(call.words?.[name], value)))
      assert(found, `should call ${JSON.stringify(check.calls)}, but did: ${told}`)
    }
  })
}

async function withPage(one, check, look) {
  assert(check.page, `${check.check} wants a "page"`)
  const files = await compiled(one)
  renderer ??= await import('./render.mjs')
  one.project ??= renderer.unpack(files, path.join(one.scratch, 'compiled'))
  const page = await renderer.open(one.project, check)
  try {
    await look(page)
  } finally {
    page.close()
  }
}

function compare(actual, expect) {
  const pairs = Array.isArray(expect) ? expect : Object.entries(expect ?? {})
  assert(pairs.length, '"expect" is empty')
  for (const [at, value] of pairs) {
    const keys = Array.isArray(at) ? at : at.split('.')
    equal(keys.reduce((part, key) => part?.[key], actual), value, keys.join('.'))
  }
}

function equal(actual, expected, name) {
  assert(same(actual, expected), `${name} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`)
}

function same(actual, expected) {
  try {
    assert.deepEqual(JSON.parse(JSON.stringify(actual ?? null)), expected)
    return true
  } catch {
    return false
  }
}

function oneLine(error) {
  return String(error?.message ?? error).replace(/\s+/g, ' ').slice(0, 600)
}

function report(what) {
  if (process.env.ACCEPTANCE_TIMES) process.stdout.write(`# ${what} after ${Date.now() - started} ms\n`)
}
