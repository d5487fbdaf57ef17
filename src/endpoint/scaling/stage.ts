import type { Host } from '../hosts/host.js';
import type { AutoScalingGroup } from '../world/scaling/group.js';
import type { Region, World } from '../world/state.js';

/** A group at one moment, with all that it may look at or change. */
export interface Stage {
  readonly world: World;
  readonly region: Region;
  readonly host: Host;
  readonly group: AutoScalingGroup;
  /** Cloud ms. */
  readonly now: number;
}

export type Process = 'Launch' | 'Terminate' | 'HealthCheck' | 'ReplaceUnhealthy' | 'InstanceRefresh';

export function suspended({ group }: Pick<Stage, 'group'>, process: Process): boolean {
  return group.suspended.has(process);
}
