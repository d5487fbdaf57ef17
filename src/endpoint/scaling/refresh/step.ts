import { HOUR, SECOND } from '../../world/durations.js';
import { counts, isEnding, isLive, isWarmed, warms, type Member } from '../../world/scaling/member.js';
import { activeRefresh, type Refresh } from '../../world/scaling/refresh.js';
import { matcher } from '../candidates.js';
import { suspended, type Stage } from '../stage.js';
import { cancelled, DONE, fail, rolledBack, succeed } from './outcome.js';
import { waitingFor } from './reason.js';
import { endOld, takeStock, warmProgress } from './rolling.js';
import { limit, tally, totalOf, type Tally } from './room.js';

/** Does what a refresh has to do now; whether that was anything. */
export function stepRefresh(stage: Stage): boolean {
  const { group } = stage;
  const refresh = activeRefresh(group.refreshes);
  if (!refresh || (suspended(stage, 'InstanceRefresh') && refresh.status !== 'Cancelling')) return false;
  switch (refresh.status) {
    case 'Pending':
      return begin(stage, refresh);
    case 'InProgress':
    case 'RollbackInProgress':
      return roll(stage, refresh);
    case 'Baking':
      return bake(stage, refresh);
    case 'Cancelling':
      return wind(stage, refresh);
    default:
      return false;
  }
}

/** When a refresh that was asked for is begun. */
export function beginsAt({ world }: Pick<Stage, 'world'>, { startedAt }: Refresh): number {
  return startedAt + world.settings.refreshPendingSeconds * SECOND;
}

function begin(stage: Stage, refresh: Refresh): boolean {
  const { group, now } = stage;
  if (now < beginsAt(stage, refresh)) return false;
  const { preferences } = refresh;
  const matches = preferences.skipMatching ? matcher(stage, refresh.desired ?? group.source) : () => false;
  const old = [...group.members.values()].filter((member) => concerns(refresh, member) && !matches(member));
  refresh.old = new Set(old.map(({ instance }) => instance.id));
  refresh.total = old.length;
  refresh.status = 'InProgress';
  refresh.progress = { percentage: 0, toUpdate: old.length, warm: warmProgress(group, refresh) };
  refresh.progressAt = now;
  const pool = [...group.members.values()].some(isWarmed);
  return old.length === 0 && !pool ? succeed(stage, refresh) : true;
}

function concerns({ preferences }: Refresh, member: Member): boolean {
  if (member.lifecycle === 'Standby') return preferences.standby !== 'Ignore';
  return isLive(member) && !(member.protected && preferences.scaleInProtected === 'Ignore');
}

function roll(stage: Stage, refresh: Refresh): boolean {
  const { group, now } = stage;
  const alarm = alarming(stage, refresh);
  if (alarm !== undefined) return fail(stage, refresh, alarm);
  const ended = endOld(stage, refresh, tally(group, refresh, now));
  const found = tally(group, refresh, now);
  takeStock(stage, refresh, found);
  if (ended) return true;
  if (reached(stage, refresh, found)) return arrive(stage, refresh);
  const reason = waitingFor(stage, refresh, found);
  if (now >= failsAt(refresh)) {
    // From memory: the words.
    return fail(stage, refresh, `The instance refresh did not get on for one hour. ${reason ?? ''}`.trim());
  }
  if (reason !== undefined) refresh.reason = reason;
  return false;
}

/**
 * When it is given up, unless it gets on. Source: Auto Scaling user guide, "Instance refresh": an hour; what warms up is no
 * reason, so that isn't counted.
 */
export function failsAt({ progressAt, preferences, checkpointUntil }: Refresh): number {
  return Math.max(progressAt, checkpointUntil ?? 0) + HOUR + preferences.warmup;
}

/** At the next checkpoint: so many are replaced, and all that is there is ready, the warm pool too. */
function reached({ group, now }: Stage, refresh: Refresh, { old, live }: Tally): boolean {
  if (totalOf(refresh) - old.length < limit(refresh)) return false;
  const settled = [...group.members.values()].every(({ lifecycle }) => lifecycle !== 'Warmed:Pending');
  return settled && live.length >= group.desiredCapacity && live.every((member) => counts(member, now));
}

function arrive(stage: Stage, refresh: Refresh): boolean {
  const { now } = stage;
  const { preferences } = refresh;
  if (refresh.rollback) return rolledBack(stage, refresh);
  if (refresh.passed >= preferences.checkpoints.length - 1) {
    if (preferences.bakeTime === undefined || preferences.bakeTime === 0) return succeed(stage, refresh);
    refresh.status = 'Baking';
    refresh.bakesUntil = now + preferences.bakeTime;
    refresh.progress = DONE;
    // From memory: the words.
    refresh.reason = 'Waiting for the bake time to end.';
    return true;
  }
  refresh.checkpointUntil ??= now + preferences.checkpointDelay;
  if (now < refresh.checkpointUntil) return false;
  delete refresh.checkpointUntil;
  refresh.passed += 1;
  refresh.progressAt = now;
  return true;
}

function bake(stage: Stage, refresh: Refresh): boolean {
  const alarm = alarming(stage, refresh);
  if (alarm !== undefined) return fail(stage, refresh, alarm);
  return stage.now >= (refresh.bakesUntil ?? 0) && succeed(stage, refresh);
}

/** From memory: the words. */
function alarming({ region }: Stage, { preferences, rollback }: Refresh): string | undefined {
  const alarm = rollback ? undefined : preferences.alarms.find((name) => region.autoScaling.alarms.has(name));
  return alarm === undefined ? undefined : `The CloudWatch alarm ${alarm} is in the ALARM state.`;
}

/** Brings what is under way to its end: the old whose successors are there go, nothing else does. */
function wind(stage: Stage, refresh: Refresh): boolean {
  const { group, now } = stage;
  const found = tally(group, refresh, now);
  const most = found.live.length - group.desiredCapacity;
  if (most > 0 && endOld(stage, refresh, { ...found, most })) return true;
  takeStock(stage, refresh, tally(group, refresh, now));
  const settled = [...group.members.values()].every(
    (member) => !isEnding(member) && member.lifecycle !== 'Pending' && !warms(member, now),
  );
  return settled && cancelled(stage, refresh);
}
