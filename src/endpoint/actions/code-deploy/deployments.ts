import { refuse } from '../../protocol/errors.js';
import { hasEnded, type Deployment } from '../../world/code-deploy.js';
import { stateAt } from '../../world/timeline.js';
import { pages, textsOf, type JsonAction, type JsonInput } from '../json-action.js';
import { applicationOf, deploymentOf, groupOf } from './find.js';
import { configName } from './groups.js';
import { deploymentInfo } from './info.js';
import { locationOf } from './location.js';
import { deploy, settle } from './settle.js';

const KEPT = [
  'description',
  'ignoreApplicationStopFailures',
  'autoRollbackConfiguration',
  'updateOutdatedInstancesOnly',
  'fileExistsBehavior',
];
const READ = ['applicationName', 'deploymentGroupName', 'deploymentConfigName', 'revision'];
/** Source: CodeDeploy API reference, ListDeployments: 100 at most; BatchGetDeployments: 25. */
const LISTED = 100;
const AT_ONCE = 25;

export const createDeployment: JsonAction = (call, input) => {
  const application = applicationOf(call, input);
  const group = groupOf(application, input);
  const revision = locationOf(input);
  const unknown = Object.keys(input).find((field) => ![...KEPT, ...READ].includes(field));
  if (unknown !== undefined)
    throw refuse('InvalidInputException', `The endpoint knows no ${unknown} of a deployment.`);
  const behavior = fileExistsBehavior(input);
  const config = configName(input, group.config);
  const active = [...settle(call).values()].find(
    (one) => one.application === application.name && one.group === group.name && !hasEnded(one, call.now),
  );
  if (active) {
    throw refuse(
      'DeploymentLimitExceededException',
      `The Deployment Group '${group.name}' already has an active Deployment '${active.id}'`,
    );
  }
  application.revisions.set(JSON.stringify(revision), { location: revision, registeredAt: call.now });
  const rollbacks = input['autoRollbackConfiguration'] ?? group.data['autoRollbackConfiguration'];
  const { id } = deploy(call, {
    application: application.name,
    group,
    config,
    revision,
    creator: 'user',
    rollsBack: rollsBack(rollbacks, 'DEPLOYMENT_FAILURE'),
    data: {
      ignoreApplicationStopFailures: false,
      updateOutdatedInstancesOnly: false,
      fileExistsBehavior: behavior,
      ...(rollbacks !== undefined && { autoRollbackConfiguration: rollbacks }),
      ...Object.fromEntries(KEPT.flatMap((field) => (field in input ? [[field, input[field]]] : []))),
    },
    at: call.now,
  });
  return { deploymentId: id };
};

function fileExistsBehavior({ fileExistsBehavior: given = 'DISALLOW' }: JsonInput): string {
  if (typeof given === 'string' && ['DISALLOW', 'OVERWRITE', 'RETAIN'].includes(given)) return given;
  throw refuse('InvalidFileExistsBehaviorException', 'The behavior is DISALLOW, OVERWRITE or RETAIN.');
}

function rollsBack(configuration: unknown, event: string): boolean {
  const { enabled, events } = (configuration ?? {}) as { enabled?: boolean; events?: string[] };
  return enabled === true && (events ?? []).includes(event);
}

export const getDeployment: JsonAction = (call, input) => ({
  deploymentInfo: deploymentInfo(deploymentOf(call, input), call.now),
});

/** Those that aren't there are left out, not refused. */
export const batchGetDeployments: JsonAction = (call, input) => {
  const ids = textsOf(input, 'deploymentIds');
  if (ids.length > AT_ONCE) {
    throw refuse('BatchLimitExceededException', `There can be ${AT_ONCE} deployments at most.`);
  }
  const all = settle(call);
  return { deploymentsInfo: ids.flatMap((id) => shown(all.get(id), call.now)) };
};

function shown(deployment: Deployment | undefined, now: number) {
  return deployment ? [deploymentInfo(deployment, now)] : [];
}

export const listDeployments: JsonAction = (call, input) => {
  const all = [...settle(call).values()].reverse();
  const { items, nextToken } = pages(
    all.filter(isAskedFor(input, call.now)),
    { NextToken: input['nextToken'] },
    LISTED,
  );
  if (input['applicationName'] !== undefined) groupOf(applicationOf(call, input), input);
  return { deployments: items.map(({ id }) => id), ...(nextToken !== undefined && { nextToken }) };
};

function isAskedFor(input: JsonInput, now: number): (deployment: Deployment) => boolean {
  const { applicationName, deploymentGroupName } = input;
  const statuses = textsOf(input, 'includeOnlyStatuses');
  // In seconds, as JSON has times.
  const { start = 0, end = Infinity } = (input['createTimeRange'] ?? {}) as { start?: number; end?: number };
  return ({ application, group, timeline, createdAt }) =>
    createdAt >= start * 1000 &&
    createdAt <= end * 1000 &&
    (applicationName ?? application) === application &&
    (deploymentGroupName ?? group) === group &&
    (statuses.length === 0 || statuses.includes(stateAt(timeline, now)));
}
