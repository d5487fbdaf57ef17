/** The workflows of groups: heal.yml and rollout.yml. */
import assert from 'node:assert/strict';
import { idOf } from '../../../src/endpoint/world/chance.js';
import type { Endpoint } from '../../../src/endpoint/server.js';
import type { Checks } from '../check.js';
import type { ActRun } from './log.js';
import { REPOSITORY, type Event, type Scene } from './scene.js';
import { instances, onStage } from './stage.js';

const REGION = 'eu-west-1';
const AL2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
const SUBNETS = ['a', 'b'].map((zone) => idOf('subnet', `${REGION}${zone}`));
const VARS = {
  AMI_LAUNCH_GROUP: 'web',
  AMI_LAUNCH_HEAL_GROUP: 'web', // one that this file rolls, too: nothing else makes it
  AMI_LAUNCH_SUBNETS: SUBNETS.join(', '),
  AMI_LAUNCH_ENVIRONMENT: 'production',
};
/** A workflow that calls ours, and has a use for what it gives back. */
const RELEASE = `
on: push
jobs:
  web:
    permissions: { contents: read, id-token: write, deployments: write }
    uses: ./.github/workflows/rollout.yml
    with: { variables: version=2, instance-warmup: 60s }
  announce:
    needs: web
    runs-on: ubuntu-latest
    steps:
      - run: echo "version $VERSION of $AMI by $REFRESH on $IDS"
        env:
          VERSION: \${{ needs.web.outputs.launch-template-version }}
          AMI: \${{ needs.web.outputs.ami-id }}
          REFRESH: \${{ needs.web.outputs.instance-refresh-id }}
          IDS: \${{ needs.web.outputs.instance-ids }}
`;
const HEALED = `
on: schedule
jobs:
  web:
    permissions: { contents: read, id-token: write, deployments: write }
    uses: ./.github/workflows/heal.yml
    with: { auto-scaling-group: web, count: '2', instance-type: t4g.micro }
  announce:
    needs: web
    runs-on: ubuntu-latest
    steps:
      - run: echo "version $VERSION of $AMI on $IDS"
        env:
          VERSION: \${{ needs.web.outputs.launch-template-version }}
          AMI: \${{ needs.web.outputs.ami-id }}
          IDS: \${{ needs.web.outputs.instance-ids }}
`;
const FILES = {
  '.github/workflows/healed.yml': HEALED,
  '.github/workflows/release.yml': RELEASE,
  'deploy/app.sh': '#!/bin/sh\nsystemctl enable --now web\n',
  'image/packages.sh': '#!/bin/sh\ndnf install -y nginx\n',
};
const nightly = (runId: string): Event => ({ name: 'schedule', runId });
const push = (runId: string): Event => ({
  name: 'push',
  payload: { ref: 'refs/heads/main', repository: { full_name: REPOSITORY } },
  runId,
});

export async function rolloutWorkflows({ check }: Pick<Checks, 'check'>): Promise<void> {
  await check('heal.yml makes a group of one, leaves it alone, and patches it', heals);
  await check(
    'heal.yml makes a group of as many as a caller says, and hands its outputs on',
    healsForACaller,
  );
  await check('heal.yml and rollout.yml bake nothing where no group is named', needsAName);
  await check('rollout.yml rolls a group, hands its outputs on, and does nothing the second time', rolls);
  await check("rollout.yml bakes for Graviton, with builders of the group's architecture", bakesForGraviton);
  await check('rollout.yml takes a group back when a layer fails on a new instance', goesBack);
}

async function heals(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint, github }) => {
    const first = await succeeds(scene, 'heal.yml', nightly('1'));
    assert.equal(first.outputs['heal.group.launch-template-version'], '1');
    const [old = assert.fail(first.log), ...others] = serving(endpoint);
    assert.deepEqual([others, old.version], [[], '1']);
    assert.deepEqual(JSON.parse(first.outputs['heal.group.instance-ids'] ?? ''), [old.id]);
    const made = endpoint.control.record().find(({ action }) => action === 'CreateAutoScalingGroup');
    assert.equal((made?.params as Record<string, unknown>)['VPCZoneIdentifier'], SUBNETS.join(','));

    await succeeds(scene, 'heal.yml', nightly('2'));
    assert.deepEqual([serving(endpoint), group(endpoint).refreshes], [[old], []]);

    endpoint.control.images.release(AL2023, REGION);
    const patched = await succeeds(scene, 'heal.yml', nightly('3'));
    assert.notEqual(patched.outputs['heal.group.ami-id'], first.outputs['heal.group.ami-id']);
    assert.deepEqual(
      serving(endpoint).map(({ version }) => version),
      ['2'],
    );
    assert.deepEqual(
      github.deployments.map(({ environment, states }) => [environment, states.slice(0, 2)]),
      Array(3).fill(['production', ['in_progress', 'success']]),
    );
  });
}

async function healsForACaller(): Promise<void> {
  const { AMI_LAUNCH_SUBNETS } = VARS;
  await onStage({ files: FILES, vars: { AMI_LAUNCH_SUBNETS } }, async ({ scene, endpoint }) => {
    const { outputs, log } = await succeeds(scene, 'healed.yml', nightly('1'));
    const ids = serving(endpoint).map(({ id }) => id);
    assert.equal(ids.length, 2);
    const told = /^announce: version 1 of (ami-\w+) on (.*)$/m.exec(log) ?? assert.fail(log);
    assert.equal(told[1], outputs['heal.group.ami-id']);
    assert.deepEqual([...(told[2] ?? '').matchAll(/i-\w+/g)].flat().sort(), [...ids].sort());
  });
}

async function needsAName(): Promise<void> {
  const { AMI_LAUNCH_SUBNETS } = VARS;
  await onStage({ files: FILES, vars: { AMI_LAUNCH_SUBNETS } }, async ({ scene, endpoint }) => {
    const healed = await scene.run('heal.yml', nightly('1'));
    assert.match(healed.log, /set the variable AMI_LAUNCH_HEAL_GROUP/);
    const rolled = await scene.run('rollout.yml', push('2'));
    assert.match(rolled.log, /set the variable AMI_LAUNCH_GROUP/);
    assert.notEqual(healed.code, 0);
    assert.notEqual(rolled.code, 0);
    assert.deepEqual(endpoint.control.record(), []);
  });
}

async function rolls(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await succeeds(scene, 'heal.yml', nightly('1'));
    const { outputs, log } = await succeeds(scene, 'release.yml', push('2'));
    const [now = assert.fail(log), ...others] = serving(endpoint);
    assert.deepEqual([others, now.version], [[], '2']);
    const [refresh = assert.fail(log)] = group(endpoint).refreshes;
    const image = outputs['rollout.group.ami-id'] ?? '';
    assert.match(
      log,
      new RegExp(`^announce: version 2 of ${image} by ${refresh.id} on \\["?${now.id}"?\\]$`, 'm'),
    );
    assert.equal(outputs['rollout.group.image-source'], 'reused');

    const again = await succeeds(scene, 'release.yml', push('3'));
    assert.equal(again.outputs['rollout.group.image-source'], 'reused');
    assert.equal(again.outputs['rollout.group.instance-refresh-id'], undefined);
    assert.deepEqual([serving(endpoint), group(endpoint).refreshes.length], [[now], 1]);
  });
}

async function bakesForGraviton(): Promise<void> {
  const vars = { ...VARS, AMI_LAUNCH_BUILDER_TYPES: 't4g.small' };
  await onStage({ files: FILES, vars }, async ({ scene, endpoint }) => {
    await succeeds(scene, 'healed.yml', nightly('1'));
    const { outputs } = await succeeds(scene, 'release.yml', push('2'));
    assert.equal(outputs['rollout.group.image-source'], 'reused');
    const builders = instances(endpoint).filter(({ tags }) => tags['ami-launch:role'] === 'builder');
    assert.deepEqual(
      builders.map(({ instanceType }) => instanceType),
      ['t4g.small'],
    );
  });
}

async function goesBack(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint, github }) => {
    await succeeds(scene, 'heal.yml', nightly('1'));
    await succeeds(scene, 'release.yml', push('2'));
    const good = serving(endpoint);
    scene.put('deploy/app.sh', '#!/bin/sh\nexit 7\n');
    const layer = 'deploy/app.sh';
    endpoint.control.instances.outcome({ kind: 'layer-failed', layer, exitCode: 7, atSeconds: 3 });
    const { code, jobs, log } = await scene.run('release.yml', push('3'));
    assert.notEqual(code, 0, log);
    assert.equal(jobs['announce'], undefined);
    assert.match(log, /The layer deploy\/app\.sh failed on i-\w+ with exit code 7/);
    assert.match(log, /The group web is back on version 2 of its launch template\./);
    assert.deepEqual([serving(endpoint), group(endpoint).templateVersion], [good, '2']);
    assert.equal(github.deployments.at(-1)?.states.at(-1), 'failure');
  });
}

async function succeeds(scene: Scene, workflow: string, event: Event): Promise<ActRun> {
  const run = await scene.run(workflow, event);
  assert.equal(run.code, 0, run.log);
  return run;
}

function group({ control }: Endpoint) {
  const found = control.world().regions[REGION]?.autoScalingGroups.find(({ name }) => name === 'web');
  return found ?? assert.fail('There is no group web.');
}

/** What is in service: what is being ended is still shown. */
function serving(endpoint: Endpoint) {
  return group(endpoint)
    .instances.filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ id, version }) => ({ id, version }));
}
