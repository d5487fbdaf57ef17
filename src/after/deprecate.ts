import type { Image } from '@aws-sdk/client-ec2';
import type { WriteContext } from '../context.js';
import type { InRegion } from './in-region.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** EC2 takes no time that has passed; what should have been deprecated by now is so from here on. */
const SOON = 2 * MINUTE;

/** When an image of this age is to be deprecated, in ms since 1970: in whole minutes, as EC2 rounds them. */
export function deprecationOf({ CreationDate = '' }: Image, days: number, now: number): number {
  const created = Date.parse(CreationDate);
  return Math.round(((Number.isNaN(created) ? now : created) + days * DAY) / MINUTE) * MINUTE;
}

/**
 * Sets when the image in one region is deprecated, unless that is set already. A copy is deprecated with its source.
 * Source: EC2 API reference, EnableImageDeprecation, `DeprecateAt`.
 *
 * @param at in ms since 1970
 * @returns when it is, in ms since 1970: later than asked for where that has passed
 */
export async function deprecate(
  { clients, described, id, region }: InRegion,
  at: number,
  { clock, log }: WriteContext,
): Promise<number> {
  const { DeprecationTime } = await described();
  const parsed = Date.parse(DeprecationTime ?? '');
  const set = Number.isNaN(parsed) ? undefined : parsed;
  const soonest = Math.ceil((clock.now() + SOON) / MINUTE) * MINUTE;
  const due = Math.max(at, soonest);
  if (set !== undefined && (Math.abs(set - at) < MINUTE || (at < soonest && set <= due))) return set;
  await clients.ec2('EnableImageDeprecation', { ImageId: id, DeprecateAt: new Date(due) });
  log.say(`${id} in ${region} is deprecated from ${new Date(due).toISOString()} on.`);
  return due;
}
