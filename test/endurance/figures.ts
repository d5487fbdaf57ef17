/** What the fleet took: requests against the least there could be, time, and how much of EC2's rate it made use of. */
import type { RequestRecord } from '../../src/endpoint/world/record.js';
import type { Ended } from './fleet.js';
import type { Kind } from './mix.js';

/** Source: EC2 developer guide, "Request throttling": RunInstances, requests and instances. */
const REQUESTS = { capacity: 5, perSecond: 2 };
const INSTANCES = { capacity: 1_000, perSecond: 2 };

/**
 * The least that each kind of launch can be done with: the type's facts, the parameter, the image's facts, RunInstances, one
 * look at the instances, and one at each console. Ending them takes one more, by tag two. One that is broken off needs
 * nothing, but that what it has made is ended.
 */
function least(kind: Kind, { whole, ids }: Ended): number {
  if (!whole) return ids.length > 0 ? 1 : 0;
  const launch = 4 + 1 + kind.count;
  return launch + { launch: 0, several: 0, always: 1, 'by-tag': 2, cancelled: 0, killed: 0 }[kind.name];
}

export interface Figures {
  readonly requests: number;
  /** Answered by a refusal because of the rate. */
  readonly throttled: number;
  readonly least: number;
  /** By action: those that were answered, and those that were throttled. */
  readonly actions: ReadonlyMap<string, { readonly answered: number; readonly throttled: number }>;
  /** Virtual seconds from the start of a step to its green end, sorted. */
  readonly seconds: readonly number[];
  /** Virtual seconds from the first RunInstances to the last that made something. */
  readonly launching: number;
  /** How long EC2's rate makes that take at the least. */
  readonly possible: number;
}

export function figuresOf(ends: readonly Ended[], record: readonly RequestRecord[], made: number): Figures {
  const actions = new Map<string, { answered: number; throttled: number }>();
  for (const { action, errorCode } of record) {
    const row = actions.get(action) ?? { answered: 0, throttled: 0 };
    actions.set(action, row);
    row[errorCode === 'RequestLimitExceeded' ? 'throttled' : 'answered'] += 1;
  }
  const launched = record.filter(({ action, status }) => action === 'RunInstances' && status === 200);
  const took = ((launched.at(-1)?.at ?? 0) - (launched[0]?.at ?? 0)) / 1000;
  const time = (count: number, { capacity, perSecond }: typeof REQUESTS) =>
    Math.max(0, count - capacity) / perSecond;
  return {
    requests: record.length,
    throttled: record.filter(({ errorCode }) => errorCode === 'RequestLimitExceeded').length,
    least: ends.reduce((sum, end) => sum + least(end.plan.kind, end), 0),
    actions,
    seconds: ends
      .filter(({ ready }) => ready)
      .map(({ seconds }) => seconds)
      .sort((one, other) => one - other),
    launching: took,
    possible: Math.max(time(launched.length, REQUESTS), time(made, INSTANCES)),
  };
}
