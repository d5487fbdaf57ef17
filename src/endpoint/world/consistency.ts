import { refuse } from '../protocol/errors.js';
import { HOUR, SECOND } from './durations.js';
import type { LaunchTemplate } from './launch-templates.js';
import type {
  Group,
  Image,
  Instance,
  KeyPair,
  Region,
  Snapshot,
  Subnet,
  Thing,
  Volume,
  Vpc,
  World,
} from './state.js';
import { stateAt, stepAt } from './timeline.js';
import { volumeState } from './volumes.js';

/** What was terminated or deregistered stays known for about an hour. Source: EC2 API reference, DescribeInstances. */
const REMEMBERED = HOUR;

/** A new thing is not seen everywhere at once: for a while it is missing from lists and unknown by its ID. */
export function settled(world: World, thing: Thing, now: number): boolean {
  return now >= thing.createdAt + world.settings.consistencySeconds * SECOND;
}

interface Kind<T extends Thing> {
  readonly prefix: string;
  readonly malformed: string;
  readonly notFound: string;
  readonly message: (ids: readonly string[]) => string;
  readonly of: (region: Region) => ReadonlyMap<string, T>;
  gone?(thing: T, now: number): boolean;
}

const one = (called: string) => (ids: readonly string[]) =>
  `The ${called} '${ids.join(', ')}' does not exist`;

const instances = (ids: readonly string[]): string =>
  ids.length === 1
    ? `The instance ID '${ids.join()}' does not exist`
    : `The instance IDs '${ids.join(', ')}' do not exist`;

export const KINDS = {
  instance: kind<Instance>({
    prefix: 'i',
    malformed: 'InvalidInstanceID.Malformed',
    notFound: 'InvalidInstanceID.NotFound',
    message: instances,
    of: (region) => region.instances,
    gone: ({ timeline }, now) => {
      const { state, at } = stepAt(timeline, now);
      return state === 'terminated' && now > at + REMEMBERED;
    },
  }),
  image: kind<Image>({
    prefix: 'ami',
    malformed: 'InvalidAMIID.Malformed',
    notFound: 'InvalidAMIID.NotFound',
    message: (ids) =>
      `The image ${ids.length === 1 ? 'id' : 'ids'} '[${ids.join(', ')}]' ${ids.length === 1 ? 'does' : 'do'} not exist`,
    of: (region) => region.images,
    gone: ({ timeline }, now) => {
      const { state, at } = stepAt(timeline, now);
      return state === 'deregistered' && now > at + REMEMBERED;
    },
  }),
  snapshot: kind<Snapshot>({
    prefix: 'snap',
    malformed: 'InvalidSnapshotID.Malformed',
    notFound: 'InvalidSnapshot.NotFound',
    message: (ids) => `The snapshot '${ids.join(', ')}' does not exist.`,
    of: (region) => region.snapshots,
    gone: ({ timeline }, now) => stateAt(timeline, now) === 'deleted',
  }),
  volume: kind<Volume>({
    prefix: 'vol',
    malformed: 'InvalidVolumeID.Malformed',
    notFound: 'InvalidVolume.NotFound',
    message: (ids) => `The volume '${ids.join(', ')}' does not exist.`,
    of: (region) => region.volumes,
    gone: (volume, now) => volumeState(volume, now) === 'deleted',
  }),
  group: kind<Group>({
    prefix: 'sg',
    malformed: 'InvalidGroupId.Malformed',
    notFound: 'InvalidGroup.NotFound',
    message: one('security group'),
    of: (region) => region.groups,
  }),
  subnet: kind<Subnet>({
    prefix: 'subnet',
    malformed: 'InvalidSubnetID.Malformed',
    notFound: 'InvalidSubnetID.NotFound',
    message: one('subnet ID'),
    of: (region) => region.subnets,
  }),
  vpc: kind<Vpc>({
    prefix: 'vpc',
    malformed: 'InvalidVpcID.Malformed',
    notFound: 'InvalidVpcID.NotFound',
    message: one('vpc ID'),
    of: (region) => region.vpcs,
  }),
  keyPair: kind<KeyPair>({
    prefix: 'key',
    malformed: 'InvalidKeyPair.Format',
    notFound: 'InvalidKeyPair.NotFound',
    message: one('key pair'),
    of: (region) => region.keyPairs,
  }),
  launchTemplate: kind<LaunchTemplate>({
    prefix: 'lt',
    malformed: 'InvalidLaunchTemplateId.Malformed',
    notFound: 'InvalidLaunchTemplateId.NotFound',
    message: (ids) => `The specified launch template, with template ID ${ids.join(', ')}, does not exist.`,
    of: (region) => region.launchTemplates,
  }),
};

function kind<T extends Thing>(described: Kind<T>): Kind<T> {
  return described;
}

export interface View {
  readonly world: World;
  readonly region: Region;
  readonly now: number;
}

/** All things of a kind that can be seen now, oldest first. */
export function seen<T extends Thing>(view: View, kind: Kind<T>): T[] {
  return [...kind.of(view.region).values()].filter((thing) => visible(view, kind, thing));
}

/** The things with these IDs; refuses when an ID is not one, or nothing of that ID can be seen. */
export function find<T extends Thing>(view: View, kind: Kind<T>, ids: readonly string[]): T[] {
  const pattern = new RegExp(`^${kind.prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`);
  const malformed = ids.find((id) => !pattern.test(id));
  if (malformed !== undefined) {
    throw refuse(kind.malformed, `Invalid id: "${malformed}" (expecting "${kind.prefix}-...")`);
  }
  const all = kind.of(view.region);
  const found = ids.flatMap((id) => {
    const thing = all.get(id);
    return thing && visible(view, kind, thing) ? [thing] : [];
  });
  if (found.length < ids.length) {
    const missing = ids.filter((id) => !found.some((thing) => thing.id === id));
    throw refuse(kind.notFound, kind.message(missing));
  }
  return found;
}

export function findOne<T extends Thing>(view: View, kind: Kind<T>, id: string): T {
  const [thing] = find(view, kind, [id]);
  if (!thing) throw refuse(kind.notFound, kind.message([id]));
  return thing;
}

/** With IDs those things, without all that can be seen: how most Describe actions begin. */
export function chosen<T extends Thing>(view: View, kind: Kind<T>, ids: readonly string[]): T[] {
  return ids.length > 0 ? find(view, kind, [...new Set(ids)]) : seen(view, kind);
}

export function visible<T extends Thing>({ world, now }: View, kind: Kind<T>, thing: T): boolean {
  return settled(world, thing, now) && !(kind.gone?.(thing, now) ?? false);
}
