import type { AutoScalingGroup, Moment } from './group.js';
import type { Member } from './member.js';
import type { Refresh } from './refresh.js';
import { templatesOf } from './source.js';

/** An Auto Scaling group, for assertions. Times in cloud ms. */
export interface GroupDump {
  readonly name: string;
  readonly desired: number;
  /** As the group has it: a number, `$Latest` or `$Default`; undefined of launch configurations. */
  readonly templateVersion: string | undefined;
  readonly instances: readonly MemberDump[];
  /** Oldest first. */
  readonly refreshes: readonly RefreshDump[];
  /** From when on how many instances counted: in service, healthy and warm. Oldest first, the newest 10,000. */
  readonly history: readonly Moment[];
}

export interface MemberDump {
  readonly id: string;
  readonly lifecycle: string;
  readonly health: 'Healthy' | 'Unhealthy';
  /** Of the launch template. */
  readonly version: string | undefined;
}

export interface RefreshDump {
  readonly id: string;
  readonly status: string;
  readonly percentage: number;
  readonly reason: string | undefined;
  readonly rollbackReason: string | undefined;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
}

export function groupDump(group: AutoScalingGroup): GroupDump {
  return {
    name: group.name,
    desired: group.desiredCapacity,
    templateVersion: templatesOf(group.source)[0]?.version,
    instances: [...group.members.values()].map(memberDump),
    refreshes: group.refreshes.map(refreshDump),
    history: [...group.history],
  };
}

function memberDump({ instance, lifecycle, healthy, from }: Member): MemberDump {
  return {
    id: instance.id,
    lifecycle,
    health: healthy ? 'Healthy' : 'Unhealthy',
    version: from.launchTemplate?.version,
  };
}

function refreshDump(refresh: Refresh): RefreshDump {
  const { id, status, startedAt, endedAt, progress, reason, rollback } = refresh;
  const { percentage } = progress;
  return { id, status, percentage, reason, rollbackReason: rollback?.reason, startedAt, endedAt };
}
