import { isAwsFailure } from '../aws/errors.js';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import { consoleTail, findSignal, readConsole, type Signal, tail } from '../instances/console.js';
import { LayerFailed } from '../instances/layer-failed.js';
import { deadlineIn, poll, type Schedule, type Seen, seconds } from '../wait/poll.js';
import { lookAtBuilder } from './builder.js';

export interface Watched {
  readonly id: string;
  readonly nitro: boolean;
  /** 32 hex digits: what it ends with. */
  readonly signal: string;
  readonly timeoutMs: number;
  /** Seconds that it took before. */
  readonly tookBefore: number | undefined;
}

/** No machine boots, runs a layer and stops sooner: until then nobody needs to look. */
const SOONEST_MS = 10_000;
const SCHEDULE: Schedule = { first: SOONEST_MS, every: 1_000, most: 5_000 };
/** It takes seconds to stop, so that a sparse look at its layers sees that coming, and the stop itself can be watched closely. */
const STOPPING: Schedule = { first: 500, every: 500, most: 2_000 };
/** Beyond its own deadline: for booting before it, and for stopping after it. */
const GRACE_MS = 5 * 60_000;
/** How long a stopped machine's console may take to be posted. */
export const CONSOLE_MS = 90_000;

/**
 * Waits until the builder has powered itself off and its console says that all layers ended well. Returns when it was seen
 * to, in ms since 1970.
 *
 * @throws LayerFailed when a layer failed; a `Failure` `builder-ended` or `no-signal` with the end of its console
 */
export async function watchBuilder(watched: Watched, context: ReadContext): Promise<void> {
  const { id, nitro, timeoutMs, tookBefore } = watched;
  const deadline = deadlineIn(context.clock, timeoutMs + GRACE_MS);
  let seen = false;
  const look = async (wanted: readonly string[]): Promise<Seen<string>> => {
    const builder = await lookAtBuilder(id, context);
    // EC2 may not show yet what it has just made, but forgets nothing that it has shown.
    const state = builder?.state ?? (seen ? 'terminated' : 'pending');
    seen ||= builder !== undefined;
    if (wanted.includes(state)) return { done: state };
    if (state === 'terminated' || state === 'shutting-down')
      throw await ended(watched, builder?.why, context);
    return { waiting: state };
  };
  const state = await poll(context, {
    what: `the builder ${id} to end its layers and stop`,
    schedule: tookBefore === undefined ? SCHEDULE : { ...SCHEDULE, due: tookBefore * 1000 },
    deadline,
    advice:
      'Its own deadline should have stopped it: see what it does on its console, or allow more with `bake-timeout`.',
    look: () => look(['stopping', 'stopped']),
  });
  if (state !== 'stopped') {
    await poll(context, {
      what: `the builder ${id} to stop`,
      schedule: STOPPING,
      deadline,
      look: () => look(['stopped']),
    });
  }
  const signal = await signalOf(watched, context);
  if (signal.kind === 'failed') {
    const console = await consoleTail(id, nitro, context);
    throw new LayerFailed(id, signal, console ?? '');
  }
}

async function ended(
  { id, nitro }: Watched,
  why: string | undefined,
  context: ReadContext,
): Promise<Failure> {
  const evidence = await consoleTail(id, nitro, context);
  const reason = why === undefined ? 'EC2 gives no reason' : `EC2's reason: ${why.replace(/\.$/, '')}`;
  return new Failure('builder-ended', `The builder ${id} ended before it could be imaged. ${reason}.`, {
    advice: 'Run again. If it stays, try another `bake-instance-type` or subnet.',
    ...(evidence === undefined ? {} : { evidence }),
  });
}

/** How a stopped builder ended, as its console says. */
async function signalOf(watched: Watched, context: ReadContext): Promise<Signal> {
  const { id, nitro, signal, timeoutMs } = watched;
  let text = '';
  const until = deadlineIn(context.clock, CONSOLE_MS);
  // What a machine showed last is posted when it stops; of Nitro it may still be had as it is now.
  for (let latest = nitro; ; latest = nitro && !latest) {
    const read = await consoleOf(id, latest, context);
    const found = findSignal(read, signal);
    if (found !== undefined) return found;
    if (read !== '') text = read;
    if (context.clock.now() >= until) break;
    await context.clock.sleep(latest ? 500 : 1_500, context.signal);
  }
  throw new Failure('no-signal', `The builder ${id} stopped without a word on how its layers ended.`, {
    advice: `Most likely it reached its deadline (\`bake-timeout\`: ${seconds(timeoutMs)}) in the middle of a layer, or a layer shut it down. Its console tells how far it came.`,
    evidence: tail(text),
  });
}

/** Never fails for what passes, or for what a stopped machine does not have. */
async function consoleOf(id: string, latest: boolean, context: ReadContext): Promise<string> {
  try {
    return await readConsole(id, latest, context);
  } catch (thrown) {
    if (isAwsFailure(thrown, 'configuration', 'not-yet', 'throttle', 'fault')) return '';
    throw thrown;
  }
}

/** How a stopped builder has ended, as far as its console says at this moment. */
export async function heard(id: string, signal: string, context: ReadContext): Promise<Signal | undefined> {
  for (const latest of [true, false]) {
    const found = findSignal(await consoleOf(id, latest, context), signal);
    if (found !== undefined) return found;
  }
  return undefined;
}
