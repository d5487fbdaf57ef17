/** What may be wrong between a lock file and AWS. */
import type { Image } from '@aws-sdk/client-ec2';
import { isAwsFailure } from '../aws/errors.js';
import { Failure } from '../failure.js';
import { type Pin, pinAt, type Spot, spotsOf } from './lock.js';
import type { LockedSource } from './sources.js';

/** What a lock holds for one region and architecture. */
export interface Locked {
  readonly path: string;
  readonly pin: Pin;
}

/** Throws `base-image-not-in-lock`. */
export function lockedAt({ path, lock }: LockedSource, spot: Spot): Locked {
  const pin = pinAt(lock, spot);
  if (pin !== undefined) return { path, pin };
  const spots = spotsOf(lock).map(({ region, architecture }) => `${region} (${architecture})`);
  const has = spots.length === 0 ? 'it has none at all' : `it has images for ${spots.join(', ')}`;
  throw new Failure(
    'base-image-not-in-lock',
    `The lock ${path} has no image for ${spot.architecture} in ${spot.region}: ${has}.`,
    {
      advice: `Run \`mode: resolve\` there with \`lock-file: ${path}\` and \`architecture: ${spot.architecture}\`, and commit what its output \`lock\` holds.`,
    },
  );
}

/**
 * Whether EC2 says so of an image that is no longer for this account: it answers that it is not there, or that it is not
 * authorized. Source: EC2 API reference, "Error codes".
 */
export function isGone(thrown: unknown): boolean {
  if (!isAwsFailure(thrown)) return false;
  return (
    thrown.code.startsWith('InvalidAMIID.') ||
    (thrown.code === 'AuthFailure' && /not authorized for images?\b/i.test(thrown.said))
  );
}

/** The image that was agreed to is not to be had any more. */
export function goneFromLock({ path, pin }: Locked, region: string, cause: unknown): Failure {
  const of = pin.created === undefined ? '' : ` of ${pin.created.slice(0, 10)}`;
  return new Failure(
    'base-image-gone',
    `The image ${pin.id} (${pin.name})${of}, which the lock ${path} holds for ${region}, is gone: its owner has deregistered it, or made it private.`,
    {
      advice: `${renew(path)} Publishers withdraw old images, those of Windows after some months. Where the image should be there, see whether the account restricts images by its "Allowed AMIs" setting.`,
      cause,
    },
  );
}

/** An ID says nothing about whose the image is; the lock does. Throws `base-image-owner`. */
export function checkOwner({ OwnerId = 'unknown' }: Image, { path, pin }: Locked): void {
  if (OwnerId === pin.owner) return;
  throw new Failure(
    'base-image-owner',
    `The image ${pin.id} belongs to the account ${OwnerId}, but the lock ${path} says ${pin.owner}.`,
    { advice: `Nothing was made of it. Look who changed the lock, and why. ${renew(path)}` },
  );
}

const renew = (path: string) =>
  `Renew the lock: \`mode: resolve\` with \`lock-file: ${path}\` tells its new text as the output \`lock\`, and workflows/patch.yml puts that into a pull request.`;
