/**
 * The corpus: hostile and odd files, inputs, machines and answers, each through the real bundle. `npm run corpus` takes a fixed
 * part of the many, `npm run corpus -- --all` every one. Ends with a table and one line "N passed, N failed".
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type CaseEnd, failures, table } from './report.js';

const { values: options } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
const folder = mkdtempSync(path.join(tmpdir(), 'corpus-ends-'));
const every = (n: number) => ['--every', options.all ? '1' : String(n)];

/** Each is a process of its own, so that two have both cores. */
const PARTS: readonly (readonly string[])[] = [
  ['test/corpus/answers/run.ts', '--shard', '0/2', ...every(5)],
  ['test/corpus/answers/run.ts', '--shard', '1/2', ...every(5)],
  ['test/corpus/files/run.ts', '--shard', '0/2'],
  ['test/corpus/files/run.ts', '--shard', '1/2'],
  ['test/corpus/inputs/run.ts', ...every(7)],
];

async function part(args: readonly string[], number: number): Promise<CaseEnd[]> {
  const out = path.join(folder, `${number}.json`);
  const child = spawn(process.execPath, ['--import', 'tsx', '--no-warnings', ...args, '--out', out], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code === 0 && existsSync(out)) return JSON.parse(readFileSync(out, 'utf8')) as CaseEnd[];
  const faults = [`ended with ${String(code)}: ${said.slice(-2_000)}`];
  return [{ group: args[0] ?? '', name: 'the whole', came: 'red', faults, ms: 0 }];
}

const waiting = [...PARTS.entries()];
const ends: CaseEnd[] = [];
async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [number, args] = next;
    ends.push(...(await part(args, number)));
  }
}
await Promise.all([work(), work()]);

const failed = ends.filter(({ faults }) => faults.length > 0).length;
process.stdout.write(
  `${failures(ends)}\n${table(ends)}\n\n${ends.length - failed} passed, ${failed} failed\n`,
);
process.exitCode = failed === 0 ? 0 : 1;
