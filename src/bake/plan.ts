import { createHash } from 'node:crypto';
import type { Image } from '@aws-sdk/client-ec2';
import { checkAfter } from '../after/check.js';
import { TAG, tagOf } from '../aws/tags.js';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import { type BaseImage, imageLike } from '../image/resolve.js';
import type { BakePart, Pipeline } from '../inputs/request.js';
import type { CompletedLaunch } from '../instances/template.js';
import { forSystem, type Layer } from '../layers/layer.js';
import { parseReadyTimes } from '../instances/ready/times.js';
import type { UserData } from '../user-data/fit.js';
import { renderUserData } from '../user-data/render.js';
import { fingerprints, type ImageSettings } from './fingerprint.js';
import type { BakeLayers } from './layers.js';
import { type Found, lastOf, lookUp } from './look-up.js';
import { defaultImageName, freeName, imageNameOf, lineageOf, short } from './names.js';
import { segmentsOf } from './segments.js';

/** What a bake would do: everything that can be known without changing anything. */
export interface BakePlan {
  readonly base: BaseImage;
  readonly lineage: string;
  /** Of the ground, then up to each layer. */
  readonly chain: readonly string[];
  /** The layers' names. */
  readonly layers: readonly string[];
  /**
   * What the builder starts from, and how many layers that has: all of them when there is nothing to bake. `shown`: a baked
   * one, as EC2 shows it.
   */
  readonly start: { readonly image: BaseImage; readonly layers: number; readonly shown: Image | undefined };
  /** An image of all the layers that somebody is still making. */
  readonly pending: string | undefined;
  /** The parts that the builder does, with an image after each; none when there is nothing to bake. */
  readonly passes: readonly Pass[];
  /** Seconds that the last image of the lineage took. */
  readonly tookBefore: { readonly builder?: number; readonly imaging?: number };
}

/** One boot of the builder: the layers it runs, and the image that is made of it then. */
export interface Pass {
  readonly layers: readonly string[];
  /** Of the chain up to the last of them. */
  readonly fingerprint: string;
  readonly imageName: string;
  /** 32 hex digits that the builder signals with. */
  readonly signal: string;
  readonly userData: UserData;
}

export interface BakeGround {
  readonly layers: BakeLayers;
  readonly base: BaseImage;
  readonly launch: CompletedLaunch;
}

/** Looks for what is baked already, and renders what is missing: one call where nothing is, one more where something is. */
export async function planBake(
  request: Pipeline,
  ground: BakeGround,
  context: ReadContext,
): Promise<BakePlan> {
  const { layers, base, launch } = ground;
  const { bake } = request;
  refuseWithoutScripts(base);
  await checkAfter(bake, context);
  const chain = fingerprints(
    { base: base.id, architecture: base.architecture, settings: settingsOf(bake, launch) },
    forSystem(layers.filled, base.os),
  );
  const raw = forSystem(layers.raw, base.os);
  const imageName = bake.imageName ?? defaultImageName(context.run);
  const lineage = lineageOf(imageName, base);
  const names = raw.map(({ name }) => name);
  const found =
    bake.rebake === 'always'
      ? { hit: undefined, pending: undefined, taken: new Set<string>() }
      : await lookUp(chain, bake.owners, context);
  const start = startOf(found.hit, base, context);
  const known = { base, lineage, chain, layers: names, start, pending: found.pending?.ImageId };
  if (start.layers === names.length) return { ...known, pending: undefined, passes: [], tookBefore: {} };
  refuseUnbaked(request, lineage);
  const last = await lastOf(lineage, context);
  const ends = segmentsOf(bake.layerImages, {
    chain: chain.map(short),
    start: start.layers,
    before: tagOf(last?.Tags, TAG.chain)?.split(' '),
  });
  const passes = ends.map((end, index) =>
    passOf(
      {
        request,
        base,
        imageName,
        taken: found.taken,
        fingerprint: chain[end] ?? '',
        layers: raw.slice(ends[index - 1] ?? start.layers, end),
      },
      context,
    ),
  );
  return {
    ...known,
    passes: await Promise.all(passes),
    tookBefore: parseReadyTimes(tagOf(last?.Tags, TAG.bakeTimes) ?? ''),
  };
}

function settingsOf(bake: BakePart, { volumeGiB, volumeType }: CompletedLaunch): ImageSettings {
  const { kmsKeyId, volumeThroughput, volumeIops } = bake;
  return { kmsKeyId, volumeGiB, volumeType, volumeThroughput, volumeIops };
}

function startOf(hit: Found['hit'], base: BaseImage, { clock }: ReadContext): BakePlan['start'] {
  if (hit === undefined) return { image: base, layers: 0, shown: undefined };
  return { image: imageLike(hit.image, base, clock.now()), layers: hit.layers, shown: hit.image };
}

interface Part {
  readonly request: Pipeline;
  readonly base: BaseImage;
  readonly imageName: string;
  readonly taken: ReadonlySet<string>;
  readonly fingerprint: string;
  readonly layers: readonly Layer[];
}

async function passOf(
  { request, base, imageName, taken, fingerprint, layers }: Part,
  context: ReadContext,
): Promise<Pass> {
  const { variables, allowSecrets, stagingBucket } = request.app;
  const signal = signalOf(context, fingerprint);
  const userData = await renderUserData({
    os: base.os,
    layers,
    variables,
    signal,
    ttlMinutes: undefined,
    allowSecrets,
    build: { deadlineSeconds: Math.ceil(request.bake.timeoutMs / 1000) },
    // Which of them are used is told of all layers together.
    alsoUsed: new Set(Object.keys(variables)),
    ...(stagingBucket === undefined ? {} : { stagingBucket }),
  });
  const name = freeName(imageNameOf(imageName, base, fingerprint), taken);
  return {
    layers: layers.map((layer) => layer.name),
    fingerprint,
    imageName: request.bake.rebake === 'always' ? `${name}${again(context)}` : name,
    signal,
    userData,
  };
}

/** Another name than that of the image that is there already. */
function again({ run, step }: ReadContext): string {
  return `-${run.runId}.${run.attempt}.${step.slice(0, 4)}`;
}

function signalOf({ step }: ReadContext, fingerprint: string): string {
  return createHash('sha256').update(`builder of ${step} ${fingerprint}`).digest('hex').slice(0, 32);
}

function refuseUnbaked({ bake: { rebake } }: Pipeline, lineage: string): void {
  if (rebake !== 'never') return;
  throw new Failure(
    'not-baked',
    `No image of ${lineage} has these layers on this base image, and \`rebake: never\` forbids to bake one.`,
    { advice: 'Bake it first, with `mode: bake`, or leave `rebake` at `auto`.' },
  );
}

function refuseWithoutScripts({ id, source, agent }: BaseImage): void {
  if (agent !== 'bottlerocket') return;
  throw new Failure(
    'base-image-runs-no-scripts',
    `The base image ${id} (${source}) is Bottlerocket, which runs no scripts, so nothing can be baked into it.`,
    { advice: 'Choose another base image, or give no `bake` layers.' },
  );
}

/** What is baked already, and what a bake would do. */
export function bakeSentence({ lineage, layers, pending, passes, start }: BakePlan): string {
  const { id, name } = start.image;
  if (passes.length === 0) return `Baked already: ${id} (${name}) has ${layers.join(', ')}.`;
  if (pending !== undefined) return `Being baked already: ${pending} will have ${layers.join(', ')}.`;
  const missing = layers.slice(start.layers).join(', ');
  const from =
    start.layers === 0 ? '' : `, from ${id} (${name}), which has ${layers.slice(0, start.layers).join(', ')}`;
  const images = passes.length === 1 ? '' : `, with ${passes.length} images on the way`;
  return `To bake for ${lineage}: ${missing}${from}${images}.`;
}
