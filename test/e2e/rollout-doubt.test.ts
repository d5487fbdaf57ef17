/** Roll-outs that go wrong where it is hard to tell, and what a later step or run makes of them. */
import { expect, test } from '@jest/globals';
import { testCloud } from '../support/cloud.js';
import { group, groupOf, killedMidway, scaling, serving } from '../support/group.js';

const cloud = testCloud(40, 'one');
const FILES = { 'app.sh': '#!/bin/sh\ntrue\n' };
const ROLLOUT = {
  mode: 'rollout',
  'auto-scaling-group': 'web',
  'base-image': 'al2023',
  app: 'app.sh',
  'instance-warmup': '2s',
};
const BAD = { kind: 'layer-failed', layer: 'app.sh', exitCode: 7, atSeconds: 3 } as const;
const job = () => cloud.job(FILES);
const statuses = () => group(cloud).refreshes.map(({ status }) => status);
/** Long enough to be killed in. */
const SLOW = { ...ROLLOUT, 'instance-warmup': '60s' };

test('what a later step took over and called good, the post step of the first leaves alone', async () => {
  await groupOf(cloud, 1);
  const aJob = job();
  const main = await killedMidway(cloud, aJob, SLOW, 'SIGKILL');
  expect(await aJob.run(SLOW)).toMatchObject({ code: 0 });

  const post = await aJob.post(main);

  expect(post).toMatchObject({ code: 0 });
  expect(statuses()).toEqual(['Successful']);
  expect(serving(cloud)).toEqual(['2']);
  expect(cloud.calls()).not.toContain('DeleteLaunchTemplateVersions');
});

test('what is taken over has to be good as well: instances that were there before are asked, too', async () => {
  await groupOf(cloud, 1);
  cloud.endpoint.control.instances.outcome({ ...BAD, atSeconds: 30 });
  await killedMidway(cloud, job(), SLOW, 'SIGKILL');
  cloud.endpoint.control.skip(10);

  const step = await job().run(SLOW);

  expect(step).toMatchObject({ code: 1 });
  expect(step.log).toMatch(/The layer app\.sh failed on i-\w+ with exit code 7/);
  expect(serving(cloud)).toEqual(['1']);
});

test('cancelled and run again at once: waits until the group is back, and rolls it anew', async () => {
  await groupOf(cloud, 1);
  await killedMidway(cloud, job(), SLOW, 'SIGINT');

  const step = await job().run(ROLLOUT);

  expect(step).toMatchObject({ code: 0 });
  expect(statuses()).toEqual(['RollbackSuccessful', 'Successful']);
  expect(serving(cloud)).toEqual(['3']);
});

test('red stays red: what was left as it was is looked at again, and not called good', async () => {
  await groupOf(cloud, 1);
  cloud.endpoint.control.instances.outcome({ ...BAD, atSeconds: 40 });
  const inputs = { ...ROLLOUT, 'instance-warmup': '1s', 'auto-rollback': 'false' };
  expect(await job().run(inputs)).toMatchObject({ code: 1 });
  expect(statuses()).toEqual(['Successful']);

  const again = await job().run(inputs);

  expect(again).toMatchObject({ code: 1 });
  expect(again.log).toContain('never came to a good end');
  expect(again.outputs['ready']).toBeUndefined();
});

test('an instance that dies before it is ready is missed: the one in its place has to get ready, too', async () => {
  await groupOf(cloud, 1);
  const { control } = cloud.endpoint;
  control.settings({ healthCheckSeconds: 5 });
  control.instances.outcome({ kind: 'never-signals' });
  let told = 0;
  const off = control.onRequest((when, { action }) => {
    const [young] = group(cloud).instances.filter(({ version }) => version === '2');
    if (when === 'before' || action !== 'GetConsoleOutput' || young?.lifecycle !== 'InService') return;
    if ((told += 1) !== 1) return;
    control.instances.kill(young.id);
    control.instances.outcome({ kind: 'ok', atSeconds: 3 });
  });

  // On a machine that is busy with other things a quarter of an hour of the fast clock is soon over.
  const step = await job().run({ ...ROLLOUT, 'ready-timeout': '2h' });
  off();

  expect(step).toMatchObject({ code: 0 });
  const alive = cloud.alive().map(({ id }) => id);
  expect(JSON.parse(step.outputs['instance-ids'] ?? '')).toEqual(alive);
  expect(step.log).toMatch(/i-\w+ has ended .*the group replaces it/);
}, 120_000);

test('instances that are protected are not called replaced', async () => {
  await groupOf(cloud, 1, { NewInstancesProtectedFromScaleIn: true });

  const step = await job().run(ROLLOUT);

  expect(step).toMatchObject({ code: 1 });
  expect(step.log).toMatch(/Nothing would be replaced: .*\(i-\w+ of the group web\)/);
  expect(cloud.calls()).not.toContain('CreateLaunchTemplateVersion');
});

test('the way back is stopped by none of what was to stop the new version', async () => {
  await groupOf(cloud, 1);
  const { control } = cloud.endpoint;
  control.instances.outcome({ ...BAD, atSeconds: 40 });
  const off = control.onRequest((when, { action }) => {
    if (when === 'after' && action === 'GetConsoleOutput')
      control.scaling.alarm({ name: 'errors', state: 'ALARM', region: 'eu-west-1' });
  });

  const step = await job().run({ ...ROLLOUT, 'instance-warmup': '1s', 'rollout-alarms': 'errors' });
  off();

  expect(step).toMatchObject({ code: 1 });
  expect(step.log).toContain('The group web is back on version 1');
  expect(group(cloud).templateVersion).toBe('1');
});

test('an override with a template of its own is kept, and what it launches is not taken for old', async () => {
  await cloud.template('own', {
    ImageId: cloud.endpoint.control.images.publish({ region: 'eu-west-1', name: 'own-0' }),
    InstanceType: 't3.small',
  });
  cloud.endpoint.control.skip(5);
  await groupOf(cloud, 1, {
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version: '1' },
        Overrides: [
          {
            InstanceType: 't3.small',
            LaunchTemplateSpecification: { LaunchTemplateName: 'own', Version: '1' },
          },
          { InstanceType: 't3.micro' },
        ],
      },
    },
  });

  const first = await job().run(ROLLOUT);
  const second = await job().run(ROLLOUT);

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(first.log).toContain('has the launch template own of its own, which is kept');
  expect(JSON.parse(second.outputs['result'] ?? '{}')).toMatchObject({ rollout: { action: 'unchanged' } });
});

test('a group that is deleted meanwhile is told of, and leaves no version', async () => {
  await groupOf(cloud, 1);
  let looks = 0;
  const off = cloud.endpoint.control.onRequest(async (when, { action }) => {
    if (when !== 'after' || action !== 'DescribeInstanceRefreshes' || (looks += 1) !== 3) return;
    await scaling(cloud, (client, { DeleteAutoScalingGroupCommand }) =>
      client.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: 'web', ForceDelete: true })),
    );
    cloud.endpoint.control.skip(60);
  });

  const step = await job().run({ ...ROLLOUT, 'instance-warmup': '60s' });
  off();

  expect(step).toMatchObject({ code: 1 });
  expect(step.log).toContain('The Auto Scaling group web is gone.');
  expect(cloud.calls()).toContain('DeleteLaunchTemplateVersions');
  expect(step.log).not.toContain('May still be there');
});
