import type { Ec2Sender } from '../aws/calls.js';
import { TAG } from '../aws/tags.js';
import type { ReadContext } from '../context.js';
import { findByTag } from '../instances/look.js';
import { endInstances } from '../instances/terminate.js';
import type { EntryKind } from './journal.js';
import type { OpenEntry } from './ledger.js';

export type UndoContext = Pick<ReadContext, 'clock' | 'signal' | 'log' | 'step'> & {
  readonly ec2: Ec2Sender;
};

export interface UndoLimits {
  /**
   * How long to look for what an unanswered call may have made, in ms. EC2 shows new instances after
   * seconds; a main step that is being killed has no such time and leaves it to post.
   */
  readonly lookForMs: number;
  /** How long to disbelieve that EC2 does not know an instance that it made, in ms. */
  readonly patienceMs: number;
}

/** Undoes all entries of one kind. Returns the IDs of what it ended. */
type Undo = (
  entries: readonly OpenEntry[],
  limits: UndoLimits,
  context: UndoContext,
) => Promise<readonly string[]>;

/** A kind of thing that can be created but not undone does not compile. */
export const UNDO: Readonly<Record<EntryKind, Undo>> = {
  instances: async (entries, limits, context) => {
    const known = entries.flatMap(({ ids }) => ids);
    const ids = new Set([...known, ...(await findOthers(entries, limits, context))]);
    if (ids.size > 0) await endInstances([...ids], context, limits.patienceMs);
    return [...ids];
  },
};

/** Instances of this step that the ledger has no IDs of: by tag, as often as the limits and doubts ask for. */
async function findOthers(
  entries: readonly OpenEntry[],
  limits: UndoLimits,
  context: UndoContext,
): Promise<string[]> {
  const until = context.clock.now() + limits.lookForMs;
  const unanswered = entries.some(({ answered }) => !answered);
  for (let pause = 1_000; ; pause *= 1.5) {
    const found = await findByTag(TAG.step, [context.step], context).catch((thrown: unknown) => {
      // Where every answer is known this look is only for safety's sake, and must not keep the rest from being ended.
      if (unanswered) throw thrown;
      return [];
    });
    if (found.length > 0 || !unanswered || context.clock.now() >= until) return found.map(({ id }) => id);
    await context.clock.sleep(pause, context.signal);
  }
}
