import type { ReadContext } from '../context.js';
import { type WitnessNeeds, type Witnesses, watchWitnesses } from './witnesses.js';

/**
 * Does `work` while the new instances of a group are watched as it shows them: what they tell may end it. Nothing goes on
 * behind the caller's back.
 */
export async function watched<T>(
  needs: WitnessNeeds,
  context: ReadContext,
  work: (witnesses: Witnesses, inner: ReadContext) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const inner = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) };
  const witnesses = watchWitnesses(needs, inner);
  const done = work(witnesses, inner);
  try {
    return await Promise.race([done, witnesses.failed]);
  } finally {
    stop.abort(new Error('The wait for the group has ended.'));
    await Promise.allSettled([done, witnesses.atRest()]);
  }
}
