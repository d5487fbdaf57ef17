import { iso, type TreeNode } from '../../protocol/xml.js';
import { SECOND } from '../../world/durations.js';
import type { AutoScalingGroup } from '../../world/scaling/group.js';
import type { Preferences, Progress, Refresh } from '../../world/scaling/refresh.js';
import { mixedTree, templateTree } from './template.js';
import { members } from './trees.js';

export function refreshTree(group: AutoScalingGroup, refresh: Refresh): TreeNode {
  const { id, status, reason, startedAt, endedAt, progress, desired, rollback } = refresh;
  return {
    InstanceRefreshId: id,
    AutoScalingGroupName: group.name,
    Status: status,
    StatusReason: reason,
    StartTime: iso(startedAt),
    EndTime: endedAt === undefined ? undefined : iso(endedAt),
    PercentageComplete: progress.percentage,
    InstancesToUpdate: progress.toUpdate,
    ProgressDetails: group.warmPool && details(progress),
    Preferences: preferencesTree(refresh.preferences),
    DesiredConfiguration: desired && {
      LaunchTemplate: desired.launchTemplate && templateTree(desired.launchTemplate),
      MixedInstancesPolicy: desired.mixedInstances && mixedTree(desired.mixedInstances),
    },
    RollbackDetails: rollback && {
      RollbackReason: rollback.reason,
      RollbackStartTime: iso(rollback.at),
      PercentageCompleteOnRollback: rollback.before.percentage,
      InstancesToUpdateOnRollback: rollback.before.toUpdate,
      ProgressDetailsOnRollback: group.warmPool && details(rollback.before),
    },
    Strategy: 'Rolling',
  };
}

/** Told of groups that have a warm pool. */
function details({ warm, ...live }: Progress): TreeNode {
  return { LivePoolProgress: progressTree(live), WarmPoolProgress: warm && progressTree(warm) };
}

function progressTree({ percentage, toUpdate }: Progress): TreeNode {
  return { PercentageComplete: percentage, InstancesToUpdate: toUpdate };
}

function preferencesTree(preferences: Preferences): TreeNode {
  const { minHealthy, maxHealthy, checkpoints, alarms, bakeTime } = preferences;
  return {
    MinHealthyPercentage: minHealthy,
    MaxHealthyPercentage: maxHealthy,
    InstanceWarmup: preferences.warmup / SECOND,
    ...(checkpoints.length > 0 && {
      CheckpointPercentages: members(checkpoints),
      CheckpointDelay: preferences.checkpointDelay / SECOND,
    }),
    SkipMatching: preferences.skipMatching,
    AutoRollback: preferences.autoRollback,
    ScaleInProtectedInstances: preferences.scaleInProtected,
    StandbyInstances: preferences.standby,
    ...(alarms.length > 0 && { AlarmSpecification: { Alarms: members(alarms) } }),
    BakeTime: bakeTime === undefined ? undefined : bakeTime / SECOND,
  };
}
