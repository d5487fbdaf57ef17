import type { Image } from '@aws-sdk/client-ec2';
import { TAG } from '../aws/tags.js';
import type { WriteContext } from '../context.js';
import type { AfterPart } from '../inputs/request.js';
import type { AfterFacts } from '../modes/result.js';
import { deadlineIn, poll } from '../wait/poll.js';
import { allOf } from './all-of.js';
import { copyTo } from './copy.js';
import { deprecate, deprecationOf } from './deprecate.js';
import { elsewhere } from './elsewhere.js';
import type { BakedImage, InRegion } from './in-region.js';
import { keepImdsSupport } from './imds.js';
import { keyOfCopy } from './keys.js';
import { lookAt } from './look.js';
import { publish } from './publish.js';
import { share } from './share.js';
import { nameOf } from './target.js';

export interface AfterNeeds {
  readonly after: AfterPart;
  readonly kmsKeyId: string | undefined;
}

/** All but what is retired, which comes later. */
export type Done = Omit<AfterFacts, 'retired'>;

const NOTHING: Done = { copies: [], sharedWith: [], parameter: undefined, deprecatedAt: undefined };

/** For so long may an image that was just available be unknown to EC2. */
const VISIBLE_MS = 60_000;

/**
 * Copies, shares, deprecates and publishes an image that is available. What is so already is left alone; what an earlier
 * run did not get to is made up. The regions go side by side, and each is waited for whatever becomes of the others; the
 * parameter changes only when all of them are done.
 * Throws what a region failed with, or one `after-bake` that tells of several.
 */
export async function afterBake(image: BakedImage, needs: AfterNeeds, context: WriteContext): Promise<Done> {
  const { copies, shareWith, publishParameter: parameter, deprecateAfterDays: days } = needs.after;
  if (copies.length + shareWith.length === 0 && parameter === undefined && days === undefined) return NOTHING;
  const home = await baked(image, context);
  const places = [
    Promise.resolve(home),
    ...copies.map((target) => {
      const key = keyOfCopy(target, needs.kmsKeyId);
      const order = { source: image, from: home, to: target.region, key };
      return elsewhere(target.region, copyTo(order, context));
    }),
  ];
  const done = await allOf(
    'The image is not everywhere as it should be',
    places.map(async (place) => settle(await place, { image, home, after: needs.after }, context)),
  );
  context.signal.throwIfAborted();
  const all = done.map(({ place }) => place);
  return {
    copies: all.slice(1).map(({ region, id, fresh }) => ({ region, id, made: fresh })),
    sharedWith: shareWith.map(nameOf),
    parameter: parameter === undefined ? undefined : await publish(parameter, all, context),
    deprecatedAt: done[0]?.deprecatedAt,
  };
}

/** The image where it was baked. */
async function baked({ id, reused }: BakedImage, context: WriteContext): Promise<InRegion> {
  let answer: Promise<Image> | undefined;
  const described = () => (answer ??= describe(id, context));
  return { region: await context.region(), clients: context, id, described, fresh: !reused };
}

function describe(id: string, context: WriteContext): Promise<Image> {
  return poll(context, {
    what: `EC2 to show ${id}`,
    schedule: { first: 0, every: 1_000, most: 5_000 },
    deadline: deadlineIn(context.clock, VISIBLE_MS),
    look: async () => {
      const image = await lookAt(id, context.ec2);
      return image === undefined ? { waiting: 'nothing' } : { done: image };
    },
  });
}

/** What belongs to another account has no tags here. */
function isOurs({ tags }: BakedImage, { run }: WriteContext): boolean {
  return (tags[TAG.run] ?? '').startsWith(`${run.repository}/`);
}

interface Owned {
  readonly image: BakedImage;
  readonly home: InRegion;
  readonly after: AfterPart;
}

/** Shares and deprecates the image in one region. */
async function settle(place: InRegion, { image, home, after }: Owned, context: WriteContext) {
  const { shareWith, deprecateAfterDays: days } = after;
  // What another repository baked is its own to share and to deprecate. Its copies are ours.
  if (place === home && !isOurs(image, context)) {
    if (shareWith.length > 0 || days !== undefined)
      context.log.say(`${image.id} is another account's, or another repository's: it is left as it is.`);
    return { place, deprecatedAt: undefined };
  }
  if (place !== home && place.fresh) await keepImdsSupport(home, place, context);
  if (shareWith.length > 0) await share(place, shareWith, context);
  if (days === undefined) return { place, deprecatedAt: undefined };
  const at = await deprecate(
    place,
    deprecationOf(await home.described(), days, context.clock.now()),
    context,
  );
  return { place, deprecatedAt: new Date(at).toISOString() };
}
