/** Lock files: the images that a repository has agreed to, for each region and architecture. */
import type { Image } from '@aws-sdk/client-ec2';
import type { Architecture } from './aliases.js';
import { type FollowedSource, sourceName } from './sources.js';

/** One image that is pinned. */
export interface Pin {
  readonly id: string;
  readonly name: string;
  /** The account that owns it, 12 digits: an image of another one is not what was agreed to. */
  readonly owner: string;
  /** ISO 8601. */
  readonly created: string | undefined;
}

export type Pins = Readonly<Record<string, Readonly<Partial<Record<Architecture, Pin>>>>>;

/** What a lock file says. */
export interface Lock {
  /** Where newer images are looked for when it is renewed. */
  readonly source: FollowedSource;
  /** By region. */
  readonly images: Pins;
}

/** A region and an architecture: what there is one image of. */
export interface Spot {
  readonly region: string;
  readonly architecture: Architecture;
}

export function pinOf({ ImageId = '', Name = '', OwnerId = '', CreationDate }: Image): Pin {
  return { id: ImageId, name: Name, owner: OwnerId, created: CreationDate };
}

export function pinAt({ images }: Lock, { region, architecture }: Spot): Pin | undefined {
  return images[region]?.[architecture];
}

/** All that are pinned, by region and architecture. */
export function spotsOf({ images }: Lock): Spot[] {
  return Object.entries(images)
    .flatMap(([region, pins]) =>
      Object.keys(pins).map((architecture) => ({ region, architecture: architecture as Architecture })),
    )
    .sort(bySpot);
}

/** The order in which people find them again, and in which a file that says the same has the same text. */
export function bySpot(one: Spot, other: Spot): number {
  const [a, b] = [one, other].map(({ region, architecture }) => `${region} ${architecture}`);
  return a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1;
}

/** The file's text: the same for locks that say the same. */
export async function lockText(lock: Lock, path: string): Promise<string> {
  const { stringify } = await import('yaml');
  const images: Record<string, Record<string, object>> = {};
  for (const spot of spotsOf(lock)) {
    const { id, name, owner, created } = pinAt(lock, spot) as Pin;
    (images[spot.region] ??= {})[spot.architecture] = {
      ...{ id, name, owner },
      ...(created === undefined ? {} : { created }),
    };
  }
  const head = [
    `# Written by ami-launch: what \`base-image: lock:${path}\` launches.`,
    `# \`mode: resolve\` with \`lock-file: ${path}\` tells what it should be today.`,
  ];
  return `${head.join('\n')}\n${stringify({ source: sourceName(lock.source), images }, { lineWidth: 0 })}`;
}
