import type { InstanceType } from '../catalogue/instance-types.js';
import { offers, zonesOf } from '../catalogue/zones.js';
import { refuse, type ApiError } from '../protocol/errors.js';

/** A lack of machines. What is left out matches everything. */
export interface Shortage {
  readonly instanceType?: string;
  readonly availabilityZone?: string;
  readonly market?: 'on-demand' | 'spot';
  /** How many can still be had, all launches together. Default 0. */
  left?: number;
}

export interface Wish {
  readonly type: InstanceType;
  readonly zone: string;
  readonly spot: boolean;
}

function shortagesFor(shortages: readonly Shortage[], { type, zone, spot }: Wish): Shortage[] {
  return shortages.filter(
    (shortage) =>
      (shortage.instanceType ?? type.name) === type.name &&
      (shortage.availabilityZone ?? zone) === zone &&
      (shortage.market === undefined || (shortage.market === 'spot') === spot),
  );
}

/** How many machines can be had now. */
export function available(shortages: readonly Shortage[], wish: Wish): number {
  return Math.min(Infinity, ...shortagesFor(shortages, wish).map(({ left }) => left ?? 0));
}

export function take(shortages: readonly Shortage[], wish: Wish, count: number): void {
  for (const shortage of shortagesFor(shortages, wish)) shortage.left = (shortage.left ?? 0) - count;
}

/** EC2's words, which name the zones to try instead, when a zone was asked for. */
export function noCapacity(
  shortages: readonly Shortage[],
  region: string,
  wish: Wish & { asked: boolean },
): ApiError {
  const { type, zone, spot, asked } = wish;
  const code = 'InsufficientInstanceCapacity';
  if (spot) return refuse(code, 'There is no Spot capacity available that matches your request.');
  if (!asked) {
    return refuse(
      code,
      `We currently do not have sufficient ${type.name} capacity in zones with support for 'gp2' volumes. ` +
        'Our system will be working on provisioning additional capacity.',
    );
  }
  const others = zonesOf(region)
    .map(({ name }) => name)
    .filter(
      (name) => name !== zone && offers(name, type) && available(shortages, { type, zone: name, spot }) > 0,
    );
  const advice = others.length === 0 ? '' : ` or choosing ${others.join(', ')}`;
  return refuse(
    code,
    `We currently do not have sufficient ${type.name} capacity in the Availability Zone you requested (${zone}). ` +
      'Our system will be working on provisioning additional capacity. ' +
      `You can currently get ${type.name} capacity by not specifying an Availability Zone in your request${advice}.`,
  );
}

/** Another matter than capacity: the zone has no such type at all. */
export function notOffered(region: string, type: InstanceType, zone: string): ApiError {
  const others = zonesOf(region).filter(({ name }) => offers(name, type));
  return refuse(
    'Unsupported',
    `Your requested instance type (${type.name}) is not supported in your requested Availability Zone (${zone}). ` +
      'Please retry your request by not specifying an Availability Zone or choosing ' +
      `${others.map(({ name }) => name).join(', ')}.`,
  );
}
