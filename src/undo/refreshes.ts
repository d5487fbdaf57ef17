import { unclaim } from '../rollout/claim.js';
import { dropVersion } from '../rollout/drop-version.js';
import { takeBack } from '../rollout/roll-back.js';
import type { Abouts } from './journal.js';
import type { Undo } from './kinds.js';

/** Brings groups back to what ran before, and then deletes the version that they were to be brought to. */
export const undoRefreshes: Undo = async (entries, limits, context) => {
  const pending: string[] = [];
  const back: string[] = [];
  for (const { token: group, about } of entries) {
    const undo = about as Abouts['refresh'];
    const { end, said } = await takeBack(group, undo, limits.rollBackMs, context);
    if (end === 'on-its-way' || end === 'failed') pending.push(said);
    else context.log.say(said);
    if (end === 'back' || end === 'stopped') back.push(said);
    if (end === 'back') await unclaim(group, context);
    if (undo.made && (end === 'back' || end === 'nothing-to-do'))
      await dropVersion(group, undo.target, context);
  }
  return { ended: [], unknown: [], pending, back };
};
