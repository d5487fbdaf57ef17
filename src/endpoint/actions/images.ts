import { filtered, type Looks } from '../protocol/filters.js';
import { refuse } from '../protocol/errors.js';
import { page } from '../protocol/pages.js';
import { flag, texts } from '../protocol/query.js';
import { iso, type TreeNode } from '../protocol/xml.js';
import { find, KINDS, seen } from '../world/consistency.js';
import { ACCOUNT, type Disk, type Image } from '../world/state.js';
import { stateAt, stepAt } from '../world/timeline.js';
import type { Action, Call } from './action.js';
import { mayLaunch } from './launch/image.js';
import { tagSet } from './tag-specifications.js';

export const describeImages: Action = {
  takes: 'ImageId Owner ExecutableBy Filter IncludeDeprecated IncludeDisabled MaxResults NextToken',
  run(call) {
    const { params } = call;
    const ids = texts(params, 'ImageId');
    const candidates = ids.length > 0 ? named(call, ids) : listed(call);
    const owners = texts(params, 'Owner');
    const owned =
      owners.length === 0
        ? candidates
        : candidates.filter((image) => owners.some((owner) => owns(image, owner)));
    const executableBy = texts(params, 'ExecutableBy');
    const executable =
      executableBy.length === 0
        ? owned
        : owned.filter((image) => executableBy.some((user) => mayExecute(image, user)));
    const found = filtered(executable, params, looks(call));
    const { items, nextToken } = page(found, params, {
      least: 1,
      ids: { parameter: 'ImageId', called: 'imageIds' },
    });
    return { imagesSet: items.map((image) => imageTree(call, image)), nextToken };
  },
};

/** Whoever names an image sees it though it is deprecated or disabled, and for a while nothing of a deregistered one. */
function named(call: Call, ids: readonly string[]): Image[] {
  const images = find(call, KINDS.image, [...new Set(ids)]);
  const hidden = images.filter((image) => !mayLaunch(image)).map(({ id }) => id);
  if (hidden.length > 0) throw refuse(KINDS.image.notFound, KINDS.image.message(hidden));
  return images.filter(({ timeline }) => stateAt(timeline, call.now) !== 'deregistered');
}

function listed(call: Call): Image[] {
  const { params, now } = call;
  const deprecated = flag(params, 'IncludeDeprecated') ?? false;
  const disabled = flag(params, 'IncludeDisabled') ?? false;
  return seen(call, KINDS.image).filter((image) => {
    const state = stateAt(image.timeline, now);
    if (!mayLaunch(image) || state === 'deregistered' || (state === 'disabled' && !disabled)) return false;
    return deprecated || image.ownerId === ACCOUNT || (image.deprecatedAt ?? Infinity) > now;
  });
}

function owns({ ownerId, ownerAlias }: Image, owner: string): boolean {
  return owner === 'self' ? ownerId === ACCOUNT : owner === ownerId || owner === ownerAlias;
}

function mayExecute(image: Image, user: string): boolean {
  if (user === 'all') return image.public;
  return image.launchableBy.has(user === 'self' ? ACCOUNT : user);
}

function looks({ now }: Call): Looks<Image> {
  const ofDisks =
    (field: (disk: Disk) => string | number | boolean | undefined) =>
    ({ disks }: Image) =>
      disks.map((disk) => (field(disk) === undefined ? undefined : String(field(disk))));
  return {
    architecture: ({ architecture }) => architecture,
    'block-device-mapping.delete-on-termination': ofDisks((disk) => disk.deleteOnTermination),
    'block-device-mapping.device-name': ofDisks((disk) => disk.device),
    'block-device-mapping.encrypted': ofDisks((disk) => disk.encrypted),
    'block-device-mapping.snapshot-id': ofDisks((disk) => disk.snapshotId),
    'block-device-mapping.volume-size': ofDisks((disk) => disk.size),
    'block-device-mapping.volume-type': ofDisks((disk) => disk.type),
    'creation-date': ({ createdAt }) => iso(createdAt),
    description: ({ description }) => description,
    'ena-support': () => true,
    hypervisor: () => 'xen',
    'image-id': ({ id }) => id,
    'image-type': () => 'machine',
    'is-public': (image) => image.public,
    name: ({ name }) => name,
    'owner-alias': ({ ownerAlias }) => ownerAlias,
    'owner-id': ({ ownerId }) => ownerId,
    platform: ({ windows }) => (windows ? 'windows' : undefined),
    'root-device-name': ({ rootDeviceName }) => rootDeviceName,
    'root-device-type': () => 'ebs',
    'source-image-id': ({ sourceImage }) => sourceImage?.id,
    'source-image-region': ({ sourceImage }) => sourceImage?.region,
    'source-instance-id': ({ sourceInstanceId }) => sourceInstanceId,
    state: ({ timeline }) => stateAt(timeline, now),
    'state-reason-code': ({ timeline }) => stepAt(timeline, now).reason?.code,
    'virtualization-type': () => 'hvm',
  };
}

function imageTree({ now }: Call, image: Image): TreeNode {
  const { state, reason } = stepAt(image.timeline, now);
  return {
    imageId: image.id,
    imageLocation: `${image.ownerAlias ?? image.ownerId}/${image.name}`,
    imageState: state,
    stateReason: reason && { ...reason },
    imageOwnerId: image.ownerId,
    imageOwnerAlias: image.ownerAlias,
    creationDate: iso(image.createdAt),
    isPublic: image.public,
    architecture: image.architecture,
    imageType: 'machine',
    platform: image.windows ? 'windows' : undefined,
    platformDetails: image.platformDetails,
    usageOperation: image.usageOperation,
    name: image.name,
    description: image.description === '' ? undefined : image.description,
    rootDeviceType: 'ebs',
    rootDeviceName: image.rootDeviceName,
    blockDeviceMapping: image.disks.map(diskTree),
    virtualizationType: 'hvm',
    hypervisor: 'xen',
    enaSupport: true,
    sriovNetSupport: 'simple',
    bootMode: image.bootMode,
    imdsSupport: image.imdsSupport,
    tagSet: tagSet(image.tags),
    deprecationTime: image.deprecatedAt === undefined ? undefined : iso(image.deprecatedAt),
    deregistrationProtection: image.protected ? 'enabled-without-cooldown' : 'disabled',
    sourceInstanceId: image.sourceInstanceId,
    sourceImageId: image.sourceImage?.id,
    sourceImageRegion: image.sourceImage?.region,
    imageAllowed: true,
  };
}

export function diskTree(disk: Disk): TreeNode {
  return {
    deviceName: disk.device,
    ebs: {
      deleteOnTermination: disk.deleteOnTermination,
      iops: disk.iops,
      snapshotId: disk.snapshotId,
      volumeSize: disk.size,
      volumeType: disk.type,
      throughput: disk.throughput,
      encrypted: disk.encrypted, // and never with which key: only volumes and snapshots tell
    },
  };
}
