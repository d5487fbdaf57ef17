import type { CopyImageCommandInput, Image } from '@aws-sdk/client-ec2';
import { isAwsFailure } from '../aws/errors.js';
import { runTag, TAG, tagSpecifications } from '../aws/tags.js';
import { clientToken } from '../aws/token.js';
import type { WriteContext } from '../context.js';
import { deadlineIn, poll } from '../wait/poll.js';
import type { Noted } from '../undo/ledger.js';
import { isAlive, isComplete } from '../image/state.js';
import type { BakedImage, InRegion } from './in-region.js';
import { keyName } from './keys.js';
import { findByName, findCopy } from './look.js';
import { CopyFailed, waitForCopy } from './wait-for-copy.js';

export interface CopyOrder {
  readonly source: BakedImage;
  /** Where it was baked. */
  readonly from: Pick<InRegion, 'region' | 'described'>;
  readonly to: string;
  /** Undefined: the default key of the region it goes to. */
  readonly key: string | undefined;
}

/** A copy that was found, or is being made. */
interface Begun {
  readonly id: string;
  readonly made: boolean;
  /** Our entry in the ledger, where one was made. */
  readonly noted?: Noted;
}

/** What other runs begin may fail with them; ours is made then. */
const MOST_TRIES = 3;
/** Until EC2 shows the image whose name it says is taken. */
const NAME_PATIENCE_MS = 20_000;

/**
 * The complete copy of an image in another region: one that is there, one that another run is making, or a new one.
 * Throws a `CopyFailed` when a new one fails, an `AwsFailure` when EC2 refuses it; it stays in the ledger then.
 */
export async function copyTo(order: CopyOrder, context: WriteContext): Promise<InRegion> {
  const { source, to: region } = order;
  const clients = context.at(region);
  let found = source.reused ? await findCopy(source, clients.ec2) : undefined;
  for (let tries = MOST_TRIES; ; tries -= 1) {
    const copy = found === undefined ? await begin(order, context) : adopt(found, order, context);
    try {
      const image =
        found !== undefined && isComplete(found)
          ? found
          : await waitForCopy({ id: copy.id, region, clients }, context);
      copy.noted?.done();
      if (copy.made) context.log.say(`The copy ${copy.id} in ${region} is ready.`);
      return { region, clients, id: copy.id, described: () => Promise.resolve(image), fresh: copy.made };
    } catch (thrown) {
      if (copy.made || tries === 1 || !(thrown instanceof CopyFailed)) throw thrown;
      context.log.say(`${thrown.message} Another run had begun it: copying again.`);
      found = await findCopy(source, clients.ec2);
    }
  }
}

function adopt(found: Image, { to }: CopyOrder, { log }: WriteContext): Begun {
  const { ImageId: id = '' } = found;
  if (!isComplete(found)) log.say(`Another run is copying the image to ${to}: waiting for its ${id}.`);
  return { id, made: false };
}

/**
 * Begins a copy under the image's own name, which EC2 gives only once: of two runs that get here at the same time one
 * makes the copy, and the other waits for that. A name that something else has is made different.
 */
async function begin(order: CopyOrder, context: WriteContext): Promise<Begun> {
  const { source, to } = order;
  const names = [source.name, `${source.name.slice(0, 121)}-${context.step.slice(0, 6)}`];
  for (const name of names) {
    const answer = await send(await copyInput(order, name, context), order, context);
    if (!('taken' in answer)) return answer;
    const holder = await holderOf(name, order, context);
    if (holder !== undefined && isAlive(holder) && isOf(source, holder))
      return { ...adopt(holder, order, context), noted: answer.noted };
    context.log.say(
      `In ${to} the name ${name} is taken by ${holder?.ImageId ?? 'an image that EC2 does not show'} (${holder?.State ?? 'unknown'}), which cannot be used.`,
    );
    if (name === names.at(-1)) throw answer.taken;
  }
  throw new Error('There is always a last name.');
}

function isOf({ id, fingerprint }: BakedImage, { SourceImageId, Tags = [] }: Image): boolean {
  return (
    SourceImageId === id || Tags.some(({ Key, Value }) => Key === TAG.fingerprint && Value === fingerprint)
  );
}

/** A lost answer is repeated by the SDK with the same token, and so never becomes a second copy. */
async function send(
  input: Omit<CopyImageCommandInput, 'ClientToken'>,
  { to: region, key, source }: CopyOrder,
  context: WriteContext,
): Promise<Begun | { readonly taken: unknown; readonly noted: Noted }> {
  context.log.say(`Copying ${source.id} to ${region}, encrypted with ${keyName(key)}.`);
  const noted = context.ledger.creating({
    kind: 'image',
    region,
    token: clientToken(context.step, `copy in ${region}`, input),
    what: `the copy of ${source.name} in ${region}`,
    count: 1,
    at: context.clock.now(),
  });
  try {
    const { ImageId: id = '' } = await context
      .at(region)
      .ec2('CopyImage', { ...input, ClientToken: noted.token });
    noted.made([id]);
    context.signal.throwIfAborted();
    return { id, made: true, noted };
  } catch (thrown) {
    if (isAwsFailure(thrown) && thrown.madeNothing) noted.refused();
    if (isAwsFailure(thrown) && thrown.code === 'InvalidAMIName.Duplicate') return { taken: thrown, noted };
    throw thrown;
  }
}

/**
 * Whom an image is shared with sees no tags, only its description: that goes along. Source of what EC2 does not copy by
 * itself: EC2 user guide, "How Amazon EC2 AMI copy works".
 */
async function copyInput(order: CopyOrder, Name: string, context: WriteContext) {
  const { source, from, key } = order;
  const { Description } = await from.described();
  const own = Object.entries(source.tags).filter(([name]) => !name.startsWith('aws:'));
  const tags = {
    ...Object.fromEntries(own),
    [TAG.role]: 'image',
    [TAG.fingerprint]: source.fingerprint,
    // Of this run: by them it finds again what it began and cannot finish.
    [TAG.run]: runTag(context.run),
    [TAG.step]: context.step,
  };
  return {
    Name,
    SourceImageId: source.id,
    SourceRegion: from.region,
    ...(Description ? { Description } : {}),
    Encrypted: true,
    ...(key === undefined ? {} : { KmsKeyId: key }),
    TagSpecifications: tagSpecifications(['image', 'snapshot'], tags),
  };
}

/** EC2 knows that a name is taken before it shows by what. Undefined when it does not show it in time. */
function holderOf(name: string, { to }: CopyOrder, context: WriteContext): Promise<Image | undefined> {
  const until = deadlineIn(context.clock, NAME_PATIENCE_MS);
  return poll<Image | undefined>(context, {
    what: `the image named ${name} in ${to}`,
    schedule: { first: 0, every: 1_000, most: 3_000 },
    deadline: until + NAME_PATIENCE_MS,
    look: async () => {
      const holder = await findByName(name, context.at(to).ec2);
      if (holder !== undefined || context.clock.now() >= until) return { done: holder };
      return { waiting: 'nothing of that name' };
    },
  });
}
