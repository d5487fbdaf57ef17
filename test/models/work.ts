import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { seededChance } from '../../src/endpoint/world/chance.js';
import type { VirtualTime } from '../support/inside/virtual-time.js';
import { type Act, words } from './acts.js';
import { sequences } from './arbitraries.js';
import { REGRESSIONS } from './regressions.js';
import { actsOf, Command, play } from './sequence.js';
import type { Tally } from './tally.js';

export interface Task {
  readonly sequences: number;
  readonly seed: number;
  readonly path?: string;
  /** Whether those that are kept are played first. */
  readonly regressions?: boolean;
  /** Only this one. */
  readonly acts?: readonly Act[];
}

export interface Done {
  readonly passed: number;
  readonly failed: readonly Failed[];
  readonly tally: Tally;
}

export interface Failed {
  readonly why: string;
  readonly acts: readonly Act[];
  readonly words: readonly string[];
  readonly seed?: number;
  readonly path?: string;
}

/** Tries to make a failing sequence shorter: each takes as long as any. */
const MOST_SHRINKS = 60;

export async function runWorker(task: Task, time: VirtualTime): Promise<Done> {
  const tally: Tally = {};
  const failed: Failed[] = [];
  let passed = 0;
  await loadAll();
  /** Why it does not hold; undefined: it does. */
  const tried = async (commands: Parameters<typeof play>[0]): Promise<string | undefined> => {
    // The SDK waits by chance before it tries again.
    Math.random = seededChance(task.seed);
    return time.until(play(commands, time.clock, tally)).then(
      () => undefined,
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
    );
  };
  const kept = task.acts !== undefined ? [{ acts: task.acts }] : task.regressions ? REGRESSIONS : [];
  for (const { acts } of kept) {
    const why = await tried(acts.map((act) => new Command(act)));
    if (why === undefined) passed += 1;
    else failed.push({ why, acts, words: acts.map(words) });
  }
  if (task.sequences === 0) return { passed, failed, tally };
  let left = MOST_SHRINKS;
  let failing = false;
  const found = await fc.check(
    fc.asyncProperty(sequences, async (commands) => {
      if (failing && (left -= 1) < 0) return;
      const why = await tried(commands);
      if (why === undefined) return;
      failing = true;
      throw new Error(why);
    }),
    {
      numRuns: task.sequences,
      seed: task.seed,
      ...(task.path !== undefined && { path: task.path, endOnFailure: true }),
    },
  );
  if (!found.failed) return { passed: passed + task.sequences, failed, tally };
  const acts = actsOf(found.counterexample?.[0] ?? []);
  failed.push({
    why: found.errorInstance instanceof Error ? found.errorInstance.message : String(found.errorInstance),
    acts,
    words: acts.map(words),
    seed: found.seed,
    path: found.counterexamplePath ?? '',
  });
  return { passed: passed + found.numRuns - 1, failed, tally };
}

/** Nothing tells that node is loading a module: in the midst of a run time would pass for it. */
async function loadAll(): Promise<void> {
  const chunks = readdirSync('dist').filter((file) => file.endsWith('.index.js'));
  await Promise.all(chunks.map((file) => import(path.resolve('dist', file))));
}
