import { isAwsFailure } from '../../aws/errors.js';
import type { ReadContext } from '../../context.js';
import { readConsole } from '../console.js';
import { eachOpen, type Watcher } from './look-for.js';
import type { Roster } from './roster.js';

/** Consoles are read one call an instance: so many at each look, that many instances cost no more than few. */
const AT_ONCE = 5;

export interface ConsoleWatch {
  /** Whether this console says what is awaited. Throws a `Failure` when it says that it will never come. */
  readonly judge: (text: string, id: string) => boolean;
  readonly waiting: string;
  readonly advice: string;
}

/** Reads the consoles of all instances until each says what is awaited. */
export function watchConsoles(roster: Roster, { judge, waiting, advice }: ConsoleWatch): Watcher {
  let latest = roster.nitro;
  const check = async (id: string, context: ReadContext): Promise<readonly string[]> => {
    const asked = latest;
    try {
      return judge(await readConsole(id, asked, context), id) ? [id] : [];
    } catch (thrown) {
      if (isAwsFailure(thrown, 'not-yet')) return [];
      if (!isAwsFailure(thrown) || thrown.code !== 'UnsupportedOperation' || !asked) throw thrown;
      latest = false; // Not a Nitro machine after all: its console comes late, but it comes.
      return [];
    }
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
