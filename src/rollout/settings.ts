import type { UpdateAutoScalingGroupType } from '@aws-sdk/client-auto-scaling';
import type { WriteContext } from '../context.js';
import type { NewGroupPart, RolloutPart } from '../inputs/request.js';
import type { Group } from './group.js';
import { poolInput } from './group-input.js';
import { joined, type Settings, settingsToChange, targetsToChange } from './differences.js';

/**
 * Puts right what the inputs say of a group as a whole and the group has otherwise; what they leave open stays as it is.
 * Returns what was changed, a sentence each; where nothing differs nothing is called.
 */
export async function keepRight(
  { create: wanted, refresh }: RolloutPart,
  group: Group,
  context: WriteContext,
): Promise<readonly string[]> {
  if (wanted === undefined) return [];
  const said = [
    ...(await changeSettings(group, settingsToChange(wanted, refresh.warmupMs, group), context)),
    ...(await changeTargets(group, wanted, context)),
    ...(await changePool(group, wanted, context)),
  ];
  for (const sentence of said) context.log.say(sentence);
  return said;
}

async function changeSettings(
  { name }: Group,
  { input, said }: Settings,
  { autoscaling }: WriteContext,
): Promise<readonly string[]> {
  if (said.length === 0) return [];
  const update: UpdateAutoScalingGroupType = { AutoScalingGroupName: name, ...input };
  await autoscaling('UpdateAutoScalingGroup', update);
  return [`Changed the group ${name}: ${joined(said)}.`];
}

async function changeTargets(
  group: Group,
  wanted: NewGroupPart,
  { autoscaling }: WriteContext,
): Promise<readonly string[]> {
  const { attach, detach } = targetsToChange(wanted, group);
  const AutoScalingGroupName = group.name;
  // First into the new ones: the group is never without any.
  if (attach.length > 0)
    await autoscaling('AttachLoadBalancerTargetGroups', { AutoScalingGroupName, TargetGroupARNs: attach });
  if (detach.length > 0)
    await autoscaling('DetachLoadBalancerTargetGroups', { AutoScalingGroupName, TargetGroupARNs: detach });
  return [
    ...attach.map((arn) => `The group ${group.name} belongs to the target group ${arn} now.`),
    ...detach.map((arn) => `The group ${group.name} does not belong to the target group ${arn} any longer.`),
  ];
}

async function changePool(
  { name, shown }: Group,
  { warmPool: pool }: NewGroupPart,
  { autoscaling }: WriteContext,
): Promise<readonly string[]> {
  if (pool === undefined) return [];
  const { WarmPoolConfiguration: found } = shown;
  const now = found?.Status === 'PendingDelete' ? undefined : found;
  if (pool.size === 0) {
    if (now === undefined) return [];
    await autoscaling('DeleteWarmPool', { AutoScalingGroupName: name, ForceDelete: true });
    return [`The group ${name} has no warm pool any longer.`];
  }
  const { PoolState, ...size } = poolInput(pool);
  const same =
    now?.MinSize === size.MinSize &&
    now.MaxGroupPreparedCapacity === size.MaxGroupPreparedCapacity &&
    (now.PoolState ?? 'Stopped') === PoolState;
  if (same) return [];
  await autoscaling('PutWarmPool', { AutoScalingGroupName: name, ...size, PoolState });
  return [`The group ${name} has a warm pool of ${pool.size}, ${pool.state}, now.`];
}
