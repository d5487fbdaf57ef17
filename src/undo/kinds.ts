import type { Ec2Sender } from '../aws/calls.js';
import { TAG } from '../aws/tags.js';
import type { ReadContext } from '../context.js';
import { findByTag } from '../instances/look.js';
import { endInstances } from '../instances/terminate.js';
import { seconds } from '../wait/poll.js';
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

export interface Undone {
  readonly ended: readonly string[];
  /** Made not long ago, and not known to EC2 to the end of our patience: it may turn up yet. */
  readonly unknown: readonly string[];
}

/** Undoes all entries of one kind. */
type Undo = (entries: readonly OpenEntry[], limits: UndoLimits, context: UndoContext) => Promise<Undone>;

/** What is this old and unknown to EC2 has ended and been forgotten, which EC2 does after about an hour. */
const YOUNG_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 1_000;

/** A kind of thing that can be created but not undone does not compile. */
export const UNDO: Readonly<Record<EntryKind, Undo>> = {
  instances: async (entries, limits, context) => {
    // What is known goes first: in a run that is being killed there may be no time for more.
    const known = entries.flatMap(({ ids }) => ids);
    const { unknown } = await endInstances(known, context, limits.patienceMs);
    const others = (await findOthers(entries, limits, context)).filter((id) => !known.includes(id));
    const late = await endInstances(others, context, limits.patienceMs);
    const notEnded = new Set([...unknown, ...late.unknown]);
    const old = entries.filter(({ at }) => context.clock.now() - at > YOUNG_MS).flatMap(({ ids }) => ids);
    return {
      ended: [...known, ...others].filter((id) => !notEnded.has(id)),
      unknown: [...notEnded].filter((id) => !old.includes(id)),
    };
  },
};

/** Live instances of this step by its tag, looked for as often as the limits and the doubts ask for. */
async function findOthers(
  entries: readonly OpenEntry[],
  limits: UndoLimits,
  context: UndoContext,
): Promise<string[]> {
  const { clock, log, signal } = context;
  const until = clock.now() + limits.lookForMs;
  const doubtful = entries.filter(({ answered }) => !answered);
  const most = Math.max(0, ...doubtful.map(({ count }) => count));
  for (let pause = FIRST_PAUSE_MS; ; pause *= 1.5) {
    const found = await findByTag(TAG.step, [context.step], context).catch((thrown: unknown) => {
      // Where every answer is known this look is only for safety's sake, and must not make cleaning up fail.
      if (doubtful.length > 0) throw thrown;
      return [];
    });
    // EC2 shows the instances of one call one after the other.
    if (found.length >= most || clock.now() >= until) return found.map(({ id }) => id);
    if (pause === FIRST_PAUSE_MS)
      log.say(
        `EC2 never answered a launch of ${most}, and shows ${found.length} of them: looking again for up to ${seconds(limits.lookForMs)}.`,
      );
    await clock.sleep(pause, signal);
  }
}
