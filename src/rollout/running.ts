import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { WriteContext } from '../context.js';
import { poll } from '../wait/poll.js';
import { cancelRefresh, hasEnded, isRunning, progress, readRefresh } from './refresh.js';

const LOOKS = { first: 1_000, every: 2_000, most: 15_000 };

/**
 * Waits until a refresh that is not ours has ended, or ends it.
 *
 * @param deadline by the context's clock, in ms since 1970
 */
export async function awaitOther(
  group: string,
  other: InstanceRefresh,
  { replace, deadline }: { readonly replace: boolean; readonly deadline: number },
  context: WriteContext,
): Promise<void> {
  const { InstanceRefreshId: id = '' } = other;
  if (replace && isRunning(other)) {
    context.log.say(`Cancelling the instance refresh ${id} of the group ${group}, as replace-running says.`);
    await cancelRefresh(group, context);
  } else {
    context.log.say(`The group ${group} is being refreshed already (${id}): waiting for the end of that.`);
  }
  await poll(context, {
    what: `the end of the instance refresh ${id}, which another run or person has started`,
    schedule: LOOKS,
    deadline,
    advice: 'Wait for it, cancel it, or give `replace-running: true`.',
    look: async () => {
      const now = await readRefresh(group, id, context);
      return now === undefined || hasEnded(now) ? { done: true } : { waiting: progress(now) };
    },
  });
}
