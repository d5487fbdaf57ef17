import type { WriteContext } from '../context.js';
import { poll } from '../wait/poll.js';
import { cancelRefresh, hasEnded, isRunning, progress, readRefresh, targetOf } from './refresh.js';
import type { Group } from './group.js';

const LOOKS = { first: 1_000, every: 2_000, most: 15_000 };

/**
 * Waits until the refresh of a group that is not ours has ended, or ends it.
 *
 * @param deadline by the context's clock, in ms since 1970
 */
export async function awaitOther(
  { name, template }: Pick<Group, 'name' | 'template'>,
  { replace, deadline }: { readonly replace: boolean; readonly deadline: number },
  context: WriteContext,
): Promise<void> {
  const other = await readRefresh(name, undefined, context);
  if (other === undefined || hasEnded(other)) return;
  const { InstanceRefreshId: id = '' } = other;
  const target = targetOf(other);
  // One that leads to what the group has already is on its way back from something.
  const leadsBack =
    template !== undefined && target?.id === template.id && target.version === template.version;
  if (replace && isRunning(other) && !leadsBack) {
    context.log.say(`Cancelling the instance refresh ${id} of the group ${name}, as replace-running says.`);
    await cancelRefresh(name, context);
  } else {
    context.log.say(`The group ${name} is being refreshed already (${id}): waiting for the end of that.`);
  }
  await poll(context, {
    what: `the end of the instance refresh ${id}, which another run or person has started`,
    schedule: LOOKS,
    deadline,
    advice: 'Wait for it, cancel it, or give `replace-running: true`.',
    look: async () => {
      const now = await readRefresh(name, id, context);
      return now === undefined || hasEnded(now) ? { done: true } : { waiting: progress(now) };
    },
  });
}
