import { refuse } from '../../protocol/errors.js';
import { needed, texts } from '../../protocol/query.js';
import type { AutoScalingGroup } from '../../world/scaling/group.js';
import type { Member } from '../../world/scaling/member.js';
import type { Call } from '../action.js';

export interface Found {
  readonly group: AutoScalingGroup;
  readonly member: Member;
}

/** The instance of some group that `InstanceId` names. Throws ValidationError where no group has it. */
export function memberNeeded({ params, region }: Pick<Call, 'params' | 'region'>): Found {
  const id = needed(params, 'InstanceId');
  for (const group of region.autoScaling.groups.values()) {
    const member = group.members.get(id);
    if (member) return { group, member };
  }
  throw refuse('ValidationError', `Instance Id not found - No managed instance found for instance ID: ${id}`);
}

/** The group's instances that `InstanceIds` names. Throws ValidationError where one isn't the group's. */
export function membersNeeded({ params }: Pick<Call, 'params'>, group: AutoScalingGroup): Member[] {
  return texts(params, 'InstanceIds.member').map((id) => {
    const member = group.members.get(id);
    if (member) return member;
    throw refuse('ValidationError', `The instance ${id} is not part of Auto Scaling group ${group.name}.`);
  });
}
