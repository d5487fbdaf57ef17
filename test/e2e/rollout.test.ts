/** Roll-outs to an Auto Scaling group, by the bundle, over HTTP, on the endpoint's own Auto Scaling. */
import { describe, expect, test } from '@jest/globals';
import { testCloud } from '../support/cloud.js';
import { group, groupOf, killedMidway, serving } from '../support/group.js';

const cloud = testCloud(40, 'one');

const FILES = { 'app.sh': '#!/bin/sh\necho {{version}}\n' };
const ROLLOUT = {
  mode: 'rollout',
  'auto-scaling-group': 'web',
  'base-image': 'al2023',
  app: 'app.sh',
  variables: 'version=1',
  'instance-warmup': '5s',
};

const job = (files: Readonly<Record<string, string>> = FILES) => cloud.job(files);

/** From `since` on, the fewest instances that counted at any moment, by the cloud's own record. */
function fewest(since: number): number {
  return Math.min(
    ...group(cloud)
      .history.slice(since)
      .map(({ inService }) => inService),
  );
}

describe('a roll-out that goes well', () => {
  test('brings the group to a new version, and takes nothing away before the new is there', async () => {
    await groupOf(cloud, 100);
    const since = group(cloud).history.length - 1;

    const step = await job().run(ROLLOUT);

    expect(step).toMatchObject({ code: 0 });
    const { instances, templateVersion, refreshes } = group(cloud);
    expect(templateVersion).toBe('2');
    expect(serving(cloud)).toEqual(Array(100).fill('2'));
    expect(fewest(since)).toBe(100);
    expect(step.outputs).toMatchObject({
      'launch-template-version': '2',
      'instance-refresh-id': refreshes[0]?.id,
      'instance-ids': JSON.stringify(instances.filter(({ version }) => version === '2').map(({ id }) => id)),
      ready: 'true',
    });
  });
});

test('no run takes the instances of a group for its own: `mode: terminate` leaves them', async () => {
  await groupOf(cloud, 1);
  await job().run(ROLLOUT);

  const step = await job().run({ mode: 'terminate', 'terminate-scope': 'run' });

  expect(step).toMatchObject({ code: 0 });
  expect(serving(cloud)).toEqual(['2']);
  expect(cloud.calls()).not.toContain('TerminateInstances');
});

describe('a roll-out of what is there already', () => {
  test('does nothing, in fewer than eight requests', async () => {
    await groupOf(cloud, 2);
    await job().run(ROLLOUT);
    const before = cloud.calls().length;

    const step = await job().run(ROLLOUT);

    expect(step).toMatchObject({ code: 0 });
    expect(cloud.calls().slice(before).sort()).toEqual([
      'DescribeAutoScalingGroups',
      'DescribeImages',
      'DescribeInstanceRefreshes',
      'DescribeInstanceTypes',
      'DescribeLaunchTemplateVersions', // the group's, and the one beneath it
      'GetParameters',
    ]);
    expect(step.outputs).toMatchObject({ 'launch-template-version': '2', ready: 'true' });
    expect(step.outputs['instance-refresh-id']).toBeUndefined();
  });
});

/** The new instances say that the layer failed. */
const BAD = { kind: 'layer-failed', layer: 'app.sh', exitCode: 7, atSeconds: 3 } as const;

describe('a roll-out whose new instances are bad', () => {
  test('is taken back while the old ones serve, `keep-failed` or not, and shows the console of a bad one', async () => {
    await groupOf(cloud, 2);
    const since = group(cloud).history.length - 1;
    cloud.endpoint.control.instances.outcome(BAD);

    const step = await job().run({ ...ROLLOUT, 'instance-warmup': '60s', 'keep-failed': 'true' });

    expect(step).toMatchObject({ code: 1 });
    expect(step.log).toContain('launch one of the same layers with `mode: launch`');
    expect(step.log).not.toContain('keeps the instance');
    expect(step.log).toMatch(/The layer app\.sh failed on i-\w+ with exit code 7/);
    expect(step.log).toMatch(/ami-launch-signal: [0-9a-f]{32} failed app\.sh exit 7/);
    expect(step.log).toContain('The group web is back on version 1 of its launch template.');
    const { templateVersion, refreshes } = group(cloud);
    expect(refreshes.map(({ status }) => status)).toEqual(['RollbackSuccessful']);
    expect(templateVersion).toBe('1');
    expect(serving(cloud)).toEqual(['1', '1']);
    expect(fewest(since)).toBe(2);
    // Whoever follows $Latest must not meet it.
    expect(cloud.calls()).toContain('DeleteLaunchTemplateVersions');
    expect(step.outputs['ready']).toBeUndefined();
  });

  test('is gone against by another refresh, where Auto Scaling has ended its own', async () => {
    await groupOf(cloud, 1);
    cloud.endpoint.control.instances.outcome({ ...BAD, atSeconds: 40 });

    const step = await job().run({ ...ROLLOUT, 'instance-warmup': '1s' });

    expect(step).toMatchObject({ code: 1 });
    const { templateVersion, refreshes } = group(cloud);
    expect(refreshes.map(({ status }) => status)).toEqual(['Successful', 'Successful']);
    expect(templateVersion).toBe('1');
    expect(serving(cloud)).toEqual(['1']);
  });

  test('stays as it is with `auto-rollback: false`, but goes no further', async () => {
    await groupOf(cloud, 2);
    cloud.endpoint.control.instances.outcome(BAD);

    const step = await job().run({ ...ROLLOUT, 'instance-warmup': '60s', 'auto-rollback': 'false' });

    expect(step).toMatchObject({ code: 1 });
    expect(group(cloud).refreshes.map(({ status }) => status)).toEqual(['Cancelled']);
    expect(cloud.calls()).not.toContain('RollbackInstanceRefresh');
  });

  test('says so where the group cannot launch at all', async () => {
    await groupOf(cloud, 1);
    const step = await job().run({ ...ROLLOUT, 'key-name': 'nobodys' });

    expect(step).toMatchObject({ code: 1 });
    expect(step.log).toMatch(
      /The group web cannot launch instances: .*key pair 'nobodys' does not exist.*3 tries/,
    );
    expect(group(cloud).templateVersion).toBe('1');
  });
});

describe('a run that is killed', () => {
  const SLOW = { ...ROLLOUT, 'instance-warmup': '60s' };

  test.each(['SIGINT', 'SIGKILL'] as const)('by %s: the post step brings the group back', async (signal) => {
    await groupOf(cloud, 2);
    const aJob = job();
    const main = await killedMidway(cloud, aJob, SLOW, signal);

    const post = await aJob.post(main);

    expect(post).toMatchObject({ code: 0 });
    const { refreshes, templateVersion } = group(cloud);
    expect(refreshes.map(({ status }) => status)).toEqual(['RollbackSuccessful']);
    expect(templateVersion).toBe('1');
    expect(serving(cloud)).toEqual(['1', '1']);
  });

  test('and has no post step: the next run takes the refresh over', async () => {
    await groupOf(cloud, 2);
    await killedMidway(cloud, job(), SLOW, 'SIGKILL');

    const step = await job().run(SLOW);

    expect(step).toMatchObject({ code: 0 });
    const { refreshes, templateVersion } = group(cloud);
    expect(refreshes.map(({ status }) => status)).toEqual(['Successful']);
    expect(templateVersion).toBe('2');
    expect(serving(cloud)).toEqual(['2', '2']);
    expect(step.outputs['instance-refresh-id']).toBe(refreshes[0]?.id);
  });

  test('before it heard of its version: the post step finds that, too', async () => {
    await groupOf(cloud, 1);
    const aJob = job();
    const step = aJob.start(ROLLOUT);
    const off = cloud.endpoint.control.onRequest((when, { action }) => {
      if (when === 'after' && action === 'CreateLaunchTemplateVersion') step.kill('SIGKILL');
    });
    const main = await step.ended;
    off();

    const post = await aJob.post(main);

    expect(post.log).toMatch(/Deleted version 2 of the launch template lt-\w+/);
    expect(group(cloud)).toMatchObject({ templateVersion: '1', refreshes: [] });
  });
});
