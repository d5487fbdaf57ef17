/** Layers are baked once into an image, which is reused until something changes. */
import { describe, expect, test } from '@jest/globals';
import { testCloud } from '../support/cloud.js';
import type { StepEnd } from '../support/runner.js';

const cloud = testCloud(40, 'one');
const FILES = {
  'one.sh': '#!/bin/sh\necho one\n',
  'two.sh': '#!/bin/sh\necho two\n',
  'three.sh': '#!/bin/sh\necho three\n',
  'four.sh': '#!/bin/sh\necho {{flavour}}\n',
  'app.sh': '#!/bin/sh\necho app\n',
};
const LAYERS = 'one.sh\ntwo.sh\nthree.sh\nfour.sh';
const BAKE = { mode: 'bake', bake: LAYERS, variables: 'flavour=sweet' };

const job = (files: Record<string, string> = {}) => cloud.job({ ...FILES, ...files });

/** The layers that a step baked and those that it found baked. */
function layersOf({ outputs }: StepEnd) {
  const { bake } = JSON.parse(outputs['result'] ?? '{}') as {
    bake: { layers: { name: string; reused: boolean }[] };
  };
  const named = (wanted: boolean) =>
    bake.layers.filter(({ reused }) => reused === wanted).map(({ name }) => name);
  return { baked: named(false), found: named(true) };
}

test('bakes an image that says what it is, and leaves nothing else', async () => {
  const mine = job();
  const step = await mine.run({ ...BAKE, tags: 'team=web', 'image-name': 'shop' });
  await mine.post(step);

  expect(step).toMatchObject({ code: 0, outputs: { 'image-source': 'baked' } });
  const [image, ...others] = cloud.baked();
  const { fingerprint = '' } = step.outputs;
  expect(others).toEqual([]);
  expect(image).toMatchObject({
    id: step.outputs['baked-ami-id'],
    name: `shop-al2023-${fingerprint.slice(0, 12)}`,
    tags: {
      'ami-launch:role': 'image',
      'ami-launch:run': 'octo/web/4711/1',
      'ami-launch:fingerprint': fingerprint,
      'ami-launch:lineage': 'shop-al2023-x86_64',
      'ami-launch:base': step.outputs['base-ami-id'],
      'ami-launch:bake-times': expect.stringMatching(/^builder=[\d.]+ imaging=[\d.]+$/),
      team: 'web',
    },
  });
  expect(cloud.alive()).toEqual([]);
  expect(cloud.rubbish()).toEqual([]);
});

test('reuses the image, in one request more than a launch without layers to bake', async () => {
  await job().run(BAKE);
  const before = cloud.calls().length;

  const step = await job().run({ ...BAKE, mode: 'launch', app: 'app.sh' });

  expect(step.outputs).toMatchObject({ 'image-source': 'reused', ready: 'true' });
  const calls = cloud.calls().slice(before);
  expect(calls.slice(0, calls.indexOf('RunInstances')).sort()).toEqual([
    'DescribeImages',
    'DescribeImages',
    'DescribeInstanceTypes',
    'GetParameters',
  ]);
  expect(cloud.alive()).toMatchObject([
    {
      imageId: step.outputs['baked-ami-id'],
      tags: { 'ami-launch:fingerprint': step.outputs['fingerprint'] },
    },
  ]);
});

describe('bakes again only what has changed', () => {
  test('a last layer that changes again costs only itself', async () => {
    await job().run(BAKE);
    const second = await job().run({ ...BAKE, variables: 'flavour=sour' });
    const third = await job().run({ ...BAKE, variables: 'flavour=salty' });

    // The first change tells where the changes are; the image without that layer is then there for the next.
    expect(layersOf(second)).toEqual({ baked: ['one.sh', 'two.sh', 'three.sh', 'four.sh'], found: [] });
    expect(layersOf(third)).toEqual({ baked: ['four.sh'], found: ['one.sh', 'two.sh', 'three.sh'] });
    expect(cloud.baked()).toHaveLength(4);
  });

  test('with an image for each layer, the first change of the last one costs only itself', async () => {
    const first = await job().run({ ...BAKE, 'layer-images': 'each' });
    const second = await job().run({ ...BAKE, 'layer-images': 'each', variables: 'flavour=sour' });

    expect(first.code).toBe(0);
    expect(layersOf(second)).toEqual({ baked: ['four.sh'], found: ['one.sh', 'two.sh', 'three.sh'] });
    expect(cloud.baked()).toHaveLength(5);
    expect(cloud.alive()).toEqual([]);
    expect(cloud.rubbish()).toEqual([]);
  });

  test('a new base image costs all, and so does rebake: always', async () => {
    await job().run(BAKE);
    cloud.endpoint.control.images.release(
      '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
      'eu-west-1',
    );
    cloud.endpoint.control.skip(5);

    expect(layersOf(await job().run(BAKE)).baked).toHaveLength(4);
    expect(cloud.baked()).toHaveLength(2);

    // With nothing changed since, only one who asks for it bakes again, beside what is there already.
    const again = await job().run({ ...BAKE, rebake: 'always' });
    expect(again.outputs['image-source']).toBe('baked');
    expect(cloud.baked()).toHaveLength(3);
  });

  test('rebake: never fails where nothing is, before anything is launched', async () => {
    const step = await job().run({ ...BAKE, rebake: 'never' });

    expect(step.log).toContain('`rebake: never` forbids to bake one');
    expect(cloud.calls()).not.toContain('RunInstances');
  });
});

test('passes over an image that is deprecated, says so, and bakes another beside it under the next name', async () => {
  const one = { mode: 'bake', bake: 'one.sh' };
  const first = await job().run(one);
  const imageId = first.outputs['baked-ami-id'] ?? '';
  cloud.endpoint.control.images.change({ imageId, deprecated: true });

  const never = await job().run({ ...one, rebake: 'never' });
  const step = await job().run(one);

  expect(never.log).toContain(`Passing over ${imageId}`);
  expect(never.log).toContain('is deprecated since');
  expect(step.outputs).toMatchObject({ 'image-source': 'baked' });
  expect(step.outputs['baked-ami-id']).not.toBe(imageId);
  const [old, fresh] = cloud.baked().map(({ name = '' }) => name);
  expect(fresh).toBe(`${old ?? ''}-2`);
});

describe('what fails is told, and leaves nothing', () => {
  test('a layer, by its name, its exit code and the end of the console', async () => {
    cloud.endpoint.control.instances.outcome({ kind: 'layer-failed', layer: 'two.sh', exitCode: 42 });
    const step = await job().run(BAKE);

    expect(step.code).toBe(1);
    expect(step.log).toContain('The layer two.sh failed on i-');
    expect(step.log).toContain('with exit code 42');
    expect(step.log).toContain('The end of the console');
    expect(cloud.alive()).toEqual([]);
    expect(cloud.rubbish()).toEqual([]);
  });

  test.each(['failed', 'error', 'invalid'] as const)(
    'an image that becomes %s, with the reason',
    async (kind) => {
      cloud.endpoint.control.images.outcome({
        kind,
        stateReasonCode: 'Client.SnapshotLimitExceeded',
        message: 'Snapshot quota exceeded',
      });
      const step = await job().run(BAKE);

      expect(step.log).toContain(`it is ${kind}. Snapshot quota exceeded (Client.SnapshotLimitExceeded).`);
      expect(cloud.alive()).toEqual([]);
      expect(cloud.rubbish()).toEqual([]);
    },
  );

  test('a builder that stops at its deadline', async () => {
    cloud.endpoint.control.instances.outcome({ kind: 'never-signals', powersOffAtSeconds: 20 });
    const step = await job().run(BAKE);

    expect(step.log).toContain('stopped without a word on how its layers ended');
    expect(cloud.alive()).toEqual([]);
  });
});
