import { available, noCapacity } from '../../world/capacity.js';
import type { Instance, Subnet } from '../../world/state.js';
import { spendResources } from '../../world/throttle.js';
import type { Call } from '../action.js';
import { makeInstances } from './make.js';
import { checkQuota } from './quota.js';
import type { Asked, Range } from './read.js';
import { checkPrice } from './spot.js';

/** Launches what was read. Throws what only doing it tells: that quota, price or capacity don't allow it. */
export function carryOut(
  call: Call,
  { asked, range }: { readonly asked: Asked; readonly range: Range },
): Instance[] {
  checkQuota(call, { type: asked.type, spot: asked.spot !== undefined, count: range.least });
  checkPrice(call.world, asked.spot);
  const order = { ...asked, ...place(call, asked, range) };
  if (call.world.settings.throttle === 'ec2') spendResources(call.region, call.action, order.count, call.now);
  return makeInstances(call, order);
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
