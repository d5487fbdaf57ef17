import type { Progress, Refresh } from '../../world/scaling/refresh.js';
import { isLive } from '../../world/scaling/member.js';
import type { Stage } from '../stage.js';

export const DONE: Progress = { percentage: 100, toUpdate: 0, warm: { percentage: 100, toUpdate: 0 } };

function end(refresh: Refresh, status: Refresh['status'], now: number, reason?: string): true {
  refresh.status = status;
  refresh.endedAt = now;
  if (reason === undefined) delete refresh.reason;
  else refresh.reason = reason;
  return true;
}

/** Only now has the group the configuration that its instances have already. */
export function succeed({ group, now }: Stage, refresh: Refresh): true {
  if (refresh.desired) group.source = refresh.desired;
  refresh.progress = DONE;
  return end(refresh, 'Successful', now);
}

export function rolledBack({ now }: Stage, refresh: Refresh): true {
  refresh.progress = { percentage: 0, toUpdate: refresh.total };
  return end(refresh, 'RollbackSuccessful', now);
}

export function cancelled({ now }: Stage, refresh: Refresh): true {
  return end(refresh, 'Cancelled', now, 'Cancelled due to user request.');
}

/** Has nothing new begun; what is under way comes to its end first where the refresh `waits` for that. */
export function cancel(
  refresh: Refresh,
  { waits, now }: { readonly waits: boolean; readonly now: number },
): void {
  delete refresh.checkpointUntil;
  delete refresh.reason;
  if (waits) refresh.status = 'Cancelling';
  else {
    end(
      refresh,
      'Cancelled',
      now,
      'Cancelled without waiting for ongoing instance launches and terminations due to user request.',
    );
  }
}

/** Ends it for a reason, or has it go back where that was asked for. */
export function fail(stage: Stage, refresh: Refresh, reason: string): true {
  if (refresh.rollback) return end(refresh, 'RollbackFailed', stage.now, reason);
  if (!refresh.preferences.autoRollback) return end(refresh, 'Failed', stage.now, reason);
  return rollBack(stage, refresh, reason);
}

/** What it launched is to be replaced by what was there before. */
export function rollBack(
  { group, now }: Pick<Stage, 'group' | 'now'>,
  refresh: Refresh,
  reason: string,
): true {
  const launched = [...group.members.values()].filter(
    (member) => member.by?.refreshId === refresh.id && isLive(member),
  );
  refresh.rollback = { at: now, reason, before: refresh.progress, total: launched.length };
  refresh.status = 'RollbackInProgress';
  refresh.old = new Set(launched.map(({ instance }) => instance.id));
  refresh.done = 0;
  refresh.progressAt = now;
  delete refresh.reason;
  delete refresh.checkpointUntil;
  delete refresh.bakesUntil;
  return true;
}
