import { randomUUID } from 'node:crypto';
import { refuse } from '../../protocol/errors.js';
import type { Deployment, DeploymentGroup, TagFilter } from '../../world/code-deploy.js';
import { stepAt } from '../../world/timeline.js';
import { textOf, textsOf, type JsonAction, type JsonCall, type JsonInput } from '../json-action.js';
import { applicationOf, groupName, groupOf } from './find.js';
import { CONFIGS } from './plan.js';
import { lastSuccessful, settle } from './settle.js';

const KEPT = ['autoRollbackConfiguration', 'outdatedInstancesStrategy', 'terminationHookEnabled'];
const READ = [
  'applicationName',
  'deploymentGroupName',
  'deploymentConfigName',
  'ec2TagFilters',
  'autoScalingGroups',
  'serviceRoleArn',
  'tags',
];
/** Source: CodeDeploy API reference, CreateDeploymentGroup. */
const USUAL_CONFIG = 'CodeDeployDefault.OneAtATime';
const STYLE = { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' };

export const createDeploymentGroup: JsonAction = (call, input) => {
  const application = applicationOf(call, input);
  const name = groupName(input);
  if (application.groups.has(name)) {
    throw refuse('DeploymentGroupAlreadyExistsException', `Deployment group name already exists: ${name}`);
  }
  const unknown = Object.keys(input).find((field) => ![...KEPT, ...READ].includes(field));
  if (unknown !== undefined) {
    throw refuse('InvalidInputException', `The endpoint knows no ${unknown} of a deployment group.`);
  }
  const { serviceRoleArn: serviceRole } = input;
  if (typeof serviceRole !== 'string') throw refuse('RoleRequiredException', 'The role is required.');
  const group: DeploymentGroup = {
    id: randomUUID(),
    name,
    config: configName(input, USUAL_CONFIG),
    tagFilters: (input['ec2TagFilters'] ?? []) as readonly TagFilter[],
    autoScalingGroups: scalingGroups(call, input),
    serviceRole,
    data: Object.fromEntries(KEPT.flatMap((field) => (field in input ? [[field, input[field]]] : []))),
  };
  application.groups.set(name, group);
  return { deploymentGroupId: group.id };
};

/** The configuration that a request names, or else another. Throws DeploymentConfigDoesNotExistException. */
export function configName(input: JsonInput, otherwise: string): string {
  if (input['deploymentConfigName'] === undefined) return otherwise;
  const name = textOf(input, 'deploymentConfigName');
  if (Object.hasOwn(CONFIGS, name)) return name;
  throw refuse(
    'DeploymentConfigDoesNotExistException',
    `No deployment configuration found for name: ${name}`,
  );
}

function scalingGroups({ region }: JsonCall, input: JsonInput): string[] {
  const names = textsOf(input, 'autoScalingGroups');
  const absent = names.filter((name) => !region.autoScaling.groups.has(name));
  if (absent.length > 0) {
    throw refuse(
      'InvalidAutoScalingGroupException',
      `The following Auto Scaling groups could not be found: ${absent.join(', ')}`,
    );
  }
  return names;
}

export const getDeploymentGroup: JsonAction = (call, input) => {
  const application = applicationOf(call, input);
  const group = groupOf(application, input);
  const ofGroup = [...settle(call).values()].filter(
    (one) => one.application === application.name && one.group === group.name,
  );
  const last = ofGroup.at(-1);
  const succeeded = lastSuccessful(ofGroup, application.name, group.name, call.now);
  return {
    deploymentGroupInfo: {
      applicationName: application.name,
      deploymentGroupId: group.id,
      deploymentGroupName: group.name,
      deploymentConfigName: group.config,
      ec2TagFilters: group.tagFilters,
      onPremisesInstanceTagFilters: [],
      autoScalingGroups: group.autoScalingGroups.map((name) => ({ name })),
      serviceRoleArn: group.serviceRole,
      triggerConfigurations: [],
      deploymentStyle: STYLE,
      outdatedInstancesStrategy: 'UPDATE',
      computePlatform: 'Server',
      terminationHookEnabled: false,
      ...group.data,
      ...(succeeded && {
        targetRevision: succeeded.revision,
        lastSuccessfulDeployment: brief(succeeded, call),
      }),
      ...(last && { lastAttemptedDeployment: brief(last, call) }),
    },
  };
};

function brief({ id, timeline, createdAt }: Deployment, { now }: JsonCall) {
  const { state, at } = stepAt(timeline, now);
  return { deploymentId: id, status: state, endTime: at / 1000, createTime: createdAt / 1000 };
}

export const deleteDeploymentGroup: JsonAction = (call, input) => {
  const application = applicationOf(call, input);
  application.groups.delete(groupName(input));
  return { hooksNotCleanedUp: [] };
};
