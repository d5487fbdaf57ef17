import { BY_USER } from '../actions/instance-state.js';
import { publicAddress } from '../world/addresses.js';
import { available } from '../world/capacity.js';
import { addActivity, endActivity, second } from '../world/scaling/activity.js';
import { isEnding, isWarmed, type Lifecycle, type Member } from '../world/scaling/member.js';
import { stateAt, stepAt } from '../world/timeline.js';
import type { AutoScalingGroup, WarmPool } from '../world/scaling/group.js';
import { launchFailed, launchMembers, type LaunchWish } from './launch.js';
import { suspended, type Stage } from './stage.js';
import { terminateMember } from './terminate.js';

/** Source: Auto Scaling API reference, PutWarmPool. */
function wanted({ desiredCapacity, maxSize, warmPool }: AutoScalingGroup): number {
  if (!warmPool || warmPool.deleting) return 0;
  return Math.max(warmPool.minSize, (warmPool.maxPrepared ?? maxSize) - desiredCapacity, 0);
}

function kept({ members }: AutoScalingGroup): Member[] {
  return [...members.values()].filter((member) => isWarmed(member) && !isEnding(member));
}

/** Fits the warm pool to its size, from what the group is launched from now; what isn't of that goes, where `stale` says so. */
export function fitWarmPool(
  stage: Stage,
  origin: Pick<LaunchWish, 'source' | 'by' | 'warmup'>,
  stale: (member: Member) => boolean,
): boolean {
  const { group, now } = stage;
  const all = kept(group);
  const { warmPool } = group;
  if (warmPool?.deleting && all.length === 0) group.warmPool = undefined;
  if (all.length === 0 && wanted(group) === 0) return false;
  const old = all.filter(stale);
  const surplus = all.filter((member) => !old.includes(member)).slice(wanted(group));
  const going = suspended(stage, 'Terminate') ? [] : [...old, ...surplus];
  for (const member of going) {
    const why = surplus.includes(member)
      ? 'a difference between desired and actual capacity of the warm pool'
      : 'an instance refresh';
    terminateMember(
      stage,
      member,
      `At ${second(now)} an instance was taken out of service in response to ${why}.`,
    );
  }
  return fill(stage, origin, wanted(group) - (all.length - going.length)) || going.length > 0;
}

function fill(stage: Stage, origin: Pick<LaunchWish, 'source' | 'by' | 'warmup'>, count: number): boolean {
  const { group, now } = stage;
  if (count <= 0 || suspended(stage, 'Launch') || now < group.launchesFrom) return false;
  launchMembers(stage, {
    count,
    ...origin,
    warm: true,
    cause: () =>
      `At ${second(now)} an instance was started in response to a difference between desired and actual capacity of the warm pool.`,
  });
  return true;
}

const REST: Readonly<Record<WarmPool['state'], Lifecycle>> = {
  Stopped: 'Warmed:Stopped',
  Hibernated: 'Warmed:Hibernated',
  Running: 'Warmed:Running',
};

/** Brings a member of the warm pool on: up, and down again where the pool wants it so. */
export function observeWarmed(stage: Stage, member: Member): boolean {
  const { group, host, now } = stage;
  const { state } = stepAt(member.instance.timeline, now);
  if (state === 'shutting-down' || state === 'terminated') {
    endActivity(member.activity, 'Cancelled', now);
    terminateMember(stage, member, member.activity.cause);
    launchFailed(stage);
    return true;
  }
  if (member.lifecycle !== 'Warmed:Pending') return false;
  const rest = group.warmPool?.state ?? 'Running';
  if (state === 'running' && rest !== 'Running') {
    host.stop(member.instance, BY_USER, now);
    return true;
  }
  if (state !== 'running' && state !== 'stopped') return false;
  member.lifecycle = REST[rest];
  endActivity(member.activity, 'Successful', now);
  return true;
}

/** Takes as many as there are from the warm pool, that the group would launch now. */
export function takeWarmed(stage: Stage, wish: LaunchWish, fits: (member: Member) => boolean): number {
  const { group, now } = stage;
  let taken = 0;
  for (const member of kept(group)) {
    if (taken === wish.count) break;
    if (member.lifecycle === 'Warmed:Pending' || !fits(member) || !start(stage, member)) continue;
    member.lifecycle = 'Pending';
    member.by = wish.by;
    member.warmup = wish.warmup;
    member.activity = addActivity(group.activities, {
      description: `Launching a new EC2 instance from warm pool: ${member.instance.id}`,
      cause: wish.cause(taken),
      startedAt: now,
      status: 'PreInService',
      place: member.instance,
    });
    taken += 1;
  }
  return taken;
}

function start({ world, host, now }: Stage, { instance }: Member): boolean {
  if (stateAt(instance.timeline, now) === 'running') return true;
  const { type, zone, spotKind } = instance;
  if (available(world.shortages, { type, zone, spot: spotKind !== undefined }) < 1) return false;
  instance.launchedAt = now;
  if (instance.wantsPublicIp) instance.publicIp = publicAddress(world);
  host.start(instance, now);
  return true;
}

/** Puts what the group has too much back into its warm pool, where that is so wanted. */
export function returnToPool({ group, now }: Stage, member: Member, cause: string): boolean {
  if (!group.warmPool?.reuseOnScaleIn || group.warmPool.deleting || member.lifecycle !== 'InService')
    return false;
  if (kept(group).length >= wanted(group)) return false;
  member.lifecycle = 'Warmed:Pending';
  member.activity = addActivity(group.activities, {
    description: `Returning EC2 instance to warm pool: ${member.instance.id}`,
    cause,
    startedAt: now,
    status: 'InProgress',
    place: member.instance,
  });
  return true;
}
