import { isAwsFailure } from '../aws/errors.js';
import { type Group, isOfStep, readGroup } from '../rollout/group.js';
import { poll } from '../wait/poll.js';
import type { Abouts } from './journal.js';
import type { Undo, UndoContext, UndoLimits } from './kinds.js';
import type { OpenEntry } from './ledger.js';
import { deleteMade } from './templates.js';

/** Auto Scaling may not show a group for some seconds that it has made. */
const YOUNG_MS = 10_000;
const PAUSE_MS = 1_000;
const LOOKS = { first: 1_000, every: 1_000, most: 5_000 };

/** Deletes groups that never got ready, with their instances, and then what was made for them to launch from. */
export const undoGroups: Undo = async (entries, limits, context) => {
  const ended: string[] = [];
  const pending: string[] = [];
  for (const entry of entries) {
    const { token: name, about, answered } = entry;
    const group = await findOurs(entry, limits, context);
    if (group !== undefined) ended.push(...(await deleteGroup(group, limits, context)));
    else if (isYoung(entry, context))
      pending.push(`Auto Scaling does not show the group ${name} yet, which it has just made.`);
    const { made } = (about ?? {}) as Abouts['group'];
    // Before there was an answer it had an entry of its own, which is still open.
    if (made !== undefined && answered) await deleteMade(made, name, limits, context);
  }
  return { ended, unknown: [], pending };
};

function isYoung({ answered, at }: OpenEntry, { clock }: UndoContext): boolean {
  return answered && clock.now() < at + YOUNG_MS;
}

/** The group, if this very step made it: another run may have been faster. Undefined: there is none. */
async function findOurs(
  entry: OpenEntry,
  { lookForMs, patienceMs }: UndoLimits,
  context: UndoContext,
): Promise<Group | undefined> {
  const { clock, signal, step } = context;
  const { token: name, answered } = entry;
  const until = clock.now() + (answered ? patienceMs : lookForMs);
  for (;;) {
    const group = await readGroup(name, context);
    if (group !== undefined) return isOfStep(group, step) ? group : undefined;
    // What has been there and is not any longer need not be waited for.
    if (clock.now() >= until || (answered && !isYoung(entry, context))) return undefined;
    await clock.sleep(answered ? PAUSE_MS : LOOKS.most, signal);
  }
}

/**
 * Returns the instances that end with it. Auto Scaling ends them by itself; that is waited for a little. Source: Auto Scaling
 * API reference, DeleteAutoScalingGroup, `ForceDelete`.
 */
async function deleteGroup(
  { name, instances }: Group,
  { patienceMs }: UndoLimits,
  context: UndoContext,
): Promise<readonly string[]> {
  await sendDelete(name, patienceMs, context);
  context.log.say(`Deleting the Auto Scaling group ${name} with its instances.`);
  const ids = new Set(instances.map(({ id }) => id));
  await poll(context, {
    what: `the end of the group ${name}`,
    schedule: LOOKS,
    deadline: context.clock.now() + patienceMs,
    quiet: true,
    look: async () => {
      const now = await readGroup(name, context);
      for (const { id } of now?.instances ?? []) ids.add(id);
      const left = (now?.instances ?? []).filter(({ lifecycle }) => !lifecycle.startsWith('Terminat'));
      return left.length === 0 ? { done: true } : { waiting: `${left.length} instances` };
    },
  }).catch(() => {
    context.log.say(`Auto Scaling goes on ending the instances of the group ${name} by itself.`);
  });
  return [...ids];
}

/** Auto Scaling refuses while it changes the group. Source: Auto Scaling API reference, DeleteAutoScalingGroup, "Errors". */
const BUSY = /^(ScalingActivityInProgress|ResourceInUse)/;

async function sendDelete(
  name: string,
  patienceMs: number,
  { autoscaling, clock, signal }: UndoContext,
): Promise<void> {
  const until = clock.now() + patienceMs;
  for (;;) {
    try {
      await autoscaling('DeleteAutoScalingGroup', { AutoScalingGroupName: name, ForceDelete: true });
      return;
    } catch (thrown) {
      if (isAwsFailure(thrown) && /not found/i.test(thrown.said)) return;
      if (!isAwsFailure(thrown) || !BUSY.test(thrown.code) || clock.now() >= until) throw thrown;
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}
