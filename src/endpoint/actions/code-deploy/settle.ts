import type { Application, Deployment, DeploymentGroup } from '../../world/code-deploy.js';
import { deploymentOutcome } from '../../world/deployment-outcomes.js';
import { SECOND } from '../../world/durations.js';
import { stateAt, stepAt } from '../../world/timeline.js';
import type { JsonCall } from '../json-action.js';
import { instancesOf } from './match.js';
import { planned, refused } from './plan.js';
import { revisionExists } from './revision-exists.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** From memory: a deployment that has failed names the one that takes it back a moment later. */
const ROLLBACK_AFTER = SECOND;

type Making = Pick<Deployment, 'application' | 'config' | 'revision' | 'creator' | 'triggeredBy' | 'data'> & {
  readonly group: DeploymentGroup;
  readonly rollsBack: boolean;
  /** Cloud ms. */
  readonly at: number;
};

/** Begins a deployment to the instances that then run. */
export function deploy(call: JsonCall, { group, at, ...making }: Making): Deployment {
  const { world, region } = call;
  const { deployments } = region.codeDeploy;
  const previous = lastSuccessful(deployments.values(), making.application, group.name, at);
  const { timeline, targets } = plan(call, { group, at, ...making });
  const deployment: Deployment = {
    ...making,
    id: `d-${Array.from({ length: 9 }, () => ALPHABET[Math.floor(world.chance() * 36)]).join('')}`,
    group: group.name,
    createdAt: at,
    ...(previous && { previousRevision: previous.revision }),
    timeline,
    targets,
  };
  deployments.set(deployment.id, deployment);
  return deployment;
}

function plan({ world, region }: JsonCall, making: Making) {
  const { settings } = world;
  const { group, at, config, revision } = making;
  const instanceIds = instancesOf(region, group, at);
  const outcome = deploymentOutcome(world, making);
  if (instanceIds.length === 0) return refused(settings, at, NO_INSTANCES);
  if (!revisionExists(world, revision)) return refused(settings, at, REVISION_MISSING);
  return planned(settings, { instanceIds, config, outcome, now: at });
}

const NO_INSTANCES = {
  code: 'NO_INSTANCES',
  message:
    'The deployment failed because no instances were found for your deployment group. Check your deployment group settings to make sure the tags for your Amazon EC2 instances or Auto Scaling groups correctly identify the instances you want to deploy to, and then try again.',
};
/** The text is from memory. */
const REVISION_MISSING = {
  code: 'REVISION_MISSING',
  message:
    'The deployment failed because the revision could not be found. Check that it still exists, and then try again.',
};

/** All deployments, once those have begun that take a failed or stopped one back. */
export function settle(call: JsonCall): ReadonlyMap<string, Deployment> {
  const { deployments, applications } = call.region.codeDeploy;
  for (const deployment of [...deployments.values()]) rollBack(call, deployment, applications);
  return deployments;
}

/** Source: CodeDeploy user guide, "Redeploy and roll back a deployment": a new deployment of the last revision that succeeded. */
function rollBack(
  call: JsonCall,
  deployment: Deployment,
  applications: ReadonlyMap<string, Application>,
): void {
  const { state, at: ended } = stepAt(deployment.timeline, call.now);
  const at = ended + ROLLBACK_AFTER;
  if (!deployment.rollsBack || deployment.rollback || at > call.now) return;
  if (state !== 'Failed' && state !== 'Stopped') return;
  const group = applications.get(deployment.application)?.groups.get(deployment.group);
  const { previousRevision: revision } = deployment;
  if (!group || !revision || deployment.targets.length === 0) {
    // From memory: AWS documents no text for this.
    deployment.rollback = { message: 'There is no last successful revision to roll back to.' };
    return;
  }
  const { id: deploymentId } = deploy(call, {
    application: deployment.application,
    config: deployment.config,
    revision,
    creator: 'codeDeployRollback',
    triggeredBy: deployment.id,
    data: {
      description: `Automatic rollback of ${deployment.id}`,
      fileExistsBehavior: deployment.data['fileExistsBehavior'],
    },
    group,
    rollsBack: false,
    at,
  });
  deployment.rollback = {
    deploymentId,
    message: `Deployment ${deployment.id} was rolled back by ${deploymentId}.`,
  };
}

/** The newest that had succeeded by a time (cloud ms). */
export function lastSuccessful(
  deployments: Iterable<Deployment>,
  application: string,
  group: string,
  at: number,
): Deployment | undefined {
  return [...deployments]
    .filter((one) => one.application === application && one.group === group)
    .findLast(({ timeline }) => stateAt(timeline, at) === 'Succeeded');
}
