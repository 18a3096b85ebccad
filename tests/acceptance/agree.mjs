// Asks WeChat's compiler about many app.json files: `node agree.mjs FOLDERS.json`, an array of absolute project folders, prints for each
// a line with its index and either `passes` or `fails` and the compiler's reason. All that is JSON is judged, and nothing else.
import './quiet.mjs'
import { createRequire } from 'node:module'
import fs from 'node:fs'

const require = createRequire(import.meta.url)
const ci = require('miniprogram-ci')
const { DefaultProjectAttr } = require('miniprogram-ci/dist/config/config')
const { tryToGetReactiveProject } = require('miniprogram-ci/dist/modules/corecompiler/original/json/reactiveCache')
const { compileJSON } = require('miniprogram-ci/dist/modules/corecompiler/original/compile/handler/mpjson')

for (const [index, dir] of JSON.parse(fs.readFileSync(process.argv[2], 'utf8')).entries()) {
  const reason = await judged(dir).then(() => null, error => error)
  const words = reason ? `fails ${reason.code} ${reason.message.replace(/\s+/g, ' ')}` : 'passes'
  process.stdout.write(`${index} ${words}\n`)
}
process.exit(0)

/** Rejects for what the compiler refuses. */
async function judged(dir) {
  const project = new ci.Project({
    appid: 'touristappid',
    type: 'miniProgram',
    projectPath: dir,
    privateKey: 'unused',
    attr: async () => structuredClone(DefaultProjectAttr),
  })
  await project.attr()
  const known = tryToGetReactiveProject(project)
  await known.updateProject()
  await compileJSON(known, {})
}
