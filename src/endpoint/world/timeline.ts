export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** From `at` (cloud ms) on a thing is in `state`, for a reason if EC2 tells one. */
export interface Step<S extends string> {
  readonly at: number;
  readonly state: S;
  readonly reason?: Reason;
}

/**
 * The life of a thing as dated steps, oldest first, of which some may lie in the future. What a thing is now is
 * looked up, not set by timers, so it is exact at any speed; a host that learns of changes as they happen
 * appends them instead of announcing them.
 */
export type Timeline<S extends string> = Step<S>[];

/** The step that holds at a time; before the first it is the first. */
export function stepAt<S extends string>(timeline: Timeline<S>, now: number): Step<S> {
  const step = timeline.findLast(({ at }) => at <= now) ?? timeline[0];
  if (!step) throw new Error('A timeline has at least one step.');
  return step;
}

export function stateAt<S extends string>(timeline: Timeline<S>, now: number): S {
  return stepAt(timeline, now).state;
}

/** Forgets what was still to come and plans anew. */
export function replan<S extends string>(
  timeline: Timeline<S>,
  now: number,
  steps: readonly Step<S>[],
): void {
  const kept = timeline.filter(({ at }) => at <= now);
  timeline.splice(0, timeline.length, ...kept, ...steps);
}

/** Forgets what was still to come. */
export function forgetAfter(dated: { readonly at: number }[], now: number): void {
  const kept = dated.filter(({ at }) => at <= now);
  dated.splice(0, dated.length, ...kept);
}
