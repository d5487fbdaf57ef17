/** The hand-off to CodeDeploy, by the AWS CLI as the workflow calls it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import type { Endpoint } from '../../../src/endpoint/server.js';
import type { Checks } from '../check.js';
import type { Event } from './scene.js';
import { alive, onStage, type Stage } from './stage.js';

const REGION = 'eu-west-1';
const WEB = { applicationName: 'web', deploymentGroupName: 'production' };
const VARS = {
  AMI_LAUNCH_APPLICATION: WEB.applicationName,
  AMI_LAUNCH_INSTANCE_PROFILE: 'web',
  AMI_LAUNCH_TAGS: 'app=web',
};
const BEFORE = { repository: 'octo/web', commitId: '0123456789abcdef0123456789abcdef01234567' };
/** A workflow that calls ours, and has a use for what it gives back. */
const CALLER = `
on: workflow_dispatch
jobs:
  web:
    permissions: { contents: read, id-token: write }
    uses: ./.github/workflows/codedeploy.yml
    with:
      application: web
      revision-folder: the web
      revision-bucket: revisions
      deployment-config: CodeDeployDefault.HalfAtATime
      file-exists-behavior: OVERWRITE
      tags: app=web
      count: '2'
  release:
    needs: web
    runs-on: ubuntu-latest
    steps:
      - run: echo "$AMI_ID is on $INSTANCE_IDS by $DEPLOYMENT_ID, $STATUS"
        env:
          AMI_ID: \${{ needs.web.outputs.ami-id }}
          INSTANCE_IDS: \${{ needs.web.outputs.instance-ids }}
          DEPLOYMENT_ID: \${{ needs.web.outputs.deployment-id }}
          STATUS: \${{ needs.web.outputs.status }}
`;
const FILES = {
  '.github/workflows/caller.yml': CALLER,
  'image/codedeploy-agent.sh': readFileSync('workflows/layers/codedeploy-agent.sh', 'utf8'),
  'the web/appspec.yml': 'version: 0.0\nos: linux\n',
  'the web/index.html': '<h1>It works</h1>\n',
};
const byHand = (runId: string, inputs: Event['inputs'] = {}): Event => ({
  name: 'workflow_dispatch',
  inputs,
  runId,
});

export async function codeDeployWorkflow({ check }: Pick<Checks, 'check'>): Promise<void> {
  await check('codedeploy.yml launches, packs and deploys a revision, and tells a caller of it', deploys);
  await check(
    'codedeploy.yml shows why a deployment failed, waits for its rollback, and ends what is new',
    rollsBack,
  );
  await check('codedeploy.yml ends new instances that the deployment group does not find', findsNone);
  await check('codedeploy.yml stops the deployment when it is cancelled half-way', isCancelled);
}

async function deploys(): Promise<void> {
  await withGroup({ 'eu-west-1': 'revisions' }, async ({ scene, endpoint }) => {
    const { code, log } = await scene.run('caller.yml', byHand('1'));
    assert.equal(code, 0, log);
    const up = alive(endpoint);
    assert.deepEqual(
      up.map(({ tags }) => tags['app']),
      ['web', 'web'],
    );
    const [{ imageId } = assert.fail(log)] = up;
    const ids = JSON.stringify(up.map(({ id }) => id));
    const [deployment = assert.fail(log), ...others] = deployments(endpoint);
    assert.deepEqual([deployment.status, others], ['Succeeded', []]);
    const told = `release: ${imageId} is on ${ids} by ${deployment.id}, Succeeded`;
    assert.ok(log.includes(told), log);
    assert.match(log, /: InProgress: 1 Pending, 1 InProgress$/m);
    const [object = assert.fail(log)] = bucket(endpoint);
    assert.match(object.key, /^web\/production\/[0-9a-f]{40}-1-1\.zip$/);
    assert.deepEqual(Object.keys(deployment.revision as object), ['revisionType', 's3Location']);
    const asked = endpoint.control.record().find(({ action }) => action === 'CreateDeployment');
    const { description, fileExistsBehavior } = asked?.params as Record<string, unknown>;
    assert.deepEqual([description, fileExistsBehavior], ['octo/web, run 1', 'OVERWRITE']);
  });
}

async function rollsBack(): Promise<void> {
  await withGroup({}, async (stage) => {
    const { scene, endpoint } = stage;
    const old = await isOut(stage);
    endpoint.control.deployments.outcome({
      kind: 'hook-fails',
      diagnostics: { logTail: '::add-mask::web\n[stderr]no such service: web' },
    });
    const { code, jobs, log, outputs } = await scene.run('codedeploy.yml', byHand('1'));
    assert.notEqual(code, 0);
    assert.deepEqual(jobs, { launch: 'success', deploy: 'failure', end: 'success' }, log);
    assert.match(log, /^deploy: Failed: HEALTH_CONSTRAINTS The overall deployment failed because/m);
    assert.match(log, /^deploy: i-\w+ failed at ApplicationStart: ScriptFailed, scripts\/start\.sh$/m);
    assert.match(log, /^deploy: ::add-mask::web$/m);
    assert.match(log, /^deploy: \[stderr\]no such service: web$/m);
    assert.match(log, new RegExp(`what runs now is \\{.*${BEFORE.commitId}`));
    assert.equal(outputs['deploy.why.status'], 'Failed');
    assert.equal(outputs['deploy.passed.ami-id'], undefined);
    assert.deepEqual(
      deployments(endpoint).map(({ creator, status }) => [creator, status]),
      [
        ['user', 'Succeeded'],
        ['user', 'Failed'],
        ['codeDeployRollback', 'Succeeded'],
      ],
    );
    assert.deepEqual(ids(endpoint), [old]);
  });
}

/** CodeDeploy is content with what it finds; who has launched an instance for it is not. */
async function findsNone(): Promise<void> {
  const vars = { ...VARS, AMI_LAUNCH_TAGS: 'app=wep' };
  await withGroup(
    {},
    async (stage) => {
      const old = await isOut(stage);
      const { code, jobs, log } = await stage.scene.run('codedeploy.yml', byHand('1'));
      assert.notEqual(code, 0);
      assert.deepEqual(jobs, { launch: 'success', deploy: 'failure', end: 'success' }, log);
      assert.match(log, /i-\w+ did not get the revision/);
      assert.deepEqual(ids(stage.endpoint), [old]);
    },
    vars,
  );
}

async function isCancelled(): Promise<void> {
  await withGroup({}, async (stage) => {
    const { scene, endpoint } = stage;
    const old = await isOut(stage);
    endpoint.control.deployments.outcome({ kind: 'hangs' });
    const cancel = new AbortController();
    endpoint.control.onRequest((moment, { action }) => {
      if (moment === 'after' && action === 'GetDeployment') cancel.abort();
    });
    const { jobs, log } = await scene.run('codedeploy.yml', { ...byHand('1'), cancel: cancel.signal });
    assert.equal(jobs['deploy'], 'failure', log);
    assert.deepEqual(
      deployments(endpoint).map(({ creator, status }) => [creator, status]),
      [
        ['user', 'Succeeded'],
        ['user', 'Stopped'],
        ['codeDeployRollback', 'Succeeded'],
      ],
      log,
    );
    assert.match(log, new RegExp(`what runs now is \\{.*${BEFORE.commitId}`));
    assert.deepEqual(ids(endpoint), [old], log);
  });
}

/** Before an account that has the application, its deployment group, and a bucket for its revisions. */
async function withGroup(
  buckets: Readonly<Record<string, string>>,
  play: (stage: Stage) => Promise<void>,
  vars: Readonly<Record<string, string>> = VARS,
): Promise<void> {
  await onStage({ files: FILES, vars }, async (stage) => {
    const { endpoint } = stage;
    for (const [region, name] of Object.entries(buckets)) endpoint.control.storage.create({ name, region });
    const client = clientAt(endpoint, CodeDeployClient);
    await client.send(new CreateApplicationCommand(WEB));
    await client.send(
      new CreateDeploymentGroupCommand({
        ...WEB,
        serviceRoleArn: 'arn:aws:iam::123456789012:role/codedeploy',
        deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
        ec2TagFilters: [{ Key: 'app', Value: 'web', Type: 'KEY_AND_VALUE' }],
      }),
    );
    client.destroy();
    await play(stage);
  });
}

/** An instance from before, with a revision. Answers its ID. */
async function isOut({ endpoint }: Stage): Promise<string> {
  const [image] = endpoint.control.images.add([{ name: 'before' }], REGION);
  const [ec2, client] = [clientAt(endpoint, EC2Client), clientAt(endpoint, CodeDeployClient)];
  const { Instances: [{ InstanceId = '' } = {}] = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: image,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'app', Value: 'web' }] }],
    }),
  );
  endpoint.control.skip(60);
  const revision = { revisionType: 'GitHub' as const, gitHubLocation: BEFORE };
  await client.send(new CreateDeploymentCommand({ ...WEB, revision }));
  endpoint.control.skip(60);
  ec2.destroy();
  client.destroy();
  return InstanceId;
}

function clientAt<C>({ url }: Endpoint, Client: new (at: object) => C): C {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  return new Client({ endpoint: url, region: REGION, credentials });
}

function ids(endpoint: Endpoint): string[] {
  return alive(endpoint).map(({ id }) => id);
}

function deployments({ control }: Endpoint) {
  return control.world().regions[REGION]?.deployments ?? [];
}

function bucket({ control }: Endpoint) {
  return control.world().regions[REGION]?.buckets['revisions']?.objects ?? [];
}
