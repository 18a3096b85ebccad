// Which JSON block mpx reads of each component, by its own parser: from a file with a JSON array of texts.
const fs = require('node:fs')
const { parseComponent } = require('@mpxjs/webpack-plugin/lib/template-compiler/compiler')

/** The block's place, its source, and whether it is a module. */
function chosen(text, env) {
  const { json } = parseComponent(text, { mode: 'wx', env, filePath: 'app.mpx' })
  return json && [json.start, json.end ?? null, json.src || null, json.useJSONJS === true]
}

const texts = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
process.stdout.write(JSON.stringify(texts.map((text) => [chosen(text), chosen(text, 'test')])))
