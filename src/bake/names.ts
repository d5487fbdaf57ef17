import type { RunInfo } from '../context.js';
import type { BaseImage } from '../image/resolve.js';

/** How much of a fingerprint stands in names and in the tag of the chain: 48 bits. */
const SHORT = 12;
/** EC2 allows 128 characters; the fingerprint and what follows it need 40 of them. */
const LONGEST_NAME = 50;
const LONGEST_BASE = 30;

export const short = (fingerprint: string) => fingerprint.slice(0, SHORT);

/** What the images of a run are called where nobody says: `web` of `octo/web`. As long as `image-name` may be, at most. */
export function defaultImageName({ repository }: RunInfo): string {
  return plain(repository.split('/').at(-1) ?? '').slice(0, LONGEST_NAME) || 'ami-launch';
}

/** The base image in a few characters: its alias, or the end of what it was asked for as. A lock changes no lineage. */
export function baseLabel({ source, follows = source, id }: BaseImage): string {
  const label = follows === id ? 'ami' : plain(follows.replace(/^(ssm|name):/, ''));
  return label.slice(-LONGEST_BASE).replace(/^[^A-Za-z0-9]+/, '') || 'ami';
}

/** `web-al2023-x86_64`: what images have in common that replace each other. */
export function lineageOf(imageName: string, base: BaseImage): string {
  return `${imageName}-${baseLabel(base)}-${base.architecture}`;
}

/** `web-al2023-1f2e3d4c5b6a`: for people to read, and for CreateImage to refuse a second of. */
export function imageNameOf(imageName: string, base: BaseImage, fingerprint: string): string {
  return `${imageName}-${baseLabel(base)}-${short(fingerprint)}`;
}

/** The name itself, or the first of `name-2`, `name-3` … that is not taken: the same for all runs that see the same images. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let next = 2; taken.has(free); next += 1) free = `${name}-${next}`;
  return free;
}

/** Source of the characters: EC2 API reference, CreateImage, `Name`. */
function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9._/-]+/g, '-').replace(/^[^A-Za-z0-9]+|-+$/g, '');
}

const DESCRIPTION = 'ami-launch';

/** The lineage for people, and the fingerprint for those whom an image is shared with: they see no tags. At most 255 characters. */
export function describe(lineage: string, { id }: BaseImage, fingerprint: string): string {
  return `${DESCRIPTION} ${fingerprint}: ${lineage} on ${id}`.slice(0, 255);
}

export function fingerprintIn(description: string | undefined): string | undefined {
  return /^ami-launch ([0-9a-f]{64}):/.exec(description ?? '')?.[1];
}
