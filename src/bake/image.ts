import type { Image } from '@aws-sdk/client-ec2';
import { type AwsFailure, isAwsFailure } from '../aws/errors.js';
import { runTag, TAG, tagOf, tagSpecifications } from '../aws/tags.js';
import type { ReadContext, WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import { imagesNamed } from '../image/named.js';
import type { Pipeline } from '../inputs/request.js';
import type { Noted } from '../undo/ledger.js';
import { deadlineIn } from '../wait/poll.js';
import { describe, short } from './names.js';
import type { BakePlan, Pass } from './plan.js';

/** An image that is being made. `noted`: only of our own, in the ledger. */
export interface Begun {
  readonly id: string;
  readonly name: string;
  readonly noted: Noted | undefined;
}

/** EC2 may refuse for a moment what it has just shown as stopped. Seen in the field: packer#9562, #9579. */
const STOPPING_CODES = ['InvalidParameterValue', 'IncorrectInstanceState', 'IncorrectState'];
const PATIENCE_MS = 30_000;
const PAUSE_MS = 1_500;

/**
 * Has EC2 make the image of a stopped builder. Its name can be given only once: where another run was faster, that one's
 * image is taken; where the answer got lost, the image is looked for by its name before anything is tried again.
 *
 * @throws Failure `image-name-taken` when the name belongs to something else
 */
export async function beginImage(
  builderId: string,
  pass: Pass,
  { plan, request }: { readonly plan: BakePlan; readonly request: Pipeline },
  context: WriteContext,
): Promise<Begun> {
  const { imageName: name, fingerprint } = pass;
  const noted = context.ledger.creating({
    kind: 'image',
    region: await context.region(),
    token: name,
    what: `the image ${name}`,
    count: 1,
    at: context.clock.now(),
  });
  const until = deadlineIn(context.clock, PATIENCE_MS);
  const input = {
    InstanceId: builderId,
    Name: noted.token,
    Description: describe(plan.lineage, plan.base, fingerprint),
    TagSpecifications: tagSpecifications(['image', 'snapshot'], imageTags(plan, pass, request, context)),
  };
  for (;;) {
    try {
      const { ImageId: id = '' } = await context.ec2('CreateImage', input);
      noted.made([id]);
      context.log.say(`Imaging: ${id} (${name}).`);
      return { id, name, noted };
    } catch (thrown) {
      if (!isAwsFailure(thrown)) throw thrown;
      const begun = await begunAlready(thrown, { name, fingerprint, noted }, context);
      if (begun !== undefined) return begun;
      if (!mayPass(thrown) || context.clock.now() >= until) throw thrown;
      await context.clock.sleep(PAUSE_MS, context.signal);
    }
  }
}

function mayPass({ code, kind }: AwsFailure): boolean {
  return STOPPING_CODES.includes(code) || kind === 'fault' || kind === 'throttle';
}

interface Wanted {
  readonly name: string;
  readonly fingerprint: string;
  readonly noted: Noted;
}

/** The image that a refused or unanswered call stands for; undefined where there is none, and the call made none. */
async function begunAlready(
  failure: AwsFailure,
  wanted: Wanted,
  context: WriteContext,
): Promise<Begun | undefined> {
  const isDuplicate = failure.code === 'InvalidAMIName.Duplicate';
  if (isDuplicate || failure.kind === 'fault') {
    const image = await findByName(wanted.name, isDuplicate, context);
    if (image !== undefined) return adopt(image, wanted, context);
  }
  if (failure.madeNothing && !mayPass(failure)) wanted.noted.refused();
  if (isDuplicate) throw taken(wanted.name, failure);
  return undefined;
}

/** An image that has the name already: ours whose answer got lost, or that of a run that was faster. */
function adopt(image: Image, { name, fingerprint, noted }: Wanted, { log, step }: WriteContext): Begun {
  const id = image.ImageId ?? '';
  if (tagOf(image.Tags, TAG.fingerprint) !== fingerprint) {
    noted.refused();
    throw taken(name, undefined);
  }
  if (tagOf(image.Tags, TAG.step) === step) {
    noted.made([id]);
    return { id, name, noted };
  }
  noted.refused();
  log.say(`Another run has begun the same image, ${id}: waiting for that.`);
  return { id, name, noted: undefined };
}

/** This account's image of a name; EC2 shows a new one after a moment, so that one that is known to be there is awaited. */
export async function findByName(
  name: string,
  known: boolean,
  context: ReadContext,
): Promise<Image | undefined> {
  const until = deadlineIn(context.clock, known ? PATIENCE_MS : PAUSE_MS);
  for (;;) {
    const [image] = await imagesNamed(name, context.ec2);
    if (image !== undefined || context.clock.now() >= until) return image;
    await context.clock.sleep(PAUSE_MS, context.signal);
  }
}

/** The image of a fingerprint that is being made of a builder, or has been, whoever had that done. */
export async function findMadeOf(
  builderId: string,
  fingerprint: string,
  { ec2 }: ReadContext,
): Promise<Image | undefined> {
  const { Images: [image] = [] } = await ec2('DescribeImages', {
    Owners: ['self'],
    Filters: [
      { Name: 'source-instance-id', Values: [builderId] },
      { Name: `tag:${TAG.fingerprint}`, Values: [fingerprint] },
    ],
  });
  return image;
}

function taken(name: string, cause: unknown): Failure {
  return new Failure(
    'image-name-taken',
    `EC2 says that there is an image named ${name} already, but it is none of these layers, or was retired a moment ago.`,
    { advice: 'Run again in a few minutes, give another `image-name`, or retire that image.', cause },
  );
}

/** The chain's fingerprints in short, as many as a tag holds (256 characters). */
const MOST_LINKS = 19;

function imageTags(
  plan: BakePlan,
  pass: Pass,
  { launch }: Pipeline,
  { run, step }: ReadContext,
): Record<string, string> {
  const links = plan.chain.slice(0, plan.chain.indexOf(pass.fingerprint) + 1);
  return {
    ...launch.tags,
    Name: pass.imageName,
    [TAG.role]: 'image',
    [TAG.run]: runTag(run),
    [TAG.step]: step,
    [TAG.base]: plan.base.id,
    [TAG.fingerprint]: pass.fingerprint,
    [TAG.lineage]: plan.lineage,
    [TAG.chain]: links.map(short).slice(0, MOST_LINKS).join(' '),
  };
}
