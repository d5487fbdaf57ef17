import type { Params } from '../../protocol/query.js';
import type { AutoScalingGroup } from './group.js';

/** What Auto Scaling knows of a region. */
export interface AutoScaling {
  /** By their names, as everything of Auto Scaling. */
  readonly launchConfigurations: Map<string, LaunchConfiguration>;
  readonly groups: Map<string, AutoScalingGroup>;
  /** Groups that are gone, the newest last: their activities are still told. */
  readonly deleted: AutoScalingGroup[];
  /** CloudWatch's alarms that are in state ALARM. */
  readonly alarms: Set<string>;
}

export interface LaunchConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  /** As in the request, under the same names as in answers. */
  readonly data: Params;
}

export function noAutoScaling(): AutoScaling {
  return { launchConfigurations: new Map(), groups: new Map(), deleted: [], alarms: new Set() };
}

/** How many deleted groups are remembered. */
const REMEMBERED = 20;

export function removeGroup({ groups, deleted }: AutoScaling, group: AutoScalingGroup): void {
  if (!groups.delete(group.name)) return;
  deleted.push(group);
  if (deleted.length > REMEMBERED) deleted.shift();
}
