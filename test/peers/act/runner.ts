/** runner.yml: a runner of GitHub Actions for one job, and nothing left of it, whatever happens on the way. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DescribeInstanceAttributeCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { Checks } from '../check.js';
import { TOKEN } from './github.js';
import { ADMIN_TOKEN, type Runner } from './github-runners.js';
import type { ActRun } from './log.js';
import { REPOSITORY, type Event } from './scene.js';
import { alive, instances, onStage, type Stage } from './stage.js';

const REGION = 'eu-west-1';
const README = readFileSync('README.md', 'utf8');

/** A workflow whose second job runs on what the first one has started. */
const caller = (secret: string) => `
on: workflow_dispatch
jobs:
  runner:
    permissions: { contents: read, id-token: write }
    uses: ./.github/workflows/runner.yml
    with: { name: big, ttl-minutes: '90', variables: 'team=web' }
    secrets: { ${secret}: '\${{ secrets.${secret} }}' }
  build:
    needs: runner
    runs-on: \${{ needs.runner.outputs.label }}
    steps:
      - run: echo "built on $INSTANCE_ID of $AMI_ID"
        env:
          INSTANCE_ID: \${{ needs.runner.outputs.instance-id }}
          AMI_ID: \${{ needs.runner.outputs.ami-id }}
`;
const layer = (name: string) => readFileSync(`workflows/layers/${name}`, 'utf8');
const FILES = {
  '.github/workflows/by-app.yml': caller('AMI_LAUNCH_RUNNER_KEY'),
  '.github/workflows/by-token.yml': caller('AMI_LAUNCH_RUNNER_TOKEN'),
  'runner/github-runner.sh': layer('github-runner.sh'),
  'runner/github-runner-start.sh': layer('github-runner-start.sh'),
};
const OF_APP = {
  files: FILES,
  vars: { AMI_LAUNCH_RUNNER_APP: 'Iv23abc', AMI_LAUNCH_RUNNER_PROFILE: 'runner' },
  secrets: { AMI_LAUNCH_RUNNER_KEY: ADMIN_TOKEN },
};

export async function runnerWorkflow({ check }: Pick<Checks, 'check'>): Promise<void> {
  // On one stage, where the image is baked once.
  await onStage(OF_APP, async (stage) => {
    await check('runner.yml starts a runner for the next job, by a configuration that nobody sees', () =>
      starts(stage),
    );
    await check('runner.yml leaves nothing of a runner whose layer fails', () => failsInLayer(stage));
    await check('runner.yml leaves nothing of a runner that ends before its job', () => endsEarly(stage));
    await check('runner.yml leaves nothing when it is cancelled half-way', () => isCancelled(stage));
  });
  await check('runner.yml makes nothing without a token that may make runners', isRefused);
}

async function starts(stage: Stage): Promise<void> {
  const { endpoint, github } = stage;
  const { control } = endpoint;
  // The first instance is the builder.
  control.instances.outcome({ match: { index: 1 }, kind: 'ok', powersOffAfterSeconds: 5000 });
  const run = await stage.scene.run('by-app.yml', dispatched('30'));
  assert.equal(run.code, 0, run.log);
  const label = 'ami-launch-30-1-big';
  const [runner = assert.fail(run.log), ...others] = github.runners;
  assert.deepEqual([runner.name, runner.labels, runner.gone, others], [label, [label], false, []]);
  // Not before GitHub saw it.
  assert.ok(runner.looks > 2, run.log);

  const [{ id, imageId, tags } = assert.fail(run.log), ...more] = launched(stage);
  assert.deepEqual(more, []);
  assert.match(run.log, new RegExp(`^build: built on ${id} of ${imageId}$`, 'm'));
  assert.equal(tags['Name'], label);
  assert.ok(tags['ami-launch:expires'], 'It has no expiry.');
  assert.match(await userData(stage, id), /\/ami-launch\/runners\/octo\/web\/ami-launch-30-1-big/);
  await sawNothing(run, stage);

  const puts = control.record().filter(({ action }) => action === 'PutParameter');
  assert.deepEqual(
    puts.map(({ params }) => kindOf(params)),
    [['SecureString', 'Advanced', 'Expiration']],
  );
  assert.deepEqual(parameters(stage), []);
  needsWhatReadmeSays(stage);

  // Its job is done, and it powers itself off.
  assert.equal(alive(endpoint).length, 1);
  control.skip(5000);
  assert.equal(launched(stage)[0]?.state, 'terminated');
  runner.gone = true;
}

async function failsInLayer(stage: Stage): Promise<void> {
  const outcome = { kind: 'layer-failed', layer: 'app-1-github-runner-start.sh', exitCode: 1 } as const;
  stage.endpoint.control.instances.outcome({ match: { index: 2 }, ...outcome });
  const run = await stage.scene.run('by-app.yml', dispatched('31'));
  assert.match(run.log, /::error::The layer app-1-github-runner-start\.sh failed on i-\w+ with exit code 1/);
  await leftNothing(run, stage, 2);
}

async function endsEarly(stage: Stage): Promise<void> {
  const { endpoint, github, scene } = stage;
  const stop = endpoint.control.onRequest((moment, { action }) => {
    if (moment !== 'after' || action !== 'DeleteParameter') return;
    for (const runner of github.runners) runner.gone = true;
  });
  const run = await scene.run('by-app.yml', dispatched('32'));
  stop();
  assert.match(run.log, /GitHub knows the runner ami-launch-32-1-big no more/);
  await leftNothing(run, stage, 3);
}

async function isCancelled(stage: Stage): Promise<void> {
  const cancel = new AbortController();
  const stop = stage.endpoint.control.onRequest((moment, { action }) => {
    if (moment === 'after' && action === 'RunInstances') cancel.abort();
  });
  const run = await stage.scene.run('by-app.yml', { ...dispatched('33'), cancel: cancel.signal });
  stop();
  await leftNothing(run, stage, 4);
}

async function isRefused(): Promise<void> {
  const secrets = { AMI_LAUNCH_RUNNER_TOKEN: TOKEN };
  await onStage({ files: FILES, secrets }, async (stage) => {
    const { code, log, jobs } = await stage.scene.run('by-token.yml', dispatched('34'));
    assert.notEqual(code, 0, log);
    assert.match(
      log,
      /says: Resource not accessible by integration\. The token needs 'Administration: read and write'/,
    );
    assert.equal(jobs['build'], undefined);
    assert.deepEqual([stage.endpoint.control.record(), stage.github.runners], [[], []]);
  });
}

function dispatched(runId: string): Event {
  return { name: 'workflow_dispatch', runId, labels: [`ami-launch-${runId}-1-big`] };
}

/** Of the runner that was launched last, one of so many. */
async function leftNothing(run: ActRun, stage: Stage, count: number): Promise<void> {
  assert.notEqual(run.code, 0, run.log);
  assert.equal(run.jobs['build'], undefined, run.log);
  assert.equal(launched(stage).length, count, run.log);
  assert.deepEqual(alive(stage.endpoint), [], run.log);
  assert.deepEqual(parameters(stage), [], run.log);
  const left = ({ gone }: Runner) => !gone;
  assert.deepEqual([stage.github.runners.length, stage.github.runners.filter(left)], [count, []], run.log);
  await sawNothing(run, stage);
}

/** Nothing but the request that stores it has the configuration, or a piece of it. */
async function sawNothing({ log }: ActRun, stage: Stage): Promise<void> {
  const requests = stage.endpoint.control.record().filter(({ action }) => action !== 'PutParameter');
  const seen = {
    log,
    requests: JSON.stringify(requests),
    'user data': await userData(stage, launched(stage).at(-1)?.id ?? ''),
  };
  for (const { config } of stage.github.runners) {
    for (const [where, text] of Object.entries(seen))
      assert.ok(!text.includes(config.slice(0, 40)), `The configuration is in the ${where}.`);
  }
}

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: string;
}

/** The steps of the workflow itself; what the action needs is proved elsewhere. */
function needsWhatReadmeSays({ endpoint }: Stage): void {
  const [, json = ''] = /^```json\n(\[\n {2}\{ "Sid": "KeepConfiguration".*?)```$/ms.exec(README) ?? [];
  const { Action, Resource } = (JSON.parse(json) as Statement[])[0] ?? assert.fail(json);
  const made = endpoint.control.record().filter(({ service, action }) => {
    return service === 'ssm' && action !== 'GetParameters';
  });
  assert.deepEqual(
    made.map(({ action }) => `ssm:${action}`),
    Action,
  );
  const [allowed = ''] = Resource.replace('OWNER/REPO', REPOSITORY).split(':parameter').slice(1);
  for (const { params } of made) {
    const { Name } = params as { Name: string };
    assert.ok(Name.startsWith(allowed.replace('*', '')), Name);
  }
}

/** Builders left out. */
function launched({ endpoint }: Stage) {
  return instances(endpoint).filter(({ tags }) => tags['ami-launch:role'] === 'instance');
}

function parameters({ endpoint }: Stage): string[] {
  const { parameters: all = {} } = endpoint.control.world().regions[REGION] ?? {};
  return Object.keys(all).filter((name) => name.startsWith('/ami-launch'));
}

function kindOf(params: unknown): unknown[] {
  const { Type, Tier, Policies } = params as { Type: string; Tier: string; Policies: string };
  return [Type, Tier, (JSON.parse(Policies) as { Type: string }[])[0]?.Type];
}

async function userData({ endpoint }: Stage, InstanceId: string): Promise<string> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const ec2 = new EC2Client({ endpoint: endpoint.url, region: REGION, credentials });
  const asked = new DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'userData' });
  const { UserData } = await ec2.send(asked);
  ec2.destroy();
  const bytes = Buffer.from(UserData?.Value ?? '', 'base64');
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
}
