import { refuse } from '../../protocol/errors.js';
import type { Deployment, Target } from '../../world/code-deploy.js';
import { ACCOUNT } from '../../world/state.js';
import { stateAt } from '../../world/timeline.js';
import { pages, textsOf, type JsonAction, type JsonCall } from '../json-action.js';
import { deploymentOf } from './find.js';
import { LIFECYCLE_EVENTS } from './plan.js';

type TargetStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped';
type Timed = { readonly status: TargetStatus; readonly from?: number; readonly to?: number };

/** Source: CodeDeploy API reference, BatchGetDeploymentTargets: 25 at most. */
const AT_ONCE = 25;
const LISTED = 100;

/** What an instance is at now. What has not ended by the deployment's own end never does. */
export function targetStatus(
  deployment: Deployment,
  { startsAt, endsAt, failure }: Target,
  now: number,
): TargetStatus {
  const until = endedAt(deployment, now);
  if (endsAt !== undefined && endsAt <= Math.min(now, until)) return failure ? 'Failed' : 'Succeeded';
  if (until <= now) return 'Skipped';
  return startsAt !== undefined && startsAt <= now ? 'InProgress' : 'Pending';
}

function endedAt({ timeline, stoppedAt }: Deployment, now: number): number {
  if (stoppedAt !== undefined) return stoppedAt;
  const state = stateAt(timeline, now);
  return state === 'Succeeded' || state === 'Failed' ? (timeline.at(-1)?.at ?? Infinity) : Infinity;
}

export const listDeploymentTargets: JsonAction = (call, input) => {
  const deployment = started(call, deploymentOf(call, input));
  const { TargetStatus: statuses } = (input['targetFilters'] ?? {}) as { TargetStatus?: string[] };
  const found = deployment.targets.filter(
    (target) => statuses === undefined || statuses.includes(targetStatus(deployment, target, call.now)),
  );
  const { items, nextToken } = pages(found, { NextToken: input['nextToken'] }, LISTED);
  return {
    targetIds: items.map(({ instanceId }) => instanceId),
    ...(nextToken !== undefined && { nextToken }),
  };
};

export const batchGetDeploymentTargets: JsonAction = (call, input) => {
  const deployment = started(call, deploymentOf(call, input));
  const ids = textsOf(input, 'targetIds');
  if (ids.length === 0) throw refuse('DeploymentTargetIdRequiredException', 'The target IDs are required.');
  if (ids.length > AT_ONCE) {
    throw refuse('DeploymentTargetListSizeExceededException', `There can be ${AT_ONCE} targets at most.`);
  }
  return { deploymentTargets: ids.map((id) => targetTree(call, deployment, id)) };
};

/** Source: CodeDeploy API reference, DeploymentNotStartedException. The text is from memory. */
function started({ now }: JsonCall, deployment: Deployment): Deployment {
  const state = stateAt(deployment.timeline, now);
  if (state !== 'Created' && state !== 'Queued') return deployment;
  throw refuse('DeploymentNotStartedException', `The deployment ${deployment.id} has not started yet`);
}

function targetTree({ region, now }: JsonCall, deployment: Deployment, id: string): Record<string, unknown> {
  const target = deployment.targets.find(({ instanceId }) => instanceId === id);
  if (!target) {
    throw refuse('DeploymentTargetDoesNotExistException', `The deployment target ${id} could not be found`);
  }
  const { startsAt = deployment.createdAt, endsAt = Infinity } = target;
  const at = Math.min(endsAt, now) < startsAt ? deployment.createdAt : Math.min(endsAt, now);
  return {
    deploymentTargetType: 'InstanceTarget',
    instanceTarget: {
      deploymentId: deployment.id,
      targetId: id,
      targetArn: `arn:aws:ec2:${region.name}:${ACCOUNT}:instance/${id}`,
      status: targetStatus(deployment, target, now),
      lastUpdatedAt: at / 1000,
      lifecycleEvents: LIFECYCLE_EVENTS.map((event, index) =>
        eventTree(deployment, target, { event, index, now }),
      ),
    },
  };
}

/** Each event takes the same share of the instance's time. */
function eventTree(
  deployment: Deployment,
  target: Target,
  { event, index, now }: { event: string; index: number; now: number },
): Record<string, unknown> {
  const { status, from, to } = timed(deployment, target, { index, now });
  return {
    lifecycleEventName: event,
    status,
    ...(from !== undefined && { startTime: from / 1000 }),
    ...(to !== undefined && { endTime: to / 1000 }),
    ...(status === 'Succeeded' && {
      diagnostics: { errorCode: 'Success', scriptName: '', message: 'Succeeded', logTail: '' },
    }),
    ...(status === 'Failed' && { diagnostics: target.failure?.diagnostics }),
  };
}

function timed(
  deployment: Deployment,
  { startsAt, endsAt = Infinity, failure }: Target,
  { index, now }: { index: number; now: number },
): Timed {
  const until = endedAt(deployment, now);
  const over = until <= now || endsAt <= now ? 'Skipped' : 'Pending';
  const fails = failure ? LIFECYCLE_EVENTS.indexOf(failure.event) : Infinity;
  if (startsAt === undefined || index > fails) return { status: over };
  const share = Math.floor((endsAt - startsAt) / Math.min(fails + 1, LIFECYCLE_EVENTS.length));
  // One that never ends does so in its first event.
  const from = index === 0 ? startsAt : startsAt + index * share;
  const to = from + share;
  if (to <= Math.min(now, until)) return { status: index === fails ? 'Failed' : 'Succeeded', from, to };
  return from > now || until <= now ? { status: over } : { status: 'InProgress', from };
}
