import { refuse } from '../../protocol/errors.js';
import { flag, needed, texts } from '../../protocol/query.js';
import { graceEnd } from '../../scaling/health.js';
import type { Action } from '../action.js';
import { memberNeeded, membersNeeded } from './find-member.js';
import { memberTree } from './member-tree.js';
import { recordPage } from './pages.js';
import { groupNeeded } from './read.js';
import { members } from './trees.js';

/** Instances that no group has are left out, not refused. Here health is told in capitals. */
export const describeAutoScalingInstances: Action = {
  takes: 'InstanceIds MaxRecords NextToken',
  run({ params, region }) {
    const ids = new Set(texts(params, 'InstanceIds.member'));
    const found = [...region.autoScaling.groups.values()].flatMap((group) =>
      [...group.members.values()]
        .filter(({ instance }) => ids.size === 0 || ids.has(instance.id))
        .map((member) => ({ group, member })),
    );
    const { items, nextToken } = recordPage(found, params);
    return {
      AutoScalingInstances: members(
        items.map(({ group, member }) => ({
          ...memberTree(member),
          AutoScalingGroupName: group.name,
          HealthStatus: member.healthy ? 'HEALTHY' : 'UNHEALTHY',
        })),
      ),
      NextToken: nextToken,
    };
  },
};

export const setInstanceHealth: Action = {
  takes: 'InstanceId HealthStatus ShouldRespectGracePeriod',
  run(call) {
    const { params, now } = call;
    const status = needed(params, 'HealthStatus');
    if (status !== 'Healthy' && status !== 'Unhealthy') {
      throw refuse('ValidationError', 'Valid instance health states are: [Healthy, Unhealthy].');
    }
    const { group, member } = memberNeeded(call);
    const respects = flag(params, 'ShouldRespectGracePeriod') ?? true;
    if (status === 'Unhealthy' && respects && now < graceEnd(group, member)) return {};
    member.healthy = status === 'Healthy';
    if (member.healthy) delete member.illness;
    else member.illness = 'a user health-check';
    group.touchedAt = now;
    return {};
  },
};

export const setInstanceProtection: Action = {
  takes: 'InstanceIds AutoScalingGroupName ProtectedFromScaleIn',
  run(call) {
    const group = groupNeeded(call);
    needed(call.params, 'ProtectedFromScaleIn');
    const isProtected = flag(call.params, 'ProtectedFromScaleIn') ?? false;
    for (const member of membersNeeded(call, group)) member.protected = isProtected;
    group.touchedAt = call.now;
    return {};
  },
};
