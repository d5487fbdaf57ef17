import { offers } from '../../catalogue/zones.js';
import { refuse } from '../../protocol/errors.js';
import { needed, text } from '../../protocol/query.js';
import { notOffered } from '../../world/capacity.js';
import type { Subnet } from '../../world/state.js';
import type { Call } from '../action.js';
import { tagSpecifications } from '../tag-specifications.js';
import { launchDisks } from './disks.js';
import { checkFit, launchImage, launchType } from './image.js';
import type { Order } from './make.js';
import { launchGroups, type NetworkWish } from './network.js';
import * as options from './options.js';
import { checkSpotTags, spotWish } from './spot.js';
import { originTags, type Origin } from './template.js';
import { checkUserData } from './user-data.js';

/** How many instances, in one of which subnets. */
export interface Range {
  readonly least: number;
  readonly most: number;
  /** In zones that have the type at all; at least one. */
  readonly subnets: readonly Subnet[];
}

export type Asked = Omit<Order, 'subnet' | 'count'>;

/** Where a launch comes from and where it may go. */
export interface Bearings {
  readonly origin: Origin | undefined;
  readonly wish: NetworkWish;
  readonly subnets: readonly Subnet[];
}

/** Reads and checks a whole launch, its template's part included: all that can be told without looking for room. */
export function readOrder(
  call: Call,
  { origin, wish, subnets }: Bearings,
): { readonly asked: Asked; readonly range: Range } {
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
  for (const [key, value] of originTags(origin)) tags.instance.set(key, value);
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
