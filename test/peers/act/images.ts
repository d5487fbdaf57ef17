/** The workflows that keep images fresh: bake.yml, patch.yml and prune.yml. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { Endpoint } from '../../../src/endpoint/server.js';
import type { Checks } from '../check.js';
import type { Repository } from './github-branches.js';
import type { ActRun } from './log.js';
import type { Event, Scene } from './scene.js';
import { alive, instances, onStage } from './stage.js';

const AL2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
const LOCK = '.ami-launch.lock';
const FILES = {
  'deploy/app.sh': '#!/bin/sh\nsystemctl enable --now web\n',
  'deploy/smoke-test.sh': 'echo "tested $INSTANCE_ID"\n',
  'image/packages.sh': '#!/bin/sh\ndnf install -y nginx\n',
};
const nightly = (runId: string): Event => ({ name: 'schedule', runId });

export async function imageWorkflows({ check }: Pick<Checks, 'check'>): Promise<void> {
  await check('bake.yml bakes, then reuses, and bakes again when it is told to', bakes);
  await check('patch.yml proposes a first lock, one pull request that it keeps, and closes it', proposes);
  await check('patch.yml proposes a base image that failed its test, and says so', proposesWithFailure);
  await check('patch.yml without a lock bakes and launches what is not out yet, once', rollsOut);
  await check('prune.yml prunes each region, and only tells what it would on a pull request', prunes);
}

async function bakes(): Promise<void> {
  await onStage({ files: FILES }, async ({ scene, endpoint }) => {
    const first = await succeeds(scene, 'bake.yml', nightly('1'));
    assert.equal(first.outputs['bake.image.image-source'], 'baked');
    const again = await succeeds(scene, 'bake.yml', nightly('2'));
    assert.equal(again.outputs['bake.image.image-source'], 'reused');
    assert.equal(again.outputs['bake.image.ami-id'], first.outputs['bake.image.ami-id']);
    const inputs = { rebake: 'always' };
    const forced = await succeeds(scene, 'bake.yml', { name: 'workflow_dispatch', inputs, runId: '3' });
    assert.equal(forced.outputs['bake.image.image-source'], 'baked');
    assert.equal(forced.outputs['bake.image.fingerprint'], first.outputs['bake.image.fingerprint']);
    assert.deepEqual(alive(endpoint), []);
  });
}

async function proposes(): Promise<void> {
  const vars = { AMI_LAUNCH_LOCK_FILE: LOCK };
  await onStage({ files: FILES, vars }, async ({ scene, endpoint, github: { repository, comments } }) => {
    const first = await succeeds(scene, 'patch.yml', nightly('1'));
    const [pull = assert.fail(first.log), ...others] = repository.pulls;
    assert.deepEqual([others, pull.base, pull.state], [[], 'main', 'open']);
    assert.equal(pull.title, 'Renew the base image: al2023');
    assert.match(pull.body, /✅ The \[test launch\]\(\S+\/actions\/runs\/1\) of the new image passed\./);
    assert.match(
      pull.body,
      /^\| eu-west-1 \| x86_64 \| nothing \| `ami-\w+`<br>`al2023-ami-\S+`<br>\S+, 5 days old \|$/m,
    );
    assert.deepEqual([...repository.branches.keys()], [`refs/heads/${pull.head}`]);
    assert.equal(lockIn(repository, pull.head), first.outputs['look.base.lock']);
    assert.deepEqual([launched(endpoint).length, alive(endpoint)], [1, []]);

    // The same again: nothing is pushed that is there already.
    await succeeds(scene, 'patch.yml', nightly('2'));
    assert.deepEqual([repository.pulls.length, repository.commits.length], [1, 1]);

    const newer = endpoint.control.images.release(AL2023, 'eu-west-1');
    await succeeds(scene, 'patch.yml', nightly('3'));
    assert.deepEqual([repository.pulls.length, repository.commits.length], [1, 2]);
    assert.match(pull.body, new RegExp(newer));

    // Somebody commits what it proposes, by another way.
    scene.put(LOCK, lockIn(repository, pull.head) ?? '');
    const last = await succeeds(scene, 'patch.yml', nightly('4'));
    assert.equal(last.jobs['test'], undefined, last.log);
    assert.equal(pull.state, 'closed');
    assert.equal(repository.branches.size, 0);
    assert.match(comments[0]?.body ?? '', /nothing to renew/);
  });
}

/** act ends a run as soon as a called workflow fails, which GitHub does not: so a job that fails stands in for the call. */
async function proposesWithFailure(): Promise<void> {
  const patch = parse(readFileSync('workflows/patch.yml', 'utf8')) as { jobs: Record<string, object> };
  const fails = { needs: 'look', 'runs-on': 'ubuntu-latest', steps: [{ run: 'exit 7' }] };
  assert.ok(patch.jobs['test']);
  patch.jobs['test'] = fails;
  const files = { ...FILES, '.github/workflows/patch.yml': stringify(patch) };
  await onStage({ files, vars: { AMI_LAUNCH_LOCK_FILE: LOCK } }, async ({ scene, github }) => {
    const { code, jobs, log } = await scene.run('patch.yml', nightly('1'));
    assert.notEqual(code, 0, log);
    assert.deepEqual(jobs, { look: 'success', test: 'failure', propose: 'success' });
    assert.match(github.repository.pulls[0]?.body ?? '', /❌ The \[test launch\].* ended with: failure\./);
  });
}

async function rollsOut(): Promise<void> {
  await onStage({ files: FILES }, async ({ scene, endpoint, github }) => {
    const out = () => github.deployments.map(({ environment, description }) => [environment, description]);
    const first = await succeeds(scene, 'patch.yml', nightly('1'));
    const [image = assert.fail(first.log)] = launched(endpoint);
    assert.deepEqual(out(), [['image/web', image]]);
    await succeeds(scene, 'patch.yml', nightly('2'));
    assert.deepEqual([launched(endpoint).length, out().length], [1, 1]);

    // A base image that does not pass is tried again the next day.
    endpoint.control.images.release(AL2023, 'eu-west-1');
    const test = 'deploy/smoke-test.sh';
    scene.put(test, 'exit 7\n');
    assert.notEqual((await scene.run('patch.yml', nightly('3'))).code, 0);
    assert.equal(out().length, 1);
    scene.put(test, FILES[test]);
    await succeeds(scene, 'patch.yml', nightly('4'));
    const images = launched(endpoint);
    assert.deepEqual([new Set(images).size, images.length], [2, 3]);
    assert.deepEqual(out().at(-1), ['image/web', images.at(-1)]);
    assert.deepEqual(alive(endpoint), []);
  });
}

async function prunes(): Promise<void> {
  const vars = { AMI_LAUNCH_REGIONS: '["eu-west-1", "us-east-1"]' };
  await onStage({ files: FILES, vars }, async ({ scene, endpoint }) => {
    const tags = (n: number) => ({
      'ami-launch:role': 'image',
      'ami-launch:run': `octo/web/${n}/1`,
      'ami-launch:lineage': 'web-al2023-x86_64',
      'ami-launch:fingerprint': String(n).repeat(64),
    });
    const image = (n: number) => ({ name: `web-al2023-${n}`, ageDays: 10 * n, tags: tags(n) });
    const old = ['eu-west-1', 'us-east-1'].map((region) =>
      endpoint.control.images.add([1, 2, 3, 4].map(image), region),
    );
    const left = () => old.map((ids) => ids.filter((id) => available(endpoint).includes(id)));

    const head = { repo: { full_name: 'octo/web' } };
    const payload = { action: 'opened', pull_request: { head }, repository: { full_name: 'octo/web' } };
    await succeeds(scene, 'prune.yml', { name: 'pull_request', payload, runId: '1' });
    assert.deepEqual(left(), old);
    await succeeds(scene, 'prune.yml', nightly('2'));
    assert.deepEqual(
      left(),
      old.map((ids) => ids.slice(0, 3)),
    );
  });
}

async function succeeds(scene: Scene, workflow: string, event: Event): Promise<ActRun> {
  const run = await scene.run(workflow, event);
  assert.equal(run.code, 0, run.log);
  return run;
}

function lockIn({ branches, commits }: Repository, branch: string): string | undefined {
  const tip = branches.get(`refs/heads/${branch}`);
  return commits.find(({ sha }) => sha === tip)?.files[LOCK];
}

/** The images of what was launched to stay, builders left out. */
function launched(endpoint: Endpoint): string[] {
  return instances(endpoint)
    .filter(({ tags }) => tags['ami-launch:role'] === 'instance')
    .map(({ imageId }) => imageId);
}

function available({ control }: Endpoint): string[] {
  return Object.values(control.world().regions).flatMap(({ images }) =>
    images.filter(({ state }) => state === 'available').map(({ id }) => id),
  );
}
