import { idOf } from '../world/chance.js';
import { DAY } from '../world/durations.js';
import type { Image, Parameter, Snapshot } from '../world/state.js';
import type { Publication, Release } from './public-images.js';

/** Public images are deprecated two years after creation by default. Source: EC2 user guide, "Deprecate an AMI". */
const PUBLIC_LIFE = 730 * DAY;

export interface Published {
  readonly image: Image;
  readonly snapshot: Snapshot;
}

/** One release of a publication as a region has it. */
export function release(publication: Publication, region: string, at: number): Published {
  const name = publication.name(releaseNames(at));
  const snapshotId = idOf('snap', region, name);
  const common = { createdAt: at, tags: new Map<string, string>(), ownerId: publication.ownerId };
  const image: Image = {
    ...common,
    id: idOf('ami', region, name),
    name,
    description: publication.description,
    ...(publication.ownerAlias !== undefined && { ownerAlias: publication.ownerAlias }),
    architecture: publication.architecture,
    windows: publication.windows ?? false,
    platformDetails: publication.windows ? 'Windows' : 'Linux/UNIX',
    usageOperation: publication.windows ? 'RunInstances:0002' : 'RunInstances',
    rootDeviceName: publication.rootDeviceName,
    disks: [
      {
        device: publication.rootDeviceName,
        snapshotId,
        size: publication.rootGiB,
        type: publication.rootType,
        ...(publication.rootType === 'gp3' && { iops: 3000, throughput: 125 }),
        encrypted: false,
        deleteOnTermination: true,
      },
    ],
    bootMode: publication.bootMode,
    tpm: false,
    ...(publication.imdsSupport !== undefined && { imdsSupport: publication.imdsSupport }),
    public: true,
    protected: false,
    deprecatedAt: at + PUBLIC_LIFE,
    timeline: [{ at, state: 'available' }],
    launchableBy: new Set(),
  };
  const snapshot: Snapshot = {
    ...common,
    id: snapshotId,
    volumeId: 'vol-ffffffff', // what EC2 shows for snapshots whose volume nobody may see
    size: publication.rootGiB,
    description: `Created for ${image.id}`,
    encrypted: false,
    timeline: [{ at, state: 'completed' }],
    usableBy: new Set(),
  };
  return { image, snapshot };
}

/** Points a public parameter at an image, as one more version. */
export function announce(parameters: Map<string, Parameter>, name: string, value: string, at: number): void {
  const parameter = parameters.get(name) ?? { name, versions: [] };
  parameters.set(name, parameter);
  const version = (parameter.versions.at(-1)?.version ?? 0) + 1;
  parameter.versions.push({ version, value, type: 'String', dataType: 'text', at, labels: [] });
}

function releaseNames(at: number): Release {
  const [date = ''] = new Date(at).toISOString().split('T');
  return { day: date.replaceAll('-', ''), dotted: date.replaceAll('-', '.'), year: date.slice(0, 4) };
}
