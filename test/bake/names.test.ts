/** What images are called, and after which layers there is one. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  defaultImageName,
  describe as described,
  fingerprintIn,
  imageNameOf,
  lineageOf,
} from '../../src/bake/names.js';
import { segmentsOf } from '../../src/bake/segments.js';
import type { RunInfo } from '../../src/context.js';
import type { BaseImage } from '../../src/image/resolve.js';

const FINGERPRINT = '0123456789abcdef'.repeat(4);
const baseOf = (source: string): BaseImage => ({
  id: 'ami-0123456789abcdef0',
  name: 'al2023-ami-2023.9',
  source,
  owner: '137112412989',
  publisher: 'Amazon',
  architecture: 'x86_64',
  os: 'linux',
  agent: 'cloud-init',
  created: undefined,
  ageDays: undefined,
  deprecated: undefined,
  deprecationNotice: undefined,
  volumes: [],
  readyTimes: {},
});
const runOf = (repository: string): RunInfo => ({ repository }) as RunInfo;

describe('names', () => {
  // Whatever the input takes is given as it is; what it refuses never gets here.
  const source = fc.oneof(
    fc.stringMatching(/^(ssm:|name:self\/|name:137112412989\/|lock:)?[ -~]{1,90}$/, { size: 'max' }),
    fc.constantFrom('al2023', 'ami-0123456789abcdef0', 'bottlerocket-ecs-2-nvidia', 'ssm:/golden/---'),
  );
  const repository = fc.stringMatching(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/, { size: 'max' });

  test('of any base image and repository are what EC2 takes', () => {
    fc.assert(
      fc.property(source, repository, (from, name) => {
        const image = imageNameOf(defaultImageName(runOf(name)), baseOf(from), FINGERPRINT);
        // The longest that `rebake: always` puts behind it.
        const again = `${image}-99999999999.99.0123`;
        // Source: EC2 API reference, CreateImage, `Name`.
        expect(again).toMatch(/^[A-Za-z0-9()[\] ./'@_-]{3,128}$/);
        expect(image).toContain('-0123456789ab');
      }),
    );
  });

  test('are for people', () => {
    const names = (repository: string, from: string) => [
      imageNameOf(defaultImageName(runOf(repository)), baseOf(from), FINGERPRINT),
      lineageOf(defaultImageName(runOf(repository)), baseOf(from)),
    ];
    expect(names('octo/web', 'al2023')).toEqual(['web-al2023-0123456789ab', 'web-al2023-x86_64']);
    expect(names('octo/.github', 'ami-0123456789abcdef0')).toEqual([
      'github-ami-0123456789ab',
      'github-ami-x86_64',
    ]);
    expect(names('octo/---', 'ssm:/golden/web')).toEqual([
      'ami-launch-golden/web-0123456789ab',
      'ami-launch-golden/web-x86_64',
    ]);
  });

  test('a description fits, and gives the fingerprint back', () => {
    const description = described('x'.repeat(300), baseOf('al2023'), FINGERPRINT);
    expect(description).toHaveLength(255);
    expect(fingerprintIn(description)).toBe(FINGERPRINT);
    expect(fingerprintIn('ami-launch by hand')).toBeUndefined();
  });
});

describe('where the builder stops for an image', () => {
  const chain = ['g', '1', '2', '3', '4'];

  test.each([
    ['nothing is known of the last bake: at the end', 'auto', 0, undefined, [4]],
    ['the last layer has changed: before that, too', 'auto', 0, ['g', '1', '2', '3', 'x'], [3, 4]],
    ['one in the middle has changed: before that, too', 'auto', 0, ['g', '1', 'x', 'y', 'z'], [1, 4]],
    ['all has changed: at the end', 'auto', 0, ['x', 'y', 'z', 'a', 'b'], [4]],
    ['the image without it is there already', 'auto', 3, ['g', '1', '2', '3', 'x'], [4]],
    ['layers were added', 'auto', 0, ['g', '1', '2'], [2, 4]],
    ['layers were taken away', 'auto', 0, ['g', '1', '2', '3', '4', '5'], [4]],
    ['only at the end', 'last', 0, ['g', '1', '2', '3', 'x'], [4]],
    ['after each missing one', 'each', 2, undefined, [3, 4]],
  ] as const)('%s', (_, mode, start, before, ends) => {
    expect(segmentsOf(mode, { chain, start, before })).toEqual(ends);
  });

  test('always ends with all layers, and runs none of them twice', () => {
    const mode = fc.constantFrom('auto' as const, 'each' as const, 'last' as const);
    const before = fc.array(fc.constantFrom(...chain, 'x'), { maxLength: 6 });
    fc.assert(
      fc.property(mode, fc.nat(3), before, (mode, start, before) => {
        const ends = segmentsOf(mode, { chain, start, before });
        expect(ends.at(-1)).toBe(4);
        expect([start, ...ends]).toEqual([...new Set([start, ...ends])].sort((one, other) => one - other));
      }),
    );
  });
});
