/**
 * The model: random sequences of what repositories, clouds and people do, in virtual time, each against what must hold.
 * A sequence that fails is printed as short as it could be made, for test/models/regressions.ts.
 *
 *   npm run model [-- --sequences 1000] [--seed N [--path P]] [--workers 2]
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Done, Failed, Task } from './work.js';

const { values } = parseArgs({
  options: {
    sequences: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    path: { type: 'string' },
    workers: { type: 'string', default: '2' },
  },
});
const [sequences, seed] = [Number(values.sequences), Number(values.seed)];
// A path is one worker's.
const workers = values.path === undefined ? Number(values.workers) : 1;

const tasks = Array.from({ length: workers }, (_, n): Task => ({
  sequences: Math.floor((sequences + n) / workers),
  seed: seed + n,
  regressions: n === 0,
  ...(values.path !== undefined && { path: values.path }),
}));
const began = performance.now();
const done = await Promise.all(tasks.map(work));
const seconds = Math.round((performance.now() - began) / 1000);
report(done);

/** Each worker has a cloud, and a time, of its own. */
function work(task: Task): Promise<Done> {
  const file = path.resolve('test/models/worker.ts');
  const child = spawn(process.execPath, ['--no-warnings', '--import', 'tsx', file, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(said) as Done);
      else reject(new Error(`The worker of the seed ${task.seed} ended with ${String(code)}.`));
    });
  });
}

function report(all: readonly Done[]): void {
  const total: Record<string, number> = {};
  for (const { tally } of all)
    for (const [name, n] of Object.entries(tally)) total[name] = (total[name] ?? 0) + n;
  const names = Object.keys(total).sort();
  const lines = [
    ...all.flatMap(({ failed }) => failed.map(failure)),
    ...names.map((name) => `${name.padEnd(28)} ${Math.round(total[name] ?? 0).toLocaleString('en')}`),
    `${'seconds'.padEnd(28)} ${seconds}`,
    `seed ${seed}`,
  ];
  const failed = all.reduce((sum, one) => sum + one.failed.length, 0);
  const passed = all.reduce((sum, one) => sum + one.passed, 0);
  process.stdout.write(`${lines.join('\n')}\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function failure({ why, words, acts, seed: of, path: at }: Failed): string {
  const again = of === undefined ? 'kept' : `--seed ${of} --path ${at ?? ''}`;
  return [
    `FAILED (${again})`,
    ...words.map((one, n) => `  ${n + 1}. ${one}`),
    why,
    JSON.stringify(acts),
    '',
  ].join('\n');
}
