/** At which of a run's requests it is broken. */

/** Of the calls that the scenarios make. */
const READS = /^(Describe|Get|List)/;

export function changes(action: string): boolean {
  return !READS.test(action);
}

/**
 * The numbers of the requests, from 1, without those that only look again: between two calls that change something, of each call
 * the first. What comes later is different in nothing but the time.
 */
export function points(actions: readonly string[]): number[] {
  const seen = new Set<string>();
  let changed = 0;
  return actions.flatMap((action, index) => {
    if (changes(action)) {
      changed += 1;
      return [index + 1];
    }
    const look = `${changed} ${action}`;
    if (seen.has(look)) return [];
    seen.add(look);
    return [index + 1];
  });
}
