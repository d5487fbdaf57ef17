import type { Image } from '@aws-sdk/client-ec2';
import { isAwsFailure } from '../aws/errors.js';
import { TAG } from '../aws/tags.js';
import type { WriteContext } from '../context.js';
import { Failure, reason } from '../failure.js';
import { removeImage } from '../image/remove.js';
import { type BaseImage, imageLike } from '../image/resolve.js';
import { readyTimes } from '../instances/ready/times.js';
import { endInstances } from '../instances/terminate.js';
import { seconds } from '../wait/poll.js';
import { type BuilderFacts, type BuilderNeeds, findBuilders, type Start, startBuilder } from './builder.js';
import { findOther, follow } from './follow.js';
import { ImageVanished, requireImdsV2, untilAvailable } from './await-image.js';
import { beginImage } from './image.js';
import { lookUp } from './look-up.js';
import type { BakePlan, Pass } from './plan.js';
import { runPasses } from './passes.js';

/** The baked image, and how it came to be. */
export interface Baked {
  readonly image: BaseImage;
  /** As EC2 shows it. */
  readonly shown: Image;
  /** Baked by this run, and not found or taken over. */
  readonly mine: boolean;
  readonly builderId: string | undefined;
  /** Seconds. */
  readonly took: { readonly builder: number; readonly imaging: number } | undefined;
}

/** How often a dead builder may be met before this gives up: each one costs EC2 one launch that it refuses. */
const MOST_GENERATIONS = 50;

/**
 * Bakes the image once, however many runs want it at the same time: the others wait for the first one's builder or image,
 * and one of them takes over when that run has died.
 */
export async function bake(needs: BuilderNeeds, context: WriteContext): Promise<Baked> {
  const { plan, request } = needs;
  const last = plan.passes.at(-1) as Pass;
  const alone = request.bake.rebake === 'always';
  const dead = new Set<string>();
  let pending = plan.pending;
  let surelyThere = false;
  for (let generation = 0; generation < MOST_GENERATIONS;) {
    const adopted = await take({ id: pending, name: last.imageName }, needs, context);
    if (adopted !== undefined) return adopted;
    pending = undefined;
    const other = alone ? undefined : await findOther(last.fingerprint, dead, surelyThere, context);
    if (other !== undefined) {
      const done = await followed(other, needs, context);
      if (done !== undefined) return done;
      dead.add(other.id);
      pending = await foundMeanwhile(needs, context);
      surelyThere = false;
      continue;
    }
    // EC2 holds its token against a builder that nobody can see any longer.
    if (surelyThere) generation += 1;
    const start = await startBuilder(needs, generation, context);
    if (start.whose === 'mine') return bakeOn(start, needs, context);
    surelyThere = !start.ended && !dead.has(start.builder?.id ?? '');
    if (!surelyThere) generation += 1;
  }
  throw new Failure(
    'not-baked',
    `${MOST_GENERATIONS} builders of ${plan.lineage} have ended without an image.`,
    {
      advice: 'Look at the runs that launched them, then run again tomorrow: EC2 forgets them then.',
    },
  );
}

/** An image that another run has begun meanwhile. */
async function foundMeanwhile(
  { plan, request }: BuilderNeeds,
  context: WriteContext,
): Promise<string | undefined> {
  const { hit, pending } = await lookUp(plan.chain, request.bake.owners, context);
  return hit?.layers === plan.layers.length ? hit.image.ImageId : pending?.ImageId;
}

/** Waits for an image that another run began; undefined when it comes to nothing. */
async function take(
  { id, name }: { readonly id: string | undefined; readonly name: string },
  { plan }: BuilderNeeds,
  context: WriteContext,
): Promise<Baked | undefined> {
  if (id === undefined) return undefined;
  const begun = { id, name };
  context.log.say(`The image is being made by another run, or by one that died: ${begun.id}.`);
  try {
    const shown = await untilAvailable(begun, plan.tookBefore.imaging, context);
    await endItsBuilder(shown, plan, context);
    return { ...asBaked(shown, plan.base, context), mine: false, builderId: undefined, took: undefined };
  } catch (thrown) {
    if (!(thrown instanceof ImageVanished) && !(thrown instanceof Failure && thrown.id === 'image-failed'))
      throw thrown;
    context.log.say(`${thrown.message} Baking it here.`);
    // It would hold the name; it may be another repository's, and out of our reach.
    await quietly(() => removeImage(begun.id, context), begun.id, context);
    return undefined;
  }
}

function asBaked(shown: Image, base: BaseImage, { clock }: WriteContext): Pick<Baked, 'image' | 'shown'> {
  return { shown, image: imageLike(shown, base, clock.now()) };
}

/** What another run's builder comes to; undefined when it comes to nothing. */
async function followed(
  builder: BuilderFacts,
  needs: BuilderNeeds,
  context: WriteContext,
): Promise<Baked | undefined> {
  const { passes } = needs.plan;
  const last = passes.at(-1) as Pass;
  const timeoutMs = needs.request.bake.timeoutMs * passes.length;
  const end = await follow({ builder, fingerprint: last.fingerprint, timeoutMs }, context);
  if (end.became === 'image')
    return take({ id: end.image.ImageId ?? '', name: end.image.Name ?? '' }, needs, context);
  if (end.became === 'left') {
    context.log.say(`The run that launched the builder ${end.id} has died: imaging its builder.`);
    const since = context.clock.now();
    const begun = await beginImage(end.id, last, needs, context);
    const shown = await untilAvailable({ ...begun, since }, needs.plan.tookBefore.imaging, context);
    if (begun.noted !== undefined) await requireImdsV2(shown, context);
    begun.noted?.done();
    await endQuietly(end.id, context);
    return {
      ...asBaked(shown, needs.plan.base, context),
      mine: true,
      builderId: end.id,
      took: undefined,
    };
  }
  context.log.say(`The builder ${end.id} came to nothing.`);
  // One that failed is its own run's to end, or was kept for a look.
  if (!end.failed) await endQuietly(end.id, context);
  return undefined;
}

/** Whoever began the image may have died since: its stopped builder is of no more use to anybody. */
async function endItsBuilder(
  { SourceInstanceId }: Image,
  { chain }: BakePlan,
  context: WriteContext,
): Promise<void> {
  const builders = await findBuilders(chain.at(-1) ?? '', context);
  const builder = builders.find(({ id, state }) => id === SourceInstanceId && state === 'stopped');
  if (builder !== undefined) await endQuietly(builder.id, context);
}

/** What a dead run left; it may be another repository's, and out of our reach. */
function endQuietly(id: string, context: WriteContext): Promise<void> {
  return quietly(() => endInstances([id], context, 0), id, context);
}

async function quietly(work: () => Promise<unknown>, id: string, context: WriteContext): Promise<void> {
  await work().catch((thrown: unknown) => {
    if (!isAwsFailure(thrown)) throw thrown;
    context.log.detail(`${id} was left as it is: ${reason(thrown)}.`);
  });
}

async function bakeOn(
  builder: Extract<Start, { whose: 'mine' }>,
  needs: BuilderNeeds,
  context: WriteContext,
): Promise<Baked> {
  const { plan } = needs;
  const made = await runPasses(builder, needs, context);
  // Not before: an image can fail when its instance ends too early.
  await endInstances([builder.id], context);
  builder.noted.done();
  const took = { builder: made.builderMs / 1000, imaging: made.imagingMs / 1000 };
  context.log.say(
    `Baked ${plan.passes.flatMap(({ layers }) => layers).join(', ')} in ${seconds(made.builderMs + made.imagingMs)}.`,
  );
  await tellNextTime(made.shown.ImageId ?? '', { [TAG.bakeTimes]: readyTimes(took) }, context);
  return { ...asBaked(made.shown, plan.base, context), mine: made.mine, builderId: builder.id, took };
}

/**
 * Tags an image with what was learned from it, for the next run to know when to look. The one tag that its creating call
 * cannot set; nothing depends on it.
 */
export async function tellNextTime(
  imageId: string,
  tags: Readonly<Record<string, string>>,
  { ec2, log }: WriteContext,
): Promise<void> {
  await ec2('CreateTags', {
    Resources: [imageId],
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  }).catch((thrown: unknown) => {
    if (!isAwsFailure(thrown)) throw thrown;
    log.detail(`The image could not be tagged with what was learned: ${reason(thrown)}.`);
  });
}
