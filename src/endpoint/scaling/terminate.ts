import { BY_USER } from '../actions/instance-state.js';
import { addActivity, endActivity, second } from '../world/scaling/activity.js';
import { isLive, isWarmed, type Member } from '../world/scaling/member.js';
import { stateAt } from '../world/timeline.js';
import type { Stage } from './stage.js';

/** Ends a member; its cause says why. Protection against EC2's own calls doesn't protect from its group. */
export function terminateMember({ group, host, now }: Stage, member: Member, cause: string): void {
  const { instance } = member;
  if (member.lifecycle === 'Pending') endActivity(member.activity, 'Cancelled', now);
  const state = stateAt(instance.timeline, now);
  if (state !== 'shutting-down' && state !== 'terminated') host.terminate(instance, BY_USER, now);
  member.lifecycle = isWarmed(member) ? 'Warmed:Terminating' : 'Terminating';
  member.activity = addActivity(group.activities, {
    description: `Terminating EC2 instance: ${instance.id}`,
    cause,
    startedAt: now,
    status: 'InProgress',
    place: instance,
  });
}

/** As causes say that an instance was picked. */
export function selected(at: number, { instance }: Member): string {
  return `At ${second(at)} instance ${instance.id} was selected for termination.`;
}

export interface Preference {
  /** Whether an instance is of what the group launches now: others go first. */
  readonly current: (member: Member) => boolean;
}

/**
 * The next to go when a group shrinks: what isn't ready before what is; then in the zone with the most instances what is not
 * of the group's configuration, then what is oldest.
 * Source: Auto Scaling user guide, "Default termination policy".
 */
export function nextToGo({ group }: Stage, { current }: Preference): Member | undefined {
  const live = [...group.members.values()].filter(isLive);
  const inZone = new Map<string, number>();
  for (const { instance } of live) inZone.set(instance.zone, (inZone.get(instance.zone) ?? 0) + 1);
  const rank = (member: Member): number[] => [
    member.lifecycle === 'Pending' || !member.healthy ? 0 : 1,
    -(inZone.get(member.instance.zone) ?? 0),
    current(member) ? 1 : 0,
    member.instance.createdAt,
  ];
  let best: { member: Member; rank: number[] } | undefined;
  for (const member of live) {
    if (member.protected) continue;
    const own = rank(member);
    if (!best || less(own, best.rank)) best = { member, rank: own };
  }
  return best?.member;
}

function less(one: readonly number[], other: readonly number[]): boolean {
  const index = one.findIndex((value, place) => value !== other[place]);
  return index >= 0 && (one[index] ?? 0) < (other[index] ?? 0);
}
