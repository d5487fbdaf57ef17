/** The one image that a source leads to. */
import type { Image } from '@aws-sdk/client-ec2';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import type { Architecture } from './aliases.js';
import { choose } from './choose.js';
import { type Pin, pinOf } from './lock.js';
import { checkOwner, goneFromLock, isGone } from './pinned.js';
import {
  type BaseImageSource,
  type Candidates,
  findCandidates,
  type FollowedSource,
  sourceName,
} from './sources.js';

/** As much of a context as looking for an image takes: that of any region. */
export type LookUpContext = Pick<ReadContext, 'ec2' | 'ssm' | 'region' | 'clock'>;

/** What a source leads to now, for one architecture. Throws as `resolveBase` does. */
export async function resolvePin(
  source: FollowedSource,
  architecture: Architecture,
  context: LookUpContext,
): Promise<Pin> {
  const found = await findCandidates(source, Promise.resolve(architecture), context);
  return pinOf(await imageOf(found, source, context));
}

/** The one image that is meant. Throws a `Failure` unless it can be launched. */
export async function imageOf(
  found: Candidates,
  source: BaseImageSource,
  context: LookUpContext,
): Promise<Image> {
  const name = sourceName(source);
  if (found.by !== 'id') return checkState(choose(found, name, context.clock.now()), name);
  const image = await describeImage(found, name, context);
  if (found.locked !== undefined) checkOwner(image, found.locked);
  return checkState(image, name);
}

async function describeImage(
  { id, locked }: Extract<Candidates, { by: 'id' }>,
  name: string,
  context: LookUpContext,
): Promise<Image> {
  const missing = async (cause?: unknown) => {
    const region = await context.region();
    if (locked !== undefined) return goneFromLock(locked, region, cause);
    return new Failure(
      'base-image-not-found',
      `There is no image ${id} in ${region}${name === id ? '' : ` (${name})`}.`,
      {
        advice:
          'Check `base-image` and `region`: an image belongs to one region, and must be public or shared with this account. Publishers withdraw old images; an account may also restrict images by its "Allowed AMIs" setting.',
        cause,
      },
    );
  };
  try {
    const { Images = [] } = await context.ec2('DescribeImages', { ImageIds: [id], IncludeDisabled: true });
    if (Images[0] === undefined) throw await missing();
    return Images[0];
  } catch (thrown) {
    if (isGone(thrown)) throw await missing(thrown);
    throw thrown;
  }
}

function checkState(image: Image, name: string): Image {
  if (image.State === 'available') return image;
  const what = `${String(image.ImageId)} (${name})`;
  if (image.State === 'disabled') {
    throw new Failure(
      'base-image-disabled',
      `The image ${what} is disabled: its owner allows no more launches.`,
      {
        advice: 'Choose a newer image, or have its owner enable it again (EnableImage).',
      },
    );
  }
  const why = image.StateReason?.Message === undefined ? '' : ` EC2's reason: ${image.StateReason.Message}`;
  throw new Failure(
    'base-image-not-available',
    `The image ${what} is ${image.State ?? 'in no known state'}, not available.${why}`,
    {
      advice:
        image.State === 'pending'
          ? 'It is still being made: run again when it is ready.'
          : 'Choose another image.',
    },
  );
}
