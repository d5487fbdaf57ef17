import { isLive } from '../world/scaling/member.js';
import type { Subnet } from '../world/state.js';
import type { Stage } from './stage.js';

/** Where a group launches: its subnets, or the default ones of its zones. */
export function subnetsOf({ group, region }: Stage): Subnet[] {
  if (group.subnetIds.length > 0) {
    return group.subnetIds.flatMap((id) => region.subnets.get(id) ?? []);
  }
  const zones = new Set(group.zones);
  return [...region.subnets.values()].filter(({ zone, defaultForZone }) => defaultForZone && zones.has(zone));
}

/** How many of the next instances go into which subnet, so that zones become alike. */
export function spread(stage: Stage, count: number): Map<Subnet, number> {
  const subnets = subnetsOf(stage);
  const inZone = new Map<string, number>();
  const inSubnet = new Map<string, number>();
  const add = (to: Map<string, number>, key: string) => to.set(key, (to.get(key) ?? 0) + 1);
  for (const member of stage.group.members.values()) {
    if (!isLive(member)) continue;
    add(inZone, member.instance.zone);
    add(inSubnet, member.instance.subnetId);
  }
  const load = ({ id, zone }: Subnet) => (inZone.get(zone) ?? 0) * 10000 + (inSubnet.get(id) ?? 0);
  const found = new Map<Subnet, number>();
  for (let n = 0; n < count; n++) {
    const [first, ...others] = subnets;
    if (!first) break;
    const least = others.reduce((best, each) => (load(each) < load(best) ? each : best), first);
    add(inZone, least.zone);
    add(inSubnet, least.id);
    found.set(least, (found.get(least) ?? 0) + 1);
  }
  return found;
}
