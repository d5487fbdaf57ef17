import type { UpdateAutoScalingGroupType } from '@aws-sdk/client-auto-scaling';
import type { WriteContext } from '../context.js';
import type { NewGroupPart, RolloutPart } from '../inputs/request.js';
import type { Group } from './group.js';
import {
  joined,
  type Settings,
  settingsToChange,
  shrinks,
  sizesToChange,
  targetsToChange,
} from './differences.js';
import { changePool } from './warm-pool.js';

/** What the inputs say of a group as a whole. */
type Judged = Pick<RolloutPart, 'create'> & { readonly refresh: Pick<RolloutPart['refresh'], 'warmupMs'> };

/**
 * Puts right what the inputs say of a group as a whole and the group has otherwise; what they leave open stays as it is, and
 * so does its size where that is to shrink: see `shrink`.
 * Returns what was changed, a sentence each; where nothing differs nothing is called.
 */
export async function keepRight(
  { create, refresh }: Judged,
  group: Group,
  context: WriteContext,
): Promise<readonly string[]> {
  if (create === undefined) return [];
  const wanted = shrinks(create, group) ? { ...create, count: undefined } : create;
  const said = [
    ...(await changeSettings(group, settingsToChange(wanted, refresh.warmupMs, group), context)),
    ...(await changeTargets(group, wanted, context)),
    ...(await changePool(group.name, group.shown.WarmPoolConfiguration, wanted.warmPool, context)),
  ];
  for (const sentence of said) context.log.say(sentence);
  return said;
}

/**
 * Gives a group the smaller size that the inputs say, which no roll-out may begin with: fewer would serve than before, and
 * those that it goes back to would be gone. Returns what was changed, as `keepRight` does.
 */
export async function shrink(
  { create: wanted }: RolloutPart,
  group: Group,
  context: WriteContext,
): Promise<readonly string[]> {
  if (wanted === undefined || !shrinks(wanted, group)) return [];
  const said = await changeSettings(group, sizesToChange(wanted, group), context);
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
  for (const TargetGroupARNs of atOnce(attach))
    await autoscaling('AttachLoadBalancerTargetGroups', { AutoScalingGroupName, TargetGroupARNs });
  for (const TargetGroupARNs of atOnce(detach))
    await autoscaling('DetachLoadBalancerTargetGroups', { AutoScalingGroupName, TargetGroupARNs });
  return [
    ...attach.map((arn) => `The group ${group.name} belongs to the target group ${arn} now.`),
    ...detach.map((arn) => `The group ${group.name} does not belong to the target group ${arn} any longer.`),
  ];
}

/** Source: Auto Scaling API reference, AttachLoadBalancerTargetGroups and DetachLoadBalancerTargetGroups. */
const MOST_AT_ONCE = 10;

function atOnce(arns: readonly string[]): string[][] {
  const calls = Math.ceil(arns.length / MOST_AT_ONCE);
  return Array.from({ length: calls }, (_, n) => arns.slice(n * MOST_AT_ONCE, (n + 1) * MOST_AT_ONCE));
}
