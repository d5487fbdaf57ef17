import { refuse } from '../protocol/errors.js';
import { flag, needed, text } from '../protocol/query.js';
import { newId } from '../world/chance.js';
import { findOne, KINDS } from '../world/consistency.js';
import { diskKey, findKey } from '../world/keys.js';
import { failedPlan, imagePlan, type ImagePlan } from '../world/image-outcomes.js';
import { addImage } from '../world/images.js';
import { regionOf } from '../world/region.js';
import { ACCOUNT, type Disk, type Image, type Snapshot, type Tags } from '../world/state.js';
import { stateAt } from '../world/timeline.js';
import { unlessDryRun, type Action, type Call } from './action.js';
import { heritage, newImageName } from './create-image.js';
import { mayLaunch } from './launch/image.js';
import { once } from './once.js';
import { tagSpecifications } from './tag-specifications.js';

/** Asked of the region that gets the copy. Copies data, so it takes as long as imaging does. */
export const copyImage: Action = {
  takes:
    'SourceRegion SourceImageId Name Description ClientToken Encrypted KmsKeyId CopyImageTags TagSpecification',
  run(call) {
    const { params } = call;
    const copy = once(call, () => {
      const name = newImageName(call);
      const source = sourceImage(call);
      const tags = tagSpecifications(params, ['image', 'snapshot']);
      unlessDryRun(call);
      return copyOf(call, source, { name, tags });
    });
    return { imageId: copy.id };
  },
};

function sourceImage({ world, params, now }: Call): Image {
  const region = regionOf(world, needed(params, 'SourceRegion'));
  const id = needed(params, 'SourceImageId');
  const image = findOne({ world, region, now }, KINDS.image, id);
  if (!mayLaunch(image)) throw refuse(KINDS.image.notFound, KINDS.image.message([id]));
  const state = stateAt(image.timeline, now);
  if (state !== 'available')
    throw refuse('InvalidAMIID.Unavailable', `AMI ${id} is ${state}, and cannot be copied`);
  return image;
}

function copyOf(
  call: Call,
  source: Image,
  { name, tags }: { name: string; tags: Record<'image' | 'snapshot', Tags> },
): Image {
  const { params, region, world, now } = call;
  const id = newId(world.chance, 'ami');
  const plan = planOf(call, name);
  const copiesTags = flag(params, 'CopyImageTags') ?? false;
  const copy: Image = {
    ...heritage(source),
    id,
    name,
    createdAt: now,
    tags: new Map([...(copiesTags && source.ownerId === ACCOUNT ? source.tags : []), ...tags.image]),
    ownerId: ACCOUNT,
    description: text(params, 'Description') ?? '',
    disks: source.disks.map((disk) => copiedDisk(call, disk, { id, source, tags: tags.snapshot, plan })),
    sourceImage: { id: source.id, region: needed(params, 'SourceRegion') },
    timeline: [...plan.image],
    launchableBy: new Set(),
    public: false,
    protected: false,
  };
  addImage(region, copy);
  return copy;
}

/**
 * A key that isn't there is found out late, and fails the copy.
 * Source: EC2 API reference, CopyImage, KmsKeyId. The words are those of copied snapshots' state messages.
 */
function planOf({ params, region, world, now }: Call, name: string): ImagePlan {
  const plan = imagePlan(world, name, now);
  const key = text(params, 'KmsKeyId');
  if (key === undefined || findKey(region, key)) return plan;
  return failedPlan(now, plan.doneAt, {
    code: 'Client.InternalError',
    message: 'Given key ID is not accessible',
  });
}

/** Can be encrypted on the way, never decrypted. */
function copiedDisk(
  call: Call,
  disk: Disk,
  { id, source, tags, plan }: { id: string; source: Image; tags: Tags; plan: ImagePlan },
): Disk {
  const { params, region, world, now } = call;
  const encrypted = disk.encrypted || (flag(params, 'Encrypted') ?? false);
  // The source's key is of its region and perhaps of its account: the copy never has it unless it is asked for.
  const key = diskKey(region, { encrypted, kmsKeyId: text(params, 'KmsKeyId') });
  const snapshot: Snapshot = {
    id: newId(world.chance, 'snap'),
    createdAt: now,
    tags: new Map(tags),
    ownerId: ACCOUNT,
    volumeId: 'vol-ffffffff',
    size: disk.size,
    description: `Copied for DestinationAmi ${id} from SourceAmi ${source.id}`,
    encrypted,
    ...key,
    timeline: [...plan.snapshot],
    usableBy: new Set(),
  };
  region.snapshots.set(snapshot.id, snapshot);
  const copied = { ...disk };
  delete copied.kmsKeyId;
  return { ...copied, snapshotId: snapshot.id, encrypted, ...key };
}
