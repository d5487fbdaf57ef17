/** User data that is too big for EC2, and a bucket that it can go to. */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SPEED, testCloud } from '../support/cloud.js';

const cloud = testCloud(SPEED, 'one');

const FILES = { 'big.sh': `#!/bin/sh\n# ${randomBytes(20_000).toString('hex')}\n` };
const BIG = { app: 'big.sh', 'staging-bucket': 'staging' };

const staged = () =>
  Object.values(cloud.endpoint.control.world().regions).flatMap(({ buckets }) =>
    (buckets['staging']?.objects ?? []).map(({ key }) => key),
  );

const bucketIn = (region: string) => cloud.endpoint.control.storage.create({ name: 'staging', region });

/** As whoever may read the instance's user data finds it there. */
async function urlIn(instanceId: string): Promise<string> {
  const { DescribeInstanceAttributeCommand, EC2Client } = await import('@aws-sdk/client-ec2');
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  const ec2 = new EC2Client({ endpoint: cloud.endpoint.url, region: 'eu-west-1', credentials });
  const { UserData } = await ec2.send(
    new DescribeInstanceAttributeCommand({ InstanceId: instanceId, Attribute: 'userData' }),
  );
  return /http:[^'"\s]+/.exec(Buffer.from(UserData?.Value ?? '', 'base64').toString())?.[0] ?? '';
}

test('is fetched by the machine, and deleted at the end of the job without ending anything', async () => {
  bucketIn('eu-west-1');
  const job = cloud.job(FILES);
  const step = await job.run(BIG);
  expect(step.log).toMatch(/Staged [\d,]+ bytes of user data in the bucket staging/);
  expect(step.log).not.toContain('nothing waits until the machine has fetched it');
  expect(step).toMatchObject({ code: 0, outputs: { ready: 'true' } });
  expect(staged()).toEqual([expect.stringMatching(/^ami-launch\/[0-9a-f]{32}\/[0-9a-f]{64}$/)]);
  expect(
    JSON.stringify([step, cloud.endpoint.control.world().regions['eu-west-1']?.instances]),
  ).not.toContain('X-Amz-Signature');

  const post = await job.post(step);
  expect(post).toMatchObject({ code: 0 });
  expect(post.log).toContain('Deleted the staged user data in the bucket staging.');
  expect(post.log).not.toMatch(/Ended|Nothing of this step/);
  expect([staged(), cloud.alive().length]).toEqual([[], 1]);
});

test('gives the machine a URL of that object alone, for an hour', async () => {
  bucketIn('eu-west-1');
  const step = await cloud.job(FILES).run(BIG);
  const url = new URL(await urlIn(step.outputs['instance-id'] ?? ''));

  expect(url.pathname).toBe(`/staging/${staged().join()}`);
  expect(url.searchParams.get('X-Amz-Expires')).toBe('3600');
  expect((await fetch(url)).status).toBe(200);
});

test('is deleted by a run that fails', async () => {
  bucketIn('eu-west-1');
  cloud.endpoint.control.instances.outcome({ kind: 'layer-failed', layer: 'big.sh', exitCode: 1 });
  const step = await cloud.job(FILES).run(BIG);
  expect(step.log).toContain('failed on i-');
  expect(step.log).toContain('Deleted the staged user data');
  expect([staged(), cloud.alive()]).toEqual([[], []]);
});

test('is refused by a bucket of another region, in words that say so', async () => {
  bucketIn('us-east-1');
  const step = await cloud.job(FILES).run({ ...BIG, 'ready-when': 'running' });
  expect(step.log).toContain('The bucket staging is not in eu-west-1');
  expect(step.log).toContain('Add `user-data` to `ready-when`.');
  expect(cloud.alive()).toEqual([]);
});
