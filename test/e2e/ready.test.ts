/** Ready, in every way that can be seen from outside the machine, and what is learned of it. */
import { describe, expect, test } from '@jest/globals';
import type { LaunchResult } from '../../src/modes/result.js';
import { APP, APP_FILES } from '../support/app.js';
import { SPEED, testCloud } from '../support/cloud.js';

const cloud = testCloud(SPEED, 'one');

function launch(inputs: Record<string, string>) {
  return cloud.job(APP_FILES).run({ ...APP, ...inputs });
}

describe('ready when the console says so', () => {
  test('in the words of a regular expression', async () => {
    const step = await launch({ 'ready-when': 'console:/^Cloud-init .* finished at/' });

    expect(step).toMatchObject({ code: 0, outputs: { ready: 'true' } });
    expect(step.log).toContain('console:/^Cloud-init .* finished at/: true');
  });

  test('and not before', async () => {
    const step = await launch({ 'ready-when': 'console:/no such line/', 'ready-timeout': '8s' });

    expect(step.code).toBe(1);
    expect(step.log).toContain('Seen: no match yet');
    expect(cloud.alive()).toEqual([]);
  });

  test('is told that an expression takes too long, instead of standing still for ever', async () => {
    const step = await launch({ 'ready-when': 'console:/^(.+)+#$/' });

    expect(step.code).toBe(1);
    expect(step.log).toMatch(/console:\/\^\(\.\+\)\+#\$\/ takes too long on the console of i-\w+/);
    expect(cloud.alive()).toEqual([]);
  });

  test('which a layer that fails ends at once: it stands on the same console', async () => {
    cloud.endpoint.control.instances.outcome({ kind: 'layer-failed', layer: 'deploy/app.sh', exitCode: 3 });

    const step = await launch({ 'ready-when': 'console:/no such line/', 'ready-timeout': '5m' });

    expect(step.code).toBe(1);
    expect(step.log).toContain('The layer deploy/app.sh failed on i-');
    expect(step.ms).toBeLessThan(10_000); // five minutes are 15 s of the test's clock
  });
});

describe('ready when the SSM agent is online', () => {
  test('is asked of SSM', async () => {
    const step = await launch({ 'ready-when': 'ssm', 'iam-instance-profile': 'web' });

    expect(step).toMatchObject({ code: 0, outputs: { ready: 'true' } });
    expect(cloud.calls()).toContain('DescribeInstanceInformation');
  });

  test('and never comes without a role: the advice tells what the agent needs', async () => {
    const step = await launch({ 'ready-when': 'ssm', 'ready-timeout': '15s' });

    expect(step.code).toBe(1);
    expect(step.log).toContain('the agent is not online');
    expect(step.log).toContain('AmazonSSMManagedInstanceCore');
  });
});

describe('several conditions', () => {
  test('each have a line with the time that they took, and all must come true', async () => {
    const step = await launch({ 'ready-when': 'user-data, status-checks, console:/login:/' });

    for (const name of ['running', 'user-data', 'status-checks', 'console:/login:/'])
      expect(step.log).toContain(`${name}: true `);
    const { after } = JSON.parse(step.outputs['result'] ?? '') as LaunchResult;
    expect(Object.keys(after).sort()).toEqual(['console:/login:/', 'running', 'status-checks', 'user-data']);
    expect(step.outputs['ready-times']).toMatch(/^running=[\d.]+ .*user-data=[\d.]+/);
  });
});

describe('what was learned at an earlier launch of an image', () => {
  test('counts for nothing when it is longer than the launch may take', async () => {
    const learned = { 'ami-launch:ready-times': 'running=99999 user-data=99999' };
    const step = await launch({ 'ready-when': 'user-data', 'base-image': image(learned) });

    expect(step.code).toBe(0);
    expect(step.log).not.toContain(' before');
  });

  const image = (tags: Record<string, string>) =>
    cloud.endpoint.control.images.publish({
      region: 'eu-west-1',
      owner: '123456789012',
      name: 'golden',
      tags,
    });

  test('is told beside the time that it took now, and says when to look closely', async () => {
    cloud.endpoint.control.settings({ pendingSeconds: 4, signalSeconds: 36 });
    const inputs = { 'ready-when': 'user-data', 'base-image': image({}) };
    const first = await launch(inputs);
    const before = cloud.calls().length;

    const learned = { 'ami-launch:ready-times': first.outputs['ready-times'] ?? '' };
    const second = await launch({ ...inputs, 'base-image': image(learned) });

    expect(second.log).toMatch(/Still waiting for user-data: .* \(it took \d+ s before\)/);
    expect(second.log).toMatch(/user-data: true \d+ s after the launch \(\d+ s before\)/);
    // How many fewer, a clock that is exact tells: test/wait.
    expect(cloud.calls().length - before).toBeLessThan(before);
  });
});
