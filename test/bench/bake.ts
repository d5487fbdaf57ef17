/** What baking costs, measured in real time on a cloud of 24 s; and Packer beside it, on the same endpoint. */
import { setTimeout } from 'node:timers/promises';
import type { Endpoint } from '../../src/endpoint/server.js';
import { bakeWithPacker } from '../peers/packer.js';
import { startJob, type StepEnd } from '../support/runner.js';
import { best, CLOUD, counted, type Wait } from './measure.js';

/** Layers end at once, so that all else is what the cloud takes and what is wasted. */
export const BAKING = {
  pendingSeconds: 7,
  signalSeconds: 0,
  stoppingSeconds: 5,
  imagingSeconds: 12,
  // Whoever waits for a builder to be gone is not charged for that.
  shuttingDownSeconds: 0,
};
/** Seconds. */
export const OWN = BAKING.pendingSeconds + BAKING.stoppingSeconds + BAKING.imagingSeconds;
const AT_ONCE = { pendingSeconds: 0, stoppingSeconds: 0, imagingSeconds: 0, consistencySeconds: 0 };

const NAMES = ['one.sh', 'two.sh', 'three.sh', 'four.sh'];
const FILES = Object.fromEntries(NAMES.map((name) => [name, `#!/bin/sh\necho ${name}\n`]));
const BAKE = { mode: 'bake', bake: NAMES.join('\n') };

/** The whole action, from a base image to an image of four layers. */
export function ourBake(endpoint: Endpoint): Promise<Wait> {
  endpoint.control.settings(BAKING);
  return counted(endpoint, async () => {
    await baking(endpoint, FILES, BAKE, NAMES);
  });
}

/** The same when only the last of four layers has changed since, and each has an image of its own. */
export async function ourPrefix(endpoint: Endpoint): Promise<Wait> {
  await prepare(endpoint, { ...BAKE, 'layer-images': 'each' });
  endpoint.control.settings({ ...BAKING, consistencySeconds: CLOUD.consistencySeconds });
  const changed = { ...FILES, 'four.sh': '#!/bin/sh\necho 4\n' };
  return counted(endpoint, async () => {
    await baking(endpoint, changed, BAKE, ['four.sh']);
  });
}

/**
 * Has the layers baked without anybody waiting for it: this is not measured. By the clock of that run imaging takes about as
 * long as later, when the next one looks by what the image tells.
 */
async function prepare(endpoint: Endpoint, inputs: Readonly<Record<string, string>>): Promise<void> {
  endpoint.control.settings({ ...BAKING, ...AT_ONCE });
  await baking(endpoint, FILES, inputs, NAMES, 20);
  // By then every image can be seen, also where EC2 forgets for a moment.
  await setTimeout(2 * CLOUD.consistencySeconds * 1000);
}

/** Bakes, and throws unless exactly these layers were baked. */
async function baking(
  endpoint: Endpoint,
  files: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>>,
  layers: readonly string[],
  speed = 1,
): Promise<void> {
  const step = await startJob({ url: endpoint.url, files, speed }).run(inputs);
  const baked = layersOf(step).flatMap(({ name, reused }) => (reused ? [] : [name]));
  if (baked.join() !== layers.join()) throw new Error(`Baked ${baked.join()}. ${step.log}`);
}

function layersOf({ outputs }: StepEnd): { name: string; reused: boolean }[] {
  const { bake } = JSON.parse(outputs['result'] ?? '{}') as {
    bake?: { layers: { name: string; reused: boolean }[] };
  };
  return bake?.layers ?? [];
}

/** How long until an instance is launched, of an image that is there: decided by looking the layers up, and without any. */
export async function decisions(endpoint: Endpoint): Promise<{ readonly reuse: Wait; readonly plain: Wait }> {
  await prepare(endpoint, BAKE);
  const launch = { 'ready-when': 'running' };
  return {
    plain: await untilLaunch(endpoint, launch, 'base'),
    reuse: await untilLaunch(endpoint, { ...launch, bake: BAKE.bake }, 'reused'),
  };
}

/** From the start of the process to its call that launches; the quickest of some. */
async function untilLaunch(
  endpoint: Endpoint,
  inputs: Readonly<Record<string, string>>,
  source: string,
): Promise<Wait> {
  let requests = 0;
  const ms = await best(async () => {
    const started = performance.now();
    let took: number | undefined;
    requests = 0;
    const off = endpoint.control.onRequest((moment, { action }) => {
      if (moment !== 'before' || took !== undefined) return;
      if (action === 'RunInstances') took = performance.now() - started;
      else requests += 1;
    });
    const step = await startJob({ url: endpoint.url, files: FILES }).run(inputs);
    off();
    if (took === undefined || step.outputs['image-source'] !== source) throw new Error(step.log);
    return took;
  });
  return { seconds: ms / 1000, requests };
}

/**
 * Packer's amazon-ebs with its own defaults, on the same cloud: it launches, stops, images and ends its builder. With no
 * communicator it neither waits for a way in nor runs anything there, so that its figure holds less work than ours.
 */
export function packerBake(endpoint: Endpoint): Promise<Wait> {
  endpoint.control.settings(BAKING);
  return counted(endpoint, async () => {
    await bakeWithPacker(endpoint);
  });
}
