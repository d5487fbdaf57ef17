import { randomUUID } from 'node:crypto';
import { filtered } from '../../protocol/filters.js';
import { refuse } from '../../protocol/errors.js';
import { flag, needed, structures, text, texts, whole, type Params } from '../../protocol/query.js';
import { iso, type TreeNode } from '../../protocol/xml.js';
import type { AutoScalingGroup, GroupTag } from '../../world/auto-scaling.js';
import { ACCOUNT } from '../../world/state.js';
import type { Action, Call } from '../action.js';
import { recordPage } from './pages.js';
import { mixedInstances, mixedTree, templateSpecification, templateTree } from './template.js';
import { asAnswered, members, picked } from './trees.js';

const KEPT = [
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
    groups.set(name, {
      name,
      arn: `arn:aws:autoscaling:${region.name}:${ACCOUNT}:autoScalingGroup:${randomUUID()}:autoScalingGroupName/${name}`,
      createdAt: now,
      ...source(call),
      ...sizes(params),
      ...places(call),
      tags: structures(params, 'Tags.member').map(tag),
      data: picked(params, KEPT),
    });
    return {};
  },
};

/** What its instances are to be launched from: exactly one way of telling. */
function source(
  call: Call,
): Pick<AutoScalingGroup, 'launchConfigurationName' | 'launchTemplate' | 'mixedInstances'> {
  const { params, region } = call;
  const { LaunchTemplate: template, MixedInstancesPolicy: policy } = params;
  const configuration = text(params, 'LaunchConfigurationName');
  if ([template, policy, configuration].filter((each) => each !== undefined).length !== 1) {
    throw refuse(
      'ValidationError',
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    );
  }
  if (typeof template === 'object') return { launchTemplate: templateSpecification(call, template) };
  if (typeof policy === 'object') return { mixedInstances: mixedInstances(call, policy) };
  if (!region.autoScaling.launchConfigurations.has(configuration ?? '')) {
    throw refuse(
      'ValidationError',
      `Launch configuration name not found - A launch configuration with the name: ${configuration ?? ''} does not exist`,
    );
  }
  return { launchConfigurationName: configuration ?? '' };
}

function sizes(params: Params): Pick<AutoScalingGroup, 'minSize' | 'maxSize' | 'desiredCapacity'> {
  const minSize = whole(params, 'MinSize') ?? 0;
  const maxSize = whole(params, 'MaxSize') ?? 0;
  const desiredCapacity = whole(params, 'DesiredCapacity') ?? minSize;
  if (minSize > maxSize)
    throw refuse('ValidationError', 'Max bound must be greater than or equal to min bound');
  if (desiredCapacity < minSize || desiredCapacity > maxSize) {
    throw refuse(
      'ValidationError',
      `Desired capacity:${desiredCapacity} must be between the specified min size:${minSize} and max size:${maxSize}`,
    );
  }
  return { minSize, maxSize, desiredCapacity };
}

function places({ params, region }: Call): Pick<AutoScalingGroup, 'zones' | 'subnetIds'> {
  const subnetIds = (text(params, 'VPCZoneIdentifier') ?? '').split(/\s*,\s*/).filter((id) => id !== '');
  const unknown = subnetIds.find((id) => !region.subnets.has(id));
  if (unknown !== undefined) {
    throw refuse('ValidationError', `The subnet ID '${unknown}' does not exist`);
  }
  const ofSubnets = subnetIds.map((id) => region.subnets.get(id)?.zone ?? '');
  const zones = new Set([...texts(params, 'AvailabilityZones.member'), ...ofSubnets]);
  if (zones.size === 0) {
    throw refuse('ValidationError', 'At least one Availability Zone or VPC Subnet is required.');
  }
  return { zones: [...zones].sort(), subnetIds };
}

function tag(given: Params): GroupTag {
  return {
    key: needed(given, 'Key'),
    value: text(given, 'Value') ?? '',
    propagates: flag(given, 'PropagateAtLaunch') ?? true,
  };
}

/** Names that aren't there are left out, not refused. */
export const describeAutoScalingGroups: Action = {
  takes: 'AutoScalingGroupNames Filters IncludeInstances MaxRecords NextToken',
  run({ params, region }) {
    const names = texts(params, 'AutoScalingGroupNames.member');
    const named = [...region.autoScaling.groups.values()].filter(
      ({ name }) => names.length === 0 || names.includes(name),
    );
    const { items, nextToken } = recordPage(byTags(named, params), params);
    return { AutoScalingGroups: members(items.map(groupTree)), NextToken: nextToken };
  },
};

function byTags(groups: readonly AutoScalingGroup[], params: Params): readonly AutoScalingGroup[] {
  const filters = structures(params, 'Filters.member');
  const asked = filters.map((filter, index) => [
    String(index + 1),
    { Name: text(filter, 'Name'), Value: numbered(texts(filter, 'Values.member')) },
  ]);
  const tagged = groups.map((group) => ({
    group,
    tags: new Map(group.tags.map(({ key, value }) => [key, value])),
  }));
  const looks = { 'tag-value': ({ tags }: (typeof tagged)[number]) => [...tags.values()] };
  return filtered(tagged, { Filter: Object.fromEntries(asked) as Params }, looks).map(({ group }) => group);
}

function numbered(values: readonly string[]): Params {
  return Object.fromEntries(values.map((value, index) => [String(index + 1), value]));
}

/** The role by which Auto Scaling acts, where no other is given. */
const SERVICE_ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;

/** Defaults by the API reference, CreateAutoScalingGroup. */
function groupTree(group: AutoScalingGroup): TreeNode {
  const { name, launchTemplate, mixedInstances: mixed } = group;
  return {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: group.arn,
    LaunchConfigurationName: group.launchConfigurationName,
    LaunchTemplate: launchTemplate && templateTree(launchTemplate),
    MixedInstancesPolicy: mixed && mixedTree(mixed),
    MinSize: group.minSize,
    MaxSize: group.maxSize,
    DesiredCapacity: group.desiredCapacity,
    CreatedTime: iso(group.createdAt),
    AvailabilityZones: members(group.zones),
    VPCZoneIdentifier: group.subnetIds.join(','),
    DefaultCooldown: 300,
    LoadBalancerNames: members([]),
    TargetGroupARNs: members([]),
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 0,
    TerminationPolicies: members(['Default']),
    NewInstancesProtectedFromScaleIn: false,
    ServiceLinkedRoleARN: SERVICE_ROLE,
    ...asAnswered(group.data),
    Instances: members([]),
    SuspendedProcesses: members([]),
    EnabledMetrics: members([]),
    Tags: members(
      group.tags.map(({ key, value, propagates }) => ({
        ResourceId: name,
        ResourceType: 'auto-scaling-group',
        Key: key,
        Value: value,
        PropagateAtLaunch: propagates,
      })),
    ),
  };
}

export const deleteAutoScalingGroup: Action = {
  takes: 'AutoScalingGroupName ForceDelete',
  run({ params, region }) {
    const name = needed(params, 'AutoScalingGroupName');
    if (!region.autoScaling.groups.delete(name)) {
      throw refuse(
        'ValidationError',
        `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`,
      );
    }
    return {};
  },
};
