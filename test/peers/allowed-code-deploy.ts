/** What moto lacks of CodeDeploy, or does otherwise. */
import { because, under, type AllowedDifference } from './allowed-row.js';

const GROUP = 'deploymentGroupInfo.';

export const OF_MOTO_CODE_DEPLOY: readonly AllowedDifference[] = [
  ...because('moto writes times as texts; JSON 1.1 has numbers, and the SDK reads nothing else.', {
    GetApplication: ['Error'],
    GetDeployment: ['Error'],
    BatchGetDeployments: ['Error'],
  }),
  ...because('moto writes an empty structure for what is not there.', {
    GetDeploymentGroup: [
      ...under(GROUP, 'alarmConfiguration', 'blueGreenDeploymentConfiguration', 'ec2TagSet'),
      ...under(GROUP, 'lastAttemptedDeployment', 'lastSuccessfulDeployment', 'loadBalancerInfo'),
      ...under(GROUP, 'onPremisesTagSet', 'targetRevision'),
    ],
  }),
  ...because('moto does not fill in what a group has by default.', {
    GetDeploymentGroup: [
      ...under(GROUP, 'computePlatform', 'deploymentStyle.*', 'outdatedInstancesStrategy'),
      `${GROUP}terminationHookEnabled`,
    ],
  }),
  ...because('IDs of deployments are UUIDs in moto, and d-ABCDEF123 in CodeDeploy.', {
    CreateDeployment: ['deploymentId'],
    ListDeployments: ['deployments[]'],
  }),
  ...because('moto does not know this action: status 500 and a page of HTML.', {
    RegisterApplicationRevision: ['Error'],
    GetApplicationRevision: ['Error'],
    ListDeploymentTargets: ['Error'],
    BatchGetDeploymentTargets: ['Error'],
    StopDeployment: ['Error.code', 'Error.status'],
    DeleteDeploymentGroup: ['Error'],
    DeleteApplication: ['Error'],
  }),
];
