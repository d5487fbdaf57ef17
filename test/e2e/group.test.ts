/** Auto Scaling groups that a run makes, puts right or migrates. */
import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect, test } from '@jest/globals';
import type { RolloutResult } from '../../src/modes/result.js';
import { migratedName } from '../../src/rollout/template-name.js';
import { APP, APP_FILES } from '../support/app.js';
import { SPEED, testCloud } from '../support/cloud.js';
import { accountOf } from '../support/groups.js';
import type { Job, StepEnd } from '../support/runner.js';

const cloud = testCloud(SPEED, 'one');
const account = accountOf(cloud);

const TARGET_GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef';

const rolloutOf = ({ outputs }: StepEnd) => (JSON.parse(outputs['result'] ?? '') as RolloutResult).rollout;
const changing = () => cloud.calls().filter((call) => !/^(Describe|Get|List)/.test(call));

async function making(inputs: Record<string, string> = {}) {
  const subnets = await account.subnets();
  return {
    ...APP,
    mode: 'rollout',
    'auto-scaling-group': 'web',
    'create-group': 'true',
    'subnet-id': subnets.join('\n'),
    ...inputs,
  };
}

test('a group of one is made, replaces its instance when that dies, and is left alone by the next run', async () => {
  const aJob = cloud.job(APP_FILES);
  const inputs = await making({ name: 'web-1', tags: 'team=web' });

  const made = await aJob.run(inputs);

  expect(made).toMatchObject({ code: 0, outputs: { ready: 'true', 'launch-template-version': '1' } });
  const [first] = cloud.alive();
  expect(rolloutOf(made)).toMatchObject({ action: 'created', desired: 1, instances: [{ id: first?.id }] });
  expect(first?.tags).toMatchObject({ Name: 'web-1', team: 'web', 'ami-launch:role': 'instance' });
  expect(await account.group()).toMatchObject({
    MinSize: 1,
    MaxSize: 1,
    HealthCheckType: 'EC2',
    InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
  });

  cloud.endpoint.control.instances.kill(first?.id ?? '');
  cloud.endpoint.control.skip(180);
  const [second, ...others] = cloud.alive();
  expect(second?.id).not.toBe(first?.id);
  expect(others).toEqual([]);

  const before = changing();
  const again = await aJob.run(inputs);

  expect(again).toMatchObject({ code: 0, outputs: { ready: 'true' } });
  expect(rolloutOf(again)).toMatchObject({ action: 'unchanged', instances: [{ id: second?.id }] });
  expect(changing()).toEqual(before);
});

test('a layer that fails leaves nothing behind', async () => {
  cloud.endpoint.control.instances.outcome({ kind: 'layer-failed', layer: 'deploy/app.sh', exitCode: 3 });

  const step = await cloud.job(APP_FILES).run(await making({ count: '2' }));

  expect(step).toMatchObject({ code: 1, log: expect.stringContaining('deploy/app.sh') });
  expect(step.log).toContain('Ended what this step had launched');
  cloud.endpoint.control.skip(60);
  expect(cloud.alive()).toEqual([]);
  expect(await account.group()).toBeUndefined();
  expect(await account.templates()).toEqual([]);
});

test('with keep-failed it stays, and the log says what that means', async () => {
  cloud.endpoint.control.instances.outcome({ kind: 'layer-failed', layer: 'deploy/app.sh', exitCode: 3 });

  const step = await cloud.job(APP_FILES).run(await making({ 'keep-failed': 'true' }));

  expect(step.code).toBe(1);
  expect(step.log).toMatch(
    /The Auto Scaling group web stays, as keep-failed: true says, .* replaces instances/,
  );
  expect(cloud.alive()).toHaveLength(1);
  expect(await account.templates()).toEqual(['web']);
});

/** A run that is killed once this call is answered for the first time. */
async function killedAfter(action: string, aJob: Job): Promise<StepEnd> {
  const step = aJob.start(await making());
  const off = cloud.endpoint.control.onRequest((when) => {
    if (when === 'after' && cloud.calls().at(-1) === action) step.kill('SIGKILL');
  });
  const main = await step.ended;
  off();
  expect(main.killedBy).toBe('SIGKILL');
  return main;
}

test('when the journal is lost, post finds the group by its name, if it is of this step', async () => {
  const { control } = cloud.endpoint;
  control.instances.outcome({ kind: 'never-signals' });
  const aJob = cloud.job(APP_FILES);
  const main = await killedAfter('GetConsoleOutput', aJob);

  await aJob.post({ ...main, state: { ...main.state, journal: '/nowhere/journal.jsonl' } });

  control.skip(60);
  expect(cloud.alive()).toEqual([]);
  expect(await account.group()).toBeUndefined();
});

// Killed once EC2 has made the template, once Auto Scaling has made the group, and while that is awaited.
test.each(['CreateLaunchTemplate', 'CreateAutoScalingGroup', 'GetConsoleOutput'])(
  'SIGKILL after %s, then post: nothing is left',
  async (action) => {
    const { control } = cloud.endpoint;
    control.instances.outcome({ kind: 'never-signals' });
    const aJob = cloud.job(APP_FILES);

    const post = await aJob.post(await killedAfter(action, aJob));

    expect(post.code).toBe(0);
    control.skip(60);
    expect(cloud.alive()).toEqual([]);
    expect(await account.group()).toBeUndefined();
    expect(await account.templates()).toEqual([]);
  },
);

test('what the inputs say of a group that is there is put right, once', async () => {
  const aJob = cloud.job(APP_FILES);
  const inputs = await making();
  await aJob.run(inputs);
  const [subnet = ''] = await account.subnets();
  const others = {
    ...inputs,
    'subnet-id': subnet,
    'health-check-grace-period': '2m',
    'target-group-arns': TARGET_GROUP,
    'warm-pool-size': '1',
  };
  const before = changing().length;

  const step = await aJob.run(others);

  expect(rolloutOf(step)).toMatchObject({ action: 'changed' });
  expect(await account.group()).toMatchObject({
    VPCZoneIdentifier: subnet,
    HealthCheckGracePeriod: 120,
    TargetGroupARNs: [TARGET_GROUP],
    HealthCheckType: 'ELB',
    WarmPoolConfiguration: { MinSize: 1, PoolState: 'Stopped' },
  });
  const changes = ['UpdateAutoScalingGroup', 'AttachLoadBalancerTargetGroups', 'PutWarmPool'];
  expect(changing().slice(before)).toEqual(changes);

  expect(rolloutOf(await aJob.run(others))).toMatchObject({ action: 'unchanged' });
  expect(changing().slice(before)).toEqual(changes);
});

test('layers that are baked into the image of a group are not baked onto it again', async () => {
  const aJob = cloud.job({ ...APP_FILES, 'slow.sh': '#!/bin/sh\ntrue\n' });
  const made = await aJob.run({ ...(await making()), bake: 'slow.sh' });
  const before = changing();

  const step = await aJob.run({ ...APP, mode: 'rollout', 'auto-scaling-group': 'web', bake: 'slow.sh' });

  expect(made.outputs).toMatchObject({ 'image-source': 'baked', ready: 'true' });
  expect(step.outputs).toMatchObject({ 'image-source': 'reused', 'ami-id': made.outputs['ami-id'] });
  expect(rolloutOf(step)).toMatchObject({ action: 'unchanged' });
  expect(changing()).toEqual(before);
});

test('the template that a dead run left is taken', async () => {
  const aJob = cloud.job(APP_FILES);
  await killedAfter('CreateLaunchTemplate', aJob);

  const step = await aJob.run(await making());

  expect(step).toMatchObject({ code: 0, outputs: { 'launch-template-version': '1' } });
  expect(await account.templates()).toEqual(['web']);
});

test('a template of the name that somebody else has made is left alone', async () => {
  await cloud.template('web', { InstanceType: 't3.nano' });

  const step = await cloud.job(APP_FILES).run(await making());

  expect(step).toMatchObject({ code: 1, log: expect.stringContaining('`launch-template: web`') });
  expect(await account.group()).toBeUndefined();
  expect(await account.templates()).toEqual(['web']);
});

test('a group that is to have more is waited for until those are ready, too; fewer it has after the roll-out', async () => {
  const aJob = cloud.job(APP_FILES);
  const inputs = await making();
  await aJob.run(inputs);

  const step = await aJob.run({ ...inputs, count: '2' });

  expect(step).toMatchObject({ code: 0, outputs: { ready: 'true' } });
  expect(Number(step.outputs['ready-seconds'])).toBeGreaterThan(0);
  expect(
    rolloutOf(step)
      .instances.map(({ id }) => id)
      .sort(),
  ).toEqual(
    cloud
      .alive()
      .map(({ id }) => id)
      .sort(),
  );
  expect(cloud.alive()).toHaveLength(2);

  const before = changing().length;
  const fewer = await aJob.run({ ...inputs, count: '1', name: 'other', 'instance-warmup': '1s' });

  // Not before all that served have others in their place.
  expect(rolloutOf(fewer)).toMatchObject({ action: 'rolled', desired: 1, instances: [{}] });
  const calls = changing().slice(before);
  expect(calls.indexOf('StartInstanceRefresh')).toBeGreaterThan(-1);
  expect(calls.filter((call) => call === 'UpdateAutoScalingGroup')).toHaveLength(2);
  expect(calls.at(-1)).toBe('UpdateAutoScalingGroup');
  expect(cloud.alive().map(({ tags }) => tags['Name'])).toEqual(['other']);
});

test('of two runs that make the same group one does, and the other says so and takes nothing away', async () => {
  const inputs = await making();

  const ends = await Promise.all([1, 2].map(() => cloud.job(APP_FILES).run(inputs)));

  const [made, ...others] = [...ends].sort((one, other) => (one.code ?? 1) - (other.code ?? 1));
  expect(made).toMatchObject({ code: 0, outputs: { ready: 'true' } });
  for (const { code, log } of others) {
    if (code !== 0)
      expect(log).toMatch(
        /Another run (has just made the Auto Scaling group|is making the launch template) web/,
      );
  }
  expect(cloud.alive()).toHaveLength(1);
  expect(await account.templates()).toEqual(['web']);
});

test('a launch configuration becomes a launch template when the inputs say so, and the group is rolled', async () => {
  const { control } = cloud.endpoint;
  const image = control.images.publish({ name: 'golden', region: 'eu-west-1' });
  const name = 'web-2019';
  await account.scaling.send(
    new CreateLaunchConfigurationCommand({
      LaunchConfigurationName: name,
      ImageId: image,
      InstanceType: 't3.micro',
    }),
  );
  await account.scaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'web',
      LaunchConfigurationName: name,
      MinSize: 1,
      MaxSize: 1,
      VPCZoneIdentifier: (await account.subnets()).join(','),
    }),
  );
  // Somebody has one of the group's name.
  await cloud.template('web', { InstanceType: 't3.nano' });
  control.skip(30);
  const inputs = { ...APP, mode: 'rollout', 'auto-scaling-group': 'web', 'instance-warmup': '1s' };
  const aJob = cloud.job(APP_FILES);

  const refused = await aJob.run(inputs);
  expect(refused).toMatchObject({
    code: 1,
    log: expect.stringContaining(`launches from the launch configuration ${name}`),
  });

  const step = await aJob.run({ ...inputs, 'migrate-launch-configuration': 'true' });

  expect(step).toMatchObject({ code: 0, outputs: { 'ami-id': image } });
  expect(rolloutOf(step)).toMatchObject({
    action: 'rolled',
    before: 1,
    version: 2,
    template: { name: migratedName('web', name) },
  });
  expect(await account.group()).toMatchObject({
    LaunchTemplate: { LaunchTemplateName: migratedName('web', name), Version: '2' },
  });
});
