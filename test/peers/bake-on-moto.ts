/**
 * The bundle bakes, reuses and prunes on moto. What moto's cloud lacks, a relay in between supplies; moto itself
 * launches, images, tags, finds by name and tag, deregisters. It deletes no snapshots with an image.
 */
import assert from 'node:assert/strict';
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { startJob, type StepEnd } from '../support/runner.js';
import type { Checks } from './check.js';
import { resetMoto, type Moto } from './moto.js';
import { type Relay, startRelay } from './moto-relay.js';

const REGION = 'eu-west-1';
const FILES = { 'one.sh': '#!/bin/sh\necho {{flavour}}\n', 'app.sh': '#!/bin/sh\necho app\n' };
const BAKE = { mode: 'bake', bake: 'one.sh', variables: 'flavour=sweet', 'base-image': 'al2023' };
const DAY_MS = 86_400_000;

interface Bench {
  readonly relay: Relay;
  readonly ec2: EC2Client;
}

export async function bakeOnMoto({ check, say }: Checks, moto: Moto): Promise<void> {
  say('\nThe bundle bakes on moto');
  await resetMoto(moto);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  const ec2 = new EC2Client({ endpoint: moto.url, region: REGION, credentials });
  // moto's machines never stop by themselves.
  const relay = await startRelay(moto, (ids) => ec2.send(new StopInstancesCommand({ InstanceIds: ids })));
  const bench = { relay, ec2 };
  await check('a bake makes an image that says what it is, and ends its builder', () => bakes(bench));
  await check('the next run finds it by its name and tags, and makes nothing', () => reuses(bench));
  await check('a launch starts from it', () => launchesFromIt(bench));
  await check('two more bakes, and a prune retires the one that nothing uses', () => prunes(bench));
  await relay.stop();
  ec2.destroy();
}

function run({ relay }: Bench, inputs: Record<string, string>, now = Date.now()): Promise<StepEnd> {
  const env = { AWS_REGION: REGION };
  return startJob({ url: relay.url, files: FILES, speed: 20, now: () => now, env }).run(inputs);
}

function succeeded(end: StepEnd): StepEnd {
  assert.equal(end.code, 0, `the step failed:\n${end.log}`);
  return end;
}

async function images({ ec2 }: Bench) {
  const { Images = [] } = await ec2.send(
    new DescribeImagesCommand({ Filters: [{ Name: 'tag:ami-launch:role', Values: ['image'] }] }),
  );
  return Images;
}

async function alive({ ec2 }: Bench) {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  return Reservations.flatMap(({ Instances = [] }) => Instances).filter(
    ({ State }) => State?.Name !== 'terminated',
  );
}

async function bakes(bench: Bench): Promise<void> {
  const end = succeeded(await run(bench, BAKE));
  assert.equal(end.outputs['image-source'], 'baked');
  const [image, ...others] = await images(bench);
  assert.deepEqual(others, []);
  assert.equal(image?.ImageId, end.outputs['baked-ami-id']);
  assert.equal(image?.Name, `web-al2023-${(end.outputs['fingerprint'] ?? '').slice(0, 12)}`);
  const tags = Object.fromEntries((image.Tags ?? []).map(({ Key = '', Value }) => [Key, Value]));
  assert.equal(tags['ami-launch:fingerprint'], end.outputs['fingerprint']);
  assert.equal(tags['ami-launch:lineage'], 'web-al2023-x86_64');
  assert.deepEqual(await alive(bench), []);
}

async function reuses(bench: Bench): Promise<void> {
  const before = bench.relay.calls.length;
  const end = succeeded(await run(bench, BAKE));
  assert.equal(end.outputs['image-source'], 'reused');
  const calls = bench.relay.calls.slice(before);
  assert.ok(!calls.some((call) => /^(Run|Create)/.test(call)), `made something: ${calls.join(', ')}`);
}

async function launchesFromIt(bench: Bench): Promise<void> {
  const end = succeeded(await run(bench, { ...BAKE, mode: 'launch', 'ready-when': 'running' }));
  assert.equal(end.outputs['image-source'], 'reused');
  const [instance] = await alive(bench);
  assert.equal(instance?.ImageId, end.outputs['baked-ami-id']);
}

async function prunes(bench: Bench): Promise<void> {
  const [used] = await images(bench);
  const idle = succeeded(await run(bench, { ...BAKE, variables: 'flavour=sour' })).outputs['baked-ami-id'];
  const newest = succeeded(await run(bench, { ...BAKE, variables: 'flavour=salty' })).outputs['baked-ami-id'];
  const prune = { mode: 'prune', 'keep-images': '1', 'keep-days': '1' };
  const later = Date.now() + 30 * DAY_MS;
  const dry = succeeded(await run(bench, { ...prune, 'dry-run': 'true' }, later));
  assert.match(dry.log, new RegExp(`Would retire ${idle}`));
  succeeded(await run(bench, prune, later));
  const left = (await images(bench)).map(({ ImageId }) => ImageId);
  assert.deepEqual(left.sort(), [used?.ImageId, newest].sort());
}
