import type { Activity } from '@aws-sdk/client-auto-scaling';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';

/** So many launches in a row that fail for a reason that does not pass. */
const ENOUGH = 3;
const PASSES = /capacity|spot|throttl|rate exceeded|internal error/i;
/** Between looks, in ms. */
const PAUSE_MS = 15_000;
const LOOKED_AT = 20;

/** What a group itself says of launches that fail: nothing else tells. */
export function launchWatch(group: string, since: number, context: ReadContext) {
  const told = new Set<string>();
  let next = context.clock.now() + PAUSE_MS;
  return {
    /**
     * Looks, unless it did so a moment ago.
     * @throws Failure `launches-fail` when the group launches in vain
     */
    async look(): Promise<void> {
      if (context.clock.now() < next) return;
      next = context.clock.now() + PAUSE_MS;
      const { Activities = [] } = await context.autoscaling('DescribeScalingActivities', {
        AutoScalingGroupName: group,
        MaxRecords: LOOKED_AT,
      });
      const launches = Activities.filter(
        (one) => isLaunch(one) && (one.StartTime?.getTime() ?? 0) >= since - PAUSE_MS,
      );
      for (const one of launches.filter(isFailed).reverse()) {
        const why = one.StatusMessage ?? '';
        if (told.has(why)) continue;
        told.add(why);
        context.log.warn(`The group ${group} could not launch an instance: ${why}`);
      }
      refuseInVain(group, launches);
    },
  };
}

/** Newest first. Source: Auto Scaling API reference, DescribeScalingActivities. */
function refuseInVain(group: string, launches: readonly Activity[]): void {
  const failed = launches.findIndex((one) => !isFailed(one));
  const inARow = failed === -1 ? launches.length : failed;
  const [last] = launches;
  const why = last?.StatusMessage ?? '';
  if (inARow < ENOUGH || PASSES.test(why)) return;
  throw new Failure(
    'launches-fail',
    `The group ${group} cannot launch instances: ${why.replace(/\.$/, '')} (${inARow} tries).`,
    {
      advice:
        'Correct what it says: it is about the image, the launch template or the account, and does not pass.',
    },
  );
}

function isLaunch({ Description = '' }: Activity): boolean {
  return Description.startsWith('Launching');
}

function isFailed({ StatusCode }: Activity): boolean {
  return StatusCode === 'Failed';
}
