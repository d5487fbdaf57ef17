import type { CompletedLaunch } from './template.js';

export type Market = 'on-demand' | 'spot';

/** One place to try: an instance type in a subnet (none: the default VPC's, as EC2 chooses), paid for in one way. */
export interface Place {
  readonly instanceType: string;
  readonly subnetId: string | undefined;
  readonly market: Market;
}

const MARKETS: Readonly<Record<CompletedLaunch['market'], readonly Market[]>> = {
  'on-demand': ['on-demand'],
  spot: ['spot'],
  'spot-then-on-demand': ['spot', 'on-demand'],
};

/** In the order to try: one market after the other; in it each type in every subnet, before the next type. */
export function places(launch: Pick<CompletedLaunch, 'instanceTypes' | 'subnetIds' | 'market'>): Place[] {
  const subnets = launch.subnetIds.length === 0 ? [undefined] : launch.subnetIds;
  return MARKETS[launch.market].flatMap((market) =>
    launch.instanceTypes.flatMap((instanceType) =>
      subnets.map((subnetId) => ({ instanceType, subnetId, market })),
    ),
  );
}

/** All of them, in words. */
export function allPlaces({ length }: { readonly length: number }): string {
  return length === 1 ? 'the only place' : `all ${length} places`;
}

/** `spot t3.micro in subnet-1`; on-demand, being the usual, is not said. */
export function placeName({ instanceType, subnetId, market }: Place): string {
  const where = subnetId === undefined ? instanceType : `${instanceType} in ${subnetId}`;
  return market === 'spot' ? `spot ${where}` : where;
}
