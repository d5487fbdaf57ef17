/**
 * Summaries by what reads them on GitHub: cmark-gfm, which is GitHub's own Markdown library, and Mermaid. Whatever text from
 * elsewhere a page shows, it has to have the same elements and diagrams as with a harmless one.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pageTools } from '../../.ci/page-tools.js';
import { diagramsOf, HARMLESS, HOSTILE, pagesWith } from '../report/hostile.js';
import { PAGES } from '../report/pages.js';
import type { Checks } from './check.js';
import { mustRun } from './command.js';
import { VENV, venvProgram } from './venv.js';

/** Together, so that each program starts only once. */
const TEXTS = [HARMLESS, ...HOSTILE.map((text) => `${text}x`)];

export async function summary({ check, say }: Checks): Promise<void> {
  say('\nSummaries, as cmark-gfm and Mermaid read them');
  let tools = '';
  if (!(await check('Mermaid is installed', () => void (tools = pageTools(path.join(VENV, 'page-tools'))))))
    return;
  const pages = TEXTS.map((text) => Object.values(pagesWith(text)));

  await check('Mermaid reads the diagrams of every end of a run', async () => {
    const answers = await parse(Object.values(PAGES).flatMap(diagramsOf), tools);
    assert.deepEqual(new Set(answers.map(({ type }) => type)), new Set(['flowchart-v2', 'gantt']));
  });
  await check(`no text changes what Mermaid sees (${HOSTILE.length} hostile ones)`, async () => {
    const [harmless = [], ...others] = inTurn(
      pages.map((texts) => texts.flatMap(diagramsOf)),
      await parse(pages.flat().flatMap(diagramsOf), tools),
    );
    assert.ok(
      harmless.length > 0 && harmless.every(({ type }) => type !== 'error'),
      JSON.stringify(harmless),
    );
    others.forEach((answers, index) => assert.deepEqual(answers, harmless, JSON.stringify(HOSTILE[index])));
  });
  await check(
    `no text changes the elements that cmark-gfm makes (${HOSTILE.length} hostile ones)`,
    async () => {
      const [harmless = [], ...others] = inTurn(pages, (await render(pages.flat())).map(elements));
      assert.ok(harmless.every((tags) => tags.includes('<h2>')));
      others.forEach((tags, index) => assert.deepEqual(tags, harmless, JSON.stringify(HOSTILE[index])));
    },
  );
}

/** A flat list of answers, in groups as long as those of the questions. */
function inTurn<T>(questions: readonly (readonly unknown[])[], answers: readonly T[]): T[][] {
  let from = 0;
  return questions.map(({ length }) => answers.slice(from, (from += length)));
}

interface Parsed {
  readonly type: string;
  readonly parts: unknown;
}

async function parse(diagrams: readonly string[], tools: string): Promise<Parsed[]> {
  const script = path.resolve('test/peers/summary/parse.mjs');
  return withFile(
    diagrams,
    async (file) => JSON.parse(await mustRun('node', [script, tools, file])) as Parsed[],
  );
}

async function render(pages: readonly string[]): Promise<string[]> {
  const script = path.resolve('test/peers/summary/render.py');
  return withFile(
    pages,
    async (file) => JSON.parse(await mustRun(venvProgram('python'), [script, file])) as string[],
  );
}

async function withFile<T>(content: unknown, use: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-summary-'));
  try {
    const file = path.join(folder, 'input.json');
    writeFileSync(file, JSON.stringify(content));
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * The tags of a page in order. Names between backticks become code wherever they are from, and GitHub makes links of mail
 * addresses: both are text still.
 */
function elements(html: string): string[] {
  const text = html.replace(/<a href="mailto:[^"]*">([^<]*)<\/a>/g, '$1');
  return (text.match(/<[^>]*>/g) ?? []).filter((tag) => !/^<(\/?code|br \/)>$/.test(tag));
}
