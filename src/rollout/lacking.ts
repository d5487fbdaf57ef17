import { type Group, type GroupInstance, isEnding, isOf } from './group.js';
import type { Witnesses } from './witnesses.js';

export interface Serving {
  readonly target: { readonly id: string; readonly version: number };
  readonly witnesses: Pick<Witnesses, 'isReady'>;
  /** IDs of instances that were found ready at another time. */
  readonly before?: readonly string[];
}

/**
 * What a group lacks until all its instances of a version are in service, healthy and ready, and there are as many instances
 * as it is to have; undefined: nothing. An instance that has died since it got ready is missed, and so is the one in its
 * place until that is ready. Instances of other versions count: what was to be left alone serves, too.
 */
export function lacking(group: Group, { target, witnesses, before = [] }: Serving): string | undefined {
  const living = group.instances.filter((one) => !isEnding(one) && !standsBy(one));
  const members = living.filter(({ template }) => isOf(template, target));
  const serving = members.filter(
    ({ id, lifecycle, healthy }) =>
      lifecycle === 'InService' && healthy && (before.includes(id) || witnesses.isReady(id)),
  );
  if (serving.length < members.length) return `${serving.length} of ${members.length} in service and ready`;
  const weight = living.reduce((sum, one) => sum + one.weight, 0);
  return weight < group.desired ? `${weight} of ${group.desired} there` : undefined;
}

/** It serves nobody, and counts for nothing. Source: Auto Scaling user guide, "Instance lifecycle". */
function standsBy({ lifecycle }: GroupInstance): boolean {
  return /Standby|^Warmed/.test(lifecycle);
}
