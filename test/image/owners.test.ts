/** An image is believed by whose it is: a name and a tag anybody can give. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { lookUp } from '../../src/bake/look-up.js';
import type { ReadContext } from '../../src/context.js';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import { resolveBase } from '../../src/image/resolve.js';
import { baked } from '../support/baked.js';
import { readContext } from '../support/read-context.js';

const REGION = 'eu-west-1';
const STRANGER = '666666666666';
const PARTNER = '222222222222';
const [GROUND, WANTED] = ['0'.repeat(64), '00000000000a'.padEnd(64, '0')];
let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
beforeEach(() => {
  endpoint.control.reset();
  endpoint.control.settings({ throttle: 'off', consistencySeconds: 0 });
});
afterAll(() => endpoint.close());

const context = () => readContext(endpoint.url, REGION, endpoint.control.world().at);
/** The same, on an EC2 that heeds no owners. */
function careless(): ReadContext {
  const real = context();
  const ec2: typeof real.ec2 = (name, input) =>
    real.ec2(name, { ...(input as object), Owners: undefined } as typeof input);
  return { ...real, ec2 };
}
const publish = (image: object) => endpoint.control.images.publish({ region: REGION, ...image });
const found = async (owners: string[] = [], where: ReadContext = context()) => {
  const { hit, pending } = await lookUp([GROUND, WANTED], owners, where);
  return hit?.image.ImageId ?? pending?.ImageId;
};
/** What our own bake would have left: its name and tags, and the description that others are shown. */
const ours = { ...baked(10), description: `ami-launch ${WANTED}: web-al2023-x86_64 on ami-1` };

describe('an image of the wanted layers', () => {
  test("is reused when it is this account's", async () => {
    const [id] = endpoint.control.images.add([ours], REGION);
    expect(await found()).toBe(id);
  });

  test.each([
    ['public', { public: true }],
    ['shared with us', { public: false, sharedWith: ['self'] }],
  ])("is not when it is another's, %s, of our name, tags and description", async (_how, how) => {
    publish({ ...ours, ...how, owner: STRANGER });
    expect(await found()).toBeUndefined();
    expect(await found([PARTNER])).toBeUndefined();
    expect(await found([PARTNER], careless())).toBeUndefined();
  });

  test('is when its owner is one of `bake-owners`, by its description and not by tags', async () => {
    const id = publish({ ...ours, owner: PARTNER, public: false, sharedWith: ['self'] });
    publish({ ...ours, name: `${ours.name ?? ''}-2`, description: 'x', owner: PARTNER, ageDays: 0 });
    expect(await found([PARTNER])).toBe(id);
  });

  test('is not when somebody has but tagged an image of this account, whose name nobody can change', async () => {
    endpoint.control.images.add([{ ...ours, name: 'old-and-full-of-holes' }], REGION);
    expect(await found()).toBeUndefined();
  });
});

describe('a base image', () => {
  const resolve = (owner: string, where: ReadContext) =>
    resolveBase(
      {
        source: { kind: 'name', owner, glob: 'golden-*' },
        architecture: 'x86_64',
        instanceTypes: [],
        maxAgeDays: undefined,
      },
      where,
    ).then(({ image }) => image.id);

  test("by name is its owner's, however new those of others are", async () => {
    const id = publish({ name: 'golden-1', owner: PARTNER, ageDays: 9 });
    publish({ name: 'golden-2', owner: STRANGER, ageDays: 0 });
    expect(await resolve(PARTNER, context())).toBe(id);
    expect(await resolve(PARTNER, careless())).toBe(id);
  });
});

/** The inputs of all calls of a name that the source makes. */
function inputsOf(call: string): [string, string][] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('endpoint'))
    .map((file) => path.join('src', file));
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return [
      ...text.matchAll(new RegExp(`\\bec2\\(\\s*'${call}',\\s*(\\{[\\s\\S]*?\\})\\s*,?\\s*\\)`, 'g')),
    ].map(([, input = '']): [string, string] => [file, input]);
  });
}

test.each([
  ['DescribeImages', 'Owners', 8],
  ['DescribeSnapshots', 'OwnerIds', 2],
])('every %s that looks for more than one ID says %s', (call, owners, least) => {
  const inputs = inputsOf(call);
  const byId = /(Image|Snapshot)Ids:|Name: 'image-id'/;
  const withOwners = inputs.filter(([, input]) => new RegExp(`\\b${owners}: \\[`).test(input));
  expect(withOwners.length).toBeGreaterThanOrEqual(least);
  expect(inputs.filter((one) => !withOwners.includes(one) && !byId.test(one[1]))).toEqual([]);
});
