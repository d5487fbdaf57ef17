import type { Pipeline, RolloutPart } from '../inputs/request.js';
import { conditionName } from '../instances/ready/condition.js';
import type { ReadyTimes } from '../instances/ready/times.js';
import type { Group } from './group.js';

/** No two machines take the same time. */
const MARGIN = 1.25;

/**
 * Seconds that a new instance has to be in service before an old one may go; undefined: as the group says. Auto Scaling
 * takes an instance into service as soon as it runs: without a warm-up the old ones would be gone before the layers ended.
 */
export function warmup(
  { rollout, ready }: Pick<Pipeline, 'ready'> & { readonly rollout: RolloutPart },
  tookBefore: ReadyTimes,
  { warmupSeconds }: Pick<Group, 'warmupSeconds'>,
): number | undefined {
  const { warmupMs } = rollout.refresh;
  if (warmupMs !== undefined) return Math.ceil(warmupMs / 1000);
  const took = ready.conditions.map((condition) => tookBefore[conditionName(condition)] ?? 0);
  const known = Math.ceil(Math.max(0, ...took) * MARGIN);
  return known > warmupSeconds ? known : undefined;
}
