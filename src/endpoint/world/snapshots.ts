import type { Snapshot } from './state.js';
import { replan, stateAt } from './timeline.js';

/**
 * Deletes a snapshot: one that is still being made first becomes complete.
 * Source: EBS user guide, "Delete an Amazon EBS snapshot", considerations.
 */
export function deleteSnapshotNow({ timeline }: Snapshot, now: number): void {
  const rest = stateAt(timeline, now) === 'pending' ? timeline.filter(({ at }) => at > now) : [];
  const at = rest.at(-1)?.at ?? now;
  replan(timeline, now, [...rest, { at, state: 'deleted' }]);
}

/** Whether somebody has deleted it, even if that has not taken effect yet. */
export function isDeleted({ timeline }: Snapshot): boolean {
  return timeline.at(-1)?.state === 'deleted';
}
