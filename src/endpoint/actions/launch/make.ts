import type { InstanceType } from '../../catalogue/instance-types.js';
import { flag } from '../../protocol/query.js';
import { publicAddress, takeAddresses } from '../../world/addresses.js';
import { take } from '../../world/capacity.js';
import { hex, newId } from '../../world/chance.js';
import { outcomeOf } from '../../world/outcomes.js';
import type {
  Disk,
  Group,
  Image,
  Instance,
  MetadataOptions,
  Subnet,
  Tags,
  Volume,
} from '../../world/state.js';
import type { Call } from '../action.js';
import type { NetworkWish } from './network.js';
import type { SpotWish } from './spot.js';

/** A launch with every question answered. */
export interface Order {
  readonly image: Image;
  readonly type: InstanceType;
  readonly spot: SpotWish | undefined;
  readonly count: number;
  readonly subnet: Subnet;
  readonly wish: NetworkWish;
  readonly groups: readonly Group[];
  readonly disks: readonly Disk[];
  readonly keyName: string | undefined;
  readonly profile: string | undefined;
  readonly metadata: MetadataOptions;
  readonly tags: Readonly<
    Record<'instance' | 'volume' | 'network-interface' | 'spot-instances-request', Tags>
  >;
  readonly userData: string | undefined;
  readonly token: string | undefined;
  readonly shutdownBehavior: 'stop' | 'terminate';
}

/** Makes the instances with their volumes and hands them to the host. */
export function makeInstances(call: Call, order: Order): Instance[] {
  const { world, region, now } = call;
  const { subnet, count, type, spot } = order;
  const addresses =
    order.wish.privateIp === undefined
      ? takeAddresses(region, subnet, { count, now })
      : [order.wish.privateIp];
  take(world.shortages, { type, zone: subnet.zone, spot: spot !== undefined }, count);
  const reservationId = newId(world.chance, 'r');
  return addresses.map((privateIp, launchIndex) => {
    const instance = newInstance(call, order, { reservationId, launchIndex, privateIp });
    region.instances.set(instance.id, instance);
    addVolumes(call, order, instance);
    call.host.launch(instance, now);
    return instance;
  });
}

function newInstance(
  { world, region, params, now }: Call,
  order: Order,
  one: Pick<Instance, 'reservationId' | 'launchIndex' | 'privateIp'>,
): Instance {
  const { image, type, subnet, keyName, profile, token, userData } = order;
  const { chance } = world;
  const id = newId(chance, 'i');
  const wantsPublicIp = order.wish.publicIp ?? subnet.mapPublicIp;
  return {
    ...one,
    id,
    region: region.name,
    createdAt: now,
    launchedAt: now,
    tags: new Map(order.tags.instance),
    image,
    type,
    zone: subnet.zone,
    subnetId: subnet.id,
    vpcId: subnet.vpcId,
    groupIds: order.groups.map((group) => group.id),
    ...(keyName !== undefined && { keyName }),
    ...(profile !== undefined && { profile }),
    ...(token !== undefined && { token }),
    ...(userData !== undefined && { userData }),
    ...(order.spot && { spotRequestId: `sir-${hex(chance, 8)}`, spotKind: order.spot.kind }),
    wantsPublicIp,
    ...(wantsPublicIp && { publicIp: publicAddress(world) }),
    interface: {
      id: newId(chance, 'eni'),
      attachmentId: newId(chance, 'eni-attach'),
      mac: `0e:${[0, 0, 0, 0, 0].map(() => hex(chance, 2)).join(':')}`,
      tags: new Map(order.tags['network-interface']),
    },
    metadata: order.metadata,
    outcome: outcomeOf(world, { index: world.launched++, instanceId: id, instanceType: type.name }),
    timeline: [],
    volumes: [],
    monitored: flag(params, 'Monitoring.Enabled') ?? false,
    ebsOptimized: flag(params, 'EbsOptimized') ?? false,
    sourceDestCheck: true,
    shutdownBehavior: order.shutdownBehavior,
    terminationProtected: flag(params, 'DisableApiTermination') ?? false,
    stopProtected: flag(params, 'DisableApiStop') ?? false,
  };
}

function addVolumes({ world, region, now }: Call, order: Order, instance: Instance): void {
  for (const disk of order.disks) {
    const volume: Volume = {
      id: newId(world.chance, 'vol'),
      createdAt: now,
      tags: new Map(order.tags.volume),
      zone: instance.zone,
      disk,
      instance,
      deleteOnTermination: disk.deleteOnTermination,
    };
    instance.volumes.push(volume);
    region.volumes.set(volume.id, volume);
  }
}
