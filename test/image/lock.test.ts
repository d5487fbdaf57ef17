/** Base images that a lock file says, and what it should say today. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import type { Lock } from '../../src/image/lock.js';
import { resolveBase } from '../../src/image/resolve.js';
import { parseLock } from '../../src/inputs/lock-grammar.js';
import type { LockPart, ResolveRequest } from '../../src/inputs/request.js';
import { resolve } from '../../src/modes/resolve.js';
import { readContext } from '../support/read-context.js';

const AL2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
const PATH = '.ami-launch.lock';
const AL2023_SOURCE = { kind: 'alias', alias: 'al2023' } as const;
const ANY = { architecture: undefined, instanceTypes: ['t3.micro'], maxAgeDays: undefined };

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint({ settings: { throttle: 'off' } });
});
beforeEach(() => endpoint.control.reset());
afterAll(() => endpoint.close());

/** `mode: resolve` with `lock-file`, where the lock says `now`. */
async function renew(now: LockPart['now'], { region = 'eu-west-1', types = ['t3.micro'] } = {}) {
  const request: ResolveRequest = {
    mode: 'resolve',
    region,
    base: { ...ANY, source: AL2023_SOURCE, instanceTypes: types },
    lock: { path: PATH, now },
  };
  const { lock } = await resolve(request, readContext(endpoint.url, region));
  if (lock === undefined) throw new Error('No lock');
  return { ...lock, lock: (await parseLock(lock.text)) as Lock };
}

const launchBy = (lock: Lock, more: Partial<typeof ANY> = {}) =>
  resolveBase(
    { ...ANY, ...more, source: { kind: 'lock', path: PATH, lock } },
    readContext(endpoint.url, 'eu-west-1'),
  );

describe('a lock', () => {
  test('leads to the image that it says, though there is a newer one, with all that its alias knows', async () => {
    const { lock } = await renew(undefined);
    endpoint.control.images.release(AL2023, 'eu-west-1');

    const { image } = await launchBy(lock);

    expect(image).toMatchObject({
      id: lock.images['eu-west-1']?.x86_64?.id,
      source: 'lock:.ami-launch.lock',
      follows: 'al2023',
      publisher: 'Amazon',
      agent: 'cloud-init',
    });
    expect(endpoint.control.record().at(-1)?.action).toBe('DescribeImages');
  });

  test('that lacks the architecture says what it has, and how to add it', async () => {
    const { lock } = await renew(undefined);

    await expect(launchBy(lock, { instanceTypes: ['t4g.micro'] })).rejects.toMatchObject({
      id: 'base-image-not-in-lock',
      message:
        'The lock .ami-launch.lock has no image for arm64 in eu-west-1: it has images for eu-west-1 (x86_64).',
      advice: expect.stringContaining('`architecture: arm64`'),
    });
  });

  test.each(['deregistered', 'made private', 'refused by another name'])(
    'whose image is %s says that it is gone, and how to renew it',
    async (what) => {
      const name = 'Windows_Server-2019-English-Full-Base-2026.08.12';
      const owner = '801119661308';
      const { images, faults } = endpoint.control;
      const id = images.publish({ region: 'eu-west-1', name, owner });
      const pin = { id, name, owner, created: '2026-08-12T00:00:00.000Z' };
      const alias = { kind: 'alias', alias: 'windows-2019' } as const;
      const lock: Lock = { source: alias, images: { 'eu-west-1': { x86_64: pin } } };
      if (what === 'made private') images.change({ imageId: id, public: false });
      if (what === 'deregistered') images.change({ imageId: id, state: 'deregistered' });
      if (what === 'refused by another name')
        faults.add({
          action: 'DescribeImages',
          kind: 'error',
          code: 'AuthFailure',
          status: 401,
          message: `Not authorized for images: [${id}]`,
          times: 1,
        });

      await expect(launchBy(lock)).rejects.toMatchObject({
        id: 'base-image-gone',
        message: `The image ${id} (${name}) of 2026-08-12, which the lock .ami-launch.lock holds for eu-west-1, is gone: its owner has deregistered it, or made it private.`,
        advice: expect.stringContaining('workflows/patch.yml'),
      });
    },
  );

  test('is not believed when the image is not from whom it says', async () => {
    const owner = '137112412989';
    const { images } = endpoint.control;
    const id = images.publish({ region: 'eu-west-1', name: 'al2023-ami-x', owner: '999999999999' });
    const pin = { id, name: 'al2023-ami-x', owner, created: undefined };

    await expect(
      launchBy({ source: AL2023_SOURCE, images: { 'eu-west-1': { x86_64: pin } } }),
    ).rejects.toMatchObject({ id: 'base-image-owner', message: expect.stringContaining('999999999999') });
  });
});

describe('renewing a lock', () => {
  test('adds a region and an architecture at a time, then renews all of them at once', async () => {
    const first = await renew(undefined);
    const second = await renew(first, { types: ['t4g.micro'] });
    const third = await renew(second, { region: 'us-east-1' });
    expect(
      third.images.map(({ region, architecture, before }) => [region, architecture, before?.id]),
    ).toEqual([
      ['eu-west-1', 'arm64', second.lock.images['eu-west-1']?.arm64?.id],
      ['eu-west-1', 'x86_64', first.lock.images['eu-west-1']?.x86_64?.id],
      ['us-east-1', 'x86_64', undefined],
    ]);
    const id = endpoint.control.images.release(AL2023, 'us-east-1');

    const renewed = await renew(third);

    expect(renewed.changed).toBe(true);
    expect(renewed.lock).toEqual({
      ...third.lock,
      images: {
        ...third.lock.images,
        'us-east-1': { x86_64: expect.objectContaining({ id, owner: '137112412989' }) },
      },
    });
  });

  test('changes nothing while nothing has changed, comments and line endings least of all', async () => {
    const { lock, text } = await renew(undefined);
    const own = `# Ask ops before you merge this.\r\n${text.replaceAll('\n', '\r\n')}`;

    expect(await renew({ lock, text: own })).toMatchObject({ changed: false, text: own });
  });
});
