/**
 * What Auto Scaling's calls ask of IAM.
 *
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2 Auto Scaling"; Auto Scaling
 * user guide, "Control Amazon EC2 launch template usage in Auto Scaling groups": who refers to a launch template needs
 * ec2:RunInstances for what it launches. What that comes to for a request that names a version which isn't there is not asked.
 */
import { asLaunched } from '../actions/launch/template.js';
import { flag, structures, text, type Params } from '../protocol/query.js';
import type { View } from '../world/consistency.js';
import type { AutoScalingGroup } from '../world/scaling/group.js';
import { ACCOUNT } from '../world/state.js';
import type { Authorization, ConditionKeys } from './authorization.js';
import { launchAuthorizations } from './of-launch.js';
import { resourceTags } from './tags.js';

/** By groups that the call names. All that only describes is asked about everywhere. */
const ON_GROUP: ReadonlySet<string> = new Set([
  'AttachLoadBalancerTargetGroups',
  'CancelInstanceRefresh',
  'CreateAutoScalingGroup',
  'DeleteAutoScalingGroup',
  'DeleteWarmPool',
  'DetachLoadBalancerTargetGroups',
  'EnterStandby',
  'ExitStandby',
  'PutWarmPool',
  'ResumeProcesses',
  'RollbackInstanceRefresh',
  'SetDesiredCapacity',
  'SetInstanceProtection',
  'StartInstanceRefresh',
  'SuspendProcesses',
  'UpdateAutoScalingGroup',
]);

/** By the group that has the instance. */
const ON_INSTANCE: ReadonlySet<string> = new Set([
  'SetInstanceHealth',
  'TerminateInstanceInAutoScalingGroup',
]);

const ON_TAGS: ReadonlySet<string> = new Set(['CreateOrUpdateTags', 'DeleteTags']);

const ON_CONFIGURATION: ReadonlySet<string> = new Set([
  'CreateLaunchConfiguration',
  'DeleteLaunchConfiguration',
]);

export function scalingAuthorizations(action: string, params: Params, view: View): Authorization[] {
  const asked = `autoscaling:${action}`;
  const { groups, launchConfigurations } = view.region.autoScaling;
  if (ON_GROUP.has(action)) {
    const name = text(params, 'AutoScalingGroupName') ?? '*';
    const tags = tagsGiven(params);
    const on = { view, name, group: groups.get(name), context: { ...keysOf(action, params), ...tags } };
    const ofTags = ofNewTags(action, params, { ...on, context: tags });
    return [onGroup(asked, on), ...ofTags, ...launched(params, view)];
  }
  if (ON_INSTANCE.has(action)) {
    const id = text(params, 'InstanceId') ?? '';
    const group = [...groups.values()].find(({ members }) => members.has(id));
    return [onGroup(asked, { view, name: group?.name ?? '*', group, context: {} })];
  }
  if (ON_TAGS.has(action)) {
    const names = new Set(structures(params, 'Tags.member').map((tag) => text(tag, 'ResourceId') ?? '*'));
    const context = tagsGiven(params);
    return [...names].map((name) => onGroup(asked, { view, name, group: groups.get(name), context }));
  }
  if (ON_CONFIGURATION.has(action)) {
    const name = text(params, 'LaunchConfigurationName') ?? '*';
    const anyOf = `arn:aws:autoscaling:${view.region.name}:${ACCOUNT}:launchConfiguration:*:launchConfigurationName/${name}`;
    return [{ action: asked, resource: launchConfigurations.get(name)?.arn ?? anyOf, context: {} }];
  }
  return [{ action: asked, resource: '*', context: {} }];
}

/** From memory: a group is made with tags only by those who may tag groups. */
function ofNewTags(action: string, params: Params, on: OnGroup): Authorization[] {
  const tags = action === 'CreateAutoScalingGroup' && structures(params, 'Tags.member').length > 0;
  return tags ? [onGroup('autoscaling:CreateOrUpdateTags', on)] : [];
}

interface OnGroup {
  readonly view: View;
  readonly name: string;
  readonly group: AutoScalingGroup | undefined;
  readonly context: ConditionKeys;
}

/** A group that isn't there (yet) has no ID of its own. */
function onGroup(action: string, { view, name, group, context }: OnGroup): Authorization {
  const anyOf = `arn:aws:autoscaling:${view.region.name}:${ACCOUNT}:autoScalingGroup:00000000-0000-0000-0000-000000000000:autoScalingGroupName/${name}`;
  const tags = group && { tags: new Map(group.tags.map(({ key, value }) => [key, value])) };
  const own = Object.entries(resourceTags(tags)).flatMap(([key, value]) => [
    [key, value] as const,
    [key.replace(/^aws:/, 'autoscaling:'), value] as const,
  ]);
  return { action, resource: group?.arn ?? anyOf, context: { ...Object.fromEntries(own), ...context } };
}

/** Keys that only some of the calls have. */
function keysOf(action: string, params: Params): ConditionKeys {
  if (action === 'DeleteAutoScalingGroup') {
    const forced = flag(params, 'ForceDelete');
    return forced === undefined ? {} : { 'autoscaling:ForceDelete': String(forced) };
  }
  if (action !== 'CreateAutoScalingGroup' && action !== 'UpdateAutoScalingGroup') return {};
  const given = (['MinSize', 'MaxSize'] as const).flatMap((name) => {
    const value = text(params, name);
    return value === undefined ? [] : [[`autoscaling:${name}`, value] as const];
  });
  return Object.fromEntries(given);
}

function tagsGiven(params: Params): ConditionKeys {
  const tags = structures(params, 'Tags.member').map(
    (tag) => [text(tag, 'Key') ?? '', text(tag, 'Value') ?? ''] as const,
  );
  if (tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': tags.map(([key]) => key),
  };
}

/** What the launch templates of the request would launch. */
function launched(params: Params, view: View): Authorization[] {
  const { DesiredConfiguration: desired } = params;
  return [params, ...(typeof desired === 'object' ? [desired] : [])].flatMap((asked) => {
    const mixed = asked['MixedInstancesPolicy'];
    const common = typeof mixed === 'object' ? mixed['LaunchTemplate'] : undefined;
    const template =
      typeof common === 'object' ? common['LaunchTemplateSpecification'] : asked['LaunchTemplate'];
    if (typeof template !== 'object') return [];
    const [subnetId] = (text(params, 'VPCZoneIdentifier') ?? '').split(',');
    const launch = asLaunched(
      { LaunchTemplate: template, ...(subnetId !== undefined && subnetId !== '' && { SubnetId: subnetId }) },
      view,
    );
    return launchAuthorizations(launch, view);
  });
}
