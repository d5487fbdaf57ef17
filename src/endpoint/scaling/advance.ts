import type { Host } from '../hosts/host.js';
import { addMoment, type AutoScalingGroup } from '../world/scaling/group.js';
import { counts } from '../world/scaling/member.js';
import type { Region, World } from '../world/state.js';
import { endGroup, fitCapacity, fitPool } from './capacity.js';
import { checkHealth, endUnhealthy } from './health.js';
import { nextEvent } from './next.js';
import { observe } from './observe.js';
import { stepRefresh } from './refresh/step.js';
import type { Stage } from './stage.js';

/** So many events are caught up with at once; what is left then comes with the next call. A group that goes round for years must not hang. */
const MOST_EVENTS = 20000;
/** So often is a group gone through at one moment: each time brings on what times of zero leave due at once. */
const MOST_ROUNDS = 5000;

interface Due {
  readonly region: Region;
  readonly group: AutoScalingGroup;
  next: number;
}

/**
 * Has everything happen that Auto Scaling does up to a time (cloud ms): event by event, in the order of time, whichever group
 * it is in. There are no timers, so what has happened by a time is the same however often this is called, at any speed.
 */
export function advanceScaling(
  { world, host }: { readonly world: World; readonly host: Host },
  now: number,
): void {
  const all: Due[] = [];
  for (const region of world.regions.values()) {
    for (const group of region.autoScaling.groups.values()) {
      all.push({ region, group, next: nextEvent(world, group) });
    }
  }
  for (let events = 0; all.length > 0 && events < MOST_EVENTS; events++) {
    const due = all.reduce((first, each) => (each.next < first.next ? each : first));
    if (due.next > now) return;
    const { region, group } = due;
    settle({ world, region, host, group, now: due.next });
    due.next = region.autoScaling.groups.has(group.name) ? nextEvent(world, group) : Infinity;
  }
}

/** Does all that is due at one moment. */
function settle(stage: Stage): void {
  const { group, now } = stage;
  for (let round = 0; round < MOST_ROUNDS && turn(stage); round++);
  group.at = now;
  if (group.touchedAt !== undefined && group.touchedAt <= now) group.touchedAt = undefined;
  let inService = 0;
  for (const member of group.members.values()) if (counts(member, now)) inService += 1;
  addMoment(group.history, { at: now, inService, desired: group.desiredCapacity });
}

function turn(stage: Stage): boolean {
  const seen = observe(stage);
  if (stage.group.deleting) return endGroup(stage) || seen;
  const steps = [checkHealth, endUnhealthy, stepRefresh, fitCapacity, fitPool];
  return steps.reduce((changed, step) => step(stage) || changed, seen);
}
