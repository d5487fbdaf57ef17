/** What the endpoint's own record says after a run was broken: what was left, doubled, or lost. In sentences. */
import type { WorldDump } from '../../src/endpoint/world/dump.js';
import { type Cost, costs, doubles } from '../support/costs.js';
import type { Scenario } from './scenario.js';

export type Kind = 'left' | 'doubled' | 'lost' | 'next';

export interface Finding {
  readonly kind: Kind;
  readonly words: string;
}

export interface Look {
  readonly scenario: Scenario;
  readonly before: WorldDump;
  readonly now: WorldDump;
  /** What outputs of runs that succeeded have named. */
  readonly named: ReadonlySet<string>;
  /** A run of it has succeeded. */
  readonly succeeded: boolean;
  /** A group that the run has made was found good, before the run was broken: that one is done, and stays. */
  readonly foundGood: boolean;
  /** The runner was lost, or its journal: there are the tags alone to go by. */
  readonly lost: boolean;
  /** Somebody has pruned since. */
  readonly pruned: boolean;
}

export function findings(look: Look): Finding[] {
  const { scenario, before, now } = look;
  return [
    ...left(look).map((words) => ({ kind: 'left' as const, words })),
    ...doubles(now, scenario.most).map((words) => ({ kind: 'doubled' as const, words })),
    ...lost(look).map((words) => ({ kind: 'lost' as const, words })),
    ...(scenario.whole?.(before, now) ?? []).map((words) => ({ kind: 'lost' as const, words })),
  ];
}

const key = ({ kind, region, id }: Cost) => `${kind} ${region} ${id}`;

/** What costs that did not before, and that nobody knows of. */
function left(look: Look): string[] {
  const had = new Set(costs(look.before).map(key));
  const more = costs(look.now).filter((cost) => !had.has(key(cost)));
  // An image that is whole is what the next run would make again: it stays for that.
  const whole = more.filter(({ kind, state }) => kind === 'image' && state === 'available');
  const snapshots = more.filter(({ kind }) => kind === 'snapshot');
  const members = new Set(
    Object.values(look.now.regions).flatMap(({ autoScalingGroups }) =>
      autoScalingGroups.flatMap(({ instances }) => instances.map(({ id }) => id)),
    ),
  );
  return [
    ...more
      .filter((cost) => !isAccountedFor(cost, { ...look, members }))
      .map((cost) => `${cost.kind} ${cost.id} ${cost.state} in ${cost.region}`),
    ...(snapshots.length > whole.length ? [`${snapshots.length} snapshots of ${whole.length} images`] : []),
  ];
}

function isAccountedFor(cost: Cost, look: Look & { readonly members: ReadonlySet<string> }): boolean {
  switch (cost.kind) {
    case 'instance':
      return look.named.has(cost.id) || look.members.has(cost.id);
    case 'volume':
      return false;
    case 'image':
      return cost.state === 'available';
    case 'snapshot':
      return true; // By their number: see `left`.
    case 'object':
      // A known limit: prune does not know of it without the bucket's name. The bucket's lifecycle rule is for that.
      return look.pruned && look.scenario.prune?.['staging-bucket'] === undefined;
    case 'version':
      // A known limit: prune takes no version away. It costs nothing, and nobody follows it: the group names its version.
      return isUsed(cost, look.now) || look.lost;
    case 'group':
      // A known limit: prune takes no group away, nor what it launches from. The next run of the same group takes them up.
      return look.succeeded || look.foundGood || look.lost;
  }
}

/**
 * What nobody waits for any longer, right after cleaning up: minutes later it would be complete, and pass for what the next run
 * takes.
 */
export function halfMade(before: WorldDump, now: WorldDump): Finding[] {
  const had = new Set(costs(before).map(key));
  return costs(now)
    .filter((cost) => cost.kind === 'image' && cost.state !== 'available' && !had.has(key(cost)))
    .map(({ id, state, region }) => ({
      kind: 'left' as const,
      words: `image ${id} in ${region} is ${state}, and nobody waits for it`,
    }));
}

/** By its number: these scenarios have one template. */
function isUsed({ id, region }: Cost, now: WorldDump): boolean {
  return (now.regions[region]?.autoScalingGroups ?? []).some(
    ({ templateVersion }) => templateVersion === id.split('/')[1],
  );
}

/** What was there before, was not to be removed, and is not there any more. */
function lost({ scenario, before, now }: Look): string[] {
  const has = new Set(costs(now).map(key));
  const removable = new Set(scenario.removes?.(before) ?? []);
  const wereMembers = new Set(
    Object.values(before.regions).flatMap(({ autoScalingGroups }) =>
      autoScalingGroups.flatMap(({ instances }) => instances.map(({ id }) => id)),
    ),
  );
  return costs(before)
    .filter((cost) => !has.has(key(cost)) && !removable.has(cost.id) && !wereMembers.has(cost.id))
    .map(({ kind, id, region }) => `${kind} ${id} in ${region} is gone`);
}
