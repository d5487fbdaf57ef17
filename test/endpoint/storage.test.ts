import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GetConsoleOutputCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AL2023, cloud, launch, SIGNAL, WINDOWS, type Cloud } from './cloud.js';

let at: Cloud;
let s3: S3Client;

const Bucket = 'staging';

const client = (region: string) =>
  new S3Client({
    endpoint: at.endpoint.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    region,
    maxAttempts: 1,
  });

beforeEach(async () => {
  at = await cloud({ settings: { consoleDelaySeconds: 0 } });
  at.control.storage.create({ name: Bucket });
  s3 = client('us-east-1');
});
afterEach(async () => {
  s3.destroy();
  await at.close();
});

const put = (
  Key: string,
  Body: NonNullable<PutObjectCommandInput['Body']>,
  more: Partial<PutObjectCommandInput> = {},
) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();
const keys = () => at.control.world().regions['us-east-1']!.buckets[Bucket]!.objects.map(({ key }) => key);

describe('an object', () => {
  test('is put, looked at, got and deleted', async () => {
    await put('runs/1/a b+ü', 'hello', { ContentType: 'text/plain', Metadata: { by: 'test' } });
    expect(await get('runs/1/a b+ü')).toBe('hello');
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'runs/1/a b+ü' }));
    expect(head).toMatchObject({
      ContentLength: 5,
      ContentType: 'text/plain',
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
      Metadata: { by: 'test' },
    });
    expect(keys()).toEqual(['runs/1/a b+ü']);
    for (let n = 0; n < 2; n++) await s3.send(new DeleteObjectCommand({ Bucket, Key: 'runs/1/a b+ü' }));
    expect(keys()).toEqual([]);
    await expect(get('runs/1/a b+ü')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(at.control.record().map(({ action, status }) => [action, status])).toEqual([
      ['PutObject', 200],
      ['GetObject', 200],
      ['HeadObject', 200],
      ['DeleteObject', 204],
      ['DeleteObject', 204],
      ['GetObject', 404],
    ]);
    expect(at.control.record()[0]).toMatchObject({ service: 's3', params: { Bucket, Key: 'runs/1/a b+ü' } });
  });

  test('comes in chunks from a stream, with its checksum behind it', async () => {
    const bytes = Buffer.alloc(200_000, 'chunk ');
    await put('stream', Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]), {
      ContentLength: bytes.length,
    });
    expect(await get('stream')).toBe(bytes.toString());
  });

  test('that arrives damaged is refused, and one that is there already when that matters', async () => {
    await expect(put('a', 'hello', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    await put('a', 'hello', { IfNoneMatch: '*' });
    await expect(put('a', 'again', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  });

  test('is struck by faults like everything else', async () => {
    at.control.faults.add({ action: 'PutObject', kind: 'throttle', times: 1 });
    await expect(put('a', 'hello')).rejects.toMatchObject({
      name: 'SlowDown',
      $metadata: { httpStatusCode: 503 },
    });
    at.control.settings({ denied: ['s3:PutObject'] });
    await expect(put('a', 'hello')).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(keys()).toEqual([]);
  });
});

describe('a bucket', () => {
  test('is listed page by page, and by folders', async () => {
    for (const key of ['a/1', 'a/2', 'b/1', 'c']) at.control.storage.put({ bucket: Bucket, key, body: '' });
    const first = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2 }));
    const ContinuationToken = first.NextContinuationToken!;
    const rest = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2, ContinuationToken }));
    expect([first, rest].map(({ Contents }) => Contents!.map(({ Key }) => Key))).toEqual([
      ['a/1', 'a/2'],
      ['b/1', 'c'],
    ]);
    expect(rest.IsTruncated).toBe(false);
    const folders = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'b/' }]);
    expect(folders.Contents!.map(({ Key }) => Key)).toEqual(['c']);
    const ofA = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/' }));
    expect(ofA.KeyCount).toBe(2);
  });

  test('that is not there, is not ours or is elsewhere is told apart', async () => {
    const head = (name: string, through = s3) => through.send(new HeadBucketCommand({ Bucket: name }));
    await s3.send(new CreateBucketCommand({ Bucket: 'made' }));
    expect(await head('made')).toMatchObject({ BucketRegion: 'us-east-1' });
    at.control.storage.create({ name: 'theirs', owner: '111122223333' });
    await expect(head('none')).rejects.toMatchObject({ name: 'NotFound' });
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'none' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(head('theirs')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    const west = client('us-west-2');
    await expect(head('made', west)).rejects.toMatchObject({ $metadata: { httpStatusCode: 301 } });
    west.destroy();
  });
});

describe('a presigned URL', () => {
  const sign = (Key: string, expiresIn = 3600) =>
    getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn });

  test('reads without credentials, until it expires, and writes nothing', async () => {
    await put('a', 'hello');
    const url = await sign('a');
    const status = async (init?: RequestInit, of = url) => (await fetch(of, init)).status;
    expect(await (await fetch(url)).text()).toBe('hello');
    expect(await status({ method: 'PUT', body: 'x' })).toBe(403);
    expect(await status({}, `${at.endpoint.url}/${Bucket}/a`)).toBe(403);
    expect(await status({}, await sign('b'))).toBe(404);
    at.control.skip(3601);
    const expired = await fetch(url);
    expect([expired.status, await expired.text()]).toEqual([
      403,
      expect.stringContaining('Request has expired'),
    ]);
  });

  test('writes what it was made for', async () => {
    const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'signal' }), { expiresIn: 60 });
    expect((await fetch(url, { method: 'PUT', body: 'ok' })).status).toBe(200);
    expect(await get('signal')).toBe('ok');
  });

  const include = (url: string) => `#include\n${url}\n`;
  const part = (url: string) =>
    `Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n\n--b\nContent-Type: text/x-include-url\n\n${url}\n--b--\n`;
  const script = (url: string) => `<powershell>\nInvoke-WebRequest -Uri '${url}' -OutFile x\n</powershell>`;

  test.each([
    ['by an include', include, AL2023],
    ['by a part that includes', part, AL2023],
    ['by PowerShell', script, WINDOWS],
  ] as const)(
    'is read by a machine at boot, %s, and what it finds is its user data',
    async (_, stub, name) => {
      await put('user-data', `#!/bin/sh\necho ami-launch-signal: ${SIGNAL} ok; # ami-launch-power-off\n`);
      const { Parameter } = await at.ssm.send(new GetParameterCommand({ Name: name }));
      const signals = async (url: string): Promise<[string, boolean]> => {
        const UserData = Buffer.from(stub(url)).toString('base64');
        const { Instances } = await at.ec2.send(
          new RunInstancesCommand(launch(Parameter!.Value!, { UserData })),
        );
        const InstanceId = Instances![0]!.InstanceId!;
        at.control.skip(60);
        const { Output } = await at.ec2.send(new GetConsoleOutputCommand({ InstanceId, Latest: true }));
        const { state } = at.control
          .world()
          .regions['us-east-1']!.instances.find(({ id }) => id === InstanceId)!;
        return [state, Buffer.from(Output!, 'base64').toString().includes(`ami-launch-signal: ${SIGNAL} ok`)];
      };
      expect(await signals(await sign('user-data'))).toEqual(['stopped', true]);
      expect(await signals(await sign('nothing'))).toEqual(['running', false]);
      expect(await signals(await sign('user-data', 2))).toEqual(['running', false]);
    },
  );
});
