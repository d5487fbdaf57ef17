import type { ReadContext } from '../../context.js';
import { findSignal, type Signal, tail } from '../console.js';
import { LayerFailed } from '../layer-failed.js';
import { eachOpen, type Ready, type Watcher } from './look-for.js';

/** Consoles are read one call an instance: so many at each look, that many instances cost no more than few. */
const AT_ONCE = 5;

export interface ConsoleWatch {
  /** Whether this console says what is awaited. Throws a `Failure` when that can't be told. */
  readonly judge: (seen: ConsoleSeen) => boolean;
  readonly waiting: string;
  readonly advice: string;
}

export interface ConsoleSeen {
  readonly id: string;
  readonly text: string;
  /** That all layers ended well, as far as the console says. */
  readonly signal: Exclude<Signal, { kind: 'failed' }> | undefined;
}

/** Reads the consoles of all instances until each says what is awaited. A failed layer, too, is seen there, and ends the wait. */
export function watchConsoles(
  { roster, signal, consoles }: Ready,
  { judge, waiting, advice }: ConsoleWatch,
): Watcher {
  const check = async (id: string, context: ReadContext): Promise<readonly string[]> => {
    const text = await consoles(id, context);
    if (text === undefined) return [];
    const found = findSignal(text, signal);
    if (found?.kind === 'failed') throw new LayerFailed(id, found, tail(text));
    return judge({ id, text, signal: found }) ? [id] : [];
  };
  return {
    schedule: roster.nitro ? { first: 0, every: 500, most: 2_000 } : { first: 0, every: 5_000, most: 15_000 },
    advice: roster.nitro
      ? advice
      : 'Instance types that are not Nitro show their console minutes late: prefer a Nitro type.',
    look: eachOpen(
      roster.ids,
      AT_ONCE,
      async (ids, context) => (await Promise.all(ids.map((id) => check(id, context)))).flat(),
      waiting,
    ),
  };
}
