/** node parse.mjs MODULES FILE: what Mermaid's own parser says to each diagram of a JSON list; one line of JSON. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules = '', file = ''] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(path.join(modules, name)).href);

// Mermaid cleans labels with the help of a document.
const { JSDOM } = await load('jsdom/lib/api.js');
const { window } = new JSDOM('<!doctype html>');
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await load('mermaid/dist/mermaid.core.mjs');
mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });

const answers = [];
for (const diagram of JSON.parse(readFileSync(file, 'utf8'))) {
  try {
    const { diagramType } = await mermaid.parse(diagram);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(diagram);
    answers.push({ type: diagramType, parts: partsOf(db) });
  } catch (error) {
    answers.push({ type: 'error', parts: String(error) });
  }
}
process.stdout.write(JSON.stringify(answers));

/** How many things a diagram has, of each kind: what no label may change. */
function partsOf(db) {
  if ('getTasks' in db) return { sections: db.getSections().length, tasks: db.getTasks().length };
  const { nodes, edges } = db.getData();
  return { nodes: nodes.map(({ id }) => id), edges: edges.length };
}
