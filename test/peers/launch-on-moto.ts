/**
 * The bundle launches on moto, which was written without us: what it sends is understood, what it reads is
 * there. moto's console is a constant text, so that readiness by `user-data` can't be tested here; nor by a port,
 * for there are no machines. The tests on the endpoint do the first, those of the bundle the second.
 */
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { DescribeInstanceAttributeCommand, DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { startJob, type StepEnd } from '../support/runner.js';
import type { Checks } from './check.js';
import { resetMoto, type Moto } from './moto.js';

const REGION = 'eu-west-1';
const FILES = {
  'deploy/motd.yaml': '#cloud-config\nwrite_files:\n  - path: /etc/motd\n    content: Version {{version}}\n',
  'deploy/app.sh': '#!/bin/sh\nset -eu\necho {{greeting}} > /srv/greeting\n',
};
const LAYERS = { app: Object.keys(FILES).join('\n'), variables: 'version=1.2.3\ngreeting=it\'s "me" $(id)' };

interface Bench {
  readonly moto: Moto;
  readonly ec2: EC2Client;
}

export async function launchOnMoto({ check, say }: Checks, moto: Moto): Promise<void> {
  say('\nThe bundle on moto');
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  const bench = { moto, ec2: new EC2Client({ endpoint: moto.url, region: REGION, credentials }) };
  await resetMoto(moto);
  await check('mode resolve finds the Amazon Linux 2023 image that moto knows', () => resolves(bench));
  await check('two instances, ready when running, ended by mode terminate', () => launchesTwo(bench));
  await check('ready when the status checks have passed', () => awaitsChecks(bench));
  await check('moto has stored the user data that was rendered', () => storesUserData(bench));
  await check('terminate: always leaves the post step something to end', () => postEnds(bench));
  await check('an image that does not exist fails the step', () => failsForNoImage(bench));
  bench.ec2.destroy();
}

function job({ moto }: Bench) {
  const started = startJob({ url: moto.url, files: FILES, speed: 5, env: { AWS_REGION: REGION } });
  return { ...started, launch: (inputs: Record<string, string>) => started.run(inputs) };
}

function succeeded(end: StepEnd): StepEnd {
  assert.equal(end.code, 0, `the step failed:\n${end.log}`);
  return end;
}

function idsOf({ outputs }: StepEnd): string[] {
  return JSON.parse(outputs['instance-ids'] ?? '[]') as string[];
}

async function instances({ ec2 }: Bench, ids: readonly string[]) {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [...ids] }));
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

async function statesOf(bench: Bench, ids: readonly string[]): Promise<(string | undefined)[]> {
  return (await instances(bench, ids)).map(({ State }) => State?.Name);
}

async function resolves(bench: Bench): Promise<void> {
  const { outputs } = succeeded(await job(bench).run({ mode: 'resolve', 'base-image': 'al2023' }));
  assert.match(outputs['base-ami-id'] ?? '', /^ami-[0-9a-f]+$/);
  assert.match(outputs['base-ami-name'] ?? '', /^al2023-ami-2023\..*-x86_64$/);
}

async function launchesTwo(bench: Bench): Promise<void> {
  const here = job(bench);
  const end = succeeded(
    await here.launch({ count: '2', 'ready-when': 'running', tags: 'team=web', name: 'two' }),
  );
  const ids = idsOf(end);
  assert.equal(ids.length, 2);
  assert.equal(end.outputs['ready'], 'true');
  assert.equal(end.outputs['instance-id'], ids[0]);
  assert.equal(end.outputs['ami-id'], end.outputs['base-ami-id']);
  const made = await instances(bench, ids);
  for (const { ImageId, State, Tags = [], MetadataOptions } of made) {
    assert.equal(ImageId, end.outputs['ami-id']);
    assert.equal(State?.Name, 'running');
    assert.equal(MetadataOptions?.HttpTokens, 'required');
    const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    assert.equal(tags['team'], 'web');
    assert.equal(tags['Name'], 'two');
    assert.equal(tags['ami-launch:run'], 'octo/web/4711/1');
  }
  const seen = (field: 'PublicIpAddress' | 'PrivateIpAddress') => made.map((each) => each[field]).sort();
  assert.deepEqual((JSON.parse(end.outputs['public-ips'] ?? '') as string[]).sort(), seen('PublicIpAddress'));
  assert.deepEqual(
    (JSON.parse(end.outputs['private-ips'] ?? '') as string[]).sort(),
    seen('PrivateIpAddress'),
  );

  const ended = succeeded(await here.run({ mode: 'terminate' }));
  assert.deepEqual(idsOf(ended).sort(), [...ids].sort());
  assert.deepEqual(await statesOf(bench, ids), ['terminated', 'terminated']);
}

async function awaitsChecks(bench: Bench): Promise<void> {
  const here = job(bench);
  const end = succeeded(await here.launch({ 'ready-when': 'status-checks' }));
  assert.equal(end.outputs['ready'], 'true');
  succeeded(await here.post(end));
  assert.deepEqual(
    await statesOf(bench, idsOf(end)),
    ['running'],
    'on-failure must leave a good launch alone',
  );
}

async function storesUserData(bench: Bench): Promise<void> {
  const end = succeeded(await job(bench).launch({ ...LAYERS, 'ready-when': 'running' }));
  const { UserData } = await bench.ec2.send(
    new DescribeInstanceAttributeCommand({ InstanceId: end.outputs['instance-id'], Attribute: 'userData' }),
  );
  const bytes = Buffer.from(UserData?.Value ?? '', 'base64');
  assert.equal(String(bytes.length), end.outputs['user-data-bytes']);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
  for (const part of ['ami-launch-signal:', 'Version 1.2.3', 'deploy/app.sh']) {
    assert.ok(text.includes(part), `no ${part} in the stored user data:\n${text}`);
  }
}

async function postEnds(bench: Bench): Promise<void> {
  const here = job(bench);
  const end = succeeded(await here.launch({ terminate: 'always', 'ready-when': 'running' }));
  assert.deepEqual(await statesOf(bench, idsOf(end)), ['running']);
  succeeded(await here.post(end));
  assert.deepEqual(await statesOf(bench, idsOf(end)), ['terminated']);
}

async function failsForNoImage(bench: Bench): Promise<void> {
  const end = await job(bench).run({ 'base-image': 'ami-0123456789abcdef0' });
  assert.equal(end.code, 1);
  assert.match(end.log, /ami-0123456789abcdef0/);
  assert.equal(end.outputs['instance-id'], undefined);
}
