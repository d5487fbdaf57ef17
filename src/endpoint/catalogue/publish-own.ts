import { DAY, MINUTE } from '../world/durations.js';
import type { ImageState, Region } from '../world/state.js';
import type { Reason } from '../world/timeline.js';
import type { Publication } from './publication.js';
import { announce, release } from './publish.js';

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
  readonly public?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  /** A catalogued publication, of which this is the next release. */
  readonly publication?: Publication;
}

/** Publishers announce an image once it can be seen everywhere. */
const SEEN_EVERYWHERE = 5 * MINUTE;

/** Adds the image, and the parameter's new version, to a region; returns its ID. */
export function publishImage(region: Region, wanted: ImagePublication, now: number): string {
  const at = wanted.ageDays === undefined ? now - SEEN_EVERYWHERE : now - wanted.ageDays * DAY;
  const publication = wanted.publication ?? plain(wanted);
  const { image, snapshot } = release(publication, region.name, at);
  if (wanted.state !== undefined) {
    image.timeline.splice(0, 1, { at, state: wanted.state, ...(wanted.reason && { reason: wanted.reason }) });
  }
  image.public = wanted.public ?? true;
  for (const [key, value] of Object.entries(wanted.tags ?? {})) image.tags.set(key, value);
  region.images.set(image.id, image);
  region.snapshots.set(snapshot.id, snapshot);
  const parameters = wanted.parameter === undefined ? publication.parameters : [wanted.parameter];
  for (const parameter of parameters) announce(region.parameters, parameter, image.id, at);
  return image.id;
}

function plain({
  name = 'an-image',
  owner = '137112412989',
  architecture = 'x86_64',
  windows = false,
  rootGiB,
}: ImagePublication): Publication {
  return {
    parameters: [],
    name: () => name,
    description: name,
    ownerId: owner,
    architecture,
    rootDeviceName: windows ? '/dev/sda1' : '/dev/xvda',
    rootGiB: rootGiB ?? (windows ? 30 : 8),
    rootType: 'gp3',
    windows,
    bootMode: architecture === 'arm64' ? 'uefi' : 'uefi-preferred',
  };
}
