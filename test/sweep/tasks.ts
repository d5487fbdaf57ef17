/** Which runs are broken, in which way, at which request. */
import { changes, points } from './points.js';
import { WAYS } from './ways.js';
import type { Task } from './worker.js';

/** What the command line says. */
export interface Asked {
  readonly scenario?: string | undefined;
  readonly way?: string | undefined;
  readonly n?: number | undefined;
  /** At every request, also where it only looks again. */
  readonly every?: boolean;
}

/**
 * Scenarios of so many requests that each is broken in every so-many-th way only, its neighbours in the others. Without processes
 * of their own. `--every` knows no such thing.
 */
const THINNED: Readonly<Record<string, number>> = { 'bake-all': 3 };

/** @param actions the calls of the scenario when nothing breaks it */
export function tasksOf(scenario: string, actions: readonly string[], { way, n, every }: Asked): Task[] {
  if (n !== undefined) return [{ scenario, way: way ?? '', n }];
  const share = every === true ? 1 : (THINNED[scenario] ?? 1);
  const all = every === true ? actions.map((_, index) => index + 1) : points(actions);
  return Object.entries(WAYS).flatMap(([name, { changesOnly, process }], nth) => {
    if (name !== (way ?? name) || (share > 1 && process === true)) return [];
    return all
      .filter((_, index) => (index + nth) % share === 0)
      .filter((at) => changesOnly !== true || changes(actions[at - 1] ?? ''))
      .map((at) => ({ scenario, way: name, n: at }));
  });
}

/** For every `npm test`: where a run has just made something, once for each kind of it. */
const SHORT: readonly (readonly [scenario: string, way: string, action: string])[] = [
  ['launch', 'kill-before', 'RunInstances'],
  ['launch', 'kill-after', 'RunInstances'],
  ['launch', 'lost-after', 'RunInstances'],
  ['launch', 'sigterm', 'RunInstances'],
  ['launch', 'cut-after', 'RunInstances'],
  ['bake', 'kill-after', 'RunInstances'],
  ['bake', 'kill-after', 'CreateImage'],
  ['bake', 'lost-after', 'CreateImage'],
  ['rollout', 'kill-after', 'StartInstanceRefresh'],
];

export const SHORT_SCENARIOS: readonly string[] = [...new Set(SHORT.map(([scenario]) => scenario))];

/** At the last of the calls of that name: the one that does it. */
export function shortTasks(scenario: string, actions: readonly string[]): Task[] {
  return SHORT.filter(([name]) => name === scenario).map(([, way, action]) => ({
    scenario,
    way,
    n: actions.lastIndexOf(action) + 1,
  }));
}
