/**
 * What the calls of CodeDeploy ask of IAM.
 *
 * Source of actions and resources: Service Authorization Reference, "Actions, resources, and condition keys for AWS
 * CodeDeploy". From memory: that CreateDeployment is asked about the configuration and the revision, too, as all
 * published policies for it have it.
 */
import type { JsonInput } from '../actions/json-action.js';
import type { Asked } from '../services/request.js';
import type { View } from '../world/consistency.js';
import { ACCOUNT } from '../world/state.js';
import type { Authorization } from './authorization.js';

/** Actions whose resource is the application that they name. */
const OF_APPLICATION =
  /^(CreateApplication|DeleteApplication|GetApplication|GetApplicationRevision|RegisterApplicationRevision)$/;
/** Actions that know no resources. */
const OF_NOTHING = /^(BatchGetDeploymentTargets|ListDeploymentTargets|StopDeployment)$/;

export function ofCodeDeploy(
  { action, params }: Extract<Asked, { service: 'ssm' | 'kms' | 'codedeploy' }>,
  view: View,
): Authorization[] {
  const { region } = view;
  const arn = (resource: string) => `arn:aws:codedeploy:${region.name}:${ACCOUNT}:${resource}`;
  const one = (name: string, resource: string): Authorization => ({
    action: `codedeploy:${name}`,
    resource,
    context: {},
  });
  if (OF_NOTHING.test(action)) return [one(action, '*')];
  const { application, group, config } = named(params, view);
  if (OF_APPLICATION.test(action)) return [one(action, arn(`application:${application}`))];
  const onGroup = one(action, arn(`deploymentgroup:${application}/${group}`));
  if (action !== 'CreateDeployment') return [onGroup];
  return [
    onGroup,
    one('GetDeploymentConfig', arn(`deploymentconfig:${config}`)),
    one('GetApplicationRevision', arn(`application:${application}`)),
    one('RegisterApplicationRevision', arn(`application:${application}`)),
  ];
}

/** What a request is about, by itself or by the deployment that it names. */
function named(params: JsonInput, { region }: View): { application: string; group: string; config: string } {
  const { applications, deployments } = region.codeDeploy;
  const [id] = Array.isArray(params['deploymentIds'])
    ? (params['deploymentIds'] as unknown[])
    : [params['deploymentId']];
  const deployment = deployments.get(String(id));
  const application = text(params['applicationName']) ?? deployment?.application ?? '*';
  const group = text(params['deploymentGroupName']) ?? deployment?.group ?? '*';
  const usual = applications.get(application)?.groups.get(group)?.config;
  return { application, group, config: text(params['deploymentConfigName']) ?? usual ?? '*' };
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
