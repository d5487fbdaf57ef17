import type { Image } from '@aws-sdk/client-ec2';
import { Failure } from '../failure.js';
import type { Candidates } from './sources.js';

type Several = Exclude<Candidates, { by: 'id' }>;
type Order = (one: Image, other: Image) => number;

const byDate: Order = (one, other) => (other.CreationDate ?? '').localeCompare(one.CreationDate ?? '');

/**
 * Names of one publisher's family differ in their version, then in the build's date: compared as numbers, the
 * highest minor release comes first, though older ones are built anew later.
 */
const byVersion: Order = (one, other) =>
  (other.Name ?? '').localeCompare(one.Name ?? '', 'en', { numeric: true });

const ORDERS: Readonly<Record<Several['by'], Order>> = {
  date: byDate,
  version: (one, other) => byVersion(one, other) || byDate(one, other),
};

/** The first that can be launched; when none can, the first of all, so that its state can be told. */
export function choose({ by, images }: Several, name: string, now: number): Image {
  const sorted = [...images].sort(ORDERS[by]);
  const usable = sorted.find((image) => image.State === 'available' && !isPast(image.DeprecationTime, now));
  const chosen = usable ?? sorted[0];
  if (chosen === undefined) {
    throw new Failure('base-image-not-found', `No image matches ${name}.`, {
      advice:
        'Check the owner, the glob (* and ?), the region and the architecture. Deprecated images are not listed to others than their owner.',
    });
  }
  if (usable === undefined && chosen.State === 'available') {
    throw new Failure(
      'base-image-deprecated',
      `All ${images.length} images that match ${name} are deprecated; the newest is ${String(chosen.ImageId)}, deprecated since ${String(chosen.DeprecationTime)}.`,
      {
        advice: 'Name a family that is still published, or pin one by its ID.',
      },
    );
  }
  return chosen;
}

export function isPast(iso: string | undefined, now: number): boolean {
  return iso !== undefined && Date.parse(iso) < now;
}
