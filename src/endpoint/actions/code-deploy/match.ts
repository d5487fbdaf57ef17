import type { DeploymentGroup, TagFilter } from '../../world/code-deploy.js';
import type { Instance, Region } from '../../world/state.js';
import { stateAt } from '../../world/timeline.js';

/** Auto Scaling's own tag on what it launches. Source: Auto Scaling user guide, "Tag Auto Scaling groups and instances". */
const SCALED = 'aws:autoscaling:groupName';

/** The IDs of the instances that run at a time (cloud ms) and belong to a group, oldest first. An agent is taken for granted. */
export function instancesOf({ instances }: Region, group: DeploymentGroup, at: number): string[] {
  return [...instances.values()]
    .filter(
      (instance) =>
        instance.createdAt <= at && stateAt(instance.timeline, at) === 'running' && belongs(instance, group),
    )
    .map(({ id }) => id);
}

function belongs({ tags }: Instance, { tagFilters, autoScalingGroups }: DeploymentGroup): boolean {
  return (
    autoScalingGroups.includes(tags.get(SCALED) ?? '') ||
    tagFilters.some((filter) => [...tags].some((tag) => matches(tag, filter)))
  );
}

/** Source: CodeDeploy API reference, EC2TagFilter. */
function matches([key, value]: readonly [string, string], { Key, Value, Type }: TagFilter): boolean {
  switch (Type) {
    case 'KEY_ONLY':
      return key === Key;
    case 'VALUE_ONLY':
      return value === Value;
    default:
      return key === Key && value === (Value ?? '');
  }
}
