import type { ReadContext } from '../context.js';
import type { Condition } from '../instances/ready/condition.js';
import { InstanceEnded, makeRoster } from '../instances/ready/roster.js';
import type { ReadyTimes } from '../instances/ready/times.js';
import { type ReadyNeeds, waitUntilReady } from '../instances/ready/wait.js';
import type { GroupInstance } from './group.js';

/**
 * Consoles are read one call an instance. In a group all instances are the same, so some of them bear witness for the
 * others: the first of all, and one of each hundred more.
 */
const FIRST = 10;
const THEN_ONE_OF = 100;

/** Whether the console of the instance that came as number `index`, from 0, is read. */
export function bearsWitness(index: number): boolean {
  return index < FIRST || index % THEN_ONE_OF === 0;
}

const BY_CONSOLE: readonly Condition['kind'][] = ['user-data', 'console'];

export type WitnessNeeds = Pick<
  ReadyNeeds,
  'conditions' | 'timeoutMs' | 'address' | 'signal' | 'tookBefore' | 'reached'
> & { readonly nitro: boolean };

export interface Witnesses {
  /** Looks at those of these instances that were not seen before, from now on. */
  see(instances: readonly GroupInstance[]): void;
  /** How many have been seen, and how many of those got ready. */
  count(): { readonly seen: number; readonly ready: number };
  /** Rejects as soon as an instance tells that it will never be ready. */
  readonly failed: Promise<never>;
  /** Whether it was seen, and found ready. */
  isReady(id: string): boolean;
  /** Once none is watched any longer, however that came. */
  atRest(): Promise<void>;
}

/** Watches the new instances of a group get ready, as they come. Ends with the context's signal. */
export function watchWitnesses(needs: WitnessNeeds, context: ReadContext): Witnesses {
  const seen = new Set<string>();
  const batches: Promise<void>[] = [];
  const ready = new Set<string>();
  let reject: (thrown: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, rejectIt) => (reject = rejectIt));
  failed.catch(() => undefined); // Whoever waits hears of it; nobody has to.
  return {
    failed,
    see(instances) {
      const fresh = instances.map(({ id }) => id).filter((id) => !seen.has(id));
      if (fresh.length === 0) return;
      const witnesses = fresh.filter((_id, index) => bearsWitness(seen.size + index));
      for (const id of fresh) seen.add(id);
      const batch = watchBatch(fresh, witnesses, needs, context).then((lasting) => {
        for (const id of lasting) ready.add(id);
      });
      batch.catch((thrown: unknown) => reject(thrown));
      batches.push(batch);
    },
    count: () => ({ seen: seen.size, ready: ready.size }),
    isReady: (id) => ready.has(id),
    async atRest() {
      await Promise.allSettled(batches);
    },
  };
}

async function watchBatch(
  ids: readonly string[],
  witnesses: readonly string[],
  needs: WitnessNeeds,
  context: ReadContext,
): Promise<readonly string[]> {
  const byConsole = needs.conditions.filter(({ kind }) => BY_CONSOLE.includes(kind));
  const others = needs.conditions.filter(({ kind }) => !BY_CONSOLE.includes(kind));
  const [lasting, bearing] = await Promise.all([
    untilReady(ids, others, needs, context),
    byConsole.length === 0 ? witnesses : untilReady(witnesses, byConsole, needs, context),
  ]);
  // The group may show for a while yet as healthy what has ended.
  return lasting.filter((id) => bearing.includes(id) || !witnesses.includes(id));
}

/** Until all are ready that did not end for a reason that the group answers for; returns those. */
async function untilReady(
  ids: readonly string[],
  conditions: readonly Condition[],
  { nitro, ...needs }: WitnessNeeds,
  context: ReadContext,
): Promise<readonly string[]> {
  const launchedAt = context.clock.now();
  let left = [...ids];
  const after: Record<string, number> = {};
  const reached = (times: ReadyTimes) => {
    Object.assign(after, times);
    needs.reached(after);
  };
  while (left.length > 0) {
    try {
      await waitUntilReady(
        { ...needs, conditions, roster: makeRoster(left, nitro), launchedAt, reached },
        context,
      );
      return left;
    } catch (thrown) {
      if (!(thrown instanceof InstanceEnded) || !isNobodysFault(thrown.why ?? '')) throw thrown;
      context.log.say(
        `${thrown.instanceId} has ended (${thrown.why ?? 'EC2 gives no reason'}); the group replaces it.`,
      );
      left = left.filter((id) => id !== thrown.instanceId);
    }
  }
  return left;
}

/** A group scales in, replaces, loses spot instances and broken hosts. Source: EC2 API reference, StateReason. */
function isNobodysFault(why: string): boolean {
  return why.startsWith('Client.UserInitiated') || why.startsWith('Server.');
}
