import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import type { WriteContext } from '../context.js';
import type { NewGroupPart } from '../inputs/request.js';
import { poolInput } from './group-input.js';

type Pool = NonNullable<NewGroupPart['warmPool']>;

type Found = AutoScalingGroup['WarmPoolConfiguration'];

/** What is to be done for the pool to be as the inputs want it; undefined: nothing. Pure. */
export function poolToChange(found: Found, pool: Pool | undefined): 'put' | 'delete' | undefined {
  if (pool === undefined) return undefined;
  const now = found?.Status === 'PendingDelete' ? undefined : found;
  if (pool.size === 0) return now === undefined ? undefined : 'delete';
  const { PoolState, ...size } = poolInput(pool);
  const same =
    now?.MinSize === size.MinSize &&
    now.MaxGroupPreparedCapacity === size.MaxGroupPreparedCapacity &&
    (now.PoolState ?? 'Stopped') === PoolState;
  return same ? undefined : 'put';
}

/** What the group is to have where the inputs say otherwise than it has; returns what was changed, in sentences. */
export async function changePool(
  name: string,
  found: Found,
  pool: Pool | undefined,
  context: WriteContext,
): Promise<readonly string[]> {
  const change = poolToChange(found, pool);
  if (pool === undefined || change === undefined) return [];
  return change === 'delete' ? deletePool(name, context) : putPool(name, pool, context);
}

async function deletePool(group: string, { autoscaling }: WriteContext): Promise<readonly string[]> {
  await autoscaling('DeleteWarmPool', { AutoScalingGroupName: group, ForceDelete: true });
  return [`The group ${group} has no warm pool any longer.`];
}

async function putPool(
  group: string,
  pool: Pool,
  { autoscaling, log }: WriteContext,
): Promise<readonly string[]> {
  await autoscaling('PutWarmPool', { AutoScalingGroupName: group, ...poolInput(pool) });
  // Source: Auto Scaling user guide, "Use lifecycle hooks with a warm pool".
  if (pool.state !== 'running')
    log.warn(
      `Auto Scaling stops the instances of the warm pool as soon as they run, before their layers have ended, unless a lifecycle hook of the group ${group} holds them: bake the layers, make such a hook, or give \`warm-pool-state: running\`.`,
    );
  return [`The group ${group} has a warm pool of ${pool.size}, ${pool.state}, now.`];
}
