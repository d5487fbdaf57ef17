import { TAG } from '../aws/tags.js';
import { findByTag } from '../instances/look.js';
import { endInstances } from '../instances/terminate.js';
import { seconds } from '../wait/poll.js';
import type { Kept, Undo, UndoContext, UndoLimits } from './kinds.js';
import type { OpenEntry } from './ledger.js';

/** What is this old and unknown to EC2 has ended and been forgotten, which EC2 does after about an hour. */
const YOUNG_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 1_000;

/** Ends the instances, and what else the step's tag finds. */
export const undoInstances: Undo = async (entries, limits, context) => {
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
};

/** Live instances of this step by its tag, but for those that stay, looked for as often as the limits and the doubts ask for. */
async function findOthers(
  entries: readonly OpenEntry[],
  limits: UndoLimits,
  context: UndoContext & Kept,
): Promise<string[]> {
  const { clock, log, signal, kept } = context;
  const until = clock.now() + limits.lookForMs;
  const doubtful = entries.filter(({ answered }) => !answered);
  const most = Math.max(0, ...doubtful.map(({ count }) => count));
  for (let pause = FIRST_PAUSE_MS; ; pause *= 1.5) {
    const all = await findByTag(TAG.step, [context.step], context).catch((thrown: unknown) => {
      // Where every answer is known this look is only for safety's sake, and must not make cleaning up fail.
      if (doubtful.length > 0) throw thrown;
      return [];
    });
    const found = all.filter(({ id }) => !kept.includes(id));
    // EC2 shows the instances of one call one after the other.
    if (found.length >= most || clock.now() >= until) return found.map(({ id }) => id);
    if (pause === FIRST_PAUSE_MS)
      log.say(
        `EC2 never answered a launch of ${most}, and shows ${found.length} of them: looking again for up to ${seconds(limits.lookForMs)}.`,
      );
    await clock.sleep(pause, signal);
  }
}
