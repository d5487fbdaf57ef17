import { needed, texts, type Params } from '../../protocol/query.js';
import type { Action } from '../action.js';
import { groupNeeded } from './read.js';

/** Nothing registers with them here: a group only remembers which it has. */
export const attachLoadBalancerTargetGroups: Action = {
  takes: 'AutoScalingGroupName TargetGroupARNs',
  run: (call) => change(call, (now, asked) => [...new Set([...now, ...asked])]),
};

export const detachLoadBalancerTargetGroups: Action = {
  takes: 'AutoScalingGroupName TargetGroupARNs',
  run: (call) => change(call, (now, asked) => now.filter((arn) => !asked.includes(arn))),
};

function change(
  call: Parameters<Action['run']>[0],
  to: (now: readonly string[], asked: readonly string[]) => readonly string[],
) {
  const group = groupNeeded(call);
  needed(call.params, 'TargetGroupARNs.member.1');
  const arns = to(texts(group.data, 'TargetGroupARNs.member'), texts(call.params, 'TargetGroupARNs.member'));
  group.data = { ...group.data, TargetGroupARNs: { member: numbered(arns) } };
  return {};
}

function numbered(values: readonly string[]): Params {
  return Object.fromEntries(values.map((value, index) => [String(index + 1), value]));
}
