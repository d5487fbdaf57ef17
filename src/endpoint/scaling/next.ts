import type { AutoScalingGroup } from '../world/scaling/group.js';
import { warmAt, type Lifecycle, type Member } from '../world/scaling/member.js';
import { activeRefresh, type Refresh } from '../world/scaling/refresh.js';
import type { InstanceState, World } from '../world/state.js';
import { stateAt } from '../world/timeline.js';
import { suspended } from './stage.js';
import { checkFrom, graceEnd, looksAtBalancer } from './health.js';
import { beginsAt, failsAt } from './refresh/step.js';

/** When something happens in a group next (cloud ms), as things stand: at the time up to which all has happened, or later. */
export function nextEvent(world: World, group: AutoScalingGroup): number {
  const { at, touchedAt = Infinity, launchesFrom } = group;
  let next = Math.max(at, touchedAt);
  if (launchesFrom > at) next = Math.min(next, launchesFrom);
  const refresh = activeRefresh(group.refreshes);
  if (refresh) for (const time of ofRefresh(world, refresh)) if (time > at) next = Math.min(next, time);
  for (const member of group.members.values()) {
    const time = ofMember(world, group, member);
    if (time !== undefined && time >= at) next = Math.min(next, time);
  }
  return next;
}

function ofRefresh(world: World, refresh: Refresh): number[] {
  const { status, checkpointUntil = Infinity, bakesUntil = Infinity } = refresh;
  switch (status) {
    case 'Pending':
      return [beginsAt({ world }, refresh)];
    case 'Baking':
      return [bakesUntil];
    case 'InProgress':
    case 'RollbackInProgress':
      return [checkpointUntil, failsAt(refresh)];
    default:
      return [];
  }
}

/** States of an instance that bring on a member in a lifecycle state; of others every instance waits for the next step of its life. */
const DUE: Readonly<Partial<Record<Lifecycle, readonly InstanceState[]>>> = {
  Pending: ['running', 'stopping', 'stopped', 'shutting-down', 'terminated'],
  'Warmed:Pending': ['running', 'stopped', 'shutting-down', 'terminated'],
};
const DUE_USUALLY: readonly InstanceState[] = ['terminated'];

function ofMember(world: World, group: AutoScalingGroup, member: Member): number | undefined {
  const { at } = group;
  const { lifecycle, instance } = member;
  if (lifecycle === 'Standby') return undefined;
  if (lifecycle === 'InService') {
    const warm = warmAt(member) ?? 0;
    const ill = member.healthy ? foundIll(world, group, member) : Infinity;
    return Math.min(warm > at ? warm : Infinity, ill);
  }
  return (DUE[lifecycle] ?? DUE_USUALLY).includes(stateAt(instance.timeline, at)) ? at : nextStep(member, at);
}

function nextStep({ instance }: Member, after: number): number | undefined {
  return instance.timeline.find(({ at }) => at > after)?.at;
}

/** When its group will find that it isn't healthy. */
function foundIll({ settings }: World, group: AutoScalingGroup, member: Member): number {
  if (suspended({ group }, 'HealthCheck')) return Infinity;
  const { timeline } = member.instance;
  const after = group.at + 1;
  const down =
    stateAt(timeline, group.at) === 'running'
      ? (timeline.find(({ at, state }) => at > group.at && state !== 'running')?.at ?? Infinity)
      : group.at;
  const balancer =
    member.balancerSaysUnhealthy && looksAtBalancer(group) ? graceEnd(group, member) : Infinity;
  const from = Math.max(after, Math.min(down, balancer));
  return from === Infinity ? Infinity : checkFrom(settings, group, from);
}
