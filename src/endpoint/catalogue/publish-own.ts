import { DAY, MINUTE } from '../world/durations.js';
import { addImage } from '../world/images.js';
import { ACCOUNT, type ImageState, type Region, type Tags } from '../world/state.js';
import type { Reason } from '../world/timeline.js';
import type { Publication } from './publication.js';
import { announce, release, type Published } from './publish.js';

/** An image that somebody publishes while the cloud runs. What is left out is as in a plain Linux image. */
export interface ImagePublication {
  readonly region?: string;
  readonly name?: string;
  readonly owner?: string;
  /** A public parameter that from now on points at this image. */
  readonly parameter?: string;
  readonly architecture?: 'x86_64' | 'arm64';
  readonly windows?: boolean;
  readonly rootGiB?: number;
  readonly state?: ImageState;
  readonly reason?: Reason;
  readonly ageDays?: number;
  /** As in DescribeImages; instead of an age. */
  readonly createdAt?: string;
  readonly public?: boolean;
  /** Accounts that may launch it; `self` is this one. */
  readonly sharedWith?: readonly string[];
  /** Of the image and its snapshot. Only its owner sees them: those of an image of others can't be seen here. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly sourceImageId?: string;
  /** A catalogued publication, of which this is the next release. */
  readonly publication?: Publication;
}

/** Publishers announce an image once it can be seen everywhere. */
const SEEN_EVERYWHERE = 5 * MINUTE;

/** Adds the image, and the parameter's new version, to a region; returns its ID. */
export function publishImage(region: Region, wanted: ImagePublication, now: number): string {
  const at = timeOf(wanted, now);
  const publication = wanted.publication ?? plain(wanted);
  // Names are unique to an account only; those of the catalogue, to all.
  const { image, snapshot } = release(
    publication,
    region.name,
    at,
    wanted.publication ? [] : [publication.ownerId],
  );
  setUp({ image, snapshot }, { ...wanted, region: region.name }, at);
  addImage(region, image);
  region.snapshots.set(snapshot.id, snapshot);
  const parameters = wanted.parameter === undefined ? publication.parameters : [wanted.parameter];
  for (const parameter of parameters) announce(region.parameters, parameter, image.id, at);
  return image.id;
}

function setUp({ image, snapshot }: Published, wanted: ImagePublication, at: number): void {
  const { state, reason, sourceImageId, sharedWith = [], region = '' } = wanted;
  if (state !== undefined) image.timeline.splice(0, 1, { at, state, ...(reason && { reason }) });
  image.public = wanted.public ?? true;
  if (!image.public) delete image.deprecatedAt;
  for (const account of sharedWith) image.launchableBy.add(account === 'self' ? ACCOUNT : account);
  if (sourceImageId !== undefined) image.sourceImage = { id: sourceImageId, region };
  if (image.ownerId === ACCOUNT) for (const { tags } of [image, snapshot]) addAll(tags, wanted.tags);
}

function addAll(tags: Tags, more: ImagePublication['tags'] = {}): void {
  for (const [key, value] of Object.entries(more)) tags.set(key, value);
}

function timeOf({ ageDays, createdAt }: ImagePublication, now: number): number {
  if (createdAt !== undefined) return Date.parse(createdAt);
  return ageDays === undefined ? now - SEEN_EVERYWHERE : now - ageDays * DAY;
}

/** Images of this account, as earlier runs would have left them: private, and seen everywhere. Returns their IDs. */
export function addOwnImages(region: Region, wanted: readonly ImagePublication[], now: number): string[] {
  return wanted.map((image) => publishImage(region, { owner: ACCOUNT, public: false, ...image }, now));
}

function plain({
  name = 'an-image',
  owner = '137112412989',
  architecture = 'x86_64',
  windows = false,
  rootGiB,
  description = name,
}: ImagePublication): Publication {
  return {
    parameters: [],
    name: () => name,
    description,
    ownerId: owner,
    architecture,
    rootDeviceName: windows ? '/dev/sda1' : '/dev/xvda',
    rootGiB: rootGiB ?? (windows ? 30 : 8),
    rootType: 'gp3',
    windows,
    bootMode: architecture === 'arm64' ? 'uefi' : 'uefi-preferred',
  };
}
