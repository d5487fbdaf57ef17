/** Whoever else bakes the same at the same time, and whoever died at it: it is baked once. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { testCloud } from '../support/cloud.js';
import type { Job } from '../support/runner.js';

const cloud = testCloud(40);
const BAKE = { mode: 'bake', bake: 'one.sh' };
const job = (run = '4711') => cloud.job({ 'one.sh': '#!/bin/sh\necho one\n' }, { GITHUB_RUN_ID: run });

beforeEach(() => {
  cloud.endpoint.control.settings({ imagingSeconds: 8, consistencySeconds: 1 });
});

const launched = () => cloud.endpoint.control.world().regions['eu-west-1']?.instances.length;

test.each([2, 5])('%i runs at the same time bake one image on one builder', async (count) => {
  const jobs = Array.from({ length: count }, (_, index) => job(String(index)));
  const steps = await Promise.all(jobs.map((one) => one.run(BAKE)));

  expect(steps.map(({ code }) => code)).toEqual(steps.map(() => 0));
  expect(cloud.baked()).toHaveLength(1);
  expect(new Set(steps.map(({ outputs }) => outputs['baked-ami-id'])).size).toBe(1);
  expect(steps.filter(({ outputs }) => outputs['image-source'] === 'baked')).toHaveLength(1);
  expect(launched()).toBe(1);
  expect(cloud.alive()).toEqual([]);
});

/** Starts a bake and kills it right after EC2 has done the n-th of these calls. */
async function killedAfter(action: string, mine: Job, n = 1) {
  const step = mine.start(BAKE);
  let seen = 0;
  const off = cloud.endpoint.control.onRequest((moment, request) => {
    if (moment === 'after' && request.action === action && (seen += 1) === n) step.kill('SIGKILL');
  });
  const end = await step.ended;
  off();
  expect(end.killedBy).toBe('SIGKILL');
  return end;
}

describe('a run that died, and whose post step never came', () => {
  test('at its builder: the next run waits for that and images it', async () => {
    await killedAfter('RunInstances', job());
    const step = await job('2').run(BAKE);

    expect(step.code).toBe(0);
    expect(step.log).toContain('has died: imaging its builder');
    expect(launched()).toBe(1);
    expect(cloud.baked()).toHaveLength(1);
    expect(cloud.alive()).toEqual([]);
  });

  test('at its image: the next run takes that over', async () => {
    // Longer than a process may take to start.
    cloud.endpoint.control.settings({ imagingSeconds: 120 });
    await killedAfter('CreateImage', job());
    const step = await job('2').run(BAKE);

    expect(step.outputs).toMatchObject({ 'image-source': 'reused' });
    expect(launched()).toBe(1);
    expect(cloud.baked()).toHaveLength(1);
    expect(cloud.alive()).toEqual([]);
  });

  test('at an image that failed: the next run makes another of its builder', async () => {
    cloud.endpoint.control.images.outcome({ match: { index: 0 }, kind: 'failed' });
    await killedAfter('CreateImage', job());
    cloud.endpoint.control.skip(10);
    const step = await job('2').run(BAKE);

    expect(step.outputs).toMatchObject({ 'image-source': 'baked' });
    expect(launched()).toBe(1);
    expect(cloud.alive()).toEqual([]);
  });

  test('with a builder that failed: the next run leaves that for a look, or to prune, and bakes itself', async () => {
    cloud.endpoint.control.instances.outcome({
      match: { index: 0 },
      kind: 'layer-failed',
      layer: 'one.sh',
      exitCode: 1,
    });
    await killedAfter('RunInstances', job());
    const step = await job('2').run(BAKE);

    expect(step.outputs).toMatchObject({ 'image-source': 'baked' });
    expect(launched()).toBe(2);
    expect(cloud.alive()).toHaveLength(1);
  });
});

/** Runs a bake, and another of the same layers that begins while the first one's builder is at work. */
async function beside(mine: Record<string, string>, other: Record<string, string>) {
  let second: ReturnType<Job['run']> | undefined;
  const off = cloud.endpoint.control.onRequest((moment, { action }) => {
    if (moment === 'after' && action === 'RunInstances' && second === undefined)
      second = job('2').run({ ...BAKE, ...other });
  });
  const first = await job('1').run({ ...BAKE, ...mine });
  off();
  return [first, await second];
}

test('a run whose images are called otherwise takes the image of the first', async () => {
  cloud.endpoint.control.settings({ signalSeconds: 40, imagingSeconds: 60 });
  const [first, second] = await beside({ 'image-name': 'web' }, { 'image-name': 'shop' });

  expect(second?.log).not.toContain('has died');
  expect(second?.outputs['baked-ami-id']).toBe(first?.outputs['baked-ami-id']);
  expect(cloud.baked()).toHaveLength(1);
});

test('a builder whose console comes late is left to the run that waits for it', async () => {
  cloud.endpoint.control.settings({ consoleDelaySeconds: 50, consolePostSeconds: 50 });
  const steps = await beside({}, {});

  expect(steps.map((step) => step?.code)).toEqual([0, 0]);
  expect(launched()).toBe(1);
});

test('a run that is cancelled while others wait for it: one of them bakes', async () => {
  const first = job('1');
  const step = first.start(BAKE);
  let second: ReturnType<Job['run']> | undefined;
  const off = cloud.endpoint.control.onRequest((moment, { action }) => {
    if (moment !== 'after') return;
    if (action === 'RunInstances' && second === undefined) second = job('2').run(BAKE);
    if (action === 'CreateImage') step.kill('SIGINT');
  });
  await step.ended;
  off();
  const other = await second;

  expect(other).toMatchObject({ code: 0 });
  expect(cloud.baked()).toHaveLength(1);
  expect(cloud.alive()).toEqual([]);
  expect(cloud.rubbish()).toEqual([]);
});

test('an answer to CreateImage that got lost is looked up by the name, and nothing is made twice', async () => {
  cloud.endpoint.control.faults.add({ action: 'CreateImage', when: 'after', kind: 'cut', times: 1 });
  const step = await job().run(BAKE);

  expect(step.outputs).toMatchObject({ 'image-source': 'baked' });
  expect(cloud.endpoint.control.world().regions['eu-west-1']?.images).toHaveLength(1);
  expect(cloud.alive()).toEqual([]);
});
