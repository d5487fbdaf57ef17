import { refuse } from '../protocol/errors.js';
import { flag, has, needed, structures, text } from '../protocol/query.js';
import { newId } from '../world/chance.js';
import { findOne, KINDS, visible } from '../world/consistency.js';
import { addImage } from '../world/images.js';
import {
  ACCOUNT,
  type Disk,
  type Image,
  type Instance,
  type Snapshot,
  type Tags,
  type Volume,
} from '../world/state.js';
import { SECOND } from '../world/durations.js';
import { stateAt, stepAt } from '../world/timeline.js';
import { unlessDryRun, type Action, type Call } from './action.js';
import { tagSpecifications } from './tag-specifications.js';

export const createImage: Action = {
  takes: 'InstanceId Name Description NoReboot BlockDeviceMapping TagSpecification',
  run(call) {
    const { params, region, host, now } = call;
    const name = newImageName(call);
    const instance = findOne(call, KINDS.instance, needed(params, 'InstanceId'));
    const state = stateAt(instance.timeline, now);
    if (state !== 'running' && state !== 'stopped') {
      throw refuse(
        'InvalidParameterValue',
        `Invalid value '${instance.id}' for instanceId. Instance is not in state 'running' or 'stopped'.`,
      );
    }
    const tags = tagSpecifications(params, ['image', 'snapshot']);
    const volumes = imagedVolumes(call, instance);
    unlessDryRun(call);
    const id = newId(call.world.chance, 'ami');
    const snapshots = volumes.map((volume) => snapshotOf(call, volume, { imageId: id, tags: tags.snapshot }));
    const image = imageOf(call, instance, {
      id,
      name,
      tags: tags.image,
      disks: volumes.map((volume, index) => diskOf(volume, snapshots[index])),
    });
    for (const snapshot of snapshots) region.snapshots.set(snapshot.id, snapshot);
    addImage(region, image);
    host.capture(
      { image, snapshots, instance, reboot: state === 'running' && !flag(params, 'NoReboot') },
      now,
    );
    return { imageId: id };
  },
};

/** The name for a new image of this account: well formed, and no other registered image's. */
export function newImageName(call: Call): string {
  const name = needed(call.params, 'Name');
  if (!/^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/.test(name)) {
    throw refuse(
      'InvalidAMIName.Malformed',
      'AMI names must be between 3 and 128 characters long, and may contain letters, numbers, ' +
        "'(', ')', '.', '-', '/', '_', '@', '[', ']', ''' and spaces",
    );
  }
  // Not what can be seen: the name is taken at once, long before every reader knows the image.
  const taken = [...call.region.images.values()].find(
    (image) => image.ownerId === ACCOUNT && image.name === name && holdsName(call, image),
  );
  if (taken) {
    throw refuse('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${taken.id}`);
  }
  return name;
}

/** A failed image, too; a deregistered one for a while. Source: EC2 API reference, error codes, `InvalidAMIName.Duplicate`. */
function holdsName({ world, now }: Call, { timeline }: Image): boolean {
  const { state, at } = stepAt(timeline, now);
  return state !== 'deregistered' || now < at + world.settings.nameReuseSeconds * SECOND;
}

/** The instance's volumes as the request's mappings leave them: NoDevice omits one. */
function imagedVolumes({ params }: Call, { volumes, image }: Instance): Volume[] {
  const omitted = new Set<string>();
  for (const mapping of structures(params, 'BlockDeviceMapping')) {
    const device = needed(mapping, 'DeviceName');
    if (has(mapping, 'NoDevice')) omitted.add(device);
    else if (!volumes.some(({ disk }) => disk.device === device)) {
      throw refuse(
        'UnsupportedOperation',
        'This endpoint adds no volumes to an image that its instance does not have.',
      );
    }
  }
  if (omitted.has(image.rootDeviceName)) {
    throw refuse('InvalidBlockDeviceMapping', 'The root device cannot be suppressed.');
  }
  return volumes.filter(({ disk }) => !omitted.has(disk.device));
}

function snapshotOf(
  { world, now }: Call,
  volume: Volume,
  { imageId, tags }: { imageId: string; tags: Tags },
): Snapshot {
  return {
    id: newId(world.chance, 'snap'),
    createdAt: now,
    tags: new Map(tags),
    ownerId: ACCOUNT,
    volumeId: volume.id,
    size: volume.disk.size,
    description: `Created by CreateImage(${volume.instance.id}) for ${imageId}`,
    encrypted: volume.disk.encrypted,
    ...(volume.disk.kmsKeyId !== undefined && { kmsKeyId: volume.disk.kmsKeyId }),
    timeline: [{ at: now, state: 'pending' }],
    usableBy: new Set(),
  };
}

function diskOf({ disk, deleteOnTermination }: Volume, snapshot: Snapshot | undefined): Disk {
  return { ...disk, deleteOnTermination, ...(snapshot && { snapshotId: snapshot.id }) };
}

function imageOf(
  { params, region, now }: Call,
  { image: base, id: sourceInstanceId }: Instance,
  own: Pick<Image, 'id' | 'name' | 'tags' | 'disks'>,
): Image {
  return {
    ...heritage(base),
    ...own,
    tags: new Map(own.tags),
    createdAt: now,
    ownerId: ACCOUNT,
    description: text(params, 'Description') ?? '',
    sourceInstanceId,
    sourceImage: { id: base.id, region: region.name },
    timeline: [{ at: now, state: 'pending' }],
    launchableBy: new Set(),
    public: false,
    protected: false,
  };
}

/** What an image made from another has from it; its owner's alias, its deprecation and the instance it was made from are not among it. */
export function heritage(base: Image): Omit<Image, 'ownerAlias' | 'deprecatedAt' | 'sourceInstanceId'> {
  const inherited = { ...base };
  delete inherited.sourceInstanceId;
  delete inherited.ownerAlias;
  delete inherited.deprecatedAt;
  return inherited;
}

/** The account's images as they can be seen. */
export function ownImage(call: Call, id: string): Image {
  const image = findOne(call, KINDS.image, id);
  if (image.ownerId !== ACCOUNT) {
    throw refuse('AuthFailure', `Not authorized for image:${id}`, 403);
  }
  return image;
}

export function usersOfSnapshot(call: Call, snapshotId: string): Image[] {
  return [...(call.region.imagesWith.get(snapshotId) ?? [])].filter(
    (image) => visible(call, KINDS.image, image) && stateAt(image.timeline, call.now) !== 'deregistered',
  );
}
