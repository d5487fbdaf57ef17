import type { Image } from '@aws-sdk/client-ec2';
import { pagesOf } from '../aws/pages.js';
import { TAG, tagOf } from '../aws/tags.js';
import type { ReadContext } from '../context.js';
import { isPast } from '../image/choose.js';
import { isMaking } from '../image/state.js';
import { fingerprintIn, short } from './names.js';

export interface Found {
  /** The longest part of the chain that an image has: the image, and how many layers it holds. */
  readonly hit: { readonly image: Image; readonly layers: number } | undefined;
  /** An image of the whole chain that is still being made, by another run or one that died. */
  readonly pending: Image | undefined;
  /** The names of those that are passed over: EC2 gives none of them to another image while they are there. */
  readonly taken: ReadonlySet<string>;
}

/** EC2 takes at most 200 values in a filter. */
const MOST_VALUES = 200;

/**
 * Looks for images of the chain, from its end on, in one call: by their names, which hold the start of the fingerprint.
 * An image counts when it is this account's and its tag says the same, or when it is a trusted owner's and its
 * description does (who an image is shared with sees no tags). Of two the newest; deprecated and failed ones are passed over.
 *
 * @param chain fingerprints: of the ground, then up to each layer
 * @param owners accounts that are trusted beside our own
 */
export async function lookUp(
  chain: readonly string[],
  owners: readonly string[],
  context: ReadContext,
): Promise<Found> {
  const wanted = chain.slice(1).slice(-MOST_VALUES);
  const images: Image[] = [];
  const pages = pagesOf((token) =>
    context.ec2('DescribeImages', {
      Owners: ['self', ...owners],
      Filters: [{ Name: 'name', Values: wanted.map((one) => `*-${short(one)}*`) }],
      ...token,
    }),
  );
  for await (const { Images = [] } of pages) images.push(...Images);
  const ours = images
    .map((image) => ({ image, layers: chain.indexOf(fingerprintOf(image, owners) ?? '') }))
    .filter(({ layers }) => layers > 0)
    .sort((one, other) => other.layers - one.layers || byDate(one.image, other.image));
  const usable = ours.filter(({ image }) => isUsable(image, context));
  const making = ours.filter(({ image }) => isMaking(image));
  const passedOver = ours.filter((one) => !usable.includes(one) && !making.includes(one));
  return {
    hit: usable[0],
    pending: making.find(({ layers }) => layers === chain.length - 1)?.image,
    taken: new Set(passedOver.flatMap(({ image: { Name } }) => Name ?? [])),
  };
}

function fingerprintOf(image: Image, owners: readonly string[]): string | undefined {
  if (owners.includes(image.OwnerId ?? '')) return fingerprintIn(image.Description);
  return tagOf(image.Tags, TAG.role) === 'image' ? tagOf(image.Tags, TAG.fingerprint) : undefined;
}

function byDate(one: Image, other: Image): number {
  return (other.CreationDate ?? '').localeCompare(one.CreationDate ?? '');
}

function isUsable(image: Image, { clock, log }: ReadContext): boolean {
  const { ImageId: id = '', Name: name = '', State: state, StateReason, DeprecationTime: deprecated } = image;
  if (state === 'available' && !isPast(deprecated, clock.now())) return true;
  const why =
    state === 'available'
      ? `is deprecated since ${deprecated ?? ''}`
      : `is ${state ?? 'in no known state'}${StateReason?.Message === undefined ? '' : ` (${StateReason.Message})`}`;
  log.say(`Passing over ${id} (${name}): it ${why}.`);
  return false;
}

/** The newest image of a lineage, for what it tells: which layers it has, and how long it took. */
export async function lastOf(lineage: string, { ec2 }: ReadContext): Promise<Image | undefined> {
  const { Images = [] } = await ec2('DescribeImages', {
    Owners: ['self'],
    Filters: [
      { Name: `tag:${TAG.lineage}`, Values: [lineage] },
      { Name: 'state', Values: ['available'] },
    ],
  });
  return [...Images].sort(byDate)[0];
}
