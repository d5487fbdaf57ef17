import { filtered } from '../../protocol/filters.js';
import { flag, texts, type Params } from '../../protocol/query.js';
import { iso, type TreeNode } from '../../protocol/xml.js';
import type { AutoScalingGroup } from '../../world/scaling/group.js';
import { isWarmed } from '../../world/scaling/member.js';
import { ACCOUNT } from '../../world/state.js';
import type { Action } from '../action.js';
import { filtersAsked } from './filters.js';
import { memberTree } from './member-tree.js';
import { recordPage } from './pages.js';
import { tagTree } from './tags.js';
import { mixedTree, templateTree } from './template.js';
import { warmPoolTree } from './warm-pool.js';
import { asAnswered, members } from './trees.js';

/** Names that aren't there are left out, not refused. */
export const describeAutoScalingGroups: Action = {
  takes: 'AutoScalingGroupNames Filters IncludeInstances MaxRecords NextToken',
  run({ params, region }) {
    const names = texts(params, 'AutoScalingGroupNames.member');
    const named = [...region.autoScaling.groups.values()].filter(
      ({ name }) => names.length === 0 || names.includes(name),
    );
    const { items, nextToken } = recordPage(byTags(named, params), params);
    const withInstances = flag(params, 'IncludeInstances') ?? true;
    return {
      AutoScalingGroups: members(items.map((group) => groupTree(group, withInstances))),
      NextToken: nextToken,
    };
  },
};

function byTags(groups: readonly AutoScalingGroup[], params: Params): readonly AutoScalingGroup[] {
  const tagged = groups.map((group) => ({
    group,
    tags: new Map(group.tags.map(({ key, value }) => [key, value])),
  }));
  const looks = { 'tag-value': ({ tags }: (typeof tagged)[number]) => [...tags.values()] };
  return filtered(tagged, filtersAsked(params), looks).map(({ group }) => group);
}

/** The role by which Auto Scaling acts, where no other is given. */
const SERVICE_ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;

/** Defaults by the API reference, CreateAutoScalingGroup. */
function groupTree(group: AutoScalingGroup, withInstances: boolean): TreeNode {
  const { name, source } = group;
  const { launchTemplate, mixedInstances: mixed } = source;
  return {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: group.arn,
    LaunchConfigurationName: source.launchConfigurationName,
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
    ...(withInstances && {
      Instances: members([...group.members.values()].filter((one) => !isWarmed(one)).map(memberTree)),
    }),
    SuspendedProcesses: members(
      [...group.suspended].map(([ProcessName, SuspensionReason]) => ({ ProcessName, SuspensionReason })),
    ),
    EnabledMetrics: members([]),
    ...(group.warmPool && {
      WarmPoolConfiguration: warmPoolTree(group.warmPool),
      WarmPoolSize: [...group.members.values()].filter(isWarmed).length,
    }),
    ...(group.deleting && { Status: 'Delete in progress' }),
    Tags: members(group.tags.map((tag) => tagTree(group, tag))),
  };
}
