/** CodeDeploy: applications, groups, revisions, and deployments as far as moto has them, where nothing is ever deployed. */
import * as codeDeploy from '@aws-sdk/client-codedeploy';
import { askCodeDeploy, type Case, type Known } from './case.js';

const APPLICATION = { applicationName: 'web' };
const GROUP = { ...APPLICATION, deploymentGroupName: 'production' };
const NO_APPLICATION = { ...GROUP, applicationName: 'none' };
const NO_GROUP = { ...GROUP, deploymentGroupName: 'none' };
const REVISION = {
  revisionType: 'GitHub' as const,
  gitHubLocation: { repository: 'octo/web', commitId: '0123456789abcdef0123456789abcdef01234567' },
};
const ABSENT = { deploymentId: 'd-000000000' };
const SETTINGS = {
  serviceRoleArn: 'arn:aws:iam::123456789012:role/codedeploy',
  ec2TagFilters: [{ Key: 'Name', Value: 'web', Type: 'KEY_AND_VALUE' as const }],
  autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE' as const] },
};
const made = (known: Known) => ({ deploymentId: known('deployment') });
const targets = (known: Known) => ({ ...made(known), targetIds: [known('web')] });

const MAKING: readonly Case[] = [
  askCodeDeploy(codeDeploy.CreateApplicationCommand, 'anew', () => APPLICATION),
  askCodeDeploy(codeDeploy.CreateApplicationCommand, 'of a name that is taken', () => APPLICATION),
  askCodeDeploy(codeDeploy.GetApplicationCommand, 'that is there', () => APPLICATION),
  askCodeDeploy(codeDeploy.GetApplicationCommand, 'that does not exist', () => ({ applicationName: 'none' })),
  askCodeDeploy(codeDeploy.CreateDeploymentGroupCommand, 'anew', () => ({ ...GROUP, ...SETTINGS })),
  askCodeDeploy(codeDeploy.CreateDeploymentGroupCommand, 'of a name that is taken', () => ({
    ...GROUP,
    ...SETTINGS,
  })),
  askCodeDeploy(codeDeploy.CreateDeploymentGroupCommand, 'of no application', () => ({
    ...NO_APPLICATION,
    ...SETTINGS,
  })),
  askCodeDeploy(codeDeploy.GetDeploymentGroupCommand, 'that is there', () => GROUP),
  askCodeDeploy(codeDeploy.GetDeploymentGroupCommand, 'that does not exist', () => NO_GROUP),
  askCodeDeploy(codeDeploy.RegisterApplicationRevisionCommand, 'at GitHub', () => ({
    ...APPLICATION,
    revision: REVISION,
  })),
  askCodeDeploy(codeDeploy.GetApplicationRevisionCommand, 'at GitHub', () => ({
    ...APPLICATION,
    revision: REVISION,
  })),
];

const DEPLOYING: readonly Case[] = [
  askCodeDeploy(codeDeploy.CreateDeploymentCommand, 'of no application', () => ({
    ...NO_APPLICATION,
    revision: REVISION,
  })),
  askCodeDeploy(codeDeploy.CreateDeploymentCommand, 'to no group', () => ({
    ...NO_GROUP,
    revision: REVISION,
  })),
  askCodeDeploy(
    codeDeploy.CreateDeploymentCommand,
    'to a group',
    () => ({ ...GROUP, revision: REVISION, description: 'Friday', fileExistsBehavior: 'OVERWRITE' as const }),
    { deployment: 'deploymentId' },
  ),
  askCodeDeploy(codeDeploy.GetDeploymentCommand, 'to a group', made),
  askCodeDeploy(codeDeploy.GetDeploymentCommand, 'that does not exist', () => ABSENT),
  askCodeDeploy(codeDeploy.BatchGetDeploymentsCommand, 'of which one is there', (known) => ({
    deploymentIds: [known('deployment'), ABSENT.deploymentId],
  })),
  askCodeDeploy(codeDeploy.ListDeploymentsCommand, 'of a group', () => GROUP),
  askCodeDeploy(codeDeploy.ListDeploymentTargetsCommand, 'of a deployment', made),
  askCodeDeploy(codeDeploy.BatchGetDeploymentTargetsCommand, 'of a deployment', targets),
  askCodeDeploy(codeDeploy.StopDeploymentCommand, 'that has ended', made),
  askCodeDeploy(codeDeploy.DeleteDeploymentGroupCommand, 'that is there', () => GROUP),
  askCodeDeploy(codeDeploy.DeleteApplicationCommand, 'that is there', () => APPLICATION),
];

export const CODE_DEPLOY_CASES: readonly Case[] = [...MAKING, ...DEPLOYING];
