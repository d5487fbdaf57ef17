import type { Filter } from '@aws-sdk/client-ec2';
import type { Ec2Sender } from '../aws/calls.js';
import { isAwsFailure } from '../aws/errors.js';

type Context = { readonly ec2: Ec2Sender };

/** A snapshot that could not be deleted, and why. */
export interface LeftSnapshot {
  readonly id: string;
  readonly why: string;
}

/** What EC2 says of an image that is not there, or not there yet, and of one that is no longer. */
const UNKNOWN = 'InvalidAMIID.NotFound';
const GONE = 'InvalidAMIID.Unavailable';

/** Retires an image. Returns the snapshots that are still there. An image that is not there is no error. */
export async function removeImage(id: string, context: Context): Promise<LeftSnapshot[]> {
  return (await tryToRemove(id, context)) ?? [];
}

/**
 * Retires an image, in whatever state, with the snapshots that no other image uses, in one call. An image that is gone
 * is no error. Returns the snapshots that are still there: EC2 answers 200 whatever becomes of them. Undefined: EC2 does not
 * know the image, which it may still come to do where that was made just now.
 * Source: EC2 API reference, DeregisterImage, `DeleteAssociatedSnapshots`.
 */
export async function tryToRemove(id: string, context: Context): Promise<LeftSnapshot[] | undefined> {
  try {
    const { DeleteSnapshotResults = [] } = await context.ec2('DeregisterImage', {
      ImageId: id,
      DeleteAssociatedSnapshots: true,
    });
    const left = DeleteSnapshotResults.filter(({ ReturnCode }) => !isSettled(ReturnCode));
    const tried = await Promise.all(left.map(({ SnapshotId = '' }) => removeSnapshot(SnapshotId, context)));
    return tried.flat();
  } catch (thrown) {
    if (!isAwsFailure(thrown) || ![UNKNOWN, GONE].includes(thrown.code)) throw thrown;
    return thrown.code === GONE ? [] : undefined;
  }
}

function isSettled(code: string | undefined): boolean {
  return code === 'success' || code === 'skipped';
}

/** Deletes one snapshot; none that is gone or that an image uses. */
async function removeSnapshot(id: string, { ec2 }: Context): Promise<LeftSnapshot[]> {
  try {
    await ec2('DeleteSnapshot', { SnapshotId: id });
    return [];
  } catch (thrown) {
    if (!isAwsFailure(thrown)) throw thrown;
    const { code, said: why } = thrown;
    return code === 'InvalidSnapshot.NotFound' || code === 'InvalidSnapshot.InUse' ? [] : [{ id, why }];
  }
}

/** Deletes the account's snapshots that these filters find and no image uses. Returns those that are still there. */
export async function removeSnapshots(filters: readonly Filter[], context: Context): Promise<LeftSnapshot[]> {
  const { Snapshots = [] } = await context.ec2('DescribeSnapshots', {
    OwnerIds: ['self'],
    Filters: [...filters],
  });
  const left = await Promise.all(Snapshots.map(({ SnapshotId = '' }) => removeSnapshot(SnapshotId, context)));
  return left.flat();
}
