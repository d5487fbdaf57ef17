import { actionsOfCalls, type Call } from '../aws/permissions.js';
import { runTag } from '../aws/tags.js';
import type { ReadContext } from '../context.js';
import type { NewGroupPart, PlanRequest, RolloutPart } from '../inputs/request.js';
import { versionSpec } from '../rollout/plan.js';
import { versionInput } from '../rollout/version.js';
import { NOT_ASKED } from './ask.js';
import type { Answer } from './permissions.js';
import type { Looked } from './planned-rollout.js';
import { scopeOf } from './policy-scope.js';

/** Of no template. Source: EC2 API reference, LaunchTemplateVersion: they count from 1. */
const NO_VERSION = '999999999';

/** The calls of Auto Scaling that a roll-out makes. It knows no dry run, and asking for less would change something. */
const ROLLING: readonly Call[] = [
  'UpdateAutoScalingGroup',
  'StartInstanceRefresh',
  'CancelInstanceRefresh',
  'RollbackInstanceRefresh',
];

const CREATING: readonly Call[] = [
  'CreateLaunchTemplate',
  'CreateAutoScalingGroup',
  'DeleteAutoScalingGroup',
];

/**
 * Asks about all that a roll-out does beside a launch: EC2 about the version of the launch template. What stays in doubt are
 * the calls of Auto Scaling, which are answers, too.
 *
 * @param looked undefined where the group could not be looked at
 */
export async function askRolling(
  request: PlanRequest & { readonly rollout: RolloutPart },
  looked: Looked | undefined,
  context: ReadContext,
): Promise<Answer[]> {
  const { create } = request.rollout;
  const scope = await scopeOf(request, looked?.plan.template, context);
  const makes = create !== undefined && looked?.group === undefined;
  const rolls = looked === undefined || looked.group !== undefined;
  const migrates = looked?.group !== undefined && looked.rolling === undefined;
  const calls = [
    ...(rolls ? ROLLING : []),
    ...(makes ? CREATING : []),
    ...(migrates ? (['CreateLaunchTemplate', 'CreateLaunchTemplateVersion'] as const) : []),
    ...(create === undefined ? [] : callsOf(create, looked)),
  ];
  const doubts = calls.map((call): Answer => {
    // What they need of EC2 is asked about as a launch.
    const actions = actionsOfCalls([call], scope).filter((action) => !OF_LAUNCHES.test(action));
    return { call, verdict: NOT_ASKED, actions };
  });
  return [...(await askVersion(request, looked, context)), ...doubts];
}

/** For what of a group as a whole is put right, beside an update of it. */
function callsOf({ warmPool, targetGroupArns }: NewGroupPart, looked: Looked | undefined): readonly Call[] {
  const pool = warmPool && (warmPool.size > 0 ? 'PutWarmPool' : 'DeleteWarmPool');
  const isMade = looked !== undefined && looked.group === undefined;
  return [
    ...(pool === undefined ? [] : ([pool] as const)),
    // Of a new group that is part of the making.
    ...(targetGroupArns === undefined || isMade
      ? []
      : (['AttachLoadBalancerTargetGroups', 'DetachLoadBalancerTargetGroups'] as const)),
  ];
}

const OF_LAUNCHES = /^(ec2:(RunInstances|CreateTags)|iam:PassRole|kms:.*)$/;

async function askVersion(
  request: PlanRequest,
  looked: Looked | undefined,
  { dryRun, run }: ReadContext,
): Promise<Answer[]> {
  const { plan, rolling } = looked ?? {};
  if (plan === undefined || rolling === undefined) return [];
  const wanted = versionSpec(request, plan, plan.spec.image);
  const LaunchTemplateId = rolling.template.id;
  const [made, gone] = await Promise.all([
    dryRun('CreateLaunchTemplateVersion', versionInput(wanted, LaunchTemplateId, runTag(run))),
    // What a run does that fails.
    dryRun('DeleteLaunchTemplateVersions', { LaunchTemplateId, Versions: [NO_VERSION] }),
  ]);
  return [
    { call: 'CreateLaunchTemplateVersion', verdict: made },
    { call: 'DeleteLaunchTemplateVersions', verdict: gone },
  ];
}
