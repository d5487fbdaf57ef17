import { text, whole, type Params } from '../protocol/query.js';
import { isLive } from '../world/scaling/member.js';
import type { LaunchSource } from '../world/scaling/source.js';
import type { Stage } from './stage.js';

/**
 * How many of the next instances are to be spot instances.
 * Source: Auto Scaling API reference, InstancesDistribution: a base of on-demand instances, above that a percentage.
 */
export function spotAmong({ group }: Stage, { mixedInstances }: LaunchSource, count: number): number {
  const distribution = mixedInstances?.distribution;
  if (!distribution) return 0;
  const live = [...group.members.values()].filter(isLive);
  const onDemand = live.filter(({ instance }) => instance.spotRequestId === undefined).length;
  const base = whole(distribution, 'OnDemandBaseCapacity') ?? 0;
  const above = whole(distribution, 'OnDemandPercentageAboveBaseCapacity') ?? 100;
  const wanted = base + Math.ceil((Math.max(0, live.length + count - base) * above) / 100);
  return count - Math.max(0, Math.min(count, wanted - onDemand));
}

/** What makes a launch of the source one of spot instances. */
export function asSpot({ mixedInstances }: LaunchSource): Params {
  const price = text(mixedInstances?.distribution ?? {}, 'SpotMaxPrice');
  return {
    InstanceMarketOptions: {
      MarketType: 'spot',
      ...(price !== undefined && { SpotOptions: { MaxPrice: price } }),
    },
  };
}
