import { offers } from '../catalogue/zones.js';
import { refuse } from '../protocol/errors.js';
import { needed, text } from '../protocol/query.js';
import { available, noCapacity, notOffered } from '../world/capacity.js';
import { spendResources } from '../world/throttle.js';
import { recall, requestOf, tokenKey } from '../world/tokens.js';
import type { Instance, Subnet } from '../world/state.js';
import { stateAt } from '../world/timeline.js';
import { refuseUnknown, unlessDryRun, type Action, type Call } from './action.js';
import { reservation } from './instance-view.js';
import { checkFit, launchImage, launchType } from './launch/image.js';
import { launchDisks } from './launch/disks.js';
import { makeInstances, type Order } from './launch/make.js';
import { candidateSubnets, launchGroups, networkWish, type NetworkWish } from './launch/network.js';
import * as options from './launch/options.js';
import { checkQuota } from './launch/quota.js';
import { checkPrice, checkSpotTags, spotWish } from './launch/spot.js';
import { originTags, withTemplate } from './launch/template.js';
import { checkUserData } from './launch/user-data.js';
import { tagSpecifications } from './tag-specifications.js';

/** Those that change nothing that anybody can see here are known all the same: clients send them. */
const WITHOUT_EFFECT =
  'CreditSpecification CpuOptions CapacityReservationSpecification MaintenanceOptions PrivateDnsNameOptions EnclaveOptions';

export const runInstances: Action = {
  takes:
    'ImageId InstanceType MinCount MaxCount KeyName SecurityGroupId SecurityGroup SubnetId Placement PrivateIpAddress ' +
    'NetworkInterface BlockDeviceMapping UserData TagSpecification ClientToken IamInstanceProfile MetadataOptions ' +
    'InstanceMarketOptions InstanceInitiatedShutdownBehavior DisableApiTermination DisableApiStop EbsOptimized ' +
    `Monitoring LaunchTemplate ${WITHOUT_EFFECT}`,
  run(asRequested) {
    const { call, origin } = withTemplate(asRequested);
    refuseUnknown(runInstances, call.params);
    const wish = networkWish(call);
    const subnets = candidateSubnets(call, wish);
    const token = tokenOf(asRequested, wish, subnets);
    const before = recall(call.region.tokens, token.key, token.request) as Instance[] | undefined;
    if (before) return reservation(call, again(before, call.now));

    const { asked, range } = readOrder(call, wish, subnets);
    for (const [key, value] of originTags(origin)) asked.tags.instance.set(key, value);
    // A dry run tells of permissions and parameters, never of quota or capacity: those are looked at by doing it.
    unlessDryRun(call);
    checkQuota(call, { type: asked.type, spot: asked.spot !== undefined, count: range.least });
    checkPrice(call.world, asked.spot);
    const order = { ...asked, ...place(call, asked, range) };
    if (call.world.settings.throttle === 'ec2')
      spendResources(call.region, call.action, order.count, call.now);
    const instances = makeInstances(call, order);
    if (order.token !== undefined)
      call.region.tokens.set(token.key, { request: token.request, made: instances });
    return reservation(call, instances);
  },
};

function tokenOf(
  { params, action }: Call,
  wish: NetworkWish,
  subnets: readonly Subnet[],
): { key: string; request: string } {
  const token = text(params, 'ClientToken');
  if (token === undefined) return { key: '', request: '' };
  if (token.length > 64)
    throw refuse('InvalidParameterValue', 'The client token must be at most 64 characters long.');
  const zonal = wish.subnetId !== undefined || wish.zone !== undefined;
  return { key: tokenKey(action, token, zonal ? subnets[0]?.zone : ''), request: requestOf(params) };
}

/** The same launch asked for again: what was made then, as it is now. */
function again(instances: Instance[], now: number): Instance[] {
  if (instances.every(({ timeline }) => stateAt(timeline, now) === 'terminated')) {
    throw refuse(
      'IdempotentInstanceTerminated',
      'The client token you have provided is associated with an instance that has been terminated. Please use a different client token.',
    );
  }
  return instances;
}

/** How many instances, in one of which subnets. */
interface Range {
  readonly least: number;
  readonly most: number;
  /** In zones that have the type at all; at least one. */
  readonly subnets: readonly Subnet[];
}

type Asked = Omit<Order, 'subnet' | 'count'>;

/** Reads and checks the whole request: all that can be told without looking for room. */
function readOrder(
  call: Call,
  wish: NetworkWish,
  subnets: readonly Subnet[],
): { asked: Asked; range: Range } {
  const { params } = call;
  const image = launchImage(call);
  const type = launchType(needed(params, 'InstanceType'));
  checkFit(image, type);
  const spot = spotWish(call);
  const tags = tagSpecifications(params, [
    'instance',
    'volume',
    'network-interface',
    'spot-instances-request',
  ]);
  checkSpotTags(tags['spot-instances-request'], spot);
  const { least, most } = options.counts(params);
  const userData = text(params, 'UserData');
  const asked: Asked = {
    image,
    type,
    spot,
    wish,
    disks: launchDisks(call, image),
    keyName: options.keyName(call),
    profile: options.instanceProfile(call),
    metadata: options.metadataOptions(params, image),
    tags,
    userData: userData === undefined ? undefined : checkUserData(userData),
    token: text(params, 'ClientToken'),
    shutdownBehavior: options.shutdownBehavior(params),
    groups: launchGroups(call, wish, subnets[0]?.vpcId ?? ''),
  };
  return { asked, range: { least, most, subnets: offering(call, type, subnets) } };
}

/** The subnets in whose zones the type is offered. */
function offering({ region }: Call, type: Order['type'], subnets: readonly Subnet[]): Subnet[] {
  const [first] = subnets;
  if (!first) throw refuse('MissingInput', 'No subnets found for the default VPC. Please specify a subnet.');
  const found = subnets.filter(({ zone }) => offers(zone, type));
  if (found.length === 0) throw notOffered(region.name, type, first.zone);
  return found;
}

/** The first subnet whose zone has at least the least number of machines, and how many it then gives. */
function place(
  { world, region }: Call,
  { type, spot: spotAsked, wish }: Asked,
  { subnets, least, most }: Range,
): { subnet: Subnet; count: number } {
  const spot = spotAsked !== undefined;
  for (const subnet of subnets) {
    const there = { type, zone: subnet.zone, spot };
    const count = Math.min(most, available(world.shortages, there));
    if (count >= least) return { subnet, count };
  }
  const asked = wish.subnetId !== undefined || wish.zone !== undefined;
  throw noCapacity(world.shortages, region.name, { type, zone: subnets[0]?.zone ?? '', spot, asked });
}
