/** At which of a run's requests it is broken. */

/** Of the calls that the scenarios make. */
const READS = /^(Describe|Get|List)/;

export function changes(action: string): boolean {
  return !READS.test(action);
}

/**
 * The numbers of the requests, from 1, without those that only look again: between two calls that change something, of each call
 * the first, the second and the last. In between nothing is different but the time.
 */
export function points(actions: readonly string[]): number[] {
  const groups = new Map<string, number[]>();
  let changed = 0;
  for (const [index, action] of actions.entries()) {
    if (changes(action)) changed += 1;
    const key = changes(action) ? `${index}` : `${changed} ${action}`;
    groups.set(key, [...(groups.get(key) ?? []), index + 1]);
  }
  const kept = [...groups.values()].flatMap((all) => [...all.slice(0, 2), ...all.slice(2).slice(-1)]);
  return kept.sort((one, other) => one - other);
}
