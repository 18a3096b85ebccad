// Builds every mpx fixture with mpx' own compiler, as it is and turned off, and compares the plugins in app.json with what
// kaibo lists. It takes some minutes, so no other test runs it: `cargo build && node tests/frameworks/prove.mjs`.
import assert from 'node:assert'
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
const rig = path.join(root, 'tests/frameworks/mpx-build')
const fixtures = path.join(root, 'fixtures')
const kaibo = (shop, ...args) =>
  execFileSync(path.join(root, 'target/debug/kaibo'), args, { cwd: shop, encoding: 'utf8' })

/** The plugins that a project declares, by package and alias. */
function declared(shop) {
  const found = {}
  for (const project of JSON.parse(kaibo(shop, 'list', '--format', 'json')).projects) {
    for (const it of project.declarations.filter((it) => it.state === 'active')) {
      found[it.package] ??= {}
      found[it.package][it.alias] = { version: it.version, provider: it.provider }
    }
  }
  return found
}

/** The plugins of the app.json that mpx builds of it. */
function built(shop) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'kaibo-mpx-'))
  for (const from of [shop, path.join(rig, 'project')]) fs.cpSync(from, copy, { recursive: true })
  fs.copyFileSync(path.join(rig, 'package.json'), path.join(copy, 'package.json'))
  fs.symlinkSync(path.join(rig, 'node_modules'), path.join(copy, 'node_modules'))
  const offline = path.join(root, 'tests/frameworks/offline.cjs')
  const service = 'node_modules/@mpxjs/mpx-cli-service/bin/mpx-cli-service.js'
  const args = ['--require', offline, service, 'build', '--targets=wx']
  const run = spawnSync('node', args, { cwd: copy, encoding: 'utf8' })
  assert.strictEqual(run.status, 0, run.stdout + run.stderr)
  const app = JSON.parse(fs.readFileSync(path.join(copy, 'dist/wx/app.json'), 'utf8'))
  fs.rmSync(copy, { recursive: true })
  const packages = [['main', app], ...(app.subPackages ?? []).map((it) => [it.root, it])]
  const withPlugins = packages.filter(([, it]) => Object.keys(it.plugins ?? {}).length > 0)
  return Object.fromEntries(withPlugins.map(([name, it]) => [name, it.plugins]))
}

execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: rig, stdio: 'inherit' })
for (const name of fs.readdirSync(fixtures).filter((name) => name.startsWith('mpx-'))) {
  const shop = fs.mkdtempSync(path.join(os.tmpdir(), 'kaibo-shop-'))
  fs.cpSync(path.join(fixtures, name), shop, { recursive: true })
  const on = declared(shop)
  assert.notDeepStrictEqual(on, {}, name)
  assert.deepStrictEqual(built(shop), on, name)
  kaibo(shop, 'disable')
  assert.deepStrictEqual(declared(shop), {}, name)
  assert.deepStrictEqual(built(shop), {}, `${name}, turned off`)
  fs.rmSync(shop, { recursive: true })
  console.log(`${name}: as mpx builds it`)
}
