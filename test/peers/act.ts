/** The workflows to copy, run by act to their end: the real bundle, main and post, on the embedded endpoint. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { idOf } from '../../src/endpoint/world/chance.js';
import { codeDeployWorkflow } from './act/codedeploy.js';
import { imageWorkflows } from './act/images.js';
import { rolloutWorkflows } from './act/rollouts.js';
import { runnerWorkflow } from './act/runner.js';
import { environmentWorkflow } from './act/environments.js';
import { stackWorkflow } from './act/stacks.js';
import { ACT, REPOSITORY, ROLE, type Event, type Scene } from './act/scene.js';
import { alive, asked, instances, onStage } from './act/stage.js';
import type { Checks } from './check.js';
import { makeGoProgram } from './go-program.js';

const OURS = 'org/ami-launch@v1';
const BY_HAND: Event = {
  name: 'workflow_dispatch',
  inputs: { 'base-image': 'debian-12', 'instance-type': 't3.small' },
  runId: '1',
};
/** Where a team keeps its instances, in the region of the scene. */
const PLACES = {
  AMI_LAUNCH_SUBNETS: idOf('subnet', 'eu-west-1b'),
  AMI_LAUNCH_SECURITY_GROUPS: idOf('sg', 'eu-west-1', 'default'),
};
/** A workflow that calls ours, and has a use for what it gives back. */
const CALLER = `
on: workflow_dispatch
jobs:
  web:
    permissions: { contents: read, id-token: write }
    uses: ./.github/workflows/launch.yml
    with:
      name: web
      app: deploy/web.sh
      iam-instance-profile: web
      variables: greeting=it's "me" $(exit 1)
      smoke-test: deploy/test web.sh
      role-to-assume: ${ROLE}
      region: eu-central-1
  release:
    needs: web
    runs-on: ubuntu-latest
    steps:
      - run: echo "releasing $AMI_ID"
        env:
          AMI_ID: \${{ needs.web.outputs.ami-id }}
`;
const FILES = {
  '.github/workflows/caller.yml': CALLER,
  'deploy/app.sh': '#!/bin/sh\nsystemctl enable --now nginx\n',
  'deploy/web.sh': '#!/bin/sh\necho {{greeting}}\n',
  // What a test finds, and that it finds no credentials.
  'deploy/smoke-test.sh': 'echo "tested $INSTANCE_ID at $ADDRESS${AWS_ACCESS_KEY_ID:+ with a key}"\n',
  'deploy/test web.sh': 'echo "tested $INSTANCE_ID at $ADDRESS"\n',
};

export async function act(checks: Checks): Promise<void> {
  const { check, say } = checks;
  say('\nact runs the workflows');
  if (!(await check(`act ${ACT.version} is built`, () => makeGoProgram(ACT)))) return;
  // Most of a check is waiting for its jobs: two of them at a time.
  await Promise.all([ofInstances(checks), ofGroups(checks)]);
}

async function ofInstances(checks: Checks): Promise<void> {
  const { check } = checks;
  await check('launch.yml launches, hands its outputs to the test, and ends the instance', launches);
  await check('launch.yml ends the instance after a test that failed', testFails);
  await check('launch.yml ends what it launched when it is cancelled half-way', isCancelled);
  await check('launch.yml can be called, and gives back the image that passed', isCalled);
  await check('preview.yml has one instance at a time for a pull request, until it closes', previews);
  await check('preview.yml does nothing for a pull request from a fork', leavesForks);
  await imageWorkflows(checks);
  await runnerWorkflow(checks);
  await codeDeployWorkflow(checks);
}

async function ofGroups(checks: Checks): Promise<void> {
  await rolloutWorkflows(checks);
  await stackWorkflow(checks);
  await environmentWorkflow(checks);
}

async function launches(): Promise<void> {
  await onStage({ files: FILES, vars: PLACES }, async ({ scene, endpoint }) => {
    const { code, jobs, steps, outputs, log } = await scene.run('launch.yml', BY_HAND);
    assert.equal(code, 0, log);
    assert.deepEqual(jobs, { launch: 'success', 'smoke-test': 'success', end: 'success' });
    assert.deepEqual(
      steps.filter((step) => step.includes(OURS) && !step.includes('Pre')),
      ['launch: Main', 'launch: Post', 'end: Main', 'end: Post'].map((what) => `${what} ${OURS}: success`),
    );
    const [{ id, imageId, instanceType, tags } = assert.fail(log), ...others] = instances(endpoint);
    assert.deepEqual([instanceType, others], ['t3.small', []]);
    assert.deepEqual(alive(endpoint), []);
    assert.equal(outputs['launch.instance.instance-id'], id);
    assert.match(log, new RegExp(`^smoke-test: tested ${id} at \\d+\\.\\d+\\.\\d+\\.\\d+$`, 'm'));
    assert.equal(outputs['smoke-test.test.ami-id'], imageId);
    assert.match(log, /^launch: Base image: ami-\w+ \(debian-12-/m);
    assert.equal(tags['ami-launch:run'], `${REPOSITORY}/1/1`);
    assert.ok(tags['ami-launch:expires'], 'It has no expiry.');
    const { SubnetId, SecurityGroupId } = asked(endpoint);
    assert.equal(SubnetId, PLACES.AMI_LAUNCH_SUBNETS);
    assert.deepEqual(SecurityGroupId, [PLACES.AMI_LAUNCH_SECURITY_GROUPS]);
    assert.match(log, new RegExp(`^launch: Logged in as ${ROLE}, session ami-launch-1$`, 'm'));
  });
}

async function testFails(): Promise<void> {
  const files = { ...FILES, 'deploy/smoke-test.sh': 'echo "no answer at $ADDRESS"; exit 7\n' };
  await onStage({ files }, async ({ scene, endpoint }) => {
    const { code, jobs, outputs, log } = await scene.run('launch.yml', BY_HAND);
    assert.notEqual(code, 0);
    assert.deepEqual(jobs, { launch: 'success', 'smoke-test': 'failure', end: 'success' }, log);
    assert.equal(outputs['smoke-test.test.ami-id'], undefined);
    assert.deepEqual(alive(endpoint), []);
  });
}

/** act kills the process of main at once, so all is left to post. */
async function isCancelled(): Promise<void> {
  await onStage({ files: FILES }, async ({ scene, endpoint }) => {
    const cancel = new AbortController();
    endpoint.control.onRequest((moment, { action }) => {
      if (moment === 'after' && action === 'RunInstances') cancel.abort();
    });
    const { jobs, steps, log } = await scene.run('launch.yml', { ...BY_HAND, cancel: cancel.signal });
    assert.equal(jobs['launch'], 'failure', log);
    assert.equal(jobs['smoke-test'], undefined);
    assert.ok(steps.includes(`launch: Post ${OURS}: success`), log);
    assert.equal(instances(endpoint).length, 1);
    assert.deepEqual(alive(endpoint), []);
  });
}

async function isCalled(): Promise<void> {
  await onStage({ files: FILES }, async ({ scene, endpoint }) => {
    const { code, log } = await scene.run('caller.yml', { name: 'workflow_dispatch', runId: '2' });
    assert.equal(code, 0, log);
    const [{ id, imageId, tags } = assert.fail(log)] = instances(endpoint, 'eu-central-1');
    assert.equal(tags['Name'], 'web');
    assert.deepEqual(asked(endpoint)['IamInstanceProfile'], { Name: 'web' });
    assert.match(log, new RegExp(`tested ${id} at `));
    assert.match(log, new RegExp(`^release: releasing ${imageId}$`, 'm'));
    assert.deepEqual(alive(endpoint, 'eu-central-1'), []);
  });
}

async function previews(): Promise<void> {
  const files = { ...FILES, 'deploy/app.sh': '#!/bin/sh\necho {{version}}\n' };
  // What answers in the place of all instances. The port of the file is 80, which not everybody may listen at.
  const site = createServer((_request, response) => response.end('It works'));
  await new Promise<void>((resolve) => void site.listen(0, '127.0.0.1', resolve));
  const port = String((site.address() as AddressInfo).port);
  const vars = { ...PLACES, AMI_LAUNCH_READY_WHEN: `user-data, http:${port}/` };
  await onStage({ files, vars }, async ({ scene, endpoint, github }) => {
    endpoint.control.settings({ publicIp: '127.0.0.1' });
    const environment = (number: number) => `${REPOSITORY}/preview/pr-${number}`;
    const up = () =>
      alive(endpoint).map(({ tags }) => [tags['ami-launch:environment'], tags['ami-launch:run']]);

    await succeeds(scene, pullRequest('opened', { number: 11, runId: '10' }));
    await succeeds(scene, pullRequest('opened', { number: 12, runId: '11' }));
    assert.deepEqual(up(), [
      [environment(11), `${REPOSITORY}/10/1`],
      [environment(12), `${REPOSITORY}/11/1`],
    ]);

    await succeeds(scene, pullRequest('synchronize', { number: 12, runId: '12' }));
    assert.deepEqual(up(), [
      [environment(11), `${REPOSITORY}/10/1`],
      [environment(12), `${REPOSITORY}/12/1`],
    ]);

    const { jobs } = await succeeds(scene, pullRequest('closed', { number: 12, runId: '13' }));
    assert.deepEqual(jobs, { end: 'success' });
    assert.deepEqual(up(), [[environment(11), `${REPOSITORY}/10/1`]]);

    assert.deepEqual(
      github.deployments.map((one) => [one.environment, one.states]),
      [
        ['preview/pr-11', ['in_progress', 'success']],
        ['preview/pr-12', ['in_progress', 'success', 'inactive']],
        ['preview/pr-12', ['in_progress', 'success', 'inactive']],
      ],
    );
    assert.deepEqual(
      github.comments.map(({ issue }) => issue),
      [11, 12],
    );
    // The comment tells of the newest run.
    assert.match(github.comments[1]?.body ?? '', /run 12\b/);
    assert.equal(github.deployments[0]?.url, `http://127.0.0.1:${port}/`);
  }).finally(() => site.close());
}

async function leavesForks(): Promise<void> {
  await onStage({ files: FILES }, async ({ scene, endpoint }) => {
    for (const action of ['opened', 'closed']) {
      const from = { number: 13, runId: '20', head: 'stranger/web' };
      const { jobs } = await succeeds(scene, pullRequest(action, from));
      assert.deepEqual(jobs, {});
    }
    assert.deepEqual(endpoint.control.record(), []);
  });
}

async function succeeds(scene: Scene, event: Event) {
  const run = await scene.run('preview.yml', event);
  assert.equal(run.code, 0, run.log);
  return run;
}

interface PullRequest {
  readonly number: number;
  readonly runId: string;
  /** The repository that it comes from. */
  readonly head?: string;
}

function pullRequest(action: string, { number, runId, head = REPOSITORY }: PullRequest): Event {
  const sha = '0123456789abcdef0123456789abcdef01234567';
  const pull_request = {
    number,
    head: { sha, ref: 'feature', repo: { full_name: head } },
    base: { ref: 'main', repo: { full_name: REPOSITORY } },
  };
  const payload = { action, number, pull_request, repository: { full_name: REPOSITORY } };
  return { name: 'pull_request', payload, runId };
}
