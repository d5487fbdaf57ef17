import { idOf } from '../world/chance.js';
import { DAY } from '../world/durations.js';
import type { Parameter } from '../world/parameters.js';
import type { Disk, Image, Snapshot } from '../world/state.js';
import type { Publication, Release } from './publication.js';

/** Public images are deprecated two years after creation by default. Source: EC2 user guide, "Deprecate an AMI". */
const PUBLIC_LIFE = 730 * DAY;

/** Source: EC2 user guide, "AMI billing information fields". */
const WINDOWS = { platformDetails: 'Windows', usageOperation: 'RunInstances:0002' };
const LINUX = { platformDetails: 'Linux/UNIX', usageOperation: 'RunInstances' };

export interface Published {
  readonly image: Image;
  readonly snapshot: Snapshot;
}

/**
 * One release of a publication as a region has it. Every region begins with hundreds of them: hence objects written
 * out, which take a third of the time that spreading them would. `namespace`: in what its name is unique, where not in all.
 */
export function release(
  publication: Publication,
  region: string,
  at: number,
  namespace: readonly string[] = [],
): Published {
  const { ownerId, rootGiB: size } = publication;
  const name = publication.name(releaseNames(at));
  const id = idOf('ami', region, name, ...namespace);
  const snapshotId = idOf('snap', region, name, ...namespace);
  const { platformDetails, usageOperation } = publication.billed ?? (publication.windows ? WINDOWS : LINUX);
  const image: Image = {
    id,
    createdAt: at,
    tags: new Map(),
    ownerId,
    name,
    description: publication.description,
    architecture: publication.architecture,
    windows: publication.windows ?? false,
    platformDetails,
    usageOperation,
    rootDeviceName: publication.rootDeviceName,
    disks: [rootDisk(publication, snapshotId)],
    bootMode: publication.bootMode,
    tpm: false,
    public: true,
    protected: false,
    deprecatedAt: at + PUBLIC_LIFE,
    timeline: [{ at, state: 'available' }],
    launchableBy: new Set(),
  };
  if (publication.ownerAlias !== undefined) image.ownerAlias = publication.ownerAlias;
  if (publication.imdsSupport !== undefined) image.imdsSupport = publication.imdsSupport;
  const snapshot: Snapshot = {
    id: snapshotId,
    createdAt: at,
    tags: new Map(),
    ownerId,
    volumeId: 'vol-ffffffff', // what EC2 shows for snapshots whose volume nobody may see
    size,
    description: `Created for ${id}`,
    encrypted: false,
    timeline: [{ at, state: 'completed' }],
    usableBy: new Set(),
  };
  return { image, snapshot };
}

function rootDisk(
  { rootDeviceName: device, rootGiB: size, rootType: type }: Publication,
  snapshotId: string,
): Disk {
  const disk = { device, snapshotId, size, type, encrypted: false, deleteOnTermination: true };
  return type === 'gp3' ? { ...disk, iops: 3000, throughput: 125 } : disk;
}

/** Points a public parameter at an image, as one more version. */
export function announce(parameters: Map<string, Parameter>, name: string, value: string, at: number): void {
  const parameter = parameters.get(name) ?? { name, versions: [] };
  parameters.set(name, parameter);
  const version = (parameter.versions.at(-1)?.version ?? 0) + 1;
  const plain = { type: 'String', dataType: 'text', tier: 'Standard', policies: [] } as const;
  parameter.versions.push({ ...plain, version, value, at, labels: [] });
}

/** The last day that was asked for: a catalogue is made of hundreds of releases of a few days. */
let names: (Release & { readonly at: number }) | undefined;

function releaseNames(at: number): Release {
  if (names?.at === at) return names;
  const [date = ''] = new Date(at).toISOString().split('T');
  names = { at, day: date.replaceAll('-', ''), dotted: date.replaceAll('-', '.') };
  return names;
}
