/** What is done with an image once it is there: against a cloud in this process, by the calls that it saw. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CopyImageCommand, DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterBake } from '../../src/after/after.js';
import { checkAfter } from '../../src/after/check.js';
import type { BakedImage } from '../../src/after/in-region.js';
import { plannedAfter } from '../../src/after/planned.js';
import { publish } from '../../src/after/publish.js';
import { TAG } from '../../src/aws/tags.js';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import { DEFAULT_SETTINGS } from '../../src/endpoint/world/settings.js';
import type { AfterPart, BakePart } from '../../src/inputs/request.js';
import { Cancelled } from '../../src/failure.js';
import { IN_A_HURRY, settle, WITH_TIME } from '../../src/undo/settle.js';
import { testRun } from '../support/write-context.js';

const SPEED = 100;
const HOME = 'eu-west-1';
const FINGERPRINT = 'f'.repeat(64);
const NAME = 'web-al2023-ffffffffffff';
const OTHER_RUN = '1'.repeat(32);
const ORGANIZATION = 'arn:aws:organizations::123456789012:organization/o-abcdefghij';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint({ speed: SPEED });
});
beforeEach(() => {
  endpoint.control.reset();
  endpoint.control.settings({ ...DEFAULT_SETTINGS, throttle: 'off' });
});
afterAll(() => endpoint.close());

const options = (region: string) => ({
  endpoint: endpoint.url,
  region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** A key of the account's own in each region, under one alias. */
async function keys(...regions: string[]): Promise<void> {
  for (const region of regions) {
    const kms = new KMSClient(options(region));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(
      new CreateAliasCommand({ AliasName: 'alias/images', TargetKeyId: KeyMetadata?.KeyId ?? '' }),
    );
  }
}

/** An image as a bake leaves it. */
async function bakedImage(key?: string): Promise<BakedImage> {
  const tags = {
    Name: NAME,
    [TAG.role]: 'image',
    [TAG.run]: 'local/local/1/1',
    [TAG.step]: OTHER_RUN,
    [TAG.fingerprint]: FINGERPRINT,
    [TAG.lineage]: 'web-al2023-x86_64',
  };
  const raw = endpoint.control.images.publish({ region: HOME, owner: '123456789012', name: 'raw' });
  const ec2 = new EC2Client(options(HOME));
  const { ImageId: id = '' } = await ec2.send(
    new CopyImageCommand({
      SourceRegion: HOME,
      SourceImageId: raw,
      Name: NAME,
      Description: `ami-launch ${FINGERPRINT}: web`,
      Encrypted: true,
      ...(key === undefined ? {} : { KmsKeyId: key }),
      TagSpecifications: [
        { ResourceType: 'image', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
      ],
    }),
  );
  endpoint.control.skip(60);
  return { id, name: NAME, fingerprint: FINGERPRINT, tags, reused: false };
}

const part = (given: Partial<AfterPart>): AfterPart => ({
  copies: [],
  shareWith: [],
  publishParameter: undefined,
  deprecateAfterDays: undefined,
  keepImages: undefined,
  ...given,
});
const to = (...regions: string[]) => regions.map((region) => ({ region, key: undefined }));
const account = (id: string) => ({ kind: 'account' as const, account: id });

const imagesIn = (region: string) => endpoint.control.world().regions[region]?.images ?? [];
/** The calls since, without those that only look. */
const changes = (since = 0) =>
  endpoint.control
    .record()
    .slice(since)
    .map(({ action }) => action)
    .filter((action) => !/^(Describe|Get)/.test(action));

test('a new image is copied, shared, deprecated and published; the next run finds all of it done', async () => {
  const regions = ['us-east-1', 'eu-central-1'];
  await keys(HOME, ...regions);
  const image = await bakedImage('alias/images');
  const run = testRun(endpoint, SPEED);
  const needs = {
    kmsKeyId: 'alias/images',
    after: part({
      copies: to(...regions),
      shareWith: [account('111122223333'), { kind: 'organization', arn: ORGANIZATION }],
      publishParameter: '/golden/web',
      deprecateAfterDays: 30,
    }),
  };

  expect(await plannedAfter(undefined, needs, run)).toEqual([
    '/golden/web would be made in eu-west-1, with the new image.',
    'The image would be copied to us-east-1, encrypted with alias/images.',
    '/golden/web would be made in us-east-1, with the new image.',
    'The image would be copied to eu-central-1, encrypted with alias/images.',
    '/golden/web would be made in eu-central-1, with the new image.',
  ]);
  const done = await afterBake(image, needs, run);

  expect(done.copies.map(({ region, made }) => [region, made])).toEqual(regions.map((name) => [name, true]));
  expect(done.parameter).toEqual({ name: '/golden/web', previous: undefined });
  expect(done.sharedWith).toEqual(['111122223333', ORGANIZATION]);
  const { regions: world } = endpoint.control.world();
  expect([HOME, ...regions].map((name) => world[name]?.parameters['/golden/web'])).toEqual([
    image.id,
    ...done.copies.map(({ id }) => id),
  ]);
  expect([HOME, ...regions].map((name) => world[name]?.keys.map(({ grants }) => grants.length))).toEqual([
    [1],
    [1],
    [1],
  ]);
  const { Images = [] } = await new EC2Client(options('us-east-1')).send(
    new DescribeImagesCommand({ ImageIds: [done.copies[0]!.id] }),
  );
  expect(Images[0]).toMatchObject({
    Name: NAME,
    Description: `ami-launch ${FINGERPRINT}: web`,
    SourceImageId: image.id,
  });
  expect(Date.parse(Images[0]?.DeprecationTime ?? '')).toBe(Date.parse(done.deprecatedAt ?? ''));
  expect(imagesIn('us-east-1')[0]?.tags).toEqual({
    ...image.tags,
    [TAG.run]: 'local/local/1/1',
    [TAG.step]: run.step,
  });
  expect(run.ledger.open()).toEqual([]);
  expect(run.log.lines.join('\n')).toContain('"aws:PrincipalOrgID": [\n        "o-abcdefghij"');

  expect(await plannedAfter({ ...image, reused: true }, needs, run)).toEqual([]);

  const before = endpoint.control.record().length;
  const again = await afterBake({ ...image, reused: true }, needs, testRun(endpoint, SPEED, OTHER_RUN));
  expect(changes(before)).toEqual([]);
  // Each region: its copy, its shares, its parameter; and when the image was made.
  expect(endpoint.control.record().length - before).toBe(9);
  expect(again.copies).toEqual(done.copies.map((copy) => ({ ...copy, made: false })));
  expect(again.deprecatedAt).toBe(done.deprecatedAt);
});

test('a copy that fails leaves the parameter alone and is undone; the others stay, and the next run makes it up', async () => {
  const image = await bakedImage();
  const run = testRun(endpoint, SPEED);
  const needs = {
    kmsKeyId: undefined,
    after: part({ copies: to('us-east-1', 'eu-central-1'), publishParameter: '/golden/web' }),
  };
  endpoint.control.images.outcome({
    match: { index: 1 },
    kind: 'error',
    atSeconds: 2,
    message: 'Given key ID is not accessible',
  });

  await expect(afterBake(image, needs, run)).rejects.toMatchObject({
    id: 'copy-failed',
    message: expect.stringMatching(/^The copy ami-\w+ in \S+ is error: Given key ID is not accessible\.$/),
  });
  expect(changes()).not.toContain('PutParameter');
  const { left } = await settle(run.ledger, WITH_TIME, run);
  expect(left).toEqual([]);
  const states = () =>
    ['us-east-1', 'eu-central-1'].flatMap((name) => imagesIn(name)).map(({ state }) => state);
  expect(states().sort()).toEqual(['available', 'deregistered']);

  const next = await afterBake({ ...image, reused: true }, needs, testRun(endpoint, SPEED, OTHER_RUN));
  expect(next.copies.map(({ made }) => made).sort()).toEqual([false, true]);
  expect(changes().filter((call) => call === 'PutParameter')).toHaveLength(3);
});

test('two runs at once make one copy, even when an answer is lost, and both publish it', async () => {
  const image = { ...(await bakedImage()), reused: true };
  const needs = {
    kmsKeyId: undefined,
    after: part({ copies: to('us-east-1'), publishParameter: '/golden/web' }),
  };
  endpoint.control.faults.add({ action: 'CopyImage', kind: 'cut', when: 'after', times: 1 });

  const both = await Promise.all(
    ['a', 'b'].map((digit) => afterBake(image, needs, testRun(endpoint, SPEED, digit.repeat(32)))),
  );

  expect(imagesIn('us-east-1').map(({ id }) => id)).toEqual([both[0]?.copies[0]?.id]);
  expect(both.map(({ copies }) => copies[0]?.made).sort()).toEqual([false, true]);
  expect(endpoint.control.world().regions['us-east-1']?.parameters['/golden/web']).toBe(
    both[1]?.copies[0]?.id,
  );
});

test('what another run began and could not finish is copied anew, under a name of its own where that one is taken', async () => {
  const image = { ...(await bakedImage()), reused: true };
  const needs = { kmsKeyId: undefined, after: part({ copies: to('us-east-1') }) };
  endpoint.control.settings({ imagingSeconds: 6_000 });
  const other = afterBake(image, needs, testRun(endpoint, SPEED, OTHER_RUN)).catch(
    (thrown: unknown) => thrown,
  );
  const run = testRun(endpoint, SPEED);
  while (imagesIn('us-east-1').length === 0) await run.clock.sleep(500);
  const next = afterBake(image, needs, run);
  while (!run.log.lines.join().includes('Another run is copying')) await run.clock.sleep(500);
  endpoint.control.settings({ imagingSeconds: 5 });
  endpoint.control.images.change({ imageId: imagesIn('us-east-1')[0]!.id, state: 'failed' });

  const { copies } = await next;

  expect(await other).toMatchObject({ id: 'copy-failed' });
  expect(copies).toEqual([{ region: 'us-east-1', id: imagesIn('us-east-1')[1]?.id, made: true }]);
  expect(run.log.lines.join('\n')).toContain('Another run had begun it: copying again.');
  expect(imagesIn('us-east-1').map(({ state }) => state)).toEqual(['failed', 'available']);
});

test('a run that is cancelled while it copies leaves nothing half-made', async () => {
  const image = await bakedImage();
  const run = testRun(endpoint, SPEED);
  const cancel = new AbortController();
  endpoint.control.settings({ imagingSeconds: 600 });
  const needs = { kmsKeyId: undefined, after: part({ copies: to('us-east-1', 'eu-central-1') }) };
  const ended = afterBake(image, needs, { ...run, signal: cancel.signal }).catch((thrown: unknown) => thrown);
  while (run.ledger.open().filter(({ answered }) => answered).length < 2) await run.clock.sleep(500);

  cancel.abort(new Cancelled('SIGINT'));

  expect(await ended).toBeInstanceOf(Cancelled);
  expect(await settle(run.ledger, IN_A_HURRY, run)).toMatchObject({ left: [] });
  expect(run.ledger.open()).toEqual([]);
  // A snapshot that is deleted while it is made goes when it is complete.
  endpoint.control.skip(600);
  for (const region of ['us-east-1', 'eu-central-1']) {
    const { images, snapshots } = endpoint.control.world().regions[region]!;
    expect([...images, ...snapshots].map(({ state }) => state)).toEqual(['deregistered', 'deleted']);
  }
});

test('without the permission to grant, the statement for the key is told, and the image shared all the same', async () => {
  await keys(HOME);
  const image = await bakedImage('alias/images');
  endpoint.control.settings({ denied: ['kms:CreateGrant'] });
  const run = testRun(endpoint, SPEED);

  await afterBake(
    image,
    { kmsKeyId: 'alias/images', after: part({ shareWith: [account('111122223333')] }) },
    run,
  );

  expect(changes().slice(-2)).toEqual(['CreateGrant', 'ModifyImageAttribute']);
  const log = run.log.lines.join('\n');
  expect(log).toMatch(/warning: No grant on arn:aws:kms:\S+ could be given: .*kms:CreateGrant/);
  expect(log).toContain('"arn:aws:iam::111122223333:root"');
});

test('an image that SSM does not accept is told of', async () => {
  const run = testRun(endpoint, 10 * SPEED);
  const place = {
    region: HOME,
    clients: run,
    id: 'ami-00000000000000000',
    described: () => Promise.reject(new Error('Not asked for')),
    fresh: true,
  };

  await expect(publish('/golden/web', [place], run)).rejects.toMatchObject({
    id: 'parameter-not-accepted',
    message: expect.stringContaining('there is no such parameter yet'),
  });
});

test('the parameter tells what it held before, and how to go back', async () => {
  const image = await bakedImage();
  const older = endpoint.control.images.publish({ region: HOME, owner: '123456789012', name: 'older' });
  const run = testRun(endpoint, SPEED);
  const place = { region: HOME, clients: run, described: () => Promise.reject(new Error()), fresh: true };
  await publish('/golden/web', [{ ...place, id: older }], run);

  const needs = { kmsKeyId: undefined, after: part({ publishParameter: '/golden/web' }) };
  expect((await afterBake(image, needs, run)).parameter).toEqual({ name: '/golden/web', previous: older });

  expect(run.log.lines.at(-1)).toContain(`ssm:/golden/web:1\``);
  expect(run.log.lines.at(-1)).toContain(`--name /golden/web --value ${older} --type String`);
});

const bake = (after: Partial<AfterPart>, kmsKeyId?: string) =>
  ({ layers: ['a.sh'], kmsKeyId, after: part(after) }) as unknown as BakePart;

test('what cannot work is refused before anything is baked, and nothing is asked for without such inputs', async () => {
  const run = testRun(endpoint, SPEED);
  await checkAfter(bake({ deprecateAfterDays: 3 }), run);
  expect(endpoint.control.record()).toEqual([]);
  await keys(HOME);
  await run.ssm('PutParameter', { Name: '/golden/text', Value: 'x', Type: 'String' });
  const refusal = (after: Partial<AfterPart>, key?: string) =>
    checkAfter(bake(after, key), run).then(
      () => 'nothing',
      (thrown: unknown) => thrown as { id: string },
    );

  const shareWith = [account('111122223333')];
  expect(await refusal({ shareWith })).toMatchObject({ id: 'key-not-shareable' });
  expect(await refusal({ shareWith }, 'alias/images')).toBe('nothing');
  expect(await refusal({ copies: to('us-east-1') }, 'alias/images')).toMatchObject({
    id: 'key-not-found',
    message: 'There is no KMS key alias/images in us-east-1.',
  });
  expect(await refusal({ shareWith, copies: to('us-east-1') }, 'alias/aws/ebs')).toMatchObject({
    id: 'after-bake',
    message: expect.stringContaining('\n  - The image in us-east-1 would be encrypted with alias/aws/ebs'),
  });
  expect(await refusal({ publishParameter: '/golden/text' })).toMatchObject({
    id: 'parameter-of-another-type',
  });
  endpoint.control.faults.add({
    action: 'GetEbsDefaultKmsKeyId',
    kind: 'error',
    code: 'AuthFailure',
    status: 401,
    message: 'AWS was not able to validate the provided access credentials',
  });
  expect(await refusal({ copies: to('eu-south-2') })).toMatchObject({
    id: 'region-refuses',
    message: expect.stringMatching(/^eu-south-2 does not let this account in: AWS was not able/),
  });
  expect(await refusal({ copies: to(HOME) })).toMatchObject({ id: 'copy-to-itself' });
  expect(await refusal({ copies: to('cn-north-1') })).toMatchObject({ id: 'copy-too-far' });
});
