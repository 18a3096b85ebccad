// Asks VS Code's JSON service about manifests, by the schema in the first line of stdin: what it refuses in each text,
// and what it completes at the mark `|`. Each further line is one text as a JSON string; each answer is one line.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { getLanguageService, TextDocument } = require('vscode-json-languageservice');

const [schema, ...texts] = readFileSync(0, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
const service = getLanguageService({});
service.configure({
  validate: true,
  schemas: [{ uri: 'kaibo://schema', fileMatch: ['kaibo.jsonc'], schema }],
});

for (const marked of texts) {
  const at = marked.indexOf('|');
  const text = at < 0 ? marked : marked.slice(0, at) + marked.slice(at + 1);
  const document = TextDocument.create('file:///kaibo.jsonc', 'jsonc', 1, text);
  const parsed = service.parseJSONDocument(document);
  let answer;
  if (at < 0) {
    const found = await service.doValidation(document, parsed, {
      comments: 'ignore',
      trailingCommas: schema.allowTrailingCommas ? 'ignore' : 'error',
    });
    answer = found.map(({ message }) => message);
  } else {
    const found = await service.doComplete(document, document.positionAt(at), parsed);
    answer = found.items.map(({ label, documentation }) => [label, documentation?.value ?? documentation ?? '']);
  }
  console.log(JSON.stringify(answer));
}
