/** Where instances go: spot and on-demand, launch templates, and how long they stay. */
import { describe, expect, test } from '@jest/globals';
import type { LaunchResult } from '../../src/modes/result.js';
import { APP, APP_FILES } from '../support/app.js';
import { testCloud } from '../support/cloud.js';
import type { StepEnd } from '../support/runner.js';

const cloud = testCloud();

function launch(inputs: Record<string, string>) {
  return cloud.job(APP_FILES).run({ ...APP, 'ready-when': 'running', ...inputs });
}

const resultOf = (step: StepEnd) => JSON.parse(step.outputs['result'] ?? '') as LaunchResult;

describe('spot', () => {
  test('makes instances that are spot, for once', async () => {
    const step = await launch({ market: 'spot' });

    expect(resultOf(step).place).toBe('spot t3.micro');
    expect(cloud.alive()).toEqual([expect.objectContaining({ spot: true })]);
  });

  test('gives way to on-demand, where that is allowed, and only after every spot place', async () => {
    cloud.endpoint.control.capacity.lack({ market: 'spot' });

    const step = await launch({ market: 'spot-then-on-demand', 'instance-type': 't3.micro, t3a.micro' });

    expect(resultOf(step)).toMatchObject({
      place: 't3.micro',
      passedOver: [{ place: 'spot t3.micro' }, { place: 'spot t3a.micro' }],
    });
    expect(cloud.alive()).toEqual([expect.objectContaining({ spot: false })]);
  });

  test('gives way to on-demand when the quota of spot is used up', async () => {
    cloud.endpoint.control.faults.add({
      action: 'RunInstances',
      kind: 'error',
      code: 'MaxSpotInstanceCountExceeded',
      status: 400,
      message: 'Max spot instance count exceeded',
      times: 1,
    });

    const step = await launch({ market: 'spot-then-on-demand' });

    expect(resultOf(step).place).toBe('t3.micro');
  });

  test('without capacity anywhere tells of each place what EC2 said', async () => {
    cloud.endpoint.control.capacity.lack({});

    const step = await launch({ market: 'spot-then-on-demand' });

    expect(step.code).toBe(1);
    expect(step.log).toMatch(
      /no capacity in all 2 places[\s\S]*spot t3\.micro: There is no Spot capacity[\s\S]*- t3\.micro: We currently do not have/,
    );
  });
});

describe('a time to live', () => {
  test('is a tag, and an instance that ends when it shuts itself down', async () => {
    const step = await launch({ 'ttl-minutes': '120' });

    expect(step.code).toBe(0);
    const [run] = cloud.endpoint.control.record().filter(({ action }) => action === 'RunInstances');
    expect(run?.params).toMatchObject({ InstanceInitiatedShutdownBehavior: 'terminate' });
    const [instance] = cloud.alive();
    const minutes = (Date.parse(instance?.tags['ami-launch:expires'] ?? '') - (run?.at ?? 0)) / 60_000;
    expect(minutes).toBeGreaterThan(119);
    expect(minutes).toBeLessThan(121);
  });

  test('needs user data even where there are no layers', async () => {
    const step = await launch({ app: '', variables: '', 'ttl-minutes': '5' });

    expect(Number(step.outputs['user-data-bytes'])).toBeGreaterThan(0);
  });
});
