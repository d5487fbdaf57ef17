import type { Image } from '@aws-sdk/client-ec2';
import { TAG, tagOf } from '../aws/tags.js';
import { isPast } from '../image/choose.js';

/** What a decision about an image needs to know of it. Plain data. */
export interface PruneImage {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  /** Undefined: it is none of a bake's, or somebody has taken the tag away. */
  readonly lineage: string | undefined;
  readonly state: string;
  /** In ms since 1970; NaN where EC2 does not say. */
  readonly createdAt: number;
  readonly deprecated: boolean;
  /** EC2 refuses to deregister it. */
  readonly isProtected: boolean;
  readonly isPublic: boolean;
  /** The builder that it was made from. */
  readonly builderId: string | undefined;
  /** The beginnings of the fingerprints of its layers, in order; the last one is its own. */
  readonly chain: readonly string[];
  /** Of all its volumes: what its snapshots hold at most. */
  readonly gib: number;
}

/** @param now in ms since 1970 */
export function pruneImage(image: Image, now: number): PruneImage {
  const { ImageId = '', Name = '', OwnerId = '', State = '', CreationDate = '', Tags } = image;
  return {
    id: detached(ImageId),
    name: detached(Name),
    ownerId: OwnerId,
    lineage: tagOf(Tags, TAG.lineage),
    state: State,
    createdAt: Date.parse(CreationDate),
    deprecated: isPast(image.DeprecationTime, now),
    isProtected: /^enabled/.test(image.DeregistrationProtection ?? ''),
    isPublic: image.Public === true,
    builderId: image.SourceInstanceId,
    chain: (tagOf(Tags, TAG.chain) ?? '').split(' ').map(detached),
    gib: (image.BlockDeviceMappings ?? []).reduce((sum, { Ebs }) => sum + (Ebs?.VolumeSize ?? 0), 0),
  };
}

/** A copy of its own: a part of an answer's text keeps the whole answer in memory for as long as it is kept itself. */
export function detached(text: string): string {
  return Buffer.from(text).toString();
}
