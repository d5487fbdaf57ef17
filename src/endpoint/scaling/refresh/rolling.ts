import { second } from '../../world/scaling/activity.js';
import type { AutoScalingGroup } from '../../world/scaling/group.js';
import { counts, isEnding, isWarmed, type Member } from '../../world/scaling/member.js';
import type { Preferences, Progress, Refresh } from '../../world/scaling/refresh.js';
import { replaces } from '../health.js';
import { suspended, type Stage } from '../stage.js';
import { selected, terminateMember } from '../terminate.js';
import { bounds, open, totalOf, type Tally } from './room.js';

/** Why an instance that is to be replaced is left as it is for now. */
export function blocked({ protected: isProtected, lifecycle }: Member, preferences: Preferences): boolean {
  return lifecycle === 'Standby'
    ? preferences.standby === 'Wait'
    : isProtected && preferences.scaleInProtected === 'Wait';
}

/**
 * Ends as many of the old as may go: those that don't count cost nothing, of the others so many that the least number still
 * counts. Others are launched in their place by what fits the group to its capacity.
 */
export function endOld(
  stage: Stage,
  refresh: Refresh,
  { old, ready, most = open(refresh, old.length) }: Pick<Tally, 'old' | 'ready'> & { readonly most?: number },
): boolean {
  const { group, now } = stage;
  if (suspended(stage, 'Terminate')) return false;
  const { least } = bounds(group.desiredCapacity, refresh.preferences);
  const free = old.filter((member) => !blocked(member, refresh.preferences));
  const counting = free.filter((member) => counts(member, now));
  const others = free.filter((member) => !counts(member, now) && (member.healthy || !replaces(stage)));
  const going = [...others, ...counting.slice(0, Math.max(0, ready - least))].slice(0, most);
  for (const member of going) {
    const why = `At ${second(now)} an instance was taken out of service in response to an instance refresh.`;
    terminateMember(stage, member, `${why}  ${selected(now, member)}`);
  }
  return going.length > 0;
}

/** Writes down how far it has come; when that was further than ever, it is getting on. */
export function takeStock({ group, now }: Stage, refresh: Refresh, { old, fresh }: Tally): void {
  const total = totalOf(refresh);
  const ready = Math.min(total, fresh.filter((member) => counts(member, now)).length);
  const gone = total - old.length;
  if (ready + gone > refresh.done) {
    refresh.done = ready + gone;
    refresh.progressAt = now;
  }
  refresh.progress = refresh.rollback
    ? backwards(refresh, old.length)
    : {
        percentage: share(ready, refresh.total),
        toUpdate: Math.max(0, total - Math.max(Math.min(total, fresh.length), gone)),
        warm: warmProgress(group, refresh),
      };
}

/** Source: Auto Scaling API reference, InstanceRefresh: both count what is refreshed and what isn't, also while that is undone. */
function backwards({ total }: Refresh, left: number): Refresh['progress'] {
  return { percentage: share(left, total), toUpdate: total - Math.min(left, total) };
}

function share(part: number, total: number): number {
  return total === 0 ? 100 : Math.floor((100 * Math.min(part, total)) / total);
}

/** Of the warm pool, which is replaced as a whole: nobody is served by it. */
export function warmProgress({ members }: AutoScalingGroup, refresh: Refresh): Required<Progress>['warm'] {
  const all = [...members.values()].filter((member) => isWarmed(member) && !isEnding(member));
  const fresh = all.filter(({ by }) => by?.refreshId === refresh.id);
  const ready = fresh.filter(({ lifecycle }) => lifecycle !== 'Warmed:Pending');
  return { percentage: share(ready.length, all.length), toUpdate: all.length - fresh.length };
}
