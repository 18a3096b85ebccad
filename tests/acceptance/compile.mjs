// Compiles a whole project with miniprogram-ci, WeChat's own compiler, in this process and without the network.
import { createRequire } from 'node:module'
import fs from 'node:fs'
import path from 'node:path'

const require = createRequire(import.meta.url)

// The compiler's own switch for debugging: no child process per project, which makes 0.1 s out of 1.7 s.
require('miniprogram-ci/dist/utils/debug').shouldRunInMainProcess = async () => true

const ci = require('miniprogram-ci')
const { DefaultProjectAttr } = require('miniprogram-ci/dist/config/config')
const processHandler = require.resolve('miniprogram-ci/dist/modules/corecompiler/processHandler')

// The compiler would ask a server which file extensions may be packed; its own built-in list serves as the answer.
const extensions = require('miniprogram-ci/dist/utils/white_ext_list')
extensions.getWhiteExtList = async () => ({
  GameWhiteList: new Set(extensions.GameWhiteList),
  MiniProgramWhiteList: new Set(extensions.MiniProgramWhiteList),
})

/** The project's compiled files (path to content); throws the compiler's error, which has a `code`. */
export async function compile(dir) {
  // Without this, answers meant for the project before could reach this one: the handler numbers its tasks from 1 each time.
  delete require.cache[processHandler]
  const config = projectConfig(dir)
  const project = new ci.Project({
    appid: config.appid || 'touristappid',
    type: config.compileType === 'plugin' ? 'miniProgramPlugin' : 'miniProgram',
    projectPath: dir,
    privateKey: 'unused',
    // The compiler asks a server for the account's limits unless this hook answers.
    attr: async () => structuredClone(DefaultProjectAttr),
  })
  const result = ci.getCompiledResult({
    project,
    // All settings are the project's own, except that code stays readable and files keep their names.
    setting: { useProjectConfig: true, minifyJS: false, codeProtect: false },
    threads: 0,
    onProgressUpdate() {},
  })
  const late = new Promise((_, reject) => setTimeout(reject, 60_000, new Error('no result within a minute')).unref())
  return Promise.race([result, late])
}

/** The folder that holds app.json. */
export function miniprogramRoot(dir) {
  return path.join(dir, projectConfig(dir).miniprogramRoot || '')
}

function projectConfig(dir) {
  const file = path.join(dir, 'project.config.json')
  return JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
}
