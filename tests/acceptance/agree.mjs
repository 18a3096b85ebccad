// Asks WeChat's compiler about many app.json files: `node agree.mjs FOLDERS.json`, an array of absolute project folders, prints for each
// a line with its index and either `passes` or `fails` and the compiler's reason. Only app.json is judged, not the whole project.
import './quiet.mjs'
import { createRequire } from 'node:module'
import fs from 'node:fs'

const require = createRequire(import.meta.url)
const ci = require('miniprogram-ci')
const { DefaultProjectAttr } = require('miniprogram-ci/dist/config/config')
const { getAppJSON } = require('miniprogram-ci/dist/modules/corecompiler/original')

for (const [index, dir] of JSON.parse(fs.readFileSync(process.argv[2], 'utf8')).entries()) {
  const project = new ci.Project({
    appid: 'touristappid',
    type: 'miniProgram',
    projectPath: dir,
    privateKey: 'unused',
    attr: async () => structuredClone(DefaultProjectAttr),
  })
  await project.attr()
  const reason = await getAppJSON(project).then(() => null, error => error)
  const words = reason ? `fails ${reason.code} ${reason.message.replace(/\s+/g, ' ')}` : 'passes'
  process.stdout.write(`${index} ${words}\n`)
}
process.exit(0)
