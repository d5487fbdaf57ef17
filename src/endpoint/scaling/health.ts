import { text, whole } from '../protocol/query.js';
import { SECOND } from '../world/durations.js';
import type { AutoScalingGroup } from '../world/scaling/group.js';
import { counts, isLive, type Member } from '../world/scaling/member.js';
import { second } from '../world/scaling/activity.js';
import type { CloudSettings } from '../world/settings.js';
import { stateAt } from '../world/timeline.js';
import { suspended, type Stage } from './stage.js';
import { terminateMember } from './terminate.js';

const ENDED = 'an EC2 health check indicating it has been terminated or stopped';
const BALANCER = 'an ELB system health check failure';

/** When health is checked next, at a time or later. */
export function checkFrom(settings: CloudSettings, { createdAt }: AutoScalingGroup, at: number): number {
  const period = Math.max(1, Math.round(settings.healthCheckSeconds * SECOND));
  return createdAt + Math.ceil((at - createdAt) / period) * period;
}

/** In ms. */
export function gracePeriod({ data }: Pick<AutoScalingGroup, 'data'>): number {
  return (whole(data, 'HealthCheckGracePeriod') ?? 0) * SECOND;
}

export function graceEnd(group: AutoScalingGroup, { inServiceAt = 0 }: Member): number {
  return inServiceAt + gracePeriod(group);
}

export function looksAtBalancer({ data }: Pick<AutoScalingGroup, 'data'>): boolean {
  return (text(data, 'HealthCheckType') ?? 'EC2').split(',').includes('ELB');
}

/**
 * Finds what is not healthy, when it is time to look. What doesn't run is not healthy within its grace period either.
 * Source: Auto Scaling user guide, "Set the health check grace period".
 */
export function checkHealth(stage: Stage): boolean {
  const { world, group, now } = stage;
  if (suspended(stage, 'HealthCheck') || checkFrom(world.settings, group, now) !== now) return false;
  let changed = false;
  for (const member of group.members.values()) {
    if (member.lifecycle !== 'InService' || !member.healthy) continue;
    const illness = illnessOf(stage, member);
    if (illness === undefined) continue;
    member.healthy = false;
    member.illness = illness;
    changed = true;
  }
  return changed;
}

function illnessOf({ group, now }: Stage, member: Member): string | undefined {
  if (stateAt(member.instance.timeline, now) !== 'running') return ENDED;
  return member.balancerSaysUnhealthy && looksAtBalancer(group) && now >= graceEnd(group, member)
    ? BALANCER
    : undefined;
}

/** Whether an unhealthy instance is to be replaced at all. */
export function replaces(stage: Pick<Stage, 'group'>): boolean {
  return !suspended(stage, 'ReplaceUnhealthy') && !suspended(stage, 'Terminate');
}

/** Ends what isn't healthy: at once, or where the group's maintenance policy says so once another has taken its place. */
export function endUnhealthy(stage: Stage): boolean {
  const { group, now } = stage;
  if (!replaces(stage)) return false;
  const members = [...group.members.values()];
  let ready = members.filter((member) => counts(member, now)).length;
  let changed = false;
  for (const member of members) {
    if (member.lifecycle !== 'InService' || member.healthy) continue;
    const runs = stateAt(member.instance.timeline, now) === 'running';
    if (runs && launchesFirst(group)) {
      if (ready < group.desiredCapacity) continue;
      ready -= 1;
    }
    const why = member.illness ?? ENDED;
    terminateMember(
      stage,
      member,
      `At ${second(now)} an instance was taken out of service in response to ${why}.`,
    );
    changed = true;
  }
  return changed;
}

function launchesFirst({ data }: AutoScalingGroup): boolean {
  const least = whole(data, 'InstanceMaintenancePolicy.MinHealthyPercentage') ?? -1;
  const most = whole(data, 'InstanceMaintenancePolicy.MaxHealthyPercentage') ?? -1;
  return least === 100 && most > 100;
}

/** What fills a place of the desired capacity: not what is only kept until another takes its place. */
export function fillsPlace(stage: Stage): (member: Member) => boolean {
  const keeps = !replaces(stage);
  return (member) => isLive(member) && (member.healthy || keeps);
}

/** Those that were found unhealthy and for which no other was launched yet. */
export function toReplace({ group }: Stage): Member[] {
  return [...group.members.values()].filter(
    ({ healthy, replaced, lifecycle }) =>
      !healthy && !replaced && (lifecycle === 'InService' || lifecycle === 'Terminating'),
  );
}
