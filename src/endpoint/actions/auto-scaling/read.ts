import { refuse } from '../../protocol/errors.js';
import { flag, needed, text, texts, whole, type Params } from '../../protocol/query.js';
import type { AutoScalingGroup, GroupTag } from '../../world/scaling/group.js';
import type { LaunchSource } from '../../world/scaling/source.js';
import type { Call } from '../action.js';
import { mixedInstances, templateSpecification } from './template.js';

/** What of a group's settings is only answered, or looked up when it matters. */
export const KEPT = [
  'DefaultCooldown',
  'LoadBalancerNames',
  'TargetGroupARNs',
  'HealthCheckType',
  'HealthCheckGracePeriod',
  'PlacementGroup',
  'TerminationPolicies',
  'NewInstancesProtectedFromScaleIn',
  'CapacityRebalance',
  'ServiceLinkedRoleARN',
  'MaxInstanceLifetime',
  'Context',
  'DesiredCapacityType',
  'DefaultInstanceWarmup',
  'TrafficSources',
  'InstanceMaintenancePolicy',
];

/** Those of them that can be changed. */
export const UPDATED = KEPT.filter(
  (name) => !['LoadBalancerNames', 'TargetGroupARNs', 'TrafficSources'].includes(name),
);

/** The group that the request names. Throws ValidationError where there is none. */
export function groupNeeded({ params, region }: Pick<Call, 'params' | 'region'>): AutoScalingGroup {
  const name = needed(params, 'AutoScalingGroupName');
  const found = region.autoScaling.groups.get(name);
  if (found) return found;
  throw refuse('ValidationError', `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
}

/** What instances are to be launched from, if the request tells. More than one way of telling is refused. */
export function sourceAsked(call: Call): LaunchSource | undefined {
  const { params } = call;
  const { LaunchTemplate: template, MixedInstancesPolicy: policy } = params;
  const configuration = text(params, 'LaunchConfigurationName');
  const told = [template, policy, configuration].filter((each) => each !== undefined).length;
  if (told === 0) return undefined;
  if (told > 1) throw oneSource();
  if (typeof template === 'object') return { launchTemplate: templateSpecification(call, template) };
  if (typeof policy === 'object') return { mixedInstances: mixedInstances(call, policy) };
  return { launchConfigurationName: configurationNamed(call, configuration ?? '') };
}

export function oneSource(): Error {
  return refuse(
    'ValidationError',
    'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
  );
}

function configurationNamed({ region }: Call, name: string): string {
  if (region.autoScaling.launchConfigurations.has(name)) return name;
  throw refuse(
    'ValidationError',
    `Launch configuration name not found - A launch configuration with the name: ${name} does not exist`,
  );
}

export type Sizes = Pick<AutoScalingGroup, 'minSize' | 'maxSize' | 'desiredCapacity'>;

/**
 * Without a desired capacity of its own the request moves the one that is there only as far as the bounds demand.
 * Source: Auto Scaling API reference, UpdateAutoScalingGroup.
 */
export function sizes(params: Params, before: Sizes = NO_SIZES): Sizes {
  const minSize = whole(params, 'MinSize') ?? before.minSize;
  const maxSize = whole(params, 'MaxSize') ?? before.maxSize;
  if (minSize > maxSize)
    throw refuse('ValidationError', 'Max bound must be greater than or equal to min bound');
  const unasked = Math.min(maxSize, Math.max(minSize, before.desiredCapacity));
  const desiredCapacity = whole(params, 'DesiredCapacity') ?? unasked;
  checkDesired({ minSize, maxSize, desiredCapacity });
  return { minSize, maxSize, desiredCapacity };
}

const NO_SIZES: Sizes = { minSize: 0, maxSize: 0, desiredCapacity: 0 };

export function checkDesired({ minSize, maxSize, desiredCapacity }: Sizes): void {
  if (desiredCapacity >= minSize && desiredCapacity <= maxSize) return;
  throw refuse(
    'ValidationError',
    `Desired capacity:${desiredCapacity} must be between the specified min size:${minSize} and max size:${maxSize}`,
  );
}

/** Where the group launches; where the request says nothing, where it did. */
export function places(
  { params, region }: Call,
  before?: Pick<AutoScalingGroup, 'zones' | 'subnetIds'>,
): Pick<AutoScalingGroup, 'zones' | 'subnetIds'> {
  const given = text(params, 'VPCZoneIdentifier');
  const zonesGiven = texts(params, 'AvailabilityZones.member');
  if (before && given === undefined && zonesGiven.length === 0) return before;
  const subnetIds = (given ?? '').split(/\s*,\s*/).filter((id) => id !== '');
  const unknown = subnetIds.find((id) => !region.subnets.has(id));
  if (unknown !== undefined) {
    throw refuse('ValidationError', `The subnet ID '${unknown}' does not exist`);
  }
  const ofSubnets = subnetIds.map((id) => region.subnets.get(id)?.zone ?? '');
  const zones = new Set([...zonesGiven, ...ofSubnets]);
  if (zones.size === 0) {
    throw refuse('ValidationError', 'At least one Availability Zone or VPC Subnet is required.');
  }
  return { zones: [...zones].sort(), subnetIds };
}

export function groupTag(given: Params): GroupTag {
  return {
    key: needed(given, 'Key'),
    value: text(given, 'Value') ?? '',
    propagates: flag(given, 'PropagateAtLaunch') ?? true,
  };
}
