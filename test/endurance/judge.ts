/** From the endpoint's own record at the end: nothing lost, nothing doubled, nothing left. */
import type { WorldDump } from '../../src/endpoint/world/dump.js';
import { costs, doubles } from '../support/costs.js';
import type { Ended } from './fleet.js';

/** An assertion: what holds, and those for which it does not. */
export interface Verdict {
  readonly what: string;
  readonly against: readonly string[];
}

const MOST_OF_ONE_LAUNCH = 5;

export function judge(ends: readonly Ended[], world: WorldDump): Verdict[] {
  const alive = new Map(
    costs(world)
      .filter(({ kind }) => kind === 'instance')
      .map(({ id, tags }) => [id, runOf(tags)]),
  );
  const stays = ends.filter(
    ({ plan, code }) => code === 0 && plan.kind.name !== 'always' && plan.kind.name !== 'by-tag',
  );
  const named = new Set(stays.flatMap(({ ids }) => ids));
  const tell = ({ plan, log }: Ended) => `${plan.run} (${plan.kind.name})\n${log}`;
  return [
    {
      what: 'every launch that nobody broke off ended green and ready',
      against: ends.filter((end) => end.whole && !(end.code === 0 && end.ready) && !outbid(end)).map(tell),
    },
    {
      what: 'of those that ask for several at once no more than one in ten was throttled to the end of its patience, and said so',
      against:
        ends.filter(outbid).length * 10 > ends.filter(isSeveral).length ? ends.filter(outbid).map(tell) : [],
    },
    {
      what: 'none that was broken off is called ready',
      against: ends.filter(({ whole, code, ready }) => !whole && (code === 0 || ready)).map(tell),
    },
    { what: 'every post step ended well', against: ends.filter(({ postCode }) => postCode !== 0).map(tell) },
    {
      what: 'every job that ends a run by tag ended well',
      against: ends.filter(({ terminateCode }) => (terminateCode ?? 0) !== 0).map(tell),
    },
    {
      what: 'none is lost: as many instances as asked for are named, and alive',
      against: stays
        .filter(
          ({ ids, plan }) => ids.length !== plan.kind.count || ids.some((id) => alive.get(id) !== plan.run),
        )
        .map(tell),
    },
    {
      what: 'none is doubled: no token made more instances than its launch has',
      against: [...doubles(world, MOST_OF_ONE_LAUNCH), ...madeTwice(ends, world)],
    },
    {
      what: 'nothing is left of what was ended, cancelled or killed: all that is alive is named by a green run',
      against: [...alive].filter(([id]) => !named.has(id)).map(([id, run]) => `${id} of ${run}`),
    },
    {
      what: 'nothing else costs anything',
      against: costs(world)
        .filter(({ kind }) => kind !== 'instance')
        .map(({ kind, id }) => `${kind} ${id}`),
    },
  ];
}

function runOf(tags: Readonly<Record<string, string>>): string {
  return tags['ami-launch:run']?.split('/')[2] ?? '';
}

/** Each run launches once: whatever it has more of, dead ones too, was made twice. */
function madeTwice(ends: readonly Ended[], { regions }: WorldDump): string[] {
  const made = new Map<string, number>();
  for (const { instances } of Object.values(regions))
    for (const { tags } of instances) made.set(runOf(tags), (made.get(runOf(tags)) ?? 0) + 1);
  return ends
    .filter(({ plan }) => (made.get(plan.run) ?? 0) > plan.kind.count)
    .map(({ plan }) => `${made.get(plan.run) ?? 0} instances of the run ${plan.run} of ${plan.kind.count}`);
}

const isSeveral = ({ plan }: Ended) => plan.kind.name === 'several';

/**
 * EC2 takes as many tokens for a call as that asks for instances. While hundreds of others ask for one each there are never
 * five, and nobody can be let through for them: the launch ends with a sentence, and has made nothing.
 */
function outbid(end: Ended): boolean {
  return isSeveral(end) && end.code !== 0 && end.ids.length === 0 && end.log.includes('RequestLimitExceeded');
}
