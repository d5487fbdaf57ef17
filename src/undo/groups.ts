import { isAwsFailure } from '../aws/errors.js';
import { type Group, isOfStep, readGroup } from '../rollout/group.js';
import { poll } from '../wait/poll.js';
import type { Abouts } from './journal.js';
import type { Undo, UndoContext, UndoLimits } from './kinds.js';
import type { OpenEntry } from './ledger.js';
import { deleteMade } from './templates.js';

const LOOKS = { first: 1_000, every: 1_000, most: 5_000 };

/** Deletes groups that never got ready, with their instances, and then what was made for them to launch from. */
export const undoGroups: Undo = async (entries, limits, context) => {
  const ended: string[] = [];
  for (const entry of entries) {
    const { token: name, about } = entry;
    const group = await findOurs(entry, limits, context);
    if (group !== undefined) ended.push(...(await deleteGroup(group, limits, context)));
    const { made } = (about ?? {}) as Abouts['group'];
    if (made !== undefined) await deleteMade(made, name, limits, context);
  }
  return { ended, unknown: [] };
};

/** The group, if this very step made it: another run may have been faster. Undefined: there is none. */
async function findOurs(
  { token: name, answered }: OpenEntry,
  { lookForMs }: UndoLimits,
  context: UndoContext,
): Promise<Group | undefined> {
  const { clock, signal, step } = context;
  const until = clock.now() + lookForMs;
  for (;;) {
    const group = await readGroup(name, context);
    if (group !== undefined) return isOfStep(group, step) ? group : undefined;
    // What has been there and is not any longer need not be waited for.
    if (answered || clock.now() >= until) return undefined;
    await clock.sleep(LOOKS.most, signal);
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
  await context
    .autoscaling('DeleteAutoScalingGroup', { AutoScalingGroupName: name, ForceDelete: true })
    .catch((thrown: unknown) => {
      if (!isAwsFailure(thrown) || !/not found/i.test(thrown.said)) throw thrown;
    });
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
