/** Where nobody knows whether EC2 did the work, or whether it knows an instance yet: nothing stays unseen. */
import { describe, expect, test } from '@jest/globals';
import { testCloud } from '../support/cloud.js';

const cloud = testCloud();
const APP = { app: 'app.sh' };

function job() {
  return cloud.job({ 'app.sh': '#!/bin/sh\ntrue\n' });
}

describe('an answer to RunInstances that is lost, and then', () => {
  test.each([
    ['credentials that have run out', { kind: 'error', code: 'RequestExpired', status: 400 }],
    ['a permission that was taken away', { kind: 'error', code: 'UnauthorizedOperation', status: 403 }],
  ] as const)('%s: what it made is found and ended', async (_what, then) => {
    const { faults } = cloud.endpoint.control;
    faults.add({ action: 'RunInstances', kind: 'cut', when: 'after', times: 1 });
    faults.add({ action: 'RunInstances', after: 1, ...then });

    const aJob = job();
    const step = await aJob.run(APP);
    await aJob.post(step);

    expect(step.code).toBe(1);
    expect(cloud.alive()).toEqual([]);
  });
});

test('a launch whose answer is lost, then throttled until the user cancels: what it made is found and ended', async () => {
  const { control } = cloud.endpoint;
  const { faults } = control;
  faults.add({ action: 'RunInstances', kind: 'cut', when: 'after', times: 1 });
  faults.add({ action: 'RunInstances', after: 1, kind: 'throttle' });
  const aJob = job();
  const step = aJob.start(APP);
  let launches = 0;
  const off = control.onRequest((moment, { action }) => {
    if (moment === 'before' && action === 'RunInstances' && (launches += 1) === 3) step.kill('SIGINT');
  });

  const main = await step.ended;
  off();
  await aJob.post(main);

  expect(main.code).toBe(1);
  expect(main.log).toContain('cancelled');
  expect(cloud.alive()).toEqual([]);
});

describe('a long wait is told when it begins', () => {
  test('for what a call without an answer may have made', async () => {
    const { control } = cloud.endpoint;
    const aJob = job();
    const step = aJob.start(APP);
    const off = control.onRequest((moment, { action }) => {
      if (moment === 'before' && action === 'RunInstances') step.kill('SIGKILL');
    });
    const main = await step.ended;
    off();
    control.reset(); // Whatever became of the call, EC2 shows nothing of it.

    const post = await aJob.post(main);

    expect(post.log).toContain(
      'EC2 never answered a launch of 1, and shows 0 of them: looking again for up to 20 s.',
    );
  });

  test('for an instance profile that was made a moment ago', async () => {
    const said =
      'Value (web) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name';
    cloud.endpoint.control.faults.add({
      ...{ action: 'RunInstances', kind: 'error', code: 'InvalidParameterValue', status: 400, message: said },
      times: 1,
    });

    const step = await job().run({ ...APP, 'iam-instance-profile': 'web', 'ready-when': 'running' });

    expect(step.code).toBe(0);
    expect(step.log.match(/EC2 does not know the instance profile, which may be new/g)).toHaveLength(1);
  });
});

describe('an instance that EC2 does not know yet', () => {
  test('is not called ended by a cancelled step; post ends it', async () => {
    cloud.endpoint.control.settings({ consistencySeconds: 300 });
    const aJob = job();
    const step = aJob.start(APP);
    const off = cloud.endpoint.control.onRequest((moment, { action }) => {
      if (moment === 'after' && action === 'RunInstances') setTimeout(() => step.kill('SIGINT'), 20);
    });
    const main = await step.ended;
    off();
    expect(main.log).not.toContain('Ended what this step had launched');
    expect(main.log).toContain('May still be there: i-');

    cloud.endpoint.control.skip(300);
    const post = await aJob.post(main);

    expect(post).toMatchObject({ code: 0, log: expect.stringContaining('Ended i-') });
    expect(cloud.alive()).toEqual([]);
  });

  test('is waited for by mode terminate', async () => {
    const aJob = job();
    await aJob.run({ ...APP, 'ready-when': 'running' });
    cloud.endpoint.control.settings({ consistencySeconds: 300 });
    const launched = await job().run({ 'keep-failed': 'true', 'ready-timeout': '1s' });
    expect(cloud.alive()).toHaveLength(2);
    // Seen from the second look on, however long a process takes to start.
    const off = cloud.endpoint.control.onRequest((moment, { action }) => {
      if (moment !== 'after' || action !== 'DescribeInstances') return;
      off();
      cloud.endpoint.control.skip(300);
    });

    const step = await job().run({
      mode: 'terminate',
      'instance-ids': launched.outputs['instance-ids'] ?? '',
    });

    expect(step.log).toMatch(/EC2 does not show i-\w+: looking again for up to 30 s/);
    expect(step.log).toContain(`Ended ${launched.outputs['instance-id'] ?? ''}`);
    expect(cloud.alive()).toHaveLength(1);
  });

  test('is told apart from one that never was', async () => {
    const step = await job().run({ mode: 'terminate', 'instance-ids': 'i-0123456789abcdef0' });

    expect(step.code).toBe(0);
    expect(step.log).toContain('::warning::EC2 does not know i-0123456789abcdef0 in this region');
  });
});

test('terminate: never keeps a failed instance, and says so', async () => {
  cloud.endpoint.control.instances.outcome({ kind: 'layer-failed', layer: 'app.sh', exitCode: 1 });

  const step = await job().run({ ...APP, terminate: 'never' });

  expect(step.code).toBe(1);
  expect(step.log).toMatch(/Kept, as terminate: never says: i-\w+/);
  expect(cloud.alive()).toHaveLength(1);
});
