import { second } from '../world/scaling/activity.js';
import { isEnding, type Member } from '../world/scaling/member.js';
import { activeRefresh } from '../world/scaling/refresh.js';
import { removeGroup } from '../world/scaling/scaling.js';
import { matcher } from './candidates.js';
import { fillsPlace, toReplace } from './health.js';
import { defaultWarmup, launchMembers, started, type LaunchWish } from './launch.js';
import { surge } from './refresh/surge.js';
import { suspended, type Stage } from './stage.js';
import { fitWarmPool, returnToPool, takeWarmed } from './warm-pool.js';
import { nextToGo, selected, terminateMember } from './terminate.js';

/** Launches what is missing and ends what is too much. */
export function fitCapacity(stage: Stage): boolean {
  const { group } = stage;
  const live = [...group.members.values()].filter(fillsPlace(stage)).length;
  const wanted = group.desiredCapacity + surge(stage);
  if (live < wanted) return grow(stage, live, wanted - live);
  return live > wanted && shrink(stage, live - wanted);
}

function grow(stage: Stage, live: number, count: number): boolean {
  const { group, now } = stage;
  if (suspended(stage, 'Launch') || now < group.launchesFrom) return false;
  const ill = toReplace(stage);
  const wish = { count, ...origin(stage), cause: causes(stage, live, ill.length) };
  const isStale = stale(stage);
  const warmed = takeWarmed(stage, wish, (member) => !isStale(member));
  const rest = { ...wish, count: count - warmed, cause: (index: number) => wish.cause(warmed + index) };
  const made = warmed + (rest.count > 0 ? launchMembers(stage, rest).length : 0);
  for (const member of ill.slice(0, made)) member.replaced = true;
  if (made > ill.length) group.asked = undefined;
  return true;
}

/** What the next instances are launched from: what an instance refresh wants, while there is one. */
function origin(stage: Stage): Pick<LaunchWish, 'source' | 'by' | 'warmup'> {
  const { group } = stage;
  const refresh = activeRefresh(group.refreshes);
  if (!refresh || refresh.status === 'Pending') {
    return { source: group.source, by: undefined, warmup: defaultWarmup(stage) ?? 0 };
  }
  const back = refresh.rollback !== undefined;
  return {
    source: back ? group.source : (refresh.desired ?? group.source),
    by: { refreshId: refresh.id, back },
    warmup: refresh.preferences.warmup,
  };
}

/** What a refresh that is under way would have replaced, were it in service. */
function stale(stage: Stage): (member: Member) => boolean {
  const { group } = stage;
  const refresh = activeRefresh(group.refreshes);
  if (!refresh || !['InProgress', 'RollbackInProgress'].includes(refresh.status)) return () => false;
  if (refresh.rollback) return ({ by }) => by?.refreshId === refresh.id && !by.back;
  const matches = refresh.preferences.skipMatching
    ? matcher(stage, refresh.desired ?? group.source)
    : () => false;
  return (member) => member.by?.refreshId !== refresh.id && !matches(member);
}

function causes({ group, now }: Stage, live: number, ill: number): (index: number) => string {
  const at = second(now);
  const refreshes = activeRefresh(group.refreshes) !== undefined;
  const asked = group.asked === undefined ? '' : `${group.asked}  `;
  return (index) => {
    if (index < ill)
      return `At ${at} an instance was launched in response to an unhealthy instance needing to be replaced.`;
    if (refreshes) return `At ${at} an instance was launched in response to an instance refresh.`;
    return `${asked}${started(now, live)(index)}`;
  };
}

function shrink(stage: Stage, count: number): boolean {
  const { group, now } = stage;
  if (suspended(stage, 'Terminate')) return false;
  const at = second(now);
  const current = matcher(stage, origin(stage).source);
  const asked = group.asked === undefined ? '' : `${group.asked}  `;
  for (let n = 0; n < count; n++) {
    const member = nextToGo(stage, { current });
    if (!member) return n > 0;
    const from = group.desiredCapacity + count - n;
    const cause =
      `${asked}At ${at} an instance was taken out of service in response to a difference between desired and actual ` +
      `capacity, shrinking the capacity from ${from} to ${from - 1}.  ${selected(now, member)}`;
    if (!returnToPool(stage, member, cause)) terminateMember(stage, member, cause);
  }
  group.asked = undefined;
  return true;
}

/** Fits the warm pool to the capacity. */
export function fitPool(stage: Stage): boolean {
  return fitWarmPool(stage, origin(stage), stale(stage));
}

/** Ends all that a group has left, and the group with the last of it. Whatever is suspended or protected. */
export function endGroup(stage: Stage): boolean {
  const { group, region, now } = stage;
  let changed = false;
  for (const member of group.members.values()) {
    if (isEnding(member)) continue;
    terminateMember(stage, member, `At ${second(now)} a user request force deleted AutoScalingGroup.`);
    changed = true;
  }
  if (group.members.size === 0) removeGroup(region.autoScaling, group);
  return changed;
}
