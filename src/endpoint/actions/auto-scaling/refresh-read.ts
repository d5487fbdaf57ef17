import { refuse } from '../../protocol/errors.js';
import { flag, text, texts, whole, type Params } from '../../protocol/query.js';
import { HOUR, SECOND } from '../../world/durations.js';
import type { View } from '../../world/consistency.js';
import type { AutoScalingGroup } from '../../world/scaling/group.js';
import type { Preferences } from '../../world/scaling/refresh.js';
import { templatesOf, type LaunchSource } from '../../world/scaling/source.js';
import { mixedInstances, templateSpecification } from './template.js';

/** Source: Auto Scaling API reference, RefreshPreferences: defaults and bounds. */
export function preferencesOf(params: Params, group: AutoScalingGroup): Preferences {
  const given = params['Preferences'];
  const asked = typeof given === 'object' ? given : {};
  const checkpoints = percentages(asked);
  return {
    ...healthy(asked, group),
    warmup: warmup(asked, group) * SECOND,
    checkpoints,
    checkpointDelay: delay(asked, checkpoints),
    skipMatching: flag(asked, 'SkipMatching') ?? false,
    autoRollback: flag(asked, 'AutoRollback') ?? false,
    scaleInProtected: oneOf(asked, 'ScaleInProtectedInstances', ['Wait', 'Ignore', 'Refresh']),
    standby: oneOf(asked, 'StandbyInstances', ['Wait', 'Ignore', 'Terminate']),
    alarms: texts(asked, 'AlarmSpecification.Alarms.member'),
    bakeTime: between(asked, 'BakeTime', [0, 172800]) === undefined ? undefined : seconds(asked, 'BakeTime'),
  };
}

function seconds(asked: Params, name: string): number {
  return (whole(asked, name) ?? 0) * SECOND;
}

function healthy(asked: Params, { data }: AutoScalingGroup): Pick<Preferences, 'minHealthy' | 'maxHealthy'> {
  const policy = (name: string) => {
    const value = whole(data, `InstanceMaintenancePolicy.${name}`);
    return value === undefined || value < 0 ? undefined : value;
  };
  const least = between(asked, 'MinHealthyPercentage', [0, 100]);
  const most = between(asked, 'MaxHealthyPercentage', [100, 200]);
  if (most !== undefined && least === undefined) {
    throw invalid('You must specify MinHealthyPercentage when you specify MaxHealthyPercentage.');
  }
  const minHealthy = least ?? policy('MinHealthyPercentage') ?? 90;
  const maxHealthy = most ?? (least === undefined ? policy('MaxHealthyPercentage') : undefined);
  if ((maxHealthy ?? 100) - minHealthy > 100) {
    throw invalid(
      'The difference between MinHealthyPercentage and MaxHealthyPercentage cannot be greater than 100.',
    );
  }
  return { minHealthy, maxHealthy };
}

function warmup(asked: Params, { data }: AutoScalingGroup): number {
  // -1 takes away what was set.
  const given = between(asked, 'InstanceWarmup', [-1, Infinity]);
  const own = given === -1 ? undefined : given;
  const usual = whole(data, 'DefaultInstanceWarmup');
  return own ?? (usual !== undefined && usual >= 0 ? usual : (whole(data, 'HealthCheckGracePeriod') ?? 0));
}

function percentages(asked: Params): number[] {
  const found = texts(asked, 'CheckpointPercentages.member').map(Number);
  const right = found.every((each, index) => each > (found[index - 1] ?? 0) && each <= 100);
  if (right) return found;
  throw invalid('CheckpointPercentages must be unique, in ascending order and between 1 and 100.');
}

function delay(asked: Params, checkpoints: readonly number[]): number {
  const given = between(asked, 'CheckpointDelay', [0, 172800]);
  if (given !== undefined && checkpoints.length === 0) {
    throw invalid('You must specify CheckpointPercentages when you specify CheckpointDelay.');
  }
  return given === undefined ? HOUR : given * SECOND;
}

function between(asked: Params, name: string, [least, most]: readonly [number, number]): number | undefined {
  const value = whole(asked, name);
  if (value === undefined || (value >= least && value <= most)) return value;
  throw invalid(`${name} must be between ${least} and ${most}.`);
}

function oneOf<V extends string>(asked: Params, name: string, values: readonly [V, ...V[]]): V {
  const given = text(asked, name) ?? values[0];
  const found = values.find((each) => each === given);
  if (found !== undefined) return found;
  throw refuse(
    'ValidationError',
    `1 validation error detected: Value '${given}' at 'preferences.${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to ` +
      `satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
  );
}

export function invalid(why: string): Error {
  return refuse('ValidationError', `The request isn't valid. ${why}`);
}

/** What the group is to be launched from, if the request tells; exactly one way then. */
export function desiredOf(view: View, params: Params): LaunchSource | undefined {
  const { DesiredConfiguration: asked } = params;
  if (typeof asked !== 'object') return undefined;
  const { LaunchTemplate: template, MixedInstancesPolicy: policy } = asked;
  if (typeof template === 'object' && policy === undefined) {
    return { launchTemplate: templateSpecification(view, template) };
  }
  if (typeof policy === 'object' && template === undefined) {
    return { mixedInstances: mixedInstances(view, policy) };
  }
  throw invalid('The DesiredConfiguration must contain either LaunchTemplate or MixedInstancesPolicy.');
}

/** Why a refresh could not be undone. Source: Auto Scaling API reference, RollbackInstanceRefresh. */
export function irreversible(
  { region }: View,
  { source }: AutoScalingGroup,
  desired: LaunchSource | undefined,
): string | undefined {
  if (!desired) return 'there is no desired configuration specified for the instance refresh';
  const templates = templatesOf(source);
  if (templates.some(({ version }) => version.startsWith('$'))) {
    return "the Auto Scaling group uses the launch template's $Latest or $Default version";
  }
  const byParameter = templates.some(({ id, version }) => {
    const data = region.launchTemplates.get(id)?.versions.get(Number(version))?.data;
    return text(data ?? {}, 'ImageId')?.startsWith('resolve:ssm:') ?? false;
  });
  return byParameter
    ? 'the Auto Scaling group has a launch template that uses an AWS Systems Manager parameter instead of an AMI ID'
    : undefined;
}
