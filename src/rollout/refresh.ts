import type {
  InstanceRefresh,
  InstanceRefreshStatus,
  RefreshPreferences,
} from '@aws-sdk/client-auto-scaling';
import { isAwsFailure } from '../aws/errors.js';
import type { AutoScalingSender } from '../aws/calls.js';
import type { ReadContext } from '../context.js';
import type { RefreshPart } from '../inputs/request.js';

/** Neither ended nor being ended. Source: Auto Scaling API reference, InstanceRefresh, `Status`. */
const RUNNING: readonly (InstanceRefreshStatus | undefined)[] = ['Pending', 'InProgress', 'Baking'];
const ENDED: readonly (InstanceRefreshStatus | undefined)[] = [
  'Successful',
  'Failed',
  'Cancelled',
  'RollbackSuccessful',
  'RollbackFailed',
];

export function isRunning({ Status }: InstanceRefresh): boolean {
  return RUNNING.includes(Status);
}

export function hasEnded({ Status }: InstanceRefresh): boolean {
  return ENDED.includes(Status);
}

/** The refresh with this ID, or the newest of the group; undefined: there was none in the last six weeks. */
export async function readRefresh(
  group: string,
  id: string | undefined,
  { autoscaling }: Pick<ReadContext, 'autoscaling'>,
): Promise<InstanceRefresh | undefined> {
  const { InstanceRefreshes: [found] = [] } = await autoscaling('DescribeInstanceRefreshes', {
    AutoScalingGroupName: group,
    ...(id === undefined ? { MaxRecords: 1 } : { InstanceRefreshIds: [id] }),
  });
  return found;
}

/** The version that a refresh brings its group to, as far as it says one. */
export function targetOf({
  DesiredConfiguration,
}: InstanceRefresh): { id: string; version: string } | undefined {
  const { LaunchTemplate, MixedInstancesPolicy } = DesiredConfiguration ?? {};
  const { LaunchTemplateId: id, Version: version } =
    LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification ?? {};
  return id === undefined || version === undefined ? undefined : { id, version };
}

/** Whether a refresh brings its group to this version. */
export function leadsTo(
  refresh: InstanceRefresh,
  to: { readonly id: string; readonly version: number },
): boolean {
  const { id, version } = targetOf(refresh) ?? {};
  return id === to.id && version === String(to.version);
}

/** Stops the refresh that is on its way, if it has not ended in the meantime. */
export async function cancelRefresh(
  group: string,
  { autoscaling }: { readonly autoscaling: AutoScalingSender },
): Promise<void> {
  await autoscaling('CancelInstanceRefresh', {
    AutoScalingGroupName: group,
    // What is being launched or ended goes on all the same, and the next refresh copes with it.
    WaitForTransitioningInstances: false,
  }).catch((thrown: unknown) => {
    if (!isAwsFailure(thrown) || !thrown.code.startsWith('ActiveInstanceRefreshNotFound')) throw thrown;
  });
}

/**
 * @param warmupSeconds undefined: as the group says
 * @param rollsBack whether Auto Scaling is to go back by itself when the refresh fails, which it does even when we are gone
 */
export function preferences(
  part: RefreshPart,
  warmupSeconds: number | undefined,
  rollsBack: boolean,
): RefreshPreferences {
  const { checkpoints, checkpointDelayMs, bakeTimeMs, alarms } = part;
  return {
    MinHealthyPercentage: part.minHealthy,
    MaxHealthyPercentage: part.maxHealthy,
    ...(warmupSeconds === undefined ? {} : { InstanceWarmup: warmupSeconds }),
    ...(checkpoints.length === 0 ? {} : { CheckpointPercentages: [...checkpoints] }),
    ...(checkpointDelayMs === undefined ? {} : { CheckpointDelay: Math.ceil(checkpointDelayMs / 1000) }),
    ...(bakeTimeMs === undefined ? {} : { BakeTime: Math.ceil(bakeTimeMs / 1000) }),
    SkipMatching: part.skipMatching,
    ScaleInProtectedInstances: PROTECTED[part.scaleInProtected],
    StandbyInstances: STANDBY[part.standby],
    ...(alarms.length === 0 ? {} : { AlarmSpecification: { Alarms: [...alarms] } }),
    AutoRollback: rollsBack,
  };
}

const PROTECTED = { ignore: 'Ignore', refresh: 'Refresh', wait: 'Wait' } as const;
const STANDBY = { ignore: 'Ignore', terminate: 'Terminate', wait: 'Wait' } as const;

/** How far it is, in words: `40 % of 12 instances, InProgress`. */
export function progress({
  PercentageComplete = 0,
  InstancesToUpdate,
  Status = 'Pending',
}: InstanceRefresh): string {
  const left = InstancesToUpdate === undefined ? '' : `, ${InstancesToUpdate} to go`;
  return `${PercentageComplete} % (${Status}${left})`;
}
