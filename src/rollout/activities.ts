import type { Activity } from '@aws-sdk/client-auto-scaling';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';

/** So many launches in a row that fail for a reason that does not pass. */
const ENOUGH = 3;
const PASSES = /capacity|spot|internal error/i;
const THROTTLED = /throttl|rate exceeded|request ?limit/i;
/** `You have requested more vCPU capacity than your current vCPU limit of 32 allows`, and the like of others. */
const QUOTA = /vcpu|\blimits?\b|limit ?exceeded|quota|MaxSpotInstanceCount/i;
/** Source: Auto Scaling user guide, "Troubleshoot unhealthy instances" and "Required KMS key policy": `Client.InternalError`. */
const KEY = /\bKMS|Client\.InternalError/;
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
      const inVain = launchesInVain(group, launches);
      if (inVain !== undefined) throw inVain;
    },
  };
}

/**
 * Why it is in vain to wait any longer; undefined: it is not. A quota stays as it is, so one try is enough.
 *
 * @param launches newest first. Source: Auto Scaling API reference, DescribeScalingActivities.
 */
export function launchesInVain(group: string, launches: readonly Activity[]): Failure | undefined {
  const failed = launches.findIndex((one) => !isFailed(one));
  const inARow = failed === -1 ? launches.length : failed;
  const [last] = launches;
  if (last === undefined || inARow === 0) return undefined;
  const why = last.StatusMessage ?? '';
  const { advice, enough } = judged(why);
  if (inARow < enough) return undefined;
  return new Failure(
    'launches-fail',
    `The group ${group} cannot launch instances: ${why.replace(/\.$/, '')} (${inARow} ${inARow === 1 ? 'try' : 'tries'}).`,
    { advice },
  );
}

interface Judgement {
  /** So many tries that failed in a row. */
  readonly enough: number;
  readonly advice: string;
}

function judged(why: string): Judgement {
  if (QUOTA.test(why) && !THROTTLED.test(why)) {
    return {
      enough: 1,
      advice:
        'Ask for more in Service Quotas (Amazon EC2), or need less at once: a smaller `instance-type`, or a lower `min-healthy-percentage` or `max-healthy-percentage`.',
    };
  }
  if (KEY.test(why)) {
    return {
      enough: ENOUGH,
      advice:
        'Where a volume is encrypted with a key of your own, its policy has to let the role AWSServiceRoleForAutoScaling use it (kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey*, kms:DescribeKey) and give grants (kms:CreateGrant).',
    };
  }
  return {
    enough: PASSES.test(why) || THROTTLED.test(why) ? Infinity : ENOUGH,
    advice:
      'Correct what it says: it is about the image, the launch template or the account, and does not pass.',
  };
}

function isLaunch({ Description = '' }: Activity): boolean {
  return Description.startsWith('Launching');
}

/** Auto Scaling cancels the launch of an instance that EC2 could not start, `Client.InternalError` above all. */
function isFailed({ StatusCode, StatusMessage = '' }: Activity): boolean {
  return StatusCode === 'Failed' || (StatusCode === 'Cancelled' && NOT_STARTED.test(StatusMessage));
}

const NOT_STARTED = /Termination Reason: Client\.(?!UserInitiated)/;
