import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import type { RolloutPart } from '../inputs/request.js';
import { poll } from '../wait/poll.js';
import { type Group, readGroup } from './group.js';

/** Auto Scaling shows a group until its last instance has ended. */
const LOOKS = { first: 1_000, every: 1_000, most: 10_000 };

/** Whether a group is being deleted. Source: Auto Scaling API reference, AutoScalingGroup, `Status`: it has none otherwise. */
export function isGoing({ shown }: Pick<Group, 'shown'>): boolean {
  return shown.Status !== undefined;
}

/**
 * Until the group that is being deleted is gone, so that another can have its name.
 *
 * @param deadline by the context's clock, in ms since 1970
 * @throws Failure `no-group` where none is to be made
 */
export async function awaitGone(
  { group: name, create }: Pick<RolloutPart, 'group' | 'create'>,
  deadline: number,
  context: ReadContext,
): Promise<void> {
  if (create === undefined) throw going(name);
  context.log.say(`There is an Auto Scaling group ${name} still, which is being deleted.`);
  await poll(context, {
    what: `the end of the group ${name}`,
    schedule: LOOKS,
    deadline,
    advice: 'A group is gone once its instances are; its activity history tells what they wait for.',
    look: async () => {
      const group = await readGroup(name, context);
      return group === undefined || !isGoing(group)
        ? { done: true }
        : { waiting: `${group.instances.length} instances` };
    },
  });
}

export function going(name: string): Failure {
  return new Failure('no-group', `The Auto Scaling group ${name} is being deleted.`, {
    advice: 'Somebody has deleted it, or a run that failed to make it has. Run again once it is gone.',
  });
}

/** During a roll-out. */
export function gone(group: string): Failure {
  return new Failure('no-group', `The Auto Scaling group ${group} is gone.`, {
    advice: 'Somebody has deleted it during the roll-out.',
  });
}
