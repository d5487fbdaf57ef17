import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  DeleteDeploymentGroupCommand,
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  RegisterApplicationRevisionCommand,
  StopDeploymentCommand,
  type CreateDeploymentCommandInput,
  type CreateDeploymentGroupCommandInput,
  type RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import { RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { AL2023, cloud, launch, type Cloud } from './cloud.js';

const WEB = { applicationName: 'web', deploymentGroupName: 'production' };
const FIRST = revision('0123456789abcdef0123456789abcdef01234567');
const SECOND = revision('89abcdef0123456789abcdef0123456789abcdef');
const ROLLS_BACK = { autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE' as const] } };

let at: Cloud;
let codeDeploy: CodeDeployClient;

beforeEach(async () => {
  at = await cloud({ settings: { pendingSeconds: 0 } });
  codeDeploy = new CodeDeployClient({
    endpoint: at.endpoint.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    region: 'us-east-1',
    maxAttempts: 1,
  });
  await codeDeploy.send(new CreateApplicationCommand({ applicationName: 'web' }));
});
afterEach(async () => {
  codeDeploy.destroy();
  await at.close();
});

function revision(commitId: string): RevisionLocation {
  return { revisionType: 'GitHub', gitHubLocation: { repository: 'octo/web', commitId } };
}

async function group(more: Partial<CreateDeploymentGroupCommandInput> = {}): Promise<void> {
  await codeDeploy.send(
    new CreateDeploymentGroupCommand({
      ...WEB,
      serviceRoleArn: 'arn:aws:iam::123456789012:role/codedeploy',
      deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
      ec2TagFilters: [{ Key: 'app', Value: 'web', Type: 'KEY_AND_VALUE' }],
      ...more,
    }),
  );
}

async function launched(count: number, Tags = [{ Key: 'app', Value: 'web' }]): Promise<string[]> {
  const { Parameter: image } = await at.ssm.send(new GetParameterCommand({ Name: AL2023 }));
  const { Instances } = await at.ec2.send(
    new RunInstancesCommand(
      launch(image!.Value!, {
        MinCount: count,
        MaxCount: count,
        TagSpecifications: [{ ResourceType: 'instance', Tags }],
      }),
    ),
  );
  return Instances!.map(({ InstanceId }) => InstanceId!);
}

async function deploy(more: Partial<CreateDeploymentCommandInput> = {}): Promise<string> {
  const { deploymentId } = await codeDeploy.send(
    new CreateDeploymentCommand({ ...WEB, revision: FIRST, ...more }),
  );
  return deploymentId!;
}

async function info(deploymentId: string) {
  const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
  return deploymentInfo!;
}

async function targets(deploymentId: string) {
  const { targetIds } = await codeDeploy.send(new ListDeploymentTargetsCommand({ deploymentId }));
  const { deploymentTargets } = await codeDeploy.send(
    new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }),
  );
  return deploymentTargets!.map(({ instanceTarget }) => instanceTarget!);
}

test('a deployment goes through its statuses, on the instances that run and have the tag', async () => {
  await group();
  const [ended, ...others] = await launched(3);
  await launched(1, [{ Key: 'app', Value: 'worker' }]);
  await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [ended!] }));
  const id = await deploy();
  expect(id).toMatch(/^d-[0-9A-Z]{9}$/);
  expect((await info(id)).status).toBe('Created');
  await expect(targets(id)).rejects.toMatchObject({ name: 'DeploymentNotStartedException' });
  at.control.skip(1);
  expect((await info(id)).status).toBe('Queued');
  at.control.skip(3);
  const half = await info(id);
  expect(half).toMatchObject({ status: 'InProgress', deploymentOverview: { InProgress: 2, Succeeded: 0 } });
  expect(half.completeTime).toBeUndefined();
  at.control.skip(6);
  expect(await info(id)).toMatchObject({
    status: 'Succeeded',
    revision: FIRST,
    creator: 'user',
    fileExistsBehavior: 'DISALLOW',
    deploymentOverview: { InProgress: 0, Succeeded: 2 },
  });
  const done = await targets(id);
  expect(done.map(({ targetId }) => targetId)).toEqual(others);
  expect(done[0]!.lifecycleEvents!.map(({ status }) => status)).toEqual(Array(7).fill('Succeeded'));
});

test('one at a time: the first that fails ends it, and the others are left alone', async () => {
  await group({ deploymentConfigName: 'CodeDeployDefault.OneAtATime' });
  await launched(3);
  at.control.deployments.outcome({ kind: 'hook-fails', instances: 1 });
  const id = await deploy();
  at.control.skip(10);
  expect(await info(id)).toMatchObject({
    status: 'Failed',
    errorInformation: { code: 'HEALTH_CONSTRAINTS' },
    deploymentOverview: { Failed: 1, Skipped: 2 },
  });
});

test('all at once: it fails only when all fail', async () => {
  await group();
  await launched(2);
  at.control.deployments.outcome({ kind: 'hook-fails', instances: 1 });
  const id = await deploy();
  at.control.skip(10);
  expect(await info(id)).toMatchObject({
    status: 'Succeeded',
    deploymentOverview: { Failed: 1, Succeeded: 1 },
  });
});

test('a hook that fails shows its diagnostics, and the revision before comes back', async () => {
  await group();
  await launched(1);
  const before = await deploy();
  at.control.skip(10);
  at.control.deployments.outcome({
    kind: 'hook-fails',
    event: 'ValidateService',
    diagnostics: { scriptName: 'check.sh', logTail: '[stderr]502' },
  });
  const id = await deploy({ revision: SECOND, ...ROLLS_BACK });
  at.control.skip(10);
  const [target] = await targets(id);
  expect(target).toMatchObject({ status: 'Failed' });
  expect(target!.lifecycleEvents!.at(-1)).toMatchObject({
    lifecycleEventName: 'ValidateService',
    status: 'Failed',
    diagnostics: { errorCode: 'ScriptFailed', scriptName: 'check.sh', logTail: '[stderr]502' },
  });
  const { rollbackInfo } = await info(id);
  const rollback = await info(rollbackInfo!.rollbackDeploymentId!);
  expect(rollback).toMatchObject({
    creator: 'codeDeployRollback',
    revision: FIRST,
    rollbackInfo: { rollbackTriggeringDeploymentId: id },
  });
  at.control.skip(10);
  const { deploymentGroupInfo } = await codeDeploy.send(new GetDeploymentGroupCommand(WEB));
  expect(deploymentGroupInfo).toMatchObject({
    targetRevision: FIRST,
    lastAttemptedDeployment: { deploymentId: rollback.deploymentId, status: 'Succeeded' },
  });
  const { deployments } = await codeDeploy.send(
    new ListDeploymentsCommand({ ...WEB, includeOnlyStatuses: ['Succeeded'] }),
  );
  expect(deployments).toEqual([rollback.deploymentId, before]);
  const { deploymentInfo } = await codeDeploy.send(
    new GetDeploymentCommand({ deploymentId: rollback.deploymentId }),
  );
  const since = { start: deploymentInfo?.createTime };
  const recent = await codeDeploy.send(new ListDeploymentsCommand({ ...WEB, createTimeRange: since }));
  expect(recent.deployments).toEqual([rollback.deploymentId]);
});

test('where nothing has succeeded before, nothing is rolled back', async () => {
  await group();
  await launched(1);
  at.control.deployments.outcome({ kind: 'hook-fails' });
  const id = await deploy(ROLLS_BACK);
  at.control.skip(10);
  const { status, rollbackInfo } = await info(id);
  expect([status, rollbackInfo?.rollbackDeploymentId]).toEqual(['Failed', undefined]);
  expect(rollbackInfo?.rollbackMessage).toMatch(/no last successful revision/);
});

test('a deployment that is stopped leaves the rest alone, and is rolled back when that is asked for', async () => {
  await group();
  await launched(1);
  await deploy();
  at.control.skip(10);
  at.control.deployments.outcome({ kind: 'hangs' });
  const id = await deploy({ revision: SECOND });
  at.control.skip(3600);
  expect((await targets(id))[0]).toMatchObject({ status: 'InProgress' });
  const stop = new StopDeploymentCommand({ deploymentId: id, autoRollbackEnabled: true });
  expect(await codeDeploy.send(stop)).toMatchObject({ status: 'Pending' });
  expect((await info(id)).status).toBe('InProgress');
  at.control.skip(5);
  const { status, errorInformation, rollbackInfo } = await info(id);
  expect([status, errorInformation?.code]).toEqual(['Stopped', 'MANUAL_STOP']);
  expect((await targets(id))[0]).toMatchObject({ status: 'Skipped' });
  expect((await info(rollbackInfo!.rollbackDeploymentId!)).revision).toEqual(FIRST);
  await expect(codeDeploy.send(stop)).rejects.toMatchObject({ name: 'DeploymentAlreadyCompletedException' });
});

test('a deployment that has not begun with any instance is stopped at once', async () => {
  await group();
  await launched(1);
  const deploymentId = await deploy();
  expect(await codeDeploy.send(new StopDeploymentCommand({ deploymentId }))).toMatchObject({
    status: 'Succeeded',
  });
  expect((await info(deploymentId)).status).toBe('Stopped');
});

test('it comes to nothing without instances, or without what it is to deploy', async () => {
  await group();
  const without = await deploy();
  at.control.skip(10);
  expect(await info(without)).toMatchObject({
    status: 'Failed',
    errorInformation: { code: 'NO_INSTANCES', message: expect.stringMatching(/no instances were found/) },
  });
  await launched(1);
  at.control.storage.create({ name: 'revisions' });
  const location = { bucket: 'revisions', key: 'web.zip', bundleType: 'zip' as const };
  const ofBucket = { revision: { revisionType: 'S3' as const, s3Location: location } };
  const missing = await deploy(ofBucket);
  at.control.skip(10);
  expect((await info(missing)).errorInformation?.code).toBe('REVISION_MISSING');
  at.control.storage.put({ bucket: 'revisions', key: 'web.zip', body: 'PK' });
  const found = await deploy(ofBucket);
  at.control.skip(10);
  expect((await info(found)).status).toBe('Succeeded');
  const { deploymentsInfo } = await codeDeploy.send(
    new BatchGetDeploymentsCommand({ deploymentIds: [without, 'd-ABSENT000', found] }),
  );
  expect(deploymentsInfo!.map(({ status }) => status)).toEqual(['Failed', 'Succeeded']);
});

test('a group has one deployment at a time', async () => {
  await group();
  await launched(1);
  const id = await deploy();
  await expect(deploy()).rejects.toMatchObject({
    name: 'DeploymentLimitExceededException',
    message: expect.stringContaining(id),
  });
});

test('what does not exist is refused, and a revision can be registered and read', async () => {
  await expect(deploy()).rejects.toMatchObject({ name: 'DeploymentGroupDoesNotExistException' });
  await expect(deploy({ applicationName: 'none' })).rejects.toMatchObject({
    name: 'ApplicationDoesNotExistException',
  });
  await expect(info('d-000000000')).rejects.toMatchObject({ name: 'DeploymentDoesNotExistException' });
  await expect(group({ autoScalingGroups: ['none'] })).rejects.toMatchObject({
    name: 'InvalidAutoScalingGroupException',
  });
  await group();
  await expect(deploy({ deploymentConfigName: 'none' })).rejects.toMatchObject({
    name: 'DeploymentConfigDoesNotExistException',
  });
  await expect(deploy({ revision: { revisionType: 'S3' } })).rejects.toMatchObject({
    name: 'InvalidRevisionException',
  });
  const registered = { applicationName: 'web', revision: SECOND };
  const read = () => codeDeploy.send(new GetApplicationRevisionCommand(registered));
  await expect(read()).rejects.toMatchObject({ name: 'RevisionDoesNotExistException' });
  await codeDeploy.send(new RegisterApplicationRevisionCommand({ ...registered, description: 'Friday' }));
  expect(await read()).toMatchObject({ revision: SECOND, revisionInfo: { description: 'Friday' } });
  await codeDeploy.send(new DeleteDeploymentGroupCommand(WEB));
  await expect(deploy()).rejects.toMatchObject({ name: 'DeploymentGroupDoesNotExistException' });
});

test('a policy for one deployment group covers what a hand-off to it asks', async () => {
  const asked: string[] = [];
  await group();
  await launched(1);
  at.control.authorize(({ action, resource }) => {
    asked.push(`${action} ${resource.replace('arn:aws:codedeploy:us-east-1:123456789012:', '')}`);
    return action === 'codedeploy:StopDeployment' ? 'deny' : 'allow';
  });
  const deploymentId = await deploy();
  await info(deploymentId);
  const stop = new StopDeploymentCommand({ deploymentId });
  await expect(codeDeploy.send(stop)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(asked).toEqual([
    'codedeploy:CreateDeployment deploymentgroup:web/production',
    'codedeploy:GetDeploymentConfig deploymentconfig:CodeDeployDefault.AllAtOnce',
    'codedeploy:GetApplicationRevision application:web',
    'codedeploy:RegisterApplicationRevision application:web',
    'codedeploy:GetDeployment deploymentgroup:web/production',
    'codedeploy:StopDeployment *',
  ]);
});
