import type { ReadContext } from '../../context.js';
import type { Schedule, Seen } from '../../wait/poll.js';
import type { Condition, ReadyAddress } from './condition.js';
import type { ConsoleReader } from './console-reader.js';
import type { Roster } from './roster.js';

/** What every condition's look may need. */
export interface Ready {
  readonly roster: Roster;
  /** The 32 hex digits of the signal line. */
  readonly signal: string;
  readonly address: ReadyAddress;
  readonly consoles: ConsoleReader;
}

/** How one kind of condition is looked at, once all instances are running. */
export interface Watcher {
  readonly schedule: Schedule;
  /** What to try when it never comes true. */
  readonly advice: string;
  /** One look at all that is still open. Throws a `Failure` when it can never come true. */
  readonly look: (context: ReadContext) => Promise<Seen<true>>;
}

/** Makes the watcher of one condition for one wait. */
export type Watch<C extends Condition = Condition> = (condition: C, ready: Ready) => Watcher;

/**
 * The bookkeeping that watchers share: `check` is asked for some of the open instances at each look, and
 * returns those that need no further look. Instances take turns, so that all are seen before one is seen twice.
 */
export function eachOpen(
  ids: readonly string[],
  atOnce: number,
  check: (ids: readonly string[], context: ReadContext) => Promise<readonly string[]>,
  waiting: string,
): Watcher['look'] {
  let open = [...ids];
  return async (context) => {
    for (;;) {
      const turn = open.slice(0, atOnce);
      const done = new Set(await check(turn, context));
      const still = turn.filter((id) => !done.has(id));
      open = [...open.slice(turn.length), ...still];
      if (open.length === 0) return { done: true };
      // While a whole turn is done, the next is probably done too: no reason to wait for it.
      if (still.length > 0)
        return { waiting: ids.length === 1 ? waiting : `${ids.length - open.length} of ${ids.length} done` };
    }
  };
}
