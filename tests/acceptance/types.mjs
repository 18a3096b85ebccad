// Types a project's .ts files with tsc, strictly, against WeChat's official type definitions.
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const modules = fileURLToPath(new URL('node_modules/', import.meta.url))
const tsc = path.join(modules, 'typescript/bin/tsc')

let queue = Promise.resolve()

/** Throws tsc's complaints; calls wait for one another, since tsc uses all cores by itself. */
export function types(dir, scratch) {
  const run = queue.then(() => typecheck(dir, scratch))
  queue = run.catch(() => {})
  return run
}

async function typecheck(dir, scratch) {
  const tsconfig = path.join(scratch, 'tsconfig.json')
  fs.writeFileSync(tsconfig, JSON.stringify({
    compilerOptions: {
      strict: true,
      noEmit: true,
      target: 'ES2020',
      lib: ['ES2020'],
      module: 'CommonJS',
      moduleResolution: 'bundler',
      skipLibCheck: true,
      types: ['miniprogram-api-typings'],
      typeRoots: [modules],
    },
    include: [`${dir}/**/*.ts`],
    exclude: [`${dir}/**/node_modules`, `${dir}/**/miniprogram_npm`],
  }))
  await new Promise((resolve, reject) => {
    execFile(process.execPath, [tsc, '-p', tsconfig, '--pretty', 'false'], { cwd: dir }, (error, stdout, stderr) => {
      if (!error) return resolve()
      const lines = (stdout + stderr).trim().split('\n')
      reject(new Error(lines.slice(0, 3).join(' | ') || error.message))
    })
  })
}
