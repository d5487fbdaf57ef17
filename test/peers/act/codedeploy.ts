/** The hand-off to CodeDeploy, by the AWS CLI as the workflow calls it, under the policy that the README has for it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  type CreateDeploymentGroupCommandInput,
} from '@aws-sdk/client-codedeploy';
import type { Statement } from '../../../src/aws/permissions.js';
import type { Endpoint } from '../../../src/endpoint/server.js';
import { idOf } from '../../../src/endpoint/world/chance.js';
import { ACCOUNT } from '../../../src/endpoint/world/state.js';
import type { Checks } from '../check.js';
import { loadSimulator } from '../iam/simulator.js';
import type { Event } from './scene.js';
import { alive, onStage, type Stage } from './stage.js';

const REGION = 'eu-west-1';
const BUCKET = 'revisions';
const WEB = { applicationName: 'web', deploymentGroupName: 'production' };
const VARS = {
  AMI_LAUNCH_APPLICATION: WEB.applicationName,
  AMI_LAUNCH_INSTANCE_PROFILE: 'web',
  AMI_LAUNCH_REVISION_BUCKET: BUCKET,
  AMI_LAUNCH_TAGS: 'app=web',
};
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
      revision-bucket: ${BUCKET}
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
const OURS = readFileSync('workflows/codedeploy.yml', 'utf8');
const FILES = {
  '.github/workflows/caller.yml': CALLER,
  // Deploys what lies in the bucket already, and has its tags wrong.
  '.github/workflows/mistagged.yml': OURS.replace('vars.AMI_LAUNCH_TAGS', "'app=wep'").replace(
    'inputs.revision-key',
    "'by hand.zip'",
  ),
  'image/codedeploy-agent.sh': readFileSync('workflows/layers/codedeploy-agent.sh', 'utf8'),
  'the web/appspec.yml': 'version: 0.0\nos: linux\n',
  'the web/index.html': '<h1>It works</h1>\n',
};
const byHand = (runId: string): Event => ({ name: 'workflow_dispatch', runId });

/** One team's days with it: what succeeds first is what the later ones fall back on, and the image is baked once. */
export async function codeDeployWorkflow({ check }: Pick<Checks, 'check'>): Promise<void> {
  const allAsked = new Set<string>();
  await onStage({ files: FILES, vars: VARS }, async (stage) => {
    await prepare(stage, { ec2TagFilters: [{ Key: 'app', Value: 'web', Type: 'KEY_AND_VALUE' }] }, allAsked);
    const it = (does: string, body: (stage: Stage) => Promise<void>) =>
      check(`codedeploy.yml ${does}`, () => body(stage));
    await it('launches, packs and deploys a revision, and tells a caller of it', deploys);
    await it('shows why a deployment failed, waits for its rollback, and ends what is new', rollsBack);
    await it('ends new instances that the deployment group does not find', findsNone);
    await it('stops the deployment when it is cancelled half-way', isCancelled);
  });
  await check('codedeploy.yml rolls a group, and deploys there though an answer gets lost', () =>
    rollsGroup(allAsked),
  );
  await check("codedeploy.yml's policy allows nothing that it does not need", () => {
    const allowed = policy().flatMap(({ Action }) => Action);
    assert.deepEqual([...allAsked].sort(), [...allowed].sort());
  });
}

async function deploys({ scene, endpoint }: Stage): Promise<void> {
  const { code, log } = await scene.run('caller.yml', byHand('1'));
  assert.equal(code, 0, log);
  const launched = alive(endpoint);
  assert.deepEqual(
    launched.map(({ tags }) => tags['app']),
    ['web', 'web'],
  );
  const [{ imageId } = assert.fail(log)] = launched;
  const [deployment = assert.fail(log), ...others] = deployments(endpoint);
  assert.deepEqual([deployment.status, others], ['Succeeded', []]);
  const told = `release: ${imageId} is on ${JSON.stringify(up(endpoint))} by ${deployment.id}, Succeeded`;
  assert.ok(log.includes(told), log);
  assert.match(packed(endpoint), /^web\/production\/[0-9a-f]{40}-1-1\.zip$/);
  const made = endpoint.control.record().find(({ action }) => action === 'CreateDeployment');
  const { description, deploymentConfigName, fileExistsBehavior } = made?.params as Record<string, unknown>;
  assert.deepEqual(
    [description, deploymentConfigName, fileExistsBehavior],
    ['Run 1, attempt 1, of octo/web', 'CodeDeployDefault.HalfAtATime', 'OVERWRITE'],
  );
}

async function rollsBack({ scene, endpoint }: Stage): Promise<void> {
  const before = up(endpoint);
  endpoint.control.deployments.outcome({
    kind: 'hook-fails',
    diagnostics: { logTail: '::add-mask::web\n[stderr]no such service: web' },
  });
  const { code, jobs, log, outputs } = await scene.run('codedeploy.yml', byHand('2'));
  assert.notEqual(code, 0);
  assert.deepEqual(jobs, { launch: 'success', deploy: 'failure', end: 'success' }, log);
  assert.match(
    log,
    /::error title=CodeDeploy::Failed: HEALTH_CONSTRAINTS: The overall deployment failed because/,
  );
  assert.match(log, /^deploy: i-\w+ failed at ApplicationStart: ScriptFailed, scripts\/start\.sh$/m);
  // What a machine says is no command to the runner, or the word would be hidden from here on.
  assert.match(log, /^deploy: .*::add-mask::web$/m);
  assert.match(log, /^deploy: \[stderr\]no such service: web$/m);
  assert.ok(log.includes(`Rolled back: what runs now is {"bucket":"${BUCKET}"`), log);
  assert.ok(log.includes(packed(endpoint)), log);
  assert.equal(outputs['deploy.why.status'], 'Failed');
  assert.equal(outputs['deploy.passed.ami-id'], undefined);
  assert.deepEqual(last(endpoint, 2), ['user Failed', 'codeDeployRollback Succeeded']);
  assert.deepEqual(up(endpoint), before);
}

/** CodeDeploy is content with the instances that it finds; whoever has launched one for it is not. */
async function findsNone({ scene, endpoint }: Stage): Promise<void> {
  const before = up(endpoint);
  endpoint.control.deployments.outcome({ kind: 'succeeds' });
  endpoint.control.storage.put({ bucket: BUCKET, key: 'by hand.zip', body: 'PK' });
  const { code, jobs, log } = await scene.run('mistagged.yml', byHand('3'));
  assert.notEqual(code, 0);
  assert.deepEqual(jobs, { launch: 'success', deploy: 'failure', end: 'success' }, log);
  assert.match(log, /i-\w+ did not get the revision/);
  assert.deepEqual(last(endpoint, 1), ['user Succeeded']);
  assert.deepEqual(up(endpoint), before);
}

async function isCancelled({ scene, endpoint }: Stage): Promise<void> {
  const before = up(endpoint);
  endpoint.control.deployments.outcome({ kind: 'hangs' });
  const cancel = new AbortController();
  endpoint.control.onRequest((moment, { action }) => {
    if (moment === 'after' && action === 'GetDeployment') cancel.abort();
  });
  const { jobs, log } = await scene.run('codedeploy.yml', { ...byHand('4'), cancel: cancel.signal });
  assert.equal(jobs['deploy'], 'failure', log);
  assert.deepEqual(last(endpoint, 2), ['user Stopped', 'codeDeployRollback Succeeded'], log);
  assert.match(log, /Rolled back: what runs now is \{"bucket":"revisions","key":"by hand\.zip",/);
  assert.deepEqual(up(endpoint), before, log);
}

/** The image is new to the group, and so is the instance; a second try of CreateDeployment would be refused. */
async function rollsGroup(allAsked: Set<string>): Promise<void> {
  const files = { ...FILES, 'deploy/app.sh': '#!/bin/sh\nsystemctl enable --now web\n' };
  const vars = {
    ...VARS,
    AMI_LAUNCH_AUTO_SCALING_GROUP: 'web',
    AMI_LAUNCH_HEAL_GROUP: 'web',
    AMI_LAUNCH_SUBNETS: idOf('subnet', `${REGION}a`),
  };
  await onStage({ files, vars }, async (stage) => {
    const { scene, endpoint } = stage;
    const made = await scene.run('heal.yml', { name: 'schedule', runId: '1' });
    assert.equal(made.code, 0, made.log);
    const [old] = up(endpoint);
    await prepare(stage, { autoScalingGroups: ['web'] }, allAsked);
    endpoint.control.storage.put({ bucket: BUCKET, key: 'by hand.zip', body: 'PK' });
    const create = { action: 'CreateDeployment', times: 1 };
    endpoint.control.faults.add({ ...create, kind: 'cut', when: 'after' });
    // Said to the second try, while the deployment of the first is under way: here that may have ended by then.
    const refused = { code: 'DeploymentLimitExceededException', status: 400 };
    endpoint.control.faults.add({ ...create, ...refused, kind: 'error', after: 1 });
    // The second look of the run is one of those that wait.
    const denied = { kind: 'error', code: 'AccessDeniedException', status: 400 } as const;
    endpoint.control.faults.add({ action: 'GetDeployment', ...denied, after: 1, times: 1 });
    const { code, jobs, log, outputs } = await scene.run('mistagged.yml', byHand('2'));
    assert.equal(code, 0, log);
    assert.deepEqual(jobs, { launch: 'success', deploy: 'success' });
    const [{ id, imageId } = assert.fail(log), ...others] = alive(endpoint);
    assert.deepEqual([others, id === old], [[], false]);
    assert.equal(outputs['deploy.passed.ami-id'], imageId);
    assert.deepEqual(last(endpoint, 2), ['user Succeeded'], log); // and no second one
  });
}

type Finds = Pick<CreateDeploymentGroupCommandInput, 'ec2TagFilters' | 'autoScalingGroups'>;

/** Gives the account the application, its deployment group, and a bucket; notes what is asked of IAM from then on. */
async function prepare({ endpoint }: Stage, finds: Finds, asked: Set<string>): Promise<void> {
  endpoint.control.storage.create({ name: BUCKET, region: REGION });
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  const client = new CodeDeployClient({ endpoint: endpoint.url, region: REGION, credentials });
  await client.send(new CreateApplicationCommand(WEB));
  await client.send(
    new CreateDeploymentGroupCommand({
      ...WEB,
      serviceRoleArn: `arn:aws:iam::${ACCOUNT}:role/codedeploy`,
      deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
      ...finds,
    }),
  );
  client.destroy();
  const simulate = await loadSimulator();
  endpoint.control.authorize((question) => {
    if (!/^(codedeploy|s3):/.test(question.action)) return 'allow'; // the action's own have tests of their own
    asked.add(question.action);
    return simulate(policy(), question);
  });
}

/** What the README gives to copy, filled in. */
function policy(): Statement[] {
  const [, json = ''] =
    /CodeDeploy's statements<\/summary>\s+```json\n([^`]+)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
  const filled = json
    .replaceAll('ACCOUNT', ACCOUNT)
    .replaceAll('APPLICATION', WEB.applicationName)
    .replaceAll('GROUP', WEB.deploymentGroupName)
    .replaceAll('REVISION-BUCKET', BUCKET);
  return JSON.parse(filled) as Statement[];
}

function up(endpoint: Endpoint): string[] {
  return alive(endpoint).map(({ id }) => id);
}

function deployments({ control }: Endpoint) {
  return control.world().regions[REGION]?.deployments ?? [];
}

function last(endpoint: Endpoint, count: number): string[] {
  return deployments(endpoint)
    .slice(-count)
    .map(({ creator, status }) => `${creator} ${status}`);
}

/** The key of the one revision in the bucket. */
function packed({ control }: Endpoint): string {
  const { objects = [] } = control.world().regions[REGION]?.buckets[BUCKET] ?? {};
  const [{ key } = assert.fail('No revision'), ...others] = objects;
  assert.deepEqual(others, []);
  return key;
}
