import { randomUUID } from 'node:crypto';
import { refuse } from '../../protocol/errors.js';
import { flag, needed, structures } from '../../protocol/query.js';
import { askedAnew, nothingYet, type AutoScalingGroup } from '../../world/scaling/group.js';
import { isEnding } from '../../world/scaling/member.js';
import { activeRefresh } from '../../world/scaling/refresh.js';
import { second } from '../../world/scaling/activity.js';
import { removeGroup } from '../../world/scaling/scaling.js';
import { ACCOUNT } from '../../world/state.js';
import type { Action } from '../action.js';
import { groupNeeded, groupTag, KEPT, oneSource, places, sizes, sourceAsked, UPDATED } from './read.js';
import { picked } from './trees.js';

export const createAutoScalingGroup: Action = {
  takes:
    'AutoScalingGroupName LaunchConfigurationName LaunchTemplate MixedInstancesPolicy MinSize MaxSize DesiredCapacity ' +
    `AvailabilityZones VPCZoneIdentifier Tags ${KEPT.join(' ')}`,
  run(call) {
    const { params, region, now } = call;
    const name = needed(params, 'AutoScalingGroupName');
    const { groups } = region.autoScaling;
    if (groups.has(name)) {
      throw refuse(
        'AlreadyExists',
        `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`,
      );
    }
    const source = sourceAsked(call);
    if (!source) throw oneSource();
    const { desiredCapacity, ...bounds } = sizes(params);
    groups.set(name, {
      name,
      arn: `arn:aws:autoscaling:${region.name}:${ACCOUNT}:autoScalingGroup:${randomUUID()}:autoScalingGroupName/${name}`,
      createdAt: now,
      source,
      ...bounds,
      desiredCapacity,
      ...places(call),
      tags: structures(params, 'Tags.member').map(groupTag),
      data: picked(params, KEPT),
      ...nothingYet(now),
      asked: `At ${second(now)} a user request created an AutoScalingGroup changing the desired capacity from 0 to ${desiredCapacity}.`,
    });
    return {};
  },
};

export const updateAutoScalingGroup: Action = {
  takes:
    'AutoScalingGroupName LaunchConfigurationName LaunchTemplate MixedInstancesPolicy MinSize MaxSize DesiredCapacity ' +
    `AvailabilityZones VPCZoneIdentifier ${UPDATED.join(' ')}`,
  run(call) {
    const { params, now } = call;
    const group = groupNeeded(call);
    const source = sourceAsked(call);
    if (source && activeRefresh(group.refreshes)?.desired) {
      throw refuse(
        'ValidationError',
        'An active instance refresh with a desired configuration exists. All configuration options derived from the ' +
          'desired configuration are not available for update while the instance refresh is active.',
      );
    }
    const { desiredCapacity: before } = group;
    const sized = sizes(params, group);
    Object.assign(group, sized, places(call, group), source && { source });
    group.data = { ...group.data, ...picked(params, UPDATED) };
    askedAnew(group, now);
    if (group.desiredCapacity !== before) {
      const { minSize, maxSize, desiredCapacity } = sized;
      group.asked =
        `At ${second(now)} a user request update of AutoScalingGroup constraints to min: ${minSize}, max: ${maxSize}, ` +
        `desired: ${desiredCapacity} changing the desired capacity from ${before} to ${desiredCapacity}.`;
    }
    return {};
  },
};

/** With ForceDelete its instances end, and then it goes; without it must have none. */
export const deleteAutoScalingGroup: Action = {
  takes: 'AutoScalingGroupName ForceDelete',
  run(call) {
    const { params, region, now } = call;
    const group = groupNeeded(call);
    if (!flag(params, 'ForceDelete')) checkEmpty(group);
    if (group.members.size === 0) removeGroup(region.autoScaling, group);
    group.deleting = true;
    group.touchedAt = now;
    return {};
  },
};

function checkEmpty({ members }: AutoScalingGroup): void {
  if (members.size === 0) return;
  if ([...members.values()].every(isEnding)) {
    throw refuse(
      'ScalingActivityInProgress',
      'You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.',
    );
  }
  throw refuse(
    'ResourceInUse',
    'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
  );
}
