/** The mode terminate: what earlier steps or jobs launched ends, and nothing else does. */
import { describe, expect, test } from '@jest/globals';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { SPEED, testCloud } from '../support/cloud.js';

const cloud = testCloud(SPEED, 'one');
const APP = { app: 'app.sh' };

function job() {
  return cloud.job({ 'app.sh': '#!/bin/sh\ntrue\n' });
}

describe('the mode terminate', () => {
  test('ends what earlier steps of the same job launched, and nothing of a sibling; post asks nothing', async () => {
    const mine = job();
    await mine.run(APP);
    await job().run(APP);
    const [, sibling] = cloud.alive();

    const step = await mine.run({ mode: 'terminate' });

    expect(step.code).toBe(0);
    expect(cloud.alive()).toEqual([expect.objectContaining({ id: sibling?.id })]);
    const before = cloud.calls();
    const post = await mine.post(step);
    expect(post).toMatchObject({ code: 0, log: '' });
    expect(cloud.calls()).toEqual(before);
  });

  test('ends the instances of all jobs of the run when asked to', async () => {
    await job().run(APP);
    await job().run(APP);

    const before = cloud.calls().length;
    await job().run({ mode: 'terminate', 'terminate-scope': 'run' });

    expect(cloud.alive()).toEqual([]);
    expect(cloud.calls().slice(before)).toEqual(['DescribeInstances', 'TerminateInstances']);
  });

  test('waits for nothing that an earlier step launched in another region, or has ended itself', async () => {
    const mine = job();
    await mine.run({ ...APP, region: 'us-east-1' });
    // Ended by its step, and soon no longer shown.
    const failed = await mine.run({ ...APP, 'ready-timeout': '1s' });
    expect(failed.code).toBe(1);
    await mine.run(APP);
    cloud.endpoint.control.skip(7200);
    const [elsewhere, here] = cloud.alive();

    const before = cloud.calls().length;
    const step = await mine.run({ mode: 'terminate', 'terminate-scope': 'run' });

    expect(step).toMatchObject({ code: 0, outputs: { 'instance-ids': JSON.stringify([here?.id]) } });
    expect(step.log).not.toContain('EC2 does not');
    expect(cloud.calls().slice(before)).toEqual(['DescribeInstances', 'TerminateInstances']);
    expect(cloud.alive().map(({ id }) => id)).toEqual([elsewhere?.id]);
  });

  test('takes the JSON array of an output, from another job, twice', async () => {
    const launched = await job().run({ ...APP, count: '2' });
    const ids = { mode: 'terminate', 'instance-ids': launched.outputs['instance-ids'] ?? '' };

    const first = await job().run(ids);
    const second = await job().run(ids);

    expect(first.outputs['instance-ids']).toBe(launched.outputs['instance-ids']);
    expect(second).toMatchObject({ code: 0, outputs: { 'instance-ids': '[]' } });
    expect(cloud.alive()).toEqual([]);
  });

  test('is no error when there is nothing to end', async () => {
    const step = await job().run({ mode: 'terminate' });

    expect(step.code).toBe(0);
    expect(step.log).toContain('There was nothing to end');
  });

  test('looks for no image among the instances', async () => {
    const mine = job();
    await mine.run({ mode: 'bake', bake: 'app.sh' });

    const step = await mine.run({ mode: 'terminate' });

    expect(step.log).toContain('There was nothing to end');
    expect(step.log).not.toMatch(/ami-[0-9a-f]/);
  });

  test('refuses to end what ami-launch did not launch, whatever the IDs say', async () => {
    const ec2 = new EC2Client({
      endpoint: cloud.endpoint.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: cloud.endpoint.control.images.publish({ region: 'eu-west-1', name: 'golden' }),
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
      }),
    );
    cloud.endpoint.control.skip(10);

    const step = await job().run({ mode: 'terminate', 'instance-ids': Instances?.[0]?.InstanceId ?? '' });

    expect(step.code).toBe(1);
    expect(step.log).toContain('Nothing was ended: ami-launch did not launch');
    expect(cloud.alive()).toHaveLength(1);
  });
});
