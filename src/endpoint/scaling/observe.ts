import { endActivity } from '../world/scaling/activity.js';
import { isEnding, isWarmed, type Member } from '../world/scaling/member.js';
import { stepAt } from '../world/timeline.js';
import { launchFailed } from './launch.js';
import type { Stage } from './stage.js';
import { terminateMember } from './terminate.js';
import { observeWarmed } from './warm-pool.js';

/** Takes in what became of the group's instances; whether that was anything. */
export function observe(stage: Stage): boolean {
  let changed = false;
  for (const member of stage.group.members.values()) {
    if (member.lifecycle === 'Pending') changed = pending(stage, member) || changed;
    else if (isEnding(member)) changed = ending(stage, member) || changed;
    else if (isWarmed(member)) changed = observeWarmed(stage, member) || changed;
  }
  return changed;
}

function pending(stage: Stage, member: Member): boolean {
  const { group, now } = stage;
  const { state, reason } = stepAt(member.instance.timeline, now);
  if (state === 'pending') return false;
  if (state === 'running') {
    member.lifecycle = 'InService';
    member.inServiceAt = now;
    group.failures = 0;
    endActivity(member.activity, 'Successful', now);
    return true;
  }
  const why = reason ? ` Termination Reason: ${reason.message}` : '';
  const { activity } = member;
  terminateMember(stage, member, activity.cause);
  endActivity(
    activity,
    'Cancelled',
    now,
    `Instance became unhealthy while waiting for instance to be in InService state.${why}`,
  );
  launchFailed(stage);
  return true;
}

function ending({ group, now }: Stage, member: Member): boolean {
  if (stepAt(member.instance.timeline, now).state !== 'terminated') return false;
  endActivity(member.activity, 'Successful', now);
  group.members.delete(member.instance.id);
  return true;
}
