import { refuse } from '../../protocol/errors.js';
import { flag, has, needed, structures, text, whole, type Params } from '../../protocol/query.js';
import { findOne, KINDS } from '../../world/consistency.js';
import { diskKey } from '../../world/keys.js';
import type { Disk, Image, Snapshot } from '../../world/state.js';
import type { Call } from '../action.js';
import { diskPerformance } from './disk-performance.js';

/** The image's disks with the request's `BlockDeviceMapping`s laid over them, device by device. */
export function launchDisks(call: Call, image: Image): Disk[] {
  const disks = new Map(image.disks.map((disk) => [disk.device, disk]));
  for (const mapping of structures(call.params, 'BlockDeviceMapping')) {
    const device = needed(mapping, 'DeviceName');
    if (has(mapping, 'NoDevice')) disks.delete(device);
    else if (has(mapping, 'Ebs'))
      disks.set(device, laidOver(call, mapping, disks.get(device) ?? blank(device)));
    // What is left are instance store volumes (VirtualName), which no type of the catalogue has.
  }
  if (!disks.has(image.rootDeviceName)) {
    throw refuse('InvalidBlockDeviceMapping', 'The root device cannot be suppressed.');
  }
  return [...disks.values()];
}

/** A device of which the image says nothing. Size 0: to be had from the request or its snapshot. */
function blank(device: string): Disk {
  return { device, size: 0, type: 'gp2', encrypted: false, deleteOnTermination: true };
}

function laidOver(call: Call, mapping: Params, under: Disk): Disk {
  const snapshot = snapshotOf(call, text(mapping, 'Ebs.SnapshotId') ?? under.snapshotId, under);
  const size = sizeOf(mapping, under, snapshot);
  // What is encrypted stays so, whatever the request says.
  const encrypted =
    under.encrypted || snapshot?.encrypted === true || flag(mapping, 'Ebs.Encrypted') === true;
  return {
    device: under.device,
    ...(snapshot && { snapshotId: snapshot.id }),
    size,
    ...diskPerformance(mapping, under, size),
    encrypted,
    ...diskKey(call.region, {
      encrypted,
      kmsKeyId: text(mapping, 'Ebs.KmsKeyId') ?? under.kmsKeyId ?? snapshot?.kmsKeyId,
    }),
    deleteOnTermination: flag(mapping, 'Ebs.DeleteOnTermination') ?? under.deleteOnTermination,
  };
}

type Source = Pick<Snapshot, 'id' | 'size' | 'encrypted' | 'kmsKeyId'> | undefined;

/** An image's own snapshot need not be visible to whoever launches the image. */
function snapshotOf(call: Call, id: string | undefined, under: Disk): Source {
  if (id === undefined) return undefined;
  const known = call.region.snapshots.get(id);
  return known && under.snapshotId === id ? known : findOne(call, KINDS.snapshot, id);
}

function sizeOf(mapping: Params, under: Disk, snapshot: Source): number {
  const size = whole(mapping, 'Ebs.VolumeSize') ?? Math.max(under.size, snapshot?.size ?? 0);
  if (size < 1) throw refuse('MissingParameter', 'The request must contain the parameter size or snapshotId');
  if (snapshot && size < snapshot.size) {
    throw refuse(
      'InvalidBlockDeviceMapping',
      `Volume of size ${size}GB is smaller than snapshot '${snapshot.id}', expect size >= ${snapshot.size}GB`,
    );
  }
  return size;
}
