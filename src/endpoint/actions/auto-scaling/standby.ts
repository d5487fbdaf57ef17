import { refuse } from '../../protocol/errors.js';
import { flag, needed } from '../../protocol/query.js';
import type { TreeNode } from '../../protocol/xml.js';
import { addActivity, endActivity, second } from '../../world/scaling/activity.js';
import type { AutoScalingGroup } from '../../world/scaling/group.js';
import type { Lifecycle, Member } from '../../world/scaling/member.js';
import type { Action, Call } from '../action.js';
import { activityTree } from './activities.js';
import { membersNeeded } from './find-member.js';
import { groupNeeded } from './read.js';
import { members } from './trees.js';

export const enterStandby: Action = {
  takes: 'InstanceIds AutoScalingGroupName ShouldDecrementDesiredCapacity',
  run(call) {
    const group = groupNeeded(call);
    needed(call.params, 'ShouldDecrementDesiredCapacity');
    const moved = inState(call, group, 'InService');
    const decrements = flag(call.params, 'ShouldDecrementDesiredCapacity') ?? false;
    if (decrements && group.desiredCapacity - moved.length < group.minSize) {
      throw sizesForbid(group, `place into standby ${moved.length}`);
    }
    group.touchedAt = call.now;
    return { Activities: members(moved.map((member) => enter(call, group, { member, decrements }))) };
  },
};

/** The instances asked for; all of them have to be in that state. From memory: the words. */
function inState(call: Call, group: AutoScalingGroup, state: Lifecycle): Member[] {
  const found = membersNeeded(call, group);
  const other = found.find(({ lifecycle }) => lifecycle !== state);
  if (!other) return found;
  throw refuse('ValidationError', `The instance ${other.instance.id} is not in ${state}.`);
}

function sizesForbid({ name, minSize, maxSize, desiredCapacity }: AutoScalingGroup, what: string): Error {
  return refuse(
    'ValidationError',
    `AutoScalingGroup ${name} has min-size=${minSize}, max-size=${maxSize}, and desired-size=${desiredCapacity}. To ` +
      `${what} instances, please update the AutoScalingGroup sizes appropriately.`,
  );
}

function enter(
  { now }: Call,
  group: AutoScalingGroup,
  { member, decrements }: { member: Member; decrements: boolean },
): TreeNode {
  const { instance } = member;
  const { desiredCapacity: before } = group;
  if (decrements) group.desiredCapacity -= 1;
  member.lifecycle = 'Standby';
  const shrinking = decrements ? `, shrinking the capacity from ${before} to ${before - 1}` : '';
  member.activity = addActivity(group.activities, {
    description: `Moving EC2 instance to Standby: ${instance.id}`,
    cause: `At ${second(now)} instance ${instance.id} was moved to standby in response to a user request${shrinking}.`,
    startedAt: now,
    status: 'InProgress',
    place: instance,
  });
  const answered = activityTree(group, member.activity);
  endActivity(member.activity, 'Successful', now);
  return answered;
}

/** What comes back has its place beside those that are there: the desired capacity grows. */
export const exitStandby: Action = {
  takes: 'InstanceIds AutoScalingGroupName',
  run(call) {
    const group = groupNeeded(call);
    const moved = inState(call, group, 'Standby');
    if (group.desiredCapacity + moved.length > group.maxSize) {
      throw sizesForbid(group, `take out of standby ${moved.length}`);
    }
    group.touchedAt = call.now;
    return { Activities: members(moved.map((member) => exit(call, group, member))) };
  },
};

function exit({ now }: Call, group: AutoScalingGroup, member: Member): TreeNode {
  const { instance } = member;
  const { desiredCapacity: before } = group;
  group.desiredCapacity += 1;
  member.lifecycle = 'Pending';
  member.activity = addActivity(group.activities, {
    description: `Moving EC2 instance out of Standby: ${instance.id}`,
    cause:
      `At ${second(now)} instance ${instance.id} was moved out of standby in response to a user request, increasing the ` +
      `capacity from ${before} to ${before + 1}.`,
    startedAt: now,
    status: 'PreInService',
    place: instance,
  });
  return activityTree(group, member.activity);
}
