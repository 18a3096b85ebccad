// Judges SARIF logs by the schema of 2.1.0: `node sarif.mjs LOG…` prints what is wrong with each, and exits 1 if anything is.
import fs from 'node:fs'
import { createRequire } from 'node:module'

// the package comes with the schema, and with a validator that reads its draft
const require = createRequire(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json'))
const Ajv = require('ajv')
const ajv = new Ajv({ schemaId: 'auto', allErrors: true })
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'))
const isValid = ajv.compile(require('./lib/schemas/sarif-2.1.0-rtm.5.json'))

const logs = process.argv.slice(2)
if (!logs.length) throw new Error('no logs')
for (const log of logs) {
  if (isValid(JSON.parse(fs.readFileSync(log, 'utf8')))) continue
  process.exitCode = 1
  for (const { dataPath, message } of isValid.errors) console.log(`${log}: ${dataPath} ${message}`)
}
