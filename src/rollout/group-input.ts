import type { CreateAutoScalingGroupType, PutWarmPoolType } from '@aws-sdk/client-auto-scaling';
import type { NewGroupPart } from '../inputs/request.js';
import { DEFAULTS } from '../instances/defaults.js';

/** Seconds, where nobody says or knows better: long enough for most layers. */
export const DEFAULT_WARMUP = 300;
const DEFAULT_GRACE = 300;

export interface NewGroup {
  readonly wanted: NewGroupPart;
  readonly template: { readonly id: string; readonly version: number };
  /** How long a new instance has to be in service before it counts, in seconds. */
  readonly warmupSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** All of a CreateAutoScalingGroup call but its name. Pure. */
export function groupInput({ wanted, template, warmupSeconds, tags }: NewGroup) {
  const count = sizeOf(wanted);
  const { subnetIds, targetGroupArns = [], healthCheckGraceMs } = wanted;
  return {
    MinSize: count,
    MaxSize: count,
    DesiredCapacity: count,
    LaunchTemplate: { LaunchTemplateId: template.id, Version: String(template.version) },
    VPCZoneIdentifier: subnetIds.join(','),
    HealthCheckType: healthCheckType(wanted),
    HealthCheckGracePeriod:
      healthCheckGraceMs === undefined ? DEFAULT_GRACE : Math.ceil(healthCheckGraceMs / 1000),
    ...(targetGroupArns.length === 0 ? {} : { TargetGroupARNs: [...targetGroupArns] }),
    DefaultInstanceWarmup: warmupSeconds,
    // So that a group of one has two for a while, rather than none, when Auto Scaling replaces by itself. Source: Auto
    // Scaling user guide, "Instance maintenance policies".
    InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
    // Instances have theirs by the template, at once and on their volumes, too.
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: false })),
  } satisfies Omit<CreateAutoScalingGroupType, 'AutoScalingGroupName'>;
}

/** How many instances a new group is to have. */
export function sizeOf({ count = DEFAULTS.count }: NewGroupPart): number {
  return count;
}

function healthCheckType({ healthCheckType: given, targetGroupArns = [] }: NewGroupPart): string {
  return (given ?? (targetGroupArns.length > 0 ? 'elb' : 'ec2')).toUpperCase();
}

/** Not `Hibernated`: the templates that we make do not ask for hibernation. */
const POOL_STATES = { stopped: 'Stopped', running: 'Running' } as const;

/**
 * A pool of so many instances, however many the group has. Source: Auto Scaling API reference, PutWarmPool,
 * `MaxGroupPreparedCapacity`: the size is absolute where `MinSize` is the same.
 */
export function poolInput({ size, state }: NonNullable<NewGroupPart['warmPool']>) {
  return {
    MaxGroupPreparedCapacity: size,
    MinSize: size,
    PoolState: POOL_STATES[state],
  } satisfies Omit<PutWarmPoolType, 'AutoScalingGroupName'>;
}
