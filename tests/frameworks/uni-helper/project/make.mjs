// Makes src/manifest.json and src/pages.json of a project, as Vite does at its start with both plugins.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

process.env.UNI_PLATFORM = 'mp-weixin'

// The first plugin says nowhere when it has written; before it reads the configuration it writes a default.
const write = fs.writeFileSync
let isWritten
const written = new Promise((resolve) => { isWritten = resolve })
let isRead = false
fs.writeFileSync = (path, ...rest) => {
  write(path, ...rest)
  if (isRead && String(path).endsWith('manifest.json')) isWritten()
}
syncBuiltinESMExports()

const { resolveConfig } = await import('vite')
const manifest = (await import('@uni-helper/vite-plugin-uni-manifest')).default
const pages = (await import('@uni-helper/vite-plugin-uni-pages')).default
isRead = true
await resolveConfig({ configFile: false, plugins: [await manifest(), pages()] }, 'build')
await written
process.exit(0)
