/** A launch that fails: what is told, and what is left. */
import { describe, expect, test } from '@jest/globals';
import type { Authorizer } from '../../src/endpoint/authorization/authorization.js';
import { APP, APP_FILES } from '../support/app.js';
import { SPEED, testCloud } from '../support/cloud.js';

const cloud = testCloud(SPEED, 'one');

function job(files: Record<string, string> = APP_FILES) {
  return cloud.job(files);
}

/** As the policy in the README does: an instance is known to be ours by its tag alone. */
const oursByTag: Authorizer = ({ action, context }) =>
  action === 'ec2:TerminateInstances' && !('aws:ResourceTag/ami-launch:run' in context) ? 'deny' : 'allow';

describe('under a policy that tells instances by their tags', () => {
  test('ends instances that EC2 does not show yet, and whose tags it does not know', async () => {
    cloud.endpoint.control.authorize(oursByTag);
    cloud.endpoint.control.settings({ consistencySeconds: 20 });

    const step = await job().run({ ...APP, 'ready-timeout': '5s' });

    expect(step.code).toBe(1);
    expect(step.log).not.toContain('may still be there');
    expect(cloud.alive()).toEqual([]);
  });

  test('takes no refusal for one that ended long ago as a danger', async () => {
    cloud.endpoint.control.authorize(oursByTag);
    const mine = job();
    const step = await mine.run({ ...APP, terminate: 'always' });
    cloud.endpoint.control.instances.kill(step.outputs['instance-id'] ?? '');
    cloud.endpoint.control.skip(2 * 60 * 60);

    const post = await mine.post(step);

    expect(post).toMatchObject({ code: 0 });
    expect(post.log).toContain('Nothing of this step was left to end');
  });

  test('tells at once when it may not end them', async () => {
    const mine = job();
    const step = await mine.run({ ...APP, terminate: 'always' });
    cloud.endpoint.control.settings({ denied: ['ec2:TerminateInstances'] });

    const post = await mine.post(step);

    expect(post.code).toBe(1);
    expect(post.log).toContain('is not authorized to perform: ec2:TerminateInstances');
    expect(cloud.calls().filter((call) => call === 'TerminateInstances')).toHaveLength(2);
  });
});

describe('a launch that fails', () => {
  test('tells a failed layer with its exit code and the end of the console, and ends the instance', async () => {
    cloud.endpoint.control.instances.outcome({ kind: 'layer-failed', layer: 'deploy/app.sh', exitCode: 42 });

    const step = await job().run(APP);

    expect(step.code).toBe(1);
    expect(step.log).toContain('::error file=deploy/app.sh::The layer deploy/app.sh failed on i-');
    expect(step.log).toContain('with exit code 42');
    expect(step.log).toMatch(/│ .*ami-launch-signal: [0-9a-f]{32} failed deploy\/app.sh exit 42/);
    expect(step.summary).toContain('ami-launch failed: `deploy/app.sh` ended with exit code 42');
    expect(step.summary).toMatch(/^ +user-data [\d.]+ s :crit, /m);
    expect(step.summary).toMatch(/\| \[`i-\w+`\]\(https:[^)]+\) \| ended \|/);
    expect(step.summary).not.toContain('1.2.3'); // no value of a variable, nothing of a layer's content
    expect(step.outputs['ready']).toBeUndefined();
    expect(step.outputs['instance-id']).toMatch(/^i-/);
    expect(cloud.alive()).toEqual([]);
  });

  test('keeps it for a look with keep-failed, and says what that costs', async () => {
    cloud.endpoint.control.instances.outcome({ kind: 'layer-failed', layer: 'deploy/app.sh', exitCode: 1 });
    const aJob = job();

    const step = await aJob.run({ ...APP, 'keep-failed': 'true', terminate: 'always' });
    await aJob.post(step);

    expect(step.code).toBe(1);
    expect(step.log).toContain('They cost money until you end them');
    expect(cloud.alive()).toHaveLength(1);
  });

  test('stops waiting as soon as an instance ends by itself, with the reason that EC2 gives', async () => {
    cloud.endpoint.control.instances.outcome({
      kind: 'dies',
      atSeconds: 6,
      stateReasonCode: 'Server.InternalError',
      message: 'Server.InternalError: Internal error on launch',
    });

    const step = await job().run({ ...APP, count: '2' });

    expect(step.code).toBe(1);
    expect(step.log).toMatch(
      /Instance i-\w+ is (terminated|shutting-down) before it was ready. EC2's reason: Server.InternalError/,
    );
    expect(cloud.alive()).toEqual([]);
  });

  test('gives up at ready-timeout, says what it saw, and ends the instance', async () => {
    cloud.endpoint.control.instances.outcome({ kind: 'never-signals' });

    const step = await job().run({ ...APP, 'ready-timeout': '30s' });

    expect(step.code).toBe(1);
    expect(step.log).toMatch(/Gave up after \d+ s of waiting for user-data. Seen: no signal yet \(\d+×\)/);
    expect(cloud.alive()).toEqual([]);
  });

  test('names the permission that is missing', async () => {
    cloud.endpoint.control.settings({ denied: ['ec2:CreateTags'] });

    const step = await job().run(APP);

    expect(step.code).toBe(1);
    expect(step.log).toContain('Allow `ec2:CreateTags`');
    expect(step.log).not.toContain('Encoded authorization failure message');
  });

  test('ends the instances even when it may no longer look at them', async () => {
    cloud.endpoint.control.settings({ denied: ['ec2:DescribeInstances'] });

    const step = await job().run(APP);

    expect(step.code).toBe(1);
    expect(step.log).toContain('Allow `ec2:DescribeInstances`');
    expect(cloud.alive()).toEqual([]);
  });

  test('finds and ends what a call made whose every answer was a fault', async () => {
    cloud.endpoint.control.faults.add({
      action: 'RunInstances',
      kind: 'error',
      when: 'after',
      code: 'InternalError',
      status: 500,
    });

    const step = await job().run(APP);

    expect(step.code).toBe(1);
    expect(step.log).toContain('RunInstances: InternalError');
    expect(cloud.alive()).toEqual([]);
  });

  test('never obeys what a console says', async () => {
    cloud.endpoint.control.instances.outcome({
      kind: 'layer-failed',
      layer: '::set-output name=ready::true',
      exitCode: 1,
    });

    const step = await job().run(APP);

    expect(step.log).not.toMatch(/^\s*::set-output/m);
    expect(step.code).toBe(1);
  });
});
