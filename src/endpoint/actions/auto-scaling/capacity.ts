import { refuse } from '../../protocol/errors.js';
import { flag, needed, whole } from '../../protocol/query.js';
import { terminateMember } from '../../scaling/terminate.js';
import { second } from '../../world/scaling/activity.js';
import { askedAnew, type AutoScalingGroup } from '../../world/scaling/group.js';
import { isEnding, isLive, isWarmed } from '../../world/scaling/member.js';
import type { Action } from '../action.js';
import { activityTree } from './activities.js';
import { memberNeeded } from './find-member.js';
import { groupNeeded } from './read.js';

/** There are no cooldowns here to be honoured: only scaling policies begin them. */
export const setDesiredCapacity: Action = {
  takes: 'AutoScalingGroupName DesiredCapacity HonorCooldown',
  run(call) {
    const group = groupNeeded(call);
    needed(call.params, 'DesiredCapacity');
    const wanted = whole(call.params, 'DesiredCapacity') ?? 0;
    checkWanted(group, wanted);
    group.asked =
      `At ${second(call.now)} a user request explicitly set group desired capacity changing the desired capacity from ` +
      `${group.desiredCapacity} to ${wanted}.`;
    group.desiredCapacity = wanted;
    askedAnew(group, call.now);
    return {};
  },
};

function checkWanted({ name, minSize, maxSize }: AutoScalingGroup, wanted: number): void {
  const [side, bound] =
    wanted > maxSize ? (['above max', maxSize] as const) : (['below min', minSize] as const);
  if (wanted <= maxSize && wanted >= minSize) return;
  throw refuse(
    'ValidationError',
    `New SetDesiredCapacity value ${wanted} is ${side} value ${bound} for the AutoScalingGroup ${name}.`,
  );
}

export const terminateInstance: Action = {
  takes: 'InstanceId ShouldDecrementDesiredCapacity',
  run(call) {
    const { params, region, host, world, now } = call;
    const { group, member } = memberNeeded(call);
    needed(params, 'ShouldDecrementDesiredCapacity');
    if (isWarmed(member)) {
      throw refuse('ValidationError', `The instance ${member.instance.id} is in a warm pool.`);
    }
    const decrements = (flag(params, 'ShouldDecrementDesiredCapacity') ?? false) && isLive(member);
    if (decrements && group.desiredCapacity <= group.minSize) throw tooFew(group);
    if (!isEnding(member)) {
      const { desiredCapacity: before } = group;
      const shrinking = decrements ? `, shrinking the capacity from ${before} to ${before - 1}` : '';
      const cause =
        `At ${second(now)} instance ${member.instance.id} was taken out of service in response to a user request` +
        `${shrinking}.`;
      terminateMember({ world, region, host, group, now }, member, cause);
      if (decrements) group.desiredCapacity -= 1;
      group.touchedAt = now;
    }
    return { Activity: activityTree(group, member.activity) };
  },
};

function tooFew({ desiredCapacity, minSize }: AutoScalingGroup): Error {
  return refuse(
    'ValidationError',
    `Currently, desiredSize equals minSize (${Math.max(minSize, desiredCapacity)}). Terminating instance without ` +
      "replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or " +
      "lower group's min size.",
  );
}
