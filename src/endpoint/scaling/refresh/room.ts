import type { Preferences, Refresh } from '../../world/scaling/refresh.js';
import { counts, isLive, type Member } from '../../world/scaling/member.js';
import type { AutoScalingGroup } from '../../world/scaling/group.js';

/** Within what a refresh moves: fewer must not count, more must not be there. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/**
 * Source: Auto Scaling API reference, RefreshPreferences. Where the percentages leave no room at all, one instance at a time
 * is ended before another is launched (user guide, "How an instance refresh works").
 */
export function bounds(desired: number, { minHealthy, maxHealthy = 100 }: Preferences): Bounds {
  const least = Math.ceil((desired * minHealthy) / 100);
  const most = Math.ceil((desired * maxHealthy) / 100);
  return least >= desired && most <= desired ? { least: desired - 1, most } : { least, most };
}

/** What a refresh has to do still, and has done. */
export interface Tally {
  /** Not replaced yet, in service or on the way there, or on standby. */
  readonly old: readonly Member[];
  readonly live: readonly Member[];
  /** Launched by it and there still. */
  readonly fresh: readonly Member[];
  readonly ready: number;
}

export function tally({ members }: AutoScalingGroup, refresh: Refresh, now: number): Tally {
  const all = [...members.values()];
  const back = refresh.rollback !== undefined;
  return {
    old: all.filter(
      (member) => refresh.old.has(member.instance.id) && (isLive(member) || member.lifecycle === 'Standby'),
    ),
    live: all.filter(isLive),
    fresh: all.filter(
      (member) => member.by?.refreshId === refresh.id && member.by.back === back && isLive(member),
    ),
    ready: all.filter((member) => counts(member, now)).length,
  };
}

/** How many it has or had to replace. */
export function totalOf({ total, rollback }: Refresh): number {
  return rollback?.total ?? total;
}

/** How many of the old may be replaced up to the next checkpoint. */
export function open(refresh: Refresh, old: number): number {
  if (refresh.checkpointUntil !== undefined) return 0;
  return Math.max(0, Math.min(old, limit(refresh) - (totalOf(refresh) - old)));
}

/** The number of replaced instances that the next checkpoint is at. A rollback has none. */
export function limit(refresh: Refresh): number {
  const { preferences, passed, rollback } = refresh;
  const percentage = rollback ? 100 : (preferences.checkpoints[passed] ?? 100);
  return Math.ceil((totalOf(refresh) * percentage) / 100);
}
