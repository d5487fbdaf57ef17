/** Ten thousand sets of layers that nobody would write, rendered: see layer-sets/check.ts for what has to be true of each. */
import assert from 'node:assert/strict';
import type { Checks } from './check.js';
import { type CommandEnd, runCommand } from './command.js';

const SETS = 10_000;
const PROCESSES = 2;

/** Another one by the environment variable LAYER_SETS_SEED. */
const SEED = 'ami-launch';

interface Ended {
  readonly ends: Readonly<Record<string, number>>;
  /** Kinds of which there was no layer. */
  readonly without: readonly string[];
}

export async function layerSets({ check, say }: Checks): Promise<void> {
  const seed = process.env['LAYER_SETS_SEED'] ?? SEED;
  say(`\nRandom sets of layers, of the seed ${seed}`);
  const share = SETS / PROCESSES;
  const starts = Array.from({ length: PROCESSES }, (_, index) => index * share);
  let runs: CommandEnd[] = [];
  await check(`${SETS} sets are rendered, or refused for what is wrong with them`, async () => {
    runs = await Promise.all(
      starts.map((from) =>
        // The library that looks for credentials leaves a mark of each look, and node warns of so many.
        runCommand('npx', ['tsx', 'test/peers/layer-sets/try.ts', seed, `${from}`, `${from + share}`], {
          env: { NODE_NO_WARNINGS: '1' },
        }),
      ),
    );
    assert.deepEqual(
      runs.map(({ code, stderr }) => ({ code, stderr })),
      runs.map(() => ({ code: 0, stderr: '' })),
    );
  });
  const ended = runs.flatMap(({ code, stdout }) => (code === 0 ? [JSON.parse(stdout) as Ended] : []));
  const ends = new Map<string, number>();
  for (const [end, count] of ended.flatMap((one) => Object.entries(one.ends))) {
    ends.set(end, (ends.get(end) ?? 0) + count);
  }
  for (const [end, count] of [...ends].sort()) say(`    ${end}: ${count}`);
  await check('each encoding and each refusal was met, on both systems', () => {
    const all = ['gzip', 'staged', 'layers-unfit', 'secret-in-user-data', 'user-data-too-big'];
    const wanted = [...all.flatMap((end) => [`linux ${end}`, `windows ${end}`]), 'linux plain'];
    assert.deepEqual(
      wanted.filter((end) => !ends.has(end)),
      [],
    );
  });
  await check('every kind of layer was among them', () => {
    assert.deepEqual(
      ended.map(({ without }) => without),
      runs.map(() => []),
    );
  });
}
