import type { Filter } from '@aws-sdk/client-ec2';
import type { Ec2Sender } from '../aws/calls.js';
import { isAwsFailure } from '../aws/errors.js';

type Context = { readonly ec2: Ec2Sender };

/** A snapshot that could not be deleted, and why. */
export interface LeftSnapshot {
  readonly id: string;
  readonly why: string;
}

/** What EC2 says of an image that is not there, or is no longer. */
const GONE = ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'];

/**
 * Retires an image, in whatever state, with the snapshots that no other image uses, in one call. An image that is gone
 * is no error. Returns the snapshots that are still there: EC2 answers 200 whatever becomes of them.
 * Source: EC2 API reference, DeregisterImage, `DeleteAssociatedSnapshots`.
 */
export async function removeImage(id: string, context: Context): Promise<LeftSnapshot[]> {
  try {
    const { DeleteSnapshotResults = [] } = await context.ec2('DeregisterImage', {
      ImageId: id,
      DeleteAssociatedSnapshots: true,
    });
    const left = DeleteSnapshotResults.filter(({ ReturnCode }) => !isSettled(ReturnCode));
    const tried = await Promise.all(left.map(({ SnapshotId = '' }) => removeSnapshot(SnapshotId, context)));
    return tried.flat();
  } catch (thrown) {
    if (isAwsFailure(thrown) && GONE.includes(thrown.code)) return [];
    throw thrown;
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
